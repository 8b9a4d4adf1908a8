package roomtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"dienhong/rooms"
)

// Recorder follows a room and keeps everything that it publishes, with a replica of the room's state.
type Recorder struct {
	t testing.TB

	mu      sync.Mutex
	replica *rooms.State
	records []rooms.Record
	ended   error
	broken  error
}

// Follow begins to record a room. It ends with the test, or with the feed.
func Follow(t testing.TB, room *rooms.Room) *Recorder {
	t.Helper()
	feed, err := room.Follow(t.Context())
	if err != nil {
		t.Fatalf("follow: %v", err)
	}
	replica, err := rooms.UnmarshalState(feed.Start)
	if err != nil {
		t.Fatalf("follow: %v", err)
	}
	r := &Recorder{t: t, replica: replica}
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		r.run(ctx, feed)
	}()
	t.Cleanup(func() {
		cancel()
		<-stopped
		feed.Close()
		if r.broken != nil {
			t.Errorf("the feed cannot be applied: %v", r.broken)
		}
	})
	return r
}

func (r *Recorder) run(ctx context.Context, feed *rooms.Feed) {
	for {
		records, err := feed.Next(ctx)
		r.mu.Lock()
		for _, record := range records {
			if _, err := r.replica.Apply(record); err != nil {
				r.broken = errors.Join(r.broken, err)
			}
		}
		r.records = append(r.records, records...)
		if err != nil {
			r.ended = err
		}
		r.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// Records returns what was published so far.
func (r *Recorder) Records() []rooms.Record {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.records)
}

// Kinds returns the kinds of what was published so far.
func (r *Recorder) Kinds() []string {
	kinds := []string{}
	for _, record := range r.Records() {
		kinds = append(kinds, record.Event.Kind())
	}
	return kinds
}

// Ended returns why the feed ended, or nil.
func (r *Recorder) Ended() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ended
}

// State returns the replica as a snapshot.
func (r *Recorder) State() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	data, err := rooms.MarshalState(r.replica)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// Await waits until an event of the kind was published, and returns the last such record.
func (r *Recorder) Await(kind string) rooms.Record {
	r.t.Helper()
	var found rooms.Record
	Eventually(r.t, func() string {
		for _, record := range r.Records() {
			if record.Event.Kind() == kind {
				found = record
			}
		}
		if found.Event == nil {
			return fmt.Sprintf("no %s among %v", kind, r.Kinds())
		}
		return ""
	})
	return found
}
