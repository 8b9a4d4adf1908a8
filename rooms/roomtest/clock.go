package roomtest

import (
	"sync"
	"time"
)

// Start is when the clock of every test meeting stands still at first: a Thursday morning in Việt Nam.
var Start = time.Date(2026, 9, 24, 1, 0, 0, 0, time.UTC)

// Clock stands still until it is moved. It may be used from any goroutine.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock that stands at Start.
func NewClock() *Clock { return &Clock{now: Start} }

// Now returns the time at which the clock stands.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock, backwards with a negative step.
func (c *Clock) Advance(step time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(step)
}
