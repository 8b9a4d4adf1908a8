package bwe

import (
	"testing"
	"time"
)

// probed is a path whose receiver can be sent padding. It looks at it as often as a server does.
type probed struct {
	path
	loss     float64 // of every packet, whatever is sent
	believes bool    // the receiver tells what it believes (REMB), else only what it misses

	carry  float64
	over   time.Duration // how long more was sent than the path takes
	most   float64       // the most that was sent beyond its capacity, as a share of it
	probes int
}

func (p *probed) run(d time.Duration) {
	for end := p.now.Add(d); p.now.Before(end); {
		step := 500 * time.Millisecond
		if p.a.Padding() > 0 {
			step = 100 * time.Millisecond
		}
		p.now = p.now.Add(step)
		sent, padding := p.sent(), p.a.Padding()
		total := sent + padding
		excess := 0.0
		if total > p.capacity {
			excess = (total - p.capacity) / total
			p.estimate = 0.85 * p.capacity
			p.over += step
			p.most = max(p.most, total/p.capacity-1)
		} else if p.estimate < 1.5*total {
			p.estimate = min(p.estimate*1.04+1000, 1.5*total+10_000)
		}
		packets := sent / 8 / 1000 * step.Seconds()
		p.carry += packets * (excess + p.loss)
		nacks := int(p.carry)
		p.carry -= float64(nacks)
		s := Sample{Sent: sent, Loss: excess + p.loss, Packets: int(packets), Nacks: nacks, CanProbe: true}
		if padding > 0 {
			s.Loss = p.loss // its reports come seldom
		}
		if p.believes {
			s.Estimate, s.EstimateAt = p.estimate, p.now
		}
		was := p.a.probe.on
		p.given = p.a.Update(p.now, s, p.tracks)
		if p.a.probe.on && !was {
			p.probes++
		}
	}
}

func TestAProbedPath(t *testing.T) {
	for _, c := range []struct {
		name     string
		believes bool
		loss     float64
	}{
		{"the receiver tells what it believes", true, 0},
		{"the receiver tells what it misses", false, 0},
		{"one packet in twenty is lost anyway", true, 0.05},
		{"and only that is known", false, 0.05},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &probed{believes: c.believes, loss: c.loss}
			p.path = *start(500_000, Track{ID: "a", Wish: 2, Rates: camera})
			p.run(10 * time.Second)
			p.over, p.most = 0, 0
			p.run(5 * time.Minute)
			if p.given["a"] == 2 || p.probes < 30 {
				t.Errorf("after five minutes layer %d is given, and %d probes were made", p.given["a"], p.probes)
			}
			t.Logf("%d probes, overfilled for %v of 5m0s by %.0f %% at most", p.probes, p.over, 100*p.most)
			bound := 1.2 // by misses alone it learns late
			if p.believes {
				bound = 0.25
			}
			if p.most > bound || p.over > 30*time.Second {
				t.Errorf("the path was overfilled for %v, by %.0f %% at most", p.over, 100*p.most)
			}
			p.capacity = 1e9
			p.run(10 * time.Second)
			if p.given["a"] != 2 {
				t.Errorf("ten seconds after the path widened layer %d is given", p.given["a"])
			}
			p.run(time.Minute)
			if p.a.Limited() || p.a.Padding() != 0 {
				t.Errorf("limited %v, padding %.0f, after a minute on a wide path", p.a.Limited(), p.a.Padding())
			}
		})
	}
}

func TestAPathThatIsProbedInVain(t *testing.T) {
	p := &probed{believes: true}
	p.path = *start(100_000, Track{ID: "a", Wish: 2, Rates: camera})
	p.a.AllowPause = true
	p.run(time.Minute)
	if p.given["a"] != Paused {
		t.Errorf("layer %d is given on a path that takes none", p.given["a"])
	}
}
