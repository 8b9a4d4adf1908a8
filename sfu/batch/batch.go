// Package batch sends many datagrams with few system calls. Whoever sends fills a Queue of its own: what
// stands there for one destination in a row becomes a single segmented message (UDP_SEGMENT), and the
// messages of many destinations one sendmmsg. Where the kernel cannot do that, each datagram is sent by
// itself.
//
// Half of what an SFU spends is the system call for each packet; a frame of six packets costs one this way.
//
// Invariants:
//   - datagrams of one queue to one destination leave in the order they were committed;
//   - a queue has one owner, who calls Flush soon after; nothing here has a lock, a goroutine or a timer;
//   - a route never changes, but for what the kernel has refused of it.
package batch

import (
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
)

const (
	// plenty is how much a queue should hold between destinations before it is flushed, in bytes: more than
	// the nearer caches keep costs more than a system call saves. mostQueued is the bound.
	plenty      = 64 << 10
	mostQueued  = 512 << 10
	firstQueued = 8 << 10
	// batchSize is how many messages one system call takes.
	batchSize = 32
	// maxSegments and maxMessage are the kernel's bounds of one segmented message.
	maxSegments = 64
	maxMessage  = 65000
)

// Conn is a UDP socket that queues send through. It satisfies net.PacketConn and ice.AddrPortReaderWriter; what
// is written by these leaves at once.
type Conn struct {
	*net.UDPConn
	out sender
	in  receiver
}

// singles are queues for what is sent at once.
var singles = sync.Pool{New: func() any { return &Queue{} }}

// Wrap makes a socket one that queues send through.
func Wrap(c *net.UDPConn) (*Conn, error) {
	b := &Conn{UDPConn: c}
	if err := b.out.open(c); err != nil {
		return nil, err
	}
	return b, nil
}

// ReadFromAddrPort reads a datagram without allocating. Nobody else may read from the socket.
func (c *Conn) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	return c.in.receive(c, b)
}

// WriteToAddrPort sends a datagram at once. Whether it could be sent is not told: it may always be lost.
func (c *Conn) WriteToAddrPort(b []byte, addr netip.AddrPort) (int, error) {
	q := singles.Get().(*Queue)
	q.Commit(c.Route(addr), copy(q.Reserve(len(b)), b))
	q.Flush()
	singles.Put(q)
	return len(b), nil
}

// Route is the way to one destination. Any number of queues may use it.
type Route struct {
	conn  *Conn
	addr  netip.AddrPort
	name  address
	plain atomic.Bool // the kernel does not segment on this way: found out by trying, and kept
	write func([]byte)
}

// Route is the way from the socket to an address.
func (c *Conn) Route(addr netip.AddrPort) *Route {
	r := &Route{conn: c, addr: addr}
	c.out.name(&r.name, addr)
	return r
}

// segments says whether datagrams may go as segments of one message.
func (r *Route) segments() bool { return r.conn != nil && !r.plain.Load() && r.conn.out.segments() }

// NewRoute is a way of its own kind: write is given each datagram and must not keep it.
func NewRoute(write func([]byte)) *Route { return &Route{write: write} }

// Queue is datagrams on their way. The zero value is ready; one owner.
type Queue struct {
	arena    []byte
	messages []message
	scratch  scratch
}

// message is datagrams side by side for one destination, all of one size but for the last.
type message struct {
	route         *Route
	at, end, size int
	segments      int
	closed        bool
}

// Reserve returns room for one datagram of up to n bytes; Commit says how much of it was used.
func (q *Queue) Reserve(n int) []byte {
	at := len(q.arena)
	if at+n > mostQueued {
		q.Flush()
		at = 0
	}
	if at+n > cap(q.arena) {
		grown := make([]byte, at, max(firstQueued, 2*cap(q.arena), at+n))
		copy(grown, q.arena)
		q.arena = grown
	}
	return q.arena[at : at+n : at+n]
}

// Commit queues the first size bytes of what was last reserved.
func (q *Queue) Commit(r *Route, size int) {
	at := len(q.arena)
	q.arena = q.arena[:at+size]
	if n := len(q.messages); n > 0 {
		m := &q.messages[n-1]
		if m.route == r && !m.closed && r.segments() && size <= m.size && m.segments < maxSegments && m.end-m.at+size <= maxMessage {
			m.end += size
			m.segments++
			m.closed = size < m.size
			return
		}
		if n == batchSize {
			datagram := q.arena[at : at+size]
			q.Flush()
			at = 0
			q.arena = append(q.arena, datagram...) // it moves down
		}
	}
	q.messages = append(q.messages, message{route: r, at: at, end: at + size, size: size, segments: 1})
}

// Plenty says that enough is queued for a Flush between destinations.
func (q *Queue) Plenty() bool { return len(q.arena) >= plenty }

// Flush sends everything queued. What cannot be sent is lost, as datagrams may be.
func (q *Queue) Flush() {
	for from := 0; from < len(q.messages); {
		conn, to := q.messages[from].route.conn, from+1
		for to < len(q.messages) && q.messages[to].route.conn == conn {
			to++
		}
		if conn == nil {
			q.write(q.messages[from:to])
		} else {
			conn.out.send(q, q.messages[from:to])
		}
		from = to
	}
	q.messages, q.arena = q.messages[:0], q.arena[:0]
}

// write hands datagrams to routes of their own kind.
func (q *Queue) write(list []message) {
	for i := range list {
		m := &list[i]
		for at := m.at; at < m.end; at += m.size {
			m.route.write(q.arena[at:min(at+m.size, m.end)])
		}
	}
}
