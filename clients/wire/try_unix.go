//go:build unix

package wire

import (
	"errors"
	"syscall"
)

// try writes as much as the socket takes at once. Only Write calls it, under the lock.
func (p *pipe) try(b []byte) (int, error) {
	if p.raw == nil {
		return 0, nil
	}
	p.buf, p.n, p.errno = b, 0, nil
	err := p.raw.Write(p.attempt)
	p.buf = nil
	if err == nil && p.errno != nil && !errors.Is(p.errno, syscall.EAGAIN) {
		err = p.errno
	}
	return p.n, err
}

// tryOnce makes the one system call; sockets of the Go runtime never block in it.
func (p *pipe) tryOnce(fd uintptr) bool {
	for {
		n, err := syscall.Write(int(fd), p.buf)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		p.n, p.errno = max(n, 0), err
		return true
	}
}
