package sfu

// Error is a refusal with a stable code.
type Error struct{ code, text string }

func (e *Error) Error() string { return e.text }

// Code is stable across releases; edges translate it.
func (e *Error) Code() string { return e.code }

// The refusals of this package.
var (
	ErrClosed              = &Error{"sfu_closed", "the media server is shutting down"}
	ErrRoomNotFound        = &Error{"room_not_found", "requested room does not exist"}
	ErrRoomFull            = &Error{"room_full", "the room has reached its maximum of participants"}
	ErrParticipantNotFound = &Error{"participant_not_found", "participant does not exist"}
	ErrTrackNotFound       = &Error{"track_not_found", "track does not exist"}
	ErrNotAdmitted         = &Error{"not_admitted", "the participant is not admitted to the room"}
	ErrNoIdentity          = &Error{"identity_empty", "identity cannot be empty"}
	ErrRemoteUnmute        = &Error{"remote_unmute_disabled", "remote unmute is not enabled"}
	ErrHeld                = &Error{"microphone_held", "the microphone is held muted"}
	ErrTooLarge            = &Error{"limit_exceeded", "a value exceeds its limit"}
	ErrMalformed           = &Error{"malformed", "the message cannot be read"}
)
