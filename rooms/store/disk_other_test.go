//go:build !linux

package store_test

import "testing"

func smallDisk(t *testing.T, _ int) (folder string, fill func() (free func())) {
	t.Helper()
	t.Skip("no small disk can be mounted here (TestAFullDatabase proves the same within the file)")
	return t.TempDir(), func() func() { return fillUp(t, "") }
}
