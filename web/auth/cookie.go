package auth

import (
	"crypto/rand"
	"net/http"
	"strings"
	"time"
)

// A slot lets one browser hold sessions of several people at once, each under its own path prefix /s/{slot}: on a
// demonstration, and where one tablet serves several. The default slot is "".

// maxSlot characters in the name of a slot.
const maxSlot = 8

// SplitSlot takes the prefix of a slot off a path: "/s/b2/api/me" gives "b2" and "/api/me". A path without a slot comes
// back as it was.
func SplitSlot(path string) (slot, rest string) {
	after, found := strings.CutPrefix(path, "/s/")
	if !found {
		return "", path
	}
	slot, rest, found = strings.Cut(after, "/")
	if !found || !validSlot(slot) {
		return "", path
	}
	return slot, "/" + rest
}

// Prefix is what goes before the paths of a slot.
func Prefix(slot string) string {
	if slot == "" {
		return ""
	}
	return "/s/" + slot
}

func validSlot(slot string) bool {
	return len(slot) >= 1 && len(slot) <= maxSlot && strings.Trim(slot, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}

// NewSlot makes a name that is none of taken.
func NewSlot(taken map[string]string) string {
	for {
		slot := strings.ToLower(rand.Text())[:4]
		if _, used := taken[slot]; !used {
			return slot
		}
	}
}

// cookieName is that of a slot's cookie. Over HTTPS its __Host- prefix makes the browser see to it that nobody but this
// host set it; over the plain HTTP of the loopback browsers would refuse such a name.
func cookieName(slot string, secure bool) string {
	name := "dienhong"
	if slot != "" {
		name += "-" + slot
	}
	if secure {
		return "__Host-" + name
	}
	return name
}

// Token returns the secret that the browser holds for a slot, or "".
func Token(r *http.Request, slot string, secure bool) string {
	cookie, err := r.Cookie(cookieName(slot, secure))
	if err != nil {
		return ""
	}
	return cookie.Value
}

// Slots returns the secrets of all slots that the browser holds.
func Slots(r *http.Request, secure bool) map[string]string {
	slots := map[string]string{}
	base := cookieName("", secure)
	for _, cookie := range r.Cookies() {
		rest, ours := strings.CutPrefix(cookie.Name, base)
		slot, dashed := strings.CutPrefix(rest, "-")
		if !ours || (rest != "" && (!dashed || !validSlot(slot))) {
			continue
		}
		if _, twice := slots[slot]; !twice {
			slots[slot] = cookie.Value
		}
	}
	return slots
}

// SetToken gives the browser the secret of a slot, or with "" takes it away. SameSite is Lax, so that a link from a
// letter or chat finds its reader signed in; what changes anything is never reached by such a link.
func SetToken(w http.ResponseWriter, slot, token string, life time.Duration, secure bool) {
	cookie := &http.Cookie{ //nolint:gosec // it is not Secure on the loopback alone, where there is no TLS
		Name: cookieName(slot, secure), Value: token, Path: "/", MaxAge: int(life.Seconds()),
		HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode,
	}
	if token == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(w, cookie)
}
