package sfu_test

import (
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"dienhong/sfu/sfutest"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// hose is a track that sends whatever it is told to, as whichever stream.
type hose struct {
	bound chan *hose
	out   webrtc.TrackLocalWriter
	first rtp.Header
}

func (*hose) ID() string                { return "hose" }
func (*hose) StreamID() string          { return "hose" }
func (*hose) RID() string               { return "" }
func (*hose) Kind() webrtc.RTPCodecType { return webrtc.RTPCodecTypeVideo }

func (h *hose) Bind(ctx webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	codec := ctx.CodecParameters()[0]
	h.out = ctx.WriteStream()
	h.first = rtp.Header{Version: 2, Marker: true, PayloadType: uint8(codec.PayloadType), SSRC: uint32(ctx.SSRC())}
	h.bound <- h
	return codec, nil
}

func (h *hose) Unbind(webrtc.TrackLocalContext) error { return nil }

// openHose joins mallory, who publishes one video, and says how it is sent.
func openHose(t *testing.T, b *bystanders) (*sfutest.Raw, *hose) {
	t.Helper()
	mallory := b.s.Raw(t, sfutest.Token("r", "mallory"), sfutest.RawConfig{V1: true, Media: true})
	sfutest.Await(mallory, sfutest.IsUpdate("mallory", isActive))
	_ = mallory.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_AddTrack{AddTrack: &livekit.AddTrackRequest{
		Cid: "hose", Type: livekit.TrackType_VIDEO, Source: cam,
	}}})
	sfutest.Await(mallory, sfutest.IsPublished("hose"))
	h := &hose{bound: make(chan *hose, 1)}
	if _, err := mallory.Pub.AddTransceiverFromTrack(h, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly}); err != nil {
		t.Fatal(err)
	}
	mallory.Offer()
	select {
	case <-h.bound:
		return mallory, h
	case <-time.After(sfutest.Patience):
		t.Fatal("the offer was not answered")
		return nil, nil
	}
}

// A client that invents streams is removed before what is kept of them grows large.
func TestStreamsWithoutEnd(t *testing.T) {
	b := newBystanders(t)
	mallory, h := openHose(t, b)
	random := rand.New(rand.NewPCG(1, 2))
	payload := make([]byte, 1200)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	gone := make(chan struct{})
	go func() { defer close(gone); b.removed(t, mallory) }()
	for sent := 0; ; sent++ {
		select {
		case <-gone:
		default:
			if sent < 60_000 {
				header := h.first
				header.SSRC = random.Uint32()
				_, _ = h.out.WriteRTP(&header, payload)
				if sent%20 == 0 {
					time.Sleep(time.Millisecond)
				}
				continue
			}
			<-gone
		}
		break
	}
	b.unharmed(t)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 24<<20 {
		t.Errorf("%d kB more are in use", grown>>10)
	}
}

// Whoever sends 100 Mbit/s is not forwarded more than the bound, is removed when that goes on, and takes
// nothing from others.
func TestAHundredMegabits(t *testing.T) {
	b := newBystanders(t)
	mallory, h := openHose(t, b)
	const (
		rate = 100_000_000 / 8 // bytes a second
		size = 1400
		tick = 5 * time.Millisecond
	)
	payload := make([]byte, size)
	payload[0] = 0x10 // a VP8 key frame for who looks
	header := h.first
	begin, sent := time.Now(), 0
	present := func() bool { return snapshotOf(b.s, "mallory").State != "" }
	for next := begin.Add(time.Second); present() && time.Since(begin) < 25*time.Second; next = next.Add(time.Second) {
		for time.Now().Before(next) {
			for due := int(time.Since(begin).Seconds() * rate); sent < due && time.Now().Before(next); sent += size {
				header.SequenceNumber++
				header.Timestamp += 90
				_, _ = h.out.WriteRTP(&header, payload)
			}
			time.Sleep(tick)
		}
	}
	passed := time.Since(begin).Seconds()
	mean := float64(sent) * 8 / 1e6 / passed
	t.Logf("%.0f Mbit/s were sent for %.0f s", mean, passed)
	if present() && mean < 95 { // who knows what of it arrived, and who else was starved
		b.saw.waitPackets(t, webrtc.RTPCodecTypeVideo, 100)
		t.Skip("this machine is too busy to send so much")
	}
	b.removed(t, mallory)
	b.unharmed(t)
}
