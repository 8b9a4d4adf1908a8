package rtp

import "time"

// NackPolicy bounds how a lost packet is asked for again.
const (
	nackTries    = 6
	nackFirst    = 5 * time.Millisecond // a little reordering is no loss
	nackMinDelay = 20 * time.Millisecond
	nackMaxDelay = 400 * time.Millisecond
	nackMaxGap   = 256 // a larger gap is a restart, not a loss
	nackMaxHeld  = 256
)

type lost struct {
	seq   uint64
	due   time.Time
	tries int
}

// Losses remembers which packets of a source are missing and when to ask for them. One owner; the zero
// value is ready.
type Losses struct {
	highest uint64
	missing []lost // ascending
}

// Observe takes note of a received packet. It returns true when the packet had been missing.
func (l *Losses) Observe(seq uint64, now time.Time) (recovered bool) {
	switch {
	case l.highest == 0:
		l.highest = seq
	case seq > l.highest:
		gap := seq - l.highest - 1
		if gap > nackMaxGap {
			l.missing = l.missing[:0]
		} else {
			for s := l.highest + 1; s < seq; s++ {
				l.missing = append(l.missing, lost{seq: s, due: now.Add(nackFirst)})
			}
		}
		if over := len(l.missing) - nackMaxHeld; over > 0 {
			l.missing = append(l.missing[:0], l.missing[over:]...)
		}
		l.highest = seq
	default:
		for i := range l.missing {
			if l.missing[i].seq == seq {
				l.missing = append(l.missing[:i], l.missing[i+1:]...)
				return true
			}
		}
	}
	return false
}

// Due appends to out the numbers to ask for now, given the round trip time (0 when unknown), and plans
// their next turn. Packets asked for too often are given up.
func (l *Losses) Due(now time.Time, rtt time.Duration, out []uint16) []uint16 {
	if len(l.missing) == 0 {
		return out
	}
	kept := l.missing[:0]
	for _, m := range l.missing {
		if !now.Before(m.due) {
			if m.tries >= nackTries {
				continue
			}
			m.tries++
			delay := min(max(rtt+rtt/4, nackMinDelay)<<min(m.tries-1, 3), nackMaxDelay)
			m.due = now.Add(delay)
			out = append(out, uint16(m.seq))
		}
		kept = append(kept, m)
	}
	l.missing = kept
	return out
}

// Missing returns how many packets are being asked for.
func (l *Losses) Missing() int { return len(l.missing) }
