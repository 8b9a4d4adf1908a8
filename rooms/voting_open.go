package rooms

import (
	"errors"
	"time"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/seal"
)

type (
	// OpenBallot freezes the question and the electorate and lets them vote, for so many seconds (0 < n ≤ 3600) or
	// until the chair closes. Letters have a deadline instead, at most half a year away.
	OpenBallot struct {
		Ballot   BallotID  `json:"ballot"`
		Seconds  int       `json:"seconds,omitempty"`
		Deadline time.Time `json:"deadline,omitzero"`
	}
	// FallBack gives a running round up, unread, and puts the same question at once by hands or on paper.
	FallBack struct {
		Ballot BallotID      `json:"ballot"`
		Method ballot.Method `json:"method"`
		Reason string        `json:"reason"`
	}
)

const maxDeadline = 183 * 24 * time.Hour

// whole is a time as the journal keeps it.
func whole(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

func (c OpenBallot) decide(s *State, t Turn) (Decision, error) {
	b, err := s.ballot(c.Ballot)
	if err != nil {
		return Decision{}, err
	}
	if b.State != BallotReady {
		return Decision{}, ErrBallotState
	}
	closes, err := c.closes(s, b, t)
	if err != nil {
		return Decision{}, err
	}
	opened, err := s.opening(*b, t)
	if err != nil {
		return Decision{}, err
	}
	opened.Closes = closes
	return decided(opened), nil
}

// closes is when the ballot will close by itself; whether it may be opened now at all depends on the method.
func (c OpenBallot) closes(s *State, b *Ballot, t Turn) (time.Time, error) {
	if b.Question.Method == ballot.Letters {
		if err := s.in(Scheduled, CheckInOpen, InSession, Paused); err != nil {
			return time.Time{}, err
		}
		if !c.Deadline.After(t.Now) || c.Deadline.After(t.Now.Add(maxDeadline)) || c.Seconds != 0 {
			return time.Time{}, ErrOutOfRange
		}
		return whole(c.Deadline), nil
	}
	if err := s.in(InSession); err != nil {
		return time.Time{}, err
	}
	if !s.beside(b) {
		return time.Time{}, ErrBallotOpen
	}
	if c.Seconds < 0 || c.Seconds > 3600 || !c.Deadline.IsZero() {
		return time.Time{}, ErrOutOfRange
	}
	if c.Seconds == 0 {
		return time.Time{}, nil
	}
	return t.Now.Add(time.Duration(c.Seconds) * time.Second), nil
}

// opening freezes who may vote, and makes the key of a sealed round.
func (s *State) opening(b Ballot, t Turn) (BallotOpened, error) {
	opened := BallotOpened{Ballot: b.ID, Electors: s.electors(b.Question.Method)}
	if len(opened.Electors) == 0 {
		return opened, ErrNotElector
	}
	opened.Seats = max(s.Meeting.Seats, len(opened.Electors))
	b.Electors, b.Seats, b.index = opened.Electors, opened.Seats, nil
	sizes, err := b.countable()
	if err != nil {
		return opened, err
	}
	if q := b.Question.Rule.Quorum; q.Den != 0 && q.When != ballot.AtCount && b.Question.Method != ballot.Letters {
		if sizes.Heads.AtOpening < q.Needed(sizes.Heads) {
			return opened, ErrNoQuorum
		}
	}
	if !b.Question.Secrecy.Sealed() || !b.Question.Method.ByDevice() {
		opened.Hash = s.freeze(b)
		return opened, nil
	}
	return s.sealing(b, opened, t)
}

// countable measures a round that is opened, and refuses one that could never be counted: weights that add up to more than
// every browser holds exactly, alone or with the points that they multiply.
func (b *Ballot) countable() (ballot.Electorate, error) {
	sizes, err := b.sizes()
	if err != nil {
		return sizes, err
	}
	var nothing ballot.Votes
	if !b.Question.Method.ByDevice() {
		nothing.Hands = &ballot.HandCount{}
	}
	_, err = ballot.Count(b.Question, sizes, nothing)
	return sizes, err
}

func (s *State) sealing(b Ballot, opened BallotOpened, t Turn) (BallotOpened, error) {
	if t.Seals == nil {
		return opened, ErrNoSeals
	}
	if b.Question.Secrecy == ballot.Secret {
		public, err := t.Seals.Create(string(b.ID))
		switch {
		case errors.Is(err, seal.ErrDiskFull):
			return opened, ErrDiskFull
		case err != nil:
			return opened, ErrNoSeals
		}
		b.Key, opened.Key = public, public
		opened.Hash = s.freeze(b)
		return opened, nil
	}
	holders := make([][]byte, len(b.Tellers))
	for i, teller := range b.Tellers {
		if len(teller.Public) == 0 {
			return opened, ErrTellersMissing
		}
		holders[i] = teller.Public
	}
	key, err := seal.NewKey()
	if err != nil {
		return opened, ErrNoSeals
	}
	b.Key, opened.Key = key.Public(), key.Public()
	opened.Hash = s.freeze(b)
	opened.Shares, err = seal.Split(key, b.Threshold, holders, seal.Info(string(s.ID), string(b.ID), opened.Hash))
	if err != nil {
		return opened, ErrBadCommand // a public key that is none
	}
	return opened, nil
}

// electors are all who have a vote, and who casts it: a proxy where one was named and the principal is not there, or a
// substitute whom the body's rules let vote. A substitute comes to a meeting and answers no letters.
func (s *State) electors(by ballot.Method) []ballot.Elector {
	electors := []ballot.Elector{}
	for _, id := range s.PeopleOrder {
		person := s.People[id]
		if !person.Votes {
			continue
		}
		e := ballot.Elector{
			Person: string(id), Name: person.Name, Weight: person.weight(), Caster: string(id), Present: s.Attendance[id].Present(),
		}
		to := s.standsFor(id)
		if to == "" && by != ballot.Letters {
			to = s.votesThrough(id)
		}
		if to != "" && !e.Present {
			e.Caster, e.Present = string(to), s.Attendance[to].Present()
		}
		electors = append(electors, e)
	}
	return electors
}

// freeze hashes everything that gives a ballot its meaning.
func (s *State) freeze(b Ballot) string {
	return ballot.Frozen{
		Meeting: string(s.ID), ID: string(b.ID), Round: b.Round, Supersedes: string(b.Supersedes), Question: b.Question,
		Document: string(b.Document), File: b.File, Seats: int64(b.Seats), Electors: b.Electors, PublicKey: b.Key,
	}.Hash()
}

func (c FallBack) decide(s *State, t Turn) (Decision, error) {
	if err := s.in(InSession); err != nil {
		return Decision{}, err
	}
	b, err := s.ballot(c.Ballot)
	if err != nil {
		return Decision{}, err
	}
	if !b.Running() && b.State != BallotCounting || b.Question.Method == ballot.Letters {
		return Decision{}, ErrBallotState
	}
	if !s.beside(b) {
		return Decision{}, ErrBallotOpen
	}
	if c.Method != ballot.ByHands && c.Method != ballot.ByPaper {
		return Decision{}, ErrBadCommand
	}
	if c.Reason, err = line(c.Reason, maxTitle); err != nil {
		return Decision{}, err
	}
	next := Ballot{
		ID: BallotID(t.NewID()), Item: b.Item, Question: b.Question, Document: b.Document, File: b.File,
		Round: b.Round + 1, Supersedes: b.ID, Group: b.Group,
	}
	next.Question.Method, next.Question.AllowChange = c.Method, false
	if next.Question.Secrecy == ballot.Tellers {
		next.Question.Secrecy = ballot.Secret // nobody holds a key of paper
	}
	for _, teller := range b.Tellers {
		next.Tellers = append(next.Tellers, Teller{Person: teller.Person})
	}
	if err := next.Question.Validate(); err != nil {
		return Decision{}, err
	}
	opened, err := s.opening(next, t)
	if err != nil {
		return Decision{}, err
	}
	return answer(map[string]any{"ballot": next.ID},
		BallotVoided{Ballot: b.ID, Reason: c.Reason},
		BallotPrepared{
			Ballot: next.ID, Item: next.Item, Question: next.Question, Document: next.Document, File: next.File,
			Round: next.Round, Supersedes: next.Supersedes, Group: next.Group, Tellers: next.Tellers,
		}, opened), nil
}
