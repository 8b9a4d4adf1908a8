package store_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dienhong/rooms"
	"dienhong/rooms/roomtest"
	"dienhong/rooms/store"
)

// Where a child finds its database and its meeting.
const (
	crashPath    = "DIENHONG_CRASH_PATH"
	crashMeeting = "DIENHONG_CRASH_MEETING"
)

// At most 60: a meeting holds no more ballots.
var crashes = flag.Int("crashes", 12, "how often TestCrash kills its server, at most 60 times")

// acknowledged is what a child tells of a ballot once its voter would have been told.
type acknowledged struct {
	Ballot  rooms.BallotID `json:"ballot"`
	Voter   rooms.PersonID `json:"voter"`
	Receipt string         `json:"receipt"`
}

// TestCrash lets a server take ballots, kills it at any moment, and starts the next one on what is left, again and
// again. Whatever was acknowledged is there, once.
func TestCrash(t *testing.T) {
	rounds := *crashes
	path := filepath.Join(t.TempDir(), "dienhong.db")
	meeting := crashed(t, path)
	acks := map[[2]string]string{}
	for round := range rounds {
		for _, ack := range kill(t, path, meeting, rand.IntN(300)) {
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
}

// crashed prepares the meeting.
func crashed(t *testing.T, path string) rooms.MeetingID {
	s, err := store.Open(t.Context(), store.Config{Path: path}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	m := roomtest.New(t, roomtest.On(s), roomtest.Delegates(60))
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
	if state.Seq != seq {
		t.Errorf("the state stands at %d, the journal at %d", state.Seq, seq)
	}
	for key, receipt := range acks {
		if got := state.Ballots[rooms.BallotID(key[0])].Cast[rooms.PersonID(key[1])].Receipt; got != receipt {
			t.Errorf("the state shows %q for %s", got, receipt)
		}
	}
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

// TestCrashChild is the server that is killed. It does nothing when it is run by itself.
func TestCrashChild(t *testing.T) {
	path, meeting := os.Getenv(crashPath), rooms.MeetingID(os.Getenv(crashMeeting))
	if path == "" {
		t.Skip("it is run by TestCrash")
	}
	s, err := store.Open(t.Context(), store.Config{Path: path}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	g := rooms.NewRegistry(s, nil, rooms.SystemClock{}, slog.New(slog.DiscardHandler))
	room, err := g.Open(t.Context(), meeting)
	if err != nil {
		t.Fatal(err)
	}
	c := &child{t: t, room: room}
	go c.turnPages()
	for {
		c.ballot()
	}
}

type child struct {
	t    *testing.T
	room *rooms.Room
	out  sync.Mutex
}

func (c *child) do(id string, actor rooms.PersonID, name string, args map[string]any) rooms.Answer {
	data, err := json.Marshal(args)
	if err != nil {
		c.fail(err)
	}
	q, err := rooms.NewRequest(rooms.CommandID(id), actor, name, data)
	if err != nil {
		c.fail(err)
	}
	answer, err := c.room.Do(context.Background(), q)
	if err != nil {
		c.fail(fmt.Errorf("%s of %s: %w", name, actor, err))
	}
	return answer
}

func (c *child) fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// ballot takes the open ballot, or opens one, and lets everybody send theirs, whether or not they did before the
// crash. Then it is closed.
func (c *child) ballot() {
	var id rooms.BallotID
	var hash string
	var electors []rooms.PersonID
	look := func(s *rooms.State) {
		for _, b := range s.Ballots {
			if b.State == rooms.BallotIsOpen {
				id, hash, electors = b.ID, b.Hash, nil
				for _, e := range b.Electors {
					electors = append(electors, rooms.PersonID(e.Person))
				}
			}
		}
	}
	c.read(look)
	if id == "" {
		var item any
		c.read(func(s *rooms.State) { item = s.Agenda.Order[0] })
		answer := c.do(rooms.NewID(), roomtest.Secretary, "ballot.prepare", map[string]any{"item": item, "question": "Thông qua?"})
		c.do(rooms.NewID(), roomtest.Chair, "ballot.open", map[string]any{"ballot": answer.Data["ballot"]})
		c.read(look)
	}
	var wg sync.WaitGroup
	for _, voter := range electors {
		wg.Go(func() {
			answer := c.do(string(id)+"."+string(voter), voter, "ballot.cast", roomtest.Cast(id, hash, "yes"))
			receipt, _ := answer.Data["receipt"].(string)
			c.acknowledge(acknowledged{id, voter, receipt})
		})
	}
	wg.Wait()
	c.do(rooms.NewID(), roomtest.Chair, "ballot.close", map[string]any{"ballot": id})
}

func (c *child) read(look func(*rooms.State)) {
	if err := c.room.Read(context.Background(), look); err != nil {
		c.fail(err)
	}
}

func (c *child) acknowledge(ack acknowledged) {
	line, err := json.Marshal(ack)
	if err != nil {
		c.fail(err)
	}
	c.out.Lock()
	defer c.out.Unlock()
	if _, err := os.Stdout.Write(append(line, '\n')); err != nil && !strings.Contains(err.Error(), "broken pipe") {
		c.fail(err)
	}
}

// turnPages makes events that are published before they are written.
func (c *child) turnPages() {
	var document any
	c.read(func(s *rooms.State) { document = s.Presentation.Document })
	for page := 1; ; page++ {
		c.do(rooms.NewID(), roomtest.Chair, "page.turn", map[string]any{"document": document, "page": page%99 + 1})
		time.Sleep(time.Millisecond)
	}
}
