package media

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dienhong/sfu/batch"
	"dienhong/sfu/rtp"

	"github.com/pion/rtcp"
	pionrtp "github.com/pion/rtp"
	"github.com/pion/srtp/v3"
	"github.com/pion/webrtc/v4"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// wire is a subscriber's end: it notes what is sent, by pion or past it.
type wire struct {
	sent []pionrtp.Packet
	keep bool
	keys *srtp.Context
}

// path is the way to the wire past pion.
func (w *wire) path(t testing.TB) *Path {
	t.Helper()
	material := make([]byte, rtp.ProfileGCM128.KeyingSize())
	sealer, err := rtp.NewServerSealer(rtp.ProfileGCM128, material)
	if err != nil {
		t.Fatal(err)
	}
	if w.keys, err = srtp.CreateContext(material[:16], material[:12], srtp.ProtectionProfileAeadAes128Gcm); err != nil {
		t.Fatal(err)
	}
	p := &Path{}
	p.Open(sealer)
	p.SetRoute(batch.NewRoute(func(b []byte) {
		if !w.keep {
			return
		}
		var got pionrtp.Packet
		plain, err := w.keys.DecryptRTP(nil, b, nil)
		if err == nil {
			err = got.Unmarshal(plain)
		}
		if err != nil {
			t.Error(err)
		}
		w.sent = append(w.sent, got)
	}))
	return p
}

func (w *wire) WriteRTP(h *pionrtp.Header, payload []byte) (int, error) {
	if w.keep {
		w.sent = append(w.sent, pionrtp.Packet{Header: h.Clone(), Payload: append([]byte{}, payload...)})
	}
	return len(payload), nil
}

// back is a publisher's end: it counts the key frames asked for.
type back struct {
	mu   sync.Mutex
	plis map[uint32]int
}

func (b *back) WriteRTCP(pkts []rtcp.Packet) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range pkts {
		if pli, ok := p.(*rtcp.PictureLossIndication); ok {
			b.plis[pli.MediaSSRC]++
		}
	}
	return nil
}

func (b *back) RTT() time.Duration { return 0 }

// bench is an up track with fake layers and one down track, moved by hand.
type bench struct {
	up   *UpTrack
	down *DownTrack
	w    *writer
	wire *wire
	back *back
}

func newBench(t testing.TB, layers int) *bench {
	t.Helper()
	b := &bench{wire: &wire{keep: true}, back: &back{plis: map[uint32]int{}}}
	b.up = NewUpTrack(UpConfig{
		Kind: webrtc.RTPCodecTypeVideo, Codec: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000},
		Back: b.back, Loops: &sync.WaitGroup{},
	})
	for i := range layers {
		b.up.layers[i].Store(&layer{up: b.up, src: Source{Layer: i}, cache: rtp.NewCache(videoCache), ssrc: uint32(i), interval: keyInterval, sr: &Clock{}})
		b.up.available.Or(1 << i)
	}
	ready := &atomic.Bool{}
	ready.Store(true)
	b.down = NewDownTrack(b.up, DownConfig{ID: "TR_x", Stream: "s", Back: b.back, Ready: ready, Path: b.wire.path(t), MaxLayer: layers - 1})
	b.down.bound.Store(&binding{sender: b.wire, ssrc: 7, pt: 96, rtxSSRC: 8, rtx: 97, absID: 3})
	b.w = newWriter(b.up)
	b.w.stop() // its goroutine: the test is its owner now
	b.w.add(b.down)
	return b
}

// vp8 is a one-packet frame.
func vp8(key bool, picture uint16, tl0 uint8) []byte {
	b := make([]byte, 200)
	copy(b, []byte{0x90, 0xE0, 0x80 | byte(picture>>8), byte(picture), tl0, 0, 0x11})
	if key {
		b[6] = 0x10
	}
	return b
}

func (b *bench) packet(layer int, seq uint64, stamp uint32, payload []byte) {
	key, start := rtp.KeyFrame(rtp.CodecVP8, payload)
	b.up.layers[layer].Load().cache.Store(rtp.Meta{Sequence: seq, Timestamp: stamp, Marker: true, Key: key, Start: start}, nil, payload)
	b.do(item{seq: seq, layer: int8(layer), kind: itemPacket})
}

