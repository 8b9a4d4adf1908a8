package ballot_test

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dienhong/agenda/ballot"
)

func TestGuard(t *testing.T) {
	secret := yesNoAbstain(ballot.Majority(ballot.Cast))
	secret.Secrecy = ballot.Secret
	named, weighed, list := secret, secret, listed(ballot.FormApprove, secret.Rule, 2)
	points := listed(ballot.FormScore, secret.Rule, 2)
	points.Secrecy = ballot.Secret
	named.Secrecy, weighed.Rule.ByWeight, list.Secrecy = ballot.Named, true, ballot.Tellers
	electors := func(weights ...int64) (e []ballot.Elector) {
		for _, w := range weights {
			e = append(e, ballot.Elector{Weight: w})
		}
		return e
	}
	heads := func(n int) []ballot.Elector { return electors(slices.Repeat([]int64{ballot.Head}, n)...) }
	tallied := func(q ballot.Question, papers ...[]ballot.Paper) *ballot.Tally {
		tally := count(t, q, all(20), votes(papers...))
		return &tally
	}
	byWeight := func(yes, no int64) *ballot.Tally {
		v := ballot.Votes{Papers: []ballot.Paper{{Marks: ballot.Mark(ballot.Yes), Weight: yes}, {Marks: ballot.Mark(ballot.No), Weight: no}}}
		tally := count(t, weighed, all(20), v)
		return &tally
	}
	type warnings = []ballot.Warning
	tests := []struct {
		name     string
		q        ballot.Question
		electors []ballot.Elector
		tally    *ballot.Tally
		want     warnings
	}{
		{"five electors", secret, heads(5), nil, nil},
		{"four electors", secret, heads(4), nil, warnings{ballot.FewElectors}},
		{"four electors by name", named, heads(4), nil, nil},
		{"unanimous", secret, heads(9), tallied(secret, said(9, 0, 0)), warnings{ballot.NearlyUnanimous}},
		{"one apart", secret, heads(9), tallied(secret, said(1, 8, 0)), warnings{ballot.NearlyUnanimous}},
		{"two apart", secret, heads(9), tallied(secret, said(2, 7, 0)), nil},
		{"nobody cast", secret, heads(9), tallied(secret), nil},
		{"one invalid ballot", secret, heads(9), tallied(secret, []ballot.Paper{{Invalid: true, Weight: 1}}), nil},
		{"equal points", points, heads(9), tallied(points, marked(9, ballot.Marks{"a": 1, "b": 1})), nil},
		{"unanimous by name", named, heads(9), tallied(named, said(9, 0, 0)), nil},
		{"all against one of a list", list, heads(9), tallied(list, marked(4, ballot.Marks{"a": 1, "b": -1}), marked(4, ballot.Marks{"a": 0, "b": -1})), warnings{ballot.NearlyUnanimous}},
		{"a list of two minds", list, heads(9), tallied(list, marked(4, ballot.Marks{"a": 1, "b": -1}), marked(4, ballot.Marks{"a": 0, "b": 1})), nil},
		{"equal weights", weighed, electors(2, 2, 3, 3, 3), nil, nil},
		{"one weight apart", weighed, electors(2, 2, 3, 3, 1), nil, warnings{ballot.OneWeight}},
		{"heads of different weights that do not count", secret, electors(2, 2, 3, 3, 1), nil, nil},
		{"all but the heaviest", weighed, electors(3, 3, 3, 3, 3), byWeight(12, 3), warnings{ballot.NearlyUnanimous}},
		{"all but more than the heaviest", weighed, electors(3, 3, 3, 3, 3), byWeight(11, 4), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := ballot.Guard(tt.q, tt.electors, tt.tally); !slices.Equal(got, tt.want) {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

func TestPercent(t *testing.T) {
	tests := []struct {
		n, base int64
		vi      string
	}{
		{7, 15, "46,67 %"},
		{7, 14, "50,00 %"},
		{7, 12, "58,33 %"},
		{7, 11, "63,64 %"},
		{7, 10, "70,00 %"},
		{0, 10, "0,00 %"},
		{10, 10, "100,00 %"},
		{1, 20_000, "0,01 %"},
		{1, 20_001, "0,00 %"},
		{3, 20_000, "0,02 %"},
		{1, 8, "12,50 %"},
		{49_995, 100_000, "50,00 %"},
		{49_994, 100_000, "49,99 %"},
		{15, 10, "150,00 %"},
		{ballot.MaxSize - 1, ballot.MaxSize, "100,00 %"},
		{1<<63 - 1, 1, "922337203685477580700,00 %"},
		{1, 0, "–"},
		{0, 0, "–"},
		{1, -1, "–"},
	}
	for _, tt := range tests {
		if got := ballot.Percent(tt.n, tt.base, "vi"); got != tt.vi {
			t.Errorf("%d of %d: %s, want %s", tt.n, tt.base, got, tt.vi)
		}
		if got, want := ballot.Percent(tt.n, tt.base, "en"), strings.Replace(tt.vi, ",", ".", 1); got != want {
			t.Errorf("%d of %d: %s, want %s", tt.n, tt.base, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		base := rapid.Int64Range(1, 1<<62).Draw(t, "base")
		n := rapid.Int64Range(0, base).Draw(t, "n")
		if got, want := ballot.Percent(n, base, "en"), new(big.Rat).SetFrac64(n, base); want != nil {
			if exact := want.Mul(want, big.NewRat(100, 1)).FloatString(2) + " %"; got != exact {
				t.Fatalf("%d of %d: %s, want %s", n, base, got, exact)
			}
		}
	})
}
