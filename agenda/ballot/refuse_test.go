package ballot_test

import (
	"testing"

	"dienhong/agenda/ballot"
)

func TestCountRefuses(t *testing.T) {
	cast, present := yesNoAbstain(ballot.Majority(ballot.Cast)), yesNoAbstain(ballot.Majority(ballot.Present))
	byPaper, byHands, mixed, byWeight := cast, cast, cast, cast
	byPaper.Method, byHands.Method, mixed.Method = ballot.ByPaper, ballot.ByHands, ballot.Mixed
	byWeight.Rule.ByWeight = true
	quorate := cast
	quorate.Rule.Quorum = ballot.Quorum{Base: ballot.AllSeats, Num: 1, Den: 2, When: ballot.AtBoth}
	heads := func(h ballot.Heads) ballot.Electorate {
		return ballot.Electorate{Seats: 3, Eligible: 3, Present: 3, Heads: h}
	}
	one := hands(1, 1, 0, 0, map[ballot.Choice]int64{ballot.Yes: 1})
	weight := func(w int64) ballot.Votes {
		return ballot.Votes{Papers: []ballot.Paper{{Marks: ballot.Mark(ballot.Yes), Weight: w}}}
	}
	score := listed(ballot.FormScore, ballot.Majority(ballot.Cast), 2)
	score.Rule.ByWeight, score.MaxScore = true, 100
	tests := []struct {
		name   string
		q      ballot.Question
		voters ballot.Electorate
		votes  ballot.Votes
		code   string
	}{
		{"nothing wrong", cast, all(3), votes(said(2, 1, 0)), ""},
		{"a foreign choice", cast, all(3), votes(marked(1, ballot.Mark("maybe"))), "ballot_unknown_choice"},
		{"two choices", cast, all(3), votes(marked(1, ticks(ballot.Yes, ballot.No))), "ballot_marks"},
		{"a choice twice over", cast, all(3), votes(marked(1, ballot.Marks{ballot.Yes: 2})), "ballot_marks"},
		{"a blank sheet of yes and no", cast, all(3), votes(marked(1, nil)), "ballot_marks"},
		{"an invalid paper with marks", cast, all(3), votes([]ballot.Paper{{Invalid: true, Marks: ballot.Mark(ballot.Yes), Weight: 1}}), "ballot_marks"},
		{"as many ballots as electors", cast, all(3), votes(said(3, 0, 0)), ""},
		{"more ballots than electors", cast, all(3), votes(said(4, 0, 0)), "ballot_accounting"},
		{"more ballots than rights left", cast, ballot.Electorate{Seats: 3, Eligible: 3, Present: 2, Removed: 1}, votes(said(3, 0, 0)), "ballot_accounting"},
		{"as many ballots as rights left", cast, ballot.Electorate{Seats: 3, Eligible: 3, Present: 2, Removed: 1}, votes(said(2, 0, 0)), ""},
		{"more ballots than present, measured by them", present, ballot.Electorate{Seats: 3, Eligible: 3, Present: 1}, votes(said(2, 0, 0)), "ballot_accounting"},
		{"as many ballots as present", present, ballot.Electorate{Seats: 3, Eligible: 3, Present: 2}, votes(said(2, 0, 0)), ""},
		{"more ballots than present, measured otherwise", cast, ballot.Electorate{Seats: 3, Eligible: 3, Present: 1}, votes(said(2, 0, 0)), ""},
		{"more present than eligible", cast, ballot.Electorate{Seats: 3, Eligible: 3, Present: 4}, votes(), "ballot_accounting"},
		{"present and removed are more than eligible", cast, ballot.Electorate{Seats: 3, Eligible: 3, Present: 3, Removed: 1}, votes(), "ballot_accounting"},
		{"fewer present than none", cast, ballot.Electorate{Seats: 3, Eligible: 3, Present: -1}, votes(), "ballot_accounting"},
		{"fewer removed than none", cast, ballot.Electorate{Seats: 3, Eligible: 3, Removed: -1}, votes(), "ballot_accounting"},
		{"more removed than eligible", cast, ballot.Electorate{Seats: 3, Eligible: 3, Removed: 4}, votes(), "ballot_accounting"},
		{"fewer eligible than none", cast, ballot.Electorate{Seats: 3, Eligible: -1}, votes(), "ballot_accounting"},
		{"fewer seats than electors", cast, ballot.Electorate{Seats: 2, Eligible: 3, Present: 3}, votes(), "ballot_accounting"},
		{"more seats than can be", cast, ballot.Electorate{Seats: ballot.MaxSize + 1, Eligible: 3}, votes(), "ballot_accounting"},
		{"a head of two", cast, all(3), weight(2), "ballot_accounting"},
		{"a ballot without weight", byWeight, all(3), weight(0), "ballot_accounting"},
		{"a ballot of less than no weight", byWeight, all(3), weight(-1), "ballot_accounting"},
		{"a ballot that outweighs all", byWeight, all(3), weight(4), "ballot_accounting"},
		{"a ballot that weighs as much as all", byWeight, all(3), weight(3), ""},
		{"points that no browser holds", score, all(ballot.MaxSize/100 + 1), votes(), "ballot_accounting"},
		{"points that every browser holds", score, all(ballot.MaxSize / 100), votes(), ""},
		{"paper without figures", byPaper, all(3), votes(), "ballot_no_figures"},
		{"hands without figures", byHands, all(3), votes(), "ballot_no_figures"},
		{"mixed without figures", mixed, all(3), votes(said(1, 0, 0)), ""},
		{"ballots of devices in a round on paper", byPaper, all(3), ballot.Votes{Papers: said(1, 0, 0), Hands: one}, "ballot_marks"},
		{"figures in a round of tablets", cast, all(3), ballot.Votes{Hands: one}, "ballot_marks"},
		{"papers for all and tablets too", mixed, all(3), ballot.Votes{Papers: said(1, 0, 0), Hands: hands(3, 1, 0, 0, map[ballot.Choice]int64{ballot.Yes: 1})}, "ballot_accounting"},
		{"papers for all who sent nothing", mixed, all(3), ballot.Votes{Papers: said(1, 0, 0), Hands: hands(2, 1, 0, 0, map[ballot.Choice]int64{ballot.Yes: 1})}, ""},
		{"quorum of more filled than seats", quorate, heads(ballot.Heads{Seats: 3, Filled: 4}), votes(), "ballot_accounting"},
		{"quorum of more there than filled", quorate, heads(ballot.Heads{Seats: 3, Filled: 2, AtOpening: 3}), votes(), "ballot_accounting"},
		{"quorum of more there at the count", quorate, heads(ballot.Heads{Seats: 3, Filled: 2, AtCount: 3}), votes(), "ballot_accounting"},
		{"quorum of fewer than none", quorate, heads(ballot.Heads{Seats: 3, Filled: 2, AtCount: -1}), votes(), "ballot_accounting"},
		{"quorum of more seats than can be", quorate, heads(ballot.Heads{Seats: ballot.MaxSize + 1}), votes(), "ballot_accounting"},
		{"quorum of as many seats as can be", quorate, heads(ballot.Heads{Seats: ballot.MaxSize}), votes(), ""},
		{"quorum that can be", quorate, heads(ballot.Heads{Seats: 3, Filled: 2, AtOpening: 2, AtCount: 2}), votes(), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ballot.Count(tt.q, tt.voters, tt.votes)
			if code(err) != tt.code || (err == nil) != (tt.code == "") {
				t.Fatalf("got %v, want code %q", err, tt.code)
			}
		})
	}
}

