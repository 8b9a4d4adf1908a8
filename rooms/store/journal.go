package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"dienhong/rooms"
)

var _ rooms.Journal = (*Store)(nil)

// hotStatements are those of a vote, prepared once: a batch carries each of them out up to 128 times.
type hotStatements struct {
	record, command, ballot *sql.Stmt
}

func (s *Store) prepare(ctx context.Context) error {
	for _, want := range []struct {
		to    **sql.Stmt
		query string
	}{
		{&s.hot.record, `INSERT INTO records (meeting, seq, epoch, at, actor, command, kind, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`},
		{&s.hot.command, `INSERT INTO commands (meeting, person, command, digest, answer) VALUES (?, ?, ?, ?, ?)`},
		{&s.hot.ballot, `INSERT INTO ballots (ballot, voter, meeting, content, receipt, at) VALUES (?, ?, ?, ?, ?, ?)`},
	} {
		statement, err := s.write.PrepareContext(ctx, s.sql(want.query)) //nolint:sqlclosecheck // hotStatements.close does
		if err != nil {
			return err
		}
		*want.to = statement
	}
	return nil
}

func (h *hotStatements) close() error {
	var errs []error
	for _, statement := range []*sql.Stmt{h.record, h.command, h.ballot} {
		if statement != nil {
			errs = append(errs, statement.Close())
		}
	}
	return errors.Join(errs...)
}

// Create writes the first records of a new meeting; rooms.ErrExists when the id is taken.
func (s *Store) Create(ctx context.Context, id rooms.MeetingID, first rooms.Batch) error {
	if err := inOrder(first, 0); err != nil {
		return fmt.Errorf("create meeting: %w", err)
	}
	return s.change(ctx, "create meeting", func(tx *sql.Tx) error {
		_, err := tx.Exec(s.sql(`INSERT INTO meetings (id, epoch, seq, title, body, place, phase) VALUES (?, ?, 0, '', '', '', '')`),
			id, int64(first.Epoch))
		if err != nil {
			if errors.Is(s.fault(err), errTaken) {
				return rooms.ErrExists
			}
			return err
		}
		return s.append(tx, id, first)
	})
}

// Append writes a batch. It fails with rooms.ErrDeposed when another owner has taken the room, with rooms.ErrNoMeeting
// when there is none, and changes nothing then.
func (s *Store) Append(ctx context.Context, id rooms.MeetingID, batch rooms.Batch) error {
	if len(batch.Records) > 0 {
		if err := inOrder(batch, batch.Records[0].Seq-1); err != nil {
			return fmt.Errorf("append to journal: %w", err)
		}
	}
	err := s.change(ctx, "append to journal", func(tx *sql.Tx) error { return s.append(tx, id, batch) })
	if err == nil && len(batch.Forget) > 0 {
		s.foldLog(ctx)
	}
	return err
}

// inOrder refuses a batch whose numbers have a gap, before it reaches the database.
func inOrder(batch rooms.Batch, after uint64) error {
	for _, record := range batch.Records {
		after++
		if record.Seq != after || record.Seq == 0 || record.Epoch != batch.Epoch {
			return broken("record %d of epoch %d where %d of epoch %d was expected", record.Seq, record.Epoch, after, batch.Epoch)
		}
	}
	return nil
}

func (s *Store) append(tx *sql.Tx, id rooms.MeetingID, batch rooms.Batch) error {
	if err := s.advance(tx, id, batch); err != nil {
		return err
	}
	record, command, ballot := tx.Stmt(s.hot.record), tx.Stmt(s.hot.command), tx.Stmt(s.hot.ballot) //nolint:sqlclosecheck // they end with tx
	for _, r := range batch.Records {
		kind, data, err := rooms.EncodeEvent(r.Event)
		if err != nil {
			return err
		}
		if _, err := record.Exec(id, int64(r.Seq), int64(r.Epoch), r.At.UnixMilli(), r.Actor, r.Command, kind, string(data)); err != nil {
			return err
		}
	}
	for _, d := range batch.Done {
		answer, err := json.Marshal(d.Answer)
		if err != nil {
			return err
		}
		if _, err := command.Exec(id, d.Person, d.Command, d.Digest, string(answer)); err != nil {
			return err
		}
	}
	for _, b := range batch.Ballots {
		if b.Replaces {
			if err := s.replaceBallot(tx, b); err != nil {
				return err
			}
			continue
		}
		if _, err := ballot.Exec(b.Ballot, b.Voter, id, b.Content, b.Receipt, b.At.UnixMilli()); err != nil {
			return err
		}
	}
	if batch.Head != nil {
		if err := s.project(tx, id, batch.Head); err != nil {
			return err
		}
	}
	if len(batch.Forget) > 0 {
		if err := s.forget(tx, id, batch.Forget); err != nil {
			return err
		}
	}
	if batch.Snapshot != nil {
		return s.keepSnapshot(tx, id, batch)
	}
	return nil
}

