package auth

import (
	"context"
	"time"

	"dienhong/rooms"
)

// AccountStore keeps the directory. What is not there is an error with a code.
type AccountStore interface {
	HasAccounts(ctx context.Context) (bool, error)
	// CreateAccount fails with rooms.ErrExists when the id or login is taken.
	CreateAccount(ctx context.Context, account rooms.Account) error
	AccountByLogin(ctx context.Context, login string) (rooms.Account, error)
	Account(ctx context.Context, id rooms.PersonID) (rooms.Account, error)
	// Accounts finds by name, login or unit; an empty query finds everybody.
	Accounts(ctx context.Context, query string, limit int) ([]rooms.Account, error)
	// UpdateAccount replaces everything but the password, and whether it is for one sign-in.
	UpdateAccount(ctx context.Context, account rooms.Account) error
	// SetPassword replaces the password; once says that it is changed at the next sign-in.
	SetPassword(ctx context.Context, id rooms.PersonID, hash string, once bool) error
}

// SessionStore keeps sessions by the hash of their token.
type SessionStore interface {
	// PutSession makes a session, or replaces the one with the same hash.
	PutSession(ctx context.Context, session rooms.Session) error
	Session(ctx context.Context, tokenHash string) (rooms.Session, error)
	DropSession(ctx context.Context, tokenHash string) error
	DropSessionsOf(ctx context.Context, person rooms.PersonID) error
	// ProlongSession sets when a session expires; one that was ended meanwhile stays so.
	ProlongSession(ctx context.Context, tokenHash string, expires time.Time) error
	// LiveSessions returns all that have not expired.
	LiveSessions(ctx context.Context, now time.Time) ([]rooms.Session, error)
	// PurgeSessions forgets those that expired before the time.
	PurgeSessions(ctx context.Context, before time.Time) error
}

// InviteStore keeps invites by the hash of their secret.
type InviteStore interface {
	PutInvite(ctx context.Context, invite rooms.Invite) error
	DropInvites(ctx context.Context, meeting rooms.MeetingID, person rooms.PersonID, kind rooms.InviteKind) error
	// UseInvite counts a use of a live invite in one step: an invite for one use is given to one caller.
	UseInvite(ctx context.Context, secretHash string, now time.Time) (rooms.Invite, error)
	Invites(ctx context.Context, meeting rooms.MeetingID) ([]rooms.Invite, error)
	// MeetingCode returns the six digits by which a meeting is named where people type.
	MeetingCode(ctx context.Context, meeting rooms.MeetingID) (string, error)
	MeetingByCode(ctx context.Context, code string) (rooms.MeetingID, error)
}

// Store is everything that this package keeps.
type Store interface {
	AccountStore
	SessionStore
	InviteStore
}
