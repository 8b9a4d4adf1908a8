package rooms_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/ledger"
	"dienhong/rooms"
)

func ruled(r ballot.Rule) args { return args{"rule": r} }

// say casts for each of the four electors in the order of the people; an empty choice is no ballot.
func (s *script) say(b *rooms.Ballot, choices ...ballot.Choice) {
	s.t.Helper()
	for i, choice := range choices {
		if choice == "" {
			continue
		}
		id := []rooms.PersonID{"chu-toa", "an", "binh", "cau-1"}[i]
		if b.Question.Secrecy.Sealed() {
			s.do(id, "ballot.cast", s.sealed(b, id, ballot.Mark(choice)))
		} else {
			s.cast(id, b, choice)
		}
	}
}

// TestEqualSides decides ties in named and in secret rounds.
func TestEqualSides(t *testing.T) {
	const yes, no, abstain = ballot.Yes, ballot.No, ballot.Abstain
	half := ballot.Majority(ballot.Present)
	chair := half
	chair.Tie = ballot.TieChair
	for _, c := range []struct {
		name    string
		rule    ballot.Rule
		secrecy ballot.Secrecy
		choices []ballot.Choice
		want    ballot.Outcome
		byChair bool
	}{
		{"nobody breaks it", half, ballot.Named, []ballot.Choice{yes, yes, no, no}, ballot.Tied, false},
		{"the chair said yes", chair, ballot.Named, []ballot.Choice{yes, yes, no, no}, ballot.Passed, true},
		{"the chair said no", chair, ballot.Live, []ballot.Choice{no, yes, yes, no}, ballot.Failed, true},
		{"the chair abstained", chair, ballot.Named, []ballot.Choice{abstain, yes, abstain, no}, ballot.Tied, false},
		{"the chair sent nothing", chair, ballot.Named, []ballot.Choice{"", yes, abstain, no}, ballot.Tied, false},
		{"nobody said yes or no", chair, ballot.Named, []ballot.Choice{abstain, abstain, abstain, abstain}, ballot.Failed, false},
		{"in secret the chair's is not known", chair, ballot.Secret, []ballot.Choice{yes, yes, no, no}, ballot.Tied, false},
		{"no tie", chair, ballot.Named, []ballot.Choice{no, yes, yes, yes}, ballot.Passed, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScript(t).notarised().in(rooms.InSession)
			b := s.round(0, args{"rule": c.rule, "secrecy": c.secrecy})
			s.say(b, c.choices...)
			s.close(b)
			if b.Tally.Outcome != c.want || b.Tally.ByChair != c.byChair {
				t.Errorf("gave %+v", b.Tally)
			}
			acts := s.acts(ledger.KindTally)
			if told := acts[0].Tally.Chair; (told == "chu-toa") != c.byChair {
				t.Errorf("the log tells of the chair %q", told)
			}
			replay(t, s)
		})
	}
}