// replaceBallot changes the row of a ballot that its voter gave again; the one before stays in the records.
func (s *Store) replaceBallot(tx *sql.Tx, b rooms.BallotRow) error {
	result, err := tx.Exec(s.sql(`UPDATE ballots SET content = ?, receipt = ?, at = ? WHERE ballot = ? AND voter = ?`),
		b.Content, b.Receipt, b.At.UnixMilli(), b.Ballot, b.Voter)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return broken("a ballot replaces one that is not there: %d rows, %v", n, err)
	}
	return nil
}

// advance is the fence: it moves the meeting's row on only where the epoch still stands and the numbers follow, and
// says why not.
func (s *Store) advance(tx *sql.Tx, id rooms.MeetingID, batch rooms.Batch) error {
	n := int64(len(batch.Records))
	before := int64(0)
	if n > 0 {
		before = int64(batch.Records[0].Seq) - 1
	}
	result, err := tx.Exec(s.sql(`UPDATE meetings SET seq = seq + ? WHERE id = ? AND epoch = ? AND (seq = ? OR ? = 0)`),
		n, id, int64(batch.Epoch), before, n)
	if err != nil {
		return err
	}
	if moved, err := result.RowsAffected(); err != nil || moved == 1 {
		return err
	}
	var epoch, seq int64
	err = tx.QueryRow(s.sql(`SELECT epoch, seq FROM meetings WHERE id = ?`), id).Scan(&epoch, &seq)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return rooms.ErrNoMeeting
	case err != nil:
		return err
	case epoch != int64(batch.Epoch):
		return rooms.ErrDeposed
	}
	return broken("record %d does not follow %d", before+1, seq)
}

func (s *Store) keepSnapshot(tx *sql.Tx, id rooms.MeetingID, batch rooms.Batch) error {
	_, err := tx.Exec(s.sql(`INSERT INTO snapshots (meeting, seq, data) SELECT id, seq, ? FROM meetings WHERE id = ?
		ON CONFLICT (meeting) DO UPDATE SET seq = excluded.seq, data = excluded.data`), string(batch.Snapshot), id)
	return err
}

