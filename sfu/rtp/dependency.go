package rtp

// The dependency descriptor (AV1 RTP specification, appendix A) says of every packet which frame it belongs
// to, which frames that refers to, and for which decode targets it is needed. Each decode target is a choice of
// spatial and temporal layers, so whoever forwards can leave layers out of a stream without looking into it.

const (
	maxTemplates = 64
	maxSpatials  = 4
	maxTemporals = 8
	// maxDiffs is how many references of one frame are kept; a frame with more is never switched at.
	maxDiffs = 8

	sameLayer, nextTemporal, nextSpatial, noMoreTemplates = 0, 1, 2, 3
)

// Indication is what a frame is to a decode target.
type Indication uint8

// The indications, as they are coded.
const (
	NotPresent  Indication = iota // not part of it
	Discardable                   // part of it, nothing refers to it
	Switch                        // once decoded, all that follows of the target can be decoded
	Required                      // part of it
)

// Layers is a place in a stream's layers, from 0.
type Layers struct{ Spatial, Temporal uint8 }

// template is what frames of a kind have in common.
type template struct {
	Layers
	indications uint64 // two bits for each target
	refs
}

// refs are the distances of the frames a frame refers to.
type refs struct {
	diffs [maxDiffs]uint16
	count uint8
	many  bool // more than fit
}

func (r *refs) add(diff uint16) {
	if int(r.count) == maxDiffs {
		r.many = true
		return
	}
	r.diffs[r.count] = diff
	r.count++
}

// Structure is what the descriptors of a stream refer to from one key frame to the next. It never changes.
type Structure struct {
	// Targets are the highest layers of each decode target, at least one.
	Targets []Layers
	// Spatials is how many spatial layers there are.
	Spatials int

	offset    uint8
	templates []template
}

// All are all decode targets, as bits.
func (s *Structure) All() uint32 { return uint32(1<<len(s.Targets) - 1) }

// Choose picks of the active decode targets the one with the highest spatial layer up to a wish, then the
// highest temporal layer up to another. If all have more, it is the one that has least more. -1 if there is none.
func (s *Structure) Choose(active uint32, wish Layers) int {
	best := -1
	for i, t := range s.Targets {
		if active&(1<<i) == 0 {
			continue
		}
		if best < 0 || closer(t, s.Targets[best], wish) {
			best = i
		}
	}
	return best
}

// closer says whether a is nearer to the wish than b.
func closer(a, b, wish Layers) bool {
	if a.Spatial != b.Spatial {
		return nearer(a.Spatial, b.Spatial, wish.Spatial)
	}
	return a.Temporal != b.Temporal && nearer(a.Temporal, b.Temporal, wish.Temporal)
}

func nearer(a, b, wish uint8) bool {
	switch {
	case a <= wish && b <= wish:
		return a > b
	case a > wish && b > wish:
		return a < b
	}
	return a <= wish
}

// Frame is what a descriptor says of its packet.
type Frame struct {
	// Number counts the stream's frames, modulo 1<<16.
	Number uint16
	Layers
	// First and Last say that the packet begins or ends the frame.
	First, Last bool
	// Attached is the structure that begins with this packet, nil if none does.
	Attached *Structure
	// Active are the decode targets sent from here on, as bits; 0 when nothing is said of it.
	Active uint32

	indications uint64
	refs
}

// Indication is what the frame is to a target.
func (f *Frame) Indication(target int) Indication {
	return Indication(f.indications >> (2 * target) & 3)
}

// Key says that the frame refers to no other.
func (f *Frame) Key() bool { return f.count == 0 }

// ParseDependency reads a descriptor that refers to the structure s, nil if none is known. The error is
// ErrMalformed, also for one that refers to another structure. Only one with a structure attached allocates.
func ParseDependency(b []byte, s *Structure) (Frame, error) {
	if len(b) < 3 {
		return Frame{}, ErrMalformed
	}
	f := Frame{First: b[0]&0x80 != 0, Last: b[0]&0x40 != 0, Number: uint16(b[1])<<8 | uint16(b[2])}
	id := b[0] & 0x3F
	r := bits{b: b, at: 24}
	var has, ownTargets, ownDiffs bool
	if len(b) > 3 {
		attached := r.flag()
		has, ownTargets, ownDiffs = r.flag(), r.flag(), r.flag()
		r.flag() // chains, which come last and are not read
		if attached {
			s = parseStructure(&r)
			if s == nil {
				return Frame{}, ErrMalformed
			}
			f.Attached, f.Active = s, s.All()
		}
	}
	if s == nil {
		return Frame{}, ErrMalformed
	}
	if has {
		f.Active = r.mask(len(s.Targets))
	}
	at := int(id-s.offset) & (maxTemplates - 1)
	if at >= len(s.templates) {
		return Frame{}, ErrMalformed
	}
	t := &s.templates[at]
	f.Layers, f.indications, f.refs = t.Layers, t.indications, t.refs
	if ownTargets {
		f.indications = r.indications(len(s.Targets))
	}
	if ownDiffs {
		f.refs = refs{}
		for size := r.take(2); size != 0 && !r.short; size = r.take(2) {
			f.add(r.take(4*int(size)) + 1)
		}
	}
	if r.short {
		return Frame{}, ErrMalformed
	}
	return f, nil
}

