package browser

import (
	"fmt"
	"strings"
	"testing"

	"dienhong/sfu/sfutest"
)

// quoted makes a JavaScript string.
func quoted(s string) string { return fmt.Sprintf("%q", s) }

func joinPage(t *testing.T, c *Chromium, site string, s *sfutest.Server, room, identity, roomOptions string) *Page {
	t.Helper()
	p := c.Open(t, site)
	p.Eval(t, fmt.Sprintf(`lk.join(%s, %s, %s)`, quoted(s.URL), quoted(sfutest.Token(room, identity)), roomOptions))
	return p
}

// watches waits until the page has decoded more of another's track than it had.
func watches(t *testing.T, p *Page, identity, source, what string, more float64) {
	t.Helper()
	expression := fmt.Sprintf(`lk.from(%s, %s).then(i => i.%s ?? -1)`, quoted(identity), quoted(source), what)
	begin := max(p.Number(t, expression), 0)
	sfutest.Eventually(t, func() string {
		if now := p.Number(t, expression); now < begin+more {
			return fmt.Sprintf("%s of %s's %s: %v, began at %v; %v", what, identity, source, now, begin, p.Eval(t, `lk.inbound().then(JSON.stringify)`))
		}
		return ""
	})
}

func TestPagesSeeAndHearEachOther(t *testing.T) {
	c, site := Start(t), Site(t)
	for name, options := range map[string]string{"one peer connection": "{}", "two": "{singlePeerConnection: false}"} {
		t.Run(name, func(t *testing.T) {
			s := sfutest.New(t)
			alice := joinPage(t, c, site, s, "r", "alice", options)
			alice.Do(t, `lk.room.localParticipant.enableCameraAndMicrophone()`)
			bob := joinPage(t, c, site, s, "r", "bob", options)
			bob.Do(t, `lk.room.localParticipant.enableCameraAndMicrophone()`)
			for _, pair := range []struct {
				page *Page
				of   string
			}{{bob, "alice"}, {alice, "bob"}} {
				watches(t, pair.page, pair.of, "camera", "frames", 20)
				watches(t, pair.page, pair.of, "microphone", "energy", 0.00001)
				if got, _ := pair.page.Eval(t, `lk.cipher()`).(string); !strings.Contains(got, "AEAD_AES_128_GCM") {
					t.Errorf("srtp cipher %q, want AEAD_AES_128_GCM", got)
				}
			}
		})
	}
}

// waits waits until an expression is true.
func waits(t *testing.T, p *Page, expression string) {
	t.Helper()
	sfutest.Eventually(t, func() string {
		if p.Eval(t, expression) == true {
			return ""
		}
		return fmt.Sprintf("%s; events %v; inbound %v", expression, p.Eval(t, `JSON.stringify(lk.events.slice(-12))`), p.Eval(t, `lk.inbound().then(JSON.stringify)`))
	})
}

var modes = map[string]string{
	"one peer connection": "{adaptiveStream: true, dynacast: true}",
	"two":                 "{adaptiveStream: true, dynacast: true, singlePeerConnection: false}",
}

// inEachMode runs a test with one peer connection and with two: bob watches alice, who sends camera and microphone.
func inEachMode(t *testing.T, f func(t *testing.T, s *sfutest.Server, alice, bob *Page)) {
	t.Helper()
	c, site := Start(t), Site(t)
	for name, options := range modes {
		t.Run(name, func(t *testing.T) {
			s := sfutest.New(t)
			alice := joinPage(t, c, site, s, "r", "alice", options)
			bob := joinPage(t, c, site, s, "r", "bob", options)
			alice.Do(t, `lk.room.localParticipant.enableCameraAndMicrophone()`)
			watches(t, bob, "alice", "camera", "frames", 10)
			f(t, s, alice, bob)
		})
	}
}

