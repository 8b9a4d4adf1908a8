package rooms_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

func records(from, n int) []rooms.Record {
	made := make([]rooms.Record, n)
	for i := range made {
		made[i] = rooms.Record{Seq: uint64(from + i), Epoch: 1, Event: rooms.PageTurned{Page: i}}
	}
	return made
}

func TestAFeedIsInOrder(t *testing.T) {
	f := rooms.NewFeed()
	for n := range 10 {
		rooms.Publish(f, records(n*7, 7))
	}
	got, err := f.Next(t.Context())
	if err != nil || len(got) != 70 || got[69].Seq != 69 {
		t.Errorf("gave %d records, %v", len(got), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("an empty feed gave %v", err)
	}
	rooms.Publish(f, records(70, 1))
	f.Close()
	if got, err := f.Next(t.Context()); err != nil || len(got) != 1 {
		t.Errorf("what was published before closing: %v, %v", got, err)
	}
	if _, err := f.Next(t.Context()); !errors.Is(err, rooms.ErrClosing) {
		t.Errorf("a closed feed gave %v", err)
	}
	if rooms.Publish(f, records(71, 1)) {
		t.Error("a closed feed goes on")
	}
}

func TestAFollowerWhoFallsTooFarBehind(t *testing.T) {
	f := rooms.NewFeed()
	if !rooms.Publish(f, records(0, rooms.MaxFeed)) {
		t.Error("a feed at its limit does not go on")
	}
	if rooms.Publish(f, records(rooms.MaxFeed, 1)) {
		t.Error("a feed beyond its limit goes on")
	}
	if got, err := f.Next(t.Context()); !errors.Is(err, rooms.ErrRetry) {
		t.Errorf("gave %d records, %v", len(got), err)
	}
}

func TestFollowersAgreeWithTheRoom(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(2), roomtest.In(rooms.Draft), roomtest.Proxies(1), roomtest.Notary())
	early := roomtest.Follow(t, m.Room)
	wholeMeeting(t, m)
	late := roomtest.Follow(t, m.Room)
	m.Do(roomtest.Chair, "item.conclude", args{"item": m.State().Agenda.Order[0], "conclusion": "Hết."})
	want := m.Snapshot()
	for name, feed := range map[string]*roomtest.Recorder{"early": early, "late": late} {
		roomtest.Eventually(t, func() string {
			if got := feed.State(); got != want {
				return fmt.Sprintf("the %s follower\nsees %s\nis   %s", name, got, want)
			}
			return ""
		})
	}
}

func TestFeedsEndWithTheRoom(t *testing.T) {
	m := roomtest.New(t)
	feed := roomtest.Follow(t, m.Room)
	m.Registry.Close()
	ends(t, feed, rooms.ErrClosing)
	if _, err := m.Room.Follow(t.Context()); !errors.Is(err, rooms.ErrClosing) {
		t.Errorf("following a closed room gave %v", err)
	}
}

func TestAccess(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(1), roomtest.In(rooms.Draft))
	role := func(id rooms.PersonID) string {
		role, err := m.Room.Access().Role(id)
		if err != nil {
			return code(err)
		}
		return string(role)
	}
	if got := []string{role(roomtest.Chair), role(roomtest.Secretary), role(m.Delegates[0]), role("la")}; !slices.Equal(got, []string{"chair", "secretary", "forbidden", "forbidden"}) {
		t.Errorf("a draft is seen by %v", got)
	}
	m.Do(roomtest.Secretary, "meeting.publish", nil)
	if got := role(m.Delegates[0]); got != "delegate" || m.Room.Access().Phase != rooms.Scheduled {
		t.Errorf("a published meeting is not seen: %s", got)
	}
	item := m.Item("A")
	document := m.Document(item, 1)
	file := m.State().Agenda.Documents[document].File
	if !m.Room.Access().Holds(file) || m.Room.Access().Holds("file-9") {
		t.Error("access does not know the papers")
	}
	m.Do(roomtest.Secretary, "microphone.hold", args{"person": m.Delegates[0], "held": true})
	if !m.Room.Access().Held(m.Delegates[0]) || m.Room.Access().Held(roomtest.Chair) {
		t.Error("access does not know whose microphone is held")
	}
	m.Do(roomtest.Secretary, "item.remove", args{"item": item})
	m.Do(roomtest.Secretary, "person.remove", args{"person": m.Delegates[0]})
	if m.Room.Access().Holds(file) || m.Room.Access().Held(m.Delegates[0]) || role(m.Delegates[0]) != "forbidden" {
		t.Error("access remembers what is gone")
	}
	m.Do(roomtest.Secretary, "person.add", person(args{"id": "khach", "name": "A", "role": "guest"}))
	m.Reopen()
	if role("khach") != "guest" {
		t.Error("access forgot somebody over a restart")
	}
}

func TestTheMediaServerFollows(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(2))
	calls := func(want ...string) {
		t.Helper()
		roomtest.Eventually(t, func() string {
			if got := m.Media.Calls(); !slices.Equal(got, want) {
				return fmt.Sprintf("asked were %q, want %q", got, want)
			}
			return ""
		})
	}
	an, binh := m.Delegates[0], m.Delegates[1]
	m.Do(roomtest.Secretary, "person.add", person(args{"id": "khach", "name": "A", "role": "guest"}))
	m.Do(roomtest.Secretary, "microphone.hold", args{"person": an, "held": true})
	m.Media.Fail(errors.New("the media server is busy"))
	m.Do(roomtest.Secretary, "microphone.hold", args{"person": binh, "held": true})
	m.Do(roomtest.Chair, "floor.grant", args{"person": an})
	m.Do(roomtest.Secretary, "person.remove", args{"person": "khach"})
	want := []string{"hold delegate-1 true", "hold delegate-2 true", "floor delegate-1", "hold delegate-1 false", "remove khach"}
	calls(want...)
	if m.Room.Access().Speaking != an {
		t.Error("access does not know who has the floor")
	}
	m.Do(roomtest.Chair, "floor.end", nil)
	want = append(want, "floor ")
	calls(want...)
	m.Journal.FailNext(errDisk)
	m.Refused(roomtest.Secretary, "microphone.hold", args{"person": binh, "held": false}, rooms.ErrRetry)
	m.Do(roomtest.Chair, "meeting.pause", nil)
	m.Do(roomtest.Chair, "meeting.close", nil)
	m.Registry.Close() // what was promised last is carried out first
	if got := m.Media.Calls(); !slices.Equal(got, append(want, "end")) {
		t.Errorf("asked were %q", got)
	}
}
