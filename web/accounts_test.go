package web

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"dienhong/rooms"
	"dienhong/rooms/roomtest"
	"dienhong/web/auth"
)

const ownSentence = "một câu của riêng tôi"

// TestFirstSignIn: a password that the administrator has set is changed with the first sign-in.
func TestFirstSignIn(t *testing.T) {
	g := newRig(t, nil)
	_, admin := g.account(auth.NewAccount{Login: "quanly", Admin: true})
	var made rooms.Account
	admin.post("/api/people", newPerson{Login: "hoa1", Name: "Lê Thị Hoà", Password: goodPassword, Once: true}).is(201).into(&made)
	if !made.Once {
		t.Errorf("made %+v", made)
	}
	b := g.browser()
	b.post("/api/sign-in", signInRequest{Login: "hoa1", Password: goodPassword}).refused(403, "password_once")
	b.get("/api/me").refused(401, "signed_out")
	b.post("/api/sign-in", signInRequest{Login: "hoa1", Password: goodPassword, NewPassword: goodPassword}).refused(400, "password_same")
	b.post("/api/sign-in", signInRequest{Login: "hoa1", Password: goodPassword, NewPassword: "12345678"}).refused(400, "password_weak")
	b.post("/api/sign-in", signInRequest{Login: "hoa1", Password: "another good one", NewPassword: ownSentence}).refused(401, "bad_credentials")
	b.post("/api/sign-in", signInRequest{Login: "hoa1", Password: goodPassword, NewPassword: ownSentence}).is(200)
	b.get("/api/me").is(200)
	g.browser().post("/api/sign-in", signInRequest{Login: "hoa1", Password: ownSentence}).is(200)

	admin.post("/api/people/"+string(made.ID)+"/password", passwordRequest{Password: "given by the office", Once: true}).is(204)
	b.get("/api/me").refused(401, "signed_out")
	b.post("/api/sign-in", signInRequest{Login: "hoa1", Password: "given by the office"}).refused(403, "password_once")
}

// TestOwnPassword: the session that asks goes on, all others of the person end, with their websockets.
func TestOwnPassword(t *testing.T) {
	g := newRig(t, nil)
	hoa, here := g.account(auth.NewAccount{Login: "hoa1"})
	g.Do(roomtest.Secretary, "person.add", map[string]any{"person": rooms.Person{ID: hoa.ID, Name: "Lê Thị Hoà", Role: rooms.Delegate}})
	there := g.browser()
	there.post("/api/sign-in", signInRequest{Login: "hoa1", Password: goodPassword}).is(200)
	mine, others := device(t, g, here), device(t, g, there)
	path := "/api/me/password"
	here.post(path, ownPassword{Old: "not my password", New: ownSentence}).refused(401, "bad_credentials")
	here.post(path, ownPassword{Old: goodPassword, New: goodPassword}).refused(400, "password_same")
	here.post(path, ownPassword{Old: goodPassword, New: "ngắn"}).refused(400, "password_length")
	here.post(path, ownPassword{Old: goodPassword, New: ownSentence}).is(204)
	here.get("/api/me").is(200)
	there.get("/api/me").refused(401, "signed_out")
	if code := byeOf(t, others); code != "signed_out" {
		t.Errorf("the other device was told %q", code)
	}
	if err := mine.WriteJSON(map[string]any{"t": "hello", "v": 1, "epoch": 0, "seq": 0}); err != nil {
		t.Errorf("one's own device was cut: %v", err)
	}
	var frame map[string]json.RawMessage
	if err := mine.ReadJSON(&frame); err != nil || string(frame["t"]) == `"bye"` {
		t.Errorf("one's own device was told %s, %v", frame["t"], err)
	}
	g.as(roomtest.Secretary).post(path, ownPassword{Old: goodPassword, New: ownSentence}).refused(403, "forbidden") // by an invite
	if strings.Contains(g.log.String(), ownSentence) || strings.Contains(g.log.String(), "not my password") {
		t.Error("a password is in the log")
	}
}

// TestSignedOutByTheOffice: an administrator ends somebody's sessions, with their websockets.
func TestSignedOutByTheOffice(t *testing.T) {
	g := newRig(t, nil)
	_, admin := g.account(auth.NewAccount{Login: "quanly", Admin: true})
	hoa, b := g.account(auth.NewAccount{Login: "hoa1"})
	g.Do(roomtest.Secretary, "person.add", map[string]any{"person": rooms.Person{ID: hoa.ID, Name: "Lê Thị Hoà", Role: rooms.Delegate}})
	connected := device(t, g, b)
	admin.post("/api/people/nobody/sign-out", nil).refused(404, "account_not_found")
	b.post("/api/people/"+string(hoa.ID)+"/sign-out", nil).refused(403, "forbidden")
	admin.post("/api/people/"+string(hoa.ID)+"/sign-out", nil).is(204)
	b.get("/api/me").refused(401, "signed_out")
	if code := byeOf(t, connected); code != "signed_out" {
		t.Errorf("the device was told %q", code)
	}
}

// TestConsolePassword: what another process does to a session in the database ends its websockets here.
func TestConsolePassword(t *testing.T) {
	g := newRig(t, nil)
	hoa, b := g.account(auth.NewAccount{Login: "hoa1"})
	_, other := g.account(auth.NewAccount{Login: "an1"})
	g.Do(roomtest.Secretary, "person.add", map[string]any{"person": rooms.Person{ID: hoa.ID, Name: "Lê Thị Hoà", Role: rooms.Delegate}})
	connected := device(t, g, b)
	g.server.endLapsed(t.Context())
	console, err := auth.New(auth.Default(), g.store, []byte(strings.Repeat("k", 32)), g.Clock, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := console.SetPassword(t.Context(), hoa.ID, ownSentence, false); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		g.server.watchSessions(ctx)
	}()
	if code := byeOf(t, connected); code != "signed_out" {
		t.Errorf("the device was told %q", code)
	}
	stop()
	<-done
	other.get("/api/me").is(200)
}

// device connects a websocket with a browser's session, and says hello.
func device(t *testing.T, g *rig, b *browser) *websocket.Conn {
	t.Helper()
	header := http.Header{"Origin": {g.base}, "Cookie": {"dienhong=" + cookieOf(b, "dienhong")}}
	conn, response, err := websocket.DefaultDialer.DialContext(t.Context(), strings.Replace(g.base, "http", "ws", 1)+g.path("/ws/{m}"), header)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	t.Cleanup(func() { conn.Close() })
	if err := conn.WriteJSON(map[string]any{"t": "hello", "v": 1, "epoch": 0, "seq": 0}); err != nil {
		t.Fatal(err)
	}
	var welcome map[string]json.RawMessage
	if err := conn.ReadJSON(&welcome); err != nil || string(welcome["t"]) != `"welcome"` {
		t.Fatalf("told %s, %v", welcome["t"], err)
	}
	return conn
}

// byeOf reads until the server says good-bye, and returns why.
func byeOf(t *testing.T, conn *websocket.Conn) string {
	t.Helper()
	_ = conn.SetReadDeadline(time.Now().Add(time.Minute))
	for {
		var frame struct{ T, Code string }
		if err := conn.ReadJSON(&frame); err != nil {
			t.Fatalf("no good-bye: %v", err)
		}
		if frame.T == "bye" {
			return frame.Code
		}
	}
}
