package sfu_test

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dienhong/sfu/sfutest"

	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media"
)

// Twenty hear and see each other, half of them with one peer connection.
func TestAMeshOfTwenty(t *testing.T) {
	const people = 20
	s := sfutest.New(t)
	var all [people]struct {
		mu     sync.Mutex
		frames map[string]int
	}
	stop := make(chan struct{})
	var senders sync.WaitGroup
	defer senders.Wait()
	defer close(stop)
	var joining sync.WaitGroup
	slots := make(chan struct{}, 4)
	for i := range people {
		all[i].frames = map[string]int{}
		joining.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			who := fmt.Sprint("person ", i)
			r := s.Raw(t, sfutest.Token("r", who), sfutest.RawConfig{V1: i%2 == 0, Media: true, Track: func(track *webrtc.TrackRemote) {
				for {
					// pion forgets readers of a stream that came before its description, even when it closes
					_ = track.SetReadDeadline(time.Now().Add(time.Second))
					_, _, err := track.ReadRTP()
					select {
					case <-stop:
						return
					default:
					}
					var late net.Error
					if errors.As(err, &late) && late.Timeout() {
						continue
					}
					if err != nil {
						return
					}
					all[i].mu.Lock()
					all[i].frames[track.StreamID()]++
					all[i].mu.Unlock()
				}
			}})
			voice, _ := r.Publish(microphone("voice of "+who), webrtc.MimeTypeOpus)
			face, _ := r.Publish(camera("face of "+who), webrtc.MimeTypeVP8)
			senders.Go(func() {
				tick := time.NewTicker(200 * time.Millisecond)
				defer tick.Stop()
				for n := uint32(0); ; n++ {
					select {
					case <-stop:
						return
					case <-tick.C:
						_ = voice.WriteSample(media.Sample{Data: []byte{0xF8, 0xFF, 0xFE}, Duration: 200 * time.Millisecond})
						_ = face.WriteSample(media.Sample{Data: sfutest.Frame(webrtc.MimeTypeVP8, n%5 == 0, 0, n), Duration: 200 * time.Millisecond})
					}
				}
			})
		})
	}
	joining.Wait()
	for i := range all {
		sfutest.Within(t, 2*sfutest.Patience, func() string {
			all[i].mu.Lock()
			defer all[i].mu.Unlock()
			if n := len(all[i].frames); n != 2*(people-1) {
				p := snapshotOf(s, fmt.Sprint("person ", i))
				sent := 0
				for _, d := range p.Subscribed {
					if d.Packets >= 5 {
						sent++
					}
				}
				return fmt.Sprintf("person %d receives %d tracks of %d; is sent %d of %d", i, n, 2*(people-1), sent, len(p.Subscribed))
			}
			for track, n := range all[i].frames {
				if n < 5 {
					return fmt.Sprintf("person %d received %d packets of %s", i, n, track)
				}
			}
			return ""
		})
	}
}

// One subscriber's line is bad: it hears, its picture moves, and nobody else notices. When the line is good
// again, so is the picture.
func TestOneBadLine(t *testing.T) {
	t.Parallel()
	s := sfutest.New(t)
	a := s.Join(t, "r", "alice", nil)
	sfutest.PublishAudio(t, a, mic)
	sfutest.PublishSimulcast(t, a)
	var bob watch
	var g gaps
	bob.onRTP = g.look
	s.Join(t, "r", "bob", bob.callback())
	line := sfutest.NewRelay(t, s)
	var heard gaps
	seen := newSeam()
	var tracks atomic.Int32
	carol := s.Raw(t, sfutest.Token("r", "carol"), sfutest.RawConfig{V1: true, Media: true, Relay: line, Track: func(track *webrtc.TrackRemote) {
		tracks.Add(1)
		for {
			p, _, err := track.ReadRTP()
			if err != nil {
				return
			}
			if track.Kind() == webrtc.RTPCodecTypeAudio {
				heard.look(webrtc.RTPCodecTypeVideo, p)
			} else {
				seen.look(webrtc.RTPCodecTypeVideo, p)
			}
		}
	}})
	seen.waitLayer(t, 2, 20)
	line.Shape(0.05, 500_000)
	believe := estimates(t, carol) // pion makes none of its own
	believe(450_000)
	layer := func() int {
		for _, d := range snapshotOf(s, "carol").Subscribed {
			if d.Mime == webrtc.MimeTypeVP8 {
				return d.MaxLayer
			}
		}
		return -1
	}
	sfutest.Eventually(t, func() string {
		if n := layer(); n >= 2 {
			return fmt.Sprintf("layer %d is still being sent: %+v", n, snapshotOf(s, "carol").Subscribed)
		}
		return ""
	})
	heard.restart()
	frames := func() (n int) {
		seen.mu.Lock()
		defer seen.mu.Unlock()
		for _, one := range seen.frames {
			n += one
		}
		return n
	}
	before := frames()
	sfutest.Within(t, 2*sfutest.Patience, func() string {
		missing, of := heard.missing()
		if now := frames() - before; of < 200 || now < 40 {
			return fmt.Sprintf("%d of %d sounds missing, %d frames came", missing, of, now)
		}
		if missing*10 > of { // the line's own loss; more while its queue is still full, which empties
			heard.restart()
			return fmt.Sprintf("%d of %d packets of sound never came over the bad line", missing, of)
		}
		return ""
	})
	if missing, of := g.missing(); missing > 0 || of == 0 {
		t.Errorf("bob, whose line is good, misses %d of %d packets", missing, of)
	}
	line.Shape(0, 0)
	believe(50_000_000)
	sfutest.Within(t, 2*sfutest.Patience, func() string {
		if n := layer(); n < 2 {
			return fmt.Sprintf("layer %d is sent over a line that is good again", n)
		}
		return ""
	})
	seen.waitLayer(t, 2, 20)
}

// estimates makes a client tell, as browsers do, what it believes it can take.
func estimates(t *testing.T, r *sfutest.Raw) (believe func(bps float32)) {
	var bps atomic.Uint32
	stop := make(chan struct{})
	var gone sync.WaitGroup
	gone.Go(func() {
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				var ssrcs []uint32
				for _, tr := range r.Sub.GetTransceivers() {
					if track := tr.Receiver().Track(); track != nil && track.SSRC() != 0 {
						ssrcs = append(ssrcs, uint32(track.SSRC()))
					}
				}
				_ = r.Sub.WriteRTCP([]rtcp.Packet{&rtcp.ReceiverEstimatedMaximumBitrate{Bitrate: float32(bps.Load()), SSRCs: ssrcs}})
			}
		}
	})
	t.Cleanup(func() { close(stop); gone.Wait() })
	return func(v float32) { bps.Store(uint32(v)) }
}
