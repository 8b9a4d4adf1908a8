package rtp

import (
	"math"
	"time"
)

// How speech is told from the levels of RFC 6464, never by decoding.
const (
	levelWindow    = 400 * time.Millisecond
	levelThreshold = 35  // -dBov: louder (smaller) counts as speech
	levelShare     = 0.4 // of the window
	levelSmoothing = 2
	levelSilent    = 127
	levelPacket    = 20 * time.Millisecond // longest time one packet speaks for
)

// Levels is the speech detector of one audio track. One owner; the zero value is ready.
type Levels struct {
	begin    time.Time
	last     time.Time
	active   time.Duration
	loudest  uint8
	smoothed float64
	present  bool
}

// Observe takes the level of a packet received now, in -dBov (0 loudest .. 127 silence), and returns the
// smoothed loudness 0..1 with true when a window has just been completed.
func (l *Levels) Observe(level uint8, now time.Time) (loudness float64, complete bool) {
	if !l.present || now.Sub(l.last) > 2*levelWindow {
		*l = Levels{begin: now, last: now.Add(-levelPacket), loudest: levelSilent, present: true, smoothed: l.smoothed}
	}
	span := min(now.Sub(l.last), levelPacket)
	l.last = now
	if level <= levelThreshold {
		l.active += span
		l.loudest = min(l.loudest, level)
	}
	if now.Sub(l.begin) < levelWindow {
		return 0, false
	}
	current := 0.0
	if float64(l.active) >= levelShare*float64(levelWindow) {
		activity := 20 * math.Log10(float64(l.active)/float64(levelWindow))
		current = math.Pow(10, -(float64(l.loudest)-activity)/20)
	}
	l.smoothed += (min(current, 1) - l.smoothed) * 2 / (levelSmoothing + 1)
	l.begin, l.active, l.loudest = now, 0, levelSilent
	return l.smoothed, true
}
