package batch

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"
)

// gramOf makes RTP-like bytes of a size with a number in them.
func gramOf(size, n int) []byte {
	b := bytes.Repeat([]byte{0x80, 96}, size/2+1)[:size]
	b[4], b[5] = byte(n>>8), byte(n)
	return b
}

func open(t testing.TB) (*Conn, func() *net.UDPConn) {
	t.Helper()
	local := &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}
	u, err := net.ListenUDP("udp4", local)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Wrap(u)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c, func() *net.UDPConn {
		r, err := net.ListenUDP("udp4", local)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.SetReadBuffer(4 << 20)
		t.Cleanup(func() { _ = r.Close() })
		return r
	}
}

func put(q *Queue, r *Route, b []byte) { q.Commit(r, copy(q.Reserve(len(b)+20), b)) }

func addrOf(c *net.UDPConn) netip.AddrPort { return c.LocalAddr().(*net.UDPAddr).AddrPort() }

func expect(t *testing.T, r *net.UDPConn, want [][]byte) {
	t.Helper()
	buf := make([]byte, 2000)
	for i, w := range want {
		_ = r.SetReadDeadline(time.Now().Add(10 * time.Second))
		n, err := r.Read(buf)
		if err != nil {
			t.Fatalf("datagram %d: %v", i, err)
		}
		if !bytes.Equal(buf[:n], w) {
			t.Fatalf("datagram %d has %d bytes and number %d, want %d and %d", i, n, int(buf[4])<<8|int(buf[5]), len(w), i)
		}
	}
}

func TestDatagramsArriveWholeAndInOrder(t *testing.T) {
	for name, sizes := range map[string][]int{
		"one":                   {1000},
		"equal":                 {1000, 1000, 1000, 1000},
		"last smaller":          {1000, 1000, 400},
		"ascending by one":      {1051, 1051, 1052, 1052, 1052},
		"descending":            {1200, 900, 600, 300},
		"a smaller in between":  {1000, 500, 1000, 1000, 500, 1000},
		"more than segments":    slicesOf(200, 150),
		"more than one message": slicesOf(80, 1400),
		"more than a batch":     mixed(150),
	} {
		for _, plain := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/plain %v", name, plain), func(t *testing.T) {
				c, receiver := open(t)
				setPlain(c, plain)
				receivers := []*net.UDPConn{receiver(), receiver(), receiver()}
				var want [][]byte
				for i, size := range sizes {
					want = append(want, gramOf(size, i))
				}
				var q Queue
				for _, r := range receivers {
					route := c.Route(addrOf(r))
					for _, b := range want {
						put(&q, route, b)
					}
				}
				q.Flush()
				for _, r := range receivers {
					expect(t, r, want)
				}
				for _, b := range want { // and packet by packet
					for _, r := range receivers {
						put(&q, c.Route(addrOf(r)), b)
					}
				}
				q.Flush()
				for _, r := range receivers {
					expect(t, r, want)
				}
			})
		}
	}
}

func slicesOf(n, size int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = size
	}
	return out
}

func mixed(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = 100 + i%7*100
	}
	return out
}

func TestARouteOfItsOwnKind(t *testing.T) {
	c, receiver := open(t)
	r := receiver()
	var q Queue
	var got [][]byte
	own := NewRoute(func(b []byte) { got = append(got, slices.Clone(b)) })
	for i := range 5 {
		put(&q, own, gramOf(400, i))
		put(&q, c.Route(addrOf(r)), gramOf(500, i))
	}
	q.Flush()
	var want [][]byte
	for i := range 5 {
		want = append(want, gramOf(500, i))
		if len(got) != 5 || !bytes.Equal(got[i], gramOf(400, i)) {
			t.Fatalf("%d datagrams came on a way of its own kind", len(got))
		}
	}
	expect(t, r, want)
}

