package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"
)

// become replaces this process with the program, so that it has this process id and receives signals at
// first hand. Only when this process was started by `go run` is the program also told (SIGTERM) if that
// parent dies: `go run` does not pass SIGTERM on, and would leave a server behind that holds its port.
func become(bin string, args []string) error {
	runtime.LockOSThread() // the wish below belongs to the thread that calls exec
	if parent := os.Getppid(); isGo(parent) {
		if _, _, e := syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_SET_PDEATHSIG, uintptr(syscall.SIGTERM), 0); e != 0 {
			return fmt.Errorf("ask to be told of the parent's end: %w", e)
		}
		if os.Getppid() != parent { // it died in between
			return fmt.Errorf("the go command has ended")
		}
	}
	return syscall.Exec(bin, append([]string{bin}, args...), os.Environ())
}

func isGo(pid int) bool {
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	return err == nil && strings.TrimSpace(string(name)) == "go"
}
