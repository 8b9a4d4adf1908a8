package store_test

import (
	"fmt"
	"syscall"
	"testing"
)

// smallDisk mounts a file system of so many bytes, which takes rights that only some machines give, and returns how to
// fill it.
func smallDisk(t *testing.T, size int) (folder string, fill func() (free func())) {
	t.Helper()
	folder = t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		t.Skipf("no small disk can be mounted here: %v (TestAFullDatabase proves the same within the file)", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return folder, func() func() { return fillUp(t, folder) }
}
