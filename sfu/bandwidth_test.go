package sfu_test

import (
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"dienhong/sfu"
	"dienhong/sfu/sfutest"
)

// bucket is a link of limited rate that drops what is too much.
type bucket struct {
	mu     sync.Mutex
	rate   float64 // bytes/s, 0 for no limit
	tokens float64
	last   time.Time
}

func (b *bucket) set(bps float64) {
	b.mu.Lock()
	b.rate, b.last = bps/8, time.Now()
	b.tokens = b.rate / 4
	b.mu.Unlock()
}

func (b *bucket) lose(received bool, p []byte) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if received || b.rate == 0 || len(p) < 100 || p[0] < 128 || p[0] > 191 {
		return false
	}
	now := time.Now()
	b.tokens = min(b.tokens+now.Sub(b.last).Seconds()*b.rate, b.rate/4)
	b.last = now
	if b.tokens < float64(len(p)) {
		return true
	}
	b.tokens -= float64(len(p))
	return false
}

func TestANarrowReceiverGetsALowerLayer(t *testing.T) {
	link := &bucket{}
	s := sfutest.New(t, sfutest.WithServer(func(cfg sfu.Config, log *slog.Logger, hooks sfu.Hooks) (*sfu.Server, error) {
		return sfu.NewLossy(cfg, log, hooks, link.lose)
	}))
	a := s.Join(t, "r", "alice", nil)
	sfutest.PublishSimulcast(t, a)
	var bob watch
	look := newSeam()
	bob.onRTP = look.look
	s.Join(t, "r", "bob", bob.callback())
	look.waitLayer(t, 2, 30)
	link.set(700_000)
	sfutest.Eventually(t, func() string {
		d := snapshotOf(s, "bob").Subscribed
		if len(d) == 1 && d[0].MaxLayer < 2 && d[0].Layer < 2 {
			return ""
		}
		return fmt.Sprintf("bob is still sent %+v", d)
	})
	link.set(0)
	look.waitLayer(t, 2, 30)
}
