package sfu_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"dienhong/sfu"
	"dienhong/sfu/sfutest"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
)

// kinds runs a test for clients of both protocols.
func kinds(t *testing.T, f func(t *testing.T, c sfutest.RawConfig)) {
	for name, v1 := range map[string]bool{"one peer connection": true, "two": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, sfutest.RawConfig{V1: v1, Media: true})
		})
	}
}

func isGone(p *livekit.ParticipantInfo) bool {
	return p.State == livekit.ParticipantInfo_DISCONNECTED
}

func isActive(p *livekit.ParticipantInfo) bool { return p.State == livekit.ParticipantInfo_ACTIVE }

func hasTracks(n int) func(*livekit.ParticipantInfo) bool {
	return func(p *livekit.ParticipantInfo) bool {
		return p.State != livekit.ParticipantInfo_DISCONNECTED && len(p.Tracks) == n
	}
}

func microphone(cid string) *livekit.AddTrackRequest {
	return &livekit.AddTrackRequest{Cid: cid, Name: cid, Type: livekit.TrackType_AUDIO, Source: mic}
}

func camera(cid string) *livekit.AddTrackRequest {
	return &livekit.AddTrackRequest{Cid: cid, Name: cid, Type: livekit.TrackType_VIDEO, Source: cam, Width: 640, Height: 360}
}

func TestWhoTakesAPlaceIsNotToldOfItsPredecessor(t *testing.T) {
	t.Parallel()
	s := sfutest.New(t)
	bob := s.Raw(t, sfutest.Token("r", "bob"), sfutest.RawConfig{})
	sfutest.Await(bob, sfutest.IsJoin)
	first := s.Raw(t, sfutest.Token("r", "alice"), sfutest.RawConfig{Media: true})
	old := sfutest.Await(first, sfutest.IsJoin).Participant.Sid
	sfutest.Await(bob, sfutest.IsUpdate("alice", isActive))
	second := s.Raw(t, sfutest.Token("r", "alice"), sfutest.RawConfig{Media: true})
	leave := sfutest.Await(first, sfutest.IsLeave)
	if leave.Reason != livekit.DisconnectReason_DUPLICATE_IDENTITY || leave.Action != livekit.LeaveRequest_DISCONNECT {
		t.Errorf("the first was told %v", leave)
	}
	first.Ended()
	gone := sfutest.Await(bob, sfutest.IsUpdate("alice", isGone))
	if gone.Sid != old || gone.DisconnectReason != livekit.DisconnectReason_DUPLICATE_IDENTITY {
		t.Errorf("bob was told %v, want the end of %s", gone, old)
	}
	sid := sfutest.Await(second, sfutest.IsJoin).Participant.Sid
	sfutest.Await(bob, sfutest.IsUpdate("alice", func(p *livekit.ParticipantInfo) bool { return isActive(p) && p.Sid == sid }))
	second.Pong()
	for _, m := range second.Heard() {
		for _, p := range m.GetUpdate().GetParticipants() {
			if p.Sid == old {
				t.Errorf("the second was told of %v", p)
			}
		}
	}
}

func TestDataReachesOneWhoMayNotSubscribe(t *testing.T) {
	kinds(t, func(t *testing.T, c sfutest.RawConfig) {
		s := sfutest.New(t)
		got := make(chan string, 4)
		c.Data = func(label string, b []byte) { got <- label + " " + string(payloadOf(t, b)) }
		alice := s.Raw(t, sfutest.Token("r", "alice", func(g *auth.VideoGrant) { g.SetCanSubscribe(false) }), c)
		if sfutest.Await(alice, sfutest.IsJoin).SubscriberPrimary {
			t.Error("a client that may not subscribe was told that its subscriber's connection is the primary")
		}
		bob := s.Join(t, "r", "bob", nil)
		sfutest.Eventually(t, func() string {
			if state := snapshotOf(s, "alice").State; state != "ACTIVE" {
				return "alice is " + state
			}
			return ""
		})
		sfutest.PublishAudio(t, bob, mic)
		sfutest.Await(alice, sfutest.IsUpdate("bob", hasTracks(1)))
		send(t, bob, "down", reliably)
		if text := <-got; text != "_reliable down" {
			t.Errorf("got %q", text)
		}
		for _, m := range alice.Heard() {
			if m.GetOffer() != nil || m.GetMediaSectionsRequirement() != nil {
				t.Errorf("a client that may not subscribe was told %v", m)
			}
		}
	})
}

