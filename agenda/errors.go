package agenda

// Error is a refusal with a stable code; edges translate the code for the user.
type Error struct{ code, text string }

// Error describes the refusal for a log.
func (e *Error) Error() string { return e.text }

// Code is stable across versions.
func (e *Error) Code() string { return e.code }

// What can be missing from an agenda.
var (
	ErrNoItem     = &Error{"item_not_found", "there is no such item in this meeting"}
	ErrNoDocument = &Error{"document_not_found", "there is no such document in this meeting"}
)
