// Package store makes rooms durable: the journal of every meeting, and the directory of accounts, sessions and invites,
// in one SQL database.
//
// It decides no rules of a meeting. What it adds to them is what only a database can promise: a batch is written whole
// or not at all, survives a power cut once it is answered, and an owner of a room who was deposed changes nothing.
//
// # Invariants
//
//   - Records of a meeting have the numbers 1, 2, 3 … : the meeting's row holds the last one and moves on only from it.
//   - An append carries the epoch of its owner in the WHERE of the meeting's row; another epoch moves no row.
//   - One ballot of a voter in a round, one answer to a command of a person: unique keys, the second lock.
//   - What a batch forgets, the envelopes of a secret round, stands in no page of the file and in no log beside it any
//     more once the batch is answered, unless somebody reads an old state meanwhile: then the log follows later. A backup
//     of before keeps them, without the key.
//   - Everything that changes goes through one connection, one transaction after the other, in the order of coming.
//   - Options of a connection stand in the name of the source, so that every connection of a pool has them.
//
// # Why SQLite, and what another database needs
//
// One file, no service to run, and with group commit (a room's batch) as quick as a server of its own on the disks that
// offices have. The SQL is written once, in what SQLite and PostgreSQL share; what differs is in dialect.go, and
// storetest is the contract that another database would have to pass.
//
// # What it costs
//
// On two cores of an EPYC shared with other work, ext4 on a virtual disk (best of several runs; the slowest took three
// times the wall time and the same processor time):
//
//	500 ballots sent at once, through a room, until the last receipt    20 ms wall   19 ms processor   5 to 7 commits
//	500 ballots, each sent after the receipt of the one before         167 ms wall  134 ms processor   500 commits
//	opening a room of 10,000 records, and 9,000 commands, all read      60 ms
//	the same with a snapshot                                            38 ms
//	a search among 5,000 accounts, 1,250 of them found and sorted        5 ms
//
// They are taken with
//
//	go test -run XXX -bench . -benchtime 20x ./rooms/store
package store
