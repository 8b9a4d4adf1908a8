package store_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"dienhong/rooms"
	"dienhong/rooms/roomtest"
	"dienhong/rooms/store"
)

// TestAMeetingOutlivesItsServer votes, stops everything, and starts it again on the same file.
func TestAMeetingOutlivesItsServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dienhong.db")
	s := open(t, path)
	m := roomtest.New(t, roomtest.On(s), roomtest.Delegates(100))
	id, hash := m.OpenBallot("Thông qua nghị quyết?", 600)
	var wg sync.WaitGroup
	requests := make([]rooms.Request, len(m.Delegates))
	receipts := make([]any, len(m.Delegates))
	for i, voter := range m.Delegates {
		requests[i] = m.Request(voter, "ballot.cast", roomtest.Cast(id, hash, "yes"))
		wg.Go(func() {
			answer, err := m.Room.Do(context.Background(), requests[i])
			if err != nil {
				t.Errorf("%s: %v", voter, err)
			}
			receipts[i] = answer.Data["receipt"]
		})
	}
	wg.Wait()
	before := m.State()
	m.Registry.Close()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	g := rooms.NewRegistry(open(t, path), nil, m.Clock, slog.New(slog.DiscardHandler))
	defer g.Close()
	room, err := g.Open(t.Context(), m.ID)
	if err != nil {
		t.Fatal(err)
	}
	for i, q := range requests { // the devices did not hear the first time
		answer, err := room.Do(t.Context(), q)
		if err != nil || answer.Data["receipt"] != receipts[i] {
			t.Errorf("again gave %v, %v; the first time %v", answer, err, receipts[i])
		}
	}
	err = room.Read(t.Context(), func(s *rooms.State) {
		if s.Seq != before.Seq+1 || len(s.Ballots[id].Cast) != 100 || s.Ballots[id].Hash != hash {
			t.Errorf("seq %d after %d, %d ballots", s.Seq, before.Seq, len(s.Ballots[id].Cast))
		}
	})
	if err != nil {
		t.Error(err)
	}
}

func TestOnlyTheServerMayReadItsFiles(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no modes there")
	}
	folder := t.TempDir()
	s := open(t, filepath.Join(folder, "dienhong.db"))
	if err := s.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(t.Context(), filepath.Join(folder, "backup.db")); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) < 4 {
		t.Fatalf("files %v, %v", files, err)
	}
	for _, file := range files {
		info, err := file.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has the mode %v, %v", file.Name(), info.Mode(), err)
		}
	}
}

func TestAnyPath(t *testing.T) {
	for _, name := range []string{"có dấu cách.db", "100%25.db", "a?b=c&d.db", "a#b.db", "file:x.db", "'; DROP TABLE.db"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			s := open(t, path)
			if err := s.CreateAccount(t.Context(), rooms.Account{ID: "p1", Login: "an"}); err != nil {
				t.Fatal(err)
			}
			if err := s.Backup(t.Context(), path+" sao lưu"); err != nil {
				t.Error(err)
			}
			if info, err := os.Stat(path); err != nil || info.Size() == 0 {
				t.Errorf("the database is not where it should be: %v", err)
			}
		})
	}
}

func TestBackup(t *testing.T) {
	folder := t.TempDir()
	s := open(t, filepath.Join(folder, "dienhong.db"))
	m := roomtest.New(t, roomtest.On(s), roomtest.Delegates(5))
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() { // the meeting goes on meanwhile
		defer close(stopped)
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
				m.Do(roomtest.Secretary, "screen.show", map[string]any{"scene": []string{"blank", "auto"}[n%2]})
			}
		}
	}()
	target := filepath.Join(folder, "backup.db")
	if err := os.WriteFile(target+".part", []byte("của lần trước, nửa chừng"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(t.Context(), target); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(t.Context(), target); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second backup to the same place gave %v", err)
	}
	if err := s.Backup(t.Context(), filepath.Join(folder, "no", "backup.db")); err == nil {
		t.Error("a backup to a folder that is not there was made")
	}
	close(stop)
	<-stopped
	if left, _ := filepath.Glob(filepath.Join(folder, "*.part")); len(left) != 0 {
		t.Errorf("left are %v", left)
	}

	restored := open(t, target)
	before, err := restored.Take(t.Context(), m.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := restored.Restored(t.Context()); err != nil {
		t.Fatal(err)
	}
	after, err := restored.Take(t.Context(), m.ID)
	if err != nil || after.Epoch <= before.Epoch+1000 || len(after.Records) != len(before.Records) {
		t.Errorf("epoch %d after %d, %d records after %d, %v", after.Epoch, before.Epoch, len(after.Records), len(before.Records), err)
	}
}

func TestAClosedStore(t *testing.T) {
	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "dienhong.db")}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	}
	if err := s.Check(t.Context()); err == nil {
		t.Error("a closed store was written")
	}
	if _, err := s.HasAccounts(t.Context()); err == nil {
		t.Error("a closed store was read")
	}
}

