package ballot

import (
	"cmp"
	"fmt"
	"slices"
)

// Electorate is what was frozen about the voters when a round was opened, and what is known of them when it is counted.
// Sizes are in the unit of the rule: heads, or micro-units of weight.
type Electorate struct {
	// Seats of the body, vacant ones included; at least Eligible.
	Seats int64 `json:"seats"`
	// Eligible electors, each with one ballot.
	Eligible int64 `json:"eligible"`
	// Present electors at opening, together with those who came later and cast, without the removed.
	Present int64 `json:"present"`
	// Removed are the rights that were taken away during the round before they were used.
	Removed int64 `json:"removed,omitempty"`
	// Heads are what a quorum is counted in, whatever the unit.
	Heads Heads `json:"heads,omitzero"`
}

// Heads are persons: seats, filled seats, and who was present at opening and at the count.
type Heads struct {
	Seats     int64 `json:"seats"`
	Filled    int64 `json:"filled"`
	AtOpening int64 `json:"at_opening"`
	AtCount   int64 `json:"at_count"`
}

// Outcome is what the rule says of the counts.
type Outcome string

// The outcomes. Tied is not passed: nobody has said how the tie is broken. Partly is a list of which some entries passed.
// NoQuorum decides nothing. Elected fills every seat of an election, Undecided fewer; Ranked is the order of scores,
// which decides nothing either.
const (
	Passed    Outcome = "passed"
	Failed    Outcome = "failed"
	Tied      Outcome = "tied"
	Partly    Outcome = "partly"
	NoQuorum  Outcome = "no_quorum"
	Elected   Outcome = "elected"
	Undecided Outcome = "undecided"
	Ranked    Outcome = "ranked"
)

// Tally is a finished count with everything needed to check it by hand.
//
// budget: 21 fields, for a result is one table.
type Tally struct {
	Electorate
	// Counts of each option: the votes for it, the ticks, the votes in favour of an entry, or its points.
	Counts map[Choice]int64 `json:"counts"`
	// Against and Abstained stand beside the votes in favour of an entry (Approve).
	Against   map[Choice]int64 `json:"against,omitempty"`
	Abstained map[Choice]int64 `json:"abstained,omitempty"`
	// Cast are the ballots that were given, blank and invalid ones included: Eligible = Cast + NotCast + Removed.
	Cast    int64 `json:"cast"`
	Blank   int64 `json:"blank,omitempty"`
	Invalid int64 `json:"invalid,omitempty"`
	NotCast int64 `json:"not_cast"`
	// Base is the size the rule measured against, Needed the votes in favour that pass.
	Base   int64 `json:"base"`
	Needed int64 `json:"needed"`
	// QuorumNeeded are the heads that the rule asks for; 0 is none.
	QuorumNeeded int64   `json:"quorum_needed,omitempty"`
	Outcome      Outcome `json:"outcome"`
	// ByChair tells that equal sides were decided by the chair's.
	ByChair bool `json:"by_chair,omitempty"`
	// Options are the outcomes of each entry (Choose, Approve); Bases and Needs their own figures where they differ.
	Options map[Choice]Outcome `json:"options,omitempty"`
	Bases   map[Choice]int64   `json:"bases,omitempty"`
	Needs   map[Choice]int64   `json:"needs,omitempty"`
	// Order lists the options from the most votes or points down, equal ones in the order of the sheet (all but yes and no).
	Order []Choice `json:"order,omitempty"`
	// Winners of an election, from the most votes down, and those who are equal for the last seat.
	Winners []Choice `json:"winners,omitempty"`
	Equal   []Choice `json:"equal,omitempty"`
}

// Votes is everything that was given in a round.
type Votes struct {
	Papers []Paper
	// Hands is what tellers counted, beside the papers or instead of them.
	Hands *HandCount
	// Chair is the chair's own choice in a named round, which may decide equal sides; empty otherwise.
	Chair Choice
}

// Count tallies votes under the question's rule. It fails with a coded error when a paper does not belong to the
// question, or when the accounting does not close: eligible = cast + not cast + removed.
func Count(q Question, voters Electorate, votes Votes) (Tally, error) {
	if err := q.Validate(); err != nil {
		return Tally{}, err
	}
	t := Tally{Electorate: voters, Counts: make(map[Choice]int64, len(q.Options))}
	if q.Form == FormApprove {
		t.Against, t.Abstained = make(map[Choice]int64, len(q.Options)), make(map[Choice]int64, len(q.Options))
	}
	for _, o := range q.Options {
		t.Counts[o.ID] = 0
		if q.Form == FormApprove {
			t.Against[o.ID], t.Abstained[o.ID] = 0, 0
		}
	}
	for _, p := range votes.Papers {
		if err := t.take(q, p); err != nil {
			return Tally{}, fmt.Errorf("count ballots: %w", err)
		}
	}
	if votes.Hands != nil {
		if err := t.takeHands(q, *votes.Hands); err != nil {
			return Tally{}, fmt.Errorf("count ballots: %w", err)
		}
	}
	t.NotCast = voters.Eligible - voters.Removed - t.Cast
	if t.NotCast < 0 || voters.Removed < 0 || voters.Present < 0 || voters.Present > voters.Eligible || voters.Seats < voters.Eligible {
		return Tally{}, fmt.Errorf("count ballots: %w", ErrAccounting)
	}
	t.decide(q, votes.Chair)
	return t, nil
}

