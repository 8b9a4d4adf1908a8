package rooms

import (
	"fmt"
	"slices"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/ledger"
)

// recorded is implemented by the events that stand in the log of votes. The acts of an event follow from the event, when
// and by whom, and the state before it, so that a replay makes the same log.
type recorded interface {
	acts(s *State, h Happening) []ledger.Act
}

// record appends what an event adds to the log of votes.
func (s *State) record(event Event, h Happening) error {
	r, is := event.(recorded)
	if !is {
		return nil
	}
	for _, act := range r.acts(s, h) {
		leaf, err := s.leaf(act, h)
		if err != nil {
			return err
		}
		s.Ledger.Append(leaf)
		if s.tell != nil {
			s.tell(leaf)
		}
	}
	return nil
}

func (s *State) leaf(act ledger.Act, h Happening) ([]byte, error) {
	act.N, act.At, act.By = s.Ledger.Size, h.At, string(h.Actor)
	return act.Leaf()
}

// sign signs the log of votes as it will be after events. Without a key nothing is signed.
func (s *State) sign(t Turn, events ...Event) (string, error) {
	if t.Sign == nil {
		return "", nil
	}
	h := Happening{At: t.Now, Actor: t.Actor}
	after := &State{
		ID: s.ID, Ballots: s.Ballots, Agenda: s.Agenda, People: s.People, PeopleOrder: s.PeopleOrder, Ledger: s.Ledger,
	}
	for _, event := range events {
		if err := after.record(event, h); err != nil {
			return "", fmt.Errorf("sign the log of votes: %w", err)
		}
	}
	signed, err := t.Sign(ledger.Checkpoint(ledger.Origin(string(s.ID)), after.Ledger))
	if err != nil {
		return "", fmt.Errorf("sign the log of votes: %w", err)
	}
	return signed, nil
}

// ReadLog applies records from the first on and calls tell with every leaf of the log of votes, in order.
func ReadLog(id MeetingID, records []Record, tell func(leaf []byte)) (*State, error) {
	s := NewState(id)
	s.tell = func(leaf []byte) { tell(slices.Clone(leaf)) }
	for _, r := range records {
		if _, err := s.Apply(r); err != nil {
			return nil, err
		}
	}
	s.tell = nil
	return s, nil
}

// CheckpointOf returns the signed head of the log of votes that an event holds, if any.
func CheckpointOf(e Event) string {
	switch e := e.(type) {
	case BallotClosed:
		return e.Checkpoint
	case BallotDeclared:
		return e.Checkpoint
	}
	return ""
}

func act(kind ledger.Kind, id BallotID) ledger.Act { return ledger.Act{Kind: kind, Ballot: string(id)} }

func one(a ledger.Act) []ledger.Act { return []ledger.Act{a} }

func (e BallotPrepared) acts(*State, Happening) []ledger.Act {
	a := act(ledger.KindPrepare, e.Ballot)
	a.Prepare = &ledger.Prepare{
		Question: e.Question, Item: string(e.Item), Document: string(e.Document), File: e.File, Round: e.Round,
		Supersedes: string(e.Supersedes), Follows: string(e.Follows), Group: string(e.Group),
	}
	return one(a)
}

func (e BallotDiscarded) acts(*State, Happening) []ledger.Act {
	return one(act(ledger.KindDiscard, e.Ballot))
}

func (e BallotOpened) acts(s *State, _ Happening) []ledger.Act {
	a := act(ledger.KindOpen, e.Ballot)
	a.Open = &ledger.Open{Hash: e.Hash, Seats: int64(e.Seats), Electors: e.Electors, Key: e.Key, Closes: e.Closes}
	if b := s.Ballots[e.Ballot]; b != nil {
		a.Open.Threshold = b.Threshold
		for _, teller := range b.Tellers {
			a.Open.Tellers = append(a.Open.Tellers, string(teller.Person))
		}
	}
	return one(a)
}

func (e BallotCast) acts(_ *State, h Happening) []ledger.Act {
	a := act(ledger.KindCast, e.Ballot)
	a.Cast = &ledger.Cast{Elector: string(h.Actor), ID: string(h.Command), Marks: e.Marks, Envelope: e.envelope(), Replaces: e.Replaces}
	if e.Elector != "" {
		a.Cast.Elector = string(e.Elector)
	}
	return one(a)
}

