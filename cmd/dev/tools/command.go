package tools

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// Command is one program to run. Its line is shown before it runs, so that anyone can repeat it.
type Command struct {
	Dir  string   // working folder; empty is the current one
	Env  []string // added to this process's environment
	Args []string // the program and its arguments
	Out  io.Writer
}

// Run starts the program and waits for it. When ctx ends, the program is asked to stop and is killed after
// ten seconds. The error names the program.
func (c Command) Run(ctx context.Context) error {
	fmt.Fprintln(c.Out, "$ "+c.String())
	cmd := exec.CommandContext(ctx, c.Args[0], c.Args[1:]...)
	cmd.Dir = c.Dir
	cmd.Env = append(os.Environ(), c.Env...)
	cmd.Stdout, cmd.Stderr = c.Out, c.Out
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", c.Args[0], err)
	}
	return nil
}

// String is the command as one would type it at the repository's root.
func (c Command) String() string {
	words := append(append([]string{}, c.Env...), c.Args...)
	for i, w := range words {
		if strings.ContainsAny(w, " *$'\"\\") {
			words[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
	}
	line := strings.Join(words, " ")
	if c.Dir != "" {
		line = "(cd " + c.Dir + " && " + line + ")"
	}
	return line
}

// output runs a short question such as `node --version` and returns the first line of its answer.
func output(ctx context.Context, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, args[0], args[1:]...).Output()
	if err != nil {
		return "", err
	}
	first, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	return strings.TrimSpace(first), nil
}
