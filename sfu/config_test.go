package sfu

import (
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"
)

func TestConfig(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Config)
		wrong  string // "" when it is right
	}{
		{"default", func(*Config) {}, ""},
		{"any ports", func(c *Config) { c.UDPPort, c.TCPPort = 0, -1 }, ""},
		{"addresses", func(c *Config) {
			c.ListenAddresses, c.ExternalAddresses = []string{"10.0.0.1", "::1"}, []string{"203.0.113.7"}
		}, ""},
		{"udp port", func(c *Config) { c.UDPPort = 70000 }, "udp_port"},
		{"tcp port", func(c *Config) { c.TCPPort = -2 }, "tcp_port"},
		{"a name is no address", func(c *Config) { c.ListenAddresses = []string{"eth0"} }, "listen_addresses"},
		{"external name", func(c *Config) { c.ExternalAddresses = []string{"example.org"} }, "external_addresses"},
		{"ice server without urls", func(c *Config) { c.ICEServers = []ICEServer{{Username: "u"}} }, "ice_servers"},
		{"participants", func(c *Config) { c.MaxParticipants = -1 }, "max_participants"},
		{"loudest", func(c *Config) { c.AudioLoudest = -1 }, "audio_loudest"},
		{"timeouts", func(c *Config) { c.EmptyTimeout = -time.Second }, "empty_timeout"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := Default()
			c.change(&cfg)
			err := cfg.Validate()
			if (err == nil) != (c.wrong == "") || (err != nil && !strings.HasPrefix(err.Error(), c.wrong)) {
				t.Errorf("got %v, want a word on %q", err, c.wrong)
			}
		})
	}
}

func TestPorts(t *testing.T) {
	open := func(change func(*Config)) (*Server, error) {
		cfg := Default()
		cfg.UDPPort, cfg.TCPPort, cfg.ListenAddresses = 0, -1, []string{"127.0.0.1", "127.0.0.2"}
		change(&cfg)
		return New(cfg, slog.New(slog.DiscardHandler), Hooks{})
	}
	s, err := open(func(*Config) {})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, host := range []string{"127.0.0.1", "127.0.0.2"} {
		c, err := net.DialTCP("tcp", nil, &net.TCPAddr{IP: net.ParseIP(host), Port: s.TCPPort()})
		if err != nil {
			t.Errorf("media over TCP at %s: %v", host, err)
			continue
		}
		_ = c.Close()
		if u, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.ParseIP(host), Port: s.UDPPort()}); err == nil {
			t.Errorf("nothing listens at %s", host)
			_ = u.Close()
		}
	}
	if _, err := open(func(c *Config) { c.UDPPort = s.UDPPort() }); err == nil {
		t.Error("a port was opened twice")
	}
	if _, err := open(func(c *Config) { c.TCPPort = s.TCPPort() }); err == nil {
		t.Error("a TCP port was opened twice")
	}
}
