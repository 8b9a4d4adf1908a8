package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"dienhong/rooms"
	"dienhong/rooms/store"
	"dienhong/web/auth"
)

// runUser manages accounts from the server's console: the way back in for an office that has lost its passwords.
func runUser(ctx context.Context, args []string, out, errs io.Writer) error {
	actions := map[string]func(context.Context, *store.Store, userFlags, io.Writer) error{
		"add": addUser, "password": setPassword, "list": listUsers,
	}
	if len(args) == 0 || actions[args[0]] == nil {
		return usageError{"user: say add, password or list"}
	}
	flags, config := configFlags("user "+args[0], errs)
	var u userFlags
	flags.StringVar(&u.login, "login", "", "the `name` to sign in with")
	flags.StringVar(&u.name, "name", "", "full `name`, as shown in meetings")
	flags.BoolVar(&u.admin, "admin", false, "may manage accounts")
	flags.BoolVar(&u.organiser, "organiser", false, "may create meetings")
	if err := flags.Parse(args[1:]); err != nil {
		return flagError(err)
	}
	if args[0] != "list" && u.login == "" {
		return usageError{"user: give -login"}
	}
	c, err := config()
	if err != nil {
		return err
	}
	log, err := newLog(c.Log, errs)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, store.Config{Path: filepath.Join(c.Data, databaseFile)}, log)
	if err != nil {
		return fmt.Errorf("user: %w", err)
	}
	defer db.Close()
	return actions[args[0]](ctx, db, u, out)
}

type userFlags struct {
	login, name      string
	admin, organiser bool
}

// readPassword takes the first line of standard input, so that a password stands in no process list and no history.
func readPassword(out io.Writer) (string, error) {
	fmt.Fprint(out, "Password (first line of standard input): ")
	text, err := bufio.NewReader(io.LimitReader(os.Stdin, 1024)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read password: %w", err)
	}
	fmt.Fprintln(out)
	return strings.TrimRight(text, "\r\n"), nil
}

func addUser(ctx context.Context, db *store.Store, u userFlags, out io.Writer) error {
	if u.name == "" {
		u.name = u.login
	}
	password, err := readPassword(out)
	if err != nil {
		return err
	}
	hash, err := auth.HashPassword(password)
	if err != nil {
		return fmt.Errorf("add user: %w", err)
	}
	account := rooms.Account{
		ID: rooms.PersonID(rooms.NewID()), Login: u.login, Name: u.name, Admin: u.admin, Organiser: u.organiser || u.admin,
		PasswordHash: hash, Created: rooms.SystemClock{}.Now(),
	}
	if err := db.CreateAccount(ctx, account); err != nil {
		return fmt.Errorf("add user: %w", err)
	}
	fmt.Fprintf(out, "%s can sign in.\n", u.login)
	return nil
}

func setPassword(ctx context.Context, db *store.Store, u userFlags, out io.Writer) error {
	account, err := db.AccountByLogin(ctx, u.login)
	if err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	password, err := readPassword(out)
	if err != nil {
		return err
	}
	hash, err := auth.HashPassword(password)
	if err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	if err := errors.Join(db.SetPassword(ctx, account.ID, hash), db.DropSessionsOf(ctx, account.ID)); err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	fmt.Fprintf(out, "%s has a new password and is signed out everywhere.\n", u.login)
	return nil
}

func listUsers(ctx context.Context, db *store.Store, _ userFlags, out io.Writer) error {
	accounts, err := db.Accounts(ctx, "", 10000)
	if err != nil {
		return fmt.Errorf("list users: %w", err)
	}
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "LOGIN\tNAME\tADMIN\tORGANISER\tDISABLED")
	for _, a := range accounts {
		fmt.Fprintf(table, "%s\t%s\t%t\t%t\t%t\n", a.Login, a.Name, a.Admin, a.Organiser, a.Disabled)
	}
	return table.Flush()
}
