package bwe

import (
	"cmp"
	"slices"
	"time"
)

// Layers is how many layers a video has at most, each cheaper than the next; one with fewer frames counts too.
const Layers = 6

// Paused is the layer of a video that gets nothing.
const Paused = -1

const (
	window       = 6 * time.Second // of estimates a fall is seen in
	fresh        = 4 * time.Second // how long an estimate counts
	fallen       = 0.85            // of the highest in the window
	heavyLoss    = 0.10
	margin       = 0.95 // of a bound is given out
	settle       = 1500 * time.Millisecond
	firstPause   = 3 * time.Second
	longestPause = 64 * time.Second
	probation    = 5 * time.Second // congestion within it fails a step
)

// Track is one video on its way to the receiver.
type Track struct {
	ID string
	// Wish is the highest layer wanted.
	Wish int
	// Rates are bit/s of each layer, 0 for what is not sent.
	Rates [Layers]float64
	// Priority: the greater is served first.
	Priority int
}

// Sample is what is known of the receiver now.
type Sample struct {
	// Estimate is the receiver's belief in bit/s, told at EstimateAt; 0 when never told.
	Estimate   float64
	EstimateAt time.Time
	// Sent is what was sent lately, in bit/s, all together; Audio is the share of it that is no video, which
	// is never given less.
	Sent, Audio float64
	// Loss is the share of packets the receiver last reported lost, 0..1.
	Loss float64
	// Packets were sent since the last sample, and Nacks asked for again.
	Packets, Nacks int
	// CanProbe says that Padding is obeyed.
	CanProbe bool
}

// Allocator serves one receiver. One owner; the zero value limits nothing.
type Allocator struct {
	// AllowPause lets videos get nothing when not even the lowest layers fit.
	AllowPause bool
	// Ceiling is the most that may be sent all together, in bit/s; 0 for whatever passes.
	Ceiling float64

	estimates []estimate
	bound     float64 // 0: none
	changed   time.Time
	pause     time.Duration
	next      time.Time
	tried     time.Time

	probe   probe
	padding float64
	misses  float64 // the share of packets the path usually loses
	audio   float64 // sent besides, of late
}

type estimate struct {
	at    time.Time
	value float64
}

// Limited says whether the receiver is being given less than it wishes for want of bandwidth.
func (a *Allocator) Limited() bool { return a.limit() > 0 }

// limit is what may be sent all together, 0 for any amount.
func (a *Allocator) limit() float64 {
	if a.Ceiling > 0 && (a.bound == 0 || a.bound > a.Ceiling) {
		return a.Ceiling
	}
	return a.bound
}

// Update takes what is known now and returns the layer of each track, Paused for none.
func (a *Allocator) Update(now time.Time, s Sample, tracks []Track) map[string]int {
	a.observe(now, s)
	a.observeMisses(s)
	a.audio = s.Audio
	switch {
	case a.probe.on:
		a.goOnProbing(now, s, tracks)
	case a.congested(now, s):
		a.reduce(now, s)
	case a.bound == 0 || !now.After(a.next) || a.limit() < a.bound:
	case s.CanProbe:
		a.beginProbe(now, s, tracks)
	default:
		a.raise(now, tracks)
	}
	return a.allocate(tracks)
}

func (a *Allocator) observe(now time.Time, s Sample) {
	if s.Estimate > 0 && (len(a.estimates) == 0 || a.estimates[len(a.estimates)-1].at != s.EstimateAt) {
		a.estimates = append(a.estimates, estimate{s.EstimateAt, s.Estimate})
	}
	for len(a.estimates) > 0 && now.Sub(a.estimates[0].at) > window {
		a.estimates = a.estimates[1:]
	}
}

// congested sees a falling belief that has come down to what is sent, or heavy loss.
func (a *Allocator) congested(now time.Time, s Sample) bool {
	if now.Sub(a.changed) < settle {
		return false
	}
	if s.Loss > heavyLoss {
		return true
	}
	if s.Estimate <= 0 || now.Sub(s.EstimateAt) > fresh {
		return false
	}
	peak := 0.0
	for _, e := range a.estimates {
		peak = max(peak, e.value)
	}
	return s.Estimate < fallen*peak && s.Estimate < s.Sent
}

func (a *Allocator) reduce(now time.Time, s Sample) {
	bound := s.Sent * (1 - s.Loss)
	if s.Estimate > 0 && now.Sub(s.EstimateAt) <= fresh && s.Loss <= heavyLoss {
		bound = min(bound, s.Estimate)
	}
	if a.bound > 0 {
		bound = min(bound, a.bound)
	}
	a.bound = max(bound*margin, 1)
	if !a.tried.IsZero() && now.Sub(a.tried) < probation {
		a.pause = min(a.pause*2, longestPause)
	} else {
		a.pause = max(a.pause, firstPause)
	}
	a.tried = time.Time{}
	a.changed, a.next = now, now.Add(a.pause)
	a.estimates = a.estimates[:0]
}

// raise widens the bound by the cheapest step somebody wishes for, or lifts it when nobody does.
func (a *Allocator) raise(now time.Time, tracks []Track) {
	if !a.tried.IsZero() && now.Sub(a.tried) >= probation {
		a.pause = firstPause // the last step held
	}
	given := a.allocate(tracks)
	total, step := 0.0, 0.0
	for _, t := range tracks {
		layer := given[t.ID]
		if layer != Paused {
			total += t.Rates[layer]
		}
		for up := layer + 1; up <= t.Wish && up < Layers; up++ {
			if t.Rates[up] <= 0 {
				continue
			}
			cost := t.Rates[up]
			if layer != Paused {
				cost -= t.Rates[layer]
			}
			if step == 0 || cost < step {
				step = cost
			}
			break
		}
	}
	if step == 0 {
		*a = Allocator{AllowPause: a.AllowPause, Ceiling: a.Ceiling, misses: a.misses, audio: a.audio}
		return
	}
	a.bound = a.audio + total + step*1.05
	a.tried, a.changed, a.next = now, now, now.Add(max(a.pause, probation))
}

// allocate gives layers within the bound: the lowest to all, then more by priority.
func (a *Allocator) allocate(tracks []Track) map[string]int {
	out := make(map[string]int, len(tracks))
	limit := a.limit()
	if limit == 0 {
		for _, t := range tracks {
			out[t.ID] = t.Wish
		}
		return out
	}
	order := slices.Clone(tracks)
	slices.SortStableFunc(order, func(x, y Track) int { return cmp.Compare(y.Priority, x.Priority) })
	left := max(limit-a.audio, 0)
	for _, t := range order {
		low := t.lowest()
		if cost := t.Rates[low]; cost <= left || !a.AllowPause {
			out[t.ID] = low
			left -= cost
		} else {
			out[t.ID] = Paused
		}
	}
	for _, t := range order {
		layer := out[t.ID]
		if layer == Paused {
			continue
		}
		for up := layer + 1; up <= t.Wish && up < Layers; up++ {
			if cost := t.Rates[up] - t.Rates[layer]; t.Rates[up] > 0 && cost <= left {
				left -= cost
				layer = up
			}
		}
		out[t.ID] = layer
	}
	return out
}

// lowest is the lowest layer that is being sent.
func (t *Track) lowest() int {
	for i, r := range t.Rates {
		if r > 0 && i <= t.Wish {
			return i
		}
	}
	return 0
}
