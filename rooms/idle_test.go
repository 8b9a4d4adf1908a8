package rooms_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

// resting is a meeting whose room rests after 40 milliseconds of a clock that stands still: only when a test moves it.
func resting(t *testing.T, options ...roomtest.Option) *roomtest.Meeting {
	return roomtest.New(t, append(options, roomtest.With(rooms.Config{IdleAfter: 40 * time.Millisecond}))...)
}

func rests(t *testing.T, m *roomtest.Meeting) {
	t.Helper()
	roomtest.Eventually(t, func() string {
		if live := m.Registry.Live(); len(live) != 0 {
			return fmt.Sprintf("%d rooms are live", len(live))
		}
		return ""
	})
}

// stays gives a room that must not rest ten times the time in which one that may has long done so.
func stays(t *testing.T, m *roomtest.Meeting) {
	t.Helper()
	for range 10 {
		time.Sleep(10 * time.Millisecond)
		if live := m.Registry.Live(); len(live) != 1 || live[0] != m.Room {
			t.Fatalf("live are %v", live)
		}
	}
}

func TestAnIdleRoomRestsAndComesBack(t *testing.T) {
	m := resting(t)
	document := m.Document(m.Item("Báo cáo"), 9)
	m.Do(roomtest.Chair, "presentation.start", args{"document": document})
	stays(t, m)
	m.Do(roomtest.Chair, "page.turn", args{"document": document, "page": 7})
	before := m.State()
	m.Clock.Advance(time.Second)
	rests(t, m)
	if _, err := m.Try(roomtest.Secretary, "item.add", args{"title": "A"}); !errors.Is(err, rooms.ErrClosing) {
		t.Errorf("a resting room answers %v", err)
	}
	room, err := m.Registry.Open(t.Context(), m.ID)
	if err != nil {
		t.Fatal(err)
	}
	m.Room = room
	m.Item("A")
	if after := m.State(); after.Epoch != before.Epoch+1 || len(after.Agenda.Order) != 2 || after.Presentation.Page != 7 {
		t.Errorf("epoch %d after %d, page %d", after.Epoch, before.Epoch, after.Presentation.Page)
	}
	written(t, m, "page.turned")
}

func TestAFollowedRoomDoesNotRest(t *testing.T) {
	m := resting(t)
	feed, err := m.Room.Follow(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m.Clock.Advance(time.Hour)
	stays(t, m)
	feed.Close()
	feed.Close() // once is enough
	rests(t, m)
}

func TestWhoGaveUpFollowingKeepsNoRoomOpen(t *testing.T) {
	m := resting(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 20 { // whether the look was carried out or not
		if feed, err := m.Room.Follow(ctx); err == nil {
			feed.Close()
		}
	}
	m.Clock.Advance(time.Hour)
	rests(t, m)
}

func TestABallotWhoseTimeRunsKeepsItsRoom(t *testing.T) {
	m := resting(t, roomtest.Delegates(1))
	m.OpenBallot("Thông qua?", 3600)
	m.Clock.Advance(time.Minute)
	stays(t, m)
	m.Clock.Advance(time.Hour)
	rests(t, m)
	if n := written(t, m, "ballot.closed"); n != 1 {
		t.Errorf("closed %d times", n)
	}
}

// TestOpenUsesARoom asks again and again, each time when the room would rest a moment later.
func TestOpenUsesARoom(t *testing.T) {
	m := resting(t)
	for range 10 {
		m.Clock.Advance(39 * time.Millisecond)
		room, err := m.Registry.Open(t.Context(), m.ID)
		if err != nil || room != m.Room {
			t.Fatalf("open gave %p after %p, %v", room, m.Room, err)
		}
		time.Sleep(15 * time.Millisecond) // the registry looks every ten
	}
	m.Clock.Advance(40 * time.Millisecond)
	rests(t, m)
}

func TestRoomsThatNeverRest(t *testing.T) {
	m := roomtest.New(t, roomtest.With(rooms.Config{}))
	m.Clock.Advance(1000 * time.Hour)
	stays(t, m)
	if (rooms.Config{IdleAfter: -1}).Validate() == nil || rooms.Default().Validate() != nil || rooms.Default().IdleAfter <= 0 {
		t.Error("the configuration is not what it says")
	}
}

// TestOpeningAndRestingAtOnce lets askers meet a room that rests whenever it can. Nobody is left without an answer, and
// what was answered is written once.
func TestOpeningAndRestingAtOnce(t *testing.T) {
	m := resting(t)
	stop := make(chan struct{})
	moved := make(chan struct{})
	go func() {
		defer close(moved)
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
				m.Clock.Advance(time.Second)
			}
		}
	}()
	done := 0
	for n := range 300 {
		room, err := m.Registry.Open(t.Context(), m.ID)
		if err != nil {
			t.Fatal(err)
		}
		if n%10 == 0 {
			time.Sleep(12 * time.Millisecond)
		}
		_, err = room.Do(t.Context(), m.Request(roomtest.Secretary, "screen.show", args{"scene": []string{"blank", "auto"}[done%2]}))
		switch {
		case err == nil:
			done++
		case !errors.Is(err, rooms.ErrClosing):
			t.Fatal(err)
		}
	}
	close(stop)
	<-moved
	if n := written(t, m, "screen.shown"); n != done || done == 0 {
		t.Errorf("%d were answered, %d are written", done, n)
	}
	t.Logf("taken %d times", written(t, m, "room.taken"))
}
