package auth

import (
	"container/list"
	"net/netip"
	"sync"
	"time"
)

// limiter slows down whoever keeps failing: free failures, then a pause that doubles with each one more, up to a
// longest. It remembers a bounded number of names, the latest.
type limiter struct {
	free   int
	first  time.Duration
	most   time.Duration
	forget time.Duration // a name that was quiet for so long starts afresh

	mu    sync.Mutex
	names map[string]*list.Element
	order list.List // of *failures, latest first
}

type failures struct {
	name  string
	count int
	last  time.Time
	until time.Time
}

// maxNames of one limiter; an entry takes some 200 bytes.
const maxNames = 10_000

func newLimiter(free int, first, most, forget time.Duration) *limiter {
	return &limiter{free: free, first: first, most: most, forget: forget, names: map[string]*list.Element{}}
}

// try counts an attempt of the name as failed, until succeeded says otherwise, so that attempts side by side are
// counted too. It returns how long the name has to wait instead, or 0.
func (l *limiter) try(name string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := l.entry(name)
	if wait := f.until.Sub(now); wait > 0 {
		return wait
	}
	if now.Sub(f.last) > l.forget {
		f.count = 0
	}
	f.count++
	f.last = now
	f.until = time.Time{}
	if over := f.count - l.free; over > 0 {
		pause := l.most
		if over < 20 {
			pause = min(l.first<<(over-1), l.most)
		}
		f.until = now.Add(pause)
	}
	return 0
}

// succeeded takes the attempt back; with reset also all before it.
func (l *limiter) succeeded(name string, reset bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := l.names[name]
	if e == nil {
		return
	}
	f, _ := e.Value.(*failures)
	if f.count--; reset || f.count <= 0 {
		l.order.Remove(e)
		delete(l.names, name)
		return
	}
	f.until = time.Time{}
}

func (l *limiter) entry(name string) *failures {
	if e := l.names[name]; e != nil {
		l.order.MoveToFront(e)
		f, _ := e.Value.(*failures)
		return f
	}
	if l.order.Len() >= maxNames {
		oldest := l.order.Back()
		f, _ := oldest.Value.(*failures)
		delete(l.names, f.name)
		l.order.Remove(oldest)
	}
	f := &failures{name: name}
	l.names[name] = l.order.PushFront(f)
	return f
}

// limits are those of the doors. Many people may come from one address (a remote unit behind one router), so what
// counts for an address is how often it fails, not how often it succeeds.
type limits struct {
	signInAddress *limiter // passwords, from one address
	signInPair    *limiter // one login from one address
	signInLogin   *limiter // one login from anywhere: slow enough to make guessing hopeless, short enough not to lock out
	pinAddress    *limiter
	pinMeeting    *limiter
	linkAddress   *limiter // tokens cannot be guessed; this only keeps the store from being flooded
}

func newLimits() limits {
	return limits{
		signInAddress: newLimiter(30, time.Second, 5*time.Minute, 30*time.Minute),
		signInPair:    newLimiter(5, time.Second, 5*time.Minute, 30*time.Minute),
		signInLogin:   newLimiter(50, time.Second, 30*time.Second, 30*time.Minute),
		pinAddress:    newLimiter(15, time.Second, 5*time.Minute, time.Hour),
		pinMeeting:    newLimiter(200, time.Second, time.Minute, time.Hour),
		linkAddress:   newLimiter(60, time.Second, 10*time.Second, 10*time.Minute),
	}
}

// waits asks several limiters in turn; the first that refuses counts, and later ones are not burdened.
type waits []struct {
	limiter *limiter
	name    string
}

func (w waits) try(now time.Time) error {
	for _, one := range w {
		if after := one.limiter.try(one.name, now); after > 0 {
			return &WaitError{After: after}
		}
	}
	return nil
}

// addressName is the name of an address for counting: an IPv6 customer has a whole /64 to choose from.
func addressName(a netip.Addr) string {
	a = a.Unmap().WithZone("")
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
