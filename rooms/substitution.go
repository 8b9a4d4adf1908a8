package rooms

import (
	"slices"
	"time"
)

// SubstitutionID names one proposal to send somebody else.
type SubstitutionID string

// SubstitutionState is how far a substitution has come.
type SubstitutionState string

// The states of a substitution. An approved one may be over: see Substitution.Ended.
const (
	Proposed  SubstitutionState = "proposed"
	Approved  SubstitutionState = "approved"
	Refused   SubstitutionState = "refused"
	Withdrawn SubstitutionState = "withdrawn"
)

// BodyKind is what sort of body meets, as far as rules differ.
type BodyKind string

// The kinds of bodies. No rule of a public one lets a substitute vote; that is the default.
const (
	PublicBody  BodyKind = "public"
	PrivateBody BodyKind = "private"
)

// Substitute is whom a principal sends, as the proposal named them: the record keeps what was agreed. Person is
// somebody of the directory or of the meeting, empty for somebody new until the proposal is approved.
type Substitute struct {
	Person PersonID `json:"person,omitempty"`
	Name   string   `json:"name"`
	Title  string   `json:"title,omitempty"`
	Unit   string   `json:"unit,omitempty"`
}

// Substitution is somebody sent in the place of an invited person (cử người dự thay), which the chair has to agree to.
// A substitute reads and speaks; the vote stays with the principal unless the body's rules give it (Votes). It is no
// proxy: a proxy votes for somebody and takes nobody's seat.
//
// budget: 17 fields; a substitution is told and recorded as one piece.
type Substitution struct {
	ID        SubstitutionID    `json:"id"`
	Principal PersonID          `json:"principal"`
	Sent      Substitute        `json:"sent"`
	Reason    string            `json:"reason"`
	State     SubstitutionState `json:"state"`
	By        PersonID          `json:"by"`
	At        time.Time         `json:"at"`
	// DecidedBy approved or refused it, with an Answer; a refusal always has one.
	DecidedBy PersonID  `json:"decided_by,omitempty"`
	DecidedAt time.Time `json:"decided_at,omitzero"`
	Answer    string    `json:"answer,omitempty"`
	// Votes says that the substitute casts the principal's vote while the principal is away.
	Votes bool `json:"votes,omitempty"`
	// Was is the role that the substitute had in the meeting before, empty for none.
	Was Role `json:"was,omitempty"`
	// WithdrawnBy took it back, of an approved one too.
	WithdrawnBy PersonID  `json:"withdrawn_by,omitempty"`
	WithdrawnAt time.Time `json:"withdrawn_at,omitzero"`
	Regret      string    `json:"regret,omitempty"`
	// Ended is when the principal came after all; from then on the substitute is a guest.
	Ended time.Time `json:"ended,omitzero"`
}

// Stands reports whether the substitute sits in the principal's place now.
func (x *Substitution) Stands() bool { return x.State == Approved && x.Ended.IsZero() }

// live reports whether it stands or may still be approved: of such a principal has one at most.
func (x *Substitution) live() bool { return x.State == Proposed || x.Stands() }

const (
	// maxSubstitutions of one principal: a proposal may be refused and made anew, but not all day.
	maxSubstitutions = 20
	// maxReason of a substitution, in characters.
	maxReason = maxTitle
)

// Substitution returns a proposal by its id, nil for none.
func (s *State) Substitution(id SubstitutionID) *Substitution {
	for _, x := range s.Substitutions {
		if x.ID == id {
			return x
		}
	}
	return nil
}

// SubstituteOf returns the approved substitution of a principal that stands now, nil for none.
func (s *State) SubstituteOf(principal PersonID) *Substitution {
	return s.substitution(func(x *Substitution) bool { return x.Principal == principal && x.Stands() })
}

// StandsFor returns the approved substitution by which the person sits in somebody's place now, nil for none.
func (s *State) StandsFor(person PersonID) *Substitution {
	return s.substitution(func(x *Substitution) bool { return x.Sent.Person == person && x.Stands() })
}

func (s *State) substitution(fits func(*Substitution) bool) *Substitution {
	if i := slices.IndexFunc(s.Substitutions, fits); i >= 0 {
		return s.Substitutions[i]
	}
	return nil
}

// votesThrough is the substitute who casts the principal's vote, empty for none. The meeting's rule is asked again: one
// that was taken back gives nobody a vote.
func (s *State) votesThrough(principal PersonID) PersonID {
	x := s.SubstituteOf(principal)
	if x == nil || !x.Votes || !s.Meeting.SubstituteVotes {
		return ""
	}
	return x.Sent.Person
}

