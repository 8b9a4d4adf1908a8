// Package load puts a LiveKit-compatible server under a measured load: publishers that send synthetic
// cameras and microphones, and receivers so lean that they cost less than what they measure.
package load

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/pion/webrtc/v4"
)

// Config is one measurement.
type Config struct {
	URL, Key, Secret, Room string
	// Cameras and Microphones are how many participants publish one each; Subscribers receive all. Without
	// publishers they only sit there, and what is measured is what an idle participant costs.
	Cameras, Microphones, Subscribers int
	// Mesh is how many participants publish a camera and a microphone each and receive all others', instead of
	// the three above; 0 for none.
	Mesh int
	// Churn is how many subscribers a second leave while it is measured, each followed by a new one.
	Churn float64
	// Kbps and FPS describe a camera.
	Kbps, FPS int
	// Warmup passes before the measured Duration.
	Warmup, Duration time.Duration
	// PID is the server's process, for its CPU time and memory; 0 leaves them out.
	PID int
}

// Result is what was measured.
type Result struct {
	Packets int64   // forwarded, as received
	PerSec  float64 // packets per second
	Mbps    float64 // as received, with the headers of RTP
	Loss    float64 // share of what should have come
	// Streams have come to those who were there all the time, of Expected.
	Streams, Expected int
	P50, P99          time.Duration
	// Joins is how many took another's place, and how long from the first request to the first media.
	Joins            int
	JoinP50, JoinP99 time.Duration
	Server
	// OwnMicros is what the load itself cost per packet.
	OwnMicros float64
}

// Server is what a measurement cost the server.
type Server struct {
	// MicrosPerPacket is CPU (user and system) per forwarded packet; RSS is in bytes.
	MicrosPerPacket, UserMicros, SystemMicros float64
	RSS, RSSPerParticipant                    int64
	Cores                                     float64 // of the machine, that are kept busy
}

const (
	joinAtOnce  = 4
	joinTimeout = 60 * time.Second // of the first hundred; more take longer
)

// session is one measurement under way.
type session struct {
	c       Config
	stop    chan struct{}
	senders sync.WaitGroup
	lat     latencies
	joins   latencies

	mu        sync.Mutex
	peers     []*peer // all
	receivers []*peer // of them, oldest first
	left      totals  // of receivers that left
	next      int     // number of the next receiver
}

// Run joins, measures and leaves.
func Run(ctx context.Context, c Config, progress func(string)) (Result, error) {
	s := &session{c: c, stop: make(chan struct{})}
	defer s.end()
	limit := joinTimeout * time.Duration(1+(c.Subscribers+c.Mesh)/100)
	joinCtx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	base := memory(c.PID)
	for i := range c.Cameras + c.Microphones {
		p, err := s.join(joinCtx, fmt.Sprintf("publisher-%d", i), false)
		if err != nil {
			return Result{}, err
		}
		if err := s.begin(joinCtx, p, i < c.Cameras); err != nil {
			return Result{}, err
		}
		base = memory(c.PID)
	}
	progress("publishers are in")
	if err := s.fill(joinCtx); err != nil {
		return Result{}, err
	}
	progress("receivers are in")
	if err := sleep(ctx, c.Warmup); err != nil {
		return Result{}, err
	}
	return s.measure(ctx, base)
}

// join lets a participant in.
func (s *session) join(ctx context.Context, identity string, receives bool) (*peer, error) {
	read := s.lat.read
	if !receives {
		read = func(*webrtc.TrackRemote) {}
	}
	p, err := join(ctx, s.c, identity, receives, read)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.peers = append(s.peers, p)
	s.mu.Unlock()
	return p, nil
}

// receiver lets one more in that receives, and in a mesh publishes.
func (s *session) receiver(ctx context.Context) (*peer, error) {
	s.mu.Lock()
	identity := fmt.Sprintf("subscriber-%d", s.next)
	s.next++
	s.mu.Unlock()
	p, err := s.join(ctx, identity, true)
	if err != nil {
		return nil, err
	}
	select {
	case <-p.ready:
	case <-ctx.Done():
		return nil, errors.New("a subscriber was not connected in time")
	}
	if s.c.Mesh > 0 {
		for _, video := range []bool{false, true} {
			if err := s.begin(ctx, p, video); err != nil {
				return nil, err
			}
		}
	}
	s.mu.Lock()
	s.receivers = append(s.receivers, p)
	s.mu.Unlock()
	return p, nil
}

// fill lets all receivers in, a few at once.
func (s *session) fill(ctx context.Context) error {
	var mu sync.Mutex
	var first error
	slots := make(chan struct{}, joinAtOnce)
	var wg sync.WaitGroup
	for range s.c.Subscribers + s.c.Mesh {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if _, err := s.receiver(ctx); err != nil {
				mu.Lock()
				first = errors.Join(first, err)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return first
}

// end lets everybody leave.
func (s *session) end() {
	close(s.stop)
	s.senders.Wait()
	for _, p := range s.peers {
		p.close()
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// measure counts for the duration.
func (s *session) measure(ctx context.Context, base int64) (Result, error) {
	steady := append([]*peer{}, s.receivers...)
	for _, p := range steady {
		p.socket.reset()
	}
	s.lat.reset()
	server, own := cpu(s.c.PID), cpu(os.Getpid())
	begin := time.Now()
	churn, endChurn := context.WithCancel(ctx)
	defer endChurn()
	churned := make(chan error, 1)
	go func() { churned <- s.churn(churn) }()
	err := sleep(ctx, s.c.Duration)
	passed := time.Since(begin).Seconds()
	server, own = cpu(s.c.PID).minus(server), cpu(os.Getpid()).minus(own)
	sum := s.total()
	endChurn()
	if err := errors.Join(err, <-churned); err != nil {
		return Result{}, err
	}
	r := Result{Packets: sum.received, PerSec: float64(sum.received) / passed, Mbps: float64(sum.bytes) * 8 / 1e6 / passed}
	if s.c.PID != 0 {
		r.RSS = memory(s.c.PID)
		r.RSSPerParticipant = (r.RSS - base) / int64(max(len(steady), 1))
		r.Cores = (server.user + server.system).Seconds() / passed
	}
	for _, p := range steady {
		if p.closed {
			continue // it left, as it was told
		}
		if err := p.failed(); err != nil {
			return r, err
		}
		r.Streams += p.socket.totals().streams
		r.Expected += s.streams()
	}
	if s.streams() == 0 {
		return r, nil // nobody is to receive anything
	}
	if r.Packets == 0 {
		return r, errors.New("no packet came")
	}
	r.Loss = float64(max(sum.expected-sum.received, 0)) / float64(sum.expected)
	_, r.P50, r.P99 = s.lat.quantiles()
	r.Joins, r.JoinP50, r.JoinP99 = s.joins.quantiles()
	per := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 / float64(r.Packets) }
	r.UserMicros, r.SystemMicros = per(server.user), per(server.system)
	r.MicrosPerPacket = r.UserMicros + r.SystemMicros
	r.OwnMicros = per(own.user + own.system)
	return r, nil
}

// streams is how many each receiver should receive.
func (s *session) streams() int {
	if s.c.Mesh > 0 {
		return 2 * (s.c.Mesh - 1)
	}
	return s.c.Cameras + s.c.Microphones
}

// total is what came to all receivers, those that left among them.
func (s *session) total() totals {
	s.mu.Lock()
	defer s.mu.Unlock()
	sum := s.left
	for _, p := range s.receivers {
		sum.add(p.socket.totals())
	}
	return sum
}
