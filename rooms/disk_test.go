package rooms_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/seal"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

var errFull = fmt.Errorf("append to journal: %w", rooms.ErrDiskFull)

// TestAFullDiskRefusesAndTheRoundGoesOn: nobody's ballot of the failed batch is recorded, nobody else notices, and the
// same ballots are taken once there is room.
func TestAFullDiskRefusesAndTheRoundGoesOn(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(5))
	id, hash := m.OpenBallot("Thông qua?", 0)
	feed := roomtest.Follow(t, m.Room)
	epoch := m.State().Epoch
	first := m.Do(m.Delegates[0], "ballot.cast", roomtest.Cast(id, hash, "yes"))

	release, held := held(t, m)
	var requests []rooms.Request
	var outcomes []<-chan error
	for _, voter := range m.Delegates[1:] {
		requests = append(requests, m.Request(voter, "ballot.cast", roomtest.Cast(id, hash, "no")))
		outcomes = append(outcomes, asked(m, requests[len(requests)-1]))
	}
	queued(t, m, 4)
	m.Journal.FailNext(nil)
	for range 20 { // the news itself cannot be written either
		m.Journal.FailNext(errFull)
	}
	release()
	if err := <-held; err != nil {
		t.Error(err)
	}
	for _, outcome := range outcomes {
		if err := <-outcome; code(err) != "disk_full" {
			t.Errorf("a ballot for which there was no room gave %v", err)
		}
	}
	feed.Await("disk.changed")
	state := m.State()
	if b := state.Ballots[id]; !b.Running() || len(b.Cast) != 1 || !state.DiskFull || state.Epoch != epoch {
		t.Errorf("the round is %s with %d ballots, full %v, in epoch %d after %d", b.State, len(b.Cast), state.DiskFull, state.Epoch, epoch)
	}
	if err := feed.Ended(); err != nil {
		t.Errorf("who follows was sent away: %v", err)
	}
	for {
		if _, err := m.Room.Do(t.Context(), requests[0]); err == nil {
			break
		} else if !errors.Is(err, rooms.ErrDiskFull) {
			t.Fatalf("again: %v", err)
		}
	}
	for _, request := range requests { // the first of them a second time
		if _, err := m.Room.Do(t.Context(), request); err != nil {
			t.Errorf("with room again: %v", err)
		}
	}
	again, err := m.Room.Do(t.Context(), m.Request(m.Delegates[0], "ballot.cast", roomtest.Cast(id, hash, "yes")))
	if code(err) != "ballot_already_cast" {
		t.Errorf("the ballot that was recorded before gave %v, %v", again, err)
	}
	m.Reopen()
	state = m.State()
	if b := state.Ballots[id]; len(b.Cast) != 5 || state.DiskFull || b.Cast[m.Delegates[0]].Receipt != first.Data["receipt"] {
		t.Errorf("%d ballots are recorded, full %v", len(b.Cast), state.DiskFull)
	}
	if n := written(t, m, "ballot.cast"); n != 5 {
		t.Errorf("%d ballots are in the journal", n)
	}
	if n := written(t, m, "disk.changed"); n != 2 {
		t.Errorf("%d changes of the disk are in the journal", n)
	}
}

// TestVolatileEventsOutlastAFullDisk: what was published is not taken back.
func TestVolatileEventsOutlastAFullDisk(t *testing.T) {
	m := roomtest.New(t)
	document := m.Document(m.Item("A"), 9)
	m.Do(roomtest.Chair, "presentation.start", map[string]any{"document": document, "page": 1})
	for range 3 {
		m.Journal.FailNext(errFull)
	}
	m.Do(roomtest.Chair, "page.turn", map[string]any{"document": document, "page": 5})
	m.Refused(roomtest.Secretary, "item.add", map[string]any{"title": "B"}, rooms.ErrDiskFull)
	if state := m.State(); state.Presentation.Page != 5 || !state.DiskFull {
		t.Errorf("page %d is shown, full %v", state.Presentation.Page, state.DiskFull)
	}
	roomtest.Eventually(t, func() string { // by itself, when there is room
		if m.State().DiskFull {
			return "it is still said to be full"
		}
		return ""
	})
	m.Do(roomtest.Secretary, "item.add", map[string]any{"title": "B"})
	m.Reopen()
	if state := m.State(); state.Presentation.Page != 5 || len(state.Agenda.Order) != 2 {
		t.Errorf("page %d and %d items came back", state.Presentation.Page, len(state.Agenda.Order))
	}
}

// TestACloseWaitsForRoom: a round whose time is up on a full disk is closed when there is room, and nothing is lost.
func TestACloseWaitsForRoom(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(3))
	id, hash := m.OpenBallot("Thông qua?", 10)
	m.Do(m.Delegates[0], "ballot.cast", roomtest.Cast(id, hash, "yes"))
	m.Journal.FailNext(errFull)
	m.Clock.Advance(time.Minute)
	roomtest.Eventually(t, func() string {
		if b := m.State().Ballots[id]; b.State != rooms.BallotIsClosed || b.Tally.Counts[ballot.Yes] != 1 {
			return fmt.Sprintf("the round is %s", b.State)
		}
		return ""
	})
}

// noRoom keeps no keys, for want of room.
type noRoom struct{ rooms.Seals }

func (noRoom) Create(string) ([]byte, error) {
	return nil, fmt.Errorf("create key: %w", seal.ErrDiskFull)
}
func (noRoom) List() []string { return nil }

func TestNoRoomForAKey(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(5))
	m.Registry.Close()
	m.Registry = registry(t, m.Journal, m.Clock)
	m.Registry.Notarise(noRoom{}, nil)
	room, err := m.Registry.Open(t.Context(), m.ID)
	if err != nil {
		t.Fatal(err)
	}
	m.Room = room
	item := m.Item("A")
	answer := m.Do(roomtest.Secretary, "ballot.prepare", map[string]any{"item": item, "question": "Bầu?", "secrecy": "secret"})
	m.Refused(roomtest.Chair, "ballot.open", map[string]any{"ballot": answer.Data["ballot"]}, rooms.ErrDiskFull)
}
