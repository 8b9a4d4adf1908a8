package audit

import (
	"fmt"
	"maps"
	"slices"
)

// unseals takes the opened ballots: as many as there were envelopes, with their weights, and each as a sheet may be.
func (r *round) unseals(a *act) {
	if !r.sealed() || r.papers != nil {
		r.fault(a, ActOrder, "papers")
		return
	}
	r.papers = a.Papers
	if int64(len(r.gave)) < r.open.Threshold {
		r.fault(a, KeyShares, "%d < %d", len(r.gave), r.open.Threshold)
	}
	if len(a.Papers.Papers) != r.cast {
		r.fault(a, PapersNumber, "%d ≠ %d", len(a.Papers.Papers), r.cast)
	}
	weights := map[int64]int{}
	for _, v := range r.rights {
		if v.cast != nil {
			weights[r.weighs(v)]++
		}
	}
	before := ""
	for _, p := range a.Papers.Papers {
		weights[p.Weight]--
		if p.ID <= before { // sorted, so that none stands twice and their order tells nothing
			r.fault(a, PapersContent, "id %s", p.ID)
		}
		before = p.ID
		if p.Invalid && len(p.Marks) > 0 || !p.Invalid && !r.prepare.Question.allows(p.Marks) {
			r.fault(a, PapersContent, p.ID)
		}
	}
	for _, weight := range slices.Sorted(maps.Keys(weights)) {
		if weights[weight] != 0 {
			r.fault(a, PapersWeights, "%d: %+d", weight, -weights[weight])
		}
	}
}

// shares notes a teller's part of the key. After a restart of the server it may be given again.
func (r *round) shares(a *act) {
	if r.open.Threshold == 0 || r.papers != nil || !slices.Contains(r.open.Tellers, a.By) {
		r.fault(a, KeyShares, "%s", a.By)
		return
	}
	if r.gave == nil {
		r.gave = map[string]bool{}
	}
	r.gave[a.By] = true
}

// weighs is the weight of a ballot in the unit of the rule.
func (r *round) weighs(v *right) int64 {
	if r.Rule.ByWeight {
		return v.Weight
	}
	return 1
}

// awaitsHands reports whether tellers count: in a mixed round when a paper was issued.
func (r *round) awaitsHands() bool {
	return r.prepare.Question.byCount() && (r.Method != "mixed" || r.issued > 0)
}

// handsCounted takes what two tellers counted alike.
func (r *round) handsCounted(a *act) {
	h := a.Hands
	if !r.awaitsHands() || r.hands != nil {
		r.fault(a, ActOrder, "hands: %s", r.Method)
		return
	}
	r.hands = h
	if fault := r.prepare.Question.handFault(&h.Count); fault != "" {
		r.fault(a, HandsFigures, fault)
	}
	left := int64(len(r.rights) - r.cast - r.removed)
	if h.Count.Issued > left || r.Method == "mixed" && h.Count.Issued != int64(r.issued) {
		r.fault(a, HandsFigures, "issued %d, %d", h.Count.Issued, r.issued)
	}
	tellers := r.open.Tellers
	for _, teller := range []string{h.First, h.Second} {
		if teller == "" || len(tellers) > 0 && !slices.Contains(tellers, teller) {
			r.fault(a, HandsTellers, teller)
		}
	}
	if h.First == h.Second || h.Second != a.By {
		r.fault(a, HandsTellers, "%s, %s", h.First, h.Second)
	}
}

// tallied counts everything anew and compares it with what is stated, figure by figure.
func (r *round) tallied(a *act) {
	r.state, r.Stated = stateClosed, &a.Tally.Tally
	defer r.release()
	if r.sealed() && r.papers == nil {
		r.fault(a, CountMissing, "papers")
		return
	}
	if r.awaitsHands() && r.hands == nil {
		r.fault(a, CountMissing, "hands")
		return
	}
	if r.prepare.Question.fault() != "" {
		return // it was told, and nothing can be counted by it
	}
	var figures *handCount
	if r.hands != nil {
		figures = &r.hands.Count
	}
	counted, err := recount(&r.prepare.Question, r.sizes(), r.sheets(), figures, r.chair(a))
	if err != nil {
		r.fault(a, Accounting, err.Error())
		return
	}
	r.Counted = &counted
	for _, difference := range differences(a.Tally.Tally, counted) {
		r.fault(a, TallyFigure, difference)
	}
}

// sheets are all that count of what devices sent; one that no sheet can be was told before, and counts nowhere.
func (r *round) sheets() []sheet {
	var all []sheet
	if r.papers != nil {
		for _, p := range r.papers.Papers {
			if p.Weight > 0 && (p.Invalid && len(p.Marks) == 0 || !p.Invalid && r.prepare.Question.allows(p.Marks)) {
				all = append(all, sheet{p.Marks, p.Weight, p.Invalid})
			}
		}
		return all
	}
	for _, v := range r.rights {
		if v.cast != nil && r.prepare.Question.allows(v.cast.Marks) {
			all = append(all, sheet{v.cast.Marks, r.weighs(v), false})
		}
	}
	return all
}

