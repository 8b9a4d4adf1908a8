package ballot_test

import (
	"testing"

	"dienhong/agenda/ballot"
)

// committee are 15 seats, one of them vacant, and 14 members m0 to m13, of whom 12 are present at opening.
func committee() (electors []ballot.Elector) {
	for i := range 14 {
		person := "m" + string(rune('a'+i))
		electors = append(electors, ballot.Elector{Person: person, Name: person, Caster: person, Weight: ballot.Head, Present: i < 12})
	}
	return electors
}

// The same ballots under each base, and what a late joiner and a removed member change: 7 yes, 3 no, 1 abstention, one
// present member who sends nothing, two absent ones.
func TestFiveBases(t *testing.T) {
	type want struct {
		base, needed int64
		outcome      ballot.Outcome
	}
	fates := map[string]func(i int) ballot.Fate{
		"as it was": func(i int) ballot.Fate { return ballot.Fate{Cast: i < 11} },
		// The first of the absent comes late and says no.
		"late joiner casts": func(i int) ballot.Fate { return ballot.Fate{Cast: i < 11 || i == 12} },
		// Somebody who was absent has checked in during the round and sends nothing: no ballot, no change of any base.
		"late joiner is silent":     func(i int) ballot.Fate { return ballot.Fate{Cast: i < 11} },
		"removed before casting":    func(i int) ballot.Fate { return ballot.Fate{Cast: i < 11, Removed: i == 11} },
		"removed after casting":     func(i int) ballot.Fate { return ballot.Fate{Cast: i < 11, Removed: i == 0} },
		"an absent one is removed":  func(i int) ballot.Fate { return ballot.Fate{Cast: i < 11, Removed: i == 13} },
		"all who did not cast gone": func(i int) ballot.Fate { return ballot.Fate{Cast: i < 11, Removed: i >= 11} },
	}
	plain := map[ballot.Base]want{
		ballot.AllSeats: {15, 8, ballot.Failed}, ballot.Filled: {14, 8, ballot.Failed}, ballot.Present: {12, 7, ballot.Passed},
		ballot.Cast: {11, 6, ballot.Passed}, ballot.Valid: {10, 6, ballot.Passed},
	}
	changed := map[string]map[ballot.Base]want{
		"late joiner casts": {
			ballot.Present: {13, 7, ballot.Passed}, ballot.Cast: {12, 7, ballot.Passed}, ballot.Valid: {11, 6, ballot.Passed},
		},
		"removed before casting":    {ballot.Present: {11, 6, ballot.Passed}},
		"all who did not cast gone": {ballot.Present: {11, 6, ballot.Passed}},
	}
	notCast := map[string][2]int64{ // not cast, removed
		"late joiner casts": {2, 0}, "removed before casting": {2, 1}, "an absent one is removed": {2, 1}, "all who did not cast gone": {0, 3},
	}
	for name, fate := range fates {
		for _, base := range ballot.Bases() {
			t.Run(name+"/"+string(base), func(t *testing.T) {
				i := -1
				e, err := ballot.Sizes(ballot.Majority(base), 15, committee(), func(ballot.Elector) ballot.Fate { i++; return fate(i) }, 12)
				if err != nil {
					t.Fatal(err)
				}
				papers := said(7, 3, 1)
				if name == "late joiner casts" {
					papers = said(7, 4, 1)
				}
				got := count(t, yesNoAbstain(ballot.Majority(base)), e, votes(papers))
				expect, other := changed[name][base]
				if !other {
					expect = plain[base]
				}
				if (want{got.Base, got.Needed, got.Outcome}) != expect {
					t.Errorf("base %d needed %d %s, want %+v", got.Base, got.Needed, got.Outcome, expect)
				}
				left, known := notCast[name]
				if !known {
					left = [2]int64{3, 0}
				}
				if got.NotCast != left[0] || got.Removed != left[1] {
					t.Errorf("not cast %d, removed %d, want %v", got.NotCast, got.Removed, left)
				}
				if e.Heads != (ballot.Heads{Seats: 15, Filled: 14, AtOpening: 12, AtCount: 12}) {
					t.Errorf("heads %+v", e.Heads)
				}
			})
		}
	}
}

