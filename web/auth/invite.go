package auth

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"net/netip"
	"slices"
	"strings"
	"time"

	"dienhong/rooms"
)

// InviteRequest asks for a personal way into a meeting.
type InviteRequest struct {
	Meeting rooms.MeetingID
	Person  rooms.PersonID
	Kind    rooms.InviteKind
	// Uses is how often it opens a session; 0 for the usual: a link once, a PIN any number of times.
	Uses int
	// Expires is when it ends; zero for the usual time from now.
	Expires time.Time
	// Replace takes back the person's invites of this kind; otherwise a live one is a reason to refuse.
	Replace bool
}

// Secret is a new invite as it is handed over, once: the token of a link, or the meeting's code and the person's PIN.
type Secret struct {
	Token   string
	Code    string
	PIN     string
	Expires time.Time
}

// Unlimited as InviteRequest.Uses lets a link open any number of sessions.
const Unlimited = -1

// Invite makes a personal invite. It fails with ErrInviteExists when the person has a live one of this kind and it is
// not to be replaced.
func (a *Auth) Invite(ctx context.Context, q InviteRequest) (Secret, error) {
	if q.Kind != rooms.InviteLink && q.Kind != rooms.InvitePIN {
		return Secret{}, rooms.ErrBadCommand
	}
	now := a.clock.Now()
	invites, err := a.store.Invites(ctx, q.Meeting)
	if err != nil {
		return Secret{}, fmt.Errorf("invite: %w", err)
	}
	mine := func(i rooms.Invite) bool {
		return i.Person == q.Person && i.Kind == q.Kind && now.Before(i.Expires) && (i.MaxUses == 0 || i.Uses < i.MaxUses)
	}
	if !q.Replace && slices.ContainsFunc(invites, mine) {
		return Secret{}, ErrInviteExists
	}
	if err := a.store.DropInvites(ctx, q.Meeting, q.Person, q.Kind); err != nil {
		return Secret{}, fmt.Errorf("invite: %w", err)
	}
	for { // a PIN that another has is drawn again; of a million at most a few thousand are taken
		secret, invite, err := a.draw(ctx, q, now)
		if err == nil {
			err = a.store.PutInvite(ctx, invite)
		}
		if errors.Is(err, rooms.ErrExists) {
			continue
		}
		if err != nil {
			return Secret{}, fmt.Errorf("invite: %w", err)
		}
		a.log.Info("invite made", "meeting", string(q.Meeting), "person", string(q.Person), "kind", string(q.Kind))
		return secret, nil
	}
}

// draw makes the secret and what is kept of it.
func (a *Auth) draw(ctx context.Context, q InviteRequest, now time.Time) (Secret, rooms.Invite, error) {
	invite := rooms.Invite{Kind: q.Kind, Meeting: q.Meeting, Person: q.Person, Created: now, Expires: q.Expires}
	if invite.Expires.IsZero() {
		invite.Expires = now.Add(a.cfg.InviteLife)
	}
	secret := Secret{Expires: invite.Expires}
	if q.Kind == rooms.InviteLink {
		invite.MaxUses = 1
		secret.Token = strings.ToLower(rand.Text())
		invite.SecretHash = TokenHash(secret.Token)
	} else {
		code, err := a.store.MeetingCode(ctx, q.Meeting)
		if err != nil {
			return Secret{}, rooms.Invite{}, err
		}
		secret.Code, secret.PIN = code, digits(6)
		invite.SecretHash = a.pinHash(q.Meeting, secret.PIN)
	}
	switch {
	case q.Uses > 0:
		invite.MaxUses = q.Uses
	case q.Uses == Unlimited:
		invite.MaxUses = 0
	}
	return secret, invite, nil
}

// Invites returns what was handed out for a meeting.
func (a *Auth) Invites(ctx context.Context, meeting rooms.MeetingID) ([]rooms.Invite, error) {
	invites, err := a.store.Invites(ctx, meeting)
	if err != nil {
		return nil, fmt.Errorf("list invites: %w", err)
	}
	return invites, nil
}

