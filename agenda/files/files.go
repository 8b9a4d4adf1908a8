package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
)

// Hash names an original: the SHA-256 of its bytes.
type Hash [sha256.Size]byte

// ParseHash reads the form that String writes. It returns ErrBadHash for anything else, upper case included, so that
// one original has one name.
func ParseHash(s string) (Hash, error) {
	var h Hash
	if len(s) != hex.EncodedLen(len(h)) {
		return Hash{}, ErrBadHash
	}
	if _, err := hex.Decode(h[:], []byte(s)); err != nil || h.String() != s {
		return Hash{}, ErrBadHash
	}
	return h, nil
}

// String is the hash as 64 lower-case hex digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// IsZero tells whether h was never set.
func (h Hash) IsZero() bool { return h == Hash{} }

// MarshalText writes the form of String; JSON and YAML use it.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads the form of String.
func (h *Hash) UnmarshalText(text []byte) (err error) {
	*h, err = ParseHash(string(text))
	return err
}

// Content is a stored file opened for reading. It stays readable when the file is removed meanwhile.
type Content interface {
	io.ReadSeekCloser
	io.ReaderAt
	// Size in bytes.
	Size() int64
}

// Object is what Put stored.
type Object struct {
	Hash  Hash
	Size  int64 // bytes
	Fresh bool  // it was not kept before
}

// Store keeps originals by their hash. filestest.TestStore is the contract.
type Store interface {
	// Put reads r to its end and keeps the content. The same content is kept once, however often it is put.
	// Beyond limit bytes it stops with ErrTooLarge; on any error, and when ctx ends, nothing is kept.
	Put(ctx context.Context, r io.Reader, limit int64) (Object, error)
	// Open returns ErrNotFound when h is not kept.
	Open(h Hash) (Content, error)
	// Stat returns the size in bytes, or ErrNotFound.
	Stat(h Hash) (int64, error)
	// Verify reads the content again and returns ErrDamaged when it no longer matches h.
	Verify(ctx context.Context, h Hash) error
	// Remove forgets h. Removing what is not there is no error.
	Remove(h Hash) error
}
