package sfu

import (
	"dienhong/sfu/bwe"
	"dienhong/sfu/media"
)

// A video is given room in steps: of each layer but the lowest first the frames without the highest temporal
// layer, mostly every other one, then all. So frames are left out before the picture becomes smaller.

// whole is the step of a layer with all its frames.
func whole(layer int) int { return 2*layer + 1 }

// steps are the bit/s of each step, 0 for what there is not.
func steps(rates [media.Layers][media.Temporals]float64) (out [bwe.Layers]float64) {
	below := 0.0
	for layer, r := range rates {
		all := r[media.Temporals-1]
		if fewer := topTemporal(r) - 1; layer > 0 && fewer >= 0 && r[fewer] > below {
			out[whole(layer)-1] = r[fewer]
		}
		out[whole(layer)] = all
		below = max(below, all)
	}
	return out
}

// topTemporal is the highest temporal layer there is.
func topTemporal(r [media.Temporals]float64) int {
	for t, rate := range r {
		if rate >= r[media.Temporals-1] {
			return t
		}
	}
	return 0
}

// within is what is given of a layer wished for: no more than the step, in layers and temporal layers.
func within(step, wish int, rates [media.Layers][media.Temporals]float64) (layer, temporal int) {
	layer, temporal = max(min(wish, step/2), 0), media.Temporals-1
	if step == whole(layer)-1 {
		if top := topTemporal(rates[layer]); top > 0 {
			temporal = top - 1
		}
	}
	return layer, temporal
}
