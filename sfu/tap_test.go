package sfu_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"

	"dienhong/sfu"
	"dienhong/sfu/sfutest"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media/ivfreader"
	"github.com/pion/webrtc/v4/pkg/media/ivfwriter"
	"github.com/pion/webrtc/v4/pkg/media/oggreader"
	"github.com/pion/webrtc/v4/pkg/media/oggwriter"
)

// recorder writes what a tap gives it to a file in memory.
type recorder struct {
	seam *seam // looks at the numbers

	mu     sync.Mutex
	file   bytes.Buffer
	writer interface{ WriteRTP(*rtp.Packet) error }
	codec  string
	count  int
	clocks int
	ended  int
	fault  error
}

func (r *recorder) Codec(mime string, clockRate uint32) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.codec = fmt.Sprint(mime, " ", clockRate)
	if mime == webrtc.MimeTypeOpus {
		r.writer, r.fault = oggwriter.NewWith(&r.file, clockRate, 2)
	} else {
		r.writer, r.fault = ivfwriter.NewWith(&r.file)
	}
}

func (r *recorder) Packet(h *rtp.Header, payload []byte) {
	p := &rtp.Packet{Header: h.Clone(), Payload: bytes.Clone(payload)}
	if r.seam != nil {
		r.seam.look(webrtc.RTPCodecTypeVideo, p)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.count++
	if r.ended > 0 {
		r.fault = errors.New("a packet came after the end")
	} else if err := r.writer.WriteRTP(p); err != nil {
		r.fault = err
	}
}

func (r *recorder) Clock(uint64, uint32) { r.mu.Lock(); r.clocks++; r.mu.Unlock() }
func (r *recorder) Ended()               { r.mu.Lock(); r.ended++; r.mu.Unlock() }

// waitFor waits until so many packets and clocks have come.
func (r *recorder) waitFor(t *testing.T, packets, clocks int) {
	t.Helper()
	sfutest.Eventually(t, func() string {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.count < packets || r.clocks < clocks {
			return fmt.Sprintf("%d packets and %d clocks came", r.count, r.clocks)
		}
		return ""
	})
}

// finish waits for the end and returns the file.
func (r *recorder) finish(t *testing.T) *bytes.Reader {
	t.Helper()
	sfutest.Eventually(t, func() string {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.ended == 0 {
			return "the end was not told"
		}
		return ""
	})
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fault != nil || r.ended != 1 {
		t.Errorf("ended %d times, fault %v", r.ended, r.fault)
	}
	return bytes.NewReader(r.file.Bytes())
}

func TestATrackIsTapped(t *testing.T) {
	t.Parallel()
	s := sfutest.New(t)
	a := s.Join(t, "r", "alice", nil)
	voice := sfutest.PublishAudio(t, a, mic)
	face := sfutest.PublishSimulcast(t, a)
	video, audio := &recorder{seam: newSeam()}, &recorder{}
	var taps [2]*sfu.Tap
	for i, r := range []*recorder{video, audio} {
		sid := []string{face.Pub.SID(), voice.Pub.SID()}[i]
		sfutest.Eventually(t, func() string {
			var err error
			if taps[i], err = s.SFU.Tap("r", sid, r); err != nil { // it is published, but not yet live
				return err.Error()
			}
			return ""
		})
	}
	for _, q := range []livekit.VideoQuality{livekit.VideoQuality_HIGH, livekit.VideoQuality_LOW, livekit.VideoQuality_MEDIUM} {
		taps[0].SetQuality(q)
		video.seam.waitLayer(t, int(q), 20)
	}
	taps[0].SetQuality(livekit.VideoQuality_OFF)
	taps[0].SetQuality(livekit.VideoQuality_HIGH)
	video.seam.waitLayer(t, 2, 20)
	taps[0].RequestKeyFrame()
	video.waitFor(t, 100, 1)
	audio.waitFor(t, 50, 1)
	if video.codec != "video/VP8 90000" || audio.codec != "audio/opus 48000" {
		t.Errorf("codecs %s, %s", video.codec, audio.codec)
	}
	taps[0].Close()
	taps[0].Close()
	a.Disconnect() // the other tap ends with its track
	frames, err := countIVF(video.finish(t))
	if frames < 60 || err != nil {
		t.Errorf("%d frames were recorded, %v", frames, err)
	}
	pages, err := countOGG(audio.finish(t))
	if pages < 40 || err != nil {
		t.Errorf("%d pages of sound were recorded, %v", pages, err)
	}
	video.seam.mu.Lock()
	defer video.seam.mu.Unlock()
	if len(video.seam.trouble) > 0 {
		t.Errorf("seams: %v", video.seam.trouble)
	}
	if _, err := s.SFU.Tap("r", "TR_none", audio); !errors.Is(err, sfu.ErrTrackNotFound) {
		t.Errorf("a track that is not there: %v", err)
	}
	if _, err := s.SFU.Tap("nowhere", "TR_none", audio); !errors.Is(err, sfu.ErrRoomNotFound) {
		t.Errorf("a room that is not there: %v", err)
	}
}

// A client may offer a section again before its first handshake is over. Its clocks are known all the same.
func TestClocksOfWhatWasOfferedTwice(t *testing.T) {
	t.Parallel()
	var held atomic.Bool
	s := sfutest.New(t, sfutest.WithServer(func(cfg sfu.Config, log *slog.Logger, hooks sfu.Hooks) (*sfu.Server, error) {
		return sfu.NewLossy(cfg, log, hooks, func(_ bool, b []byte) bool {
			return held.Load() && len(b) > 0 && b[0] >= 20 && b[0] <= 63 // DTLS
		})
	}))
	a := s.Join(t, "r", "alice", nil)
	held.Store(true)
	face := sfutest.PublishSimulcast(t, a)
	tapped := func(sid string, to sfu.Receiver) {
		t.Helper()
		sfutest.Eventually(t, func() string {
			if _, err := s.SFU.Tap("r", sid, to); err != nil {
				return err.Error()
			}
			return ""
		})
	}
	for _, source := range []livekit.TrackSource{mic, livekit.TrackSource_SCREEN_SHARE_AUDIO} {
		voice := sfutest.PublishAudio(t, a, source)
		tapped(voice.Pub.SID(), &recorder{}) // another offer was answered
	}
	held.Store(false)
	video := &recorder{}
	tapped(face.Pub.SID(), video)
	video.waitFor(t, 10, 1)
}

func countIVF(file io.Reader) (n int, err error) {
	r, _, err := ivfreader.NewWith(file)
	for err == nil {
		if _, _, err = r.ParseNextFrame(); err == nil {
			n++
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}

func countOGG(file io.Reader) (n int, err error) {
	r, _, err := oggreader.NewWith(file)
	for err == nil {
		if _, _, err = r.ParseNextPage(); err == nil {
			n++
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}