func TestARecorderIsShownByTheRoom(t *testing.T) {
	t.Parallel()
	s := sfutest.New(t)
	alice := s.Raw(t, sfutest.Token("r", "alice"), sfutest.RawConfig{})
	if sfutest.Await(alice, sfutest.IsJoin).Room.ActiveRecording {
		t.Error("a room without a recorder says that it is recorded")
	}
	recording := func(want bool) func(*livekit.SignalResponse) (bool, bool) {
		return func(m *livekit.SignalResponse) (bool, bool) {
			u := m.GetRoomUpdate()
			return want, u != nil && u.Room.ActiveRecording == want
		}
	}
	recorder := s.Raw(t, sfutest.Token("r", "recorder", func(g *auth.VideoGrant) { g.Recorder, g.Hidden = true, true }), sfutest.RawConfig{})
	if !sfutest.Await(recorder, sfutest.IsJoin).Room.ActiveRecording {
		t.Error("the recorder's own join does not say that the room is recorded")
	}
	sfutest.Await(alice, recording(true))
	alice.Forget()
	recorder.Leave()
	sfutest.Await(alice, recording(false))
	for _, m := range alice.Heard() {
		if m.GetUpdate() != nil {
			t.Errorf("alice was told of a hidden participant: %v", m)
		}
	}
}

func TestAFullRoom(t *testing.T) {
	t.Parallel()
	s := sfutest.New(t)
	if _, err := s.SFU.CreateRoom(&livekit.CreateRoomRequest{Name: "r", MaxParticipants: 1}); err != nil {
		t.Fatal(err)
	}
	agent, err := auth.NewAccessToken(sfutest.Key, sfutest.Secret).SetIdentity("agent").SetKind(livekit.ParticipantInfo_AGENT).
		SetVideoGrant(&auth.VideoGrant{RoomJoin: true, Room: "r"}).ToJWT()
	if err != nil {
		t.Fatal(err)
	}
	sfutest.Await(s.Raw(t, agent, sfutest.RawConfig{}), sfutest.IsJoin)
	sfutest.Await(s.Raw(t, sfutest.Token("r", "alice"), sfutest.RawConfig{}), sfutest.IsJoin)
	if _, err := s.TryRaw(sfutest.Token("r", "bob"), url.Values{}); err == nil || !strings.Contains(err.Error(), "503") {
		t.Errorf("bob got %v, want 503", err)
	}
	sfutest.Await(s.Raw(t, sfutest.Token("r", "alice"), sfutest.RawConfig{}), sfutest.IsJoin) // takes her own place
	if room, err := s.SFU.CreateRoom(&livekit.CreateRoomRequest{Name: "r", MaxParticipants: 5, Metadata: "new"}); err != nil ||
		room.MaxParticipants != 5 || room.Metadata != "new" {
		t.Errorf("the room became %v, %v", room, err)
	}
	sfutest.Await(s.Raw(t, sfutest.Token("r", "bob"), sfutest.RawConfig{}), sfutest.IsJoin)
}

func TestRoomsEnd(t *testing.T) {
	t.Parallel()
	var events watch
	s := sfutest.New(t, sfutest.WithHooks(sfu.Hooks{Event: events.event}))
	for name, req := range map[string]*livekit.CreateRoomRequest{
		"never joined": {Name: "empty", EmptyTimeout: 1}, "left": {Name: "left", DepartureTimeout: 1, EmptyTimeout: 300},
	} {
		if _, err := s.SFU.CreateRoom(req); err != nil {
			t.Fatal(name, err)
		}
	}
	agent, err := auth.NewAccessToken(sfutest.Key, sfutest.Secret).SetIdentity("agent").SetKind(livekit.ParticipantInfo_AGENT).
		SetVideoGrant(&auth.VideoGrant{RoomJoin: true, Room: "left"}).ToJWT()
	if err != nil {
		t.Fatal(err)
	}
	left := s.Raw(t, agent, sfutest.RawConfig{Media: true})
	alice := s.Raw(t, sfutest.Token("left", "alice"), sfutest.RawConfig{})
	sfutest.Await(alice, sfutest.IsJoin)
	alice.Leave()
	if leave := sfutest.Await(left, sfutest.IsLeave); leave.Reason != livekit.DisconnectReason_ROOM_CLOSED {
		t.Errorf("who does not keep a room open was told %v at its end", leave)
	}
	sfutest.Eventually(t, func() string {
		if rooms := s.SFU.ListRooms(nil); len(rooms) > 0 {
			return rooms[0].Name + " is still there"
		}
		return ""
	})
}

