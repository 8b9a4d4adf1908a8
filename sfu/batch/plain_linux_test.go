package batch

import (
	"testing"

	"golang.org/x/sys/unix"
)

// setPlain makes a socket do without segmentation.
func setPlain(c *Conn, plain bool) { c.out.plain.Store(plain) }

// refuse makes the kernel refuse to segment: it does so for sockets that send no checksums.
func refuse(t *testing.T, c *Conn) {
	t.Helper()
	if err := c.out.raw.Control(func(fd uintptr) {
		if err := unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_NO_CHECK, 1); err != nil {
			t.Error(err)
		}
	}); err != nil {
		t.Fatal(err)
	}
}