// project keeps what lists show in step with the room. Only members that changed are written.
func (s *Store) project(tx *sql.Tx, id rooms.MeetingID, head *rooms.Head) error {
	_, err := tx.Exec(s.sql(`UPDATE meetings SET title = ?, body = ?, place = ?, phase = ?, starts = ?, ends = ? WHERE id = ?`),
		head.Title, head.Body, head.Place, head.Phase, millis(head.Starts), millis(head.Ends), id)
	if err != nil {
		return err
	}
	known, err := s.members(tx, id)
	if err != nil {
		return err
	}
	for _, person := range slices.Sorted(maps.Keys(known)) {
		if _, still := head.Members[person]; still {
			continue
		}
		if _, err := tx.Exec(s.sql(`DELETE FROM members WHERE meeting = ? AND person = ?`), id, person); err != nil {
			return err
		}
	}
	for _, person := range slices.Sorted(maps.Keys(head.Members)) {
		role := head.Members[person]
		if known[person] == role {
			continue
		}
		_, err := tx.Exec(s.sql(`INSERT INTO members (meeting, person, role) VALUES (?, ?, ?)
			ON CONFLICT (meeting, person) DO UPDATE SET role = excluded.role`), id, person, role)
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) members(tx *sql.Tx, id rooms.MeetingID) (map[rooms.PersonID]rooms.Role, error) {
	members := map[rooms.PersonID]rooms.Role{}
	err := rows(tx, func(row *sql.Rows) error {
		var person rooms.PersonID
		var role rooms.Role
		err := row.Scan(&person, &role)
		members[person] = role
		return err
	}, s.sql(`SELECT person, role FROM members WHERE meeting = ?`), id)
	return members, err
}

// Take makes the caller the owner of the room: from then on an append of an earlier epoch changes nothing.
func (s *Store) Take(ctx context.Context, id rooms.MeetingID) (rooms.Loaded, error) {
	var epoch int64
	err := s.change(ctx, "take room", func(tx *sql.Tx) error {
		err := tx.QueryRow(s.sql(`UPDATE meetings SET epoch = epoch + 1 WHERE id = ? RETURNING epoch`), id).Scan(&epoch)
		if errors.Is(err, sql.ErrNoRows) {
			return rooms.ErrNoMeeting
		}
		return err
	})
	if err != nil {
		return rooms.Loaded{}, err
	}
	// Reading needs no lock: whoever writes from now on has taken the room from us.
	return s.Load(ctx, id, uint64(epoch))
}

// Load returns what is written of a room, for the owner of that epoch: rooms.ErrDeposed when another has taken it. It
// works on a full disk too.
func (s *Store) Load(ctx context.Context, id rooms.MeetingID, epoch uint64) (rooms.Loaded, error) {
	loaded := rooms.Loaded{Epoch: epoch}
	err := s.look(ctx, "load room", func(tx *sql.Tx) error { return s.load(tx, id, &loaded) })
	return loaded, err
}

func (s *Store) load(tx *sql.Tx, id rooms.MeetingID, loaded *rooms.Loaded) error {
	var epoch, last, after int64
	var snapshot sql.NullString
	err := tx.QueryRow(s.sql(`SELECT m.epoch, m.seq, COALESCE(s.seq, 0), s.data FROM meetings m
		LEFT JOIN snapshots s ON s.meeting = m.id WHERE m.id = ?`), id).Scan(&epoch, &last, &after, &snapshot)
	if errors.Is(err, sql.ErrNoRows) {
		return rooms.ErrNoMeeting
	}
	if err != nil {
		return err
	}
	if uint64(epoch) != loaded.Epoch {
		return rooms.ErrDeposed
	}
	if snapshot.Valid {
		loaded.Snapshot = json.RawMessage(snapshot.String)
	}
	if loaded.Records, err = s.records(tx, id, after); err != nil {
		return err
	}
	if int64(len(loaded.Records)) != last-after {
		return broken("%d records between %d and %d", len(loaded.Records), after, last)
	}
	loaded.Done, err = s.commands(tx, id)
	return err
}

// Records returns every record of a meeting from the first on, for whoever reads the whole of it: rooms.ErrNoMeeting when
// there is none. It may be asked from any goroutine, whoever owns the room.
func (s *Store) Records(ctx context.Context, id rooms.MeetingID) (records []rooms.Record, err error) {
	err = s.look(ctx, "read journal", func(tx *sql.Tx) error {
		if records, err = s.records(tx, id, 0); err == nil && len(records) == 0 {
			return rooms.ErrNoMeeting
		}
		return err
	})
	return records, err
}

func (s *Store) records(tx *sql.Tx, id rooms.MeetingID, after int64) ([]rooms.Record, error) {
	var records []rooms.Record
	err := rows(tx, func(row *sql.Rows) error {
		var r rooms.Record
		var seq, epoch, at int64
		var kind string
		var data []byte
		if err := row.Scan(&seq, &epoch, &at, &r.Actor, &r.Command, &kind, &data); err != nil {
			return err
		}
		var err error
		r.Seq, r.Epoch, r.At = uint64(seq), uint64(epoch), instant(at)
		r.Event, err = rooms.DecodeEvent(kind, data)
		records = append(records, r)
		return err
	}, s.sql(`SELECT seq, epoch, at, actor, command, kind, data FROM records WHERE meeting = ? AND seq > ? ORDER BY seq`), id, after)
	return records, err
}

func (s *Store) commands(tx *sql.Tx, id rooms.MeetingID) ([]rooms.Done, error) {
	var done []rooms.Done
	err := rows(tx, func(row *sql.Rows) error {
		var d rooms.Done
		var answer []byte
		if err := row.Scan(&d.Person, &d.Command, &d.Digest, &answer); err != nil {
			return err
		}
		err := json.Unmarshal(answer, &d.Answer)
		done = append(done, d)
		return err
	}, s.sql(`SELECT person, command, digest, answer FROM commands WHERE meeting = ?`), id)
	return done, err
}
