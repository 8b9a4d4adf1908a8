package ledger

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/mod/sumdb/note"
)

// Checkpoint is the text of a signed note: what the log is of, its size, and its root in base64, each on a line. The
// origin has no line break.
func Checkpoint(origin string, e Edge) string {
	root := e.Root()
	return fmt.Sprintf("%s\n%d\n%s\n", origin, e.Size, base64.StdEncoding.EncodeToString(root[:]))
}

// Origin is what a checkpoint of a meeting is of.
func Origin(meeting string) string { return "dienhong/" + meeting }

// algorithm is ed25519 in the keys and signatures of a note.
const algorithm = 1

// Signer signs checkpoints with the server's ed25519 key. It may be used from anywhere at once. It prints as its
// verifier key.
type Signer struct {
	name    string
	private ed25519.PrivateKey
}

// NewSigner makes a signer of the server's name, in which there are no spaces and no plus sign, and 32 secret bytes. It
// fails with ErrSigner.
func NewSigner(name string, seed []byte) (*Signer, error) {
	if name == "" || len(name) > 100 || strings.ContainsFunc(name, unicode.IsSpace) || strings.Contains(name, "+") || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("signer: %w", ErrSigner)
	}
	return &Signer{name, ed25519.NewKeyFromSeed(seed)}, nil
}

func (s *Signer) public() []byte {
	return append([]byte{algorithm}, s.private.Public().(ed25519.PublicKey)...)
}

func (s *Signer) hash() uint32 {
	sum := sha256.Sum256(append([]byte(s.name+"\n"), s.public()...))
	return binary.BigEndian.Uint32(sum[:])
}

// Verifier returns the text of the key by which anybody can check the signatures: name+hash+key, public.
func (s *Signer) Verifier() string {
	return fmt.Sprintf("%s+%08x+%s", s.name, s.hash(), base64.StdEncoding.EncodeToString(s.public()))
}

// Fingerprint is what two people compare of a verifier key: the SHA-256 of its text, in upper-case hexadecimal digits, four
// at a time. Anybody can compute it without a program of ours.
func Fingerprint(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	digits := fmt.Sprintf("%X", sum)
	groups := make([]string, 0, len(digits)/4)
	for ; digits != ""; digits = digits[4:] {
		groups = append(groups, digits[:4])
	}
	return strings.Join(groups, " ")
}

// String is the verifier key, so that the secret one stands in no log.
func (s *Signer) String() string { return s.Verifier() }

// Format is String for every verb.
func (s *Signer) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.Verifier())) }

// Sign returns text, which ends with a line break, as a signed note: about 250 bytes for a checkpoint.
func (s *Signer) Sign(text string) (string, error) {
	signed, err := note.Sign(&note.Note{Text: text}, noteSigner{s})
	if err != nil {
		return "", fmt.Errorf("sign checkpoint: %w", err)
	}
	return string(signed), nil
}

// noteSigner is what note asks of a signer.
type noteSigner struct{ s *Signer }

func (n noteSigner) Name() string { return n.s.name }

func (n noteSigner) KeyHash() uint32 { return n.s.hash() }

func (n noteSigner) Sign(message []byte) ([]byte, error) {
	return ed25519.Sign(n.s.private, message), nil
}
