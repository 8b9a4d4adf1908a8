package rooms_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/ledger"
	"dienhong/agenda/ballot/seal"
	"dienhong/rooms"
)

// TestCastSecretBallot casts well and badly in a secret round.
func TestCastSecretBallot(t *testing.T) {
	secret := args{"secrecy": "secret"}
	mine := func(s *script, b *rooms.Ballot) args {
		a := s.sealed(b, "an", ballot.Mark(ballot.Yes))
		a["marks"] = nil
		return a
	}
	checkBallot(t, []with{
		{name: "cast", round: secret, actor: "an", command: "ballot.cast", make: mine, want: "ballot.cast", then: func(t *testing.T, s *script, b *rooms.Ballot) {
			if c := b.Cast["an"]; len(c.Marks) != 0 || len(c.Sealed) != seal.Size(b.Question) {
				t.Errorf("cast %+v", c)
			}
			if c := s.acts(ledger.KindCast)[0].Cast; len(c.Marks) != 0 || len(c.Envelope) != 64 {
				t.Errorf("the log holds %+v", c)
			}
		}},
		{name: "in the clear", round: secret, actor: "an", command: "ballot.cast", want: "!ballot_envelope"},
		{name: "in the clear as well", round: secret, actor: "an", command: "ballot.cast", make: func(s *script, b *rooms.Ballot) args {
			a := mine(s, b)
			a["marks"] = ballot.Mark(ballot.Yes)
			return a
		}, want: "!ballot_envelope"},
		{name: "an empty envelope", round: secret, actor: "an", command: "ballot.cast", args: args{"marks": nil}, want: "!ballot_envelope"},
		{name: "an envelope of another size", round: secret, actor: "an", command: "ballot.cast", make: func(s *script, b *rooms.Ballot) args {
			a := mine(s, b)
			a["sealed"] = append(a["sealed"].([]byte), 0)
			return a
		}, want: "!ballot_envelope"},
		{name: "another hash", round: secret, actor: "an", command: "ballot.cast", args: args{"hash": "0"}, make: func(s *script, b *rooms.Ballot) args {
			a := mine(s, b)
			a["hash"] = repeated("0", 64)
			return a
		}, want: "!ballot_changed"},
		{name: "twice", round: secret, given: func(s *script, b *rooms.Ballot) { s.do("an", "ballot.cast", mine(s, b)) }, actor: "an", command: "ballot.cast", make: mine, want: "!ballot_already_cast"},
		{name: "changed", round: args{"secrecy": "secret", "allow_change": true}, given: func(s *script, b *rooms.Ballot) {
			s.do("an", "ballot.cast", s.sealed(b, "an", ballot.Mark(ballot.No)))
		}, actor: "an", command: "ballot.cast", make: mine, want: "ballot.cast", then: func(t *testing.T, s *script, b *rooms.Ballot) {
			casts := s.acts(ledger.KindCast)
			if len(casts) != 2 || !casts[1].Cast.Replaces || casts[0].Cast.Envelope == casts[1].Cast.Envelope {
				t.Errorf("the log holds %+v", casts)
			}
			s.close(b)
			if b.Tally.Cast != 1 || b.Tally.Counts[ballot.Yes] != 1 || len(b.Papers) != 1 {
				t.Errorf("tally %+v of %+v", b.Tally, b.Papers)
			}
		}},
		{name: "beside another's paper", round: args{"secrecy": "secret", "method": "mixed"}, given: func(s *script, b *rooms.Ballot) {
			s.do("thu-ky", "ballot.issue_paper", args{"ballot": b.ID, "elector": "binh"})
		}, actor: "an", command: "ballot.cast", make: mine, want: "ballot.cast", then: func(t *testing.T, s *script, b *rooms.Ballot) {
			s.close(b)
			for _, id := range []rooms.PersonID{"thu-ky", "chu-toa"} {
				s.do(id, "ballot.enter_count", args{"ballot": b.ID, "count": args{"issued": 1, "returned": 1, "counts": args{"no": 1}}})
			}
			if b.Tally.Counts[ballot.Yes] != 1 || b.Tally.Counts[ballot.No] != 1 || b.Tally.Cast != 2 {
				t.Errorf("tally %+v", b.Tally)
			}
			recount(t, b)
		}},
	})
}

