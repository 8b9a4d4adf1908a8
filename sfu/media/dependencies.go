package media

import "dienhong/sfu/rtp"

// maxWaiting is how many packets wait for what their descriptors refer to.
const maxWaiting = 128

// dependencies is what a stream's dependency descriptors refer to. Owned by the layer's goroutine.
type dependencies struct {
	structure, former *rtp.Structure
	since, newest     uint64 // structure holds from here on; active was said here
	active            uint32
	waiting           []uint64 // packets whose structure is still to come, as it was lost at first
	buf               []byte

	frame    rtp.Frame // of the packet described last
	temporal uint8     // the same, of one without descriptor
}

// read reads a packet's descriptor; false when it refers to what is not known.
func (d *dependencies) read(seq uint64, descriptor []byte) (rtp.Frame, *rtp.Structure, bool) {
	s := d.structure
	if seq < d.since {
		s = d.former
	}
	f, err := rtp.ParseDependency(descriptor, s)
	if err != nil {
		return f, nil, false
	}
	if f.Attached != nil {
		s = f.Attached
		if seq > d.since {
			d.former, d.structure, d.since = d.structure, s, seq
		}
	}
	if f.Active != 0 && seq >= d.newest {
		d.active, d.newest = f.Active, seq
	}
	return f, s, true
}

// wait notes a packet that cannot be read yet. False when too many wait: what they refer to does not come.
func (d *dependencies) wait(seq uint64) bool {
	if len(d.waiting) >= maxWaiting {
		return false
	}
	d.waiting = append(d.waiting, seq)
	return true
}

// describe fills in what a packet tells of its frame. False when that cannot be known yet.
func (l *layer) describe(meta *rtp.Meta, descriptor, payload []byte) bool {
	d := &l.deps
	d.frame, d.temporal = rtp.Frame{}, 0
	switch {
	case len(descriptor) > 0:
		var ok bool
		if d.frame, meta.Structure, ok = d.read(meta.Sequence, descriptor); !ok {
			return false
		}
		meta.Active = d.active
		meta.Start, meta.Key = d.frame.First, d.frame.First && d.frame.Key() && d.frame.Spatial == 0
	case l.up.format == rtp.CodecVP8:
		v, err := rtp.ParseVP8(payload)
		meta.Start, meta.Key, d.temporal = err == nil && v.Start, err == nil && v.Key, v.Temporal
	default:
		meta.Key, meta.Start = rtp.KeyFrame(l.up.format, payload)
		meta.Key = meta.Key || l.up.format == rtp.Opaque // which can begin anywhere
	}
	return true
}

// count counts the packet described last.
func (l *layer) count(meta *rtp.Meta, size int) {
	if meta.Key && l.up.format != rtp.Opaque {
		l.keyFrames.Add(1)
	}
	if meta.Structure != nil {
		l.tally.frame(&l.deps.frame, meta.Structure, size)
	} else {
		l.tally.plain(l.deps.temporal, meta.Start, size)
	}
}

// resolve sends on what has waited for the structure that has just come.
func (l *layer) resolve() {
	d := &l.deps
	if d.buf == nil {
		d.buf = make([]byte, rtp.MaxPacket)
	}
	waiting := d.waiting
	d.waiting = d.waiting[:0]
	for _, seq := range waiting {
		meta, descriptor, payload, ok := l.cache.Get(seq, d.buf)
		if !ok || !l.describe(&meta, descriptor, payload) {
			continue // it is too old: whoever misses it asks for a key frame
		}
		l.cache.Describe(seq, meta.Structure, meta.Active, meta.Key, meta.Start)
		l.up.dispatch(item{seq: seq, layer: int8(l.src.Layer), kind: itemPacket, last: meta.Marker})
	}
}
