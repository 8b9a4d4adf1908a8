package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"dienhong/rooms"
)

// HasAccounts reports whether anybody can sign in: until then the first one is made by the setup page.
func (s *Store) HasAccounts(ctx context.Context) (bool, error) {
	var has bool
	err := s.look(ctx, "count accounts", func(tx *sql.Tx) error {
		return tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM accounts)`).Scan(&has)
	})
	return has, err
}

// CreateAccount adds an account; rooms.ErrExists when its id or its login, in any case, is taken.
func (s *Store) CreateAccount(ctx context.Context, a rooms.Account) error {
	return s.change(ctx, "create account", func(tx *sql.Tx) error {
		_, err := tx.Exec(s.sql(`INSERT INTO accounts
			(id, login, login_key, name, title, unit, folded, admin, organiser, disabled, password, once, created)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
			a.ID, a.Login, loginKey(a.Login), a.Name, a.Title, a.Unit, folded(a), number(a.Admin), number(a.Organiser),
			number(a.Disabled), a.PasswordHash, number(a.Once), millis(a.Created))
		return s.orTaken(err)
	})
}

// UpdateAccount replaces what is said of an account, except its password and when it was made. It fails with
// rooms.ErrNoPerson, or with rooms.ErrExists when the login is somebody else's.
func (s *Store) UpdateAccount(ctx context.Context, a rooms.Account) error {
	return s.change(ctx, "update account", func(tx *sql.Tx) error {
		result, err := tx.Exec(s.sql(`UPDATE accounts SET login = ?, login_key = ?, name = ?, title = ?, unit = ?, folded = ?,
			admin = ?, organiser = ?, disabled = ? WHERE id = ?`),
			a.Login, loginKey(a.Login), a.Name, a.Title, a.Unit, folded(a), number(a.Admin), number(a.Organiser),
			number(a.Disabled), a.ID)
		if err != nil {
			return s.orTaken(err)
		}
		return orNone(result, rooms.ErrNoPerson)
	})
}

// SetPassword replaces an account's password hash, a PHC string, and says whether it is for one sign-in; rooms.ErrNoPerson
// when there is no such account.
func (s *Store) SetPassword(ctx context.Context, id rooms.PersonID, phc string, once bool) error {
	return s.change(ctx, "set password", func(tx *sql.Tx) error {
		result, err := tx.Exec(s.sql(`UPDATE accounts SET password = ?, once = ? WHERE id = ?`), phc, number(once), id)
		if err != nil {
			return err
		}
		return orNone(result, rooms.ErrNoPerson)
	})
}

func (s *Store) orTaken(err error) error {
	if err != nil && errors.Is(s.fault(err), errTaken) {
		return rooms.ErrExists
	}
	return err
}

// orNone is the refusal when nothing was changed.
func orNone(result sql.Result, refusal error) error {
	n, err := result.RowsAffected()
	if err == nil && n == 0 {
		return refusal
	}
	return err
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

const accountColumns = `id, login, name, title, unit, admin, organiser, disabled, password, once, created`

func scanAccount(scan func(...any) error) (rooms.Account, error) {
	var a rooms.Account
	var created sql.NullInt64
	err := scan(&a.ID, &a.Login, &a.Name, &a.Title, &a.Unit, &a.Admin, &a.Organiser, &a.Disabled, &a.PasswordHash, &a.Once, &created)
	a.Created = instantOf(created)
	return a, err
}

// AccountByLogin returns the account with the login, in any case, or rooms.ErrNoPerson.
func (s *Store) AccountByLogin(ctx context.Context, login string) (rooms.Account, error) {
	return s.account(ctx, `login_key = ?`, loginKey(login))
}

// Account returns the account, or rooms.ErrNoPerson.
func (s *Store) Account(ctx context.Context, id rooms.PersonID) (rooms.Account, error) {
	return s.account(ctx, `id = ?`, id)
}

func (s *Store) account(ctx context.Context, where string, key any) (rooms.Account, error) {
	var a rooms.Account
	err := s.look(ctx, "read account", func(tx *sql.Tx) error {
		var err error
		a, err = scanAccount(tx.QueryRow(s.sql(`SELECT `+accountColumns+` FROM accounts WHERE `+where), key).Scan)
		if errors.Is(err, sql.ErrNoRows) {
			return rooms.ErrNoPerson
		}
		return err
	})
	return a, err
}

// maxWords of a query; more narrow nothing down.
const maxWords = 8

// Accounts returns at most limit accounts whose name, login, title or unit hold every word of the query, whatever the
// diacritics, in the Vietnamese order of given names. An empty query finds everybody; limit 0 means no limit.
func (s *Store) Accounts(ctx context.Context, query string, limit int) ([]rooms.Account, error) {
	words := strings.Fields(fold(query))
	where, args := []string{"1 = 1"}, []any{}
	for _, word := range words[:min(len(words), maxWords)] {
		where = append(where, `folded LIKE ? ESCAPE '!'`)
		args = append(args, "%"+likeEscape.Replace(word)+"%")
	}
	found := []rooms.Account{}
	err := s.look(ctx, "find accounts", func(tx *sql.Tx) error {
		return rows(tx, func(row *sql.Rows) error {
			a, err := scanAccount(row.Scan)
			found = append(found, a)
			return err
		}, s.sql(fmt.Sprintf(`SELECT %s FROM accounts WHERE %s`, accountColumns, strings.Join(where, " AND "))), args...)
	})
	if err != nil {
		return nil, err
	}
	sortByGivenName(found)
	if limit > 0 && len(found) > limit {
		found = found[:limit]
	}
	return found, nil
}

var likeEscape = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")
