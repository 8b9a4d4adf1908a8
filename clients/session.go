package clients

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"dienhong/clients/wire"
	"dienhong/rooms"
)

// maxMessage is the longest message of a device, in bytes.
const maxMessage = 64 << 10

// Visitor says who is at a device, and where. The server that has authenticated them says so.
type Visitor struct {
	Meeting rooms.MeetingID
	Person  rooms.PersonID
	// Session is by what they are signed in, so that it can be ended; empty for none.
	Session string
}

// session is one connection of a device: a goroutine that reads, one that carries out commands while there are any,
// and the outgoing side, on which anybody may put something without waiting.
type session struct {
	// given
	hub      *Hub
	conn     *wire.Conn
	visitor  Visitor
	log      *slog.Logger
	packs    bool // the device takes compressed frames
	since    time.Time
	follower *follower
	ctx      context.Context
	cancel   context.CancelFunc

	// of the reading goroutine
	greeted bool
	limiter *rate.Limiter

	commands commands
	outbox   outbox
}

func (h *Hub) newSession(conn *wire.Conn, v Visitor) *session {
	s := &session{
		hub: h, conn: conn, visitor: v, packs: conn.Packs(), since: time.Now(),
		log:     h.log.With("meeting", string(v.Meeting), "person", string(v.Person)),
		limiter: rate.NewLimiter(rate.Limit(h.config.CommandsPerSecond), h.config.CommandBurst),
	}
	s.ctx, s.cancel = context.WithCancel(h.ctx)
	conn.Handle(h.config.WritePatience, s.drained, s.stalled)
	return s
}

// run lives as long as the connection.
func (s *session) run() {
	defer s.conn.Close()
	defer s.commands.running.Wait()
	defer s.cancel()
	s.conn.Deadline(time.Now().Add(s.hub.config.HelloWithin))
	for {
		message, err := s.conn.Read(maxMessage)
		if errors.Is(err, wire.ErrTooLong) || errors.Is(err, wire.ErrBinary) {
			s.end(Bye{Code: ByeProtocol})
		}
		if err != nil || s.isEnded() || !s.take(message) {
			break
		}
	}
	s.follower.post(func() { s.follower.leave(s) })
	if s.isEnded() {
		s.conn.Discard()
	}
}

// message is anything that a device can send.
type message struct {
	T       string          `json:"t"`
	Version int             `json:"v"`
	Epoch   uint64          `json:"epoch"`
	Seq     uint64          `json:"seq"`
	ID      rooms.CommandID `json:"id"`
	Name    string          `json:"name"`
	Args    json.RawMessage `json:"args"`
}

// take handles one message of the device; false ends the reading.
func (s *session) take(data []byte) bool {
	var m message
	err := json.Unmarshal(data, &m)
	switch {
	case err == nil && m.T == "hello":
		return s.hello(m.Version, place{m.Epoch, m.Seq})
	case err == nil && m.T == "command" && s.greeted && len(m.ID) > 0 && len(m.ID) <= 64:
		s.command(CommandFrame{ID: m.ID, Name: m.Name, Args: m.Args})
		return true
	default:
		s.end(Bye{Code: ByeProtocol})
		return false
	}
}

// hello may come at any time. A device that says it more often than it may send commands is not sane.
func (s *session) hello(version int, at place) bool {
	switch {
	case version != Version:
		s.end(Bye{Code: ByeOutdated})
		return false
	case !s.limiter.Allow():
		s.end(Bye{Code: ByeProtocol})
		return false
	case !s.greeted:
		s.greeted = true
		s.conn.Patience(s.hub.config.SilenceLimit)
	}
	if bye := s.follower.post(func() { s.follower.join(s, at) }); bye != nil {
		s.end(*bye)
		return false
	}
	return true
}

// commands are those of a session that wait: they are carried out one after the other, in the order in which they
// were sent, by a goroutine that is there only while there are any.
type commands struct {
	mu      sync.Mutex
	waiting []CommandFrame
	bytes   int
	busy    bool
	running sync.WaitGroup
}

// maxWaiting commands of a session; further ones are refused as busy.
const maxWaiting = 64

// breath is how long the reading pauses after a command that was one too many, which slows a flood down at its source.
const breath = 5 * time.Millisecond

func (s *session) command(c CommandFrame) {
	s.hub.stats.commands.Add(1)
	if s.limiter.Allow() && s.enqueue(c) {
		return
	}
	s.hub.stats.refused.Add(1)
	s.answer(Reply{ID: c.ID, Error: &Failure{Code: rooms.ErrBusy.Code()}})
	select {
	case <-time.After(breath):
	case <-s.ctx.Done():
	}
}

func (s *session) enqueue(c CommandFrame) bool {
	q := &s.commands
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) >= maxWaiting || q.bytes+len(c.Args) > s.hub.config.QueueBytes {
		return false
	}
	q.waiting, q.bytes = append(q.waiting, c), q.bytes+len(c.Args)
	if !q.busy {
		q.busy = true
		q.running.Go(s.work)
	}
	return true
}

func (s *session) work() {
	q := &s.commands
	for {
		q.mu.Lock()
		if len(q.waiting) == 0 || s.ctx.Err() != nil {
			q.busy = false
			q.mu.Unlock()
			return
		}
		next := q.waiting[0]
		q.waiting, q.bytes = q.waiting[1:], q.bytes-len(next.Args)
		q.mu.Unlock()
		s.carryOut(next)
	}
}

// carryOut asks the room. Without a connection any more there is nobody to answer; the device asks again.
func (s *session) carryOut(c CommandFrame) {
	request, err := rooms.NewRequest(c.ID, s.visitor.Person, c.Name, c.Args)
	var answer rooms.Answer
	if err == nil {
		if room := s.follower.room.Load(); room != nil {
			answer, err = room.Do(s.ctx, request)
		} else {
			err = rooms.ErrRetry // it is only being opened
		}
	}
	switch {
	case s.ctx.Err() != nil:
	case err != nil:
		s.answer(Reply{ID: c.ID, Error: failure(err, s.log.With("cmd", request.Name))})
	default:
		s.answer(Reply{ID: c.ID, Seq: answer.Seq, Data: answer.Data})
	}
}

func (s *session) answer(r Reply) {
	r.T = "reply"
	data, err := json.Marshal(r)
	if err != nil {
		data, err = json.Marshal(Reply{T: r.T, ID: r.ID, Error: failure(err, s.log)})
		if err != nil {
			panic(err) // strings always marshal
		}
	}
	s.send(wire.Text(data, s.packs))
}
