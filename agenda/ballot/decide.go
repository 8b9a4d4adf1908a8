package ballot

import (
	"cmp"
	"slices"
)

// decide looks at the quorum, then at the threshold, then at equal sides.
func (t *Tally) decide(q Question, chair Marks) {
	t.Base = t.base(q, "")
	t.Needed = q.Rule.Needed(t.Base)
	if q.Form.Listed() {
		t.rank(q)
	}
	switch q.Form {
	case FormChoose, FormApprove:
		t.decideEach(q, chair)
	case FormElect:
		t.elect(q)
	case FormScore:
		t.Outcome, t.Base, t.Needed = Ranked, 0, 0
	default:
		t.Outcome = t.sides(q.Rule, t.Counts[Yes], t.Counts[No], t.Needed, chair[Yes]-chair[No])
	}
	if !t.quorum(q) {
		t.Outcome, t.ByChair, t.Winners, t.Equal, t.Options = NoQuorum, false, nil, nil, nil
	}
}

// quorum reports whether enough heads were there, whenever the rule looks. Of letters it can only look at the count, for
// nobody has answered when they are sent.
func (t *Tally) quorum(question Question) bool {
	q := question.Rule.Quorum
	if q.Den == 0 {
		return true
	}
	t.QuorumNeeded = q.Needed(t.Heads)
	opening, count := t.Heads.AtOpening >= t.QuorumNeeded, t.Heads.AtCount >= t.QuorumNeeded
	switch {
	case q.When == AtCount, question.Method == Letters:
		return count
	case q.When == AtOpening:
		return opening
	default:
		return opening && count
	}
}

// base is what votes are measured against; for one entry of a list its own, where entries differ.
func (t *Tally) base(q Question, entry Choice) int64 {
	switch q.Rule.Base {
	case AllSeats:
		return t.Seats
	case Filled:
		return t.Eligible
	case Present:
		return t.Present
	case Cast:
		return t.Cast
	default:
		switch {
		case !q.Form.Listed():
			return t.Counts[Yes] + t.Counts[No]
		case q.Form == FormApprove && entry != "":
			return t.Counts[entry] + t.Against[entry]
		default:
			return t.Cast - t.Blank - t.Invalid
		}
	}
}

// sides decides between votes in favour and against; chair is above 0 for the chair's yes, below for the chair's no.
func (t *Tally) sides(r Rule, yes, no, needed, chair int64) Outcome {
	switch {
	case yes >= needed:
		return Passed
	case yes == 0 || yes != no || !r.halves():
		return Failed
	case r.Tie == TieChair && chair != 0:
		t.ByChair = true
		if chair > 0 {
			return Passed
		}
		return Failed
	default:
		return Tied
	}
}

// decideEach decides every entry by itself. An option that was only ticked or not has no other side to be equal with.
func (t *Tally) decideEach(q Question, chair Marks) {
	t.Options = make(map[Choice]Outcome, len(q.Options))
	passed := 0
	for _, o := range q.Options {
		base := t.base(q, o.ID)
		needed := q.Rule.Needed(base)
		if base != t.Base {
			if t.Bases == nil {
				t.Bases, t.Needs = map[Choice]int64{}, map[Choice]int64{}
			}
			t.Bases[o.ID], t.Needs[o.ID] = base, needed
		}
		outcome := Failed
		if q.Form == FormApprove {
			outcome = t.sides(q.Rule, t.Counts[o.ID], t.Against[o.ID], needed, chair[o.ID])
		} else if t.Counts[o.ID] >= needed {
			outcome = Passed
		}
		t.Options[o.ID] = outcome
		if outcome == Passed {
			passed++
		}
	}
	switch passed {
	case len(q.Options):
		t.Outcome = Passed
	case 0:
		t.Outcome = Failed
	default:
		t.Outcome = Partly
	}
}

// elect fills the seats from the most votes down with those who reach what is needed. Equal votes for the last seat
// elect none of the equal: chance and age are for the body's rules, in a further round.
func (t *Tally) elect(q Question) {
	t.Winners = slices.DeleteFunc(slices.Clone(t.Order), func(c Choice) bool { return t.Counts[c] < t.Needed })
	if len(t.Winners) > q.Winners {
		last, next := t.Counts[t.Winners[q.Winners-1]], t.Counts[t.Winners[q.Winners]]
		if last == next {
			t.Equal = slices.DeleteFunc(slices.Clone(t.Winners), func(c Choice) bool { return t.Counts[c] != last })
			t.Winners = slices.DeleteFunc(t.Winners, func(c Choice) bool { return t.Counts[c] <= last })
		} else {
			t.Winners = t.Winners[:q.Winners]
		}
	}
	t.Outcome = Undecided
	if len(t.Winners) == q.Winners {
		t.Outcome = Elected
	}
}

func (t *Tally) rank(q Question) {
	t.Order = q.Choices()
	slices.SortStableFunc(t.Order, func(a, b Choice) int { return cmp.Compare(t.Counts[b], t.Counts[a]) })
}

// Further returns the question of a further round of an undecided election: for the seats that are still empty, among
// those who are equal for the last of them, or else among all who were not elected. It is a proposal, for who stands
// again is the body's to say. It returns false when every seat is filled, or nothing was decided for lack of a quorum.
func (q Question) Further(t Tally) (Question, bool) {
	if q.Form != FormElect || t.Outcome != Undecided {
		return Question{}, false
	}
	q.Options = slices.DeleteFunc(slices.Clone(q.Options), func(o Option) bool {
		return slices.Contains(t.Winners, o.ID) || len(t.Equal) > 0 && !slices.Contains(t.Equal, o.ID)
	})
	filled := len(t.Winners)
	q.Winners = min(q.Winners-filled, len(q.Options))
	q.Most = min(max(q.Most-filled, 1), len(q.Options))
	q.Least = min(q.Least, q.Most)
	return q, true // an undecided election leaves seats, and no more seats than candidates
}
