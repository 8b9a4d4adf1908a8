package rooms_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dienhong/agenda/ballot"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

// sent is a command with the answer that it got the first time.
type sent struct {
	request rooms.Request
	answer  string
}

// wholeMeeting carries out every command that a device can send, and returns what was sent.
func wholeMeeting(t *testing.T, m *roomtest.Meeting) []sent {
	t.Helper()
	var all []sent
	do := func(actor rooms.PersonID, name string, a args) map[string]any {
		t.Helper()
		q := m.Request(actor, name, a)
		answer, err := m.Room.Do(t.Context(), q)
		if err != nil {
			t.Fatalf("%s of %s: %v", name, actor, err)
		}
		all = append(all, sent{q, asJSON(t, answer)})
		return answer.Data
	}
	chair, secretary, an := roomtest.Chair, roomtest.Secretary, m.Delegates[0]
	do(secretary, "meeting.edit", announcement(args{"proxy_limit": 1}))
	do(secretary, "meeting.publish", nil)
	added := do(secretary, "person.add", person(args{"name": "Vũ Tư", "role": "delegate", "votes": true}))["person"]
	do(secretary, "person.edit", person(args{"id": added, "name": "Vũ Tứ", "role": "guest"}))
	do(secretary, "person.remove", args{"person": added})
	sent := m.Server(an, "substitution.propose", proposal("", "Đỗ Thay")).Data["substitution"]
	do(chair, "substitution.decide", args{"substitution": sent, "approve": true})
	do(an, "substitution.withdraw", args{"substitution": sent})
	one := do(secretary, "item.add", args{"title": "Một"})["item"]
	two := do(secretary, "item.add", args{"title": "Hai"})["item"]
	three := do(secretary, "item.add", args{"title": "Ba"})["item"]
	do(secretary, "item.edit", args{"item": one, "title": "Một A"})
	do(secretary, "item.move", args{"item": one, "index": 1})
	do(secretary, "item.remove", args{"item": three})
	do(chair, "meeting.open_check_in", nil)
	do(an, "attendance.check_in", nil)
	do(secretary, "attendance.mark", args{"person": m.Delegates[1], "present": true})
	do(chair, "meeting.open", nil)
	do(chair, "item.start", args{"item": two})
	document := m.Document(m.State().Agenda.Order[0], 5)
	do(secretary, "document.rename", args{"document": document, "title": "Tờ trình A"})
	do(chair, "presentation.start", args{"document": document})
	do(chair, "presentation.give", args{"person": an})
	do(an, "page.turn", args{"document": document, "page": 2})
	do(chair, "presentation.stop", nil)
	do(secretary, "document.remove", args{"document": document})
	do(an, "floor.request", nil)
	do(an, "floor.withdraw", nil)
	do(m.Delegates[1], "floor.request", nil)
	do(chair, "floor.refuse", args{"person": m.Delegates[1]})
	do(chair, "floor.grant", args{"person": an})
	do(chair, "floor.extend", args{"seconds": 60})
	do(an, "floor.end", nil)
	do(chair, "microphone.hold", args{"person": an, "held": true})
	do(secretary, "screen.show", args{"scene": "agenda"})
	dropped := do(secretary, "ballot.prepare", args{"item": two, "question": "Bỏ?"})["ballot"]
	do(secretary, "ballot.discard", args{"ballot": dropped})
	id := do(secretary, "ballot.prepare", args{"item": two, "question": "Thông qua?"})["ballot"]
	do(chair, "ballot.open", args{"ballot": id, "seconds": 60})
	do(chair, "ballot.extend", args{"ballot": id, "seconds": 60})
	hash := m.State().Ballots[id.(rooms.BallotID)].Hash
	do(an, "ballot.cast", args{"ballot": id, "hash": hash, "marks": args{"yes": 1}})
	do(chair, "ballot.remove_elector", args{"ballot": id, "elector": m.Delegates[1], "reason": "Đình chỉ quyền"})
	do(chair, "ballot.close", args{"ballot": id})
	do(chair, "ballot.declare", args{"ballot": id})
	do(chair, "ballot.void", args{"ballot": id, "reason": "Nhầm"})
	wholeRounds(t, m, two, do)
	do(an, "attendance.leave", nil)
	do(chair, "meeting.pause", nil)
	do(chair, "meeting.resume", nil)
	do(secretary, "item.conclude", args{"item": two, "conclusion": "Xong."})
	do(chair, "meeting.close", nil)
	return all
}

