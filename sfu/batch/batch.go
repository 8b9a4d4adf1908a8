// Package batch sends many datagrams with few system calls. Media is queued per destination and goes out
// on Flush: what one destination gets of one frame becomes a single segmented message (UDP_SEGMENT), and
// the messages of many destinations one sendmmsg. Where the kernel cannot do that, each datagram is sent by
// itself.
//
// Half of what an SFU spends is the system call for each packet; a frame of six packets costs one this way.
//
// Invariants:
//   - datagrams of one destination leave in the order they were written;
//   - only RTP is queued: STUN, DTLS and RTCP are rare, and some of them urgent;
//   - whoever queued calls Flush soon after; nothing here has a goroutine or a timer;
//   - lock order: shard.sending, then shard.mu.
package batch

import (
	"net"
	"net/netip"
	"runtime"
	"sync"
	"sync/atomic"
)

const (
	// maxQueued bounds a shard's queue in bytes: beyond it the writer flushes by itself.
	maxQueued = 1 << 20
	// maxSegments and maxMessage are the kernel's bounds of one segmented message.
	maxSegments = 64
	maxMessage  = 65000
)

// Conn is a UDP socket that queues RTP. It satisfies net.PacketConn and ice.AddrPortReaderWriter.
type Conn struct {
	*net.UDPConn
	shards []shard
	out    sender
}

// shard is the queue of some destinations; several let several goroutines send at once.
type shard struct {
	mu      sync.Mutex
	filling *queue
	dirty   atomic.Bool

	sending sync.Mutex
	spare   *queue
	scratch scratch
}

// queue is datagrams chained by destination.
type queue struct {
	arena  []byte
	grams  []gram
	dests  []dest
	index  map[netip.AddrPort]int
	cursor int // where the next destination is expected: writers go through theirs in one order
}

type gram struct {
	at, size int
	next     int // of the same destination, -1 at the end
}

type dest struct {
	addr       netip.AddrPort
	head, tail int
}

func newQueue() *queue { return &queue{index: map[netip.AddrPort]int{}} }

// Wrap makes a socket queue what is RTP.
func Wrap(c *net.UDPConn) (*Conn, error) {
	b := &Conn{UDPConn: c, shards: make([]shard, 2*runtime.GOMAXPROCS(0))}
	if err := b.out.open(c); err != nil {
		return nil, err
	}
	for i := range b.shards {
		b.shards[i].filling, b.shards[i].spare = newQueue(), newQueue()
	}
	return b, nil
}

// ReadFromAddrPort reads a datagram without allocating.
func (c *Conn) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	return c.ReadFromUDPAddrPort(b)
}

// WriteToAddrPort queues RTP until Flush, and sends anything else at once. Errors of queued datagrams are
// not told: a datagram may always be lost.
func (c *Conn) WriteToAddrPort(b []byte, addr netip.AddrPort) (int, error) {
	if !isRTP(b) {
		return c.WriteToUDPAddrPort(b, addr)
	}
	s := &c.shards[int(addr.Port())%len(c.shards)]
	s.mu.Lock()
	s.filling.add(b, addr)
	full := len(s.filling.arena) >= maxQueued
	s.mu.Unlock()
	s.dirty.Store(true)
	if full {
		c.flush(s)
	}
	return len(b), nil
}

// isRTP tells media from what shares its port (RFC 7983, RFC 5761 §4).
func isRTP(b []byte) bool {
	return len(b) >= 12 && b[0] >= 128 && b[0] <= 191 && (b[1] < 192 || b[1] > 223)
}

// Flush sends everything queued; from any goroutine.
func (c *Conn) Flush() {
	for i := range c.shards {
		if s := &c.shards[i]; s.dirty.Load() {
			c.flush(s)
		}
	}
}

func (c *Conn) flush(s *shard) {
	s.sending.Lock()
	defer s.sending.Unlock()
	s.mu.Lock()
	s.dirty.Store(false)
	q := s.filling
	if len(q.grams) == 0 {
		s.mu.Unlock()
		return
	}
	s.filling, s.spare = s.spare, q
	s.mu.Unlock()
	c.out.send(q, &s.scratch)
	q.reset()
}

func (q *queue) add(b []byte, addr netip.AddrPort) {
	n := len(q.grams)
	q.grams = append(q.grams, gram{at: len(q.arena), size: len(b), next: -1})
	q.arena = append(q.arena, b...)
	i := q.cursor
	if i >= len(q.dests) || q.dests[i].addr != addr {
		var known bool
		if i, known = q.index[addr]; !known {
			i = len(q.dests)
			q.index[addr] = i
			q.dests = append(q.dests, dest{addr: addr, head: n, tail: n})
			q.cursor = 0
			return
		}
	}
	d := &q.dests[i]
	q.grams[d.tail].next = n
	d.tail = n
	if q.cursor = i + 1; q.cursor == len(q.dests) {
		q.cursor = 0
	}
}

func (q *queue) reset() {
	q.arena, q.grams, q.dests, q.cursor = q.arena[:0], q.grams[:0], q.dests[:0], 0
	clear(q.index)
}