// TestQuorumOfARound looks at it at the opening and at the count.
func TestQuorumOfARound(t *testing.T) {
	twoThirds := func(when ballot.QuorumTime) ballot.Rule {
		r := ballot.Majority(ballot.Cast)
		r.Quorum = ballot.Quorum{Base: ballot.AllSeats, Num: 2, Den: 3, When: when} // 3 of 4
		return r
	}
	away := func(ids ...rooms.PersonID) func(s *script) {
		return func(s *script) {
			for _, id := range ids {
				s.do(id, "attendance.leave", nil)
			}
		}
	}
	for _, c := range []struct {
		name          string
		when          ballot.QuorumTime
		before, later func(*script)
		opens         string
		want          ballot.Outcome
	}{
		{name: "there", when: ballot.AtBoth, opens: "ballot.opened", want: ballot.Passed},
		{name: "just there", when: ballot.AtBoth, before: away("an"), opens: "ballot.opened", want: ballot.Passed},
		{name: "not there at the opening", when: ballot.AtOpening, before: away("an", "binh"), opens: "!no_quorum"},
		{name: "not there at either", when: ballot.AtBoth, before: away("an", "binh"), opens: "!no_quorum"},
		{name: "asked for at the count alone", when: ballot.AtCount, before: away("an", "binh"), opens: "ballot.opened", want: ballot.NoQuorum},
		{name: "lost until the count", when: ballot.AtBoth, later: away("an", "binh"), opens: "ballot.opened", want: ballot.NoQuorum},
		{name: "lost and not asked for", when: ballot.AtOpening, later: away("an", "binh"), opens: "ballot.opened", want: ballot.Passed},
		{name: "come until the count", when: ballot.AtCount, before: away("an", "binh"), later: func(s *script) { s.do("an", "attendance.check_in", nil) }, opens: "ballot.opened", want: ballot.Passed},
		{name: "who has cast was there, though gone since", when: ballot.AtCount, later: func(s *script) {
			s.say(s.state.Ballots[s.state.BallotOrder[0]], "", ballot.Yes)
			away("an", "binh")(s)
		}, opens: "ballot.opened", want: ballot.Passed},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScript(t).in(rooms.InSession)
			b := s.prepare(ruled(twoThirds(c.when)))
			if c.before != nil {
				c.before(s)
			}
			d, err := s.carry(s.request("chu-toa", "ballot.open", args{"ballot": b.ID}))
			if got := outcome(d, err); got != c.opens {
				t.Fatalf("opening gave %s, want %s", got, c.opens)
			}
			if err != nil {
				if b.State != rooms.BallotReady {
					t.Errorf("the round is %s", b.State)
				}
				return
			}
			s.say(b, ballot.Yes)
			if c.later != nil {
				c.later(s)
			}
			s.close(b)
			if b.Tally.Outcome != c.want || b.Tally.QuorumNeeded != 3 {
				t.Errorf("gave %+v", b.Tally)
			}
			replay(t, s)
		})
	}
}

// TestTheSizeOfTheBase is of somebody who comes late, one who comes late and sends nothing, and one who is removed.
func TestTheSizeOfTheBase(t *testing.T) {
	for _, c := range []struct {
		base                  ballot.Base
		late, silent, removed int64
	}{
		{ballot.AllSeats, 6, 6, 6}, {ballot.Filled, 4, 4, 4}, {ballot.Present, 4, 3, 3}, {ballot.Cast, 3, 2, 3}, {ballot.Valid, 2, 1, 3},
	} {
		t.Run(string(c.base), func(t *testing.T) {
			measure := func(do func(s *script, b *rooms.Ballot)) int64 {
				s := newScript(t).in(rooms.InSession)
				s.apply("thu-ky", rooms.MeetingEdited{Announcement: rooms.Announcement{Title: "A", Starts: start, Seats: 6}})
				s.do("cau-1", "attendance.leave", nil)
				b := s.round(0, ruled(ballot.Majority(c.base)))
				do(s, b)
				s.close(b)
				recount(t, b)
				replay(t, s)
				return b.Tally.Base
			}
			late := measure(func(s *script, b *rooms.Ballot) {
				s.say(b, ballot.Yes, ballot.Abstain)
				s.do("cau-1", "attendance.check_in", nil)
				s.say(b, "", "", "", ballot.No)
			})
			silent := measure(func(s *script, b *rooms.Ballot) {
				s.say(b, ballot.Yes, ballot.Abstain)
				s.do("cau-1", "attendance.check_in", nil)
			})
			removed := measure(func(s *script, b *rooms.Ballot) {
				s.do("cau-1", "attendance.check_in", nil)
				s.do("chu-toa", "ballot.remove_elector", args{"ballot": b.ID, "elector": "cau-1", "reason": "Đình chỉ"})
				s.say(b, ballot.Yes, ballot.No, ballot.No)
			})
			if late != c.late || silent != c.silent || removed != c.removed {
				t.Errorf("%d with who came late, %d with who came and was silent, %d without who was removed", late, silent, removed)
			}
		})
	}
}

