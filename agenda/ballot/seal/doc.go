// Package seal keeps a secret ballot closed until its round is.
//
// A device seals the marks to the public key of the round with HPKE (RFC 9180: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256,
// AES-128-GCM, base mode), for that is what every browser's WebCrypto can do and what the standard library has. What is
// sealed is bound twice: the info names the meeting, the round and the hash of what was frozen, and the additional data
// is the elector, so that a copied envelope opens for no other person and in no other round.
//
// An envelope is enc‖ciphertext: the device's 65 bytes of ephemeral public key, then the padded marks and the tag of 16
// bytes. Its length depends on the question alone.
//
// Who can open is a choice of the round. Either the server keeps the key in a file of its [Keeper] until the count, or
// [Split] divides it among tellers and the server forgets it: any threshold of them opens, fewer learn nothing at all.
//
// Invariants:
//   - a key is printed by no verb of fmt, no log and no JSON; its bytes leave only through Key.Bytes.
//   - a key that Create has returned is on disk; one that Destroy has returned of is not.
//   - Open, Decode, Combine and ParseKey take what anybody sent: they refuse it with a coded error and never panic.
//   - nothing here tells apart why an envelope does not open.
//
// Destroy overwrites, syncs and unlinks. On a disk that moves blocks about (flash, copying file systems, snapshots) an
// old block may survive it: the folder of the keeper belongs on no backup, and on an encrypted disk where that matters.
//
// No goroutine outlives a call. A Keeper may be used from anywhere at once, by one process.
package seal
