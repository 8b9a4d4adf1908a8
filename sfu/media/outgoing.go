package media

import (
	"math"
	"time"

	"dienhong/sfu/rtp"
)

// begin makes p the first packet of its layer, so that the receiver sees one stream go on.
func (d *DownTrack) begin(p *packet) {
	s := d.shifts
	if d.lastLayer != noLayer {
		switch {
		case d.lastLayer != p.layer:
			s.Timestamp = d.continueTimestamp(p) - p.Timestamp
		case int32(p.Timestamp+s.Timestamp-d.timestamp) <= 0: // the source's clock stood while it was silent
			s.Timestamp = d.expectedTimestamp(p.now) - p.Timestamp
		}
		if p.hasVP8 {
			s.Picture = d.picture + 1 - p.vp8.Picture
			s.TL0 = d.tl0 + 1 - p.vp8.TL0
			s.KeyIndex = d.keyIdx + 1 - p.vp8.KeyIndex
		}
	}
	s.Layer = p.layer
	d.shifts = s
	d.pick.begin(d.wish(p.layer))
	d.seqs.Begin(p.Sequence, s)
	d.lastLayer = p.layer
	d.current.Store(int32(p.layer))
}

// continueTimestamp is where p belongs on the outgoing time line: by the sender reports of both layers,
// which share the publisher's clock, as far as the wall clock does not contradict.
func (d *DownTrack) continueTimestamp(p *packet) uint32 {
	rate := float64(d.up.codec.ClockRate)
	expected := d.expectedTimestamp(p.now)
	result := expected
	if d.lastLayer < 0 {
		return expected
	}
	from, to := d.up.layers[d.lastLayer].Load(), d.up.layers[p.layer].Load()
	if from != nil && to != nil {
		a, b := from.sr.load(), to.sr.load()
		if a != nil && b != nil {
			seconds := float64(int64(b.ntp-a.ntp)) / (1 << 32)
			onA := a.rtp + uint32(int64(seconds*rate)) + (p.Timestamp - b.rtp)
			if exact := onA + d.shifts.Timestamp; math.Abs(float64(int32(exact-expected))) < rate {
				result = exact
			}
		}
	}
	if int32(result-d.timestamp) <= 0 {
		result = d.timestamp + 1
	}
	return result
}

// expectedTimestamp is what the wall clock says the outgoing time line has come to; always later than the last.
func (d *DownTrack) expectedTimestamp(now time.Time) uint32 {
	passed := now.Sub(d.timestampAt).Seconds() * float64(d.up.codec.ClockRate)
	return d.timestamp + max(uint32(int64(passed)), 1)
}

func (d *DownTrack) send(o *outlet, b *binding, p *packet) bool {
	newest := d.seqs.Newest(p.Sequence)
	dst, shifts, ok := d.seqs.Forward(p.Sequence)
	if !ok {
		return false
	}
	if newest {
		d.timestamp, d.timestampAt = p.Timestamp+shifts.Timestamp, p.now
		if p.hasVP8 {
			d.picture = p.vp8.Picture + shifts.Picture
			d.tl0 = p.vp8.TL0 + shifts.TL0
			d.keyIdx = p.vp8.KeyIndex + shifts.KeyIndex
			d.hasTL0 = p.vp8.HasTL0
		}
	}
	if p.hasVP8 {
		p.vp8.Apply(p.payload, shifts)
	}
	h := outHeader{
		ssrc: b.ssrc, payloadType: b.pt, sequence: uint16(dst), timestamp: p.Timestamp + shifts.Timestamp,
		marker: p.ends(shifts),
	}
	if b.rtx != 0 {
		h.pad = p.pad // what is sent again under its own number must be the same to the bit
	}
	b.extend(&h, p)
	if !d.write(o, b, &h, p.payload, dst) {
		return false
	}
	d.packets++
	d.spent = max(d.spent-1, 0)
	d.octets += uint32(len(p.payload))
	d.stats.packets.Store(d.stats.packets.Load() + 1) // the writer alone changes them
	d.stats.bytes.Store(d.stats.bytes.Load() + uint64(len(p.payload)))
	d.report(b, p)
	return true
}

// extend adds the header extensions the receiver agreed to.
func (b *binding) extend(h *outHeader, p *packet) {
	if b.absID != 0 {
		h.absID, h.absTime = b.absID, p.absTime
	}
	if b.depID != 0 && len(p.dependency) > 0 {
		h.depID, h.dependency = b.depID, p.dependency
	}
}

// skip leaves out a number that carries nothing.
func (d *DownTrack) skip(layer int8, seq uint64) {
	if int8(d.current.Load()) == layer {
		d.seqs.Skip(seq, 0)
	}
}

// source finds what went out under a number, unless it was sent again a moment ago.
func (d *DownTrack) source(sent uint16, now time.Time) (uint64, rtp.Shifts, bool) {
	if d.spent >= resendBudget {
		return 0, rtp.Shifts{}, false
	}
	r := &d.resent[sent%resendRing]
	wait := max(resendMin, time.Duration(d.stats.rtt.Load()))
	if r.seq == sent && now.Sub(r.at) < wait {
		return 0, rtp.Shifts{}, false
	}
	src, shifts, ok := d.seqs.Source(sent)
	if ok {
		d.spent++
		*r = resent{seq: sent, at: now}
	}
	return src, shifts, ok
}

// retransmit sends p again: on the RTX stream (RFC 4588 §4) if there is one, else under its own number.
func (d *DownTrack) retransmit(o *outlet, p *packet, sent uint16, shifts *rtp.Shifts, buf []byte) {
	b := d.bound.Load()
	if b == nil || !d.ready.Load() {
		return
	}
	if p.hasVP8 {
		p.vp8.Apply(p.payload, shifts)
	}
	h := outHeader{
		ssrc: b.ssrc, payloadType: b.pt, sequence: sent, timestamp: p.Timestamp + shifts.Timestamp,
		marker: p.ends(shifts),
	}
	index, payload := d.seqs.Extend(sent), p.payload
	b.extend(&h, p)
	if b.rtx != 0 {
		h.ssrc, h.payloadType, h.sequence = b.rtxSSRC, b.rtx, uint16(d.rtxSeq)
		index = firstIndex + d.rtxSeq
		d.rtxSeq++
		buf[0], buf[1] = byte(sent>>8), byte(sent)
		payload = buf[:2+copy(buf[2:], p.payload)]
	}
	d.stats.resent.Add(1)
	d.write(o, b, &h, payload, index)
}
