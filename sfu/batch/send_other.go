//go:build !linux

package batch

import "net"

// sender sends each datagram by itself.
type sender struct{ conn *net.UDPConn }

type scratch struct{}

func (s *sender) open(c *net.UDPConn) error {
	s.conn = c
	return nil
}

func (q *queue) bytes(i int) []byte {
	g := &q.grams[i]
	return q.arena[g.at : g.at+g.size]
}

func (s *sender) send(q *queue, _ *scratch) {
	for i := range q.dests {
		for g := q.dests[i].head; g >= 0; g = q.grams[g].next {
			_, _ = s.conn.WriteToUDPAddrPort(q.bytes(g), q.dests[i].addr)
		}
	}
}
