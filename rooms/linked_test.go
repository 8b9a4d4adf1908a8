package rooms_test

import (
	"slices"
	"testing"

	"dienhong/agenda/ballot"
	"dienhong/rooms"
)

// linked prepares and opens a round of the group.
func linked(s *script, more args) *rooms.Ballot {
	s.t.Helper()
	a := args{"group": "nhom-1"}
	for k, v := range more {
		a[k] = v
	}
	return s.round(0, a)
}

// TestLinkedRounds are put beside each other or one after the other, told together, and not before.
func TestLinkedRounds(t *testing.T) {
	try := func(s *script, actor rooms.PersonID, name string, a args) string {
		s.t.Helper()
		d, err := s.carry(s.request(actor, name, a))
		return outcome(d, err)
	}
	for _, c := range []struct {
		name string
		run  func(t *testing.T, s *script, first *rooms.Ballot)
	}{
		{"together, and one act declares both", func(t *testing.T, s *script, first *rooms.Ballot) {
			second := linked(s, args{"secrecy": "secret"})
			s.cast("an", first, ballot.Yes)
			s.close(first)
			if !s.state.Withheld(first) || !s.state.Withholds() {
				t.Error("it is told before the other is counted")
			}
			if got := try(s, "chu-toa", "ballot.declare", args{"ballot": first.ID}); got != "!ballot_withheld" {
				t.Errorf("declared alone: %s", got)
			}
			s.close(second)
			if s.state.Withheld(first) || !s.state.Withholds() {
				t.Error("all are counted, and it is withheld")
			}
			if got := try(s, "chu-toa", "ballot.declare", args{"ballot": second.ID}); got != "ballot.declared ballot.declared" {
				t.Errorf("declared together: %s", got)
			}
			if first.Checkpoint == second.Checkpoint || first.State != rooms.BallotIsPublic || s.state.Withholds() {
				t.Errorf("the first is %s, withheld %v", first.State, s.state.Withholds())
			}
		}},
		{"one that waits to be put", func(t *testing.T, s *script, first *rooms.Ballot) {
			second := s.prepare(args{"group": "nhom-1"})
			s.close(first)
			if got := try(s, "chu-toa", "ballot.declare", args{"ballot": first.ID}); got != "!ballot_withheld" {
				t.Errorf("declared: %s", got)
			}
			s.do("thu-ky", "ballot.discard", args{"ballot": second.ID})
			if got := try(s, "chu-toa", "ballot.declare", args{"ballot": first.ID}); got != "ballot.declared" {
				t.Errorf("declared alone: %s", got)
			}
		}},
		{"one that was not put before the meeting was closed", func(t *testing.T, s *script, first *rooms.Ballot) {
			s.prepare(args{"group": "nhom-1"})
			s.close(first)
			s.do("chu-toa", "meeting.close", nil)
			if got := try(s, "chu-toa", "ballot.declare", args{"ballot": first.ID}); got != "ballot.discarded ballot.declared" {
				t.Errorf("declared: %s", got)
			}
		}},
		{"another group may not run beside it", func(t *testing.T, s *script, first *rooms.Ballot) {
			for _, group := range []string{"", "nhom-2"} {
				other := s.prepare(args{"group": group})
				if got := try(s, "chu-toa", "ballot.open", args{"ballot": other.ID}); got != "!ballot_open" {
					t.Errorf("opened beside it in %q: %s", group, got)
				}
			}
			if first.State != rooms.BallotIsOpen {
				t.Errorf("it is %s", first.State)
			}
		}},
		{"voided, and the repeat joins", func(t *testing.T, s *script, first *rooms.Ballot) {
			second := linked(s, nil)
			s.close(first)
			s.close(second)
			s.do("chu-toa", "ballot.void", args{"ballot": first.ID, "reason": "Nhầm"})
			if s.state.Withheld(second) {
				t.Error("what is left is counted, and withheld")
			}
			id := s.do("thu-ky", "ballot.prepare", args{"item": "i2", "question": "Thông qua?", "supersedes": first.ID}).Answer["ballot"].(rooms.BallotID)
			again := s.state.Ballots[id]
			if again.Group != "nhom-1" || !s.state.Withheld(second) {
				t.Errorf("the repeat is of group %q", again.Group)
			}
			if got := try(s, "chu-toa", "ballot.declare", args{"ballot": second.ID}); got != "!ballot_withheld" {
				t.Errorf("declared: %s", got)
			}
			s.do("chu-toa", "ballot.open", args{"ballot": id})
			s.close(again)
			if got := try(s, "chu-toa", "ballot.declare", args{"ballot": again.ID}); got != "ballot.declared ballot.declared" {
				t.Errorf("declared together: %s", got)
			}
		}},
		{"voided after it was declared, and the repeat is declared after the others", func(t *testing.T, s *script, first *rooms.Ballot) {
			second := linked(s, nil)
			s.close(first)
			s.close(second)
			s.do("chu-toa", "ballot.declare", args{"ballot": first.ID})
			s.do("chu-toa", "ballot.void", args{"ballot": first.ID, "reason": "Nhầm"})
			if got := try(s, "thu-ky", "ballot.prepare", args{"item": "i2", "question": "?", "group": "nhom-1"}); got != "!ballot_wrong_state" {
				t.Errorf("another joins what is declared: %s", got)
			}
			id := s.do("thu-ky", "ballot.prepare", args{"item": "i2", "question": "?", "supersedes": first.ID}).Answer["ballot"].(rooms.BallotID)
			if s.state.Withheld(second) {
				t.Error("what was public is not any more")
			}
			s.do("chu-toa", "ballot.open", args{"ballot": id})
			s.close(s.state.Ballots[id])
			if got := try(s, "chu-toa", "ballot.declare", args{"ballot": id}); got != "ballot.declared" {
				t.Errorf("declared: %s", got)
			}
		}},
		{"given up for hands, which join", func(t *testing.T, s *script, first *rooms.Ballot) {
			second := linked(s, nil)
			id := s.do("chu-toa", "ballot.fall_back", args{"ballot": first.ID, "method": "hands", "reason": "Mất mạng"}).Answer["ballot"].(rooms.BallotID)
			if b := s.state.Ballots[id]; b.Group != "nhom-1" || b.State != rooms.BallotIsOpen || second.State != rooms.BallotIsOpen {
				t.Errorf("the repeat is %s of group %q", b.State, b.Group)
			}
		}},
		{"a further round tells nothing before", func(t *testing.T, s *script, first *rooms.Ballot) {
			linked(s, nil)
			s.cast("an", first, ballot.Yes)
			s.cast("binh", first, ballot.No)
			s.close(first)
			if got := try(s, "thu-ky", "ballot.prepare", args{"item": "i2", "question": "?", "follows": first.ID}); got != "!ballot_withheld" {
				t.Errorf("whether it was a tie is told: %s", got)
			}
		}},
		{"shown at once", func(t *testing.T, s *script, _ *rooms.Ballot) {
			if got := try(s, "thu-ky", "ballot.prepare", args{"item": "i2", "question": "?", "secrecy": "live", "group": "g"}); got != "!ballot_group_live" {
				t.Errorf("gave %s", got)
			}
		}},
		{"a name that is none", func(t *testing.T, s *script, _ *rooms.Ballot) {
			for _, name := range []string{"nhóm 1", repeated("a", 65), "../x"} {
				if got := try(s, "thu-ky", "ballot.prepare", args{"item": "i2", "question": "?", "group": name}); got != "!command_invalid" {
					t.Errorf("%q gave %s", name, got)
				}
			}
		}},
		{"moved to another group with the repeat", func(t *testing.T, s *script, first *rooms.Ballot) {
			s.do("chu-toa", "ballot.void", args{"ballot": first.ID, "reason": "Nhầm"})
			if got := try(s, "thu-ky", "ballot.prepare", args{"item": "i2", "question": "?", "supersedes": first.ID, "group": "nhom-2"}); got != "!command_invalid" {
				t.Errorf("gave %s", got)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScript(t).notarised().in(rooms.InSession)
			c.run(t, s, linked(s, nil))
			replay(t, s)
		})
	}
}

// TestTheRestOfAGroupIsTouched: whoever may be told more, or less, is told.
func TestTheRestOfAGroupIsTouched(t *testing.T) {
	s := newScript(t).notarised().in(rooms.InSession)
	first, second := linked(s, nil), linked(s, nil)
	s.close(first)
	s.apply("", rooms.BallotEnded{Ballot: second.ID, Attending: []rooms.PersonID{}})
	touched := s.append(rooms.Record{At: s.now, Event: rooms.BallotClosed{Ballot: second.ID}})
	if !slices.Contains(touched, rooms.Topic{Kind: rooms.TopicBallot, ID: string(first.ID)}) {
		t.Errorf("touched %v", touched)
	}
}
