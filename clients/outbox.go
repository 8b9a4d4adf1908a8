package clients

import (
	"encoding/json"
	"sync"
	"time"

	"dienhong/clients/wire"
)

// outbox is the outgoing side of a session. What everybody is told is offered to it and, while the socket is full,
// turned away: the follower then tells the device everything that it has missed, in the newest values, once there is
// room. So a slow device costs no queue, however much happens meanwhile. Only what is meant for this device alone, the
// replies, waits here, in bounded length.
type outbox struct {
	mu      sync.Mutex
	waiting []wire.Frame
	bytes   int
	hungry  bool // something was turned away
	ended   bool // the last frames are among waiting or out
	quiet   int  // ticks since something was sent
	age     int  // ticks
}

// offer sends a frame if the socket has room. Otherwise it returns false, and the follower hears when it has.
func (s *session) offer(f wire.Frame) bool {
	o := &s.outbox
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.ended:
		return true // nobody listens
	case len(o.waiting) > 0 || s.conn.Busy():
		o.hungry = true
		return false
	}
	s.write(f)
	return true
}

// send sends a frame now or later. A device that lets too much wait is slow beyond help.
func (s *session) send(f wire.Frame) {
	o := &s.outbox
	o.mu.Lock()
	if o.ended {
		o.mu.Unlock()
		return
	}
	o.waiting, o.bytes = append(o.waiting, f), o.bytes+f.Len(s.packs)
	s.flush()
	slow := o.bytes > s.hub.config.QueueBytes
	o.mu.Unlock()
	if slow {
		s.tooSlow()
	}
}

// flush writes what waits as long as the socket takes it. The lock is held.
func (s *session) flush() {
	o := &s.outbox
	for len(o.waiting) > 0 && !s.conn.Busy() {
		f := o.waiting[0]
		o.waiting, o.bytes = o.waiting[1:], o.bytes-f.Len(s.packs)
		s.write(f)
	}
}

// write hands a frame to the socket, which takes it or is dead; then the reading ends. The lock is held.
func (s *session) write(f wire.Frame) {
	s.outbox.quiet = 0
	_ = s.conn.Write(f)
}

// drained is called by the connection when the socket has taken everything.
func (s *session) drained() {
	o := &s.outbox
	o.mu.Lock()
	s.flush()
	hungry := o.hungry && len(o.waiting) == 0 && !o.ended
	if hungry {
		o.hungry = false
	}
	o.mu.Unlock()
	if hungry {
		s.follower.post(func() { s.follower.drained(s) })
	}
}

// stalled is called by the connection when the device has taken nothing for its patience.
func (s *session) stalled() { s.tooSlow() }

func (s *session) tooSlow() {
	s.hub.stats.slow.Add(1)
	s.log.Debug("a device does not read", "remote", s.conn.Remote())
	s.end(Bye{Code: ByeSlow, Retry: true, After: afterSlow})
}

// farewellWait is how long a device that reads may take to hang up after a bye.
const farewellWait = 3 * time.Second

// When a device should come back, in milliseconds.
const (
	afterSlow    = 1000
	afterMove    = 2000
	afterRestart = 1000
)

// end says why, drops what else was to be said, and gives the device the time to hear it.
func (s *session) end(b Bye) {
	b.T = "bye"
	data, err := json.Marshal(b)
	if err != nil {
		panic(err) // strings and numbers always marshal
	}
	o := &s.outbox
	o.mu.Lock()
	if o.ended {
		o.mu.Unlock()
		return
	}
	o.ended, o.bytes = true, 0
	o.waiting = []wire.Frame{wire.Text(data, false), wire.Farewell(string(b.Code))}
	s.flush()
	wait := farewellWait
	if s.conn.Busy() {
		wait = s.hub.config.WritePatience
	}
	o.mu.Unlock()
	s.cancel()
	s.conn.Deadline(time.Now().Add(wait))
}

func (s *session) isEnded() bool {
	s.outbox.mu.Lock()
	defer s.outbox.mu.Unlock()
	return s.outbox.ended
}

// tick counts the time and says whether the device should hear a beat, and whether it should be probed.
func (s *session) tick() (beat, probe bool) {
	c, o := &s.hub.config, &s.outbox
	o.mu.Lock()
	defer o.mu.Unlock()
	o.quiet++
	o.age++
	tick := c.tick()
	return time.Duration(o.quiet)*tick >= c.BeatAfter, o.age%max(1, int(c.PingEvery/tick)) == 0
}
