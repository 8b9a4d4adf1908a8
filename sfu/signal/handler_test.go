package signal_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"dienhong/sfu"
	"dienhong/sfu/sfutest"

	"github.com/golang-jwt/jwt/v5"
	"github.com/gorilla/websocket"
	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/encoding/protowire"
)

func get(t *testing.T, method, url string, header http.Header, body string) (int, http.Header, string) {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = header
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	http.DefaultClient.CloseIdleConnections()
	return resp.StatusCode, resp.Header, string(b)
}

func TestHTTP(t *testing.T) {
	s := sfutest.New(t)
	base := "http://" + s.Addr
	good := sfutest.Token("r", "alice")
	v1 := "&join_request=" + joinRequest(t, &livekit.JoinRequest{}, true)
	foreign, _ := auth.NewAccessToken("other", "other").SetIdentity("x").
		SetVideoGrant(&auth.VideoGrant{RoomJoin: true, Room: "r"}).ToJWT()
	forged, _ := auth.NewAccessToken(sfutest.Key, "not the secret").SetIdentity("x").
		SetVideoGrant(&auth.VideoGrant{RoomJoin: true, Room: "r"}).ToJWT()
	expired, _ := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"iss": sfutest.Key, "sub": "x", "exp": time.Now().Add(-2 * time.Hour).Unix(),
		"video": map[string]any{"roomJoin": true, "room": "r"},
	}).SignedString([]byte(sfutest.Secret))
	for _, c := range []struct {
		name, method, path string
		header             http.Header
		status             int
		text               string
	}{
		{"root", "GET", "/", nil, 200, "OK"},
		{"head", "HEAD", "/", http.Header{"Origin": {"https://page"}}, 200, ""},
		{"validate v0", "GET", "/rtc/validate?access_token=" + good, nil, 200, "success"},
		{"validate v1", "GET", "/rtc/v1/validate?access_token=" + good + v1, nil, 200, "success"},
		{"token in header", "GET", "/rtc/validate", http.Header{"Authorization": {"Bearer " + good}}, 200, "success"},
		{"trailing slash of the base", "GET", "//rtc/validate?access_token=" + good, nil, 200, "success"},
		{"v1 without join_request", "GET", "/rtc/v1/validate?access_token=" + good, nil, 400, "join_request is required"},
		{"v1 with nonsense", "GET", "/rtc/v1/validate?access_token=" + good + "&join_request=AAAA%21", nil, 400, "cannot read join_request"},
		{"no token", "GET", "/rtc/validate", nil, 401, "no permissions to access the room"},
		{"bad token", "GET", "/rtc/validate?access_token=x.y.z", nil, 401, "invalid authorization token"},
		{"unknown key", "GET", "/rtc/validate?access_token=" + foreign, nil, 401, "invalid API key"},
		{"forged token", "GET", "/rtc/validate?access_token=" + forged, nil, 401, "invalid authorization token"},
		{"expired token", "GET", "/rtc/validate?access_token=" + expired, nil, 401, "invalid authorization token"},
		{"no roomJoin", "GET", "/rtc/validate?access_token=" + sfutest.AdminToken("r"), nil, 401, "no permissions to access the room"},
		{"no room", "GET", "/rtc/validate?access_token=" + sfutest.Token("", "alice"), nil, 400, "room name cannot be empty"},
		{"long name", "GET", "/rtc/validate?access_token=" + sfutest.Token(strings.Repeat("r", 300), "alice"), nil, 400, "exceeds its limit"},
		{"attributes without the grant", "GET", "/rtc/validate?attributes=e30&access_token=" + good, nil, 200, "success"},
		{"own attributes need the grant", "GET", "/rtc/validate?attributes=eyJhIjoiYiJ9&access_token=" + good, nil, 401, "metadata"},
		{"not a websocket", "GET", "/rtc?access_token=" + good, nil, 404, "websocket"},
		{"unknown path", "GET", "/nothing", nil, 404, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := c.header
			if h == nil {
				h = http.Header{}
			}
			status, header, text := get(t, c.method, base+c.path, h, "")
			if status != c.status || !strings.Contains(text, c.text) {
				t.Errorf("got %d %q, want %d %q", status, text, c.status, c.text)
			}
			if header.Get("Access-Control-Allow-Origin") == "" {
				t.Error("no CORS header")
			}
		})
	}
	status, header, _ := get(t, "OPTIONS", base+"/twirp/livekit.RoomService/ListRooms", http.Header{
		"Origin": {"https://page"}, "Access-Control-Request-Headers": {"authorization"},
	}, "")
	if status != 204 || header.Get("Access-Control-Allow-Headers") != "authorization" {
		t.Errorf("preflight: %d %v", status, header)
	}
}

