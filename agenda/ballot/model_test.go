package ballot_test

import (
	"math/big"
	"slices"
	"sort"
	"testing"

	"pgregory.net/rapid"

	"dienhong/agenda/ballot"
)

// voter is one elector of the model: what they weigh, where they are, what becomes of them, and how they vote.
type voter struct {
	weight                          int64
	present, cast, removed, invalid bool
	marks                           ballot.Marks
}

// model counts as a person with a pencil would: elector by elector, question by question, in fractions.
type model struct {
	q      ballot.Question
	seats  int64
	voters []voter
	chair  int // index of the chair, -1 for none
	count  int64
}

func (m model) weight(v voter) int64 {
	if m.q.Rule.ByWeight {
		return v.weight
	}
	return 1
}

// sum weighs the electors for whom is holds.
func (m model) sum(is func(voter) bool) int64 {
	var n int64
	for _, v := range m.voters {
		if is(v) {
			n += m.weight(v)
		}
	}
	return n
}

func valid(v voter) bool { return v.cast && !v.invalid && len(v.marks) > 0 }

func (m model) forOption(c ballot.Choice) int64 {
	return m.sum(func(v voter) bool { return valid(v) && v.marks[c] > 0 })
}

func (m model) against(c ballot.Choice) int64 {
	return m.sum(func(v voter) bool { return valid(v) && v.marks[c] < 0 })
}

func (m model) base(c ballot.Choice) int64 {
	switch m.q.Rule.Base {
	case ballot.AllSeats:
		vacant := m.seats - int64(len(m.voters))
		if m.q.Rule.ByWeight {
			vacant *= 1_000_000
		}
		return vacant + m.sum(func(voter) bool { return true })
	case ballot.Filled:
		return m.sum(func(voter) bool { return true })
	case ballot.Present:
		return m.sum(func(v voter) bool { return v.cast || v.present && !v.removed })
	case ballot.Cast:
		return m.sum(func(v voter) bool { return v.cast })
	case ballot.Valid:
	}
	switch m.q.Form {
	case ballot.FormYesNo, ballot.FormYesNoAbstain:
		return m.forOption(ballot.Yes) + m.forOption(ballot.No)
	case ballot.FormApprove:
		return m.forOption(c) + m.against(c)
	default:
		return m.sum(valid)
	}
}

// reached compares n/1 with num/den of base and the constant, as fractions.
func reached(n, base, num, den, constant int64, strict bool) bool {
	limit := new(big.Rat).Mul(big.NewRat(base, 1), big.NewRat(num, den))
	limit.Add(limit, big.NewRat(constant, 1))
	order := big.NewRat(n, 1).Cmp(limit)
	return order > 0 || order == 0 && !strict
}

func (m model) passes(n int64, c ballot.Choice) bool {
	r := m.q.Rule
	return n > 0 && reached(n, m.base(c), r.Num, r.Den, r.Constant, r.Strict)
}

func (m model) quorum() bool {
	q := m.q.Rule.Quorum
	if q.Den == 0 {
		return true
	}
	var opening int64
	for _, v := range m.voters {
		if v.present {
			opening++
		}
	}
	base := m.seats
	if q.Base == ballot.Filled {
		base = int64(len(m.voters))
	}
	there := func(n int64) bool { return reached(n, base, q.Num, q.Den, 0, q.Strict) }
	return (q.When == ballot.AtCount || there(opening)) && (q.When == ballot.AtOpening || there(m.count))
}

// sides is the outcome of votes for and against.
func (m model) sides(yes, no int64, c, minus ballot.Choice) ballot.Outcome {
	if m.passes(yes, c) {
		return ballot.Passed
	}
	if yes != no || yes == 0 || m.q.Rule.Num*2 > m.q.Rule.Den { // more than half was asked: equal sides never were enough
		return ballot.Failed
	}
	if m.q.Rule.Tie == ballot.TieChair && m.chair >= 0 && (m.q.Secrecy == ballot.Live || m.q.Secrecy == ballot.Named) {
		if v := m.voters[m.chair]; valid(v) {
			if v.marks[c] > 0 {
				return ballot.Passed
			}
			if v.marks[c] < 0 || v.marks[minus] > 0 {
				return ballot.Failed
			}
		}
	}
	return ballot.Tied
}

// elected are the winners and the equal, found by asking of each candidate how many are strictly above or level.
func (m model) elected() (winners, equal map[ballot.Choice]bool) {
	winners, equal = map[ballot.Choice]bool{}, map[ballot.Choice]bool{}
	for _, o := range m.q.Options {
		n := m.forOption(o.ID)
		if !m.passes(n, "") {
			continue
		}
		above, level := 0, 0
		for _, other := range m.q.Options {
			if k := m.forOption(other.ID); k > n {
				above++
			} else if k == n {
				level++
			}
		}
		switch {
		case above+level <= m.q.Winners:
			winners[o.ID] = true
		case above < m.q.Winners:
			equal[o.ID] = true
		}
	}
	return winners, equal
}

func (m model) outcome() ballot.Outcome {
	passed, all := 0, len(m.q.Options)
	switch {
	case !m.quorum():
		return ballot.NoQuorum
	case m.q.Form == ballot.FormScore:
		return ballot.Ranked
	case m.q.Form == ballot.FormElect:
		if winners, _ := m.elected(); len(winners) == m.q.Winners {
			return ballot.Elected
		}
		return ballot.Undecided
	case !m.q.Form.Listed():
		return m.sides(m.forOption(ballot.Yes), m.forOption(ballot.No), ballot.Yes, ballot.No)
	}
	for _, o := range m.q.Options {
		if m.option(o.ID) == ballot.Passed {
			passed++
		}
	}
	if passed == all {
		return ballot.Passed
	} else if passed > 0 {
		return ballot.Partly
	}
	return ballot.Failed
}

