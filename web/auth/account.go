package auth

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"dienhong/rooms"
)

// NewAccount is what is said of an account when it is made.
type NewAccount struct {
	Login, Name, Title, Unit string
	Admin, Organiser         bool
	Password                 string
	// Once says that the password is to be changed at the first sign-in.
	Once bool
}

// AccountChange is what an administrator changes of an account; nil leaves it as it is.
type AccountChange struct {
	Login, Name, Title, Unit   *string
	Admin, Organiser, Disabled *bool
}

// Create makes an account. It fails with the reason why login, name or password will not do, or with ErrLoginTaken.
func (a *Auth) Create(ctx context.Context, n NewAccount) (rooms.Account, error) {
	account := rooms.Account{
		ID: rooms.PersonID(rooms.NewID()), Login: n.Login, Name: n.Name, Title: n.Title, Unit: n.Unit,
		Admin: n.Admin, Organiser: n.Organiser, Once: n.Once, Created: a.clock.Now(),
	}
	if err := tidyAccount(&account); err != nil {
		return rooms.Account{}, err
	}
	if err := checkPassword(n.Password, account.Login); err != nil {
		return rooms.Account{}, err
	}
	var err error
	if account.PasswordHash, err = a.hasher.hash(ctx, n.Password); err != nil {
		return rooms.Account{}, fmt.Errorf("create account: %w", err)
	}
	if err := a.store.CreateAccount(ctx, account); err != nil {
		if errors.Is(err, rooms.ErrExists) {
			return rooms.Account{}, ErrLoginTaken
		}
		return rooms.Account{}, fmt.Errorf("create account: %w", err)
	}
	a.log.Info("account created", "person", string(account.ID), "admin", account.Admin, "organiser", account.Organiser)
	return account, nil
}

// Account returns an account or ErrNoAccount.
func (a *Auth) Account(ctx context.Context, id rooms.PersonID) (rooms.Account, error) {
	account, err := a.store.Account(ctx, id)
	switch {
	case err == nil:
		return account, nil
	case refused(err):
		return rooms.Account{}, ErrNoAccount
	}
	return rooms.Account{}, fmt.Errorf("read account: %w", err)
}

// Find returns accounts by name, login or unit, at most limit of them.
func (a *Auth) Find(ctx context.Context, query string, limit int) ([]rooms.Account, error) {
	accounts, err := a.store.Accounts(ctx, norm.NFC.String(query), limit)
	if err != nil {
		return nil, fmt.Errorf("find accounts: %w", err)
	}
	return accounts, nil
}

// Change changes an account. A disabled one loses its sessions. The last administrator stays one.
func (a *Auth) Change(ctx context.Context, id rooms.PersonID, c AccountChange) (rooms.Account, error) {
	account, err := a.Account(ctx, id)
	if err != nil {
		return rooms.Account{}, err
	}
	before := account
	set(&account.Login, c.Login)
	set(&account.Name, c.Name)
	set(&account.Title, c.Title)
	set(&account.Unit, c.Unit)
	set(&account.Admin, c.Admin)
	set(&account.Organiser, c.Organiser)
	set(&account.Disabled, c.Disabled)
	if err := tidyAccount(&account); err != nil {
		return rooms.Account{}, err
	}
	if account == before {
		return account, nil
	}
	if before.Admin && !before.Disabled && (!account.Admin || account.Disabled) {
		if err := a.notTheLast(ctx, id); err != nil {
			return rooms.Account{}, err
		}
	}
	if err := a.store.UpdateAccount(ctx, account); err != nil {
		if errors.Is(err, rooms.ErrExists) {
			return rooms.Account{}, ErrLoginTaken
		}
		return rooms.Account{}, fmt.Errorf("change account: %w", err)
	}
	a.log.Info("account changed", "person", string(id), "admin", account.Admin, "organiser", account.Organiser,
		"disabled", account.Disabled)
	if account.Disabled {
		return account, a.EndAll(ctx, id)
	}
	return account, nil
}

