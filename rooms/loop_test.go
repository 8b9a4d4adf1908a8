package rooms_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"dienhong/agenda/ballot"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

func TestBusyWhenTheInboxIsFull(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(1))
	release, first := held(t, m)
	outcomes := make(chan error, rooms.InboxSize)
	for range rooms.InboxSize {
		q := m.Request(m.Delegates[0], "floor.withdraw", nil)
		go func() {
			_, err := m.Room.Do(context.Background(), q)
			outcomes <- err
		}()
	}
	queued(t, m, rooms.InboxSize)
	m.Refused(m.Delegates[0], "floor.request", nil, rooms.ErrBusy)
	ctx, cancel := context.WithCancel(t.Context())
	looked := make(chan error, 1)
	go func() { looked <- m.Room.Read(ctx, func(*rooms.State) {}) }() // a look waits for a place
	select {
	case err := <-looked:
		t.Errorf("a look of a full room gave %v", err)
	case <-time.After(20 * time.Millisecond): // a look that was refused would be there long ago
	}
	cancel()
	if err := <-looked; !errors.Is(err, context.Canceled) {
		t.Errorf("a look whose asker has gone gave %v", err)
	}
	release()
	if err := <-first; err != nil {
		t.Error(err)
	}
	for range rooms.InboxSize {
		if err := <-outcomes; code(err) != "floor_not_in_queue" {
			t.Fatalf("one who waited got %v", err)
		}
	}
	m.Do(m.Delegates[0], "floor.request", nil)
}

func TestCloseWaitsAndAnswersEverybody(t *testing.T) {
	m := roomtest.New(t)
	release, first := held(t, m)
	var outcomes []<-chan error
	for range 20 {
		outcomes = append(outcomes, asked(m, m.Request(roomtest.Secretary, "item.add", map[string]any{"title": "A"})))
	}
	queued(t, m, 20)
	closed := make(chan struct{})
	go func() {
		m.Registry.Close()
		close(closed)
	}()
	roomtest.Eventually(t, func() string {
		if _, err := m.Registry.Open(t.Context(), m.ID); !errors.Is(err, rooms.ErrClosing) {
			return fmt.Sprintf("open gave %v", err)
		}
		return ""
	})
	select {
	case <-closed:
		t.Error("closed while a command was being written")
	default:
	}
	release()
	<-closed
	if err := <-first; err != nil {
		t.Errorf("the command that was being written gave %v", err)
	}
	done := 1
	for _, outcome := range outcomes {
		switch err := <-outcome; {
		case err == nil:
			done++
		case !errors.Is(err, rooms.ErrClosing):
			t.Errorf("one who waited got %v", err)
		}
	}
	if n := written(t, m, "item.added"); n != done {
		t.Errorf("%d were answered, %d are written", done, n)
	}
}

func TestClosingWritesWhatIsVolatile(t *testing.T) {
	m, turn := presented(t)
	turn(9)
	m.Registry.Close()
	if n := written(t, m, "page.turned"); n != 1 {
		t.Errorf("written %d times", n)
	}
}

func ballotIs(t *testing.T, m *roomtest.Meeting, id rooms.BallotID, want rooms.BallotState) {
	t.Helper()
	roomtest.Eventually(t, func() string {
		if got := m.State().Ballots[id].State; got != want {
			return fmt.Sprintf("the ballot is %s, want %s", got, want)
		}
		return ""
	})
}

func TestAnOverdueBallotClosesOnce(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(3))
	id, hash := m.OpenBallot("Thông qua?", 30)
	m.Do(m.Delegates[0], "ballot.cast", roomtest.Cast(id, hash, "yes"))
	m.Clock.Advance(29 * time.Second)
	m.Do(m.Delegates[1], "ballot.cast", roomtest.Cast(id, hash, "yes"))
	m.Do(roomtest.Chair, "ballot.extend", map[string]any{"ballot": id, "seconds": 10})
	m.Clock.Advance(10 * time.Second)
	ballotIs(t, m, id, rooms.BallotIsOpen)
	m.Clock.Advance(time.Second)
	ballotIs(t, m, id, rooms.BallotIsClosing)
	m.Clock.Advance(rooms.Grace)
	m.Refused(m.Delegates[2], "ballot.cast", roomtest.Cast(id, hash, "no"), rooms.ErrBallotClosed)
	ballotIs(t, m, id, rooms.BallotIsClosed)
	if tally := m.State().Ballots[id].Tally; tally.Outcome != ballot.Passed || tally.NotCast != 1 || written(t, m, "ballot.closed") != 1 {
		t.Errorf("tally %+v, closed %d times", tally, written(t, m, "ballot.closed"))
	}
}

// TestABallotOverdueWhileNobodyAsked closes without anybody's asking, though the clock was set forward behind the
// room's back.
func TestABallotOverdueWhileNobodyAsked(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(1))
	feed := roomtest.Follow(t, m.Room)
	m.OpenBallot("Thông qua?", 3600)
	m.Clock.Advance(2 * time.Hour)
	feed.Await("ballot.closed")
}

