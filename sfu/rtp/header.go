package rtp

import (
	"encoding/binary"
	"errors"
)

// ErrMalformed is returned for bytes that are not an RTP packet (RFC 3550 §5.1).
var ErrMalformed = errors.New("rtp: malformed packet")

const (
	headerSize      = 12
	profileOneByte  = 0xBEDE // RFC 8285 §4.2
	profileTwoByte  = 0x1000 // RFC 8285 §4.3, low four bits are application bits
	profileTwoMask  = 0xFFF0
	oneByteReserved = 15
)

// Header is what forwarding needs of an RTP packet. It is read in place: Payload and the extensions alias
// the packet's bytes and live as long as those.
type Header struct {
	Sequence  uint16
	Timestamp uint32
	SSRC      uint32
	// PayloadType is 0..127.
	PayloadType uint8
	Marker      bool
	// Payload is the payload without padding; empty for a padding-only packet.
	Payload []byte

	profile    uint16
	extensions []byte
}

// Parse reads a packet's header without copying. The error is ErrMalformed.
func Parse(b []byte) (Header, error) {
	if len(b) < headerSize || b[0]>>6 != 2 {
		return Header{}, ErrMalformed
	}
	h := Header{
		Sequence:    binary.BigEndian.Uint16(b[2:]),
		Timestamp:   binary.BigEndian.Uint32(b[4:]),
		SSRC:        binary.BigEndian.Uint32(b[8:]),
		PayloadType: b[1] & 0x7F,
		Marker:      b[1]&0x80 != 0,
	}
	at := headerSize + 4*int(b[0]&0x0F)
	if b[0]&0x10 != 0 {
		if len(b) < at+4 {
			return Header{}, ErrMalformed
		}
		h.profile = binary.BigEndian.Uint16(b[at:])
		size := 4 * int(binary.BigEndian.Uint16(b[at+2:]))
		at += 4
		if len(b) < at+size {
			return Header{}, ErrMalformed
		}
		h.extensions = b[at : at+size]
		at += size
	}
	end := len(b)
	if end < at {
		return Header{}, ErrMalformed
	}
	if b[0]&0x20 != 0 {
		if end == at {
			return Header{}, ErrMalformed
		}
		padding := int(b[end-1])
		if padding == 0 || padding > end-at {
			return Header{}, ErrMalformed
		}
		end -= padding
	}
	h.Payload = b[at:end]
	return h, nil
}

// Extension returns the value of the header extension with this id (RFC 8285), or nil. Id 0 is never present.
func (h *Header) Extension(id uint8) []byte {
	if id == 0 || len(h.extensions) == 0 {
		return nil
	}
	switch {
	case h.profile == profileOneByte:
		return oneByteExtension(h.extensions, id)
	case h.profile&profileTwoMask == profileTwoByte:
		return twoByteExtension(h.extensions, id)
	}
	return nil
}

func oneByteExtension(b []byte, id uint8) []byte {
	for len(b) > 0 {
		if b[0] == 0 {
			b = b[1:]
			continue
		}
		got, size := b[0]>>4, int(b[0]&0x0F)+1
		if got == oneByteReserved || len(b) < 1+size {
			return nil
		}
		if got == id {
			return b[1 : 1+size]
		}
		b = b[1+size:]
	}
	return nil
}

func twoByteExtension(b []byte, id uint8) []byte {
	for len(b) > 0 {
		if b[0] == 0 {
			b = b[1:]
			continue
		}
		if len(b) < 2 {
			return nil
		}
		got, size := b[0], int(b[1])
		if len(b) < 2+size {
			return nil
		}
		if got == id {
			return b[2 : 2+size]
		}
		b = b[2+size:]
	}
	return nil
}

// Unwrapper turns 16-bit sequence numbers into 64-bit ones that never wrap. The zero value is ready.
type Unwrapper struct {
	last    uint64
	started bool
}

// firstEpoch leaves room below the first number for packets that arrive late.
const firstEpoch = 1 << 16

// Unwrap returns the extended number nearest to the last one given. One owner.
func (u *Unwrapper) Unwrap(seq uint16) uint64 {
	if !u.started {
		u.started = true
		u.last = firstEpoch + uint64(seq)
		return u.last
	}
	diff := int16(seq - uint16(u.last))
	ext := u.last + uint64(int64(diff))
	if diff > 0 {
		u.last = ext
	}
	return ext
}
