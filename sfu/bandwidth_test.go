package sfu_test

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"dienhong/sfu"
	"dienhong/sfu/sfutest"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// bucket is a link of limited rate that drops what is too much.
type bucket struct {
	mu     sync.Mutex
	rate   float64 // bytes/s, 0 for no limit
	tokens float64
	last   time.Time
	random *rand.Rand // loses one media packet in twenty besides; nil for none
}

func (b *bucket) set(bps float64) {
	b.mu.Lock()
	b.rate, b.last = bps/8, time.Now()
	b.tokens = b.rate / 4
	b.mu.Unlock()
}

func (b *bucket) lose(received bool, p []byte) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if received || b.rate == 0 || len(p) < 20 || p[0] < 128 || (p[1] >= 192 && p[1] <= 223) || p[0] > 191 {
		return false
	}
	if b.random != nil && b.random.IntN(20) == 0 {
		return true
	}
	now := time.Now()
	b.tokens = min(b.tokens+now.Sub(b.last).Seconds()*b.rate, b.rate/4)
	b.last = now
	if b.tokens < float64(len(p)) {
		return true
	}
	b.tokens -= float64(len(p))
	return false
}

func TestANarrowReceiverGetsALowerLayer(t *testing.T) {
	link := &bucket{}
	s := sfutest.New(t, sfutest.WithServer(func(cfg sfu.Config, log *slog.Logger, hooks sfu.Hooks) (*sfu.Server, error) {
		return sfu.NewLossy(cfg, log, hooks, link.lose)
	}))
	a := s.Join(t, "r", "alice", nil)
	sfutest.PublishSimulcast(t, a)
	var bob watch
	look := newSeam()
	bob.onRTP = look.look
	s.Join(t, "r", "bob", bob.callback())
	look.waitLayer(t, 2, 30)
	link.set(700_000)
	sfutest.Eventually(t, func() string {
		d := snapshotOf(s, "bob").Subscribed
		if len(d) == 1 && d[0].MaxLayer < 2 && d[0].Layer < 2 {
			return ""
		}
		return fmt.Sprintf("bob is still sent %+v", d)
	})
	link.set(0)
	look.waitLayer(t, 2, 30)
}

// listener notes which numbers of an audio track came.
type listener struct {
	mu          sync.Mutex
	got         map[uint16]bool
	first, last uint16
	frames      int // of video begun
}

func (l *listener) look(kind webrtc.RTPCodecType, p *rtp.Packet) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case kind == webrtc.RTPCodecTypeVideo && p.Marker:
		l.frames++
	case kind == webrtc.RTPCodecTypeAudio:
		if l.got == nil {
			l.got, l.first, l.last = map[uint16]bool{}, p.SequenceNumber, p.SequenceNumber
		}
		l.got[p.SequenceNumber] = true
		if int16(p.SequenceNumber-l.last) > 0 {
			l.last = p.SequenceNumber
		}
	}
}

// missing counts the numbers that never came since first, leaving out those that may still come.
func (l *listener) missing(first uint16) (missing, of int) {
	const pending = 25
	for seq := first; int16(l.last-pending-seq) > 0; seq++ {
		of++
		if !l.got[seq] {
			missing++
		}
	}
	return missing, of
}

func TestOnABadLineCongestionTakesNoAudioAndThePictureMoves(t *testing.T) {
	link := &bucket{random: rand.New(rand.NewPCG(3, 4))}
	s := sfutest.New(t, sfutest.WithServer(func(cfg sfu.Config, log *slog.Logger, hooks sfu.Hooks) (*sfu.Server, error) {
		return sfu.NewLossy(cfg, log, hooks, link.lose)
	}))
	a := s.Join(t, "r", "alice", nil)
	sfutest.PublishSimulcast(t, a)
	sfutest.PublishAudio(t, a, mic)
	var bob watch
	var ears listener
	look := newSeam()
	bob.onRTP = func(kind webrtc.RTPCodecType, p *rtp.Packet) {
		look.look(kind, p)
		ears.look(kind, p)
	}
	s.Join(t, "r", "bob", bob.callback())
	look.waitLayer(t, 2, 30)
	link.set(500_000)
	begin := time.Now()
	// Once the picture has come down to what fits, so many packets of audio are listened to.
	sfutest.Eventually(t, func() string {
		for _, d := range snapshotOf(s, "bob").Subscribed {
			if d.Mime == webrtc.MimeTypeVP8 && (d.MaxLayer == 2 || d.Layer == 2) {
				return fmt.Sprintf("bob is still sent %+v", d)
			}
		}
		return ""
	})
	t.Logf("it came down after %v", time.Since(begin).Round(100*time.Millisecond))
	ears.mu.Lock()
	first, frames := ears.last, ears.frames
	ears.mu.Unlock()
	sfutest.Eventually(t, func() string {
		ears.mu.Lock()
		defer ears.mu.Unlock()
		if _, of := ears.missing(first); of < 400 {
			return fmt.Sprintf("%d packets of audio were due", of)
		}
		return ""
	})
	ears.mu.Lock()
	missing, of := ears.missing(first)
	frames = ears.frames - frames
	ears.mu.Unlock()
	t.Logf("%d of %d packets of audio and %d frames came", of-missing, of, frames)
	// This client does not ask for lost audio again; what the line loses anyway is all that may be missing.
	if missing*10 > of {
		t.Errorf("%d of %d packets of audio never came on a line that loses one in twenty", missing, of)
	}
	if frames < of/5 { // of thirty frames a second, for fifty packets
		t.Errorf("%d frames came with %d packets of audio", frames, of)
	}
	link.set(0)
	begin = time.Now()
	look.waitLayer(t, 2, 30)
	t.Logf("the best picture was back after %v", time.Since(begin).Round(100*time.Millisecond))
}
