package browser

import (
	"fmt"
	"strings"
	"testing"

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