func TestScreenMuteAndHold(t *testing.T) {
	inEachMode(t, func(t *testing.T, s *sfutest.Server, alice, bob *Page) {
		alice.Do(t, `lk.shareScreen(true)`)
		watches(t, bob, "alice", "screen_share", "frames", 5)
		alice.Do(t, `lk.shareScreen(false)`)
		waits(t, bob, `lk.from("alice", "screen_share").then(i => i.sid === undefined)`)
		alice.Do(t, `lk.shareScreen(true)`)
		watches(t, bob, "alice", "screen_share", "frames", 5)

		alice.Do(t, `lk.room.localParticipant.setCameraEnabled(false)`)
		waits(t, bob, `lk.from("alice", "camera").then(i => i.muted === true)`)
		alice.Do(t, `lk.room.localParticipant.setCameraEnabled(true)`)
		waits(t, bob, `lk.from("alice", "camera").then(i => i.muted === false)`)
		watches(t, bob, "alice", "camera", "frames", 10)

		if err := s.SFU.HoldMicrophone("r", "alice", true); err != nil {
			t.Fatal(err)
		}
		waits(t, alice, `lk.local("microphone").isMuted`)
		waits(t, bob, `lk.from("alice", "microphone").then(i => i.muted === true)`)
		alice.Do(t, `lk.room.localParticipant.setMicrophoneEnabled(true)`)
		waits(t, alice, `lk.local("microphone").isMuted`)
		if err := s.SFU.HoldMicrophone("r", "alice", false); err != nil {
			t.Fatal(err)
		}
		alice.Do(t, `lk.room.localParticipant.setMicrophoneEnabled(true)`)
		waits(t, bob, `lk.from("alice", "microphone").then(i => i.muted === false)`)
		watches(t, bob, "alice", "microphone", "energy", 0.00001)
	})
}

func TestReconnecting(t *testing.T) {
	c, site := Start(t), Site(t)
	for name, options := range modes {
		t.Run(name, func(t *testing.T) {
			s := sfutest.New(t)
			alice := joinPage(t, c, site, s, "r", "alice", options)
			alice.Do(t, `lk.room.localParticipant.enableCameraAndMicrophone()`)
			bob := joinPage(t, c, site, s, "r", "bob", options)
			watches(t, bob, "alice", "camera", "frames", 10)
			sid := alice.Eval(t, `lk.room.localParticipant.sid`)

			s.Cut("alice")
			waits(t, alice, `lk.count("Reconnected") === 1`)
			s.Cut("bob")
			waits(t, bob, `lk.count("Reconnected") === 1`)
			watches(t, bob, "alice", "camera", "frames", 20)
			watches(t, bob, "alice", "microphone", "energy", 0.00001)
			if now := alice.Eval(t, `lk.room.localParticipant.sid`); now != sid {
				t.Errorf("the session changed from %v to %v", sid, now)
			}
			if bob.Number(t, `lk.count("ParticipantDisconnected")`) != 0 {
				t.Error("bob noticed alice's websocket")
			}

			alice.Do(t, `lk.settle(), lk.room.simulateScenario("node-failure")`)
			waits(t, alice, `lk.count("Reconnected") === 1`)
			watches(t, bob, "alice", "camera", "frames", 20)
		})
	}
}

func TestTheServerComesBack(t *testing.T) {
	c, site := Start(t), Site(t)
	s := sfutest.New(t)
	options := modes["one peer connection"]
	alice := joinPage(t, c, site, s, "r", "alice", options)
	alice.Do(t, `lk.room.localParticipant.enableCameraAndMicrophone()`)
	bob := joinPage(t, c, site, s, "r", "bob", options)
	watches(t, bob, "alice", "camera", "frames", 10)
	s.Kill()
	back := sfutest.New(t, sfutest.WithAddr(s.Addr))
	if back.Addr != s.Addr {
		t.Fatalf("the server came back at %s, not %s", back.Addr, s.Addr)
	}
	for _, p := range []*Page{alice, bob} {
		waits(t, p, `lk.count("Reconnected") === 1 && lk.room.state === "connected"`)
	}
	watches(t, bob, "alice", "camera", "frames", 20)
	watches(t, bob, "alice", "microphone", "energy", 0.00001)
}

