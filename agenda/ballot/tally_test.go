package ballot_test

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"dienhong/agenda/ballot"
)

func repeat(yes, no, abstain int) []ballot.Choice {
	return slices.Concat(slices.Repeat([]ballot.Choice{ballot.Yes}, yes), slices.Repeat([]ballot.Choice{ballot.No}, no),
		slices.Repeat([]ballot.Choice{ballot.Abstain}, abstain))
}

// A committee of 15 seats, one vacant; 12 present; 7 yes, 3 no, 1 abstention, one present who sends nothing.
func TestOneVoteFiveBases(t *testing.T) {
	voters := ballot.Electorate{Seats: 15, Eligible: 14, Present: 12}
	tests := []struct {
		base         ballot.Base
		size, needed int64
		outcome      ballot.Outcome
	}{
		{ballot.AllSeats, 15, 8, ballot.Failed},
		{ballot.Filled, 14, 8, ballot.Failed},
		{ballot.Present, 12, 7, ballot.Passed},
		{ballot.Cast, 11, 6, ballot.Passed},
		{ballot.Valid, 10, 6, ballot.Passed},
	}
	for _, tt := range tests {
		t.Run(string(tt.base), func(t *testing.T) {
			got, err := ballot.Count(ballot.Majority(tt.base), voters, ballot.YesNoAbstain(), repeat(7, 3, 1))
			if err != nil {
				t.Fatal(err)
			}
			if got.Base != tt.size || got.Needed != tt.needed || got.Outcome != tt.outcome {
				t.Errorf("base %d needed %d %s, want %d, %d, %s", got.Base, got.Needed, got.Outcome, tt.size, tt.needed, tt.outcome)
			}
			if got.NotCast != 3 {
				t.Errorf("not cast %d, want 3", got.NotCast)
			}
		})
	}
}

func TestThresholds(t *testing.T) {
	twoThirds := ballot.Rule{Base: ballot.Cast, Num: 2, Den: 3}
	overTwoThirds := ballot.Rule{Base: ballot.Cast, Num: 2, Den: 3, Strict: true}
	tests := []struct {
		name    string
		rule    ballot.Rule
		cast    []ballot.Choice
		outcome ballot.Outcome
	}{
		{"exactly two thirds reaches it", twoThirds, repeat(6, 3, 0), ballot.Passed},
		{"exactly two thirds is not more", overTwoThirds, repeat(6, 3, 0), ballot.Failed},
		{"one above two thirds", overTwoThirds, repeat(7, 2, 0), ballot.Passed},
		{"two thirds of ten rounds up", twoThirds, repeat(6, 4, 0), ballot.Failed},
		{"equal sides are tied", ballot.Majority(ballot.Valid), repeat(4, 4, 1), ballot.Tied},
		{"nobody votes", ballot.Majority(ballot.Cast), nil, ballot.Failed},
		{"only abstentions", ballot.Majority(ballot.Valid), repeat(0, 0, 5), ballot.Failed},
		{"unanimous", ballot.Majority(ballot.Cast), repeat(9, 0, 0), ballot.Passed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ballot.Count(tt.rule, ballot.Electorate{Seats: 20, Eligible: 20, Present: 20}, ballot.YesNoAbstain(), tt.cast)
			if err != nil {
				t.Fatal(err)
			}
			if got.Outcome != tt.outcome {
				t.Errorf("outcome %s, want %s (base %d, needed %d)", got.Outcome, tt.outcome, got.Base, got.Needed)
			}
		})
	}
}

func TestCountRefuses(t *testing.T) {
	voters := ballot.Electorate{Seats: 3, Eligible: 3, Present: 3}
	tests := []struct {
		name   string
		rule   ballot.Rule
		voters ballot.Electorate
		cast   []ballot.Choice
		code   string
	}{
		{"a foreign choice", ballot.Majority(ballot.Cast), voters, []ballot.Choice{"maybe"}, "ballot_unknown_choice"},
		{"more ballots than electors", ballot.Majority(ballot.Cast), voters, repeat(4, 0, 0), "ballot_accounting"},
		{"more present than eligible", ballot.Majority(ballot.Cast), ballot.Electorate{Seats: 3, Eligible: 3, Present: 4}, nil, "ballot_accounting"},
		{"fewer seats than electors", ballot.Majority(ballot.Cast), ballot.Electorate{Seats: 2, Eligible: 3, Present: 3}, nil, "ballot_accounting"},
		{"an unknown base", ballot.Majority("everybody"), voters, nil, "ballot_rule_invalid"},
		{"a fraction above one", ballot.Rule{Base: ballot.Cast, Num: 3, Den: 2}, voters, nil, "ballot_rule_invalid"},
		{"a fraction over zero", ballot.Rule{Base: ballot.Cast, Num: 1, Den: 0}, voters, nil, "ballot_rule_invalid"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ballot.Count(tt.rule, tt.voters, ballot.YesNoAbstain(), tt.cast)
			var coded *ballot.Error
			if !errors.As(err, &coded) || coded.Code() != tt.code {
				t.Fatalf("got %v, want code %s", err, tt.code)
			}
		})
	}
}

func TestEveryCountCloses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		yes, no, abstain := rapid.IntRange(0, 300).Draw(t, "yes"), rapid.IntRange(0, 300).Draw(t, "no"), rapid.IntRange(0, 300).Draw(t, "abstain")
		silent, vacant := rapid.IntRange(0, 300).Draw(t, "silent"), rapid.IntRange(0, 20).Draw(t, "vacant")
		eligible := int64(yes + no + abstain + silent)
		den := rapid.Int64Range(1, 1000).Draw(t, "den")
		rule := ballot.Rule{
			Base: rapid.SampledFrom(ballot.Bases()).Draw(t, "base"), Den: den,
			Num: rapid.Int64Range(1, den).Draw(t, "num"), Strict: rapid.Bool().Draw(t, "strict"),
		}
		got, err := ballot.Count(rule, ballot.Electorate{Seats: eligible + int64(vacant), Eligible: eligible, Present: eligible},
			ballot.YesNoAbstain(), repeat(yes, no, abstain))
		if err != nil {
			t.Fatal(err)
		}
		if sum := got.Counts[ballot.Yes] + got.Counts[ballot.No] + got.Counts[ballot.Abstain] + got.NotCast; sum != eligible {
			t.Fatalf("%d accounted of %d", sum, eligible)
		}
		reached := int64(yes)*rule.Den > rule.Num*got.Base || (!rule.Strict && int64(yes)*rule.Den == rule.Num*got.Base)
		if want := reached && yes > 0; want != (got.Outcome == ballot.Passed) {
			t.Fatalf("yes %d of base %d under %+v: %s", yes, got.Base, rule, got.Outcome)
		}
	})
}
