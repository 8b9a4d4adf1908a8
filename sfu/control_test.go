package sfu_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"dienhong/sfu"
	"dienhong/sfu/sfutest"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/webrtc/v4"
)

func TestTheServerMutesATrack(t *testing.T) {
	s := sfutest.New(t)
	var alice, bob watch
	a := s.Join(t, "r", "alice", alice.callback())
	p := sfutest.PublishAudio(t, a, mic)
	s.Join(t, "r", "bob", bob.callback())
	bob.waitPackets(t, webrtc.RTPCodecTypeAudio, 10)
	ctx := context.Background()
	req := &livekit.MuteRoomTrackRequest{Room: "r", Identity: "alice", TrackSid: p.Pub.SID(), Muted: true}
	if _, err := admin(s).MutePublishedTrack(ctx, req); err != nil {
		t.Fatal(err)
	}
	bob.wait(t, "muted alice audio")
	alice.wait(t, "muted alice audio")
	req.Muted = false
	if _, err := admin(s).MutePublishedTrack(ctx, req); err == nil {
		t.Error("a remote unmute was allowed though it is not enabled")
	}
	p.Pub.SetMuted(false)
	bob.wait(t, "unmuted alice audio")
	bob.waitPackets(t, webrtc.RTPCodecTypeAudio, 10)
}

func TestAHeldMicrophoneCannotBeUnmuted(t *testing.T) {
	var events watch
	s := sfutest.New(t, sfutest.WithHooks(sfu.Hooks{Event: events.event}))
	var alice, bob watch
	a := s.Join(t, "r", "alice", alice.callback())
	p := sfutest.PublishAudio(t, a, mic)
	s.Join(t, "r", "bob", bob.callback())
	bob.waitPackets(t, webrtc.RTPCodecTypeAudio, 10)
	if err := s.SFU.HoldMicrophone("r", "alice", true); err != nil {
		t.Fatal(err)
	}
	alice.wait(t, "muted alice audio")
	bob.wait(t, "muted alice audio")
	events.wait(t, "track_muted alice microphone")
	p.Pub.SetMuted(false) // the client tries all the same
	sfutest.Eventually(t, func() string {
		if p.Pub.IsMuted() {
			return ""
		}
		return "the client was not told again that it is muted"
	})
	if bob.has("unmuted alice audio") {
		t.Error("others were told of an unmute that was not allowed")
	}
	second := sfutest.PublishAudio(t, a, mic)
	sfutest.Eventually(t, func() string {
		if second.Pub.IsMuted() {
			return ""
		}
		return "a microphone published while held is not muted"
	})
	if err := s.SFU.HoldMicrophone("r", "alice", false); err != nil {
		t.Fatal(err)
	}
	if !p.Pub.IsMuted() {
		t.Error("the release unmuted the microphone by itself")
	}
	p.Pub.SetMuted(false)
	bob.wait(t, "unmuted alice audio")
	bob.waitPackets(t, webrtc.RTPCodecTypeAudio, 10)
}

func TestAdmission(t *testing.T) {
	s := sfutest.New(t, sfutest.WithHooks(sfu.Hooks{
		Admit: func(_ context.Context, room, identity string) (sfu.Admission, error) {
			switch identity {
			case "stranger":
				return sfu.Admission{}, errors.New("not invited")
			case "silent":
				return sfu.Admission{HoldMicrophone: true}, nil
			}
			return sfu.Admission{}, nil
		},
	}))
	if _, err := lksdk.ConnectToRoomWithToken(s.URL, sfutest.Token("r", "stranger"), &lksdk.RoomCallback{}); err == nil {
		t.Error("a stranger was let in")
	}
	a := s.Join(t, "r", "silent", nil)
	p := sfutest.PublishAudio(t, a, mic)
	sfutest.Eventually(t, func() string {
		if p.Pub.IsMuted() {
			return ""
		}
		return "who was admitted silent is not muted"
	})
}

