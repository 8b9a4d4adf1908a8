package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"dienhong/rooms"
	"dienhong/rooms/roomtest"
	"dienhong/web/auth"
)

func cookieOf(b *browser, name string) string {
	u, _ := url.Parse(b.base)
	for _, cookie := range b.client.Jar.Cookies(u) {
		if cookie.Name == name {
			return cookie.Value
		}
	}
	return ""
}

// A session that somebody else has put into the browser is not taken over, and ends where another begins.
func TestSessionsAreNotFixed(t *testing.T) {
	g := newRig(t, nil)
	_, b := g.account(auth.NewAccount{Login: "hoa1"})
	first := cookieOf(b, "dienhong")
	b.post("/api/sign-in", signInRequest{Login: "hoa1", Password: goodPassword}).is(200)
	second := cookieOf(b, "dienhong")
	if first == "" || second == "" || first == second {
		t.Fatalf("%q and %q", first, second)
	}
	thief := g.browser()
	u, _ := url.Parse(g.base)
	thief.client.Jar.SetCookies(u, []*http.Cookie{{Name: "dienhong", Value: first}})
	thief.get("/api/me").refused(401, "signed_out")

	planted := strings.Repeat("A", 43)
	victim := g.browser()
	victim.client.Jar.SetCookies(u, []*http.Cookie{{Name: "dienhong", Value: planted}})
	victim.post("/api/sign-in", signInRequest{Login: "hoa1", Password: goodPassword}).is(200)
	if cookieOf(victim, "dienhong") == planted {
		t.Error("the planted secret is used")
	}
	b.post("/api/sign-out", nil).is(204)
	if cookieOf(b, "dienhong") != "" {
		t.Error("the cookie is still there")
	}
	thief.client.Jar.SetCookies(u, []*http.Cookie{{Name: "dienhong", Value: second}})
	thief.get("/api/me").refused(401, "signed_out")
}

// An invite is for one meeting, also in the hands of an administrator.
func TestInviteSessionIsBound(t *testing.T) {
	g := newRig(t, nil)
	account, _ := g.account(auth.NewAccount{Login: "admin1", Admin: true, Organiser: true})
	g.Do(roomtest.Secretary, "person.add", map[string]any{"person": map[string]any{"id": string(account.ID), "name": "Quản trị", "role": "delegate"}})
	other, err := g.Registry.Create(t.Context(), account.ID, rooms.Announcement{Title: "Khác", Starts: roomtest.Start},
		[]rooms.Person{{ID: account.ID, Name: "Quản trị", Role: rooms.Secretary}})
	if err != nil {
		t.Fatal(err)
	}
	b := g.as(account.ID)
	b.get(g.path("/m/{m}")).is(200)
	b.get("/m/" + string(other)).is(303)
	b.do("POST", "/api/meetings/"+string(other)+"/commands", commandRequest{ID: "1", Name: "meeting.publish"}).refused(403, "forbidden")
	b.get("/api/people").refused(403, "forbidden")
	b.post("/api/meetings", rooms.Announcement{Title: "X", Starts: roomtest.Start}).refused(403, "forbidden")
	b.post("/api/people", newPerson{}).refused(403, "forbidden")
	var list meetingList
	if b.get("/api/meetings").into(&list); len(list.Meetings) != 1 || list.Meetings[0].ID != g.ID {
		t.Errorf("%+v", list)
	}
	var who me
	if b.get("/api/me").into(&who); who.Admin || who.Organiser || who.Meeting != g.ID {
		t.Errorf("%+v", who)
	}
}

// Whoever is taken out of a meeting, or loses their account, is out at once.
func TestLosingOnesPlace(t *testing.T) {
	g := newRig(t, nil, roomtest.Delegates(2), roomtest.In(rooms.Scheduled))
	b := g.as(g.Delegates[0])
	b.get(g.path("/m/{m}")).is(200)
	g.Do(roomtest.Secretary, "person.remove", map[string]any{"person": g.Delegates[0]})
	b.get("/api/me").refused(401, "signed_out")
	b.get(g.path("/m/{m}")).is(303)
	b.do("POST", g.path("/api/meetings/{m}/commands"), commandRequest{ID: "1", Name: "floor.request"}).refused(403, "forbidden")
	_, _, err := dial(g, b, g.path("/ws/{m}"), g.base)
	if err == nil {
		t.Error("the websocket is still open to them")
	}

	account, own := g.account(auth.NewAccount{Login: "hoa1", Organiser: true})
	own.get("/api/people").is(200)
	no, yes := false, true
	if _, err := g.auth.Change(t.Context(), account.ID, auth.AccountChange{Organiser: &no}); err != nil {
		t.Fatal(err)
	}
	own.get("/api/people").refused(403, "forbidden")
	if _, err := g.auth.Change(t.Context(), account.ID, auth.AccountChange{Disabled: &yes}); err != nil {
		t.Fatal(err)
	}
	own.get("/api/me").refused(401, "signed_out")
}

