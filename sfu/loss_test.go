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

	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// lossyServer loses one in so many media packets, in one direction or the other.
func lossyServer(t *testing.T, received bool, oneIn int) *sfutest.Server {
	var mu sync.Mutex
	random := rand.New(rand.NewPCG(1, 2)) // the same losses every time
	lose := func(in bool, b []byte) bool {
		if in != received || len(b) < 100 || b[0] < 128 || b[0] > 191 || (b[1] >= 192 && b[1] <= 223) {
			return false
		}
		mu.Lock()
		defer mu.Unlock()
		return random.IntN(oneIn) == 0
	}
	return sfutest.New(t, sfutest.WithServer(func(cfg sfu.Config, log *slog.Logger, hooks sfu.Hooks) (*sfu.Server, error) {
		return sfu.NewLossy(cfg, log, hooks, lose)
	}))
}

// gaps collects which numbers of a stream came, by what their frames say.
type gaps struct {
	mu    sync.Mutex
	first uint16
	last  uint16
	got   map[uint16]bool
}

func (g *gaps) look(kind webrtc.RTPCodecType, p *rtp.Packet) {
	if kind != webrtc.RTPCodecTypeVideo {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.got == nil {
		g.got, g.first, g.last = map[uint16]bool{}, p.SequenceNumber, p.SequenceNumber
	}
	g.got[p.SequenceNumber] = true
	if int16(p.SequenceNumber-g.last) > 0 {
		g.last = p.SequenceNumber
	}
}

// restart forgets what came.
func (g *gaps) restart() {
	g.mu.Lock()
	g.got = nil
	g.mu.Unlock()
}

// missing counts the numbers that never came, leaving out the last ones, which may still come.
func (g *gaps) missing() (missing, of int) {
	const pending = 60
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.got == nil {
		return 0, 0
	}
	for seq := g.first; seq != g.last-pending; seq++ {
		if of++; of > 60000 {
			return 0, 0
		}
		if !g.got[seq] {
			missing++
		}
	}
	return missing, of
}

func TestLostPacketsAreSentAgain(t *testing.T) {
	for _, received := range []bool{true, false} {
		t.Run(fmt.Sprintf("towards the server %v", received), func(t *testing.T) {
			s := lossyServer(t, received, 15)
			var bob watch
			var g gaps
			bob.onRTP = g.look
			a := s.Join(t, "r", "alice", nil, lksdk.WithSinglePeerConnection())
			sfutest.PublishVideo(t, a, webrtc.MimeTypeVP8, cam)
			s.Join(t, "r", "bob", bob.callback())
			sfutest.Eventually(t, func() string {
				if _, of := g.missing(); of < 400 {
					return fmt.Sprintf("%d packets came", of)
				}
				return ""
			})
			missing, of := g.missing()
			t.Logf("%d of %d missing", missing, of)
			if missing*200 > of {
				t.Errorf("%d of %d packets never came, though one in fifteen was lost on the way", missing, of)
			}
			var asked, resent uint64
			for _, room := range s.SFU.Snapshot().Rooms {
				for _, p := range room.Participants {
					for _, d := range p.Subscribed {
						asked, resent = asked+d.Nacks, resent+d.Resent
					}
				}
			}
			if !received && (asked == 0 || resent == 0) {
				t.Errorf("the receiver asked for %d packets, %d were sent again", asked, resent)
			}
		})
	}
}

func onSenderReport(to chan<- struct{}) func(rtcp.Packet) {
	return func(p rtcp.Packet) {
		if sr, ok := p.(*rtcp.SenderReport); ok && sr.NTPTime != 0 && sr.PacketCount > 0 {
			select {
			case to <- struct{}{}:
			default:
			}
		}
	}
}

func TestSenderReports(t *testing.T) {
	s := sfutest.New(t)
	var bob watch
	a := s.Join(t, "r", "alice", nil)
	sfutest.PublishAudio(t, a, mic)
	b := s.Join(t, "r", "bob", bob.callback())
	bob.wait(t, "subscribed alice audio")
	pub := remote(t, b, "alice", "audio")
	reports := make(chan struct{}, 16)
	pub.OnRTCP(onSenderReport(reports))
	for range 2 {
		select {
		case <-reports:
		case <-time.After(sfutest.Patience):
			t.Fatal("no sender report came")
		}
	}
}