func TestRules(t *testing.T) {
	base := ballot.Rule{Base: ballot.Cast, Num: 1, Den: 2}
	tests := []struct {
		name   string
		change func(*ballot.Rule)
		valid  bool
	}{
		{"plain", func(*ballot.Rule) {}, true},
		{"an unknown base", func(r *ballot.Rule) { r.Base = "everybody" }, false},
		{"nothing of it", func(r *ballot.Rule) { r.Num = 0 }, false},
		{"less than nothing", func(r *ballot.Rule) { r.Num = -1 }, false},
		{"over zero", func(r *ballot.Rule) { r.Den = 0 }, false},
		{"above one", func(r *ballot.Rule) { r.Num = 3 }, false},
		{"all of it", func(r *ballot.Rule) { r.Num = 2 }, true},
		{"more than all of it", func(r *ballot.Rule) { r.Num, r.Strict = 2, true }, false},
		{"all and one more", func(r *ballot.Rule) { r.Num, r.Constant = 2, 1 }, false},
		{"the finest fraction", func(r *ballot.Rule) { r.Den = 1000 }, true},
		{"too fine", func(r *ballot.Rule) { r.Den = 1001 }, false},
		{"a negative constant", func(r *ballot.Rule) { r.Constant = -1 }, false},
		{"a million heads", func(r *ballot.Rule) { r.Constant = 1_000_000 }, true},
		{"above a million heads", func(r *ballot.Rule) { r.Constant = 1_000_001 }, false},
		{"a million heads by weight", func(r *ballot.Rule) { r.Constant, r.ByWeight = 1_000_000*ballot.Head, true }, true},
		{"above a million heads by weight", func(r *ballot.Rule) { r.Constant, r.ByWeight = 1_000_000*ballot.Head+1, true }, false},
		{"the chair decides ties", func(r *ballot.Rule) { r.Tie = ballot.TieChair }, true},
		{"a coin decides ties", func(r *ballot.Rule) { r.Tie = "coin" }, false},
		{"a quorum", func(r *ballot.Rule) {
			r.Quorum = ballot.Quorum{Base: ballot.Filled, Num: 1, Den: 1, When: ballot.AtCount}
		}, true},
		{"a quorum of those who cast", func(r *ballot.Rule) {
			r.Quorum = ballot.Quorum{Base: ballot.Cast, Num: 1, Den: 2, When: ballot.AtCount}
		}, false},
		{"a quorum at no time", func(r *ballot.Rule) { r.Quorum = ballot.Quorum{Base: ballot.Filled, Num: 1, Den: 2} }, false},
		{"a quorum over zero", func(r *ballot.Rule) { r.Quorum = ballot.Quorum{Base: ballot.Filled, Num: 1, When: ballot.AtCount} }, false},
		{"a quorum above one", func(r *ballot.Rule) {
			r.Quorum = ballot.Quorum{Base: ballot.Filled, Num: 2, Den: 1, When: ballot.AtCount}
		}, false},
		{"a quorum of more than all", func(r *ballot.Rule) {
			r.Quorum = ballot.Quorum{Base: ballot.Filled, Num: 1, Den: 1, Strict: true, When: ballot.AtCount}
		}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := base
			tt.change(&r)
			if err := r.Validate(); (err == nil) != tt.valid || err != nil && code(err) != "ballot_rule_invalid" {
				t.Errorf("%v, want valid %t", err, tt.valid)
			}
		})
	}
}

