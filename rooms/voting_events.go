package rooms

import (
	"slices"
	"time"

	"dienhong/agenda"
	"dienhong/agenda/ballot"
)

type (
	// BallotPrepared says that a question is ready to be put.
	BallotPrepared struct {
		Ballot     BallotID          `json:"ballot"`
		Item       agenda.ItemID     `json:"item"`
		Question   string            `json:"question"`
		Document   agenda.DocumentID `json:"document,omitempty"`
		File       string            `json:"file,omitempty"`
		Options    []ballot.Choice   `json:"options"`
		Rule       ballot.Rule       `json:"rule"`
		Round      int               `json:"round"`
		Supersedes BallotID          `json:"supersedes,omitempty"`
	}
	// BallotDiscarded says that a question will not be put.
	BallotDiscarded struct {
		Ballot BallotID `json:"ballot"`
	}
	// BallotOpened freezes a question, and says who may vote on it.
	BallotOpened struct {
		Ballot     BallotID   `json:"ballot"`
		Hash       string     `json:"hash"`
		Electorate []PersonID `json:"electorate"`
		Present    []PersonID `json:"present"`
		Seats      int        `json:"seats"`
		Closes     time.Time  `json:"closes,omitzero"`
	}
	// BallotCast says that the actor's ballot is recorded.
	BallotCast struct {
		Ballot  BallotID      `json:"ballot"`
		Choice  ballot.Choice `json:"choice"`
		Receipt string        `json:"receipt"`
	}
	// BallotExtended says when a ballot closes now.
	BallotExtended struct {
		Ballot BallotID  `json:"ballot"`
		Closes time.Time `json:"closes"`
	}
	// BallotClosed says that voting has ended, and what was counted.
	BallotClosed struct {
		Ballot BallotID     `json:"ballot"`
		Tally  ballot.Tally `json:"tally"`
	}
	// BallotDeclared says that the result is public.
	BallotDeclared struct {
		Ballot BallotID `json:"ballot"`
	}
	// BallotVoided says that a ballot does not count, and why.
	BallotVoided struct {
		Ballot BallotID `json:"ballot"`
		Reason string   `json:"reason"`
	}
)

// Kind names the event in the journal.
func (BallotPrepared) Kind() string { return "ballot.prepared" }

// Kind names the event in the journal.
func (BallotDiscarded) Kind() string { return "ballot.discarded" }

// Kind names the event in the journal.
func (BallotOpened) Kind() string { return "ballot.opened" }

// Kind names the event in the journal.
func (BallotCast) Kind() string { return "ballot.cast" }

// Kind names the event in the journal.
func (BallotExtended) Kind() string { return "ballot.extended" }

// Kind names the event in the journal.
func (BallotClosed) Kind() string { return "ballot.closed" }

// Kind names the event in the journal.
func (BallotDeclared) Kind() string { return "ballot.declared" }

// Kind names the event in the journal.
func (BallotVoided) Kind() string { return "ballot.voided" }

func (e BallotPrepared) apply(s *State, _ Happening) {
	s.Ballots[e.Ballot] = &Ballot{
		ID: e.Ballot, Item: e.Item, Question: e.Question, Document: e.Document, File: e.File, Options: e.Options,
		Rule: e.Rule, Round: e.Round, Supersedes: e.Supersedes, State: BallotReady,
	}
	s.BallotOrder = append(s.BallotOrder, e.Ballot)
	s.touch(TopicBallot, string(e.Ballot))
}

func (e BallotDiscarded) apply(s *State, _ Happening) {
	delete(s.Ballots, e.Ballot)
	s.BallotOrder = slices.DeleteFunc(s.BallotOrder, func(id BallotID) bool { return id == e.Ballot })
	s.touch(TopicBallot, string(e.Ballot))
}

func (e BallotOpened) apply(s *State, h Happening) {
	b := s.Ballots[e.Ballot]
	b.State, b.Opened, b.Closes, b.Hash = BallotIsOpen, h.At, e.Closes, e.Hash
	b.Electorate, b.PresentAtOpening, b.Seats = e.Electorate, e.Present, e.Seats
	b.Cast = make(map[PersonID]Cast, len(e.Electorate))
	s.touch(TopicBallot, string(e.Ballot))
}

func (e BallotCast) apply(s *State, h Happening) {
	b := s.Ballots[e.Ballot]
	if b.Cast == nil { // a snapshot leaves an empty map out
		b.Cast = make(map[PersonID]Cast, len(b.Electorate))
	}
	b.Cast[h.Actor] = Cast{Choice: e.Choice, Receipt: e.Receipt, At: h.At, Command: h.Command}
	s.touch(TopicBallot, string(e.Ballot))
}

func (e BallotExtended) apply(s *State, _ Happening) {
	s.Ballots[e.Ballot].Closes = e.Closes
	s.touch(TopicBallot, string(e.Ballot))
}

func (e BallotClosed) apply(s *State, h Happening) {
	b := s.Ballots[e.Ballot]
	b.State, b.Closed, b.Tally = BallotIsClosed, h.At, &e.Tally
	s.touch(TopicBallot, string(e.Ballot))
}

func (e BallotDeclared) apply(s *State, h Happening) {
	b := s.Ballots[e.Ballot]
	b.State, b.Declared = BallotIsPublic, h.At
	s.touch(TopicBallot, string(e.Ballot))
}

func (e BallotVoided) apply(s *State, h Happening) {
	b := s.Ballots[e.Ballot]
	b.State, b.Voided, b.Reason = BallotIsVoid, h.At, e.Reason
	s.touch(TopicBallot, string(e.Ballot))
}
