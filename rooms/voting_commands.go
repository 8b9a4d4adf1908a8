package rooms

import (
	"slices"
	"time"

	"dienhong/agenda"
	"dienhong/agenda/ballot"
)

type (
	// PrepareBallot writes down a question for an item. Without a rule it is more than half of those present.
	PrepareBallot struct {
		Item     agenda.ItemID     `json:"item"`
		Question string            `json:"question"`
		Document agenda.DocumentID `json:"document,omitempty"`
		Rule     *ballot.Rule      `json:"rule,omitempty"`
		// Supersedes is a voided ballot of the same item that is repeated, once.
		Supersedes BallotID `json:"supersedes,omitempty"`
	}
	// DiscardBallot drops a question that was never put.
	DiscardBallot struct {
		Ballot BallotID `json:"ballot"`
	}
	// OpenBallot freezes the question and the electorate and lets them vote, for so many seconds (0 < n ≤ 3600) or
	// until the chair closes.
	OpenBallot struct {
		Ballot  BallotID `json:"ballot"`
		Seconds int      `json:"seconds,omitempty"`
	}
	// CastBallot is one elector's choice. Hash is that of the ballot as it was shown.
	CastBallot struct {
		Ballot BallotID      `json:"ballot"`
		Hash   string        `json:"hash"`
		Choice ballot.Choice `json:"choice"`
	}
	// ExtendBallot gives so many seconds more (0 < n ≤ 3600), counted from now when no time was set.
	ExtendBallot struct {
		Ballot  BallotID `json:"ballot"`
		Seconds int      `json:"seconds"`
	}
	// CloseBallot ends the voting and counts.
	CloseBallot struct {
		Ballot BallotID `json:"ballot"`
	}
	// DeclareBallot makes the result public.
	DeclareBallot struct {
		Ballot BallotID `json:"ballot"`
	}
	// VoidBallot annuls a ballot, with a reason; it stays in the record.
	VoidBallot struct {
		Ballot BallotID `json:"ballot"`
		Reason string   `json:"reason"`
	}
)

