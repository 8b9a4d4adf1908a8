package rooms

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/seal"
)

type (
	// CastBallot is one elector's ballot, given by whoever may cast it. Hash is that of the ballot as it was shown. A
	// named round takes marks, a secret one a sealed envelope.
	CastBallot struct {
		Ballot BallotID `json:"ballot"`
		Hash   string   `json:"hash"`
		// Elector is whose ballot it is, empty for the sender's own.
		Elector PersonID     `json:"elector,omitempty"`
		Marks   ballot.Marks `json:"marks,omitempty"`
		Sealed  []byte       `json:"sealed,omitempty"`
		// Text goes with an answer between meetings that is not secret.
		Text string `json:"text,omitempty"`
	}
	// IssuePaper gives an elector a paper in a mixed round, instead of the ballot on the tablet.
	IssuePaper struct {
		Ballot  BallotID `json:"ballot"`
		Elector PersonID `json:"elector"`
	}
	// RemoveElector takes a right to vote away while the round runs. A ballot that is recorded stays.
	RemoveElector struct {
		Ballot  BallotID `json:"ballot"`
		Elector PersonID `json:"elector"`
		Reason  string   `json:"reason"`
	}
)

func (c CastBallot) decide(s *State, t Turn) (Decision, error) {
	b, err := s.ballot(c.Ballot)
	if err != nil {
		return Decision{}, err
	}
	if b.State == BallotReady {
		return Decision{}, ErrBallotClosed
	}
	if c.Elector == "" {
		c.Elector = t.Actor
	}
	elector := b.Elector(c.Elector)
	if elector == nil || PersonID(elector.Caster) != t.Actor || !b.Question.Method.ByDevice() {
		return Decision{}, ErrNotElector
	}
	_, cast := b.Cast[c.Elector]
	if !b.takes(t.Now) {
		return b.late(c.Elector, cast)
	}
	if err := b.mayCast(s, c, t, cast); err != nil {
		return Decision{}, err
	}
	taken := BallotCast{Ballot: c.Ballot, Receipt: receipt(t.NewID()), Replaces: cast, Marks: c.Marks, Sealed: c.Sealed}
	if c.Elector != t.Actor {
		taken.Elector = c.Elector
	}
	if taken.Text, err = paragraph(c.Text); err != nil {
		return Decision{}, err
	}
	if taken.Text != "" && (b.Question.Method != ballot.Letters || b.Question.Secrecy.Sealed()) { // it might tell how
		return Decision{}, ErrBadCommand
	}
	told := map[string]any{"receipt": taken.Receipt, "at": t.Now}
	if len(c.Sealed) > 0 {
		if err := s.receiptOf(c, t, told); err != nil {
			return Decision{}, err
		}
	}
	return answer(told, taken), nil
}

// receiptOf adds to the answer what proves that a sealed ballot is recorded, and not how it was cast: the hash of the
// envelope and its place in the log of votes, signed.
func (s *State) receiptOf(c CastBallot, t Turn, told map[string]any) error {
	hash, position := envelope(c.Sealed), s.Ledger.Size
	told["envelope"], told["position"] = hash, position
	if t.Sign == nil {
		return nil
	}
	signed, err := t.Sign(fmt.Sprintf("dienhong/receipt\n%s\n%s\n%s\n%d\n", s.ID, c.Ballot, hash, position))
	told["signed"] = signed
	return err
}

// mayCast looks at everything but the time.
func (b *Ballot) mayCast(s *State, c CastBallot, t Turn, cast bool) error {
	if c.Hash != b.Hash {
		return ErrBallotChanged
	}
	if _, removed := b.Removed[c.Elector]; removed {
		return ErrNotElector
	}
	if _, paper := b.OnPaper[c.Elector]; paper {
		return ErrOnPaper
	}
	if cast && !b.Question.AllowChange {
		return ErrAlreadyCast
	}
	if b.Question.Method != ballot.Letters && !s.Attendance[t.Actor].Present() {
		return ErrNotPresent
	}
	if !b.Question.Secrecy.Sealed() {
		if len(c.Sealed) > 0 {
			return ErrBadCommand
		}
		return b.Question.Check(c.Marks)
	}
	if len(c.Marks) > 0 || len(c.Sealed) != seal.Size(b.Question) {
		return ErrEnvelope
	}
	return nil
}

// late refuses a ballot that came after closing, and writes down that it came: never silently.
func (b *Ballot) late(id PersonID, cast bool) (Decision, error) {
	_, noted := b.Late[id]
	if cast || noted || b.State == BallotIsVoid {
		return Decision{}, ErrBallotClosed
	}
	return Decision{Events: []Event{BallotLate{Ballot: b.ID, Elector: id}}, Refusal: ErrBallotClosed}, nil
}

// receipt shortens a fresh id to a code that can be read aloud: eight characters of its random end.
func receipt(id string) string {
	end := id[max(0, len(id)-8):]
	return end[:len(end)/2] + "-" + end[len(end)/2:]
}

// envelope is the hash by which a sealed ballot stands in the log of votes.
func envelope(sealed []byte) string {
	sum := sha256.Sum256(sealed)
	return hex.EncodeToString(sum[:])
}

func (c IssuePaper) decide(s *State, t Turn) (Decision, error) {
	b, err := s.ballot(c.Ballot)
	if err != nil {
		return Decision{}, err
	}
	if !b.takes(t.Now) {
		return Decision{}, ErrBallotClosed
	}
	if b.Question.Method != ballot.Mixed {
		return Decision{}, ErrBallotState
	}
	if err := b.unused(c.Elector); err != nil {
		return Decision{}, err
	}
	return decided(BallotPaperIssued(c)), nil
}

func (c RemoveElector) decide(s *State, t Turn) (Decision, error) {
	b, err := s.ballot(c.Ballot)
	if err != nil {
		return Decision{}, err
	}
	if !b.takes(t.Now) {
		return Decision{}, ErrBallotClosed
	}
	if err := b.unused(c.Elector); err != nil {
		return Decision{}, err
	}
	if c.Reason, err = line(c.Reason, maxTitle); err != nil {
		return Decision{}, err
	}
	return decided(BallotElectorRemoved(c)), nil
}

// unused reports whether an elector still has a right that was not used.
func (b *Ballot) unused(id PersonID) error {
	if b.Elector(id) == nil {
		return ErrNotElector
	}
	if _, removed := b.Removed[id]; removed {
		return ErrNotElector
	}
	if _, cast := b.Cast[id]; cast {
		return ErrAlreadyCast
	}
	if _, paper := b.OnPaper[id]; paper {
		return ErrOnPaper
	}
	return nil
}
