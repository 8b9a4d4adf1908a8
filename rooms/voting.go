package rooms

import (
	"cmp"
	"slices"
	"time"

	"dienhong/agenda"
	"dienhong/agenda/ballot"
)

// BallotID names one round of voting on one question.
type BallotID string

// BallotState is how far a ballot has come.
type BallotState string

// The states of a ballot. Closing takes what is on its way for a few seconds more; a counting one waits for tellers, with
// their keys or their counts; a closed one is counted, and public only once declared. Nothing deletes a ballot that was
// opened: a voided one stays readable with its reason.
const (
	BallotReady     BallotState = "ready"
	BallotIsOpen    BallotState = "open"
	BallotIsClosing BallotState = "closing"
	BallotCounting  BallotState = "counting"
	BallotIsClosed  BallotState = "closed"
	BallotIsPublic  BallotState = "declared"
	BallotIsVoid    BallotState = "void"
)

// Grace is how long ballots that were on their way when a ballot closed are still taken.
const Grace = 3 * time.Second

// Ballot is one round of voting. Who chose what is part of the record of a named one once it is declared; a sealed one
// knows it at no time.
//
// budget: a ballot's life in one place, 37 fields, reads better than many structs that only make sense together.
type Ballot struct {
	ID       BallotID          `json:"id"`
	Item     agenda.ItemID     `json:"item"`
	Question ballot.Question   `json:"question"`
	Document agenda.DocumentID `json:"document,omitempty"`
	// File is the SHA-256 of the document the question is about, frozen with it.
	File string `json:"file,omitempty"`
	// Round counts from 1. Supersedes is the voided ballot that this one repeats, Follows the election whose open seats
	// it fills, or the tie that it tries to break.
	Round      int      `json:"round"`
	Supersedes BallotID `json:"supersedes,omitempty"`
	Follows    BallotID `json:"follows,omitempty"`
	// Group links it with rounds that are declared together.
	Group GroupID `json:"group,omitempty"`
	// Tellers count paper and hands, and hold the parts of a split key, of which Threshold open the ballots.
	Tellers   []Teller `json:"tellers,omitempty"`
	Threshold int      `json:"threshold,omitempty"`

	State BallotState `json:"state"`
	// Hash of everything that gives the ballot its meaning, electorate included: what is shown is what is voted on.
	Hash string `json:"hash,omitempty"`
	// Electors are frozen at opening, in the order of the people of the meeting.
	Electors []ballot.Elector `json:"electors,omitempty"`
	// Seats of the body in heads, vacant ones included.
	Seats int `json:"seats,omitempty"`
	// Key is the public key that ballots are sealed to.
	Key []byte `json:"key,omitempty"`

	Cast    map[PersonID]Cast      `json:"cast,omitempty"`
	OnPaper map[PersonID]time.Time `json:"on_paper,omitempty"`
	Removed map[PersonID]string    `json:"removed,omitempty"`
	// Late are electors whose ballots came after closing, and were refused.
	Late map[PersonID]time.Time `json:"late,omitempty"`
	// Entered are the tellers' counts until two of them agree.
	Entered map[PersonID]ballot.HandCount `json:"entered,omitempty"`
	Hands   *ballot.HandCount             `json:"hands,omitempty"`
	// Attending are the electors who were there when voting ended, or had cast.
	Attending []PersonID `json:"attending,omitempty"`
	// Counters are the two tellers who agreed.
	Counters []PersonID `json:"counters,omitempty"`
	// Papers are the opened ballots of a sealed round, by their random ids.
	Papers   []ballot.Paper `json:"papers,omitempty"`
	Unsealed bool           `json:"unsealed,omitempty"`

	Opened time.Time `json:"opened,omitzero"`
	// Closes is when it closes by itself; zero for when the chair does. Until is when a closing one takes no more.
	Closes   time.Time     `json:"closes,omitzero"`
	Until    time.Time     `json:"until,omitzero"`
	Closed   time.Time     `json:"closed,omitzero"`
	Declared time.Time     `json:"declared,omitzero"`
	Reminded time.Time     `json:"reminded,omitzero"`
	Tally    *ballot.Tally `json:"tally,omitempty"`
	Voided   time.Time     `json:"voided,omitzero"`
	VoidedBy PersonID      `json:"voided_by,omitempty"`
	Reason   string        `json:"reason,omitempty"`
	// Checkpoint is the signed head of the log of votes when the ballot was counted, or declared.
	Checkpoint string `json:"checkpoint,omitempty"`

	index map[PersonID][]int
}

// Teller is one of those who count, or hold a part of the key.
type Teller struct {
	Person PersonID `json:"person"`
	// Public is the key of the teller's device, and Share the part of the round's key that is sealed to it.
	Public []byte `json:"public,omitempty"`
	Share  []byte `json:"share,omitempty"`
	// Gave is when the teller last gave that part, opened. Here tells that the server has it: a restart loses it.
	Gave time.Time `json:"gave,omitzero"`
	Here bool      `json:"here,omitempty"`
}