// CastsInPlaceOf reports whether somebody casts an elector's vote as their substitute, or did, and not as a proxy. It is
// asked of a round's caster, which is frozen with its opening.
func (s *State) CastsInPlaceOf(elector, caster PersonID) bool {
	return s.substitution(func(x *Substitution) bool { return x.Principal == elector && x.Sent.Person == caster && x.Votes }) != nil
}

// bound reports whether a change of somebody's part would leave a substitution in the air.
func (s *State) bound(id PersonID) bool {
	return s.substitution(func(x *Substitution) bool { return x.live() && (x.Principal == id || x.Sent.Person == id) }) != nil
}

type (
	// ProposeSubstitution asks the chair to agree to a substitute. Only the server makes it, for it takes the name of
	// somebody of the directory from there. Without a principal it is the asker's own seat.
	ProposeSubstitution struct {
		Principal PersonID   `json:"principal,omitempty"`
		Sent      Substitute `json:"sent"`
		Reason    string     `json:"reason"`
	}
	// DecideSubstitution approves a proposal, or refuses it with a reason.
	DecideSubstitution struct {
		Substitution SubstitutionID `json:"substitution"`
		Approve      bool           `json:"approve,omitempty"`
		Reason       string         `json:"reason,omitempty"`
	}
	// WithdrawSubstitution takes a proposal or an approved substitution back.
	WithdrawSubstitution struct {
		Substitution SubstitutionID `json:"substitution"`
		Reason       string         `json:"reason,omitempty"`
	}
)

type (
	// SubstitutionProposed says whom somebody wants to send, and why.
	SubstitutionProposed struct {
		Substitution SubstitutionID `json:"substitution"`
		Principal    PersonID       `json:"principal"`
		Sent         Substitute     `json:"sent"`
		Reason       string         `json:"reason"`
	}
	// SubstitutionDecided says that it was approved or refused. Person, Votes and Was are as in Substitution.
	SubstitutionDecided struct {
		Substitution SubstitutionID `json:"substitution"`
		Approved     bool           `json:"approved"`
		Reason       string         `json:"reason,omitempty"`
		Person       PersonID       `json:"person,omitempty"`
		Votes        bool           `json:"votes,omitempty"`
		Was          Role           `json:"was,omitempty"`
	}
	// SubstitutionWithdrawn says that it was taken back.
	SubstitutionWithdrawn struct {
		Substitution SubstitutionID `json:"substitution"`
		Reason       string         `json:"reason,omitempty"`
	}
	// SubstitutionEnded says that the principal came after all.
	SubstitutionEnded struct {
		Substitution SubstitutionID `json:"substitution"`
	}
)

// Kind names the event in the journal.
func (SubstitutionProposed) Kind() string { return "substitution.proposed" }

// Kind names the event in the journal.
func (SubstitutionDecided) Kind() string { return "substitution.decided" }

// Kind names the event in the journal.
func (SubstitutionWithdrawn) Kind() string { return "substitution.withdrawn" }

// Kind names the event in the journal.
func (SubstitutionEnded) Kind() string { return "substitution.ended" }

func (e SubstitutionProposed) apply(s *State, h Happening) {
	x := &Substitution{
		ID: e.Substitution, Principal: e.Principal, Sent: e.Sent, Reason: e.Reason, State: Proposed, By: h.Actor, At: h.At,
	}
	s.Substitutions = append(s.Substitutions, x)
	s.touchSubstitution(x)
}

func (e SubstitutionDecided) apply(s *State, h Happening) {
	x := s.Substitution(e.Substitution)
	x.DecidedBy, x.DecidedAt, x.Answer = h.Actor, h.At, e.Reason
	x.State = Refused
	if e.Approved {
		x.State, x.Sent.Person, x.Votes, x.Was = Approved, e.Person, e.Votes, e.Was
	}
	s.touchSubstitution(x)
}

func (e SubstitutionWithdrawn) apply(s *State, h Happening) {
	x := s.Substitution(e.Substitution)
	x.State, x.WithdrawnBy, x.WithdrawnAt, x.Regret = Withdrawn, h.Actor, h.At, e.Reason
	s.touchSubstitution(x)
}

func (e SubstitutionEnded) apply(s *State, h Happening) {
	x := s.Substitution(e.Substitution)
	x.Ended = h.At
	if x.State == Proposed { // nobody has to decide it any more
		x.State, x.WithdrawnBy, x.WithdrawnAt = Withdrawn, h.Actor, h.At
	}
	s.touchSubstitution(x)
}

func (s *State) touchSubstitution(x *Substitution) {
	s.touch(TopicSubstitution, string(x.ID))
	s.touch(TopicPerson, string(x.Principal))
	if x.Sent.Person != "" {
		s.touch(TopicPerson, string(x.Sent.Person))
	}
	s.touch(TopicAttendance, "")
}
