package browser

import (
	"fmt"
	"strings"
	"testing"

	"dienhong/sfu"
	"dienhong/sfu/sfutest"
)

// remoteAudio is the part of the server's description about audio that is sent to it, or that it sends.
func remoteAudio(t *testing.T, p *Page, direction string) string {
	t.Helper()
	text, _ := p.Eval(t, fmt.Sprintf(`lk.remoteAudio(%q)`, direction)).(string)
	return text
}

// Lost audio is asked for again, and silence is not sent, unless its publisher says so.
func TestHowAudioIsSent(t *testing.T) {
	c, site := Start(t), Site(t)
	for name, options := range map[string]string{
		"one peer connection": "", "two": "singlePeerConnection: false, ", "no DTX": "publishDefaults: {dtx: false}",
	} {
		t.Run(name, func(t *testing.T) {
			s := sfutest.New(t)
			alice := joinPage(t, c, site, s, "r", "alice", "{"+options+"}")
			alice.Do(t, `lk.hum(0.5)`)
			bob := joinPage(t, c, site, s, "r", "bob", "{"+options+"}")
			watches(t, bob, "alice", "microphone", "packets", 20)
			const nack = "rtcp-fb:111 nack\r\n"
			if got := remoteAudio(t, bob, "sendonly"); !strings.Contains(got, nack) {
				t.Errorf("lost audio is not asked for again:\n%s", got)
			}
			got := remoteAudio(t, alice, "recvonly")
			if dtx := strings.Contains(got, "usedtx=1"); dtx != (name != "no DTX") || !strings.Contains(got, nack) {
				t.Errorf("audio is sent by\n%s", got)
			}
		})
	}
}

// Of more open microphones than are wanted the loudest is heard, from its first packet on, and no packet seems
// lost to whoever hears it come and go.
func TestTheLoudestIsHeard(t *testing.T) {
	c, site := Start(t), Site(t)
	s := sfutest.New(t, sfutest.WithConfig(func(cfg *sfu.Config) { cfg.AudioLoudest = 1 }))
	pages := map[string]*Page{}
	for _, name := range []string{"alice", "bob", "carol"} {
		pages[name] = joinPage(t, c, site, s, "r", name, "{}")
	}
	carol := pages["carol"]
	pages["alice"].Do(t, `lk.hum(0)`)
	pages["bob"].Do(t, `lk.hum(0)`)
	for _, name := range []string{"alice", "bob", "alice"} {
		pages[name].Do(t, `lk.hum(0.5)`)
		watches(t, carol, name, "microphone", "energy", 0.00001)
		watches(t, carol, name, "microphone", "packets", 50)
		pages[name].Do(t, `lk.hum(0)`)
		silent := fmt.Sprintf(`lk.from(%q, "microphone").then(i => i.packets)`, name)
		sfutest.Eventually(t, func() string {
			before := carol.Number(t, silent)
			sfutest.Pause()
			sfutest.Pause()
			if more := carol.Number(t, silent) - before; more > 0 {
				return fmt.Sprintf("%v packets of %s's silence came", more, name)
			}
			return ""
		})
	}
	if lost := carol.Number(t, `lk.from("alice", "microphone").then(i => i.lost + i.nacks)`); lost > 0 {
		t.Errorf("%v packets of alice seem lost", lost)
	}
}
