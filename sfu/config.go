package sfu

import (
	"fmt"
	"net/netip"
	"time"
)

// Config is what an operator sets of the media server.
type Config struct {
	// UDPPort carries all media; 0 lets the kernel choose one.
	UDPPort int `yaml:"udp_port"`
	// TCPPort carries media for those whom UDP does not reach; 0 turns it off, -1 lets the kernel choose.
	TCPPort int `yaml:"tcp_port"`
	// ListenAddresses are the local addresses media is received on; empty means every interface.
	ListenAddresses []string `yaml:"listen_addresses"`
	// ExternalAddresses are announced beside the local ones, for a server behind address translation whose
	// ports are forwarded one to one.
	ExternalAddresses []string `yaml:"external_addresses"`
	// Loopback announces 127.0.0.1 too, for peers on this machine. It is implied when media listens on
	// nothing else.
	Loopback bool `yaml:"loopback"`
	// ICEServers are told to clients. None by default: a closed network must not call foreign servers.
	ICEServers []ICEServer `yaml:"ice_servers"`
	// MaxParticipants bounds one room; 0 means no bound.
	MaxParticipants int `yaml:"max_participants"`
	// AudioLoudest is how many microphones of a room are forwarded at once, the loudest; 0 for all. It matters
	// while more are open. Whoever is kept (see Server.Keep) is forwarded besides.
	AudioLoudest int `yaml:"audio_loudest"`
	// AllowPause lets videos pause for whom not even their lowest layers fit, so that its audio stays whole. A
	// client may ask otherwise for itself.
	AllowPause bool `yaml:"allow_pause"`
	// AutoCreate makes a room when the first participant joins it.
	AutoCreate bool `yaml:"auto_create"`
	// EmptyTimeout ends a room nobody ever joined; DepartureTimeout one that everybody left.
	EmptyTimeout     time.Duration `yaml:"empty_timeout"`
	DepartureTimeout time.Duration `yaml:"departure_timeout"`
	// RemoteUnmute lets an administrator's API unmute a participant's track.
	RemoteUnmute bool `yaml:"remote_unmute"`
	// Simulate obeys the clients' simulate messages; for development only.
	Simulate bool `yaml:"simulate"`
}

// ICEServer is a STUN or TURN server told to clients.
type ICEServer struct {
	URLs       []string `yaml:"urls"`
	Username   string   `yaml:"username"`
	Credential string   `yaml:"credential"`
}

// loudest is more voices than anybody can tell apart, and what a cheap tablet still decodes: in a meeting whose
// microphones are shut until their owners speak nobody is ever left out, and a large room whose microphones are
// all open costs everybody this much and not more.
const loudest = 32

// Default is a server for one closed network.
func Default() Config {
	return Config{
		UDPPort: 7882, TCPPort: 7881, AudioLoudest: loudest, AllowPause: true, AutoCreate: true,
		EmptyTimeout: 5 * time.Minute, DepartureTimeout: 20 * time.Second,
	}
}

// Validate says what is wrong with the configuration, in the operator's words.
func (c Config) Validate() error {
	if c.UDPPort < 0 || c.UDPPort > 65535 {
		return fmt.Errorf("udp_port: %d is not a port (0..65535)", c.UDPPort)
	}
	if c.TCPPort < -1 || c.TCPPort > 65535 {
		return fmt.Errorf("tcp_port: %d is not a port (0 off, -1 any, 1..65535)", c.TCPPort)
	}
	for key, list := range map[string][]string{
		"listen_addresses": c.ListenAddresses, "external_addresses": c.ExternalAddresses,
	} {
		for _, a := range list {
			if _, err := netip.ParseAddr(a); err != nil {
				return fmt.Errorf("%s: %q is not an IP address", key, a)
			}
		}
	}
	for _, s := range c.ICEServers {
		if len(s.URLs) == 0 {
			return fmt.Errorf("ice_servers: an entry has no urls")
		}
	}
	if c.MaxParticipants < 0 {
		return fmt.Errorf("max_participants: %d is negative", c.MaxParticipants)
	}
	if c.AudioLoudest < 0 {
		return fmt.Errorf("audio_loudest: %d is negative", c.AudioLoudest)
	}
	if c.EmptyTimeout < 0 || c.DepartureTimeout < 0 {
		return fmt.Errorf("empty_timeout, departure_timeout: must not be negative")
	}
	return nil
}
