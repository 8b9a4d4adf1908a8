package media

import (
	"slices"
	"strings"
	"time"

	"dienhong/sfu/rtp"

	"github.com/pion/webrtc/v4"
)

const (
	blankFrames   = 10
	blankInterval = 100 * time.Millisecond
)

// What a muted track shows: one frame of silence, or 16×16 black points, made once with a browser's encoder.
var (
	opusSilence = []byte{0xF8, 0xFF, 0xFE}
	vp8Black    = []byte{
		0x10, 0x02, 0x00, 0x9D, 0x01, 0x2A, 0x10, 0x00, 0x10, 0x00, 0x00, 0x07, 0x08, 0x85, 0x85, 0x88,
		0x99, 0x84, 0x88, 0x01, 0x24, 0x10, 0x00, 0x60, 0x6B, 0x00, 0xFE, 0xFF, 0xBA, 0xFF, 0x40,
	}
	h264Black = stap( // SPS, PPS and IDR
		[]byte{0x67, 0x42, 0xC0, 0x0A, 0x8C, 0x8D, 0x4E, 0x4D, 0xC0, 0x43, 0x40, 0x41, 0xE1, 0x10, 0x8D, 0x40},
		[]byte{0x68, 0xCE, 0x3C, 0x80},
		[]byte{0x65, 0xB8, 0x00, 0x04, 0x00, 0x00, 0x09, 0xFF, 0xFF, 0xF8, 0x7A, 0x28, 0x00, 0x08, 0x2F, 0xFC},
	)
)

// stap puts NAL units into one aggregation packet (RFC 6184 §5.7.1).
func stap(nals ...[]byte) []byte {
	out := []byte{0x78}
	for _, nal := range nals {
		out = append(append(out, byte(len(nal)>>8), byte(len(nal))), nal...)
	}
	return out
}

// blank sends one frame of nothing. Called by the writer.
func (d *DownTrack) blank(o *outlet, now time.Time) {
	b := d.bound.Load()
	if b == nil || !d.ready.Load() || d.paused.Load() {
		return
	}
	payload := d.blankPayload()
	if payload == nil {
		return
	}
	stamp := d.timestamp
	if d.timestampAt.IsZero() {
		d.lastLayer = blankLayer // what the source sends later must go on from here
	} else {
		stamp = d.expectedTimestamp(now)
	}
	d.timestamp, d.timestampAt = stamp, now
	index := d.seqs.Own()
	h := outHeader{
		ssrc: b.ssrc, payloadType: b.pt, sequence: uint16(index), timestamp: stamp,
		marker: d.up.kind == webrtc.RTPCodecTypeVideo,
	}
	b.extend(&h, &packet{absTime: absTime(now)})
	d.current.Store(int32(noLayer))
	if d.write(o, b, &h, payload, index) {
		d.packets++
		d.octets += uint32(len(payload))
	}
}

func (d *DownTrack) blankPayload() []byte {
	switch d.up.format {
	case rtp.CodecVP8:
		d.picture++
		head := []byte{0x90, 0x80, 0x80 | byte(d.picture>>8&0x7F), byte(d.picture)}
		if d.hasTL0 {
			d.tl0++
			head[1] = 0xE0
			head = append(head, d.tl0, 0)
		}
		return slices.Concat(head, vp8Black, d.up.trailer)
	case rtp.CodecH264:
		if d.up.trailer == nil {
			return h264Black
		}
	case rtp.Opaque:
		if strings.EqualFold(d.up.codec.MimeType, webrtc.MimeTypeOpus) {
			return slices.Concat(opusSilence, d.up.trailer)
		}
	default: // no black frame is known for the others; they stand still
	}
	return nil
}
