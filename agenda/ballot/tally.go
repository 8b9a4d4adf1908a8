package ballot

import "fmt"

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
	// ByChair tells that equal sides, or those of some entry, were decided by the chair's.
	ByChair bool `json:"by_chair,omitempty"`
	// Options are the outcomes of each entry (Choose, Approve); Bases and Needs their own figures where they differ from
	// Base and Needed.
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
	// Hands is what tellers counted, beside the papers (Mixed) or instead of them.
	Hands *HandCount
	// Chair is what the chair marked, where that is known and may decide equal sides; it is among Papers or Hands too.
	// It is ignored in sealed rounds.
	Chair Marks
}

// Count tallies votes under the question's rule. It fails with a coded error when the question cannot be counted, when a
// paper does not belong to it, when tellers' figures are missing, or when the accounting does not close:
// eligible = cast + not cast + removed.
func Count(q Question, voters Electorate, votes Votes) (Tally, error) {
	if err := q.Validate(); err != nil {
		return Tally{}, err
	}
	t, err := count(q, voters, votes)
	if err != nil {
		return Tally{}, fmt.Errorf("count ballots: %w", err)
	}
	if q.Secrecy.Sealed() {
		votes.Chair = nil
	}
	t.decide(q, votes.Chair)
	return t, nil
}

func count(q Question, voters Electorate, votes Votes) (Tally, error) {
	if err := voters.check(q); err != nil {
		return Tally{}, err
	}
	switch {
	case !q.Method.ByDevice() && len(votes.Papers) > 0, !q.Method.ByHandCount() && votes.Hands != nil:
		return Tally{}, ErrMarks
	case !q.Method.ByDevice() && votes.Hands == nil:
		return Tally{}, ErrNoFigures
	}
	t := newTally(q, voters)
	for _, p := range votes.Papers {
		if err := t.take(q, p); err != nil {
			return Tally{}, err
		}
	}
	if votes.Hands != nil {
		if err := t.takeHands(q, *votes.Hands); err != nil {
			return Tally{}, err
		}
	}
	t.NotCast = voters.Eligible - voters.Removed - t.Cast
	if t.NotCast < 0 || q.Rule.Base == Present && t.Cast > voters.Present {
		return Tally{}, ErrAccounting
	}
	return t, nil
}

func newTally(q Question, voters Electorate) Tally {
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
	return t
}

// take adds one paper. No sum overflows, for all papers together weigh no more than the electorate.
func (t *Tally) take(q Question, p Paper) error {
	if p.Weight <= 0 || p.Weight > t.Eligible-t.Cast || !q.Rule.ByWeight && p.Weight != 1 {
		return ErrAccounting
	}
	t.Cast += p.Weight
	if p.Invalid {
		if len(p.Marks) > 0 {
			return ErrMarks
		}
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

// takeHands adds what tellers counted. Papers go to electors who sent nothing by a device.
func (t *Tally) takeHands(q Question, h HandCount) error {
	if err := q.CheckHands(h); err != nil {
		return err
	}
	if h.Issued > t.Eligible-t.Cast {
		return ErrAccounting
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
