package rooms

import (
	"context"
	"log/slog"
	"sync"

	"github.com/oklog/ulid/v2"
)

// deps is what every room is given.
type deps struct {
	journal Journal
	media   Media
	clock   Clock
	newID   func() string
	log     *slog.Logger
}

// Registry holds the rooms that are live on this server, and opens them when they are asked for. Its methods may be
// called from any goroutine.
type Registry struct {
	deps deps

	mu     sync.Mutex
	rooms  map[MeetingID]*slot
	closed bool
}

// slot makes callers wait for a room that is being opened, without holding up the others.
type slot struct {
	ready chan struct{}
	room  *Room
	err   error
}

// NewRegistry returns a registry over journal. Media may be nil: then nothing is asked of a media server.
func NewRegistry(journal Journal, media Media, clock Clock, log *slog.Logger) *Registry {
	return &Registry{
		deps:  deps{journal: journal, media: media, clock: clock, newID: NewID, log: log},
		rooms: map[MeetingID]*slot{},
	}
}

// NewID makes an identifier that nobody has used (a ULID, 26 characters; it sorts by time).
func NewID() string { return ulid.Make().String() }

// Create makes a meeting with its first people, of whom one must be a secretary or a chair, and returns its id.
func (g *Registry) Create(ctx context.Context, by PersonID, announcement Announcement, people []Person) (MeetingID, error) {
	if err := announcement.Tidy(); err != nil {
		return "", err
	}
	id := MeetingID(g.deps.newID())
	state := NewState(id)
	events := []Event{MeetingCreated{announcement}}
	desk := false
	for _, person := range people {
		if person.ID == "" {
			person.ID = PersonID(g.deps.newID())
		}
		if err := tidyPerson(&person); err != nil {
			return "", err
		}
		desk = desk || person.Role.Desk()
		events = append(events, PersonAdded{Person: person})
	}
	if !desk {
		return "", ErrBadCommand
	}
	batch := Batch{Epoch: 1}
	for _, event := range events {
		record := Record{Seq: state.Seq + 1, Epoch: 1, At: g.deps.clock.Now(), Actor: by, Event: event}
		if _, err := state.Apply(record); err != nil {
			return "", err
		}
		batch.Records = append(batch.Records, record)
	}
	batch.Head = state.head()
	if err := g.deps.journal.Create(ctx, id, batch); err != nil {
		return "", err
	}
	return id, nil
}

// Open returns the room of the meeting, taking it first if it is not live here.
func (g *Registry) Open(ctx context.Context, id MeetingID) (*Room, error) {
	for {
		s, mine, err := g.slot(id)
		if err != nil {
			return nil, err
		}
		if mine {
			s.room, s.err = open(context.WithoutCancel(ctx), id, g.deps)
			if s.err != nil {
				g.forget(id, s)
			}
			close(s.ready)
			return s.room, s.err
		}
		select {
		case <-s.ready:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if s.err != nil {
			return nil, s.err
		}
		select {
		case <-s.room.closed: // it lost its journal; take it again
			g.forget(id, s)
			continue
		default:
			return s.room, nil
		}
	}
}

func (g *Registry) slot(id MeetingID) (s *slot, mine bool, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil, false, ErrClosing
	}
	if s := g.rooms[id]; s != nil {
		return s, false, nil
	}
	s = &slot{ready: make(chan struct{})}
	g.rooms[id] = s
	return s, true, nil
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
		select {
		case <-s.ready:
			if s.room != nil {
				live = append(live, s.room)
			}
		default:
		}
	}
	return live
}

// Close closes every room and waits for them. Open fails from then on.
func (g *Registry) Close() {
	g.mu.Lock()
	g.closed = true
	slots := make([]*slot, 0, len(g.rooms))
	for _, s := range g.rooms {
		slots = append(slots, s)
	}
	g.mu.Unlock()
	for _, s := range slots {
		<-s.ready
		if s.room != nil {
			s.room.shut()
		}
	}
}
