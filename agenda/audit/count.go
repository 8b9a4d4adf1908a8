package audit

import (
	"errors"
	"math/big"
	"slices"
)

// Tally holds the figures of a count: those that the server stated, or those that were counted here. Sizes are heads, or
// micro-units of weight where the rule counts weights.
//
// budget: 25 fields, for a result is one table.
type Tally struct {
	Seats        int64         `json:"seats"`
	Eligible     int64         `json:"eligible"`
	Present      int64         `json:"present"`
	Removed      int64         `json:"removed,omitempty"`
	Heads        heads         `json:"heads,omitzero"`
	Counts       figures       `json:"counts"`
	Against      figures       `json:"against,omitempty"`
	Abstained    figures       `json:"abstained,omitempty"`
	Cast         int64         `json:"cast"`
	Blank        int64         `json:"blank,omitempty"`
	Invalid      int64         `json:"invalid,omitempty"`
	NotCast      int64         `json:"not_cast"`
	Base         int64         `json:"base"`
	Needed       int64         `json:"needed"`
	QuorumNeeded int64         `json:"quorum_needed,omitempty"`
	Outcome      string        `json:"outcome"`
	ByChair      bool          `json:"by_chair,omitempty"`
	Options      table[string] `json:"options,omitempty"`
	Bases        figures       `json:"bases,omitempty"`
	Needs        figures       `json:"needs,omitempty"`
	Order        list[string]  `json:"order,omitempty"`
	Winners      list[string]  `json:"winners,omitempty"`
	Equal        list[string]  `json:"equal,omitempty"`
}

type heads struct {
	Seats     int64 `json:"seats"`
	Filled    int64 `json:"filled"`
	AtOpening int64 `json:"at_opening"`
	AtCount   int64 `json:"at_count"`
}

// sheet is a ballot as it is counted, of a named elector or without one.
type sheet struct {
	marks   figures
	weight  int64
	invalid bool
}

var errAccounting = errors.New("the ballots do not add up to the electorate")

// count is one count under way. All sums are big integers: nothing wraps round, whatever the file holds.
type count struct {
	q                                              *question
	yes, no, abstained                             map[string]*big.Int
	eligible, seats, present, cast, blank, invalid *big.Int
	chair                                          figures
	t                                              Tally
}

// recount counts sheets and what tellers counted, over the sizes that t brings: Seats to Heads.
func recount(q *question, t Tally, sheets []sheet, h *handCount, chair figures) (Tally, error) {
	if !sizesFit(q, t) {
		return Tally{}, errAccounting
	}
	c := &count{
		q: q, t: t, chair: chair, yes: map[string]*big.Int{}, no: map[string]*big.Int{}, abstained: map[string]*big.Int{},
		eligible: big.NewInt(t.Eligible), seats: big.NewInt(t.Seats), present: big.NewInt(t.Present),
		cast: new(big.Int), blank: new(big.Int), invalid: new(big.Int),
	}
	for _, id := range q.ids() {
		c.yes[id], c.no[id], c.abstained[id] = new(big.Int), new(big.Int), new(big.Int)
	}
	for _, s := range sheets {
		c.add(s)
	}
	if h != nil {
		c.addHands(h)
	}
	if err := c.figures(); err != nil {
		return Tally{}, err
	}
	c.decide()
	return c.t, nil
}

// sizesFit reports whether the sizes can be those of one electorate.
func sizesFit(q *question, t Tally) bool {
	switch {
	case t.Seats > maxSize, t.Eligible > t.Seats, q.Form == "score" && t.Eligible > maxSize/q.MaxScore:
		return false
	case min(t.Eligible, t.Removed, t.Present) < 0, t.Removed > t.Eligible, t.Present > t.Eligible-t.Removed:
		return false
	case q.Rule.Quorum.Den == 0:
		return true
	}
	return min(t.Heads.AtOpening, t.Heads.AtCount) >= 0 && t.Heads.Filled <= t.Heads.Seats && max(t.Heads.AtOpening, t.Heads.AtCount) <= t.Heads.Filled
}

