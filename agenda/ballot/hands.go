package ballot

// HandCount is what tellers counted of paper or hands. Papers that were issued and not returned are no ballots: their
// electors have not cast. Hands are issued and returned as they are raised, and none is spoiled, blank or invalid.
type HandCount struct {
	// Issued papers, each to an elector who sends no ballot by a device.
	Issued   int64 `json:"issued"`
	Returned int64 `json:"returned"`
	// Spoiled papers were exchanged for fresh ones before the count; they count as neither issued nor returned.
	Spoiled int64 `json:"spoiled"`
	// Invalid and Blank papers are among the returned ones.
	Invalid int64 `json:"invalid"`
	Blank   int64 `json:"blank"`
	// Counts of each option; for Approve the votes in favour, with Against and Abstained beside them.
	Counts    map[Choice]int64 `json:"counts"`
	Against   map[Choice]int64 `json:"against,omitempty"`
	Abstained map[Choice]int64 `json:"abstained,omitempty"`
	// Chair is what the chair's own was for, where the rule lets it decide equal sides and it is among these figures; none
	// where the chair has no vote, did not use it, or used a device.
	Chair Marks `json:"chair,omitempty"`
}

// MaxPapers that tellers count in one round; no sum of their figures overflows.
const MaxPapers int64 = 10_000_000

// Valid are the papers that carry votes.
func (h HandCount) Valid() int64 { return h.Returned - h.Invalid - h.Blank }

// CheckHands reports whether what tellers counted can be: nothing negative, no more returned than issued, and as many
// votes as the returned papers can carry. The question is valid.
func (q Question) CheckHands(h HandCount) error {
	if !q.Method.ByHandCount() {
		return ErrMarks
	}
	if q.Method == ByHands && (h.Issued != h.Returned || h.Spoiled != 0 || h.Invalid != 0 || h.Blank != 0) {
		return ErrMarks
	}
	if q.Form != FormApprove && len(h.Against)+len(h.Abstained) > 0 {
		return ErrMarks
	}
	for _, n := range []int64{h.Issued, h.Returned, h.Spoiled, h.Invalid, h.Blank} {
		if n < 0 || n > MaxPapers {
			return ErrAccounting
		}
	}
	valid := h.Valid()
	if valid < 0 || h.Returned > h.Issued {
		return ErrAccounting
	}
	votes, err := q.handVotes(h, valid)
	if err != nil {
		return err
	}
	if err := q.carries(h, valid, votes); err != nil || len(h.Chair) == 0 {
		return err
	}
	return q.chairAmong(h)
}

// chairAmong reports whether the chair's side can be asked for, and the figures hold it.
func (q Question) chairAmong(h HandCount) error {
	if !q.ChairDecides() {
		return ErrMarks
	}
	if err := q.Check(h.Chair); err != nil {
		return err
	}
	for c, mark := range h.Chair {
		of := h.Counts
		switch {
		case mark < 0:
			of = h.Against
		case mark == 0:
			of = h.Abstained
		}
		if of[c] < 1 {
			return ErrAccounting
		}
	}
	return nil
}

// handVotes adds all the figures of options, none of which is more than the valid papers can give it.
func (q Question) handVotes(h HandCount, valid int64) (votes int64, err error) {
	most := valid
	if q.Form == FormScore {
		most *= int64(q.MaxScore)
	}
	for _, counts := range []map[Choice]int64{h.Counts, h.Against, h.Abstained} {
		for c, n := range counts {
			if !q.has(c) {
				return 0, ErrUnknownChoice
			}
			if n < 0 || n > most {
				return 0, ErrAccounting
			}
			votes += n
		}
	}
	return votes, nil
}

// carries compares the votes with what the valid papers carry together.
func (q Question) carries(h HandCount, valid, votes int64) error {
	adds := true
	switch q.Form {
	case FormApprove:
		for _, o := range q.Options {
			adds = adds && h.Counts[o.ID]+h.Against[o.ID]+h.Abstained[o.ID] == valid
		}
	case FormScore: // each entry has at most its points of every paper, and may have none
	case FormChoose, FormElect:
		adds = votes >= valid*int64(max(q.Least, 1)) && votes <= valid*int64(q.Most)
	default:
		adds = votes == valid
	}
	if !adds {
		return ErrAccounting
	}
	return nil
}