func TestThresholds(t *testing.T) {
	tests := []struct {
		name    string
		rule    ballot.Rule
		cast    []ballot.Paper
		needed  int64
		outcome ballot.Outcome
	}{
		{"exactly two thirds reaches it", fraction(ballot.Cast, 2, 3, false, 0), said(6, 3, 0), 6, ballot.Passed},
		{"exactly two thirds is not more", fraction(ballot.Cast, 2, 3, true, 0), said(6, 3, 0), 7, ballot.Failed},
		{"one above two thirds", fraction(ballot.Cast, 2, 3, true, 0), said(7, 2, 0), 7, ballot.Passed},
		{"two thirds of ten rounds up", fraction(ballot.Cast, 2, 3, false, 0), said(6, 4, 0), 7, ballot.Failed},
		{"seven of ten", fraction(ballot.Cast, 2, 3, false, 0), said(7, 3, 0), 7, ballot.Passed},
		{"one vote short of half and one", fraction(ballot.AllSeats, 1, 2, false, 1), said(10, 0, 0), 11, ballot.Failed},
		{"half and one", fraction(ballot.AllSeats, 1, 2, false, 1), said(11, 0, 0), 11, ballot.Passed},
		{"more than half and one", fraction(ballot.AllSeats, 1, 2, true, 1), said(11, 0, 0), 12, ballot.Failed},
		{"a constant beyond everybody", fraction(ballot.AllSeats, 1, 2, true, 100), said(20, 0, 0), 111, ballot.Failed},
		{"equal sides reach half", fraction(ballot.Valid, 1, 2, false, 0), said(4, 4, 1), 4, ballot.Passed},
		{"equal sides are not more", ballot.Majority(ballot.Valid), said(4, 4, 1), 5, ballot.Tied},
		{"everybody must and does", fraction(ballot.Cast, 1, 1, false, 0), said(9, 0, 0), 9, ballot.Passed},
		{"everybody must and one does not", fraction(ballot.Cast, 1, 1, false, 0), said(8, 0, 1), 9, ballot.Failed},
		{"nobody votes", ballot.Majority(ballot.Cast), nil, 1, ballot.Failed},
		{"nobody votes and reaching is enough", fraction(ballot.Cast, 1, 2, false, 0), nil, 1, ballot.Failed},
		{"only abstentions", ballot.Majority(ballot.Valid), said(0, 0, 5), 1, ballot.Failed},
		{"only abstentions and reaching is enough", fraction(ballot.Valid, 1, 2, false, 0), said(0, 0, 5), 1, ballot.Failed},
		{"one says yes and nobody else anything", ballot.Majority(ballot.Valid), said(1, 0, 0), 1, ballot.Passed},
		{"one says no", ballot.Majority(ballot.Valid), said(0, 1, 0), 1, ballot.Failed},
		{"a thousandth", fraction(ballot.AllSeats, 1, 1000, true, 0), said(1, 19, 0), 1, ballot.Passed},
		{"999 of 1000", fraction(ballot.AllSeats, 999, 1000, false, 0), said(19, 0, 0), 20, ballot.Failed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := count(t, yesNoAbstain(tt.rule), all(20), votes(tt.cast))
			if got.Outcome != tt.outcome || got.Needed != tt.needed {
				t.Errorf("%s, needed %d of %d, want %s, %d", got.Outcome, got.Needed, got.Base, tt.outcome, tt.needed)
			}
		})
	}
}

func fraction(base ballot.Base, num, den int64, strict bool, constant int64) ballot.Rule {
	return ballot.Rule{Base: base, Num: num, Den: den, Strict: strict, Constant: constant}
}

