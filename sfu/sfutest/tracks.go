package sfutest

import (
	"encoding/binary"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media"
)

// Publisher sends synthetic samples on a published track until Stop.
type Publisher struct {
	Pub *lksdk.LocalTrackPublication
	// Level is the speech level written with audio packets, -dBov.
	Level atomic.Int32
	// Plis counts the key frames asked of it.
	Plis atomic.Int32

	key  atomic.Bool
	stop chan struct{}
	gone sync.WaitGroup
	once sync.Once
}

// Stop ends sending and returns when it has.
func (p *Publisher) Stop() {
	p.once.Do(func() { close(p.stop) })
	p.gone.Wait()
}

// PublishAudio publishes a microphone that sends 20 ms opus packets.
func PublishAudio(t testing.TB, room *lksdk.Room, source livekit.TrackSource) *Publisher {
	t.Helper()
	p := &Publisher{stop: make(chan struct{})}
	p.Level.Store(127)
	track, err := lksdk.NewLocalTrack(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2})
	if err != nil {
		t.Fatalf("audio track: %v", err)
	}
	p.Pub, err = room.LocalParticipant.PublishTrack(track, &lksdk.TrackPublicationOptions{Name: "audio", Source: source})
	if err != nil {
		t.Fatalf("publish audio: %v", err)
	}
	p.run(20*time.Millisecond, func() {
		level := uint8(p.Level.Load())
		_ = track.WriteSample(media.Sample{Data: []byte{0xF8, 0xFF, 0xFE}, Duration: 20 * time.Millisecond},
			&lksdk.SampleWriteOptions{AudioLevel: &level})
	})
	t.Cleanup(p.Stop)
	return p
}

// PublishVideo publishes a camera or screen whose frames carry the mark and their number.
func PublishVideo(t testing.TB, room *lksdk.Room, mime string, source livekit.TrackSource) *Publisher {
	t.Helper()
	p := &Publisher{stop: make(chan struct{})}
	track, err := lksdk.NewLocalTrack(webrtc.RTPCodecCapability{MimeType: mime, ClockRate: 90000}, lksdk.WithRTCPHandler(p.onRTCP))
	if err != nil {
		t.Fatalf("video track: %v", err)
	}
	p.Pub, err = room.LocalParticipant.PublishTrack(track, &lksdk.TrackPublicationOptions{
		Name: "video", Source: source, VideoWidth: 640, VideoHeight: 360,
	})
	if err != nil {
		t.Fatalf("publish video: %v", err)
	}
	p.video(mime, []*lksdk.LocalTrack{track}, []byte{2})
	t.Cleanup(p.Stop)
	return p
}

// PublishSimulcast publishes a VP8 camera in three layers; frames carry their layer, 0..2.
func PublishSimulcast(t testing.TB, room *lksdk.Room) *Publisher {
	t.Helper()
	p := &Publisher{stop: make(chan struct{})}
	var tracks []*lksdk.LocalTrack
	for i, q := range []livekit.VideoQuality{livekit.VideoQuality_LOW, livekit.VideoQuality_MEDIUM, livekit.VideoQuality_HIGH} {
		w := uint32(320 << i)
		track, err := lksdk.NewLocalTrack(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000},
			lksdk.WithSimulcast("camera", &livekit.VideoLayer{Quality: q, Width: w, Height: w * 9 / 16}),
			lksdk.WithRTCPHandler(p.onRTCP))
		if err != nil {
			t.Fatalf("simulcast track: %v", err)
		}
		tracks = append(tracks, track)
	}
	var err error
	p.Pub, err = room.LocalParticipant.PublishSimulcastTrack(tracks, &lksdk.TrackPublicationOptions{
		Name: "camera", Source: livekit.TrackSource_CAMERA,
	})
	if err != nil {
		t.Fatalf("publish simulcast: %v", err)
	}
	p.video(webrtc.MimeTypeVP8, tracks, []byte{0, 1, 2})
	t.Cleanup(p.Stop)
	return p
}

func (p *Publisher) onRTCP(pkt rtcp.Packet) {
	switch pkt.(type) {
	case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
		p.Plis.Add(1)
		p.key.Store(true)
	}
}

// video sends 30 frames a second on every layer: a key frame at first, when asked, and every three seconds.
func (p *Publisher) video(mime string, tracks []*lksdk.LocalTrack, marks []byte) {
	const interval = 33 * time.Millisecond
	n := uint32(0)
	p.run(interval, func() {
		key := p.key.Swap(false) || n%90 == 0
		for i, track := range tracks {
			_ = track.WriteSample(media.Sample{Data: Frame(mime, key, marks[i], n), Duration: interval}, nil)
		}
		n++
	})
}

func (p *Publisher) run(interval time.Duration, send func()) {
	p.gone.Add(1)
	go func() {
		defer p.gone.Done()
		tick := time.NewTicker(interval)
		defer tick.Stop()
		for {
			select {
			case <-p.stop:
				return
			case <-tick.C:
				send()
			}
		}
	}()
}

// Frame makes bytes that an SFU takes for a frame of the codec, with a mark and a number in them. The mark,
// 0..2, makes it 500, 1500 or 4500 bytes long.
func Frame(mime string, key bool, mark byte, n uint32) []byte {
	body := make([]byte, []int{500, 1500, 4500}[mark])
	for i := range body {
		body[i] = 0x55
	}
	body[10] = mark
	binary.BigEndian.PutUint32(body[11:], n)
	switch mime {
	case webrtc.MimeTypeVP8:
		body[0] = 0x11
		if key {
			body[0] = 0x10
		}
		return body
	case webrtc.MimeTypeH264:
		start := []byte{0, 0, 0, 1}
		body[0] = 0x41
		var out []byte
		if key {
			body[0] = 0x65
			out = append(append(out, start...), 0x67, 0x42, 0xC0, 0x1F, 0x8C, 0x8D, 0x40)
			out = append(append(out, start...), 0x68, 0xCE, 0x3C, 0x80)
		}
		return append(append(out, start...), body...)
	}
	return body
}
