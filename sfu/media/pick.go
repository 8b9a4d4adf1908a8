package media

import "dienhong/sfu/rtp"

const noTarget = -1

// pick is which frames of its stream a subscriber is sent. One owner.
type pick struct {
	temporal  uint8          // the highest temporal layer sent, of a stream without descriptors
	structure *rtp.Structure // of a stream with them, and
	target    int            // the decode target that is sent
	sent      rtp.FrameSet
	omitted   uint32 // the VP8 picture left out last, and a bit above
}

// begin begins with a key frame, from which every layer can be sent.
func (k *pick) begin(wish rtp.Layers) { *k = pick{temporal: wish.Temporal, target: noTarget} }

// describe reads what the packet itself tells of its frame.
func (p *packet) describe(format rtp.Codec) {
	p.hasVP8, p.hasFrame = false, false
	var err error
	if format == rtp.CodecVP8 {
		p.vp8, err = rtp.ParseVP8(p.payload)
		p.hasVP8 = err == nil
	}
	if p.Structure != nil {
		p.frame, err = rtp.ParseDependency(p.dependency, p.Structure)
		p.hasFrame = err == nil
	}
}

// ends says whether the packet is the last of its picture for somebody who is sent it with these shifts.
func (p *packet) ends(s *rtp.Shifts) bool {
	return p.Marker || (p.hasFrame && p.frame.Last && p.frame.Spatial == s.Top)
}

// wish is the highest layers wanted.
func (d *DownTrack) wish(layer int8) rtp.Layers {
	w := rtp.Layers{Spatial: uint8(d.maxLayer.Load()), Temporal: uint8(d.maxTemporal.Load())}
	if fps := d.maxFPS.Load(); fps > 0 {
		if l := d.up.layers[layer].Load(); l != nil {
			w.Temporal = min(w.Temporal, l.enough(fps))
		}
	}
	return w
}

// omits says whether the packet's frame is to be left out of its stream.
func (d *DownTrack) omits(p *packet) bool {
	switch {
	case p.hasFrame:
		return d.omitsFrame(p)
	case p.hasVP8 && p.vp8.HasTemporal:
		return d.omitsTemporal(p)
	}
	return false
}

// omitsTemporal goes by VP8's temporal layers: down with the next frame, up with one that needs nothing of
// those that were left out (RFC 7741 §4.2).
func (d *DownTrack) omitsTemporal(p *packet) bool {
	v, k := &p.vp8, &d.pick
	if v.Start && d.seqs.Newest(p.Sequence) {
		if wish := d.wish(p.layer).Temporal; wish <= k.temporal || v.Key {
			k.temporal = wish
		} else if v.Sync && v.Temporal == k.temporal+1 {
			k.temporal++
		}
		if now := int32(k.temporal); now != d.stats.temporal.Load() {
			d.stats.temporal.Store(now)
		}
	}
	return v.Temporal > k.temporal
}

// omitsFrame goes by the frame's part in decode targets. Another target is begun at a frame that says so, if
// all that it refers to was sent.
func (d *DownTrack) omitsFrame(p *packet) bool {
	f, k := &p.frame, &d.pick
	if !d.seqs.Newest(p.Sequence) && k.sent.Has(f.Number) {
		return false
	}
	if d.seqs.Newest(p.Sequence) {
		if p.Structure != k.structure {
			k.structure, k.target = p.Structure, noTarget
		}
		if f.First {
			d.retarget(p)
		}
	}
	if p.Structure != k.structure || k.target == noTarget || f.Indication(k.target) == rtp.NotPresent {
		return true
	}
	k.sent.Add(f.Number)
	return false
}

// retarget changes the decode target to the one wanted if that can be done with this frame.
func (d *DownTrack) retarget(p *packet) {
	k := &d.pick
	want := p.Structure.Choose(p.Active, d.wish(p.layer))
	if want < 0 || want == k.target {
		return
	}
	to := p.Structure.Targets[want]
	if p.frame.Indication(want) != rtp.Switch || !k.sent.Covers(&p.frame) {
		if k.target == noTarget || p.Structure.Targets[k.target].Spatial != to.Spatial {
			d.ask(p.layer, p.now)
		}
		return
	}
	k.target = want
	d.shifts.Top = to.Spatial
	d.seqs.Change(p.Sequence, d.shifts)
	d.stats.temporal.Store(int32(to.Temporal))
	if p.Structure.Spatials > 1 {
		d.stats.spatial.Store(int32(to.Spatial) + 1)
	} else {
		d.stats.spatial.Store(0)
	}
}

// omit leaves a packet out: what follows moves up by one. One that comes late has a number already, and an
// empty packet takes that, so that it does not seem lost.
func (d *DownTrack) omit(o *outlet, b *binding, p *packet) {
	if d.seqs.Newest(p.Sequence) {
		picture := uint16(0)
		if p.hasVP8 && p.vp8.HasPicture && d.pick.omitted != 1<<16|uint32(p.vp8.Picture) {
			d.pick.omitted, picture = 1<<16|uint32(p.vp8.Picture), 1
		}
		d.seqs.Skip(p.Sequence, picture)
		return
	}
	if b.rtx == 0 {
		return // sent again under the same number it would be another packet
	}
	if dst, shifts, ok := d.seqs.Forward(p.Sequence); ok {
		h := outHeader{
			ssrc: b.ssrc, payloadType: b.pt, sequence: uint16(dst), timestamp: p.Timestamp + shifts.Timestamp, pad: 1,
		}
		d.write(o, b, &h, p.payload[:0], dst)
	}
}
