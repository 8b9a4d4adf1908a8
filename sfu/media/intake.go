package media

import (
	"encoding/binary"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/transport/v5/packetio"
)

const (
	// maxStreams is how many streams one peer may send at a time: of as many tracks as anybody may publish,
	// all layers and their retransmissions, and as many again in passing.
	maxStreams = 1024
	// maxReported is how many streams it may talk about. Nobody tells when it ceases to talk about one.
	maxReported = 16384

	rtpWaiting     = 1000 * 1000 // bytes of one stream that wait for its reader
	rtcpWaiting    = 100 * 1000
	strangeWaiting = 4 << 20 // bytes of all streams that were never read yet, which may never be
	strangeReports = 512     // bytes of RTCP about one stream that nobody has read yet
)

// Intake is where the streams one peer sends are kept until they are read; it gives pion its buffers. Without
// it, pion would keep up to a megabyte of every stream a client invents, and for good whatever is reported
// about streams that nobody asks for (each RTX stream is one).
//
// It also reads the sender reports, because pion may lose them: an offer that repeats a simulcast section
// before the first handshake is over makes its receiver know every layer twice, and
// RTPReceiver.ReadSimulcast then asks the one that has no stream.
type Intake struct {
	exceeded func()

	streams, reported atomic.Int32
	strange           atomic.Int64 // bytes waiting in streams that were never read

	mu     sync.Mutex
	clocks map[uint32]*Clock // by SSRC, of streams that are open
}

// NewIntake makes the intake of one peer connection. exceeded is called, from pion's goroutines and perhaps
// often, when the peer sends more streams than anybody has a reason to.
func NewIntake(exceeded func()) *Intake {
	return &Intake{exceeded: exceeded, clocks: map[uint32]*Clock{}}
}

// Clock ties a stream's RTP clock to its publisher's wall clock, as its sender reports tell (RFC 3550 §6.4.1).
// A nil one was never told.
type Clock struct{ told atomic.Pointer[senderReport] }

// load is what was told last, nil when nothing was.
func (c *Clock) load() *senderReport {
	if c == nil {
		return nil
	}
	return c.told.Load()
}

// store keeps what is told.
func (c *Clock) store(r *senderReport) { c.told.Store(r) }

// senderReport is what one report told.
type senderReport struct {
	ntp uint64
	rtp uint32
	at  time.Time
}

// Clock is the clock of a stream, whether it has told it yet or not.
func (in *Intake) Clock(ssrc uint32) *Clock {
	in.mu.Lock()
	defer in.mu.Unlock()
	c := in.clocks[ssrc]
	if c == nil {
		c = &Clock{}
		in.clocks[ssrc] = c
	}
	return c
}

// Buffer satisfies webrtc.SettingEngine.BufferFactory.
func (in *Intake) Buffer(kind packetio.BufferPacketType, ssrc uint32) io.ReadWriteCloser {
	b := &stream{in: in, ssrc: ssrc, waiting: packetio.NewBuffer(), rtcp: kind == packetio.RTCPBufferPacket}
	live, most := &in.streams, int32(maxStreams)
	if b.rtcp {
		live, most = &in.reported, maxReported
		b.waiting.SetLimitSize(strangeReports)
	} else {
		b.waiting.SetLimitSize(rtpWaiting)
	}
	b.live = live
	if live.Add(1) > most {
		b.dead = true
		in.exceeded()
	}
	return b
}

// stream is the buffer of the RTP of one stream, or of the RTCP about it. Write is called by the goroutine
// that reads the socket, Read by the stream's reader.
type stream struct {
	in      *Intake
	ssrc    uint32
	rtcp    bool
	dead    bool // one too many: it swallows everything
	live    *atomic.Int32
	waiting *packetio.Buffer

	mu      sync.Mutex
	clock   *Clock // once it was told
	read    bool   // once at least
	strange int64
	closed  bool
}

// Write satisfies io.Writer. What there is no room for is dropped.
func (b *stream) Write(p []byte) (int, error) {
	if b.dead {
		return len(p), nil
	}
	if b.rtcp {
		b.listen(p)
	} else if !b.admit(len(p)) {
		return 0, packetio.ErrFull
	}
	return b.waiting.Write(p, nil)
}

// listen keeps what a sender report says of its sender's clock.
func (b *stream) listen(p []byte) {
	const report = 20 // header, SSRC, NTP time, RTP time
	if len(p) < report || p[1] != uint8(rtcp.TypeSenderReport) || binary.BigEndian.Uint32(p[4:]) != b.ssrc {
		return
	}
	b.mu.Lock()
	if b.clock == nil {
		b.clock = b.in.Clock(b.ssrc)
	}
	b.mu.Unlock()
	b.clock.store(&senderReport{
		ntp: binary.BigEndian.Uint64(p[8:]), rtp: binary.BigEndian.Uint32(p[16:]), at: time.Now(),
	})
}

// admit says whether there is room for n bytes: streams that were never read share one allowance.
func (b *stream) admit(n int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.read || b.closed {
		return true
	}
	if b.in.strange.Load()+int64(n) > strangeWaiting {
		return false
	}
	b.strange += int64(n)
	b.in.strange.Add(int64(n))
	return true
}

// Read satisfies io.Reader.
func (b *stream) Read(p []byte) (int, error) {
	b.mu.Lock()
	if !b.read {
		b.read = true
		b.in.strange.Add(-b.strange)
		b.strange = 0
		if b.rtcp {
			b.waiting.SetLimitSize(rtcpWaiting)
		}
	}
	b.mu.Unlock()
	for {
		n, _, err := b.waiting.Read(p, nil)
		if !errors.Is(err, io.ErrShortBuffer) { // longer than any packet we take: pion would end the stream
			return n, err
		}
	}
}

// SetReadDeadline sets until when Read waits.
func (b *stream) SetReadDeadline(t time.Time) error { return b.waiting.SetReadDeadline(t) }

// Close satisfies io.Closer; it may be called twice.
func (b *stream) Close() error {
	b.mu.Lock()
	if !b.closed {
		b.closed = true
		b.live.Add(-1)
		b.in.strange.Add(-b.strange)
		b.strange = 0
		if b.rtcp {
			b.in.forget(b.ssrc, b.clock)
		}
	}
	b.mu.Unlock()
	return b.waiting.Close()
}

func (in *Intake) forget(ssrc uint32, c *Clock) {
	in.mu.Lock()
	if in.clocks[ssrc] == c {
		delete(in.clocks, ssrc)
	}
	in.mu.Unlock()
}
