package ballot

import "slices"

// Choice is one of the frozen options of a ballot.
type Choice string

// The three choices of a yes/no/abstain ballot. Abstain is "không biểu quyết": a choice that was made and sent,
// which is not the same as sending nothing.
const (
	Yes     Choice = "yes"
	No      Choice = "no"
	Abstain Choice = "abstain"
)

// YesNoAbstain returns the options of the commonest form, in the order in which they are shown and counted.
func YesNoAbstain() []Choice { return []Choice{Yes, No, Abstain} }

// Base says what the votes in favour are measured against. The same ballots give opposite outcomes under different
// bases, so a base is always shown with the result.
type Base string

// The bases. Seats include vacant ones; Filled are the members who hold a seat; Present are the electors who were
// there when the ballot was opened, or who cast one; Cast are the ballots cast, abstentions included; Valid are yes
// and no only.
const (
	AllSeats Base = "all_seats"
	Filled   Base = "filled_seats"
	Present  Base = "present"
	Cast     Base = "cast"
	Valid    Base = "valid"
)

// Bases returns every base, widest first.
func Bases() []Base { return []Base{AllSeats, Filled, Present, Cast, Valid} }

// Rule is the threshold that a question must reach, as data: rules change by law and by body, code does not.
type Rule struct {
	Base Base `json:"base"`
	// Num over Den is the fraction of the base, 0 < Num ≤ Den ≤ 1000.
	Num int64 `json:"num"`
	Den int64 `json:"den"`
	// Strict asks for more than the fraction; otherwise reaching it is enough.
	Strict bool `json:"strict"`
	// Constant is added to the fraction of the base, in its unit: yes·Den > Num·base + Constant·Den.
	Constant int64 `json:"constant,omitempty"`
	// ByWeight counts weights in micro-units instead of heads, on both sides of the comparison.
	ByWeight bool `json:"by_weight,omitempty"`
	// Tie says what equal sides come to.
	Tie TieRule `json:"tie,omitempty"`
	// Quorum without which nothing is decided; a Den of 0 is none.
	Quorum Quorum `json:"quorum,omitzero"`
	// Preset names the template that the rule was taken from; shown, never interpreted.
	Preset string `json:"preset,omitempty"`
	// Citation names where the rule stands and CheckedOn the day it was last compared with that text (YYYY-MM-DD).
	// Both are shown, never interpreted.
	Citation  string `json:"citation,omitempty"`
	CheckedOn string `json:"checked_on,omitempty"`
}

// TieRule says what equal sides come to.
type TieRule string

// The tie rules. The chair's side decides only in a named round in which the chair said yes or no; in a secret one a
// tie stays a tie.
const (
	TieFails TieRule = ""
	TieChair TieRule = "chair"
)

// QuorumTime says when a quorum must be there.
type QuorumTime string

// The times at which a quorum is looked at: when the round is opened, when it is counted, or both.
const (
	AtOpening QuorumTime = "opening"
	AtCount   QuorumTime = "count"
	AtBoth    QuorumTime = "both"
)

// Quorum is the smallest part of the seats that must be present, at least Num/Den of Base (AllSeats or Filled). It is
// counted in heads.
type Quorum struct {
	Base Base       `json:"base,omitempty"`
	Num  int64      `json:"num,omitempty"`
	Den  int64      `json:"den,omitempty"`
	When QuorumTime `json:"when,omitempty"`
}

// Majority returns the plain rule "more than half of base".
func Majority(base Base) Rule { return Rule{Base: base, Num: 1, Den: 2, Strict: true} }

// Validate reports whether the rule can be computed: a known base, proper fractions, a known tie rule and quorum.
func (r Rule) Validate() error {
	switch {
	case !slices.Contains(Bases(), r.Base):
		return errRule("unknown base")
	case !fraction(r.Num, r.Den):
		return errRule("fraction out of range")
	case r.Constant < 0 || r.Constant > 1000*Head:
		return errRule("constant out of range")
	case r.Tie != TieFails && r.Tie != TieChair:
		return errRule("unknown tie rule")
	}
	return r.Quorum.validate()
}

func fraction(num, den int64) bool { return num > 0 && den > 0 && num <= den && den <= 1000 }

func (q Quorum) validate() error {
	switch {
	case q == Quorum{}:
		return nil
	case !fraction(q.Num, q.Den):
		return errRule("fraction of the quorum out of range")
	case q.Base != AllSeats && q.Base != Filled:
		return errRule("a quorum is of all seats or of filled seats")
	case q.When != AtOpening && q.When != AtCount && q.When != AtBoth:
		return errRule("unknown time of the quorum")
	}
	return nil
}

// Needed returns the heads that make a quorum.
func (q Quorum) Needed(h Heads) int64 {
	if q.Den == 0 {
		return 0
	}
	base := h.Seats
	if q.Base == Filled {
		base = h.Filled
	}
	return (q.Num*base + q.Den - 1) / q.Den
}

// Needed returns the smallest number of votes in favour that passes on a base of size base.
func (r Rule) Needed(base int64) int64 {
	product := r.Num*base + r.Constant*r.Den
	needed := product / r.Den
	if r.Strict {
		return needed + 1
	}
	if product%r.Den != 0 {
		needed++
	}
	return needed
}
