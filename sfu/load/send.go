package load

import (
	"context"
	"encoding/binary"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

const (
	payloadSize = 1050
	audioSize   = 100
	stampAt     = 20 // where a payload carries its time
)

// begin publishes one track and sends on it until the session ends.
func (s *session) begin(ctx context.Context, p *peer, video bool) error {
	codec := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2}
	req := &livekit.AddTrackRequest{
		Cid: p.identity + "-microphone", Name: "load", Type: livekit.TrackType_AUDIO, Source: livekit.TrackSource_MICROPHONE,
	}
	if video {
		req.Cid = p.identity + "-camera"
		codec = webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000}
		req.Type, req.Source, req.Width, req.Height = livekit.TrackType_VIDEO, livekit.TrackSource_CAMERA, 1280, 720
		req.SimulcastCodecs = []*livekit.SimulcastCodec{{Codec: "vp8", Cid: req.Cid}}
	}
	track, err := webrtc.NewTrackLocalStaticRTP(codec, req.Cid, "load")
	if err != nil {
		return err
	}
	if err := p.publish(ctx, track, req); err != nil {
		return err
	}
	s.senders.Go(func() {
		if video {
			sendVideo(track, s.c, s.stop)
		} else {
			sendAudio(track, s.stop)
		}
	})
	return nil
}

// sendVideo sends frames of equal packets; every frame is a key frame to the server, so that it needs to
// ask for none.
func sendVideo(track *webrtc.TrackLocalStaticRTP, c Config, stop <-chan struct{}) {
	packets := max(1, c.Kbps*1000/8/c.FPS/payloadSize)
	tick := time.NewTicker(time.Second / time.Duration(c.FPS))
	defer tick.Stop()
	var seq, picture uint16
	var stamp uint32
	payload := make([]byte, payloadSize)
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		for i := range packets {
			head := byte(0x80)
			if i == 0 {
				head = 0x90
			}
			copy(payload, []byte{head, 0x80, 0x80 | byte(picture>>8&0x7F), byte(picture), 0x10})
			binary.BigEndian.PutUint64(payload[stampAt:], uint64(time.Now().UnixNano()))
			_ = track.WriteRTP(&rtp.Packet{Header: rtp.Header{
				Version: 2, SequenceNumber: seq, Timestamp: stamp, Marker: i == packets-1,
			}, Payload: payload})
			seq++
		}
		picture++
		stamp += uint32(90000 / c.FPS)
	}
}

func sendAudio(track *webrtc.TrackLocalStaticRTP, stop <-chan struct{}) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	var seq uint16
	var stamp uint32
	payload := make([]byte, audioSize)
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		binary.BigEndian.PutUint64(payload[stampAt:], uint64(time.Now().UnixNano()))
		_ = track.WriteRTP(&rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: seq, Timestamp: stamp}, Payload: payload})
		seq++
		stamp += 960
	}
}
