package store

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"time"

	"modernc.org/sqlite"

	"dienhong/rooms"
)

// dialect is all that differs between the databases that can pass the contract. The SQL itself is written once, in the
// part that SQLite and PostgreSQL share, with "?" for arguments.
type dialect struct {
	// driver is the name under which database/sql knows it.
	driver string
	// source names the database for one kind of connection, with every option that each pooled connection must have.
	source func(c Config, use use) string
	// fold empties the log of the database into its file, step by step; none where nothing like it is needed.
	fold []string
	// rebind turns "?" into the database's own marks for arguments.
	rebind func(query string) string
	// fault translates what the database says into what callers act on.
	fault func(err error) error
}

// use is what a connection is for.
type use int

const (
	writing use = iota
	reading
	copying // reads everything and writes another file
)

// busyTimeout is how long a connection waits for another process, such as the command line tool adding a user.
const busyTimeout = 10 * time.Second

var sqliteDialect = dialect{
	driver: "sqlite",
	source: sqliteSource,
	// Without waiting: whoever reads an old state, such as a backup, would hold up every room.
	fold: []string{
		`PRAGMA busy_timeout = 0`, `PRAGMA wal_checkpoint(TRUNCATE)`, fmt.Sprintf(`PRAGMA busy_timeout = %d`, busyTimeout.Milliseconds()),
	},
	rebind: func(query string) string { return query },
	fault:  sqliteFault,
}

// sqliteSource puts the options into the name, for a PRAGMA that is executed reaches only one connection of a pool.
// FULL syncs the log at every commit: an answered ballot survives a power cut. With secure_delete what was taken out of
// the file is overwritten.
func sqliteSource(c Config, use use) string {
	options := url.Values{
		"_busy_timeout": {strconv.FormatInt(busyTimeout.Milliseconds(), 10)},
		"_journal_mode": {"WAL"},
		"_synchronous":  {"FULL"},
		"_foreign_keys": {"1"},
		"_dqs":          {"0"},
		"_defensive":    {"1"},
		"_error_rc":     {"1"},
		"_txlock":       {"immediate"},
		"_pragma":       {"secure_delete(1)"},
	}
	if use != writing {
		options.Set("_txlock", "deferred")
	}
	if use == reading {
		options.Set("_query_only", "1")
	}
	path := filepath.ToSlash(c.Path)
	if filepath.VolumeName(c.Path) != "" {
		path = "/" + path // file:///C:/…
	}
	name := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: options.Encode()}
	return name.String()
}

// Primary result codes of SQLite, https://www.sqlite.org/rescode.html.
const (
	sqliteBusy       = 5
	sqliteReadOnly   = 8
	sqliteIOErr      = 10
	sqliteCorrupt    = 11
	sqliteFull       = 13
	sqliteCantOpen   = 14
	sqliteConstraint = 19
	sqliteNotADB     = 26
)

// Extended codes of a constraint: which one.
const (
	sqliteForeignKey = sqliteConstraint | 3<<8
	sqlitePrimaryKey = sqliteConstraint | 6<<8
	sqliteUnique     = sqliteConstraint | 8<<8
)

// sqliteNoIndex is a log whose index could not grow: in practice, for want of room.
const sqliteNoIndex = sqliteIOErr | 19<<8

var (
	errTaken  = errors.New("a row with this key exists")
	errOrphan = errors.New("a row refers to one that does not exist")
)

func sqliteFault(err error) error {
	var fault *sqlite.Error
	if !errors.As(err, &fault) {
		return err
	}
	switch fault.Code() {
	case sqlitePrimaryKey, sqliteUnique:
		return errors.Join(errTaken, err)
	case sqliteForeignKey:
		return errors.Join(errOrphan, err)
	}
	if fault.Code() == sqliteNoIndex {
		return fmt.Errorf("%w: %w", rooms.ErrDiskFull, err)
	}
	switch fault.Code() & 0xff {
	case sqliteFull:
		return fmt.Errorf("%w: %w", rooms.ErrDiskFull, err)
	case sqliteBusy, sqliteReadOnly, sqliteIOErr, sqliteCorrupt, sqliteCantOpen, sqliteNotADB:
		return ErrFailed.because(err)
	}
	return err
}
