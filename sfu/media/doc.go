// Package media is the path of a packet: from a publisher's layer into the cache, through the fan-out, into
// every subscriber's stream. It knows tracks and layers, neither rooms nor signalling.
//
//	socket ─► Bypass ─► layer (opened; numbers, losses, key frames, cache)
//	   └────► pion ───────┤    at first
//	                │ index of the packet, never its bytes
//	                ▼
//	             writer (one goroutine per up track, more when it has many subscribers)
//	                │ reads a frame's packets once, then goes from down track to down track:
//	                ▼
//	             DownTrack (layer wanted? renumber, rewrite)
//	                ▼
//	             Path (header and SRTP written into the writer's queue) ─► batch ─► the kernel
//
// A subscriber is sent one of a track's streams (simulcast), and of that stream the frames of the spatial and
// temporal layers it wishes (pick.go). Which those are is said by the dependency descriptor or by VP8's own
// temporal layers; a stream that says nothing is forwarded whole. A change waits for a frame from which on the
// layers wanted can be decoded, because all it refers to was sent: for spatial layers mostly a key frame, which
// is asked for. What is left out leaves no gap. The highest spatial layer sent ends the picture (marker).
// Descriptors pass untouched: Chromium decodes without being told that fewer decode targets are active.
//
// Of a room's microphones a Stage lets the loudest few through, before they reach a writer: what a layer does not
// pass on costs nothing, and its silence is a break after which numbers go on without a gap.
//
// budget: more than twelve files, one for each concern of a packet's way.
//
// Invariants:
//   - a layer's counters belong to whoever holds its mutex, which receiving a packet takes once; what others read
//     of them is atomic;
//   - what Bypass cannot open is left to pion, which tries and refuses by itself;
//   - a DownTrack's numbers belong to the one writer it was given to for life; retransmissions are asked of
//     that writer through its queue, never made beside it;
//   - lists of subscribers are replaced, never changed in place: the path of a packet loads a pointer;
//   - the mutexes of the cache and of a writer's inbox are the only locks a packet meets on its way out, beside
//     those of its layer and of what tells its publisher of arrivals on its way in. None is held during a system
//     call but that of a reply to the publisher;
//   - one stream is encrypted by one side for good, here or in pion: its counters are part of the encryption.
//     What is sent again under its own number is the same to the bit;
//   - a packet waits for its frame and for nothing else, two milliseconds at most;
//   - a full inbox drops the index. The packet stays in the cache, so the subscriber's NACK brings it back;
//   - nothing allocates and nothing is logged per packet (but for peers without AES-GCM, whose cipher of the
//     standard library does).
//
// Why a queue between layer and writer even for one subscriber: with simulcast three goroutines feed one
// down track, and one owner is simpler and cheaper than a lock in each of hundreds of down tracks.
package media
