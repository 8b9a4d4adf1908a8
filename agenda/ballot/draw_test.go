package ballot_test

import (
	"math/rand/v2"

	"pgregory.net/rapid"

	"dienhong/agenda/ballot"
)

func drawRule(t *rapid.T) ballot.Rule {
	den := rapid.SampledFrom([]int64{1, 2, 2, 2, 3, 3, 4, 5, 1000}).Draw(t, "den")
	r := ballot.Rule{
		Base: rapid.SampledFrom(ballot.Bases()).Draw(t, "base"), Num: rapid.Int64Range(1, den).Draw(t, "num"), Den: den,
		ByWeight: rapid.IntRange(0, 3).Draw(t, "by weight") == 0,
		Tie:      rapid.SampledFrom([]ballot.TieRule{ballot.TieFails, ballot.TieChair}).Draw(t, "tie"),
	}
	if r.Num < r.Den {
		r.Strict = rapid.Bool().Draw(t, "strict")
		r.Constant = rapid.SampledFrom([]int64{0, 0, 0, 1, 2}).Draw(t, "constant")
	}
	if rapid.Bool().Draw(t, "quorum") {
		qden := rapid.Int64Range(1, 4).Draw(t, "quorum den")
		r.Quorum = ballot.Quorum{
			Base: rapid.SampledFrom([]ballot.Base{ballot.AllSeats, ballot.Filled}).Draw(t, "quorum base"), Num: rapid.Int64Range(1, qden).Draw(t, "quorum num"), Den: qden,
			When: rapid.SampledFrom([]ballot.QuorumTime{ballot.AtOpening, ballot.AtCount, ballot.AtBoth}).Draw(t, "quorum when"),
		}
		r.Quorum.Strict = r.Quorum.Num < qden && rapid.Bool().Draw(t, "quorum strict")
	}
	return r
}

func drawQuestion(t *rapid.T) ballot.Question {
	form := rapid.SampledFrom(ballot.Forms()).Draw(t, "form")
	q := ballot.YesNo("?", form, drawRule(t))
	if form.Listed() {
		q = listed(form, q.Rule, rapid.IntRange(1, 5).Draw(t, "options"))
		n := len(q.Options)
		if form == ballot.FormChoose || form == ballot.FormElect {
			q.Most = rapid.IntRange(1, n).Draw(t, "most")
			q.Least = rapid.IntRange(0, q.Most).Draw(t, "least")
			q.Winners = rapid.IntRange(1, n).Draw(t, "winners")
		}
	}
	q.Secrecy = rapid.SampledFrom(ballot.Secrecies()).Draw(t, "secrecy")
	return q
}

func drawMarks(t *rapid.T, q ballot.Question) ballot.Marks {
	m := ballot.Marks{}
	if q.Form.Listed() && rapid.IntRange(0, 5).Draw(t, "blank") == 0 {
		return nil
	}
	switch q.Form {
	case ballot.FormApprove:
		for _, o := range q.Options {
			m[o.ID] = rapid.Int64Range(-1, 1).Draw(t, "mark")
		}
	case ballot.FormScore:
		for _, o := range q.Options {
			m[o.ID] = rapid.Int64Range(0, int64(q.MaxScore)).Draw(t, "points")
		}
	case ballot.FormChoose, ballot.FormElect:
		ids := q.Choices()
		seed := rapid.Uint64().Draw(t, "order")
		rand.New(rand.NewPCG(seed, seed)).Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
		for _, c := range ids[:rapid.IntRange(max(q.Least, 1), q.Most).Draw(t, "ticks")] {
			m[c] = 1
		}
	default:
		m[rapid.SampledFrom(q.Choices()).Draw(t, "choice")] = 1
	}
	return m
}

func drawModel(t *rapid.T) model {
	m := model{q: drawQuestion(t), chair: -1}
	for range rapid.IntRange(0, 12).Draw(t, "electors") {
		v := voter{
			weight: rapid.SampledFrom([]int64{1_000_000, 1_000_000, 1, 500_000, 2_000_001, 1_000_000_000_000}).Draw(t, "weight"),
			cast:   rapid.IntRange(0, 3).Draw(t, "cast") > 0, present: rapid.IntRange(0, 3).Draw(t, "present") > 0,
			removed: rapid.IntRange(0, 7).Draw(t, "removed") == 0,
		}
		if v.cast {
			if v.invalid = rapid.IntRange(0, 9).Draw(t, "invalid") == 0; !v.invalid {
				v.marks = drawMarks(t, m.q)
			}
		}
		m.voters = append(m.voters, v)
	}
	m.seats = int64(len(m.voters) + rapid.IntRange(0, 3).Draw(t, "vacant"))
	m.count = int64(rapid.IntRange(0, len(m.voters)).Draw(t, "present at the count"))
	if len(m.voters) > 0 {
		m.chair = rapid.IntRange(-1, len(m.voters)-1).Draw(t, "chair")
	}
	return m
}
