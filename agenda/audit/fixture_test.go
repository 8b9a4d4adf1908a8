package audit_test

import (
	"testing"
	"time"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/ledger"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

// fixture is a meeting in which every kind of act happened, and its rounds by name.
type fixture struct {
	t testing.TB
	ledger.Export
	signer *ledger.Signer
	rounds map[string]string
}

// acted holds the acts and lets a case find the one that it tampers with.
type acted struct {
	t    testing.TB
	all  []ledger.Act
	name map[string]string
}

// at returns the place of the nth act of a kind in a round.
func (a *acted) at(round string, kind ledger.Kind, nth int) int {
	a.t.Helper()
	for i, act := range a.all {
		if act.Ballot == a.name[round] && act.Kind == kind {
			if nth == 0 {
				return i
			}
			nth--
		}
	}
	a.t.Fatalf("round %s has no such %s", round, kind)
	return 0
}

func (a *acted) of(round string, kind ledger.Kind) *ledger.Act { return &a.all[a.at(round, kind, 0)] }

func (a *acted) drop(i int) { a.all = append(a.all[:i:i], a.all[i+1:]...) }

// put puts a copy of an act of the same kind, for it shares no member with the first, before place i.
func (a *acted) put(i int, act ledger.Act) {
	a.all = append(a.all[:i:i], append([]ledger.Act{act}, a.all[i:]...)...)
}

var candidates = []map[string]any{{"id": "hoa", "title": "Lê Hòa"}, {"id": "binh", "title": "Trần Bình"}, {"id": "an", "title": "Ngô An"}}

// newFixture lives through rounds of every method and every secrecy that needs no teller's key.
func newFixture(t testing.TB) fixture {
	m := roomtest.New(t, roomtest.Delegates(6), roomtest.Notary(), roomtest.Seats(8), roomtest.Proxies(2))
	f := fixture{t: t, rounds: map[string]string{}, signer: m.Signer}
	m.Do(roomtest.Secretary, "person.edit", map[string]any{"person": rooms.Person{
		ID: roomtest.Chair, Name: "Nguyễn Văn Chủ", Role: rooms.Chair, Votes: true,
	}})
	f.named(m)
	f.secret(m)
	f.hands(m)
	f.mixed(m)
	f.elected(m)
	f.tied(m)
	f.letters(m)
	f.raised(m)
	f.linked(m)
	f.weighted(m)
	f.Export = export(t, m)
	return f
}

func (f *fixture) open(m *roomtest.Meeting, name string, seconds int, more map[string]any) *rooms.Ballot {
	id, _ := m.OpenRound(name, seconds, more)
	f.rounds[name] = string(id)
	return m.State().Ballots[id]
}

// named lets votes be changed, is extended, and one comes too late.
func (f *fixture) named(m *roomtest.Meeting) {
	b := f.open(m, "named", 60, map[string]any{"allow_change": true})
	for i, choice := range []ballot.Choice{ballot.No, ballot.Yes, ballot.Yes, ballot.Abstain} {
		vote(m, b, m.Delegates[i], m.Delegates[i], ballot.Mark(choice))
	}
	vote(m, b, m.Delegates[0], m.Delegates[0], ballot.Mark(ballot.Yes))
	m.Do(roomtest.Chair, "ballot.remove_elector", map[string]any{"ballot": b.ID, "elector": m.Delegates[5], "reason": "Đình chỉ"})
	m.Do(roomtest.Chair, "ballot.extend", map[string]any{"ballot": b.ID, "seconds": 30})
	m.CloseBallot(b.ID)
	args := roomtest.Cast(b.ID, b.Hash, "yes")
	m.Refused(m.Delegates[4], "ballot.cast", args, rooms.ErrBallotClosed)
	m.Do(roomtest.Chair, "ballot.declare", map[string]any{"ballot": b.ID})
}

// secret is voided once and put again.
func (f *fixture) secret(m *roomtest.Meeting) {
	item := m.Item("secret")
	again := map[string]any{"item": item, "secrecy": "secret"}
	b := f.open(m, "void", 0, again)
	vote(m, b, m.Delegates[0], m.Delegates[0], ballot.Mark(ballot.No))
	m.Do(roomtest.Chair, "ballot.void", map[string]any{"ballot": b.ID, "reason": "Nhầm nội dung"})
	again["supersedes"] = b.ID
	b = f.open(m, "secret", 0, again)
	for i, choice := range []ballot.Choice{ballot.Yes, ballot.Yes, ballot.No, ballot.Yes} {
		vote(m, b, m.Delegates[i], m.Delegates[i], ballot.Mark(choice))
	}
	m.CloseBallot(b.ID)
	m.Do(roomtest.Chair, "ballot.declare", map[string]any{"ballot": b.ID})
}

func (f *fixture) hands(m *roomtest.Meeting) {
	b := f.open(m, "hands", 0, map[string]any{"method": "hands", "tellers": m.Delegates[:2]})
	m.CloseBallot(b.ID)
	f.count(m, b, map[string]any{"issued": 6, "returned": 6, "counts": map[string]int{"yes": 4, "no": 2}})
}

func (f *fixture) count(m *roomtest.Meeting, b *rooms.Ballot, count map[string]any) {
	for _, teller := range m.Delegates[:2] {
		m.Do(teller, "ballot.enter_count", map[string]any{"ballot": b.ID, "count": count})
	}
	m.Do(roomtest.Chair, "ballot.declare", map[string]any{"ballot": b.ID})
}

// mixed takes sealed ballots and two papers, of which one is invalid.
func (f *fixture) mixed(m *roomtest.Meeting) {
	b := f.open(m, "mixed", 0, map[string]any{"method": "mixed", "secrecy": "secret", "tellers": m.Delegates[:2]})
	vote(m, b, m.Delegates[0], m.Delegates[0], ballot.Mark(ballot.Yes))
	for _, elector := range m.Delegates[1:3] {
		m.Do(roomtest.Secretary, "ballot.issue_paper", map[string]any{"ballot": b.ID, "elector": elector})
	}
	m.CloseBallot(b.ID)
	f.count(m, b, map[string]any{"issued": 2, "returned": 2, "invalid": 1, "counts": map[string]int{"no": 1}})
}

// elected fills one of two seats; a further round is for the other.
func (f *fixture) elected(m *roomtest.Meeting) {
	more := map[string]any{"item": m.Item("election"), "form": "elect", "most": 2, "winners": 2, "options": candidates}
	b := f.open(m, "election", 0, more)
	for i, voter := range m.Delegates {
		marks := ballot.Mark("hoa")
		if i%2 == 0 {
			marks["binh"] = 1
		}
		vote(m, b, voter, voter, marks)
	}
	m.CloseBallot(b.ID)
	more["follows"], more["most"], more["winners"], more["options"] = b.ID, 1, 1, candidates[1:]
	b = f.open(m, "further", 0, more)
	decide(m, b.ID, ballot.Mark("an"))
}

// tied is decided by the chair, who has the vote of an absent delegate as well.
func (f *fixture) tied(m *roomtest.Meeting) {
	m.Do(m.Delegates[5], "attendance.leave", nil)
	m.Do(roomtest.Secretary, "proxy.set", map[string]any{"principal": m.Delegates[5], "to": m.Delegates[0]})
	rule := ballot.Majority(ballot.Present)
	rule.Tie = ballot.TieChair
	rule.Quorum = ballot.Quorum{Base: ballot.AllSeats, Num: 1, Den: 2, When: ballot.AtBoth}
	b := f.open(m, "tied", 0, map[string]any{"rule": rule})
	vote(m, b, roomtest.Chair, roomtest.Chair, ballot.Mark(ballot.Yes))
	vote(m, b, m.Delegates[1], m.Delegates[1], ballot.Mark(ballot.No))
	vote(m, b, m.Delegates[0], m.Delegates[5], ballot.Mark(ballot.No))
	vote(m, b, m.Delegates[0], m.Delegates[0], ballot.Mark(ballot.Yes))
	m.CloseBallot(b.ID)
	m.Do(roomtest.Chair, "ballot.declare", map[string]any{"ballot": b.ID})
}

// letters are answered by too few, though enough were in the room when they were sent.
func (f *fixture) letters(m *roomtest.Meeting) {
	rule := ballot.Majority(ballot.Cast)
	rule.Quorum = ballot.Quorum{Base: ballot.AllSeats, Num: 1, Den: 2, When: ballot.AtOpening}
	id := m.Prepare("letters", map[string]any{"method": "letters", "rule": rule})
	f.rounds["letters"] = string(id)
	m.Do(roomtest.Chair, "ballot.open", map[string]any{"ballot": id, "deadline": m.Clock.Now().Add(72 * time.Hour)})
	b := m.State().Ballots[id]
	for _, voter := range m.Delegates[:3] {
		vote(m, b, voter, voter, ballot.Mark(ballot.Yes))
	}
	m.CloseBallot(id)
	m.Do(roomtest.Chair, "ballot.declare", map[string]any{"ballot": id})
	if got := m.State().Ballots[id].Tally; got.Outcome != ballot.NoQuorum || got.Heads.AtOpening < got.QuorumNeeded {
		f.t.Fatalf("letters: %+v", got)
	}
}

func (f *fixture) weighted(m *roomtest.Meeting) {
	for i, voter := range m.Delegates {
		m.Do(roomtest.Secretary, "person.edit", map[string]any{"person": rooms.Person{
			ID: voter, Name: "Cổ đông", Role: rooms.Delegate, Votes: true, Weight: int64(i+1) * 1_500_000,
		}})
	}
	rule := ballot.Rule{Base: ballot.Cast, Num: 65, Den: 100, ByWeight: true}
	b := f.open(m, "weighted", 0, map[string]any{"rule": rule, "secrecy": "secret"})
	for i, voter := range m.Delegates[:5] {
		vote(m, b, voter, voter, ballot.Mark(ballot.YesNoAbstain()[i/3]))
	}
	m.CloseBallot(b.ID)
	m.Do(roomtest.Chair, "ballot.declare", map[string]any{"ballot": b.ID})
}

// raised is a tie of hands that the chair's own decides.
func (f *fixture) raised(m *roomtest.Meeting) {
	rule := ballot.Majority(ballot.Filled)
	rule.Tie = ballot.TieChair
	b := f.open(m, "raised", 0, map[string]any{"method": "hands", "rule": rule, "tellers": m.Delegates[:2]})
	m.CloseBallot(b.ID)
	f.count(m, b, map[string]any{
		"issued": 4, "returned": 4, "counts": map[string]int{"yes": 2, "no": 2}, "chair": map[string]int{"yes": 1},
	})
	if got := m.State().Ballots[b.ID].Tally; !got.ByChair || got.Outcome != ballot.Passed {
		f.t.Fatalf("raised: %+v", got)
	}
}

// linked are three rounds that run together, of which one is voided and repeated, and that are declared in one act.
func (f *fixture) linked(m *roomtest.Meeting) {
	item := m.Item("linked")
	more := map[string]any{"item": item, "group": "nhom-1"}
	first, second := f.open(m, "linked", 0, more), f.open(m, "linked-void", 0, more)
	for _, b := range []*rooms.Ballot{first, second} {
		vote(m, b, m.Delegates[1], m.Delegates[1], ballot.Mark(ballot.Yes))
		m.CloseBallot(b.ID)
	}
	m.Do(roomtest.Chair, "ballot.void", map[string]any{"ballot": second.ID, "reason": "Nhầm tên"})
	third := f.open(m, "linked-again", 0, map[string]any{"item": item, "supersedes": second.ID, "secrecy": "secret"})
	vote(m, third, m.Delegates[2], m.Delegates[2], ballot.Mark(ballot.No))
	m.CloseBallot(third.ID)
	m.Do(roomtest.Chair, "ballot.declare", map[string]any{"ballot": first.ID})
	if b := m.State().Ballots[third.ID]; b.State != rooms.BallotIsPublic {
		f.t.Fatalf("linked: the last is %s", b.State)
	}
}
