// Package audit recounts the log of a meeting's votes: the second implementation, for whoever does not trust the first.
//
// It reads an export (a zip of meeting.json, acts.jsonl and checkpoints.txt) and shares no code with the packages that
// made it: its own types of the acts, its own hashing (RFC 6962), its own reading of signed notes and keys, its own count
// with integers of any size. What it shares is the format that ballot.Frozen and package ledger describe in words.
//
// Of the log as a whole it looks at the numbering, at every leaf's hash, and at the root against every checkpoint and its
// signature. Of every round it looks at the order of the acts, the electorate, who cast what and when, replaced ballots,
// removed electors, papers issued and counted, the hash of what was frozen, the opened ballots of a sealed round, the end
// of its key, and every figure of the tally.
//
// Invariants:
//   - a report passes only when every round does and every signature is right.
//   - there is one way to write an act. Members that are unknown, stand twice or are spelled otherwise are refused, for
//     another reader could read them in another way.
//   - whatever the file holds, time and memory are bounded, nothing panics, and nothing in it is followed or executed.
//   - no network, no clock, no file is used but the one that is given.
//
// What no audit of a log can know: whether the person at a tablet was the elector, whether somebody who is said to have
// led the meeting did, and, of a sealed round, that the server opened the envelopes that it was given. A file that is
// consistent and signed with a key of a forger's own passes unless Options hold the true key, or a checkpoint that was kept.
//
// Measured (BenchmarkVerify on one of two shared cores of an AMD EPYC): a meeting of 100 rounds of 500
// electors, half of them secret, is 50,000 ballots, 50,600 acts and 2.5 MB of export. It is recounted in 0.67 s, 13 µs an
// act; the whole program takes 0.8 s of one core and 87 MB at most.
//
// No goroutine is started.
package audit
