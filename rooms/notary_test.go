package rooms_test

import (
	"bytes"
	"maps"
	"slices"
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