func TestManyPeopleInOneBrowser(t *testing.T) {
	g := newRig(t, func(c *Config) { c.ManyPeoplePerBrowser = true }, roomtest.Delegates(3))
	b := g.browser()
	prefixes := map[string]rooms.PersonID{}
	for _, person := range []rooms.PersonID{roomtest.Secretary, roomtest.Chair, g.Delegates[0], g.Delegates[1]} {
		in := g.enter(b, person)
		prefix, _, _ := strings.Cut(in.Goto, "/m/")
		prefixes[prefix] = person
	}
	if len(prefixes) != 4 || prefixes[""] != roomtest.Secretary {
		t.Fatalf("%v", prefixes)
	}
	for prefix, person := range prefixes {
		slot := *b
		slot.slot = prefix
		var who me
		if slot.get("/api/me").into(&who); who.Person != person {
			t.Errorf("%s is %s, want %s", prefix, who.Person, person)
		}
		var list meetingList
		if slot.get("/api/meetings").into(&list); !strings.HasPrefix(list.Meetings[0].Goto, prefix+"/m/") {
			t.Errorf("%s goes to %s", prefix, list.Meetings[0].Goto)
		}
		if a := slot.get("/m/nowhere").is(303); !strings.HasPrefix(a.header.Get("Location"), prefix+"/?next=%2Fm%2Fnowhere") {
			t.Errorf("%s is sent to %s", prefix, a.header.Get("Location"))
		}
		// Entering again, from any slot, finds the slot in which one is.
		if again := g.enter(&slot, person); !strings.HasPrefix(again.Goto, prefix+"/m/") {
			t.Errorf("%s entered again and goes to %s", prefix, again.Goto)
		}
	}
	// Signing out of one leaves the others.
	one := *b
	for prefix := range prefixes {
		if prefix != "" {
			one.slot = prefix
		}
	}
	one.post("/api/sign-out", nil).is(204)
	one.get("/api/me").refused(401, "signed_out")
	b.get("/api/me").is(200)
	one.slot = "/s/zz99"
	one.get("/api/me").refused(401, "signed_out")
}

func TestOnePersonInOneBrowser(t *testing.T) {
	g := newRig(t, nil, roomtest.Delegates(2))
	b := g.browser()
	g.enter(b, g.Delegates[0])
	first := cookieOf(b, "dienhong")
	if in := g.enter(b, g.Delegates[1]); strings.HasPrefix(in.Goto, "/s/") {
		t.Errorf("goes to %s", in.Goto)
	}
	var who me
	if b.get("/api/me").into(&who); who.Person != g.Delegates[1] {
		t.Errorf("%+v", who)
	}
	if _, err := g.auth.Resume(t.Context(), first); err == nil {
		t.Error("the session that was replaced still stands")
	}
}

func TestSignInIsSlowedDown(t *testing.T) {
	g := newRig(t, nil)
	g.account(auth.NewAccount{Login: "hoa1"})
	b := g.browser()
	for range 6 {
		b.post("/api/sign-in", signInRequest{Login: "hoa1", Password: "a wrong one"}).refused(401, "bad_credentials")
	}
	a := b.post("/api/sign-in", signInRequest{Login: "hoa1", Password: goodPassword}).refused(429, "too_many_attempts")
	if a.header.Get("Retry-After") != "1" {
		t.Errorf("Retry-After %q", a.header.Get("Retry-After"))
	}
	g.Clock.Advance(2e9)
	b.post("/api/sign-in", signInRequest{Login: "hoa1", Password: goodPassword}).is(200)
}

