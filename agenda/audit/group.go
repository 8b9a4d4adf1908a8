package audit

import "slices"

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
