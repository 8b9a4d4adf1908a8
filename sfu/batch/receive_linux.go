package batch

import (
	"encoding/binary"
	"net/netip"
	"strconv"
	"sync"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	receiveBatch = 16
	receiveSize  = 2048 // no datagram of ours is longer
)

// receiver reads datagrams several at a time and hands them out one by one. Like the sender it makes its
// system calls without telling Go's scheduler, whose watch over system calls would cost more than they do.
type receiver struct {
	mu      sync.Mutex
	headers []header
	iovecs  []unix.Iovec
	names   []unix.RawSockaddrInet6
	buffers []byte
	have    int // datagrams read, of which next is the first not handed out
	next    int
	err     syscall.Errno
	call    func(fd uintptr) bool
}

//nolint:gosec // the kernel writes into what the headers point to; receiver keeps it alive
func (r *receiver) open() {
	r.headers = make([]header, receiveBatch)
	r.iovecs = make([]unix.Iovec, receiveBatch)
	r.names = make([]unix.RawSockaddrInet6, receiveBatch)
	r.buffers = make([]byte, receiveBatch*receiveSize)
	for i := range r.headers {
		r.iovecs[i].Base = &r.buffers[i*receiveSize]
		r.iovecs[i].SetLen(receiveSize)
		h := &r.headers[i].hdr
		h.Iov = &r.iovecs[i]
		h.SetIovlen(1)
		h.Name = (*byte)(unsafe.Pointer(&r.names[i]))
	}
	r.call = r.recvmmsg
}

// receive copies the next datagram into b.
func (r *receiver) receive(c *Conn, b []byte) (int, netip.AddrPort, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.call == nil {
		r.open()
	}
	for r.next == r.have {
		if err := c.out.raw.Read(r.call); err != nil {
			return 0, netip.AddrPort{}, err
		}
		r.next = 0
		if r.err != 0 {
			r.have = 0
			if r.err != unix.ECONNREFUSED && r.err != unix.EINTR { // ICMP's word of an earlier datagram is no end
				return 0, netip.AddrPort{}, r.err
			}
		}
	}
	i := r.next
	r.next++
	size := int(r.headers[i].sent)
	n := copy(b, r.buffers[i*receiveSize:i*receiveSize+size])
	return n, addressOf(&r.names[i]), nil
}

// recvmmsg is the system call; false asks to wait for datagrams.
//
//nolint:gosec // as open
func (r *receiver) recvmmsg(fd uintptr) bool {
	for i := range r.headers {
		r.headers[i].hdr.Namelen = unix.SizeofSockaddrInet6
	}
	n, _, err := unix.RawSyscall6(unix.SYS_RECVMMSG, fd, uintptr(unsafe.Pointer(&r.headers[0])), receiveBatch, unix.MSG_DONTWAIT, 0, 0)
	r.have, r.err = int(n), err
	return err != unix.EAGAIN
}

// addressOf reads a socket address the kernel wrote.
//
//nolint:gosec // as open
func addressOf(a *unix.RawSockaddrInet6) netip.AddrPort {
	if a.Family == unix.AF_INET {
		v4 := (*unix.RawSockaddrInet4)(unsafe.Pointer(a))
		return netip.AddrPortFrom(netip.AddrFrom4(v4.Addr), binary.BigEndian.Uint16((*[2]byte)(unsafe.Pointer(&v4.Port))[:]))
	}
	ip := netip.AddrFrom16(a.Addr)
	if a.Scope_id != 0 && ip.IsLinkLocalUnicast() {
		ip = ip.WithZone(strconv.Itoa(int(a.Scope_id)))
	}
	return netip.AddrPortFrom(ip.Unmap(), binary.BigEndian.Uint16((*[2]byte)(unsafe.Pointer(&a.Port))[:]))
}
