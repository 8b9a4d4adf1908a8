package store

import (
	"context"
	"database/sql"

	"dienhong/rooms"
)

// forget takes the envelopes of sealed ballots out of every record. What they leave behind in the file is overwritten,
// for connections have secure_delete.
func (s *Store) forget(tx *sql.Tx, id rooms.MeetingID, ballots []rooms.BallotID) error {
	type cast struct {
		seq  int64
		data []byte
	}
	var casts []cast
	kind := rooms.BallotCast{}.Kind()
	err := rows(tx, func(row *sql.Rows) error {
		var c cast
		if err := row.Scan(&c.seq, &c.data); err != nil {
			return err
		}
		without, was, err := rooms.Forgotten(kind, c.data, ballots)
		if was {
			casts = append(casts, cast{c.seq, without})
		}
		return err
	}, s.sql(`SELECT seq, data FROM records WHERE meeting = ? AND kind = ? AND data LIKE '%"sealed":%'`), id, kind)
	if err != nil {
		return err
	}
	update, err := tx.Prepare(s.sql(`UPDATE records SET data = ? WHERE meeting = ? AND seq = ?`))
	if err != nil {
		return err
	}
	defer update.Close()
	for _, c := range casts {
		if _, err := update.Exec(string(c.data), id, c.seq); err != nil {
			return err
		}
	}
	return nil
}

// foldLog moves what was written into the database file and empties the log beside it, in which what was overwritten
// would stand for a while. It is tried once: while somebody reads an old state, the log is emptied later.
func (s *Store) foldLog(ctx context.Context) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return
	}
	for _, step := range s.dialect.fold {
		if _, err := s.write.ExecContext(context.WithoutCancel(ctx), step); err != nil {
			s.log.Warn("the log of the database could not be emptied", "err", err)
		}
	}
}