func TestABallotOverdueWhileTheServerWasDown(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(1))
	id, hash := m.OpenBallot("Thông qua?", 60)
	m.Registry.Close()
	m.Clock.Advance(time.Hour)
	m.Reopen()
	m.Refused(m.Delegates[0], "ballot.cast", roomtest.Cast(id, hash, "no"), rooms.ErrBallotClosed)
	ballotIs(t, m, id, rooms.BallotIsClosed)
}

func TestAnOverdueBallotAndABrokenJournal(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(1))
	id, _ := m.OpenBallot("Thông qua?", 60)
	m.Journal.FailNext(errDisk)
	m.Clock.Advance(time.Hour)
	ballotIs(t, m, id, rooms.BallotIsClosed)
	if n := written(t, m, "ballot.closed"); n != 1 {
		t.Errorf("closed %d times", n)
	}
}

func TestFiveHundredBallotsAtOnce(t *testing.T) {
	const voters = 500
	m := roomtest.New(t, roomtest.Delegates(voters))
	id, hash := m.OpenBallot("Thông qua nghị quyết?", 0)
	appends := m.Journal.Appends()
	receipts := make([]string, voters)
	var wg sync.WaitGroup
	for i, voter := range m.Delegates {
		q := m.Request(voter, "ballot.cast", roomtest.Cast(id, hash, []string{"yes", "no", "abstain"}[i%3]))
		for range 2 { // every device sends twice, as after a broken line
			wg.Go(func() {
				answer, err := m.Room.Do(context.Background(), q)
				if err != nil {
					t.Errorf("%s: %v", voter, err)
					return
				}
				_ = answer
			})
		}
	}
	wg.Wait()
	t.Logf("%d ballots in %d appends", voters, m.Journal.Appends()-appends)
	state := m.State()
	seen := map[string]bool{}
	for i, voter := range m.Delegates {
		cast := state.Ballots[id].Cast[voter]
		receipts[i] = cast.Receipt
		if !maps.Equal(cast.Marks, ballot.Mark(ballot.YesNoAbstain()[i%3])) || seen[cast.Receipt] {
			t.Errorf("%s is recorded as %+v", voter, cast)
		}
		seen[cast.Receipt] = true
	}
	m.Do(roomtest.Chair, "ballot.close", map[string]any{"ballot": id})
	tally := m.State().Ballots[id].Tally
	if tally.Counts["yes"] != 167 || tally.Counts["no"] != 167 || tally.Counts["abstain"] != 166 || tally.NotCast != 0 {
		t.Errorf("tally %+v", tally)
	}
	if n := written(t, m, "ballot.cast"); n != voters {
		t.Errorf("written %d times", n)
	}
}

