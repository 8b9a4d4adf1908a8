package store

import (
	"errors"
	"fmt"
)

// Error is a fault of the storage with a stable code. Refusals that the rules of meetings know, such as
// rooms.ErrDeposed, come back as themselves.
type Error struct {
	code, text string
	cause      error
}

// Error describes the fault for a log.
func (e *Error) Error() string {
	if e.cause == nil {
		return e.text
	}
	return e.text + ": " + e.cause.Error()
}

// Code is stable across versions.
func (e *Error) Code() string { return e.code }

// Unwrap returns what the database said.
func (e *Error) Unwrap() error { return e.cause }

// Is compares by code, so that errors.Is(err, ErrFailed) holds whatever the cause was.
func (e *Error) Is(target error) bool {
	var other *Error
	return errors.As(target, &other) && other.code == e.code
}

// What can go wrong with the storage itself, besides rooms.ErrDiskFull. After each of them the database holds what it held before.
var (
	ErrFailed = &Error{code: "storage_failed", text: "the database cannot be read or written"}
	ErrNewer  = &Error{code: "storage_newer", text: "the database was written by a newer version of this program"}
	ErrBroken = &Error{code: "storage_broken", text: "the database contradicts itself"}
)

func (e *Error) because(cause error) error {
	return &Error{code: e.code, text: e.text, cause: cause}
}

func broken(format string, args ...any) error { return ErrBroken.because(fmt.Errorf(format, args...)) }
