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
	// Constant is added to the fraction of the base, in the unit of the rule: heads, or micro-units with ByWeight; at
	// most a million heads. Passing is yes·Den > Num·base + Constant·Den, or ≥ when the rule is not strict.
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

// TieRule says what equal sides, which did not pass by the threshold, come to.
type TieRule string

// The tie rules. What a tie is does not depend on the base:
//
//   - a tie is as many yes as no, and at least one of each, in the unit of the rule. Abstentions, blank and invalid sheets
//     and those who gave nothing are on neither side, also where the base counts them (all seats, filled seats, present,
//     cast): 3 for and 3 against of 15 seats is a tie, and that enough were there is for the quorum to say;
//   - it is looked at last: what passes by the threshold has passed, as 5 for and 5 against do where half of the valid
//     votes is enough, and without a quorum nothing is decided;
//   - only a threshold of half or less can be missed by a tie alone. Where more is asked, such as two thirds, equal sides
//     are as far from it as any other number, have failed, and are nobody's to decide.
//
// The chair's side decides only where it is known: from the chair's own ballot, or as the tellers of hands or of papers that
// are not secret wrote it down; never in a secret round, and only when it was yes or no. Everywhere else a tie stays a tie,
// and a tie has not passed.
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

// Quorum is the smallest part of the seats that must be present: at least Num/Den of Base (AllSeats or Filled), or more
// than that. It is counted in heads. Between meetings, by letters, whoever answered counts as present, and When is always
// the count.
type Quorum struct {
	Base   Base       `json:"base,omitempty"`
	Num    int64      `json:"num,omitempty"`
	Den    int64      `json:"den,omitempty"`
	Strict bool       `json:"strict,omitempty"`
	When   QuorumTime `json:"when,omitempty"`
}

// halves reports whether equal sides can be all that is missing.
func (r Rule) halves() bool { return 2*r.Num <= r.Den }

// Majority returns the plain rule "more than half of base".
func Majority(base Base) Rule { return Rule{Base: base, Num: 1, Den: 2, Strict: true} }

// MaxSize is the largest size of an electorate, a base or a count, in heads or in micro-units of weight: the largest
// integer that every browser holds exactly, and small enough that a thousandfold does not overflow here.
const MaxSize int64 = 1<<53 - 1

// maxConstant in heads.
const maxConstant int64 = 1_000_000

// Validate reports whether the rule can be computed, and reached at all: a known base, proper fractions, a known tie
// rule and quorum.
func (r Rule) Validate() error {
	most := maxConstant
	if r.ByWeight {
		most *= Head
	}
	switch {
	case !slices.Contains(Bases(), r.Base):
		return errRule("unknown base")
	case !fraction(r.Num, r.Den):
		return errRule("fraction out of range")
	case r.Constant < 0 || r.Constant > most:
		return errRule("constant out of range")
	case r.Num == r.Den && (r.Strict || r.Constant > 0):
		return errRule("more than everybody can never be reached")
	case r.Tie != TieFails && r.Tie != TieChair:
		return errRule("unknown tie rule")
	}
	return r.Quorum.validate()
}

func fraction(num, den int64) bool { return num > 0 && num <= den && den <= 1000 }

func (q Quorum) validate() error {
	switch {
	case q == Quorum{}:
		return nil
	case !fraction(q.Num, q.Den):
		return errRule("fraction of the quorum out of range")
	case q.Num == q.Den && q.Strict:
		return errRule("more than everybody is no quorum")
	case q.Base != AllSeats && q.Base != Filled:
		return errRule("a quorum is of all seats or of filled seats")
	case q.When != AtOpening && q.When != AtCount && q.When != AtBoth:
		return errRule("unknown time of the quorum")
	}
	return nil
}

// Needed returns the heads that make a quorum; 0 is none.
func (q Quorum) Needed(h Heads) int64 {
	if q.Den == 0 {
		return 0
	}
	base := h.Seats
	if q.Base == Filled {
		base = h.Filled
	}
	return reach(base, q.Num, q.Den, q.Strict)
}

// Needed returns the smallest number of votes in favour that passes on a base of size base, 0 to MaxSize, in the unit of
// the rule. It is at least one: nothing passes on no votes in favour. The rule is valid.
func (r Rule) Needed(base int64) int64 {
	// Constant·Den is a multiple of Den, so the constant is added after the division.
	return max(reach(base, r.Num, r.Den, r.Strict)+r.Constant, 1)
}

// reach returns the smallest integer that is at least num/den of base, or more than that. num·base stays under 2^63,
// for num ≤ 1000 and base ≤ MaxSize.
func reach(base, num, den int64, strict bool) int64 {
	product := num * base
	least := product / den
	if strict || product%den > 0 {
		least++
	}
	return least
}