func TestTracksOfAStreamInStep(t *testing.T) {
	kinds(t, func(t *testing.T, c sfutest.RawConfig) {
		s := sfutest.New(t)
		if _, err := s.SFU.CreateRoom(&livekit.CreateRoomRequest{Name: "r", SyncStreams: true}); err != nil {
			t.Fatal(err)
		}
		a := s.Join(t, "r", "alice", nil)
		sfutest.PublishAudio(t, a, mic)
		sfutest.PublishVideo(t, a, webrtc.MimeTypeVP8, cam)
		streams := make(chan string, 8)
		c.Track = func(track *webrtc.TrackRemote) { streams <- track.StreamID() }
		s.Raw(t, sfutest.Token("r", "bob"), c)
		want := a.LocalParticipant.SID() + "|CAMERA"
		for range 2 {
			if got := <-streams; got != want {
				t.Errorf("a track came in stream %q, want %q", got, want)
			}
		}
	})
}

func TestATrackThatIsNotThere(t *testing.T) {
	t.Parallel()
	s := sfutest.New(t)
	s.SFU.SetPatience(time.Millisecond)
	bob := s.Raw(t, sfutest.Token("r", "bob"), sfutest.RawConfig{Media: true})
	_ = bob.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Subscription{
		Subscription: &livekit.UpdateSubscription{TrackSids: []string{"TR_none"}, Subscribe: true},
	}})
	r := sfutest.Await(bob, func(m *livekit.SignalResponse) (*livekit.SubscriptionResponse, bool) {
		return m.GetSubscriptionResponse(), m.GetSubscriptionResponse() != nil
	})
	if r.TrackSid != "TR_none" || r.Err != livekit.SubscriptionError_SE_TRACK_NOTFOUND {
		t.Errorf("told %v", r)
	}
}

func TestAMuteWhileTheWebsocketIsAway(t *testing.T) {
	kinds(t, func(t *testing.T, c sfutest.RawConfig) {
		s := sfutest.New(t)
		token := sfutest.Token("r", "alice")
		alice := s.Raw(t, token, c)
		_, info := alice.Publish(microphone("voice"), webrtc.MimeTypeOpus)
		sfutest.Await(alice, sfutest.IsUpdate("alice", hasTracks(1)))
		sfutest.Await(alice, sfutest.IsUpdate("alice", isActive))
		alice.Drop()
		if _, err := admin(s).MutePublishedTrack(context.Background(), &livekit.MuteRoomTrackRequest{
			Room: "r", Identity: "alice", TrackSid: info.Sid, Muted: true,
		}); err != nil {
			t.Fatal(err)
		}
		alice.Resume(s, token)
		var order []string
		sfutest.Await(alice, sfutest.IsUpdate("alice", func(p *livekit.ParticipantInfo) bool { return len(p.Tracks) == 1 && p.Tracks[0].Muted }))
		for _, m := range alice.Heard() {
			switch m.Message.(type) {
			case *livekit.SignalResponse_Reconnect:
				order = append(order, "reconnect")
			case *livekit.SignalResponse_Mute:
				order = append(order, "mute")
			case *livekit.SignalResponse_Update:
				order = append(order, "update")
			}
		}
		if got := strings.Join(order, " "); !strings.HasPrefix(got, "reconnect mute update") {
			t.Errorf("heard %q, want the mute before the update that shows it", got)
		}
	})
}