// wholeRounds votes with tellers, on paper, by letters and by proxy.
func wholeRounds(t *testing.T, m *roomtest.Meeting, item any, do func(actor rooms.PersonID, name string, a args) map[string]any) {
	t.Helper()
	chair, secretary, an, binh := roomtest.Chair, roomtest.Secretary, m.Delegates[0], m.Delegates[1]
	state := func(id any) *rooms.Ballot { return m.State().Ballots[id.(rooms.BallotID)] }
	do(secretary, "proxy.set", args{"principal": binh, "to": an, "document": "Giấy ủy quyền số 1"})
	do(secretary, "proxy.set", args{"principal": binh})

	split := do(secretary, "ballot.prepare", args{
		"item": item, "question": "Bầu?", "secrecy": "secret_tellers", "tellers": []rooms.PersonID{an, binh}, "threshold": 2,
	})["ballot"]
	holders := []tablet{newTablet(t), newTablet(t)}
	do(an, "ballot.hold_key", args{"ballot": split, "public": holders[0].Public()})
	do(binh, "ballot.hold_key", args{"ballot": split, "public": holders[1].Public()})
	do(chair, "ballot.open", args{"ballot": split})
	b := state(split)
	do(an, "ballot.cast", m.Sealed(b, an, ballot.Mark(ballot.Yes)))
	do(binh, "ballot.cast", m.Sealed(b, binh, ballot.Mark(ballot.No)))
	do(chair, "ballot.close", args{"ballot": split})
	for i, teller := range []rooms.PersonID{an, binh} {
		do(teller, "ballot.share_key", args{"ballot": split, "share": holders[i].share(t, m.ID, b, teller)})
	}

	mixed := do(secretary, "ballot.prepare", args{"item": item, "question": "Thông qua?", "method": "mixed"})["ballot"]
	do(chair, "ballot.open", args{"ballot": mixed})
	do(secretary, "ballot.issue_paper", args{"ballot": mixed, "elector": binh})
	hands := do(chair, "ballot.fall_back", args{"ballot": mixed, "method": "hands", "reason": "Mất mạng"})["ballot"]
	do(chair, "ballot.close", args{"ballot": hands})
	count := args{"issued": 2, "returned": 2, "counts": args{"yes": 2}}
	do(chair, "ballot.enter_count", args{"ballot": hands, "count": count})
	do(secretary, "ballot.enter_count", args{"ballot": hands, "count": count})

	letters := do(secretary, "ballot.prepare", args{
		"item": item, "question": "Đồng ý?", "method": "letters", "rule": ballot.Majority(ballot.Filled),
	})["ballot"]
	do(chair, "ballot.open", args{"ballot": letters, "deadline": m.Clock.Now().Add(48 * time.Hour)})
	do(secretary, "ballot.remind", args{"ballot": letters})
	do(chair, "ballot.extend", args{"ballot": letters, "deadline": m.Clock.Now().Add(72 * time.Hour)})
	do(chair, "ballot.void", args{"ballot": letters, "reason": "Chuyển sang phiên họp"})
}

func asJSON(t *testing.T, answer rooms.Answer) string {
	t.Helper()
	data, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestRepeatedCommands sends every command of a whole meeting again: at once, and after the server was started anew.
func TestRepeatedCommands(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(2), roomtest.In(rooms.Draft), roomtest.Proxies(1), roomtest.Notary())
	all := wholeMeeting(t, m)
	names := map[string]bool{}
	for _, s := range all {
		names[s.request.Name] = true
	}
	if want := slices.Sorted(maps.Keys(rooms.CommandTypes())); !slices.Equal(slices.Sorted(maps.Keys(names)), want) {
		t.Errorf("sent were %v\nthere are %v", slices.Sorted(maps.Keys(names)), want)
	}
	again := func(when string, durableOnly bool) {
		t.Helper()
		before := m.Snapshot()
		for _, s := range all {
			if durableOnly && (s.request.Name == "page.turn" || strings.Contains(s.answer, `"shares":1`)) {
				continue // it is remembered until the room is taken again
			}
			answer, err := m.Room.Do(t.Context(), s.request)
			if err != nil || asJSON(t, answer) != s.answer {
				t.Errorf("%s %s gave %s, %v; the first time %s", s.request.Name, when, asJSON(t, answer), err, s.answer)
			}
		}
		if after := m.Snapshot(); after != before {
			t.Errorf("sending everything again %s changed the state\nfrom %s\nto   %s", when, before, after)
		}
	}
	again("at once", false)
	m.Reopen()
	again("after a restart", true)

	other := all[0].request
	other.Digest = "another"
	if _, err := m.Room.Do(t.Context(), other); !errors.Is(err, rooms.ErrCommandConflict) {
		t.Errorf("the same id with other content gave %v", err)
	}
	stranger := all[0].request
	stranger.Actor = m.Delegates[0]
	if _, err := m.Room.Do(t.Context(), stranger); code(err) != "forbidden" {
		t.Errorf("the same id of somebody else gave %v", err)
	}
}

