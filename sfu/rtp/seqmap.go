package rtp

// Shifts is what is added to a source's numbers on the way to one receiver, each modulo its width.
type Shifts struct {
	// Layer is the source layer the numbers come from.
	Layer int8
	// KeyIndex (5 bits), TL0 (8 bits) and Picture (7 or 15 bits) belong to VP8 (RFC 7741 §4.2).
	KeyIndex uint8
	TL0      uint8
	// Top is the spatial layer that ends a picture, of streams that carry several.
	Top       uint8
	Picture   uint16
	Timestamp uint32
}

// run is a stretch of the source that keeps the same shifts: source number src goes out as dst.
type run struct {
	src, dst uint64
	Shifts
}

// maxRuns bounds the memory of a SeqMap: older stretches can no longer be retransmitted.
const maxRuns = 128

// SeqMap renumbers the packets of one or several source layers into one stream without seam: packets left
// out on purpose leave no gap, packets that were lost keep theirs. It finds the source of a number sent, so
// a receiver's NACK needs no history of its own. One owner; the zero value is ready after Begin.
type SeqMap struct {
	runs    []run // oldest first
	highest uint64
	next    uint64
}

// firstOut leaves room below the first outgoing number for late packets.
const firstOut = 1 << 16

// Begin makes src of the layer the next packet to go out. Packets of the former run may still come late as
// long as they are of the same layer.
func (m *SeqMap) Begin(src uint64, shifts Shifts) {
	if m.next == 0 {
		m.next = firstOut
	}
	m.push(run{src: src, dst: m.next, Shifts: shifts})
	m.highest = src - 1
}

func (m *SeqMap) push(r run) {
	if len(m.runs) >= maxRuns {
		copy(m.runs, m.runs[len(m.runs)-maxRuns+1:])
		m.runs = m.runs[:maxRuns-1]
	}
	m.runs = append(m.runs, r)
}

// Forward returns the number src goes out as and its shifts. It returns false for a packet that is older
// than the present layer's beginning, or that was left out.
func (m *SeqMap) Forward(src uint64) (dst uint64, shifts *Shifts, ok bool) {
	if len(m.runs) == 0 {
		return 0, nil, false
	}
	last := &m.runs[len(m.runs)-1]
	if src > m.highest {
		m.highest = src
		dst = last.dst + (src - last.src)
		m.next = dst + 1
		return dst, &last.Shifts, true
	}
	layer := last.Layer
	end := m.highest + 1
	for i := len(m.runs) - 1; i >= 0 && m.runs[i].Layer == layer; i-- {
		r := &m.runs[i]
		if src >= r.src && src < end {
			dst = r.dst + (src - r.src)
			if i+1 < len(m.runs) && dst >= m.runs[i+1].dst {
				return 0, nil, false // it was left out
			}
			return dst, &r.Shifts, true
		}
		if r.src < end {
			end = r.src
		}
	}
	return 0, nil, false
}

// Skip leaves src out: what follows moves up by one. picture is how many picture ids are left out with it.
// A packet that comes late cannot be left out any more; its number then stays a gap.
func (m *SeqMap) Skip(src uint64, picture uint16) {
	if len(m.runs) == 0 || src <= m.highest {
		return
	}
	last := m.runs[len(m.runs)-1]
	r := run{src: src + 1, dst: last.dst + (src - last.src), Shifts: last.Shifts}
	r.Picture -= picture
	m.highest = src
	m.next = r.dst
	if last.src == src {
		m.runs[len(m.runs)-1] = r
		return
	}
	m.push(r)
}

// Change gives src and what follows it other shifts; numbers go on as they would. src must be newer than all
// before it.
func (m *SeqMap) Change(src uint64, shifts Shifts) {
	last := &m.runs[len(m.runs)-1]
	if last.src == src {
		last.Shifts = shifts
		return
	}
	m.push(run{src: src, dst: last.dst + (src - last.src), Shifts: shifts})
}

// Own takes the next number for a packet made here, which no source has. Begin must be called before the
// source goes on.
func (m *SeqMap) Own() uint64 {
	if m.next == 0 {
		m.next = firstOut
	}
	if n := len(m.runs); n == 0 || m.runs[n-1].Layer != ownLayer {
		m.push(run{dst: m.next, Shifts: Shifts{Layer: ownLayer}})
	}
	m.next++
	return m.next - 1
}

// ownLayer marks a run of packets made here.
const ownLayer = int8(-1)

// Newest says whether src would be the newest packet so far.
func (m *SeqMap) Newest(src uint64) bool { return len(m.runs) == 0 || src > m.highest }

// Last returns the last number sent, cut to 16 bits.
func (m *SeqMap) Last() uint16 { return uint16(m.next - 1) }

// Extend returns the extended number of one sent lately.
func (m *SeqMap) Extend(sent uint16) uint64 { return m.next - 1 - uint64(uint16(m.next-1)-sent) }

// Source returns which packet of which layer went out under the number, with its shifts. It returns false
// when the number was never used or is too old.
func (m *SeqMap) Source(sent uint16) (src uint64, shifts Shifts, ok bool) {
	if len(m.runs) == 0 || m.next == 0 {
		return 0, Shifts{}, false
	}
	back := uint16(m.next-1) - sent
	if back >= 1<<15 || uint64(back) > m.next-1 {
		return 0, Shifts{}, false
	}
	dst := m.next - 1 - uint64(back)
	for i := len(m.runs) - 1; i >= 0; i-- {
		r := &m.runs[i]
		if dst >= r.dst {
			if r.Layer == ownLayer {
				return 0, Shifts{}, false
			}
			src = r.src + (dst - r.dst)
			if i+1 < len(m.runs) && m.runs[i+1].Layer == r.Layer && src >= m.runs[i+1].src {
				return 0, Shifts{}, false
			}
			return src, r.Shifts, true
		}
	}
	return 0, Shifts{}, false
}
