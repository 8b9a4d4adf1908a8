// Package signal speaks LiveKit's protocol for sfu: the websocket of a client, the HTTP endpoints beside
// it, and the administrator's API. It carries messages; what they mean is sfu's.
//
//	client ─► websocket reader ─► sfu.Session.Handle        (one message at a time: its own back-pressure)
//	client ◄─ writer goroutine ◄─ bounded queue ◄─ sfu.Sink (never blocks who sends)
//
// Invariants:
//   - a token is verified before anything else is looked at; the room comes from the token alone;
//   - a frame is bounded before it is read, and a client that breaks the bound or the encoding is closed
//     with the reason, in the websocket's close frame and in one log line;
//   - a client that does not read is closed when its queue is full; it resumes;
//   - every websocket ends with the media server's session, so closing the server closes them all.
package signal
