package sfu

import (
	"runtime/debug"
	"sync"
)

// queue runs functions one after another: a participant's signalling and negotiation. Posting never blocks.
// Its goroutine lives while there is work: negotiating takes a deep stack, which an idle participant would keep.
type queue struct {
	mu      sync.Mutex
	work    []func()
	running bool
	closed  bool
	done    chan struct{}
	failed  func(cause any, stack []byte)
}

// newQueue makes a queue; failed is told when a function panics, and the queue goes on.
func newQueue(failed func(cause any, stack []byte)) *queue {
	return &queue{done: make(chan struct{}), failed: failed}
}

// post adds work; false when the queue was closed, and then f never runs.
func (q *queue) post(f func()) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	q.addLocked(f)
	return true
}

// call posts f and waits until it ran or the queue ended without it. Not from within the queue.
func (q *queue) call(f func()) bool {
	ran := make(chan struct{})
	if !q.post(func() { defer close(ran); f() }) {
		return false
	}
	select {
	case <-ran:
		return true
	case <-q.done:
		return false
	}
}

// close lets what was posted run, then last, and nothing after it.
func (q *queue) close(last func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return
	}
	q.closed = true
	q.addLocked(last)
}

func (q *queue) addLocked(f func()) {
	q.work = append(q.work, f)
	if !q.running {
		q.running = true
		go q.run()
	}
}

func (q *queue) run() {
	for {
		q.mu.Lock()
		work := q.work
		q.work = nil
		if len(work) == 0 {
			q.running = false
			if q.closed {
				close(q.done)
			}
			q.mu.Unlock()
			return
		}
		q.mu.Unlock()
		for _, f := range work {
			q.do(f)
		}
	}
}

func (q *queue) do(f func()) {
	defer func() {
		if cause := recover(); cause != nil {
			q.failed(cause, debug.Stack())
		}
	}()
	f()
}
