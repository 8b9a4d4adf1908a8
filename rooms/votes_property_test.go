package rooms_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/ledger"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

// election is a meeting that votes as chance has it, and what ought to come of it.
type election struct {
	rt     *rapid.T
	m      *roomtest.Meeting
	p      *plain
	id     rooms.BallotID
	people []rooms.PersonID
	// electors are the delegates, and the chair in some meetings.
	electors []rooms.PersonID
	here     map[rooms.PersonID]bool
	sent     []ballotSent
	round    *rooms.Ballot // as it was opened
}

func newElection(t *testing.T, rt *rapid.T) *election {
	n := rapid.IntRange(1, 9).Draw(rt, "electors")
	m := roomtest.New(t, roomtest.Delegates(n), roomtest.Proxies(3), roomtest.Notary(), roomtest.Seats(n+1+rapid.IntRange(0, 3).Draw(rt, "vacant")))
	v := &election{rt: rt, m: m, here: map[rooms.PersonID]bool{roomtest.Chair: true, roomtest.Secretary: true}}
	v.people = append([]rooms.PersonID{roomtest.Chair}, m.Delegates...)
	v.electors = m.Delegates
	if rapid.Bool().Draw(rt, "chair votes") {
		v.electors = v.people
		m.Do(roomtest.Secretary, "person.edit", args{"person": args{"id": roomtest.Chair, "name": "Chủ tọa", "role": "chair", "votes": true, "weight": ballot.Head}})
	}
	weighted := rapid.Bool().Draw(rt, "weighted")
	for _, id := range m.Delegates {
		v.here[id] = true
		if rapid.IntRange(0, 3).Draw(rt, "away") == 0 {
			m.Do(id, "attendance.leave", nil)
			v.here[id] = false
		}
		if weighted {
			m.Do(roomtest.Secretary, "person.edit", args{"person": args{"id": id, "name": "Cổ đông", "role": "delegate", "votes": true, "weight": rapid.Int64Range(1, 9_000_000).Draw(rt, "weight")}})
		}
		if rapid.IntRange(0, 2).Draw(rt, "proxy") == 0 {
			_, _ = m.Try(roomtest.Secretary, "proxy.set", args{"principal": id, "to": rapid.SampledFrom(v.people).Draw(rt, "to")})
		}
	}
	v.open(weighted)
	return v
}

// open puts a question of any kind.
func (v *election) open(weighted bool) {
	rt := v.rt
	form := rapid.SampledFrom(ballot.Forms()).Draw(rt, "form")
	method := rapid.SampledFrom([]ballot.Method{ballot.ByTablet, ballot.ByTablet, ballot.Mixed, ballot.Letters}).Draw(rt, "method")
	if weighted && method == ballot.Mixed || form.Listed() && method == ballot.Mixed {
		method = ballot.ByTablet
	}
	bases := ballot.Bases()
	if method == ballot.Letters {
		bases = slices.DeleteFunc(bases, func(b ballot.Base) bool { return b == ballot.Present })
	}
	den := rapid.Int64Range(2, 5).Draw(rt, "den")
	rule := ballot.Rule{
		Base: rapid.SampledFrom(bases).Draw(rt, "base"), Num: rapid.Int64Range(1, den-1).Draw(rt, "num"), Den: den,
		Strict: rapid.Bool().Draw(rt, "strict"), ByWeight: weighted, Tie: rapid.SampledFrom([]ballot.TieRule{ballot.TieFails, ballot.TieChair}).Draw(rt, "tie"),
	}
	round := list(form, args{"rule": rule, "method": method, "allow_change": rapid.Bool().Draw(rt, "changes")})
	if !form.Listed() {
		delete(round, "options")
	}
	round["secrecy"] = rapid.SampledFrom([]ballot.Secrecy{ballot.Live, ballot.Named, ballot.Secret}).Draw(rt, "secrecy")
	v.id = v.m.Prepare("Thông qua?", round)
	opening := args{"ballot": v.id}
	switch {
	case method == ballot.Letters:
		opening["deadline"] = v.m.Clock.Now().Add(time.Minute)
	case rapid.Bool().Draw(rt, "timed"):
		opening["seconds"] = rapid.IntRange(5, 60).Draw(rt, "seconds")
	}
	v.m.Do(roomtest.Chair, "ballot.open", opening)
	v.round = v.m.State().Ballots[v.id]
	v.p = &plain{
		electors: map[rooms.PersonID]*plainElector{}, changes: v.round.Question.AllowChange, letters: method == ballot.Letters, mixed: method == ballot.Mixed,
		question: v.round.Question, hash: v.round.Hash, closes: v.round.Closes, late: map[rooms.PersonID]bool{}, answers: map[string]string{},
	}
	state := v.m.State()
	for _, id := range v.electors {
		e := &plainElector{caster: id, present: v.here[id], weight: 1}
		if proxy, given := state.Proxies[id]; given && !v.here[id] {
			e.caster, e.present = proxy.To, v.here[proxy.To]
		}
		if weighted {
			e.weight = state.People[id].Weight
		}
		v.p.electors[id] = e
	}
}

