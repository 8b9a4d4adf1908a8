package audit

import (
	"slices"
	"time"
)

// The stages of a round. A voided or discarded one comes to no other.
const (
	stateNone      = ""
	stateReady     = "ready"
	stateOpen      = "open"
	stateClosing   = "closing"
	stateCounting  = "counting"
	stateClosed    = "closed"
	stateDeclared  = "declared"
	stateVoid      = "void"
	stateDiscarded = "discarded"
)

// stages says at which stages each act may happen.
var stages = map[string][]string{
	"prepare": {stateNone, stateReady},
	"discard": {stateReady},
	"open":    {stateReady},
	"cast":    {stateOpen, stateClosing},
	"issue":   {stateOpen, stateClosing},
	"remove":  {stateOpen, stateClosing},
	"late":    {stateOpen, stateClosing, stateCounting, stateClosed, stateDeclared},
	"extend":  {stateOpen},
	"closing": {stateOpen},
	"close":   {stateOpen, stateClosing},
	"share":   {stateCounting},
	"papers":  {stateCounting},
	"hands":   {stateCounting},
	"tally":   {stateCounting},
	"declare": {stateClosed},
	"void":    {stateOpen, stateClosing, stateCounting, stateClosed, stateDeclared},
	"destroy": {stateCounting, stateVoid},
}

// grace is how long ballots that were on their way when a round closed are still taken.
const grace = 3 * time.Second

// round is one round while its acts are read.
type round struct {
	*Round
	state   string
	prepare *prepare
	open    *open
	rights  map[string]*right
	ids     map[string]bool
	// The rights that were used or taken away.
	cast, issued, removed int
	closes, until         time.Time
	attending             map[string]bool
	gave                  map[string]bool // the tellers who gave their part of the key
	papers                *papers
	destroyed, declared   bool
	hands                 *hands
}

// right is one elector's, and what became of it.
type right struct {
	elector
	cast                  *cast
	by                    string
	issued, removed, late bool
}

func (r *round) fault(a *act, code Code, detail string, args ...any) {
	r.Faults.add(a.N, code, detail, args...)
}

// sealed reports whether ballots of the round arrive sealed.
func (r *round) sealed() bool { return r.prepare.Question.sealed() && r.prepare.Question.byDevice() }

// unused is the number of rights that are neither used nor taken away.
func (r *round) unused() int { return len(r.rights) - r.cast - r.issued - r.removed }

// shut is when the round takes no more; zero for not yet known.
func (r *round) shut() time.Time {
	switch {
	case r.state == stateClosing:
		return r.until
	case r.state == stateOpen && !r.closes.IsZero():
		return r.closes.Add(grace)
	}
	return time.Time{}
}

// takes reports whether something that arrives at a time is taken while the round runs.
func (r *round) takes(at time.Time) bool { return r.shut().IsZero() || at.Before(r.shut()) }

// steps are what each act does to its round, besides those that look at other rounds too.
var steps = map[string]func(*round, *act){
	"discard": func(r *round, _ *act) { r.state = stateDiscarded },
	"cast":    (*round).casts,
	"issue":   (*round).issues,
	"remove":  (*round).removes,
	"late":    (*round).comesLate,
	"extend":  (*round).extends,
	"closing": (*round).closesSoon,
	"close":   (*round).ends,
	"share":   (*round).shares,
	"papers":  (*round).unseals,
	"hands":   (*round).handsCounted,
	"tally":   (*round).tallied,
	"void":    (*round).voids,
	"destroy": (*round).destroys,
}

// step takes the next act of the round, or says what is wrong with it.
func (l *log) step(r *round, a *act) {
	l.together(r, a)
	if !slices.Contains(stages[a.Kind], r.state) {
		state := r.state
		if state == stateNone {
			state = "none"
		}
		if a.Kind == "declare" && r.state != stateDeclared {
			r.fault(a, NotTallied, "declare: %s", state)
		} else {
			r.fault(a, ActOrder, "%s: %s", a.Kind, state)
		}
		return
	}
	if r.awaitsDestroy() && a.Kind != "destroy" {
		r.fault(a, KeyKept, "%s", a.Kind)
	}
	switch a.Kind {
	case "prepare":
		l.prepared(r, a)
		l.linked(r, a)
	case "open":
		l.opened(r, a)
	case "declare":
		l.declared(r, a)
	default:
		steps[a.Kind](r, a)
	}
	r.State = r.state
}

