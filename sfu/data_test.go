package sfu_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"dienhong/sfu/sfutest"

	"github.com/livekit/protocol/auth"
	lksdk "github.com/livekit/server-sdk-go/v2"
)

var reliably = lksdk.WithDataPublishReliable(true)

func send(t *testing.T, room *lksdk.Room, text string, opts ...lksdk.DataPublishOption) {
	t.Helper()
	if err := room.LocalParticipant.PublishDataPacket(lksdk.UserData([]byte(text)), opts...); err != nil {
		t.Fatal(err)
	}
}

func TestData(t *testing.T) {
	for name, opts := range map[string][]lksdk.ConnectOption{
		"one peer connection": {lksdk.WithSinglePeerConnection()}, "two": nil,
	} {
		t.Run(name, func(t *testing.T) {
			s := sfutest.New(t)
			var alice, bob, carol watch
			a := s.Join(t, "r", "alice", alice.callback(), opts...)
			s.Join(t, "r", "bob", bob.callback(), opts...)
			s.Join(t, "r", "carol", carol.callback(), opts...)
			alice.wait(t, "joined bob")
			alice.wait(t, "joined carol")
			reliable := lksdk.WithDataPublishReliable(true)
			send(t, a, "to all", reliable)
			bob.wait(t, `data to all from "alice"`)
			carol.wait(t, `data to all from "alice"`)
			send(t, a, "to bob", reliable, lksdk.WithDataPublishDestination([]string{"bob"}))
			bob.wait(t, `data to bob from "alice"`)
			sfutest.Eventually(t, func() string { // one lossy packet may be lost, a hundred may not
				send(t, a, "lossy")
				if carol.has(`data lossy from "alice"`) {
					return ""
				}
				return "no lossy packet came"
			})
			large := strings.Repeat("x", 60_000)
			send(t, a, large, reliable)
			sfutest.Eventually(t, func() string {
				if carol.has(fmt.Sprintf("data %s from %q", large, "alice")) {
					return ""
				}
				return "a packet of 60 kB did not come"
			})
			if alice.has(`data to all from "alice"`) {
				t.Error("the sender got its own packet")
			}
			if carol.has(`data to bob from "alice"`) {
				t.Error("carol got what was for bob")
			}
		})
	}
}

func TestDataSentWhileJoining(t *testing.T) {
	s := sfutest.New(t)
	a := s.Join(t, "r", "alice", nil)
	send(t, a, "warm up", lksdk.WithDataPublishReliable(true))
	stop, gone := make(chan struct{}), make(chan struct{})
	n := 0
	go func() {
		defer close(gone)
		for {
			select {
			case <-stop:
				return
			default:
			}
			n++
			_ = a.LocalParticipant.PublishDataPacket(lksdk.UserData(fmt.Appendf(nil, "%d", n)), lksdk.WithDataPublishReliable(true))
			time.Sleep(5 * time.Millisecond) // a rate, not a wait
		}
	}()
	var bob watch
	s.Join(t, "r", "bob", bob.callback())
	sfutest.Eventually(t, func() string {
		if strings.Count(bob.all(), "data ") < 20 {
			return "too little data came"
		}
		return ""
	})
	close(stop)
	<-gone
	last := fmt.Sprintf("data %d from %q", n, "alice")
	bob.wait(t, last)
	var first, previous int
	for note := range strings.SplitSeq(bob.all(), " · ") {
		var i int
		if c, _ := fmt.Sscanf(note, "data %d from", &i); c == 0 {
			continue
		}
		if first == 0 {
			first = i
		} else if i != previous+1 {
			t.Fatalf("packet %d came after %d", i, previous)
		}
		previous = i
	}
}

func TestDataNeedsThePermission(t *testing.T) {
	s := sfutest.New(t)
	var bob watch
	a := s.JoinWith(t, sfutest.Token("r", "alice", func(g *auth.VideoGrant) { g.SetCanPublishData(false) }), nil)
	c := s.Join(t, "r", "carol", nil)
	s.Join(t, "r", "bob", bob.callback())
	_ = a.LocalParticipant.PublishDataPacket(lksdk.UserData([]byte("forbidden")), lksdk.WithDataPublishReliable(true))
	send(t, c, "allowed", lksdk.WithDataPublishReliable(true))
	bob.wait(t, `data allowed from "carol"`)
	if bytes.Contains([]byte(bob.all()), []byte("forbidden")) {
		t.Error("data came from one who may not send any")
	}
}