// Behind a proxy that speaks TLS the cookie is a secure one.
func TestSecureCookieBehindProxy(t *testing.T) {
	g := newRig(t, func(c *Config) {
		c.TrustedProxies, c.PublicURLs = []string{"127.0.0.1"}, []string{"https://hop.example.vn"}
	}, roomtest.Delegates(1))
	if _, err := g.auth.Create(t.Context(), auth.NewAccount{Login: "hoa1", Name: "Hoà", Password: goodPassword}); err != nil {
		t.Fatal(err)
	}
	b := g.browser()
	b.client.Jar = nil
	a := b.do("POST", "/api/sign-in", signInRequest{Login: "hoa1", Password: goodPassword}, "X-Forwarded-Proto", "https", "X-Forwarded-For", "198.51.100.7")
	cookie := a.header.Get("Set-Cookie")
	for _, want := range []string{"__Host-dienhong=", "Path=/", "HttpOnly", "Secure", "SameSite=Lax"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("the cookie lacks %s: %s", want, cookie)
		}
	}
	if strings.Contains(cookie, "Domain") {
		t.Errorf("%s", cookie)
	}
	if !strings.Contains(g.log.String(), "address=198.51.100.7") {
		t.Error("the log does not say where the sign-in came from")
	}
}

// timed is a connection that notes the deadlines it is given.
type timed struct {
	http.ResponseWriter
	read, write []time.Time
}

func (w *timed) SetReadDeadline(t time.Time) error  { w.read = append(w.read, t); return nil }
func (w *timed) SetWriteDeadline(t time.Time) error { w.write = append(w.write, t); return nil }

// A deadline belongs to the connection, not to the request: none is left behind that could strike the next.
func TestDeadlines(t *testing.T) {
	g := newRig(t, nil)
	w := &timed{ResponseWriter: httptest.NewRecorder()}
	r := httptest.NewRequest("POST", "/api/sign-in", strings.NewReader(`{"login":"x","password":"y"}`))
	r.Header.Set("Content-Type", "application/json")
	g.server.Handler().ServeHTTP(w, r)
	if len(w.read) != 2 || w.read[0].IsZero() || !w.read[1].IsZero() || len(w.write) != 1 || w.write[0].IsZero() {
		t.Errorf("reading %v, writing %v", w.read, w.write)
	}
	for _, route := range g.server.routes {
		if route.slow {
			w := &timed{ResponseWriter: httptest.NewRecorder()}
			(&call{w: w}).bound(route.slow)
			if len(w.write) != 1 || !w.write[0].IsZero() {
				t.Errorf("%s: writing %v", route.pattern(), w.write)
			}
		}
	}
}

// Who is signed in with their account keeps that, and what it allows, when they follow a link of their own; a link of
// somebody else's does not.
func TestAccountIsKept(t *testing.T) {
	for name, many := range map[string]bool{"one person a browser": false, "many people a browser": true} {
		t.Run(name, func(t *testing.T) {
			g := newRig(t, func(c *Config) { c.ManyPeoplePerBrowser = many }, roomtest.Delegates(1))
			account, b := g.account(auth.NewAccount{Login: "hoa1", Organiser: true})
			g.Do(roomtest.Secretary, "person.add", map[string]any{"person": map[string]any{"id": string(account.ID), "name": "Hoà", "role": "delegate"}})
			token := cookieOf(b, "dienhong")
			if in := g.enter(b, account.ID); in.Goto != g.path("/m/{m}") || in.Role != rooms.Delegate {
				t.Errorf("%+v", in)
			}
			if cookieOf(b, "dienhong") != token {
				t.Error("the session was replaced")
			}
			b.get(g.path("/m/{m}")).is(200)
			b.get("/api/people").is(200)

			in := g.enter(b, g.Delegates[0])
			if many != strings.HasPrefix(in.Goto, "/s/") {
				t.Errorf("%+v", in)
			}
			if a := b.get("/api/people"); (a.status == 200) != many {
				t.Errorf("status %d", a.status)
			}
		})
	}
}

// One person in two meetings, by two links: with many people a browser, each has its slot.
func TestTwoMeetingsOfOnePerson(t *testing.T) {
	g := newRig(t, func(c *Config) { c.ManyPeoplePerBrowser = true }, roomtest.Delegates(1))
	person := g.Delegates[0]
	other, err := g.Registry.Create(t.Context(), "x", rooms.Announcement{Title: "Khác", Starts: roomtest.Start},
		[]rooms.Person{{ID: person, Name: "Đại biểu", Role: rooms.Secretary}})
	if err != nil {
		t.Fatal(err)
	}
	b := g.browser()
	g.enter(b, person)
	secret, err := g.auth.Invite(t.Context(), auth.InviteRequest{Meeting: other, Person: person, Kind: rooms.InviteLink})
	if err != nil {
		t.Fatal(err)
	}
	var in entered
	b.post("/api/enter", enterRequest{Token: secret.Token}).into(&in)
	b.get(g.path("/m/{m}")).is(200)
	b.get(in.Goto).is(200)
}
