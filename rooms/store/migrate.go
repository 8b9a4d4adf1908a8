package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"time"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration is one step forward of the schema. There is no way back: an older program refuses a newer database.
type migration struct {
	version int
	name    string
	script  string
}

var migrationName = regexp.MustCompile(`^(\d{4})_([a-z0-9_]+)\.sql$`)

// migrations reads the steps from the files NNNN_name.sql, which are numbered from 1 without gaps.
func migrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var steps []migration
	for i, name := range names { // Glob sorts
		parts := migrationName.FindStringSubmatch(path.Base(name))
		if parts == nil {
			return nil, fmt.Errorf("migration %s: the name is not NNNN_name.sql", name)
		}
		version, err := strconv.Atoi(parts[1])
		if err != nil || version != i+1 {
			return nil, fmt.Errorf("migration %s: number %04d was expected", name, i+1)
		}
		script, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		steps = append(steps, migration{version: version, name: parts[2], script: string(script)})
	}
	return steps, nil
}

const createMigrations = `CREATE TABLE IF NOT EXISTS migrations (
	version BIGINT PRIMARY KEY,
	name    TEXT NOT NULL,
	applied BIGINT NOT NULL
)`

// migrate brings the schema to the newest version, each step in a transaction of its own. Two servers that start at
// once on one database take turns.
func (s *Store) migrate(ctx context.Context, steps []migration) error {
	err := s.change(ctx, "prepare migrations", func(tx *sql.Tx) error {
		_, err := tx.Exec(createMigrations)
		return err
	})
	if err != nil {
		return err
	}
	for {
		done := false
		err := s.change(ctx, "migrate the database", func(tx *sql.Tx) error {
			var at int
			if err := tx.QueryRow(`SELECT COALESCE(MAX(version), 0) FROM migrations`).Scan(&at); err != nil {
				return err
			}
			if at > len(steps) {
				return ErrNewer.because(fmt.Errorf("version %d, this program knows %d", at, len(steps)))
			}
			if done = at == len(steps); done {
				return nil
			}
			return s.step(tx, steps[at])
		})
		if err != nil || done {
			return err
		}
	}
}

func (s *Store) step(tx *sql.Tx, m migration) error {
	if _, err := tx.Exec(m.script); err != nil {
		return fmt.Errorf("step %04d %s: %w", m.version, m.name, err)
	}
	_, err := tx.Exec(s.sql(`INSERT INTO migrations (version, name, applied) VALUES (?, ?, ?)`),
		m.version, m.name, time.Now().UnixMilli())
	if err != nil {
		return fmt.Errorf("step %04d %s: %w", m.version, m.name, err)
	}
	s.log.Info("the database moved on", "version", m.version, "name", m.name)
	return nil
}