func (c *count) add(s sheet) {
	weight := big.NewInt(s.weight)
	c.cast.Add(c.cast, weight)
	switch {
	case s.invalid:
		c.invalid.Add(c.invalid, weight)
	case len(s.marks) == 0:
		c.blank.Add(c.blank, weight)
	}
	for id, mark := range s.marks {
		switch {
		case c.q.Form == "approve" && mark == 0:
			c.abstained[id].Add(c.abstained[id], weight)
		case c.q.Form == "approve" && mark < 0:
			c.no[id].Add(c.no[id], weight)
		default:
			c.yes[id].Add(c.yes[id], new(big.Int).Mul(big.NewInt(mark), weight))
		}
	}
}

func (c *count) addHands(h *handCount) {
	plus := func(sum *big.Int, n int64) { sum.Add(sum, big.NewInt(n)) }
	plus(c.cast, h.Returned)
	plus(c.blank, h.Blank)
	plus(c.invalid, h.Invalid)
	for _, id := range c.q.ids() {
		plus(c.yes[id], h.Counts[id])
		plus(c.no[id], h.Against[id])
		plus(c.abstained[id], h.Abstained[id])
	}
}

// figures writes the sums down and closes the account: eligible = cast + not cast + removed.
func (c *count) figures() error {
	notCast := new(big.Int).Sub(c.eligible, c.cast)
	notCast.Sub(notCast, big.NewInt(c.t.Removed))
	if notCast.Sign() < 0 || c.q.Rule.Base == "present" && c.cast.Cmp(c.present) > 0 {
		return errAccounting
	}
	c.t.Cast, c.t.Blank, c.t.Invalid, c.t.NotCast = c.cast.Int64(), c.blank.Int64(), c.invalid.Int64(), notCast.Int64()
	c.t.Counts = figures{}
	if c.q.Form == "approve" {
		c.t.Against, c.t.Abstained = figures{}, figures{}
	}
	for _, id := range c.q.ids() {
		if !c.yes[id].IsInt64() || !c.no[id].IsInt64() || !c.abstained[id].IsInt64() {
			return errAccounting
		}
		c.t.Counts[id] = c.yes[id].Int64()
		if c.q.Form == "approve" {
			c.t.Against[id], c.t.Abstained[id] = c.no[id].Int64(), c.abstained[id].Int64()
		}
	}
	return nil
}

// base is what votes are measured against; entry is one of a list where each is decided, or empty.
func (c *count) base(entry string) *big.Int {
	switch c.q.Rule.Base {
	case "all_seats":
		return c.seats
	case "filled_seats":
		return c.eligible
	case "present":
		return c.present
	case "cast":
		return c.cast
	}
	switch {
	case !c.q.listed():
		return new(big.Int).Add(c.yes["yes"], c.yes["no"])
	case c.q.Form == "approve" && entry != "":
		return new(big.Int).Add(c.yes[entry], c.no[entry])
	}
	valid := new(big.Int).Sub(c.cast, c.blank)
	return valid.Sub(valid, c.invalid)
}

// bar is num·base + constant·den: votes in favour times den must be above it, or not below.
func (c *count) bar(base *big.Int) *big.Int {
	r := c.q.Rule
	bar := new(big.Int).Mul(big.NewInt(r.Num), base)
	return bar.Add(bar, new(big.Int).Mul(big.NewInt(r.Constant), big.NewInt(r.Den)))
}

// passes compares the products themselves. Nothing passes on no votes in favour.
func (c *count) passes(yes, base *big.Int) bool {
	order := new(big.Int).Mul(yes, big.NewInt(c.q.Rule.Den)).Cmp(c.bar(base))
	return yes.Sign() > 0 && (order > 0 || order == 0 && !c.q.Rule.Strict)
}

// needed is the smallest number of votes that passes.
func (c *count) needed(base *big.Int) int64 {
	least, rest := new(big.Int).QuoRem(c.bar(base), big.NewInt(c.q.Rule.Den), new(big.Int))
	if c.q.Rule.Strict || rest.Sign() > 0 {
		least.Add(least, big.NewInt(1))
	}
	return max(least.Int64(), 1)
}