func TestDefaults(t *testing.T) {
	if err := store.Default().Validate(); err != nil {
		t.Error(err)
	}
}

// TestAFullDisk lets a meeting vote until the disk is full, on a disk of its own: the rest is refused as that, the round
// stays open and readable in the same epoch, and goes on once there is room.
func TestAFullDisk(t *testing.T) {
	disk, fill := smallDisk(t, 3<<20)
	path := filepath.Join(disk, "dienhong.db")
	s := open(t, path)
	m := roomtest.New(t, roomtest.On(s), roomtest.Delegates(40))
	id, hash := m.OpenBallot("Thông qua?", 0)
	requests, receipts := map[rooms.PersonID]rooms.Request{}, map[rooms.PersonID]any{}
	for _, voter := range m.Delegates {
		requests[voter] = m.Request(voter, "ballot.cast", roomtest.Cast(id, hash, "yes"))
	}
	epoch := m.State().Epoch
	free := fill()
	failed := 0
	for n, voter := range m.Delegates {
		answer, err := m.Room.Do(t.Context(), requests[voter])
		switch {
		case err == nil:
			receipts[voter] = answer.Data["receipt"]
		case errors.Is(err, rooms.ErrDiskFull):
			failed++
		default:
			t.Errorf("ballot %d gave %v", n, err)
		}
	}
	if failed == 0 || len(receipts) == 0 {
		t.Fatalf("%d ballots were recorded, %d were not: the disk is not filled in the midst of them", len(receipts), failed)
	}
	state := m.State()
	if b := state.Ballots[id]; !b.Running() || len(b.Cast) != len(receipts) || !state.DiskFull || state.Epoch != epoch {
		t.Errorf("on a full disk the round is %s with %d ballots of %d with a receipt, full %v, epoch %d after %d",
			b.State, len(b.Cast), len(receipts), state.DiskFull, state.Epoch, epoch)
	}
	t.Logf("%d ballots were recorded, %d were not", len(receipts), failed)

	free()
	if err := s.Check(t.Context()); err != nil {
		t.Errorf("with space again the check gave %v", err)
	}
	for _, voter := range m.Delegates {
		answer, err := m.Room.Do(t.Context(), requests[voter])
		if err != nil || (receipts[voter] != nil && answer.Data["receipt"] != receipts[voter]) {
			t.Errorf("%s again: %v, %v; before %v", voter, answer, err, receipts[voter])
		}
	}
	m.Reopen() // from what is on the disk
	state = m.State()
	if n := len(state.Ballots[id].Cast); n != len(m.Delegates) || state.DiskFull {
		t.Errorf("%d ballots are recorded, full %v", n, state.DiskFull)
	}
	for voter, receipt := range receipts {
		if got := state.Ballots[id].Cast[voter].Receipt; got != receipt {
			t.Errorf("%s was given %v, and the disk holds %s", voter, receipt, got)
		}
	}
}

// fillUp writes until hardly anything fits, and returns how to make space again.
func fillUp(t *testing.T, folder string) (free func()) {
	t.Helper()
	path := filepath.Join(folder, "filling")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 16; size >= 512; {
		if _, err := f.Write([]byte(strings.Repeat("x", size))); err != nil {
			size /= 2
		}
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(info.Size() - 160<<10); err != nil { // for a few ballots more
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(path); err != nil {
			t.Error(fmt.Errorf("make space: %w", err))
		}
	}
}
