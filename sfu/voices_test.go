package sfu_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"dienhong/sfu"
	"dienhong/sfu/sfutest"

	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// numbers looks for gaps in received streams.
type numbers struct {
	mu   sync.Mutex
	last map[uint32]uint16
	gaps int
}

func (n *numbers) look(_ webrtc.RTPCodecType, p *rtp.Packet) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if last, ok := n.last[p.SSRC]; ok && p.SequenceNumber != last+1 {
		n.gaps++
	}
	n.last[p.SSRC] = p.SequenceNumber
}

func TestTheLoudestAreHeard(t *testing.T) {
	both(t, func(t *testing.T, opts ...lksdk.ConnectOption) {
		s := sfutest.New(t, sfutest.WithConfig(func(c *sfu.Config) { c.AudioLoudest = 1 }))
		voices := map[string]*sfutest.Publisher{}
		for _, name := range []string{"alice", "bob"} {
			voices[name] = sfutest.PublishAudio(t, s.Join(t, "r", name, nil, opts...), mic)
		}
		say := func(name string, level int32) { voices[name].Level.Store(level) }
		var carol watch
		seen := numbers{last: map[uint32]uint16{}}
		carol.onRTP = seen.look
		s.Join(t, "r", "carol", carol.callback(), opts...)
		heard := func(name string) uint64 {
			for _, d := range snapshotOf(s, "carol").Subscribed {
				if d.Track == voices[name].Pub.SID() {
					return d.Packets
				}
			}
			return 0
		}
		// hears waits until so much is heard of some, and of others nothing in the meantime.
		hears := func(what string, who ...string) {
			t.Helper()
			const packets = 50
			sfutest.Eventually(t, func() string {
				before := map[string]uint64{}
				for name := range voices {
					before[name] = heard(name)
				}
				sfutest.Eventually(t, func() string {
					for _, name := range who {
						if now := heard(name); now < before[name]+packets {
							return fmt.Sprintf("%s: %d packets of %s, at first %d", what, now, name, before[name])
						}
					}
					return ""
				})
				if len(who) == 0 {
					sfutest.Pause()
				}
				for name := range voices {
					if more := heard(name) - before[name]; more > 0 && !slices.Contains(who, name) {
						return fmt.Sprintf("%s: %s is heard", what, name)
					}
				}
				return ""
			})
		}
		sfutest.Eventually(t, func() string {
			if n := len(snapshotOf(s, "carol").Subscribed); n != 2 {
				return fmt.Sprintf("carol receives %d tracks", n)
			}
			return ""
		})
		hears("silence")
		say("alice", 20)
		hears("one", "alice")
		say("bob", 20)
		hears("the other is as loud", "alice")
		if err := s.SFU.Keep("r", "bob"); err != nil {
			t.Fatal(err)
		}
		hears("bob has the floor", "alice", "bob")
		say("bob", 127)
		hears("even in silence", "alice", "bob")
		if err := s.SFU.Keep("r"); err != nil {
			t.Fatal(err)
		}
		hears("no longer", "alice")
		say("alice", 127)
		hears("silence again")
		say("bob", 20)
		hears("the other", "bob")
		seen.mu.Lock()
		defer seen.mu.Unlock()
		if seen.gaps > 0 {
			t.Errorf("%d gaps", seen.gaps)
		}
		if err := s.SFU.Keep("nowhere", "bob"); !errors.Is(err, sfu.ErrRoomNotFound) {
			t.Errorf("keeping somebody in no room: %v", err)
		}
	})
}
