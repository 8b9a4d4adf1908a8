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
//   - The path of a packet (package media) takes no lock of this package.
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
// Server CPU for each packet received by a subscriber, this server and LiveKit 1.13.5 by turns in the same
// minutes; loopback, two cores shared with the load, Go 1.26, 1.5 Mbit/s VP8 and opus of 100 bytes; medians of
// three runs, but one of 1 × 300:
//
//	                                     this server    LiveKit    ratio    p99 here, there
//	1 camera × 50 receivers              5.3 µs         14.7 µs    0.36     2.0 ms,  3.0 ms
//	1 camera × 100                       3.7 µs         12.8 µs    0.29     3.9 ms,  5.0 ms
//	1 camera × 300 (45 000 packets/s)    2.9 µs         11.4 µs    0.25     8.3 ms, 22.4 ms
//	10 microphones × 50                  6.3 µs         12.2 µs    0.52     1.4 ms,  1.7 ms
//	memory per video receiver            380 kB         1200 kB    0.32
//	memory per idle participant          300 kB          880 kB    0.34
//
// Galène was not measured in these minutes: the load speaks LiveKit's protocol. Measured with a running
// server and
//
//	go run ./cmd/bots -url ws://127.0.0.1:7880 -keys "name: secret" -cameras 1 -subscribers 50 -pid PID
//
// What made the difference, in the order of its effect: one segmented message for each subscriber and frame,
// many of them in one system call (batch); packets sealed here instead of in pion's chain (media.Path); system
// calls that do not stir Go's scheduler, whose watcher took a sixth of the whole (batch); a writer woken for a
// frame and not for a packet (media). Two thirds of what is left for video are the kernel's.
//
// Figures do not travel between machines: measure another server in the same minute and compare.
package sfu
