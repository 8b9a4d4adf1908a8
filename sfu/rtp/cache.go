package rtp

import "sync"

// Meta is what is remembered of a packet beside its bytes.
type Meta struct {
	// Sequence is the source's extended sequence number; it is the packet's index in the cache.
	Sequence  uint64
	Timestamp uint32
	// Active are the decode targets being sent, as bits; for streams with a Structure.
	Active uint32
	Marker bool
	// Key says that this packet begins a key frame.
	Key bool
	// Start says that this packet begins a frame, as far as the payload shows.
	Start bool
	// Dependency is the length of the dependency descriptor that stands before the payload in the slot.
	Dependency uint8
	// Structure is what the dependency descriptor refers to, nil when there is none.
	Structure *Structure
}

type slot struct {
	meta Meta
	data []byte
}

// Cache keeps the last packets of one source, each once, found by extended sequence number. A slot's bytes
// are reused and grow to the largest packet they held. It is safe for concurrent use; the critical section
// is one copy.
type Cache struct {
	mu    sync.Mutex
	slots []slot
	mask  uint64
}

// MaxPacket is the largest dependency descriptor plus payload the cache takes, in bytes.
const MaxPacket = 1600

// NewCache returns a cache of at least size packets, rounded up to a power of two.
func NewCache(size int) *Cache {
	n := 1
	for n < size {
		n <<= 1
	}
	return &Cache{slots: make([]slot, n), mask: uint64(n - 1)}
}

// Store keeps a copy of the packet and returns its index. It returns false when the packet is too large,
// already there, or older than what its slot holds. dependency may be nil.
func (c *Cache) Store(meta Meta, dependency, payload []byte) bool {
	if len(dependency)+len(payload) > MaxPacket || len(dependency) > 255 {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	s := &c.slots[meta.Sequence&c.mask]
	if s.data != nil && s.meta.Sequence >= meta.Sequence {
		return false
	}
	meta.Dependency = uint8(len(dependency))
	s.meta = meta
	s.data = append(append(s.data[:0], dependency...), payload...)
	if s.data == nil {
		s.data = []byte{}
	}
	return true
}

// Get copies the packet with this index into buf (of MaxPacket bytes) and returns what is known of it, its
// dependency descriptor and its payload, both within buf. It returns false when the packet is not there.
func (c *Cache) Get(sequence uint64, buf []byte) (meta Meta, dependency, payload []byte, ok bool) {
	c.mu.Lock()
	s := &c.slots[sequence&c.mask]
	if s.data == nil || s.meta.Sequence != sequence {
		c.mu.Unlock()
		return Meta{}, nil, nil, false
	}
	n := copy(buf, s.data)
	meta = s.meta
	c.mu.Unlock()
	d := int(meta.Dependency)
	return meta, buf[:d], buf[d:n], true
}

// Describe says afterwards what a packet's dependency descriptor refers to; nothing when the packet is gone.
func (c *Cache) Describe(sequence uint64, s *Structure, active uint32, key, start bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l := &c.slots[sequence&c.mask]; l.data != nil && l.meta.Sequence == sequence {
		l.meta.Structure, l.meta.Active, l.meta.Key, l.meta.Start = s, active, key, start
	}
}