func (m model) option(c ballot.Choice) ballot.Outcome {
	if m.q.Form == ballot.FormApprove {
		return m.sides(m.forOption(c), m.against(c), c, "")
	}
	if m.passes(m.forOption(c), c) {
		return ballot.Passed
	}
	return ballot.Failed
}

func (m model) tally() (ballot.Tally, error) {
	var electors []ballot.Elector
	fates := map[string]ballot.Fate{}
	var v ballot.Votes
	for i, voter := range m.voters {
		id := string(rune('A' + i))
		electors = append(electors, ballot.Elector{Person: id, Caster: id, Weight: voter.weight, Present: voter.present})
		fates[id] = ballot.Fate{Cast: voter.cast, Removed: voter.removed}
		if voter.cast {
			v.Papers = append(v.Papers, ballot.Paper{Marks: voter.marks, Weight: m.weight(voter), Invalid: voter.invalid})
		}
	}
	if m.chair >= 0 {
		v.Chair = m.voters[m.chair].marks
	}
	slices.Reverse(v.Papers) // their order means nothing
	e, err := ballot.Sizes(m.q.Rule, m.seats, electors, func(e ballot.Elector) ballot.Fate { return fates[e.Person] }, m.count)
	if err != nil {
		return ballot.Tally{}, err
	}
	return ballot.Count(m.q, e, v)
}

// Random questions, rules and electorates are counted as the model counts them.
func TestAgainstModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawModel(t)
		got, err := m.tally()
		if err != nil {
			t.Fatal(err)
		}
		if want := m.outcome(); got.Outcome != want {
			t.Fatalf("%s, the model says %s: %+v", got.Outcome, want, got)
		}
		if got.Eligible != m.sum(func(voter) bool { return true }) || got.Eligible != got.Cast+got.NotCast+got.Removed {
			t.Fatalf("the accounting does not close: %+v", got)
		}
		if got.Cast != m.sum(func(v voter) bool { return v.cast }) || got.Removed != m.sum(func(v voter) bool { return v.removed && !v.cast }) ||
			got.Invalid != m.sum(func(v voter) bool { return v.cast && v.invalid }) || got.Blank != m.sum(func(v voter) bool { return v.cast && !v.invalid && len(v.marks) == 0 }) {
			t.Fatalf("cast %d removed %d invalid %d blank %d", got.Cast, got.Removed, got.Invalid, got.Blank)
		}
		m.compareFigures(t, got)
		m.compareNeeds(t, got)
	})
}

func (m model) compareFigures(t *rapid.T, got ballot.Tally) {
	for _, o := range m.q.Options {
		want := m.forOption(o.ID)
		if m.q.Form == ballot.FormScore {
			want = 0
			for _, v := range m.voters {
				if valid(v) {
					want += v.marks[o.ID] * m.weight(v)
				}
			}
		}
		if got.Counts[o.ID] != want {
			t.Fatalf("%s counts %d, the model %d", o.ID, got.Counts[o.ID], want)
		}
		if m.q.Form == ballot.FormApprove {
			if got.Against[o.ID] != m.against(o.ID) || got.Counts[o.ID]+got.Against[o.ID]+got.Abstained[o.ID] != m.sum(valid) {
				t.Fatalf("%s does not add up: %+v", o.ID, got)
			}
		}
	}
	if m.q.Form.Listed() && !sort.SliceIsSorted(got.Order, func(i, j int) bool { return got.Counts[got.Order[i]] > got.Counts[got.Order[j]] }) {
		t.Fatalf("the order %v of %v", got.Order, got.Counts)
	}
	if got.Outcome == ballot.NoQuorum {
		if got.Options != nil || got.Winners != nil || got.Equal != nil || got.ByChair {
			t.Fatalf("something is decided without a quorum: %+v", got)
		}
		return
	}
	if m.q.Form == ballot.FormElect {
		winners, equal := m.elected()
		if !same(winners, got.Winners) || !same(equal, got.Equal) {
			t.Fatalf("winners %v equal %v, the model says %v %v", got.Winners, got.Equal, winners, equal)
		}
	}
	for c, outcome := range got.Options {
		if want := m.option(c); outcome != want {
			t.Fatalf("%s is %s, the model says %s", c, outcome, want)
		}
	}
}

func same(want map[ballot.Choice]bool, got []ballot.Choice) bool {
	return len(want) == len(got) && !slices.ContainsFunc(got, func(c ballot.Choice) bool { return !want[c] })
}

// compareNeeds shows that what is said to be needed passes, and that one less does not.
func (m model) compareNeeds(t *rapid.T, got ballot.Tally) {
	if m.q.Form == ballot.FormScore {
		return
	}
	check := func(c ballot.Choice, base, needed int64) {
		if want := m.base(c); base != want {
			t.Fatalf("base %d of %q, the model says %d", base, c, want)
		}
		if !m.passes(needed, c) || m.passes(needed-1, c) {
			t.Fatalf("needed %d of base %d under %+v", needed, base, m.q.Rule)
		}
	}
	if m.q.Form != ballot.FormApprove {
		check("", got.Base, got.Needed)
		return
	}
	for _, o := range m.q.Options {
		base, needed := got.Base, got.Needed
		if own, differs := got.Bases[o.ID]; differs {
			base, needed = own, got.Needs[o.ID]
		}
		check(o.ID, base, needed)
	}
}
