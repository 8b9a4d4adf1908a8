package rooms_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

func registry(t *testing.T, journal rooms.Journal, clock rooms.Clock, config ...rooms.Config) *rooms.Registry {
	t.Helper()
	g := rooms.NewRegistry(journal, nil, clock, slog.New(slog.DiscardHandler), config...)
	t.Cleanup(g.Close)
	return g
}

func TestCreate(t *testing.T) {
	secretary := rooms.Person{ID: "thu-ky", Name: "Thư", Role: rooms.Secretary}
	many := slices.Repeat([]rooms.Person{{Name: "A", Role: rooms.Delegate}}, rooms.MaxPeople)
	for _, c := range []struct {
		name   string
		change func(*rooms.Announcement)
		people []rooms.Person
		want   string
	}{
		{"with a secretary", nil, []rooms.Person{secretary}, ""},
		{"with a chair without an id", nil, []rooms.Person{{Name: "Chủ", Role: rooms.Chair}}, ""},
		{"with nobody", nil, nil, "command_invalid"},
		{"with no desk", nil, []rooms.Person{{Name: "A", Role: rooms.Delegate}}, "command_invalid"},
		{"with somebody twice", nil, []rooms.Person{secretary, secretary}, "exists"},
		{"with a name of nothing", nil, []rooms.Person{secretary, {ID: "an", Role: rooms.Delegate}}, "text_empty"},
		{"with an id that cannot be", nil, []rooms.Person{secretary, {ID: "../an", Name: "An", Role: rooms.Delegate}}, "command_invalid"},
		{"with too many", nil, append(many, secretary), "too_many"},
		{"without a title", func(a *rooms.Announcement) { a.Title = "\t" }, []rooms.Person{secretary}, "text_empty"},
		{"without a beginning", func(a *rooms.Announcement) { a.Starts = time.Time{} }, []rooms.Person{secretary}, "out_of_range"},
	} {
		t.Run(c.name, func(t *testing.T) {
			journal := roomtest.NewJournal()
			g := registry(t, journal, roomtest.NewClock())
			announcement := rooms.Announcement{Title: "  Giao ban ", Body: "UBND", Starts: start.In(time.FixedZone("ICT", 7*3600))}
			if c.change != nil {
				c.change(&announcement)
			}
			id, err := g.Create(t.Context(), "thu-ky", announcement, c.people)
			if (err == nil) != (c.want == "") || (err != nil && code(err) != c.want) {
				t.Fatalf("gave %q, %v; want %q", id, err, c.want)
			}
			if err != nil {
				return
			}
			head := journal.Head(id)
			if head.Title != "Giao ban" || head.Phase != rooms.Draft || len(head.Members) != len(c.people) || head.Starts.Location() != time.UTC {
				t.Errorf("head %+v", head)
			}
			if records := journal.Records(id); len(records) != 1+len(c.people) || records[0].Actor != "thu-ky" {
				t.Errorf("records %+v", records)
			}
		})
	}
}

func TestHeadsFollowTheRoom(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(1), roomtest.In(rooms.CheckInOpen))
	want := func(phase rooms.Phase, title string, members int) {
		t.Helper()
		if h := m.Journal.Head(m.ID); h.Phase != phase || h.Title != title || len(h.Members) != members {
			t.Errorf("head %+v", h)
		}
	}
	want(rooms.CheckInOpen, "Kỳ họp thứ 9", 3)
	m.Do(roomtest.Secretary, "person.add", person(args{"id": "khach", "name": "Khách", "role": "guest"}))
	m.Do(roomtest.Secretary, "meeting.edit", announcement(nil))
	want(rooms.CheckInOpen, "Kỳ họp bất thường", 4)
	m.Do(roomtest.Secretary, "person.edit", person(args{"id": "khach", "name": "Khách", "role": "unit"}))
	if role := m.Journal.Head(m.ID).Members["khach"]; role != rooms.Unit {
		t.Errorf("role %s", role)
	}
	m.Do(roomtest.Secretary, "person.remove", args{"person": "khach"})
	m.Do(roomtest.Chair, "meeting.open", args{"without": "x"})
	want(rooms.InSession, "Kỳ họp bất thường", 3)
}