// TestBadEnvelopesAreInvalidPapers: what does not open, or does not hold what the sheet allows, is counted as invalid,
// and the others are counted as they are.
func TestBadEnvelopesAreInvalidPapers(t *testing.T) {
	s := newScript(t).notarised().in(rooms.InSession)
	b := s.round(0, args{"secrecy": "secret"})
	size := seal.Size(b.Question)
	shut := func(hash string, elector rooms.PersonID, plain string) []byte {
		padded := append([]byte(plain), bytes.Repeat([]byte{' '}, seal.PlainSize(b.Question)-len(plain))...)
		sealed, err := seal.Seal(b.Key, seal.Info("m1", string(b.ID), hash), []byte(elector), padded)
		if err != nil {
			t.Fatal(err)
		}
		return sealed
	}
	s.do("chu-toa", "ballot.cast", args{"ballot": b.ID, "hash": b.Hash, "sealed": shut(b.Hash, "chu-toa", `{"yes":1}`)})
	s.do("an", "ballot.cast", args{"ballot": b.ID, "hash": b.Hash, "sealed": make([]byte, size)})
	s.do("binh", "ballot.cast", args{"ballot": b.ID, "hash": b.Hash, "sealed": shut(b.Hash, "binh", `{"yes":1,"no":1}`)})
	s.do("cau-1", "ballot.cast", args{"ballot": b.ID, "hash": b.Hash, "sealed": shut(repeated("0", 64), "cau-1", `{"no":1}`)})
	s.do("chu-toa", "ballot.close", args{"ballot": b.ID})
	if got := b.Tally; got.Invalid != 3 || got.Counts[ballot.Yes] != 1 || got.Counts[ballot.No] != 0 || got.Cast != 4 {
		t.Errorf("tally %+v", got)
	}
	recount(t, b)
	replay(t, s)
}

// TestOpeningASecretRound needs somewhere to keep its key.
func TestOpeningASecretRound(t *testing.T) {
	s := newScript(t).in(rooms.InSession)
	b := s.prepare(args{"secrecy": "secret"})
	if d, err := s.carry(s.request("chu-toa", "ballot.open", args{"ballot": b.ID})); outcome(d, err) != "!ballot_no_seals" {
		t.Errorf("without it gave %s", outcome(d, err))
	}
	s.notarised()
	s.do("chu-toa", "ballot.open", args{"ballot": b.ID})
	if warnings := b.Warnings(); !slices.Contains(warnings, ballot.FewElectors) {
		t.Errorf("of four electors it warns of %v", warnings)
	}
	for _, id := range []rooms.PersonID{"chu-toa", "an", "binh", "cau-1"} {
		s.do(id, "ballot.cast", s.sealed(b, id, ballot.Mark(ballot.Yes)))
	}
	s.do("chu-toa", "ballot.close", args{"ballot": b.ID})
	if warnings := b.Warnings(); !slices.Contains(warnings, ballot.NearlyUnanimous) {
		t.Errorf("of four alike it warns of %v", warnings)
	}
}

// broken keeps no key that it is asked for while it is broken.
type broken struct {
	rooms.Seals
	is bool
}

func (b *broken) Key(id string) (seal.Key, error) {
	if b.is {
		return seal.Key{}, errors.New("input/output error")
	}
	return b.Seals.Key(id)
}

