package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"

	"dienhong/rooms"
)

// Config says where the database is.
type Config struct {
	// Path of the database file. Its folder must exist; beside it come a log and an index of the log (-wal, -shm).
	Path string `yaml:"path"`
	// Readers is the largest number of connections that read at once, 0 for one for each processor, at most 64.
	Readers int `yaml:"readers"`
}

// Default returns the configuration of one server with its database in the current folder.
func Default() Config { return Config{Path: "dienhong.db"} }

// Validate reports what cannot be.
func (c Config) Validate() error {
	if c.Path == "" {
		return errors.New("store: a path is needed")
	}
	if c.Readers < 0 || c.Readers > 64 {
		return errors.New("store: readers must be between 0 and 64")
	}
	return nil
}

// Store is the database of one installation: the journal of its rooms and its directory. Its methods may be called
// from any goroutine.
type Store struct {
	// given
	config  Config
	dialect dialect
	log     *slog.Logger

	write *sql.DB // one connection
	read  *sql.DB
	hot   hotStatements

	// turn is held by the one who writes. Who waits for it is served in the order of coming, so that a room with many
	// ballots does not starve the others.
	turn chan struct{}
}

// Open opens the database, makes it if there is none, and brings its schema up to date. It fails with ErrNewer when the
// schema is from a newer version.
func Open(ctx context.Context, config Config, log *slog.Logger) (*Store, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	if config.Readers == 0 {
		config.Readers = max(2, runtime.GOMAXPROCS(0))
	}
	s := &Store{config: config, dialect: sqliteDialect, log: log, turn: make(chan struct{}, 1)}
	if err := s.open(ctx); err != nil {
		return nil, fmt.Errorf("open database: %w", errors.Join(s.fault(err), s.closePools()))
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) error {
	if err := private(s.config.Path); err != nil {
		return err
	}
	var err error
	if s.write, err = sql.Open(s.dialect.driver, s.dialect.source(s.config, writing)); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	s.write.SetMaxIdleConns(1)
	steps, err := migrations(migrationFiles)
	if err != nil {
		return err
	}
	if err := s.migrate(ctx, steps); err != nil {
		return err
	}
	if s.read, err = sql.Open(s.dialect.driver, s.dialect.source(s.config, reading)); err != nil {
		return err
	}
	s.read.SetMaxOpenConns(s.config.Readers)
	s.read.SetMaxIdleConns(s.config.Readers)
	if err := s.read.PingContext(ctx); err != nil {
		return err
	}
	return s.prepare(ctx)
}

// private makes the file before the database does, for it holds what only the server may read.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// Close waits for what is being written and closes the database.
func (s *Store) Close() error {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	return s.closePools()
}

func (s *Store) closePools() error {
	errs := []error{s.hot.close()}
	for _, pool := range []*sql.DB{s.read, s.write} { // the last to go folds the log into the file
		if pool != nil {
			errs = append(errs, pool.Close())
		}
	}
	return errors.Join(errs...)
}

// Check reports whether the database can be written, by writing: lost rights, a broken file and a disk on which not even
// a page has room all show. It costs one sync of the disk.
func (s *Store) Check(ctx context.Context) error {
	return s.change(ctx, "check database", func(tx *sql.Tx) error {
		_, err := tx.Exec(s.sql(`UPDATE health SET at = ? WHERE id = 1`), rooms.SystemClock{}.Now().UnixMilli())
		return err
	})
}

// Backup writes a whole and consistent copy to path, which must not exist, while the server goes on.
func (s *Store) Backup(ctx context.Context, path string) error {
	if err := s.backup(ctx, path); err != nil {
		return fmt.Errorf("back up database: %w", s.fault(err))
	}
	return nil
}

func (s *Store) backup(ctx context.Context, path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s: %w", path, os.ErrExist)
	}
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := private(part); err != nil {
		return err
	}
	defer os.Remove(part)
	pool, err := sql.Open(s.dialect.driver, s.dialect.source(s.config, copying))
	if err != nil {
		return err
	}
	defer pool.Close()
	if _, err := pool.ExecContext(ctx, `VACUUM INTO ?`, part); err != nil {
		return err
	}
	if err := syncFile(part); err != nil {
		return err
	}
	if err := os.Rename(part, path); err != nil {
		return err
	}
	return syncFile(filepath.Dir(path))
}

func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func (s *Store) sql(query string) string { return s.dialect.rebind(query) }

// fault translates what the database said and lets everything else through.
func (s *Store) fault(err error) error { return s.dialect.fault(err) }

// change carries do out in one transaction of the writing connection. The context bounds the waiting; a transaction
// that has begun is finished, so that nobody has to wonder whether it was.
func (s *Store) change(ctx context.Context, act string, do func(tx *sql.Tx) error) error {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", act, ctx.Err())
	}
	err := inTransaction(context.WithoutCancel(ctx), s.write, nil, do)
	if err != nil {
		return fmt.Errorf("%s: %w", act, s.fault(err))
	}
	return nil
}

// look carries do out in one transaction that only reads: all of it sees the same moment.
func (s *Store) look(ctx context.Context, act string, do func(tx *sql.Tx) error) error {
	err := inTransaction(ctx, s.read, &sql.TxOptions{ReadOnly: true}, do)
	if err != nil {
		return fmt.Errorf("%s: %w", act, s.fault(err))
	}
	return nil
}

func inTransaction(ctx context.Context, pool *sql.DB, options *sql.TxOptions, do func(tx *sql.Tx) error) error {
	tx, err := pool.BeginTx(ctx, options)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after a commit it does nothing
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// rows calls scan for each row of the query.
func rows(tx *sql.Tx, scan func(*sql.Rows) error, query string, args ...any) error {
	found, err := tx.Query(query, args...)
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		if err := scan(found); err != nil {
			return err
		}
	}
	return found.Err()
}
