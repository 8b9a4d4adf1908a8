package media

import (
	"encoding/binary"
	"sync"
	"sync/atomic"
	"time"

	"dienhong/sfu/rtp"
)

// Bypass is the way of a publisher's media from the socket to its layers, past pion's chain of queues: five
// goroutines would be woken for every packet. Pion sees a stream first and finds out what it is; once a layer
// has received of it, what follows is opened here. Whatever is not known, cannot be opened or is no media is
// left to pion, retransmissions among it.
type Bypass struct {
	arrivals *Arrivals
	admit    func(size int, now time.Time) bool
	opener   atomic.Pointer[rtp.Opener]
	taken    atomic.Uint64

	mu      sync.Mutex // guards changes of sources
	sources atomic.Pointer[map[uint32]*layer]
}

// NewBypass makes the bypass of one peer connection. admit says whether so many bytes may go on, and arrivals is
// told of what came.
func NewBypass(arrivals *Arrivals, admit func(size int, now time.Time) bool) *Bypass {
	return &Bypass{arrivals: arrivals, admit: admit}
}

// Open sets the keys.
func (in *Bypass) Open(o *rtp.Opener) { in.opener.Store(o) }

// Taken is how many packets went this way.
func (in *Bypass) Taken() uint64 { return in.taken.Load() }

func (in *Bypass) add(l *layer) {
	in.mu.Lock()
	defer in.mu.Unlock()
	next := map[uint32]*layer{l.ssrc: l}
	if list := in.sources.Load(); list != nil {
		for ssrc, other := range *list {
			if ssrc != l.ssrc {
				next[ssrc] = other
			}
		}
	}
	in.sources.Store(&next)
}

func (in *Bypass) remove(l *layer) {
	in.mu.Lock()
	defer in.mu.Unlock()
	next := map[uint32]*layer{}
	for ssrc, other := range *in.sources.Load() {
		if other != l {
			next[ssrc] = other
		}
	}
	in.sources.Store(&next)
}

// IsMedia says whether a datagram is SRTP (RFC 7983 §7) and no SRTCP (RFC 5761 §4).
func IsMedia(b []byte) bool {
	return len(b) >= 12 && b[0] >= 128 && b[0] <= 191 && (b[1] < 192 || b[1] > 223)
}

// Take takes a datagram that is media; false leaves it to pion. It is called by the goroutine that reads the
// socket, does not block and does not keep b.
func (in *Bypass) Take(b []byte, now time.Time) bool {
	o, list := in.opener.Load(), in.sources.Load()
	if o == nil || list == nil {
		return false
	}
	l := (*list)[binary.BigEndian.Uint32(b[8:])]
	if l == nil || !l.take(in, o, b, now) {
		return false
	}
	in.taken.Add(1)
	return true
}

// take opens a packet of the layer and receives it.
func (l *layer) take(in *Bypass, o *rtp.Opener, b []byte, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	seq, known := l.seqs.Guess(binary.BigEndian.Uint16(b[2:]))
	if !known || l.ended || len(b) > receiveBuffer {
		return false
	}
	if l.opened == nil {
		l.opened = make([]byte, receiveBuffer)
	}
	n, ok := o.Open(&l.scratch, l.opened, b, seq)
	if !ok {
		return false
	}
	if !in.admit(n, now) {
		return true
	}
	in.arrivals.arrived(l.ssrc, l.opened[:n], now)
	l.receive(l.opened[:n], false, now)
	return true
}
