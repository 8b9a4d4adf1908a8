package rooms_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/ledger"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

// logged is a log at debug level that can be searched.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// secretRound is one in which every voter marks the sheet as nobody else does, so that marks beside a name would tell.
type secretRound struct {
	*roomtest.Meeting
	t         *testing.T
	log       *logged
	id        rooms.BallotID
	envelopes map[rooms.PersonID][]byte
	key       []byte
}

func newSecretRound(t *testing.T, voters int) *secretRound {
	r := &secretRound{t: t, log: &logged{}, envelopes: map[rooms.PersonID][]byte{}}
	log := slog.New(slog.NewJSONHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	r.Meeting = roomtest.New(t, roomtest.Delegates(voters), roomtest.Notary(), roomtest.Logging(log))
	r.id, _ = r.OpenRound("Chấm điểm", 0, map[string]any{
		"form": "score", "max_score": 100, "secrecy": "secret",
		"options": []args{{"id": "a", "title": "Phương án A"}, {"id": "b", "title": "Phương án B"}},
	})
	key, err := r.Keeper.Key(string(r.id))
	if err != nil {
		t.Fatal(err)
	}
	r.key = key.Bytes()
	return r
}

func marksOf(n int) ballot.Marks { return ballot.Marks{"a": int64(n), "b": int64(100 - n)} }

func (r *secretRound) round() *rooms.Ballot { return r.State().Ballots[r.id] }

// vote has the voter of a number cast, over a journal that fails once.
func (r *secretRound) vote(n int) {
	r.t.Helper()
	voter, b := r.Delegates[n], r.round()
	a := r.Sealed(b, voter, marksOf(n))
	r.envelopes[voter], _ = a["sealed"].([]byte)
	q := r.Request(voter, "ballot.cast", a)
	if n == 3 {
		r.Journal.FailNext(errDisk)
		if _, err := r.Room.Do(r.t.Context(), q); code(err) != "retry" {
			r.t.Fatalf("on a full disk it gave %v", err)
		}
	}
	if _, err := r.Room.Do(r.t.Context(), q); err != nil {
		r.t.Fatal(err)
	}
}

// everywhere is everything that is kept, logged or told of the meeting.
func (r *secretRound) everywhere(feed *roomtest.Recorder) map[string]string {
	r.t.Helper()
	var leaves []byte
	_, err := rooms.ReadLog(r.ID, r.Journal.Records(r.ID), func(leaf []byte) { leaves = append(append(leaves, leaf...), '\n') })
	if err != nil {
		r.t.Fatal(err)
	}
	return map[string]string{
		"the journal": string(r.Journal.Bytes(r.ID)), "the state": r.Snapshot(), "the log": r.log.String(), "a follower": feed.State(), "the log of votes": string(leaves),
	}
}

// forms are the ways in which bytes can stand in a text.
func forms(b []byte) []string {
	return []string{string(b), hex.EncodeToString(b), base64.StdEncoding.EncodeToString(b), base64.RawURLEncoding.EncodeToString(b), strings.Trim(fmt.Sprint(b), "[]")}
}

func (r *secretRound) absent(what string, secret []byte, places map[string]string) {
	r.t.Helper()
	for place, text := range places {
		for _, form := range forms(secret) {
			if strings.Contains(text, form) {
				r.t.Errorf("%s stands in %s", what, place)
			}
		}
	}
}

// unlinked fails when anything tells of a person and of how somebody voted together.
func (r *secretRound) unlinked(places map[string]string) {
	r.t.Helper()
	for _, place := range []string{"the journal", "the log", "the log of votes"} {
		for line := range strings.Lines(places[place]) {
			if strings.HasPrefix(line, `{"id":"`+string(r.ID)) {
				continue // a snapshot, which is looked at as a state
			}
			if !strings.Contains(line, `"marks":`) {
				continue
			}
			for _, voter := range r.Delegates {
				if strings.Contains(line, `"`+string(voter)+`"`) || strings.Contains(line, " "+string(voter)+" ") {
					r.t.Errorf("in %s marks stand beside %s: %s", place, voter, line)
				}
			}
		}
	}
	for _, place := range []string{"the state", "a follower"} {
		s, err := rooms.UnmarshalState(json.RawMessage(places[place]))
		if err != nil {
			r.t.Fatal(err)
		}
		b := s.Ballots[r.id]
		for id, cast := range b.Cast {
			if len(cast.Marks)+len(cast.Sealed) > 0 {
				r.t.Errorf("in %s the ballot of %s is %+v", place, id, cast)
			}
		}
		for _, p := range b.Papers {
			if _, named := b.Cast[rooms.PersonID(p.ID)]; named || len(p.ID) != 24 {
				r.t.Errorf("in %s a paper is %+v", place, p)
			}
		}
	}
}

// TestNothingTellsWhoChoseWhat looks into the journal, the snapshots, the answers, the rows, the state, the followers, the
// log at debug level and the log of votes: before closing, after opening, after a restart.
func TestNothingTellsWhoChoseWhat(t *testing.T) {
	const voters = 30
	r := newSecretRound(t, voters)
	for n := range voters {
		r.vote(n)
	}
	feed := roomtest.Follow(t, r.Room)
	open := r.everywhere(feed)
	r.absent("the key", r.key, open)
	for place, text := range open {
		if strings.Contains(text, `"marks":`) || strings.Contains(text, `"a":1`) {
			t.Errorf("while it is open %s tells of marks", place)
		}
	}
	r.Do(roomtest.Chair, "ballot.close", map[string]any{"ballot": r.id})
	r.Do(roomtest.Chair, "ballot.declare", map[string]any{"ballot": r.id})
	b := r.round()
	if b.Tally == nil || b.Tally.Cast != voters || b.Tally.Counts["a"] != voters*(voters-1)/2 || len(b.Papers) != voters {
		t.Fatalf("tally %+v of %d papers", b.Tally, len(b.Papers))
	}
	roomtest.Eventually(t, func() string {
		if feed.State() != r.Snapshot() {
			return "the follower is behind"
		}
		return ""
	})
	closed := r.everywhere(feed)
	r.absent("the key", r.key, closed)
	for voter, envelope := range r.envelopes {
		r.absent("the envelope of "+string(voter), envelope, closed)
	}
	r.unlinked(closed)
	if inOrder := slices.IsSortedFunc(b.Papers, func(x, y ballot.Paper) int { return int(x.Marks["a"] - y.Marks["a"]) }); inOrder {
		t.Error("the papers lie in the order of the voters")
	}
	if kept := r.Keeper.List(); len(kept) != 0 {
		t.Errorf("the keys %v are kept", kept)
	}
	if !strings.Contains(closed["the log"], errDisk.Error()) {
		t.Error("the log is not where it was searched")
	}

	before, root := r.State(), r.State().Ledger.Root()
	r.Reopen()
	if after := r.State(); after.Ledger.Root() != root || after.Ballots[r.id].Tally.Cast != before.Ballots[r.id].Tally.Cast {
		t.Error("the room is another after a restart")
	}
	again := r.everywhere(roomtest.Follow(t, r.Room))
	r.unlinked(again)
	for voter, envelope := range r.envelopes {
		r.absent("the envelope of "+string(voter), envelope, again)
	}
}

// TestEnvelopesThatAreNeverRead are gone with their key when a round is voided, or put by another method.
func TestEnvelopesThatAreNeverRead(t *testing.T) {
	for name, give := range map[string]func(r *secretRound){
		"void": func(r *secretRound) { r.Do(roomtest.Chair, "ballot.void", args{"ballot": r.id, "reason": "Nhầm"}) },
		"closing": func(r *secretRound) {
			r.Do(roomtest.Chair, "ballot.close", args{"ballot": r.id})
			r.Do(roomtest.Chair, "ballot.void", args{"ballot": r.id, "reason": "Nhầm"})
		},
		"fall back": func(r *secretRound) {
			r.Do(roomtest.Chair, "ballot.fall_back", args{"ballot": r.id, "method": "paper", "reason": "Mất mạng"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newSecretRound(t, 6)
			for n := range 5 {
				r.vote(n)
			}
			give(r)
			places := r.everywhere(roomtest.Follow(t, r.Room))
			r.absent("the key", r.key, places)
			for voter, envelope := range r.envelopes {
				r.absent("the envelope of "+string(voter), envelope, places)
			}
			r.unlinked(places)
			if kept := r.Keeper.List(); len(kept) != 0 || len(r.round().Papers) != 0 || r.round().Unsealed {
				t.Errorf("keys %v, papers %v", kept, r.round().Papers)
			}
			r.Reopen()
			r.Refused(r.Delegates[5], "ballot.cast", r.Sealed(r.round(), r.Delegates[5], marksOf(5)), rooms.ErrBallotClosed)
		})
	}
}

// TestARestartBetweenClosingAndOpening finds the key, and opens what was closing.
func TestARestartBetweenClosingAndOpening(t *testing.T) {
	r := newSecretRound(t, 6)
	for n := range 5 {
		r.vote(n)
	}
	r.Do(roomtest.Chair, "ballot.close", args{"ballot": r.id})
	r.Registry.Close()
	r.Clock.Advance(rooms.Grace)
	r.Reopen()
	roomtest.Eventually(t, func() string {
		if b := r.round(); b.State != rooms.BallotIsClosed || b.Tally.Cast != 5 {
			return fmt.Sprintf("the round is %s", b.State)
		}
		return ""
	})
	if kept := r.Keeper.List(); len(kept) != 0 {
		t.Errorf("the keys %v are kept", kept)
	}
}

// TestADiskFullAtTheOpeningOfEnvelopes loses nothing: the round is opened when there is room again, from the same key.
func TestADiskFullAtTheOpeningOfEnvelopes(t *testing.T) {
	for name, fail := range map[string]func(r *secretRound){
		"nothing was written":         func(r *secretRound) { r.Journal.FailNext(errDisk) },
		"it was written and not told": func(r *secretRound) { r.Journal.LoseNext(errDisk) },
	} {
		t.Run(name, func(t *testing.T) {
			r := newSecretRound(t, 5)
			for n := range 5 {
				r.vote(n)
			}
			fail(r)
			r.Refused(roomtest.Chair, "ballot.close", args{"ballot": r.id}, rooms.ErrRetry)
			if r.round().State == rooms.BallotIsOpen {
				r.Do(roomtest.Chair, "ballot.close", args{"ballot": r.id})
			}
			if b := r.round(); b.Tally == nil || b.Tally.Cast != 5 || b.Tally.Invalid != 0 {
				t.Errorf("the round is %s, tally %+v", b.State, b.Tally)
			}
			if kept := r.Keeper.List(); len(kept) != 0 {
				t.Errorf("the keys %v are kept", kept)
			}
		})
	}
}

// TestAnOpeningThatNeverBecameTrue leaves no key behind.
func TestAnOpeningThatNeverBecameTrue(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(5), roomtest.Notary())
	id := m.Prepare("Bỏ phiếu kín?", map[string]any{"secrecy": "secret"})
	m.Journal.FailNext(errDisk)
	m.Refused(roomtest.Chair, "ballot.open", args{"ballot": id}, rooms.ErrRetry)
	m.State() // the room was taken again
	if kept := m.Keeper.List(); len(kept) != 0 {
		t.Errorf("the keys %v are kept", kept)
	}
	m.Do(roomtest.Chair, "ballot.open", args{"ballot": id})
	b := m.State().Ballots[id]
	m.Do(m.Delegates[0], "ballot.cast", m.Sealed(b, m.Delegates[0], ballot.Mark(ballot.Yes)))
	m.CloseBallot(id)
	if tally := m.State().Ballots[id].Tally; tally.Counts[ballot.Yes] != 1 || tally.Invalid != 0 {
		t.Errorf("tally %+v", tally)
	}
}

// TestADiskFullWhileVoting refuses ballots clearly, keeps the round open, and takes them when there is room again.
func TestADiskFullWhileVoting(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(3))
	id, hash := m.OpenBallot("Thông qua?", 0)
	q := m.Request(m.Delegates[0], "ballot.cast", roomtest.Cast(id, hash, "yes"))
	for range 3 {
		m.Journal.FailNext(errDisk)
		if _, err := m.Room.Do(t.Context(), q); code(err) != "retry" {
			t.Fatalf("on a full disk it gave %v", err)
		}
		if b := m.State().Ballots[id]; b.State != rooms.BallotIsOpen || len(b.Cast) != 0 {
			t.Fatalf("the round is %s with %v", b.State, b.Cast)
		}
	}
	first, err := m.Room.Do(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	second, err := m.Room.Do(t.Context(), q)
	if err != nil || first.Data["receipt"] != second.Data["receipt"] || written(t, m, "ballot.cast") != 1 {
		t.Errorf("gave %v, then %v, %v", first, second, err)
	}
}

// TestTheLogOfVotesOutlivesRestarts: it is read again from the journal, and the last checkpoint is of all of it.
func TestTheLogOfVotesOutlivesRestarts(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(4), roomtest.Notary())
	for n := range 4 {
		id, hash := m.OpenBallot(fmt.Sprintf("Câu hỏi %d?", n), 0)
		for _, voter := range m.Delegates {
			m.Do(voter, "ballot.cast", roomtest.Cast(id, hash, "yes"))
		}
		m.Do(roomtest.Chair, "ballot.close", args{"ballot": id})
		m.Do(roomtest.Chair, "ballot.declare", args{"ballot": id})
		m.Reopen()
	}
	var edge ledger.Edge
	state, err := rooms.ReadLog(m.ID, m.Journal.Records(m.ID), edge.Append)
	if err != nil {
		t.Fatal(err)
	}
	if live := m.State().Ledger; edge.Root() != live.Root() || state.Ledger.Root() != live.Root() || edge.Size != live.Size {
		t.Errorf("the log has the root %x of %d, the state %x of %d", edge.Root(), edge.Size, live.Root(), live.Size)
	}
	if text := m.State().Ballots[m.State().BallotOrder[3]].Checkpoint; !strings.HasPrefix(text, ledger.Checkpoint(ledger.Origin(string(m.ID)), edge)) {
		t.Errorf("the last checkpoint is %q", text)
	}
}
