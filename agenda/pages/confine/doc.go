// Package confine makes a child process harmless before it reads what a stranger wrote.
//
// The parent starts it with [Attributes]: a process group of its own, which a signal ends whole and which dies with the
// parent, and namespaces in which there is no network and no other process. The child calls [Self] when it has all that
// it will need, and before it reads: lower priority, no core dumps, no files larger than nothing, a limit on memory, no
// new privileges, and a filter of system calls (seccomp) that leaves it computing, its memory and its open descriptors.
// [LimitCPU] bounds the processor time of what it does next.
//
// Each part holds without the others. What a system refuses is reported and the rest still done: containers often
// refuse namespaces, other processors than amd64 and arm64 have no filter, other systems than Linux nothing of this.
//
// Why no Landlock and no mount namespace: the filter allows no opening of files at all, which is more than either gives,
// and it reaches all threads of a Go program, which Landlock does not.
package confine
