package rooms

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"
)

// Config is what an operator can set of the rooms.
type Config struct {
	// IdleAfter is how long nobody has followed a room or asked it anything before it is closed here; it opens again
	// when it is asked for. 0 for never.
	IdleAfter time.Duration `yaml:"idle_after"`
}

// Default keeps a room for a coffee break after the last device has gone.
func Default() Config { return Config{IdleAfter: 15 * time.Minute} }

// Validate reports what cannot be.
func (c Config) Validate() error {
	if c.IdleAfter < 0 {
		return errors.New("rooms: idle_after must not be negative")
	}
	return nil
}

// deps is what every room is given.
type deps struct {
	journal Journal
	media   Media
	clock   Clock
	newID   func() string
	log     *slog.Logger
	seals   Seals
	sign    func(text string) (string, error)
}

// Registry holds the rooms that are live on this server, and opens them when they are asked for. Its methods may be
// called from any goroutine.
type Registry struct {
	deps   deps
	config Config

	mu     sync.Mutex
	rooms  map[MeetingID]*slot
	closed bool

	opening sync.WaitGroup // added to while mu is held and closed is false
	stop    chan struct{}
	stopped chan struct{}
}

// slot makes callers wait for a room that is being opened, without holding up the others. What is in it may be read
// once ready is closed.
type slot struct {
	ready chan struct{}
	room  *Room
	err   error
}

// NewRegistry returns a registry over journal. Media may be nil: then nothing is asked of a media server. Without a
// config Default holds. Close it when done.
func NewRegistry(journal Journal, media Media, clock Clock, log *slog.Logger, config ...Config) *Registry {
	g := &Registry{
		deps:  deps{journal: journal, media: media, clock: clock, newID: NewID, log: log},
		rooms: map[MeetingID]*slot{}, stop: make(chan struct{}), stopped: make(chan struct{}),
	}
	if g.config = Default(); len(config) > 0 {
		g.config = config[0]
	}
	go g.run()
	return g
}

// Notarise gives rooms what secret rounds and a signed log of votes need: where keys are kept, and who signs. It is
// called before any room is asked for; without it secret rounds are refused and the log is not signed.
func (g *Registry) Notarise(seals Seals, sign func(text string) (string, error)) {
	g.deps.seals, g.deps.sign = seals, sign
}

// NewID makes an identifier that nobody has used (a ULID, 26 characters; it sorts by time).
func NewID() string { return ulid.Make().String() }

// Create makes a meeting with its first people, of whom one must be a secretary or a chair, and returns its id. People
// without an id get one.
func (g *Registry) Create(ctx context.Context, by PersonID, announcement Announcement, people []Person) (MeetingID, error) {
	if err := announcement.Tidy(); err != nil {
		return "", err
	}
	id := MeetingID(g.deps.newID())
	state := NewState(id)
	turn := Turn{Now: now(g.deps.clock), Actor: by, Role: System, NewID: g.deps.newID}
	batch := Batch{Epoch: 1}
	add := func(events ...Event) error {
		for _, event := range events {
			record := Record{Seq: state.Seq + 1, Epoch: 1, At: turn.Now, Actor: by, Event: event}
			if _, err := state.Apply(record); err != nil {
				return err
			}
			batch.Records = append(batch.Records, record)
		}
		return nil
	}
	if err := add(MeetingCreated{announcement}); err != nil {
		return "", err
	}
	desk := false
	for _, person := range people {
		decision, err := AddPerson{Person: person}.decide(state, turn)
		if err != nil {
			return "", err
		}
		if err := add(decision.Events...); err != nil {
			return "", err
		}
		desk = desk || person.Role.Desk()
	}
	if !desk {
		return "", ErrBadCommand
	}
	batch.Head = state.head()
	if err := g.deps.journal.Create(ctx, id, batch); err != nil {
		return "", err
	}
	return id, nil
}

// Open returns the room of the meeting, taking it first if it is not live here. The room stays open while somebody
// follows it or asks it now and then; whoever keeps it and gets ErrClosing opens it again.
func (g *Registry) Open(ctx context.Context, id MeetingID) (*Room, error) {
	for {
		s, err := g.slot(id)
		if err != nil {
			return nil, err
		}
		select {
		case <-s.ready:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if s.err != nil {
			return nil, s.err
		}
		if g.use(s.room) {
			return s.room, nil
		}
		select {
		case <-s.room.closed: // it rested, or lost its journal: it is taken again
			g.forget(id, s)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// slot returns the meeting's slot, and begins to fill it when it is new: whoever asked first may go, others wait for it.
func (g *Registry) slot(id MeetingID) (*slot, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil, ErrClosing
	}
	if s := g.rooms[id]; s != nil {
		return s, nil
	}
	s := &slot{ready: make(chan struct{})}
	g.rooms[id] = s
	g.opening.Go(func() { g.fill(id, s) })
	return s, nil
}

// fill opens the room of a new slot. Whoever waits for it is told, whatever happens.
func (g *Registry) fill(id MeetingID, s *slot) {
	defer close(s.ready)
	defer func() {
		if cause := recover(); cause != nil {
			g.deps.log.Error("opening a room panicked", "meeting", string(id), "err", fmt.Sprint(cause), "stack", string(debug.Stack()))
			s.err = ErrInternal
		}
		if s.err != nil {
			g.forget(id, s)
		}
	}()
	s.room, s.err = open(id, g.deps)
}

// use notes that the room is needed, unless it is closing. A room that was used is not closed for being idle.
func (g *Registry) use(r *Room) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if isClosed(r.closing) {
		return false
	}
	r.touch()
	return true
}

func (g *Registry) forget(id MeetingID, s *slot) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.rooms[id] == s {
		delete(g.rooms, id)
	}
}

// Live returns the rooms that are open here.
func (g *Registry) Live() []*Room {
	g.mu.Lock()
	defer g.mu.Unlock()
	var live []*Room
	for _, s := range g.rooms {
		if isClosed(s.ready) && s.room != nil && !isClosed(s.room.closing) {
			live = append(live, s.room)
		}
	}
	return live
}

// run closes rooms that nobody needs, until the registry is closed.
func (g *Registry) run() {
	defer close(g.stopped)
	if g.config.IdleAfter == 0 {
		<-g.stop
		return
	}
	ticker := time.NewTicker(min(max(g.config.IdleAfter/4, 10*time.Millisecond), time.Minute))
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			g.rest()
		case <-g.stop:
			return
		}
	}
}

// rest closes the idle rooms and waits for them.
func (g *Registry) rest() {
	g.mu.Lock()
	resting := map[MeetingID]*slot{}
	for id, s := range g.rooms {
		if !isClosed(s.ready) || s.room == nil {
			continue
		}
		if s.room.idle(g.config.IdleAfter) {
			s.room.startClosing()
		}
		if isClosed(s.room.closing) {
			resting[id] = s
		}
	}
	g.mu.Unlock()
	for id, s := range resting {
		<-s.room.closed
		g.forget(id, s)
	}
}

// Close closes every room and waits for them. Open fails from then on.
func (g *Registry) Close() {
	g.mu.Lock()
	first := !g.closed
	g.closed = true
	slots := make([]*slot, 0, len(g.rooms))
	for _, s := range g.rooms {
		slots = append(slots, s)
	}
	g.mu.Unlock()
	if first {
		close(g.stop)
	}
	<-g.stopped
	g.opening.Wait()
	for _, s := range slots {
		if s.room != nil {
			s.room.startClosing()
		}
	}
	for _, s := range slots {
		if s.room != nil {
			<-s.room.closed
		}
	}
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
