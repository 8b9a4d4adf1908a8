//go:build unix && !linux

package pages

import (
	"os"
	"os/exec"
	"syscall"
	"time"
)

// Outside Linux a worker is only a process of its own with MuPDF's own limits: enough to develop on, not to serve.

func selfExecutable() string {
	path, err := os.Executable()
	if err != nil {
		path, _ = exec.LookPath(os.Args[0])
	}
	return path
}

func processAttributes(bool) *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func wait(cmd *exec.Cmd, ended func()) error {
	defer ended()
	return cmd.Wait()
}

func killGroup(pid int) { _ = syscall.Kill(-pid, syscall.SIGKILL) }

func confine(int64) []string { return []string{"no sandbox on this system"} }

func spent(error) bool { return false }

func limitCPU(time.Duration) error { return nil }

var started = time.Now()

// cpuTime is the time by the clock here.
func cpuTime() time.Duration { return time.Since(started) }

func mapFile(f *os.File, size int64) ([]byte, error) {
	if size == 0 {
		return nil, nil
	}
	return syscall.Mmap(int(f.Fd()), 0, int(size), syscall.PROT_READ, syscall.MAP_PRIVATE)
}
