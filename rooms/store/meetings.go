package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"math/big"
	"time"

	"dienhong/rooms"
)

// millis is how a time is kept: in whole milliseconds, and nothing for none.
func millis(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: t.UnixMilli(), Valid: !t.IsZero()}
}

func instant(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

func instantOf(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return instant(ms.Int64)
}

// Head returns what lists show of a meeting, with its members, or rooms.ErrNoMeeting.
func (s *Store) Head(ctx context.Context, meeting rooms.MeetingID) (rooms.Head, error) {
	var head rooms.Head
	err := s.look(ctx, "read meeting", func(tx *sql.Tx) error {
		var starts, ends sql.NullInt64
		err := tx.QueryRow(s.sql(`SELECT id, title, body, place, phase, starts, ends FROM meetings WHERE id = ?`), meeting).
			Scan(&head.ID, &head.Title, &head.Body, &head.Place, &head.Phase, &starts, &ends)
		if errors.Is(err, sql.ErrNoRows) {
			return rooms.ErrNoMeeting
		}
		if err != nil {
			return err
		}
		head.Starts, head.Ends = instantOf(starts), instantOf(ends)
		head.Members, err = s.members(tx, meeting)
		return err
	})
	return head, err
}

// MeetingsOf returns the meetings in which the person has a part, newest first. Members are left out.
func (s *Store) MeetingsOf(ctx context.Context, person rooms.PersonID) ([]rooms.Membership, error) {
	found := []rooms.Membership{}
	err := s.look(ctx, "list meetings", func(tx *sql.Tx) error {
		return rows(tx, func(row *sql.Rows) error {
			var m rooms.Membership
			var starts, ends sql.NullInt64
			err := row.Scan(&m.ID, &m.Title, &m.Body, &m.Place, &m.Phase, &starts, &ends, &m.Role)
			m.Starts, m.Ends = instantOf(starts), instantOf(ends)
			found = append(found, m)
			return err
		}, s.sql(`SELECT m.id, m.title, m.body, m.place, m.phase, m.starts, m.ends, p.role
			FROM members p JOIN meetings m ON m.id = p.meeting WHERE p.person = ? ORDER BY m.starts DESC, m.id DESC`), person)
	})
	return found, err
}

// MeetingCode returns the meeting's code of six digits, which is made when first asked for and then stays.
func (s *Store) MeetingCode(ctx context.Context, meeting rooms.MeetingID) (string, error) {
	var code string
	err := s.change(ctx, "make meeting code", func(tx *sql.Tx) error {
		var kept sql.NullString
		err := tx.QueryRow(s.sql(`SELECT code FROM meetings WHERE id = ?`), meeting).Scan(&kept)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return rooms.ErrNoMeeting
		case err != nil:
			return err
		case kept.Valid:
			code = kept.String
			return nil
		}
		if code, err = s.freeCode(tx); err != nil {
			return err
		}
		_, err = tx.Exec(s.sql(`UPDATE meetings SET code = ? WHERE id = ?`), code, meeting)
		return err
	})
	return code, err
}

// freeCode draws until no meeting has the code.
func (s *Store) freeCode(tx *sql.Tx) (string, error) {
	for range 1000 {
		n, err := rand.Int(rand.Reader, big.NewInt(900_000))
		if err != nil {
			return "", err
		}
		code := fmt.Sprint(100_000 + n.Int64()) // no leading zero: it is read aloud
		var taken int
		if err := tx.QueryRow(s.sql(`SELECT COUNT(*) FROM meetings WHERE code = ?`), code).Scan(&taken); err != nil {
			return "", err
		}
		if taken == 0 {
			return code, nil
		}
	}
	return "", errors.New("no free code was found")
}

// MeetingByCode returns the meeting with the code, or rooms.ErrNoMeeting.
func (s *Store) MeetingByCode(ctx context.Context, code string) (rooms.MeetingID, error) {
	var meeting rooms.MeetingID
	err := s.look(ctx, "find meeting by its code", func(tx *sql.Tx) error {
		err := tx.QueryRow(s.sql(`SELECT id FROM meetings WHERE code = ?`), code).Scan(&meeting)
		if errors.Is(err, sql.ErrNoRows) {
			return rooms.ErrNoMeeting
		}
		return err
	})
	return meeting, err
}