// TestAKeyThatIsGone ends the voting, tells the chair, and leaves every way out.
func TestAKeyThatIsGone(t *testing.T) {
	lose := func(t *testing.T) (*script, *rooms.Ballot, *broken) {
		s := newScript(t).notarised().in(rooms.InSession)
		k := &broken{s.seals, true}
		s.seals = k
		b := s.round(60, args{"secrecy": "secret"})
		for _, id := range []rooms.PersonID{"chu-toa", "an", "binh", "cau-1"} {
			s.do(id, "ballot.cast", s.sealed(b, id, ballot.Mark(ballot.Yes)))
		}
		d, err := s.carry(s.request("chu-toa", "ballot.close", args{"ballot": b.ID}))
		if got := outcome(d, err); got != "ballot.ended !ballot_key_lost" {
			t.Fatalf("closing gave %s", got)
		}
		if b.State != rooms.BallotCounting || b.Unsealed || b.Tally != nil {
			t.Fatalf("the round is %+v", b)
		}
		if d, err := s.carry(s.request("chu-toa", "ballot.close", args{"ballot": b.ID})); outcome(d, err) != "!ballot_key_lost" {
			t.Fatalf("closing again gave %s", outcome(d, err))
		}
		if d, err := s.carry(s.request("chu-toa", "meeting.close", nil)); outcome(d, err) != "!ballot_open" {
			t.Fatalf("closing the meeting over it gave %s", outcome(d, err))
		}
		return s, b, k
	}
	t.Run("and comes back", func(t *testing.T) {
		s, b, k := lose(t)
		k.is = false
		s.do("chu-toa", "ballot.close", args{"ballot": b.ID})
		if b.Tally == nil || b.Tally.Counts[ballot.Yes] != 4 {
			t.Errorf("tally %+v", b.Tally)
		}
		replay(t, s)
	})
	t.Run("void", func(t *testing.T) {
		s, b, _ := lose(t)
		s.do("chu-toa", "ballot.void", args{"ballot": b.ID, "reason": "Mất khóa"})
		replay(t, s)
	})
	t.Run("on paper instead", func(t *testing.T) {
		s, b, _ := lose(t)
		s.do("chu-toa", "ballot.fall_back", args{"ballot": b.ID, "method": "paper", "reason": "Mất khóa"})
		replay(t, s)
	})
	t.Run("when the time is up", func(t *testing.T) {
		s := newScript(t).notarised().in(rooms.InSession)
		s.seals = &broken{s.seals, true}
		b := s.round(60, args{"secrecy": "secret"})
		s.now = b.Closes.Add(rooms.Grace)
		d, err := s.carry(rooms.ServerRequest("", "", "ballot.close", rooms.CloseBallot{Ballot: b.ID}))
		if got := outcome(d, err); got != "ballot.ended !ballot_key_lost" || b.State != rooms.BallotCounting {
			t.Errorf("gave %s, %s", got, b.State)
		}
	})
}

// split is a round whose key two of three tellers hold: an, khach and the secretary.
type split struct {
	*script
	b       *rooms.Ballot
	holders map[rooms.PersonID]tablet
}

func newSplit(t *testing.T) *split {
	s := &split{script: newScript(t).notarised().in(rooms.InSession), holders: map[rooms.PersonID]tablet{}}
	s.b = s.prepare(args{"secrecy": "secret_tellers", "tellers": []string{"an", "khach", "thu-ky"}, "threshold": 2})
	for _, id := range []rooms.PersonID{"an", "khach", "thu-ky"} {
		if d, err := s.carry(s.request("chu-toa", "ballot.open", args{"ballot": s.b.ID})); outcome(d, err) != "!ballot_tellers_missing" {
			t.Fatalf("opening without the keys of all gave %s", outcome(d, err))
		}
		s.holders[id] = newTablet(t)
		s.do(id, "ballot.hold_key", args{"ballot": s.b.ID, "public": s.holders[id].Public()})
	}
	s.do("chu-toa", "ballot.open", args{"ballot": s.b.ID})
	if kept := s.seals.List(); len(kept) != 0 {
		t.Fatalf("the server keeps the keys %v", kept)
	}
	s.say(s.b, ballot.Yes, ballot.No, ballot.Yes, ballot.Abstain)
	return s
}

