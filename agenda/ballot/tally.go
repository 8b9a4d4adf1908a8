package ballot

import "fmt"

// Electorate is what was frozen about the voters when a ballot was opened, and what is known of them when it is
// counted.
type Electorate struct {
	// Seats of the body, vacant ones included; at least Eligible.
	Seats int64 `json:"seats"`
	// Eligible electors, each with one ballot.
	Eligible int64 `json:"eligible"`
	// Present electors at opening, together with those who came later and cast.
	Present int64 `json:"present"`
}

// Outcome is what the rule says of the counts.
type Outcome string

// The outcomes. Tied is not passed: nobody has said how the tie is broken.
const (
	Passed Outcome = "passed"
	Failed Outcome = "failed"
	Tied   Outcome = "tied"
)

// Tally is a finished count with everything needed to check it by hand.
type Tally struct {
	Electorate
	Counts  map[Choice]int64 `json:"counts"`
	NotCast int64            `json:"not_cast"`
	// Base is the size the rule measured against, Needed the votes in favour that pass.
	Base    int64   `json:"base"`
	Needed  int64   `json:"needed"`
	Outcome Outcome `json:"outcome"`
}

// Count tallies the choices cast under rule. It fails with a coded error when a choice is not one of options, when
// more ballots than electors were cast, or when the accounting does not close: eligible = cast + not cast.
func Count(rule Rule, voters Electorate, options []Choice, cast []Choice) (Tally, error) {
	if err := rule.Validate(); err != nil {
		return Tally{}, err
	}
	t := Tally{Electorate: voters, Counts: make(map[Choice]int64, len(options))}
	for _, option := range options {
		t.Counts[option] = 0
	}
	for _, choice := range cast {
		if _, known := t.Counts[choice]; !known {
			return Tally{}, fmt.Errorf("count ballots: %w", ErrUnknownChoice)
		}
		t.Counts[choice]++
	}
	t.NotCast = voters.Eligible - int64(len(cast))
	if t.NotCast < 0 || voters.Present > voters.Eligible || voters.Seats < voters.Eligible {
		return Tally{}, fmt.Errorf("count ballots: %w", ErrAccounting)
	}
	t.Base = t.base(rule.Base)
	t.Needed = rule.Needed(t.Base)
	t.Outcome = t.outcome()
	return t, nil
}

func (t *Tally) base(b Base) int64 {
	switch b {
	case AllSeats:
		return t.Seats
	case Filled:
		return t.Eligible
	case Present:
		return t.Present
	case Cast:
		return t.Eligible - t.NotCast
	default:
		return t.Counts[Yes] + t.Counts[No]
	}
}

// outcome never passes on an empty base: nobody voting is not consent.
func (t *Tally) outcome() Outcome {
	switch yes := t.Counts[Yes]; {
	case yes > 0 && yes >= t.Needed:
		return Passed
	case yes > 0 && yes == t.Counts[No]:
		return Tied
	default:
		return Failed
	}
}
