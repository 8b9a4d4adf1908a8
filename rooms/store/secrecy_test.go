package store_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dienhong/agenda/ballot"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

// TestNoPageOfTheDatabaseKeepsAnEnvelope looks into every byte of the database, of the log beside it, of a backup and of
// the folder of keys, once a secret round was opened: no envelope and no key, whatever row or page they stood in.
func TestNoPageOfTheDatabaseKeepsAnEnvelope(t *testing.T) {
	folder := t.TempDir()
	s := open(t, filepath.Join(folder, "dienhong.db"))
	m := roomtest.New(t, roomtest.On(s), roomtest.Delegates(60), roomtest.Notary())
	id := m.Prepare("Bỏ phiếu kín?", map[string]any{"secrecy": "secret", "method": "letters", "rule": ballot.Majority(ballot.Filled)})
	m.Do(roomtest.Chair, "ballot.open", map[string]any{"ballot": id, "deadline": m.Clock.Now().Add(time.Hour)})
	key, err := m.Keeper.Key(string(id))
	if err != nil {
		t.Fatal(err)
	}
	secret := key.Bytes()
	b := m.State().Ballots[id]
	envelopes := map[rooms.PersonID][]byte{}
	for i, voter := range m.Delegates {
		a := m.Sealed(b, voter, ballot.Mark(ballot.YesNoAbstain()[i%3]))
		envelopes[voter], _ = a["sealed"].([]byte)
		m.Do(voter, "ballot.cast", a)
	}
	if found := search(t, folder, envelopes); found == 0 {
		t.Fatal("no envelope is found while the round is open: the search is of no use")
	}
	item := m.State().Agenda.Order[0]
	for n := range 500 { // a snapshot is written with the envelopes in it
		m.Do(roomtest.Secretary, "item.edit", map[string]any{"item": item, "title": fmt.Sprint(n)})
	}
	m.Reopen()
	m.Do(roomtest.Chair, "ballot.close", map[string]any{"ballot": id})
	m.Do(roomtest.Chair, "ballot.declare", map[string]any{"ballot": id})
	if tally := m.State().Ballots[id].Tally; tally.Cast != 60 || tally.Counts[ballot.Yes] != 20 {
		t.Fatalf("tally %+v", tally)
	}
	if err := s.Backup(t.Context(), filepath.Join(folder, "backup.db")); err != nil {
		t.Fatal(err)
	}
	if found := search(t, folder, envelopes); found > 0 {
		t.Errorf("%d envelopes are kept", found)
	}
	if found := search(t, folder, map[rooms.PersonID][]byte{"the key": secret}); found > 0 {
		t.Error("the key is kept in the database")
	}
	records, err := s.Records(t.Context(), m.ID)
	if err != nil {
		t.Fatal(err)
	}
	replayed, err := rooms.ReadLog(m.ID, records, func([]byte) {})
	if err != nil || replayed.Ledger.Root() != m.State().Ledger.Root() {
		t.Errorf("without the envelopes the journal gives another log of votes, %v", err)
	}
}

// search counts what of secrets stands in the files of a folder, as it is or in base64.
func search(t *testing.T, folder string, secrets map[rooms.PersonID][]byte) (found int) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		for _, secret := range secrets {
			if bytes.Contains(content, secret) || bytes.Contains(content, []byte(base64.StdEncoding.EncodeToString(secret))) {
				found++
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
