package seal

// Error is a refusal with a stable code; edges translate the code for the user.
type Error struct{ code, text string }

// Error describes the refusal for a log.
func (e *Error) Error() string { return e.text }

// Code is stable across versions.
func (e *Error) Code() string { return e.code }

// What can be wrong with keys and envelopes.
var (
	// ErrOpen: the envelope is damaged, or was sealed for another round, elector or key. Which of them is not told.
	ErrOpen = &Error{"ballot_seal", "the sealed ballot does not open"}
	// ErrKey: the bytes are no key of this kind.
	ErrKey = &Error{"ballot_key", "not a key for sealed ballots"}
	// ErrMarks: what was sealed is not a sheet.
	ErrMarks = &Error{"ballot_sealed_marks", "the sealed content is not a marked sheet"}
	// ErrShares: too few parts of a key, parts of different keys, or a false one among too few.
	ErrShares = &Error{"ballot_key_shares", "these parts do not make the round's key"}
	// ErrThreshold: a key is split for 2 to 9 holders, of whom 2 or more open.
	ErrThreshold = &Error{"ballot_key_threshold", "the key cannot be split in this way"}
	// ErrNoKey: the key was never made, or is destroyed.
	ErrNoKey = &Error{"ballot_no_key", "there is no key for this ballot"}
	// ErrDiskFull: there is no room for the file of a key.
	ErrDiskFull = &Error{"disk_full", "there is no room left for the key"}
	// ErrBallotID: the name of the ballot could not be that of a file.
	ErrBallotID = &Error{"ballot_id_invalid", "not a ballot's id"}
)