// Cast is one accepted ballot: marks in a named round, a sealed envelope in a secret one until it is opened.
type Cast struct {
	Marks  ballot.Marks `json:"marks,omitempty"`
	Sealed []byte       `json:"sealed,omitempty"`
	// Text is what somebody who is asked between meetings adds to the answer.
	Text string `json:"text,omitempty"`
	// Receipt is the code that the voter was given.
	Receipt string    `json:"receipt"`
	At      time.Time `json:"at"`
	// Command is the device's id of the ballot, by which it asks again after a broken line.
	Command CommandID `json:"command"`
	// By is the proxy who cast it.
	By PersonID `json:"by,omitempty"`
}

// maxBallots of one meeting.
const maxBallots = 500

func (s *State) ballot(id BallotID) (*Ballot, error) {
	if b := s.Ballots[id]; b != nil {
		return b, nil
	}
	return nil, ErrNoBallot
}

// openBallot is the one that runs in the session. Letters run beside it.
func (s *State) openBallot() *Ballot {
	for _, b := range s.Ballots {
		if b.Running() && b.Question.Method != ballot.Letters {
			return b
		}
	}
	return nil
}

// timedBallot is the ballot that is next to move on by itself.
func (s *State) timedBallot() *Ballot {
	var next *Ballot
	for _, b := range s.Ballots {
		if !b.due().IsZero() && (next == nil || b.due().Before(next.due())) {
			next = b
		}
	}
	return next
}

// Running reports whether ballots are being taken.
func (b *Ballot) Running() bool { return b.State == BallotIsOpen || b.State == BallotIsClosing }

// due is when the ballot moves on by itself, zero for never.
func (b *Ballot) due() time.Time {
	switch b.State {
	case BallotIsOpen:
		return b.Closes
	case BallotIsClosing:
		return b.Until
	default:
		return time.Time{}
	}
}

// takes reports whether a ballot that arrives now is in time, whether or not the ballot has moved on yet.
func (b *Ballot) takes(now time.Time) bool {
	switch b.State {
	case BallotIsOpen:
		return b.Closes.IsZero() || now.Before(b.Closes.Add(Grace))
	case BallotIsClosing:
		return now.Before(b.Until)
	default:
		return false
	}
}

// Elector returns somebody's right to vote, nil for none.
func (b *Ballot) Elector(id PersonID) *ballot.Elector {
	for _, i := range b.rights()[id] {
		if b.Electors[i].Person == string(id) {
			return &b.Electors[i]
		}
	}
	return nil
}

// Rights returns somebody's own right to vote, whoever casts it, and those that they cast for others.
func (b *Ballot) Rights(id PersonID) []*ballot.Elector {
	indexes := b.rights()[id]
	rights := make([]*ballot.Elector, 0, len(indexes))
	for _, i := range indexes {
		rights = append(rights, &b.Electors[i])
	}
	slices.SortStableFunc(rights, func(x, y *ballot.Elector) int {
		return cmp.Compare(own(y, id), own(x, id))
	})
	return rights
}

func own(e *ballot.Elector, id PersonID) int {
	if e.Person == string(id) {
		return 1
	}
	return 0
}

// rights finds electors by themselves and by who casts for them. It is made when first needed, and frozen as they are.
func (b *Ballot) rights() map[PersonID][]int {
	if b.index == nil {
		b.index = make(map[PersonID][]int, len(b.Electors))
		for i, e := range b.Electors {
			b.index[PersonID(e.Person)] = append(b.index[PersonID(e.Person)], i)
			if e.Caster != e.Person {
				b.index[PersonID(e.Caster)] = append(b.index[PersonID(e.Caster)], i)
			}
		}
	}
	return b.index
}

// Teller returns somebody's place among the tellers, nil for none.
func (b *Ballot) Teller(id PersonID) *Teller {
	for i := range b.Tellers {
		if b.Tellers[i].Person == id {
			return &b.Tellers[i]
		}
	}
	return nil
}

// NotVoted returns the electors of whom no ballot is recorded and who may still give one, in the order of the people.
func (b *Ballot) NotVoted() []PersonID {
	missing := []PersonID{}
	for _, e := range b.Electors {
		id := PersonID(e.Person)
		_, cast := b.Cast[id]
		_, removed := b.Removed[id]
		_, paper := b.OnPaper[id]
		if !cast && !removed && !paper {
			missing = append(missing, id)
		}
	}
	return missing
}

// Warnings are what the chair is told before a sealed ballot is opened, and before its figures are declared.
//
// Before the opening nobody is an elector yet, and there is nothing to warn of.
func (b *Ballot) Warnings() []ballot.Warning {
	if b.State == BallotReady {
		return nil
	}
	return ballot.Guard(b.Question, b.Electors, b.Tally)
}
