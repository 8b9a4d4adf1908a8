package wire_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"dienhong/clients/wire"
)

// hijackable gives out a connection as an HTTP server does.
type hijackable struct {
	http.ResponseWriter
	conn net.Conn
}

func (h hijackable) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return h.conn, bufio.NewReadWriter(bufio.NewReader(h.conn), bufio.NewWriter(h.conn)), nil
}

// Whatever bytes a device sends, reading ends with an error or a message within the limit, and nothing breaks.
func FuzzRead(f *testing.F) {
	f.Add([]byte{0x81, 0x85, 1, 2, 3, 4, 'h' ^ 1, 'e' ^ 2, 'l' ^ 3, 'l' ^ 4, 'o' ^ 1})
	f.Add([]byte{0xc1, 0x82, 0, 0, 0, 0, 0x03, 0x00})
	f.Add([]byte{0x89, 0x80, 0, 0, 0, 0, 0x88, 0x80, 0, 0, 0, 0})
	f.Add([]byte{0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 1})
	f.Add([]byte{0x01, 0x80, 0, 0, 0, 0, 0x00, 0x80, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, sent []byte) {
		near, far := net.Pipe()
		received := make(chan struct{})
		go func() { // the device: sends, and takes whatever comes
			go func() {
				_, _ = far.Write(sent)
				far.Close()
			}()
			_, _ = io.Copy(io.Discard, far)
			close(received)
		}()
		request := httptest.NewRequest(http.MethodGet, "/", nil)
		request.Header.Set("Connection", "Upgrade")
		request.Header.Set("Upgrade", "websocket")
		request.Header.Set("Sec-Websocket-Version", "13")
		request.Header.Set("Sec-Websocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
		request.Header.Set("Sec-Websocket-Extensions", "permessage-deflate")
		conn, err := wire.Upgrade(hijackable{httptest.NewRecorder(), near}, request, wire.Options{Compression: true})
		if err != nil {
			t.Fatal(err)
		}
		conn.Handle(time.Second, func() {}, func() {})
		conn.Deadline(time.Now().Add(5 * time.Second))
		for {
			message, err := conn.Read(100)
			if err != nil {
				break
			}
			if len(message) > 100 {
				t.Errorf("a message of %d bytes", len(message))
			}
		}
		conn.Discard()
		conn.Close()
		<-received
	})
}
