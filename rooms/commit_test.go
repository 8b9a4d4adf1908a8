package rooms_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"dienhong/agenda"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

var errDisk = errors.New("the disk is full")

// asked sends a command and returns where its outcome will come.
func asked(m *roomtest.Meeting, q rooms.Request) <-chan error {
	outcome := make(chan error, 1)
	go func() {
		_, err := m.Room.Do(context.Background(), q)
		outcome <- err
	}()
	return outcome
}

// held stops the journal with one command in it, so that what is sent next is one batch.
func held(t *testing.T, m *roomtest.Meeting) (release func(), first <-chan error) {
	t.Helper()
	release = m.Journal.Hold()
	t.Cleanup(release)
	first = asked(m, m.Request(roomtest.Secretary, "item.add", map[string]any{"title": "Đầu tiên"}))
	roomtest.Eventually(t, func() string {
		if got := m.Journal.Waiting(); got != 1 {
			return fmt.Sprintf("%d appends wait", got)
		}
		return ""
	})
	return release, first
}

func queued(t *testing.T, m *roomtest.Meeting, want int) {
	t.Helper()
	roomtest.Eventually(t, func() string {
		if got := rooms.Waiting(m.Room); got != want {
			return fmt.Sprintf("%d tasks wait, want %d", got, want)
		}
		return ""
	})
}

func ends(t *testing.T, feed *roomtest.Recorder, want error) {
	t.Helper()
	roomtest.Eventually(t, func() string {
		if !errors.Is(feed.Ended(), want) {
			return fmt.Sprintf("the feed ended with %v, want %v", feed.Ended(), want)
		}
		return ""
	})
}

// written returns how often an event of the kind is in the journal, whose numbers must have no gap.
func written(t *testing.T, m *roomtest.Meeting, kind string) int {
	t.Helper()
	n := 0
	for i, record := range m.Journal.Records(m.ID) {
		if record.Seq != uint64(i)+1 {
			t.Fatalf("record %d has the number %d", i+1, record.Seq)
		}
		if record.Event.Kind() == kind {
			n++
		}
	}
	return n
}

func TestDurableBeforePublic(t *testing.T) {
	m := roomtest.New(t)
	feed := roomtest.Follow(t, m.Room)
	release, outcome := held(t, m)
	select {
	case err := <-outcome:
		t.Errorf("it was answered before it was written: %v", err)
	default:
	}
	if kinds := feed.Kinds(); len(kinds) != 0 {
		t.Errorf("published before it was written: %v", kinds)
	}
	release()
	if err := <-outcome; err != nil {
		t.Error(err)
	}
	feed.Await("item.added")
}

func TestALookSeesNothingThatIsNotWritten(t *testing.T) {
	m := roomtest.New(t)
	release, first := held(t, m)
	second := asked(m, m.Request(roomtest.Secretary, "item.add", map[string]any{"title": "B"}))
	queued(t, m, 1)
	looked := make(chan error, 1)
	go func() {
		looked <- m.Room.Read(context.Background(), func(s *rooms.State) {
			if n := uint64(len(m.Journal.Records(m.ID))); n != s.Seq || len(s.Agenda.Order) != 2 {
				t.Errorf("the look sees event %d and %d items, %d are written", s.Seq, len(s.Agenda.Order), n)
			}
		})
	}()
	queued(t, m, 2)
	third := asked(m, m.Request(roomtest.Secretary, "item.add", map[string]any{"title": "C"}))
	queued(t, m, 3)
	release()
	for _, outcome := range []<-chan error{first, second, looked, third} {
		if err := <-outcome; err != nil {
			t.Error(err)
		}
	}
}

