package auth

import (
	"slices"
	"testing"
	"time"

	"dienhong/rooms"
)

// A password that somebody else has set gives no session before it was changed.
func TestPasswordForOnce(t *testing.T) {
	o := newOffice(t)
	account := o.account("hoa")
	if err := o.SetPassword(t.Context(), account.ID, "given by the office", true); err != nil {
		t.Fatal(err)
	}
	_, err := o.SignIn(t.Context(), "hoa", "given by the office", home)
	wantCode(t, err, "password_once")
	_, err = o.SignIn(t.Context(), "hoa", goodPassword, home)
	wantCode(t, err, "bad_credentials")
	for name, c := range map[string]struct{ old, next, code string }{
		"a wrong old one": {"not the given one", "một câu của riêng tôi", "bad_credentials"},
		"the same":        {"given by the office", "given by the office", "password_same"},
		"a weak one":      {"given by the office", "matkhau123", "password_weak"},
		"a short one":     {"given by the office", "ngắn", "password_length"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := o.Renew(t.Context(), "hoa", c.old, c.next, home)
			wantCode(t, err, c.code)
		})
	}
	if changed, err := o.Renew(t.Context(), "hoa", "given by the office", "một câu của riêng tôi", home); err != nil || changed.Once {
		t.Fatalf("%+v %v", changed, err)
	}
	_, err = o.Renew(t.Context(), "hoa", "given by the office", "một câu nữa của tôi", home)
	wantCode(t, err, "bad_credentials")
	if _, err := o.SignIn(t.Context(), "hoa", "một câu của riêng tôi", home); err != nil {
		t.Error(err)
	}
}

// Changing one's own password ends one's other sessions, and nobody else's.
func TestChangePassword(t *testing.T) {
	o := newOffice(t)
	mine, others := o.account("hoa"), o.account("an.nguyen")
	begin := func(id rooms.PersonID) (string, rooms.Session) {
		token, session, err := o.Begin(t.Context(), id, "")
		if err != nil {
			t.Fatal(err)
		}
		return token, session
	}
	here, session := begin(mine.ID)
	there, thereSession := begin(mine.ID)
	other, otherSession := begin(others.ID)
	_, err := o.ChangePassword(t.Context(), mine.ID, "not my password", "một câu của riêng tôi", session.TokenHash, home)
	wantCode(t, err, "bad_credentials")
	_, err = o.ChangePassword(t.Context(), "nobody", goodPassword, "một câu của riêng tôi", session.TokenHash, home)
	wantCode(t, err, "account_not_found")
	ended, err := o.ChangePassword(t.Context(), mine.ID, goodPassword, "một câu của riêng tôi", session.TokenHash, home)
	if err != nil || len(ended) != 1 || ended[0] != thereSession.TokenHash {
		t.Fatalf("ended %v, %v", ended, err)
	}
	for token, want := range map[string]string{here: "", there: "signed_out", other: ""} {
		_, err := o.Resume(t.Context(), token)
		if want == "" && err != nil {
			t.Errorf("a session was ended: %v", err)
		} else if want != "" {
			wantCode(t, err, want)
		}
	}
	connected := []string{session.TokenHash, thereSession.TokenHash, otherSession.TokenHash, "unknown"}
	gone, err := o.Ended(t.Context(), connected)
	slices.Sort(gone)
	want := []string{thereSession.TokenHash, "unknown"}
	slices.Sort(want)
	if err != nil || !slices.Equal(gone, want) {
		t.Errorf("ended are %v, want %v, %v", gone, want, err)
	}
	for range 7 { // guesses at the old password are slowed down as at the door
		_, err = o.ChangePassword(t.Context(), mine.ID, "not my password", "một câu nữa của tôi", session.TokenHash, home)
	}
	wantCode(t, err, "too_many_attempts")
}

// A connected device uses its session, as long as it may.
func TestConnectedSessionsAreInUse(t *testing.T) {
	o := newOffice(t)
	account := o.account("hoa")
	token, session, err := o.Begin(t.Context(), account.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	end := session.Created.Add(o.cfg.SessionMax)
	for o.clock.Now().Before(end.Add(-48 * time.Hour)) {
		o.clock.Advance(24 * time.Hour)
		if gone, err := o.Ended(t.Context(), []string{session.TokenHash}); err != nil || len(gone) != 0 {
			t.Fatalf("on %v: %v %v", o.clock.Now(), gone, err)
		}
	}
	if _, err := o.Resume(t.Context(), token); err != nil {
		t.Error(err)
	}
	o.clock.Advance(72 * time.Hour)
	if gone, _ := o.Ended(t.Context(), []string{session.TokenHash}); len(gone) != 1 {
		t.Error("a session has no end")
	}
}