// TestAVolatileCommandSentAgain: a page turn whose answer was lost must not turn the page back later.
func TestAVolatileCommandSentAgain(t *testing.T) {
	m, turn := presented(t)
	q := m.Request(roomtest.Chair, "page.turn", args{"document": m.State().Presentation.Document, "page": 2})
	if _, err := m.Room.Do(t.Context(), q); err != nil {
		t.Fatal(err)
	}
	turn(5)
	if _, err := m.Room.Do(t.Context(), q); err != nil {
		t.Fatal(err)
	}
	if page := m.State().Presentation.Page; page != 5 {
		t.Errorf("page %d", page)
	}
	for page := range 4200 { // what changed nothing durable is not remembered for ever
		turn(page%2 + 10)
	}
	if _, err := m.Room.Do(t.Context(), q); err != nil {
		t.Fatal(err)
	}
	if page := m.State().Presentation.Page; page != 2 {
		t.Errorf("page %d", page)
	}
}

// TestARoomTakenAgainIsTheSame goes through every event of a whole meeting, in a journal with and without snapshots.
func TestARoomTakenAgainIsTheSame(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(2), roomtest.In(rooms.Draft), roomtest.Proxies(1), roomtest.Notary())
	wholeMeeting(t, m)
	for id := range m.State().People { // a taking is what ends a link
		m.Server("", "link.report", rooms.ReportLink{Person: id, Online: false})
	}
	for round := range 3 {
		before := m.State()
		for range 300 * round { // past the next snapshot
			m.Do(roomtest.Secretary, "item.conclude", args{"item": before.Agenda.Order[0], "conclusion": m.NewCommand()})
		}
		before = m.State()
		m.Reopen()
		after := m.State()
		if after.Epoch != before.Epoch+1 || after.Seq != before.Seq+1 {
			t.Errorf("epoch %d, seq %d after epoch %d, seq %d", after.Epoch, after.Seq, before.Epoch, before.Seq)
		}
		after.Epoch, after.Seq = before.Epoch, before.Seq
		if got, want := snapshot(t, after), snapshot(t, before); got != want {
			t.Errorf("round %d\ngives %s\nwas   %s", round, got, want)
		}
	}
	loaded, err := m.Journal.Take(t.Context(), m.ID)
	if err != nil || loaded.Snapshot == nil || len(loaded.Records) > 510 {
		t.Errorf("%d records are read after the snapshot of %d bytes, %v", len(loaded.Records), len(loaded.Snapshot), err)
	}
}

// TestSnapshotsOfAHeavyMeeting votes again and again: snapshots grow with the meeting, so they come less often.
func TestSnapshotsOfAHeavyMeeting(t *testing.T) {
	journal := &weighing{Journal: roomtest.NewJournal()}
	m := roomtest.New(t, roomtest.On(journal), roomtest.Delegates(200))
	for range 20 {
		id, hash := m.OpenBallot("Thông qua?", 0)
		for _, voter := range m.Delegates {
			m.Do(voter, "ballot.cast", roomtest.Cast(id, hash, "yes"))
		}
		m.Do(roomtest.Chair, "ballot.close", args{"ballot": id})
	}
	journal.mu.Lock()
	defer journal.mu.Unlock()
	if journal.snapshots < 3 || journal.weight > 400*journal.events {
		t.Errorf("%d snapshots of %d bytes for %d events", journal.snapshots, journal.weight, journal.events)
	}
}

// weighing adds up what a room writes.
type weighing struct {
	*roomtest.Journal
	mu                        sync.Mutex
	snapshots, weight, events int
}

func (w *weighing) Append(ctx context.Context, id rooms.MeetingID, batch rooms.Batch) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if batch.Snapshot != nil {
		w.snapshots++
		w.weight += len(batch.Snapshot)
	}
	w.events += len(batch.Records)
	return w.Journal.Append(ctx, id, batch)
}
