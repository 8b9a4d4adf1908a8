package browser

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"dienhong/sfu/media"
	"dienhong/sfu/sfutest"
)

// camera is another's publication of a camera.
func camera(identity string) string {
	return fmt.Sprintf(`lk.room.remoteParticipants.get(%q).getTrackPublication("camera")`, identity)
}

// publishScalable publishes a camera of 960 × 540 points in a codec and mode.
func publishScalable(t *testing.T, p *Page, codec, mode string) {
	t.Helper()
	p.Do(t, fmt.Sprintf(`lk.room.localParticipant.setCameraEnabled(true, {resolution: {width: 960, height: 540, frameRate: 20}},
		{videoCodec: %q, backupCodec: false, scalabilityMode: %q, videoEncoding: {maxBitrate: 1000000, maxFramerate: 20}})`, codec, mode))
}

// Several layers in one stream: each receiver is sent as many as it wishes, and its decoder never stalls.
func TestScalableVideo(t *testing.T) {
	c, site := Start(t), Site(t)
	for _, codec := range []string{"vp9", "av1"} {
		for _, mode := range []string{"L3T3_KEY", "L3T3"} {
			t.Run(codec+" "+mode, func(t *testing.T) {
				s := sfutest.New(t)
				alice := joinPage(t, c, site, s, "r", "alice", "{dynacast: true}")
				publishScalable(t, alice, codec, mode)
				bob := joinPage(t, c, site, s, "r", "bob", "{}")
				carol := joinPage(t, c, site, s, "r", "carol", "{singlePeerConnection: false}")
				watches(t, bob, "alice", "camera", "frames", 20)
				watches(t, carol, "alice", "camera", "frames", 20)
				for _, q := range []int{0, 1, 2, 0, 2, 1} {
					bob.Do(t, fmt.Sprintf(`%s.setVideoQuality(%d)`, camera("alice"), q))
					waits(t, bob, fmt.Sprintf(`lk.from("alice", "camera").then(i => i.width === %d)`, 240<<q))
					watches(t, bob, "alice", "camera", "frames", 20)
				}
				for _, p := range []*Page{bob, carol} {
					if p.Number(t, `lk.from("alice", "camera").then(i => i.lost + i.nacks)`) > 0 {
						t.Errorf("packets seem lost: %v", p.Eval(t, `lk.inbound().then(JSON.stringify)`))
					}
				}
				waits(t, carol, `lk.from("alice", "camera").then(i => i.width === 960)`) // what others wish is nothing to her
			})
		}
	}
}

// Several streams of one picture, changed between without a break.
func TestSimulcastCodecs(t *testing.T) {
	c, site := Start(t), Site(t)
	for _, codec := range []string{"vp8", "h264"} {
		t.Run(codec, func(t *testing.T) {
			s := sfutest.New(t)
			alice := joinPage(t, c, site, s, "r", "alice", "{dynacast: true}")
			publishScalable(t, alice, codec, "L1T1")
			bob := joinPage(t, c, site, s, "r", "bob", "{}")
			watches(t, bob, "alice", "camera", "frames", 20)
			for _, q := range []int{0, 1, 2, 0, 2, 1} {
				bob.Do(t, fmt.Sprintf(`%s.setVideoQuality(%d)`, camera("alice"), q))
				waits(t, bob, fmt.Sprintf(`lk.from("alice", "camera").then(i => i.width === %d)`, []int{320, 640, 960}[q]))
				watches(t, bob, "alice", "camera", "frames", 20)
			}
			if bob.Number(t, `lk.from("alice", "camera").then(i => i.lost + i.nacks)`) > 0 {
				t.Errorf("packets seem lost: %v", bob.Eval(t, `lk.inbound().then(JSON.stringify)`))
			}
			if got, _ := bob.Eval(t, `lk.codec("alice")`).(string); !strings.EqualFold(got, "video/"+codec) {
				t.Errorf("bob receives %s", got)
			}
		})
	}
}

// received is what is sent of the only track that somebody receives.
func received(s *sfutest.Server, identity string) (d media.DownStats) {
	for _, p := range s.SFU.Snapshot().Rooms[0].Participants {
		if p.Identity == identity && len(p.Subscribed) > 0 {
			d = p.Subscribed[0]
		}
	}
	return d
}

