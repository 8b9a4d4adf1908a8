package wire

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Options of a connection.
type Options struct {
	// CheckOrigin decides whether a page of this origin may connect; nil asks for the server's own.
	CheckOrigin func(*http.Request) bool
	// Compression is offered to devices that can (permessage-deflate).
	Compression bool
}

// Conn is one connection. Read may be called by one goroutine, everything else by any.
type Conn struct {
	ws   *websocket.Conn
	out  io.Writer
	pipe *pipe
	pack bool

	mu       sync.Mutex
	patience time.Duration // for which the device may be silent; 0: the deadline stands
}

// What can be wrong with what a device sends.
var (
	ErrTooLong = errors.New("the message is too long")
	ErrBinary  = errors.New("the message is not text")
)

// pool lends gorilla its write buffer for the few control frames that it writes itself.
var pool sync.Pool

// Upgrade makes a websocket of the request. When it fails, the refusal was answered. The request's goroutine is not
// needed any more: nothing of it is kept.
func Upgrade(w http.ResponseWriter, r *http.Request, o Options) (*Conn, error) {
	upgrader := websocket.Upgrader{
		ReadBufferSize: 512, WriteBufferSize: 512, WriteBufferPool: &pool, // bytes: thousands of connections have one each
		CheckOrigin: o.CheckOrigin, EnableCompression: o.Compression,
	}
	taker := &taker{ResponseWriter: w}
	ws, err := upgrader.Upgrade(taker, r, nil)
	if err != nil {
		return nil, fmt.Errorf("upgrade to websocket: %w", err)
	}
	taker.ResponseWriter = nil // with all its buffers, as long as the connection lives
	c := &Conn{ws: ws, out: taker.conn, pipe: taker.pipe, pack: taker.deflate}
	ws.SetPongHandler(func(string) error { c.heard(); return nil })
	ws.SetPingHandler(func(data string) error {
		c.heard()
		return c.Write(Frame{plain: encode(final|websocket.PongMessage, []byte(data))})
	})
	ws.SetCloseHandler(func(int, string) error { return c.Write(Farewell("")) })
	return c, nil
}

// taker hands gorilla the connection with a pipe in it, and notes whether compression was agreed on, which gorilla
// does not tell.
type taker struct {
	http.ResponseWriter
	pipe    *pipe
	conn    net.Conn
	deflate bool
}

// Hijack takes the connection from the HTTP server.
func (t *taker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(t.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	t.pipe, t.conn = below(conn)
	return &handshake{Conn: t.conn, taker: t}, buffered, nil
}

// handshake sees the answer to the upgrade go by.
type handshake struct {
	net.Conn
	taker *taker
}

// Write looks for the agreed extension in the answer.
func (h *handshake) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte("\r\nSec-WebSocket-Extensions: permessage-deflate")) {
		h.taker.deflate = true
	}
	return h.Conn.Write(b)
}

// Handle lets writes no longer wait, and sets who is told when the device has taken everything after it had not, and
// when it has taken nothing for patience; after as long again it is cut. It comes before the first Write. Both are
// called by a goroutine of the connection, which must not close it.
func (c *Conn) Handle(patience time.Duration, drained, stalled func()) {
	c.pipe.release(patience, drained, stalled)
}

// Packs reports whether the device takes compressed frames.
func (c *Conn) Packs() bool { return c.pack }

// Remote returns the address of the device.
func (c *Conn) Remote() string { return c.ws.RemoteAddr().String() }

// Write sends a frame without waiting. An error means that the connection is dead.
func (c *Conn) Write(f Frame) error {
	_, err := c.out.Write(f.bytes(c.pack))
	return err
}

// Busy reports whether the device has yet to take something of what was written.
func (c *Conn) Busy() bool { return c.pipe.busy() }

// Patience sets how long the device may send nothing at all, pongs included, before Read fails.
func (c *Conn) Patience(d time.Duration) {
	c.mu.Lock()
	c.patience = d
	c.mu.Unlock()
	c.heard()
}

// Deadline sets a time at which Read fails, whatever the device sends until then.
func (c *Conn) Deadline(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.patience = 0
	_ = c.ws.SetReadDeadline(t) // fails on a dead connection only, as Read will
}

func (c *Conn) heard() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.patience > 0 {
		_ = c.ws.SetReadDeadline(time.Now().Add(c.patience))
	}
}

// Read waits for the next text message. A message longer than limit bytes, also once it is decompressed, is ErrTooLong
// and another kind is ErrBinary; after any error the connection is of no use for reading.
func (c *Conn) Read(limit int) ([]byte, error) {
	kind, reader, err := c.ws.NextReader()
	if err != nil {
		return nil, err
	}
	if kind != websocket.TextMessage {
		return nil, ErrBinary
	}
	message, err := io.ReadAll(io.LimitReader(reader, int64(limit)+1))
	if err != nil {
		return nil, err
	}
	if len(message) > limit {
		return nil, ErrTooLong
	}
	c.heard()
	return message, nil
}

// Discard reads on without looking until the device has closed its end or the deadline comes. It gives a last frame the
// time to arrive: a connection that is closed with something unread is reset.
func (c *Conn) Discard() {
	for {
		_, _, err := c.ws.NextReader()
		if err == nil {
			continue
		}
		if _, closed := errors.AsType[*websocket.CloseError](err); !closed {
			_, _ = io.Copy(io.Discard, c.ws.NetConn()) // gorilla gave up; the device may go on
		}
		return
	}
}

// Close ends the connection and waits for everything it started.
func (c *Conn) Close() error {
	err := c.ws.NetConn().Close()
	c.pipe.pushers.Wait()
	return err
}
