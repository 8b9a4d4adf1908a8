package sfu

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"sync"

	"dienhong/sfu/rtp"

	"github.com/pion/dtls/v3"
	"github.com/pion/dtls/v3/pkg/crypto/prf"
	"github.com/pion/dtls/v3/pkg/protocol/extension"
	"github.com/pion/dtls/v3/pkg/protocol/handshake"
	"github.com/pion/webrtc/v4"
)

// keys learns, while pion shakes hands, what the keys of media are derived from: pion keeps its DTLS
// connection to itself, but tells key logs of the secret and lets hooks see the greeting. The secret is
// forgotten once the keys are made. When the peer is the DTLS server nothing is learnt, and media goes
// through pion.
type keys struct {
	mu      sync.Mutex
	secret  []byte
	client  []byte // randoms
	server  []byte
	suite   dtls.CipherSuiteID
	profile rtp.Profile
}

func (k *keys) tap(s *webrtc.SettingEngine) {
	s.SetDTLSKeyLogWriter(k)
	s.SetDTLSServerHelloMessageHook(k.greeting)
}

// Write is given a line of the key log: "CLIENT_RANDOM", the client's random and the master secret in hex.
func (k *keys) Write(line []byte) (int, error) {
	fields := bytes.Fields(line)
	if len(fields) != 3 || string(fields[0]) != "CLIENT_RANDOM" {
		return len(line), nil
	}
	client, secret := make([]byte, hex.DecodedLen(len(fields[1]))), make([]byte, hex.DecodedLen(len(fields[2])))
	_, err1 := hex.Decode(client, fields[1])
	_, err2 := hex.Decode(secret, fields[2])
	if err1 == nil && err2 == nil {
		k.mu.Lock()
		k.client, k.secret = client, secret
		k.mu.Unlock()
	}
	return len(line), nil
}

// greeting notes what our ServerHello says and changes nothing of it.
func (k *keys) greeting(m handshake.MessageServerHello) handshake.Message {
	k.mu.Lock()
	defer k.mu.Unlock()
	random := m.Random.MarshalFixed()
	k.server, k.profile = random[:], 0
	if m.CipherSuiteID != nil {
		k.suite = dtls.CipherSuiteID(*m.CipherSuiteID)
	}
	for _, e := range m.Extensions {
		if u, ok := e.(*extension.UseSRTP); ok && len(u.ProtectionProfiles) == 1 && len(u.MasterKeyIdentifier) == 0 {
			k.profile = rtp.Profile(u.ProtectionProfiles[0])
		}
	}
	return &m
}

// derive makes the keys once the handshake is over, and forgets the secret. The sealer is nil when pion must send,
// the opener when pion must receive.
func (k *keys) derive() (*rtp.Sealer, *rtp.Opener) {
	k.mu.Lock()
	defer k.mu.Unlock()
	size := k.profile.KeyingSize()
	if size == 0 || len(k.secret) == 0 || len(k.server) == 0 {
		return nil, nil
	}
	material, err := prf.PHash(k.secret, append(append([]byte("EXTRACTOR-dtls_srtp"), k.client...), k.server...), size, hashOf(k.suite))
	clear(k.secret)
	k.secret = nil
	if err != nil {
		return nil, nil
	}
	sealer, err := rtp.NewServerSealer(k.profile, material)
	if err != nil {
		return nil, nil
	}
	opener, err := rtp.NewClientOpener(k.profile, material)
	if err != nil {
		return sealer, nil
	}
	return sealer, opener
}

// hashOf is the hash of a cipher suite's pseudo-random function (RFC 5289 §3).
func hashOf(suite dtls.CipherSuiteID) func() hash.Hash {
	switch suite {
	case dtls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, dtls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384:
		return sha512.New384
	default:
		return sha256.New
	}
}
