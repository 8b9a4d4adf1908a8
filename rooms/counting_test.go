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
			Ballot: "b1", Item: "i1", Question: ballot.YesNo("Thông qua?", ballot.FormYesNoAbstain, ballot.Majority(ballot.Present)),
			Document: "d1", File: "file-d1", Round: 1,
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
		"question": func(p *rooms.BallotPrepared, _ *script) { p.Question.Text = "Không thông qua?" },
		"document": func(p *rooms.BallotPrepared, _ *script) { p.Document = "d2" },
		"file":     func(p *rooms.BallotPrepared, _ *script) { p.File = "file-d2" },
		"options": func(p *rooms.BallotPrepared, _ *script) {
			p.Question.Form, p.Question.Options = ballot.FormYesNo, p.Question.Options[:2]
		},
		"secrecy":    func(p *rooms.BallotPrepared, _ *script) { p.Question.Secrecy = ballot.Live },
		"method":     func(p *rooms.BallotPrepared, _ *script) { p.Question.Method = ballot.Mixed },
		"changes":    func(p *rooms.BallotPrepared, _ *script) { p.Question.AllowChange = true },
		"rule":       func(p *rooms.BallotPrepared, _ *script) { p.Question.Rule.Strict = false },
		"base":       func(p *rooms.BallotPrepared, _ *script) { p.Question.Rule.Base = ballot.AllSeats },
		"citation":   func(p *rooms.BallotPrepared, _ *script) { p.Question.Rule.Citation = "Điều 1" },
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
			s.close(b)
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
	s.close(b)
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
	s.apply("thu-ky", prepared(ballot.YesNo("?", ballot.FormYesNoAbstain, ballot.Majority(base))))
	s.do("chu-toa", "ballot.open", args{"ballot": "b1"})
	return s
}

// prepared is a question on i1.
func prepared(q ballot.Question) rooms.BallotPrepared {
	return rooms.BallotPrepared{Ballot: "b1", Item: "i1", Question: q, Round: 1}
}

// recount counts the heads of a yes, no or abstain again by hand from what is recorded.
func recount(t tester, b *rooms.Ballot) {
	t.Helper()
	if b.Question.Form.Listed() || b.Question.Rule.ByWeight {
		return
	}
	counts, cast, present, removed := map[ballot.Choice]int64{}, int64(0), map[string]bool{}, int64(0)
	count := func(m ballot.Marks) {
		cast++
		for choice := range m {
			counts[choice]++
		}
	}
	for _, e := range b.Electors {
		given, voted := b.Cast[rooms.PersonID(e.Person)]
		_, gone := b.Removed[rooms.PersonID(e.Person)]
		_, paper := b.OnPaper[rooms.PersonID(e.Person)]
		there := !b.Question.Method.ByDevice() && slices.Contains(b.Attending, rooms.PersonID(e.Person))
		switch {
		case gone:
			removed++
		case voted || paper || there || e.Present:
			present[e.Person] = true
		}
		if voted && !b.Unsealed {
			count(given.Marks)
		}
	}
	for _, p := range b.Papers {
		if p.Invalid {
			cast++
			continue
		}
		count(p.Marks)
	}
	if b.Hands != nil {
		cast += b.Hands.Returned
		for choice, n := range b.Hands.Counts {
			counts[choice] += n
		}
	}
	if int64(len(present)) != b.Tally.Present {
		t.Errorf("%d were present, %d were counted", len(present), b.Tally.Present)
	}
	for choice, n := range b.Tally.Counts {
		if counts[choice] != n {
			t.Errorf("%d %s are recorded, %d were counted", counts[choice], choice, n)
		}
	}
	if cast != b.Tally.Cast || cast+b.Tally.NotCast+removed != int64(len(b.Electors)) || b.Tally.Removed != removed || b.Tally.Eligible != int64(len(b.Electors)) {
		t.Errorf("the tally does not close: %+v of %d electors, %d cast, %d removed", b.Tally, len(b.Electors), cast, removed)
	}
}
