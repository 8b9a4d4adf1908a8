// Package rtp is the arithmetic of packets: headers read in place, the packet cache, the renumbering of
// a forwarded stream, payload and dependency descriptors, lost-packet bookkeeping and audio levels.
//
// Invariants:
//   - nothing here starts a goroutine, opens a socket or reads a clock: time is an argument;
//   - nothing allocates on the path of a packet once warm;
//   - sequence numbers are unwrapped to 64 bits on entry (Unwrapper) and cut to 16 on exit, so that no
//     other type has to think of wrap-around;
//   - only Cache is safe for concurrent use; every other type has one owner.
package rtp