func TestPermissions(t *testing.T) {
	s := sfutest.New(t)
	t.Run("a source that is not granted is refused", func(t *testing.T) {
		a := s.JoinWith(t, sfutest.Token("sources", "alice", func(g *auth.VideoGrant) {
			g.SetCanPublishSources([]livekit.TrackSource{mic})
		}), nil)
		sfutest.PublishAudio(t, a, mic)
		track, err := lksdk.NewLocalTrack(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.LocalParticipant.PublishTrack(track, &lksdk.TrackPublicationOptions{Name: "v", Source: cam}); err == nil {
			t.Error("a camera was published without the grant")
		}
	})
	t.Run("publishing ends when the permission does", func(t *testing.T) {
		var bob watch
		a := s.Join(t, "revoke", "alice", nil)
		sfutest.PublishAudio(t, a, mic)
		s.Join(t, "revoke", "bob", bob.callback())
		bob.wait(t, "subscribed alice audio")
		_, err := admin(s).UpdateParticipant(context.Background(), &livekit.UpdateParticipantRequest{
			Room: "revoke", Identity: "alice",
			Permission: &livekit.ParticipantPermission{CanSubscribe: true, CanPublishData: true},
		})
		if err != nil {
			t.Fatal(err)
		}
		bob.wait(t, "unpublished alice audio")
	})
	t.Run("subscribing begins and ends with the permission", func(t *testing.T) {
		var bob watch
		a := s.Join(t, "sub", "alice", nil)
		sfutest.PublishAudio(t, a, mic)
		s.JoinWith(t, sfutest.Token("sub", "bob", func(g *auth.VideoGrant) { g.SetCanSubscribe(false) }), bob.callback())
		bob.wait(t, "published alice audio")
		if bob.has("subscribed alice audio") {
			t.Error("subscribed without permission")
		}
	})
	t.Run("the hidden are not seen and still see", func(t *testing.T) {
		var alice, ghost watch
		a := s.Join(t, "hidden", "alice", alice.callback())
		sfutest.PublishAudio(t, a, mic)
		s.JoinWith(t, sfutest.Token("hidden", "ghost", func(g *auth.VideoGrant) { g.Hidden = true }), ghost.callback())
		ghost.waitPackets(t, webrtc.RTPCodecTypeAudio, 5)
		s.Join(t, "hidden", "bob", nil)
		alice.wait(t, "joined bob")
		if alice.has("joined ghost") || a.GetParticipantByIdentity("ghost") != nil {
			t.Error("a hidden participant was shown")
		}
	})
	t.Run("a publisher says who may subscribe", func(t *testing.T) {
		var bob, carol watch
		a := s.Join(t, "allow", "alice", nil)
		a.LocalParticipant.SetSubscriptionPermission(&livekit.SubscriptionPermission{
			TrackPermissions: []*livekit.TrackPermission{{ParticipantIdentity: "bob", AllTracks: true}},
		})
		sfutest.PublishAudio(t, a, mic)
		s.Join(t, "allow", "carol", carol.callback())
		s.Join(t, "allow", "bob", bob.callback())
		bob.waitPackets(t, webrtc.RTPCodecTypeAudio, 5)
		if carol.has("subscribed alice audio") {
			t.Error("carol receives what alice did not allow")
		}
		a.LocalParticipant.SetSubscriptionPermission(&livekit.SubscriptionPermission{AllParticipants: true})
		carol.waitPackets(t, webrtc.RTPCodecTypeAudio, 5)
	})
}

func TestOwnMetadata(t *testing.T) {
	s := sfutest.New(t)
	var alice, bob watch
	a := s.JoinWith(t, sfutest.Token("r", "alice", func(g *auth.VideoGrant) { g.SetCanUpdateOwnMetadata(true) }), alice.callback())
	s.Join(t, "r", "bob", bob.callback())
	alice.wait(t, "joined bob")
	a.LocalParticipant.SetMetadata("hello")
	bob.wait(t, "metadata alice hello")
	a.LocalParticipant.SetAttributes(map[string]string{"seat": "7"})
	bob.wait(t, "attribute alice seat=7")
	a.LocalParticipant.SetAttributes(map[string]string{"seat": ""})
	bob.wait(t, "attribute alice seat=")
}

func TestRoomService(t *testing.T) {
	s := sfutest.New(t)
	c, ctx := admin(s), context.Background()
	first, err := c.CreateRoom(ctx, &livekit.CreateRoomRequest{Name: "r", Metadata: "m"})
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.CreateRoom(ctx, &livekit.CreateRoomRequest{Name: "r"}); err != nil || again.Sid != first.Sid {
		t.Errorf("creating twice gave %v, %v, want the same room", again, err)
	}
	var alice, bob watch
	a := s.Join(t, "r", "alice", alice.callback())
	s.Join(t, "r", "bob", bob.callback())
	bobSees := func(note string) { t.Helper(); bob.wait(t, note) }
	list, err := c.ListParticipants(ctx, &livekit.ListParticipantsRequest{Room: "r"})
	if err != nil || len(list.Participants) != 2 {
		t.Errorf("participants: %v, %v", list, err)
	}
	if _, err := c.GetParticipant(ctx, &livekit.RoomParticipantIdentity{Room: "r", Identity: "nobody"}); err == nil {
		t.Error("an absent participant was found")
	}
	if _, err := c.UpdateRoomMetadata(ctx, &livekit.UpdateRoomMetadataRequest{Room: "r", Metadata: "new"}); err != nil {
		t.Error(err)
	}
	bobSees("room metadata new")
	if _, err := c.UpdateParticipant(ctx, &livekit.UpdateParticipantRequest{Room: "r", Identity: "alice", Metadata: "x"}); err != nil {
		t.Error(err)
	}
	bobSees("metadata alice x")
	if _, err := c.SendData(ctx, &livekit.SendDataRequest{Room: "r", Data: []byte("hi"), Kind: livekit.DataPacket_RELIABLE}); err != nil {
		t.Error(err)
	}
	bobSees(`data hi from ""`)
	p := sfutest.PublishAudio(t, a, mic)
	bobSees("subscribed alice audio")
	if _, err := c.UpdateSubscriptions(ctx, &livekit.UpdateSubscriptionsRequest{
		Room: "r", Identity: "bob", TrackSids: []string{p.Pub.SID()},
	}); err != nil {
		t.Error(err)
	}
	sfutest.Eventually(t, func() string {
		for _, room := range s.SFU.Snapshot().Rooms {
			for _, one := range room.Participants {
				if one.Identity == "bob" && len(one.Subscribed) == 0 {
					return ""
				}
			}
		}
		return "bob is still subscribed"
	})
	if _, err := c.RemoveParticipant(ctx, &livekit.RoomParticipantIdentity{Room: "r", Identity: "alice"}); err != nil {
		t.Error(err)
	}
	bobSees("left alice")
	alice.wait(t, fmt.Sprint("disconnected ", lksdk.ParticipantRemoved))
	if _, err := c.DeleteRoom(ctx, &livekit.DeleteRoomRequest{Room: "r"}); err != nil {
		t.Error(err)
	}
	bob.wait(t, fmt.Sprint("disconnected ", lksdk.GetDisconnectionReason(livekit.DisconnectReason_ROOM_DELETED)))
	if rooms, err := c.ListRooms(ctx, &livekit.ListRoomsRequest{}); err != nil || len(rooms.Rooms) != 0 {
		t.Errorf("rooms left: %v, %v", rooms, err)
	}
}
