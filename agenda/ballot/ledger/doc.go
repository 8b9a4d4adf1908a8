// Package ledger is the tamper-evident log of a meeting's rounds of voting.
//
// Every act on a round, from its preparation to the destruction of its key, is an [Act]: one line of JSON, one leaf of a
// Merkle tree (RFC 6962 hashing, SHA-256). The server needs only the right [Edge] of the tree, a few hashes, to add a
// leaf and to know the root. A [Signer] signs the root as a checkpoint, a note of a few lines that fits a QR code: shown
// on the wall, sent to every unit and printed in the record, it makes a later rewriting a thing that must fool all of
// them. [Write] exports the whole; package audit, which shares no code with this one, reads it.
//
// Invariants:
//   - a leaf is the bytes that were appended, and an export carries those bytes: nothing is marshalled a second time.
//   - of a sealed round the log knows who cast and the hash of the envelope, and nothing that was in it.
//   - an Edge is a value: Append changes nothing that a copy of it sees.
//   - acts are numbered from 0 in the order of the tree; the number is in the leaf.
//
// The root equals that of golang.org/x/mod/sumdb/tlog for the same leaves; signatures are those of its neighbour note.
// The tree is written here because tlog keeps hashes in a store of its own, and a meeting keeps one edge in its state.
//
// Everything is pure but for the writer that Write is given. No goroutine is started.
package ledger
