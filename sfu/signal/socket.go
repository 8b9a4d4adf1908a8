package signal

import (
	"errors"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"dienhong/sfu"

	"github.com/gorilla/websocket"
	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

const (
	maxFrame     = 2 << 20
	queueBytes   = 8 << 20
	writeTimeout = 10 * time.Second
	pingEvery    = 10 * time.Second
	closeGrace   = 2 * time.Second
	badFrames    = 10 // unreadable frames after which a client is closed
)

// socket is one client's websocket: a queue that anybody fills and one goroutine empties. It is the sink
// a session is given before the upgrade; what is sent until then waits.
type socket struct {
	log  *slog.Logger
	text atomic.Bool // the client's last frame was text: answer likewise

	mu     sync.Mutex
	queue  []*sfu.Message
	bytes  int
	closed bool

	wake chan struct{}
	gone chan struct{} // the connection is closed
	once sync.Once
	conn *websocket.Conn
}

func newSocket(log *slog.Logger) *socket {
	return &socket{log: log, wake: make(chan struct{}, 1), gone: make(chan struct{})}
}

// Send satisfies sfu.Sink.
func (s *socket) Send(m *sfu.Message) bool {
	b, err := m.Binary()
	if err != nil {
		s.log.Error("encode signal response", "err", err)
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	if s.bytes+len(b) > queueBytes {
		return false
	}
	s.queue = append(s.queue, m)
	s.bytes += len(b)
	s.signal()
	return true
}

// Close satisfies sfu.Sink.
func (s *socket) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.signal()
}

func (s *socket) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// abandon closes the connection now.
func (s *socket) abandon() {
	s.once.Do(func() {
		close(s.gone)
		if s.conn != nil {
			_ = s.conn.Close()
		}
	})
}

// serve carries messages both ways until the connection ends; it returns when both directions have.
func (s *socket) serve(conn *websocket.Conn, session *sfu.Session) {
	s.conn = conn
	conn.SetReadLimit(maxFrame)
	var writer sync.WaitGroup
	writer.Add(1)
	go func() { defer writer.Done(); s.write() }()
	s.read(session)
	s.abandon()
	writer.Wait()
	session.Lost()
}

// read hands every frame to the session.
func (s *socket) read(session *sfu.Session) {
	bad := 0
	for {
		kind, raw, err := readFrame(s.conn)
		if err != nil {
			if errors.Is(err, websocket.ErrReadLimit) {
				s.log.Warn("signal frame refused", "err", err, "code", "frame_too_large", "limit", maxFrame)
			}
			return
		}
		req := &livekit.SignalRequest{}
		if kind == websocket.TextMessage {
			s.text.Store(true)
			err = protojson.UnmarshalOptions{DiscardUnknown: true}.Unmarshal(raw, req)
		} else {
			s.text.Store(false)
			err = proto.Unmarshal(raw, req)
		}
		if err != nil {
			if bad++; bad >= badFrames {
				s.log.Warn("signal frames refused", "code", "frame_malformed", "count", bad)
				s.reject(websocket.CloseInvalidFramePayloadData, "malformed signal requests")
				return
			}
			continue
		}
		session.Handle(req)
	}
}

// readFrame reads a frame bounded as it comes and as it inflates.
func readFrame(conn *websocket.Conn) (int, []byte, error) {
	kind, r, err := conn.NextReader()
	if err != nil {
		return 0, nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(r, maxFrame+1))
	if err == nil && len(raw) > maxFrame {
		_ = conn.WriteControl(websocket.CloseMessage,
			websocket.FormatCloseMessage(websocket.CloseMessageTooBig, ""), time.Now().Add(time.Second))
		err = websocket.ErrReadLimit
	}
	return kind, raw, err
}

// reject tells the client why it is closed.
func (s *socket) reject(code int, text string) {
	_ = s.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, text), time.Now().Add(time.Second))
}

// write empties the queue, and keeps the connection alive.
func (s *socket) write() {
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for {
		select {
		case <-s.gone:
			return
		case <-ping.C:
			if s.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeTimeout)) != nil {
				s.abandon()
				return
			}
		case <-s.wake:
			if !s.flush() {
				s.abandon()
				return
			}
		}
	}
}

// flush writes what is queued; false when the connection is to end.
func (s *socket) flush() bool {
	for {
		s.mu.Lock()
		queue, closed := s.queue, s.closed
		s.queue, s.bytes = nil, 0
		s.mu.Unlock()
		for _, m := range queue {
			if !s.writeMessage(m, closed) {
				return false
			}
		}
		if len(queue) > 0 {
			continue
		}
		if closed {
			s.reject(websocket.CloseNormalClosure, "")
			return false
		}
		return true
	}
}

func (s *socket) writeMessage(m *sfu.Message, closing bool) bool {
	limit := writeTimeout
	if closing {
		limit = closeGrace
	}
	_ = s.conn.SetWriteDeadline(time.Now().Add(limit))
	kind, encode := websocket.BinaryMessage, m.Binary
	if s.text.Load() {
		kind, encode = websocket.TextMessage, m.Text
	}
	b, err := encode()
	if err != nil {
		return true
	}
	return s.conn.WriteMessage(kind, b) == nil
}
