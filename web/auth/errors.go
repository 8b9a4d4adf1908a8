package auth

import (
	"errors"
	"time"

	"dienhong/rooms"
)

// Error is a refusal with a stable code; edges translate the code for the user.
type Error struct{ code, text string }

// Error describes the refusal for a log.
func (e *Error) Error() string { return e.text }

// Code is stable across versions.
func (e *Error) Code() string { return e.code }

// What can keep somebody out.
var (
	ErrSignedOut      = &Error{"signed_out", "there is no session, or it has ended"}
	ErrBadCredentials = &Error{"bad_credentials", "login and password do not go together"}
	ErrInviteExists   = &Error{"invite_exists", "the person holds an invite of this kind"}
	ErrTooManyTries   = &Error{"too_many_attempts", "there were too many attempts"}
	ErrBusy           = &Error{"busy", "too many passwords are being checked"}

	ErrSetupInvalid = &Error{"setup_invalid", "the set-up link is unknown or past its time"}
	ErrSetupDone    = &Error{"setup_done", "the first account was made already"}

	ErrBadLogin       = &Error{"login_invalid", "a login is 2 to 64 of a-z, 0-9, dot, dash, underscore and @"}
	ErrLoginTaken     = &Error{"login_taken", "there is an account with this login"}
	ErrBadName        = &Error{"name_invalid", "a name is 1 to 120 characters, title and unit at most 300"}
	ErrPasswordLength = &Error{"password_length", "a password has 8 to 128 characters"}
	ErrPasswordWeak   = &Error{"password_weak", "the password is among the first that are guessed"}
	ErrPasswordOnce   = &Error{"password_once", "the password was set by somebody else and has to be changed with this sign-in"}
	ErrPasswordSame   = &Error{"password_same", "the new password is the old one"}
	ErrNoAccount      = &Error{"account_not_found", "there is no such account"}
	ErrLastAdmin      = &Error{"last_admin", "somebody has to be able to manage accounts"}
)

// WaitError is ErrTooManyTries with how long to wait before the next.
type WaitError struct{ After time.Duration }

// Error describes the refusal for a log.
func (e *WaitError) Error() string { return ErrTooManyTries.text + "; wait " + e.After.String() }

// Code is stable across versions.
func (e *WaitError) Code() string { return ErrTooManyTries.code }

// Unwrap makes it an ErrTooManyTries.
func (e *WaitError) Unwrap() error { return ErrTooManyTries }

// refused reports whether the store said "there is no such thing", as opposed to not having been able to look: its
// refusals are those of rooms, its faults its own.
func refused(err error) bool {
	var refusal *rooms.Error
	return errors.As(err, &refusal)
}
