package ballot

// Elector is one right to vote, frozen at opening.
type Elector struct {
	Person string `json:"person"`
	Name   string `json:"name"`
	// Weight in micro-units: a head is 1,000,000.
	Weight int64 `json:"weight"`
	// Caster is whoever may cast it: the person, or one proxy.
	Caster string `json:"caster"`
	// Present tells that the elector, or the proxy, had checked in at opening.
	Present bool `json:"present,omitempty"`
}

// Head is the weight of one person who has no other.
const Head int64 = 1_000_000

// Fate is what became of an elector between opening and counting.
type Fate struct {
	// Cast tells that a ballot of theirs is counted; for papers and hands, that they were there before it closed.
	Cast bool
	// Removed tells that the right was taken away during the round.
	Removed bool
}

// Sizes returns the electorate of a round in the unit of its rule. Seats of the body are heads, vacant ones included; a
// vacant seat weighs as one head. AtCount are the electors present when it is counted, for the quorum. It fails when a
// weight is not positive, or all together are more than MaxSize.
func Sizes(r Rule, seats int64, electors []Elector, fate func(Elector) Fate, atCount int64) (Electorate, error) {
	e := Electorate{Heads: Heads{Seats: seats, Filled: int64(len(electors)), AtCount: atCount}}
	for _, v := range electors {
		weight := int64(1)
		if r.ByWeight {
			weight = v.Weight
		}
		if weight <= 0 || weight > MaxSize-e.Eligible {
			return Electorate{}, ErrAccounting
		}
		e.Eligible += weight
		f := fate(v)
		switch {
		case f.Removed && !f.Cast:
			e.Removed += weight
		case f.Cast || v.Present:
			e.Present += weight
		}
		if v.Present {
			e.Heads.AtOpening++
		}
	}
	vacant, each := seats-int64(len(electors)), int64(1)
	if r.ByWeight {
		each = Head
	}
	if vacant < 0 || vacant > (MaxSize-e.Eligible)/each {
		return Electorate{}, ErrAccounting
	}
	e.Seats = e.Eligible + vacant*each
	return e, nil
}

// Electorate is what was frozen about the voters when a round was opened, and what is known of them when it is counted.
// Sizes are in the unit of the rule: heads, or micro-units of weight.
type Electorate struct {
	// Seats of the body, vacant ones included; at least Eligible.
	Seats int64 `json:"seats"`
	// Eligible electors, each with one ballot.
	Eligible int64 `json:"eligible"`
	// Present electors at opening, together with those who came later and cast, without those whose right was removed.
	Present int64 `json:"present"`
	// Removed are the rights that were taken away during the round before they were used. They stay among Eligible: seats
	// and filled seats do not shrink by them, and those present do. A ballot that was already recorded stays.
	Removed int64 `json:"removed,omitempty"`
	// Heads are what a quorum is counted in, whatever the unit.
	Heads Heads `json:"heads,omitzero"`
}

// Heads are persons: seats, filled seats, and who was present at opening and at the count; between meetings, by letters,
// whoever answered.
type Heads struct {
	Seats     int64 `json:"seats"`
	Filled    int64 `json:"filled"`
	AtOpening int64 `json:"at_opening"`
	AtCount   int64 `json:"at_count"`
}

// check reports whether the sizes can be those of one electorate.
func (e Electorate) check(q Question) error {
	switch {
	case e.Seats > MaxSize, q.Form == FormScore && e.Eligible > MaxSize/int64(q.MaxScore):
		return ErrAccounting
	case e.Eligible < 0 || e.Eligible > e.Seats:
		return ErrAccounting
	case e.Removed < 0 || e.Present < 0 || e.Removed > e.Eligible || e.Present > e.Eligible-e.Removed:
		return ErrAccounting
	}
	if q.Rule.Quorum.Den == 0 {
		return nil
	}
	return e.Heads.check()
}

// check reports whether the persons that a quorum looks at can be.
func (h Heads) check() error {
	if h.Seats > MaxSize || h.Filled > h.Seats || min(h.AtOpening, h.AtCount) < 0 || max(h.AtOpening, h.AtCount) > h.Filled {
		return ErrAccounting
	}
	return nil
}
