package batch

import (
	"bytes"
	"fmt"
	"net"
	"net/netip"
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
					b := gramOf(size, i)
					want = append(want, b)
					for _, r := range receivers {
						if n, err := c.WriteToAddrPort(b, addrOf(r)); n != size || err != nil {
							t.Fatal(n, err)
						}
					}
				}
				c.Flush()
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

func TestNothingElseIsQueued(t *testing.T) {
	c, receiver := open(t)
	r := receiver()
	for i, first := range [][]byte{{0, 1}, {22, 254}, {0x80, 200}, {0x81, 201}} { // STUN, DTLS, RTCP
		b := append(slices.Clone(first), 0, 0, 0, byte(i), 0, 0, 0, 0, 0, 0, 0, 0)
		if _, err := c.WriteToAddrPort(b, addrOf(r)); err != nil {
			t.Fatal(err)
		}
		expect(t, r, [][]byte{b}) // without Flush
	}
}

func TestAnUnreachableDestinationHurtsNobody(t *testing.T) {
	c, receiver := open(t)
	r := receiver()
	var want [][]byte
	for i := range 10 {
		b := gramOf(500, i)
		want = append(want, b)
		_, _ = c.WriteToAddrPort(b, netip.MustParseAddrPort("240.0.0.1:9")) // no route
		_, _ = c.WriteToAddrPort(b, addrOf(r))
	}
	c.Flush()
	expect(t, r, want)
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
			for i, b := range want {
				_, _ = c.WriteToAddrPort(b, addrOf(r))
				if i%7 == 0 {
					c.Flush()
				}
			}
			c.Flush()
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
			var to []netip.AddrPort
			for range 50 {
				to = append(to, addrOf(receiver()))
			}
			gram := gramOf(1100, 0)
			b.ReportAllocs()
			for b.Loop() {
				for range 6 {
					for _, a := range to {
						_, _ = c.WriteToAddrPort(gram, a)
					}
				}
				c.Flush()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/300, "ns/datagram")
		})
	}
}
