package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

// task is one word of the command line. It runs with the repository's root as working folder; began is
// where the user stood.
type task struct {
	name, args, says string
	run              func(ctx context.Context, w workplace, args []string) error
}

// workplace is what every task is given.
type workplace struct {
	began string // the user's working folder
	out   io.Writer
}

var tasks = []task{
	{"build", "[-web]", "bundle the apps and build bin/dienhong", build},
	{"demo", "[-watch] [flags]", "build, then run a prepared meeting", demo},
	{"test", "[-only a,b]", "everything that must hold", test},
	{"check", "[-only a,b]", "the fast part of test", check},
	{"gen", "[-check]", "regenerate generated files", gen},
	{"load", "[packages]", "run the benchmarks", load},
}

func main() {
	err := run(os.Args[1:])
	var child *exec.ExitError
	switch {
	case err == nil:
	case errors.Is(err, flag.ErrHelp):
		os.Exit(2)
	case errors.As(err, &child) && errors.Is(err, errSaid):
		os.Exit(max(1, child.ExitCode()))
	default:
		fmt.Fprintln(os.Stderr, "dev:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if len(args) == 0 {
		usage(os.Stderr)
		return flag.ErrHelp
	}
	began, err := os.Getwd()
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if t.name != args[0] {
			continue
		}
		root, err := findRoot(began)
		if err != nil {
			return err
		}
		if err := os.Chdir(root); err != nil {
			return err
		}
		return t.run(ctx, workplace{began: began, out: os.Stdout}, args[1:])
	}
	usage(os.Stderr)
	return fmt.Errorf("no task %q", args[0])
}

func usage(out io.Writer) {
	fmt.Fprintln(out, "go run ./cmd/dev <task>, one of")
	for _, t := range tasks {
		fmt.Fprintf(out, "  %-6s %-17s %s\n", t.name, t.args, t.says)
	}
}

// findRoot looks upwards for the go.mod of this project.
func findRoot(from string) (string, error) {
	for dir := from; ; dir = filepath.Dir(dir) {
		mod, _ := os.ReadFile(filepath.Join(dir, "go.mod")) // one that cannot be read is not ours
		if first, _, _ := strings.Cut(string(mod), "\n"); strings.TrimSpace(first) == "module dienhong" {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("%s is not inside the repository (no go.mod of dienhong above it)", from)
		}
	}
}

// flags parses a task's own flags; anything left over is the caller's.
func flags(name string, args []string, define func(*flag.FlagSet)) ([]string, error) {
	set := flag.NewFlagSet("dev "+name, flag.ContinueOnError)
	define(set)
	if err := set.Parse(args); err != nil {
		return nil, flag.ErrHelp // the flag package has said what is wrong
	}
	return set.Args(), nil
}
