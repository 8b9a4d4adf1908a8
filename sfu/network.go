package sfu

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strconv"

	"dienhong/sfu/batch"

	"github.com/pion/dtls/v3"
	"github.com/pion/ice/v4"
	"github.com/pion/logging"
	"github.com/pion/webrtc/v4"
)

const (
	socketBuffer   = 4 << 20
	tcpReadBuffer  = 64       // packets
	tcpWriteBuffer = 1 << 20  // bytes; a slow TCP peer loses packets, it never blocks a writer
	portTries      = 16       // when the kernel's choice is taken on another address
	maxMessageSize = 64 << 10 // announced for data channels
)

// network owns the sockets all peers share.
type network struct {
	*shared
	udp      ice.UDPMux
	sockets  []socket
	tcp      ice.TCPMux
	udpPort  int
	tcpPort  int
	allowed  map[netip.Addr]bool
	loopback bool
	external []string
	logs     logging.LoggerFactory
}

// socket is one of ours. wrapped stands before it in tests, else it is nil.
type socket struct {
	ip      netip.Addr
	conn    *batch.Conn
	wrapped ice.AddrPortReaderWriter
	bypass  *bypass
}

// openNetwork binds the media ports. wrap may stand between the sockets and all else, for tests; nil is nothing.
func openNetwork(cfg Config, log *slog.Logger, wrap func(net.PacketConn) net.PacketConn) (*network, error) {
	n := &network{allowed: map[netip.Addr]bool{}, external: cfg.ExternalAddresses, logs: pionLog{log}}
	addrs, err := localAddresses(cfg)
	if err != nil {
		return nil, err
	}
	if n.shared, err = newShared(); err != nil {
		return nil, err
	}
	for _, a := range addrs {
		n.allowed[a] = true
		n.loopback = n.loopback || a.IsLoopback()
	}
	conns, err := listenUDP(addrs, cfg.UDPPort)
	if err != nil {
		return nil, err
	}
	n.udpPort = conns[0].LocalAddr().(*net.UDPAddr).Port
	muxes := make([]ice.UDPMux, 0, len(conns))
	for _, c := range conns {
		_ = c.SetReadBuffer(socketBuffer)
		_ = c.SetWriteBuffer(socketBuffer)
		b, err := batch.Wrap(c)
		if err != nil {
			return nil, fmt.Errorf("media socket: %w", err)
		}
		var conn net.PacketConn = b
		var wrapped ice.AddrPortReaderWriter
		if wrap != nil {
			conn = wrap(conn)
			wrapped, _ = conn.(ice.AddrPortReaderWriter)
		}
		in := newBypass(conn)
		n.sockets = append(n.sockets, socket{
			ip: c.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap(), conn: b, wrapped: wrapped, bypass: in,
		})
		muxes = append(muxes, ice.NewUDPMuxDefault(ice.UDPMuxParams{UDPConn: in, Logger: n.logs.NewLogger("ice")}))
	}
	n.udp = ice.NewMultiUDPMuxDefault(muxes...)
	if cfg.TCPPort != 0 {
		if err := n.listenTCP(cfg, addrs); err != nil {
			_ = n.udp.Close()
			return nil, err
		}
	}
	return n, nil
}

// listenTCP binds one port on the addresses asked for, or on all.
func (n *network) listenTCP(cfg Config, addrs []netip.Addr) error {
	hosts := []string{""}
	if len(cfg.ListenAddresses) > 0 {
		hosts = hosts[:0]
		for _, a := range addrs {
			hosts = append(hosts, a.String())
		}
	}
	port := max(cfg.TCPPort, 0)
	var muxes []ice.TCPMux
	for _, host := range hosts {
		l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if err != nil {
			for _, m := range muxes {
				_ = m.Close()
			}
			return fmt.Errorf("listen for media on TCP: %w", err)
		}
		port = l.Addr().(*net.TCPAddr).Port
		muxes = append(muxes, ice.NewTCPMuxDefault(ice.TCPMuxParams{
			Listener: l, Logger: n.logs.NewLogger("ice"), ReadBufferSize: tcpReadBuffer, WriteBufferSize: tcpWriteBuffer,
		}))
	}
	n.tcpPort = port
	n.tcp = muxes[0]
	if len(muxes) > 1 {
		n.tcp = &oneOf{muxes: muxes, hosts: addrs}
	}
	return nil
}

// oneOf gives each connection the multiplexer that listens on its address.
type oneOf struct {
	muxes []ice.TCPMux
	hosts []netip.Addr
}

// GetConnByUfrag satisfies ice.TCPMux.
func (o *oneOf) GetConnByUfrag(ufrag string, isIPv6 bool, local net.IP) (net.PacketConn, error) {
	for i, h := range o.hosts {
		if h.Unmap().String() == local.String() {
			return o.muxes[i].GetConnByUfrag(ufrag, isIPv6, local)
		}
	}
	return nil, net.UnknownNetworkError(local.String())
}

// RemoveConnByUfrag satisfies ice.TCPMux.
func (o *oneOf) RemoveConnByUfrag(ufrag string) {
	for _, m := range o.muxes {
		m.RemoveConnByUfrag(ufrag)
	}
}

// Close satisfies ice.TCPMux.
func (o *oneOf) Close() error {
	var err error
	for _, m := range o.muxes {
		err = errors.Join(err, m.Close())
	}
	return err
}

// close shuts the sockets; peers must be gone.
func (n *network) close() {
	_ = n.udp.Close()
	if n.tcp != nil {
		_ = n.tcp.Close()
	}
}