// EnterByLink uses a link up. It fails with rooms.ErrInviteUnknown, ErrInviteUsed, ErrInviteExpired or a WaitError.
func (a *Auth) EnterByLink(ctx context.Context, token string, from netip.Addr) (rooms.Invite, error) {
	limits := waits{{a.limits.linkAddress, addressName(from)}}
	if err := limits.try(a.clock.Now()); err != nil {
		return rooms.Invite{}, err
	}
	token = strings.ToLower(strings.TrimSpace(token))
	if len(token) < 16 || len(token) > 64 {
		return rooms.Invite{}, rooms.ErrInviteUnknown
	}
	return a.use(ctx, TokenHash(token), rooms.InviteLink, limits, from)
}

// EnterByPIN uses a personal PIN of the meeting with this code. Spaces and dashes between digits do not matter. It
// fails with rooms.ErrInviteUnknown, whatever is wrong with code or PIN, or a WaitError.
func (a *Auth) EnterByPIN(ctx context.Context, code, pin string, from netip.Addr) (rooms.Invite, error) {
	code, pin = onlyDigits(code), onlyDigits(pin)
	limits := waits{{a.limits.pinAddress, addressName(from)}, {a.limits.pinMeeting, code}}
	if len(code) != 6 || len(pin) != 6 {
		limits = limits[:1]
	}
	if err := limits.try(a.clock.Now()); err != nil {
		a.log.Warn("entering by PIN slowed down", "address", from.String(), "err", err)
		return rooms.Invite{}, err
	}
	if len(code) != 6 || len(pin) != 6 {
		return rooms.Invite{}, rooms.ErrInviteUnknown
	}
	meeting, err := a.store.MeetingByCode(ctx, code)
	if err != nil && !refused(err) {
		return rooms.Invite{}, fmt.Errorf("enter: %w", err)
	}
	invite, err := a.use(ctx, a.pinHash(meeting, pin), rooms.InvitePIN, limits, from)
	if refused(err) { // somebody who guesses learns nothing
		err = rooms.ErrInviteUnknown
	}
	return invite, err
}

func (a *Auth) use(ctx context.Context, hash string, kind rooms.InviteKind, limits waits, from netip.Addr) (rooms.Invite, error) {
	invite, err := a.store.UseInvite(ctx, hash, a.clock.Now())
	if err == nil && invite.Kind != kind {
		err = rooms.ErrInviteUnknown
	}
	if refused(err) {
		a.log.Info("entering refused", "address", from.String(), "kind", string(kind), "err", err)
		return rooms.Invite{}, err
	}
	if err != nil {
		return rooms.Invite{}, fmt.Errorf("enter: %w", err)
	}
	account, err := a.store.Account(ctx, invite.Person)
	if err != nil && !refused(err) {
		return rooms.Invite{}, fmt.Errorf("enter: %w", err)
	}
	if err == nil && account.Disabled {
		return rooms.Invite{}, rooms.ErrForbidden
	}
	for _, one := range limits {
		one.limiter.succeeded(one.name, false)
	}
	a.log.Info("entered", "address", from.String(), "meeting", string(invite.Meeting), "person", string(invite.Person),
		"kind", string(kind))
	return invite, nil
}

// pinHash binds the PIN to its meeting: the same six digits elsewhere are another secret.
func (a *Auth) pinHash(meeting rooms.MeetingID, pin string) string {
	mac := hmac.New(sha256.New, a.key)
	fmt.Fprintf(mac, "pin\n%s\n%s", meeting, pin)
	return hex.EncodeToString(mac.Sum(nil))
}

func digits(n int) string {
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
	drawn, err := rand.Int(rand.Reader, limit)
	if err != nil {
		panic(err) // the system's randomness never fails, see crypto/rand
	}
	return fmt.Sprintf("%0*d", n, drawn)
}

// onlyDigits drops what people write between digits; anything else makes it no number.
func onlyDigits(s string) string {
	if len(s) > 32 {
		return ""
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == ' ' || r == '-' || r == '.' || r == '\u00a0':
		default:
			return ""
		}
	}
	return b.String()
}
