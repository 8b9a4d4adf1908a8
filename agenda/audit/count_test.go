package audit_test

import (
	"encoding/hex"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dienhong/agenda/audit"
	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/ledger"
)

// drawn is a round as chance has it, and how it is written into a log.
type drawn struct {
	rt     *rapid.T
	frozen ballot.Frozen
	votes  ballot.Votes
	// fates of the electors, in their order.
	fates     []ballot.Fate
	issued    []bool
	attending []string
	acts      []ledger.Act
}

// TestEveryRuleIsCountedAlike draws questions of every form, base, fraction, constant, tie rule, quorum and weight, with
// ballots of every kind, has the first implementation count them, and lets the second one compare every figure.
func TestEveryRuleIsCountedAlike(t *testing.T) {
	f := newFixture(t) // for its key
	rapid.Check(t, func(rt *rapid.T) {
		d := &drawn{rt: rt}
		d.question()
		d.electorate()
		sizes, err := ballot.Sizes(d.frozen.Question.Rule, d.frozen.Seats, d.frozen.Electors, d.fate, int64(len(d.attending)))
		if err != nil {
			rt.Skip(err)
		}
		tally, err := ballot.Count(d.frozen.Question, sizes, d.votes)
		if err != nil {
			rt.Fatalf("count: %v", err)
		}
		stated := ledger.Tally{Tally: tally}
		if tally.ByChair {
			stated.Chair = d.frozen.Electors[0].Person
			if d.votes.Hands != nil {
				stated.Side = d.votes.Hands.Chair
			}
		}
		d.write(stated)
		e := ledger.Export{Meeting: d.frozen.Meeting, Acts: leaves(t, d.acts, true)}
		passes(rt, verify(t, signed(t, e, f.signer, false), audit.Options{}))

		last := d.acts[len(d.acts)-1].Tally
		tamper(rt, &last.Tally)
		e.Acts = leaves(t, d.acts, true)
		r := verify(t, signed(t, e, f.signer, false), audit.Options{})
		if faults := r.Rounds[0].Faults.List; !slices.ContainsFunc(faults, func(f audit.Fault) bool { return f.Code == audit.TallyFigure }) {
			rt.Fatalf("a changed tally %+v gave %+v", last.Tally, faults)
		}
	})
}

// tamper changes one figure, or what came of them.
func tamper(rt *rapid.T, t *ballot.Tally) {
	figures := []*int64{&t.Seats, &t.Eligible, &t.Present, &t.Removed, &t.Heads.Seats, &t.Heads.Filled, &t.Heads.AtOpening, &t.Heads.AtCount, &t.Cast, &t.Blank, &t.Invalid, &t.NotCast, &t.Base, &t.Needed, &t.QuorumNeeded}
	switch i := rapid.IntRange(0, len(figures)+1).Draw(rt, "figure"); i {
	case len(figures):
		outcomes := []ballot.Outcome{ballot.Passed, ballot.Failed, ballot.Tied, ballot.Partly, ballot.NoQuorum, ballot.Elected, ballot.Undecided, ballot.Ranked}
		t.Outcome = rapid.SampledFrom(slices.DeleteFunc(outcomes, func(o ballot.Outcome) bool { return o == t.Outcome })).Draw(rt, "outcome")
	case len(figures) + 1:
		for choice := range t.Counts {
			t.Counts[choice]++
			return
		}
	default:
		*figures[i]++
	}
}

func (d *drawn) question() {
	rt := d.rt
	q := ballot.Question{Text: "Thông qua?", Form: rapid.SampledFrom(ballot.Forms()).Draw(rt, "form")}
	q.Method = rapid.SampledFrom([]ballot.Method{ballot.ByTablet, ballot.ByTablet, ballot.Mixed, ballot.ByHands, ballot.ByPaper}).Draw(rt, "method")
	q.Secrecy = ballot.Named
	if q.Method != ballot.ByHands && rapid.Bool().Draw(rt, "secret") {
		q.Secrecy = ballot.Secret
	}
	for i := range rapid.IntRange(1, 6).Draw(rt, "options") {
		q.Options = append(q.Options, ballot.Option{ID: ballot.Choice(rune('a' + i)), Title: "Phương án"})
	}
	n := len(q.Options)
	switch q.Form {
	case ballot.FormChoose, ballot.FormElect:
		q.Most = rapid.IntRange(1, n).Draw(rt, "most")
		q.Least = rapid.IntRange(0, q.Most).Draw(rt, "least")
		if q.Form == ballot.FormElect {
			q.Winners = rapid.IntRange(1, n).Draw(rt, "winners")
		}
	case ballot.FormScore:
		q.MaxScore = rapid.IntRange(1, 100).Draw(rt, "best")
	case ballot.FormYesNo, ballot.FormYesNoAbstain:
		q.Options = ballot.YesNo("", q.Form, ballot.Rule{}).Options
	case ballot.FormApprove:
	}
	q.Rule = d.rule(q)
	d.frozen = ballot.Frozen{Meeting: "m1", ID: "b1", Round: 1, Question: q}
	if q.Secrecy.Sealed() && q.Method.ByDevice() {
		d.frozen.PublicKey = append([]byte{4}, make([]byte, 64)...)
	}
}