// mask reads bits of n targets; the first target's is the lowest.
func (r *bits) mask(n int) uint32 {
	if n > 16 {
		return uint32(r.take(n-16))<<16 | uint32(r.take(16))
	}
	return uint32(r.take(n))
}

func (r *bits) indications(targets int) uint64 {
	var v uint64
	for i := range targets {
		v |= uint64(r.take(2)) << (2 * i)
	}
	return v
}

// parseStructure returns nil for what is none.
func parseStructure(r *bits) *Structure {
	s := &Structure{offset: uint8(r.take(6)), Targets: make([]Layers, r.take(5)+1)}
	if !s.readLayers(r) {
		return nil
	}
	for i := range s.templates {
		s.templates[i].indications = r.indications(len(s.Targets))
	}
	for i := range s.templates {
		for r.flag() && !r.short {
			s.templates[i].add(r.take(4) + 1)
		}
	}
	if chains := r.below(len(s.Targets) + 1); chains > 0 { // not used
		for range s.Targets {
			r.below(chains)
		}
		r.at += 4 * chains * len(s.templates)
	}
	s.Spatials = int(s.templates[len(s.templates)-1].Spatial) + 1
	if r.flag() { // a width and a height of each
		r.at += 32 * s.Spatials
	}
	if r.short || r.at > 8*len(r.b) {
		return nil
	}
	for i := range s.Targets {
		for _, t := range s.templates {
			if t.indications>>(2*i)&3 != uint64(NotPresent) {
				s.Targets[i].Spatial = max(s.Targets[i].Spatial, t.Spatial)
				s.Targets[i].Temporal = max(s.Targets[i].Temporal, t.Temporal)
			}
		}
	}
	return s
}

// readLayers reads how many templates there are and of which layers.
func (s *Structure) readLayers(r *bits) bool {
	var at Layers
	for len(s.templates) < maxTemplates && !r.short {
		s.templates = append(s.templates, template{Layers: at})
		switch r.take(2) {
		case sameLayer:
		case nextTemporal:
			at.Temporal++
		case nextSpatial:
			at.Temporal = 0
			at.Spatial++
		case noMoreTemplates:
			return true
		}
		if at.Spatial >= maxSpatials || at.Temporal >= maxTemporals {
			return false
		}
	}
	return false
}

// frameWindow is how far back a FrameSet remembers.
const frameWindow = 256

// FrameSet remembers which of the last 256 frames were sent. The zero value is empty. One owner.
type FrameSet struct {
	marks   [frameWindow / 64]uint64
	newest  uint16
	started bool
}

// Add notes a frame; one too old to be remembered is not.
func (s *FrameSet) Add(n uint16) {
	if !s.started {
		s.started, s.newest = true, n
	}
	switch ahead := int16(n - s.newest); {
	case ahead >= frameWindow:
		s.marks = [frameWindow / 64]uint64{}
		s.newest = n
	case ahead > 0:
		for s.newest != n {
			s.newest++
			s.marks[s.newest%frameWindow/64] &^= 1 << (s.newest % 64)
		}
	case ahead <= -frameWindow:
		return
	}
	s.marks[n%frameWindow/64] |= 1 << (n % 64)
}

// Has says whether a frame was noted lately.
func (s *FrameSet) Has(n uint16) bool {
	return s.started && s.newest-n < frameWindow && s.marks[n%frameWindow/64]&(1<<(n%64)) != 0
}

// Covers says whether every frame that f refers to was noted.
func (s *FrameSet) Covers(f *Frame) bool {
	for _, diff := range f.diffs[:f.count] {
		if !s.Has(f.Number - diff) {
			return false
		}
	}
	return !f.many
}
