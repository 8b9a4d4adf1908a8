package clients

// Error is a refusal with a stable code; edges translate the code for the user.
type Error struct{ code, text string }

// Error describes the refusal for a log.
func (e *Error) Error() string { return e.text }

// Code is stable across versions.
func (e *Error) Code() string { return e.code }

// ErrClosed says that the hub is closing and takes no connections.
var ErrClosed = &Error{"closing", "the hub is closing"}
