package rtp

import (
	"testing"
)

func TestSeqMap(t *testing.T) {
	for _, start := range edges {
		src := uint64(firstEpoch) + uint64(start)
		var m SeqMap
		m.Begin(src, Shifts{Layer: 0})
		sent := func(s uint64) uint16 {
			t.Helper()
			dst, _, ok := m.Forward(s)
			if !ok {
				t.Fatalf("from %d: %d was not forwarded", start, s-src)
			}
			return uint16(dst)
		}
		base := sent(src)
		want := func(s uint64, offset uint16) {
			t.Helper()
			if got := sent(s); got != base+offset {
				t.Errorf("from %d: packet +%d goes out as +%d, want +%d", start, s-src, got-base, offset)
			}
		}
		want(src+1, 1)
		want(src+4, 4) // +2 and +3 are lost: they keep their numbers
		m.Skip(src+5, 1)
		m.Skip(src+6, 1)
		want(src+7, 5)
		want(src+2, 2) // late
		m.Skip(src+9, 0)
		want(src+10, 7) // +8 is lost
		want(src+8, 6)
		if _, _, ok := m.Forward(src + 5); ok {
			t.Errorf("from %d: what was left out was forwarded", start)
		}
		if _, _, ok := m.Forward(src - 1); ok {
			t.Errorf("from %d: what was before the beginning was forwarded", start)
		}
		for offset, s := range map[uint16]uint64{0: src, 1: src + 1, 3: src + 3, 4: src + 4, 5: src + 7, 6: src + 8, 7: src + 10} {
			got, shifts, ok := m.Source(base + offset)
			if !ok || got != s || shifts.Layer != 0 {
				t.Errorf("from %d: +%d came from +%d, %v", start, offset, got-src, ok)
			}
		}
		if _, _, ok := m.Source(base + 8); ok {
			t.Errorf("from %d: a number never sent has a source", start)
		}
		// another layer goes on without a seam
		other := uint64(firstEpoch) + 77
		m.Begin(other, Shifts{Layer: 1, Timestamp: 9})
		dst, shifts, ok := m.Forward(other)
		if !ok || uint16(dst) != base+8 || shifts.Layer != 1 || shifts.Timestamp != 9 {
			t.Errorf("from %d: the new layer begins at +%d, %+v", start, uint16(dst)-base, shifts)
		}
		if _, _, ok := m.Forward(other - 1); ok {
			t.Errorf("from %d: a packet before the switch was forwarded", start)
		}
		if got, shifts, ok := m.Source(base + 7); !ok || got != src+10 || shifts.Layer != 0 {
			t.Errorf("from %d: the old layer's packet is not found", start)
		}
		// a packet made here has a number and no source
		own := m.Own()
		if uint16(own) != base+9 {
			t.Errorf("from %d: own packet +%d", start, uint16(own)-base)
		}
		if _, _, ok := m.Source(base + 9); ok {
			t.Errorf("from %d: an own packet has a source", start)
		}
		m.Begin(other+50, Shifts{Layer: 1})
		if dst, _, _ := m.Forward(other + 50); uint16(dst) != base+10 {
			t.Errorf("from %d: after an own packet +%d", start, uint16(dst)-base)
		}
	}
}

func TestSeqMapChanges(t *testing.T) {
	for _, start := range edges {
		src := uint64(firstEpoch) + uint64(start)
		var m SeqMap
		m.Begin(src, Shifts{})
		first, _, _ := m.Forward(src)
		m.Change(src+2, Shifts{Top: 1}) // +1 is still to come
		for _, i := range []uint64{2, 1} {
			top := uint8(i - 1)
			dst, shifts, ok := m.Forward(src + i)
			if !ok || dst != first+i || shifts.Top != top {
				t.Errorf("from %d: packet +%d goes out as +%d, top %d, %v", start, i, dst-first, shifts.Top, ok)
			}
		}
		m.Change(src+3, Shifts{Top: 2})
		m.Change(src+3, Shifts{Top: 1})
		m.Skip(src+3, 0)
		if dst, shifts, ok := m.Forward(src + 4); !ok || dst != first+3 || shifts.Top != 1 {
			t.Errorf("from %d: after a change and a packet left out +%d, top %d", start, dst-first, shifts.Top)
		}
		for sent, want := range map[uint64]uint64{0: 0, 2: 2, 3: 4} {
			if got, _, ok := m.Source(uint16(first + sent)); !ok || got != src+want {
				t.Errorf("from %d: +%d came from +%d, %v", start, sent, got-src, ok)
			}
		}
	}
}

func TestSeqMapForgetsOldRuns(t *testing.T) {
	var m SeqMap
	src := uint64(firstEpoch)
	m.Begin(src, Shifts{})
	for i := uint64(0); i < 10*maxRuns; i += 2 {
		if _, _, ok := m.Forward(src + i); !ok {
			t.Fatal("not forwarded")
		}
		m.Skip(src+i+1, 1)
	}
	if len(m.runs) > maxRuns {
		t.Errorf("%d runs are kept", len(m.runs))
	}
	if got, _, ok := m.Source(m.Last()); !ok || got != src+10*maxRuns-2 {
		t.Errorf("the last packet came from +%d, %v", got-src, ok)
	}
}
