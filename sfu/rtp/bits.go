package rtp

// bits reads a string of bits, most significant first. Beyond the end it reads zeros and is short.
type bits struct {
	b     []byte
	at    int // in bits
	short bool
}

// take reads up to 16 bits.
func (r *bits) take(n int) uint16 {
	var v uint16
	for range n {
		v <<= 1
		if i := r.at >> 3; i < len(r.b) {
			v |= uint16(r.b[i]>>(7-r.at&7)) & 1
		} else {
			r.short = true
		}
		r.at++
	}
	return v
}

func (r *bits) flag() bool { return r.take(1) != 0 }

// below reads a number below n, which is coded in as few bits as it needs (AV1 specification §4.10.7).
func (r *bits) below(n int) int {
	width := 0
	for x := n; x != 0; x >>= 1 {
		width++
	}
	few := 1<<width - n
	v := int(r.take(width - 1))
	if v < few {
		return v
	}
	return v<<1 - few + int(r.take(1))
}