// localAddresses are those asked for, or those of every interface.
func localAddresses(cfg Config) ([]netip.Addr, error) {
	var out []netip.Addr
	for _, s := range cfg.ListenAddresses {
		a, err := netip.ParseAddr(s)
		if err != nil {
			return nil, fmt.Errorf("listen_addresses: %w", err)
		}
		if !a.IsUnspecified() {
			out = append(out, a)
		}
	}
	if len(out) > 0 {
		if cfg.Loopback && !anyLoopback(out) {
			out = append(out, netip.AddrFrom4([4]byte{127, 0, 0, 1}))
		}
		return out, nil
	}
	list, err := net.InterfaceAddrs()
	if err != nil {
		return nil, fmt.Errorf("list network addresses: %w", err)
	}
	for _, item := range list {
		ipnet, ok := item.(*net.IPNet)
		if !ok {
			continue
		}
		a, ok := netip.AddrFromSlice(ipnet.IP)
		a = a.Unmap()
		if !ok || a.IsLinkLocalUnicast() || a.IsMulticast() || (a.IsLoopback() && !(cfg.Loopback && a.Is4())) {
			continue
		}
		out = append(out, a)
	}
	if len(out) == 0 { // a machine without a network still serves itself
		out = append(out, netip.AddrFrom4([4]byte{127, 0, 0, 1}))
	}
	return out, nil
}

func anyLoopback(list []netip.Addr) bool {
	for _, a := range list {
		if a.IsLoopback() {
			return true
		}
	}
	return false
}

// listenUDP binds one port on every address.
func listenUDP(addrs []netip.Addr, port int) ([]*net.UDPConn, error) {
	var last error
	for range portTries {
		conns, err := tryUDP(addrs, port)
		if err == nil {
			return conns, nil
		}
		last = err
		if port != 0 {
			break
		}
	}
	return nil, fmt.Errorf("listen for media on UDP: %w", last)
}

func tryUDP(addrs []netip.Addr, port int) ([]*net.UDPConn, error) {
	var conns []*net.UDPConn
	for _, a := range addrs {
		c, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(a, uint16(port))))
		if err != nil {
			for _, open := range conns {
				_ = open.Close()
			}
			return nil, err
		}
		port = c.LocalAddr().(*net.UDPAddr).Port
		conns = append(conns, c)
	}
	return conns, nil
}

// settings are pion's settings for one peer, whose keys and TCP connections are learnt by the way.
func (n *network) settings(k *keys, tcp *tcpTap) (webrtc.SettingEngine, error) {
	s := webrtc.SettingEngine{LoggerFactory: n.logs}
	s.SetNet(n.interfaces)
	k.tap(&s)
	s.SetICEUDPMux(n.udp)
	types := []webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6}
	if n.tcp != nil {
		tcp.TCPMux, tcp.conns = n.tcp, map[string]net.PacketConn{}
		s.SetICETCPMux(tcp)
		types = append(types, webrtc.NetworkTypeTCP4, webrtc.NetworkTypeTCP6)
	}
	s.SetNetworkTypes(types)
	s.DisableActiveTCP(true)
	s.SetIncludeLoopbackCandidate(n.loopback)
	s.SetIPFilter(func(ip net.IP) bool {
		a, ok := netip.AddrFromSlice(ip)
		return ok && n.allowed[a.Unmap()]
	})
	if len(n.external) > 0 {
		if err := s.SetICEAddressRewriteRules(webrtc.ICEAddressRewriteRule{
			External: n.external, AsCandidateType: webrtc.ICECandidateTypeHost, Mode: webrtc.ICEAddressRewriteAppend,
		}); err != nil {
			return s, fmt.Errorf("external_addresses: %w", err)
		}
	}
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	s.SetICETimeouts(iceDisconnected, iceFailed, iceKeepAlive)
	// As DTLS client pion lets Chromium choose AES-CM with HMAC-SHA1, seven times as dear as AES-GCM.
	if err := s.SetAnsweringDTLSRole(webrtc.DTLSRoleServer); err != nil {
		return s, err
	}
	s.SetSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80)
	s.SetDTLSRetransmissionInterval(dtlsRetransmit)
	s.SetReceiveMTU(receiveMTU)
	s.SetSCTPMaxMessageSize(maxMessageSize)
	s.DisableSRTPReplayProtection(true) // probes of browsers repeat old packets
	s.SetIgnoreRidPauseForRecv(true)
	return s, nil
}

// pionLog hands pion's warnings on as debug lines: none of them asks an operator to act.
type pionLog struct{ log *slog.Logger }

func (p pionLog) NewLogger(scope string) logging.LeveledLogger { return scopedLog{p.log, scope} }

type scopedLog struct {
	log   *slog.Logger
	scope string
}

func (l scopedLog) Trace(string)          {}
func (l scopedLog) Tracef(string, ...any) {}
func (l scopedLog) Debug(string)          {}
func (l scopedLog) Debugf(string, ...any) {}
func (l scopedLog) Info(string)           {}
func (l scopedLog) Infof(string, ...any)  {}
func (l scopedLog) Warn(m string)         { l.log.Debug("pion: "+m, "scope", l.scope) }
func (l scopedLog) Warnf(f string, a ...any) {
	l.log.Debug("pion: "+fmt.Sprintf(f, a...), "scope", l.scope)
}
func (l scopedLog) Error(m string)            { l.Warn(m) }
func (l scopedLog) Errorf(f string, a ...any) { l.Warnf(f, a...) }
