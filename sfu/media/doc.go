// Package media is the path of a packet: from a publisher's layer into the cache, through the fan-out, into
// every subscriber's stream. It knows tracks and layers, neither rooms nor signalling.
//
//	pion reads ─► layer (one goroutine per up track and layer: numbers, losses, key frames, cache)
//	                │ index of the packet, never its bytes
//	                ▼
//	             writer (one goroutine per up track, more when it has many subscribers)
//	                │ reads a frame's packets once, then goes from down track to down track:
//	                ▼
//	             DownTrack (layer wanted? renumber, rewrite)
//	                ▼
//	             Path (header and SRTP written into the writer's queue) ─► batch ─► the kernel
//
// Invariants:
//   - a layer's counters belong to its goroutine; what others read of them is atomic;
//   - a DownTrack's numbers belong to the one writer it was given to for life; retransmissions are asked of
//     that writer through its queue, never made beside it;
//   - lists of subscribers are replaced, never changed in place: the path of a packet loads a pointer;
//   - the mutexes of the cache and of a writer's inbox are the only locks a packet meets on its way out;
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
