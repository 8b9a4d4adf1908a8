package sfu

import (
	"testing"

	"dienhong/sfu/bwe"
	"dienhong/sfu/media"
)

func TestStepsOfAVideo(t *testing.T) {
	type rates = [media.Layers][media.Temporals]float64
	three := rates{{50, 70, 100, 100}, {200, 300, 400, 400}, {800, 1100, 1600, 1600}}
	for _, c := range []struct {
		name  string
		rates rates
		want  [bwe.Layers]float64
	}{
		{"temporal layers", three, [bwe.Layers]float64{0, 100, 300, 400, 1100, 1600}},
		{"none", rates{{100, 100, 100, 100}, {400, 400, 400, 400}}, [bwe.Layers]float64{0, 100, 0, 400}},
		{"two", rates{{60, 100, 100, 100}, {300, 400, 400, 400}}, [bwe.Layers]float64{0, 100, 300, 400}},
		{"nothing is sent", rates{}, [bwe.Layers]float64{}},
		{"less than all of what is below", rates{{200, 300, 400, 400}, {100, 350, 500, 500}}, [bwe.Layers]float64{0, 400, 0, 500}},
		{"one layer alone", rates{{}, {}, three[2]}, [bwe.Layers]float64{0, 0, 0, 0, 1100, 1600}},
	} {
		if got := steps(c.rates); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	const all = media.Temporals - 1
	for _, c := range []struct{ step, wish, layer, temporal int }{
		{whole(2), 2, 2, all}, {whole(2), 1, 1, all}, {whole(2) - 1, 2, 2, 1}, {whole(2) - 1, 1, 1, all},
		{whole(0), 2, 0, all}, {whole(1) - 1, 2, 1, 1}, {bwe.Paused, 2, 0, all},
	} {
		if layer, temporal := within(c.step, c.wish, three); layer != c.layer || temporal != c.temporal {
			t.Errorf("step %d of a wish for %d: layer %d, temporal layer %d", c.step, c.wish, layer, temporal)
		}
	}
}
