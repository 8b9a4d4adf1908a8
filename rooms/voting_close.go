package rooms

import (
	"maps"
	"slices"
	"time"

	"dienhong/agenda/ballot"
)

type (
	// ExtendBallot gives so many seconds more (0 < n ≤ 3600), counted from now when no time was set; letters a later
	// deadline.
	ExtendBallot struct {
		Ballot   BallotID  `json:"ballot"`
		Seconds  int       `json:"seconds,omitempty"`
		Deadline time.Time `json:"deadline,omitzero"`
	}
	// CloseBallot ends the voting: what is on its way is taken for Grace, then ballots are counted. Of a secret round whose
	// key could not be had it tries once more.
	CloseBallot struct {
		Ballot BallotID `json:"ballot"`
	}
	// DeclareBallot makes the result public, and with it the results of all that are linked with the ballot. It fails with
	// ErrWithheld while one of them is not counted.
	DeclareBallot struct {
		Ballot BallotID `json:"ballot"`
	}
	// VoidBallot annuls a ballot, with a reason; it stays in the record.
	VoidBallot struct {
		Ballot BallotID `json:"ballot"`
		Reason string   `json:"reason"`
	}
	// RemindBallot asks those who have not answered a letter once more.
	RemindBallot struct {
		Ballot BallotID `json:"ballot"`
	}
)

func (c ExtendBallot) decide(s *State, t Turn) (Decision, error) {
	b, err := s.ballot(c.Ballot)
	if err != nil {
		return Decision{}, err
	}
	if b.State != BallotIsOpen || !b.Closes.IsZero() && !t.Now.Before(b.Closes) {
		return Decision{}, ErrBallotClosed
	}
	if b.Question.Method == ballot.Letters {
		if c.Seconds != 0 || !c.Deadline.After(b.Closes) || c.Deadline.After(t.Now.Add(maxDeadline)) {
			return Decision{}, ErrOutOfRange
		}
		return decided(BallotExtended{Ballot: c.Ballot, Closes: whole(c.Deadline)}), nil
	}
	if c.Seconds <= 0 || c.Seconds > 3600 || !c.Deadline.IsZero() {
		return Decision{}, ErrOutOfRange
	}
	from := b.Closes
	if from.IsZero() {
		from = t.Now
	}
	return decided(BallotExtended{Ballot: c.Ballot, Closes: from.Add(time.Duration(c.Seconds) * time.Second)}), nil
}

func (c CloseBallot) decide(s *State, t Turn) (Decision, error) {
	b, err := s.ballot(c.Ballot)
	if err != nil {
		return Decision{}, err
	}
	due := !b.due().IsZero() && !t.Now.Before(b.due())
	switch {
	case b.keyAwaited():
		after := *b
		return s.open(&after, t, nil)
	case !b.Running(), t.Role == System && !due: // it was extended meanwhile
		return Decision{}, ErrBallotState
	case b.State == BallotIsClosing && !due && len(b.NotVoted()) > 0:
		return Decision{}, nil // it is on its way
	case b.State == BallotIsOpen && b.Question.Method.ByDevice() && len(b.NotVoted()) > 0:
		from := t.Now
		if due {
			from = b.Closes
		}
		if until := from.Add(Grace); t.Now.Before(until) {
			return decided(BallotClosing{Ballot: c.Ballot, Until: until}), nil
		}
	}
	return s.end(b, t)
}

// end is what happens when no more ballots are taken: they are opened where the server has the key, and counted where
// no tellers are waited for.
func (s *State) end(b *Ballot, t Turn) (Decision, error) {
	after := *b
	ended := BallotEnded{Ballot: b.ID, Attending: b.attending(s)}
	after.State, after.Attending = BallotCounting, ended.Attending
	if after.keyAwaited() {
		return s.open(&after, t, []Event{ended})
	}
	return s.finish(&after, t, []Event{ended})
}

// keyAwaited reports whether a secret round has ended and the server has not opened its ballots.
func (b *Ballot) keyAwaited() bool {
	return b.State == BallotCounting && b.Question.Secrecy == ballot.Secret && b.Question.Method.ByDevice() && !b.Unsealed
}

// open opens the ballots of a secret round that has ended. Without the key voting has ended all the same, and whoever
// leads is told: the round can be closed again, voided, or put by another method.
func (s *State) open(b *Ballot, t Turn, events []Event) (Decision, error) {
	key, kept := t.key(b.ID)
	if !kept {
		return Decision{Events: events, Refusal: ErrKeyLost}, nil
	}
	unsealed := s.unseal(b, key, t)
	b.Papers, b.Unsealed = unsealed.Papers, true
	return s.finish(b, t, append(events, unsealed))
}

