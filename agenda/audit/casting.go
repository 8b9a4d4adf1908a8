package audit

import "encoding/hex"

// rightOf is the elector's right as it stands, nil with a fault when there is none that may be used.
func (r *round) rightOf(a *act, elector string) *right {
	v := r.rights[elector]
	switch {
	case v == nil:
		r.fault(a, NoElector, elector)
		return nil
	case v.removed:
		r.fault(a, RemovedElector, elector)
		return nil
	case v.issued:
		r.fault(a, OnPaper, elector)
		return nil
	}
	if !r.takes(a.At) {
		r.fault(a, LateBallot, elector)
	}
	return v
}

// casts takes a ballot: of an elector, by the one who may cast it, in time, and once, unless the round lets one change.
func (r *round) casts(a *act) {
	q, c := &r.prepare.Question, a.Cast
	if !q.byDevice() {
		r.fault(a, ActOrder, "cast: %s", q.Method)
		return
	}
	v := r.rightOf(a, c.Elector)
	if v == nil {
		return
	}
	if a.By != v.Caster {
		r.fault(a, WrongCaster, "%s: %s ≠ %s", c.Elector, a.By, v.Caster)
	}
	if c.ID != "" {
		if id := a.By + "\x00" + c.ID; r.ids[id] {
			r.fault(a, DoubleBallot, "id %s", c.ID)
		} else {
			r.ids[id] = true
		}
	}
	r.Accepted++
	if v.cast == nil {
		r.cast++
	} else {
		r.Replaced++
	}
	if c.Replaces != (v.cast != nil) || c.Replaces && !q.AllowChange {
		r.fault(a, DoubleBallot, c.Elector)
	}
	r.content(a)
	v.cast, v.by = c, a.By
}

// content looks at what was cast: marks in the open, or the hash of an envelope and nothing else.
func (r *round) content(a *act) {
	c := a.Cast
	if !r.sealed() {
		if c.Envelope != "" || !r.prepare.Question.allows(c.Marks) {
			r.fault(a, BadMarks, c.Elector)
		}
		return
	}
	hash, err := hex.DecodeString(c.Envelope)
	if len(c.Marks) > 0 || err != nil || len(hash) != 32 || hex.EncodeToString(hash) != c.Envelope {
		r.fault(a, BadEnvelope, c.Elector)
	}
}

// issues hands out a paper in a round that takes tablets and paper.
func (r *round) issues(a *act) {
	if r.Method != "mixed" {
		r.fault(a, ActOrder, "issue: %s", r.Method)
		return
	}
	v := r.rightOf(a, a.Issue.Elector)
	switch {
	case v == nil:
	case v.cast != nil:
		r.fault(a, DoubleBallot, a.Issue.Elector)
	default:
		v.issued = true
		r.issued++
	}
}

// removes takes an unused right away.
func (r *round) removes(a *act) {
	v := r.rightOf(a, a.Remove.Elector)
	switch {
	case v == nil:
	case v.cast != nil:
		r.fault(a, DoubleBallot, a.Remove.Elector)
	default:
		v.removed = true
		r.removed++
	}
}

// comesLate is a refusal: right only when the round took no more, and told once of an elector who has no ballot.
func (r *round) comesLate(a *act) {
	v := r.rights[a.Late.Elector]
	switch {
	case !r.prepare.Question.byDevice():
		r.fault(a, ActOrder, "late: %s", r.Method)
	case v == nil:
		r.fault(a, NoElector, a.Late.Elector)
	case a.By != v.Caster:
		r.fault(a, WrongCaster, "%s: %s ≠ %s", a.Late.Elector, a.By, v.Caster)
	case v.late || v.cast != nil:
		r.fault(a, DoubleBallot, a.Late.Elector)
	case (r.state == stateOpen || r.state == stateClosing) && r.takes(a.At):
		r.fault(a, LateBallot, a.Late.Elector)
	default:
		v.late = true
		r.Late++
	}
}
