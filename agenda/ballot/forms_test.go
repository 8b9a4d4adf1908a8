package ballot_test

import (
	"maps"
	"slices"
	"testing"

	"dienhong/agenda/ballot"
)

type choices = []ballot.Choice

func TestElections(t *testing.T) {
	half := ballot.Majority(ballot.AllSeats)
	tests := []struct {
		name       string
		candidates int
		seats      int
		most       int
		rule       ballot.Rule
		papers     []ballot.Paper
		outcome    ballot.Outcome
		winners    choices
		equal      choices
		order      choices
		further    choices // candidates of the further round, none when there is none
		left       int     // seats of that
	}{
		{"one seat, one reaches half", 3, 1, 1, half, slices.Concat(marked(6, ticks("b")), marked(3, ticks("a")), marked(1, ticks("c"))),
			ballot.Elected, choices{"b"}, nil, choices{"b", "a", "c"}, nil, 0},
		{"one seat, exactly half is not enough", 2, 1, 1, half, slices.Concat(marked(5, ticks("a")), marked(4, ticks("b"))),
			ballot.Undecided, choices{}, nil, choices{"a", "b"}, choices{"a", "b"}, 1},
		{"one seat, nobody reaches it", 3, 1, 1, half, slices.Concat(marked(4, ticks("c")), marked(3, ticks("a")), marked(3, ticks("b"))),
			ballot.Undecided, choices{}, nil, choices{"c", "a", "b"}, choices{"a", "b", "c"}, 1},
		{"one seat, one candidate", 1, 1, 1, half, marked(6, ticks("a")), ballot.Elected, choices{"a"}, nil, choices{"a"}, nil, 0},
		{"one seat, one candidate, all papers blank", 1, 1, 1, half, marked(10, nil), ballot.Undecided, choices{}, nil, choices{"a"}, choices{"a"}, 1},
		{"two seats, four reach it", 4, 2, 4, half, slices.Concat(marked(6, ticks("a", "b", "c", "d")), marked(3, ticks("d", "c")), marked(1, ticks("d"))),
			ballot.Elected, choices{"d", "c"}, nil, choices{"d", "c", "a", "b"}, nil, 0},
		{"two seats, equal for the last", 4, 2, 4, half, slices.Concat(marked(7, ticks("a", "b", "c")), marked(2, ticks("a", "d"))),
			ballot.Undecided, choices{"a"}, choices{"b", "c"}, choices{"a", "b", "c", "d"}, choices{"b", "c"}, 1},
		{"two seats, three equal for both", 3, 2, 3, half, marked(7, ticks("a", "b", "c")),
			ballot.Undecided, choices{}, choices{"a", "b", "c"}, choices{"a", "b", "c"}, choices{"a", "b", "c"}, 2},
		{"two seats, equal votes that both fit", 3, 2, 3, half, slices.Concat(marked(7, ticks("a", "b")), marked(1, ticks("c"))),
			ballot.Elected, choices{"a", "b"}, nil, choices{"a", "b", "c"}, nil, 0},
		{"three seats, the middle two are equal and all fit", 4, 3, 4, half, slices.Concat(marked(6, ticks("a", "b", "c", "d")), marked(1, ticks("a", "b", "c")), marked(1, ticks("b"))),
			ballot.Elected, choices{"b", "a", "c"}, nil, choices{"b", "a", "c", "d"}, nil, 0},
		{"three seats, equal for the last two", 4, 3, 4, half, slices.Concat(marked(6, ticks("a", "b", "c", "d")), marked(1, ticks("d"))),
			ballot.Undecided, choices{"d"}, choices{"a", "b", "c"}, choices{"d", "a", "b", "c"}, choices{"a", "b", "c"}, 2},
		{"equal below the threshold is no tie for a seat", 3, 2, 3, half, slices.Concat(marked(6, ticks("a")), marked(2, ticks("b")), marked(2, ticks("c"))),
			ballot.Undecided, choices{"a"}, nil, choices{"a", "b", "c"}, choices{"b", "c"}, 1},
		{"as many candidates as seats, one fails", 2, 2, 2, half, slices.Concat(marked(6, ticks("a", "b")), marked(3, ticks("a"))),
			ballot.Elected, choices{"a", "b"}, nil, choices{"a", "b"}, nil, 0},
		{"as many candidates as seats, one falls short", 2, 2, 2, half, slices.Concat(marked(5, ticks("a", "b")), marked(3, ticks("a"))),
			ballot.Undecided, choices{"a"}, nil, choices{"a", "b"}, choices{"b"}, 1},
		{"nobody votes", 2, 1, 1, half, nil, ballot.Undecided, choices{}, nil, choices{"a", "b"}, choices{"a", "b"}, 1},
		{"most of the valid, blank ones aside", 2, 1, 1, ballot.Majority(ballot.Valid), slices.Concat(marked(2, ticks("b")), marked(1, ticks("a")), marked(4, nil)),
			ballot.Elected, choices{"b"}, nil, choices{"b", "a"}, nil, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := listed(ballot.FormElect, tt.rule, tt.candidates)
			q.Winners, q.Most = tt.seats, tt.most
			got := count(t, q, all(10), votes(tt.papers))
			if got.Outcome != tt.outcome || !slices.Equal(got.Winners, tt.winners) || !slices.Equal(got.Equal, tt.equal) || !slices.Equal(got.Order, tt.order) {
				t.Errorf("%s winners %v equal %v order %v", got.Outcome, got.Winners, got.Equal, got.Order)
			}
			further, again := q.Further(got)
			if again != (tt.further != nil) {
				t.Fatalf("a further round: %t", again)
			}
			if again {
				if !slices.Equal(further.Choices(), tt.further) || further.Winners != tt.left {
					t.Errorf("further round of %v for %d", further.Choices(), further.Winners)
				}
				if err := further.Validate(); err != nil {
					t.Error("the further round cannot be put: ", err)
				}
			}
			if len(q.Options) != tt.candidates || q.Winners != tt.seats {
				t.Error("asking for a further round changed the first")
			}
		})
	}
}

