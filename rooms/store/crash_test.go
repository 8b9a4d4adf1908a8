package store_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"hash/crc32"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/ledger"
	"dienhong/agenda/ballot/seal"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
	"dienhong/rooms/store"
)

// Where a child finds its database and its meeting.
const (
	crashPath    = "DIENHONG_CRASH_PATH"
	crashMeeting = "DIENHONG_CRASH_MEETING"
)

// At most 60: a meeting holds no more ballots than those that are opened between as many crashes.
var crashes = flag.Int("crashes", 20, "how often TestCrash kills its server, at most 60 times")

// acknowledged is what a child tells of a ballot once its voter would have been told.
type acknowledged struct {
	Ballot  rooms.BallotID `json:"ballot"`
	Voter   rooms.PersonID `json:"voter"`
	Receipt string         `json:"receipt"`
}

// TestCrash lets a server take ballots, named and secret in turns, kills it at any moment, and starts the next one on what
// is left, again and again. Whatever was acknowledged is there, once, and is counted once; the log of votes that is taken
// home in the end passes an audit.
func TestCrash(t *testing.T) {
	rounds := *crashes
	path := filepath.Join(t.TempDir(), "dienhong.db")
	meeting := crashed(t, path)
	acks := map[[2]string]string{}
	for round := range rounds {
		for _, ack := range kill(t, path, meeting, rand.IntN(150)) {
			key := [2]string{string(ack.Ballot), string(ack.Voter)}
			if before, known := acks[key]; known && before != ack.Receipt {
				t.Errorf("round %d: the same ballot sent again got another receipt: %s, then %s", round, before, ack.Receipt)
			}
			acks[key] = ack.Receipt
		}
		afterCrash(t, path, meeting, acks)
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
	t.Logf("%d acknowledged ballots survived %d crashes", len(acks), rounds)
	if len(acks) == 0 {
		t.Error("no ballot was acknowledged: nothing was tried")
	}
	takenHome(t, path, meeting)
}

// crashed prepares the meeting.
func crashed(t *testing.T, path string) rooms.MeetingID {
	s, err := store.Open(t.Context(), store.Config{Path: path}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	m := roomtest.New(t, roomtest.On(s), roomtest.Delegates(40))
	document := m.Document(m.Item("Báo cáo"), 100)
	m.Do(roomtest.Chair, "presentation.start", map[string]any{"document": document})
	m.Registry.Close()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return m.ID
}

// kill runs a child until it has acknowledged so many ballots, kills it, and returns all that it acknowledged.
func kill(t *testing.T, path string, meeting rooms.MeetingID, after int) []acknowledged {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestCrashChild$")
	child.Env = append(os.Environ(), crashPath+"="+path, crashMeeting+"="+string(meeting))
	var complaint bytes.Buffer
	child.Stderr = &complaint
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var acks []acknowledged
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n') // half a line was never acknowledged
		if err != nil {
			if !errors.Is(err, io.EOF) {
				t.Errorf("read: %v", err)
			}
			break
		}
		var ack acknowledged
		if json.Unmarshal([]byte(line), &ack) != nil {
			t.Errorf("the child says %s", line)
		}
		acks = append(acks, ack)
		if len(acks) == after+1 {
			time.Sleep(time.Duration(rand.IntN(3000)) * time.Microsecond) // any moment of a turn
			if err := child.Process.Kill(); err != nil {
				t.Error(err)
			}
		}
	}
	err = child.Wait()
	if len(acks) <= after {
		t.Fatalf("the child ended by itself: %v\n%s", err, complaint.String())
	}
	return acks
}

func afterCrash(t *testing.T, path string, meeting rooms.MeetingID, acks map[[2]string]string) {
	t.Helper()
	ctx := t.Context()
	s, err := store.Open(ctx, store.Config{Path: path}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check`).Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("integrity: %s, %v", verdict, err)
	}
	seq, cast := recorded(t, db, meeting)
	rows := 0
	if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM ballots`).Scan(&rows); err != nil || rows != len(cast) {
		t.Errorf("%d ballots in the second lock, %d in the journal, %v", rows, len(cast), err)
	}
	for key, receipt := range acks {
		if cast[key] != receipt {
			t.Errorf("the ballot of %s in %s was acknowledged as %s and is %q", key[1], key[0], receipt, cast[key])
		}
	}
	loaded, err := s.Take(ctx, meeting)
	if err != nil {
		t.Fatal(err)
	}
	state := rooms.NewState(meeting)
	if loaded.Snapshot != nil {
		if state, err = rooms.UnmarshalState(loaded.Snapshot); err != nil {
			t.Fatal(err)
		}
	}
	for _, record := range loaded.Records {
		if _, err := state.Apply(record); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range state.BallotOrder {
		countedOnce(t, state.Ballots[id])
	}
	if state.Seq != seq {
		t.Errorf("the state stands at %d, the journal at %d", state.Seq, seq)
	}
	for key, receipt := range acks {
		if got := state.Ballots[rooms.BallotID(key[0])].Cast[rooms.PersonID(key[1])].Receipt; got != receipt {
			t.Errorf("the state shows %q for %s", got, receipt)
		}
	}
}

// countedOnce compares the count of a round with what its voters chose.
func countedOnce(t *testing.T, b *rooms.Ballot) {
	t.Helper()
	if b.Tally == nil {
		return
	}
	want := map[ballot.Choice]int64{}
	for _, e := range b.Electors {
		want[chosen(b.ID, rooms.PersonID(e.Person))]++
	}
	for choice, n := range want {
		if b.Tally.Counts[choice] != n {
			t.Errorf("in the %s round %s %d said %s, and %d are counted", b.Question.Secrecy, b.ID, n, choice, b.Tally.Counts[choice])
		}
	}
	if b.Tally.Cast != int64(len(b.Electors)) || b.Tally.Invalid != 0 || b.Checkpoint == "" {
		t.Errorf("the %s round %s is counted as %+v", b.Question.Secrecy, b.ID, b.Tally)
	}
}

// chosen is what a voter chooses in a round.
func chosen(id rooms.BallotID, voter rooms.PersonID) ballot.Choice {
	return ballot.YesNoAbstain()[crc32.ChecksumIEEE([]byte(string(id)+string(voter)))%3]
}

// takenHome opens the meeting a last time, finishes what is open, and audits the log of votes.
func takenHome(t *testing.T, path string, meeting rooms.MeetingID) {
	t.Helper()
	s := open(t, path)
	keeper, signer := notary(t, path)
	defer keeper.Close()
	g := rooms.NewRegistry(s, nil, rooms.SystemClock{}, slog.New(slog.DiscardHandler))
	g.Notarise(keeper, signer.Sign)
	defer g.Close()
	room, err := g.Open(t.Context(), meeting)
	if err != nil {
		t.Fatal(err)
	}
	var state *rooms.State
	look := func() {
		feed, err := room.Follow(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer feed.Close()
		if state, err = rooms.UnmarshalState(feed.Start); err != nil {
			t.Fatal(err)
		}
	}
	look()
	for _, id := range slices.Clone(state.BallotOrder) {
		if !state.Ballots[id].Running() {
			continue
		}
		q := rooms.ServerRequest("", roomtest.Chair, "ballot.void", rooms.VoidBallot{Ballot: id, Reason: "Mất điện"})
		if _, err := room.Do(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	if kept := keeper.List(); len(kept) != 0 {
		t.Errorf("the keys of %v are kept", kept)
	}
	records, err := s.Records(t.Context(), meeting)
	if err != nil {
		t.Fatal(err)
	}
	look()
	report, err := roomtest.Audit(meeting, records, signer)
	if err != nil {
		t.Fatal(err)
	}
	root := state.Ledger.Root()
	if report.Root != base64.StdEncoding.EncodeToString(root[:]) || len(report.Rounds) != len(state.BallotOrder) {
		t.Errorf("audited are %d rounds with the root %s; the room has %d, %x", len(report.Rounds), report.Root, len(state.BallotOrder), root)
	}
	t.Logf("%d rounds and %d acts pass the audit", len(report.Rounds), report.Acts)
}

// notary is what the servers of a crashed meeting have in common.
func notary(t *testing.T, path string) (*seal.Keeper, *ledger.Signer) {
	t.Helper()
	keeper, err := seal.OpenKeeper(path + ".keys")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ledger.NewSigner("crash", bytes.Repeat([]byte{3}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return keeper, signer
}

// recorded reads the journal as it lies in the file: its last number, and the receipts of the ballots in it.
func recorded(t *testing.T, db *sql.DB, meeting rooms.MeetingID) (seq uint64, cast map[[2]string]string) {
	t.Helper()
	found, err := db.QueryContext(t.Context(), `SELECT seq, kind, actor, data FROM records WHERE meeting = ? ORDER BY seq`, meeting)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	cast = map[[2]string]string{}
	for found.Next() {
		var n uint64
		var kind, actor string
		var data []byte
		if err := found.Scan(&n, &kind, &actor, &data); err != nil {
			t.Fatal(err)
		}
		if seq++; n != seq {
			t.Fatalf("number %d follows %d", n, seq-1)
		}
		event, err := rooms.DecodeEvent(kind, data)
		if err != nil {
			t.Fatal(err)
		}
		if b, yes := event.(rooms.BallotCast); yes {
			key := [2]string{string(b.Ballot), actor}
			if cast[key] != "" {
				t.Errorf("%s has two ballots in %s", actor, b.Ballot)
			}
			cast[key] = b.Receipt
		}
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return seq, cast
}
