package auth

import (
	"bytes"
	"errors"
	"log/slog"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"dienhong/rooms"
	"dienhong/rooms/roomtest"
	"dienhong/rooms/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// cheap makes passwords quick to check, so that many can be.
var cheap = argonParams{memory: 64, passes: 1, threads: 1}

var (
	home   = netip.MustParseAddr("192.168.1.20")
	abroad = netip.MustParseAddr("203.0.113.9")
)

// logBuffer may be written to by many.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

type office struct {
	*Auth
	t     *testing.T
	store *store.Store
	clock *roomtest.Clock
	log   *logBuffer
}

// newOffice is an Auth over a real database.
func newOffice(t *testing.T) *office {
	t.Helper()
	db, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "test.db")}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	o := &office{t: t, store: db, clock: roomtest.NewClock(), log: &logBuffer{}}
	log := slog.New(slog.NewTextHandler(o.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	if o.Auth, err = New(Default(), db, []byte(strings.Repeat("k", 32)), o.clock, log); err != nil {
		t.Fatal(err)
	}
	o.hasher = newHasher(cheap, 2)
	return o
}

const goodPassword = "sông Mã mùa lũ"

func (o *office) account(login string) rooms.Account {
	o.t.Helper()
	account, err := o.Create(o.t.Context(), NewAccount{Login: login, Name: "Lê Thị Hoà", Password: goodPassword})
	if err != nil {
		o.t.Fatal(err)
	}
	return account
}

// meeting makes a meeting with a secretary and returns its id.
func (o *office) meeting(secretary rooms.PersonID) rooms.MeetingID {
	o.t.Helper()
	registry := rooms.NewRegistry(o.store, nil, o.clock, slog.New(slog.DiscardHandler), rooms.Config{})
	defer registry.Close()
	id, err := registry.Create(o.t.Context(), secretary, rooms.Announcement{Title: "Họp giao ban", Body: "Sở Xây dựng", Starts: roomtest.Start},
		[]rooms.Person{{ID: secretary, Name: "Thư ký", Role: rooms.Secretary}, {ID: "p1", Name: "Đại biểu", Role: rooms.Delegate}})
	if err != nil {
		o.t.Fatal(err)
	}
	return id
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	got := ""
	var coded interface{ Code() string }
	if errors.As(err, &coded) {
		got = coded.Code()
	}
	if got != code {
		t.Fatalf("error %v with code %q, want code %q", err, got, code)
	}
}

func TestSignIn(t *testing.T) {
	o := newOffice(t)
	account := o.account("Hoa.LT")
	locked := o.account("khoa")
	yes := true
	if _, err := o.Change(t.Context(), locked.ID, AccountChange{Disabled: &yes}); err != nil {
		t.Fatal(err)
	}
	cases := []struct{ name, login, password, code string }{
		{"right", "hoa.lt", goodPassword, ""},
		{"login in any case and with spaces", "  HOA.lt ", goodPassword, ""},
		{"password in decomposed form, as some keyboards send it", "hoa.lt", "so\u0302ng Ma\u0303 mu\u0300a lu\u0303", ""},
		{"wrong password", "hoa.lt", "sông Chu mùa lũ", "bad_credentials"},
		{"password in other case", "hoa.lt", strings.ToUpper(goodPassword), "bad_credentials"},
		{"no password", "hoa.lt", "", "bad_credentials"},
		{"a megabyte of password", "hoa.lt", strings.Repeat("x", 1<<20), "bad_credentials"},
		{"unknown login", "nobody", goodPassword, "bad_credentials"},
		{"unknown login without password", "nobody", "", "bad_credentials"},
		{"disabled", "khoa", goodPassword, "bad_credentials"},
		{"no login", "", "", "bad_credentials"},
		{"something that is no login", "'; DROP TABLE accounts; --", "x", "bad_credentials"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := o.SignIn(t.Context(), c.login, c.password, home)
			wantCode(t, err, c.code)
			if c.code == "" && got.ID != account.ID {
				t.Errorf("signed in as %s", got.ID)
			}
		})
	}
}

