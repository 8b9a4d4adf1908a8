// Package rooms is the meeting: who is in it, what is true in it now, and who may change that.
//
// One goroutine owns a room. Everybody else sends it commands; it decides them by pure functions of the state, which
// give events; it writes the events to the journal, and only then answers and publishes. Nothing else ever changes a
// room, so the journal read again gives the same room: that is how a room comes back after a crash.
//
// # The loop
//
//  1. Take one task, and up to 127 more that are waiting.
//  2. Decide each against the state, and apply its events to the state at once, so that the next is decided on them.
//  3. Commit all of it in one transaction.
//  4. Answer the askers, publish to the feeds, queue what the media server has to do.
//
// A turn of nothing but volatile events (a page turned, a line lost) is published before it is written. When a commit
// fails, everybody in it is told to try again, and the state is thrown away and read anew in a new epoch. When it fails
// because the disk is full everybody in it is told that, the state is read anew in the same epoch, and nobody else notices:
// volatile events go on, and what is durable is refused until there is room. The loop never waits for the network, a device, a page or the media server.
//
// A command that panics while it is decided is refused and harms nobody, for deciding changes nothing. An event that
// panics while it is applied has spoilt the state: that is treated as a failed commit.
//
// A room that nobody follows or asks for a while is closed here, and taken again when somebody does.
//
// # Locks
//
// The loop's state needs none. Registry.mu is held for moments and never while a room opens, closes or answers; Feed.mu
// and effects.mu are the innermost.
//
// # Invariants
//
//   - Only Event.apply changes a State. Command.decide does not.
//   - Sequence numbers run from 1 without gaps across epochs; an epoch rises with every taking of the room.
//   - What a device sees was committed, except for volatile events.
//   - A command id of a person is carried out once; the same again gets the same answer. Of those that changed nothing
//     durable this is remembered until the room is taken again, and of the last 4096.
//   - A ballot's meaning (question, options, rule, document, electorate, key) is frozen and hashed when it opens.
//   - A sealed ballot is never known together with its elector: envelopes are opened once, after closing, all at once,
//     papers get random ids and lie in the order of these, and the key is destroyed when that is durable. The key is in
//     no event, snapshot or backup; without it the envelopes in the journal tell nothing.
//   - Rounds of a group are declared in one act, and until the last is counted nobody is told what came of any (Withheld).
//   - Every act on a ballot is a leaf of the log of votes (acts.go), which follows from the journal alone.
//   - Of the substitutions of one principal at most one is proposed or stands, and none while the principal is here; a
//     substitute has no vote of their own. Voters who are present are never more than voters.
//   - A decision changes nothing but the keys and shares of secret rounds (Turn.Seals, Turn.Shares), neither of which is
//     part of what is true: a key whose opening was not committed is destroyed when the room is taken again.
//   - With its opening, or its end unread, the envelopes of a secret round leave the journal, the snapshots and the state;
//     their hashes stay, so that the log of votes can be read again. Then its key is destroyed.
//
// # Words
//
// One word per thing, everywhere in the code and the protocol:
//
//	room, meeting            the live owner; one session (phòng họp, phiên họp)
//	seat, device             a place; the tablet at it (ghế, thiết bị)
//	unit                     a remote site that joins by video (điểm cầu)
//	chair, secretary,
//	delegate, guest, screen  roles (chủ tọa, thư ký, đại biểu, khách mời, màn hình lớn)
//	agenda, item, document,
//	page                     (chương trình, nội dung, tài liệu, trang)
//	ballot, choice, voter,
//	electorate, tally        (biểu quyết, phương án, người biểu quyết, cử tri, kết quả kiểm phiếu)
//	floor, quorum, minutes   (quyền phát biểu, số đại biểu tối thiểu, biên bản)
//	principal, substitute    whose seat it is, who sits in it (người được thay, người dự thay); a proxy votes only
//	command, event, journal,
//	epoch, seq               asked, happened, written, ordering
//
// budget: 41 files, for each concern of a meeting (attendance, floor, paging, voting …) is one file with its commands,
// events and decisions, and they share one state.
package rooms
