// Package media is the path of a packet: from a publisher's layer into the cache, through the fan-out, into
// every subscriber's stream. It knows tracks and layers, neither rooms nor signalling.
//
//	pion reads ─► layer (one goroutine per up track and layer: numbers, losses, key frames, cache)
//	                │ index of the packet, never its bytes
//	                ▼
//	             writer (one goroutine per up track, more when it has many subscribers)
//	                │ reads the packet once, then for each of its down tracks:
//	                ▼
//	             DownTrack (layer wanted? renumber, rewrite, send)
//
// Invariants:
//   - a layer's counters belong to its goroutine; what others read of them is atomic;
//   - a DownTrack's numbers belong to the one writer it was given to for life; retransmissions are asked of
//     that writer through its queue, never made beside it;
//   - lists of subscribers are replaced, never changed in place: the path of a packet loads a pointer;
//   - the cache's mutex is the only lock a packet meets before pion's own;
//   - a full queue drops the index. The packet stays in the cache, so the subscriber's NACK brings it back;
//   - nothing allocates and nothing is logged per packet;
//   - what goes out leaves through Sender: whoever batches system calls replaces that, and nothing else.
//
// Why a queue between layer and writer even for one subscriber: with simulcast three goroutines feed one
// down track, and one owner is simpler and cheaper than a lock in each of hundreds of down tracks.
package media
