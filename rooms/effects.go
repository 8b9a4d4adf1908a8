package rooms

import (
	"log/slog"
	"sync"
)

// effects carries out, in order and outside the loop, what events ask of the media server. It is one goroutine with a
// queue; a call that fails is told once to the log, for the state stays true and is asked for again when the
// participant comes back.
type effects struct {
	media Media
	log   *slog.Logger

	mu      sync.Mutex
	queue   []func(Media) error
	wake    chan struct{}
	stop    chan struct{}
	stopped chan struct{}
}

// effect is implemented by the events that ask something of the media server.
type effect interface {
	effect(room MeetingID) func(Media) error
}

func startEffects(media Media, log *slog.Logger) *effects {
	e := &effects{media: media, log: log, wake: make(chan struct{}, 1), stop: make(chan struct{}), stopped: make(chan struct{})}
	go e.run()
	return e
}

func (e *effects) add(room MeetingID, event Event) {
	asks, yes := event.(effect)
	if !yes || e.media == nil {
		return
	}
	call := asks.effect(room)
	if call == nil {
		return
	}
	e.mu.Lock()
	e.queue = append(e.queue, call)
	e.mu.Unlock()
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

func (e *effects) run() {
	defer close(e.stopped)
	for {
		select {
		case <-e.wake:
			e.carryOut()
		case <-e.stop:
			e.carryOut() // what was promised last
			return
		}
	}
}

func (e *effects) carryOut() {
	e.mu.Lock()
	queue := e.queue
	e.queue = nil
	e.mu.Unlock()
	for _, call := range queue {
		if err := call(e.media); err != nil {
			e.log.Warn("the media server did not follow", "err", err)
		}
	}
}

// close carries out what is queued and ends. Nothing may be added any more.
func (e *effects) close() {
	close(e.stop)
	<-e.stopped
}
