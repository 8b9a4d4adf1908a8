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
	actions := map[string]func(context.Context, accounts, userFlags, io.Writer) error{
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
	flags.BoolVar(&u.once, "once", false, "the password is to be changed at the next sign-in")
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
	// What is done from the console keeps the same rules as what is done on a page.
	pins, err := loadSecret(c.Data, "pins.key")
	if err != nil {
		return err
	}
	rules, err := auth.New(c.Web.Auth, db, pins, rooms.SystemClock{}, log)
	if err != nil {
		return fmt.Errorf("user: %w", err)
	}
	return actions[args[0]](ctx, accounts{rules, db}, u, out)
}

// accounts are the rules of sign-in and the table that they write.
type accounts struct {
	rules *auth.Auth
	store *store.Store
}

type userFlags struct {
	login, name      string
	admin, organiser bool
	once             bool
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

func addUser(ctx context.Context, a accounts, u userFlags, out io.Writer) error {
	if u.name == "" {
		u.name = u.login
	}
	password, err := readPassword(out)
	if err != nil {
		return err
	}
	account, err := a.rules.Create(ctx, auth.NewAccount{
		Login: u.login, Name: u.name, Password: password, Admin: u.admin, Organiser: u.organiser || u.admin, Once: u.once,
	})
	if err != nil {
		return fmt.Errorf("add user: %w", err)
	}
	fmt.Fprintf(out, "%s can sign in.\n", account.Login)
	return nil
}

func setPassword(ctx context.Context, a accounts, u userFlags, out io.Writer) error {
	account, err := a.store.AccountByLogin(ctx, u.login)
	if err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	password, err := readPassword(out)
	if err != nil {
		return err
	}
	if err := a.rules.SetPassword(ctx, account.ID, password, u.once); err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	fmt.Fprintf(out, "%s has a new password and is signed out everywhere.\n", account.Login)
	return nil
}

func listUsers(ctx context.Context, a accounts, _ userFlags, out io.Writer) error {
	all, err := a.store.Accounts(ctx, "", 10000)
	if err != nil {
		return fmt.Errorf("list users: %w", err)
	}
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "LOGIN\tNAME\tADMIN\tORGANISER\tDISABLED")
	for _, one := range all {
		fmt.Fprintf(table, "%s\t%s\t%t\t%t\t%t\n", one.Login, one.Name, one.Admin, one.Organiser, one.Disabled)
	}
	return table.Flush()
}