// allAccounts is more than any office has.
const allAccounts = 100_000

func (a *Auth) notTheLast(ctx context.Context, id rooms.PersonID) error {
	accounts, err := a.Find(ctx, "", allAccounts)
	if err != nil {
		return err
	}
	for _, other := range accounts {
		if other.ID != id && other.Admin && !other.Disabled {
			return nil
		}
	}
	return ErrLastAdmin
}

// SetPassword gives an account another password and ends its sessions. A password for once is changed at the next
// sign-in.
func (a *Auth) SetPassword(ctx context.Context, id rooms.PersonID, password string, once bool) error {
	account, err := a.Account(ctx, id)
	if err != nil {
		return err
	}
	if err := a.putPassword(ctx, account, password, once); err != nil {
		return err
	}
	return a.EndAll(ctx, id)
}

func (a *Auth) putPassword(ctx context.Context, account rooms.Account, password string, once bool) error {
	if err := checkPassword(password, account.Login); err != nil {
		return err
	}
	hash, err := a.hasher.hash(ctx, password)
	if err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	if err := a.store.SetPassword(ctx, account.ID, hash, once); err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	a.log.Info("password set", "person", string(account.ID), "once", once)
	return nil
}

// Renew is a sign-in at which the password is changed, as it has to be when somebody else has set it. It fails as SignIn
// does, and with ErrPasswordSame, ErrPasswordLength or ErrPasswordWeak. The account's sessions end.
func (a *Auth) Renew(ctx context.Context, login, password, next string, from netip.Addr) (rooms.Account, error) {
	account, err := a.renew(ctx, login, password, next, from)
	if err != nil {
		return rooms.Account{}, err
	}
	a.log.Info("signed in", "address", from.String(), "person", string(account.ID))
	return account, a.EndAll(ctx, account.ID)
}

func (a *Auth) renew(ctx context.Context, login, password, next string, from netip.Addr) (rooms.Account, error) {
	account, err := a.check(ctx, login, password, from)
	if err != nil {
		return rooms.Account{}, err
	}
	if norm.NFC.String(next) == norm.NFC.String(password) {
		return rooms.Account{}, ErrPasswordSame
	}
	account.Once = false
	return account, a.putPassword(ctx, account, next, false)
}

// ChangePassword changes one's own password, of which the old one is asked for, and ends one's sessions except keep (the
// hash of its token). It returns the hashes of those that ended, and fails as Renew does.
func (a *Auth) ChangePassword(ctx context.Context, id rooms.PersonID, old, next, keep string, from netip.Addr) ([]string, error) {
	account, err := a.Account(ctx, id)
	if err != nil {
		return nil, err
	}
	if _, err := a.renew(ctx, account.Login, old, next, from); err != nil {
		return nil, err
	}
	return a.EndOthers(ctx, id, keep)
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

func tidyLogin(login string) string {
	return strings.ToLower(strings.TrimSpace(login))
}

func tidyAccount(account *rooms.Account) error {
	account.Login = tidyLogin(account.Login)
	if n := len(account.Login); n < 2 || n > 64 || strings.Trim(account.Login, "abcdefghijklmnopqrstuvwxyz0123456789._-@") != "" {
		return ErrBadLogin
	}
	account.Name, account.Title, account.Unit = tidyLine(account.Name), tidyLine(account.Title), tidyLine(account.Unit)
	if n := len([]rune(account.Name)); n == 0 || n > 120 || len([]rune(account.Title)) > 300 || len([]rune(account.Unit)) > 300 {
		return ErrBadName
	}
	return nil
}

// tidyLine keeps what can be seen, in NFC, on one line: the same as rooms does with the names of a meeting, into which
// these are copied.
func tidyLine(text string) string {
	visible := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.C, r) && r != '\u200d':
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	return norm.NFC.String(strings.Join(strings.Fields(visible), " "))
}
