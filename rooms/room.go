package rooms

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// Limits of a room's loop.
const (
	inboxSize = 4096
	// turnSize is the largest number of commands decided and committed together.
	turnSize = 128
	// snapshotEvery so many events the state is written whole, which bounds the time to start again.
	snapshotEvery = 500
	// flushAfter is how long a volatile event may wait to be written.
	flushAfter = 250 * time.Millisecond
	// commitTimeout bounds one write to the journal.
	commitTimeout = 30 * time.Second
)

// Room is the live owner of one meeting: one goroutine, to which everybody else sends. Every method may be called
// from any goroutine.
type Room struct {
	// given
	id      MeetingID
	journal Journal
	clock   Clock
	newID   func() string
	log     *slog.Logger

	// owned by the loop
	state   *State
	done    map[doneKey]Done
	unsaved []Record // published, volatile, not yet written
	since   uint64   // seq of the last snapshot
	feeds   map[*Feed]struct{}

	// in
	inbox     chan task
	closing   chan struct{}
	closeOnce sync.Once

	// out
	access  atomic.Pointer[Access]
	effects *effects
	closed  chan struct{}
}

type doneKey struct {
	person  PersonID
	command CommandID
}

// task is one thing for the loop to do: a command, or a look at the state.
type task struct {
	request Request
	look    func(*State)
	reply   chan outcome
}

type outcome struct {
	answer Answer
	err    error
}

// Clock tells the time; tests bring their own.
type Clock interface {
	Now() time.Time
}

// SystemClock is the machine's clock, in UTC and whole milliseconds: what goes into the journal comes back the same.
type SystemClock struct{}

// Now returns the present.
func (SystemClock) Now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// ID returns the meeting that the room owns.
func (r *Room) ID() MeetingID { return r.id }

// Do has a command decided, and returns once it is durable, or refused. A command id that was carried out before gets
// the answer it got then. Besides the refusals of the command itself it fails with ErrBusy (nothing happened, try
// again), ErrRetry (it could not be written, nothing happened), ErrClosing, or the context's error, in which case the
// command may still be carried out.
func (r *Room) Do(ctx context.Context, request Request) (Answer, error) {
	return r.ask(ctx, task{request: request})
}

// Read lets look see the state inside the loop. It must be quick, must not keep anything it points to, and must not
// change it.
func (r *Room) Read(ctx context.Context, look func(*State)) error {
	_, err := r.ask(ctx, task{look: look})
	return err
}

// Follow begins a feed of what happens in the room. Close it when done.
func (r *Room) Follow(ctx context.Context) (*Feed, error) {
	var feed *Feed
	var failed error
	err := r.Read(ctx, func(s *State) {
		start, err := MarshalState(s)
		if err != nil {
			failed = err
			return
		}
		feed = newFeed(start)
		r.feeds[feed] = struct{}{}
	})
	if err != nil {
		return nil, err
	}
	if failed != nil {
		return nil, failed
	}
	feed.cancel = func() {
		// A room that is closing has ended its feeds itself.
		_ = r.Read(context.Background(), func(*State) { delete(r.feeds, feed) })
	}
	return feed, nil
}

func (r *Room) ask(ctx context.Context, t task) (Answer, error) {
	t.reply = make(chan outcome, 1)
	select {
	case <-r.closing:
		return Answer{}, ErrClosing
	default:
	}
	if t.look != nil { // a look is not work that piles up: it waits its turn
		select {
		case r.inbox <- t:
		case <-r.closed:
			return Answer{}, ErrClosing
		case <-ctx.Done():
			return Answer{}, ctx.Err()
		}
	} else {
		select {
		case r.inbox <- t:
		default:
			return Answer{}, ErrBusy
		}
	}
	select {
	case o := <-t.reply:
		return o.answer, o.err
	case <-r.closed:
		select { // it may have been answered last
		case o := <-t.reply:
			return o.answer, o.err
		default:
			return Answer{}, ErrClosing
		}
	case <-ctx.Done():
		return Answer{}, ctx.Err()
	}
}

// shut ends the loop, writes what is unsaved, and waits.
func (r *Room) shut() {
	r.closeOnce.Do(func() { close(r.closing) })
	<-r.closed
}
