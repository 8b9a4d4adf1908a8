package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"dienhong/clients"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
	"dienhong/web/auth"
)

func TestAppsByRole(t *testing.T) {
	g := newRig(t, nil, roomtest.Delegates(1), roomtest.Guests(1), roomtest.Units(1), roomtest.Screens(1))
	tabs := map[string]*browser{
		"chair": g.as(roomtest.Chair), "secretary": g.as(roomtest.Secretary), "delegate": g.as(g.Delegates[0]), "guest": g.as(g.Guests[0]),
		"unit": g.as(g.Units[0]), "screen": g.as(g.Screens[0]),
	}
	cases := []struct{ role, path, app, to string }{
		{"chair", "/m/{m}/chair", "chair", ""},
		{"chair", "/m/{m}/desk", "secretary", ""},
		{"chair", "/m/{m}", "tablet", ""},
		{"chair", "/m/{m}/screen", "screen", ""},
		{"chair", "/m/{m}/unit", "", "/m/{m}/chair"},
		{"secretary", "/m/{m}/desk", "secretary", ""},
		{"secretary", "/m/{m}/chair", "", "/m/{m}/desk"},
		{"secretary", "/m/{m}/screen", "screen", ""},
		{"delegate", "/m/{m}", "tablet", ""},
		{"delegate", "/m/{m}/chair", "", "/m/{m}"},
		{"delegate", "/m/{m}/desk", "", "/m/{m}"},
		{"delegate", "/m/{m}/screen", "", "/m/{m}"},
		{"delegate", "/m/{m}/record", "", "/?next=%2Fm%2F{m}%2Frecord&why=forbidden"},
		{"guest", "/m/{m}", "tablet", ""},
		{"guest", "/m/{m}/unit", "", "/m/{m}"},
		{"unit", "/m/{m}/unit", "unit", ""},
		{"unit", "/m/{m}", "tablet", ""},
		{"unit", "/m/{m}/desk", "", "/m/{m}/unit"},
		{"screen", "/m/{m}/screen", "screen", ""},
		{"screen", "/m/{m}", "", "/m/{m}/screen"},
		{"screen", "/m/{m}/desk", "", "/m/{m}/screen"},
	}
	for _, c := range cases {
		t.Run(c.role+" "+c.path, func(t *testing.T) {
			a := tabs[c.role].get(g.path(c.path))
			if c.app != "" && (a.status != 200 || a.body != "<!doctype html>app "+c.app) {
				t.Errorf("status %d, %q; want the app %s", a.status, a.body, c.app)
			}
			if c.to != "" && (a.status != 303 || a.header.Get("Location") != g.path(c.to)) {
				t.Errorf("status %d to %q; want a redirect to %s", a.status, a.header.Get("Location"), g.path(c.to))
			}
		})
	}
}

func TestStrangersAreTurnedAway(t *testing.T) {
	g := newRig(t, nil, roomtest.Delegates(1))
	stranger := g.browser()
	_, other := g.account(auth.NewAccount{Login: "khac1"})
	cases := []struct {
		name string
		who  *browser
		path string
		to   string
	}{
		{"nobody", stranger, "/m/{m}/desk", "/?next=%2Fm%2F{m}%2Fdesk&why=signed_out"},
		{"somebody who has no part", other, "/m/{m}", "/?next=%2Fm%2F{m}&why=forbidden"},
		{"no such meeting", other, "/m/nowhere", "/?next=%2Fm%2Fnowhere&why=meeting_not_found"},
		{"a name that is no meeting's", other, "/m/" + strings.Repeat("x", 200), "/?next=%2Fm%2F" + strings.Repeat("x", 200) + "&why=meeting_not_found"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := c.who.get(g.path(c.path)).is(303)
			if a.header.Get("Location") != g.path(c.to) {
				t.Errorf("to %s, want %s", a.header.Get("Location"), g.path(c.to))
			}
		})
	}
	// The pages by which one comes in are everybody's, and reading them uses nothing up.
	for path, app := range map[string]string{"/": "home", "/vao/sometoken": "home", "/accounts": "home", "/setup/sometoken": "setup"} {
		if a := stranger.get(path); a.status != 200 || a.body != "<!doctype html>app "+app {
			t.Errorf("%s: status %d, %q", path, a.status, a.body)
		}
	}
	for _, path := range []string{"/assets/tablet-EENWXEHQ.js", "/sw.js", "/favicon.svg"} {
		stranger.get(path).is(200)
	}
	stranger.get("/assets/none.js").is(404)
}

// A draft is for the desk alone, and a link that is used before the meeting is published is not lost.
func TestDraft(t *testing.T) {
	g := newRig(t, nil, roomtest.Delegates(1), roomtest.In(rooms.Draft))
	early := g.browser()
	if in := g.enter(early, g.Delegates[0]); in.Goto != "/" || in.Role != rooms.Delegate || in.Meeting != g.ID {
		t.Errorf("%+v", in)
	}
	early.get(g.path("/m/{m}")).is(303)
	early.do("POST", g.path("/api/meetings/{m}/commands"), commandRequest{ID: "1", Name: "floor.request"}).refused(403, "forbidden")
	var list meetingList
	if early.get("/api/meetings").into(&list); len(list.Meetings) != 0 {
		t.Errorf("a delegate sees the draft: %+v", list)
	}
	desk := g.as(roomtest.Secretary)
	desk.get(g.path("/m/{m}/desk")).is(200)
	g.Do(roomtest.Secretary, "meeting.publish", nil)
	early.get(g.path("/m/{m}")).is(200)
	if early.get("/api/meetings").into(&list); len(list.Meetings) != 1 || list.Meetings[0].Goto != g.path("/m/{m}") {
		t.Errorf("%+v", list)
	}
}

