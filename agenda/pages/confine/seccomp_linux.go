package confine

import (
	"os"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

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
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, setModeFilter, threadSync, uintptr(unsafe.Pointer(&prog))) //nolint:gosec // the kernel reads it
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
