package media

import (
	"sync"
	"sync/atomic"
	"time"

	"dienhong/sfu/rtp"

	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
)

const (
	receiveBuffer  = 1600
	reportInterval = time.Second
	// A layer that was silent for so long is not to be switched to.
	stoppedAfter     = 700 * time.Millisecond
	slowStoppedAfter = 3 * time.Second
	keyInterval      = 500 * time.Millisecond
	highKeyInterval  = time.Second
	audioCache       = 256
	videoCache       = 512
	audioLevelURI    = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
	// DependencyURI is the AV1 dependency descriptor.
	DependencyURI = "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
)

// layer reads one stream of a publisher.
type layer struct {
	// given
	up       *UpTrack
	src      Source
	cache    *rtp.Cache
	ssrc     uint32
	levelID  uint8
	depID    uint8
	interval time.Duration

	// guarded by mu
	reception
	seqs   rtp.Unwrapper
	losses rtp.Losses
	recv   *rtp.Reception
	levels rtp.Levels
	deps   dependencies

	// read by others
	sr          *Clock
	lastArrival atomic.Int64
	lastKey     atomic.Int64
	fraction    atomic.Uint32 // lost in the last report, in 1/256
	tally
	numbers
}

// reception is what receiving takes. Packets come from pion and past it (Bypass): mu is held for each.
type reception struct {
	mu      sync.Mutex
	ended   bool
	direct  bool   // packets come past pion
	opened  []byte // the last packet of Bypass, in clear
	scratch rtp.SealScratch
	// repeated numbers retransmissions
	repeated rtp.Unwrapper
	nacks    []uint16
	report   time.Time
}

// numbers are what a snapshot shows.
type numbers struct {
	packets, bytes, lost, keyFrames, keyRequests atomic.Uint64
}

func newLayer(t *UpTrack, src Source) *layer {
	size := videoCache
	if t.kind == webrtc.RTPCodecTypeAudio {
		size = audioCache
	}
	l := &layer{
		up: t, src: src, cache: rtp.NewCache(size), ssrc: uint32(src.Track.SSRC()),
		recv: rtp.NewReception(t.codec.ClockRate), interval: keyInterval, sr: src.Clock,
	}
	if src.Layer > 0 {
		l.interval = highKeyInterval
	}
	for _, e := range src.Receiver.GetParameters().HeaderExtensions {
		switch e.URI {
		case audioLevelURI:
			l.levelID = uint8(e.ID)
		case DependencyURI:
			l.depID = uint8(e.ID)
		}
	}
	return l
}

func (l *layer) read() {
	buf := make([]byte, receiveBuffer)
	for {
		n, attributes, err := l.src.Track.Read(buf)
		if err != nil {
			break
		}
		l.mu.Lock()
		l.receive(buf[:n], attributes.Get(webrtc.AttributeRtxSsrc) != nil, time.Now())
		l.mu.Unlock()
	}
	if l.up.bypass != nil {
		l.up.bypass.remove(l)
	}
	l.mu.Lock()
	l.ended = true
	l.mu.Unlock()
	l.setAvailable(false)
}

// receive takes one packet, under mu; rtx says that it came as a retransmission.
func (l *layer) receive(b []byte, rtx bool, now time.Time) {
	h, err := rtp.Parse(b)
	if err != nil {
		return
	}
	seq := l.seqs.Unwrap(h.Sequence)
	l.losses.Observe(seq, now)
	if !rtx {
		l.recv.Observe(seq, h.Timestamp, now)
	}
	l.packets.Add(1)
	l.bytes.Add(uint64(len(b)))
	l.feedback(now)
	if l.up.muted.Load() || !l.listen(&h, now) {
		return
	}
	if len(h.Payload) == 0 { // padding: its number must not become a gap
		l.up.dispatch(item{seq: seq, layer: int8(l.src.Layer), kind: itemSkip})
		return
	}
	l.alive(now)
	meta := rtp.Meta{Sequence: seq, Timestamp: h.Timestamp, Marker: h.Marker}
	descriptor := h.Extension(l.depID)
	known := l.describe(&meta, descriptor, h.Payload)
	if !l.cache.Store(meta, descriptor, h.Payload) {
		return // it came before: probing for bandwidth repeats packets
	}
	l.count(&meta, len(b))
	if !known && l.deps.wait(seq) {
		return
	}
	l.up.dispatch(item{seq: seq, layer: int8(l.src.Layer), kind: itemPacket, last: h.Marker})
	if meta.Key && len(l.deps.waiting) > 0 {
		l.resolve()
	}
}