func TestACommitThatFails(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(50))
	epoch := m.State().Epoch
	feed := roomtest.Follow(t, m.Room)
	release, first := held(t, m)
	var requests []rooms.Request
	var outcomes []<-chan error
	for _, id := range m.Delegates {
		requests = append(requests, m.Request(id, "floor.request", nil))
		outcomes = append(outcomes, asked(m, requests[len(requests)-1]))
	}
	refusal := asked(m, m.Request(roomtest.Secretary, "item.start", map[string]any{"item": "i9"}))
	queued(t, m, 51)
	m.Journal.FailNext(nil)
	m.Journal.FailNext(errDisk)
	release()

	if err := <-first; err != nil {
		t.Errorf("what was written before gave %v", err)
	}
	for _, outcome := range outcomes {
		if err := <-outcome; !errors.Is(err, rooms.ErrRetry) {
			t.Errorf("one of the batch gave %v", err)
		}
	}
	if err := <-refusal; code(err) != "item_not_found" {
		t.Errorf("a refusal is one, written or not: %v", err)
	}
	ends(t, feed, rooms.ErrRetry)
	if kinds := feed.Kinds(); !slices.Equal(kinds, []string{"item.added"}) {
		t.Errorf("published: %v", kinds)
	}
	if state := m.State(); len(state.Floor.Queue) != 0 || state.Epoch != epoch+1 {
		t.Errorf("epoch %d after %d, %d wait", state.Epoch, epoch, len(state.Floor.Queue))
	}
	for _, q := range requests { // the same again, with the same id
		if _, err := m.Room.Do(t.Context(), q); err != nil {
			t.Errorf("again gave %v", err)
		}
	}
	if n := written(t, m, "floor.requested"); n != 50 {
		t.Errorf("%d requests are written", n)
	}
}

// TestAnAnswerLostOnTheWay: the journal has written the batch, but the room does not hear of it.
func TestAnAnswerLostOnTheWay(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(1))
	id, hash := m.OpenBallot("Thông qua?", 0)
	q := m.Request(m.Delegates[0], "ballot.cast", roomtest.Cast(id, hash, "yes"))
	m.Journal.LoseNext(errDisk)
	if _, err := m.Room.Do(t.Context(), q); !errors.Is(err, rooms.ErrRetry) {
		t.Fatalf("gave %v", err)
	}
	answer, err := m.Room.Do(t.Context(), q)
	if err != nil {
		t.Fatalf("again gave %v", err)
	}
	if cast := m.State().Ballots[id].Cast[m.Delegates[0]]; cast.Receipt != answer.Data["receipt"] || written(t, m, "ballot.cast") != 1 {
		t.Errorf("cast %+v, answer %+v, written %d times", cast, answer, written(t, m, "ballot.cast"))
	}
}

func TestADeposedRoomCloses(t *testing.T) {
	m := roomtest.New(t)
	feed := roomtest.Follow(t, m.Room)
	old := m.Room
	m.Journal.Depose(m.ID)
	if _, err := m.Try(roomtest.Secretary, "item.add", map[string]any{"title": "A"}); !errors.Is(err, rooms.ErrRetry) {
		t.Errorf("a deposed room answers %v", err)
	}
	ends(t, feed, rooms.ErrRetry)
	room, err := m.Registry.Open(t.Context(), m.ID)
	if err != nil || room == old {
		t.Fatalf("open gave %p after %p, %v", room, old, err)
	}
	if _, err := old.Do(t.Context(), m.Request(roomtest.Secretary, "item.add", map[string]any{"title": "A"})); !errors.Is(err, rooms.ErrClosing) {
		t.Errorf("the old room answers %v", err)
	}
	m.Room = room
	m.Item("A")
	if n := written(t, m, "item.added"); n != 1 {
		t.Errorf("written %d times", n)
	}
}

func TestARoomThatCannotBeTakenAgainCloses(t *testing.T) {
	m := roomtest.New(t)
	m.Journal.FailNext(errDisk)
	m.Journal.FailNext(errDisk) // the taking, which writes as well
	if _, err := m.Try(roomtest.Secretary, "item.add", map[string]any{"title": "A"}); !errors.Is(err, rooms.ErrRetry) {
		t.Errorf("gave %v", err)
	}
	m.Journal.FailNext(errDisk)
	roomtest.Eventually(t, func() string {
		if _, err := m.Try(roomtest.Secretary, "item.add", map[string]any{"title": "A"}); !errors.Is(err, rooms.ErrClosing) {
			return fmt.Sprintf("the room answers %v", err)
		}
		return ""
	})
	if _, err := m.Registry.Open(t.Context(), m.ID); !errors.Is(err, errDisk) {
		t.Errorf("open gave %v", err)
	}
	var err error
	if m.Room, err = m.Registry.Open(t.Context(), m.ID); err != nil { // there is space again
		t.Fatal(err)
	}
	m.Item("A")
}