func TestTies(t *testing.T) {
	chairDecides := ballot.Majority(ballot.AllSeats)
	chairDecides.Tie = ballot.TieChair
	plain := ballot.Majority(ballot.AllSeats)
	yes, no, abstains := ballot.Mark(ballot.Yes), ballot.Mark(ballot.No), ballot.Mark(ballot.Abstain)
	tests := []struct {
		name    string
		rule    ballot.Rule
		secrecy ballot.Secrecy
		cast    []ballot.Paper
		chair   ballot.Marks
		outcome ballot.Outcome
		byChair bool
	}{
		{"named, chair said yes", chairDecides, ballot.Named, said(6, 6, 2), yes, ballot.Passed, true},
		{"named, chair said no", chairDecides, ballot.Named, said(6, 6, 2), no, ballot.Failed, true},
		{"live, chair said yes", chairDecides, ballot.Live, said(7, 7, 0), yes, ballot.Passed, true},
		{"named, chair abstained", chairDecides, ballot.Named, said(6, 6, 2), abstains, ballot.Tied, false},
		{"named, chair absent", chairDecides, ballot.Named, said(6, 6, 2), nil, ballot.Tied, false},
		{"named, the rule knows no chair", plain, ballot.Named, said(6, 6, 2), yes, ballot.Tied, false},
		{"secret, chair said yes", chairDecides, ballot.Secret, said(6, 6, 2), yes, ballot.Tied, false},
		{"secret, chair said no", chairDecides, ballot.Secret, said(6, 6, 2), no, ballot.Tied, false},
		{"tellers' key, chair said yes", chairDecides, ballot.Tellers, said(6, 6, 2), yes, ballot.Tied, false},
		{"one vote apart is no tie", chairDecides, ballot.Named, said(7, 6, 1), yes, ballot.Failed, false},
		{"one vote apart the other way", chairDecides, ballot.Named, said(6, 7, 1), yes, ballot.Failed, false},
		{"nobody on either side", chairDecides, ballot.Named, said(0, 0, 14), yes, ballot.Failed, false},
		{"passed by the threshold needs no chair", chairDecides, ballot.Named, said(8, 6, 0), no, ballot.Passed, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := yesNoAbstain(tt.rule)
			q.Secrecy = tt.secrecy
			got := count(t, q, all(14), ballot.Votes{Papers: tt.cast, Chair: tt.chair})
			if got.Outcome != tt.outcome || got.ByChair != tt.byChair {
				t.Errorf("%s, by chair %t; want %s, %t", got.Outcome, got.ByChair, tt.outcome, tt.byChair)
			}
		})
	}
	for method, outcome := range map[ballot.Method]ballot.Outcome{ballot.ByPaper: ballot.Passed, ballot.ByHands: ballot.Passed, ballot.Mixed: ballot.Passed} {
		t.Run("tellers count "+string(method), func(t *testing.T) {
			q := yesNoAbstain(chairDecides)
			q.Method = method
			hands := &ballot.HandCount{Issued: 12, Returned: 12, Counts: map[ballot.Choice]int64{ballot.Yes: 6, ballot.No: 6}}
			if got := count(t, q, all(14), ballot.Votes{Hands: hands, Chair: yes}); got.Outcome != outcome {
				t.Errorf("%s, want %s", got.Outcome, outcome)
			}
		})
	}
}

