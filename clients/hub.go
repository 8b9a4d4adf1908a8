package clients

import (
	"context"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"dienhong/clients/wire"
	"dienhong/rooms"
)

// Rooms is what the hub asks for: the room of a meeting, opened if need be. *rooms.Registry is one.
type Rooms interface {
	Open(ctx context.Context, id rooms.MeetingID) (*rooms.Room, error)
}

// Hub keeps the connected devices of all meetings on this server. Its methods may be called from any goroutine.
type Hub struct {
	config Config
	rooms  Rooms
	log    *slog.Logger
	ctx    context.Context
	cancel context.CancelFunc
	stats  stats

	mu        sync.Mutex
	followers map[rooms.MeetingID]*follower
	sessions  map[*session]struct{}
	people    map[rooms.PersonID][]*session // oldest first
	closed    bool

	running   sync.WaitGroup // sessions
	following sync.WaitGroup
}

// New makes a hub over the rooms. Close it when done.
func New(config Config, from Rooms, log *slog.Logger) (*Hub, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	if config.Clock == nil {
		config.Clock = rooms.SystemClock{}
	}
	h := &Hub{
		config: config, rooms: from, log: log,
		followers: map[rooms.MeetingID]*follower{}, sessions: map[*session]struct{}{},
		people: map[rooms.PersonID][]*session{},
	}
	h.ctx, h.cancel = context.WithCancel(context.Background())
	return h, nil
}

// Listen wraps a listener whose connections are going to be encrypted, so that the hub can write to devices over TLS
// without waiting: tls.NewListener(clients.Listen(listener), …). Without it each write over TLS takes a goroutine.
func Listen(listener net.Listener) net.Listener { return wire.Listen(listener) }

// now is the server's time in milliseconds since 1970.
func (h *Hub) now() int64 { return h.config.Clock.Now().UnixMilli() }

// Serve makes the request a connection of the visitor, and returns; the connection lives on by itself. Who they are
// was found out before. With an error the request has been answered: ErrClosed when the hub is closing, otherwise it
// was no proper websocket request, or came from a page of another origin.
func (h *Hub) Serve(w http.ResponseWriter, r *http.Request, v Visitor) error {
	if !h.enter() {
		w.Header().Set("Retry-After", "1")
		http.Error(w, ErrClosed.Error(), http.StatusServiceUnavailable)
		return ErrClosed
	}
	conn, err := wire.Upgrade(w, r, wire.Options{CheckOrigin: h.config.CheckOrigin, Compression: h.config.Compression})
	if err != nil {
		h.running.Done()
		return err
	}
	s := h.newSession(conn, v)
	s.follower = h.follow(v.Meeting)
	h.add(s)
	go func() {
		defer h.running.Done()
		defer h.leave(s)
		s.run()
	}()
	return nil
}

// enter counts a session in, unless the hub is closing.
func (h *Hub) enter() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.running.Add(1)
	}
	return !h.closed
}

// follow returns the follower of a meeting, which stays as long as somebody has it.
func (h *Hub) follow(id rooms.MeetingID) *follower {
	h.mu.Lock()
	defer h.mu.Unlock()
	f := h.followers[id]
	if f == nil {
		f = newFollower(h, id)
		h.followers[id] = f
		h.following.Go(func() { f.run(h.ctx) })
	}
	f.refs++
	return f
}

// release lets a follower go that nobody has.
func (h *Hub) release(f *follower) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if f.refs > 0 {
		return false
	}
	delete(h.followers, f.id)
	return true
}

// drop forgets a follower that has ended; the next who comes gets a new one.
func (h *Hub) drop(f *follower) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.followers[f.id] == f {
		delete(h.followers, f.id)
	}
}

// add takes a session up. The person's oldest goes when they have too many, and all go when the hub is closing.
func (h *Hub) add(s *session) {
	h.mu.Lock()
	h.sessions[s] = struct{}{}
	h.people[s.visitor.Person] = append(h.people[s.visitor.Person], s)
	own := h.people[s.visitor.Person]
	closed := h.closed
	h.mu.Unlock()
	if n := len(own) - h.config.ConnectionsPerPerson; n > 0 {
		own[n-1].end(Bye{Code: ByeTooMany}) // those before it are on their way out already
	}
	if closed {
		s.end(Bye{Code: ByeRestart, Retry: true, After: afterRestart})
	}
}

func (h *Hub) leave(s *session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.sessions, s)
	s.follower.refs--
	id := s.visitor.Person
	others := slices.DeleteFunc(slices.Clone(h.people[id]), func(other *session) bool { return other == s })
	if h.people[id] = others; len(others) == 0 {
		delete(h.people, id)
	}
}

// SignedOut ends the connections that came with the session.
func (h *Hub) SignedOut(session string) {
	h.endWhere(Bye{Code: ByeSignedOut}, func(v Visitor) bool { return session != "" && v.Session == session })
}

// Sessions returns the sessions with which devices are connected, each once, in no order.
func (h *Hub) Sessions() []string {
	held := map[string]struct{}{}
	for _, s := range h.all() {
		if s.visitor.Session != "" {
			held[s.visitor.Session] = struct{}{}
		}
	}
	return slices.Collect(maps.Keys(held))
}

// DropPerson ends the connections of a person in all meetings, such as when their account is disabled.
func (h *Hub) DropPerson(id rooms.PersonID) {
	h.endWhere(Bye{Code: ByeSignedOut}, func(v Visitor) bool { return v.Person == id })
}

func (h *Hub) endWhere(b Bye, applies func(Visitor) bool) {
	for _, s := range h.all() {
		if applies(s.visitor) {
			s.end(b)
		}
	}
}

func (h *Hub) all() []*session {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := make([]*session, 0, len(h.sessions))
	for s := range h.sessions {
		all = append(all, s)
	}
	return all
}

// Close tells every device to come back in a moment, waits until they have heard it, at most as long as ctx lasts, and
// ends everything. It returns the context's error when devices were cut.
func (h *Hub) Close(ctx context.Context) error {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	h.endWhere(Bye{Code: ByeRestart, Retry: true, After: afterRestart}, func(Visitor) bool { return true })
	gone := make(chan struct{})
	go func() {
		h.running.Wait()
		close(gone)
	}()
	var err error
	select {
	case <-gone:
	case <-ctx.Done():
		err = ctx.Err()
		for _, s := range h.all() {
			s.conn.Deadline(time.Now()) // its goroutine closes it
		}
		<-gone
	}
	h.cancel()
	h.following.Wait()
	return err
}
