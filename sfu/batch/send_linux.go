package batch

import (
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"sync/atomic"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// sender sends messages with sendmmsg(2) and UDP_SEGMENT (udp(7)).
type sender struct {
	raw   syscall.RawConn
	v6    bool
	plain atomic.Bool // the kernel or the card cannot segment: found out by trying, and kept
}

// address is a socket address as the kernel takes it.
type address struct {
	raw  unix.RawSockaddrInet6
	size uint32
}

// header is the kernel's struct mmsghdr.
type header struct {
	hdr  unix.Msghdr
	sent uint32
}

// scratch is a queue's memory for a system call.
type scratch struct {
	headers  []header
	controls [][24]byte
	iovecs   []unix.Iovec
	call     func(fd uintptr)
	wait     func(fd uintptr) bool
	left     []header
	result   int
	err      syscall.Errno
}

func (s *sender) open(c *net.UDPConn) error {
	raw, err := c.SyscallConn()
	if err != nil {
		return err
	}
	s.raw = raw
	s.v6 = c.LocalAddr().(*net.UDPAddr).IP.To4() == nil
	return nil
}

func (m *scratch) ready() {
	if m.call == nil {
		m.headers = make([]header, batchSize)
		m.controls = make([][24]byte, batchSize)
		m.iovecs = make([]unix.Iovec, batchSize)
		m.wait = m.sendmmsg
		m.call = func(fd uintptr) { m.sendmmsg(fd) }
	}
}

// send sends up to batchSize messages of a queue.
func (s *sender) send(q *Queue, list []message) {
	m := &q.scratch
	m.ready()
	for i := range list {
		s.pack(q, m, i, &list[i])
	}
	for from := 0; from < len(list); {
		if !s.try(m, m.headers[from:len(list)]) {
			return // the socket is closed
		}
		if m.err == 0 {
			from += m.result
			continue
		}
		if list[from].segments > 1 && s.refused(m.err, list[from].route) {
			s.oneByOne(q, m, &m.headers[from], &list[from])
		}
		from++ // an address that cannot be reached is its own trouble
	}
}

// try makes the system call; false when the socket is closed. Only a full socket buffer makes it wait, and
// only then does it take the socket's write lock: several goroutines may send at once.
func (s *sender) try(m *scratch, left []header) bool {
	m.left = left
	if s.raw.Control(m.call) != nil {
		return false
	}
	if m.err == unix.EAGAIN {
		return s.raw.Write(m.wait) == nil
	}
	return true
}

// pack writes the header of a message.
//
//nolint:gosec // the kernel reads structures by address; queue and scratch keep them alive during the call
func (s *sender) pack(q *Queue, m *scratch, i int, msg *message) {
	iov := &m.iovecs[i]
	iov.Base = &q.arena[msg.at]
	iov.SetLen(msg.end - msg.at)
	h := &m.headers[i].hdr
	*h = unix.Msghdr{Name: (*byte)(unsafe.Pointer(&msg.route.name.raw)), Namelen: msg.route.name.size, Iov: iov}
	h.SetIovlen(1)
	if msg.segments == 1 {
		return
	}
	c := &m.controls[i]
	hdr := (*unix.Cmsghdr)(unsafe.Pointer(c))
	hdr.Level, hdr.Type = unix.SOL_UDP, unix.UDP_SEGMENT
	hdr.SetLen(unix.CmsgLen(2))
	binary.NativeEndian.PutUint16(c[unix.CmsgLen(0):], uint16(msg.size))
	h.Control = &c[0]
	h.SetControllen(unix.CmsgSpace(2))
}

// segments says whether the kernel may be asked to segment.
func (s *sender) segments() bool { return !s.plain.Load() }

// name writes a socket address.
//
//nolint:gosec // as pack
func (s *sender) name(a *address, addr netip.AddrPort) {
	ip, port := addr.Addr().Unmap(), addr.Port()
	if !s.v6 {
		v4 := (*unix.RawSockaddrInet4)(unsafe.Pointer(&a.raw))
		v4.Family, v4.Addr = unix.AF_INET, ip.As4()
		binary.BigEndian.PutUint16((*[2]byte)(unsafe.Pointer(&v4.Port))[:], port)
		a.size = unix.SizeofSockaddrInet4
		return
	}
	a.raw = unix.RawSockaddrInet6{Family: unix.AF_INET6, Addr: addr.Addr().As16()}
	binary.BigEndian.PutUint16((*[2]byte)(unsafe.Pointer(&a.raw.Port))[:], port)
	if zone := addr.Addr().Zone(); zone != "" {
		if i, err := net.InterfaceByName(zone); err == nil {
			a.raw.Scope_id = uint32(i.Index)
		}
	}
	a.size = unix.SizeofSockaddrInet6
}

// refused says whether an error means that segmentation is not to be had, on this way or at all.
func (s *sender) refused(err syscall.Errno, r *Route) bool {
	switch {
	case errors.Is(err, unix.EINVAL): // also a way too narrow for the segments
		r.plain.Store(true)
	case errors.Is(err, unix.EIO), errors.Is(err, unix.ENOPROTOOPT), errors.Is(err, unix.EOPNOTSUPP):
		s.plain.Store(true)
	default:
		return false
	}
	return true
}

// oneByOne sends the datagrams of a message that could not go as segments.
func (s *sender) oneByOne(q *Queue, m *scratch, whole *header, msg *message) {
	one := make([]header, 1)
	for at := msg.at; at < msg.end; at += msg.size {
		iov := whole.hdr.Iov
		iov.Base = &q.arena[at]
		iov.SetLen(min(msg.size, msg.end-at))
		one[0].hdr = whole.hdr
		one[0].hdr.Control = nil
		one[0].hdr.SetControllen(0)
		if !s.try(m, one) {
			return
		}
	}
}

// sendmmsg is the system call on what is left; false asks to wait until the socket takes more.
//
//nolint:gosec // as pack
func (m *scratch) sendmmsg(fd uintptr) bool {
	// Raw: the call does not block, and to tell the scheduler of it makes that start and stop threads for what
	// is over in less time.
	n, _, err := unix.RawSyscall6(unix.SYS_SENDMMSG, fd, uintptr(unsafe.Pointer(&m.left[0])), uintptr(len(m.left)),
		unix.MSG_NOSIGNAL|unix.MSG_DONTWAIT, 0, 0)
	m.result, m.err = int(n), err
	return err != unix.EAGAIN
}
