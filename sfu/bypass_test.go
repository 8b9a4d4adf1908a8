package sfu_test

import (
	"fmt"
	"testing"
	"time"

	"dienhong/sfu/sfutest"
)

// A publisher whose media had come past pion for long, more than 65536 packets, and who then went on over TCP was
// not understood any more: pion had missed how often the numbers had begun anew, which is part of the encryption.
func TestPionTakesOverAfterLong(t *testing.T) {
	b := newBystanders(t)
	_, h := openHose(t, b)
	header, payload := h.first, []byte{0x10, 1, 2, 3}
	send := func(step uint16) {
		header.SequenceNumber += step
		header.Timestamp += 3000
		_, _ = h.out.WriteRTP(&header, payload)
		time.Sleep(time.Millisecond)
	}
	received := func() uint64 {
		for _, p := range snapshotOf(b.s, "mallory").Published {
			if len(p.Layers) > 0 {
				return p.Layers[0].Packets
			}
		}
		return 0
	}
	before := b.s.SFU.Taken("r")
	sfutest.Eventually(t, func() string {
		send(1)
		if b.s.SFU.Taken("r") < before+200 || received() < 100 {
			return "nothing was taken at the socket"
		}
		return ""
	})
	const step = 2048
	send(-header.SequenceNumber % step)
	for range 3 * (1 << 16) / step {
		send(step)
	}
	b.s.SFU.LeaveToPion("r", "mallory")
	was := received()
	sfutest.Eventually(t, func() string {
		send(1)
		if now := received(); now < was+100 {
			return fmt.Sprintf("of what pion received %d packets came", now-was)
		}
		return ""
	})
}
