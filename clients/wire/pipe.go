package wire

import (
	"crypto/tls"
	"errors"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// pipe is a connection whose Write does not wait once it was set free: it tries, and what the socket does not take a
// goroutine pushes.
type pipe struct {
	net.Conn
	raw syscall.RawConn // nil where trying is not possible
	// attempt is tryOnce as a value, made once.
	attempt func(fd uintptr) bool
	buf     []byte
	n       int
	errno   error

	mu       sync.Mutex
	free     bool
	patience time.Duration
	drained  func()
	stalled  func()
	rest     []byte // what the socket has yet to take, in order
	pushing  bool
	failed   error
	pushers  sync.WaitGroup
}

func newPipe(conn net.Conn) *pipe {
	p := &pipe{Conn: conn}
	if below, ok := conn.(syscall.Conn); ok {
		if raw, err := below.SyscallConn(); err == nil {
			p.raw = raw
		}
	}
	p.attempt = p.tryOnce
	return p
}

// Listen wraps a listener whose connections are to be encrypted before they come to [Upgrade], so that writes through
// TLS do not wait either. Connections that nobody upgrades are not changed by it.
func Listen(below net.Listener) net.Listener { return listener{below} }

type listener struct{ net.Listener }

// Accept waits for the next connection.
func (l listener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return newPipe(conn), nil
}

// below finds the pipe under a connection, or puts one over it, and returns what is to be read and written.
func below(conn net.Conn) (*pipe, net.Conn) {
	switch c := conn.(type) {
	case *pipe:
		return c, c
	case *tls.Conn:
		if p, ok := c.NetConn().(*pipe); ok {
			return p, c
		}
	}
	p := newPipe(conn)
	return p, p
}

// release sets the pipe free. A push that gets nothing out for patience calls stalled, one more patience later it
// fails; drained is called whenever everything is out. Both are called without a lock held.
func (p *pipe) release(patience time.Duration, drained, stalled func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free, p.patience, p.drained, p.stalled = true, patience, drained, stalled
}

// Write takes all of b, or fails because the connection is dead.
func (p *pipe) Write(b []byte) (int, error) {
	p.mu.Lock()
	if !p.free {
		p.mu.Unlock()
		return p.Conn.Write(b)
	}
	defer p.mu.Unlock()
	if p.failed != nil {
		return 0, p.failed
	}
	taken := 0
	if !p.pushing {
		taken, p.failed = p.try(b)
		if p.failed != nil {
			return taken, p.failed
		}
		if taken == len(b) {
			return taken, nil
		}
		p.pushing = true
		p.pushers.Add(1)
		go p.push()
	}
	p.rest = append(p.rest, b[taken:]...)
	return len(b), nil
}

// SetWriteDeadline is for the time before the pipe was set free; afterwards patience rules.
func (p *pipe) SetWriteDeadline(t time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.free {
		return nil
	}
	return p.Conn.SetWriteDeadline(t)
}

func (p *pipe) busy() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pushing
}

// Close ends the connection and waits for the pusher. It must not be called from drained or stalled.
func (p *pipe) Close() error {
	err := p.Conn.Close()
	p.pushers.Wait()
	return err
}

// push writes what is left, waiting for the socket, and ends when nothing is left.
func (p *pipe) push() {
	defer p.pushers.Done()
	for {
		p.mu.Lock()
		rest, failed := p.rest, p.failed
		p.rest = nil
		if len(rest) == 0 || failed != nil {
			p.pushing = false
			p.mu.Unlock()
			break
		}
		p.mu.Unlock()
		if err := p.pushAll(rest); err != nil {
			p.mu.Lock()
			p.failed, p.rest = err, nil
			p.mu.Unlock()
			_ = p.Conn.Close() // so that the reader notices
		}
	}
	p.drained()
}

// piece of what is left, in bytes, that has to get out within patience: a device slower than this is not kept.
const piece = 16 << 10

func (p *pipe) pushAll(rest []byte) error {
	stalled := false
	for len(rest) > 0 {
		if err := p.Conn.SetWriteDeadline(time.Now().Add(p.patience)); err != nil {
			return err
		}
		n, err := p.Conn.Write(rest[:min(len(rest), piece)])
		rest = rest[n:]
		switch {
		case err == nil || n > 0 && errors.Is(err, os.ErrDeadlineExceeded):
			stalled = false
		case stalled || !errors.Is(err, os.ErrDeadlineExceeded):
			return err
		default:
			stalled = true
			p.stalled()
		}
	}
	return p.Conn.SetWriteDeadline(time.Time{})
}