// TestATieUnderEveryBase: 15 seats, 14 of them filled, 12 present. What a tie is does not depend on the base.
func TestATieUnderEveryBase(t *testing.T) {
	electorate := all(14)
	electorate.Seats, electorate.Present, electorate.Heads.Seats = 15, 12, 15
	half := func(strict bool) func(ballot.Base) ballot.Rule {
		return func(b ballot.Base) ballot.Rule { return fraction(b, 1, 2, strict, 0) }
	}
	twoThirds := func(b ballot.Base) ballot.Rule { return fraction(b, 2, 3, false, 0) }
	all5 := func(o ballot.Outcome) [5]ballot.Outcome { return [5]ballot.Outcome{o, o, o, o, o} }
	for _, c := range []struct {
		name string
		rule func(ballot.Base) ballot.Rule
		cast []ballot.Paper
		// outcomes by base: all seats, filled, present, cast, valid; without the chair's side.
		want [5]ballot.Outcome
	}{
		{"equal, nobody abstains", half(true), said(6, 6, 0), all5(ballot.Tied)},
		{"equal, some abstain", half(true), said(5, 5, 2), all5(ballot.Tied)},
		{"equal, some give nothing", half(true), said(3, 3, 0), all5(ballot.Tied)},
		{"one each", half(true), said(1, 1, 10), all5(ballot.Tied)},
		{"nobody on either side", half(true), said(0, 0, 12), all5(ballot.Failed)},
		{"nothing given", half(true), nil, all5(ballot.Failed)},
		{"one more against", half(true), said(5, 6, 1), all5(ballot.Failed)},
		{"one more in favour, short of the wide bases", half(true), said(6, 5, 1), [5]ballot.Outcome{ballot.Failed, ballot.Failed, ballot.Failed, ballot.Failed, ballot.Passed}},
		{"equal where half is enough", half(false), said(6, 6, 0), [5]ballot.Outcome{ballot.Tied, ballot.Tied, ballot.Passed, ballot.Passed, ballot.Passed}},
		{"equal where half is enough, some abstain", half(false), said(5, 5, 2), [5]ballot.Outcome{ballot.Tied, ballot.Tied, ballot.Tied, ballot.Tied, ballot.Passed}},
		{"equal where two thirds are asked", twoThirds, said(6, 6, 0), all5(ballot.Failed)},
	} {
		for i, base := range ballot.Bases() {
			rule := c.rule(base)
			if got := count(t, yesNoAbstain(rule), electorate, votes(c.cast)); got.Outcome != c.want[i] {
				t.Errorf("%s of %s: %s, want %s", c.name, base, got.Outcome, c.want[i])
			}
			rule.Tie = ballot.TieChair
			for side, broken := range map[ballot.Choice]ballot.Outcome{ballot.Yes: ballot.Passed, ballot.No: ballot.Failed, ballot.Abstain: ballot.Tied} {
				want := c.want[i]
				if want == ballot.Tied {
					want = broken
				}
				got := count(t, yesNoAbstain(rule), electorate, ballot.Votes{Papers: c.cast, Chair: ballot.Mark(side)})
				if got.Outcome != want || got.ByChair != (c.want[i] == ballot.Tied && side != ballot.Abstain) {
					t.Errorf("%s of %s, the chair for %s: %s by chair %t, want %s", c.name, base, side, got.Outcome, got.ByChair, want)
				}
			}
		}
	}
}

func TestQuorum(t *testing.T) {
	twoThirds := ballot.Quorum{Base: ballot.AllSeats, Num: 2, Den: 3}
	tests := []struct {
		name           string
		quorum         ballot.Quorum
		when           ballot.QuorumTime
		opening, count int64
		needed         int64
		outcome        ballot.Outcome
	}{
		{"there throughout", twoThirds, ballot.AtBoth, 12, 12, 10, ballot.Passed},
		{"just there", twoThirds, ballot.AtBoth, 10, 10, 10, ballot.Passed},
		{"lost before opening", twoThirds, ballot.AtOpening, 9, 12, 10, ballot.NoQuorum},
		{"lost before opening, looked at both times", twoThirds, ballot.AtBoth, 9, 12, 10, ballot.NoQuorum},
		{"lost before opening, looked at the count", twoThirds, ballot.AtCount, 9, 10, 10, ballot.Passed},
		{"lost during, looked at opening", twoThirds, ballot.AtOpening, 10, 9, 10, ballot.Passed},
		{"lost during, looked at the count", twoThirds, ballot.AtCount, 12, 9, 10, ballot.NoQuorum},
		{"lost during, looked at both times", twoThirds, ballot.AtBoth, 12, 9, 10, ballot.NoQuorum},
		{"of filled seats", ballot.Quorum{Base: ballot.Filled, Num: 3, Den: 4}, ballot.AtBoth, 11, 11, 11, ballot.Passed},
		{"of filled seats, one short", ballot.Quorum{Base: ballot.Filled, Num: 3, Den: 4}, ballot.AtBoth, 10, 11, 11, ballot.NoQuorum},
		{"more than half of fourteen", ballot.Quorum{Base: ballot.Filled, Num: 1, Den: 2, Strict: true}, ballot.AtBoth, 8, 8, 8, ballot.Passed},
		{"half of fourteen is not more", ballot.Quorum{Base: ballot.Filled, Num: 1, Den: 2, Strict: true}, ballot.AtBoth, 7, 7, 8, ballot.NoQuorum},
		{"half of fourteen is half", ballot.Quorum{Base: ballot.Filled, Num: 1, Den: 2}, ballot.AtBoth, 7, 7, 7, ballot.Passed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rule := ballot.Majority(ballot.Cast)
			rule.Quorum, rule.Quorum.When = tt.quorum, tt.when
			heads := ballot.Heads{Seats: 15, Filled: 14, AtOpening: tt.opening, AtCount: tt.count}
			e := ballot.Electorate{Seats: 15, Eligible: 14, Present: 12, Heads: heads}
			got := count(t, yesNoAbstain(rule), e, votes(said(7, 0, 0)))
			if got.Outcome != tt.outcome || got.QuorumNeeded != tt.needed {
				t.Errorf("%s, needed %d; want %s, %d", got.Outcome, got.QuorumNeeded, tt.outcome, tt.needed)
			}
			if got.Counts[ballot.Yes] != 7 || got.Needed != 4 {
				t.Error("the figures of a round without quorum are lost")
			}
			q := listed(ballot.FormElect, rule, 2)
			if got := count(t, q, e, votes(marked(7, ticks("a")))); (got.Outcome == ballot.Elected) != (tt.outcome == ballot.Passed) || (len(got.Winners) == 1) != (tt.outcome == ballot.Passed) {
				t.Errorf("election %s with winners %v", got.Outcome, got.Winners)
			}
		})
	}
}

