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
// Server.mu → Room.mu → dataRoom.mu → Participant.mu → dataChannels.mu → quality.mu → speakers.mu → an up
// track's own. What has to be told is collected under a lock and told after it. Hooks are called under none.
//
// # Why so many files
//
// budget: more than twelve files because the protocol has so many concerns; each file is one of them, with
// its messages, its state and its rules. The path of packets was moved to media, which knows neither rooms
// nor messages.
//
// # What a packet costs
//
// One camera (1.5 Mbit/s VP8) and 50 receivers, loopback, two cores shared with other work (load average 6),
// Go 1.26, one after the other in the same minutes:
//
//	                 server CPU per forwarded packet     latency p50, p99     memory per receiver
//	this server      6.2 µs   (0.40 of LiveKit's)        1.1 ms, 2.6 ms       471 kB
//	LiveKit 1.13.5   15.5 µs                             2.9 ms, 31 ms        1119 kB
//
// Three fifths of it are the kernel's. Measured with a running server and
//
//	go run ./cmd/bots -url ws://127.0.0.1:7880 -keys "name: secret" -cameras 1 -subscribers 50 -pid PID
//
// Figures do not travel between machines: measure another server in the same minute and compare.
package sfu