// A receiver with little bandwidth is sent fewer frames, then a smaller picture, and a publisher whom nobody watches sends nothing.
func TestScalableVideoForFew(t *testing.T) {
	c, site := Start(t), Site(t)
	s := sfutest.New(t)
	alice := joinPage(t, c, site, s, "r", "alice", "{dynacast: true}")
	publishScalable(t, alice, "vp9", "L3T3_KEY")
	bob := joinPage(t, c, site, s, "r", "bob", "{adaptiveStream: true}")
	bob.Do(t, `lk.resize(950)`)
	waits(t, bob, `lk.from("alice", "camera").then(i => i.width === 960)`)
	begin, bytes := time.Now(), received(s, "bob").Bytes
	watches(t, bob, "alice", "camera", "frames", 60)
	rate := float64(received(s, "bob").Bytes-bytes) * 8 / time.Since(begin).Seconds()
	bob.Do(t, fmt.Sprintf(`lk.room.simulateScenario("subscriber-bandwidth", %.0f)`, rate*0.9))
	sfutest.Eventually(t, func() string {
		if d := received(s, "bob"); d.Layer != 2 || d.Temporal != 1 {
			return fmt.Sprintf("with a little less than %v bit/s bob is sent %+v", rate, d)
		}
		return ""
	})
	bob.Do(t, fmt.Sprintf(`lk.room.simulateScenario("subscriber-bandwidth", %.0f)`, rate*0.4))
	waits(t, bob, `lk.from("alice", "camera").then(i => i.width > 0 && i.width < 960)`)
	watches(t, bob, "alice", "camera", "frames", 20)
	bob.Do(t, `lk.room.simulateScenario("subscriber-bandwidth", 0)`)
	waits(t, bob, `lk.from("alice", "camera").then(i => i.width === 960)`)
	bob.Do(t, `lk.resize(200)`)
	waits(t, bob, `lk.from("alice", "camera").then(i => i.width === 240)`)
	bob.Do(t, camera("alice")+`.setSubscribed(false)`)
	waits(t, alice, `lk.outbound().then(o => o[""].active === false)`)
	bob.Do(t, camera("alice")+`.setSubscribed(true)`)
	waits(t, alice, `lk.outbound().then(o => o[""].active === true)`)
	watches(t, bob, "alice", "camera", "frames", 20)
}

// Fewer frames are sent to whoever asks for fewer.
func TestFewerFrames(t *testing.T) {
	c, site := Start(t), Site(t)
	for _, codec := range []string{"vp8", "vp9", "av1"} {
		t.Run(codec, func(t *testing.T) {
			s := sfutest.New(t)
			alice := joinPage(t, c, site, s, "r", "alice", "{}")
			publishScalable(t, alice, codec, "L1T3")
			bob := joinPage(t, c, site, s, "r", "bob", "{}")
			watches(t, bob, "alice", "camera", "frames", 20)
			t.Log(bob.Eval(t, `lk.inbound().then(JSON.stringify)`), alice.Eval(t, `lk.outbound().then(JSON.stringify)`))
			for _, step := range []struct {
				fps      int
				min, max float64
			}{{5, 0.2, 0.3}, {10, 0.45, 0.55}, {0, 0.9, 1.1}, {5, 0.2, 0.3}} {
				bob.Do(t, fmt.Sprintf(`%s.setVideoFPS(%d)`, camera("alice"), step.fps))
				sfutest.Eventually(t, func() string {
					sent, got := alice.Number(t, `lk.outbound().then(o => o.f.frames)`), bob.Number(t, `lk.from("alice", "camera").then(i => i.frames)`)
					watches(t, bob, "alice", "camera", "frames", 15)
					sent = alice.Number(t, `lk.outbound().then(o => o.f.frames)`) - sent
					got = bob.Number(t, `lk.from("alice", "camera").then(i => i.frames)`) - got
					if share := got / sent; share < step.min || share > step.max {
						return fmt.Sprintf("asked for %d frames a second: %v of %v came", step.fps, got, sent)
					}
					return ""
				})
			}
			if bob.Number(t, `lk.from("alice", "camera").then(i => i.lost + i.nacks)`) > 0 {
				t.Errorf("frames seem lost: %v", bob.Eval(t, `lk.inbound().then(JSON.stringify)`))
			}
		})
	}
}
