package sfu

import (
	"strings"
	"testing"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/sdp/v3"
)

func TestFinishAnswer(t *testing.T) {
	text := strings.Join([]string{
		"v=0", "m=audio 9 UDP/TLS/RTP/SAVPF 111 0", "a=mid:0", "a=rtpmap:111 opus/48000/2", "a=fmtp:111 minptime=10;useinbandfec=1", "a=recvonly",
		"m=audio 9 UDP/TLS/RTP/SAVPF 111", "a=mid:1", "a=rtpmap:111 opus/48000/2", "a=fmtp:111 minptime=10", "a=sendonly",
		"m=video 9 UDP/TLS/RTP/SAVPF 96", "a=mid:2", "a=rtpmap:96 VP8/90000", "a=recvonly", "",
	}, "\r\n")
	lines := strings.Split(text, "\r\n")
	finishSection(lines[1:6], map[string]bool{"0": true}, map[string]bool{})
	if lines[4] != "a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1;stereo=1;maxaveragebitrate=510000" {
		t.Errorf("the microphone's section says %q", lines[4])
	}
	finishSection(lines[6:11], map[string]bool{}, map[string]bool{})
	if lines[9] != "a=fmtp:111 minptime=10" {
		t.Errorf("a section that sends says %q", lines[9])
	}
}

func TestLayerOf(t *testing.T) {
	info := &livekit.TrackInfo{Layers: []*livekit.VideoLayer{
		{Quality: livekit.VideoQuality_HIGH, Rid: "x"}, {Quality: livekit.VideoQuality_LOW, Rid: "y"},
	}}
	for rid, want := range map[string]int{"": 0, "x": 2, "y": 0, "q": 0, "h": 1, "f": 2, "unheard of": 2} {
		if got := layerOf(info, rid); got != want {
			t.Errorf("rid %q is layer %d, want %d", rid, got, want)
		}
	}
}

func TestLayerFor(t *testing.T) {
	track := &publication{owner: &Participant{}, info: &livekit.TrackInfo{Layers: []*livekit.VideoLayer{
		{Quality: livekit.VideoQuality_HIGH, Width: 1280, Height: 720},
		{Quality: livekit.VideoQuality_LOW, Width: 320, Height: 180},
		{Quality: livekit.VideoQuality_MEDIUM, Width: 640, Height: 360},
	}}}
	for _, c := range []struct {
		width, height uint32
		want          int
	}{{1, 1, 0}, {320, 180, 0}, {330, 186, 0}, {400, 225, 1}, {640, 360, 1}, {700, 400, 2}, {4000, 2000, 2}, {180, 320, 0}} {
		if got := track.layerFor(c.width, c.height); got != c.want {
			t.Errorf("%dx%d is layer %d, want %d", c.width, c.height, got, c.want)
		}
	}
	if got := (&publication{owner: &Participant{}, info: &livekit.TrackInfo{}}).layerFor(100, 100); got != highest {
		t.Errorf("without layers: %d", got)
	}
}

func FuzzReadSection(f *testing.F) {
	f.Add("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:2\r\na=msid:a b\r\na=sendonly\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		d := &sdp.SessionDescription{}
		if d.UnmarshalString(text) != nil {
			return
		}
		for _, m := range d.MediaDescriptions {
			if s, ok := readSection(m); ok && s.kind != livekit.TrackType_AUDIO && s.kind != livekit.TrackType_VIDEO {
				t.Errorf("section %+v", s)
			}
		}
	})
}
