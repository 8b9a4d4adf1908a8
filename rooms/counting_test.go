package rooms_test

import (
	"fmt"
	"slices"
	"testing"

	"dienhong/agenda/ballot"
	"dienhong/rooms"
)

// TestFrozenMeaning shows that everything that gives a ballot its meaning is in the hash.
func TestFrozenMeaning(t *testing.T) {
	hash := func(change func(*rooms.BallotPrepared, *script)) string {
		s := newScript(t).in(rooms.InSession)
		p := rooms.BallotPrepared{
			Ballot: "b1", Item: "i1", Question: "Thông qua?", Document: "d1", File: "file-d1", Options: ballot.YesNoAbstain(),
			Rule: ballot.Majority(ballot.Present), Round: 1,
		}
		change(&p, s)
		s.apply("thu-ky", p)
		s.do("chu-toa", "ballot.open", args{"ballot": "b1"})
		return s.state.Ballots["b1"].Hash
	}
	same := func(*rooms.BallotPrepared, *script) {}
	seen := map[string]string{hash(same): "itself"}
	if len(seen) != 1 || seen[hash(same)] != "itself" {
		t.Fatal("the hash is not always the same")
	}
	for name, change := range map[string]func(*rooms.BallotPrepared, *script){
		"question": func(p *rooms.BallotPrepared, _ *script) { p.Question = "Không thông qua?" },
		"document": func(p *rooms.BallotPrepared, _ *script) { p.Document = "d2" },
		"file":     func(p *rooms.BallotPrepared, _ *script) { p.File = "file-d2" },
		"options": func(p *rooms.BallotPrepared, _ *script) {
			p.Options = []ballot.Choice{ballot.No, ballot.Yes, ballot.Abstain}
		},
		"rule":       func(p *rooms.BallotPrepared, _ *script) { p.Rule.Strict = false },
		"base":       func(p *rooms.BallotPrepared, _ *script) { p.Rule.Base = ballot.AllSeats },
		"citation":   func(p *rooms.BallotPrepared, _ *script) { p.Rule.Citation = "Điều 1" },
		"round":      func(p *rooms.BallotPrepared, _ *script) { p.Round = 2 },
		"supersedes": func(p *rooms.BallotPrepared, _ *script) { p.Supersedes = "b0" },
		"electorate": func(_ *rooms.BallotPrepared, s *script) {
			s.apply("thu-ky", rooms.PersonEdited{Person: rooms.Person{ID: "an", Name: "An", Role: rooms.Delegate}},
				rooms.PersonEdited{Person: rooms.Person{ID: "thu-ky", Name: "Thư", Role: rooms.Secretary, Votes: true}})
		},
		"seats": func(_ *rooms.BallotPrepared, s *script) {
			s.apply("thu-ky", rooms.MeetingEdited{Announcement: rooms.Announcement{Title: "A", Starts: start, Seats: 20}})
		},
	} {
		h := hash(change)
		if other, known := seen[h]; known {
			t.Errorf("another %s has the hash of %s", name, other)
		}
		seen[h] = name
	}
}

// TestBases is the worked example: 15 seats of which one is vacant, 12 present, 7 yes, 3 no, 1 abstains, and one of the
// present sends nothing.
func TestBases(t *testing.T) {
	for _, c := range []struct {
		base    ballot.Base
		size    int64
		outcome ballot.Outcome
	}{
		{ballot.AllSeats, 15, ballot.Failed}, {ballot.Filled, 14, ballot.Failed}, {ballot.Present, 12, ballot.Passed},
		{ballot.Cast, 11, ballot.Passed}, {ballot.Valid, 10, ballot.Passed},
	} {
		t.Run(string(c.base), func(t *testing.T) {
			s := committee(t, c.base)
			b := s.state.Ballots["b1"]
			for i, choice := range slices.Concat(slices.Repeat([]ballot.Choice{ballot.Yes}, 7), slices.Repeat([]ballot.Choice{ballot.No}, 3), []ballot.Choice{ballot.Abstain}) {
				s.cast(rooms.PersonID(fmt.Sprintf("uy-vien-%d", i)), b, choice)
			}
			s.do("chu-toa", "ballot.close", args{"ballot": "b1"})
			s.do("chu-toa", "ballot.declare", args{"ballot": "b1"})
			tally := b.Tally
			if tally.Base != c.size || tally.Outcome != c.outcome || tally.NotCast != 3 || tally.Seats != 15 || tally.Eligible != 14 || tally.Present != 12 {
				t.Errorf("tally %+v, want %s on %d", tally, c.outcome, c.size)
			}
			recount(t, b)
		})
	}
}

