package bwe

import "time"

const (
	probeEvery = 4 * time.Second
	// A probe grows by probeGrowth in every probeStep, from what is sent to what is wished for.
	probeStep   = 250 * time.Millisecond
	probeGrowth = 0.25
	probeHold   = 2 * probeStep // at its end
	probeMisses = 3             // packets missed beyond what is usual end it
	usualMisses = 0.1           // share of a new sample in what is usual
)

// probe is an attempt to find out, with packets sent twice, how much more the path takes. It ends at the
// first sign that the path is full, so that the path is overfilled for no more than a moment.
type probe struct {
	on      bool
	at      time.Time // of the last step
	full    time.Time // when everything wished for was reached
	target  float64   // bit/s, all together
	good    float64   // what went through before the last step
	peak    float64   // of the estimates
	packets int
	nacks   int
}

// Padding is how many bit/s beyond what is sent anyway should be sent now, to find out whether they pass.
func (a *Allocator) Padding() float64 { return a.padding }

// observeMisses learns which share of packets the path loses anyway.
func (a *Allocator) observeMisses(s Sample) {
	if s.Packets > 0 && !a.probe.on {
		share := min(float64(s.Nacks)/float64(s.Packets), 1)
		a.misses += usualMisses * (share - a.misses)
	}
}

func (a *Allocator) beginProbe(now time.Time, s Sample, tracks []Track) {
	if wishes(tracks)+s.Audio <= s.Sent || s.Sent <= 0 {
		a.raise(now, tracks)
		return
	}
	a.probe = probe{on: true, at: now, target: s.Sent, good: s.Sent, peak: s.Estimate}
	a.growProbe(now, s, tracks)
}

// goOnProbing takes one more step, or ends the probe.
func (a *Allocator) goOnProbing(now time.Time, s Sample, tracks []Track) {
	p := &a.probe
	p.packets, p.nacks = p.packets+s.Packets, p.nacks+s.Nacks
	p.peak = max(p.peak, s.Estimate)
	if float64(p.nacks)-a.misses*float64(p.packets) >= probeMisses || s.Loss > heavyLoss ||
		(s.Estimate > 0 && s.Estimate < fallen*p.peak) {
		a.endProbe(now)
		return
	}
	a.growProbe(now, s, tracks)
	if !p.full.IsZero() && now.Sub(p.full) >= probeHold {
		*a = Allocator{
			AllowPause: a.AllowPause, Ceiling: a.Ceiling, misses: a.misses, audio: a.audio,
			pause: a.pause, tried: now, changed: now,
		}
	}
}

func (a *Allocator) growProbe(now time.Time, s Sample, tracks []Track) {
	p := &a.probe
	if steps := now.Sub(p.at).Seconds() / probeStep.Seconds(); steps > 0 {
		p.good = max(p.good, p.target/(1+2*probeGrowth))
		p.target *= 1 + probeGrowth*min(steps, 1)
		p.at = now
	}
	if most := (wishes(tracks) + s.Audio) * 1.1; p.target >= most {
		p.target = most
		if p.full.IsZero() {
			p.full = now
		}
	}
	a.padding = max(p.target-s.Sent, 0)
}

// endProbe keeps what was found to pass.
func (a *Allocator) endProbe(now time.Time) {
	a.bound = max(a.bound, a.probe.good*margin)
	a.probe, a.padding = probe{}, 0
	a.estimates = a.estimates[:0]
	a.changed, a.next = now, now.Add(probeEvery)
}

// wishes is what everything wished for would take, in bit/s.
func wishes(tracks []Track) float64 {
	total := 0.0
	for _, t := range tracks {
		for layer := min(t.Wish, Layers-1); layer >= 0; layer-- {
			if t.Rates[layer] > 0 {
				total += t.Rates[layer]
				break
			}
		}
	}
	return total
}
