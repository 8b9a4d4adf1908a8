package rtp

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1" // SRTP authenticates by HMAC-SHA1 (RFC 3711 §4.2.1)
	"encoding"
	"encoding/binary"
	"errors"
	"hash"
)

// Profile is how SRTP protects packets, by its DTLS number (RFC 5764 §4.1.2, RFC 7714 §14.2).
type Profile uint16

// The profiles known here.
const (
	ProfileCM80   Profile = 0x0001 // AES128_CM_HMAC_SHA1_80
	ProfileGCM128 Profile = 0x0007 // AEAD_AES_128_GCM
)

const (
	keySize = 16
	cmSalt  = 14
	gcmSalt = 12
	cmTag   = 10
	gcmTag  = 16
	// MaxTag is how much longer than header and payload a sealed packet is at most, in bytes.
	MaxTag = gcmTag
	// labels of the key derivation (RFC 3711 §4.3.2)
	labelKey, labelAuth, labelSalt = 0, 1, 2
)

// ErrUnknownProfile is returned for a profile that cannot be sealed with.
var ErrUnknownProfile = errors.New("rtp: unknown protection profile")

// KeyingSize is how many bytes of keying material DTLS must export for a profile, for both directions; 0 for
// an unknown one.
func (p Profile) KeyingSize() int {
	switch p {
	case ProfileGCM128:
		return 2 * (keySize + gcmSalt)
	case ProfileCM80:
		return 2 * (keySize + cmSalt)
	}
	return 0
}

// Sealer encrypts what is sent to one receiver. It holds keys and nothing that changes, so that everybody
// who sends to the receiver may use it at once; what changes is in a SealScratch of their own. Whoever seals
// must never give one number of one stream two texts.
type Sealer struct {
	profile      Profile
	salt         [cmSalt]byte
	aead         cipher.AEAD  // GCM
	block        cipher.Block // CM
	inner, outer []byte       // CM: SHA-1 after the key's first block (RFC 2104)
}

// SealScratch is memory for sealing one packet after another; one owner. The zero value is ready.
type SealScratch struct {
	iv  [aes.BlockSize]byte
	sha hash.Hash
	sum [sha1.Size]byte
}

// NewServerSealer makes the sealer of the DTLS server's side from the material DTLS exported (RFC 5764 §4.2).
func NewServerSealer(p Profile, material []byte) (*Sealer, error) {
	size := p.KeyingSize()
	if size == 0 || len(material) != size {
		return nil, ErrUnknownProfile
	}
	key := material[keySize : 2*keySize] //nolint:gosec // as long as KeyingSize says
	salt := material[size-(size/2-keySize):]
	return newSealer(p, key, salt)
}

func newSealer(p Profile, master, salt []byte) (*Sealer, error) {
	s := &Sealer{profile: p}
	copy(s.salt[:], derive(master, salt, labelSalt, len(salt)))
	block, err := aes.NewCipher(derive(master, salt, labelKey, keySize))
	if err != nil {
		return nil, err
	}
	if p == ProfileGCM128 {
		s.aead, err = cipher.NewGCM(block)
		return s, err
	}
	s.block = block
	key := derive(master, salt, labelAuth, sha1.Size)
	s.inner, s.outer = hmacState(key, 0x36), hmacState(key, 0x5C)
	return s, nil
}

// derive is SRTP's key derivation with rate zero (RFC 3711 §4.3.1, RFC 7714 §11).
func derive(master, salt []byte, label byte, size int) []byte {
	block, err := aes.NewCipher(master)
	if err != nil {
		return nil // the caller's sizes are constants
	}
	var iv [aes.BlockSize]byte
	copy(iv[:], salt)
	iv[7] ^= label
	out := make([]byte, size)
	cipher.NewCTR(block, iv[:]).XORKeyStream(out, out)
	return out
}

// hmacState is SHA-1 after one block of the key mixed with pad.
func hmacState(key []byte, pad byte) []byte {
	var first [sha1.BlockSize]byte
	copy(first[:], key)
	for i := range first {
		first[i] ^= pad
	}
	h := sha1.New()
	_, _ = h.Write(first[:])
	state, _ := h.(encoding.BinaryMarshaler).MarshalBinary() // cannot fail
	return state
}

// Seal encrypts a packet and returns its length. dst begins with the marshalled header of the given size,
// and has room for the payload and MaxTag behind it; payload may be elsewhere. index is the packet's
// extended number, beginning below 1<<16 with the stream.
func (s *Sealer) Seal(m *SealScratch, dst []byte, header int, payload []byte, ssrc uint32, index uint64) int {
	if s.profile == ProfileGCM128 {
		iv := m.iv[:gcmSalt]
		clear(iv[:2])
		binary.BigEndian.PutUint32(iv[2:], ssrc)
		binary.BigEndian.PutUint32(iv[6:], uint32(index>>16))
		binary.BigEndian.PutUint16(iv[10:], uint16(index))
		for i := range iv {
			iv[i] ^= s.salt[i]
		}
		return header + len(s.aead.Seal(dst[header:header], iv, payload, dst[:header]))
	}
	return s.sealCM(m, dst, header, payload, ssrc, index)
}

// sealCM is AES in counter mode with an HMAC of 80 bits (RFC 3711 §4.1.1, §4.2.1).
func (s *Sealer) sealCM(m *SealScratch, dst []byte, header int, payload []byte, ssrc uint32, index uint64) int {
	clear(m.iv[:])
	binary.BigEndian.PutUint32(m.iv[4:], ssrc)
	binary.BigEndian.PutUint32(m.iv[8:], uint32(index>>16))
	binary.BigEndian.PutUint16(m.iv[12:], uint16(index))
	for i, b := range s.salt {
		m.iv[i] ^= b
	}
	end := header + len(payload)
	cipher.NewCTR(s.block, m.iv[:]).XORKeyStream(dst[header:end], payload)
	var roc [4]byte
	binary.BigEndian.PutUint32(roc[:], uint32(index>>16))
	if m.sha == nil {
		m.sha = sha1.New()
	}
	state := m.sha.(encoding.BinaryUnmarshaler)
	_ = state.UnmarshalBinary(s.inner) // cannot fail: SHA-1 wrote it
	_, _ = m.sha.Write(dst[:end])
	_, _ = m.sha.Write(roc[:])
	inner := m.sha.Sum(m.sum[:0])
	_ = state.UnmarshalBinary(s.outer)
	_, _ = m.sha.Write(inner)
	return end + copy(dst[end:end+cmTag], m.sha.Sum(m.sum[:0]))
}
