package media

import (
	"sync"
	"time"
)

const (
	// inboxSize is how many items wait at most.
	inboxSize = 512
	// frameWait is how long the rest of a frame is waited for, idleWait how long what nobody is sent may lie.
	frameWait = 2 * time.Millisecond
	idleWait  = 20 * time.Millisecond
)

// inbox is what waits for a writer. It wakes it when a frame is complete rather than for every packet:
// waking costs more than the packet's share of a system call.
type inbox struct {
	wake  chan struct{} // holds one
	timer *time.Timer

	mu    sync.Mutex
	items []item
	due   time.Duration // what timer was set to for the items waiting, 0 when it was not
}

func newInbox() *inbox {
	b := &inbox{wake: make(chan struct{}, 1)}
	b.timer = time.AfterFunc(time.Hour, b.signal)
	b.timer.Stop()
	return b
}

func (b *inbox) signal() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// put adds an item that may wait so long for others, 0 for not at all. False when there is no room.
func (b *inbox) put(it item, wait time.Duration) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.items) >= inboxSize {
		return false
	}
	b.items = append(b.items, it)
	switch {
	case wait == 0:
		b.signal()
	case b.due == 0 || wait < b.due:
		b.due = wait
		b.timer.Reset(wait)
	}
	return true
}

// take returns what waits, in exchange for an empty list.
func (b *inbox) take(empty []item) []item {
	b.mu.Lock()
	defer b.mu.Unlock()
	full := b.items
	b.items = empty
	if b.due != 0 {
		b.due = 0
		b.timer.Stop()
	}
	return full
}

func (b *inbox) stop() { b.timer.Stop() }