func (d *drawn) rule(q ballot.Question) ballot.Rule {
	rt := d.rt
	den := rapid.SampledFrom([]int64{1, 2, 2, 3, 5, 100, 1000}).Draw(rt, "den")
	r := ballot.Rule{
		Base: rapid.SampledFrom(ballot.Bases()).Draw(rt, "base"), Den: den, Num: rapid.Int64Range(1, den).Draw(rt, "num"),
		ByWeight: !q.Method.ByHandCount() && rapid.Bool().Draw(rt, "by weight"),
		Tie:      rapid.SampledFrom([]ballot.TieRule{ballot.TieFails, ballot.TieChair}).Draw(rt, "tie"),
	}
	if r.Num < r.Den {
		r.Strict = rapid.Bool().Draw(rt, "strict")
		r.Constant = rapid.Int64Range(0, 2).Draw(rt, "constant")
	}
	if rapid.Bool().Draw(rt, "quorum") {
		r.Quorum = ballot.Quorum{
			Base: rapid.SampledFrom([]ballot.Base{ballot.AllSeats, ballot.Filled}).Draw(rt, "of"), Num: 1, Den: rapid.Int64Range(2, 3).Draw(rt, "quorum of"),
			Strict: rapid.Bool().Draw(rt, "quorum strict"), When: rapid.SampledFrom([]ballot.QuorumTime{ballot.AtOpening, ballot.AtCount, ballot.AtBoth}).Draw(rt, "when"),
		}
	}
	return r
}

// electorate draws who votes, and what each of them does.
func (d *drawn) electorate() {
	rt, q := d.rt, d.frozen.Question
	n := rapid.IntRange(1, 12).Draw(rt, "electors")
	heaviest := ballot.MaxSize / 16 / int64(max(q.MaxScore, 1))
	d.frozen.Seats = int64(n + rapid.IntRange(0, 3).Draw(rt, "vacant"))
	hands := ballot.HandCount{Counts: map[ballot.Choice]int64{}}
	if q.Form == ballot.FormApprove {
		hands.Against, hands.Abstained = map[ballot.Choice]int64{}, map[ballot.Choice]int64{}
	}
	for i := range n {
		e := ballot.Elector{Person: fmt.Sprintf("p%02d", i), Weight: ballot.Head, Present: rapid.IntRange(0, 3).Draw(rt, "present") > 0}
		e.Caster = e.Person
		if q.Rule.ByWeight {
			e.Weight = rapid.OneOf(rapid.Int64Range(1, 5), rapid.Int64Range(1, heaviest)).Draw(rt, "weight")
		}
		var fate ballot.Fate
		issued, does := false, rapid.IntRange(0, 7).Draw(rt, "does")
		switch {
		case does == 0:
			fate.Removed = true
		case does == 1: // nothing
		case q.Method.ByDevice() && (q.Method != ballot.Mixed || does%2 == 0):
			fate.Cast = true
			paper := ballot.Paper{Marks: d.marks(q), Weight: 1}
			if q.Rule.ByWeight {
				paper.Weight = e.Weight
			}
			if q.Secrecy.Sealed() {
				paper.ID = fmt.Sprintf("%024x", i)
				if paper.Invalid = does == 2; paper.Invalid {
					paper.Marks = nil
				}
			} else if i == 0 {
				d.votes.Chair = paper.Marks
			}
			d.votes.Papers = append(d.votes.Papers, paper)
		default:
			fate.Cast, issued = true, q.Method == ballot.Mixed
			if marks := d.byHand(q, &hands); i == 0 && q.ChairDecides() && len(marks) > 0 {
				hands.Chair, d.votes.Chair = marks, marks
			}
		}
		if fate.Cast || !fate.Removed && e.Present {
			d.attending = append(d.attending, e.Person)
			fate.Cast = fate.Cast || !q.Method.ByDevice()
		}
		d.frozen.Electors, d.fates, d.issued = append(d.frozen.Electors, e), append(d.fates, fate), append(d.issued, issued)
	}
	if q.Method.ByHandCount() && (q.Method != ballot.Mixed || slices.Contains(d.issued, true)) {
		d.votes.Hands = &hands
	}
}

