package browser

import (
	"fmt"
	"testing"
	"time"

	"dienhong/sfu/media"
	"dienhong/sfu/sfutest"

	"github.com/pion/webrtc/v4"
)

// sentTo is how the server sends a picture to somebody.
func sentTo(s *sfutest.Server, identity string) media.DownStats {
	for _, room := range s.SFU.Snapshot().Rooms {
		for _, p := range room.Participants {
			for _, d := range p.Subscribed {
				if p.Identity == identity && d.Mime == webrtc.MimeTypeVP8 {
					return d
				}
			}
		}
	}
	return media.DownStats{Layer: -1, MaxLayer: -1}
}

// One browser's line is bad: it hears, its picture moves, and another sees nothing of it. When the line is
// good again, so is the picture.
func TestABadLine(t *testing.T) {
	c, site := Start(t), Site(t)
	s := sfutest.New(t)
	line := sfutest.NewRelay(t, s)
	alice := joinPage(t, c, site, s, "r", "alice", "{}")
	alice.Do(t, `lk.hum(0.5)`)
	alice.Do(t, `lk.room.localParticipant.setCameraEnabled(true, {resolution: {width: 1280, height: 720, frameRate: 30}})`)
	bob := c.Open(t, site)
	bob.Do(t, fmt.Sprintf(`lk.behind(%d)`, line.Port()))
	bob.Do(t, fmt.Sprintf(`lk.join(%q, %q)`, s.URL, sfutest.Token("r", "bob")))
	carol := joinPage(t, c, site, s, "r", "carol", "{}")
	for _, p := range []*Page{bob, carol} {
		waits(t, p, `lk.from("alice", "camera").then(i => i.width === 1280)`)
	}

	line.Shape(0.05, 500_000)
	begin := time.Now()
	sfutest.Eventually(t, func() string {
		if d := sentTo(s, "bob"); d.MaxLayer != 0 && d.MaxLayer != 1 || d.Layer > 1 {
			return fmt.Sprintf("bob is still sent %+v", d)
		}
		return ""
	})
	t.Logf("it came down after %v", time.Since(begin).Round(100*time.Millisecond))
	number := func(what string) float64 {
		return bob.Number(t, fmt.Sprintf(`lk.from("alice", %q).then(i => i.%s)`, "microphone", what))
	}
	heard, lost := number("packets"), number("lost")
	watches(t, bob, "alice", "microphone", "packets", 500)
	watches(t, bob, "alice", "camera", "frames", 40)
	heard, lost = number("packets")-heard, number("lost")-lost
	t.Logf("%v packets of sound came, %v did not", heard, lost)
	if lost > heard/20 {
		t.Errorf("%v packets of sound never came, %v did", lost, heard)
	}
	if d := sentTo(s, "carol"); d.MaxLayer != 2 {
		t.Errorf("carol, whose line is good, is sent %+v", d)
	}
	if n := carol.Number(t, `lk.from("alice", "camera").then(i => i.lost)`); n > 0 {
		t.Errorf("carol misses %v packets", n)
	}

	line.Shape(0, 0)
	begin = time.Now()
	sfutest.Eventually(t, func() string {
		// A busy machine's browser may cease to send the best picture of its own accord: then to both.
		if d, other := sentTo(s, "bob"), sentTo(s, "carol"); d.MaxLayer < 2 || d.Layer != other.Layer {
			return fmt.Sprintf("over a line that is good again bob is sent %+v, and carol %+v", d, other)
		}
		return ""
	})
	t.Logf("the best picture was back after %v", time.Since(begin).Round(100*time.Millisecond))
	watches(t, bob, "alice", "camera", "frames", 20)
}
