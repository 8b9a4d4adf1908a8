package media

import (
	"encoding/binary"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"dienhong/sfu/rtp"
)

// heard is how often pion is given a packet too: after so many numbers, a power of two. What encryption counts
// beyond sixteen bits (RFC 3711 §3.3.1) it can follow only if it misses less than half of them, and it must
// follow: it is pion that receives when the publisher goes on over TCP.
const heard = 1 << 12

// Bypass is the way of a publisher's media from the socket to its layers, past pion's chain of queues: five
// goroutines would be woken for every packet. Pion sees a stream first and finds out what it is; once a layer
// has received of it, what follows is opened here. Whatever is not known, cannot be opened or is no media is
// left to pion.
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

// add makes a stream's packets go to its layer.
func (in *Bypass) add(ssrc uint32, l *layer) {
	in.mu.Lock()
	defer in.mu.Unlock()
	next := map[uint32]*layer{}
	if list := in.sources.Load(); list != nil {
		maps.Copy(next, *list)
	}
	next[ssrc] = l
	in.sources.Store(&next)
}

// find is the layer a stream belongs to, nil when it is not known. Pion would hold retransmissions back until the
// next packet of what they repeat, which does not come to it any more: once it knows whose they are, they come here.
func (in *Bypass) find(ssrc uint32) *layer {
	list := in.sources.Load()
	if list == nil {
		return nil
	}
	if l := (*list)[ssrc]; l != nil {
		return l
	}
	for _, l := range *list {
		if uint32(l.src.Track.RtxSSRC()) == ssrc {
			in.add(ssrc, l)
			return l
		}
	}
	return nil
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
	o := in.opener.Load()
	if o == nil {
		return false
	}
	ssrc := binary.BigEndian.Uint32(b[8:])
	l := in.find(ssrc)
	rtx := l != nil && ssrc != l.ssrc
	if l == nil || !l.take(in, o, b, rtx, now) {
		return false
	}
	if !rtx && binary.BigEndian.Uint16(b[2:])%heard == 0 {
		return false // the layer knows what it has
	}
	in.taken.Add(1)
	return true
}

// drained says whether nothing that came before is on its way through pion. To overtake it would look like a
// loss, and senders built on pion answer a loss in a way that pion takes for another stream of the layer.
func (l *layer) drained(seq uint64, rtx bool) bool {
	return l.direct || (!rtx && seq == l.seqs.Newest()+1)
}

// take opens a packet of the layer, or one that repeats it, and receives it.
func (l *layer) take(in *Bypass, o *rtp.Opener, b []byte, rtx bool, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	number := binary.BigEndian.Uint16(b[2:])
	seq, known := l.seqs.Guess(number)
	if !known || l.ended || len(b) > receiveBuffer || !l.drained(seq, rtx) {
		return false
	}
	if rtx {
		seq, _ = l.repeated.Guess(number)
	}
	if l.opened == nil {
		l.opened = make([]byte, receiveBuffer)
	}
	n, ok := o.Open(&l.scratch, l.opened, b, seq)
	if l.direct = ok; !ok {
		return false
	}
	if !in.admit(n, now) {
		return true
	}
	in.arrivals.arrived(l.ssrc, l.opened[:n], now)
	if rtx {
		l.repeated.Unwrap(number)
		if n = rtp.Original(l.opened[:n], l.ssrc, uint8(l.src.Track.PayloadType())); n == 0 {
			return true
		}
	}
	l.receive(l.opened[:n], rtx, now)
	return true
}
