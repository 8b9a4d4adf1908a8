package rooms

import (
	"crypto/ecdh"
	"slices"

	"dienhong/agenda"
	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/seal"
)

type (
	// PrepareBallot writes down a question for an item. Without a form it is yes, no or abstain, named, on tablets;
	// without a rule more than half of those present.
	//
	// budget: everything that can be said of a question is said at once.
	PrepareBallot struct {
		Item     agenda.ItemID     `json:"item"`
		Question string            `json:"question"`
		Document agenda.DocumentID `json:"document,omitempty"`
		Rule     *ballot.Rule      `json:"rule,omitempty"`
		Form     ballot.Form       `json:"form,omitempty"`
		Secrecy  ballot.Secrecy    `json:"secrecy,omitempty"`
		Method   ballot.Method     `json:"method,omitempty"`
		// Options of a listed form; ids are made for those without one.
		Options     []ballot.Option `json:"options,omitempty"`
		Least       int             `json:"least,omitempty"`
		Most        int             `json:"most,omitempty"`
		Winners     int             `json:"winners,omitempty"`
		MaxScore    int             `json:"max_score,omitempty"`
		AllowChange bool            `json:"allow_change,omitempty"`
		// Tellers count paper and hands, or hold a split key, of which Threshold open the ballots.
		Tellers   []PersonID `json:"tellers,omitempty"`
		Threshold int        `json:"threshold,omitempty"`
		// Supersedes is a voided ballot of the same item that is repeated, once. Follows is a counted election of the
		// same item that left seats open, or a tie on which is voted once more.
		Supersedes BallotID `json:"supersedes,omitempty"`
		Follows    BallotID `json:"follows,omitempty"`
		// Group links it with rounds that are declared together: 1 to 64 letters, digits, - and _, of the device's making. A
		// repeat joins the group of the voided ballot by itself.
		Group GroupID `json:"group,omitempty"`
	}
	// DiscardBallot drops a question that was never put.
	DiscardBallot struct {
		Ballot BallotID `json:"ballot"`
	}
	// HoldKey tells the public key of a teller's device, to which a part of the round's key will be sealed.
	HoldKey struct {
		Ballot BallotID `json:"ballot"`
		Public []byte   `json:"public"`
	}
)

// Limits of what is written on a sheet.
const (
	maxTellers = 9
	maxOption  = 300
)

func (c PrepareBallot) decide(s *State, t Turn) (Decision, error) {
	if _, err := s.Agenda.Item(c.Item); err != nil {
		return Decision{}, err
	}
	if len(s.Ballots) >= maxBallots {
		return Decision{}, ErrTooMany
	}
	question, err := c.question(t)
	if err != nil {
		return Decision{}, err
	}
	prepared := BallotPrepared{
		Ballot: BallotID(t.NewID()), Item: c.Item, Question: question, Document: c.Document, Round: 1, Threshold: c.Threshold,
	}
	if prepared.Tellers, err = c.tellers(s, question); err != nil {
		return Decision{}, err
	}
	if c.Document != "" {
		document, err := s.Agenda.Document(c.Document)
		if err != nil {
			return Decision{}, err
		}
		prepared.File = document.File
	}
	if err := c.after(s, &prepared); err != nil {
		return Decision{}, err
	}
	if err := c.link(s, &prepared); err != nil {
		return Decision{}, err
	}
	return answer(map[string]any{"ballot": prepared.Ballot}, prepared), nil
}

// question puts together what is asked, and refuses what cannot be put.
func (c PrepareBallot) question(t Turn) (ballot.Question, error) {
	form := c.Form
	if form == "" {
		form = ballot.FormYesNoAbstain
	}
	q := ballot.YesNo("", form, ballot.Majority(ballot.Present))
	var err error
	if q.Text, err = line(c.Question, maxText); err != nil {
		return q, err
	}
	if c.Rule != nil {
		if q.Rule, err = tidyRule(*c.Rule); err != nil {
			return q, err
		}
	}
	if c.Secrecy != "" {
		q.Secrecy = c.Secrecy
	}
	if c.Method != "" {
		q.Method = c.Method
	}
	q.AllowChange = c.AllowChange
	if form.Listed() {
		q.Least, q.Most, q.Winners, q.MaxScore = c.Least, c.Most, c.Winners, c.MaxScore
		if q.Options, err = tidyOptions(c.Options, t); err != nil {
			return q, err
		}
	}
	return q, q.Validate()
}

