package rtp

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
)

// Opener decrypts what one sender sends. It holds keys and nothing that changes. Only AES-GCM is opened here,
// which every sender of today chooses.
type Opener struct {
	salt [gcmSalt]byte
	aead cipher.AEAD
}

// NewClientOpener makes the opener of what the DTLS client's side seals, from the material DTLS exported
// (RFC 5764 §4.2). ErrUnknownProfile for another profile than GCM.
func NewClientOpener(p Profile, material []byte) (*Opener, error) {
	if p != ProfileGCM128 || len(material) != p.KeyingSize() {
		return nil, ErrUnknownProfile
	}
	key, salt := material[:keySize], material[2*keySize:2*keySize+gcmSalt]
	o := &Opener{}
	copy(o.salt[:], derive(key, salt, labelSalt, gcmSalt))
	block, err := aes.NewCipher(derive(key, salt, labelKey, keySize))
	if err != nil {
		return nil, err
	}
	o.aead, err = cipher.NewGCM(block)
	return o, err
}

// Open decrypts a packet into dst, which must be as long as the packet, and returns its length; false when it
// is not what the sender sealed. extended is the number Unwrapper.Guess gave.
func (o *Opener) Open(m *SealScratch, dst, packet []byte, extended uint64) (int, bool) {
	header := headerLength(packet)
	if header == 0 || len(packet) < header+gcmTag || len(dst) < len(packet) || extended < firstEpoch {
		return 0, false
	}
	index := extended - firstEpoch
	iv := m.iv[:gcmSalt]
	clear(iv[:2])
	copy(iv[2:6], packet[8:12])
	binary.BigEndian.PutUint32(iv[6:], uint32(index>>16))
	binary.BigEndian.PutUint16(iv[10:], uint16(index))
	for i := range iv {
		iv[i] ^= o.salt[i]
	}
	copy(dst, packet[:header])
	plain, err := o.aead.Open(dst[header:header], iv, packet[header:], packet[:header])
	return header + len(plain), err == nil
}

// headerLength is the length of a packet's header with what belongs to it, 0 when it is cut short.
func headerLength(b []byte) int {
	if len(b) < headerSize {
		return 0
	}
	n := headerSize + 4*int(b[0]&0x0F)
	if b[0]&0x10 != 0 {
		if len(b) < n+4 {
			return 0
		}
		n += 4 + 4*int(binary.BigEndian.Uint16(b[n+2:]))
	}
	if n > len(b) {
		return 0
	}
	return n
}

// Original turns a retransmission (RFC 4588 §4) in clear into the packet it repeats, in place, and returns its
// length; 0 when it repeats nothing, as probes do.
func Original(b []byte, ssrc uint32, payloadType uint8) int {
	h, err := Parse(b)
	if err != nil || len(h.Payload) < 2 {
		return 0
	}
	at := headerLength(b)
	b[1] = b[1]&0x80 | payloadType
	copy(b[2:4], h.Payload)
	binary.BigEndian.PutUint32(b[8:], ssrc)
	copy(b[at:], b[at+2:])
	return len(b) - 2
}

// Guess is what Unwrap would return, without taking note of it, and whether there was a number before. A stream's
// first number is of the first epoch, which is encryption's epoch zero.
func (u *Unwrapper) Guess(seq uint16) (uint64, bool) {
	if !u.started {
		return firstEpoch + uint64(seq), false
	}
	return u.last + uint64(int64(int16(seq-uint16(u.last)))), true
}

// Newest is the highest number so far, 0 before the first.
func (u *Unwrapper) Newest() uint64 { return u.last }
