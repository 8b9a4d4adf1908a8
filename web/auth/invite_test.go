package auth

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dienhong/rooms"
)

func (o *office) invite(q InviteRequest) Secret {
	o.t.Helper()
	secret, err := o.Invite(o.t.Context(), q)
	if err != nil {
		o.t.Fatal(err)
	}
	return secret
}

func TestLinkIsGoodOnce(t *testing.T) {
	o := newOffice(t)
	m := o.meeting("s1")
	secret := o.invite(InviteRequest{Meeting: m, Person: "p1", Kind: rooms.InviteLink})
	if len(secret.Token) < 26 || secret.PIN != "" || secret.Code != "" {
		t.Fatalf("%+v", secret)
	}
	var in, used atomic.Int64
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			token := secret.Token
			if i%2 == 0 { // as somebody types it
				token = " " + strings.ToUpper(token) + "\n"
			}
			invite, err := o.EnterByLink(t.Context(), token, home)
			switch {
			case err == nil && invite.Person == "p1" && invite.Meeting == m:
				in.Add(1)
			case errors.Is(err, rooms.ErrInviteUsed):
				used.Add(1)
			default:
				t.Errorf("%+v %v", invite, err)
			}
		})
	}
	all.Wait()
	if in.Load() != 1 || used.Load() != 49 {
		t.Errorf("%d came in, %d were told that it is used", in.Load(), used.Load())
	}
}

func TestInvites(t *testing.T) {
	o := newOffice(t)
	m := o.meeting("s1")
	link := InviteRequest{Meeting: m, Person: "p1", Kind: rooms.InviteLink}
	first := o.invite(link)
	_, err := o.Invite(t.Context(), link)
	wantCode(t, err, "invite_exists")
	link.Replace = true
	second := o.invite(link)
	_, err = o.EnterByLink(t.Context(), first.Token, home)
	wantCode(t, err, "invite_unknown")
	if _, err := o.EnterByLink(t.Context(), second.Token, home); err != nil {
		t.Fatal(err)
	}
	link.Replace = false // a used one is no reason to refuse
	third := o.invite(link)
	o.clock.Advance(o.cfg.InviteLife)
	_, err = o.EnterByLink(t.Context(), third.Token, home)
	wantCode(t, err, "invite_expired")

	again := o.invite(InviteRequest{Meeting: m, Person: "p1", Kind: rooms.InviteLink, Uses: Unlimited})
	for range 3 {
		if _, err := o.EnterByLink(t.Context(), again.Token, home); err != nil {
			t.Fatal(err)
		}
	}
	for _, wrong := range []string{"", "x", strings.Repeat("a", 26), strings.Repeat("x", 5000), TokenHash(again.Token), "' OR 1=1 -- 1234567890"} {
		_, err := o.EnterByLink(t.Context(), wrong, home)
		wantCode(t, err, "invite_unknown")
	}
	_, err = o.Invite(t.Context(), InviteRequest{Meeting: m, Person: "p1", Kind: "carrier pigeon"})
	wantCode(t, err, "command_invalid")
	_, err = o.Invite(t.Context(), InviteRequest{Meeting: "nowhere", Person: "p1", Kind: rooms.InvitePIN})
	wantCode(t, err, "meeting_not_found")
	invites, err := o.Invites(t.Context(), m)
	if err != nil || len(invites) != 1 || invites[0].Uses != 3 {
		t.Errorf("%+v %v", invites, err)
	}
}

