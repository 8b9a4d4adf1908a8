//go:build unix && !linux

package confine

import (
	"os"
	"os/exec"
	"syscall"
	"time"
)

// Outside Linux a worker is only a process of its own: enough to develop on, not to serve strangers.

// Executable is this program.
func Executable() string {
	path, err := os.Executable()
	if err != nil {
		return os.Args[0]
	}
	return path
}

// Attributes put a child into a process group of its own.
func Attributes(bool) *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// Wait calls ended when the process has ended, and returns how.
func Wait(cmd *exec.Cmd, ended func()) error {
	defer ended()
	return cmd.Wait()
}

// KillGroup ends a process that was started with Attributes, and all that it started.
func KillGroup(pid int) { _ = syscall.Kill(-pid, syscall.SIGKILL) }

// Self gives up nothing here and says so.
func Self(int64) []string { return []string{"no sandbox on this system"} }

// LimitCPU cannot be done here.
func LimitCPU(time.Duration) error { return nil }

// Spent is never so.
func Spent(error) bool { return false }

var started = time.Now()

// CPUTime is the time by the clock here.
func CPUTime() time.Duration { return time.Since(started) }