// finish counts once everything is there that is waited for, and signs the log of votes as it will then be.
func (s *State) finish(b *Ballot, t Turn, events []Event) (Decision, error) {
	sealed := b.Question.Secrecy.Sealed() && b.Question.Method.ByDevice()
	if sealed && !b.Unsealed || b.awaitsHands() && b.Hands == nil {
		return decided(events...), nil
	}
	tally, err := b.count(s)
	if err != nil {
		return Decision{}, err
	}
	closed := BallotClosed{Ballot: b.ID, Tally: tally}
	if tally.ByChair && b.Hands != nil {
		closed.Side = b.Hands.Chair
	}
	closed.Checkpoint, err = s.sign(t, append(slices.Clone(events), closed)...)
	return decided(append(events, closed)...), err
}

// awaitsHands reports whether tellers count: in a mixed round when a paper was issued.
func (b *Ballot) awaitsHands() bool {
	return b.Question.Method.ByHandCount() && (b.Question.Method != ballot.Mixed || len(b.OnPaper) > 0)
}

func (b *Ballot) count(s *State) (ballot.Tally, error) {
	votes := ballot.Votes{Hands: b.Hands, Papers: b.Papers}
	if !b.Question.Secrecy.Sealed() && b.Question.Method.ByDevice() {
		votes.Papers = make([]ballot.Paper, 0, len(b.Cast))
		for _, e := range b.Electors {
			if cast, given := b.Cast[PersonID(e.Person)]; given {
				votes.Papers = append(votes.Papers, ballot.Paper{Marks: cast.Marks, Weight: b.weighs(e)})
			}
		}
		votes.Chair = b.Cast[b.chair(s)].Marks
	}
	if b.Hands != nil && len(b.Hands.Chair) > 0 {
		votes.Chair = b.Hands.Chair
	}
	sizes, err := b.sizes()
	if err != nil {
		return ballot.Tally{}, err
	}
	return ballot.Count(b.Question, sizes, votes)
}

// weighs is the weight of a ballot in the unit of the rule.
func (b *Ballot) weighs(e ballot.Elector) int64 {
	if b.Question.Rule.ByWeight {
		return e.Weight
	}
	return 1
}

// sizes measures who might vote. Whoever was there when paper or hands were counted may be among them.
func (b *Ballot) sizes() (ballot.Electorate, error) {
	counted := b.Question.Method == ballot.ByPaper || b.Question.Method == ballot.ByHands
	return ballot.Sizes(b.Question.Rule, int64(b.Seats), b.Electors, func(e ballot.Elector) ballot.Fate {
		_, cast := b.Cast[PersonID(e.Person)]
		_, removed := b.Removed[PersonID(e.Person)]
		_, paper := b.OnPaper[PersonID(e.Person)]
		there := counted && !removed && slices.Contains(b.Attending, PersonID(e.Person))
		return ballot.Fate{Cast: cast || paper || there, Removed: removed}
	}, int64(len(b.Attending)))
}

// attending are the electors who are there now, or cast a ballot: between meetings whoever answered.
func (b *Ballot) attending(s *State) []PersonID {
	there := []PersonID{}
	for _, e := range b.Electors {
		id := PersonID(e.Person)
		_, cast := b.Cast[id]
		_, removed := b.Removed[id]
		if cast || !removed && b.Question.Method != ballot.Letters && s.Attendance[PersonID(e.Caster)].Present() {
			there = append(there, id)
		}
	}
	return there
}

func (c DeclareBallot) decide(s *State, t Turn) (Decision, error) {
	b, err := s.ballot(c.Ballot)
	if err != nil {
		return Decision{}, err
	}
	events, err := s.declares(b)
	if err != nil {
		return Decision{}, err
	}
	for i, event := range events {
		if declared, is := event.(BallotDeclared); is {
			if declared.Checkpoint, err = s.sign(t, events[:i+1]...); err != nil {
				return Decision{}, err
			}
			events[i] = declared
		}
	}
	return decided(events...), nil
}

func (c VoidBallot) decide(s *State, _ Turn) (Decision, error) {
	b, err := s.ballot(c.Ballot)
	if err != nil {
		return Decision{}, err
	}
	if b.State == BallotReady || b.State == BallotIsVoid {
		return Decision{}, ErrBallotState
	}
	if c.Reason, err = line(c.Reason, maxTitle); err != nil {
		return Decision{}, err
	}
	return decided(BallotVoided(c)), nil
}

// remindEvery keeps a hasty finger from ringing everybody twice.
const remindEvery = time.Minute

func (c RemindBallot) decide(s *State, t Turn) (Decision, error) {
	b, err := s.ballot(c.Ballot)
	if err != nil {
		return Decision{}, err
	}
	if b.Question.Method != ballot.Letters || !b.takes(t.Now) {
		return Decision{}, ErrBallotState
	}
	if t.Now.Before(b.Reminded.Add(remindEvery)) || len(b.NotVoted()) == 0 {
		return Decision{}, nil
	}
	return decided(BallotReminded(c)), nil
}

// sortedTellers are those whose counts are in, in a fixed order.
func (b *Ballot) sortedTellers() []PersonID { return slices.Sorted(maps.Keys(b.Entered)) }
