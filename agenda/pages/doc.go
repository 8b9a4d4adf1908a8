// Package pages turns a PDF into pictures of its pages, once, for every device of a meeting.
//
// A document is added by the hash of its original; updates tell how far it is; pages are asked for one by one, and one
// that is not there yet is drawn before everything else that waits. The first page comes first, so that a document is
// showable tenths of a second after its last byte.
//
//	server                                             worker, one process for one document
//	Add, Page, Text, Words                             RunWorker
//	  queue ── runner ── launcher ── pipe, frames ──►    confine.Self, MuPDF (fitz.go, fitz.c), encode
//	  notifier       └─ agenda/files ◄── pictures ───    pixels → PNG or WebP
//
// # Invariants
//
//   - MuPDF runs in workers only. A worker opens one document, gives up everything but computing (package confine) before
//     it reads the first byte, and is killed with its process group when it takes too long. What it answers is checked
//     as the word of a stranger: lengths, kinds, numbers.
//   - A document's fault is a code on the document or on a page of it (errors.go), never an error of the server; a fault
//     of the system (no process, no disk) is never blamed on a document: its pages wait and come again.
//   - An artefact's name is the hash of document, page, kind and renderer version, and an artefact is whole when it is
//     there. So pictures never change under their name, and a restart goes on from what it finds. Whoever changes what
//     is drawn or written raises drawingVersion.
//   - A page that costs its worker is tried once more in a fresh one, unless it had used up its processor time; a
//     document that cost three is quarantined, also after a restart. Remove and Add begin anew.
//   - Updates on one document come in order; changes of state are never left out, progress comes at most 4 times a second.
//   - Every goroutine ends with Close: runners (one per worker), resume, notifier; each worker's waiter with its process.
//
// Lock order: queue.mu → notifier.mu. document.keep is taken before queue.mu (saveManifest), never after it. No lock is
// held while drawing, writing files (but for keep), or calling the owner.
//
// # Why not go-fitz's own API
//
// Go-fitz brings libmupdf, which fitz.c calls directly. Its Go API would end the process on broken bookmarks, page
// counts and large pages; leave out annotations, form values and the visible part of signatures, so that a signed paper
// would be shown without its red seal; know neither limits of memory nor cancelling; round page sizes to whole points;
// and take three times the processor time. The functions and plain structures that are called are declared in fitz.c in
// our own words; MuPDF refuses to start when its version is another than the one declared.
//
// # Costs
//
// Processor time a page, 1600 pixels wide, on an AMD EPYC of 2 cores that were busy with other work, three runs of each
// taken in turns; ours from BenchmarkPage, the others by mutool draw 1.21.1 and pdftoppm 22.12 (JPEG, quality 85):
//
//	                          ours: draw + write      mutool, PNG       pdftoppm, JPEG
//	report, 109 pages         5.3 + 25.9 ms, 141 KB   76.5 ms, 518 KB   23.6 ms, 460 KB
//	slides with photos, 20    16.5 + 22.6 ms, 76 KB   53.9 ms, 515 KB   39.7 ms, 201 KB
//
// That is 0.41 and 0.73 of mutool's time for 0.27 and 0.15 of its bytes; against pdftoppm 1.32 and 0.98 of the time for
// 0.31 and 0.38 of the bytes. A page of text alone takes 4 + 15 ms and 125 KB, at most 157; one with a photograph
// 20 + 108 ms and 220 KB. Drawing in a worker instead of in the server costs a tenth more, start of the process and pipes
// included; a worker's memory peaked at 89 MB.
//
// # Absent on purpose
//
// Office files (a converter before Add is the place for them), tiles (one zoom step of the whole page is enough for a
// tablet), watermarks, passwords. Tagged text and bookmarks are not read.
//
// budget: 13 files; what passes between server and worker (wire.go) belongs to neither side.
package pages
