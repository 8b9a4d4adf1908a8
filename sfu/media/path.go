package media

import (
	"sync/atomic"

	"dienhong/sfu/batch"
	"dienhong/sfu/rtp"

	pionrtp "github.com/pion/rtp"
)

// Path is the way to one subscriber, shared by all its tracks: the keys and the address. Packets are sealed
// and queued here, past pion's chain of interceptors, sessions and multiplexers, which would cost more than
// sealing. A subscriber whose keys are not known is sent to through pion.
type Path struct {
	sealer atomic.Pointer[rtp.Sealer]
	route  atomic.Pointer[batch.Route]
}

// Open sets the keys, before anything is sent and once: who encrypts a stream first must do so for good, for
// the counters of a stream are part of what encrypts it.
func (p *Path) Open(s *rtp.Sealer) { p.sealer.Store(s) }

// SetRoute sets where packets go; nil loses them. It may change at any time.
func (p *Path) SetRoute(r *batch.Route) { p.route.Store(r) }

const (
	// maxHeader is the longest header written here: fixed part, extension header, and what may stand in it.
	maxHeader = 12 + 4 + 4 + 2 + 255 + 3
	// maxPad is the most RTP padding that is added to a packet so that it is as long as its neighbours.
	maxPad = 8
	// firstIndex is the number SeqMap begins with; the numbers encryption counts with begin below 1<<16.
	firstIndex = 1 << 16
)

// outlet is what a writer sends with; one owner.
type outlet struct {
	queue   batch.Queue
	scratch rtp.SealScratch
	head    [maxHeader]byte // for what goes through pion
	header  pionrtp.Header
}

// write sends a packet whose header h describes. payload must be followed by maxPad bytes of its buffer; pad
// of them are used. index is the packet's extended number.
func (d *DownTrack) write(o *outlet, b *binding, h *outHeader, payload []byte, index uint64) bool {
	sealer := (*rtp.Sealer)(nil)
	if d.path != nil {
		sealer = d.path.sealer.Load()
	}
	if sealer == nil {
		h.pad = 0
		n := h.put(o.head[:])
		if _, err := o.header.Unmarshal(o.head[:n]); err != nil {
			return false
		}
		_, err := b.sender.WriteRTP(&o.header, payload)
		return err == nil
	}
	route := d.path.route.Load()
	if route == nil || index < firstIndex {
		return false // nowhere to go, or from before the stream's beginning
	}
	if h.pad > 0 { // RFC 3550 §5.1
		payload = payload[:len(payload)+h.pad]
		clear(payload[len(payload)-h.pad:])
		payload[len(payload)-1] = byte(h.pad)
	}
	dst := o.queue.Reserve(maxHeader + len(payload) + rtp.MaxTag)
	n := h.put(dst)
	o.queue.Commit(route, sealer.Seal(&o.scratch, dst, n, payload, h.ssrc, index-firstIndex))
	return true
}

// outHeader is the header of a packet on its way out.
type outHeader struct {
	ssrc, timestamp uint32
	sequence        uint16
	payloadType     uint8
	marker          bool
	pad             int

	absID, depID uint8 // 0: not sent
	absTime      uint32
	dependency   []byte
}

// put writes the header and returns its length (RFC 3550 §5.1, RFC 8285).
func (h *outHeader) put(b []byte) int {
	_ = b[:maxHeader]
	b[0], b[1] = 0x80, h.payloadType
	if h.marker {
		b[1] |= 0x80
	}
	if h.pad > 0 {
		b[0] |= 0x20
	}
	b[2], b[3] = byte(h.sequence>>8), byte(h.sequence)
	put32(b[4:], h.timestamp)
	put32(b[8:], h.ssrc)
	if h.absID == 0 && h.depID == 0 {
		return 12
	}
	b[0] |= 0x10
	at := 16
	wide := len(h.dependency) > 16
	if h.absID != 0 {
		at = extension(b, at, h.absID, 3, wide)
		b[at], b[at+1], b[at+2] = byte(h.absTime>>16), byte(h.absTime>>8), byte(h.absTime)
		at += 3
	}
	if h.depID != 0 {
		at = extension(b, at, h.depID, len(h.dependency), wide)
		at += copy(b[at:], h.dependency)
	}
	for at%4 != 0 {
		b[at] = 0
		at++
	}
	b[12], b[13] = 0xBE, 0xDE
	if wide {
		b[12], b[13] = 0x10, 0x00
	}
	words := (at - 16) / 4
	b[14], b[15] = byte(words>>8), byte(words)
	return at
}

// extension writes the head of one extension and returns where its value goes.
func extension(b []byte, at int, id uint8, size int, wide bool) int {
	if wide {
		b[at], b[at+1] = id, byte(size)
		return at + 2
	}
	b[at] = id<<4 | byte(size-1)
	return at + 1
}

func put32(b []byte, v uint32) {
	b[0], b[1], b[2], b[3] = byte(v>>24), byte(v>>16), byte(v>>8), byte(v)
}