func (s *split) give(by rooms.PersonID, share []byte, want string) {
	s.t.Helper()
	d, err := s.carry(s.request(by, "ballot.share_key", args{"ballot": s.b.ID, "share": share}))
	if got := outcome(d, err); got != want {
		s.t.Fatalf("the part of %s gave %s, want %s", by, got, want)
	}
}

func (s *split) part(by rooms.PersonID) []byte {
	s.t.Helper()
	return s.holders[by].share(s.t, "m1", s.b, by)
}

func TestTellersHoldTheKey(t *testing.T) {
	t.Run("two of three", func(t *testing.T) {
		s := newSplit(t)
		s.give("an", s.part("an"), "!ballot_wrong_state") // while it is open
		s.do("chu-toa", "ballot.close", args{"ballot": s.b.ID})
		if s.b.State != rooms.BallotCounting {
			t.Fatalf("the round is %s", s.b.State)
		}
		s.give("an", s.part("an"), "ballot.share_given")
		s.give("an", s.part("an"), "nothing") // one twice is not two
		if !s.b.Teller("an").Here || s.b.Teller("khach").Here || !s.b.Teller("khach").Gave.IsZero() {
			t.Errorf("who gave: %+v", s.b.Tellers)
		}
		if s.b.Unsealed {
			t.Fatal("one teller opened it alone")
		}
		s.give("thu-ky", s.part("thu-ky"), "ballot.share_given ballot.unsealed ballot.closed")
		if got := s.b.Tally; got.Counts[ballot.Yes] != 2 || got.Counts[ballot.No] != 1 || got.Counts[ballot.Abstain] != 1 {
			t.Errorf("tally %+v", got)
		}
		s.give("khach", s.part("khach"), "!ballot_wrong_state")
		s.do("chu-toa", "ballot.declare", args{"ballot": s.b.ID})
		audited(t, s.state.ID, s.records, s.sign, s.verifier)
		replay(t, s.script)
	})
	t.Run("a wrong part, then two right ones", func(t *testing.T) {
		s := newSplit(t)
		s.do("chu-toa", "ballot.close", args{"ballot": s.b.ID})
		s.give("an", nil, "!ballot_share")
		s.give("an", make([]byte, seal.ShareSize), "ballot.share_given")
		s.give("khach", s.part("khach"), "ballot.share_given !ballot_share")
		s.give("thu-ky", s.part("thu-ky"), "ballot.share_given ballot.unsealed ballot.closed")
	})
	t.Run("a wrong part, put right", func(t *testing.T) {
		s := newSplit(t)
		s.do("chu-toa", "ballot.close", args{"ballot": s.b.ID})
		wrong := s.part("an")
		wrong[10] ^= 1
		s.give("an", wrong, "ballot.share_given")
		s.give("khach", s.part("khach"), "ballot.share_given !ballot_share")
		s.give("an", s.part("an"), "ballot.unsealed ballot.closed")
	})
	t.Run("parts of before a restart are given again", func(t *testing.T) {
		s := newSplit(t)
		s.do("chu-toa", "ballot.close", args{"ballot": s.b.ID})
		s.give("an", s.part("an"), "ballot.share_given")
		s.append(rooms.Record{Epoch: s.state.Epoch + 1, At: s.now, Event: rooms.RoomTaken{}})
		s.shares = rooms.Shares{}
		if teller := s.b.Teller("an"); teller.Here || teller.Gave.IsZero() {
			t.Errorf("after the restart %+v", teller)
		}
		s.give("khach", s.part("khach"), "ballot.share_given")
		s.give("an", s.part("an"), "ballot.share_given ballot.unsealed ballot.closed")
	})
	t.Run("after the meeting was closed", func(t *testing.T) {
		s := newSplit(t)
		s.do("chu-toa", "ballot.close", args{"ballot": s.b.ID})
		s.do("chu-toa", "meeting.close", nil)
		s.give("khach", s.part("khach"), "ballot.share_given")
		s.give("an", s.part("an"), "ballot.share_given ballot.unsealed ballot.closed")
	})
	t.Run("of no teller", func(t *testing.T) {
		s := newSplit(t)
		s.do("chu-toa", "ballot.close", args{"ballot": s.b.ID})
		s.give("binh", s.part("an"), "!ballot_not_teller")
	})
	t.Run("one teller with the parts of two", func(t *testing.T) {
		s := newSplit(t)
		s.do("chu-toa", "ballot.close", args{"ballot": s.b.ID})
		s.give("an", s.part("an"), "ballot.share_given")
		s.give("an", s.part("khach"), "nothing")
		if s.b.Unsealed {
			t.Error("it was opened by one")
		}
	})
}