// take adds one paper.
func (t *Tally) take(q Question, p Paper) error {
	if p.Weight <= 0 || !q.Rule.ByWeight && p.Weight != 1 {
		return ErrAccounting
	}
	t.Cast += p.Weight
	if p.Invalid {
		t.Invalid += p.Weight
		return nil
	}
	if err := q.Check(p.Marks); err != nil {
		return err
	}
	if len(p.Marks) == 0 {
		t.Blank += p.Weight
		return nil
	}
	for c, mark := range p.Marks {
		switch {
		case q.Form != FormApprove:
			t.Counts[c] += mark * p.Weight
		case mark > 0:
			t.Counts[c] += p.Weight
		case mark < 0:
			t.Against[c] += p.Weight
		default:
			t.Abstained[c] += p.Weight
		}
	}
	return nil
}

// takeHands adds what tellers counted.
func (t *Tally) takeHands(q Question, h HandCount) error {
	if err := q.CheckHands(h); err != nil {
		return err
	}
	t.Cast += h.Returned
	t.Blank += h.Blank
	t.Invalid += h.Invalid
	for c, n := range h.Counts {
		t.Counts[c] += n
	}
	for c, n := range h.Against {
		t.Against[c] += n
	}
	for c, n := range h.Abstained {
		t.Abstained[c] += n
	}
	return nil
}

func (t *Tally) decide(q Question, chair Choice) {
	t.Base = t.base(q, "")
	t.Needed = q.Rule.Needed(t.Base)
	if q.Form.Listed() {
		t.rank(q)
	}
	quorum := t.quorum(q.Rule.Quorum)
	switch q.Form {
	case FormChoose, FormApprove:
		t.decideEach(q)
	case FormElect:
		t.elect(q)
	case FormScore:
		t.Outcome, t.Base, t.Needed = Ranked, 0, 0
	default:
		t.decideYesNo(q.Rule, chair)
	}
	if !quorum {
		t.Outcome, t.ByChair, t.Winners, t.Equal, t.Options = NoQuorum, false, nil, nil, nil
	}
}

// quorum reports whether enough heads were there, whenever the rule looks.
func (t *Tally) quorum(q Quorum) bool {
	if q.Den == 0 {
		return true
	}
	t.QuorumNeeded = q.Needed(t.Heads)
	opening, count := t.Heads.AtOpening >= t.QuorumNeeded, t.Heads.AtCount >= t.QuorumNeeded
	switch q.When {
	case AtOpening:
		return opening
	case AtCount:
		return count
	default:
		return opening && count
	}
}

// base is what votes are measured against; for one entry of a list its own, where entries differ.
func (t *Tally) base(q Question, entry Choice) int64 {
	switch q.Rule.Base {
	case AllSeats:
		return t.Seats
	case Filled:
		return t.Eligible
	case Present:
		return t.Present
	case Cast:
		return t.Cast
	default:
		switch {
		case !q.Form.Listed():
			return t.Counts[Yes] + t.Counts[No]
		case q.Form == FormApprove && entry != "":
			return t.Counts[entry] + t.Against[entry]
		default:
			return t.Cast - t.Blank - t.Invalid
		}
	}
}

// decideYesNo never passes on no votes in favour: nobody voting is not consent.
func (t *Tally) decideYesNo(r Rule, chair Choice) {
	yes, no := t.Counts[Yes], t.Counts[No]
	switch {
	case yes > 0 && yes >= t.Needed:
		t.Outcome = Passed
	case yes == 0 || yes != no:
		t.Outcome = Failed
	case r.Tie == TieChair && chair == Yes:
		t.Outcome, t.ByChair = Passed, true
	case r.Tie == TieChair && chair == No:
		t.Outcome, t.ByChair = Failed, true
	default:
		t.Outcome = Tied
	}
}

func (t *Tally) decideEach(q Question) {
	t.Options = make(map[Choice]Outcome, len(q.Options))
	passed := 0
	for _, o := range q.Options {
		base := t.base(q, o.ID)
		needed := q.Rule.Needed(base)
		if base != t.Base {
			if t.Bases == nil {
				t.Bases, t.Needs = map[Choice]int64{}, map[Choice]int64{}
			}
			t.Bases[o.ID], t.Needs[o.ID] = base, needed
		}
		t.Options[o.ID] = Failed
		if n := t.Counts[o.ID]; n > 0 && n >= needed {
			t.Options[o.ID] = Passed
			passed++
		}
	}
	switch passed {
	case len(q.Options):
		t.Outcome = Passed
	case 0:
		t.Outcome = Failed
	default:
		t.Outcome = Partly
	}
}

// elect fills the seats from the most votes down with those who reach what is needed. Equal votes for the last seat
// elect none of the equal: chance and age are for the body's rules, in a further round.
func (t *Tally) elect(q Question) {
	enough := slices.DeleteFunc(slices.Clone(t.Order), func(c Choice) bool { return t.Counts[c] == 0 || t.Counts[c] < t.Needed })
	t.Winners = enough
	if len(enough) > q.Winners {
		last := t.Counts[enough[q.Winners-1]]
		t.Winners = enough[:q.Winners]
		if t.Counts[enough[q.Winners]] == last {
			t.Winners = slices.Clone(slices.DeleteFunc(slices.Clone(enough), func(c Choice) bool { return t.Counts[c] <= last }))
			t.Equal = slices.DeleteFunc(slices.Clone(enough), func(c Choice) bool { return t.Counts[c] != last })
		}
	}
	t.Outcome = Undecided
	if len(t.Winners) == q.Winners {
		t.Outcome = Elected
	}
}

func (t *Tally) rank(q Question) {
	t.Order = q.Choices()
	slices.SortStableFunc(t.Order, func(a, b Choice) int { return cmp.Compare(t.Counts[b], t.Counts[a]) })
}