// Of letters a quorum is of those who answered, whenever the rule would look in a meeting.
func TestQuorumOfLetters(t *testing.T) {
	for _, when := range []ballot.QuorumTime{ballot.AtOpening, ballot.AtCount, ballot.AtBoth} {
		for answers, outcome := range map[int]ballot.Outcome{10: ballot.Passed, 9: ballot.NoQuorum} {
			q := yesNoAbstain(ballot.Majority(ballot.AllSeats))
			q.Method, q.Rule.Quorum = ballot.Letters, ballot.Quorum{Base: ballot.AllSeats, Num: 2, Den: 3, When: when}
			for _, opening := range []int64{0, 14} {
				heads := ballot.Heads{Seats: 15, Filled: 14, AtOpening: opening, AtCount: int64(answers)}
				got := count(t, q, ballot.Electorate{Seats: 15, Eligible: 14, Heads: heads}, votes(said(answers, 0, 0)))
				if got.Outcome != outcome || got.QuorumNeeded != 10 || got.NotCast != int64(14-answers) {
					t.Errorf("%s, %d answers: %s, needed %d, not cast %d", when, answers, got.Outcome, got.QuorumNeeded, got.NotCast)
				}
			}
		}
	}
}

func TestWeights(t *testing.T) {
	weighed := func(pairs ...any) []ballot.Paper {
		var papers []ballot.Paper
		for i := 0; i < len(pairs); i += 2 {
			papers = append(papers, ballot.Paper{Marks: ballot.Mark(pairs[i].(ballot.Choice)), Weight: int64(pairs[i+1].(int))})
		}
		return papers
	}
	rule := func(base ballot.Base, strict bool, constant int64) ballot.Rule {
		return ballot.Rule{Base: base, Num: 1, Den: 2, Strict: strict, Constant: constant, ByWeight: true}
	}
	// Three shareholders: 50.000001, 30 and 19.999999 heads of 100.
	e := ballot.Electorate{Seats: 100 * ballot.Head, Eligible: 100 * ballot.Head, Present: 100 * ballot.Head}
	const big, middle, small = 50_000_001, 30_000_000, 19_999_999
	tests := []struct {
		name    string
		rule    ballot.Rule
		cast    []ballot.Paper
		base    int64
		needed  int64
		outcome ballot.Outcome
	}{
		{"one millionth above half", rule(ballot.AllSeats, true, 0), weighed(ballot.Yes, big, ballot.No, middle), 100_000_000, 50_000_001, ballot.Passed},
		{"one millionth below half", rule(ballot.AllSeats, true, 0), weighed(ballot.No, big, ballot.Yes, middle, ballot.Yes, small), 100_000_000, 50_000_001, ballot.Failed},
		{"exactly half is reached", rule(ballot.Valid, false, 0), weighed(ballot.Yes, 30_000_000, ballot.No, 30_000_000), 60_000_000, 30_000_000, ballot.Passed},
		{"exactly half is not more", rule(ballot.Valid, true, 0), weighed(ballot.Yes, 30_000_000, ballot.No, 30_000_000), 60_000_000, 30_000_001, ballot.Tied},
		{"more heads and less weight", rule(ballot.Cast, true, 0), weighed(ballot.No, big, ballot.Yes, middle, ballot.Yes, small), 100_000_000, 50_000_001, ballot.Failed},
		{"a constant of one head is a million", rule(ballot.Cast, false, ballot.Head), weighed(ballot.Yes, big, ballot.No, middle, ballot.No, small), 100_000_000, 51_000_000, ballot.Failed},
		{"a constant of one micro-unit", rule(ballot.Cast, false, 1), weighed(ballot.Yes, big, ballot.No, middle, ballot.No, small), 100_000_000, 50_000_001, ballot.Passed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := count(t, yesNoAbstain(tt.rule), e, votes(tt.cast))
			if got.Base != tt.base || got.Needed != tt.needed || got.Outcome != tt.outcome {
				t.Errorf("base %d needed %d %s, want %d %d %s", got.Base, got.Needed, got.Outcome, tt.base, tt.needed, tt.outcome)
			}
		})
	}
	t.Run("the largest electorate", func(t *testing.T) {
		e := ballot.Electorate{Seats: ballot.MaxSize, Eligible: ballot.MaxSize, Present: ballot.MaxSize}
		rule := ballot.Rule{Base: ballot.AllSeats, Num: 999, Den: 1000, ByWeight: true, Constant: 1_000_000 * ballot.Head}
		got := count(t, yesNoAbstain(rule), e, ballot.Votes{Papers: []ballot.Paper{{Marks: ballot.Mark(ballot.Yes), Weight: ballot.MaxSize}}})
		if want := int64(8_998_192_055_486_251) + 1_000_000*ballot.Head; got.Needed != want || got.Outcome != ballot.Passed {
			t.Errorf("needed %d, want %d, %s", got.Needed, want, got.Outcome)
		}
	})
}