// A further round keeps as many ticks beyond the seats as the first one had.
func TestFurtherTicks(t *testing.T) {
	q := listed(ballot.FormElect, ballot.Majority(ballot.Valid), 5)
	q.Winners, q.Most, q.Least = 3, 3, 3
	got := count(t, q, all(10), votes(marked(6, ticks("a", "b", "c")), marked(3, ticks("a", "d", "e"))))
	if !slices.Equal(got.Winners, choices{"a", "b", "c"}) {
		t.Fatal(got.Winners)
	}
	got = count(t, q, all(10), votes(marked(5, ticks("a", "b", "c")), marked(5, ticks("a", "d", "e"))))
	further, again := q.Further(got)
	if !again || further.Winners != 2 || further.Most != 2 || further.Least != 2 || !slices.Equal(further.Choices(), choices{"b", "c", "d", "e"}) {
		t.Errorf("%t %+v of %v", again, further, got.Winners)
	}
	if _, again := q.Further(ballot.Tally{Outcome: ballot.NoQuorum}); again {
		t.Error("a further round where nothing was decided")
	}
	if _, again := listed(ballot.FormChoose, ballot.Majority(ballot.Valid), 2).Further(ballot.Tally{Outcome: ballot.Undecided}); again {
		t.Error("a further round of what is no election")
	}
}

func TestChoose(t *testing.T) {
	q := listed(ballot.FormChoose, ballot.Majority(ballot.Cast), 3)
	q.Most = 2
	papers := slices.Concat(marked(4, ticks("a", "b")), marked(2, ticks("b")), marked(1, ticks("c")), marked(1, nil), []ballot.Paper{{Invalid: true, Weight: 1}})
	tests := []struct {
		base    ballot.Base
		size    int64
		options map[ballot.Choice]ballot.Outcome
		outcome ballot.Outcome
	}{
		{ballot.AllSeats, 12, map[ballot.Choice]ballot.Outcome{"a": ballot.Failed, "b": ballot.Failed, "c": ballot.Failed}, ballot.Failed},
		{ballot.Cast, 9, map[ballot.Choice]ballot.Outcome{"a": ballot.Failed, "b": ballot.Passed, "c": ballot.Failed}, ballot.Partly},
		{ballot.Valid, 7, map[ballot.Choice]ballot.Outcome{"a": ballot.Passed, "b": ballot.Passed, "c": ballot.Failed}, ballot.Partly},
	}
	for _, tt := range tests {
		t.Run(string(tt.base), func(t *testing.T) {
			q := q
			q.Rule = ballot.Majority(tt.base)
			got := count(t, q, all(12), votes(papers))
			if got.Base != tt.size || got.Outcome != tt.outcome || !maps.Equal(got.Options, tt.options) || got.Bases != nil {
				t.Errorf("base %d %s %v %v", got.Base, got.Outcome, got.Options, got.Bases)
			}
			if !slices.Equal(got.Order, choices{"b", "a", "c"}) || got.Blank != 1 || got.Invalid != 1 || got.Cast != 9 || got.NotCast != 3 {
				t.Errorf("order %v blank %d invalid %d cast %d not cast %d", got.Order, got.Blank, got.Invalid, got.Cast, got.NotCast)
			}
		})
	}
	all3 := count(t, listed(ballot.FormChoose, ballot.Majority(ballot.Cast), 3), all(3), votes(marked(3, ticks("a", "b", "c"))))
	if all3.Outcome != ballot.Passed {
		t.Error("every option passed: ", all3.Outcome)
	}
}

