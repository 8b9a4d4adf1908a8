package store_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"dienhong/rooms"
	"dienhong/rooms/roomtest"
	"dienhong/rooms/store"
)

// counting counts the transactions that reach a journal.
type counting struct {
	*store.Store
	appends atomic.Int64
}

func (c *counting) Append(ctx context.Context, id rooms.MeetingID, batch rooms.Batch) error {
	c.appends.Add(1)
	return c.Store.Append(ctx, id, batch)
}

const voters = 500

// vote carries out one ballot of all delegates an iteration, each cast by cast, and reports what it took.
func vote(b *testing.B, cast func(m *roomtest.Meeting, requests []rooms.Request)) {
	journal := &counting{Store: open(b, filepath.Join(b.TempDir(), "dienhong.db"))}
	m := roomtest.New(b, roomtest.On(journal), roomtest.Delegates(voters))
	var processor, commits int64
	for b.Loop() {
		b.StopTimer()
		id, hash := m.OpenBallot("Thông qua nghị quyết?", 0)
		requests := make([]rooms.Request, voters)
		for i, voter := range m.Delegates {
			requests[i] = m.Request(voter, "ballot.cast", roomtest.Cast(id, hash, "yes"))
		}
		before, appends := processorTime(b), journal.appends.Load()
		b.StartTimer()
		cast(m, requests)
		b.StopTimer()
		processor += processorTime(b) - before
		commits += journal.appends.Load() - appends
		if n := len(m.State().Ballots[id].Cast); n != voters {
			b.Fatalf("%d ballots are recorded", n)
		}
		m.Do(roomtest.Chair, "ballot.close", map[string]any{"ballot": id})
		m.Do(roomtest.Chair, "ballot.void", map[string]any{"ballot": id, "reason": "thử"})
		b.StartTimer()
	}
	b.ReportMetric(float64(processor)/float64(b.N)/1e6, "cpu-ms/op")
	b.ReportMetric(float64(commits)/float64(b.N), "commits/op")
}

func BenchmarkBallotsAtOnce(b *testing.B) {
	vote(b, func(m *roomtest.Meeting, requests []rooms.Request) {
		var wg sync.WaitGroup
		for _, q := range requests {
			wg.Go(func() {
				if _, err := m.Room.Do(b.Context(), q); err != nil {
					b.Error(err)
				}
			})
		}
		wg.Wait()
	})
}

func BenchmarkBallotsOneByOne(b *testing.B) {
	vote(b, func(m *roomtest.Meeting, requests []rooms.Request) {
		for _, q := range requests {
			if _, err := m.Room.Do(b.Context(), q); err != nil {
				b.Error(err)
			}
		}
	})
}

// long writes a meeting of at least so many records, as votes of 500 make it, into a store.
func long(b *testing.B, s *store.Store, n int) rooms.MeetingID {
	m := roomtest.New(b, roomtest.Delegates(voters))
	for len(m.Journal.Records(m.ID)) < n {
		id, hash := m.OpenBallot("Thông qua nghị quyết?", 0)
		for _, voter := range m.Delegates {
			m.Do(voter, "ballot.cast", roomtest.Cast(id, hash, "yes"))
		}
		m.Do(roomtest.Chair, "ballot.close", map[string]any{"ballot": id})
	}
	batch := rooms.Batch{Epoch: 1}
	for i, record := range m.Journal.Records(m.ID)[:n] {
		record.Epoch = 1
		batch.Records = append(batch.Records, record)
		if record.Command != "" {
			batch.Done = append(batch.Done, rooms.Done{
				Person: record.Actor, Command: record.Command, Digest: fmt.Sprintf("%032d", i), Answer: rooms.Answer{Seq: record.Seq},
			})
		}
	}
	batch.Done = once(batch.Done)
	if err := s.Create(b.Context(), m.ID, batch); err != nil {
		b.Fatal(err)
	}
	return m.ID
}

// once leaves out the second event of a command.
func once(done []rooms.Done) []rooms.Done {
	seen := map[rooms.CommandID]bool{}
	var left []rooms.Done
	for _, d := range done {
		if !seen[d.Command] {
			left = append(left, d)
		}
		seen[d.Command] = true
	}
	return left
}

func benchmarkOpen(b *testing.B, prepare func(g *rooms.Registry, id rooms.MeetingID)) {
	s := open(b, filepath.Join(b.TempDir(), "dienhong.db"))
	id := long(b, s, 10_000)
	log := slog.New(slog.DiscardHandler)
	if prepare != nil {
		g := rooms.NewRegistry(s, nil, rooms.SystemClock{}, log)
		prepare(g, id)
		g.Close()
	}
	for b.Loop() {
		g := rooms.NewRegistry(s, nil, rooms.SystemClock{}, log)
		room, err := g.Open(b.Context(), id)
		if err != nil {
			b.Fatal(err)
		}
		if room.Access().Phase != rooms.InSession {
			b.Fatal("the room is not what it was")
		}
		b.StopTimer()
		g.Close()
		b.StartTimer()
	}
}

func BenchmarkOpenWithoutSnapshot(b *testing.B) { benchmarkOpen(b, nil) }

func BenchmarkOpenWithSnapshot(b *testing.B) {
	benchmarkOpen(b, func(g *rooms.Registry, id rooms.MeetingID) {
		room, err := g.Open(b.Context(), id)
		if err != nil {
			b.Fatal(err)
		}
		q := rooms.ServerRequest("", roomtest.Secretary, "item.add", rooms.AddItem{ItemFields: rooms.ItemFields{Title: "A"}})
		if _, err := room.Do(b.Context(), q); err != nil { // the snapshot is long due
			b.Fatal(err)
		}
	})
}

// BenchmarkFindAmongThousands is what a secretary's key stroke costs in a large directory.
func BenchmarkFindAmongThousands(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "dienhong.db"))
	family, given := []string{"Nguyễn Văn", "Trần Thị", "Lê Hữu", "Đặng Đình"}, []string{"An", "Ân", "Bình", "Đức", "Hoà", "Tuấn", "Uyên", "Ưng"}
	for n := range 5000 {
		name := family[n%4] + " " + given[n%8]
		if err := s.CreateAccount(b.Context(), rooms.Account{ID: rooms.PersonID(fmt.Sprint(n)), Login: fmt.Sprintf("user%d", n), Name: name}); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		found, err := s.Accounts(b.Context(), "nguyen", 20)
		if err != nil || len(found) != 20 {
			b.Fatalf("%d found, %v", len(found), err)
		}
	}
}
