package media

import (
	"sync"
	"sync/atomic"
	"time"

	"dienhong/sfu/rtp"

	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
)

// Layers is how many simulcast layers a track has at most: LOW, MEDIUM, HIGH.
const Layers = 3

// Feedback sends RTCP to a publisher or subscriber. Both methods are called from many goroutines.
type Feedback interface {
	WriteRTCP(pkts []rtcp.Packet) error
	// RTT is the last known round trip time, 0 when unknown.
	RTT() time.Duration
}

// UpTrack is one published track with all its layers. Make it with NewUpTrack; it forwards from the first
// AddLayer until Close.
type UpTrack struct {
	// given
	kind    webrtc.RTPCodecType
	codec   webrtc.RTPCodecCapability
	format  rtp.Codec
	slow    bool
	back    Feedback
	bypass  *Bypass
	onLevel func(loudness float64)
	trailer []byte

	// read by packets, changed by anybody
	layers    [Layers]atomic.Pointer[layer]
	available atomic.Uint32
	muted     atomic.Bool
	epoch     atomic.Uint32 // raised by every break: what follows must begin anew, with a key frame
	writers   atomic.Pointer[[]*writer]
	gate      gate

	mu     sync.Mutex // guards closed and every change of writers
	closed bool
	loops  *sync.WaitGroup
}

// UpConfig is what an UpTrack is made of.
type UpConfig struct {
	Kind  webrtc.RTPCodecType
	Codec webrtc.RTPCodecCapability
	// Slow says that seconds may pass between packets (a shared screen).
	Slow bool
	// Back reaches the publisher.
	Back Feedback
	// Bypass is the publisher's; nil receives through pion alone.
	Bypass *Bypass
	// OnLevel is told the smoothed loudness 0..1 of an audio track every 400 ms of packets; may be nil. It
	// is called on the path of a packet and must only store.
	OnLevel func(loudness float64)
	// Trailer ends every frame made here of a track that is encrypted end to end; nil for others.
	Trailer []byte
	// Stage chooses among the room's microphones, of which the track is one; nil forwards it always. It
	// needs the levels that publishers write with packets; who writes none is always forwarded.
	Stage *Stage
	// Loops counts the goroutines that read layers. They end with pion's receivers, so whoever closes the
	// peer connection waits for them.
	Loops *sync.WaitGroup
}

// NewUpTrack returns a track without layers yet.
func NewUpTrack(c UpConfig) *UpTrack {
	t := &UpTrack{
		kind: c.Kind, codec: c.Codec, format: CodecOf(c.Codec.MimeType), slow: c.Slow, back: c.Back, bypass: c.Bypass, onLevel: c.OnLevel,
		trailer: c.Trailer, loops: c.Loops,
	}
	t.writers.Store(&[]*writer{})
	t.gate.stage = c.Stage
	t.recount()
	return t
}

// Codec is the codec the publisher sends.
func (t *UpTrack) Codec() webrtc.RTPCodecCapability { return t.codec }

// Kind is audio or video.
func (t *UpTrack) Kind() webrtc.RTPCodecType { return t.kind }

// Source is the stream of one layer, as pion reads it.
type Source struct {
	Track    *webrtc.TrackRemote
	Receiver *webrtc.RTPReceiver
	// Layer is 0..2.
	Layer int
	// Clock is what the stream's sender reports tell.
	Clock *Clock
}

// AddLayer begins to read a layer. It returns at once; reading ends when pion's receiver stops.
func (t *UpTrack) AddLayer(src Source) {
	if src.Layer < 0 || src.Layer >= Layers {
		return
	}
	l := newLayer(t, src)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return
	}
	t.layers[src.Layer].Store(l)
	if t.bypass != nil {
		t.bypass.add(l.ssrc, l)
	}
	t.loops.Add(1)
	go func() { defer t.loops.Done(); l.read() }()
}

// SetMuted stops or resumes forwarding: packets of a muted track are dropped as they come.
func (t *UpTrack) SetMuted(muted bool) {
	was := t.muted.Swap(muted)
	t.recount()
	switch {
	case muted && !was:
		t.epoch.Add(1)
		t.dispatch(item{kind: itemBlank, left: blankFrames})
	case !muted && was:
		t.RequestKeyFrames()
	}
}

// Muted says whether packets are being dropped.
func (t *UpTrack) Muted() bool { return t.muted.Load() }

