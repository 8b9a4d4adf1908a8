package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"dienhong/rooms"
)

// PutInvite keeps an invite; rooms.ErrExists when its secret is another's (a PIN is short: draw again), and
// rooms.ErrNoMeeting when there is no such meeting.
func (s *Store) PutInvite(ctx context.Context, i rooms.Invite) error {
	return s.change(ctx, "keep invite", func(tx *sql.Tx) error {
		_, err := tx.Exec(s.sql(`INSERT INTO invites (secret, kind, meeting, person, max_uses, uses, created, expires)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`),
			i.SecretHash, i.Kind, i.Meeting, i.Person, i.MaxUses, i.Uses, millis(i.Created), millis(i.Expires))
		if err != nil && errors.Is(s.fault(err), errOrphan) {
			return rooms.ErrNoMeeting
		}
		return s.orTaken(err)
	})
}

// DropInvites takes back the invites of one kind that a person has to a meeting; an empty kind means every kind, an
// empty person everybody.
func (s *Store) DropInvites(ctx context.Context, meeting rooms.MeetingID, person rooms.PersonID, kind rooms.InviteKind) error {
	return s.put(ctx, "take back invites", `DELETE FROM invites
		WHERE meeting = ? AND (person = ? OR ? = '') AND (kind = ? OR ? = '')`, meeting, person, person, kind, kind)
}

const inviteColumns = `secret, kind, meeting, person, max_uses, uses, created, expires`

func scanInvite(scan func(...any) error) (rooms.Invite, error) {
	var i rooms.Invite
	var created, expires sql.NullInt64
	err := scan(&i.SecretHash, &i.Kind, &i.Meeting, &i.Person, &i.MaxUses, &i.Uses, &created, &expires)
	i.Created, i.Expires = instantOf(created), instantOf(expires)
	return i, err
}

// UseInvite counts one use of an invite and returns it as it is then. It fails with rooms.ErrInviteUnknown,
// rooms.ErrInviteExpired or rooms.ErrInviteUsed. However many try at once, a last use is given once.
func (s *Store) UseInvite(ctx context.Context, secretHash string, now time.Time) (rooms.Invite, error) {
	var used rooms.Invite
	err := s.change(ctx, "use invite", func(tx *sql.Tx) error {
		i, err := scanInvite(tx.QueryRow(s.sql(`SELECT `+inviteColumns+` FROM invites WHERE secret = ?`), secretHash).Scan)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return rooms.ErrInviteUnknown
		case err != nil:
			return err
		case !i.Expires.IsZero() && !now.Before(i.Expires):
			return rooms.ErrInviteExpired
		}
		result, err := tx.Exec(s.sql(`UPDATE invites SET uses = uses + 1 WHERE secret = ? AND (max_uses = 0 OR uses < max_uses)`), secretHash)
		if err != nil {
			return err
		}
		if err := orNone(result, rooms.ErrInviteUsed); err != nil {
			return err
		}
		i.Uses++
		used = i
		return nil
	})
	return used, err
}

// Invites returns the invites to a meeting, in the order in which they were made.
func (s *Store) Invites(ctx context.Context, meeting rooms.MeetingID) ([]rooms.Invite, error) {
	found := []rooms.Invite{}
	err := s.look(ctx, "list invites", func(tx *sql.Tx) error {
		return rows(tx, func(row *sql.Rows) error {
			i, err := scanInvite(row.Scan)
			found = append(found, i)
			return err
		}, s.sql(`SELECT `+inviteColumns+` FROM invites WHERE meeting = ? ORDER BY created, secret`), meeting)
	})
	return found, err
}
