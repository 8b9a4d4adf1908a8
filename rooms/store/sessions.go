package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"dienhong/rooms"
)

// PutSession keeps a session; the same token again replaces it.
func (s *Store) PutSession(ctx context.Context, session rooms.Session) error {
	return s.change(ctx, "keep session", func(tx *sql.Tx) error {
		_, err := tx.Exec(s.sql(`INSERT INTO sessions (token, person, meeting, created, expires) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (token) DO UPDATE SET person = excluded.person, meeting = excluded.meeting,
			created = excluded.created, expires = excluded.expires`),
			session.TokenHash, session.Person, session.Meeting, millis(session.Created), millis(session.Expires))
		return err
	})
}

// Session returns the session with the token, or rooms.ErrNoSession. Whether it has expired is for the caller to see.
func (s *Store) Session(ctx context.Context, tokenHash string) (rooms.Session, error) {
	session := rooms.Session{TokenHash: tokenHash}
	err := s.look(ctx, "read session", func(tx *sql.Tx) error {
		var created, expires sql.NullInt64
		err := tx.QueryRow(s.sql(`SELECT person, meeting, created, expires FROM sessions WHERE token = ?`), tokenHash).
			Scan(&session.Person, &session.Meeting, &created, &expires)
		if errors.Is(err, sql.ErrNoRows) {
			return rooms.ErrNoSession
		}
		session.Created, session.Expires = instantOf(created), instantOf(expires)
		return err
	})
	if err != nil {
		return rooms.Session{}, err
	}
	return session, nil
}

// DropSession ends a session; one that is not there is ended already.
func (s *Store) DropSession(ctx context.Context, tokenHash string) error {
	return s.put(ctx, "end session", `DELETE FROM sessions WHERE token = ?`, tokenHash)
}

// DropSessionsOf ends every session of a person.
func (s *Store) DropSessionsOf(ctx context.Context, person rooms.PersonID) error {
	return s.put(ctx, "end sessions", `DELETE FROM sessions WHERE person = ?`, person)
}

// LiveSessions returns all sessions that have not expired, in no order.
func (s *Store) LiveSessions(ctx context.Context, now time.Time) ([]rooms.Session, error) {
	found := []rooms.Session{}
	err := s.look(ctx, "list sessions", func(tx *sql.Tx) error {
		return rows(tx, func(row *sql.Rows) error {
			var session rooms.Session
			var created, expires sql.NullInt64
			err := row.Scan(&session.TokenHash, &session.Person, &session.Meeting, &created, &expires)
			session.Created, session.Expires = instantOf(created), instantOf(expires)
			found = append(found, session)
			return err
		}, s.sql(`SELECT token, person, meeting, created, expires FROM sessions WHERE expires > ?`), now.UnixMilli())
	})
	return found, err
}

// ProlongSession sets when a session expires; one that is not there stays so.
func (s *Store) ProlongSession(ctx context.Context, tokenHash string, expires time.Time) error {
	return s.put(ctx, "prolong session", `UPDATE sessions SET expires = ? WHERE token = ?`, millis(expires), tokenHash)
}

// PurgeSessions forgets the sessions that have expired.
func (s *Store) PurgeSessions(ctx context.Context, now time.Time) error {
	return s.put(ctx, "purge sessions", `DELETE FROM sessions WHERE expires <= ?`, now.UnixMilli())
}

func (s *Store) put(ctx context.Context, act, query string, args ...any) error {
	return s.change(ctx, act, func(tx *sql.Tx) error {
		_, err := tx.Exec(s.sql(query), args...)
		return err
	})
}