// RequestKeyFrame asks the publisher for a key frame of a layer, throttled; may be called for every packet.
func (t *UpTrack) RequestKeyFrame(index int) {
	if index < 0 || index >= Layers || t.kind != webrtc.RTPCodecTypeVideo {
		return
	}
	if l := t.layers[index].Load(); l != nil {
		l.requestKeyFrame(time.Now())
	}
}

// RequestKeyFrames asks for a key frame of every layer.
func (t *UpTrack) RequestKeyFrames() {
	for i := range t.layers {
		t.RequestKeyFrame(i)
	}
}

// Subscribe gives the down track to a writer, which owns it until Unsubscribe. False when the track is closed.
func (t *UpTrack) Subscribe(d *DownTrack) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return false
	}
	list := *t.writers.Load()
	var least *writer
	for _, w := range list {
		if least == nil || w.load() < least.load() {
			least = w
		}
	}
	if least == nil || (least.load() >= writerShare && len(list) < maxWriters()) {
		least = newWriter(t)
		grown := append(append([]*writer{}, list...), least)
		t.writers.Store(&grown)
	}
	least.add(d)
	return true
}

// Unsubscribe takes the down track from its writer; no packet is sent to it once this returned, except one
// that is being sent.
func (t *UpTrack) Unsubscribe(d *DownTrack) {
	t.mu.Lock()
	var idle *writer
	list := *t.writers.Load()
	for i, w := range list {
		if !w.remove(d) || w.load() > 0 {
			continue
		}
		idle = w
		rest := append(append([]*writer{}, list[:i]...), list[i+1:]...)
		t.writers.Store(&rest)
		break
	}
	t.mu.Unlock()
	if idle != nil {
		idle.stop()
	}
}

// Close ends forwarding and returns when no writer runs. Layers end with their receivers.
func (t *UpTrack) Close() {
	t.mu.Lock()
	t.closed = true
	list := *t.writers.Load()
	t.writers.Store(&[]*writer{})
	t.mu.Unlock()
	for _, w := range list {
		w.stop()
	}
	if t.recount(); t.gate.stage != nil {
		t.gate.stage.leave(t)
	}
}

// dispatch hands the index of a packet to every writer.
func (t *UpTrack) dispatch(it item) {
	for _, w := range *t.writers.Load() {
		w.offer(it)
	}
}

// LayerStats is a snapshot of one layer.
type LayerStats struct {
	Layer                  int
	Packets, Bytes, Lost   uint64
	Active                 bool
	KeyFrames, KeyRequests uint64
}

// Stats returns a snapshot of all layers.
func (t *UpTrack) Stats() []LayerStats {
	var out []LayerStats
	for i := range t.layers {
		if l := t.layers[i].Load(); l != nil {
			out = append(out, LayerStats{
				Layer: i, Packets: l.packets.Load(), Bytes: l.bytes.Load(), Lost: l.lost.Load(),
				Active:    t.available.Load()&(1<<i) != 0,
				KeyFrames: l.keyFrames.Load(), KeyRequests: l.keyRequests.Load(),
			})
		}
	}
	return out
}

// RecentLoss is the worst share of packets lost by any layer in its last second of packets, 0..1.
func (t *UpTrack) RecentLoss() float64 {
	worst := 0.0
	for i := range t.layers {
		if l := t.layers[i].Load(); l != nil && t.available.Load()&(1<<i) != 0 {
			worst = max(worst, float64(l.fraction.Load())/256)
		}
	}
	return worst
}

// Rates are the bit/s of late of what a receiver of each layer is sent, 0 for what is not being sent. The layers
// are streams, or the spatial layers of the only one.
func (t *UpTrack) Rates() [Layers]float64 {
	var out [Layers]float64
	for i, r := range t.LayerRates() {
		out[i] = r[Temporals-1]
	}
	return out
}

// LayerRates are Rates for each highest temporal layer that a receiver is sent.
func (t *UpTrack) LayerRates() [Layers][Temporals]float64 {
	var out [Layers][Temporals]float64
	available := t.available.Load()
	for i := range t.layers {
		l := t.layers[i].Load()
		if l == nil || available&(1<<i) == 0 {
			continue
		}
		if !l.spatial.Load() {
			out[i] = l.rate(0)
			continue
		}
		for s := range out {
			out[s] = l.rate(s)
		}
	}
	return out
}
