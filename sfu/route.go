package sfu

import (
	"net"
	"net/netip"
	"sync"

	"dienhong/sfu/batch"

	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"
)

// choose makes media go the way a chosen pair of candidates means, both ways. Where that cannot be told, nothing
// is sent, and pion receives.
func (n *network) choose(pair *webrtc.ICECandidatePair, t *transport) {
	var route *batch.Route
	var at *bypass
	var remote netip.AddrPort
	defer func() {
		t.path.SetRoute(route)
		t.source.move(at, remote, t.bypass)
	}()
	if pair == nil || pair.Local == nil || pair.Remote == nil {
		return
	}
	ip, err := netip.ParseAddr(pair.Remote.Address)
	if err != nil {
		return
	}
	remote = netip.AddrPortFrom(ip.Unmap(), pair.Remote.Port)
	if pair.Local.Protocol == webrtc.ICEProtocolTCP {
		route = t.tcp.route(pair.Local.Address, remote)
		return
	}
	s := n.socket(pair.Local.Address, remote)
	switch {
	case s == nil:
		return
	case s.wrapped != nil:
		route = batch.NewRoute(func(b []byte) { _, _ = s.wrapped.WriteToAddrPort(b, remote) })
	default:
		route = s.conn.Route(remote)
	}
	if t.bypass != nil {
		at = s.bypass
	}
}

// socket is the one of an address, or, when the address is one that others know us by, the one the kernel
// would send from.
func (n *network) socket(local string, remote netip.AddrPort) *socket {
	for range 2 {
		for i := range n.sockets {
			if n.sockets[i].ip.String() == local {
				return &n.sockets[i]
			}
		}
		c, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(remote)) // sends nothing
		if err != nil {
			return nil
		}
		local = c.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap().String()
		_ = c.Close()
	}
	return nil
}

// tcpTap is the TCP multiplexer as one peer sees it. It remembers the connections the peer was given.
type tcpTap struct {
	ice.TCPMux
	mu    sync.Mutex
	conns map[string]net.PacketConn // the newest, by local address
}

// GetConnByUfrag satisfies ice.TCPMux.
func (t *tcpTap) GetConnByUfrag(ufrag string, isIPv6 bool, local net.IP) (net.PacketConn, error) {
	c, err := t.TCPMux.GetConnByUfrag(ufrag, isIPv6, local)
	if err == nil {
		t.mu.Lock()
		t.conns[local.String()] = c
		t.mu.Unlock()
	}
	return c, err
}

func (t *tcpTap) route(local string, remote netip.AddrPort) *batch.Route {
	t.mu.Lock()
	c := t.conns[local]
	if c == nil && len(t.conns) == 1 {
		for _, c = range t.conns {
			break
		}
	}
	t.mu.Unlock()
	if c == nil {
		return nil
	}
	to := net.TCPAddrFromAddrPort(remote)
	return batch.NewRoute(func(b []byte) { _, _ = c.WriteTo(b, to) })
}
