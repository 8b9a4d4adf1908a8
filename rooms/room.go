package rooms

import (
	"context"
	"encoding/json"
	"sync"
	"sync/atomic"
	"time"
)

// Limits of a room's loop.
const (
	inboxSize = 4096
	// turnSize is the largest number of commands decided and committed together.
	turnSize = 128
	// snapshotEvery so many events, or when they weigh as much as the last snapshot, the state is written whole. It bounds
	// the time to start again, and keeps snapshots of a meeting with many ballots from costing more than its events.
	snapshotEvery = 500
	// snapshotLatest is after how many events it is written although the hall is voting.
	snapshotLatest = 10_000
	// eventWeight is about what an event takes in the journal, in bytes.
	eventWeight = 300
	// flushAfter is how long a volatile event may wait to be written.
	flushAfter = 250 * time.Millisecond
	// commitTimeout bounds one write to the journal.
	commitTimeout = 30 * time.Second
	// clockCheck is how often the clock is looked at while a ballot's time runs.
	clockCheck = time.Second
)

// Room is the live owner of one meeting: one goroutine, to which everybody else sends. Every method may be called
// from any goroutine.
type Room struct {
	// given
	id MeetingID
	deps

	// owned by the loop
	state     *State // nil once the room is lost
	memory    memory
	unsaved   []Record  // published, volatile, not yet written
	flushAt   time.Time // when unsaved has to be written
	since     uint64    // seq of the last snapshot
	weight    int       // and its size in bytes
	notBefore time.Time // when to try again to close an overdue ballot
	feeds     map[*Feed]struct{}
	shares    Shares

	// in
	inbox     chan task
	closing   chan struct{}
	closeOnce sync.Once

	// out
	access  atomic.Pointer[Access]
	usage   usage
	effects *effects
	closed  chan struct{}
}

// usage is what keeps a room open here.
type usage struct {
	asked     atomic.Int64 // when somebody last asked something, in nanoseconds of the room's clock
	followers atomic.Int64
	pinned    atomic.Bool // a ballot's time runs
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

// now is the present as the journal can keep it, whatever the clock.
func now(c Clock) time.Time { return whole(c.Now()) }

// ID returns the meeting that the room owns.
func (r *Room) ID() MeetingID { return r.id }

// Do has a command decided, and returns once it is durable, or refused. A command id that was carried out before gets
// the answer it got then. Besides the refusals of the command itself it fails with ErrBusy (nothing happened, try
// again), ErrRetry (it could not be written, nothing happened), ErrInternal, ErrClosing (open the room again), or the
// context's error, in which case the command may still be carried out.
func (r *Room) Do(ctx context.Context, request Request) (Answer, error) {
	return r.ask(ctx, task{request: request})
}

// Read lets look see the state inside the loop. It must be quick, must not keep anything it points to, must not change
// it, and must not ask the room anything.
func (r *Room) Read(ctx context.Context, look func(*State)) error {
	_, err := r.ask(ctx, task{look: look})
	return err
}

// Follow begins a feed of what happens in the room. Close it when done.
func (r *Room) Follow(ctx context.Context) (*Feed, error) {
	feed := newFeed(func() { r.usage.followers.Add(-1) })
	r.usage.followers.Add(1)
	var start json.RawMessage
	var failed error
	err := r.Read(ctx, func(s *State) {
		if start, failed = MarshalState(s); failed == nil {
			r.feeds[feed] = struct{}{}
		}
	})
	if err == nil { // otherwise the look may still be going on
		err = failed
	}
	if err != nil {
		feed.Close()
		return nil, err
	}
	feed.Start = start
	return feed, nil
}

func (r *Room) ask(ctx context.Context, t task) (Answer, error) {
	r.touch()
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

func (r *Room) touch() { r.usage.asked.Store(now(r.clock).UnixNano()) }

// idle reports whether nobody has needed the room for so long: no follower, no question, no ballot whose time runs.
func (r *Room) idle(after time.Duration) bool {
	u := &r.usage
	return u.followers.Load() == 0 && !u.pinned.Load() && now(r.clock).UnixNano()-u.asked.Load() >= int64(after)
}

// startClosing tells the loop to end; closed is closed when it has, with everything written.
func (r *Room) startClosing() { r.closeOnce.Do(func() { close(r.closing) }) }
