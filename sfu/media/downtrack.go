package media

import (
	"sync"
	"sync/atomic"
	"time"

	"dienhong/sfu/rtp"

	pionrtp "github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// Sender is pion's stream, for subscribers whose keys are not known. It must not keep header or payload.
type Sender interface {
	WriteRTP(header *pionrtp.Header, payload []byte) (int, error)
}

const (
	absSendTimeURI = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
	noLayer        = int8(-1)
	blankLayer     = int8(-2) // what was sent last was made here
	askInterval    = 200 * time.Millisecond
	resendRing     = 64
	resendBudget   = 512 // packets sent again beyond those sent
	resendMin      = 40 * time.Millisecond
)

// DownTrack is one track on its way to one subscriber; it is pion's TrackLocal. Make it with NewDownTrack,
// add it to a peer connection, and Close it.
type DownTrack struct {
	// given
	up     *UpTrack
	id     string
	stream string
	back   Feedback
	ready  *atomic.Bool
	path   *Path
	events DownEvents

	// set by subscribers' wishes and by pion, read per packet
	bound       atomic.Pointer[binding]
	paused      atomic.Bool
	maxLayer    atomic.Int32
	maxTemporal atomic.Int32
	maxFPS      atomic.Uint32 // frames a second that are enough, 0 for all
	writer      atomic.Pointer[writer]

	// owned by the writer
	out

	// read by others
	current atomic.Int32
	stats   downNumbers

	readers sync.WaitGroup
}

// DownEvents tells what a subscriber's side reports. Each may be nil. They are called from the goroutine
// that reads the subscriber's RTCP.
type DownEvents struct {
	// Estimate is the receiver's own estimate of what it can take, in bit/s (REMB).
	Estimate func(bps float64)
	// Unsupported says that the receiver cannot take the track's codec.
	Unsupported func()
}

// binding is what negotiation gave a down track.
type binding struct {
	sender  Sender
	ssrc    uint32
	rtxSSRC uint32
	pt, rtx uint8
	absID   uint8
	depID   uint8
}

// out is a down track's outgoing stream: numbers that only its writer touches.
type out struct {
	seqs      rtp.SeqMap
	lastLayer int8
	epoch     uint32
	asked     time.Time

	timestamp   uint32 // last sent
	timestampAt time.Time
	shifts      rtp.Shifts
	picture     uint16
	tl0, keyIdx uint8
	hasTL0      bool
	pick        pick

	rtxSeq uint64
	resent [resendRing]resent
	spent  int // of resendBudget; what is sent for the first time gives it back

	packets, octets uint32
	reportAt        time.Time
}

type resent struct {
	seq uint16
	at  time.Time
}

// downNumbers are what a snapshot shows, and what quality is judged by.
type downNumbers struct {
	packets, bytes, nacks, resent, plis atomic.Uint64
	fractionLost                        atomic.Uint32
	rtt                                 atomic.Int64
	asking                              atomic.Int32 // requests in the writer's queue
	reportID                            atomic.Uint32
	reportSent                          atomic.Int64
	mime                                atomic.Pointer[string]
	spatial, temporal                   atomic.Int32 // layers of the stream that is sent
}

// DownConfig is what a DownTrack is made of.
type DownConfig struct {
	// ID is the track's sid, Stream the stream id announced with it.
	ID, Stream string
	Back       Feedback
	// Ready says whether the peer connection is up: what is sent before is lost, key frames above all.
	Ready *atomic.Bool
	// Path is the subscriber's; nil sends through pion.
	Path *Path
	// MaxLayer is the highest layer wanted at first.
	MaxLayer int
	Events   DownEvents
}

// NewDownTrack makes a track for one subscriber of up.
func NewDownTrack(up *UpTrack, c DownConfig) *DownTrack {
	d := &DownTrack{up: up, id: c.ID, stream: c.Stream, back: c.Back, ready: c.Ready, path: c.Path, events: c.Events}
	d.maxLayer.Store(int32(c.MaxLayer))
	d.maxTemporal.Store(Temporals - 1)
	d.current.Store(int32(noLayer))
	d.lastLayer = noLayer
	return d
}

// ID is the track's sid; with StreamID, RID and Kind it satisfies pion's TrackLocal.
func (d *DownTrack) ID() string { return d.id }

// StreamID groups tracks.
func (d *DownTrack) StreamID() string { return d.stream }

// RID is empty: a subscriber gets one layer.
func (d *DownTrack) RID() string { return "" }

// Kind is audio or video.
func (d *DownTrack) Kind() webrtc.RTPCodecType { return d.up.kind }

// Up is the track it forwards.
func (d *DownTrack) Up() *UpTrack { return d.up }

// Bind is called by pion when the codec is settled: forwarding begins.
func (d *DownTrack) Bind(ctx webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	codec, rtx, ok := match(d.up.codec, ctx.CodecParameters())
	if !ok {
		if d.events.Unsupported != nil {
			d.events.Unsupported()
		}
		if all := ctx.CodecParameters(); len(all) > 0 {
			return all[0], nil // refusing here would fail the whole negotiation
		}
		return webrtc.RTPCodecParameters{}, webrtc.ErrUnsupportedCodec
	}
	b := &binding{sender: ctx.WriteStream(), ssrc: uint32(ctx.SSRC()), pt: uint8(codec.PayloadType)}
	if rtxSSRC := uint32(ctx.SSRCRetransmission()); rtx != 0 && rtxSSRC != 0 {
		b.rtx, b.rtxSSRC = rtx, rtxSSRC
	}
	for _, e := range ctx.HeaderExtensions() {
		switch e.URI {
		case absSendTimeURI:
			// Without RTX a packet is sent again under its own number, and then must be the same to the
			// bit: AES-GCM must never meet one nonce with two texts.
			if b.rtx != 0 {
				b.absID = uint8(e.ID)
			}
		case DependencyURI:
			b.depID = uint8(e.ID)
		}
	}
	mime := codec.MimeType
	d.stats.mime.Store(&mime)
	d.bound.Store(b)
	if d.up.Subscribe(d) {
		d.up.RequestKeyFrames()
	}
	d.readers.Add(1)
	go func() { defer d.readers.Done(); d.readRTCP(ctx.RTCPReader()) }()
	return codec, nil
}

// Unbind is called by pion when the sender stops.
func (d *DownTrack) Unbind(webrtc.TrackLocalContext) error {
	d.bound.Store(nil)
	d.up.Unsubscribe(d)
	return nil
}

// Wait returns when nothing reads for the track any more; call it after its sender was stopped.
func (d *DownTrack) Wait() { d.readers.Wait() }

// SetPaused stops or resumes the track for this subscriber.
func (d *DownTrack) SetPaused(paused bool) {
	if d.paused.Swap(paused) && !paused {
		d.up.RequestKeyFrames()
	}
}

// SetMaxLayer sets the highest layer wanted, 0..2.
func (d *DownTrack) SetMaxLayer(n int) {
	if d.maxLayer.Swap(int32(n)) != int32(n) {
		d.up.RequestKeyFrame(int(d.target()))
	}
}

// SetMaxTemporal sets the highest temporal layer wanted, 0..3. A higher one begins where the stream allows it.
func (d *DownTrack) SetMaxTemporal(n int) { d.maxTemporal.Store(int32(n)) }

// SetMaxFPS says how many frames a second are enough: of the temporal layers that are sent, as few as give
// them. 0 asks for all.
func (d *DownTrack) SetMaxFPS(n int) { d.maxFPS.Store(uint32(n)) }

// Pad sends about so many bytes beside what is sent anyway, to find out whether they pass. False when that is
// not possible: nothing is being sent, or there is no stream for it.
func (d *DownTrack) Pad(bytes int) bool {
	b, w := d.bound.Load(), d.writer.Load()
	if b == nil || b.rtx == 0 || w == nil || d.current.Load() < 0 {
		return false
	}
	return bytes == 0 || w.offer(item{kind: itemPad, down: d, left: bytes})
}

// Resume asks for key frames: the peer connection has just come up.
func (d *DownTrack) Resume() { d.up.RequestKeyFrames() }

// target is the layer wanted of those that are being sent: the highest not above the wish, else the lowest.
func (d *DownTrack) target() int8 {
	available, wish := d.up.available.Load(), d.maxLayer.Load()
	lowest := noLayer
	for i := int8(Layers - 1); i >= 0; i-- {
		if available&(1<<i) == 0 {
			continue
		}
		if int32(i) <= wish {
			return i
		}
		lowest = i
	}
	return lowest
}

// forward sends a packet, if it is of the layer that is being sent or begins the one wanted. It says whether it
// is: of that layer a frame may still be left out.
func (d *DownTrack) forward(o *outlet, p *packet) bool {
	b := d.bound.Load()
	if b == nil || !d.ready.Load() {
		return false
	}
	current := int8(d.current.Load())
	if d.paused.Load() {
		d.current.Store(int32(noLayer))
		return false
	}
	if epoch := d.up.epoch.Load(); epoch != d.epoch {
		d.epoch = epoch
		current = noLayer
	}
	if p.layer != current {
		target := d.target()
		wanted := p.layer == target || (current != noLayer && p.layer > current && p.layer < target)
		if !wanted {
			return false
		}
		if !p.Key {
			d.ask(target, p.now)
			return false
		}
		d.begin(p)
	}
	if d.omits(p) {
		d.omit(o, b, p)
		return true
	}
	return d.send(o, b, p)
}

// ask requests a key frame of a layer, not for every packet.
func (d *DownTrack) ask(layer int8, now time.Time) {
	if now.Sub(d.asked) >= askInterval {
		d.asked = now
		d.up.RequestKeyFrame(int(layer))
	}
}

// DownStats is a snapshot of a down track.
type DownStats struct {
	Track string
	// Layer is that of the stream sent, or its spatial layer; Temporal the highest temporal one.
	Layer, Temporal int
	MaxLayer        int
	Paused          bool
	Packets, Bytes  uint64
	Nacks, Resent   uint64
	Plis            uint64
	// Loss is the receiver's last reported share of lost packets, 0..1.
	Loss float64
	RTT  time.Duration
	Mime string
}

// Stats returns a snapshot.
func (d *DownTrack) Stats() DownStats {
	s := DownStats{
		Track: d.id, Layer: int(d.current.Load()), MaxLayer: int(d.maxLayer.Load()), Paused: d.paused.Load(),
		Packets: d.stats.packets.Load(), Bytes: d.stats.bytes.Load(), Nacks: d.stats.nacks.Load(),
		Resent: d.stats.resent.Load(), Plis: d.stats.plis.Load(),
		Loss: float64(d.stats.fractionLost.Load()) / 256, RTT: time.Duration(d.stats.rtt.Load()),
	}
	s.Temporal = int(d.stats.temporal.Load())
	if spatial := int(d.stats.spatial.Load()); s.Layer >= 0 && spatial > 0 {
		s.Layer = spatial - 1
	}
	if m := d.stats.mime.Load(); m != nil {
		s.Mime = *m
	}
	return s
}
