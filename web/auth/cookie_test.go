package auth

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestSplitSlot(t *testing.T) {
	cases := []struct{ path, slot, rest string }{
		{"/", "", "/"},
		{"/api/me", "", "/api/me"},
		{"/s/b2/api/me", "b2", "/api/me"},
		{"/s/b2/", "b2", "/"},
		{"/s/b2", "", "/s/b2"},
		{"/s//api", "", "/s//api"},
		{"/s/UPPER/api", "", "/s/UPPER/api"},
		{"/s/ninechars/api", "", "/s/ninechars/api"},
		{"/s/12345678/api", "12345678", "/api"},
		{"/s/a/s/b/api", "a", "/s/b/api"},
		{"/s/../api", "", "/s/../api"},
		{"/s/a//evil.example/", "a", "//evil.example/"},
		{"/screen", "", "/screen"},
	}
	for _, c := range cases {
		if slot, rest := SplitSlot(c.path); slot != c.slot || rest != c.rest {
			t.Errorf("%s: slot %q rest %q, want %q %q", c.path, slot, rest, c.slot, c.rest)
		}
	}
}

func FuzzSplitSlot(f *testing.F) {
	f.Add("/s/b2/api/me")
	f.Add("/s//")
	f.Fuzz(func(t *testing.T, path string) {
		slot, rest := SplitSlot(path)
		if Prefix(slot)+rest != path {
			t.Errorf("%q became %q and %q", path, slot, rest)
		}
		if slot != "" && !validSlot(slot) {
			t.Errorf("%q is no slot", slot)
		}
	})
}

func TestCookies(t *testing.T) {
	for name, c := range map[string]struct {
		slot   string
		secure bool
		want   string
	}{
		"HTTPS":               {"", true, "__Host-dienhong"},
		"HTTPS in a slot":     {"b2", true, "__Host-dienhong-b2"},
		"loopback":            {"", false, "dienhong"},
		"loopback in a slot":  {"b2", false, "dienhong-b2"},
		"loopback in another": {"c", false, "dienhong-c"},
	} {
		t.Run(name, func(t *testing.T) {
			w := httptest.NewRecorder()
			SetToken(w, c.slot, "secret", time.Hour, c.secure)
			cookie := w.Result().Cookies()[0]
			if cookie.Name != c.want || cookie.Path != "/" || cookie.Domain != "" || !cookie.HttpOnly || cookie.Secure != c.secure ||
				cookie.SameSite != http.SameSiteLaxMode || cookie.MaxAge != 3600 {
				t.Errorf("%+v", cookie)
			}
			r := httptest.NewRequest("GET", "/", nil)
			r.AddCookie(cookie)
			if got := Token(r, c.slot, c.secure); got != "secret" {
				t.Errorf("read back %q", got)
			}
			if got := Token(r, c.slot, !c.secure); got != "" {
				t.Errorf("the other name reads %q", got)
			}
			w = httptest.NewRecorder()
			SetToken(w, c.slot, "", 0, c.secure)
			if gone := w.Result().Cookies()[0]; gone.MaxAge >= 0 || gone.Value != "" {
				t.Errorf("%+v", gone)
			}
		})
	}
}

func TestSlots(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Cookie", "dienhong=one; dienhong-b2=two; dienhong-B2=no; dienhongx=no; dienhong-=no; other=no; dienhong-b2=late; __Host-dienhong=no")
	slots := Slots(r, false)
	if len(slots) != 2 || slots[""] != "one" || slots["b2"] != "two" {
		t.Errorf("%v", slots)
	}
	for range 100 {
		slot := NewSlot(slots)
		if _, taken := slots[slot]; taken || !validSlot(slot) {
			t.Fatalf("%q", slot)
		}
		slots[slot] = "x"
	}
	if strings.Contains(Prefix(""), "/") || Prefix("b2") != "/s/b2" {
		t.Errorf("%q %q", Prefix(""), Prefix("b2"))
	}
}