func (c PrepareBallot) decide(s *State, t Turn) (Decision, error) {
	if _, err := s.Agenda.Item(c.Item); err != nil {
		return Decision{}, err
	}
	if len(s.Ballots) >= maxBallots {
		return Decision{}, ErrTooMany
	}
	question, err := line(c.Question, maxText)
	if err != nil {
		return Decision{}, err
	}
	prepared := BallotPrepared{
		Ballot: BallotID(t.NewID()), Item: c.Item, Question: question, Options: ballot.YesNoAbstain(),
		Rule: ballot.Majority(ballot.Present), Round: 1,
	}
	if c.Rule != nil {
		if err := c.Rule.Validate(); err != nil {
			return Decision{}, err
		}
		prepared.Rule = *c.Rule
		if prepared.Rule.Citation, err = optionalLine(c.Rule.Citation, maxTitle); err != nil {
			return Decision{}, err
		}
		if prepared.Rule.CheckedOn, err = optionalLine(c.Rule.CheckedOn, 10); err != nil {
			return Decision{}, err
		}
	}
	if c.Document != "" {
		document, err := s.Agenda.Document(c.Document)
		if err != nil {
			return Decision{}, err
		}
		prepared.Document, prepared.File = c.Document, document.File
	}
	if c.Supersedes != "" {
		voided, err := s.ballot(c.Supersedes)
		if err != nil {
			return Decision{}, err
		}
		if voided.State != BallotIsVoid {
			return Decision{}, ErrBallotState
		}
		if voided.Item != c.Item {
			return Decision{}, ErrBadCommand
		}
		if slices.ContainsFunc(s.BallotOrder, func(id BallotID) bool { return s.Ballots[id].Supersedes == c.Supersedes }) {
			return Decision{}, ErrExists
		}
		prepared.Supersedes, prepared.Round = c.Supersedes, voided.Round+1
	}
	return answer(map[string]any{"ballot": prepared.Ballot}, prepared), nil
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

func (c OpenBallot) decide(s *State, t Turn) (Decision, error) {
	if err := s.in(InSession); err != nil {
		return Decision{}, err
	}
	b, err := s.ballot(c.Ballot)
	if err != nil {
		return Decision{}, err
	}
	if b.State != BallotReady {
		return Decision{}, ErrBallotState
	}
	if s.openBallot() != nil {
		return Decision{}, ErrBallotOpen
	}
	if c.Seconds < 0 || c.Seconds > 3600 {
		return Decision{}, ErrOutOfRange
	}
	opened := BallotOpened{Ballot: c.Ballot, Electorate: []PersonID{}, Present: []PersonID{}}
	for _, id := range s.PeopleOrder {
		if !s.People[id].Votes {
			continue
		}
		opened.Electorate = append(opened.Electorate, id)
		if s.Attendance[id].Present() {
			opened.Present = append(opened.Present, id)
		}
	}
	if len(opened.Electorate) == 0 {
		return Decision{}, ErrNotElector
	}
	opened.Seats = max(s.Meeting.Seats, len(opened.Electorate))
	if c.Seconds > 0 {
		opened.Closes = t.Now.Add(time.Duration(c.Seconds) * time.Second)
	}
	frozen := *b
	frozen.Electorate, frozen.Seats = opened.Electorate, opened.Seats
	opened.Hash = frozen.freeze()
	return decided(opened), nil
}

func (c CastBallot) decide(s *State, t Turn) (Decision, error) {
	b, err := s.ballot(c.Ballot)
	if err != nil {
		return Decision{}, err
	}
	if b.State != BallotIsOpen || b.timeUp(t.Now) {
		return Decision{}, ErrBallotClosed
	}
	if c.Hash != b.Hash {
		return Decision{}, ErrBallotChanged
	}
	if !slices.Contains(b.Electorate, t.Actor) {
		return Decision{}, ErrNotElector
	}
	if _, cast := b.Cast[t.Actor]; cast {
		return Decision{}, ErrAlreadyCast
	}
	if !s.Attendance[t.Actor].Present() {
		return Decision{}, ErrNotPresent
	}
	if !slices.Contains(b.Options, c.Choice) {
		return Decision{}, ErrNoChoice
	}
	cast := BallotCast{Ballot: c.Ballot, Choice: c.Choice, Receipt: receipt(t.NewID())}
	return answer(map[string]any{"receipt": cast.Receipt, "at": t.Now}, cast), nil
}

// receipt shortens a fresh id to a code that can be read aloud: eight characters of its random end.
func receipt(id string) string {
	end := id[max(0, len(id)-8):]
	return end[:len(end)/2] + "-" + end[len(end)/2:]
}

func (c ExtendBallot) decide(s *State, t Turn) (Decision, error) {
	b, err := s.ballot(c.Ballot)
	if err != nil {
		return Decision{}, err
	}
	if b.State != BallotIsOpen || b.timeUp(t.Now) {
		return Decision{}, ErrBallotClosed
	}
	if c.Seconds <= 0 || c.Seconds > 3600 {
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
	if b.State != BallotIsOpen {
		return Decision{}, ErrBallotState
	}
	if t.Role == System && !b.timeUp(t.Now) {
		return Decision{}, ErrBallotState // it was extended meanwhile
	}
	tally, err := b.count()
	if err != nil {
		return Decision{}, err
	}
	return decided(BallotClosed{Ballot: c.Ballot, Tally: tally}), nil
}

func (c DeclareBallot) decide(s *State, _ Turn) (Decision, error) {
	b, err := s.ballot(c.Ballot)
	if err != nil {
		return Decision{}, err
	}
	if b.State != BallotIsClosed {
		return Decision{}, ErrBallotState
	}
	return decided(BallotDeclared(c)), nil
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
