package load

import (
	"encoding/binary"
	"net"
	"net/netip"
	"sync"

	"dienhong/sfu/batch"
)

const (
	socketBuffer = 4 << 20
	// sampleEvery is how many RTP packets pass between two that are decrypted for their latency.
	sampleEvery = 32
)

// countingConn is a receiver's socket. It counts RTP packets by their clear header and lets few of them
// pass to pion: a receiver must cost less than the server that feeds it. It reads several packets at a time, but
// has the kernel deliver each by itself, as another machine's would.
type countingConn struct {
	*batch.Conn
	closeMux func() error
	first    chan struct{} // closed by the first packet

	mu      sync.Mutex
	streams map[uint32]*stream
	seen    int
}

// stream is what was received of one source.
type stream struct {
	received       int64
	first, highest int64 // extended
	bytes          int64
	begun          bool
	lastExt        int64
	lastSeq        uint16
}

func newCountingConn() (*countingConn, error) {
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, err
	}
	_ = c.SetReadBuffer(socketBuffer)
	b, err := batch.Wrap(c)
	if err != nil {
		return nil, err
	}
	return &countingConn{Conn: b, first: make(chan struct{}), streams: map[uint32]*stream{}}, nil
}

// ReadFromAddrPort gives pion everything but most RTP.
func (c *countingConn) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	for {
		n, addr, err := c.Conn.ReadFromAddrPort(b)
		if err != nil || n < 12 || b[0] < 128 || b[0] > 191 || isRTCP(b[1]) {
			return n, addr, err
		}
		if c.count(b[:n]) {
			return n, addr, nil
		}
	}
}

func isRTCP(second byte) bool { return second >= 192 && second <= 223 } // RFC 5761 §4

// count takes note of a packet and says whether to let it pass.
func (c *countingConn) count(b []byte) bool {
	ssrc, seq := binary.BigEndian.Uint32(b[8:]), binary.BigEndian.Uint16(b[2:])
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.streams[ssrc]
	if s == nil {
		if len(c.streams) == 0 {
			close(c.first)
		}
		s = &stream{}
		c.streams[ssrc] = s
	}
	s.received++
	s.bytes += int64(len(b))
	if !s.begun {
		s.begun, s.lastSeq, s.lastExt = true, seq, int64(seq)
		s.first, s.highest = s.lastExt, s.lastExt
		return true
	}
	s.lastExt += int64(int16(seq - s.lastSeq))
	s.lastSeq = seq
	s.highest = max(s.highest, s.lastExt)
	c.seen++
	return s.received < 8 || c.seen%sampleEvery == 0
}

// reset begins the counting anew, keeping positions.
func (c *countingConn) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.streams {
		s.received, s.bytes, s.first = 0, 0, s.highest+1
	}
}

// totals are what was received and what should have been.
type totals struct {
	received, expected, bytes int64
	streams                   int
}

func (t *totals) add(o totals) {
	t.received += o.received
	t.expected += o.expected
	t.bytes += o.bytes
	t.streams += o.streams
}

// totals counts since reset.
func (c *countingConn) totals() totals {
	c.mu.Lock()
	defer c.mu.Unlock()
	var t totals
	for _, s := range c.streams {
		if s.highest >= s.first && s.received > 0 {
			t.add(totals{received: s.received, expected: s.highest - s.first + 1, bytes: s.bytes, streams: 1})
		}
	}
	return t
}
