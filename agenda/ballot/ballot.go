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
	// Citation names where the rule stands and CheckedOn the day it was last compared with that text (YYYY-MM-DD).
	// Both are shown, never interpreted.
	Citation  string `json:"citation,omitempty"`
	CheckedOn string `json:"checked_on,omitempty"`
}

// Majority returns the plain rule "more than half of base".
func Majority(base Base) Rule { return Rule{Base: base, Num: 1, Den: 2, Strict: true} }

// Validate reports whether the rule can be computed: a known base and a proper fraction.
func (r Rule) Validate() error {
	if !slices.Contains(Bases(), r.Base) {
		return errRule("unknown base")
	}
	if r.Num <= 0 || r.Den <= 0 || r.Num > r.Den || r.Den > 1000 {
		return errRule("fraction out of range")
	}
	return nil
}

// Needed returns the smallest number of votes in favour that passes on a base of size base.
func (r Rule) Needed(base int64) int64 {
	product := r.Num * base
	needed := product / r.Den
	if r.Strict {
		return needed + 1
	}
	if product%r.Den != 0 {
		needed++
	}
	return needed
}