func (b *bench) do(it item) {
	b.w.do(it)
	b.w.deliver()
	b.w.queue.Flush()
}

func TestWithoutKeysPionSends(t *testing.T) {
	b := newBench(t, 1)
	b.down.path.Open(nil)
	for i := range uint64(3) {
		b.packet(0, 1<<16+i, uint32(i)*3000, vp8(true, uint16(i), 0))
	}
	if len(b.wire.sent) != 3 || b.wire.sent[2].SequenceNumber != b.wire.sent[0].SequenceNumber+2 || len(b.wire.sent[0].GetExtension(3)) != 3 {
		t.Errorf("sent: %+v", b.wire.sent)
	}
}

func TestAFramesPacketsBecomeEquallyLong(t *testing.T) {
	b := newBench(t, 1)
	var datagrams []int
	b.down.path.SetRoute(batch.NewRoute(func(d []byte) { datagrams = append(datagrams, len(d)) }))
	send := func(sizes ...int) []int {
		datagrams = datagrams[:0]
		l := b.up.layers[0].Load()
		for i, n := range sizes {
			seq := uint64(1<<16 + 100*n + i)
			l.cache.Store(rtp.Meta{Sequence: seq, Marker: i == len(sizes)-1, Key: true}, nil, make([]byte, n))
			b.w.do(item{seq: seq, kind: itemPacket})
		}
		b.w.deliver()
		b.w.queue.Flush()
		return datagrams
	}
	for _, sizes := range [][]int{{1051, 1051, 1052, 1052}, {1000, 1000, 400}, {700, 900}} {
		got := slices.Clone(send(sizes...))
		for i := range got {
			want := got[0]
			if i > 0 && sizes[i] < sizes[i-1]-maxPad || sizes[i] > sizes[0]+maxPad {
				want = got[0] + sizes[i] - sizes[0]
			}
			if got[i] != want {
				t.Errorf("payloads of %v leave as %v", sizes, got)
			}
		}
	}
	b.down.bound.Store(&binding{sender: b.wire, ssrc: 9, pt: 96})
	if got := send(1051, 1052); got[0] == got[1] {
		t.Errorf("without RTX, where a packet must be the same when it is sent again, %v", got)
	}
}

func TestSwitchingByTheSenderReports(t *testing.T) {
	b := newBench(t, 2)
	now := time.Now()
	ntp := ntpTime(now)
	// the clocks of the layers are far apart; their reports say by how much
	b.up.layers[0].Load().sr.store(&senderReport{ntp: ntp, rtp: 1_000_000, at: now})
	b.up.layers[1].Load().sr.store(&senderReport{ntp: ntp, rtp: 4_000_000_000, at: now})
	b.down.maxLayer.Store(0)
	const q, h = 1 << 16, 3 << 16
	for i := range uint64(5) {
		b.packet(0, q+i, 1_000_000+uint32(i)*3000, vp8(i == 0, 100+uint16(i), uint8(i)))
	}
	b.down.maxLayer.Store(1)
	b.packet(1, h, 4_000_000_000+5*3000, vp8(false, 900, 50)) // no key frame: not yet
	if b.back.plis[1] == 0 {
		t.Error("no key frame was asked of the layer that is wanted")
	}
	b.packet(0, q+5, 1_000_000+5*3000, vp8(false, 105, 5))
	b.packet(1, h+1, 4_000_000_000+6*3000, vp8(true, 901, 51))
	b.packet(0, q+6, 1_000_000+6*3000, vp8(false, 106, 6)) // the old layer is left
	b.packet(1, h+2, 4_000_000_000+7*3000, vp8(false, 902, 52))
	if len(b.wire.sent) != 8 {
		t.Fatalf("%d packets were sent, want 8", len(b.wire.sent))
	}
	for i, p := range b.wire.sent {
		v, err := rtp.ParseVP8(p.Payload)
		if err != nil {
			t.Fatal(err)
		}
		if p.SSRC != 7 || p.PayloadType != 96 || p.SequenceNumber != b.wire.sent[0].SequenceNumber+uint16(i) ||
			p.Timestamp != 1_000_000+uint32(i)*3000 || v.Picture != 100+uint16(i) || v.TL0 != uint8(i) {
			t.Errorf("packet %d: seq %d ts %d picture %d tl0 %d", i, p.SequenceNumber, p.Timestamp, v.Picture, v.TL0)
		}
	}
	// what was lost of either layer comes back as it was sent
	for _, i := range []int{2, 7} {
		b.do(item{kind: itemResend, down: b.down, lost: []uint16{b.wire.sent[i].SequenceNumber}})
		again := b.wire.sent[len(b.wire.sent)-1]
		was := b.wire.sent[i]
		if again.SSRC != 8 || again.PayloadType != 97 || again.Timestamp != was.Timestamp ||
			uint16(again.Payload[0])<<8|uint16(again.Payload[1]) != was.SequenceNumber || string(again.Payload[2:]) != string(was.Payload) {
			t.Errorf("packet %d came back as %+v", i, again.Header)
		}
	}
}

