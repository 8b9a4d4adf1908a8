package sfu_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"dienhong/sfu/sfutest"

	"github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/webrtc/v4"
)

// counter counts what a participant receives, by track name.
type counter struct {
	packets [4]atomic.Int64
}

func (c *counter) callback() *lksdk.RoomCallback {
	return &lksdk.RoomCallback{ParticipantCallback: lksdk.ParticipantCallback{
		OnTrackSubscribed: func(t *webrtc.TrackRemote, _ *lksdk.RemoteTrackPublication, _ *lksdk.RemoteParticipant) {
			go func() {
				for {
					if _, _, err := t.ReadRTP(); err != nil {
						return
					}
					c.packets[t.Kind()].Add(1)
				}
			}()
		},
	}}
}

func TestTwoPeersHearAndSeeEachOther(t *testing.T) {
	for name, opts := range map[string][]lksdk.ConnectOption{
		"one peer connection": {lksdk.WithSinglePeerConnection()}, "two": nil,
	} {
		t.Run(name, func(t *testing.T) {
			s := sfutest.New(t)
			var heard counter
			alice := s.Join(t, "r", "alice", nil, opts...)
			sfutest.PublishAudio(t, alice, livekit.TrackSource_MICROPHONE)
			sfutest.PublishVideo(t, alice, webrtc.MimeTypeVP8, livekit.TrackSource_CAMERA)
			s.Join(t, "r", "bob", heard.callback(), opts...)
			sfutest.Eventually(t, func() string {
				a, v := heard.packets[webrtc.RTPCodecTypeAudio].Load(), heard.packets[webrtc.RTPCodecTypeVideo].Load()
				if a > 20 && v > 20 {
					return ""
				}
				return fmt.Sprintf("audio %d, video %d packets", a, v)
			})
		})
	}
}

// What is published is opened at the socket once pion knows what it is, under either protocol.
func TestMediaDoesNotPassPion(t *testing.T) {
	for name, opts := range map[string][]lksdk.ConnectOption{
		"one peer connection": {lksdk.WithSinglePeerConnection()}, "two": nil,
	} {
		t.Run(name, func(t *testing.T) {
			s := sfutest.New(t)
			alice := s.Join(t, "r", "alice", nil, opts...)
			sfutest.PublishAudio(t, alice, livekit.TrackSource_MICROPHONE)
			sfutest.PublishVideo(t, alice, webrtc.MimeTypeVP8, livekit.TrackSource_CAMERA)
			var heard counter
			s.Join(t, "r", "bob", heard.callback(), opts...)
			sfutest.Eventually(t, func() string {
				a, v := heard.packets[webrtc.RTPCodecTypeAudio].Load(), heard.packets[webrtc.RTPCodecTypeVideo].Load()
				taken := s.SFU.Taken("r")
				if a > 20 && v > 20 && taken > 40 {
					return ""
				}
				return fmt.Sprintf("audio %d, video %d packets; %d were taken at the socket", a, v, taken)
			})
		})
	}
}