func TestRemoveElector(t *testing.T) {
	remove := args{"elector": "an", "reason": "Đình chỉ quyền biểu quyết"}
	checkBallot(t, []with{
		{name: "remove", actor: "chu-toa", command: "ballot.remove_elector", args: remove, want: "ballot.elector_removed", then: func(t *testing.T, s *script, b *rooms.Ballot) {
			if d, err := s.carry(s.request("an", "ballot.cast", args{"ballot": b.ID, "hash": b.Hash, "marks": ballot.Mark(ballot.Yes)})); outcome(d, err) != "!ballot_not_elector" {
				t.Errorf("casting after that gave %s", outcome(d, err))
			}
			s.say(b, ballot.Yes, "", ballot.Yes, ballot.Yes)
			s.do("chu-toa", "ballot.close", args{"ballot": b.ID}) // nobody is waited for
			if b.Tally == nil || b.Tally.Removed != 1 || b.Tally.NotCast != 0 || b.Tally.Eligible != 4 {
				t.Errorf("tally %+v", b.Tally)
			}
		}},
		{name: "what is recorded stays", given: func(s *script, b *rooms.Ballot) { s.cast("an", b, ballot.Yes) },
			actor: "chu-toa", command: "ballot.remove_elector", args: remove, want: "!ballot_already_cast"},
		{name: "twice", given: func(s *script, b *rooms.Ballot) {
			s.do("chu-toa", "ballot.remove_elector", args{"ballot": b.ID, "elector": "an", "reason": "A"})
		}, actor: "chu-toa", command: "ballot.remove_elector", args: remove, want: "!ballot_not_elector"},
		{name: "without a reason", actor: "chu-toa", command: "ballot.remove_elector", args: args{"elector": "an"}, want: "!text_empty"},
		{name: "who has no vote", actor: "chu-toa", command: "ballot.remove_elector", args: args{"elector": "khach", "reason": "A"}, want: "!ballot_not_elector"},
		{name: "by the secretary", actor: "thu-ky", command: "ballot.remove_elector", args: remove, want: "!forbidden"},
		{name: "after closing", given: func(s *script, b *rooms.Ballot) { s.close(b) }, actor: "chu-toa", command: "ballot.remove_elector", args: remove, want: "!ballot_closed"},
		{name: "who was given a paper", round: args{"method": "mixed"}, given: func(s *script, b *rooms.Ballot) {
			s.do("thu-ky", "ballot.issue_paper", args{"ballot": b.ID, "elector": "an"})
		}, actor: "chu-toa", command: "ballot.remove_elector", args: remove, want: "!ballot_on_paper"},
		{name: "in what is not there", actor: "chu-toa", command: "ballot.remove_elector", args: args{"ballot": "b9", "elector": "an", "reason": "A"}, want: "!ballot_not_found"},
	})
}

// TestChangingAVote replaces a ballot until closing; the log keeps both.
func TestChangingAVote(t *testing.T) {
	change := args{"allow_change": true}
	voted := func(s *script, b *rooms.Ballot) { s.cast("an", b, ballot.Yes) }
	checkBallot(t, []with{
		{name: "change", round: change, given: voted, actor: "an", command: "ballot.cast", args: args{"marks": ballot.Mark(ballot.No)}, want: "ballot.cast",
			then: func(t *testing.T, s *script, b *rooms.Ballot) {
				if !maps.Equal(b.Cast["an"].Marks, ballot.Mark(ballot.No)) {
					t.Errorf("recorded is %+v", b.Cast["an"])
				}
				casts := s.acts(ledger.KindCast)
				if len(casts) != 2 || casts[0].Cast.Marks[ballot.Yes] != 1 || casts[0].Cast.Replaces || casts[1].Cast.Marks[ballot.No] != 1 || !casts[1].Cast.Replaces {
					t.Errorf("the log holds %+v", casts)
				}
				s.close(b)
				if b.Tally.Cast != 1 || b.Tally.Counts[ballot.No] != 1 {
					t.Errorf("tally %+v", b.Tally)
				}
			}},
		{name: "to the same", round: change, given: voted, actor: "an", command: "ballot.cast", want: "ballot.cast"},
		{name: "in the grace", round: change, given: func(s *script, b *rooms.Ballot) {
			voted(s, b)
			s.do("chu-toa", "ballot.close", args{"ballot": b.ID})
		}, actor: "an", command: "ballot.cast", want: "ballot.cast"},
		{name: "too late", round: change, given: func(s *script, b *rooms.Ballot) {
			voted(s, b)
			s.close(b)
		}, actor: "an", command: "ballot.cast", args: args{"marks": ballot.Mark(ballot.No)}, want: "!ballot_closed", then: func(t *testing.T, _ *script, b *rooms.Ballot) {
			if !maps.Equal(b.Cast["an"].Marks, ballot.Mark(ballot.Yes)) {
				t.Errorf("recorded is %+v", b.Cast["an"])
			}
		}},
		{name: "to what cannot be", round: change, given: voted, actor: "an", command: "ballot.cast", args: args{"marks": args{"x": 1}}, want: "!ballot_unknown_choice"},
		{name: "where it is not allowed", given: voted, actor: "an", command: "ballot.cast", args: args{"marks": ballot.Mark(ballot.No)}, want: "!ballot_already_cast"},
	})
}

