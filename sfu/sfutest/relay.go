package sfutest

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"regexp"
	"sync"
	"testing"
	"time"
)

// Relay is a bad line between one client and the server: it loses packets, and lets no more through than it
// is wide. RawConfig.Relay puts a client behind it.
type Relay struct {
	conn   *net.UDPConn
	server netip.AddrPort
	gone   sync.WaitGroup

	mu     sync.Mutex
	loss   float64
	rate   float64 // bytes a second towards the client, 0 is any
	free   time.Time
	client netip.AddrPort
	random *rand.Rand
}

// NewRelay makes a line without faults.
func NewRelay(t testing.TB, s *Server) *Relay {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	r := &Relay{
		conn: conn, server: netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(s.SFU.UDPPort())),
		random: rand.New(rand.NewPCG(1, 2)), // the same losses every time
	}
	r.gone.Go(r.run)
	t.Cleanup(func() { _ = conn.Close(); r.gone.Wait() })
	return r
}

// Port is where the server is reached through it.
func (r *Relay) Port() int { return r.conn.LocalAddr().(*net.UDPAddr).Port }

// Shape makes it lose this share of all packets, and this narrow towards the client in bit/s (0: as wide as
// one likes).
func (r *Relay) Shape(loss, rate float64) {
	r.mu.Lock()
	r.loss, r.rate = loss, rate/8
	r.mu.Unlock()
}

func (r *Relay) run() {
	buf := make([]byte, 2048)
	for {
		n, from, err := r.conn.ReadFromUDPAddrPort(buf)
		if err != nil {
			return
		}
		from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
		to, after, ok := r.route(from, n, time.Now())
		switch {
		case !ok:
		case after <= 0:
			_, _ = r.conn.WriteToUDPAddrPort(buf[:n], to)
		default:
			b := append([]byte{}, buf[:n]...)
			time.AfterFunc(after, func() { _, _ = r.conn.WriteToUDPAddrPort(b, to) })
		}
	}
}

// route says where a packet goes and when; nowhere when it is lost.
func (r *Relay) route(from netip.AddrPort, n int, now time.Time) (to netip.AddrPort, after time.Duration, ok bool) {
	const queue = 300 * time.Millisecond // what a router keeps
	r.mu.Lock()
	defer r.mu.Unlock()
	if from != r.server {
		r.client = from
		return r.server, 0, r.random.Float64() >= r.loss
	}
	if !r.client.IsValid() || r.random.Float64() < r.loss {
		return r.client, 0, false
	}
	if r.rate == 0 {
		return r.client, 0, true
	}
	if r.free.Before(now) {
		r.free = now
	}
	after = r.free.Sub(now)
	if after > queue {
		return r.client, 0, false
	}
	r.free = r.free.Add(time.Duration(float64(n) / r.rate * float64(time.Second)))
	return r.client, after, true
}

// hostCandidate is a candidate of either component: pion writes each twice.
var hostCandidate = regexp.MustCompile(`(candidate:\S+ \d udp \d+ \S+) \d+ typ host`)

// instead names the relay where a description or a candidate names the server.
func (r *Relay) instead(text string) string {
	if r == nil {
		return text
	}
	return hostCandidate.ReplaceAllString(text, fmt.Sprintf("$1 %d typ host", r.Port()))
}