// sizes measures the electorate in the unit of the rule. Present are those who were there at opening or used their right
// later, or of paper and hands were there at the end, without those whose right was taken away.
func (r *round) sizes() Tally {
	var t Tally
	counted := r.Method == "paper" || r.Method == "hands"
	for _, v := range r.rights {
		weight := r.weighs(v)
		t.Eligible += weight
		used := v.cast != nil || v.issued || counted && r.attending[v.Person]
		if v.removed {
			t.Removed += weight
		} else if used || v.Present {
			t.Present += weight
		}
		if v.Present {
			t.Heads.AtOpening++
		}
	}
	t.Heads.Seats, t.Heads.Filled, t.Heads.AtCount = r.open.Seats, int64(len(r.rights)), int64(len(r.attending))
	vacant := r.open.Seats - int64(len(r.rights))
	if r.Rule.ByWeight {
		vacant *= head
	}
	t.Seats = t.Eligible + vacant
	return t
}

// chair is what the chair marked, where the log says that it decided equal sides: never in a secret round, nor by paper.
func (r *round) chair(a *act) figures {
	t := a.Tally
	if t.Chair == "" && len(t.Side) == 0 {
		if t.Tally.ByChair {
			r.fault(a, WrongChair, "-")
		}
		if r.hands != nil { // if it would have decided, the outcome that is stated is another
			return r.hands.Count.Chair
		}
		return nil
	}
	v := r.rights[t.Chair]
	switch {
	case !t.Tally.ByChair, r.prepare.Question.sealed(), v == nil:
	case len(t.Side) > 0:
		counted := v.cast == nil && !v.removed && v.Caster == v.Person && (v.issued || r.Method != "mixed")
		if counted && r.hands != nil && maps.Equal(t.Side, r.hands.Count.Chair) {
			return t.Side
		}
	case v.cast != nil && v.by == v.Person:
		return v.cast.Marks
	}
	r.fault(a, WrongChair, t.Chair)
	return nil
}

// release lets go of what was counted. That there was a ballot is remembered, for those that come late.
func (r *round) release() {
	r.papers, r.hands, r.attending, r.ids = r.kept(), nil, nil, nil
	for _, v := range r.rights {
		if v.cast != nil {
			v.cast = &cast{}
		}
	}
}

// kept is what remains of papers: that there were some.
func (r *round) kept() *papers {
	if r.papers == nil {
		return nil
	}
	return &papers{}
}

// differences names the figures in which a statement differs from a count.
func differences(stated, counted Tally) []string {
	var found []string
	number := func(name string, a, b int64) {
		if a != b {
			found = append(found, fmt.Sprintf("%s: %d ≠ %d", name, a, b))
		}
	}
	number("seats", stated.Seats, counted.Seats)
	number("eligible", stated.Eligible, counted.Eligible)
	number("present", stated.Present, counted.Present)
	number("removed", stated.Removed, counted.Removed)
	number("heads.seats", stated.Heads.Seats, counted.Heads.Seats)
	number("heads.filled", stated.Heads.Filled, counted.Heads.Filled)
	number("heads.at_opening", stated.Heads.AtOpening, counted.Heads.AtOpening)
	number("heads.at_count", stated.Heads.AtCount, counted.Heads.AtCount)
	number("cast", stated.Cast, counted.Cast)
	number("blank", stated.Blank, counted.Blank)
	number("invalid", stated.Invalid, counted.Invalid)
	number("not_cast", stated.NotCast, counted.NotCast)
	number("base", stated.Base, counted.Base)
	number("needed", stated.Needed, counted.Needed)
	number("quorum_needed", stated.QuorumNeeded, counted.QuorumNeeded)
	found = append(found, unlike("counts", stated.Counts, counted.Counts)...)
	found = append(found, unlike("against", stated.Against, counted.Against)...)
	found = append(found, unlike("abstained", stated.Abstained, counted.Abstained)...)
	found = append(found, unlike("bases", stated.Bases, counted.Bases)...)
	found = append(found, unlike("needs", stated.Needs, counted.Needs)...)
	found = append(found, unlike("options", stated.Options, counted.Options)...)
	if stated.Outcome != counted.Outcome || stated.ByChair != counted.ByChair {
		found = append(found, fmt.Sprintf("outcome: %s (chair: %t) ≠ %s (chair: %t)", stated.Outcome, stated.ByChair, counted.Outcome, counted.ByChair))
	}
	for _, l := range []struct {
		name            string
		stated, counted []string
	}{{"order", stated.Order, counted.Order}, {"winners", stated.Winners, counted.Winners}, {"equal", stated.Equal, counted.Equal}} {
		if !slices.Equal(l.stated, l.counted) {
			found = append(found, fmt.Sprintf("%s: %q ≠ %q", l.name, l.stated, l.counted))
		}
	}
	return found
}

// unlike names the options whose figures differ; one that is not there differs from none that is.
func unlike[V comparable](name string, stated, counted table[V]) []string {
	var found []string
	all := maps.Clone(stated)
	if all == nil {
		all = table[V]{}
	}
	maps.Copy(all, counted)
	for _, option := range slices.Sorted(maps.Keys(all)) {
		a, given := stated[option]
		b, known := counted[option]
		if given != known || a != b {
			found = append(found, fmt.Sprintf("%s.%s: %v ≠ %v", name, option, a, b))
		}
	}
	return found
}