func TestHoldKey(t *testing.T) {
	good := newTablet(t).Public()
	off := slices.Clone(good)
	off[64] ^= 1 // no point of the curve
	for _, c := range []struct {
		name   string
		actor  rooms.PersonID
		public []byte
		want   string
	}{
		{"a key", "an", good, "ballot.key_held"},
		{"no teller", "binh", good, "!ballot_not_teller"},
		{"no key", "an", nil, "!command_invalid"},
		{"a short one", "an", good[:64], "!command_invalid"},
		{"no point of the curve", "an", off, "!command_invalid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScript(t).notarised().in(rooms.InSession)
			b := s.prepare(args{"secrecy": "secret_tellers", "tellers": []string{"an", "khach"}, "threshold": 2})
			d, err := s.carry(s.request(c.actor, "ballot.hold_key", args{"ballot": b.ID, "public": c.public}))
			if got := outcome(d, err); got != c.want {
				t.Errorf("gave %s, want %s", got, c.want)
			}
		})
	}
}

// TestCheckpointsAreOfTheLogAsItWas verifies every checkpoint and receipt with the public key alone.
func TestCheckpointsAreOfTheLogAsItWas(t *testing.T) {
	s := newScript(t).notarised().in(rooms.InSession)
	b := s.round(0, args{"secrecy": "secret"})
	d := s.do("an", "ballot.cast", s.sealed(b, "an", ballot.Mark(ballot.Yes)))
	receipt := s.verified(d.Answer["signed"].(string))
	cast := s.acts(ledger.KindCast)[0]
	if want := fmt.Sprintf("dienhong/receipt\nm1\n%s\n%s\n%d\n", b.ID, cast.Cast.Envelope, cast.N); receipt != want {
		t.Errorf("the receipt is of %q, want %q", receipt, want)
	}
	s.close(b)
	s.do("chu-toa", "ballot.declare", args{"ballot": b.ID})
	s.say(s.ballot(0), ballot.Yes)
	leaves := s.log()
	seen := 0
	for _, record := range s.records {
		text := rooms.CheckpointOf(record.Event)
		if text == "" {
			continue
		}
		seen++
		checkpoint := s.verified(text)
		var edge ledger.Edge
		for _, leaf := range leaves[:lastOf(leaves, record.Event.Kind())+1] {
			edge.Append(leaf)
		}
		if want := ledger.Checkpoint(ledger.Origin("m1"), edge); checkpoint != want {
			t.Errorf("the checkpoint of %s is %q, want %q", record.Event.Kind(), checkpoint, want)
		}
	}
	if seen != 2 {
		t.Errorf("%d checkpoints", seen)
	}
}

// lastOf is the number of the leaf of an event that holds a checkpoint.
func lastOf(leaves [][]byte, kind string) int {
	act := map[string]string{"ballot.closed": `"act":"tally"`, "ballot.declared": `"act":"declare"`}[kind]
	return slices.IndexFunc(leaves, func(leaf []byte) bool { return strings.Contains(string(leaf), act) })
}
