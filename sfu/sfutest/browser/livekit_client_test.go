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
			alice.Eval(t, `lk.room.localParticipant.enableCameraAndMicrophone()`)
			bob := joinPage(t, c, site, s, "r", "bob", options)
			bob.Eval(t, `lk.room.localParticipant.enableCameraAndMicrophone()`)
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
