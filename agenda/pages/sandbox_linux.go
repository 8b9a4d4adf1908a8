package pages

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
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// niceness of workers: the meeting's sound and picture go first.
const niceness = 10

// selfExecutable is this program even when its file was replaced by an upgrade meanwhile.
func selfExecutable() string { return "/proc/self/exe" }

// processAttributes put a worker into a process group of its own that dies with the server; with namespaces, also where
// it sees no network and no other process, as nobody.
func processAttributes(namespaces bool) *syscall.SysProcAttr {
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

// wait calls ended when the process has ended and its number still is its own, and returns how it ended.
func wait(cmd *exec.Cmd, ended func()) error {
	for {
		err := unix.Waitid(unix.P_PID, cmd.Process.Pid, nil, unix.WEXITED|unix.WNOWAIT, nil)
		if err != unix.EINTR {
			break
		}
	}
	ended()
	return cmd.Wait()
}

func killGroup(pid int) { _ = syscall.Kill(-pid, syscall.SIGKILL) }

// confine gives up, for the rest of this process's life, all that drawing a page does not need. It returns what the
// system did not let it do; each of these is worth a warning, none stops the work.
func confine(memory int64) (missing []string) {
	try := func(what string, err error) {
		if err != nil {
			missing = append(missing, what+": "+err.Error())
		}
	}
	try("processor limit", exitWhenSpent())
	try("processor limit", limitCPU(time.Hour)) // lowered for each page
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

// lowerPriority speaks to every thread, for on Linux niceness belongs to threads; new ones inherit it. The group is
// this process alone.
func lowerPriority() error { return unix.Setpriority(unix.PRIO_PGRP, 0, niceness) }

// limitMemory bounds what may be written to, not addresses: Go reserves far more of those than it uses. On top of what
// the process has already come MuPDF's share, the pixels with their copies, and room for Go.
func limitMemory(memory int64) error {
	have, err := writableMemory()
	if err != nil {
		return err
	}
	const pixels, goRoom = maxPixels * 3, 512 << 20
	return setLimit(unix.RLIMIT_DATA, uint64(have+memory+4*pixels+goRoom))
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

// limitCPU lets the process use d more of processor time before the kernel ends it, rounded up to whole seconds.
func limitCPU(d time.Duration) error {
	seconds := uint64((cpuTime() + d + time.Second - 1) / time.Second)
	return unix.Prlimit(0, unix.RLIMIT_CPU, &unix.Rlimit{Cur: seconds, Max: unix.RLIM_INFINITY}, nil)
}

// spent tells whether a worker ended because it had used its processor time.
func spent(exit error) bool {
	var e *exec.ExitError
	return errors.As(exit, &e) && e.ExitCode() == C.SPENT
}

// cpuTime is what the process has used up to now.
func cpuTime() time.Duration {
	var u unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func mapFile(f *os.File, size int64) ([]byte, error) {
	if size == 0 {
		return nil, nil
	}
	return unix.Mmap(int(f.Fd()), 0, int(size), unix.PROT_READ, unix.MAP_PRIVATE)
}

// filterSystemCalls leaves the process the calls that the Go and C runtimes need to compute and to use what is open
// already. Everything else, above all opening files, sockets and programs, answers EPERM. The filter holds for all
// threads. seccomp(2).
func filterSystemCalls() error {
	program := seccompProgram(os.Getpid())
	if program == nil {
		return unix.ENOSYS
	}
	prog := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	const setModeFilter, threadSync = 1, 1
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, setModeFilter, threadSync, uintptr(unsafe.Pointer(&prog)))
	runtime.KeepAlive(program)
	if errno != 0 {
		return errno
	}
	return nil
}

// Offsets in struct seccomp_data; arguments are 64 bits, of which the low half comes first on both processors.
const (
	dataCall = 0
	dataArch = 4
	dataArgs = 16
)

// seccompProgram is nil on processors that it was not written for.
func seccompProgram(pid int) []unix.SockFilter {
	arch := map[string]uint32{"amd64": unix.AUDIT_ARCH_X86_64, "arm64": unix.AUDIT_ARCH_AARCH64}[runtime.GOARCH]
	if arch == 0 {
		return nil
	}
	deny := unix.SockFilter{Code: unix.BPF_RET, K: unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)}
	absent := unix.SockFilter{Code: unix.BPF_RET, K: unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS)}
	allow := unix.SockFilter{Code: unix.BPF_RET, K: unix.SECCOMP_RET_ALLOW}
	load := func(offset uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: offset}
	}
	// jump compares what was loaded with k and skips yes or no instructions.
	jump := func(kind uint16, k uint32, yes, no uint8) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_JMP | kind | unix.BPF_K, K: k, Jt: yes, Jf: no}
	}
	p := []unix.SockFilter{load(dataArch), jump(unix.BPF_JEQ, arch, 1, 0), deny, load(dataCall)}
	for _, call := range allowedCalls() {
		p = append(p, jump(unix.BPF_JEQ, call, 0, 1), allow)
	}
	// argument lets a call pass when the test of its nth argument says yes.
	argument := func(call, n uint32, kind uint16, k uint32, wanted bool) {
		test := jump(kind, k, 1, 0)
		if wanted {
			test = jump(kind, k, 0, 1)
		}
		p = append(p, jump(unix.BPF_JEQ, call, 0, 4), load(dataArgs+8*n), test, allow, deny)
	}
	argument(unix.SYS_CLONE, 0, unix.BPF_JSET, unix.CLONE_THREAD, true)    // threads, not processes
	argument(unix.SYS_TGKILL, 0, unix.BPF_JEQ, uint32(pid), true)          // signals to itself only
	argument(unix.SYS_PRLIMIT64, 0, unix.BPF_JEQ, 0, true)                 // its own limits only
	argument(unix.SYS_MMAP, 2, unix.BPF_JSET, unix.PROT_EXEC, false)       // no new code
	argument(unix.SYS_MPROTECT, 2, unix.BPF_JSET, unix.PROT_EXEC, false)   // nor old data as code
	p = append(p, jump(unix.BPF_JEQ, unix.SYS_CLONE3, 0, 1), absent, deny) // its flags cannot be seen; libc falls back
	return p
}

