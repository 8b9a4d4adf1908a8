package sfu_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"dienhong/sfu"
	"dienhong/sfu/sfutest"

	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/webrtc/v4"
)

func both(t *testing.T, f func(t *testing.T, opts ...lksdk.ConnectOption)) {
	t.Run("one peer connection", func(t *testing.T) { f(t, lksdk.WithSinglePeerConnection()) })
	t.Run("two", func(t *testing.T) { f(t) })
}

func TestACutWebsocketResumes(t *testing.T) {
	both(t, func(t *testing.T, opts ...lksdk.ConnectOption) {
		s := sfutest.New(t)
		var alice, bob watch
		a := s.Join(t, "r", "alice", alice.callback(), opts...)
		sfutest.PublishAudio(t, a, mic)
		sfutest.PublishVideo(t, a, webrtc.MimeTypeVP8, cam)
		s.Join(t, "r", "bob", bob.callback(), opts...)
		bob.waitPackets(t, webrtc.RTPCodecTypeVideo, 10)
		sid := a.LocalParticipant.SID()
		for _, who := range []string{"alice", "bob"} {
			if !s.Cut(who) {
				t.Fatalf("no websocket of %s", who)
			}
		}
		alice.wait(t, "reconnected")
		bob.wait(t, "reconnected")
		bob.waitPackets(t, webrtc.RTPCodecTypeVideo, 20)
		bob.waitPackets(t, webrtc.RTPCodecTypeAudio, 20)
		if got := a.LocalParticipant.SID(); got != sid {
			t.Errorf("the session changed from %s to %s", sid, got)
		}
		if bob.has("left alice") || alice.has("left bob") {
			t.Error("others noticed a websocket that was cut")
		}
		// what comes after the resume must reach both
		c := s.Join(t, "r", "carol", nil, opts...)
		sfutest.PublishAudio(t, c, mic)
		bob.wait(t, "subscribed carol audio")
		alice.wait(t, "subscribed carol audio")
	})
}

func TestAFullReconnect(t *testing.T) {
	both(t, func(t *testing.T, opts ...lksdk.ConnectOption) {
		s := sfutest.New(t)
		var alice, bob watch
		a := s.Join(t, "r", "alice", alice.callback(), opts...)
		sfutest.PublishAudio(t, a, mic)
		s.Join(t, "r", "bob", bob.callback(), opts...)
		bob.waitPackets(t, webrtc.RTPCodecTypeAudio, 10)
		sid := a.LocalParticipant.SID()
		// not the node failure: this client sometimes takes that for a resumed session (the browser tests have it)
		a.Simulate(lksdk.SimulateLeaveRequestFullReconnect)
		bob.wait(t, "left alice")
		alice.wait(t, "reconnected")
		bob.wait(t, "joined alice")
		bob.waitPackets(t, webrtc.RTPCodecTypeAudio, 20)
		sfutest.Eventually(t, func() string {
			if a.LocalParticipant.SID() != sid {
				return ""
			}
			return "the session is still the old one"
		})
	})
}

func TestADuplicateIdentityTakesThePlace(t *testing.T) {
	var events watch
	s := sfutest.New(t, sfutest.WithHooks(sfu.Hooks{Event: events.event}))
	var first, bob watch
	s.Join(t, "r", "alice", first.callback())
	b := s.Join(t, "r", "bob", bob.callback())
	// a place taken before its media stood would be one that never was: aborted, not left
	events.wait(t, "participant_joined alice")
	again := s.Join(t, "r", "alice", nil)
	first.wait(t, "disconnected "+string(lksdk.DuplicateIdentity))
	bob.wait(t, "left alice")
	events.wait(t, "participant_left alice DUPLICATE_IDENTITY")
	sfutest.PublishAudio(t, again, mic)
	bob.wait(t, "subscribed alice audio")
	if p := b.GetParticipantByIdentity("alice"); p == nil || p.SID() != again.LocalParticipant.SID() {
		t.Error("the new alice was removed with the old")
	}
}

func TestLeavingLeavesNothing(t *testing.T) {
	var events watch
	s := sfutest.New(t, sfutest.WithHooks(sfu.Hooks{Event: events.event}))
	var alice watch
	a := s.Join(t, "r", "alice", alice.callback())
	sfutest.PublishAudio(t, a, mic)
	round := func(n int) {
		who := fmt.Sprintf("guest%d", n)
		var w watch
		g := s.Join(t, "r", who, w.callback())
		sfutest.PublishVideo(t, g, webrtc.MimeTypeVP8, cam).Stop()
		w.waitPackets(t, webrtc.RTPCodecTypeAudio, 3)
		g.Disconnect()
		alice.wait(t, "left "+who)
		events.wait(t, "participant_left "+who+" CLIENT_INITIATED")
		alice.mu.Lock()
		alice.notes = nil
		alice.mu.Unlock()
	}
	round(0)
	base := -1
	sfutest.Eventually(t, func() string {
		was := base
		base = serverGoroutines()
		if base == was {
			return ""
		}
		sfutest.Pause()
		return "goroutines still change"
	})
	for n := 1; n <= 5; n++ {
		round(n)
	}
	sfutest.Eventually(t, func() string {
		if now := serverGoroutines(); now != base {
			return fmt.Sprintf("%d goroutines of the server, %d before five guests came and went", now, base)
		}
		return ""
	})
}

// serverGoroutines counts the goroutines in which the server's own code runs; the client's are in the same
// process and end in their own time.
func serverGoroutines() int {
	buf := make([]byte, 4<<20)
	n := 0
	for stack := range strings.SplitSeq(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		for _, own := range []string{"dienhong/sfu.(", "dienhong/sfu/media.", "dienhong/sfu/signal.", "dienhong/sfu/batch."} {
			if strings.Contains(stack, own) {
				n++
				break
			}
		}
	}
	return n
}

func TestAServerThatComesBack(t *testing.T) {
	s := sfutest.New(t)
	var alice, bob watch
	a := s.Join(t, "r", "alice", alice.callback())
	sfutest.PublishAudio(t, a, mic)
	s.Close()
	alice.wait(t, "disconnected "+string(lksdk.OtherReason)) // SERVER_SHUTDOWN
	back := sfutest.New(t, sfutest.WithAddr(s.Addr))
	again := back.Join(t, "r", "alice", nil)
	sfutest.PublishAudio(t, again, mic)
	back.Join(t, "r", "bob", bob.callback())
	bob.waitPackets(t, webrtc.RTPCodecTypeAudio, 10)
}
