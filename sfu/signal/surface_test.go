package signal_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"dienhong/sfu"
	"dienhong/sfu/sfutest"

	"github.com/gorilla/websocket"
	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/proto"
)

// call calls the room service in protobuf and says the status, and of an error its code.
func call(t *testing.T, s *sfutest.Server, method, token string, req, resp proto.Message) (int, string) {
	t.Helper()
	b, err := proto.Marshal(req)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, "http://"+s.Addr+"/twirp/livekit.RoomService/"+method, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = http.Header{"Content-Type": {"application/protobuf"}, "Authorization": {"Bearer " + token}}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	defer http.DefaultClient.CloseIdleConnections()
	b, _ = io.ReadAll(got.Body)
	if got.StatusCode != http.StatusOK {
		var e struct{ Code string }
		_ = json.Unmarshal(b, &e)
		return got.StatusCode, e.Code
	}
	if err := proto.Unmarshal(b, resp); err != nil {
		t.Fatal(err)
	}
	return got.StatusCode, ""
}

func TestTwirpRefusals(t *testing.T) {
	s := sfutest.New(t)
	alice := s.Raw(t, sfutest.Token("r", "alice"), sfutest.RawConfig{})
	_ = alice.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_AddTrack{AddTrack: &livekit.AddTrackRequest{
		Cid: "c", Type: livekit.TrackType_AUDIO, Source: livekit.TrackSource_MICROPHONE, Muted: true,
	}}})
	track := sfutest.Await(alice, sfutest.IsPublished("c")).Sid
	admin := sfutest.AdminToken("r")
	none := &livekit.Room{}
	for _, c := range []struct {
		name, method, token string
		req                 proto.Message
		status              int
		code                string
	}{
		{"create without the grant", "CreateRoom", sfutest.Token("r", "x"), &livekit.CreateRoomRequest{Name: "r"}, 401, "unauthenticated"},
		{"create without a name", "CreateRoom", admin, &livekit.CreateRoomRequest{}, 400, "invalid_argument"},
		{"delete what is not", "DeleteRoom", admin, &livekit.DeleteRoomRequest{Room: "none"}, 404, "not_found"},
		{"another room", "ListParticipants", admin, &livekit.ListParticipantsRequest{Room: "other"}, 401, "unauthenticated"},
		{"get one who is not", "GetParticipant", admin, &livekit.RoomParticipantIdentity{Room: "r", Identity: "x"}, 404, "not_found"},
		{"remove one who is not", "RemoveParticipant", admin, &livekit.RoomParticipantIdentity{Room: "r", Identity: "x"}, 404, "not_found"},
		{"mute what is not", "MutePublishedTrack", admin, &livekit.MuteRoomTrackRequest{Room: "r", Identity: "alice", TrackSid: "TR_x", Muted: true}, 404, "not_found"},
		{"unmute", "MutePublishedTrack", admin, &livekit.MuteRoomTrackRequest{Room: "r", Identity: "alice", TrackSid: track}, 412, "failed_precondition"},
		{"update one who is not", "UpdateParticipant", admin, &livekit.UpdateParticipantRequest{Room: "r", Identity: "x"}, 404, "not_found"},
		{"metadata too long", "UpdateParticipant", admin, &livekit.UpdateParticipantRequest{Room: "r", Identity: "alice", Metadata: strings.Repeat("m", 600<<10)}, 400, "invalid_argument"},
		{"room metadata too long", "UpdateRoomMetadata", admin, &livekit.UpdateRoomMetadataRequest{Room: "r", Metadata: strings.Repeat("m", 600<<10)}, 400, "invalid_argument"},
		{"subscriptions of one who is not", "UpdateSubscriptions", admin, &livekit.UpdateSubscriptionsRequest{Room: "r", Identity: "x"}, 404, "not_found"},
		{"not offered", "MoveParticipant", admin, &livekit.MoveParticipantRequest{Room: "r"}, 501, "unimplemented"},
		{"no such method", "Nothing", admin, none, 404, "bad_route"},
		{"no token", "ListRooms", "", none, 401, "unauthenticated"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if status, code := call(t, s, c.method, c.token, c.req, none); status != c.status || code != c.code {
				t.Errorf("got %d %s, want %d %s", status, code, c.status, c.code)
			}
		})
	}
}

