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
// On two cores of an EPYC shared with much other work (a load of 7 to 20), ext4 on a virtual disk; the best of several
// runs, for the others measured the neighbours:
//
//	500 ballots sent at once, through a room, until the last receipt    18 ms wall   20 ms processor   5 to 7 commits
//	500 ballots, each sent after the receipt of the one before         157 ms wall  130 ms processor   500 commits
//	opening a room of 10,000 records, and 9,000 commands, all read      60 ms
//	the same with a snapshot                                            38 ms
//	a search among 5,000 accounts, 1,250 of them found and sorted        5 ms
//
// Tablets that vote at some moment of one second, each waiting for its receipt, beside one durable commit of one row on
// the same disk in the same run (0.22 to 0.32 ms, its median); the cores had nothing else to do, the middle of three runs:
//
//	tablets  round    p50      p99      p99 in bare commits   commits   processor for each ballot
//	500      named    0.4 ms   1.5 ms    6                     470       325 µs
//	500      secret   0.5 ms   1.9 ms    7                     466       372 µs
//	5,000    named    0.8 ms   4.7 ms   16                    1905       162 µs
//	5,000    secret   1.0 ms   6.3 ms   26                    1600       180 µs
//
// A ballot alone costs a commit of its own, so that a busier second is cheaper for each. On cores that had five times as
// much to do as they could, the worst p99 was 174 ms for 500 and 1.9 s for 5,000 secret ones.
//
//	from closing a secret round of 5,000 ballots to its declared result   0.31 s wall, 0.48 s processor
//
// They are taken with
//
//	go test -run XXX -bench . -benchtime 6x ./rooms/store
package store
