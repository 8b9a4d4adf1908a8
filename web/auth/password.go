package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// argonParams are the costs of argon2id (RFC 9106): memory in KiB, passes, lanes.
type argonParams struct {
	memory  uint32
	passes  uint32
	threads uint8
}

// today's costs are the second choice of the OWASP password storage sheet: 19 MiB, 2 passes, 1 lane.
var today = argonParams{memory: 19 * 1024, passes: 2, threads: 1}

const (
	saltSize = 16
	keySize  = 32

	minPassword = 8
	maxPassword = 128
)

// hasher computes password hashes, a few at a time: a burst of sign-ins waits, it does not take all memory.
type hasher struct {
	params  argonParams
	slots   chan struct{}
	waiting atomic.Int64
	dummy   string
}

// maxWaiting sign-ins may stand in line; at some 50 ms each the last waits a few seconds.
const maxWaiting = 100

func newHasher(params argonParams, slots int) *hasher {
	h := &hasher{params: params, slots: make(chan struct{}, slots)}
	h.dummy = params.hash("")
	return h
}

// take waits for a turn; the caller gives it back by calling done.
func (h *hasher) take(ctx context.Context) (done func(), err error) {
	if h.waiting.Add(1) > maxWaiting {
		h.waiting.Add(-1)
		return nil, ErrBusy
	}
	defer h.waiting.Add(-1)
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// hash makes a PHC string of a new password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	done, err := h.take(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return h.params.hash(norm.NFC.String(password)), nil
}

// verify compares; an empty hash stands for an unknown account, takes as long and never matches. stale tells that the
// hash was made with other costs than today's.
func (h *hasher) verify(ctx context.Context, phc, password string) (match, stale bool, err error) {
	done, err := h.take(ctx)
	if err != nil {
		return false, false, err
	}
	defer done()
	known := phc != ""
	if !known {
		phc = h.dummy
	}
	params, salt, key, err := parsePHC(phc)
	if err != nil {
		return false, false, err
	}
	if utf8.RuneCountInString(password) > maxPassword { // nobody has such a password; do not hash a megabyte
		password = ""
	}
	got := argon2.IDKey([]byte(norm.NFC.String(password)), salt, params.passes, params.memory, params.threads, uint32(len(key)))
	equal := subtle.ConstantTimeCompare(got, key) == 1
	return equal && known && password != "", params != h.params, nil
}

func (p argonParams) hash(password string) string {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails, see its documentation
	key := argon2.IDKey([]byte(password), salt, p.passes, p.memory, p.threads, keySize)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, p.memory, p.passes, p.threads, b64.EncodeToString(salt), b64.EncodeToString(key))
}

// parsePHC reads the form that hash writes. Costs beyond what any version of ours has used are refused, so that a
// forged row cannot stop the server.
func parsePHC(phc string) (p argonParams, salt, key []byte, err error) {
	bad := func(what string) (argonParams, []byte, []byte, error) {
		return argonParams{}, nil, nil, fmt.Errorf("password hash: bad %s", what)
	}
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return bad("form")
	}
	if parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return bad("version")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.threads); err != nil ||
		fmt.Sprintf("m=%d,t=%d,p=%d", p.memory, p.passes, p.threads) != parts[3] {
		return bad("costs")
	}
	if p.memory < 8 || p.memory > 256*1024 || p.passes < 1 || p.passes > 16 || p.threads < 1 || p.threads > 16 {
		return bad("costs")
	}
	if salt, err = base64.RawStdEncoding.Strict().DecodeString(parts[4]); err != nil || len(salt) < 8 || len(salt) > 64 {
		return bad("salt")
	}
	if key, err = base64.RawStdEncoding.Strict().DecodeString(parts[5]); err != nil || len(key) < 16 || len(key) > 64 {
		return bad("key")
	}
	return p, salt, key, nil
}

// checkPassword says whether a new password will do: 8 to 128 characters and not one of the first that are tried. There
// are no rules of composition, which make passwords worse.
func checkPassword(password, login string) error {
	if !utf8.ValidString(password) {
		return ErrPasswordLength
	}
	if n := utf8.RuneCountInString(password); n < minPassword || n > maxPassword {
		return ErrPasswordLength
	}
	lower := strings.ToLower(password)
	if strings.Contains(lower, login) && len(login) >= 4 || len(distinct(lower)) < 4 {
		return ErrPasswordWeak
	}
	core := strings.TrimRight(lower, "0123456789!@#$.*/-")
	if core == "" && len(lower) < 16 { // a date, a telephone number
		return ErrPasswordWeak
	}
	for _, common := range commonPasswords {
		if lower == common || core == common {
			return ErrPasswordWeak
		}
	}
	for _, row := range []string{"01234567890123456789", "98765432109876543210", "qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz"} {
		if strings.Contains(row, lower) {
			return ErrPasswordWeak
		}
	}
	return nil
}

func distinct(s string) map[rune]bool {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return seen
}

// commonPasswords are what people here try first, in lower case, without the digits at their end.
var commonPasswords = []string{
	"password", "passw0rd", "p@ssw0rd", "p@ssword", "matkhau", "matkhaumoi", "admin", "administrator", "quantri", "hethong",
	"thuky", "chutoa", "giamdoc", "vietnam", "hanoi", "saigon", "thanhhoa", "dienhong", "hopkhonggiay", "phonghop", "welcome",
	"letmein", "iloveyou", "anhyeuem", "emyeuanh", "khongbiet", "qwerty", "abc", "abcd", "aa", "a", "test", "demo", "user",
	"secret", "changeme", "default", "root", "guest", "khach", "master", "1q2w3e4r", "1qaz2wsx", "zaq12wsx", "asdfgh", "zxcvbn",
}
