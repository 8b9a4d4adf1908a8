package audit

// Error is a reason why a file cannot be verified at all, with a stable code; edges translate the code for the user.
type Error struct{ code, text string }

// Error describes the reason for a log.
func (e *Error) Error() string { return e.text }

// Code is stable across versions.
func (e *Error) Code() string { return e.code }

// What can be wrong with a file before any round is looked at.
var (
	// ErrNotExport: not a zip, or not with the three files of an export, each once.
	ErrNotExport = &Error{"audit_not_export", "the file is not an export of a meeting's votes"}
	// ErrTooLarge: more than any meeting has. It is not read on.
	ErrTooLarge = &Error{"audit_too_large", "the export is larger than any meeting"}
	// ErrKey: not the text of a verifier key.
	ErrKey = &Error{"audit_key", "not a verifier key"}
	// ErrCheckpoint: a checkpoint that was brought along cannot be read.
	ErrCheckpoint = &Error{"audit_checkpoint", "not a signed checkpoint"}
)
