package audit

import (
	"encoding/hex"
	"slices"
)

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

// group are rounds that are declared together.
type group struct{ rounds []*round }

// linked puts a round into its group. Once a group was declared, only what repeats one of its rounds may join it.
func (l *log) linked(r *round, a *act) {
	p := a.Prepare
	if old := l.rounds[p.Supersedes]; old != nil && old.prepare != nil && old.prepare.Group != p.Group {
		r.fault(a, BadGroup, "%s: %s", p.Supersedes, p.Group)
	}
	if p.Group == "" {
		return
	}
	if p.Question.Secrecy == "live" {
		r.fault(a, BadGroup, "%s: live", p.Group)
	}
	g := l.groups[p.Group]
	if g == nil {
		g = &group{}
		l.groups[p.Group] = g
	}
	if slices.Contains(g.rounds, r) { // prepared again
		return
	}
	declared := func(other *round) bool { return other.declared }
	if p.Supersedes == "" && slices.ContainsFunc(g.rounds, declared) {
		r.fault(a, BadGroup, "%s: declared", p.Group)
	}
	g.rounds = append(g.rounds, r)
}

// declared makes a result public: of linked rounds only when all of them are counted or given up, and all in one go.
func (l *log) declared(r *round, a *act) {
	r.state, r.declared = stateDeclared, true
	g := l.groups[r.prepare.Group]
	if g == nil {
		return
	}
	for _, other := range g.rounds {
		switch other.state {
		case stateClosed:
			l.due = other // the next act has to declare one more
		case stateDeclared, stateVoid, stateDiscarded:
		default:
			r.fault(a, BadGroup, "%s: %s", other.Ballot, other.state)
		}
	}
}

// together looks whether an act comes between those that declare a group.
func (l *log) together(r *round, a *act) {
	due := l.due
	l.due = nil
	if due != nil && due.state == stateClosed && (a.Kind != "declare" || r.prepare == nil || r.prepare.Group != due.prepare.Group) {
		due.fault(a, BadGroup, "%s: %s", due.prepare.Group, a.Kind)
	}
}