func (d *drawn) fate(e ballot.Elector) ballot.Fate {
	return d.fates[slices.IndexFunc(d.frozen.Electors, func(o ballot.Elector) bool { return o.Person == e.Person })]
}

// byHand adds one paper to what tellers count.
func (d *drawn) byHand(q ballot.Question, h *ballot.HandCount) ballot.Marks {
	h.Issued++
	h.Returned++
	if q.Method != ballot.ByHands && rapid.IntRange(0, 3).Draw(d.rt, "invalid") == 0 {
		h.Invalid++
		return nil
	}
	marks := d.marks(q)
	for q.Method == ballot.ByHands && len(marks) == 0 {
		marks = d.marks(q)
	}
	if len(marks) == 0 {
		h.Blank++
	}
	for c, mark := range marks {
		switch {
		case q.Form != ballot.FormApprove:
			h.Counts[c] += mark
		case mark > 0:
			h.Counts[c]++
		case mark < 0:
			h.Against[c]++
		default:
			h.Abstained[c]++
		}
	}
	return marks
}

// marks fills in a sheet as its form allows; a listed one may be blank.
func (d *drawn) marks(q ballot.Question) ballot.Marks {
	marks := ballot.Marks{}
	if q.Form.Listed() && rapid.IntRange(0, 5).Draw(d.rt, "blank") == 0 {
		return marks
	}
	switch q.Form {
	case ballot.FormApprove, ballot.FormScore:
		least, most := int64(-1), int64(1)
		if q.Form == ballot.FormScore {
			least, most = 0, int64(q.MaxScore)
		}
		for _, c := range q.Choices() {
			marks[c] = rapid.Int64Range(least, most).Draw(d.rt, "mark")
		}
	case ballot.FormChoose, ballot.FormElect:
		for _, c := range rapid.SliceOfNDistinct(rapid.SampledFrom(q.Choices()), max(q.Least, 1), q.Most, rapid.ID).Draw(d.rt, "ticks") {
			marks[c] = 1
		}
	default:
		marks[rapid.SampledFrom(q.Choices()).Draw(d.rt, "choice")] = 1
	}
	return marks
}

// write writes the round down as a room does.
func (d *drawn) write(tally ledger.Tally) {
	q, at := d.frozen.Question, time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	act := func(a ledger.Act) {
		a.At, a.Ballot = at, d.frozen.ID
		d.acts = append(d.acts, a)
	}
	act(ledger.Act{Kind: ledger.KindPrepare, Prepare: &ledger.Prepare{Question: q, Item: "i1", Round: 1}})
	act(ledger.Act{Kind: ledger.KindOpen, Open: &ledger.Open{Hash: d.frozen.Hash(), Seats: d.frozen.Seats, Electors: d.frozen.Electors, Key: d.frozen.PublicKey}})
	papers := d.votes.Papers
	for i, e := range d.frozen.Electors {
		switch {
		case d.fates[i].Removed:
			act(ledger.Act{Kind: ledger.KindRemove, Remove: &ledger.Remove{Elector: e.Person}})
		case d.issued[i]:
			act(ledger.Act{Kind: ledger.KindIssue, Issue: &ledger.Issue{Elector: e.Person}})
		case d.fates[i].Cast && q.Method.ByDevice():
			cast := &ledger.Cast{Elector: e.Person, Marks: papers[0].Marks}
			if q.Secrecy.Sealed() {
				cast.Marks, cast.Envelope = nil, hex.EncodeToString(make([]byte, 32))
			}
			act(ledger.Act{Kind: ledger.KindCast, By: e.Person, Cast: cast})
			papers = papers[1:]
		}
	}
	if q.Method.ByDevice() {
		act(ledger.Act{Kind: ledger.KindClosing, Closing: &ledger.Closing{Until: at.Add(3 * time.Second)}})
		at = at.Add(3 * time.Second)
	}
	act(ledger.Act{Kind: ledger.KindClose, Close: &ledger.Close{Attending: d.attending}})
	if len(d.frozen.PublicKey) > 0 {
		act(ledger.Act{Kind: ledger.KindPapers, Papers: &ledger.Papers{Papers: d.votes.Papers}})
		act(ledger.Act{Kind: ledger.KindDestroy})
	}
	if d.votes.Hands != nil {
		act(ledger.Act{Kind: ledger.KindHands, By: "t2", Hands: &ledger.Hands{Count: *d.votes.Hands, First: "t1", Second: "t2"}})
	}
	act(ledger.Act{Kind: ledger.KindTally, Tally: &tally})
}