func TestQuestions(t *testing.T) {
	rule := ballot.Majority(ballot.Cast)
	tests := []struct {
		name   string
		q      ballot.Question
		change func(*ballot.Question)
		valid  bool
	}{
		{"yes, no, abstain", yesNoAbstain(rule), func(*ballot.Question) {}, true},
		{"yes and no", ballot.YesNo("?", ballot.FormYesNo, rule), func(*ballot.Question) {}, true},
		{"yes and no of three", yesNoAbstain(rule), func(q *ballot.Question) { q.Form = ballot.FormYesNo }, false},
		{"no before yes", yesNoAbstain(rule), func(q *ballot.Question) { q.Options[0], q.Options[1] = q.Options[1], q.Options[0] }, false},
		{"yes with words that say no", yesNoAbstain(rule), func(q *ballot.Question) { q.Options[0].Title = "Không tán thành" }, false},
		{"yes with a note", yesNoAbstain(rule), func(q *ballot.Question) { q.Options[0].Note = "!" }, false},
		{"an unknown form", yesNoAbstain(rule), func(q *ballot.Question) { q.Form = "lots" }, false},
		{"an unknown secrecy", yesNoAbstain(rule), func(q *ballot.Question) { q.Secrecy = "" }, false},
		{"an unknown method", yesNoAbstain(rule), func(q *ballot.Question) { q.Method = "pigeon" }, false},
		{"secret hands", yesNoAbstain(rule), func(q *ballot.Question) { q.Method, q.Secrecy = ballot.ByHands, ballot.Secret }, false},
		{"secret paper", yesNoAbstain(rule), func(q *ballot.Question) { q.Method, q.Secrecy = ballot.ByPaper, ballot.Secret }, true},
		{"paper under a key", yesNoAbstain(rule), func(q *ballot.Question) { q.Method, q.Secrecy = ballot.ByPaper, ballot.Tellers }, false},
		{"tablets and paper under a key", yesNoAbstain(rule), func(q *ballot.Question) { q.Method, q.Secrecy = ballot.Mixed, ballot.Tellers }, true},
		{"weighed hands", yesNoAbstain(rule), func(q *ballot.Question) { q.Method, q.Rule.ByWeight = ballot.ByHands, true }, false},
		{"weighed paper beside tablets", yesNoAbstain(rule), func(q *ballot.Question) { q.Method, q.Rule.ByWeight = ballot.Mixed, true }, false},
		{"weighed letters", yesNoAbstain(rule), func(q *ballot.Question) { q.Method, q.Rule.ByWeight = ballot.Letters, true }, true},
		{"letters of those present", yesNoAbstain(rule), func(q *ballot.Question) { q.Method, q.Rule.Base = ballot.Letters, ballot.Present }, false},
		{"a bad rule", yesNoAbstain(rule), func(q *ballot.Question) { q.Rule.Den = 0 }, false},
		{"no options", listed(ballot.FormChoose, rule, 2), func(q *ballot.Question) { q.Options = nil }, false},
		{"an option twice", listed(ballot.FormChoose, rule, 2), func(q *ballot.Question) { q.Options[1].ID = "a" }, false},
		{"an option without an id", listed(ballot.FormChoose, rule, 2), func(q *ballot.Question) { q.Options[1].ID = "" }, false},
		{"an option with an id that is no key", listed(ballot.FormChoose, rule, 2), func(q *ballot.Question) { q.Options[1].ID = "__proto__" }, false},
		{"an option without a title", listed(ballot.FormChoose, rule, 2), func(q *ballot.Question) { q.Options[1].Title = " \u00a0" }, false},
		{"as many options as can be", listed(ballot.FormApprove, rule, ballot.MaxOptions), func(q *ballot.Question) { renumber(q) }, true},
		{"one option too many", listed(ballot.FormApprove, rule, ballot.MaxOptions+1), func(q *ballot.Question) { renumber(q) }, false},
		{"no tick allowed", listed(ballot.FormChoose, rule, 2), func(q *ballot.Question) { q.Most = 0 }, false},
		{"as many ticks as options", listed(ballot.FormChoose, rule, 2), func(q *ballot.Question) { q.Most, q.Least = 2, 2 }, true},
		{"more ticks than options", listed(ballot.FormChoose, rule, 2), func(q *ballot.Question) { q.Most = 3 }, false},
		{"at least more than at most", listed(ballot.FormChoose, rule, 2), func(q *ballot.Question) { q.Most, q.Least = 1, 2 }, false},
		{"at least less than none", listed(ballot.FormChoose, rule, 2), func(q *ballot.Question) { q.Least = -1 }, false},
		{"no seat", listed(ballot.FormElect, rule, 2), func(q *ballot.Question) { q.Winners = 0 }, false},
		{"as many seats as candidates", listed(ballot.FormElect, rule, 2), func(q *ballot.Question) { q.Winners = 2 }, true},
		{"more seats than candidates", listed(ballot.FormElect, rule, 2), func(q *ballot.Question) { q.Winners = 3 }, false},
		{"no points", listed(ballot.FormScore, rule, 2), func(q *ballot.Question) { q.MaxScore = 0 }, false},
		{"one point", listed(ballot.FormScore, rule, 2), func(q *ballot.Question) { q.MaxScore = 1 }, true},
		{"a hundred points", listed(ballot.FormScore, rule, 2), func(q *ballot.Question) { q.MaxScore = 100 }, true},
		{"too many points", listed(ballot.FormScore, rule, 2), func(q *ballot.Question) { q.MaxScore = 101 }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.change(&tt.q)
			err := tt.q.Validate()
			if (err == nil) != tt.valid || err != nil && code(err) != "ballot_question_invalid" && code(err) != "ballot_rule_invalid" {
				t.Errorf("%v, want valid %t", err, tt.valid)
			}
		})
	}
}