func TestSizesByWeight(t *testing.T) {
	electors := []ballot.Elector{
		{Person: "a", Weight: 2_500_000, Present: true}, {Person: "b", Weight: 500_000, Present: true}, {Person: "c", Weight: 1_000_000},
	}
	fate := func(v ballot.Elector) ballot.Fate {
		return ballot.Fate{Cast: v.Person != "b", Removed: v.Person == "b"}
	}
	got, err := ballot.Sizes(ballot.Rule{ByWeight: true}, 5, electors, fate, 2)
	want := ballot.Electorate{
		Seats: 6_000_000, Eligible: 4_000_000, Present: 3_500_000, Removed: 500_000, Heads: ballot.Heads{Seats: 5, Filled: 3, AtOpening: 2, AtCount: 2},
	}
	if err != nil || got != want {
		t.Errorf("%+v %v, want %+v", got, err, want)
	}
	none := func(ballot.Elector) ballot.Fate { return ballot.Fate{} }
	tests := []struct {
		name    string
		seats   int64
		weights []int64
		fails   bool
	}{
		{"as many as seats", 1, []int64{ballot.Head}, false},
		{"more electors than seats", 1, []int64{ballot.Head, ballot.Head}, true},
		{"no weight", 1, []int64{0}, true},
		{"less than no weight", 1, []int64{-1}, true},
		{"the most that fits", 2, []int64{ballot.MaxSize - 1, 1}, false},
		{"one too much", 2, []int64{ballot.MaxSize, 1}, true},
		{"vacant seats that do not fit", 2, []int64{ballot.MaxSize}, true},
		{"vacant seats that just fit", 2, []int64{ballot.MaxSize - ballot.Head}, false},
		{"vacant seats that just do not fit", 2, []int64{ballot.MaxSize - ballot.Head + 1}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var electors []ballot.Elector
			for _, w := range tt.weights {
				electors = append(electors, ballot.Elector{Weight: w})
			}
			if _, err := ballot.Sizes(ballot.Rule{ByWeight: true}, tt.seats, electors, none, 0); (err != nil) != tt.fails {
				t.Errorf("%v, want failure %t", err, tt.fails)
			}
		})
	}
}
