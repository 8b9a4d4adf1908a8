// Package sfu forwards media between the participants of a room. It speaks the protocol of LiveKit's
// clients and knows nothing of meetings: whoever runs it admits, mutes and removes through Server, and is
// told of what happens through Hooks.
//
//	signal   carries the messages of clients and administrators (HTTP, websockets)
//	sfu      rooms, participants, negotiation, who publishes and who subscribes to what   ← here
//	media    the path of a packet
//	rtp      arithmetic on packets        batch  many datagrams in few system calls
//	bwe      what fits into a receiver's bandwidth
//	load     measures a server            sfutest  runs one for tests
//
// # How it works
//
// A Participant does everything of its own in one queue (ops), one thing after another: the client's
// messages, negotiation, what pion reports, and being told to look again at what there is to subscribe to.
// reconcile compares what is wanted with what is, and is the only place where subscriptions begin or end;
// so it does not matter in which order wishes, tracks and permissions come.
//
// A client with two peer connections (/rtc) is offered what it receives; one with a single peer connection
// (/rtc/v1) makes every offer itself, and is asked to by media_sections_requirement.
//
// # Invariants
//
//   - The first message of a websocket is join, reconnect or leave.
//   - A participant's update is queued before the description that carries its track.
//   - A mute is sent to its publisher before the update that shows it: clients answer an update that
//     contradicts them with a mute of their own.
//   - Removing an old session never touches the one that took its place: the sid is compared.
//   - close takes a participant out of its room at once; peer connections end in its queue, and
//     Server.Close waits for all of them. Every goroutine is counted in Server.running, in a queue or in an
//     up track.
//   - Nothing here waits for a client: sinks, data channels and media queues drop, and who falls hopelessly
//     behind is told to join anew.
//   - The path of a packet (package media) takes no lock of this package, but for a look at a socket's list of
//     publishers (bypass).
//
// # Lock order
//
// Server.mu → Room.mu → dataRoom.mu → Participant.mu → dataChannels.mu → quality.mu → speakers.mu → voices.mu →
// an up track's own. What has to be told is collected under a lock and told after it. Hooks are called under none.
//
// # Why so many files
//
// budget: more than twelve files because the protocol has so many concerns; each file is one of them, with
// its messages, its state and its rules. The path of packets was moved to media, which knows neither rooms
// nor messages.
//
// # What a packet costs
//
// Server CPU for each packet received by a subscriber, this server, LiveKit 1.13.5 and Galène 1.1 by turns in the
// same minutes; loopback on one address, two cores shared with the load and with nothing else, Go 1.26, 1.5 Mbit/s
// VP8 and opus of 100 bytes; the mean of two runs, one for each from 300 receivers on:
//
//	                                     this server    LiveKit    Galène     ratio to each    p99, in this order
//	1 camera × 50 receivers              4.8 µs         18.0 µs    12.5 µs    0.27, 0.38        1.9,  4.2, 3.3 ms
//	1 camera × 100                       3.7 µs         14.5 µs    11.5 µs    0.26, 0.33        3.2,  8.0, 5.7 ms
//	1 camera × 300 (45 000 packets/s)    3.9 µs         12.9 µs               0.30             10.6, 23.9 ms
//	1 camera × 600                       2.8 µs         11.3 µs               0.25             18.7, 660 ms
//	1 camera × 900 (1.2 Gbit/s)          2.8 µs                                                28.0 ms
//	10 microphones × 50                  5.8 µs         14.7 µs    15.9 µs    0.40, 0.37        1.4,  1.9, 2.0 ms
//	memory per video receiver            270-300 kB     1300 kB     340 kB    0.22, 0.84
//	memory per receiver of 10 voices     420 kB         2590 kB    2170 kB    0.16, 0.19
//	memory per idle participant          206 kB          820 kB               0.25
//
// No packet was lost here in any of them, 0.38 of a core is used at 900 receivers; LiveKit was clean at 400 and fell
// behind at 600 with a whole one. Every address the server listens on adds some 20 kB to a participant. What is told of
// idle participants is of a busier hour. Measured with a running server and
//
//	go run ./cmd/bots -url ws://127.0.0.1:7880 -keys "name: secret" -cameras 1 -subscribers 50 -pid PID
//
// (-h names the other kinds of load). Galène speaks a protocol of its own: it was measured with the same receivers
// behind a client of that protocol, each stream a peer connection as Galène asks for, with its default settings.
//
// What made the difference, in the order of its effect: one segmented message for each subscriber and frame,
// many of them in one system call (batch); packets sealed here instead of in pion's chain (media.Path); what is
// published opened at the socket instead of there, where five goroutines are woken for each packet
// (media.Bypass); system calls that do not stir Go's scheduler, whose watcher took a sixth of the whole (batch); a
// writer woken for a frame and not for a packet (media). More than half of what is left for video is the kernel's. An
// audio packet has no frame to share a system call's walk through the kernel with.
//
// What a participant keeps is mostly pion's: some twenty goroutines, its layers' buffers of 8 kB each, one more goroutine
// and buffer for each address of the server. Shared are the certificate, the codecs and the list of interfaces
// (shared.go); a participant's queue has a goroutine only while there is work.
//
// Figures do not travel between machines: measure another server in the same minute and compare.
package sfu