// TestALateBallotIsWrittenDownOnce refuses it each time, and shows it.
func TestALateBallotIsWrittenDownOnce(t *testing.T) {
	s := newScript(t).in(rooms.InSession)
	b := s.ballot(0)
	s.close(b)
	cast := func(want string) {
		t.Helper()
		d, err := s.carry(s.request("an", "ballot.cast", args{"ballot": b.ID, "hash": b.Hash, "marks": ballot.Mark(ballot.Yes)}))
		if got := outcome(d, err); got != want {
			t.Errorf("gave %s, want %s", got, want)
		}
	}
	cast("ballot.late !ballot_closed")
	if at, late := b.Late["an"]; !late || !at.Equal(s.now) {
		t.Errorf("late are %v", b.Late)
	}
	cast("!ballot_closed")
	s.do("chu-toa", "ballot.declare", args{"ballot": b.ID})
	s.do("chu-toa", "meeting.close", nil)
	late := s.request("binh", "ballot.cast", args{"ballot": b.ID, "hash": b.Hash, "marks": ballot.Mark(ballot.Yes)})
	if d, err := s.carry(late); outcome(d, err) != "ballot.late !ballot_closed" {
		t.Errorf("after the meeting it gave %s", outcome(d, err))
	}
	if b.Tally.Cast != 0 || len(b.Cast) != 0 || len(s.acts(ledger.KindLate)) != 2 {
		t.Errorf("tally %+v, cast %v, log %v", b.Tally, b.Cast, s.acts(ledger.KindLate))
	}
	replay(t, s)
}

// TestTheTabletsClockDecidesNothing: whatever a tablet believes, the server's clock is the one that counts, even when it
// is set back.
func TestTheTabletsClockDecidesNothing(t *testing.T) {
	s := newScript(t).in(rooms.InSession)
	b := s.ballot(60)
	s.now = s.now.Add(-time.Hour)
	s.cast("an", b, ballot.Yes)
	s.now = s.now.Add(time.Hour + time.Minute + rooms.Grace)
	d, err := s.carry(s.request("binh", "ballot.cast", args{"ballot": b.ID, "hash": b.Hash, "marks": ballot.Mark(ballot.Yes)}))
	if got := outcome(d, err); got != "ballot.late !ballot_closed" {
		t.Errorf("gave %s", got)
	}
}

// TestVoidAndRepeat keeps the first round with its reason and its ballots, and counts the second.
func TestVoidAndRepeat(t *testing.T) {
	s := newScript(t).notarised().in(rooms.InSession)
	first := s.ballot(0)
	s.say(first, ballot.Yes, ballot.No)
	s.do("chu-toa", "ballot.void", args{"ballot": first.ID, "reason": "Trình chiếu nhầm dự thảo"})
	second := s.round(0, args{"supersedes": first.ID})
	if d, err := s.carry(s.request("an", "ballot.cast", args{"ballot": second.ID, "hash": first.Hash, "marks": ballot.Mark(ballot.Yes)})); outcome(d, err) != "!ballot_changed" {
		t.Errorf("a ballot for the first round gave %s", outcome(d, err))
	}
	s.say(second, ballot.Yes, ballot.Yes, ballot.Yes, ballot.No)
	s.do("chu-toa", "ballot.close", args{"ballot": second.ID})
	s.do("chu-toa", "ballot.declare", args{"ballot": second.ID})
	if first.State != rooms.BallotIsVoid || first.VoidedBy != "chu-toa" || first.Voided.IsZero() || len(first.Cast) != 2 || first.Tally != nil {
		t.Errorf("the first round is %+v", first)
	}
	if second.Round != 2 || second.Supersedes != first.ID || second.Tally.Outcome != ballot.Passed || first.Hash == second.Hash {
		t.Errorf("the second round is %+v", second)
	}
	voids := s.acts(ledger.KindVoid)
	if len(voids) != 1 || voids[0].By != "chu-toa" || voids[0].Void.Reason != first.Reason || voids[0].Ballot != string(first.ID) {
		t.Errorf("the log holds %+v", voids)
	}
	replay(t, s)
}

