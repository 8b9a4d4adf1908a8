package sfu

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
)

const (
	iceDisconnected = 10 * time.Second
	iceFailed       = 5 * time.Second
	iceKeepAlive    = 4 * time.Second // RFC 7675 §5.1 asks for five, a little more or less
	dtlsRetransmit  = 100 * time.Millisecond
	receiveMTU      = 1500

	absSendTimeURI = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
	dependencyURI  = "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
)

// enabledCodecs is what publishers may use, in the order we prefer. RED is left out, for retransmission covers the
// same losses at a fraction of its bytes: of five packets in a hundred lost on the way to Chromium, or from it,
// asking again left as many gaps to be concealed as a line without loss (5 in 12 s, on a busy machine; 7 with a
// round trip of 50 ms; 40 where nothing is asked for). Opus' own FEC is no help on the way down, for its
// encoder sees the loss on the way up.
func enabledCodecs() []*livekit.Codec {
	return []*livekit.Codec{
		{Mime: webrtc.MimeTypeVP8}, {Mime: webrtc.MimeTypeH264}, {Mime: webrtc.MimeTypeVP9}, {Mime: webrtc.MimeTypeAV1},
		{Mime: "video/rtx"}, {Mime: webrtc.MimeTypeOpus}, {Mime: webrtc.MimeTypePCMU}, {Mime: webrtc.MimeTypePCMA},
	}
}

type videoCodec struct {
	mime, fmtp string
	pt, rtx    webrtc.PayloadType
}

// videoCodecs carry Chromium's payload types, so that an offer of ours reads like one of its own. H.264
// High is missing on purpose: not every receiver decodes it.
var videoCodecs = []videoCodec{
	{webrtc.MimeTypeVP8, "", 96, 97},
	{webrtc.MimeTypeH264, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f", 125, 107},
	{webrtc.MimeTypeH264, "level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f", 108, 109},
	{webrtc.MimeTypeH264, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f", 102, 103},
	{webrtc.MimeTypeH264, "level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42001f", 104, 105},
	{webrtc.MimeTypeH264, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=4d001f", 39, 40},
	{webrtc.MimeTypeVP9, "profile-id=0", 98, 99},
	{webrtc.MimeTypeAV1, "level-idx=5;profile=0;tier=0", 45, 44},
}

// use says what a peer connection carries; extensions are only offered where they mean something.
type use struct{ publish, subscribe bool }

// mediaEngine lists the codecs and header extensions of a peer connection.
func mediaEngine(u use) (*webrtc.MediaEngine, error) {
	m := &webrtc.MediaEngine{}
	videoFeedback := []webrtc.RTCPFeedback{
		{Type: webrtc.TypeRTCPFBCCM, Parameter: "fir"}, {Type: webrtc.TypeRTCPFBNACK},
		{Type: webrtc.TypeRTCPFBNACK, Parameter: "pli"},
	}
	audioFeedback := []webrtc.RTCPFeedback{{Type: webrtc.TypeRTCPFBNACK}}
	if u.publish {
		cc := webrtc.RTCPFeedback{Type: webrtc.TypeRTCPFBTransportCC}
		videoFeedback, audioFeedback = append(videoFeedback, cc), append(audioFeedback, cc)
	}
	if u.subscribe {
		videoFeedback = append(videoFeedback, webrtc.RTCPFeedback{Type: webrtc.TypeRTCPFBGoogREMB})
	}
	for _, c := range []webrtc.RTPCodecParameters{
		{RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2,
			SDPFmtpLine: "minptime=10;useinbandfec=1", RTCPFeedback: audioFeedback,
		}, PayloadType: 111},
		{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypePCMU, ClockRate: 8000, RTCPFeedback: audioFeedback}, PayloadType: 0},
		{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypePCMA, ClockRate: 8000, RTCPFeedback: audioFeedback}, PayloadType: 8},
	} {
		if err := m.RegisterCodec(c, webrtc.RTPCodecTypeAudio); err != nil {
			return nil, err
		}
	}
	for _, c := range videoCodecs {
		codec := webrtc.RTPCodecParameters{RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: c.mime, ClockRate: 90000, SDPFmtpLine: c.fmtp, RTCPFeedback: videoFeedback,
		}, PayloadType: c.pt}
		rtx := webrtc.RTPCodecParameters{RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: webrtc.MimeTypeRTX, ClockRate: 90000, SDPFmtpLine: fmt.Sprintf("apt=%d", c.pt),
		}, PayloadType: c.rtx}
		for _, p := range []webrtc.RTPCodecParameters{codec, rtx} {
			if err := m.RegisterCodec(p, webrtc.RTPCodecTypeVideo); err != nil {
				return nil, err
			}
		}
	}
	return m, registerExtensions(m, u)
}

func registerExtensions(m *webrtc.MediaEngine, u use) error {
	type extension struct {
		uri          string
		audio, video bool
		send, recv   bool
	}
	list := []extension{
		{sdp.SDESMidURI, true, true, false, u.publish},
		{sdp.SDESRTPStreamIDURI, false, true, false, u.publish},
		{sdp.SDESRepairRTPStreamIDURI, false, true, false, u.publish},
		{sdp.TransportCCURI, true, true, false, u.publish},
		{sdp.AudioLevelURI, true, false, false, u.publish},
		{absSendTimeURI, false, true, u.subscribe, false},
		{dependencyURI, false, true, u.subscribe, u.publish},
	}
	for _, e := range list {
		var directions []webrtc.RTPTransceiverDirection
		if e.send {
			directions = append(directions, webrtc.RTPTransceiverDirectionSendonly)
		}
		if e.recv {
			directions = append(directions, webrtc.RTPTransceiverDirectionRecvonly)
		}
		if len(directions) == 0 {
			continue
		}
		for kind, on := range map[webrtc.RTPCodecType]bool{webrtc.RTPCodecTypeAudio: e.audio, webrtc.RTPCodecTypeVideo: e.video} {
			if !on {
				continue
			}
			if err := m.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: e.uri}, kind, directions...); err != nil {
				return err
			}
		}
	}
	return nil
}

// preferCodec puts a codec (a MIME type or its sub-type, as clients write either) first in the answer's
// section, for browsers send the first they are answered, and leaves the disabled out.
func preferCodec(t *webrtc.RTPTransceiver, wanted string, disabled []string) {
	if t.Receiver() == nil || (wanted == "" && len(disabled) == 0) {
		return
	}
	codecs := withoutDisabled(t.Receiver().GetParameters().Codecs, disabled)
	var first, rest []webrtc.RTPCodecParameters
	for _, c := range codecs {
		if wanted != "" && sameCodec(c.MimeType, wanted) {
			first = append(first, c)
		} else {
			rest = append(rest, c)
		}
	}
	if len(first) > 0 || len(disabled) > 0 {
		_ = t.SetCodecPreferences(slices.Concat(first, rest))
	}
}

// sameCodec compares "vp8" or "video/VP8" with a MIME type.
func sameCodec(mime, wanted string) bool {
	_, sub, _ := strings.Cut(mime, "/")
	if _, s, ok := strings.Cut(wanted, "/"); ok {
		wanted = s
	}
	return strings.EqualFold(sub, wanted)
}

// shortCodec is the name LiveKit gives a codec in its quality messages: "vp8".
func shortCodec(mime string) string {
	_, sub, _ := strings.Cut(mime, "/")
	return strings.ToLower(sub)
}