// write is a ballot of somebody for somebody, mostly a good one.
func (v *election) write() ballotSent {
	rt, q := v.rt, v.round.Question
	elector := rapid.SampledFrom(v.electors).Draw(rt, "elector")
	actor := v.p.electors[elector].caster
	if rapid.IntRange(0, 7).Draw(rt, "stranger") == 0 {
		actor = rapid.SampledFrom(v.people).Draw(rt, "actor")
	}
	marks := v.mark()
	b := ballotSent{elector: elector, marks: marks, hash: v.p.hash}
	a := args{"ballot": v.id, "elector": elector, "marks": marks}
	switch {
	case !q.Secrecy.Sealed():
		if rapid.IntRange(0, 9).Draw(rt, "bad marks") == 0 {
			b.marks = ballot.Marks{"x": 1}
			a["marks"] = b.marks
		}
	case rapid.IntRange(0, 9).Draw(rt, "garbage") == 0:
		delete(a, "marks")
		a["sealed"] = make([]byte, len(v.m.Sealed(v.round, elector, marks)["sealed"].([]byte)))
		b.marks = nil
	default:
		delete(a, "marks")
		a["sealed"] = v.m.Sealed(v.round, elector, marks)["sealed"]
	}
	if rapid.IntRange(0, 9).Draw(rt, "other hash") == 0 {
		b.hash = repeated("0", 64)
	}
	a["hash"] = b.hash
	b.request = v.m.Request(actor, "ballot.cast", a)
	return b
}

// mark fills a sheet in as its form allows.
func (v *election) mark() ballot.Marks {
	q := v.round.Question
	marks := ballot.Marks{}
	switch q.Form {
	case ballot.FormApprove:
		for _, c := range q.Choices() {
			marks[c] = rapid.Int64Range(-1, 1).Draw(v.rt, "mark")
		}
	case ballot.FormScore:
		for _, c := range q.Choices() {
			marks[c] = rapid.Int64Range(0, int64(q.MaxScore)).Draw(v.rt, "points")
		}
	case ballot.FormChoose, ballot.FormElect:
		for _, c := range rapid.SliceOfNDistinct(rapid.SampledFrom(q.Choices()), 1, q.Most, rapid.ID).Draw(v.rt, "ticks") {
			marks[c] = 1
		}
	default:
		marks[rapid.SampledFrom(q.Choices()).Draw(v.rt, "choice")] = 1
	}
	return marks
}

// send sends a ballot, over a journal that may fail, until there is an answer; and compares the answer.
func (v *election) send(b ballotSent) {
	rt := v.rt
	want := v.p.cast(b, v.here)
	key := string(b.request.Actor) + " " + string(b.request.ID)
	before, again := v.p.answers[key]
	if want == "" && !again {
		for range rapid.IntRange(0, 2).Draw(rt, "faults") - 1 {
			if rapid.Bool().Draw(rt, "lost") {
				v.m.Journal.LoseNext(errDisk)
			} else {
				v.m.Journal.FailNext(errDisk)
			}
			if _, err := v.m.Room.Do(rt.Context(), b.request); !errors.Is(err, rooms.ErrRetry) {
				rt.Fatalf("a fault gave %v", err)
			}
		}
	}
	answer, err := v.m.Room.Do(rt.Context(), b.request)
	switch {
	case want != "":
		if err == nil || code(err) != want {
			rt.Fatalf("a ballot of %s for %s gave %v, want %s", b.request.Actor, b.elector, err, want)
		}
	case err != nil:
		rt.Fatalf("a ballot of %s for %s gave %v", b.request.Actor, b.elector, err)
	case again:
		if answer.Data["receipt"] != before {
			rt.Fatalf("the same ballot again got the receipt %v, first %s", answer.Data["receipt"], before)
		}
	default:
		e := v.p.electors[b.elector]
		e.marks, e.receipt = ballot.Marks{}, fmt.Sprint(answer.Data["receipt"])
		if b.marks == nil {
			e.marks = ballot.Marks{"invalid": 1}
		}
		maps.Copy(e.marks, b.marks)
		v.p.accepted++
		v.p.answers[key] = e.receipt
	}
}

// settle lets the loop do what is due.
func (v *election) settle() {
	v.p.pass(v.m.Clock.Now())
	for range 3 {
		v.m.State()
	}
}

