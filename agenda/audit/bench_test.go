package audit_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"testing"
	"time"

	"dienhong/agenda/audit"
	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/ledger"
)

// A large meeting: every second round is secret.
const (
	benchRounds   = 100
	benchElectors = 500
)

// BenchmarkVerify recounts a meeting of 100 rounds and 50,000 ballots. With DIENHONG_BENCH_FILE the export is written
// there as well, for the program itself to be measured on.
func BenchmarkVerify(b *testing.B) {
	signer, err := ledger.NewSigner("bench", bytes.Repeat([]byte{3}, 32))
	if err != nil {
		b.Fatal(err)
	}
	e := ledger.Export{Meeting: "m1", Title: "Đại hội", Verifier: signer.Verifier()}
	w := &benchLog{b: b, at: time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)}
	for i := range benchRounds {
		w.round(fmt.Sprintf("round-%03d", i), i%2 == 1)
	}
	e.Acts = w.leaves
	e = signed(b, e, signer, true)
	var file bytes.Buffer
	if err := ledger.Write(&file, e); err != nil {
		b.Fatal(err)
	}
	if name := os.Getenv("DIENHONG_BENCH_FILE"); name != "" {
		if err := os.WriteFile(name, file.Bytes(), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(e.Acts)), "acts")
	b.ReportMetric(float64(file.Len())/1e6, "MB")
	for b.Loop() {
		r, err := audit.Verify(bytes.NewReader(file.Bytes()), int64(file.Len()), audit.Options{Key: e.Verifier})
		if err != nil || !r.Pass() || len(r.Rounds) != benchRounds || r.Rounds[0].Counted.Cast != benchElectors {
			b.Fatalf("%v, %+v", err, r)
		}
	}
}

// benchLog writes the acts of rounds as a server does.
type benchLog struct {
	b      *testing.B
	at     time.Time
	leaves [][]byte
}

func (w *benchLog) act(a ledger.Act) {
	a.N, a.At = int64(len(w.leaves)), w.at
	w.at = w.at.Add(time.Millisecond)
	leaf, err := a.Leaf()
	if err != nil {
		w.b.Fatal(err)
	}
	w.leaves = append(w.leaves, leaf)
}

func (w *benchLog) round(id string, secret bool) {
	q := ballot.YesNo("Thông qua dự thảo Nghị quyết?", ballot.FormYesNoAbstain, ballot.Majority(ballot.Present))
	f := ballot.Frozen{Meeting: "m1", ID: id, Round: 1, Seats: benchElectors}
	if secret {
		q.Secrecy = ballot.Secret
		f.PublicKey = append([]byte{4}, make([]byte, 64)...)
	}
	f.Question = q
	votes, attending := ballot.Votes{}, []string{}
	for i := range benchElectors {
		person := fmt.Sprintf("01M89NH60P0MCAM08NJTC4%04d", i)
		f.Electors = append(f.Electors, ballot.Elector{Person: person, Name: fmt.Sprintf("Đại biểu thứ %d", i), Weight: ballot.Head, Caster: person, Present: true})
		votes.Papers = append(votes.Papers, ballot.Paper{ID: fmt.Sprintf("%024x", i), Marks: ballot.Mark(ballot.YesNoAbstain()[i%5/2]), Weight: 1})
		attending = append(attending, person)
	}
	w.act(ledger.Act{Kind: ledger.KindPrepare, Ballot: id, Prepare: &ledger.Prepare{Question: q, Item: "i1", Round: 1}})
	w.act(ledger.Act{Kind: ledger.KindOpen, Ballot: id, Open: &ledger.Open{Hash: f.Hash(), Seats: f.Seats, Electors: f.Electors, Key: f.PublicKey}})
	for i, e := range f.Electors {
		cast := &ledger.Cast{Elector: e.Person, ID: fmt.Sprintf("b0a1c2d3e4f5%020d", i), Marks: votes.Papers[i].Marks}
		if secret {
			sum := sha256.Sum256([]byte(cast.ID))
			cast.Marks, cast.Envelope = nil, hex.EncodeToString(sum[:])
		}
		w.act(ledger.Act{Kind: ledger.KindCast, By: e.Person, Ballot: id, Cast: cast})
	}
	w.act(ledger.Act{Kind: ledger.KindClose, Ballot: id, Close: &ledger.Close{Attending: attending}})
	if secret {
		w.act(ledger.Act{Kind: ledger.KindPapers, Ballot: id, Papers: &ledger.Papers{Papers: votes.Papers}})
		w.act(ledger.Act{Kind: ledger.KindDestroy, Ballot: id})
	}
	sizes, err := ballot.Sizes(q.Rule, f.Seats, f.Electors, func(ballot.Elector) ballot.Fate { return ballot.Fate{Cast: true} }, benchElectors)
	if err != nil {
		w.b.Fatal(err)
	}
	tally, err := ballot.Count(q, sizes, votes)
	if err != nil {
		w.b.Fatal(err)
	}
	w.act(ledger.Act{Kind: ledger.KindTally, Ballot: id, Tally: &ledger.Tally{Tally: tally}})
	w.act(ledger.Act{Kind: ledger.KindDeclare, Ballot: id})
}