func (c *count) decide() {
	whole := c.base("")
	c.t.Base, c.t.Needed = whole.Int64(), c.needed(whole)
	if c.q.listed() {
		c.t.Order = slices.Clone(c.q.ids())
		slices.SortStableFunc(c.t.Order, func(a, b string) int { return c.yes[b].Cmp(c.yes[a]) })
	}
	switch c.q.Form {
	case "choose", "approve":
		c.decideEach(whole)
	case "elect":
		c.elect(whole)
	case "score":
		c.t.Outcome, c.t.Base, c.t.Needed = "ranked", 0, 0
	default:
		c.t.Outcome = c.sides(c.yes["yes"], c.yes["no"], whole, c.chair["yes"]-c.chair["no"])
	}
	if c.quorumLacks() {
		c.t.Outcome, c.t.ByChair, c.t.Winners, c.t.Equal, c.t.Options = "no_quorum", false, nil, nil, nil
	}
}

// sides decides between yes and no. The chair's side counts only where both are the same and not none, and where a
// threshold of half or less was missed.
func (c *count) sides(yes, no, base *big.Int, chair int64) string {
	if c.passes(yes, base) {
		return "passed"
	}
	if yes.Sign() == 0 || yes.Cmp(no) != 0 || 2*c.q.Rule.Num > c.q.Rule.Den {
		return "failed"
	}
	if c.q.Rule.Tie != "chair" || chair == 0 {
		return "tied"
	}
	c.t.ByChair = true
	if chair > 0 {
		return "passed"
	}
	return "failed"
}

func (c *count) decideEach(whole *big.Int) {
	c.t.Options = table[string]{}
	passed := 0
	for _, id := range c.q.ids() {
		base := c.base(id)
		if base.Cmp(whole) != 0 {
			if c.t.Bases == nil {
				c.t.Bases, c.t.Needs = figures{}, figures{}
			}
			c.t.Bases[id], c.t.Needs[id] = base.Int64(), c.needed(base)
		}
		outcome := "failed"
		if c.q.Form == "approve" {
			outcome = c.sides(c.yes[id], c.no[id], base, c.chair[id])
		} else if c.passes(c.yes[id], base) {
			outcome = "passed"
		}
		c.t.Options[id] = outcome
		if outcome == "passed" {
			passed++
		}
	}
	switch passed {
	case 0:
		c.t.Outcome = "failed"
	case len(c.q.Options):
		c.t.Outcome = "passed"
	default:
		c.t.Outcome = "partly"
	}
}

// elect looks at each who reached what is needed: elected when no more than the seats have as many votes or more, equal
// when the seats are not filled above but are too few for all who have as many.
func (c *count) elect(base *big.Int) {
	for _, id := range c.t.Order {
		if !c.passes(c.yes[id], base) {
			continue
		}
		var above, asMany int64
		for _, other := range c.t.Order {
			if c.passes(c.yes[other], base) && other != id {
				switch c.yes[other].Cmp(c.yes[id]) {
				case 1:
					above++
				case 0:
					asMany++
				}
			}
		}
		switch seats := c.q.Winners; {
		case above+asMany < seats:
			c.t.Winners = append(c.t.Winners, id)
		case above < seats:
			c.t.Equal = append(c.t.Equal, id)
		}
	}
	c.t.Outcome = "undecided"
	if int64(len(c.t.Winners)) == c.q.Winners {
		c.t.Outcome = "elected"
	}
}

// quorumLacks reports whether too few heads were there when the rule looks.
func (c *count) quorumLacks() bool {
	q := c.q.Rule.Quorum
	if q.Den == 0 {
		return false
	}
	base := c.t.Heads.Seats
	if q.Base == "filled_seats" {
		base = c.t.Heads.Filled
	}
	least, rest := new(big.Int).QuoRem(new(big.Int).Mul(big.NewInt(q.Num), big.NewInt(base)), big.NewInt(q.Den), new(big.Int))
	if q.Strict || rest.Sign() > 0 {
		least.Add(least, big.NewInt(1))
	}
	c.t.QuorumNeeded = least.Int64()
	opening, end := c.t.Heads.AtOpening < c.t.QuorumNeeded, c.t.Heads.AtCount < c.t.QuorumNeeded
	if c.q.Method == "letters" { // whoever answered was there, and nobody has when they are sent
		return end
	}
	return opening && q.When != "count" || end && q.When != "opening"
}
