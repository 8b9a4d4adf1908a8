package media

import (
	"sync/atomic"
	"time"
)

const (
	// audible is the level (RFC 6464, -dBov) from which on a microphone carries more than a quiet room.
	audible = 55
	// seatHold is how long a silent microphone keeps its seat: nobody is cut off mid sentence.
	seatHold = 2 * time.Second
	// louder is by how much a microphone must be louder than the quietest one seated to take its seat, in dB.
	louder = 6
	// levelUnit divides a decibel.
	levelUnit = 16
	// mean is over how many packets a challenger's loudness is taken, decay by how many levelUnits a seated
	// one's falls with each: 3 dB a second, so that a pause does not cost the seat.
	mean  = 8
	decay = 1
)

// Stage chooses whose microphones are forwarded: while a room has more of them open than there are seats, the
// loudest few. A microphone takes a free seat with the packet that becomes audible and keeps it until it has been
// silent for a while, or until a clearly louder one finds no other. It takes no lock: a seat is a pointer.
type Stage struct {
	seats []atomic.Pointer[UpTrack]
	open  atomic.Int32 // microphones that are not muted
}

// NewStage returns a stage of so many seats, nil for none: everybody is forwarded.
func NewStage(seats int) *Stage {
	if seats <= 0 {
		return nil
	}
	return &Stage{seats: make([]atomic.Pointer[UpTrack], seats)}
}

// gate is a microphone's place before a stage.
type gate struct {
	stage *Stage
	kept  atomic.Bool // forwarded always
	// written by the layer's goroutine, read by those who seek a seat
	spoke atomic.Int64 // when it was audible last
	peak  atomic.Int32 // loudness that falls slowly

	// owned by the layer's goroutine
	seat   int
	mean   int32 // loudness of late
	closed bool

	counted bool // in open; guarded by UpTrack.mu
}

// SetKept says that a microphone is forwarded however loud it is: its owner has the floor.
func (t *UpTrack) SetKept(kept bool) { t.gate.kept.Store(kept) }

// recount counts the microphone among the open ones while it is.
func (t *UpTrack) recount() {
	t.mu.Lock()
	defer t.mu.Unlock()
	g := &t.gate
	if open := !t.closed && !t.muted.Load(); g.stage != nil && open != g.counted {
		g.counted = open
		if open {
			g.stage.open.Add(1)
		} else {
			g.stage.open.Add(-1)
		}
	}
}

// passes says whether a packet of this level is to be forwarded. Called by the layer's goroutine.
func (g *gate) passes(t *UpTrack, level uint8, now time.Time) bool {
	s := g.stage
	if level <= audible {
		g.spoke.Store(now.UnixNano())
	}
	loudness := int32(127-level) * levelUnit
	g.mean += (loudness - g.mean) / mean
	g.peak.Store(max(g.peak.Load()-decay, loudness))
	seated := s.seats[g.seat].Load() == t
	if g.kept.Load() || int(s.open.Load()) <= len(s.seats) {
		if seated {
			s.leave(t)
		}
		return true
	}
	if seated {
		if !g.silent(now) {
			return true
		}
		s.leave(t)
		return false
	}
	return level <= audible && s.enter(t, now)
}

func (g *gate) silent(now time.Time) bool { return now.UnixNano()-g.spoke.Load() > int64(seatHold) }

// enter finds a seat: a free one, that of somebody who has fallen silent, or the quietest one's.
func (s *Stage) enter(t *UpTrack, now time.Time) bool {
	quietest, least := -1, t.gate.mean-louder*levelUnit
	var there *UpTrack
	for i := range s.seats {
		other := s.seats[i].Load()
		if other == nil || other.gate.silent(now) {
			if s.seats[i].CompareAndSwap(other, t) {
				t.gate.seat = i
				return true
			}
			continue
		}
		if peak := other.gate.peak.Load(); peak < least {
			quietest, least, there = i, peak, other
		}
	}
	if quietest < 0 || !s.seats[quietest].CompareAndSwap(there, t) {
		return false
	}
	t.gate.seat = quietest
	return true
}

// leave gives the seat up, if there is one.
func (s *Stage) leave(t *UpTrack) {
	for i := range s.seats {
		s.seats[i].CompareAndSwap(t, nil)
	}
}
