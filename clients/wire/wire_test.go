package wire_test

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"dienhong/clients/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// peer is a server with one connection, and the device at its other end.
type peer struct {
	conn    *wire.Conn
	device  *websocket.Conn
	drained chan struct{}
	stalled chan struct{}
}

type setup struct {
	options  wire.Options
	patience time.Duration
	tls      bool // encrypted
	wrapped  bool // by Listen, below the encryption
	deflate  bool // the device asks for compression
}

func connect(t *testing.T, s setup) *peer {
	t.Helper()
	if s.patience == 0 {
		s.patience = 10 * time.Second
	}
	p := &peer{drained: make(chan struct{}, 1000), stalled: make(chan struct{}, 10)}
	upgraded := make(chan error, 1)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var err error
		if p.conn, err = wire.Upgrade(w, r, s.options); err == nil {
			p.conn.Handle(s.patience, func() { p.drained <- struct{}{} }, func() { p.stalled <- struct{}{} })
		}
		upgraded <- err
	}))
	if s.wrapped {
		server.Listener = wire.Listen(server.Listener)
	}
	dialer := websocket.Dialer{EnableCompression: s.deflate}
	scheme := "ws"
	if s.tls {
		server.StartTLS()
		scheme, dialer.TLSClientConfig = "wss", &tls.Config{InsecureSkipVerify: true}
	} else {
		server.Start()
	}
	t.Cleanup(server.Close)
	device, response, err := dialer.Dial(scheme+"://"+server.Listener.Addr().String()+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if err := <-upgraded; err != nil {
		t.Fatal(err)
	}
	p.device = device
	t.Cleanup(func() {
		device.Close()
		p.conn.Close()
	})
	return p
}

func (p *peer) receive(t *testing.T) string {
	t.Helper()
	_ = p.device.SetReadDeadline(time.Now().Add(20 * time.Second))
	_, message, err := p.device.ReadMessage()
	if err != nil {
		t.Fatal(err)
	}
	return string(message)
}

var transports = []setup{
	{},
	{wrapped: true},
	{options: wire.Options{Compression: true}, deflate: true},
	{options: wire.Options{Compression: true}},
	{tls: true, wrapped: true},
	{tls: true, wrapped: true, options: wire.Options{Compression: true}, deflate: true},
	{tls: true},
}

func (s setup) String() string {
	return fmt.Sprintf("tls=%t wrapped=%t offered=%t asked=%t", s.tls, s.wrapped, s.options.Compression, s.deflate)
}

func TestFramesArrive(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	text := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = "Chủ tọa "[random.IntN(11)]
		}
		return b
	}
	for _, s := range transports {
		t.Run(s.String(), func(t *testing.T) {
			p := connect(t, s)
			if want := s.options.Compression && s.deflate; p.conn.Packs() != want {
				t.Errorf("packs: %t, want %t", p.conn.Packs(), want)
			}
			for _, n := range []int{0, 1, 125, 126, 127, 511, 512, 65535, 65536, 300_000} {
				message := text(n)
				if err := p.conn.Write(wire.Text(message, p.conn.Packs())); err != nil {
					t.Fatal(err)
				}
				if got := p.receive(t); got != string(message) {
					t.Fatalf("a message of %d bytes came as %d others", n, len(got))
				}
			}
			for _, n := range [][3]int{{0, 0, 0}, {10, 1000, 20}, {1, 70_000, 70_000}, {70_000, 3, 1}, {0, 10, 0}} {
				head, middle, tail := text(n[0]), text(n[1]), text(n[2])
				frame := wire.Compose(head, wire.NewPart(middle, p.conn.Packs()), tail, p.conn.Packs())
				if err := p.conn.Write(frame); err != nil {
					t.Fatal(err)
				}
				if got := p.receive(t); got != string(head)+string(middle)+string(tail) {
					t.Fatalf("a message of %v bytes came as %d others", n, len(got))
				}
			}
		})
	}
}

func TestSharedPartIsSmallOnTheWire(t *testing.T) {
	text := bytes.Repeat([]byte(`{"name":"Nguyễn Văn An"},`), 1000)
	compose := func(pack bool) wire.Frame {
		return wire.Compose([]byte("head"), wire.NewPart(text, true), []byte("tail"), pack)
	}
	if packed, plain := compose(true).Len(true), compose(false).Len(false); packed > plain/10 {
		t.Errorf("%d bytes compressed, %d not", packed, plain)
	}
}

// A device that does not read keeps nobody waiting, and gets every byte in order once it reads again.
func TestWritesDoNotWait(t *testing.T) {
	for _, s := range transports {
		t.Run(s.String(), func(t *testing.T) {
			p := connect(t, s)
			const frames = 300
			message := strings.Repeat("x", 50_000)
			var writers sync.WaitGroup
			for range 3 { // in whole frames, whoever writes
				writers.Go(func() {
					for range frames / 3 {
						if err := p.conn.Write(wire.Text([]byte(message), false)); err != nil {
							t.Error(err)
						}
					}
				})
			}
			writers.Wait() // 15 MB into a connection that nobody reads: blocking writes would hang here
			if !p.conn.Busy() {
				t.Fatal("not busy with 15 MB that nobody read")
			}
			for i := range frames {
				if got := p.receive(t); got != message {
					t.Fatalf("frame %d is damaged", i)
				}
			}
			<-p.drained
			if p.conn.Busy() {
				t.Error("busy after everything was read")
			}
		})
	}
}

func TestStalledDeviceIsCut(t *testing.T) {
	p := connect(t, setup{patience: 50 * time.Millisecond})
	big := wire.Text(make([]byte, 20<<20), false)
	if err := p.conn.Write(big); err != nil {
		t.Fatal(err)
	}
	<-p.stalled
	<-p.drained // told that it is over, whichever way
	if err := p.conn.Write(wire.Ping()); err == nil {
		t.Error("a dead connection took a frame")
	}
	if _, err := p.conn.Read(1000); err == nil {
		t.Error("a dead connection was read")
	}
}