// prepared writes down what is asked. It may be done again until the round opens.
func (l *log) prepared(r *round, a *act) {
	p := a.Prepare
	r.prepare, r.state = p, stateReady
	r.Number, r.Text, r.Supersedes, r.Follows = p.Round, p.Question.Text, p.Supersedes, p.Follows
	r.Options, r.Form, r.Secrecy, r.Method, r.Rule = p.Question.Options, p.Question.Form, p.Question.Secrecy, p.Question.Method, p.Question.Rule
	if fault := p.Question.fault(); fault != "" {
		r.fault(a, BadQuestion, fault)
	}
	before := p.Supersedes
	if before == "" {
		before = p.Follows
	}
	if before == "" {
		if p.Round != 1 {
			r.fault(a, BadPredecessor, "round %d", p.Round)
		}
		return
	}
	old := l.rounds[before]
	switch {
	case old == nil || old == r || old.prepare == nil, p.Supersedes != "" && p.Follows != "":
		r.fault(a, BadPredecessor, before)
	case p.Supersedes != "" && old.state != stateVoid:
		r.fault(a, BadPredecessor, "%s: %s", before, old.state)
	case p.Follows != "" && !old.leavesOpen():
		r.fault(a, BadPredecessor, "%s: %s", before, old.state)
	case p.Round != old.Number+1, p.Item != old.prepare.Item:
		r.fault(a, BadPredecessor, "%s: %d, %d", before, old.Number, p.Round)
	default:
		next := l.successors[before]
		if next != nil && next != r && next.state != stateVoid && next.state != stateDiscarded {
			r.fault(a, BadPredecessor, "%s: %s", before, next.Ballot)
		}
		l.successors[before] = r
	}
}

// leavesOpen reports whether a round was counted that another may follow: an election, or a tie.
func (r *round) leavesOpen() bool {
	return (r.state == stateClosed || r.state == stateDeclared) && (r.Form == "elect" || r.Stated != nil && r.Stated.Outcome == "tied")
}

// opened freezes what was asked and of whom.
func (l *log) opened(r *round, a *act) {
	o := a.Open
	r.open, r.state, r.closes = o, stateOpen, o.Closes
	r.rights, r.ids = make(map[string]*right, len(o.Electors)), map[string]bool{}
	r.Electors = len(o.Electors)
	r.electorate(a)
	r.sealing(a)
	r.Hash = frozen(l.report.Meeting, r.Ballot, r.prepare, o)
	if r.Hash != o.Hash {
		r.fault(a, FrozenHash, "%.64s ≠ %s", o.Hash, r.Hash)
	}
	letters := r.prepare.Question.Method == "letters"
	if !o.Closes.IsZero() && !o.Closes.After(a.At) || letters && o.Closes.IsZero() {
		r.fault(a, ActTime, "closes")
	}
	if letters {
		return // they run beside whatever is put in the session
	}
	for other := range l.running {
		switch {
		case other.state != stateOpen && other.state != stateClosing:
			delete(l.running, other)
		case other != r && (r.prepare.Group == "" || other.prepare.Group != r.prepare.Group):
			r.fault(a, TwoRounds, other.Ballot)
		}
	}
	l.running[r] = struct{}{}
}