func (v *election) step() {
	rt := v.rt
	switch rapid.IntRange(0, 15).Draw(rt, "step") {
	case 0:
		v.m.Clock.Advance(time.Duration(rapid.IntRange(1, 30).Draw(rt, "seconds")) * time.Second)
	case 1:
		if id := rapid.SampledFrom(v.people).Draw(rt, "who"); v.here[id] {
			v.m.Do(id, "attendance.leave", nil)
			v.here[id] = false
		} else {
			v.m.Do(id, "attendance.check_in", nil)
			v.here[id] = true
		}
	case 2:
		v.m.Reopen()
	case 3:
		v.try(roomtest.Chair, "ballot.remove_elector", args{"reason": "Đình chỉ"}, func(e *plainElector) { e.removed = true })
	case 4:
		if v.p.mixed {
			v.try(roomtest.Secretary, "ballot.issue_paper", args{}, func(e *plainElector) { e.paper = true })
		}
	case 5:
		v.sent = append(v.sent, v.write()) // held back, and sent later if at all
	case 6, 7, 8:
		if len(v.sent) > 0 {
			v.send(rapid.SampledFrom(v.sent).Draw(rt, "again"))
		}
	default:
		b := v.write()
		v.sent = append(v.sent, b)
		v.send(b)
	}
	v.settle()
}

// try does something to a right that was not used.
func (v *election) try(actor rooms.PersonID, name string, a args, done func(*plainElector)) {
	elector := rapid.SampledFrom(v.electors).Draw(v.rt, "elector")
	a["ballot"], a["elector"] = v.id, elector
	e := v.p.electors[elector]
	_, err := v.m.Try(actor, name, a)
	if may := !v.p.ended && e.marks == nil && !e.removed && !e.paper; (err == nil) != may {
		v.rt.Fatalf("%s of %+v gave %v", name, e, err)
	}
	if err == nil {
		done(e)
	}
}

// end closes the round, whatever state it is in, and has papers counted.
func (v *election) end() (papers ballot.HandCount) {
	if !v.p.ended && v.p.until.IsZero() {
		v.m.Do(roomtest.Chair, "ballot.close", args{"ballot": v.id})
	}
	v.m.Clock.Advance(2 * time.Minute)
	v.settle()
	if v.m.State().Ballots[v.id].Running() {
		v.rt.Fatal("its time is up, and it is open")
	}
	v.p.ended = true
	papers.Counts = map[ballot.Choice]int64{}
	for _, e := range v.p.electors {
		if e.paper {
			papers.Issued++
			papers.Returned++
			papers.Counts[rapid.SampledFrom(v.p.question.Choices()).Draw(v.rt, "on paper")]++
		}
	}
	if papers.Issued > 0 {
		for _, teller := range []rooms.PersonID{roomtest.Chair, roomtest.Secretary} {
			v.m.Do(teller, "ballot.enter_count", args{"ballot": v.id, "count": papers})
		}
	}
	return papers
}

// history reads the journal again: the same state, the same log of votes, whose every checkpoint verifies.
func (v *election) history() {
	rt := v.rt
	var leaves [][]byte
	state, err := rooms.ReadLog(v.m.ID, v.m.Journal.Records(v.m.ID), func(leaf []byte) { leaves = append(leaves, leaf) })
	if err != nil {
		rt.Fatal(err)
	}
	if got, want := snapshot(rt, state), v.m.Snapshot(); got != want {
		rt.Fatalf("the journal gives another state\ngives %s\nlive  %s", got, want)
	}
	var edge ledger.Edge
	casts, roots := 0, map[int64]string{}
	for n, leaf := range leaves {
		var act ledger.Act
		if err := json.Unmarshal(leaf, &act); err != nil || act.N != int64(n) {
			rt.Fatalf("leaf %d is %s, %v", n, leaf, err)
		}
		if act.Kind == ledger.KindCast {
			casts++
		}
		edge.Append(leaf)
		roots[edge.Size] = ledger.Checkpoint(ledger.Origin(string(v.m.ID)), edge)
	}
	if edge.Root() != state.Ledger.Root() || casts != v.p.accepted {
		rt.Fatalf("the log holds %d ballots, %d were accepted; or its root is another", casts, v.p.accepted)
	}
	if _, err := roomtest.Audit(v.m.ID, v.m.Journal.Records(v.m.ID), v.m.Signer); err != nil {
		rt.Fatal(err)
	}
	signed := verified(rt, v.m.Signer.Verifier(), state.Ballots[v.id].Checkpoint)
	if !slices.Contains(slices.Collect(maps.Values(roots)), signed) {
		rt.Fatalf("the checkpoint is of no state of the log: %q", signed)
	}
}

// TestVotesAgainstAPlainModel lives through rounds of every form, secrecy and method, with retries, losses, reordering,
// restarts and proxies, and compares every answer and every figure with what is plain.
func TestVotesAgainstAPlainModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		v := newElection(t, rt)
		defer func() { v.m.Registry.Close() }()
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			v.step()
		}
		v.compare(v.end())
		v.m.Do(roomtest.Chair, "ballot.declare", args{"ballot": v.id})
		v.history()
	})
}
