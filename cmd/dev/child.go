package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

// errSaid marks the failure of a program that has itself told the user why.
var errSaid = errors.New("the program has said why")

// runChild runs a program in dir and ends with it. A SIGTERM is passed on; an interrupt from the terminal
// reaches the whole group by itself and must not be sent twice, for the second asks many programs to skip
// their orderly end.
func runChild(dir, bin string, args []string) error {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	cmd := exec.Command(bin, args...) //nolint:noctx // it ends by the signals below, not by a context
	cmd.Dir = dir
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case err := <-ended:
			if err != nil {
				return fmt.Errorf("%w: %w", errSaid, err)
			}
			return nil
		case s := <-signals:
			if s == syscall.SIGTERM {
				_ = cmd.Process.Signal(s) // it may have ended meanwhile
			}
		}
	}
}