// electorate looks at the rights to vote: each person once, with a weight, and one caster who passes nothing on.
func (r *round) electorate(a *act) {
	o, sum := r.open, int64(0)
	for _, e := range o.Electors {
		if e.Person == "" || e.Caster == "" || r.rights[e.Person] != nil {
			r.fault(a, BadElectorate, "elector %s", e.Person)
		}
		weight := int64(1)
		if r.Rule.ByWeight {
			weight = e.Weight
		}
		if e.Weight <= 0 || weight > maxSize-sum {
			r.fault(a, BadElectorate, "weight of %s: %d", e.Person, e.Weight)
		} else {
			sum += weight
		}
		r.rights[e.Person] = &right{elector: e}
	}
	for _, e := range o.Electors {
		if proxy := r.rights[e.Caster]; proxy != nil && e.Caster != e.Person && proxy.Caster != e.Caster {
			r.fault(a, BadElectorate, "caster %s: %s", e.Person, e.Caster)
		}
	}
	vacant, each := o.Seats-int64(len(o.Electors)), int64(1)
	if r.Rule.ByWeight {
		each = head
	}
	if len(o.Electors) == 0 || vacant < 0 || vacant > (maxSize-sum)/each {
		r.fault(a, BadElectorate, "seats %d, electors %d", o.Seats, len(o.Electors))
	}
}

// publicKeySize of a point of P-256, uncompressed.
const publicKeySize = 65

func (r *round) sealing(a *act) {
	o := r.open
	if r.sealed() != (len(o.Key) > 0) || r.sealed() && (len(o.Key) != publicKeySize || o.Key[0] != 4) {
		r.fault(a, BadSealing, "key")
	}
	split := r.Secrecy == "secret_tellers"
	if n := int64(len(o.Tellers)); split && (o.Threshold < 2 || o.Threshold > n) || !split && o.Threshold != 0 {
		r.fault(a, BadSealing, "threshold %d, tellers %d", o.Threshold, n)
	}
	named := map[string]bool{}
	for _, teller := range o.Tellers {
		if teller == "" || named[teller] {
			r.fault(a, BadSealing, "teller %s", teller)
		}
		named[teller] = true
	}
}

func (r *round) extends(a *act) {
	closes := a.Extend.Closes
	if !r.closes.IsZero() && (!a.At.Before(r.closes) || !closes.IsZero() && !closes.After(r.closes)) || !closes.IsZero() && !closes.After(a.At) {
		r.fault(a, ActTime, "closes")
	}
	r.closes = closes
}

// closesSoon gives what is on its way the grace and no more.
func (r *round) closesSoon(a *act) {
	from := a.At
	if !r.closes.IsZero() && !a.At.Before(r.closes) {
		from = r.closes
	}
	if !r.prepare.Question.byDevice() || !a.Closing.Until.Equal(from.Add(grace)) || !a.At.Before(a.Closing.Until) {
		r.fault(a, ActTime, "until")
	}
	r.state, r.until = stateClosing, a.Closing.Until
}

// ends is when no more ballots are taken: whoever is missing had the time that was told.
func (r *round) ends(a *act) {
	if r.prepare.Question.byDevice() && r.unused() > 0 && (r.shut().IsZero() || a.At.Before(r.shut())) {
		r.fault(a, EarlyClose, "%d", r.unused())
	}
	r.state, r.attending = stateCounting, make(map[string]bool, len(a.Close.Attending))
	for _, id := range a.Close.Attending {
		if v := r.rights[id]; v == nil || r.attending[id] || v.removed {
			r.fault(a, BadAttending, id)
		}
		r.attending[id] = true
	}
	for id, v := range r.rights {
		if v.cast != nil && !r.attending[id] || v.cast == nil && r.attending[id] && r.Method == "letters" {
			r.fault(a, BadAttending, id)
		}
	}
}

// awaitsDestroy reports whether the next act has to be the end of the key.
func (r *round) awaitsDestroy() bool {
	return r.open != nil && r.sealed() && !r.destroyed && (r.papers != nil || r.state == stateVoid)
}

func (r *round) voids(a *act) {
	r.state, r.Reason = stateVoid, a.Void.Reason
	if a.Void.Reason == "" {
		r.fault(a, ActOrder, "void: no reason")
	}
}

func (r *round) destroys(a *act) {
	if !r.awaitsDestroy() {
		r.fault(a, ActOrder, "destroy: %s", r.state)
	}
	r.destroyed = true
}
