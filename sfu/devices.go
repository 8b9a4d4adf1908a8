package sfu

import (
	"slices"
	"strings"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
)

// brokenEncoders lists devices whose encoder of a codec makes unusable video, by the model they report.
var brokenEncoders = []struct {
	os, model string
	mimes     []string
}{
	{"android", "Xiaomi 2201117TI", []string{webrtc.MimeTypeH264}},
}

// disabledCodecs are the codecs a client must not publish with.
func disabledCodecs(c *livekit.ClientInfo) []string {
	for _, d := range brokenEncoders {
		if strings.EqualFold(c.GetOs(), d.os) && strings.EqualFold(c.GetDeviceModel(), d.model) {
			return d.mimes
		}
	}
	return nil
}

// clientConfiguration tells a client what its device cannot do; nil for most.
func clientConfiguration(c *livekit.ClientInfo) *livekit.ClientConfiguration {
	disabled := disabledCodecs(c)
	if len(disabled) == 0 {
		return nil
	}
	out := &livekit.DisabledCodecs{}
	for _, m := range disabled {
		out.Publish = append(out.Publish, &livekit.Codec{Mime: m})
	}
	return &livekit.ClientConfiguration{DisabledCodecs: out}
}

// withoutDisabled takes disabled codecs, and their RTX, from what a section may be answered with.
func withoutDisabled(codecs []webrtc.RTPCodecParameters, disabled []string) []webrtc.RTPCodecParameters {
	return slices.DeleteFunc(slices.Clone(codecs), func(c webrtc.RTPCodecParameters) bool {
		return slices.ContainsFunc(disabled, func(m string) bool { return strings.EqualFold(c.MimeType, m) })
	})
}
