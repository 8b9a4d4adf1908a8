package rtp

import "encoding/binary"

// VP8 is a VP8 payload descriptor (RFC 7741 §4.2), with where its rewritable fields stand.
type VP8 struct {
	// Picture is the picture id, 7 or 15 bits wide.
	Picture uint16
	// TL0 is the index of the last base-layer frame.
	TL0 uint8
	// Temporal is the temporal layer, 0 when absent.
	Temporal uint8
	// Sync says that the frame depends on the base layer alone (Y): from it on its layer can be joined.
	Sync bool
	// KeyIndex is the 5-bit key frame index.
	KeyIndex uint8
	// Size is the descriptor's length in bytes.
	Size int
	// Start says that the packet begins a frame; Key that it begins a key frame.
	Start, Key bool

	HasPicture, HasTL0, HasTemporal, HasKeyIndex bool

	wide                    bool
	pictureAt, tl0At, keyAt int
}

// ParseVP8 reads a descriptor. The error is ErrMalformed.
func ParseVP8(b []byte) (VP8, error) {
	var v VP8
	if len(b) < 1 {
		return v, ErrMalformed
	}
	first := b[0]
	at := 1
	v.Start = first&0x10 != 0 && first&0x07 == 0
	if first&0x80 != 0 {
		if len(b) < 2 {
			return v, ErrMalformed
		}
		bits := b[1]
		at = 2
		if bits&0x80 != 0 {
			if len(b) < at+1 {
				return v, ErrMalformed
			}
			v.HasPicture, v.pictureAt = true, at
			if b[at]&0x80 != 0 {
				if len(b) < at+2 {
					return v, ErrMalformed
				}
				v.wide = true
				v.Picture = binary.BigEndian.Uint16(b[at:]) & 0x7FFF
				at += 2
			} else {
				v.Picture = uint16(b[at])
				at++
			}
		}
		if bits&0x40 != 0 {
			if len(b) < at+1 {
				return v, ErrMalformed
			}
			v.HasTL0, v.tl0At, v.TL0 = true, at, b[at]
			at++
		}
		if bits&0x30 != 0 {
			if len(b) < at+1 {
				return v, ErrMalformed
			}
			if bits&0x20 != 0 {
				v.HasTemporal, v.Temporal, v.Sync = true, b[at]>>6, b[at]&0x20 != 0
			}
			if bits&0x10 != 0 {
				v.HasKeyIndex, v.keyAt, v.KeyIndex = true, at, b[at]&0x1F
			}
			at++
		}
	}
	v.Size = at
	v.Key = v.Start && len(b) > at && b[at]&0x01 == 0
	return v, nil
}

// Apply adds the shifts to the descriptor standing at the head of payload, from which v was read.
func (v *VP8) Apply(payload []byte, s *Shifts) {
	if v.HasPicture {
		picture := v.Picture + s.Picture
		if v.wide {
			binary.BigEndian.PutUint16(payload[v.pictureAt:], 0x8000|picture&0x7FFF)
		} else {
			payload[v.pictureAt] = uint8(picture & 0x7F)
		}
	}
	if v.HasTL0 {
		payload[v.tl0At] = v.TL0 + s.TL0
	}
	if v.HasKeyIndex {
		payload[v.keyAt] = payload[v.keyAt]&0xE0 | (v.KeyIndex+s.KeyIndex)&0x1F
	}
}
