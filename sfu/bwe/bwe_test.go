package bwe

import (
	"maps"
	"testing"
	"time"
)

var (
	camera = [Layers]float64{150_000, 500_000, 1_700_000}
	screen = [Layers]float64{1_500_000}
	begin  = time.Unix(1000, 0)
)

// path is a simulated receiver behind a link.
type path struct {
	a        Allocator
	tracks   []Track
	capacity float64
	now      time.Time
	estimate float64
	given    map[string]int
}

func (p *path) sent() float64 {
	total := 0.0
	for _, t := range p.tracks {
		for layer := p.given[t.ID]; layer >= 0; layer-- { // the highest there is
			if t.Rates[layer] > 0 {
				total += t.Rates[layer]
				break
			}
		}
	}
	return total
}

// run passes time in half seconds; the belief follows what is sent, as a browser's does.
func (p *path) run(d time.Duration) {
	for end := p.now.Add(d); p.now.Before(end); p.now = p.now.Add(500 * time.Millisecond) {
		sent := p.sent()
		loss := 0.0
		switch {
		case sent > p.capacity:
			p.estimate = 0.85 * p.capacity
			loss = (sent - p.capacity) / sent
		case p.estimate < 1.5*sent:
			p.estimate = min(p.estimate*1.04+1000, 1.5*sent+10_000)
		}
		p.given = p.a.Update(p.now, Sample{Estimate: p.estimate, EstimateAt: p.now, Sent: sent, Loss: loss}, p.tracks)
	}
}

func start(capacity float64, tracks ...Track) *path {
	p := &path{tracks: tracks, capacity: capacity, now: begin, estimate: 300_000, given: map[string]int{}}
	for _, t := range tracks {
		p.given[t.ID] = t.Wish
	}
	return p
}

func TestAWidePathLimitsNothing(t *testing.T) {
	p := start(1e9, Track{ID: "a", Wish: 2, Rates: camera}, Track{ID: "b", Wish: 2, Rates: camera})
	p.run(time.Minute)
	if p.a.Limited() || p.given["a"] != 2 || p.given["b"] != 2 {
		t.Errorf("given %v", p.given)
	}
}

func TestANarrowPath(t *testing.T) {
	for _, c := range []struct {
		name     string
		capacity float64
		tracks   []Track
		want     map[string]int
		pause    bool
	}{
		{"one video steps down", 700_000, []Track{{ID: "a", Wish: 2, Rates: camera}}, map[string]int{"a": 1}, false},
		{"two videos share", 800_000, []Track{{ID: "a", Wish: 2, Rates: camera}, {ID: "b", Wish: 2, Rates: camera}},
			map[string]int{"a": 1, "b": 0}, false},
		{"the screen comes first", 1_800_000, []Track{
			{ID: "a", Wish: 2, Rates: camera}, {ID: "s", Wish: 2, Rates: screen, Priority: 1},
		}, map[string]int{"a": 0, "s": 0}, false},
		{"nothing is paused unasked", 100_000, []Track{{ID: "a", Wish: 2, Rates: camera}}, map[string]int{"a": 0}, false},
		{"paused when that is allowed", 100_000, []Track{{ID: "a", Wish: 2, Rates: camera}}, map[string]int{"a": Paused}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := start(c.capacity, c.tracks...)
			p.a.AllowPause = c.pause
			// It tries higher now and then; what it comes back to is what counts.
			seen := map[string]map[int]int{}
			p.run(20 * time.Second)
			for range 120 {
				p.run(500 * time.Millisecond)
				for id, layer := range p.given {
					if seen[id] == nil {
						seen[id] = map[int]int{}
					}
					seen[id][layer]++
				}
			}
			most := map[string]int{}
			for id, counts := range seen {
				best := -2
				for layer, n := range counts {
					if best == -2 || n > counts[best] {
						best = layer
					}
				}
				most[id] = best
			}
			if !maps.Equal(most, c.want) {
				t.Errorf("given mostly %v, want %v (%v)", most, c.want, seen)
			}
		})
	}
}

func TestWhoIsServedFirst(t *testing.T) {
	tile := [Layers]float64{100_000, 300_000}
	tracks := []Track{
		{ID: "tile1", Wish: 0, Rates: tile, Priority: 1}, {ID: "tile2", Wish: 0, Rates: tile, Priority: 1},
		{ID: "speaker", Wish: 2, Rates: camera, Priority: 5}, {ID: "screen", Wish: 2, Rates: [Layers]float64{600_000}, Priority: 9},
	}
	for _, c := range []struct {
		ceiling, audio float64
		want           map[string]int
	}{
		{0, 64_000, map[string]int{"screen": 2, "speaker": 2, "tile1": 0, "tile2": 0}},
		{3_000_000, 64_000, map[string]int{"screen": 0, "speaker": 2, "tile1": 0, "tile2": 0}},
		{1_500_000, 64_000, map[string]int{"screen": 0, "speaker": 1, "tile1": 0, "tile2": 0}},
		{1_000_000, 64_000, map[string]int{"screen": 0, "speaker": 0, "tile1": 0, "tile2": Paused}},
		{800_000, 64_000, map[string]int{"screen": 0, "speaker": Paused, "tile1": 0, "tile2": Paused}},
		{700_000, 640_000, map[string]int{"screen": Paused, "speaker": Paused, "tile1": Paused, "tile2": Paused}},
		{320_000, 64_000, map[string]int{"screen": Paused, "speaker": 0, "tile1": 0, "tile2": Paused}},
		{50_000, 64_000, map[string]int{"screen": Paused, "speaker": Paused, "tile1": Paused, "tile2": Paused}},
	} {
		a := Allocator{AllowPause: true, Ceiling: c.ceiling}
		got := a.Update(begin, Sample{Sent: c.audio, Audio: c.audio}, tracks)
		if !maps.Equal(got, c.want) {
			t.Errorf("of %.0f, with %.0f of audio: given %v, want %v", c.ceiling, c.audio, got, c.want)
		}
		if a.Limited() != (c.ceiling > 0) {
			t.Errorf("limited: %v", a.Limited())
		}
	}
}

func TestAPathThatWidensAgain(t *testing.T) {
	p := start(700_000, Track{ID: "a", Wish: 2, Rates: camera})
	p.run(30 * time.Second)
	if p.given["a"] == 2 {
		t.Fatal("not limited")
	}
	p.capacity = 1e9
	p.run(2 * time.Minute)
	if p.given["a"] != 2 || p.a.Limited() {
		t.Errorf("given %v, limited %v", p.given, p.a.Limited())
	}
}

func TestTriesGrowRare(t *testing.T) {
	p := start(700_000, Track{ID: "a", Wish: 2, Rates: camera})
	p.run(3 * time.Minute)
	tries, was := 0, p.given["a"]
	for range 240 {
		p.run(500 * time.Millisecond)
		if p.given["a"] > was {
			tries++
		}
		was = p.given["a"]
	}
	if tries > 4 {
		t.Errorf("%d tries in two minutes", tries)
	}
}
