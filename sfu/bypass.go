package sfu

import (
	"net"
	"net/netip"
	"sync"
	"time"

	"dienhong/sfu/media"

	"github.com/pion/ice/v4"
)

// bypass stands between a socket and pion, and gives media of known publishers to their layers.
type bypass struct {
	net.PacketConn
	way ice.AddrPortReaderWriter // the same

	mu    sync.RWMutex
	known map[netip.AddrPort]*media.Bypass
}

func newBypass(c net.PacketConn) *bypass {
	way, _ := c.(ice.AddrPortReaderWriter)
	return &bypass{PacketConn: c, way: way, known: map[netip.AddrPort]*media.Bypass{}}
}

// ReadFromAddrPort gives pion all that is not taken.
func (i *bypass) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	for {
		n, from, err := i.way.ReadFromAddrPort(b)
		if err != nil || !media.IsMedia(b[:n]) {
			return n, from, err
		}
		i.mu.RLock()
		to := i.known[from]
		i.mu.RUnlock()
		if to == nil || !to.Take(b[:n], time.Now()) {
			return n, from, nil
		}
	}
}

// WriteToAddrPort satisfies ice.AddrPortReaderWriter.
func (i *bypass) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	return i.way.WriteToAddrPort(b, to)
}

// source is where a publisher's media comes from.
type source struct {
	mu   sync.Mutex
	at   *bypass
	from netip.AddrPort
}

// move makes media of a publisher that comes to a socket from an address go to its layers; a nil socket ends it.
func (s *source) move(at *bypass, from netip.AddrPort, to *media.Bypass) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at != nil {
		s.at.mu.Lock()
		if s.at.known[s.from] == to { // else the address is another's by now
			delete(s.at.known, s.from)
		}
		s.at.mu.Unlock()
	}
	s.at, s.from = at, from
	if at != nil {
		at.mu.Lock()
		at.known[from] = to
		at.mu.Unlock()
	}
}
