package media

import (
	"sync/atomic"
	"time"

	"dienhong/sfu/rtp"
)

// Temporals is how many temporal layers are told apart.
const Temporals = 4

// tally measures what receivers of a stream's layers are sent.
type tally struct {
	// of the time being measured, owned by the layer's goroutine
	sizes  [Layers][Temporals]uint64 // bytes, by the highest layers sent
	starts [Temporals]uint32

	// of the time measured last, read by others
	rates   [Layers][Temporals]atomic.Uint64 // bit/s
	fps     [Temporals]atomic.Uint32         // frames in ten seconds
	spatial atomic.Bool                      // the stream has several spatial layers
}

// plain takes a packet of a stream with temporal layers only.
func (t *tally) plain(temporal uint8, start bool, size int) {
	for i := min(int(temporal), Temporals-1); i < Temporals; i++ {
		t.sizes[0][i] += uint64(size)
		if start {
			t.starts[i]++
		}
	}
}

// frame takes a packet whose descriptor says for whom it is.
func (t *tally) frame(f *rtp.Frame, s *rtp.Structure, size int) {
	for i, target := range s.Targets {
		if f.Indication(i) != rtp.NotPresent && target.Spatial < Layers && target.Temporal < Temporals {
			t.sizes[target.Spatial][target.Temporal] += uint64(size)
		}
	}
	if f.First && f.Spatial == 0 {
		for i := min(int(f.Temporal), Temporals-1); i < Temporals; i++ {
			t.starts[i]++
		}
	}
	if several := s.Spatials > 1; several != t.spatial.Load() {
		t.spatial.Store(several)
	}
}

// settle ends a measurement that took so long.
func (t *tally) settle(passed time.Duration) {
	seconds := passed.Seconds()
	for i := range t.sizes {
		whole := uint64(0)
		for j, size := range t.sizes[i] {
			if size > 0 { // else there is no such layer, and the lower one is all
				whole = size
			}
			t.rates[i][j].Store(uint64(float64(whole) * 8 / seconds))
		}
	}
	for i, n := range t.starts {
		t.fps[i].Store(uint32(float64(n)*10/seconds + 0.5))
	}
	t.sizes, t.starts = [Layers][Temporals]uint64{}, [Temporals]uint32{}
}

// rate is the bit/s of a spatial layer, by the highest temporal layer.
func (t *tally) rate(spatial int) (out [Temporals]float64) {
	for i := range out {
		out[i] = float64(t.rates[spatial][i].Load())
	}
	return out
}

// enough is the lowest temporal layer with which at least so many frames a second are sent, within a tenth.
func (t *tally) enough(fps uint32) uint8 {
	for i := range t.fps {
		if t.fps[i].Load() >= fps*9 {
			return uint8(i)
		}
	}
	return Temporals - 1
}
