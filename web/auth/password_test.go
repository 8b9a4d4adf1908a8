package auth

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A password that was hashed with costs of another time is taken, and hashed anew.
func TestOldHashIsRefreshed(t *testing.T) {
	o := newOffice(t)
	account := o.account("hoa")
	old := argonParams{memory: 32, passes: 2, threads: 2}.hash(goodPassword)
	if err := o.store.SetPassword(t.Context(), account.ID, old, false); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := o.SignIn(t.Context(), "hoa", goodPassword, home); err != nil {
			t.Fatal(err)
		}
	}
	after, err := o.store.Account(t.Context(), account.ID)
	if err != nil {
		t.Fatal(err)
	}
	if params, _, _, err := parsePHC(after.PasswordHash); err != nil || params != cheap {
		t.Errorf("costs %v %v, want %v", params, err, cheap)
	}
}

// An unknown login costs what a known one costs: the stand-in has the costs of the day and is really computed.
func TestUnknownLoginCostsTheSame(t *testing.T) {
	h := newHasher(cheap, 1)
	params, salt, key, err := parsePHC(h.dummy)
	if err != nil || params != cheap || len(salt) != saltSize || len(key) != keySize {
		t.Fatalf("the stand-in is %s: %v", h.dummy, err)
	}
	if match, _, err := h.verify(t.Context(), "", ""); match || err != nil {
		t.Errorf("an unknown account matched: %t %v", match, err)
	}
}

func TestPasswordsWaitTheirTurn(t *testing.T) {
	h := newHasher(cheap, 1)
	done, err := h.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var busy, served atomic.Int64
	var all sync.WaitGroup
	for range 2 * maxWaiting {
		all.Go(func() {
			_, _, err := h.verify(t.Context(), "", "x")
			if errors.Is(err, ErrBusy) {
				busy.Add(1)
			} else if err == nil {
				served.Add(1)
			}
		})
	}
	for busy.Load() < maxWaiting { // exactly so many find no place while nobody is served
		time.Sleep(time.Millisecond)
	}
	done()
	all.Wait()
	if busy.Load() != maxWaiting || served.Load() != maxWaiting {
		t.Errorf("%d served, %d turned away", served.Load(), busy.Load())
	}
}

func TestPHC(t *testing.T) {
	good := cheap.hash("x")
	if p, _, _, err := parsePHC(good); err != nil || p != cheap {
		t.Fatalf("%s: %v %v", good, p, err)
	}
	salt, key := "c2FsdHNhbHRzYWx0c2E", "a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2U"
	for name, phc := range map[string]string{
		"empty":              "",
		"other algorithm":    "$argon2i$v=19$m=64,t=1,p=1$" + salt + "$" + key,
		"other version":      "$argon2id$v=16$m=64,t=1,p=1$" + salt + "$" + key,
		"no version":         "$argon2id$m=64,t=1,p=1$" + salt + "$" + key,
		"all memory":         "$argon2id$v=19$m=4000000,t=1,p=1$" + salt + "$" + key,
		"for ever":           "$argon2id$v=19$m=64,t=4000000000,p=1$" + salt + "$" + key,
		"no lanes":           "$argon2id$v=19$m=64,t=1,p=0$" + salt + "$" + key,
		"costs out of order": "$argon2id$v=19$t=1,m=64,p=1$" + salt + "$" + key,
		"something after":    "$argon2id$v=19$m=64,t=1,p=1x$" + salt + "$" + key,
		"short salt":         "$argon2id$v=19$m=64,t=1,p=1$c2E$" + key,
		"short key":          "$argon2id$v=19$m=64,t=1,p=1$" + salt + "$a2V5",
		"padded":             "$argon2id$v=19$m=64,t=1,p=1$" + salt + "=$" + key,
		"seven parts":        good + "$",
	} {
		if _, _, _, err := parsePHC(phc); err == nil {
			t.Errorf("%s: %q was taken", name, phc)
		}
	}
}

func FuzzPHC(f *testing.F) {
	f.Add(cheap.hash("x"))
	f.Add("$argon2id$v=19$m=64,t=1,p=1$$")
	f.Fuzz(func(t *testing.T, phc string) {
		p, salt, key, err := parsePHC(phc)
		if err == nil && (p.memory > 256*1024 || p.passes > 16 || p.threads > 16 || len(salt) > 64 || len(key) > 64) {
			t.Errorf("%q costs too much", phc)
		}
	})
}

func TestNewPasswords(t *testing.T) {
	cases := []struct{ name, password, code string }{
		{"a phrase", goodPassword, ""},
		{"eight characters", "xq7!mz2v", ""},
		{"eight Vietnamese characters", "đườngsôn", ""},
		{"seven", "xq7!mz2", "password_length"},
		{"longest", strings.Repeat("xq7!mz2v", 16), ""},
		{"too long", strings.Repeat("xq7!mz2v", 16) + "x", "password_length"},
		{"no text", "xq7!mz2v\xff", "password_length"},
		{"the login", "le.hoa2026", "password_weak"},
		{"the commonest", "Matkhau@123", "password_weak"},
		{"the commonest in English", "P@ssw0rd", "password_weak"},
		{"a row of keys", "qwertyui", "password_weak"},
		{"digits in order", "12345678", "password_weak"},
		{"a date", "30041975", "password_weak"},
		{"one letter", "aaaaaaaaaa", "password_weak"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { wantCode(t, checkPassword(c.password, "le.hoa"), c.code) })
	}
}
