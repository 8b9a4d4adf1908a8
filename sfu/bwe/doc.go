// Package bwe decides which layers of which videos fit into what a receiver can take. It is arithmetic:
// estimates and times are arguments.
//
// A receiver tells what it believes it can take (REMB) and what it loses. The belief of an unloaded path
// is worthless as a bound, for it follows what was sent; so nothing is limited until the belief falls
// markedly while it matters, or packets are lost. From then on layers are given within the bound, the
// lowest of every video first. Every few seconds it is found out with padding, growing gently, how much
// more passes; to a receiver that cannot be sent padding one step at a time is tried after a growing pause.
//
// Invariants:
//   - audio comes before every video;
//   - without congestion every video gets what it wishes;
//   - a higher priority is served up to its wish before a lower one gets more than its lowest layer;
//   - nothing is paused unless that is allowed.
//
// # Why it does not estimate by transport-cc
//
// Pion's estimator (interceptor/pkg/gcc) was set beside it on a line narrowed to 500 kbit/s with 5 % loss and
// a queue of 300 ms, which takes everything again after 20 s; one VP8 camera of 150, 500 and 1700 kbit/s with
// one microphone. The estimator was run by itself against a simulated line; this package within the server,
// with real clients, on two cores with a load of 9 to 14.
//
//	                                      comes down after    the best picture is back after
//	pion/gcc                              0.2 s               11.7 s, 18.7 s, not within 20 s
//	this, Chromium 156 (REMB)             1.3 – 1.7 s         3.3 – 7.4 s, once 10.9 s before probes came every 4 s
//	this, the Go client (losses only)     0.9 – 1.0 s         1.0 – 3.9 s
//
// So it is a second quicker when a line narrows, and too slow when it widens: an estimate grows with what is
// sent, and only probes can send more than there is to send. Those are here already, and tell by losses and by
// REMB. For that second every packet would carry an extension and a number drawn across tracks, and every
// subscriber would report ten times a second. The sound does not suffer for the want of it: of 5397 packets in
// seven runs one was missing in Chromium, which asks for what is lost again.
package bwe
