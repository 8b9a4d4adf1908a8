// Package wire is the server's end of a websocket whose writes never wait: what the socket does not take at once is
// kept and pushed by a goroutine that lives only until it is gone. So one goroutine can write to hundreds of devices,
// of which some do not read, as fast as to one.
//
// Reading and the handshake are gorilla/websocket's. Frames to the device are made here, once for all devices that get
// the same (a server's frames carry no mask, so they are the same bytes for everybody), and compressed once: see
// [Frame] and [Compose].
//
// # Invariants
//
//   - A frame goes out whole or the connection is dead: bytes of two frames never mix, whoever writes them.
//   - Write returns without waiting for the network. It copies what the socket does not take; [Conn.Busy] tells the
//     caller to hold further frames back, which bounds the copy by one frame.
//   - At most one goroutine waits on the socket of a connection, and Close waits for it.
//
// Why not gorilla's own writer with PreparedMessage: it writes through a blocking net.Conn, sets a deadline before each
// write, and cannot share the compression of a snapshot between welcomes that differ in a few bytes.
package wire