func (e BallotPaperIssued) acts(*State, Happening) []ledger.Act {
	a := act(ledger.KindIssue, e.Ballot)
	a.Issue = &ledger.Issue{Elector: string(e.Elector)}
	return one(a)
}

func (e BallotElectorRemoved) acts(*State, Happening) []ledger.Act {
	a := act(ledger.KindRemove, e.Ballot)
	a.Remove = &ledger.Remove{Elector: string(e.Elector), Reason: e.Reason}
	return one(a)
}

func (e BallotExtended) acts(*State, Happening) []ledger.Act {
	a := act(ledger.KindExtend, e.Ballot)
	a.Extend = &ledger.Extend{Closes: e.Closes}
	return one(a)
}

func (e BallotClosing) acts(*State, Happening) []ledger.Act {
	a := act(ledger.KindClosing, e.Ballot)
	a.Closing = &ledger.Closing{Until: e.Until}
	return one(a)
}

func (e BallotLate) acts(*State, Happening) []ledger.Act {
	a := act(ledger.KindLate, e.Ballot)
	a.Late = &ledger.Late{Elector: string(e.Elector)}
	return one(a)
}

func (e BallotEnded) acts(*State, Happening) []ledger.Act {
	a := act(ledger.KindClose, e.Ballot)
	a.Close = &ledger.Close{Attending: make([]string, 0, len(e.Attending))}
	for _, id := range e.Attending {
		a.Close.Attending = append(a.Close.Attending, string(id))
	}
	return one(a)
}

func (e BallotShareGiven) acts(*State, Happening) []ledger.Act {
	return one(act(ledger.KindShare, e.Ballot))
}

func (e BallotUnsealed) acts(*State, Happening) []ledger.Act {
	a := act(ledger.KindPapers, e.Ballot)
	a.Papers = &ledger.Papers{Papers: e.Papers}
	return []ledger.Act{a, act(ledger.KindDestroy, e.Ballot)}
}

func (e BallotHandsCounted) acts(_ *State, h Happening) []ledger.Act {
	a := act(ledger.KindHands, e.Ballot)
	a.Hands = &ledger.Hands{Count: e.Count, First: string(e.First), Second: string(h.Actor)}
	return one(a)
}

func (e BallotClosed) acts(s *State, _ Happening) []ledger.Act {
	a := act(ledger.KindTally, e.Ballot)
	a.Tally = &ledger.Tally{Tally: e.Tally}
	if b := s.Ballots[e.Ballot]; b != nil && e.Tally.ByChair {
		a.Tally.Chair, a.Tally.Side = string(b.chair(s)), e.Side
		if len(e.Side) > 0 {
			a.Tally.Chair = string(b.countedChair(s))
		}
	}
	return one(a)
}

func (e BallotDeclared) acts(*State, Happening) []ledger.Act {
	return one(act(ledger.KindDeclare, e.Ballot))
}

func (e BallotVoided) acts(s *State, _ Happening) []ledger.Act {
	a := act(ledger.KindVoid, e.Ballot)
	a.Void = &ledger.Void{Reason: e.Reason}
	acts := one(a)
	if b := s.Ballots[e.Ballot]; b != nil && len(b.Key) > 0 && !b.Unsealed {
		acts = append(acts, act(ledger.KindDestroy, e.Ballot))
	}
	return acts
}

// countedChair is whoever leads the meeting and may be among the hands or papers that tellers count.
func (b *Ballot) countedChair(s *State) PersonID {
	for _, id := range s.PeopleOrder {
		if s.People[id].Role != Chair {
			continue
		}
		e := b.Elector(id)
		_, removed := b.Removed[id]
		_, cast := b.Cast[id]
		_, paper := b.OnPaper[id]
		if e != nil && e.Caster == e.Person && !removed && !cast && (paper || b.Question.Method != ballot.Mixed) {
			return id
		}
	}
	return ""
}

// chair is whoever leads the meeting and cast a ballot of their own, which decides equal sides where the rule says so.
func (b *Ballot) chair(s *State) PersonID {
	for _, id := range s.PeopleOrder {
		if s.People[id].Role == Chair {
			if cast, given := b.Cast[id]; given && cast.By == "" {
				return id
			}
		}
	}
	return ""
}
