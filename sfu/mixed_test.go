package sfu_test

import (
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"dienhong/sfu"
	"dienhong/sfu/sfutest"

	"github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"
)

func TestBothKindsOfClientsInOneRoom(t *testing.T) {
	s := sfutest.New(t)
	var one, two watch
	a := s.Join(t, "r", "one", one.callback(), lksdk.WithSinglePeerConnection())
	b := s.Join(t, "r", "two", two.callback())
	sfutest.PublishAudio(t, a, mic)
	sfutest.PublishVideo(t, a, webrtc.MimeTypeVP8, cam)
	sfutest.PublishAudio(t, b, mic)
	sfutest.PublishVideo(t, b, webrtc.MimeTypeH264, cam)
	for _, w := range []*watch{&one, &two} {
		w.waitPackets(t, webrtc.RTPCodecTypeAudio, 10)
		w.waitPackets(t, webrtc.RTPCodecTypeVideo, 10)
	}
	send(t, a, "from one", lksdk.WithDataPublishReliable(true))
	two.wait(t, `data from one from "one"`)
	send(t, b, "from two", lksdk.WithDataPublishReliable(true))
	one.wait(t, `data from two from "two"`)
}

func TestManualSubscription(t *testing.T) {
	both(t, func(t *testing.T, opts ...lksdk.ConnectOption) {
		s := sfutest.New(t)
		a := s.Join(t, "r", "alice", nil, opts...)
		sfutest.PublishAudio(t, a, mic)
		sfutest.PublishVideo(t, a, webrtc.MimeTypeVP8, cam)
		var bob watch
		b := s.Join(t, "r", "bob", bob.callback(), append(opts, lksdk.WithAutoSubscribe(false))...)
		video := remote(t, b, "alice", "video")
		for round := range 5 {
			if err := video.SetSubscribed(true); err != nil {
				t.Fatal(err)
			}
			bob.waitPackets(t, webrtc.RTPCodecTypeVideo, 10)
			if err := video.SetSubscribed(false); err != nil {
				t.Fatal(err)
			}
			sfutest.Eventually(t, func() string {
				if n := len(snapshotOf(s, "bob").Subscribed); n > 0 {
					return fmt.Sprintf("round %d: %d subscriptions remain", round, n)
				}
				return ""
			})
		}
		if bob.has("subscribed alice audio") {
			t.Error("what was not asked for was subscribed")
		}
		if n := sections(b); n > 8 {
			t.Errorf("five rounds left %d media sections", n)
		}
	})
}

func snapshotOf(s *sfutest.Server, identity string) sfu.ParticipantSnapshot {
	for _, room := range s.SFU.Snapshot().Rooms {
		for _, p := range room.Participants {
			if p.Identity == identity {
				return p
			}
		}
	}
	return sfu.ParticipantSnapshot{}
}

// sections counts the media sections of a client's receiving peer connection.
func sections(room *lksdk.Room) int {
	pc := room.LocalParticipant.GetSubscriberPeerConnection()
	if pc == nil {
		pc = room.LocalParticipant.GetPublisherPeerConnection()
	}
	return len(pc.GetTransceivers())
}

func TestSeveralTracksAtOnceAndAgain(t *testing.T) {
	both(t, func(t *testing.T, opts ...lksdk.ConnectOption) {
		s := sfutest.New(t)
		a := s.Join(t, "r", "alice", nil, opts...)
		var bob watch
		s.Join(t, "r", "bob", bob.callback(), opts...)
		for range 3 {
			bob.mu.Lock()
			bob.notes = nil
			bob.mu.Unlock()
			var pubs []*sfutest.Publisher
			for range 5 { // more than the sections a single-PC client begins with
				pubs = append(pubs, sfutest.PublishVideo(t, a, webrtc.MimeTypeVP8, cam))
			}
			sfutest.Eventually(t, func() string {
				if n := len(snapshotOf(s, "bob").Subscribed); n != 5 {
					return fmt.Sprintf("%d tracks are subscribed", n)
				}
				for _, d := range snapshotOf(s, "bob").Subscribed {
					if d.Packets < 20 {
						return fmt.Sprintf("%s got %d packets", d.Track, d.Packets)
					}
				}
				return ""
			})
			for _, p := range pubs {
				p.Stop()
				_ = a.LocalParticipant.UnpublishTrack(p.Pub.SID()) // its error says nothing
			}
			sfutest.Eventually(t, func() string {
				if n := len(snapshotOf(s, "alice").Published); n != 0 {
					return fmt.Sprintf("%d tracks are still published", n)
				}
				return ""
			})
		}
	})
}

// A single-PC client of protocol 18 has channels by number, none is announced; a client may also offer only
// after it has joined, and one whom UDP does not reach comes over TCP.
func TestRawSinglePeerConnections(t *testing.T) {
	overTCP := webrtc.SettingEngine{}
	overTCP.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeTCP4})
	overTCP.SetIncludeLoopbackCandidate(true)
	overTCP.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	for _, c := range []struct {
		name     string
		settings webrtc.SettingEngine
		offer    bool // with the join
		tcp      int
	}{
		{"the offer comes with the join", webrtc.SettingEngine{}, true, 0},
		{"the offer comes after the join", webrtc.SettingEngine{}, false, 0},
		{"over TCP", overTCP, true, -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := sfutest.New(t, sfutest.WithConfig(func(cfg *sfu.Config) { cfg.TCPPort = c.tcp }))
			var bob watch
			b := s.Join(t, "r", "bob", bob.callback())
			r := newRawPeer(t, s, c.settings, c.offer)
			if err := r.reliable.Send(userPacket(t, "up")); err != nil {
				t.Fatal(err)
			}
			bob.wait(t, `data up from "alice"`)
			send(t, b, "down", lksdk.WithDataPublishReliable(true))
			if p := <-r.got; string(payloadOf(t, p)) != "down" {
				t.Errorf("got %q", p)
			}
		})
	}
}

func TestTheVanishedAreNoticed(t *testing.T) {
	var gone atomic.Bool
	left := make(chan sfu.Event, 1)
	hooks := sfu.Hooks{Event: func(e sfu.Event) {
		if e.Kind == sfu.ParticipantLeft {
			left <- e
		}
	}}
	s := sfutest.New(t, sfutest.WithHooks(hooks), sfutest.WithServer(
		func(cfg sfu.Config, log *slog.Logger, hooks sfu.Hooks) (*sfu.Server, error) {
			return sfu.NewLossy(cfg, log, hooks, func(bool, []byte) bool { return gone.Load() })
		}))
	s.Join(t, "r", "alice", nil)
	sfutest.Eventually(t, func() string {
		if state := snapshotOf(s, "alice").State; state != "ACTIVE" {
			return "alice is " + state
		}
		return ""
	})
	s.Refuse("alice")
	gone.Store(true)
	s.Cut("alice")
	select {
	case e := <-left:
		if e.Reason != livekit.DisconnectReason_CONNECTION_TIMEOUT.String() {
			t.Errorf("alice left for %s", e.Reason)
		}
	case <-time.After(2 * sfutest.Patience):
		t.Fatal("alice was never missed")
	}
}
