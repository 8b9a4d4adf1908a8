package pages

import (
	"sync"
	"time"

	"dienhong/agenda/files"
)

// progressEvery is the shortest time between two updates on one document's progress.
const progressEvery = 250 * time.Millisecond

// notifier calls the renderer's owner from a goroutine of its own, so that a slow owner delays news but no drawing.
type notifier struct {
	notify func(Update)
	wake   chan struct{}
	gone   chan struct{}

	mu       sync.Mutex
	changes  []Update                 // of state: all are told, in order
	progress map[files.Hash]Update    // only the newest is told
	told     map[files.Hash]time.Time // when, for documents under way
	closed   bool
}

func startNotifier(notify func(Update)) *notifier {
	n := &notifier{
		notify: notify, wake: make(chan struct{}, 1), gone: make(chan struct{}),
		progress: map[files.Hash]Update{}, told: map[files.Hash]time.Time{},
	}
	go n.run()
	return n
}

// post takes news; change says that it must not be left out. Never blocks.
func (n *notifier) post(u Update, change bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if change {
		delete(n.progress, u.Doc) // older than u
		n.changes = append(n.changes, u)
	} else {
		n.progress[u.Doc] = u
	}
	n.poke()
}

func (n *notifier) poke() {
	select {
	case n.wake <- struct{}{}:
	default:
	}
}

// close tells what is still to be told of changes and returns when the last call has returned.
func (n *notifier) close() {
	n.mu.Lock()
	n.closed = true
	n.mu.Unlock()
	n.poke()
	<-n.gone
}

func (n *notifier) run() {
	defer close(n.gone)
	for {
		u, pause, ok := n.next(time.Now())
		if ok {
			n.notify(u)
			continue
		}
		if pause < 0 {
			return
		}
		timer := time.NewTimer(pause)
		select {
		case <-n.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// next is the news that is due now, or how long there is none; negative for the end.
func (n *notifier) next(now time.Time) (u Update, pause time.Duration, ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.changes) > 0 {
		u, n.changes = n.changes[0], n.changes[1:]
		n.told[u.Doc] = now
		if u.State == Ready || u.State == Failed {
			delete(n.told, u.Doc)
		}
		return u, 0, true
	}
	if n.closed {
		return Update{}, -1, false
	}
	pause = time.Hour
	for doc, u := range n.progress {
		wait := n.told[doc].Add(progressEvery).Sub(now)
		if wait <= 0 {
			delete(n.progress, doc)
			n.told[doc] = now
			return u, 0, true
		}
		pause = min(pause, wait)
	}
	return Update{}, pause, false
}
