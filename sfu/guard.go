package sfu

import (
	"sync"
	"time"

	"github.com/pion/interceptor"
)

// What one client may make the server do. Every bound is far beyond what clients have a reason to.
const (
	// Media received of one participant beyond mediaRate is not forwarded; who goes on for mediaPatience is
	// removed. In bytes a second.
	mediaRate     = 60_000_000 / 8
	mediaBurst    = 2 * mediaRate
	mediaPatience = 10 * time.Second
	// Data beyond dataRate is taken up more slowly: the client's SCTP notices.
	dataRate  = 40_000_000 / 8
	dataBurst = 8 << 20
	// Signalling beyond signalRate is read more slowly. A message costs messageCost and what it makes the
	// server tell everybody.
	signalRate  = 1 << 20
	signalBurst = 8 << 20
	messageCost = 1 << 10
)

// bucket bounds a rate, in bytes.
type bucket struct {
	rate, burst float64

	mu   sync.Mutex
	debt float64 // taken and not yet regained
	at   time.Time
}

// take notes n bytes and says how long to wait until there is room for them; 0 when there is now.
func (b *bucket) take(n int, now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.regain(now)
	b.debt += float64(n)
	return time.Duration(max(b.debt-b.burst, 0) / b.rate * float64(time.Second))
}

// try is take for what is dropped when there is no room.
func (b *bucket) try(n int, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.regain(now)
	if b.debt+float64(n) > b.burst {
		return false
	}
	b.debt += float64(n)
	return true
}

func (b *bucket) regain(now time.Time) {
	if !b.at.IsZero() {
		b.debt = max(b.debt-now.Sub(b.at).Seconds()*b.rate, 0)
	}
	b.at = now
}

// bounds are those of one participant.
type bounds struct {
	data, signal bucket
}

func newBounds() *bounds {
	return &bounds{data: bucket{rate: dataRate, burst: dataBurst}, signal: bucket{rate: signalRate, burst: signalBurst}}
}

// wait waits so long, or until the participant is gone.
func (p *Participant) wait(d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-p.leaving:
	}
}

// guard is the interceptor that bounds what a participant sends as media.
type guard struct {
	interceptor.NoOp
	exceeded func()

	bucket bucket
	mu     sync.Mutex
	since  time.Time // when the present excess began
	last   time.Time // when something was dropped last
}

func newGuard(exceeded func()) *guard {
	return &guard{exceeded: exceeded, bucket: bucket{rate: mediaRate, burst: mediaBurst}}
}

// NewInterceptor satisfies interceptor.Factory.
func (g *guard) NewInterceptor(string) (interceptor.Interceptor, error) { return g, nil }

// BindRemoteStream satisfies interceptor.Interceptor.
func (g *guard) BindRemoteStream(_ *interceptor.StreamInfo, reader interceptor.RTPReader) interceptor.RTPReader {
	return interceptor.RTPReaderFunc(func(b []byte, at interceptor.Attributes) (int, interceptor.Attributes, error) {
		for {
			n, got, err := reader.Read(b, at)
			if err != nil || g.admits(n, time.Now()) {
				return n, got, err
			}
		}
	})
}

// admits says whether a packet may go on.
func (g *guard) admits(n int, now time.Time) bool {
	if g.bucket.try(n, now) {
		return true
	}
	g.mu.Lock()
	if now.Sub(g.last) > time.Second {
		g.since = now
	}
	g.last = now
	over := now.Sub(g.since) > mediaPatience
	g.mu.Unlock()
	if over {
		g.exceeded()
	}
	return false
}