// allowedCalls work on what the process has: its memory, threads, timers and open descriptors.
func allowedCalls() []uint32 {
	return []uint32{
		unix.SYS_READ, unix.SYS_WRITE, unix.SYS_WRITEV, unix.SYS_PREAD64, unix.SYS_CLOSE, unix.SYS_FSTAT, unix.SYS_LSEEK,
		unix.SYS_FCNTL, unix.SYS_PIPE2, unix.SYS_EVENTFD2, unix.SYS_EPOLL_CREATE1, unix.SYS_EPOLL_CTL,
		unix.SYS_EPOLL_PWAIT, unix.SYS_PPOLL,
		unix.SYS_BRK, unix.SYS_MUNMAP, unix.SYS_MREMAP, unix.SYS_MADVISE, unix.SYS_MINCORE,
		unix.SYS_FUTEX, unix.SYS_SCHED_YIELD, unix.SYS_SCHED_GETAFFINITY, unix.SYS_SET_ROBUST_LIST, unix.SYS_RSEQ,
		unix.SYS_MEMBARRIER, unix.SYS_GETPID, unix.SYS_GETTID, unix.SYS_EXIT, unix.SYS_EXIT_GROUP,
		unix.SYS_RT_SIGACTION, unix.SYS_RT_SIGPROCMASK, unix.SYS_RT_SIGRETURN, unix.SYS_SIGALTSTACK,
		unix.SYS_RESTART_SYSCALL,
		unix.SYS_NANOSLEEP, unix.SYS_CLOCK_NANOSLEEP, unix.SYS_CLOCK_GETTIME, unix.SYS_CLOCK_GETRES,
		unix.SYS_GETTIMEOFDAY, unix.SYS_TIMER_CREATE, unix.SYS_TIMER_SETTIME, unix.SYS_TIMER_DELETE, unix.SYS_SETITIMER,
		unix.SYS_GETRANDOM, unix.SYS_GETRUSAGE, unix.SYS_SYSINFO, unix.SYS_UNAME,
	}
}
