package sfu_test

import (
	"fmt"
	"sync"
	"testing"

	"dienhong/sfu/sfutest"

	"github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
	"github.com/pion/webrtc/v4"
)

// seam looks at a received VP8 stream: which layer comes, and whether the numbers go on without a break.
type seam struct {
	mu       sync.Mutex
	layer    int // of the last frame begun
	frames   map[int]int
	last     *rtp.Packet
	picture  uint16
	trouble  []string
	switches int
}

func newSeam() *seam { return &seam{layer: -1, frames: map[int]int{}} }

func (s *seam) look(kind webrtc.RTPCodecType, p *rtp.Packet) {
	if kind != webrtc.RTPCodecTypeVideo || len(p.Payload) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var vp8 codecs.VP8Packet
	body, err := vp8.Unmarshal(p.Payload)
	if err != nil {
		s.trouble = append(s.trouble, err.Error())
		return
	}
	if s.last != nil && p.SequenceNumber != s.last.SequenceNumber+1 {
		s.trouble = append(s.trouble, fmt.Sprintf("sequence %d after %d", p.SequenceNumber, s.last.SequenceNumber))
	}
	if vp8.S == 1 && len(body) > 14 {
		layer := int(body[10])
		if layer != s.layer {
			s.switches++
			if body[0]&1 != 0 {
				s.trouble = append(s.trouble, fmt.Sprintf("layer %d began without a key frame", layer))
			}
		}
		if s.last != nil {
			if step := int32(p.Timestamp - s.last.Timestamp); step <= 0 || step > 90000 {
				s.trouble = append(s.trouble, fmt.Sprintf("timestamp step %d", step))
			}
			if step := (vp8.PictureID - s.picture) & 0x7FFF; vp8.I == 1 && step != 1 {
				s.trouble = append(s.trouble, fmt.Sprintf("picture id step %d", step))
			}
		}
		s.picture, s.layer = vp8.PictureID, layer
		s.frames[layer]++
	}
	copied := *p
	s.last = &copied
}

func (s *seam) waitLayer(t *testing.T, layer, frames int) {
	t.Helper()
	s.mu.Lock()
	begin := s.frames[layer]
	s.mu.Unlock()
	sfutest.Eventually(t, func() string {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.layer == layer && s.frames[layer] >= begin+frames {
			return ""
		}
		return fmt.Sprintf("layer %d comes, frames %v, wanted %d; trouble %v", s.layer, s.frames, layer, s.trouble)
	})
}

func TestSimulcastLayers(t *testing.T) {
	both(t, func(t *testing.T, opts ...lksdk.ConnectOption) {
		s := sfutest.New(t)
		a := s.Join(t, "r", "alice", nil, opts...)
		sfutest.PublishSimulcast(t, a)
		var bob watch
		look := newSeam()
		bob.onRTP = look.look
		b := s.Join(t, "r", "bob", bob.callback(), opts...)
		look.waitLayer(t, 2, 20)
		pub := remote(t, b, "alice", "camera")
		for _, step := range []struct {
			name  string
			set   func()
			layer int
		}{
			{"low", func() { _ = pub.SetVideoQuality(livekit.VideoQuality_LOW) }, 0},
			{"medium", func() { _ = pub.SetVideoQuality(livekit.VideoQuality_MEDIUM) }, 1},
			{"high", func() { _ = pub.SetVideoQuality(livekit.VideoQuality_HIGH) }, 2},
			{"by size", func() { pub.SetVideoDimensions(300, 168) }, 0},
			{"by greater size", func() { pub.SetVideoDimensions(1280, 720) }, 2},
		} {
			t.Log(step.name)
			step.set()
			look.waitLayer(t, step.layer, 20)
		}
		pub.SetEnabled(false)
		before := bob.packets[webrtc.RTPCodecTypeVideo].Load()
		sfutest.Eventually(t, func() string { // it stops: two looks with other traffic between see the same
			now := bob.packets[webrtc.RTPCodecTypeVideo].Load()
			stopped := now == before
			before = now
			sfutest.Pause()
			if stopped {
				return ""
			}
			return "a disabled track still comes"
		})
		pub.SetEnabled(true)
		look.waitLayer(t, 2, 20)
		look.mu.Lock()
		defer look.mu.Unlock()
		if len(look.trouble) > 0 {
			t.Errorf("seams: %v", look.trouble)
		}
	})
}

func TestPublisherIsToldWhichLayersAreWanted(t *testing.T) {
	s := sfutest.New(t)
	a := s.Join(t, "r", "alice", nil)
	p := sfutest.PublishSimulcast(t, a)
	var bob watch
	s.Join(t, "r", "bob", bob.callback())
	bob.waitPackets(t, webrtc.RTPCodecTypeVideo, 10)
	if p.Plis.Load() == 0 {
		t.Error("no key frame was asked of the publisher")
	}
}

func TestH264(t *testing.T) {
	both(t, func(t *testing.T, opts ...lksdk.ConnectOption) {
		s := sfutest.New(t)
		a := s.Join(t, "r", "alice", nil, opts...)
		sfutest.PublishVideo(t, a, webrtc.MimeTypeH264, livekit.TrackSource_SCREEN_SHARE)
		var bob watch
		s.Join(t, "r", "bob", bob.callback(), opts...)
		bob.waitPackets(t, webrtc.RTPCodecTypeVideo, 50)
	})
}
