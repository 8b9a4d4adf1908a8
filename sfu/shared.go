package sfu

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"github.com/pion/transport/v5/stdnet"
	"github.com/pion/webrtc/v4"
)

// certificateLife is how long new peers are shown one certificate; it is valid for a month.
const certificateLife = 24 * time.Hour

// shared is what peer connections have in common: made once, not for each, for it is what joining costs.
type shared struct {
	// interfaces are those of the start, as the sockets are.
	interfaces *stdnet.Net
	// engines are by use; pion copies what it is given.
	engines map[use]*webrtc.MediaEngine

	mu          sync.Mutex
	certificate []webrtc.Certificate // one, signed by itself: its fingerprint goes through the signalling
	renewAt     time.Time
}

func newShared() (*shared, error) {
	interfaces, err := stdnet.NewNet()
	if err != nil {
		return nil, fmt.Errorf("list network interfaces: %w", err)
	}
	s := &shared{interfaces: interfaces, engines: map[use]*webrtc.MediaEngine{}}
	for _, u := range []use{{publish: true}, {subscribe: true}, {publish: true, subscribe: true}} {
		if s.engines[u], err = mediaEngine(u); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// certificates are what a peer connection that begins now shows its client.
func (s *shared) certificates(now time.Time) ([]webrtc.Certificate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Before(s.renewAt) {
		return s.certificate, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a DTLS key: %w", err)
	}
	c, err := webrtc.GenerateCertificate(key)
	if err != nil {
		return nil, fmt.Errorf("make a DTLS certificate: %w", err)
	}
	s.certificate, s.renewAt = []webrtc.Certificate{*c}, now.Add(certificateLife)
	return s.certificate, nil
}