func TestRoomDefaults(t *testing.T) {
	s := sfutest.New(t)
	room, again := &livekit.Room{}, &livekit.Room{}
	admin := sfutest.AdminToken("r")
	call(t, s, "CreateRoom", admin, &livekit.CreateRoomRequest{Name: "r"}, room)
	if room.EmptyTimeout != 300 || room.DepartureTimeout != 20 || room.MaxParticipants != 0 || !strings.HasPrefix(room.Sid, "RM_") {
		t.Errorf("a room is made as %v", room)
	}
	if call(t, s, "CreateRoom", admin, &livekit.CreateRoomRequest{Name: "r"}, again); again.Sid != room.Sid {
		t.Error("the second call made another room")
	}
	list := &livekit.ListRoomsResponse{}
	if call(t, s, "ListRooms", admin, &livekit.ListRoomsRequest{Names: []string{"none"}}, list); len(list.Rooms) != 0 {
		t.Errorf("rooms of another name: %v", list)
	}
	if call(t, s, "ListRooms", admin, &livekit.ListRoomsRequest{Names: []string{"r", "none"}}, list); len(list.Rooms) != 1 {
		t.Errorf("rooms of the name: %v", list)
	}
}

func TestRemoteUnmute(t *testing.T) {
	s := sfutest.New(t, sfutest.WithConfig(func(c *sfu.Config) { c.RemoteUnmute = true }))
	alice := s.Raw(t, sfutest.Token("r", "alice"), sfutest.RawConfig{})
	_ = alice.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_AddTrack{AddTrack: &livekit.AddTrackRequest{
		Cid: "c", Type: livekit.TrackType_AUDIO, Source: livekit.TrackSource_MICROPHONE, Muted: true,
	}}})
	track := sfutest.Await(alice, sfutest.IsPublished("c")).Sid
	got := &livekit.MuteRoomTrackResponse{}
	req := &livekit.MuteRoomTrackRequest{Room: "r", Identity: "alice", TrackSid: track}
	if status, code := call(t, s, "MutePublishedTrack", sfutest.AdminToken("r"), req, got); status != 200 || got.Track.GetMuted() || got.Track.GetSid() != track {
		t.Errorf("got %d %s %v", status, code, got)
	}
	sfutest.Await(alice, func(m *livekit.SignalResponse) (bool, bool) {
		return true, m.GetMute().GetSid() == track && !m.GetMute().GetMuted()
	})
}

// An administrator's changes reach the participant itself and the others at once, with a fresh token.
func TestAnAdministratorsChanges(t *testing.T) {
	s := sfutest.New(t)
	alice := s.Raw(t, sfutest.Token("r", "alice"), sfutest.RawConfig{})
	bob := s.Raw(t, sfutest.Token("r", "bob"), sfutest.RawConfig{})
	sfutest.Await(alice, sfutest.IsJoin)
	sfutest.Await(bob, sfutest.IsJoin)
	alice.Forget()
	info := &livekit.ParticipantInfo{}
	status, code := call(t, s, "UpdateParticipant", sfutest.AdminToken("r"), &livekit.UpdateParticipantRequest{
		Room: "r", Identity: "alice", Name: "Alice", Metadata: "m", Attributes: map[string]string{"a": "b"},
		Permission: &livekit.ParticipantPermission{CanSubscribe: true, CanPublish: true, CanPublishData: true,
			CanPublishSources: []livekit.TrackSource{livekit.TrackSource_MICROPHONE}, CanUpdateMetadata: true},
	}, info)
	fits := func(p *livekit.ParticipantInfo) bool {
		return p.Name == "Alice" && p.Metadata == "m" && p.Attributes["a"] == "b" && p.Permission.GetCanUpdateMetadata() &&
			len(p.Permission.GetCanPublishSources()) == 1
	}
	if status != 200 || !fits(info) {
		t.Errorf("got %d %s %v", status, code, info)
	}
	sfutest.Await(alice, sfutest.IsUpdate("alice", fits))
	sfutest.Await(bob, sfutest.IsUpdate("alice", fits))
	sfutest.Await(alice, func(m *livekit.SignalResponse) (bool, bool) {
		v, err := auth.ParseAPIToken(m.GetRefreshToken())
		if err != nil {
			return false, false
		}
		_, g, err := v.Verify(sfutest.Secret)
		return true, err == nil && g.Name == "Alice" && g.Metadata == "m" && len(g.Video.GetCanPublishSources()) == 1
	})
	alice.Forget()
	for _, source := range []livekit.TrackSource{livekit.TrackSource_CAMERA, livekit.TrackSource_MICROPHONE} {
		_ = alice.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_AddTrack{AddTrack: &livekit.AddTrackRequest{
			Cid: source.String(), Type: livekit.TrackType_AUDIO, Source: source,
		}}})
	}
	if r := sfutest.Await(alice, sfutest.IsReply); r.Reason != livekit.RequestResponse_NOT_ALLOWED || r.GetAddTrack().GetCid() != "CAMERA" {
		t.Errorf("a camera that is not permitted: %v", r)
	}
	sfutest.Await(alice, sfutest.IsPublished("MICROPHONE"))
}

