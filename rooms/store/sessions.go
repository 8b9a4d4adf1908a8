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
	return s.drop(ctx, "end session", `DELETE FROM sessions WHERE token = ?`, tokenHash)
}

// DropSessionsOf ends every session of a person.
func (s *Store) DropSessionsOf(ctx context.Context, person rooms.PersonID) error {
	return s.drop(ctx, "end sessions", `DELETE FROM sessions WHERE person = ?`, person)
}

// PurgeSessions forgets the sessions that have expired.
func (s *Store) PurgeSessions(ctx context.Context, now time.Time) error {
	return s.drop(ctx, "purge sessions", `DELETE FROM sessions WHERE expires <= ?`, now.UnixMilli())
}

func (s *Store) drop(ctx context.Context, act, query string, args ...any) error {
	return s.change(ctx, act, func(tx *sql.Tx) error {
		_, err := tx.Exec(s.sql(query), args...)
		return err
	})
}