func TestRoomsThatAreNotMadeOnJoin(t *testing.T) {
	s := sfutest.New(t, sfutest.WithConfig(func(c *sfu.Config) { c.AutoCreate = false; c.MaxParticipants = 1 }))
	path := "http://" + s.Addr + "/rtc/validate?access_token="
	if status, _, text := get(t, "GET", path+sfutest.Token("r", "alice"), http.Header{}, ""); status != 404 || text != "requested room does not exist" {
		t.Errorf("absent room: %d %q", status, text)
	}
	if _, err := s.SFU.CreateRoom(&livekit.CreateRoomRequest{Name: "r"}); err != nil {
		t.Fatal(err)
	}
	dial(t, s, "/rtc", sfutest.Token("r", "alice"))
	if status, _, _ := get(t, "GET", path+sfutest.Token("r", "bob"), http.Header{}, ""); status != 503 {
		t.Errorf("full room: %d", status)
	}
}

func TestTwirpJSON(t *testing.T) {
	s := sfutest.New(t)
	call := func(method, body, token string) (int, string) {
		t.Helper()
		status, _, text := get(t, "POST", "http://"+s.Addr+"/twirp/livekit.RoomService/"+method, http.Header{
			"Content-Type": {"application/json"}, "Authorization": {"Bearer " + token},
		}, body)
		return status, text
	}
	token := sfutest.AdminToken("r")
	if status, text := call("CreateRoom", `{"name":"r","empty_timeout":10,"unknownField":1}`, token); status != 200 ||
		!strings.Contains(text, `"name":"r"`) || !strings.Contains(text, `10`) {
		t.Errorf("snake case: %d %s", status, text)
	}
	if status, text := call("CreateRoom", `{"name":"r","emptyTimeout":20}`, token); status != 200 {
		t.Errorf("camel case: %d %s", status, text)
	}
	if status, text := call("ListParticipants", `{"room":"other"}`, token); status != 401 || !strings.Contains(text, "unauthenticated") {
		t.Errorf("another room: %d %s", status, text)
	}
	if status, text := call("GetParticipant", `{"room":"r","identity":"nobody"}`, token); status != 404 || !strings.Contains(text, "not_found") {
		t.Errorf("absent participant: %d %s", status, text)
	}
	if status, _ := call("ListRooms", `{}`, sfutest.Token("r", "alice")); status != 401 {
		t.Errorf("no grant: %d", status)
	}
	if status, _ := call("ListRooms", `{`, token); status != 400 {
		t.Errorf("malformed: %d", status)
	}
}