// TestNoChoiceInTheLog casts every choice at debug level, well and badly, and searches the log.
func TestNoChoiceInTheLog(t *testing.T) {
	var mu sync.Mutex
	var log bytes.Buffer
	handler := slog.NewTextHandler(writer(func(p []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return log.Write(p)
	}), &slog.HandlerOptions{Level: slog.LevelDebug})
	m := roomtest.New(t, roomtest.Delegates(4), roomtest.Logging(slog.New(handler)))
	id, hash := m.OpenBallot("Thông qua?", 0)
	m.Do(m.Delegates[0], "ballot.cast", roomtest.Cast(id, hash, "yes"))
	q := m.Request(m.Delegates[1], "ballot.cast", roomtest.Cast(id, hash, "abstain"))
	m.Journal.FailNext(errDisk)
	_, first := m.Room.Do(t.Context(), q)
	_, _ = m.Room.Do(t.Context(), q)
	_, again := m.Try(m.Delegates[1], "ballot.cast", roomtest.Cast(id, hash, "no"))
	_, unknown := m.Try(m.Delegates[2], "ballot.cast", roomtest.Cast(id, hash, "xanh-lơ"))
	_, malformed := rooms.NewRequest("c1", m.Delegates[3], "ballot.cast", json.RawMessage(`{"marks":{"xanh-lơ":"xanh-lơ"}}`))
	mu.Lock()
	told := log.String()
	mu.Unlock()
	for _, err := range []error{first, again, unknown, malformed} {
		if err == nil {
			t.Error("a bad ballot was taken")
			continue
		}
		told += err.Error() + "\n"
	}
	if !strings.Contains(told, errDisk.Error()) {
		t.Errorf("the log is not where it was searched:\n%s", told)
	}
	words := strings.FieldsFunc(told, func(r rune) bool { return strings.ContainsRune(" \n\t\"'=:,;[]{}()", r) })
	for _, word := range words {
		switch word {
		case "yes", "no", "abstain", "xanh-lơ":
			t.Errorf("a choice is told: %q in\n%s", word, told)
		}
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

// mistakes counts what the log says of panics.
func mistakes(t *testing.T, options ...roomtest.Option) (*roomtest.Meeting, func() int) {
	var mu sync.Mutex
	n := 0
	handler := slog.NewTextHandler(writer(func(p []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		n++
		return len(p), nil
	}), &slog.HandlerOptions{Level: slog.LevelError})
	m := roomtest.New(t, append(options, roomtest.Logging(slog.New(handler)))...)
	return m, func() int {
		mu.Lock()
		defer mu.Unlock()
		return n
	}
}

func TestAMistakeInDecidingHarmsNobody(t *testing.T) {
	m, logged := mistakes(t)
	feed := roomtest.Follow(t, m.Room)
	before := m.Snapshot()
	release, first := held(t, m)
	faulty := asked(m, rooms.ServerRequest("c1", roomtest.Secretary, "item.add", rooms.Faulty{In: "decide"}))
	empty := asked(m, rooms.Request{ID: "c2", Actor: roomtest.Secretary, Name: "item.add"})
	neighbour := asked(m, m.Request(roomtest.Secretary, "item.add", map[string]any{"title": "Bên cạnh"}))
	queued(t, m, 3)
	release()
	for _, outcome := range []<-chan error{faulty, empty} {
		if err := <-outcome; !errors.Is(err, rooms.ErrInternal) {
			t.Errorf("the mistake gave %v", err)
		}
	}
	for _, outcome := range []<-chan error{first, neighbour} {
		if err := <-outcome; err != nil {
			t.Errorf("its neighbour got %v", err)
		}
	}
	if logged() != 2 || feed.Ended() != nil || m.State().Epoch != epochOf(t, before) {
		t.Errorf("%d lines in the log, the feed ended with %v", logged(), feed.Ended())
	}
}

func epochOf(t *testing.T, snapshot string) uint64 {
	t.Helper()
	s, err := rooms.UnmarshalState(json.RawMessage(snapshot))
	if err != nil {
		t.Fatal(err)
	}
	return s.Epoch
}

func TestAMistakeInApplyingThrowsTheStateAway(t *testing.T) {
	m, logged := mistakes(t)
	feed := roomtest.Follow(t, m.Room)
	before := m.State()
	release, first := held(t, m)
	neighbour := asked(m, m.Request(roomtest.Secretary, "item.add", map[string]any{"title": "Bên cạnh"}))
	queued(t, m, 1)
	faulty := asked(m, rooms.ServerRequest("c1", roomtest.Secretary, "item.add", rooms.Faulty{In: "apply"}))
	queued(t, m, 2)
	after := asked(m, m.Request(roomtest.Secretary, "item.add", map[string]any{"title": "Sau"}))
	queued(t, m, 3)
	release()
	if err := <-first; err != nil {
		t.Errorf("what was written before got %v", err)
	}
	if err := <-neighbour; !errors.Is(err, rooms.ErrRetry) {
		t.Errorf("its neighbour got %v", err)
	}
	if err := <-faulty; !errors.Is(err, rooms.ErrInternal) {
		t.Errorf("the mistake gave %v", err)
	}
	if err := <-after; err != nil {
		t.Errorf("the next of the same turn got %v", err)
	}
	ends(t, feed, rooms.ErrRetry)
	state := m.State()
	if logged() != 1 || state.Epoch != before.Epoch+1 || state.Meeting.Title != before.Meeting.Title || len(state.Agenda.Order) != 2 {
		t.Errorf("%d lines in the log, epoch %d after %d, title %q, items %v", logged(), state.Epoch, before.Epoch, state.Meeting.Title, state.Agenda.Order)
	}
}

func TestALookThatPanics(t *testing.T) {
	m, logged := mistakes(t)
	if err := m.Room.Read(t.Context(), func(*rooms.State) { panic("a mistake in looking") }); !errors.Is(err, rooms.ErrInternal) {
		t.Errorf("gave %v", err)
	}
	m.Item("A")
	if logged() != 1 {
		t.Errorf("%d lines in the log", logged())
	}
}

func TestADeviceGoneMad(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(2))
	mad := m.Delegates[0]
	for n := 0; ; n++ {
		name := []string{"floor.request", "floor.withdraw"}[n%2]
		_, err := m.Try(mad, name, nil)
		if err == nil && n <= rooms.MaxCommands {
			continue
		}
		if !errors.Is(err, rooms.ErrTooMany) || n < rooms.MaxCommands-10 {
			t.Fatalf("command %d gave %v", n, err)
		}
		break
	}
	m.Do(m.Delegates[1], "floor.request", nil)
	id, hash := m.OpenBallot("Thông qua?", 0)
	m.Do(mad, "ballot.cast", roomtest.Cast(id, hash, "yes"))
	m.Reopen()
	m.Refused(mad, "floor.request", nil, rooms.ErrTooMany)
}