func TestApprove(t *testing.T) {
	chair := ballot.Majority(ballot.Valid)
	chair.Tie = ballot.TieChair
	papers := slices.Concat(
		marked(5, ballot.Marks{"a": 1, "b": 1, "c": -1, "d": 0}),
		marked(3, ballot.Marks{"a": 1, "b": -1, "c": -1, "d": 0}),
		marked(2, ballot.Marks{"a": 0, "b": -1, "c": 1, "d": 0}),
	)
	got := count(t, listed(ballot.FormApprove, chair, 4), all(12), ballot.Votes{Papers: papers, Chair: ballot.Marks{"a": 1, "b": 1, "c": -1, "d": 0}})
	want := map[ballot.Choice]ballot.Outcome{"a": ballot.Passed, "b": ballot.Passed, "c": ballot.Failed, "d": ballot.Failed}
	if got.Outcome != ballot.Partly || !maps.Equal(got.Options, want) || !got.ByChair {
		t.Errorf("%s %v by chair %t", got.Outcome, got.Options, got.ByChair)
	}
	if got.Counts["b"] != 5 || got.Against["b"] != 5 || got.Abstained["b"] != 0 || got.Abstained["d"] != 10 || got.Counts["d"] != 0 {
		t.Errorf("figures %v %v %v", got.Counts, got.Against, got.Abstained)
	}
	if got.Base != 10 || got.Bases["a"] != 8 || got.Needs["a"] != 5 || got.Bases["d"] != 0 || got.Needs["d"] != 1 {
		t.Errorf("bases %d %v %v", got.Base, got.Bases, got.Needs)
	}
	if _, differs := got.Bases["b"]; differs {
		t.Error("a base that is the same is told twice")
	}
	no := count(t, listed(ballot.FormApprove, chair, 4), all(12), ballot.Votes{Papers: papers, Chair: ballot.Marks{"a": 1, "b": -1, "c": -1, "d": 0}})
	if no.Options["b"] != ballot.Failed || !no.ByChair {
		t.Errorf("chair against: %v", no.Options)
	}
	for name, q := range map[string]ballot.Question{
		"no chair":          listed(ballot.FormApprove, ballot.Majority(ballot.Valid), 4),
		"chair in a secret": func() ballot.Question { q := listed(ballot.FormApprove, chair, 4); q.Secrecy = ballot.Secret; return q }(),
	} {
		tied := count(t, q, all(12), ballot.Votes{Papers: papers, Chair: ballot.Marks{"a": 1, "b": 1, "c": -1, "d": 0}})
		if tied.Options["b"] != ballot.Tied || tied.ByChair || tied.Outcome != ballot.Partly {
			t.Errorf("%s: %v", name, tied.Options)
		}
	}
	everything := count(t, listed(ballot.FormApprove, ballot.Majority(ballot.Present), 2), all(3), votes(marked(2, ballot.Marks{"a": 1, "b": 1})))
	if everything.Outcome != ballot.Passed || everything.Bases != nil {
		t.Errorf("%s %v", everything.Outcome, everything.Bases)
	}
}

