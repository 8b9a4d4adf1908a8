package tools

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// browsers are the names under which systems install Chromium, best first.
var browsers = []string{"chromium", "chromium-browser", "google-chrome-stable", "google-chrome"}

// Chromium returns the browser for the scenarios: $CHROMIUM when set, one on the PATH, or one that it
// installs with apt when it may. Otherwise the error says what to install.
func Chromium(ctx context.Context, out io.Writer) (string, error) {
	if named := os.Getenv("CHROMIUM"); named != "" {
		if _, err := exec.LookPath(named); err != nil {
			return "", fmt.Errorf("$CHROMIUM names %s, which cannot be run: %w", named, err)
		}
		return named, nil
	}
	if found := onPath(); found != "" {
		return found, nil
	}
	if _, err := exec.LookPath("apt-get"); err != nil {
		return "", errors.New("no Chromium for the browser scenarios. Install Chromium or Chrome with your system's packages, or set $CHROMIUM to its path")
	}
	if os.Geteuid() != 0 {
		return "", errors.New("no Chromium for the browser scenarios. Run: sudo apt-get update && sudo apt-get install chromium; or set $CHROMIUM to its path")
	}
	wait := "DPkg::Lock::Timeout=300" // another installation may be under way
	quiet := []string{"DEBIAN_FRONTEND=noninteractive"}
	for _, args := range [][]string{
		{"apt-get", "-q", "-o", wait, "update"},
		{"apt-get", "-q", "-y", "-o", wait, "install", "--no-install-recommends", "chromium"},
	} {
		if err := (Command{Env: quiet, Args: args, Out: out}).Run(ctx); err != nil {
			return "", fmt.Errorf("install Chromium for the browser scenarios: %w", err)
		}
	}
	if found := onPath(); found != "" {
		return found, nil
	}
	return "", errors.New("apt-get installed the package chromium, but no such program is on the PATH; set $CHROMIUM to its path")
}

func onPath() string {
	for _, name := range browsers {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	return ""
}