func dial(g *rig, b *browser, path, origin string) (*websocket.Conn, *http.Response, error) {
	dialer := websocket.Dialer{Jar: b.client.Jar}
	header := http.Header{}
	if origin != "" {
		header.Set("Origin", origin)
	}
	return dialer.DialContext(g.t.Context(), "ws"+strings.TrimPrefix(g.base, "http")+path, header)
}

// hello greets the hub, which has to know who came.
func hello(t *testing.T, conn *websocket.Conn, person rooms.PersonID) {
	t.Helper()
	if err := conn.WriteJSON(map[string]any{"t": "hello", "v": clients.Version}); err != nil {
		t.Fatal(err)
	}
	var welcome struct {
		T  string
		Me struct{ Person rooms.PersonID }
	}
	if err := conn.ReadJSON(&welcome); err != nil || welcome.T != "welcome" || welcome.Me.Person != person {
		t.Fatalf("%+v %v", welcome, err)
	}
}

// bye reads until the hub ends the connection, and wants it to say why.
func bye(t *testing.T, conn *websocket.Conn, code string) {
	t.Helper()
	defer conn.Close()
	for {
		var frame struct{ T, Code string }
		if err := conn.ReadJSON(&frame); err != nil {
			t.Fatalf("it ended without a word: %v", err)
		}
		if frame.T == "bye" {
			if frame.Code != code {
				t.Errorf("bye %s, want %s", frame.Code, code)
			}
			return
		}
	}
}

// Whoever signs out, or is shut out, is cut off from the meeting at once.
func TestSignedOutDevices(t *testing.T) {
	g := newRig(t, nil, roomtest.Delegates(1))
	_, admin := g.account(auth.NewAccount{Login: "admin1", Admin: true})
	account, own := g.account(auth.NewAccount{Login: "hoa1"})
	g.Do(roomtest.Secretary, "person.add", map[string]any{"person": map[string]any{"id": string(account.ID), "name": "Hoà", "role": "delegate"}})
	connect := func(b *browser, person rooms.PersonID) *websocket.Conn {
		t.Helper()
		conn, _, err := dial(g, b, g.path("/ws/{m}"), g.base)
		if err != nil {
			t.Fatal(err)
		}
		hello(t, conn, person)
		return conn
	}
	first, second := g.as(g.Delegates[0]), g.as(g.Delegates[0])
	stays, goes := connect(first, g.Delegates[0]), connect(second, g.Delegates[0])
	defer stays.Close()
	second.post("/api/sign-out", nil).is(204)
	bye(t, goes, "signed_out")
	if err := stays.WriteJSON(map[string]any{"t": "command", "id": "1", "name": "floor.request"}); err != nil {
		t.Error(err)
	}

	conn := connect(own, account.ID)
	own.post("/api/sign-in", signInRequest{Login: "hoa1", Password: goodPassword}).is(200) // in place of the session that the device came with
	bye(t, conn, "signed_out")
	conn = connect(own, account.ID)
	admin.post("/api/people/"+string(account.ID)+"/password", passwordRequest{Password: "another good one"}).is(204)
	bye(t, conn, "signed_out")
	own.post("/api/sign-in", signInRequest{Login: "hoa1", Password: "another good one"}).is(200)
	conn = connect(own, account.ID)
	yes := true
	admin.do("PATCH", "/api/people/"+string(account.ID), personChange{Disabled: &yes}).is(200)
	bye(t, conn, "signed_out")
	own.get("/api/me").refused(401, "signed_out")
}

func TestWebsocket(t *testing.T) {
	g := newRig(t, nil, roomtest.Delegates(1))
	b := g.as(g.Delegates[0])
	path := g.path("/ws/{m}")
	conn, _, err := dial(g, b, path, g.base)
	if err != nil {
		t.Fatal(err)
	}
	hello(t, conn, g.Delegates[0])
	conn.Close()
	cases := []struct {
		name   string
		who    *browser
		path   string
		origin string
		status int
	}{
		{"another server's page", b, path, "https://evil.example", 403},
		{"another port of this machine", b, path, "http://127.0.0.1:1", 403},
		{"the same name over another scheme", b, path, strings.Replace(g.base, "http:", "https:", 1), 403},
		{"a name that begins alike", b, path, g.base + ".evil.example", 403},
		{"a page without an origin", b, path, "null", 403},
		{"a program that tells none", b, path, "", 403},
		{"nobody", g.browser(), path, g.base, 401},
		{"no such meeting", b, "/ws/nowhere", g.base, 403},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			conn, response, err := dial(g, c.who, c.path, c.origin)
			if err == nil {
				conn.Close()
				t.Fatal("it was let in")
			}
			response.Body.Close()
			if response.StatusCode != c.status {
				t.Errorf("status %d, want %d", response.StatusCode, c.status)
			}
		})
	}
	// An app that was refused asks plainly, without an origin, whether it may: the answer must not be another refusal.
	b.get(path).refused(400, "request_invalid")
	g.browser().get(path).refused(401, "signed_out")
	b.get("/ws/nowhere").refused(403, "forbidden")
}

func TestMediaHandlerIsMounted(t *testing.T) {
	g := newRig(t, nil)
	b := g.browser()
	for _, path := range []string{"/rtc", "/rtc/v1", "/rtc/validate", "/twirp/livekit.RoomService/ListRooms"} {
		a := b.do("POST", path, "{}", "Origin", "https://elsewhere.example", "Sec-Fetch-Site", "cross-site")
		if a.status != 200 || a.body != "signal" || a.header.Get("Content-Security-Policy") != "" {
			t.Errorf("%s: status %d, %q, %v", path, a.status, a.body, a.header)
		}
	}
	b.get("/rtcx").refused(404, "not_found")
}