func TestSlowButAliveDeviceIsKept(t *testing.T) {
	p := connect(t, setup{patience: 100 * time.Millisecond})
	big := wire.Text(make([]byte, 8<<20), false)
	if err := p.conn.Write(big); err != nil {
		t.Fatal(err)
	}
	_, reader, err := p.device.NextReader()
	if err != nil {
		t.Fatal(err)
	}
	for range 20 { // two patiences in all, with something read in each
		if _, err := io.CopyN(io.Discard, reader, 128<<10); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Millisecond) // the slowness itself is the matter of this test
	}
	if _, err := io.Copy(io.Discard, reader); err != nil {
		t.Fatal(err)
	}
	<-p.drained
}

func TestClosingEndsTheWaiting(t *testing.T) {
	p := connect(t, setup{patience: time.Hour})
	if err := p.conn.Write(wire.Text(make([]byte, 20<<20), false)); err != nil {
		t.Fatal(err)
	}
	p.conn.Close()
	<-p.drained // Close waits for the pusher, which goleak would find otherwise
}

func TestReading(t *testing.T) {
	tests := []struct {
		name string
		send func(*websocket.Conn) error
		want error // nil: the message "hello"
	}{
		{"a text", func(c *websocket.Conn) error { return c.WriteMessage(websocket.TextMessage, []byte("hello")) }, nil},
		{"in fragments", func(c *websocket.Conn) error {
			w, err := c.NextWriter(websocket.TextMessage)
			if err != nil {
				return err
			}
			_, _ = io.WriteString(w, "hel")
			_ = c.WriteControl(websocket.PingMessage, []byte("?"), time.Now().Add(time.Second))
			_, _ = io.WriteString(w, "lo")
			return w.Close()
		}, nil},
		{"binary", func(c *websocket.Conn) error { return c.WriteMessage(websocket.BinaryMessage, []byte("hello")) }, wire.ErrBinary},
		{"too long", func(c *websocket.Conn) error { return c.WriteMessage(websocket.TextMessage, make([]byte, 1001)) }, wire.ErrTooLong},
		{"too long once decompressed", func(c *websocket.Conn) error {
			c.EnableWriteCompression(true)
			return c.WriteMessage(websocket.TextMessage, make([]byte, 10<<20))
		}, wire.ErrTooLong},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := connect(t, setup{options: wire.Options{Compression: true}, deflate: true})
			p.conn.Patience(20 * time.Second)
			p.device.EnableWriteCompression(false)
			if err := tt.send(p.device); err != nil {
				t.Fatal(err)
			}
			message, err := p.conn.Read(1000)
			if !errors.Is(err, tt.want) || (tt.want == nil && string(message) != "hello") {
				t.Errorf("read %q, %v; want %v", message, err, tt.want)
			}
		})
	}
}

func TestSilence(t *testing.T) {
	p := connect(t, setup{})
	go func() { // answers pings
		for {
			if _, _, err := p.device.NextReader(); err != nil {
				return
			}
		}
	}()
	p.conn.Patience(300 * time.Millisecond)
	until := time.Now().Add(900 * time.Millisecond)
	go func() {
		for time.Now().Before(until) {
			if p.conn.Write(wire.Ping()) != nil {
				return
			}
			time.Sleep(30 * time.Millisecond)
		}
	}()
	if _, err := p.conn.Read(1000); err == nil || time.Now().Before(until) {
		t.Errorf("a device that answers pings was given up early: %v", err)
	}
}

func TestDeadlineStands(t *testing.T) {
	p := connect(t, setup{})
	p.conn.Patience(time.Hour)
	p.conn.Deadline(time.Now().Add(200 * time.Millisecond))
	stop := make(chan struct{})
	var sender sync.WaitGroup
	sender.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				if p.device.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second)) != nil {
					return
				}
			}
		}
	})
	if _, err := p.conn.Read(1000); err == nil {
		t.Error("read without an error")
	}
	close(stop)
	sender.Wait()
}

func TestFarewell(t *testing.T) {
	p := connect(t, setup{})
	if err := p.conn.Write(wire.Text([]byte("last"), false)); err != nil {
		t.Fatal(err)
	}
	if err := p.conn.Write(wire.Farewell("done")); err != nil {
		t.Fatal(err)
	}
	// What the device had sent meanwhile must not make the last frames disappear.
	for range 100 {
		if err := p.device.WriteMessage(websocket.TextMessage, make([]byte, 5000)); err != nil {
			t.Fatal(err)
		}
	}
	gone := make(chan struct{})
	go func() {
		p.conn.Deadline(time.Now().Add(20 * time.Second))
		p.conn.Discard()
		p.conn.Close()
		close(gone)
	}()
	if got := p.receive(t); got != "last" {
		t.Errorf("got %q", got)
	}
	_, _, err := p.device.ReadMessage()
	if closed, ok := errors.AsType[*websocket.CloseError](err); !ok || closed.Text != "done" {
		t.Errorf("ended with %v", err)
	}
	<-gone
}

func TestRefusals(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := wire.Upgrade(w, r, wire.Options{})
		if err == nil {
			conn.Close()
		}
	}))
	defer server.Close()
	_, response, err := websocket.DefaultDialer.Dial("ws://"+server.Listener.Addr().String(), http.Header{"Origin": {"https://elsewhere.example"}})
	if err == nil || response == nil || response.StatusCode != http.StatusForbidden {
		t.Errorf("another origin: %v", err)
	}
	if response != nil {
		response.Body.Close()
	}
}