func TestPIN(t *testing.T) {
	o := newOffice(t)
	m, other := o.meeting("s1"), o.meeting("s1")
	pin := o.invite(InviteRequest{Meeting: m, Person: "p1", Kind: rooms.InvitePIN})
	elsewhere := o.invite(InviteRequest{Meeting: other, Person: "p1", Kind: rooms.InvitePIN})
	if len(pin.Code) != 6 || len(pin.PIN) != 6 || pin.Token != "" || pin.Code == elsewhere.Code {
		t.Fatalf("%+v %+v", pin, elsewhere)
	}
	spaced := func(s string) string { return s[:3] + " " + s[3:] }
	for _, typed := range [][2]string{{pin.Code, pin.PIN}, {spaced(pin.Code), spaced(pin.PIN)}, {pin.Code, " " + pin.PIN + " "}} {
		if invite, err := o.EnterByPIN(t.Context(), typed[0], typed[1], home); err != nil || invite.Person != "p1" || invite.Meeting != m {
			t.Fatalf("%v: %+v %v", typed, invite, err)
		}
	}
	for i, typed := range [][2]string{
		{elsewhere.Code, pin.PIN}, {pin.Code, elsewhere.PIN}, {"000000", pin.PIN}, {"", pin.PIN}, {pin.Code, ""}, {pin.Code, pin.PIN + "0"},
		{pin.Code, "１２３４５６"}, {strings.Repeat("1", 10_000), "1"}, {pin.Code, "12345\x00"},
	} {
		if typed[1] == elsewhere.PIN && elsewhere.PIN == pin.PIN {
			continue
		}
		_, err := o.EnterByPIN(t.Context(), typed[0], typed[1], home)
		if err == nil {
			t.Errorf("%d was let in", i)
		}
		wantCode(t, err, "invite_unknown")
	}
	// A link is no PIN, and what is stored of a PIN cannot be found by trying a million of them without the key.
	_, err := o.EnterByLink(t.Context(), o.pinHash(m, pin.PIN), home)
	wantCode(t, err, "invite_unknown")
	strange := &Auth{key: []byte(strings.Repeat("x", 32))}
	if strange.pinHash(m, pin.PIN) == o.pinHash(m, pin.PIN) {
		t.Error("the key does not matter")
	}
}

func TestPINsOfOneMeetingDiffer(t *testing.T) {
	o := newOffice(t)
	m := o.meeting("s1")
	seen := map[string]bool{}
	for i := range 300 {
		secret := o.invite(InviteRequest{Meeting: m, Person: rooms.PersonID(fmt.Sprint("p", i)), Kind: rooms.InvitePIN})
		if seen[secret.PIN] {
			t.Fatalf("%s was given twice", secret.PIN)
		}
		seen[secret.PIN] = true
	}
}

func TestDisabledPersonDoesNotEnter(t *testing.T) {
	o := newOffice(t)
	account := o.account("hoa")
	m := o.meeting(account.ID)
	secret := o.invite(InviteRequest{Meeting: m, Person: account.ID, Kind: rooms.InvitePIN})
	yes := true
	if _, err := o.Change(t.Context(), account.ID, AccountChange{Disabled: &yes}); err != nil {
		t.Fatal(err)
	}
	_, err := o.EnterByPIN(t.Context(), secret.Code, secret.PIN, home)
	wantCode(t, err, "invite_unknown")
}

// Whoever guesses PINs is slowed down long before luck helps; others of the meeting come in meanwhile.
func TestGuessingPINs(t *testing.T) {
	o := newOffice(t)
	m := o.meeting("s1")
	secret := o.invite(InviteRequest{Meeting: m, Person: "p1", Kind: rooms.InvitePIN})
	guesses := 0
	for end := o.clock.Now().Add(24 * time.Hour); o.clock.Now().Before(end); {
		_, err := o.EnterByPIN(t.Context(), secret.Code, "000000", abroad)
		var wait *WaitError
		switch {
		case errors.As(err, &wait):
			o.clock.Advance(wait.After)
		case errors.Is(err, rooms.ErrInviteUnknown):
			guesses++
		default:
			t.Fatal(err)
		}
	}
	if guesses > 400 {
		t.Errorf("%d guesses in a day", guesses)
	}
	if _, err := o.EnterByPIN(t.Context(), secret.Code, secret.PIN, home); err != nil {
		t.Errorf("the right person did not come in: %v", err)
	}
}