func TestScore(t *testing.T) {
	q := listed(ballot.FormScore, ballot.Majority(ballot.Cast), 3)
	got := count(t, q, all(5), votes(marked(2, ballot.Marks{"a": 3, "b": 10, "c": 0}), marked(1, ballot.Marks{"a": 9, "b": 0, "c": 10}), marked(1, nil)))
	if got.Outcome != ballot.Ranked || !slices.Equal(got.Order, choices{"b", "a", "c"}) || got.Counts["b"] != 20 || got.Counts["a"] != 15 || got.Counts["c"] != 10 {
		t.Errorf("%s %v %v", got.Outcome, got.Order, got.Counts)
	}
	if got.Base != 0 || got.Needed != 0 || got.Options != nil || got.Winners != nil {
		t.Error("scores are measured against something")
	}
	equal := count(t, q, all(5), votes(marked(2, ballot.Marks{"a": 1, "b": 1, "c": 1})))
	if !slices.Equal(equal.Order, choices{"a", "b", "c"}) {
		t.Error("equal scores leave the order of the sheet: ", equal.Order)
	}
}

func hands(issued, returned, invalid, blank int64, counts map[ballot.Choice]int64) *ballot.HandCount {
	return &ballot.HandCount{Issued: issued, Returned: returned, Invalid: invalid, Blank: blank, Counts: counts}
}

// Tablets and paper in one round are counted together.
func TestMixed(t *testing.T) {
	q := yesNoAbstain(ballot.Majority(ballot.Filled))
	q.Method, q.Secrecy = ballot.Mixed, ballot.Secret
	papers := slices.Concat(said(4, 2, 0), []ballot.Paper{{ID: "0a", Invalid: true, Weight: 1}})
	got := count(t, q, all(15), ballot.Votes{Papers: papers, Hands: hands(8, 7, 1, 1, map[ballot.Choice]int64{ballot.Yes: 4, ballot.Abstain: 1})})
	if got.Counts[ballot.Yes] != 8 || got.Counts[ballot.No] != 2 || got.Counts[ballot.Abstain] != 1 || got.Invalid != 2 || got.Blank != 1 || got.Cast != 14 || got.NotCast != 1 || got.Outcome != ballot.Passed {
		t.Errorf("%+v", got)
	}
	if alone := count(t, q, all(15), votes(said(8, 0, 0))); alone.Outcome != ballot.Passed {
		t.Error("a mixed round in which nobody asked for paper: ", alone.Outcome)
	}
}

