package store

import (
	"context"
	"database/sql"
)

// epochsBeyond is more than any room is taken between a backup and the loss of what came after it.
const epochsBeyond = 1_000_000

// Restored marks a database that came back from a backup: the epoch of every room is raised beyond any that devices may
// have seen since, so that each of them takes a fresh snapshot instead of trusting numbers that now mean something else.
func (s *Store) Restored(ctx context.Context) error {
	return s.change(ctx, "mark as restored", func(tx *sql.Tx) error {
		_, err := tx.Exec(s.sql(`UPDATE meetings SET epoch = epoch + ?`), epochsBeyond)
		return err
	})
}