func TestAnEncodingIsTheLastFrames(t *testing.T) {
	s := sfutest.New(t)
	r := dial(t, s, "/rtc?protocol=16", sfutest.Token("r", "alice"))
	until(r, isJoin)
	for _, kind := range []int{websocket.TextMessage, websocket.BinaryMessage, websocket.TextMessage} {
		body := []byte(`{"pingReq":{"timestamp":"5"}}`)
		if kind == websocket.BinaryMessage {
			body, _ = proto.Marshal(&livekit.SignalRequest{Message: &livekit.SignalRequest_PingReq{PingReq: &livekit.Ping{Timestamp: 5}}})
		}
		_ = r.conn.WriteMessage(kind, body)
		for {
			m, got, err := r.next()
			if err != nil {
				t.Fatal(err)
			}
			if m.GetPongResp() != nil {
				if got != kind {
					t.Errorf("a frame of kind %d was answered with one of kind %d", kind, got)
				}
				break
			}
		}
	}
}

func TestPreflights(t *testing.T) {
	s := sfutest.New(t)
	for _, path := range []string{"/", "/rtc/validate", "/rtc/v1/validate", "/twirp/livekit.RoomService/ListRooms", "//rtc/v1/validate"} {
		status, header, _ := get(t, http.MethodOptions, "http://"+s.Addr+path, http.Header{
			"Origin": {"https://page"}, "Access-Control-Request-Method": {"POST"}, "Access-Control-Request-Headers": {"authorization,content-type"},
		}, "")
		if status/100 != 2 || header.Get("Access-Control-Allow-Origin") != "https://page" ||
			!strings.Contains(header.Get("Access-Control-Allow-Headers"), "authorization") || !strings.Contains(header.Get("Access-Control-Allow-Methods"), "POST") {
			t.Errorf("%s: %d %v", path, status, header)
		}
	}
}

func FuzzSignalFrames(f *testing.F) {
	b, _ := proto.Marshal(&livekit.SignalRequest{Message: &livekit.SignalRequest_Offer{Offer: &livekit.SessionDescription{Type: "offer", Sdp: "v=0"}}})
	f.Add(b, false)
	f.Add([]byte(`{"trickle":{"candidateInit":"{"}}`), true)
	f.Fuzz(func(t *testing.T, frame []byte, text bool) {
		s := sfutest.New(t)
		r := dial(t, s, "/rtc", sfutest.Token("r", "alice"))
		until(r, isJoin)
		other := s.Raw(t, sfutest.Token("r", "bob"), sfutest.RawConfig{})
		kind := websocket.BinaryMessage
		if text {
			kind = websocket.TextMessage
		}
		_ = r.conn.WriteMessage(kind, frame)
		_ = r.conn.WriteMessage(kind, frame)
		other.Pong()
		_ = r.conn.Close()
	})
}
