package rooms_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/ledger"
	"dienhong/agenda/ballot/seal"
	"dienhong/rooms"
)

// keys keep the keys of secret rounds in memory.
type keys struct {
	mu   sync.Mutex
	kept map[string]seal.Key
}

func (k *keys) Create(id string) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if key, there := k.kept[id]; there {
		return key.Public(), nil
	}
	key, err := seal.NewKey()
	if err != nil {
		return nil, err
	}
	k.kept[id] = key
	return key.Public(), nil
}

func (k *keys) Key(id string) (seal.Key, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	key, there := k.kept[id]
	if !there {
		return seal.Key{}, seal.ErrNoKey
	}
	return key, nil
}

func (k *keys) Destroy(id string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.kept, id)
	return nil
}

func (k *keys) List() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Sorted(maps.Keys(k.kept))
}

// tablet is the device of a teller, which holds a part of a round's key.
type tablet struct{ seal.Key }

func newTablet(t tester) tablet {
	t.Helper()
	key, err := seal.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return tablet{key}
}

// share opens the teller's part of the key.
func (d tablet) share(t tester, meeting rooms.MeetingID, b *rooms.Ballot, teller rooms.PersonID) []byte {
	t.Helper()
	share, err := d.Open(seal.Info(string(meeting), string(b.ID), b.Hash), nil, b.Teller(teller).Share)
	if err != nil {
		t.Fatalf("the part of %s: %v", teller, err)
	}
	return share
}

// notarised lets secret rounds be opened, and signs the log of votes.
func (s *script) notarised() *script {
	s.t.Helper()
	signer, err := ledger.NewSigner("script", bytes.Repeat([]byte{1}, 32))
	if err != nil {
		s.t.Fatal(err)
	}
	s.seals, s.shares, s.sign, s.verifier = &keys{kept: map[string]seal.Key{}}, rooms.Shares{}, signer.Sign, signer.Verifier()
	return s
}

// sealed is what a tablet sends for an elector in a secret round.
func (s *script) sealed(b *rooms.Ballot, elector rooms.PersonID, marks ballot.Marks) args {
	s.t.Helper()
	plain, err := seal.Encode(b.Question, marks)
	if err != nil {
		s.t.Fatal(err)
	}
	envelope, err := seal.Seal(b.Key, seal.Info(string(s.state.ID), string(b.ID), b.Hash), []byte(elector), plain)
	if err != nil {
		s.t.Fatal(err)
	}
	return args{"ballot": b.ID, "hash": b.Hash, "elector": elector, "sealed": envelope}
}

// verified returns what a signed note says, having checked its signature with the public key alone: the text, an empty
// line, and "— NAME BASE64" of four bytes that name the key and the ed25519 signature of the text.
func (s *script) verified(signed string) string {
	s.t.Helper()
	return verified(s.t, s.verifier, signed)
}

func verified(t tester, verifier, signed string) string {
	t.Helper()
	text, signature, cut := strings.Cut(signed, "\n\n")
	words, key := strings.Fields(signature), strings.SplitN(verifier, "+", 3)
	if !cut || len(words) != 3 || words[1] != key[0] {
		t.Fatalf("no signed note: %q", signed)
	}
	public, err := base64.StdEncoding.DecodeString(key[2])
	if err != nil {
		t.Fatal(err)
	}
	of, err := base64.StdEncoding.DecodeString(words[2])
	if err != nil || len(of) != 4+ed25519.SignatureSize || !ed25519.Verify(public[1:], []byte(text+"\n"), of[4:]) {
		t.Fatalf("the signature does not verify: %q, %v", signed, err)
	}
	return text + "\n"
}

// log returns the leaves of the log of votes.
func (s *script) log() [][]byte {
	s.t.Helper()
	var leaves [][]byte
	state, err := rooms.ReadLog(s.state.ID, s.records, func(leaf []byte) { leaves = append(leaves, leaf) })
	if err != nil {
		s.t.Fatal(err)
	}
	if state.Ledger.Root() != s.state.Ledger.Root() || state.Ledger.Size != int64(len(leaves)) {
		s.t.Fatalf("the log read again has the root %x of %d, the state %x of %d", state.Ledger.Root(), len(leaves), s.state.Ledger.Root(), s.state.Ledger.Size)
	}
	var edge ledger.Edge
	for _, leaf := range leaves {
		edge.Append(leaf)
	}
	if edge.Root() != s.state.Ledger.Root() {
		s.t.Fatal("the leaves do not make the root")
	}
	return leaves
}

// acts returns those of a kind in the log of votes.
func (s *script) acts(kind ledger.Kind) []ledger.Act {
	s.t.Helper()
	var acts []ledger.Act
	for n, leaf := range s.log() {
		var act ledger.Act
		if err := json.Unmarshal(leaf, &act); err != nil {
			s.t.Fatal(err)
		}
		if act.N != int64(n) {
			s.t.Fatalf("act %d is numbered %d", n, act.N)
		}
		if act.Kind == kind {
			acts = append(acts, act)
		}
	}
	return acts
}
