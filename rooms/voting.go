package rooms

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"dienhong/agenda"
	"dienhong/agenda/ballot"
)

// BallotID names one round of voting on one question.
type BallotID string

// BallotState is how far a ballot has come.
type BallotState string

// The states of a ballot. A closed one is counted; it is public only once declared. Nothing deletes a ballot that was
// opened: a voided one stays readable with its reason.
const (
	BallotReady    BallotState = "ready"
	BallotIsOpen   BallotState = "open"
	BallotIsClosed BallotState = "closed"
	BallotIsPublic BallotState = "declared"
	BallotIsVoid   BallotState = "void"
)

// Ballot is one named vote (biểu quyết ghi tên): who chose what is part of the record once it is declared.
//
// budget: a ballot's life in one place, 22 fields, reads better than three structs that only make sense together.
type Ballot struct {
	ID       BallotID          `json:"id"`
	Item     agenda.ItemID     `json:"item"`
	Question string            `json:"question"`
	Document agenda.DocumentID `json:"document,omitempty"`
	// File is the SHA-256 of the document the question is about, frozen with it.
	File    string          `json:"file,omitempty"`
	Options []ballot.Choice `json:"options"`
	Rule    ballot.Rule     `json:"rule"`
	// Round counts from 1; Supersedes is the voided ballot that this one repeats.
	Round      int      `json:"round"`
	Supersedes BallotID `json:"supersedes,omitempty"`

	State BallotState `json:"state"`
	// Hash of the frozen question, options, rule, document and electorate: what is shown is what is voted on.
	Hash string `json:"hash,omitempty"`
	// Electorate is frozen at opening, in the order of the people of the meeting.
	Electorate []PersonID `json:"electorate,omitempty"`
	Seats      int        `json:"seats,omitempty"`
	// PresentAtOpening are the electors who had checked in.
	PresentAtOpening []PersonID `json:"present_at_opening,omitempty"`

	Cast map[PersonID]Cast `json:"cast,omitempty"`

	Opened time.Time `json:"opened,omitzero"`
	// Closes is when it closes by itself; zero for when the chair does.
	Closes   time.Time     `json:"closes,omitzero"`
	Closed   time.Time     `json:"closed,omitzero"`
	Declared time.Time     `json:"declared,omitzero"`
	Tally    *ballot.Tally `json:"tally,omitempty"`
	Voided   time.Time     `json:"voided,omitzero"`
	Reason   string        `json:"reason,omitempty"`
}

// Cast is one accepted ballot.
type Cast struct {
	Choice ballot.Choice `json:"choice"`
	// Receipt is the code that the voter was given.
	Receipt string    `json:"receipt"`
	At      time.Time `json:"at"`
	// Command is the device's id of the ballot, by which it asks again after a broken line.
	Command CommandID `json:"command"`
}

// maxBallots of one meeting.
const maxBallots = 500

func (s *State) ballot(id BallotID) (*Ballot, error) {
	if b := s.Ballots[id]; b != nil {
		return b, nil
	}
	return nil, ErrNoBallot
}

func (s *State) openBallot() *Ballot {
	for _, b := range s.Ballots {
		if b.State == BallotIsOpen {
			return b
		}
	}
	return nil
}

// timedBallot is the open ballot that closes by itself.
func (s *State) timedBallot() *Ballot {
	if b := s.openBallot(); b != nil && !b.Closes.IsZero() {
		return b
	}
	return nil
}

// timeUp reports whether the ballot's time is over by the server's clock, whether or not it is closed yet.
func (b *Ballot) timeUp(now time.Time) bool { return !b.Closes.IsZero() && !now.Before(b.Closes) }

// NotVoted returns the electors of whom no ballot is recorded, in the order of the people of the meeting.
func (b *Ballot) NotVoted() []PersonID {
	missing := []PersonID{}
	for _, id := range b.Electorate {
		if _, cast := b.Cast[id]; !cast {
			missing = append(missing, id)
		}
	}
	return missing
}

// freeze hashes everything that gives a ballot its meaning.
func (b *Ballot) freeze() string {
	frozen, err := json.Marshal([]any{
		b.ID, b.Question, b.Document, b.File, b.Options, b.Rule, b.Round, b.Supersedes, b.Electorate, b.Seats,
	})
	if err != nil {
		panic(err) // strings and integers always marshal
	}
	sum := sha256.Sum256(frozen)
	return hex.EncodeToString(sum[:])
}

func (b *Ballot) count() (ballot.Tally, error) {
	present := slices.Clone(b.PresentAtOpening)
	choices := make([]ballot.Choice, 0, len(b.Cast))
	for voter, cast := range b.Cast {
		choices = append(choices, cast.Choice)
		if !slices.Contains(present, voter) {
			present = append(present, voter)
		}
	}
	return ballot.Count(b.Rule, ballot.Electorate{
		Seats: int64(b.Seats), Eligible: int64(len(b.Electorate)), Present: int64(len(present)),
	}, b.Options, choices)
}