func TestWhatTheKernelRefusesGoesOneByOne(t *testing.T) {
	c, receiver := open(t)
	r := receiver()
	var q Queue
	route := c.Route(addrOf(r))
	var want [][]byte
	for i := range 7 {
		want = append(want, gramOf(600, i))
		put(&q, route, want[i])
	}
	refuse(t, c)
	for range 2 { // once it finds out, once it knows
		q.Flush()
		expect(t, r, want)
		for _, b := range want {
			put(&q, route, b)
		}
	}
	q.Flush()
	if route.segments() && runtime.GOOS == "linux" {
		t.Error("it still tries to send segments")
	}
}

func TestAnUnreachableDestinationHurtsNobody(t *testing.T) {
	c, receiver := open(t)
	r := receiver()
	var q Queue
	nowhere, there := c.Route(netip.MustParseAddrPort("240.0.0.1:9")), c.Route(addrOf(r))
	var want [][]byte
	for i := range 10 {
		b := gramOf(500, i)
		want = append(want, b)
		put(&q, nowhere, b)
		put(&q, there, b)
	}
	q.Flush()
	expect(t, r, want)
}

func TestWhatIsReceived(t *testing.T) {
	for _, network := range []string{"udp4", "udp6"} {
		t.Run(network, func(t *testing.T) {
			local := &net.UDPAddr{IP: net.IPv6loopback}
			if network == "udp4" {
				local.IP = net.IPv4(127, 0, 0, 1)
			}
			u, err := net.ListenUDP(network, local)
			if err != nil {
				t.Skip(err)
			}
			c, err := Wrap(u)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = c.Close() }()
			from, err := net.ListenUDP(network, local)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = from.Close() }()
			buf := make([]byte, 3000)
			for round := range 3 {
				for i := range 40 {
					if _, err := from.WriteToUDPAddrPort(gramOf(100+i*40, i), addrOf(c.UDPConn)); err != nil {
						t.Fatal(err)
					}
				}
				for i := range 40 {
					n, addr, err := c.ReadFromAddrPort(buf)
					if err != nil || addr != addrOf(from) || !bytes.Equal(buf[:n], gramOf(100+i*40, i)) {
						t.Fatalf("round %d, datagram %d: %d bytes from %v, %v", round, i, n, addr, err)
					}
				}
			}
			if _, err := c.WriteToAddrPort([]byte("at once"), addrOf(from)); err != nil {
				t.Fatal(err)
			}
			expect(t, from, [][]byte{[]byte("at once")})
			failed := make(chan error)
			go func() {
				_, _, err := c.ReadFromAddrPort(buf)
				failed <- err
			}()
			_ = c.Close()
			if err := <-failed; !errors.Is(err, net.ErrClosed) {
				t.Errorf("a closed socket is read with %v", err)
			}
		})
	}
}

func TestManyWriters(t *testing.T) {
	c, receiver := open(t)
	var wg sync.WaitGroup
	for range 8 {
		r := receiver()
		var want [][]byte
		for i := range 300 {
			want = append(want, gramOf(300+i%3*100, i))
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			var q Queue
			route := c.Route(addrOf(r))
			for i, b := range want {
				put(&q, route, b)
				if i%7 == 0 {
					q.Flush()
				}
			}
			q.Flush()
		}()
		defer expect(t, r, want)
	}
	wg.Wait()
}

func BenchmarkFrameToFifty(b *testing.B) {
	for _, plain := range []bool{false, true} {
		b.Run(fmt.Sprintf("plain %v", plain), func(b *testing.B) {
			c, receiver := open(b)
			setPlain(c, plain)
			var to []*Route
			for range 50 {
				to = append(to, c.Route(addrOf(receiver())))
			}
			var q Queue
			gram := gramOf(1100, 0)
			b.ReportAllocs()
			for b.Loop() {
				for _, r := range to {
					for range 6 {
						put(&q, r, gram)
					}
					if q.Plenty() {
						q.Flush()
					}
				}
				q.Flush()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/300, "ns/datagram")
		})
	}
}