// presented is a meeting in which a paper of many pages is shown.
func presented(t *testing.T) (m *roomtest.Meeting, turn func(page int)) {
	m = roomtest.New(t)
	document := m.Document(m.Item("Báo cáo"), 500)
	m.Do(roomtest.Chair, "presentation.start", map[string]any{"document": document})
	return m, func(page int) { m.Do(roomtest.Chair, "page.turn", map[string]any{"document": document, "page": page}) }
}

func TestVolatileIsPublishedFirstAndWrittenAfter(t *testing.T) {
	m, turn := presented(t)
	feed := roomtest.Follow(t, m.Room)
	turn(2)
	appends := m.Journal.Appends()
	turn(3)
	feed.Await("page.turned")
	roomtest.Eventually(t, func() string { // without anything else being asked
		if written(t, m, "page.turned") != 2 {
			return fmt.Sprintf("written in %d appends: %d", m.Journal.Appends()-appends, written(t, m, "page.turned"))
		}
		return ""
	})
	turn(4)
	m.Item("Kế tiếp")
	records := m.Journal.Records(m.ID)
	last := []string{records[len(records)-2].Event.Kind(), records[len(records)-1].Event.Kind()}
	if !slices.Equal(last, []string{"page.turned", "item.added"}) {
		t.Errorf("the next batch wrote %v", last)
	}
}

// TestVolatileWithoutAPauseIsWrittenAllTheSame turns pages without a quarter of a second of silence in between. When the
// machine makes one, it begins again.
func TestVolatileWithoutAPauseIsWrittenAllTheSame(t *testing.T) {
	m, turn := presented(t)
	appends, began := m.Journal.Appends(), time.Now()
	for page, last := 1, began; ; page++ {
		turn(page%400 + 2)
		now := time.Now()
		switch {
		case now.Sub(last) > 100*time.Millisecond:
			appends, began = m.Journal.Appends(), now
		case m.Journal.Appends() > appends:
			return
		case now.Sub(began) > 5*time.Second:
			t.Fatalf("nothing of %d turns was written", page)
		}
		last = now
	}
}

func TestACrashBetweenPublishingAndWriting(t *testing.T) {
	m, turn := presented(t)
	turn(2)
	m.Item("Ghi lại trang 2")
	feed := roomtest.Follow(t, m.Room)
	m.Journal.FailNext(errDisk) // the volatile event is published, and never written
	turn(7)
	feed.Await("page.turned")
	ends(t, feed, rooms.ErrRetry)
	if page := m.State().Presentation.Page; page != 2 {
		t.Errorf("page %d", page)
	}
	again := roomtest.Follow(t, m.Room)
	turn(8)
	record := again.Await("page.turned")
	if first := feed.Records()[0]; record.Epoch != first.Epoch+1 {
		t.Errorf("epoch %d after %d", record.Epoch, first.Epoch)
	}
	written(t, m, "page.turned")
}

func TestAccessIsNewBeforeTheAnswer(t *testing.T) {
	m := roomtest.New(t)
	item := m.Item("Báo cáo")
	for i := range 200 {
		file := fmt.Sprintf("file-%d", i)
		m.Server(roomtest.Secretary, "document.add", rooms.AddDocument{Document: agenda.DocumentID(file), Item: item, Title: "A", File: file})
		if !m.Room.Access().Holds(file) {
			t.Fatalf("%s was added and is not held", file)
		}
	}
}

func TestAClockOfFinerGrainThanTheJournal(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(1))
	m.Clock.Advance(123456789 * time.Nanosecond)
	m.Do(m.Delegates[0], "floor.request", nil)
	m.Do(roomtest.Chair, "floor.grant", map[string]any{"person": m.Delegates[0]})
	before := m.State()
	m.Reopen()
	after := m.State()
	if !before.Floor.Speaking.Start.Equal(after.Floor.Speaking.Start) {
		t.Errorf("began %v, after a restart %v", before.Floor.Speaking.Start, after.Floor.Speaking.Start)
	}
}
