package roomtest

import (
	"bytes"
	"fmt"

	"dienhong/agenda/audit"
	"dienhong/agenda/ballot/ledger"
	"dienhong/rooms"
)

// Audit takes the log of votes of a meeting home, as its journal tells it, and has it recounted by the second
// implementation. It fails when the export cannot be made, or when anything is wrong with it.
func Audit(id rooms.MeetingID, records []rooms.Record, signer *ledger.Signer) (*audit.Report, error) {
	export := ledger.Export{Meeting: string(id), Title: "Kỳ họp thứ 9", At: Start, Verifier: signer.Verifier()}
	var edge ledger.Edge
	_, err := rooms.ReadLog(id, records, func(leaf []byte) {
		edge.Append(leaf)
		export.Acts = append(export.Acts, leaf)
	})
	if err != nil {
		return nil, err
	}
	for _, record := range records {
		if c := rooms.CheckpointOf(record.Event); c != "" {
			export.Checkpoints = append(export.Checkpoints, c)
		}
	}
	last, err := signer.Sign(ledger.Checkpoint(ledger.Origin(string(id)), edge))
	if err != nil {
		return nil, err
	}
	export.Checkpoints = append(export.Checkpoints, last)
	var file bytes.Buffer
	if err := ledger.Write(&file, export); err != nil {
		return nil, err
	}
	report, err := audit.Verify(bytes.NewReader(file.Bytes()), int64(file.Len()), audit.Options{Key: signer.Verifier()})
	if err != nil {
		return nil, err
	}
	if report.Pass() {
		return report, nil
	}
	for _, round := range report.Rounds {
		if !round.Pass() {
			return nil, fmt.Errorf("the audit of the %s %s round %s (%s): %+v; counted %+v, stated %+v",
				round.Secrecy, round.Form, round.Ballot, round.Method, round.Faults, round.Counted, round.Stated)
		}
	}
	return nil, fmt.Errorf("the audit of the log: %+v", report.Faults)
}
