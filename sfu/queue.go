package sfu

import (
	"runtime/debug"
	"sync"
)

// queue runs functions one after another in a goroutine of its own: a participant's signalling and
// negotiation. Posting never blocks.
type queue struct {
	mu     sync.Mutex
	work   []func()
	wake   chan struct{}
	closed bool
	done   chan struct{}
	failed func(cause any, stack []byte)
}

// newQueue begins a queue; failed is told when a function panics, and the queue goes on.
func newQueue(failed func(cause any, stack []byte)) *queue {
	q := &queue{wake: make(chan struct{}, 1), done: make(chan struct{}), failed: failed}
	go q.run()
	return q
}

// post adds work; false when the queue was closed, and then f never runs.
func (q *queue) post(f func()) bool {
	q.mu.Lock()
	if q.closed {
		q.mu.Unlock()
		return false
	}
	q.work = append(q.work, f)
	q.mu.Unlock()
	q.signal()
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
	if q.closed {
		q.mu.Unlock()
		return
	}
	q.closed = true
	q.work = append(q.work, last)
	q.mu.Unlock()
	q.signal()
}

func (q *queue) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

func (q *queue) run() {
	defer close(q.done)
	for range q.wake {
		for {
			q.mu.Lock()
			work, closed := q.work, q.closed
			q.work = nil
			q.mu.Unlock()
			for _, f := range work {
				q.do(f)
			}
			if closed {
				return
			}
			if len(work) == 0 {
				break
			}
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