func TestSpeakersDataAndLayers(t *testing.T) {
	c, site := Start(t), Site(t)
	for name, options := range modes {
		t.Run(name, func(t *testing.T) {
			s := sfutest.New(t)
			alice := joinPage(t, c, site, s, "r", "alice", options)
			bob := joinPage(t, c, site, s, "r", "bob", options)

			alice.Do(t, `lk.hum(0.5)`)
			watches(t, bob, "alice", "microphone", "packets", 20)
			for _, p := range []*Page{alice, bob} {
				waits(t, p, `lk.room.activeSpeakers.some(s => s.identity === "alice" && s.audioLevel > 0)`)
			}
			alice.Do(t, `lk.hum(0)`)
			waits(t, bob, `lk.room.activeSpeakers.length === 0`)

			alice.Do(t, `lk.room.localParticipant.publishData(new TextEncoder().encode("hello"), {reliable: true, topic: "greeting"})`)
			waits(t, bob, `lk.events.some(e => e.name === "DataReceived" && e.args.join() === "hello,alice,greeting")`)
			bob.Do(t, `lk.room.localParticipant.sendText("a text", {topic: "stream"})`)
			waits(t, alice, `lk.texts.includes("a text")`)
			bob.Do(t, `lk.room.registerRpcMethod("add", async (d) => String(Number(d.payload) + 1))`)
			if got := alice.Eval(t, `lk.room.localParticipant.performRpc({destinationIdentity: "bob", method: "add", payload: "41"})`); got != "42" {
				t.Errorf("the remote procedure gave %v", got)
			}

			alice.Do(t, `lk.room.localParticipant.setCameraEnabled(true, {resolution: {width: 1280, height: 720, frameRate: 30}})`)
			watches(t, bob, "alice", "camera", "frames", 10)
			sizes := func(width int, test string) {
				t.Helper()
				bob.Do(t, fmt.Sprintf(`lk.resize(%d)`, width))
				waits(t, bob, `lk.from("alice", "camera").then(i => `+test+`)`)
			}
			sizes(100, `i.width > 0 && i.width <= 320`)
			sizes(790, `i.width >= 640`)
			sizes(100, `i.width <= 320`)
			waits(t, alice, `lk.outbound().then(o => o.f?.active === false)`) // nobody wants it: it is not encoded
			if frozen := bob.Number(t, `lk.from("alice", "camera").then(i => i.lost)`); frozen > 0 {
				t.Errorf("%v packets seem lost", frozen)
			}
			for _, p := range []*Page{alice, bob} {
				waits(t, p, `lk.room.localParticipant.connectionQuality === "excellent"`)
			}
		})
	}
}

func TestCodecs(t *testing.T) {
	c, site := Start(t), Site(t)
	s := sfutest.New(t)
	bob := joinPage(t, c, site, s, "r", "bob", modes["one peer connection"])
	for _, codec := range []string{"vp8", "h264", "vp9", "av1"} {
		t.Run(codec, func(t *testing.T) {
			p := joinPage(t, c, site, s, "r", codec, fmt.Sprintf(`{dynacast: true, publishDefaults: {videoCodec: %q}}`, codec))
			p.Do(t, `lk.room.localParticipant.setCameraEnabled(true)`)
			watches(t, bob, codec, "camera", "frames", 10)
			if got, _ := bob.Eval(t, fmt.Sprintf(`lk.codec(%q)`, codec)).(string); !strings.EqualFold(got, "video/"+codec) {
				t.Errorf("bob receives %s", got)
			}
			p.Do(t, `lk.room.disconnect()`)
		})
	}
}
