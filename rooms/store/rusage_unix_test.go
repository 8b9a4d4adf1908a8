//go:build unix

package store_test

import (
	"syscall"
	"testing"
)

// processorTime returns what this process has used of the processors, in nanoseconds.
func processorTime(tb testing.TB) int64 {
	tb.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		tb.Fatal(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}
