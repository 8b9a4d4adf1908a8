package rooms

import (
	"slices"

	"dienhong/agenda/ballot"
)

// GroupID names rounds that are linked: put one after the other or together, and declared in one act. Until every round of
// the group that is not void was counted, nobody is told what came of any of them, not even the desk.
type GroupID string

// group returns the rounds of a group in their order; none of an empty id.
func (s *State) group(id GroupID) []*Ballot {
	if id == "" {
		return nil
	}
	var linked []*Ballot
	for _, ballot := range s.BallotOrder {
		if b := s.Ballots[ballot]; b.Group == id {
			linked = append(linked, b)
		}
	}
	return linked
}

// Withheld reports whether what came of a ballot is kept from everybody until the rest of its group is counted. What was
// declared stays public.
func (s *State) Withheld(b *Ballot) bool {
	return b.Declared.IsZero() && slices.ContainsFunc(s.group(b.Group), s.uncounted)
}

// Withholds reports whether the meeting has a round whose result is withheld, or would be told by its log of votes.
func (s *State) Withholds() bool {
	for _, b := range s.Ballots {
		if b.Group != "" && b.State != BallotReady && b.State != BallotIsVoid && b.Declared.IsZero() {
			return true
		}
	}
	return false
}

// uncounted reports whether a round still has to be put, or counted. After the meeting none is put any more.
func (s *State) uncounted(b *Ballot) bool {
	switch b.State {
	case BallotIsVoid, BallotIsClosed, BallotIsPublic:
		return false
	case BallotReady:
		return s.Meeting.Phase != Closed
	default:
		return true
	}
}

// touchGroup tells that the rounds of a group may have more, or less, to tell.
func (s *State) touchGroup(id GroupID) {
	for _, b := range s.group(id) {
		s.touch(TopicBallot, string(b.ID))
	}
}

// link puts a new round into a group: the one it is told, or that of the round it repeats. Whoever repeats a round that was
// declared with its group and voided since is declared after it.
func (c PrepareBallot) link(s *State, prepared *BallotPrepared) error {
	prepared.Group = c.Group
	if old := s.Ballots[prepared.Supersedes]; old != nil {
		if c.Group != "" && c.Group != old.Group {
			return ErrBadCommand
		}
		prepared.Group = old.Group
	}
	switch {
	case prepared.Group == "":
		return nil
	case !validID(PersonID(prepared.Group)):
		return ErrBadCommand
	case prepared.Question.Secrecy == ballot.Live: // it would tell at once
		return ErrGroupLive
	case prepared.Supersedes == "" && slices.ContainsFunc(s.group(prepared.Group), func(b *Ballot) bool { return !b.Declared.IsZero() }):
		return ErrBallotState
	}
	return nil
}

// beside reports whether a round may be put while others run: those of its own group, and no other.
func (s *State) beside(b *Ballot) bool {
	for _, other := range s.Ballots {
		running := other.Running() && other.Question.Method != ballot.Letters && other.ID != b.ID
		if running && (b.Group == "" || other.Group != b.Group) {
			return false
		}
	}
	return true
}

// declares returns what declares a round, and with it all that are counted of its group. What was not put before the end
// of the meeting is dropped first.
func (s *State) declares(b *Ballot) ([]Event, error) {
	switch {
	case b.State != BallotIsClosed:
		return nil, ErrBallotState
	case b.Group == "":
		return []Event{BallotDeclared{Ballot: b.ID}}, nil
	case s.Withheld(b):
		return nil, ErrWithheld
	}
	var dropped, declared []Event
	for _, one := range s.group(b.Group) {
		if one.State == BallotReady {
			dropped = append(dropped, BallotDiscarded{Ballot: one.ID})
		}
		if one.State == BallotIsClosed {
			declared = append(declared, BallotDeclared{Ballot: one.ID})
		}
	}
	return append(dropped, declared...), nil
}
