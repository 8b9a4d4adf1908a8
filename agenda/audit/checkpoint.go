package audit

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// verifier is a key that checkpoints are signed with, as a signed note names it: name+hash+base64 of 1 and the key.
type verifier struct {
	name string
	id   []byte // the four bytes before a signature
	key  ed25519.PublicKey
}

const ed25519Algorithm = 1

// String is the text of the key.
func (v verifier) String() string {
	return fmt.Sprintf("%s+%x+%s", v.name, v.id, base64.StdEncoding.EncodeToString(append([]byte{ed25519Algorithm}, v.key...)))
}

// fingerprint is the SHA-256 of the text of the key, in groups of four digits.
func (v verifier) fingerprint() string {
	var b strings.Builder
	for i, octet := range sha256.Sum256([]byte(v.String())) {
		if i > 0 && i%2 == 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%02X", octet)
	}
	return b.String()
}

func parseVerifier(text string) (verifier, error) {
	parts := strings.SplitN(strings.TrimSpace(text), "+", 3)
	if len(parts) != 3 || parts[0] == "" || strings.ContainsAny(parts[0], " \t\r\n") {
		return verifier{}, ErrKey
	}
	id, err := hex.DecodeString(parts[1])
	if err != nil || len(id) != 4 {
		return verifier{}, ErrKey
	}
	key, err := base64.StdEncoding.Strict().DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != ed25519Algorithm {
		return verifier{}, ErrKey
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if !bytes.Equal(sum[:4], id) {
		return verifier{}, ErrKey
	}
	return verifier{parts[0], id, key[1:]}, nil
}

// checkpoint is a signed statement of a size and a root.
type checkpoint struct {
	origin string
	size   int64
	root   [sha256.Size]byte
	// kept tells that it was brought along, and not taken from the file itself.
	kept bool
	text string // the signed part
	sigs []string
}

const (
	maxCheckpoints = 20_000
	maxSignatures  = 16 // of one checkpoint
)

// parseCheckpoints reads signed notes one after the other: three lines of text, a blank one, the signatures, and blank
// lines before the next.
func parseCheckpoints(text string) ([]checkpoint, error) {
	var all []checkpoint
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n "), "\n")
	for at := 0; at < len(lines); {
		if lines[at] == "" {
			at++
			continue
		}
		if at+5 > len(lines) || lines[at+3] != "" || len(all) == maxCheckpoints {
			return nil, ErrCheckpoint
		}
		c, err := parseBody(lines[at : at+3])
		if err != nil {
			return nil, err
		}
		for at += 4; at < len(lines) && lines[at] != ""; at++ {
			signature, is := strings.CutPrefix(lines[at], "— ")
			if !is || len(c.sigs) == maxSignatures {
				return nil, ErrCheckpoint
			}
			c.sigs = append(c.sigs, signature)
		}
		all = append(all, c)
	}
	return all, nil
}

func parseBody(lines []string) (checkpoint, error) {
	c := checkpoint{origin: lines[0], text: strings.Join(lines, "\n") + "\n"}
	var err error
	c.size, err = strconv.ParseInt(lines[1], 10, 64)
	if err != nil || c.size < 0 || strconv.FormatInt(c.size, 10) != lines[1] {
		return c, ErrCheckpoint
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != sha256.Size {
		return c, ErrCheckpoint
	}
	c.root = [sha256.Size]byte(root)
	return c, nil
}

// signed reports whether one of the signatures is the verifier's.
func (c checkpoint) signed(v verifier) bool {
	for _, line := range c.sigs {
		name, encoded, _ := strings.Cut(line, " ")
		signature, err := base64.StdEncoding.Strict().DecodeString(encoded)
		if err != nil || name != v.name || len(signature) != len(v.id)+ed25519.SignatureSize || !bytes.Equal(signature[:4], v.id) {
			continue
		}
		if ed25519.Verify(v.key, []byte(c.text), signature[4:]) {
			return true
		}
	}
	return false
}

// place names the checkpoint in a fault.
func (c checkpoint) place() string {
	if c.kept {
		return fmt.Sprintf("kept checkpoint, size %d", c.size)
	}
	return fmt.Sprintf("checkpoint, size %d", c.size)
}

// tree hashes leaves as RFC 6962 says (section 2.1): a leaf after a zero byte, two subtrees after a one. It keeps the
// roots of the full subtrees, at level i one of 2^i leaves, as a binary counter keeps its ones.
type tree struct {
	size   int64
	levels []*[sha256.Size]byte
}

func (t *tree) add(leaf []byte) {
	h := sha256.New()
	h.Write([]byte{0})
	h.Write(leaf)
	carry := [sha256.Size]byte(h.Sum(nil))
	t.size++
	for i := range t.levels {
		if t.levels[i] == nil {
			t.levels[i] = &carry
			return
		}
		carry = join(t.levels[i], &carry)
		t.levels[i] = nil
	}
	t.levels = append(t.levels, &carry)
}

// root is that of all leaves so far: the smaller subtrees stand to the right.
func (t *tree) root() [sha256.Size]byte {
	var right *[sha256.Size]byte
	for _, left := range t.levels {
		switch {
		case left == nil:
		case right == nil:
			right = left
		default:
			both := join(left, right)
			right = &both
		}
	}
	if right == nil {
		return sha256.Sum256(nil)
	}
	return *right
}

func join(left, right *[sha256.Size]byte) [sha256.Size]byte {
	var both [1 + 2*sha256.Size]byte
	both[0] = 1
	copy(both[1:], left[:])
	copy(both[1+sha256.Size:], right[:])
	return sha256.Sum256(both[:])
}
