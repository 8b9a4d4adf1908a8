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

// batchSize is how many messages one sendmmsg takes.
const batchSize = 64

// sender sends queues with sendmmsg(2) and UDP_SEGMENT (udp(7)).
type sender struct {
	raw   syscall.RawConn
	v6    bool
	plain atomic.Bool // the kernel or the card cannot segment: found out by trying, and kept
}

// message is the kernel's struct mmsghdr.
type message struct {
	hdr  unix.Msghdr
	sent uint32
}

// scratch is a shard's memory for a system call.
type scratch struct {
	messages []message
	first    []int // the first datagram of each message
	names    [batchSize]unix.RawSockaddrInet6
	controls [batchSize][24]byte
	iovecs   []unix.Iovec
	call     func(fd uintptr) bool
	from     int
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

// send sends a queue. What cannot be sent is lost, as datagrams may be.
func (s *sender) send(q *queue, m *scratch) {
	if cap(m.messages) == 0 {
		m.messages, m.first = make([]message, 0, batchSize), make([]int, 0, batchSize)
		m.call = m.sendmmsg
	}
	if cap(m.iovecs) < len(q.grams) {
		m.iovecs = make([]unix.Iovec, 0, 2*len(q.grams)) // never grows while messages point into it
	}
	m.iovecs = m.iovecs[:0]
	for i := range q.dests {
		for g := q.dests[i].head; g >= 0; {
			g = s.pack(q, m, q.dests[i].addr, g)
			if len(m.messages) == batchSize {
				s.flush(m)
			}
		}
	}
	s.flush(m)
}

// pack makes a message of the datagrams from g on that may be segments of one: all of one size, the last
// perhaps smaller. It returns the datagram after them.
//
//nolint:gosec // the kernel reads structures by address; scratch keeps them alive during the call
func (s *sender) pack(q *queue, m *scratch, addr netip.AddrPort, g int) int {
	n := len(m.messages)
	m.messages = append(m.messages, message{})
	m.first = append(m.first, g)
	size, total, segments := q.grams[g].size, 0, 0
	begin := len(m.iovecs)
	for g >= 0 && segments < maxSegments {
		here := q.grams[g].size
		if segments > 0 && (s.plain.Load() || here > size || total+here > maxMessage) {
			break
		}
		iov := unix.Iovec{Base: &q.arena[q.grams[g].at]}
		iov.SetLen(here)
		m.iovecs = append(m.iovecs, iov)
		total += here
		segments++
		g = q.grams[g].next
		if here < size {
			break
		}
	}
	h := &m.messages[n].hdr
	h.Iov = &m.iovecs[begin]
	h.SetIovlen(segments)
	h.Name = (*byte)(unsafe.Pointer(&m.names[n]))
	h.Namelen = s.name(&m.names[n], addr)
	if segments > 1 {
		c := &m.controls[n]
		hdr := (*unix.Cmsghdr)(unsafe.Pointer(c))
		hdr.Level, hdr.Type = unix.SOL_UDP, unix.UDP_SEGMENT
		hdr.SetLen(unix.CmsgLen(2))
		binary.NativeEndian.PutUint16(c[unix.CmsgLen(0):], uint16(size))
		h.Control = &c[0]
		h.SetControllen(unix.CmsgSpace(2))
	}
	return g
}

// name writes a socket address and returns its length.
//
//nolint:gosec // the kernel reads structures by address; scratch keeps them alive during the call
func (s *sender) name(n *unix.RawSockaddrInet6, addr netip.AddrPort) uint32 {
	ip, port := addr.Addr().Unmap(), addr.Port()
	if !s.v6 {
		v4 := (*unix.RawSockaddrInet4)(unsafe.Pointer(n))
		v4.Family, v4.Addr = unix.AF_INET, ip.As4()
		binary.BigEndian.PutUint16((*[2]byte)(unsafe.Pointer(&v4.Port))[:], port)
		return unix.SizeofSockaddrInet4
	}
	*n = unix.RawSockaddrInet6{Family: unix.AF_INET6, Addr: addr.Addr().As16()}
	binary.BigEndian.PutUint16((*[2]byte)(unsafe.Pointer(&n.Port))[:], port)
	if zone := addr.Addr().Zone(); zone != "" {
		if i, err := net.InterfaceByName(zone); err == nil {
			n.Scope_id = uint32(i.Index)
		}
	}
	return unix.SizeofSockaddrInet6
}

// flush sends the messages packed so far.
func (s *sender) flush(m *scratch) {
	m.from = 0
	for m.from < len(m.messages) {
		if s.raw.Write(m.call) != nil {
			break // the socket is closed
		}
		if m.err == 0 {
			m.from += m.result
			continue
		}
		if s.refused(m.err) && m.messages[m.from].hdr.Iovlen > 1 {
			s.oneByOne(m)
		}
		m.from++ // an address that cannot be reached is its own trouble
	}
	m.messages, m.first, m.iovecs = m.messages[:0], m.first[:0], m.iovecs[:0]
}

// refused says whether an error means that segmentation is not to be had.
func (s *sender) refused(err syscall.Errno) bool {
	if errors.Is(err, unix.EIO) || errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOPROTOOPT) || errors.Is(err, unix.EOPNOTSUPP) {
		s.plain.Store(true)
		return true
	}
	return false
}

// oneByOne sends the datagrams of a message that could not go as segments.
//
//nolint:gosec // the vectors of one message stand side by side in scratch.iovecs
func (s *sender) oneByOne(m *scratch) {
	whole := m.messages[m.from].hdr
	parts := unsafe.Slice(whole.Iov, int(whole.Iovlen))
	for i := range parts {
		one := &m.messages[m.from].hdr
		one.Iov, one.Control = &parts[i], nil
		one.SetIovlen(1)
		one.SetControllen(0)
		rest := m.messages
		m.messages = m.messages[:m.from+1]
		err := s.raw.Write(m.call)
		m.messages = rest
		if err != nil {
			return
		}
	}
}

// sendmmsg is the system call on what is left; false asks to wait until the socket takes more.
//
//nolint:gosec // the kernel reads structures by address; scratch keeps them alive during the call
func (m *scratch) sendmmsg(fd uintptr) bool {
	left := m.messages[m.from:]
	n, _, err := unix.Syscall6(unix.SYS_SENDMMSG, fd, uintptr(unsafe.Pointer(&left[0])), uintptr(len(left)), unix.MSG_NOSIGNAL, 0, 0)
	m.result, m.err = int(n), err
	return err != unix.EAGAIN
}
