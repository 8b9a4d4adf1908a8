package confine

// #include <signal.h>
// #include <string.h>
// #include <unistd.h>
//
// enum { SPENT = 152 };
//
// static void spent(int signal)
// {
// 	(void)signal;
// 	_exit(SPENT);
// }
//
// static int exit_when_spent(void)
// {
// 	struct sigaction action;
// 	memset(&action, 0, sizeof action);
// 	action.sa_handler = spent;
// 	action.sa_flags = SA_ONSTACK; // as Go wants it of every handler
// 	return sigaction(SIGXCPU, &action, NULL);
// }
import "C"

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// niceness of workers: what happens now goes first.
const niceness = 10

// Executable is this program even when its file was replaced by an upgrade meanwhile.
func Executable() string { return "/proc/self/exe" }

// Attributes put a child into a process group of its own that dies with its parent; with namespaces, also where it sees
// no network and no other process, as nobody.
func Attributes(namespaces bool) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if namespaces {
		const nobody = 65534
		attr.Cloneflags = syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET | syscall.CLONE_NEWPID | syscall.CLONE_NEWIPC |
			syscall.CLONE_NEWUTS
		attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: os.Getuid(), Size: 1}}
		attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: os.Getgid(), Size: 1}}
	}
	return attr
}

// Wait calls ended when the process has ended and its number is not yet given to another, and returns how it ended.
func Wait(cmd *exec.Cmd, ended func()) error {
	for {
		err := unix.Waitid(unix.P_PID, cmd.Process.Pid, nil, unix.WEXITED|unix.WNOWAIT, nil)
		if err != unix.EINTR {
			break
		}
	}
	ended()
	return cmd.Wait()
}

// KillGroup ends a process that was started with Attributes, and all that it started.
func KillGroup(pid int) { _ = syscall.Kill(-pid, syscall.SIGKILL) }

// Self gives up, for the rest of this process's life, all but computing on what it has: memory, of which it may take
// that many bytes more, and open descriptors. It returns what the system did not let it give up; each of these is worth
// a warning, none stops the work.
func Self(memory int64) (missing []string) {
	try := func(what string, err error) {
		if err != nil {
			missing = append(missing, what+": "+err.Error())
		}
	}
	try("processor limit", exitWhenSpent())
	try("processor limit", LimitCPU(time.Hour)) // to be lowered by whoever has a time to keep
	try("nice", lowerPriority())
	try("core limit", setLimit(unix.RLIMIT_CORE, 0))
	try("file size limit", setLimit(unix.RLIMIT_FSIZE, 0))
	try("open files limit", setLimit(unix.RLIMIT_NOFILE, 32))
	try("memory limit", limitMemory(memory))
	try("no_new_privs", unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
	try("seccomp", filterSystemCalls())
	return missing
}

func setLimit(resource int, value uint64) error {
	return unix.Prlimit(0, resource, &unix.Rlimit{Cur: value, Max: value}, nil)
}

// lowerPriority speaks to a group that is this process alone: on Linux niceness belongs to threads, and this reaches all
// of them; new ones inherit it.
func lowerPriority() error {
	if err := unix.Setpgid(0, 0); err != nil {
		return err
	}
	return unix.Setpriority(unix.PRIO_PGRP, 0, niceness)
}

// limitMemory bounds what may be written to, not addresses: Go reserves far more of those than it uses.
func limitMemory(more int64) error {
	have, err := writableMemory()
	if err != nil {
		return err
	}
	return setLimit(unix.RLIMIT_DATA, uint64(have+more))
}

// writableMemory is what RLIMIT_DATA counts, in bytes. proc_pid_status(5).
func writableMemory() (int64, error) {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "VmData:"); ok {
			kb, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return kb << 10, err
		}
	}
	return 0, unix.ENOENT
}

// exitWhenSpent makes the end of the processor time the end of the process, whatever it is doing. Go's runtime would
// ignore the signal, and by default so does the kernel for the first process of a namespace.
func exitWhenSpent() error {
	_, err := C.exit_when_spent()
	return err
}

// LimitCPU lets the process use d more of processor time before the kernel ends it, rounded up to whole seconds.
func LimitCPU(d time.Duration) error {
	seconds := uint64((CPUTime() + d + time.Second - 1) / time.Second)
	return unix.Prlimit(0, unix.RLIMIT_CPU, &unix.Rlimit{Cur: seconds, Max: unix.RLIM_INFINITY}, nil)
}

// Spent tells whether a child ended because it had used its processor time.
func Spent(exit error) bool {
	var e *exec.ExitError
	return errors.As(exit, &e) && e.ExitCode() == C.SPENT
}

// CPUTime is what the process has used up to now.
func CPUTime() time.Duration {
	var u unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