func TestFirstFrames(t *testing.T) {
	s := sfutest.New(t)
	for name, path := range map[string]string{
		"v0": "/rtc?protocol=99",
		"v1": "/rtc/v1?join_request=" + joinRequest(t, &livekit.JoinRequest{
			ClientInfo: &livekit.ClientInfo{Sdk: livekit.ClientInfo_JS, ClientProtocol: 1}, Metadata: "mine",
		}, true),
	} {
		t.Run(name, func(t *testing.T) {
			token := sfutest.Token(name, "alice", func(g *auth.VideoGrant) { g.SetCanUpdateOwnMetadata(true) })
			r := dial(t, s, path, token)
			first, kind, err := r.next()
			if err != nil || kind != websocket.BinaryMessage {
				t.Fatalf("first frame: %d %v", kind, err)
			}
			j := first.GetJoin()
			switch {
			case j == nil:
				t.Fatalf("the first frame is %v, want join", first)
			case !strings.HasPrefix(j.Participant.Sid, "PA_") || !strings.HasPrefix(j.Room.Sid, "RM_"):
				t.Errorf("sids %s, %s", j.Participant.Sid, j.Room.Sid)
			case j.ServerInfo.GetVersion() == "" || j.PingInterval == 0 || j.PingTimeout == 0:
				t.Errorf("server info %v", j.ServerInfo)
			case j.SubscriberPrimary != (name == "v0"):
				t.Errorf("subscriber_primary is %v", j.SubscriberPrimary)
			case name == "v1" && (j.Participant.Metadata != "mine" || j.Participant.ClientProtocol != 1):
				t.Errorf("what the client said of itself is not in %v", j.Participant)
			}
			fresh := until(r, func(m *livekit.SignalResponse) (string, bool) { return m.GetRefreshToken(), m.GetRefreshToken() != "" })
			v, err := auth.ParseAPIToken(fresh)
			if err != nil {
				t.Fatal(err)
			}
			if _, g, err := v.Verify(sfutest.Secret); err != nil || g.Video.Room != name || !g.Video.GetCanUpdateOwnMetadata() {
				t.Errorf("the refreshed token holds %v, %v", g, err)
			}
		})
	}
}

func TestPings(t *testing.T) {
	s := sfutest.New(t)
	r := dial(t, s, "/rtc", sfutest.Token("r", "alice"))
	r.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Ping{Ping: 1}})
	until(r, func(m *livekit.SignalResponse) (int64, bool) { return m.GetPong(), m.GetPong() != 0 })
	r.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_PingReq{PingReq: &livekit.Ping{Timestamp: 42}}})
	pong := until(r, func(m *livekit.SignalResponse) (*livekit.Pong, bool) { return m.GetPongResp(), m.GetPongResp() != nil })
	if pong.LastPingTimestamp != 42 {
		t.Errorf("pong %v", pong)
	}
}

func TestUnknownMessagesAreIgnored(t *testing.T) {
	s := sfutest.New(t)
	r := dial(t, s, "/rtc", sfutest.Token("r", "alice"))
	future := protowire.AppendBytes(protowire.AppendTag(nil, 999, protowire.BytesType), []byte("from the future"))
	_ = r.conn.WriteMessage(websocket.BinaryMessage, future)
	_ = r.conn.WriteMessage(websocket.BinaryMessage, []byte{0xFF, 0xFF}) // one unreadable frame is forgiven
	r.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Ping{Ping: 1}})
	until(r, func(m *livekit.SignalResponse) (int64, bool) { return m.GetPong(), m.GetPong() != 0 })
}

func TestJSONFrames(t *testing.T) {
	s := sfutest.New(t)
	r := dial(t, s, "/rtc", sfutest.Token("r", "alice"))
	until(r, isJoin)
	_ = r.conn.WriteMessage(websocket.TextMessage, []byte(`{"ping":"7","fromTheFuture":{}}`))
	for {
		m, kind, err := r.next()
		if err != nil {
			t.Fatal(err)
		}
		if m.GetPong() != 0 {
			if kind != websocket.TextMessage {
				t.Error("a text frame was answered in binary")
			}
			return
		}
	}
}

