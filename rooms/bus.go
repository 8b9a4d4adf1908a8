package rooms

import (
	"context"
	"encoding/json"
	"sync"
)

// Feed follows a room: a snapshot, then everything that happens after it, in order. One goroutine may use it. On a
// second node the same two things will come over the network; nothing else of a room is asked for.
type Feed struct {
	// Start is the state when the feed began (see UnmarshalState).
	Start json.RawMessage

	mu    sync.Mutex
	queue []Record
	ended error
	wake  chan struct{}

	closeOnce sync.Once
	left      func()
}

// maxFeed bounds how far a follower may fall behind the room, in events. Beyond it the feed ends, and the follower has
// to begin anew from a snapshot: memory stays bounded whatever a follower does.
const maxFeed = 50_000

// newFeed makes a feed; left is called once, when its follower has closed it.
func newFeed(left func()) *Feed {
	return &Feed{wake: make(chan struct{}, 1), left: left}
}

// Next waits for events and returns them in order, at least one. It fails with ErrClosing when the room is closing
// here, with ErrRetry when the feed must be begun anew, or with the context's error.
func (f *Feed) Next(ctx context.Context) ([]Record, error) {
	for {
		f.mu.Lock()
		records, ended := f.queue, f.ended
		f.queue = nil
		f.mu.Unlock()
		if len(records) > 0 {
			return records, nil
		}
		if ended != nil {
			return nil, ended
		}
		select {
		case <-f.wake:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Close stops following. It never waits.
func (f *Feed) Close() {
	f.closeOnce.Do(func() {
		f.end(ErrClosing)
		f.left()
	})
}

// publish never waits. It reports whether the feed goes on.
func (f *Feed) publish(records []Record) bool {
	f.mu.Lock()
	if f.ended == nil {
		f.queue = append(f.queue, records...)
		if len(f.queue) > maxFeed {
			f.queue, f.ended = nil, ErrRetry
		}
	}
	alive := f.ended == nil
	f.mu.Unlock()
	f.ring()
	return alive
}

func (f *Feed) end(why error) {
	f.mu.Lock()
	if f.ended == nil {
		f.ended = why
	}
	f.mu.Unlock()
	f.ring()
}

func (f *Feed) ring() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}
