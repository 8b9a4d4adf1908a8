package ballot_test

import (
	"encoding/json"
	"testing"

	"dienhong/agenda/ballot"
)

// FuzzBallot gives questions, marks and tellers' figures as they come from a network. Whatever they are, a refusal has a
// code, and what is accepted closes.
func FuzzBallot(f *testing.F) {
	add := func(q ballot.Question, m ballot.Marks, h ballot.HandCount) {
		question, _ := json.Marshal(q)
		marks, _ := json.Marshal(m)
		figures, _ := json.Marshal(h)
		f.Add(question, marks, figures)
	}
	add(yesNoAbstain(ballot.Majority(ballot.Present)), ballot.Mark(ballot.Yes), ballot.HandCount{})
	add(listed(ballot.FormApprove, ballot.Majority(ballot.Valid), 2), ballot.Marks{"a": 1, "b": -1}, *hands(3, 3, 0, 1, map[ballot.Choice]int64{"a": 2}))
	add(listed(ballot.FormElect, ballot.Majority(ballot.Cast), 3), ticks("a", "b"), *hands(3, 3, 0, 1, map[ballot.Choice]int64{"a": 2, "b": 1}))
	byHands := yesNoAbstain(ballot.Rule{Base: ballot.Valid, Num: 1, Den: 2, Tie: ballot.TieChair})
	byHands.Method = ballot.ByHands
	add(byHands, nil, *hands(5, 5, 0, 0, map[ballot.Choice]int64{ballot.Yes: 5}))
	f.Fuzz(func(t *testing.T, question, marks, figures []byte) {
		var q ballot.Question
		if json.Unmarshal(question, &q) != nil {
			return
		}
		if frozen := (ballot.Frozen{Question: q}); len(frozen.Hash()) != 64 {
			t.Fatal("no hash")
		}
		if err := q.Validate(); err != nil {
			if code(err) == "" {
				t.Fatalf("%v has no code", err)
			}
			return
		}
		var m ballot.Marks
		v := ballot.Votes{Chair: ballot.Mark(ballot.Yes)}
		if json.Unmarshal(marks, &m) == nil && q.Method.ByDevice() && q.Check(m) == nil {
			v.Papers = []ballot.Paper{{Marks: m, Weight: 1}}
		}
		var h ballot.HandCount
		if json.Unmarshal(figures, &h) == nil && q.Method.ByHandCount() {
			v.Hands = &h
		}
		got, err := ballot.Count(q, all(1000), v)
		if err != nil {
			if code(err) == "" {
				t.Fatalf("%v has no code", err)
			}
			return
		}
		if got.Eligible != got.Cast+got.NotCast+got.Removed || got.Outcome == "" {
			t.Fatalf("%+v does not close", got)
		}
		if q.Form == ballot.FormYesNo || q.Form == ballot.FormYesNoAbstain {
			if got.Counts[ballot.Yes]+got.Counts[ballot.No]+got.Counts[ballot.Abstain]+got.Blank+got.Invalid != got.Cast {
				t.Fatalf("%+v does not add up", got)
			}
		}
		further, again := q.Further(got)
		if again && further.Validate() != nil {
			t.Fatalf("%+v leads to a further round that cannot be put", q)
		}
	})
}