func TestTheLayerThatStopsIsLeft(t *testing.T) {
	b := newBench(t, 3)
	const at = 1 << 16
	b.packet(2, at, 0, vp8(true, 1, 1))
	if got := b.down.current.Load(); got != 2 {
		t.Fatalf("layer %d", got)
	}
	b.up.layers[2].Load().setAvailable(false)
	b.packet(1, at, 0, vp8(false, 1, 1))
	if b.back.plis[1] == 0 {
		t.Error("no key frame was asked of the layer below")
	}
	b.packet(1, at+1, 3000, vp8(true, 2, 2))
	if got := b.down.current.Load(); got != 1 {
		t.Errorf("layer %d after the highest stopped", got)
	}
}

func TestMutingAndGoingOn(t *testing.T) {
	b := newBench(t, 1)
	const at = 1 << 16
	b.packet(0, at, 1000, vp8(true, 1, 1))
	b.up.SetMuted(true)
	b.do(item{kind: itemBlank, left: 1})
	b.up.SetMuted(false)
	b.packet(0, at+10, 1000+30*3000, vp8(false, 31, 31)) // refers to what was not sent
	b.packet(0, at+11, 1000+31*3000, vp8(true, 32, 32))
	if len(b.wire.sent) != 3 {
		t.Fatalf("%d packets were sent, want 3", len(b.wire.sent))
	}
	for i := 1; i < 3; i++ {
		was, is := b.wire.sent[i-1], b.wire.sent[i]
		a, _ := rtp.ParseVP8(was.Payload)
		v, _ := rtp.ParseVP8(is.Payload)
		if is.SequenceNumber != was.SequenceNumber+1 || int32(is.Timestamp-was.Timestamp) <= 0 || v.Picture != a.Picture+1 || !v.Key {
			t.Errorf("packet %d: %+v %+v after %+v", i, is.Header, v, a)
		}
	}
}

func TestKeyFramesAreAskedForSeldom(t *testing.T) {
	b := newBench(t, 3)
	for range 100 {
		b.up.RequestKeyFrames()
	}
	for ssrc, n := range b.back.plis {
		if n != 1 {
			t.Errorf("%d key frames were asked of layer %d", n, ssrc)
		}
	}
}

func TestAForwardedPacketAllocatesNothing(t *testing.T) {
	b := newBench(t, 1)
	b.wire.keep = false
	seq := uint64(1 << 16)
	payload := vp8(true, 1, 1)
	for range 2 * videoCache {
		b.packet(0, seq, uint32(seq)*3000, payload)
		seq++
	}
	if n := testing.AllocsPerRun(1000, func() {
		b.packet(0, seq, uint32(seq)*3000, payload)
		seq++
	}); n != 0 {
		t.Errorf("%v allocations for a packet", n)
	}
}

func BenchmarkForward(b *testing.B) {
	f := newBench(b, 1)
	f.wire.keep = false
	for range 49 {
		d := NewDownTrack(f.up, DownConfig{Back: f.back, Ready: f.down.ready, Path: f.down.path, MaxLayer: 2})
		d.bound.Store(f.down.bound.Load())
		f.w.add(d)
	}
	seq := uint64(1 << 16)
	payload := append(vp8(true, 1, 1), make([]byte, 900)...)
	b.ReportAllocs()
	for b.Loop() {
		f.packet(0, seq, uint32(seq)*3000, payload)
		seq++
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/50, "ns/forward")
}
