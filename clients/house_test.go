package clients_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"dienhong/clients"
	"dienhong/clients/clientstest"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

// house is a meeting with a hub in front of it, on loopback.
type house struct {
	*roomtest.Meeting
	t      testing.TB
	server *httptest.Server
	config clients.Config
	log    *logBook

	mu  sync.Mutex
	hub *clients.Hub
}

// logBook keeps what was logged.
type logBook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logBook) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logBook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func open(t testing.TB, adjust func(*clients.Config), options ...roomtest.Option) *house {
	t.Helper()
	h := &house{t: t, config: clients.Default(), log: &logBook{}}
	h.config.Pace = 5 * time.Millisecond
	if adjust != nil {
		adjust(&h.config)
	}
	h.Meeting = roomtest.New(t, options...)
	h.config.Clock = h.Clock
	h.newHub()
	h.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { serve(h, w, r) }))
	t.Cleanup(func() {
		h.server.Close()
		h.closeHub()
	})
	return h
}

func serve(h *house, w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	_ = h.Hub().Serve(w, r, clients.Visitor{
		Meeting: rooms.MeetingID(q.Get("meeting")), Person: rooms.PersonID(q.Get("person")), Session: q.Get("session"),
	})
}

func (h *house) newHub() {
	h.t.Helper()
	hub, err := clients.New(h.config, h.Registry, slog.New(slog.NewTextHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err != nil {
		h.t.Fatal(err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.hub = hub
}

func (h *house) Hub() *clients.Hub {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.hub
}

func (h *house) closeHub() {
	h.t.Helper()
	if err := h.Hub().Close(contextFor(h.t, 20*time.Second)); err != nil {
		h.t.Errorf("close hub: %v", err)
	}
}

func (h *house) address(person rooms.PersonID) string {
	q := url.Values{"meeting": {string(h.ID)}, "person": {string(person)}, "session": {"session of " + string(person)}}
	return "ws://" + h.server.Listener.Addr().String() + "/?" + q.Encode()
}

// sits puts a tablet before a person.
func (h *house) sits(person rooms.PersonID) *clientstest.Tablet {
	h.t.Helper()
	return clientstest.Join(h.t, h.address(person), clientstest.Options{})
}

// stays is sits with a tablet that comes back after every loss.
func (h *house) stays(person rooms.PersonID) *clientstest.Tablet {
	h.t.Helper()
	return clientstest.Join(h.t, h.address(person), clientstest.Options{Stay: true})
}

// line is a bare websocket, for what a tablet does not do.
func (h *house) line(person rooms.PersonID) *websocket.Conn {
	h.t.Helper()
	conn, response, err := websocket.DefaultDialer.Dial(h.address(person), nil)
	if err != nil {
		h.t.Fatal(err)
	}
	response.Body.Close()
	h.t.Cleanup(func() { conn.Close() })
	return conn
}

// frame is anything that the hub sends.
type frame struct {
	T          string
	Epoch, Seq uint64
	Prev       uint64
	Full       bool
	Set        map[string]json.RawMessage
	ID         string
	Error      *clients.Failure
	Code       clients.ByeCode
	Retry      bool
}

// next reads a frame of one of the kinds, passing over others.
func next(t testing.TB, conn *websocket.Conn, kinds ...string) frame {
	t.Helper()
	_ = conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	for {
		var f frame
		if err := conn.ReadJSON(&f); err != nil {
			t.Fatalf("waiting for %v: %v", kinds, err)
		}
		if strings.Contains(strings.Join(kinds, " "), f.T) {
			return f
		}
	}
}

func hello(t testing.TB, conn *websocket.Conn, epoch, seq uint64) {
	t.Helper()
	if err := conn.WriteJSON(clients.Hello{T: "hello", Version: clients.Version, Epoch: epoch, Seq: seq}); err != nil {
		t.Fatal(err)
	}
}

// agree waits until tablets of the same audience know the same, and know all that the first does.
func agree(t testing.TB, tablets ...*clientstest.Tablet) {
	t.Helper()
	roomtest.Eventually(t, func() string {
		first := tablets[0].Picture()
		for i, other := range tablets[1:] {
			p := other.Picture()
			if !maps.EqualFunc(first.Values, p.Values, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }) {
				return fmt.Sprintf("tablet %d at %d knows %v\ntablet 0 at %d knows %v", i+1, p.Seq, texts(p), first.Seq, texts(first))
			}
		}
		return ""
	})
}

func texts(p *clientstest.Picture) map[string]string {
	m := map[string]string{}
	for key, value := range p.Values {
		m[key] = string(value)
	}
	return m
}

// page is the condition that a page is presented.
func page(n int) func(*clientstest.Picture) bool {
	return func(p *clientstest.Picture) bool {
		shown, _ := clientstest.Get[clients.PresentationValue](p, "presentation")
		return shown.Page == n
	}
}
