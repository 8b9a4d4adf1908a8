package clients_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dienhong/clients"
	"dienhong/clients/clientstest"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

// What happens in the same moment in which somebody leaves the desk is not told to them any more.
func TestLosingARoleInABatch(t *testing.T) {
	h := open(t, nil, roomtest.Delegates(2))
	person := h.Delegates[0]
	edit := func(role rooms.Role) (rooms.Answer, error) {
		return h.Try(roomtest.Secretary, "person.edit", map[string]any{"person": map[string]any{"id": person, "name": "Đại biểu 1", "role": role, "votes": true}})
	}
	if _, err := edit(rooms.Secretary); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var seen strings.Builder
	tablet := clientstest.Join(t, h.address(person), clientstest.Options{Saw: func(frame []byte) {
		mu.Lock()
		seen.Write(frame)
		mu.Unlock()
	}})
	item := h.Item("Mục")
	waiting := func(n int) {
		roomtest.Eventually(t, func() string {
			if h.Journal.Waiting() < n {
				return "nothing waits"
			}
			return ""
		})
	}
	release := h.Journal.Hold()
	var asking sync.WaitGroup
	asking.Go(func() { h.Do(roomtest.Chair, "item.add", map[string]any{"title": "Trước"}) })
	waiting(1)
	// While that is being written, these two gather in the inbox and make one batch.
	var ballot atomic.Value
	asking.Go(func() {
		if _, err := edit(rooms.Delegate); err != nil {
			t.Error(err)
		}
	})
	asking.Go(func() {
		answer := h.Do(roomtest.Chair, "ballot.prepare", map[string]any{"item": item, "question": "Điều chưa công bố?"})
		ballot.Store(answer.Data["ballot"])
	})
	time.Sleep(50 * time.Millisecond) // they are in the inbox by now; if not, the test proves less, not something else
	release()
	asking.Wait()
	tablet.Expect(t, "the new role", func(p *clientstest.Picture) bool { return p.Me.Role == rooms.Delegate })
	mu.Lock()
	defer mu.Unlock()
	if strings.Contains(seen.String(), "Điều chưa công bố?") {
		t.Errorf("told after losing the role: %s", &seen)
	}
}

// A room that is being written to slowly keeps nobody from being welcomed, and tells what is fleeting at once.
func TestSlowJournal(t *testing.T) {
	h := open(t, nil, roomtest.Delegates(2))
	document := h.Document(h.Item("Báo cáo"), 9)
	h.Do(roomtest.Chair, "presentation.start", map[string]any{"document": document})
	tablet := h.sits(h.Delegates[0])
	release := h.Journal.Hold()
	done := make(chan error, 1)
	go func() {
		reply, err := tablet.Do(contextFor(t, 30*time.Second), "floor.request", nil)
		if err == nil && reply.Error != nil {
			err = errors.New(reply.Error.Code)
		}
		done <- err
	}()
	roomtest.Eventually(t, func() string {
		if h.Journal.Waiting() == 0 {
			return "not being written"
		}
		return ""
	})
	h.sits(h.Delegates[1]) // is welcomed although the room is busy
	select {
	case err := <-done:
		t.Errorf("answered before it was written: %v", err)
	default:
	}
	for _, request := range tablet.Picture().Values {
		if strings.Contains(string(request), `"kind":"statement"`) {
			t.Error("told before it was written")
		}
	}
	release()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestAnotherServerTookTheRoom(t *testing.T) {
	h := open(t, nil, roomtest.Delegates(1))
	tablet := h.stays(h.Delegates[0])
	h.Journal.Depose(h.ID)
	tablet.Must(t, "floor.request", nil) // refused, sent again, and taken by the room as it was opened anew
	tablet.Expect(t, "its request", func(p *clientstest.Picture) bool {
		floor, _ := clientstest.Get[clients.FloorValue](p, "floor")
		return len(floor.Queue) == 1 && p.Full >= 2
	})
}

// flaky opens rooms when it is in the mood.
type flaky struct {
	rooms  clients.Rooms
	errors chan error
}

func (f flaky) Open(ctx context.Context, id rooms.MeetingID) (*rooms.Room, error) {
	select {
	case err := <-f.errors:
		return nil, err
	default:
		return f.rooms.Open(ctx, id)
	}
}

func TestRoomThatCannotBeOpened(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(1))
	source := flaky{m.Registry, make(chan error, 100)}
	log := &logBook{}
	hub, err := clients.New(clients.Default(), source, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = hub.Serve(w, r, clients.Visitor{Meeting: m.ID, Person: m.Delegates[0]})
	}))
	t.Cleanup(func() {
		server.Close()
		_ = hub.Close(contextFor(t, 20*time.Second))
	})
	address := "ws://" + server.Listener.Addr().String()

	source.errors <- errors.New("the database is away")
	source.errors <- errors.New("the database is away")
	clientstest.Join(t, address, clientstest.Options{}).Close() // it was only a moment

	hub.DropPerson(m.Delegates[0])
	for range cap(source.errors) {
		source.errors <- errors.New("the database is away")
	}
	m.Registry.Close() // so that the hub has to open the room anew
	tablet, err := clientstest.Dial(t.Context(), address, clientstest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tablet.Close)
	tablet.Expect(t, "to be told to come back", func(p *clientstest.Picture) bool {
		return p.Bye != nil && p.Bye.Code == clients.ByeMoved && p.Bye.Retry
	})
	if text := log.String(); strings.Count(text, "level=ERROR") != 1 || !strings.Contains(text, "the database is away") {
		t.Errorf("the log says\n%s", text)
	}
}

func TestClosingCutsWhoDoesNotListen(t *testing.T) {
	h, _ := heavy(t, func(c *clients.Config) {
		c.WritePatience, c.SilenceLimit, c.CommandBurst = time.Hour, time.Hour, 10_000
	}, 2)
	fill(t, h, h.line(h.Delegates[0]), h.Delegates[0])
	h.sits(h.Delegates[1])
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	if err := h.Hub().Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("closed with %v, with a device that does not listen", err)
	}
}

func TestHubWithoutDevicesCloses(t *testing.T) {
	h := open(t, nil)
	h.closeHub()
	if err := h.Hub().Serve(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil), clients.Visitor{}); !errors.Is(err, clients.ErrClosed) {
		t.Errorf("a closed hub: %v", err)
	}
}
