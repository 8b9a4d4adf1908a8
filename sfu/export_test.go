package sfu

import (
	"log/slog"
	"net"
	"net/netip"
	"time"

	"dienhong/sfu/batch"
)

// NewLossy is New on a network that loses the datagrams lose says, received or sent.
func NewLossy(cfg Config, log *slog.Logger, hooks Hooks, lose func(received bool, b []byte) bool) (*Server, error) {
	return newServer(cfg, log, hooks, func(c net.PacketConn) net.PacketConn { return &lossy{c.(*batch.Conn), lose} })
}

// SetPatience sets how long a missing track may be asked for; before anybody joins.
func (s *Server) SetPatience(d time.Duration) { s.patience = d }

// SetWaiting sets how many bytes of reliable data may wait for one receiver; before anybody joins.
func (s *Server) SetWaiting(n uint64) { s.waiting = n }

type lossy struct {
	*batch.Conn
	lose func(received bool, b []byte) bool
}

func (l *lossy) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	for {
		n, addr, err := l.Conn.ReadFromAddrPort(b)
		if err != nil || !l.lose(true, b[:n]) {
			return n, addr, err
		}
	}
}

func (l *lossy) WriteToAddrPort(b []byte, addr netip.AddrPort) (int, error) {
	if l.lose(false, b) {
		return len(b), nil
	}
	return l.Conn.WriteToAddrPort(b, addr)
}

// SetQuickRooms makes rooms end with their last participant; before any is made.
func (s *Server) SetQuickRooms() { s.cfg.DepartureTimeout = 0 }

// Taken is how many packets of those present have not passed pion.
func (s *Server) Taken(room string) uint64 {
	r, err := s.room(room)
	if err != nil {
		return 0
	}
	var n uint64
	for _, p := range r.list() {
		p.ops.call(func() {
			if p.pub != nil && p.pub.bypass != nil {
				n += p.pub.bypass.Taken()
			}
		})
	}
	return n
}

// LeaveToPion makes pion receive what a participant publishes, as it does when the participant comes over TCP.
func (s *Server) LeaveToPion(room, identity string) {
	if r, err := s.room(room); err == nil {
		if p := r.participant(identity); p != nil {
			p.ops.call(func() { p.pub.source.move(nil, netip.AddrPort{}, p.pub.bypass) })
		}
	}
}
