// Package files keeps bytes on disk under one folder: originals by the SHA-256 of their content, and what was made
// from them (page images, text, manifests) in named areas beside them. It does not know what the bytes mean.
//
//	sha256/ab/ab…64 hex digits     an original; never changed once it stands there
//	derived/<area>/<shard>/<name>  made by us, can be made again
//	tmp/                           being written
//
// # Invariants
//
//   - A name under sha256/ or derived/ always holds the whole content: bytes are written under tmp/, synced, and only
//     then renamed. A crash at any moment leaves the old state or the new one.
//   - An original is durable when Put returns (file and folder are synced). A derived file is whole when it is there,
//     but may be missing after a power cut; its owner makes it again.
//   - Whoever writes a temporary file holds a lock on it. [Open] removes those that nobody holds, so that a crash
//     leaves no litter and several servers may share one folder.
//   - Every access goes through one [os.Root]: no name, and no symbolic link, leads outside the folder.
//
// There is no counting of references: the caller knows which meetings use an original, and calls Remove after the last.
//
// No goroutine is started and no lock is held between calls; all methods may be called from anywhere at once.
package files
