package auth

import (
	"fmt"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dienhong/rooms/roomtest"
)

func TestLimiter(t *testing.T) {
	l := newLimiter(3, time.Second, 8*time.Second, time.Minute)
	now := roomtest.Start
	for i := range 3 {
		if wait := l.try("a", now); wait != 0 {
			t.Fatalf("try %d: wait %v", i, wait)
		}
	}
	const s = time.Second
	for i, pause := range []time.Duration{1 * s, 2 * s, 4 * s, 8 * s, 8 * s, 8 * s} {
		if wait := l.try("a", now); wait != 0 {
			t.Fatalf("failure %d: wait %v", i, wait)
		}
		if wait := l.try("a", now); wait != pause {
			t.Fatalf("after failure %d: wait %v, want %v", i, wait, pause)
		}
		if wait := l.try("a", now.Add(pause-1)); wait != 1 {
			t.Fatalf("just before the end of pause %d: wait %v", i, wait)
		}
		now = now.Add(pause)
	}
	if wait := l.try("b", now); wait != 0 {
		t.Errorf("another name waits %v", wait)
	}
	now = now.Add(time.Minute + time.Second)
	for i := range 4 {
		if wait := l.try("a", now); wait != 0 {
			t.Errorf("afresh, try %d: wait %v", i, wait)
		}
	}
	l.succeeded("a", true)
	if wait := l.try("a", now); wait != 0 {
		t.Errorf("after success: wait %v", wait)
	}
}

// Who succeeds as often as they try never waits; each failure counts all the same.
func TestLimiterTakesBack(t *testing.T) {
	l := newLimiter(3, time.Second, time.Minute, time.Hour)
	now := roomtest.Start
	l.try("a", now)
	for range 100 {
		if wait := l.try("a", now); wait != 0 {
			t.Fatalf("wait %v", wait)
		}
		l.succeeded("a", false)
	}
	l.try("a", now)
	l.try("a", now)
	l.try("a", now)
	if wait := l.try("a", now); wait == 0 {
		t.Error("four failures went unnoticed")
	}
}

// Attempts side by side are counted before any of them has failed.
func TestLimiterCountsAtOnce(t *testing.T) {
	l := newLimiter(5, time.Minute, time.Hour, time.Hour)
	var passed atomic.Int64
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			if l.try("a", roomtest.Start) == 0 {
				passed.Add(1)
			}
		})
	}
	all.Wait()
	if passed.Load() != 6 { // the sixth is the one that begins the pause
		t.Errorf("%d passed", passed.Load())
	}
}

func TestLimiterIsBounded(t *testing.T) {
	l := newLimiter(1, time.Second, time.Minute, time.Hour)
	for i := range 3 * maxNames {
		l.try(fmt.Sprint(i), roomtest.Start)
	}
	if len(l.names) != maxNames || l.order.Len() != maxNames {
		t.Errorf("%d names, %d in order", len(l.names), l.order.Len())
	}
	l.try(fmt.Sprint(3*maxNames-1), roomtest.Start)
	if wait := l.try(fmt.Sprint(3*maxNames-1), roomtest.Start); wait == 0 {
		t.Error("the latest name was forgotten")
	}
}

func TestAddressName(t *testing.T) {
	for address, want := range map[string]string{
		"192.168.1.20":        "192.168.1.20",
		"::ffff:192.168.1.20": "192.168.1.20",
		"2001:db8:1:2:3:4::5": "2001:db8:1:2::/64",
		"fe80::1%eth0":        "fe80::/64",
	} {
		if got := addressName(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s counts as %s, want %s", address, got, want)
		}
	}
	if addressName(netip.Addr{}) == "" {
		t.Error("an unknown address has no name")
	}
}
