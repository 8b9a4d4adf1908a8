//go:build unix

package web

import "syscall"

// diskFree is what an unprivileged process may still write, in bytes.
func diskFree(folder string) (uint64, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(folder, &fs); err != nil {
		return 0, err
	}
	return fs.Bavail * uint64(fs.Bsize), nil
}
