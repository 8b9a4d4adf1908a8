package media

import (
	"strconv"
	"strings"

	"dienhong/sfu/rtp"

	"github.com/pion/webrtc/v4"
)

// CodecOf returns how key frames of a MIME type are told; Opaque for audio and the unknown.
func CodecOf(mime string) rtp.Codec {
	switch strings.ToLower(mime) {
	case "video/vp8":
		return rtp.CodecVP8
	case "video/vp9":
		return rtp.CodecVP9
	case "video/h264":
		return rtp.CodecH264
	case "video/av1":
		return rtp.CodecAV1
	}
	return rtp.Opaque
}

// fmtpValue returns a parameter of an SDP fmtp line, "" when absent.
func fmtpValue(line, key string) string {
	for part := range strings.SplitSeq(line, ";") {
		k, v, _ := strings.Cut(strings.TrimSpace(part), "=")
		if strings.EqualFold(k, key) {
			return v
		}
	}
	return ""
}

// match picks of the receiver's codecs the one to send a source of this codec with, and its RTX companion's
// payload type (0 when there is none). It returns false when the receiver does not know the codec.
func match(source webrtc.RTPCodecCapability, codecs []webrtc.RTPCodecParameters) (webrtc.RTPCodecParameters, uint8, bool) {
	best, score := -1, -1
	for i, c := range codecs {
		if !strings.EqualFold(c.MimeType, source.MimeType) {
			continue
		}
		if s := fmtpScore(source, c.SDPFmtpLine); s > score {
			best, score = i, s
		}
	}
	if best < 0 {
		return webrtc.RTPCodecParameters{}, 0, false
	}
	found := codecs[best]
	var rtx uint8
	for _, c := range codecs {
		if strings.EqualFold(c.MimeType, webrtc.MimeTypeRTX) &&
			fmtpValue(c.SDPFmtpLine, "apt") == strconv.Itoa(int(found.PayloadType)) {
			rtx = uint8(c.PayloadType)
		}
	}
	return found, rtx, true
}

// fmtpScore prefers the same packetization mode, then the same profile (RFC 6184 §8.1, RFC 9628 §6).
func fmtpScore(source webrtc.RTPCodecCapability, line string) int {
	switch CodecOf(source.MimeType) {
	case rtp.CodecH264:
		score := 0
		if mode(source.SDPFmtpLine) == mode(line) {
			score += 4
		}
		want, have := fmtpValue(source.SDPFmtpLine, "profile-level-id"), fmtpValue(line, "profile-level-id")
		if len(want) == 6 && len(have) == 6 {
			if strings.EqualFold(want, have) {
				score++
			}
			if strings.EqualFold(want[:2], have[:2]) {
				score += 2
			}
		}
		return score
	case rtp.CodecVP9:
		if profile(source.SDPFmtpLine) == profile(line) {
			return 1
		}
	default: // the name is enough
	}
	return 0
}

func mode(line string) string    { return or(fmtpValue(line, "packetization-mode"), "0") }
func profile(line string) string { return or(fmtpValue(line, "profile-id"), "0") }

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}
