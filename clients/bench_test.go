package clients_test

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"dienhong/clients"
	"dienhong/rooms/roomtest"
)

// The benchmarks measure the hub from outside: the devices are another process (this one again, with crowdEnv set), so
// that the processor time of this process is the server's. The floor is a server that does nothing but one write(2)
// per connection, measured in turns with the hub, with the same devices.
//
//	go test -run '^$' -bench . -benchtime 200x ./clients
const crowdEnv = "DIENHONG_CROWD"

func TestMain(m *testing.M) {
	if order := os.Getenv(crowdEnv); order != "" {
		if err := crowd(order); err != nil {
			fmt.Fprintln(os.Stderr, "crowd:", err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// held is what the process holds in live memory and in stacks, in bytes.
func held() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

// assembly is a meeting of so many delegates with forty items.
func assembly(b *testing.B, delegates int, adjust func(*clients.Config)) (*house, string) {
	b.Helper()
	h := open(b, func(c *clients.Config) {
		*c = clients.Default()
		c.ConnectionsPerPerson = 1000
		if adjust != nil {
			adjust(c)
		}
	}, roomtest.Delegates(delegates))
	for i := range 40 {
		h.Item(fmt.Sprintf("Báo cáo tình hình kinh tế - xã hội, nội dung thứ %d", i+1))
	}
	document := h.Document(h.Item("Tờ trình"), 2000)
	h.Do(roomtest.Chair, "presentation.start", map[string]any{"document": document})
	h.server.Config.Handler = everybodyOf(h)
	return h, string(document)
}

func everybodyOf(h *house) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL.RawQuery += "&meeting=" + string(h.ID)
		serve(h, w, r)
	})
}

// floor is the least a server can do: one system call per connection.
type floor struct {
	raw   []syscall.RawConn
	frame []byte
}

func newFloor(b *testing.B, n int, frame []byte) (*floor, *devices) {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer listener.Close()
	f := &floor{frame: frame}
	accepted := make(chan error, 1)
	go func() {
		for range n {
			conn, err := listener.Accept()
			if err != nil {
				accepted <- err
				return
			}
			b.Cleanup(func() { conn.Close() })
			raw, err := conn.(*net.TCPConn).SyscallConn()
			if err != nil {
				accepted <- err
				return
			}
			f.raw = append(f.raw, raw)
		}
		accepted <- nil
	}()
	d := gather(b, "raw", n, listener.Addr().String())
	if err := <-accepted; err != nil {
		b.Fatal(err)
	}
	return f, d
}

func (f *floor) tell() {
	for _, raw := range f.raw {
		_ = raw.Write(func(fd uintptr) bool {
			_, _ = syscall.Write(int(fd), f.frame)
			return true
		})
	}
}

func percentile(of []time.Duration, p float64) float64 {
	slices.Sort(of)
	return float64(of[int(p*float64(len(of)-1))]) / 1e6
}

// BenchmarkPageTurn turns a page before so many devices and, in turns, writes as many bytes to as many bare connections.
func BenchmarkPageTurn(b *testing.B) {
	for _, n := range []int{100, 500, 1000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) { pageTurns(b, n, 0) })
	}
	b.Run("500-with-12-stuck", func(b *testing.B) { pageTurns(b, 500, 12) })
}

func pageTurns(b *testing.B, n, stuck int) {
	h, document := assembly(b, n, func(c *clients.Config) {
		c.Pace = time.Hour // nothing but page turns
		c.CommandBurst, c.WritePatience, c.SilenceLimit = 1000, time.Hour, time.Hour
	})
	address := h.server.Listener.Addr().String()
	crowd := gather(b, "hub", n, address)
	frame := append([]byte{0x81, 126, 0, 180}, []byte(fmt.Sprintf(`{"t":"p%0173d`, 0))...)
	bare, bareCrowd := newFloor(b, n, frame[:4+180])
	if stuck > 0 {
		gather(b, "stuck", stuck, address)
		roomtest.Eventually(b, func() string {
			full := 0
			for _, device := range h.Hub().Snapshot().Rooms[0].Devices {
				if device.Behind {
					full++
				}
			}
			if full < stuck {
				return fmt.Sprintf("%d sockets are full, not %d", full, stuck)
			}
			return ""
		})
	}
	page := 0
	turn := func() {
		page++
		h.Do(roomtest.Chair, "page.turn", map[string]any{"document": document, "page": 2 + page%1000})
	}
	for range 20 {
		crowd.round(turn)
		bareCrowd.round(bare.tell)
	}
	var hub, least []time.Duration
	var hubTime, leastTime time.Duration
	for b.Loop() {
		before := processorTime()
		hub = append(hub, crowd.round(turn)...)
		between := processorTime()
		least = append(least, bareCrowd.round(bare.tell)...)
		hubTime += between - before
		leastTime += processorTime() - between
	}
	deliveries := float64(len(hub))
	b.ReportMetric(percentile(hub, 0.5), "p50-ms")
	b.ReportMetric(percentile(hub, 0.99), "p99-ms")
	b.ReportMetric(percentile(least, 0.5), "floor-p50-ms")
	b.ReportMetric(percentile(least, 0.99), "floor-p99-ms")
	b.ReportMetric(float64(hubTime.Microseconds())/deliveries, "µs/delivery")
	b.ReportMetric(float64(leastTime.Microseconds())/deliveries, "floor-µs/delivery")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkReconnect has so many devices come back at once with nothing in hand.
func BenchmarkReconnect(b *testing.B) {
	for _, n := range []int{500, 1000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			h, _ := assembly(b, n, nil)
			address := h.server.Listener.Addr().String()
			gather(b, "hub", 10, address).close()
			var wall, busy time.Duration
			for b.Loop() {
				before := processorTime()
				crowd := gather(b, "hub", n, address)
				wall += crowd.took
				busy += processorTime() - before
				crowd.close()
			}
			b.ReportMetric(float64(wall.Milliseconds())/float64(b.N), "ms-until-all")
			b.ReportMetric(float64(busy.Microseconds())/float64(b.N*n), "µs/connection")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkMemory is what a device costs that is connected and was told things.
func BenchmarkMemory(b *testing.B) {
	const n = 1500
	h, document := assembly(b, n, nil)
	address := h.server.Listener.Addr().String()
	page := 1
	for b.Loop() {
		warm := gather(b, "hub", 100, address)
		before := held()
		crowd := gather(b, "hub", n, address)
		for range 5 {
			crowd.round(func() {
				page++
				h.Do(roomtest.Chair, "page.turn", map[string]any{"document": document, "page": page})
			})
		}
		b.ReportMetric(float64(held()-before)/n/1024, "KiB/connection")
		crowd.close()
		warm.close()
	}
	b.ReportMetric(0, "ns/op")
}
