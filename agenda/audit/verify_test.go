package audit_test

import (
	"testing"

	"dienhong/agenda/audit"
	"dienhong/agenda/ballot"
	"dienhong/rooms/roomtest"
)

func TestARealMeetingPasses(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(5), roomtest.Notary(), roomtest.Seats(7))
	open, _ := m.OpenRound("Thông qua?", 0, nil)
	decide(m, open, ballot.Mark(ballot.Yes))
	secret, _ := m.OpenRound("Bầu?", 60, map[string]any{"secrecy": "secret", "allow_change": true})
	decide(m, secret, ballot.Mark(ballot.No))
	r := verify(t, export(t, m), audit.Options{Key: m.Signer.Verifier()})
	passes(t, r)
	if !r.Trusted || len(r.Rounds) != 2 || r.Checkpoints != 5 {
		t.Errorf("report %+v", r)
	}
	if c := r.Rounds[1].Counted; c == nil || c.Counts["no"] != 5 || c.Outcome != "failed" || r.Rounds[1].Accepted != 5 || r.Rounds[1].State != "declared" {
		t.Errorf("round %+v", r.Rounds[1])
	}
}
