package audit_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"dienhong/agenda/audit"
	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/ledger"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

// export takes the log of votes home, as a server gives it out.
func export(t testing.TB, m *roomtest.Meeting) ledger.Export {
	t.Helper()
	records := m.Journal.Records(m.ID)
	e := ledger.Export{Meeting: string(m.ID), Title: "Kỳ họp thứ 9", At: m.Clock.Now(), Verifier: m.Signer.Verifier()}
	for _, r := range records {
		if checkpoint := rooms.CheckpointOf(r.Event); checkpoint != "" {
			e.Checkpoints = append(e.Checkpoints, checkpoint)
		}
	}
	state, err := rooms.ReadLog(m.ID, records, func(leaf []byte) { e.Acts = append(e.Acts, leaf) })
	if err != nil {
		t.Fatal(err)
	}
	last, err := m.Signer.Sign(ledger.Checkpoint(ledger.Origin(e.Meeting), state.Ledger))
	if err != nil {
		t.Fatal(err)
	}
	e.Checkpoints = append(e.Checkpoints, last)
	return e
}

func verify(t testing.TB, e ledger.Export, o audit.Options) *audit.Report {
	t.Helper()
	var file bytes.Buffer
	if err := ledger.Write(&file, e); err != nil {
		t.Fatal(err)
	}
	report, err := audit.Verify(bytes.NewReader(file.Bytes()), int64(file.Len()), o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// signed signs a log anew, as somebody with a key would: one checkpoint over the whole, or at every tally as well.
func signed(t testing.TB, e ledger.Export, s *ledger.Signer, everywhere bool) ledger.Export {
	t.Helper()
	e.Checkpoints, e.Verifier = nil, s.Verifier()
	var edge ledger.Edge
	for i, leaf := range e.Acts {
		edge.Append(leaf)
		if everywhere && bytes.Contains(leaf, []byte(`"act":"tally"`)) || i == len(e.Acts)-1 {
			text, err := s.Sign(ledger.Checkpoint(ledger.Origin(e.Meeting), edge))
			if err != nil {
				t.Fatal(err)
			}
			e.Checkpoints = append(e.Checkpoints, text)
		}
	}
	return e
}

// acts reads the leaves; leaves writes them, numbered anew.
func acts(t testing.TB, e ledger.Export) []ledger.Act {
	t.Helper()
	all := make([]ledger.Act, len(e.Acts))
	for i, leaf := range e.Acts {
		if err := json.Unmarshal(leaf, &all[i]); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func leaves(t testing.TB, all []ledger.Act, number bool) [][]byte {
	t.Helper()
	written := make([][]byte, len(all))
	for i, a := range all {
		if number {
			a.N = int64(i)
		}
		var err error
		if written[i], err = a.Leaf(); err != nil {
			t.Fatal(err)
		}
	}
	return written
}

// passes fails the test with everything that was found wrong.
func passes(t interface{ Errorf(string, ...any) }, r *audit.Report) {
	if r.Pass() {
		return
	}
	t.Errorf("the log: %+v", r.Faults)
	for _, round := range r.Rounds {
		if !round.Pass() {
			t.Errorf("round %s %q: %+v", round.Ballot, round.Text, round.Faults)
		}
	}
}

// failing returns the rounds that fail.
func failing(r *audit.Report) []string {
	var ids []string
	for _, round := range r.Rounds {
		if !round.Pass() {
			ids = append(ids, round.Ballot)
		}
	}
	slices.Sort(ids)
	return ids
}

// everybody casts the same, and the round is closed and declared.
func decide(m *roomtest.Meeting, id rooms.BallotID, marks ballot.Marks) {
	b := m.State().Ballots[id]
	for _, voter := range m.Delegates {
		vote(m, b, voter, voter, marks)
	}
	m.CloseBallot(id)
	m.Do(roomtest.Chair, "ballot.declare", map[string]any{"ballot": id})
}

func vote(m *roomtest.Meeting, b *rooms.Ballot, caster, elector rooms.PersonID, marks ballot.Marks) {
	args := roomtest.Marked(b.ID, b.Hash, marks)
	if b.Question.Secrecy.Sealed() {
		args = m.Sealed(b, elector, marks)
	}
	args["elector"] = elector
	m.Do(caster, "ballot.cast", args)
}