func TestOpenGivesOneRoomToAll(t *testing.T) {
	m := roomtest.New(t)
	g := registry(t, m.Journal, m.Clock)
	opened := make([]*rooms.Room, 50)
	var wg sync.WaitGroup
	for i := range opened {
		wg.Go(func() {
			var err error
			if opened[i], err = g.Open(t.Context(), m.ID); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, room := range opened {
		if room != opened[0] {
			t.Fatal("two rooms of one meeting are live")
		}
	}
	if live := g.Live(); len(live) != 1 || live[0].ID() != m.ID {
		t.Errorf("live are %v", live)
	}
	if _, err := g.Open(t.Context(), "m9"); !errors.Is(err, rooms.ErrNoMeeting) {
		t.Errorf("an unknown meeting gave %v", err)
	}
	g.Close()
	g.Close()
	if _, err := g.Open(t.Context(), m.ID); !errors.Is(err, rooms.ErrClosing) || len(g.Live()) != 0 {
		t.Errorf("open after closing gave %v, live are %v", err, g.Live())
	}
}

// slowTake is a journal of which one meeting is slow to load.
type slowTake struct {
	rooms.Journal
	slow rooms.MeetingID
	gate chan struct{}
}

func (j slowTake) Take(ctx context.Context, id rooms.MeetingID) (rooms.Loaded, error) {
	if id == j.slow {
		<-j.gate
	}
	return j.Journal.Take(ctx, id)
}

func TestARoomThatIsSlowToOpenHoldsUpNoOther(t *testing.T) {
	m := roomtest.New(t)
	journal := slowTake{m.Journal, m.ID, make(chan struct{})}
	g := registry(t, journal, m.Clock)
	other, err := g.Create(t.Context(), "thu-ky", rooms.Announcement{Title: "A", Starts: start}, []rooms.Person{{ID: "thu-ky", Name: "Thư", Role: rooms.Secretary}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	slow := make(chan error, 2)
	for range cap(slow) { // who asked first may go as well
		go func() {
			_, err := g.Open(ctx, m.ID)
			slow <- err
		}()
	}
	if _, err := g.Open(t.Context(), other); err != nil {
		t.Error(err)
	}
	cancel()
	for range cap(slow) {
		if err := <-slow; !errors.Is(err, context.Canceled) {
			t.Errorf("one who has gone got %v", err)
		}
	}
	closed := make(chan struct{})
	go func() {
		g.Close()
		close(closed)
	}()
	select {
	case <-closed:
		t.Error("closed while a room was opening")
	case <-time.After(20 * time.Millisecond):
	}
	close(journal.gate)
	<-closed
}

func TestAJournalThatCannotBeRead(t *testing.T) {
	m := roomtest.New(t)
	for _, c := range []struct {
		name   string
		change func(*rooms.Loaded)
	}{
		{"a snapshot that is none", func(l *rooms.Loaded) { l.Snapshot = []byte(`{`) }},
		{"a snapshot of another meeting", func(l *rooms.Loaded) { l.Snapshot = []byte(`{"id":"m9"}`) }},
		{"a record that is missing", func(l *rooms.Loaded) { l.Records = slices.Delete(l.Records, 1, 2) }},
		{"a journal with a mistake", func(*rooms.Loaded) { panic("a mistake in loading") }},
		{"an event of what is not there", func(l *rooms.Loaded) { l.Records[1].Event = rooms.BallotDeclared{Ballot: "b9"} }},
	} {
		g := registry(t, spoilt{m.Journal, c.change}, m.Clock)
		if _, err := g.Open(t.Context(), m.ID); err == nil {
			t.Errorf("%s was opened", c.name)
		}
		if _, err := g.Open(t.Context(), m.ID); err == nil {
			t.Errorf("%s was opened the second time", c.name)
		}
	}
}

type spoilt struct {
	rooms.Journal
	change func(*rooms.Loaded)
}

func (j spoilt) Take(ctx context.Context, id rooms.MeetingID) (rooms.Loaded, error) {
	loaded, err := j.Journal.Take(ctx, id)
	j.change(&loaded)
	return loaded, err
}
