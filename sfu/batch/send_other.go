//go:build !linux

package batch

import (
	"net"
	"net/netip"
)

// sender sends each datagram by itself.
type sender struct{ conn *net.UDPConn }

type (
	address struct{}
	scratch struct{}
	// receiver reads one datagram at a time.
	receiver struct{}
)

func (receiver) receive(c *Conn, b []byte) (int, netip.AddrPort, error) {
	return c.ReadFromUDPAddrPort(b)
}

func (s *sender) open(c *net.UDPConn) error {
	s.conn = c
	return nil
}

func (s *sender) name(*address, netip.AddrPort) {}

func (s *sender) segments() bool { return false }

func (s *sender) send(q *Queue, list []message) {
	for i := range list {
		_, _ = s.conn.WriteToUDPAddrPort(q.arena[list[i].at:list[i].end], list[i].route.addr)
	}
}