func tidyRule(r ballot.Rule) (ballot.Rule, error) {
	err := r.Validate()
	if err != nil {
		return r, err
	}
	if r.Citation, err = optionalLine(r.Citation, maxTitle); err != nil {
		return r, err
	}
	if r.Preset, err = optionalLine(r.Preset, 40); err != nil {
		return r, err
	}
	r.CheckedOn, err = optionalLine(r.CheckedOn, 10)
	return r, err
}

func tidyOptions(options []ballot.Option, t Turn) ([]ballot.Option, error) {
	if len(options) > ballot.MaxOptions {
		return nil, ErrTooMany
	}
	tidy := make([]ballot.Option, len(options))
	var err error
	for i, o := range options {
		if o.Title, err = line(o.Title, maxOption); err != nil {
			return nil, err
		}
		if o.Note, err = optionalLine(o.Note, maxOption); err != nil {
			return nil, err
		}
		if o.ID == "" {
			o.ID = ballot.Choice(t.NewID())
		}
		if !validID(PersonID(o.ID)) {
			return nil, ErrBadCommand
		}
		tidy[i] = o
	}
	return tidy, nil
}

// tellers are needed where keys are split; elsewhere nobody named means that the desk counts.
func (c PrepareBallot) tellers(s *State, q ballot.Question) ([]Teller, error) {
	split := q.Secrecy == ballot.Tellers && q.Method.ByDevice()
	switch n := len(c.Tellers); {
	case n > maxTellers:
		return nil, ErrTooMany
	case split && (n < 2 || c.Threshold < 2 || c.Threshold > n), !split && c.Threshold != 0:
		return nil, ErrOutOfRange
	}
	tellers := make([]Teller, 0, len(c.Tellers))
	for i, id := range c.Tellers {
		person, err := s.person(id)
		if err != nil {
			return nil, err
		}
		if person.Role == Screen || slices.Contains(c.Tellers[:i], id) {
			return nil, ErrBadCommand
		}
		tellers = append(tellers, Teller{Person: id})
	}
	return tellers, nil
}

// after looks at the round that this one comes after.
func (c PrepareBallot) after(s *State, prepared *BallotPrepared) error {
	before := c.Supersedes
	if c.Follows != "" {
		if before != "" {
			return ErrBadCommand
		}
		before = c.Follows
	}
	if before == "" {
		return nil
	}
	old, err := s.ballot(before)
	if err != nil {
		return err
	}
	if c.Supersedes != "" && old.State != BallotIsVoid {
		return ErrBallotState
	}
	if c.Follows != "" && s.Withheld(old) {
		return ErrWithheld
	}
	if c.Follows != "" && !old.leavesOpen() {
		return ErrBallotState
	}
	if old.Item != c.Item {
		return ErrBadCommand
	}
	if slices.ContainsFunc(s.BallotOrder, func(id BallotID) bool {
		b := s.Ballots[id]
		return b.State != BallotIsVoid && (b.Supersedes == before || b.Follows == before)
	}) {
		return ErrExists
	}
	prepared.Supersedes, prepared.Follows, prepared.Round = c.Supersedes, c.Follows, old.Round+1
	return nil
}

// leavesOpen reports whether a counted ballot may be followed by another: an election for its empty seats, a tie by the
// same question once more.
func (b *Ballot) leavesOpen() bool {
	counted := b.State == BallotIsClosed || b.State == BallotIsPublic
	return counted && (b.Question.Form == ballot.FormElect || b.Tally.Outcome == ballot.Tied)
}

func (c DiscardBallot) decide(s *State, _ Turn) (Decision, error) {
	b, err := s.ballot(c.Ballot)
	if err != nil {
		return Decision{}, err
	}
	if b.State != BallotReady {
		return Decision{}, ErrBallotState
	}
	return decided(BallotDiscarded(c)), nil
}

func (c HoldKey) decide(s *State, t Turn) (Decision, error) {
	b, err := s.ballot(c.Ballot)
	if err != nil {
		return Decision{}, err
	}
	if b.Teller(t.Actor) == nil || b.Question.Secrecy != ballot.Tellers {
		return Decision{}, ErrNotTeller
	}
	if b.State != BallotReady {
		return Decision{}, ErrBallotState
	}
	if _, err := ecdh.P256().NewPublicKey(c.Public); err != nil || len(c.Public) != seal.PublicSize {
		return Decision{}, ErrBadCommand
	}
	return decided(BallotKeyHeld(c)), nil
}
