package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/seal"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
	"dienhong/rooms/store"
)

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
	keeper, signer := notary(t, path)
	g := rooms.NewRegistry(s, nil, rooms.SystemClock{}, slog.New(slog.DiscardHandler))
	g.Notarise(keeper, signer.Sign)
	room, err := g.Open(t.Context(), meeting)
	if err != nil {
		t.Fatal(err)
	}
	c := &child{t: t, room: room, tablets: path + ".tablets"}
	go c.turnPages()
	for {
		c.ballot()
	}
}

type child struct {
	t    *testing.T
	room *rooms.Room
	// tablets is where the tablets keep their ballots until they have a receipt: they do not lose their power.
	tablets string
	out     sync.Mutex
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
// crash. Then it is closed, and a result is declared now and then.
func (c *child) ballot() {
	b := c.opened()
	if b == nil {
		var item any
		secrecy := ballot.Named
		c.read(func(s *rooms.State) {
			item = s.Agenda.Order[0]
			if len(s.BallotOrder)%2 == 1 {
				secrecy = ballot.Secret
			}
		})
		answer := c.do(rooms.NewID(), roomtest.Secretary, "ballot.prepare", map[string]any{"item": item, "question": "Thông qua?", "secrecy": secrecy})
		c.do(rooms.NewID(), roomtest.Chair, "ballot.open", map[string]any{"ballot": answer.Data["ballot"]})
		b = c.opened()
	}
	sheets := c.sheets(b)
	var wg sync.WaitGroup
	for voter, sheet := range sheets {
		wg.Go(func() {
			answer := c.do(string(b.ID)+"."+string(voter), voter, "ballot.cast", sheet)
			receipt, _ := answer.Data["receipt"].(string)
			c.acknowledge(acknowledged{b.ID, voter, receipt})
		})
	}
	wg.Wait()
	c.do(rooms.NewID(), roomtest.Chair, "ballot.close", map[string]any{"ballot": b.ID})
	c.do(rooms.NewID(), roomtest.Chair, "ballot.declare", map[string]any{"ballot": b.ID})
}

// opened returns a copy of the open ballot.
func (c *child) opened() (open *rooms.Ballot) {
	c.read(func(s *rooms.State) {
		for _, b := range s.Ballots {
			if b.Running() {
				copied := *b
				open = &copied
			}
		}
	})
	return open
}

// sheets are what the tablets send: made once, and kept until they are recorded.
func (c *child) sheets(b *rooms.Ballot) map[rooms.PersonID]map[string]any {
	path := filepath.Join(c.tablets, string(b.ID))
	sheets := map[rooms.PersonID]map[string]any{}
	if data, err := os.ReadFile(path); err == nil {
		if err := json.Unmarshal(data, &sheets); err != nil {
			c.fail(err)
		}
		return sheets
	}
	meeting := c.room.ID()
	for _, e := range b.Electors {
		voter := rooms.PersonID(e.Person)
		marks := ballot.Mark(chosen(b.ID, voter))
		if !b.Question.Secrecy.Sealed() {
			sheets[voter] = roomtest.Marked(b.ID, b.Hash, marks)
			continue
		}
		plain, err := seal.Encode(b.Question, marks)
		if err != nil {
			c.fail(err)
		}
		sealed, err := seal.Seal(b.Key, seal.Info(string(meeting), string(b.ID), b.Hash), []byte(voter), plain)
		if err != nil {
			c.fail(err)
		}
		sheets[voter] = map[string]any{"ballot": b.ID, "hash": b.Hash, "sealed": sealed}
	}
	data, err := json.Marshal(sheets)
	if err != nil {
		c.fail(err)
	}
	if err := os.MkdirAll(c.tablets, 0o700); err != nil {
		c.fail(err)
	}
	if err := os.WriteFile(path+".part", data, 0o600); err != nil {
		c.fail(err)
	}
	if err := os.Rename(path+".part", path); err != nil {
		c.fail(err)
	}
	return sheets
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
