package rooms_test

import (
	"maps"
	"math/big"
	"time"

	"dienhong/agenda/ballot"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

// plainElector is a right to vote as the plain model has it.
type plainElector struct {
	caster  rooms.PersonID
	present bool // at the opening
	weight  int64

	marks   ballot.Marks // nil for none
	receipt string
	removed bool
	paper   bool
}

// plain is a round without a loop, a journal, envelopes or a log: what ought to come of everything that is sent.
type plain struct {
	electors map[rooms.PersonID]*plainElector
	changes  bool
	letters  bool
	mixed    bool
	question ballot.Question
	hash     string

	ended  bool
	closes time.Time // zero for never
	until  time.Time // while it is closing

	accepted int
	late     map[rooms.PersonID]bool
	answers  map[string]string // receipts by who sent which command
}

func (p *plain) missing() (n int) {
	for _, e := range p.electors {
		if e.marks == nil && !e.removed && !e.paper {
			n++
		}
	}
	return n
}

// pass is what the time does.
func (p *plain) pass(now time.Time) {
	if !p.ended && p.until.IsZero() && !p.closes.IsZero() && !now.Before(p.closes) {
		if p.missing() == 0 {
			p.ended = true
			return
		}
		p.until = p.closes.Add(rooms.Grace)
	}
	if !p.until.IsZero() && !now.Before(p.until) {
		p.ended = true
	}
}

// ballotSent is a ballot on its way; it may be sent again, later, or after others.
type ballotSent struct {
	request rooms.Request
	elector rooms.PersonID
	marks   ballot.Marks
	hash    string
}

// cast is the answer to a ballot: a code, or empty when it is accepted.
func (p *plain) cast(b ballotSent, attending map[rooms.PersonID]bool) string {
	key := string(b.request.Actor) + " " + string(b.request.ID)
	if _, again := p.answers[key]; again {
		return ""
	}
	e := p.electors[b.elector]
	switch {
	case e == nil || e.caster != b.request.Actor:
		return "ballot_not_elector"
	case p.ended:
		if e.marks == nil {
			p.late[b.elector] = true
		}
		return "ballot_closed"
	case b.hash != p.hash:
		return "ballot_changed"
	case e.removed:
		return "ballot_not_elector"
	case e.paper:
		return "ballot_on_paper"
	case e.marks != nil && !p.changes:
		return "ballot_already_cast"
	case !p.letters && !attending[b.request.Actor]:
		return "not_present"
	case p.question.Secrecy.Sealed(): // nobody sees what is in it
	case p.question.Check(b.marks) != nil:
		return code(p.question.Check(b.marks))
	}
	return ""
}

// compare counts by the plain model and compares.
func (v *election) compare(papers ballot.HandCount) {
	rt, b := v.rt, v.m.State().Ballots[v.id]
	t := b.Tally
	if t == nil {
		rt.Fatalf("it is not counted: %s", b.State)
	}
	counts, against := maps.Clone(papers.Counts), map[ballot.Choice]int64{}
	sizes := map[string]int64{"cast": papers.Returned}
	for id, e := range v.p.electors {
		sizes["eligible"] += e.weight
		switch {
		case e.removed:
			sizes["removed"] += e.weight
		case e.marks != nil || e.paper || e.present:
			sizes["present"] += e.weight
		}
		if e.marks == nil {
			if _, cast := b.Cast[id]; cast {
				rt.Fatalf("%s has cast nothing and is recorded", id)
			}
			continue
		}
		if got := b.Cast[id]; got.Receipt != e.receipt {
			rt.Fatalf("%s has the receipt %s and is recorded with %s", id, e.receipt, got.Receipt)
		}
		sizes["cast"] += e.weight
		for c, mark := range e.marks {
			switch {
			case c == "invalid":
				sizes["invalid"] += e.weight
			case mark < 0:
				against[c] -= mark * e.weight
			default:
				counts[c] += mark * e.weight
			}
		}
	}
	for _, c := range v.p.question.Choices() {
		if t.Counts[c] != counts[c] || t.Against[c] != against[c] {
			rt.Fatalf("of %s %d and %d against are counted, %d and %d were cast: %+v", c, t.Counts[c], t.Against[c], counts[c], against[c], t)
		}
	}
	for name, pair := range map[string][2]int64{
		"eligible": {t.Eligible, sizes["eligible"]}, "cast": {t.Cast, sizes["cast"]}, "removed": {t.Removed, sizes["removed"]},
		"present": {t.Present, sizes["present"]}, "invalid": {t.Invalid, sizes["invalid"]},
		"not cast": {t.NotCast, sizes["eligible"] - sizes["removed"] - sizes["cast"]}, "late": {int64(len(b.Late)), int64(len(v.p.late))},
	} {
		if pair[0] != pair[1] {
			rt.Fatalf("%s is %d, and %d by the plain model: %+v", name, pair[0], pair[1], t)
		}
	}
	v.outcome(t)
}

// tie is what equal sides come to: by the chair's own vote where the rule says so and it is known.
func (v *election) tie() ballot.Outcome {
	chair := v.p.electors[roomtest.Chair]
	if v.p.question.Rule.Tie != ballot.TieChair || v.p.question.Secrecy.Sealed() || chair == nil || chair.caster != roomtest.Chair {
		return ballot.Tied
	}
	switch {
	case chair.marks[ballot.Yes] > 0:
		return ballot.Passed
	case chair.marks[ballot.No] > 0:
		return ballot.Failed
	}
	return ballot.Tied
}

// outcome decides a yes or no in fractions.
func (v *election) outcome(t *ballot.Tally) {
	q := v.p.question
	if q.Form.Listed() {
		return
	}
	base := map[ballot.Base]int64{
		ballot.AllSeats: t.Seats, ballot.Filled: t.Eligible, ballot.Present: t.Present, ballot.Cast: t.Cast, ballot.Valid: t.Counts[ballot.Yes] + t.Counts[ballot.No],
	}[q.Rule.Base]
	yes, no := t.Counts[ballot.Yes], t.Counts[ballot.No]
	compared := big.NewRat(yes, 1).Cmp(new(big.Rat).Mul(big.NewRat(q.Rule.Num, q.Rule.Den), big.NewRat(base, 1)))
	want := ballot.Failed
	switch {
	case yes > 0 && (compared > 0 || compared == 0 && !q.Rule.Strict):
		want = ballot.Passed
	case yes > 0 && yes == no && 2*q.Rule.Num <= q.Rule.Den:
		want = v.tie()
	}
	if t.Outcome != want || t.Base != base {
		v.rt.Fatalf("%d yes and %d no on %d gave %s, by the plain model %s", yes, no, base, t.Outcome, want)
	}
}
