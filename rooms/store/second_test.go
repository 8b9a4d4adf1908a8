package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"dienhong/agenda/ballot"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
	"dienhong/rooms/store"
)

// waits gathers what voters of one benchmark had to wait for.
type waits struct {
	mu  sync.Mutex
	all []time.Duration
}

func (w *waits) add(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = append(w.all, d)
}

// at is the wait that so many of a thousand do not exceed.
func (w *waits) at(perMille int) time.Duration {
	slices.Sort(w.all)
	return w.all[min(len(w.all)*perMille/1000, len(w.all)-1)]
}

func milliseconds(d time.Duration) float64 { return float64(d) / 1e6 }

// bare measures one durable commit of one row on the same disk, again and again: the least that a receipt can cost.
func bare(b *testing.B, s *store.Store, w *waits) {
	for range 50 {
		begin := time.Now()
		if err := s.Check(b.Context()); err != nil {
			b.Fatal(err)
		}
		w.add(time.Since(begin))
	}
}

// ballots prepares what the tablets of everybody send in a round.
func ballots(m *roomtest.Meeting, secrecy ballot.Secrecy) (rooms.BallotID, []rooms.Request) {
	id, _ := m.OpenRound("Thông qua nghị quyết?", 0, map[string]any{"secrecy": secrecy})
	round := m.State().Ballots[id]
	requests := make([]rooms.Request, len(m.Delegates))
	for i, voter := range m.Delegates {
		marks := ballot.Mark(ballot.YesNoAbstain()[i%3])
		a := roomtest.Marked(id, round.Hash, marks)
		if secrecy.Sealed() {
			a = m.Sealed(round, voter, marks)
		}
		requests[i] = m.Request(voter, "ballot.cast", a)
	}
	return id, requests
}

// withinASecond sends requests at random moments of one second, each until it has a receipt.
func withinASecond(b *testing.B, m *roomtest.Meeting, requests []rooms.Request, w *waits) {
	var tablets sync.WaitGroup
	start := time.Now().Add(50 * time.Millisecond)
	for _, q := range requests {
		due := start.Add(rand.N(time.Second))
		tablets.Go(func() {
			time.Sleep(time.Until(due))
			begin := time.Now()
			for {
				_, err := m.Room.Do(b.Context(), q)
				if err == nil {
					break
				}
				if !errors.Is(err, rooms.ErrBusy) {
					b.Error(err)
					return
				}
				time.Sleep(50*time.Millisecond + rand.N(100*time.Millisecond)) // as tablets do
			}
			w.add(time.Since(begin))
		})
	}
	tablets.Wait()
}

// BenchmarkVotingWithinASecond is a round in which every tablet votes at some moment of one second: the waits of the
// voters beside those of a bare commit in the same run, and what it took.
func BenchmarkVotingWithinASecond(b *testing.B) {
	for _, tablets := range []int{500, 5000} {
		for _, secrecy := range []ballot.Secrecy{ballot.Named, ballot.Secret} {
			b.Run(fmt.Sprintf("%d/%s", tablets, secrecy), func(b *testing.B) {
				s := open(b, filepath.Join(b.TempDir(), "dienhong.db"))
				journal := &counting{Store: s}
				m := roomtest.New(b, roomtest.On(journal), roomtest.Delegates(tablets), roomtest.Notary())
				var receipts, commit waits
				var processor, commits int64
				for b.Loop() {
					b.StopTimer()
					bare(b, s, &commit)
					id, requests := ballots(m, secrecy)
					before, appends := processorTime(b), journal.appends.Load()
					b.StartTimer()
					withinASecond(b, m, requests, &receipts)
					b.StopTimer()
					processor += processorTime(b) - before
					commits += journal.appends.Load() - appends
					if n := len(m.State().Ballots[id].Cast); n != tablets {
						b.Fatalf("%d ballots are recorded", n)
					}
					m.Do(roomtest.Chair, "ballot.void", map[string]any{"ballot": id, "reason": "thử"})
					b.StartTimer()
				}
				b.ReportMetric(milliseconds(receipts.at(500)), "p50-ms")
				b.ReportMetric(milliseconds(receipts.at(990)), "p99-ms")
				b.ReportMetric(milliseconds(commit.at(500)), "commit-ms")
				b.ReportMetric(milliseconds(receipts.at(990))/milliseconds(commit.at(500)), "p99/commit")
				b.ReportMetric(float64(commits)/float64(b.N), "commits/op")
				b.ReportMetric(float64(processor)/float64(b.N)/float64(tablets)/1e3, "cpu-µs/ballot")
			})
		}
	}
}

// BenchmarkSecretResult is from the closing of a secret round of 5,000 ballots to its declared result: every envelope is
// opened, the papers shuffled and counted, the envelopes taken out of the journal, the key destroyed, the log signed.
func BenchmarkSecretResult(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "dienhong.db"))
	m := roomtest.New(b, roomtest.On(s), roomtest.Delegates(5000), roomtest.Notary())
	var processor int64
	for b.Loop() {
		b.StopTimer()
		id, requests := ballots(m, ballot.Secret)
		var w waits
		withinASecond(b, m, requests, &w)
		before := processorTime(b)
		b.StartTimer()
		m.Do(roomtest.Chair, "ballot.close", map[string]any{"ballot": id})
		m.Do(roomtest.Chair, "ballot.declare", map[string]any{"ballot": id})
		b.StopTimer()
		processor += processorTime(b) - before
		if tally := m.State().Ballots[id].Tally; tally.Cast != 5000 || tally.Invalid != 0 {
			b.Fatalf("tally %+v", tally)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(processor)/float64(b.N)/1e6, "cpu-ms/op")
}
