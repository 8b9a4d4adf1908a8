package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

func inside(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), Config{Path: filepath.Join(t.TempDir(), "dienhong.db")}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// TestEveryConnectionHasItsOptions looks at all connections of both pools at once, for a PRAGMA that is executed on a
// pool reaches one of them.
func TestEveryConnectionHasItsOptions(t *testing.T) {
	s := inside(t)
	look := func(pool *sql.DB, n int, queryOnly string) {
		t.Helper()
		for range n {
			c, err := pool.Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			for pragma, want := range map[string]string{
				"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "10000", "query_only": queryOnly,
			} {
				var got string
				if err := c.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
					t.Errorf("%s is %q, want %q, %v", pragma, got, want, err)
				}
			}
		}
	}
	look(s.write, 1, "0")
	look(s.read, s.config.Readers, "1")
	if _, err := s.read.ExecContext(t.Context(), `DELETE FROM meetings`); err == nil {
		t.Error("a connection that only reads deleted something")
	}
}

func TestWritersAreServedInTheOrderOfComing(t *testing.T) {
	s := inside(t)
	s.turn <- struct{}{}
	var mu sync.Mutex
	var served []int
	var wg sync.WaitGroup
	for n := range 20 {
		wg.Go(func() {
			err := s.change(t.Context(), "write", func(*sql.Tx) error {
				mu.Lock()
				defer mu.Unlock()
				served = append(served, n)
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
		time.Sleep(5 * time.Millisecond) // there is nothing to see of one who waits in a select
	}
	<-s.turn
	wg.Wait()
	if !slices.IsSorted(served) {
		t.Errorf("served were %v", served)
	}
}

func TestAWriterWhoWaitsMayGo(t *testing.T) {
	s := inside(t)
	s.turn <- struct{}{}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	err := s.change(ctx, "write", func(*sql.Tx) error {
		t.Error("it was carried out without a turn")
		return nil
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("gave %v", err)
	}
	<-s.turn
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestATransactionThatHasBegunIsFinished(t *testing.T) {
	s := inside(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := s.change(ctx, "write", func(tx *sql.Tx) error {
		cancel()
		_, err := tx.Exec(`UPDATE health SET at = 7 WHERE id = 1`)
		return err
	})
	var at int
	if scan := s.read.QueryRow(`SELECT at FROM health`).Scan(&at); err != nil || scan != nil || at != 7 {
		t.Errorf("gave %v, and %d, %v is there", err, at, scan)
	}
}

// TestATakingThatIsOvertaken: between the raising of the epoch and the reading, somebody else took the room.
func TestATakingThatIsOvertaken(t *testing.T) {
	s := inside(t)
	id := meeting(t, s)
	mine, err := s.Take(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Take(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	err = s.look(t.Context(), "load room", func(tx *sql.Tx) error { return s.load(tx, id, &rooms.Loaded{Epoch: mine.Epoch}) })
	if !errors.Is(err, rooms.ErrDeposed) {
		t.Errorf("gave %v", err)
	}
}

func TestTheCheckWrites(t *testing.T) {
	s := inside(t)
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := s.write.Exec(`PRAGMA query_only = 1`); err != nil {
		t.Fatal(err)
	}
	if err := s.Check(t.Context()); !errors.Is(err, ErrFailed) {
		t.Errorf("a database that cannot be written gave %v", err)
	}
}

// TestAFullDatabase bounds the file, which SQLite answers as it answers a full disk.
func TestAFullDatabase(t *testing.T) {
	s := inside(t)
	id := meeting(t, s)
	var pages int
	if err := s.write.QueryRow(`PRAGMA page_count`).Scan(&pages); err != nil {
		t.Fatal(err)
	}
	bound := func(pages int) {
		if _, err := s.write.Exec(fmt.Sprintf(`PRAGMA max_page_count = %d`, pages)); err != nil {
			t.Fatal(err)
		}
	}
	bound(pages)
	loaded, err := s.Take(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	big := rooms.Record{
		Seq: uint64(len(loaded.Records)) + 1, Epoch: loaded.Epoch, At: roomtest.Start,
		Event: rooms.ItemConcluded{Item: "i1", Conclusion: strings.Repeat("ộ", 5000)},
	}
	batch := rooms.Batch{Epoch: loaded.Epoch, Records: []rooms.Record{big}}
	err = s.Append(t.Context(), id, batch)
	if !errors.Is(err, rooms.ErrDiskFull) {
		t.Fatalf("a full database gave %v", err)
	}
	var coded interface{ Code() string }
	if !errors.As(err, &coded) || coded.Code() != "disk_full" {
		t.Errorf("its code is not that of a full disk: %v", err)
	}
	if again, err := s.Take(t.Context(), id); err != nil || len(again.Records) != len(loaded.Records) {
		t.Errorf("afterwards there are %d records, before there were %d, %v", len(again.Records), len(loaded.Records), err)
	} else {
		loaded = again
	}
	bound(pages + 1000)
	batch.Epoch, batch.Records[0].Epoch = loaded.Epoch, loaded.Epoch
	if err := s.Append(t.Context(), id, batch); err != nil {
		t.Errorf("with space again: %v", err)
	}
}

// meeting makes one with a few records.
func meeting(t *testing.T, s *Store) rooms.MeetingID {
	t.Helper()
	g := rooms.NewRegistry(s, nil, roomtest.NewClock(), slog.New(slog.DiscardHandler))
	defer g.Close()
	id, err := g.Create(t.Context(), "thu-ky", rooms.Announcement{Title: "Giao ban", Starts: roomtest.Start},
		[]rooms.Person{{ID: "thu-ky", Name: "Thư", Role: rooms.Secretary}, {ID: "chu-toa", Name: "Chủ", Role: rooms.Chair}})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestADatabaseThatContradictsItself(t *testing.T) {
	for name, spoil := range map[string]string{
		"a record is missing":         `DELETE FROM records WHERE seq = 2`,
		"the last record is missing":  `DELETE FROM records WHERE seq = 3`,
		"a record of another version": `UPDATE records SET kind = 'ballot.forged' WHERE seq = 2`,
		"a record is no JSON":         `UPDATE records SET data = '{' WHERE seq = 2`,
	} {
		t.Run(name, func(t *testing.T) {
			s := inside(t)
			id := meeting(t, s)
			if _, err := s.write.Exec(spoil); err != nil {
				t.Fatal(err)
			}
			if loaded, err := s.Take(t.Context(), id); err == nil {
				t.Errorf("it gave %+v", loaded)
			}
		})
	}
}

func TestMigrationsAreNumbered(t *testing.T) {
	file := &fstest.MapFile{Data: []byte("SELECT 1")}
	for _, c := range []struct {
		name  string
		files []string
		good  bool
	}{
		{"in order", []string{"0001_a.sql", "0002_b_c.sql"}, true},
		{"none", nil, true},
		{"from the second", []string{"0002_b.sql"}, false},
		{"with a gap", []string{"0001_a.sql", "0003_c.sql"}, false},
		{"twice the same", []string{"0001_a.sql", "0001_b.sql"}, false},
		{"without a name", []string{"0001.sql"}, false},
		{"with three digits", []string{"001_a.sql"}, false},
	} {
		files := fstest.MapFS{}
		for _, name := range c.files {
			files["migrations/"+name] = file
		}
		steps, err := migrations(files)
		if (err == nil) != c.good || (c.good && len(steps) != len(c.files)) {
			t.Errorf("%s gave %v, %v", c.name, steps, err)
		}
	}
}

func TestMigrating(t *testing.T) {
	s := inside(t)
	steps, err := migrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	tables := func() int {
		var n int
		if err := s.write.QueryRow(`SELECT COUNT(*) FROM sqlite_master WHERE name = 'half'`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	bad := append(slices.Clone(steps), migration{len(steps) + 1, "bad", `CREATE TABLE half (a TEXT); CREATE TABLE meetings (a TEXT);`})
	if err := s.migrate(t.Context(), bad); err == nil || tables() != 0 {
		t.Errorf("a step that fails left %d tables, %v", tables(), err)
	}
	good := append(slices.Clone(steps), migration{len(steps) + 1, "good", `CREATE TABLE half (a TEXT);`})
	for range 2 { // the second time nothing is left to do
		if err := s.migrate(t.Context(), good); err != nil || tables() != 1 {
			t.Errorf("a step gave %v and %d tables", err, tables())
		}
	}
	_, err = Open(t.Context(), s.config, slog.New(slog.DiscardHandler))
	if !errors.Is(err, ErrNewer) {
		t.Errorf("an older program opened it: %v", err)
	}
}

// TestServersThatStartAtOnce open one new database together.
func TestServersThatStartAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dienhong.db")
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			s, err := Open(t.Context(), Config{Path: path}, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Error(err)
				return
			}
			if err := errors.Join(s.Check(t.Context()), s.Close()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"Đặng Thị Hoà": "dang thi hoa", "NGUYỄN VĂN ĐỨC": "nguyen van duc", "Ưu Ờ ỳ": "uu o y", "e\u0302\u0301": "e", "Y Phôn Niê": "y phon nie", "İ": "i",
	} {
		if got := fold(text); got != want {
			t.Errorf("fold %q is %q, want %q", text, got, want)
		}
	}
}

func TestOpenFails(t *testing.T) {
	folder := t.TempDir()
	garbage := filepath.Join(folder, "garbage.db")
	if err := os.WriteFile(garbage, []byte(strings.Repeat("đây không phải cơ sở dữ liệu", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, config := range map[string]Config{
		"no path": {}, "too many readers": {Path: "x.db", Readers: 65}, "a folder that is not there": {Path: filepath.Join(folder, "no", "x.db")},
		"a folder": {Path: folder}, "another file": {Path: garbage},
	} {
		if s, err := Open(t.Context(), config, slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("%s was opened", name)
			_ = s.Close()
		}
	}
	if _, err := Open(t.Context(), Config{Path: garbage}, slog.New(slog.DiscardHandler)); !errors.Is(err, ErrFailed) {
		t.Errorf("another file gave %v", err)
	}
}
