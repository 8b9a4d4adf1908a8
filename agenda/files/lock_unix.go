//go:build unix

package files

import (
	"os"
	"syscall"
)

// tryLock takes the file for this writer until it is closed, and tells whether nobody else had it.
func tryLock(f *os.File) bool {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
