package sfu_test

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"testing"
	"time"

	"dienhong/sfu/sfutest"

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
