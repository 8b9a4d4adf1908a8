package sfu

import (
	"testing"
	"time"
)

func TestBucket(t *testing.T) {
	b := bucket{rate: 100, burst: 50}
	now := time.Unix(1000, 0)
	if w := b.take(50, now); w != 0 {
		t.Errorf("a burst has to wait %v", w)
	}
	if w := b.take(10, now); w != 100*time.Millisecond {
		t.Errorf("10 bytes beyond the burst wait %v, want 100 ms", w)
	}
	if b.try(1, now) {
		t.Error("there is no room, and yet")
	}
	if now = now.Add(time.Second); !b.try(50, now) || b.try(1, now) {
		t.Error("a second later there is room for a burst, not more")
	}
}

func TestGuard(t *testing.T) {
	exceeded := 0
	g := newGuard(func() { exceeded++ })
	now := time.Unix(1000, 0)
	send := func(bitrate float64, seconds int) (passed float64) {
		for range seconds * 100 {
			now = now.Add(10 * time.Millisecond)
			n := int(bitrate / 8 / 100)
			if g.admits(n, now) {
				passed += float64(n) * 8
			}
		}
		return passed / float64(seconds)
	}
	if got := send(30e6, 20); got < 29.9e6 || exceeded > 0 {
		t.Errorf("of 30 Mbit/s %.1f passed, exceeded %d times", got/1e6, exceeded)
	}
	if got := send(100e6, 5); got > 90e6 || exceeded > 0 {
		t.Errorf("of 5 s at 100 Mbit/s %.1f passed, exceeded %d times", got/1e6, exceeded)
	}
	send(1e6, 10)
	if got := send(100e6, 30); got > 70e6 || exceeded == 0 {
		t.Errorf("of 30 s at 100 Mbit/s %.1f passed, exceeded %d times", got/1e6, exceeded)
	}
}