func TestFramesAreBounded(t *testing.T) {
	for name, abuse := range map[string]func(r *raw){
		"too large": func(r *raw) { _ = r.conn.WriteMessage(websocket.BinaryMessage, bytes.Repeat([]byte{1}, 3<<20)) },
		"too large once inflated": func(r *raw) {
			r.conn.EnableWriteCompression(true)
			_ = r.conn.WriteMessage(websocket.BinaryMessage, make([]byte, 3<<20))
		},
		"malformed": func(r *raw) {
			for range 20 {
				_ = r.conn.WriteMessage(websocket.BinaryMessage, []byte{0xFF, 0xFF, 0xFF})
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := sfutest.New(t)
			other := dial(t, s, "/rtc", sfutest.Token("r", "bob"))
			until(other, isJoin)
			r := dial(t, s, "/rtc", sfutest.Token("r", "alice"))
			until(r, isJoin)
			abuse(r)
			for {
				_, _, err := r.next()
				if err == nil {
					continue
				}
				var c *websocket.CloseError
				if errors.As(err, &c) && c.Code != websocket.CloseMessageTooBig && c.Code != websocket.CloseInvalidFramePayloadData {
					t.Errorf("closed with %v", err)
				}
				break
			}
			other.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Ping{Ping: 1}})
			until(other, func(m *livekit.SignalResponse) (int64, bool) { return m.GetPong(), m.GetPong() != 0 })
		})
	}
}

func TestResumeOfAnUnknownSession(t *testing.T) {
	s := sfutest.New(t)
	for name, path := range map[string]string{
		"v0": "/rtc?reconnect=1&sid=PA_unknown",
		"v1": "/rtc/v1?join_request=" + joinRequest(t, &livekit.JoinRequest{Reconnect: true, ParticipantSid: "PA_unknown"}, false),
	} {
		t.Run(name, func(t *testing.T) {
			r := dial(t, s, path, sfutest.Token("r", "alice"))
			m, _, err := r.next()
			if err != nil || m.GetLeave().GetReason() != livekit.DisconnectReason_STATE_MISMATCH ||
				m.GetLeave().GetAction() != livekit.LeaveRequest_RECONNECT {
				t.Fatalf("first frame %v, %v", m, err)
			}
			if _, _, err := r.next(); err == nil {
				t.Error("the websocket stays open")
			}
		})
	}
}

func TestVanishingBeforeMedia(t *testing.T) {
	s := sfutest.New(t)
	bob := dial(t, s, "/rtc", sfutest.Token("r", "bob"))
	until(bob, isJoin)
	alice := dial(t, s, "/rtc", sfutest.Token("r", "alice"))
	until(alice, isJoin)
	_ = alice.conn.Close()
	until(bob, isUpdate(livekit.ParticipantInfo_DISCONNECTED, "alice"))
}

func TestLeave(t *testing.T) {
	s := sfutest.New(t)
	bob := dial(t, s, "/rtc", sfutest.Token("r", "bob"))
	until(bob, isJoin)
	alice := dial(t, s, "/rtc", sfutest.Token("r", "alice"))
	until(alice, isJoin)
	alice.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Leave{Leave: &livekit.LeaveRequest{}}})
	until(alice, func(m *livekit.SignalResponse) (*livekit.LeaveRequest, bool) {
		return m.GetLeave(), m.GetLeave() != nil
	})
	until(bob, isUpdate(livekit.ParticipantInfo_DISCONNECTED, "alice"))
}

func TestRefusedRequestsAreAnswered(t *testing.T) {
	s := sfutest.New(t)
	r := dial(t, s, "/rtc", sfutest.Token("r", "alice", func(g *auth.VideoGrant) { g.SetCanPublish(false) }))
	until(r, isJoin)
	r.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_UpdateMetadata{
		UpdateMetadata: &livekit.UpdateParticipantMetadata{Metadata: "x", RequestId: 5},
	}})
	isReply := func(m *livekit.SignalResponse) (*livekit.RequestResponse, bool) {
		return m.GetRequestResponse(), m.GetRequestResponse() != nil
	}
	if reply := until(r, isReply); reply.RequestId != 5 || reply.Reason != livekit.RequestResponse_NOT_ALLOWED {
		t.Errorf("metadata: %v", reply)
	}
	r.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_AddTrack{AddTrack: &livekit.AddTrackRequest{
		Cid: "c", Type: livekit.TrackType_AUDIO, Source: livekit.TrackSource_MICROPHONE,
	}}})
	if reply := until(r, isReply); reply.Reason != livekit.RequestResponse_NOT_ALLOWED || reply.GetAddTrack().GetCid() != "c" {
		t.Errorf("publish: %v", reply)
	}
}