func renumber(q *ballot.Question) {
	for i := range q.Options {
		q.Options[i].ID = ballot.Choice([]byte{'o', byte('0' + i/10), byte('0' + i%10)})
	}
}

func TestMarks(t *testing.T) {
	rule := ballot.Majority(ballot.Cast)
	choose, elect := listed(ballot.FormChoose, rule, 4), listed(ballot.FormElect, rule, 4)
	choose.Least, choose.Most, elect.Most = 2, 3, 2
	approve, score := listed(ballot.FormApprove, rule, 2), listed(ballot.FormScore, rule, 2)
	tests := []struct {
		name  string
		q     ballot.Question
		marks ballot.Marks
		code  string
	}{
		{"too few ticks", choose, ticks("a"), "ballot_marks"},
		{"the fewest ticks", choose, ticks("a", "d"), ""},
		{"the most ticks", choose, ticks("a", "c", "d"), ""},
		{"too many ticks", choose, ticks("a", "b", "c", "d"), "ballot_marks"},
		{"a blank sheet", choose, nil, ""},
		{"a tick of no weight", choose, ballot.Marks{"a": 1, "b": 0}, "ballot_marks"},
		{"a double tick", choose, ballot.Marks{"a": 1, "b": 2}, "ballot_marks"},
		{"a tick for nobody", elect, ticks("e"), "ballot_unknown_choice"},
		{"a vote for two", elect, ticks("a", "b"), ""},
		{"a vote for three", elect, ticks("a", "b", "c"), "ballot_marks"},
		{"a list", approve, ballot.Marks{"a": -1, "b": 0}, ""},
		{"a list with a hole", approve, ballot.Marks{"a": 1}, "ballot_marks"},
		{"twice in favour", approve, ballot.Marks{"a": 2, "b": 0}, "ballot_marks"},
		{"twice against", approve, ballot.Marks{"a": -2, "b": 0}, "ballot_marks"},
		{"a blank list", approve, nil, ""},
		{"points", score, ballot.Marks{"a": 0, "b": 10}, ""},
		{"too many points", score, ballot.Marks{"a": 0, "b": 11}, "ballot_marks"},
		{"less than no points", score, ballot.Marks{"a": 0, "b": -1}, "ballot_marks"},
		{"points with a hole", score, ballot.Marks{"b": 10}, "ballot_marks"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.q.Check(tt.marks); code(err) != tt.code || (err == nil) != (tt.code == "") {
				t.Errorf("%v, want %q", err, tt.code)
			}
		})
	}
}