func TestAccounts(t *testing.T) {
	o := newOffice(t)
	admin, err := o.Create(t.Context(), NewAccount{Login: "Admin1", Name: "  Nguyễn\tVăn  A\u202e ", Password: goodPassword, Admin: true})
	if err != nil || admin.Login != "admin1" || admin.Name != "Nguyễn Văn A" {
		t.Fatalf("%+v %v", admin, err)
	}
	refusals := []struct {
		name string
		n    NewAccount
		code string
	}{
		{"login taken, in other case", NewAccount{Login: "ADMIN1", Name: "B", Password: goodPassword}, "login_taken"},
		{"login of one letter", NewAccount{Login: "a", Name: "B", Password: goodPassword}, "login_invalid"},
		{"login with markup", NewAccount{Login: "<b>x</b>", Name: "B", Password: goodPassword}, "login_invalid"},
		{"no name", NewAccount{Login: "b2", Name: " \u200b ", Password: goodPassword}, "name_invalid"},
		{"endless name", NewAccount{Login: "b2", Name: strings.Repeat("ạ", 121), Password: goodPassword}, "name_invalid"},
		{"weak password", NewAccount{Login: "b2", Name: "B", Password: "password1"}, "password_weak"},
	}
	for _, c := range refusals {
		t.Run(c.name, func(t *testing.T) {
			_, err := o.Create(t.Context(), c.n)
			wantCode(t, err, c.code)
		})
	}
	yes, no := true, false
	_, err = o.Change(t.Context(), admin.ID, AccountChange{Admin: &no})
	wantCode(t, err, "last_admin")
	_, err = o.Change(t.Context(), admin.ID, AccountChange{Disabled: &yes})
	wantCode(t, err, "last_admin")
	other := o.account("other")
	if _, err := o.Change(t.Context(), other.ID, AccountChange{Admin: &yes}); err != nil {
		t.Fatal(err)
	}
	if changed, err := o.Change(t.Context(), admin.ID, AccountChange{Admin: &no}); err != nil || changed.Admin {
		t.Fatalf("%+v %v", changed, err)
	}
	taken := "other"
	_, err = o.Change(t.Context(), admin.ID, AccountChange{Login: &taken})
	wantCode(t, err, "login_taken")
	_, err = o.Change(t.Context(), "nobody", AccountChange{})
	wantCode(t, err, "account_not_found")
	wantCode(t, o.SetPassword(t.Context(), "nobody", goodPassword, false), "account_not_found")
}

