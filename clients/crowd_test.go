package clients_test

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// crowd is a process of so many devices: "kind count address". It writes "ready" as a zero, and then, whenever every
// device has received one more telling, the times of arrival in nanoseconds since 1970, each as eight bytes.
func crowd(order string) error {
	var kind, address string
	var count int
	if _, err := fmt.Sscan(order, &kind, &count, &address); err != nil {
		return err
	}
	arrivals := make(chan int64, count)
	lines := make([]net.Conn, count)
	var joining sync.WaitGroup
	failed := make(chan error, count)
	begin := time.Now()
	for i := range lines {
		joining.Go(func() {
			var err error
			if lines[i], err = joinCrowd(kind, address, i, arrivals); err != nil {
				failed <- err
			}
		})
	}
	joining.Wait()
	select {
	case err := <-failed:
		return err
	default:
	}
	out := bufio.NewWriter(os.Stdout)
	put := func(n int64) { _ = binary.Write(out, binary.LittleEndian, n) }
	put(time.Since(begin).Nanoseconds())
	if err := out.Flush(); err != nil {
		return err
	}
	go func() { // ends with its parent
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	for {
		for range lines {
			put(<-arrivals)
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
}

// joinCrowd connects a device and, unless it is one that does not read, has its tellings noted.
func joinCrowd(kind, address string, i int, arrivals chan<- int64) (net.Conn, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	reader := bufio.NewReaderSize(conn, 4096)
	if kind != "raw" {
		if err := shakeHands(conn, reader, address, i, kind != "stuck"); err != nil {
			return nil, err
		}
	}
	switch kind {
	case "stuck": // asks for everything and reads nothing
		for range 60 {
			if err := sayHello(conn); err != nil {
				return nil, err
			}
		}
		return conn, nil
	case "hub":
		if err := sayHello(conn); err != nil {
			return nil, err
		}
		if kind, err := readFrame(reader); err != nil || kind != 'w' {
			return nil, fmt.Errorf("no welcome but %q, %w", kind, err)
		}
	}
	go func() {
		for {
			kind, err := readFrame(reader)
			if err != nil {
				return
			}
			if kind == 'p' {
				arrivals <- time.Now().UnixNano()
			}
		}
	}()
	return conn, nil
}

func shakeHands(conn net.Conn, reader *bufio.Reader, address string, i int, deflate bool) error {
	extensions := ""
	if deflate {
		extensions = "Sec-WebSocket-Extensions: permessage-deflate\r\n"
	}
	_, err := fmt.Fprintf(conn, "GET /?person=delegate-%d HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s\r\n", i+1, address, extensions)
	if err != nil {
		return err
	}
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusSwitchingProtocols {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	return nil
}

func sayHello(conn net.Conn) error {
	hello := []byte(`{"t":"hello","v":1,"epoch":0,"seq":0}`)
	frame := append([]byte{0x81, 0x80 | byte(len(hello)), 0, 0, 0, 0}, hello...) // masked with zeros
	_, err := conn.Write(frame)
	return err
}

// readFrame reads one frame of a server and returns the first letter of its kind, 'w' for every compressed one.
func readFrame(r *bufio.Reader) (byte, error) {
	head := make([]byte, 2, 10)
	if _, err := io.ReadFull(r, head); err != nil {
		return 0, err
	}
	compressed, length := head[0]&0x40 != 0, uint64(head[1])
	switch length {
	case 126:
		if _, err := io.ReadFull(r, head[:2]); err != nil {
			return 0, err
		}
		length = uint64(binary.BigEndian.Uint16(head))
	case 127:
		if _, err := io.ReadFull(r, head[:8]); err != nil {
			return 0, err
		}
		length = binary.BigEndian.Uint64(head[:8])
	}
	if compressed || length < 7 {
		_, err := io.CopyN(io.Discard, r, int64(length))
		return 'w', err
	}
	start, err := r.Peek(7) // {"t":"p
	if err != nil {
		return 0, err
	}
	kind := start[6]
	_, err = r.Discard(int(length))
	return kind, err
}

// devices is the other end of a crowd.
type devices struct {
	b     *testing.B
	n     int
	took  time.Duration // until all were welcomed
	out   *bufio.Reader
	close func()
}

func gather(b *testing.B, kind string, n int, address string) *devices {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	command := exec.Command(self)
	command.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d %s", crowdEnv, kind, n, address))
	command.Stderr = os.Stderr
	in, err := command.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	d := &devices{b: b, n: n, out: bufio.NewReader(out)}
	d.close = sync.OnceFunc(func() {
		in.Close()
		_ = command.Wait()
	})
	b.Cleanup(d.close)
	d.took = time.Duration(d.number())
	return d
}

func (d *devices) number() int64 {
	d.b.Helper()
	var n int64
	if err := binary.Read(d.out, binary.LittleEndian, &n); err != nil {
		d.b.Fatal(err)
	}
	return n
}

// round has something told and returns how long after it each device had it.
func (d *devices) round(tell func()) []time.Duration {
	begin := time.Now().UnixNano()
	tell()
	delays := make([]time.Duration, d.n)
	for i := range delays {
		delays[i] = time.Duration(d.number() - begin)
	}
	return delays
}