// TestTheAgendaNeverTouchesARound goes on with the meeting while a round is open.
func TestTheAgendaNeverTouchesARound(t *testing.T) {
	s := newScript(t).in(rooms.InSession)
	b := s.ballot(0)
	frozen := *b
	s.do("chu-toa", "item.start", args{"item": "i3"})
	s.do("chu-toa", "presentation.start", args{"document": "d1"})
	s.do("chu-toa", "screen.show", args{"scene": "agenda"})
	s.do("thu-ky", "item.edit", args{"item": "i2", "title": "Tên khác"})
	s.do("thu-ky", "item.move", args{"item": "i2", "index": 0})
	s.do("thu-ky", "person.edit", args{"person": args{"id": "an", "name": "Lê Văn An", "role": "delegate", "votes": true, "weight": 5 * ballot.Head}})
	if b.Hash != frozen.Hash || !slices.Equal(b.Electors, frozen.Electors) || b.Question.Text != frozen.Question.Text || b.State != rooms.BallotIsOpen {
		t.Errorf("the round is %+v, was %+v", b, frozen)
	}
	s.cast("an", b, ballot.Yes)
}

// TestATieIsVotedOnAgain: the tie stays in the record, and the round after it says which it follows.
func TestATieIsVotedOnAgain(t *testing.T) {
	s := newScript(t).notarised().in(rooms.InSession)
	again := func(after *rooms.Ballot) string {
		d, err := s.carry(s.request("thu-ky", "ballot.prepare", args{"item": string(after.Item), "question": "Thông qua?", "follows": after.ID}))
		return outcome(d, err)
	}
	failed := s.round(0, nil)
	s.cast("an", failed, ballot.No)
	s.close(failed)
	if got := again(failed); got != "!ballot_wrong_state" {
		t.Errorf("a round that failed is put again: %s", got)
	}
	tied := s.round(0, nil)
	s.cast("an", tied, ballot.No)
	s.cast("binh", tied, ballot.Yes)
	if got := again(tied); got != "!ballot_wrong_state" {
		t.Errorf("while it runs: %s", got)
	}
	s.close(tied)
	if got := again(tied); tied.Tally.Outcome != ballot.Tied || got != "ballot.prepared" {
		t.Fatalf("a round that %s is put again: %s", tied.Tally.Outcome, got)
	}
	next := s.state.Ballots[s.state.BallotOrder[len(s.state.BallotOrder)-1]]
	if next.Follows != tied.ID || next.Round != 2 {
		t.Errorf("it is round %d after %s", next.Round, next.Follows)
	}
	if got := again(tied); got != "!exists" {
		t.Errorf("a second time: %s", got)
	}
	replay(t, s)
}

// TestWhatCannotBeCountedIsNotOpened: weights beyond what every browser holds exactly are refused before anybody votes, and
// not when the round is closed.
func TestWhatCannotBeCountedIsNotOpened(t *testing.T) {
	byWeight := args{"base": "cast", "num": 1, "den": 2, "strict": true, "by_weight": true}
	options := []args{{"title": "Một"}, {"title": "Hai"}}
	for _, c := range []struct {
		name   string
		weight int64
		round  args
		want   string
	}{
		{"the most that fits", rooms.MaxWeight, args{"rule": byWeight}, "ballot.opened"},
		{"heads, whatever the weights", rooms.MaxWeight, args{"form": "score", "max_score": 100, "options": options}, "ballot.opened"},
		{"points of weights that are too much", rooms.MaxWeight, args{"form": "score", "max_score": 100, "options": options, "rule": byWeight}, "!ballot_accounting"},
	} {
		s := newScript(t).notarised().in(rooms.InSession)
		for _, id := range []rooms.PersonID{"an", "binh", "cau-1"} {
			p := *s.state.People[id]
			p.Weight = c.weight
			s.apply("thu-ky", rooms.PersonEdited{Person: p})
		}
		b := s.prepare(c.round)
		d, err := s.carry(s.request("chu-toa", "ballot.open", args{"ballot": b.ID}))
		if got := outcome(d, err); got != c.want {
			t.Errorf("%s gave %s, want %s", c.name, got, c.want)
		}
	}
}
