package seal

import (
	"crypto/ecdh"
	"crypto/hpke"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

// The sizes of the suite in bytes.
const (
	PublicSize = 65 // an uncompressed point of P-256, which is also the enc of an envelope
	KeySize    = 32
	tagSize    = 16
	// Overhead is what sealing adds to a plaintext.
	Overhead = PublicSize + tagSize
)

func suite() (hpke.KEM, hpke.KDF, hpke.AEAD) {
	return hpke.DHKEM(ecdh.P256()), hpke.HKDFSHA256(), hpke.AES128GCM()
}

// Key opens the ballots of one round. The zero Key opens nothing.
type Key struct{ private hpke.PrivateKey }

// NewKey makes a key from the system's randomness.
func NewKey() (Key, error) {
	kem, _, _ := suite()
	private, err := kem.GenerateKey()
	if err != nil {
		return Key{}, fmt.Errorf("make key: %w", err)
	}
	return Key{private}, nil
}

// ParseKey takes what Bytes gave. It fails with ErrKey.
func ParseKey(b []byte) (Key, error) {
	kem, _, _ := suite()
	private, err := kem.NewPrivateKey(b)
	if err != nil {
		return Key{}, fmt.Errorf("parse key: %w", ErrKey)
	}
	return Key{private}, nil
}

// Bytes returns the secret itself, KeySize bytes big-endian, for a Keeper and for nothing else.
func (k Key) Bytes() []byte {
	if k.private == nil {
		return nil
	}
	b, err := k.private.Bytes()
	if err != nil {
		return nil
	}
	return b
}

// Public returns the uncompressed point that ballots are sealed to, PublicSize bytes.
func (k Key) Public() []byte {
	if k.private == nil {
		return nil
	}
	return k.private.PublicKey().Bytes()
}

// Format keeps the key out of every print.
func (Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[key]") }

// LogValue keeps the key out of every log.
func (Key) LogValue() slog.Value { return slog.StringValue("[key]") }

// Info binds a sealed ballot to its round: the ids of the meeting and of the ballot, which have no line breaks, and the
// hex hash of what was frozen at opening. It is UTF-8, four lines joined by \n.
func Info(meeting, ballot, hash string) []byte {
	return []byte(strings.Join([]string{"dienhong ballot v1", meeting, ballot, hash}, "\n"))
}

// Seal closes plaintext for whoever has the key of public, with aad as additional data, and returns enc‖ciphertext.
// It fails with ErrKey when public is no point of the curve.
func Seal(public, info, aad, plaintext []byte) ([]byte, error) {
	kem, kdf, aead := suite()
	point, err := kem.NewPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", ErrKey)
	}
	enc, sender, err := hpke.NewSender(point, kdf, aead, info)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	sealed, err := sender.Seal(aad, plaintext)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return append(enc, sealed...), nil
}

// Open returns what was sealed to the key under the same info and aad. It fails with ErrOpen, whatever the reason.
func (k Key) Open(info, aad, sealed []byte) ([]byte, error) {
	if k.private == nil || len(sealed) < Overhead {
		return nil, ErrOpen
	}
	_, kdf, aead := suite()
	recipient, err := hpke.NewRecipient(sealed[:PublicSize:PublicSize], k.private, kdf, aead, info)
	if err != nil {
		return nil, ErrOpen
	}
	plaintext, err := recipient.Open(aad, sealed[PublicSize:])
	if err != nil {
		return nil, ErrOpen
	}
	return plaintext, nil
}

// Envelope is the sealed ballot of an elector.
type Envelope struct {
	Elector string
	Sealed  []byte
}

// OpenAll opens every envelope for its own elector, on all processors, and returns the plaintexts in the same order:
// nil where one does not open. Whoever calls it shuffles before anything is stored.
func (k Key) OpenAll(info []byte, envelopes []Envelope) [][]byte {
	opened := make([][]byte, len(envelopes))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(envelopes)) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(envelopes)); i = next.Add(1) - 1 {
				if plaintext, err := k.Open(info, []byte(envelopes[i].Elector), envelopes[i].Sealed); err == nil {
					opened[i] = plaintext
				}
			}
		})
	}
	workers.Wait()
	return opened
}
