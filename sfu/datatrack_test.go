package sfu_test

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"sync"
	"testing"

	"dienhong/sfu/sfutest"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
)

// frame is a packet of a data track: a whole frame of a publisher's handle.
func frame(handle uint16, text string) []byte {
	return append([]byte{0x18, 0, byte(handle >> 8), byte(handle), 0, 1, 0, 1, 0, 0, 0, 1}, text...)
}

// frames keeps what came over the channel of data tracks.
type frames struct {
	mu  sync.Mutex
	got [][]byte
}

func (f *frames) take(label string, b []byte) {
	if label == "_data_track" {
		f.mu.Lock()
		f.got = append(f.got, bytes.Clone(b))
		f.mu.Unlock()
	}
}

func (f *frames) has(b []byte) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, one := range f.got {
		if bytes.Equal(one, b) {
			return true
		}
	}
	return false
}

func (f *frames) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.got)
}

func publishData(handle uint32, name string) *livekit.SignalRequest {
	return &livekit.SignalRequest{Message: &livekit.SignalRequest_PublishDataTrackRequest{
		PublishDataTrackRequest: &livekit.PublishDataTrackRequest{PubHandle: handle, Name: name},
	}}
}

func isDataTrack(m *livekit.SignalResponse) (*livekit.DataTrackInfo, bool) {
	r := m.GetPublishDataTrackResponse()
	return r.GetInfo(), r != nil
}

// handleOf picks the handle a track is received under.
func handleOf(sid string) func(*livekit.SignalResponse) (uint16, bool) {
	return func(m *livekit.SignalResponse) (uint16, bool) {
		for handle, t := range m.GetDataTrackSubscriberHandles().GetSubHandles() {
			if t.TrackSid == sid {
				return uint16(handle), true
			}
		}
		return 0, false
	}
}

func withoutHandles(m *livekit.SignalResponse) (bool, bool) {
	h := m.GetDataTrackSubscriberHandles()
	return true, h != nil && len(h.SubHandles) == 0
}

func TestDataTracks(t *testing.T) {
	for name, v1 := range map[string]bool{"one peer connection": true, "two": false} {
		t.Run(name, func(t *testing.T) {
			s := sfutest.New(t)
			var bobs, carols frames
			alice := s.Raw(t, sfutest.Token("r", "alice"), sfutest.RawConfig{V1: v1, Media: true})
			auto := true
			bob := s.Raw(t, sfutest.Token("r", "bob"), sfutest.RawConfig{
				V1: v1, Media: true, Data: bobs.take, Query: url.Values{"auto_subscribe_data_track": {"1"}},
				Join: &livekit.JoinRequest{
					ClientInfo:         &livekit.ClientInfo{Protocol: 17},
					ConnectionSettings: &livekit.ConnectionSettings{AutoSubscribe: true, AutoSubscribeDataTrack: &auto},
				},
			})
			carol := s.Raw(t, sfutest.Token("r", "carol"), sfutest.RawConfig{V1: v1, Media: true, Data: carols.take})

			_ = alice.Send(publishData(7, "positions"))
			info := sfutest.Await(alice, isDataTrack)
			sfutest.Await(carol, sfutest.IsUpdate("alice", func(i *livekit.ParticipantInfo) bool {
				return len(i.DataTracks) == 1 && i.DataTracks[0].Sid == info.Sid && i.DataTracks[0].Name == "positions"
			}))
			handle := sfutest.Await(bob, handleOf(info.Sid))
			comes := func(f *frames, want []byte) {
				t.Helper()
				sfutest.Eventually(t, func() string { // what is lost is not sent again
					_ = alice.Up[2].Send(frame(7, "here"))
					if f.has(want) {
						return ""
					}
					return fmt.Sprintf("%q did not come", want)
				})
			}
			comes(&bobs, frame(handle, "here"))
			if carols.count() > 0 {
				t.Error("carol got what she did not ask for")
			}

			_ = carol.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_UpdateDataSubscription{
				UpdateDataSubscription: &livekit.UpdateDataSubscription{
					Updates: []*livekit.UpdateDataSubscription_Update{{TrackSid: info.Sid, Subscribe: true}},
				},
			}})
			comes(&carols, frame(sfutest.Await(carol, handleOf(info.Sid)), "here"))

			bob.Forget()
			alice.Forget()
			_ = alice.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_UnpublishDataTrackRequest{
				UnpublishDataTrackRequest: &livekit.UnpublishDataTrackRequest{PubHandle: 7},
			}})
			sfutest.Await(alice, func(m *livekit.SignalResponse) (bool, bool) {
				return true, m.GetUnpublishDataTrackResponse().GetInfo().GetSid() == info.Sid
			})
			sfutest.Await(bob, withoutHandles)
		})
	}
}

func TestDataTracksThatAreRefused(t *testing.T) {
	s := sfutest.New(t)
	alice := s.Raw(t, sfutest.Token("r", "alice"), sfutest.RawConfig{})
	_ = alice.Send(publishData(1, "positions"))
	sfutest.Await(alice, isDataTrack)
	never := false
	mute := s.Raw(t, sfutest.Token("r", "mute", func(g *auth.VideoGrant) { g.CanPublishData = &never }), sfutest.RawConfig{})
	for _, c := range []struct {
		name string
		by   *sfutest.Raw
		req  *livekit.SignalRequest
		want livekit.RequestResponse_Reason
	}{
		{"no handle", alice, publishData(0, "x"), livekit.RequestResponse_INVALID_HANDLE},
		{"a handle too great", alice, publishData(1<<16+1, "x"), livekit.RequestResponse_INVALID_HANDLE},
		{"no name", alice, publishData(2, ""), livekit.RequestResponse_INVALID_NAME},
		{"a name twice", alice, publishData(2, "positions"), livekit.RequestResponse_DUPLICATE_NAME},
		{"a handle twice", alice, publishData(1, "y"), livekit.RequestResponse_DUPLICATE_HANDLE},
		{"not allowed", mute, publishData(1, "x"), livekit.RequestResponse_NOT_ALLOWED},
		{"ending what is not there", alice, &livekit.SignalRequest{Message: &livekit.SignalRequest_UnpublishDataTrackRequest{
			UnpublishDataTrackRequest: &livekit.UnpublishDataTrackRequest{PubHandle: 1<<16 + 1},
		}}, livekit.RequestResponse_NOT_FOUND},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.by.Forget()
			_ = c.by.Send(c.req)
			if got := sfutest.Await(c.by, sfutest.IsReply); got.Reason != c.want {
				t.Errorf("%v, want %v", got.Reason, c.want)
			}
		})
	}
	alice.Forget()
	_, err := admin(s).UpdateParticipant(context.Background(), &livekit.UpdateParticipantRequest{
		Room: "r", Identity: "alice", Permission: &livekit.ParticipantPermission{CanSubscribe: true, CanPublish: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	sfutest.Await(alice, func(m *livekit.SignalResponse) (bool, bool) {
		return true, m.GetUnpublishDataTrackResponse().GetInfo().GetPubHandle() == 1
	})
}