func TestHandCounts(t *testing.T) {
	yna, approve := yesNoAbstain(ballot.Majority(ballot.Cast)), listed(ballot.FormApprove, ballot.Majority(ballot.Cast), 2)
	choose, elect, score := listed(ballot.FormChoose, ballot.Majority(ballot.Cast), 3), listed(ballot.FormElect, ballot.Majority(ballot.Cast), 3), listed(ballot.FormScore, ballot.Majority(ballot.Cast), 2)
	choose.Most, choose.Least = 2, 2
	elect.Most = 2
	byHands := yna
	byHands.Method = ballot.ByHands
	for _, q := range []*ballot.Question{&yna, &approve, &choose, &elect, &score} {
		q.Method = ballot.ByPaper
	}
	type n = map[ballot.Choice]int64
	split := func(h *ballot.HandCount, against, abstained n) *ballot.HandCount {
		h.Against, h.Abstained = against, abstained
		return h
	}
	spoiled := hands(10, 10, 0, 0, n{ballot.Yes: 10})
	spoiled.Spoiled = 3
	tests := []struct {
		name string
		q    ballot.Question
		h    *ballot.HandCount
		code string
	}{
		{"adds up", yna, hands(10, 9, 1, 1, n{ballot.Yes: 4, ballot.No: 2, ballot.Abstain: 1}), ""},
		{"nothing came back", yna, hands(10, 0, 0, 0, nil), ""},
		{"spoiled ones were exchanged", yna, spoiled, ""},
		{"one vote too many", yna, hands(10, 9, 1, 1, n{ballot.Yes: 5, ballot.No: 2, ballot.Abstain: 1}), "ballot_accounting"},
		{"one vote too few", yna, hands(10, 9, 1, 1, n{ballot.Yes: 4, ballot.No: 2}), "ballot_accounting"},
		{"more returned than issued", yna, hands(8, 9, 1, 1, n{ballot.Yes: 7}), "ballot_accounting"},
		{"more invalid than returned", yna, hands(10, 2, 3, 0, nil), "ballot_accounting"},
		{"more issued than electors", yna, hands(16, 9, 0, 0, n{ballot.Yes: 9}), "ballot_accounting"},
		{"as many issued as electors", yna, hands(15, 9, 0, 0, n{ballot.Yes: 9}), ""},
		{"fewer than none", yna, hands(10, 1, 0, 0, n{ballot.Yes: 2, ballot.No: -1}), "ballot_accounting"},
		{"negative blanks hide votes", yna, hands(10, 5, 0, -1, n{ballot.Yes: 6}), "ballot_accounting"},
		{"numbers that overflow", yna, hands(1<<62, 1<<62, 1<<62, 1<<62, n{ballot.Yes: 1 << 62}), "ballot_accounting"},
		{"more papers than anybody counts", yna, hands(ballot.MaxPapers+1, 0, 0, 0, nil), "ballot_accounting"},
		{"a foreign option", yna, hands(1, 1, 0, 0, n{"maybe": 1}), "ballot_unknown_choice"},
		{"sides of what has none", yna, split(hands(1, 1, 0, 0, n{ballot.Yes: 1}), n{ballot.No: 1}, nil), "ballot_marks"},
		{"raised hands", byHands, hands(9, 9, 0, 0, n{ballot.Yes: 6, ballot.No: 2, ballot.Abstain: 1}), ""},
		{"an invalid hand", byHands, hands(9, 9, 1, 0, n{ballot.Yes: 8}), "ballot_marks"},
		{"a blank hand", byHands, hands(9, 9, 0, 1, n{ballot.Yes: 8}), "ballot_marks"},
		{"a hand that did not come back", byHands, hands(9, 8, 0, 0, n{ballot.Yes: 8}), "ballot_marks"},
		{"a list adds up for every entry", approve, split(hands(9, 9, 1, 0, n{"a": 8, "b": 3}), n{"b": 4}, n{"b": 1}), ""},
		{"a list that does not for one", approve, split(hands(9, 9, 1, 0, n{"a": 8, "b": 3}), n{"b": 4}, n{"b": 2}), "ballot_accounting"},
		{"two ticks each", choose, hands(5, 5, 0, 1, n{"a": 4, "b": 2, "c": 2}), ""},
		{"too few ticks", choose, hands(5, 5, 0, 1, n{"a": 4, "b": 3}), "ballot_accounting"},
		{"too many ticks", choose, hands(5, 5, 0, 1, n{"a": 4, "b": 3, "c": 2}), "ballot_accounting"},
		{"an option above the papers", choose, hands(5, 5, 0, 1, n{"a": 5, "b": 3}), "ballot_accounting"},
		{"one or two ticks", elect, hands(5, 5, 0, 1, n{"a": 4}), ""},
		{"a valid paper without a tick is blank", elect, hands(5, 5, 0, 1, n{"a": 3}), "ballot_accounting"},
		{"points", score, hands(3, 3, 0, 1, n{"a": 20, "b": 0}), ""},
		{"more points than papers carry", score, hands(3, 3, 0, 1, n{"a": 21}), "ballot_accounting"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ballot.Count(tt.q, all(15), ballot.Votes{Hands: tt.h})
			if code(err) != tt.code || (err == nil) != (tt.code == "") {
				t.Fatalf("%v, want %q", err, tt.code)
			}
			if err == nil && (!written(got.Against, tt.h.Against) || !written(got.Abstained, tt.h.Abstained)) {
				t.Errorf("sides %v %v", got.Against, got.Abstained)
			}
			if err == nil && (got.Cast != tt.h.Returned || got.NotCast != 15-tt.h.Returned || got.Counts[ballot.Yes] != tt.h.Counts[ballot.Yes]) {
				t.Errorf("%+v", got)
			}
		})
	}
}

// written compares the figures of the options that were written.
func written(got, want map[ballot.Choice]int64) bool {
	for c, n := range want {
		if got[c] != n {
			return false
		}
	}
	return true
}

// The largest count of papers that can be is counted.
func TestMostPapers(t *testing.T) {
	q := yesNoAbstain(ballot.Majority(ballot.Cast))
	q.Method = ballot.ByPaper
	got := count(t, q, all(ballot.MaxPapers), ballot.Votes{Hands: hands(ballot.MaxPapers, ballot.MaxPapers, 0, 0, map[ballot.Choice]int64{ballot.Yes: ballot.MaxPapers})})
	if got.Outcome != ballot.Passed || got.Needed != 5_000_001 {
		t.Errorf("%s, needed %d", got.Outcome, got.Needed)
	}
}