// A hundred people behind one router enter, some after a slip, and nobody waits.
func TestManyEnterFromOneAddress(t *testing.T) {
	o := newOffice(t)
	m := o.meeting("s1")
	for i := range 100 {
		secret := o.invite(InviteRequest{Meeting: m, Person: rooms.PersonID(fmt.Sprint("p", i)), Kind: rooms.InvitePIN})
		if i%10 == 0 {
			_, err := o.EnterByPIN(t.Context(), secret.Code, "00000", home)
			wantCode(t, err, "invite_unknown")
		}
		if _, err := o.EnterByPIN(t.Context(), secret.Code, secret.PIN, home); err != nil {
			t.Fatalf("person %d: %v", i, err)
		}
	}
}

func TestGuessingPasswords(t *testing.T) {
	o := newOffice(t)
	o.account("hoa")
	guesses := 0
	for end := o.clock.Now().Add(24 * time.Hour); o.clock.Now().Before(end); {
		_, err := o.SignIn(t.Context(), "hoa", "wrong guess", abroad)
		var wait *WaitError
		switch {
		case errors.As(err, &wait):
			o.clock.Advance(wait.After)
		case errors.Is(err, ErrBadCredentials):
			guesses++
		default:
			t.Fatal(err)
		}
	}
	if guesses > 400 {
		t.Errorf("%d guesses in a day", guesses)
	}
	if _, err := o.SignIn(t.Context(), "hoa", goodPassword, home); err != nil {
		t.Errorf("the right person, from elsewhere, did not come in: %v", err)
	}
}

// Everything that is secret goes through once; none of it stands in the log.
func TestNoSecretsInTheLog(t *testing.T) {
	o := newOffice(t)
	setup, err := o.SetupToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	secrets := []string{goodPassword, "typed into the wrong field", "wrong password 7", setup}
	_, _ = o.SetUp(t.Context(), "wrong password 7", NewAccount{}, home)
	account, err := o.SetUp(t.Context(), setup, NewAccount{Login: "admin1", Name: "A", Password: goodPassword}, home)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		_, _ = o.SignIn(t.Context(), "typed into the wrong field", "wrong password 7", abroad)
	}
	if _, err = o.SignIn(t.Context(), "admin1", goodPassword, home); err != nil {
		t.Fatal(err)
	}
	token, session, err := o.Begin(t.Context(), account.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	m := o.meeting("s1")
	link := o.invite(InviteRequest{Meeting: m, Person: "p1", Kind: rooms.InviteLink})
	pin := o.invite(InviteRequest{Meeting: m, Person: "p1", Kind: rooms.InvitePIN})
	_, _ = o.EnterByLink(t.Context(), link.Token, home)
	_, _ = o.EnterByLink(t.Context(), link.Token, home)
	_, _ = o.EnterByPIN(t.Context(), pin.Code, pin.PIN, home)
	for range 30 {
		_, _ = o.EnterByPIN(t.Context(), pin.Code, "135791", abroad)
	}
	stored, _ := o.store.Account(t.Context(), account.ID)
	secrets = append(secrets, token, session.TokenHash, link.Token, pin.PIN, "135791", stored.PasswordHash)
	log := o.log.String()
	for _, line := range []string{"signed in", "sign-in refused", "sign-in slowed down", "entered", "entering refused", "entering by PIN slowed down", "set-up refused", "account created"} {
		if !strings.Contains(log, line) {
			t.Errorf("the log does not say %q", line)
		}
	}
	for _, secret := range secrets {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func FuzzEnter(f *testing.F) {
	f.Add("123 456", "654-321")
	f.Add("１２３４５６", "\x00")
	f.Fuzz(func(t *testing.T, code, pin string) {
		for _, s := range []string{onlyDigits(code), onlyDigits(pin)} {
			if strings.Trim(s, "0123456789") != "" || len(s) > 32 {
				t.Errorf("%q is not digits alone", s)
			}
		}
	})
}
