package rtp

// Codec names the payload formats whose key frames can be told.
type Codec uint8

// The codecs known. Opaque streams have no key frames to wait for (audio).
const (
	Opaque Codec = iota
	CodecVP8
	CodecVP9
	CodecH264
	CodecAV1
)

// H.264 NAL unit types (RFC 6184 §5.2).
const (
	nalSPS   = 7
	nalSTAPA = 24
	nalFUA   = 28
)

// KeyFrame tells whether the payload begins a key frame, and whether it begins a frame at all, as far as
// the unencrypted head shows.
func KeyFrame(codec Codec, payload []byte) (key, start bool) {
	switch codec {
	case CodecVP8:
		v, err := ParseVP8(payload)
		return err == nil && v.Key, err == nil && v.Start
	case CodecVP9:
		return vp9KeyFrame(payload)
	case CodecH264:
		return h264KeyFrame(payload)
	case CodecAV1:
		return av1KeyFrame(payload)
	default:
		return false, true
	}
}

// h264KeyFrame looks for a sequence parameter set: an IDR picture without one cannot be decoded by a
// receiver that just came (RFC 6184 §5.6-5.8).
func h264KeyFrame(b []byte) (key, start bool) {
	if len(b) < 1 {
		return false, false
	}
	switch t := b[0] & 0x1F; t {
	case nalSTAPA:
		b = b[1:]
		for len(b) >= 3 {
			size := int(b[0])<<8 | int(b[1])
			if b[2]&0x1F == nalSPS {
				return true, true
			}
			if len(b) < 2+size {
				break
			}
			b = b[2+size:]
		}
		return false, true
	case nalFUA:
		if len(b) < 2 {
			return false, false
		}
		begins := b[1]&0x80 != 0
		return begins && b[1]&0x1F == nalSPS, begins
	default:
		return t == nalSPS, true
	}
}

// vp9KeyFrame reads the payload descriptor (RFC 9628 §4.2): the first packet of a frame that is not
// predicted from others, in the lowest spatial layer.
func vp9KeyFrame(b []byte) (key, start bool) {
	if len(b) < 1 {
		return false, false
	}
	first := b[0]
	begins := first&0x08 != 0
	at := 1
	if first&0x80 != 0 {
		if len(b) < at+1 {
			return false, false
		}
		if b[at]&0x80 != 0 {
			at++
		}
		at++
	}
	spatial := uint8(0)
	if first&0x20 != 0 {
		if len(b) < at+1 {
			return false, false
		}
		spatial = b[at] >> 1 & 0x07
	}
	return begins && first&0x40 == 0 && spatial == 0, begins && spatial == 0
}

// av1KeyFrame reads the aggregation header (AV1 RTP specification §4.4): N marks the first packet of a
// coded video sequence, Z a continued fragment.
func av1KeyFrame(b []byte) (key, start bool) {
	if len(b) < 1 {
		return false, false
	}
	return b[0]&0x08 != 0, b[0]&0x80 == 0
}