func TestWhoComesLateAndCastsWasPresent(t *testing.T) {
	s := committee(t, ballot.Present)
	b := s.state.Ballots["b1"]
	s.do("uy-vien-12", "attendance.check_in", nil)
	s.cast("uy-vien-12", b, ballot.Yes)
	s.do("uy-vien-13", "attendance.check_in", nil) // comes and sends nothing
	s.do("uy-vien-0", "attendance.leave", nil)     // was there when it was opened
	s.do("chu-toa", "ballot.close", args{"ballot": "b1"})
	if b.Tally.Present != 13 || b.Tally.Base != 13 || b.Tally.Needed != 7 {
		t.Errorf("tally %+v", b.Tally)
	}
	recount(t, b)
}

// committee is a meeting of 14 members without a vote of the desk, of whom 12 are present, with the open ballot b1.
func committee(t *testing.T, base ballot.Base) *script {
	s := newScript(t).in(rooms.InSession)
	for _, id := range []rooms.PersonID{"chu-toa", "an", "binh", "cau-1"} {
		p := *s.state.People[id]
		p.Votes = false
		s.apply("thu-ky", rooms.PersonEdited{Person: p})
	}
	s.apply("thu-ky", rooms.MeetingEdited{Announcement: rooms.Announcement{Title: "UBND", Starts: start, Seats: 15}})
	for i := range 14 {
		id := rooms.PersonID(fmt.Sprintf("uy-vien-%d", i))
		s.apply("thu-ky", rooms.PersonAdded{Person: rooms.Person{ID: id, Name: "Ủy viên", Role: rooms.Delegate, Votes: true}})
		if i < 12 {
			s.do(id, "attendance.check_in", nil)
		}
	}
	s.apply("thu-ky", rooms.BallotPrepared{Ballot: "b1", Item: "i1", Question: "?", Options: ballot.YesNoAbstain(), Rule: ballot.Majority(base), Round: 1})
	s.do("chu-toa", "ballot.open", args{"ballot": "b1"})
	return s
}

// recount counts again by hand from what is recorded.
func recount(t tester, b *rooms.Ballot) {
	t.Helper()
	counts, present := map[ballot.Choice]int64{}, map[rooms.PersonID]bool{}
	for _, id := range b.PresentAtOpening {
		present[id] = true
	}
	for voter, cast := range b.Cast {
		present[voter] = true
		if !slices.Contains(b.Electorate, voter) {
			t.Errorf("%s is no elector", voter)
		}
		counts[cast.Choice]++
	}
	if int64(len(present)) != b.Tally.Present {
		t.Errorf("%d were present, %d were counted", len(present), b.Tally.Present)
	}
	sum := b.Tally.NotCast
	for choice, n := range b.Tally.Counts {
		if counts[choice] != n {
			t.Errorf("%d %s are recorded, %d were counted", counts[choice], choice, n)
		}
		sum += n
	}
	if sum != b.Tally.Eligible || b.Tally.Eligible != int64(len(b.Electorate)) {
		t.Errorf("the tally does not close: %+v of %d electors", b.Tally, len(b.Electorate))
	}
}
