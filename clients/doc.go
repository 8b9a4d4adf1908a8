// Package clients is the hub: it tells connected devices what is true in their meeting, and takes their commands. The
// protocol is in protocol.md, its types in protocol.go, and in TypeScript in web/app/src/core/protocol.gen.ts.
//
//	room ── Feed ──► follower ──► audience (desk, seat, screen) ──► session ──► wire ──► device
//	room ◄── Do ──── session ◄── wire ◄── device
//
// A follower is the one goroutine that follows a room for all its devices. It applies the room's events to a replica,
// projects what they touched into values for each audience (view.go, the only place where anything is left out),
// encodes them once, and offers the frame to every device. It keeps every value with the seq of its last change, in the
// order of these changes; what a device has missed since any seq is the end of that order.
//
// # Invariants
//
//   - No broadcast waits for a device, and no two writers mix on one connection (package wire).
//   - A device whose socket is full costs no queue: it is passed over, and told everything that it has missed, each
//     value once and the newest, when its socket has room. Only replies wait, within QueueBytes.
//   - A patch follows what the device has (prev ≤ its seq < seq), and nobody is told anything twice in an epoch.
//   - Who loses a role is told nothing more under it: consequences for persons come before the telling.
//   - Identity comes from the Visitor, never from a frame. A log never holds arguments.
//   - Every goroutine is a session's (reading; carrying out commands, while there are any; pushing, while the socket is
//     full) or a follower's (loop, pump, presence), and Close returns when all are gone.
//
// Lock order: Hub.mu, then outbox.mu, then wire's; follower.mu and commands.mu stand alone. What the loop owns has no
// lock: others leave it a note, which never waits.
//
// # Why
//
//   - A slow device is given the newest values instead of a queue with replaceable entries, which would be the same
//     with more state: what a queue would hold after replacing is what resume computes anyway. So there is nothing to
//     overflow but replies. A device that takes nothing for ten seconds is told bye (slow), and cut after ten more.
//   - Commands of a connection run one after the other, not several at once: what a finger did first happens first, and
//     a hundred a second are more than anybody may send.
//   - Ballots, check-ins, lines and renderings come in floods, each changing a value that everybody sees; they are told
//     at most four times a second, the first at once. Everything else is told at once.
//
// # Figures
//
// November 2026, two cores shared with other work; devices in a process of their own, on loopback; processor time of
// the server alone, its room included; beside it the floor, a bare server that does one write(2) per device, in turns
// with the hub (go test -run '^$' -bench . -benchtime 200x ./clients; devices take permessage-deflate):
//
//	a page turned before        p50       p99      processor per delivery   floor: p50   p99      processor
//	100 devices                 0.6 ms    2.5 ms   7.8 µs                   0.8 ms       4.5 ms   5.5 µs
//	500 devices                 4.3 ms    12 ms    7.5 µs                   3.2 ms       8.3 ms   6.5 µs
//	1000 devices                8.5 ms    33 ms    7.7 µs                   7.3 ms       35 ms    6.4 µs
//
//	all back at once, knowing nothing       until the last is welcomed     processor per device
//	500 devices of 500 people               98 ms                          119 µs
//	1000 devices of 1000 people             320 ms                         153 µs
//
//	memory: 7.2 KiB per connection, stacks included
//
// The processor time is 1.15 to 1.3 times the floor of the same run, and as much with twelve full sockets among 500.
//
// budget: 13 files, for each is a page about one thing: a device's place among the others, its outgoing side, the
// picture for operators …
//
//go:generate go run dienhong/cmd/dev/tsgen
package clients