// A new password, and a closed account, end the sessions that there are.
func TestSessionsEndWithTheirReason(t *testing.T) {
	o := newOffice(t)
	account := o.account("hoa")
	begin := func() string {
		token, _, err := o.Begin(t.Context(), account.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	token := begin()
	if err := o.SetPassword(t.Context(), account.ID, "another good one", false); err != nil {
		t.Fatal(err)
	}
	_, err := o.Resume(t.Context(), token)
	wantCode(t, err, "signed_out")
	if _, err := o.SignIn(t.Context(), "hoa", "another good one", home); err != nil {
		t.Fatal(err)
	}
	token = begin()
	yes := true
	if _, err := o.Change(t.Context(), account.ID, AccountChange{Disabled: &yes}); err != nil {
		t.Fatal(err)
	}
	_, err = o.Resume(t.Context(), token)
	wantCode(t, err, "signed_out")
}

func TestSessionLife(t *testing.T) {
	o := newOffice(t)
	token, session, err := o.Begin(t.Context(), "p1", "m1")
	if err != nil || len(token) < 43 || session.TokenHash == token {
		t.Fatalf("%q %+v %v", token, session, err)
	}
	for _, wrong := range []string{"", "x", session.TokenHash, token + "x", strings.Repeat("x", 1000)} {
		_, err := o.Resume(t.Context(), wrong)
		wantCode(t, err, "signed_out")
	}
	// In use it lives on, up to its longest life.
	step := o.cfg.SessionIdle - time.Minute
	for age := step; age < o.cfg.SessionMax; age += step {
		o.clock.Advance(step)
		if got, err := o.Resume(t.Context(), token); err != nil || got.Person != "p1" || got.Meeting != "m1" {
			t.Fatalf("after %v: %+v %v", age, got, err)
		}
	}
	o.clock.Advance(step)
	_, err = o.Resume(t.Context(), token)
	wantCode(t, err, "signed_out")

	// Unused it ends.
	token, _, err = o.Begin(t.Context(), "p1", "")
	if err != nil {
		t.Fatal(err)
	}
	o.clock.Advance(o.cfg.SessionIdle)
	_, err = o.Resume(t.Context(), token)
	wantCode(t, err, "signed_out")

	// Signed out it has ended, and ending it again is no error.
	token, _, err = o.Begin(t.Context(), "p1", "")
	if err = errors.Join(err, o.End(t.Context(), token), o.End(t.Context(), token), o.End(t.Context(), "")); err != nil {
		t.Fatal(err)
	}
	_, err = o.Resume(t.Context(), token)
	wantCode(t, err, "signed_out")
}

func TestExpiredSessionsAreForgotten(t *testing.T) {
	o := newOffice(t)
	_, old, err := o.Begin(t.Context(), "p1", "")
	if err != nil {
		t.Fatal(err)
	}
	o.clock.Advance(o.cfg.SessionIdle + time.Hour)
	if _, _, err := o.Begin(t.Context(), "p2", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := o.store.Session(t.Context(), old.TokenHash); !errors.Is(err, rooms.ErrNoSession) {
		t.Errorf("the expired session is still kept: %v", err)
	}
}

func TestSetUp(t *testing.T) {
	o := newOffice(t)
	first := NewAccount{Login: "quan.tri1", Name: "Quản trị", Password: goodPassword}
	token, err := o.SetupToken(t.Context())
	if err != nil || token == "" {
		t.Fatal(token, err)
	}
	_, err = o.SetUp(t.Context(), "", first, home)
	wantCode(t, err, "setup_invalid")
	_, err = o.SetUp(t.Context(), token+"x", first, home)
	wantCode(t, err, "setup_invalid")
	weak := first
	weak.Password = "12345678"
	_, err = o.SetUp(t.Context(), token, weak, home)
	wantCode(t, err, "password_weak")

	o.clock.Advance(setupLife)
	_, err = o.SetUp(t.Context(), token, first, home)
	wantCode(t, err, "setup_invalid")

	old := token
	if token, err = o.SetupToken(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err = o.SetUp(t.Context(), old, first, home)
	wantCode(t, err, "setup_invalid")

	// Many come at once with the right link: one makes the account.
	var made, done atomic.Int64
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			account, err := o.SetUp(t.Context(), token, first, abroad)
			switch {
			case err == nil && account.Admin && account.Organiser:
				made.Add(1)
			case errors.Is(err, ErrSetupDone):
				done.Add(1)
			default:
				t.Errorf("%+v %v", account, err)
			}
		})
	}
	all.Wait()
	if made.Load() != 1 || done.Load() != 19 {
		t.Errorf("%d accounts made, %d told that it was done", made.Load(), done.Load())
	}
	if token, err := o.SetupToken(t.Context()); token != "" || err != nil {
		t.Errorf("there is still something to set up: %q %v", token, err)
	}
}

func TestConfig(t *testing.T) {
	if err := Default().Validate(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Config){
		"idle of nothing":       func(c *Config) { c.SessionIdle = 0 },
		"idle beyond the whole": func(c *Config) { c.SessionIdle = c.SessionMax + 1 },
		"endless":               func(c *Config) { c.SessionMax = 1000 * 24 * time.Hour },
		"no invite":             func(c *Config) { c.InviteLife = 0 },
	} {
		c := Default()
		change(&c)
		if c.Validate() == nil {
			t.Errorf("%s was taken", name)
		}
		if _, err := New(c, nil, make([]byte, 32), nil, nil); err == nil {
			t.Errorf("%s: New took it", name)
		}
	}
	if _, err := New(Default(), nil, make([]byte, 31), nil, nil); err == nil {
		t.Error("a short key was taken")
	}
}
