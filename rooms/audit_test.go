package rooms_test

import (
	"bytes"
	"strings"

	"dienhong/agenda/audit"
	"dienhong/agenda/ballot/ledger"
	"dienhong/rooms"
)

// audited exports the log of votes and has it recounted by the second implementation, which must find nothing wrong.
func audited(t tester, id rooms.MeetingID, records []rooms.Record, sign func(string) (string, error), verifier string) *audit.Report {
	t.Helper()
	e := ledger.Export{Meeting: string(id), Verifier: verifier}
	for _, r := range records {
		if checkpoint := rooms.CheckpointOf(r.Event); checkpoint != "" {
			e.Checkpoints = append(e.Checkpoints, checkpoint)
		}
	}
	state, err := rooms.ReadLog(id, records, func(leaf []byte) { e.Acts = append(e.Acts, leaf) })
	if err != nil {
		t.Fatal(err)
	}
	last, err := sign(ledger.Checkpoint(ledger.Origin(string(id)), state.Ledger))
	if err != nil {
		t.Fatal(err)
	}
	e.Checkpoints = append(e.Checkpoints, last)
	var file bytes.Buffer
	if err := ledger.Write(&file, e); err != nil {
		t.Fatal(err)
	}
	report, err := audit.Verify(bytes.NewReader(file.Bytes()), int64(file.Len()), audit.Options{Key: verifier})
	if err != nil {
		t.Fatal(err)
	}
	if !report.Pass() {
		for _, round := range report.Rounds {
			if !round.Pass() {
				t.Errorf("round %s, %s: %+v", round.Ballot, round.State, round.Faults)
			}
		}
		var log strings.Builder
		for _, leaf := range e.Acts {
			log.Write(append(leaf, '\n'))
		}
		t.Fatalf("the audit finds %+v in\n%s", report.Faults, log.String())
	}
	if report.Checkpoints != len(e.Checkpoints) {
		t.Fatalf("the audit found %d of %d checkpoints", report.Checkpoints, len(e.Checkpoints))
	}
	return report
}
