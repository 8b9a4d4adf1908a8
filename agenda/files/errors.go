package files

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// Error is a failure with a code that stays the same between versions; edges translate the code, never the text.
type Error struct{ code, text string }

func (e *Error) Error() string { return e.text }

// Code is the stable name of the failure.
func (e *Error) Code() string { return e.code }

var (
	// ErrTooLarge: the content goes on beyond the limit given to Put. Nothing was stored.
	ErrTooLarge = &Error{"too_large", "content is larger than allowed"}
	// ErrNotFound: nothing is stored under this hash or name.
	ErrNotFound = &Error{"not_found", "no such file"}
	// ErrBadHash: the text is not 64 lower-case hex digits.
	ErrBadHash = &Error{"bad_hash", "not a SHA-256 in hex"}
	// ErrBadName: the name of an area or of a derived file is not in the allowed alphabet.
	ErrBadName = &Error{"bad_name", "not an allowed file name"}
	// ErrDiskFull: the disk or the quota is used up. Nothing was stored.
	ErrDiskFull = &Error{"disk_full", "no space left for files"}
	// ErrDamaged: the stored bytes no longer have the hash they are named by.
	ErrDamaged = &Error{"damaged", "stored content does not match its hash"}
)

// wrap says what was being done and gives the system's refusals their code.
func wrap(act string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: %w", act, ErrNotFound)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("%s: %w: %w", act, ErrDiskFull, err)
	}
	return fmt.Errorf("%s: %w", act, err)
}