// listen reads how loud a packet is (RFC 6464). False when it is not among those to be forwarded.
func (l *layer) listen(h *rtp.Header, now time.Time) bool {
	ext := h.Extension(l.levelID)
	if len(ext) == 0 {
		return true
	}
	level := ext[0] & 0x7F
	if l.up.onLevel != nil {
		if loudness, complete := l.levels.Observe(level, now); complete {
			l.up.onLevel(loudness)
		}
	}
	g := &l.up.gate
	if g.stage == nil {
		return true
	}
	passes := g.passes(l.up, level, now)
	if passes && g.closed {
		l.up.epoch.Add(1) // numbers go on where they stopped
	}
	g.closed = !passes
	return passes
}

// alive marks the layer as sending, and the silent among its fellows as stopped.
func (l *layer) alive(now time.Time) {
	l.lastArrival.Store(now.UnixNano())
	mask := l.up.available.Load()
	if mask&(1<<l.src.Layer) == 0 {
		l.setAvailable(true)
	}
	if mask&^(1<<l.src.Layer) == 0 {
		return
	}
	limit := stoppedAfter
	if l.up.slow {
		limit = slowStoppedAfter
	}
	for i := range l.up.layers {
		other := l.up.layers[i].Load()
		if other != nil && other != l && mask&(1<<i) != 0 && now.UnixNano()-other.lastArrival.Load() > int64(limit) {
			other.setAvailable(false)
		}
	}
}

func (l *layer) setAvailable(on bool) {
	bit := uint32(1) << l.src.Layer
	if on {
		l.up.available.Or(bit)
	} else {
		l.up.available.And(^bit)
	}
}

// feedback asks for lost packets and reports reception. Packets drive it: a silent source needs neither.
func (l *layer) feedback(now time.Time) {
	if l.losses.Missing() > 0 {
		l.nacks = l.losses.Due(now, l.up.back.RTT(), l.nacks[:0])
		if len(l.nacks) > 0 {
			_ = l.up.back.WriteRTCP([]rtcp.Packet{&rtcp.TransportLayerNack{
				MediaSSRC: l.ssrc, Nacks: rtcp.NackPairsFromSequenceNumbers(l.nacks),
			}})
		}
	}
	if now.Sub(l.report) < reportInterval {
		return
	}
	if !l.report.IsZero() {
		l.tally.settle(now.Sub(l.report))
	}
	l.report = now
	r, ok := l.recv.Next()
	if !ok {
		return
	}
	l.lost.Store(uint64(r.TotalLost))
	l.fraction.Store(uint32(r.FractionLost))
	block := rtcp.ReceptionReport{
		SSRC: l.ssrc, FractionLost: r.FractionLost, TotalLost: r.TotalLost,
		LastSequenceNumber: r.Highest, Jitter: r.Jitter,
	}
	if sr := l.sr.load(); sr != nil {
		block.LastSenderReport = uint32(sr.ntp >> 16)
		block.Delay = uint32(now.Sub(sr.at).Seconds() * 65536)
	}
	_ = l.up.back.WriteRTCP([]rtcp.Packet{&rtcp.ReceiverReport{Reports: []rtcp.ReceptionReport{block}}})
}

// requestKeyFrame sends a PLI unless one was sent a moment ago.
func (l *layer) requestKeyFrame(now time.Time) {
	last := l.lastKey.Load()
	if now.UnixNano()-last < int64(l.interval) || !l.lastKey.CompareAndSwap(last, now.UnixNano()) {
		return
	}
	l.keyRequests.Add(1)
	_ = l.up.back.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: l.ssrc}})
}
