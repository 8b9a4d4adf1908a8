package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"dienhong/agenda/pages"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == pages.WorkerCommand {
		if err := pages.RunWorker(os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "dienhong:", err)
		os.Exit(exitCode(err))
	}
}

// usageError is a command line that cannot be understood.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

func exitCode(err error) int {
	if usage := (usageError{}); errors.As(err, &usage) {
		return 2
	}
	return 1
}

// run is the whole program, for main and for tests. It returns when the command is done or ctx ends.
func run(ctx context.Context, args []string, out, errs io.Writer) error {
	commands := map[string]func(context.Context, []string, io.Writer, io.Writer) error{
		"serve": runServe, "demo": runDemo, "sfu": runSFU, "user": runUser, "backup": runBackup, "restore": runRestore,
		"verify": runVerify,
	}
	if len(args) == 0 {
		return usageError{"say what to do: serve, demo, sfu, user, backup, restore, verify or version"}
	}
	if args[0] == "version" {
		fmt.Fprintln(out, "dienhong", version())
		return nil
	}
	command, known := commands[args[0]]
	if !known {
		return usageError{fmt.Sprintf("%q is not a command; there are serve, demo, sfu, user, backup, restore, verify and version", args[0])}
	}
	return command(ctx, args[1:], out, errs)
}

// version is what the build knows of itself: the module's version, or the commit it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" && len(setting.Value) >= 12 {
			return "devel-" + setting.Value[:12]
		}
	}
	return "devel"
}