func TestClosingTheServerTellsClients(t *testing.T) {
	s := sfutest.New(t)
	r := dial(t, s, "/rtc", sfutest.Token("r", "alice"))
	until(r, isJoin)
	s.Close()
	leave := until(r, func(m *livekit.SignalResponse) (*livekit.LeaveRequest, bool) {
		return m.GetLeave(), m.GetLeave() != nil
	})
	if leave.Reason != livekit.DisconnectReason_SERVER_SHUTDOWN {
		t.Errorf("told %v", leave)
	}
}

func TestNonsenseHurtsOnlyItsSender(t *testing.T) {
	isLeave := func(m *livekit.SignalResponse) (*livekit.LeaveRequest, bool) {
		return m.GetLeave(), m.GetLeave() != nil
	}
	isPong := func(m *livekit.SignalResponse) (int64, bool) { return m.GetPong(), m.GetPong() != 0 }
	for _, c := range []struct {
		name  string
		req   *livekit.SignalRequest
		leave bool // the client is told to begin anew
	}{
		{"offer", &livekit.SignalRequest{Message: &livekit.SignalRequest_Offer{Offer: &livekit.SessionDescription{Type: "offer", Sdp: "nonsense"}}}, true},
		{"offer without sections' ids", &livekit.SignalRequest{Message: &livekit.SignalRequest_Offer{Offer: &livekit.SessionDescription{
			Type: "offer", Sdp: "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n"}}}, true},
		{"empty oneofs", &livekit.SignalRequest{Message: &livekit.SignalRequest_Offer{}}, true},
		{"tracks that are not", &livekit.SignalRequest{Message: &livekit.SignalRequest_SyncState{SyncState: &livekit.SyncState{
			PublishTracks: []*livekit.TrackPublishedResponse{{Cid: "c", Track: &livekit.TrackInfo{Sid: "TR_unknown"}}}}}}, true},
		{"answer nobody asked for", &livekit.SignalRequest{Message: &livekit.SignalRequest_Answer{Answer: &livekit.SessionDescription{Id: 99, Sdp: "x"}}}, false},
		{"candidate", &livekit.SignalRequest{Message: &livekit.SignalRequest_Trickle{Trickle: &livekit.TrickleRequest{CandidateInit: "{"}}}, false},
		{"mute of another's track", &livekit.SignalRequest{Message: &livekit.SignalRequest_Mute{Mute: &livekit.MuteTrackRequest{Sid: "TR_x"}}}, false},
		{"subscription to nothing", &livekit.SignalRequest{Message: &livekit.SignalRequest_Subscription{Subscription: &livekit.UpdateSubscription{
			TrackSids: []string{"TR_x"}, Subscribe: true, ParticipantTracks: []*livekit.ParticipantTracks{{ParticipantSid: "PA_x"}}}}}, false},
		{"settings of nothing", &livekit.SignalRequest{Message: &livekit.SignalRequest_TrackSetting{TrackSetting: &livekit.UpdateTrackSettings{TrackSids: []string{"TR_x"}}}}, false},
		{"track of no type", &livekit.SignalRequest{Message: &livekit.SignalRequest_AddTrack{AddTrack: &livekit.AddTrackRequest{Type: 77}}}, false},
		{"nil members", &livekit.SignalRequest{Message: &livekit.SignalRequest_SubscriptionPermission{}}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := sfutest.New(t)
			other := dial(t, s, "/rtc", sfutest.Token("r", "bob"))
			until(other, isJoin)
			r := dial(t, s, "/rtc", sfutest.Token("r", "alice"))
			until(r, isJoin)
			r.send(c.req)
			if c.leave {
				if leave := until(r, isLeave); leave.Action != livekit.LeaveRequest_RECONNECT {
					t.Errorf("told %v", leave)
				}
			} else {
				r.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Ping{Ping: 1}})
				until(r, isPong)
			}
			other.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Ping{Ping: 1}})
			until(other, isPong)
		})
	}
}
