package rooms_test

import (
	"testing"
	"time"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/ledger"
	"dienhong/rooms"
)

func counted(issued, returned int, counts args, change args) args {
	a := args{"issued": issued, "returned": returned, "counts": counts}
	for k, v := range change {
		a[k] = v
	}
	return args{"count": a}
}

// TestMixedRounds take tablets and paper at once.
func TestMixedRounds(t *testing.T) {
	mixed := args{"method": "mixed"}
	issued := func(s *script, b *rooms.Ballot) {
		s.do("thu-ky", "ballot.issue_paper", args{"ballot": b.ID, "elector": "an"})
	}
	checkBallot(t, []with{
		{name: "issue", round: mixed, actor: "thu-ky", command: "ballot.issue_paper", args: args{"elector": "an"}, want: "ballot.paper_issued",
			then: func(t *testing.T, s *script, b *rooms.Ballot) {
				if acts := s.acts(ledger.KindIssue); len(acts) != 1 || acts[0].Issue.Elector != "an" {
					t.Errorf("the log holds %+v", acts)
				}
			}},
		{name: "issue twice", round: mixed, given: issued, actor: "thu-ky", command: "ballot.issue_paper", args: args{"elector": "an"}, want: "!ballot_on_paper"},
		{name: "issue to who has cast", round: mixed, given: func(s *script, b *rooms.Ballot) { s.cast("an", b, ballot.Yes) },
			actor: "thu-ky", command: "ballot.issue_paper", args: args{"elector": "an"}, want: "!ballot_already_cast"},
		{name: "issue to who has no vote", round: mixed, actor: "thu-ky", command: "ballot.issue_paper", args: args{"elector": "khach"}, want: "!ballot_not_elector"},
		{name: "issue where tablets vote", actor: "thu-ky", command: "ballot.issue_paper", args: args{"elector": "an"}, want: "!ballot_wrong_state"},
		{name: "issue after closing", round: mixed, given: func(s *script, b *rooms.Ballot) { s.close(b) },
			actor: "thu-ky", command: "ballot.issue_paper", args: args{"elector": "an"}, want: "!ballot_closed"},
		{name: "issue in what is not there", actor: "thu-ky", command: "ballot.issue_paper", args: args{"ballot": "b9", "elector": "an"}, want: "!ballot_not_found"},
		{name: "cast with a paper in the hand", round: mixed, given: issued, actor: "an", command: "ballot.cast", want: "!ballot_on_paper"},
		{name: "cast beside others' papers", round: mixed, given: issued, actor: "binh", command: "ballot.cast", want: "ballot.cast"},
		{name: "no paper was issued, so none is counted", round: mixed, given: func(s *script, b *rooms.Ballot) {
			s.say(b, ballot.Yes, ballot.Yes, ballot.Yes, ballot.No)
		}, actor: "chu-toa", command: "ballot.close", want: "ballot.ended ballot.closed"},
		{name: "the whole of it", round: mixed, given: func(s *script, b *rooms.Ballot) {
			issued(s, b)
			s.say(b, ballot.Yes, "", ballot.No, ballot.Yes)
			s.do("chu-toa", "ballot.close", args{"ballot": b.ID})
			s.do("thu-ky", "ballot.enter_count", args{"ballot": b.ID, "count": args{"issued": 1, "returned": 1, "counts": args{"yes": 1}}})
		}, actor: "chu-toa", command: "ballot.enter_count", args: counted(1, 1, args{"yes": 1}, nil), want: "ballot.hands_counted ballot.closed",
			then: func(t *testing.T, s *script, b *rooms.Ballot) {
				if got := b.Tally; got.Cast != 4 || got.Counts[ballot.Yes] != 3 || got.Outcome != ballot.Passed {
					t.Errorf("tally %+v", got)
				}
				recount(t, b)
				if acts := s.acts(ledger.KindHands); len(acts) != 1 || acts[0].Hands.First != "thu-ky" || acts[0].Hands.Second != "chu-toa" {
					t.Errorf("the log holds %+v", acts)
				}
			}},
	})
}

// ended is a round by paper, or what round says, in which voting has ended and nobody has entered a count.
func ended(s *script, b *rooms.Ballot) { s.close(b) }

// TestCounts are entered by two.
func TestCounts(t *testing.T) {
	paper := args{"method": "paper", "tellers": []string{"an", "khach"}}
	desk := args{"method": "hands"}
	entered := func(by rooms.PersonID, count args) func(s *script, b *rooms.Ballot) {
		return func(s *script, b *rooms.Ballot) {
			ended(s, b)
			full := args{"ballot": b.ID}
			for k, v := range count {
				full[k] = v
			}
			s.do(by, "ballot.enter_count", full)
		}
	}
	chairs := args{"method": "hands", "rule": args{"base": "filled_seats", "num": 1, "den": 2, "strict": true, "tie": "chair"}}
	side := func(chair args) args {
		return counted(2, 2, args{"yes": 1, "no": 1}, args{"chair": chair})
	}
	good := counted(4, 4, args{"yes": 2, "no": 1}, args{"spoiled": 1, "invalid": 1})
	checkBallot(t, []with{
		{name: "the first", round: paper, given: ended, actor: "an", command: "ballot.enter_count", args: good, want: "ballot.count_entered"},
		{name: "the second alike", round: paper, given: entered("khach", good), actor: "an", command: "ballot.enter_count", args: good, want: "ballot.hands_counted ballot.closed",
			then: func(t *testing.T, _ *script, b *rooms.Ballot) {
				if got := b.Tally; got.Counts[ballot.Yes] != 2 || got.Invalid != 1 || got.Cast != 4 || got.NotCast != 0 || b.Hands.Spoiled != 1 {
					t.Errorf("tally %+v of %+v", got, b.Hands)
				}
			}},
		{name: "the second alike, with its noughts written", round: paper, given: entered("khach", good), actor: "an", command: "ballot.enter_count",
			args: counted(4, 4, args{"yes": 2, "no": 1, "abstain": 0}, args{"spoiled": 1, "invalid": 1, "blank": 0}), want: "ballot.hands_counted ballot.closed"},
		{name: "the second otherwise", round: paper, given: entered("khach", good), actor: "an", command: "ballot.enter_count",
			args: counted(4, 4, args{"yes": 1, "no": 2}, args{"spoiled": 1, "invalid": 1}), want: "ballot.count_entered", then: func(t *testing.T, s *script, b *rooms.Ballot) {
				if b.State != rooms.BallotCounting || len(b.Entered) != 2 {
					t.Errorf("the round is %s with %v", b.State, b.Entered)
				}
				full := args{"ballot": b.ID}
				for k, v := range good {
					full[k] = v
				}
				s.do("an", "ballot.enter_count", full) // put right
				if b.State != rooms.BallotIsClosed || b.Entered != nil {
					t.Errorf("the round is %s with %v", b.State, b.Entered)
				}
			}},
		{name: "one twice is not two", round: paper, given: entered("an", good), actor: "an", command: "ballot.enter_count", args: good, want: "ballot.count_entered"},
		{name: "one who is no teller", round: paper, given: ended, actor: "binh", command: "ballot.enter_count", args: good, want: "!ballot_not_teller"},
		{name: "the chair, where there are tellers", round: paper, given: ended, actor: "chu-toa", command: "ballot.enter_count", args: good, want: "!ballot_not_teller"},
		{name: "a delegate, where the desk counts", round: desk, given: ended, actor: "an", command: "ballot.enter_count", args: counted(3, 3, args{"yes": 3}, nil), want: "!ballot_not_teller"},
		{name: "hands", round: desk, given: entered("chu-toa", counted(3, 3, args{"yes": 3}, nil)), actor: "thu-ky", command: "ballot.enter_count", args: counted(3, 3, args{"yes": 3}, nil), want: "ballot.hands_counted ballot.closed"},
		{name: "hands that are spoiled", round: desk, given: ended, actor: "thu-ky", command: "ballot.enter_count", args: counted(3, 3, args{"yes": 3}, args{"spoiled": 1}), want: "!ballot_marks"},
		{name: "hands, the chair's side decides", round: chairs, given: entered("chu-toa", side(args{"yes": 1})), actor: "thu-ky", command: "ballot.enter_count", args: side(args{"yes": 1}), want: "ballot.hands_counted ballot.closed",
			then: func(t *testing.T, _ *script, b *rooms.Ballot) {
				if b.Tally.Outcome != ballot.Passed || !b.Tally.ByChair || b.Hands.Chair[ballot.Yes] != 1 {
					t.Errorf("tally %+v of %+v", b.Tally, b.Hands)
				}
			}},
		{name: "hands, the chair's side was not raised", round: chairs, given: entered("chu-toa", side(nil)), actor: "thu-ky", command: "ballot.enter_count", args: side(args{}), want: "ballot.hands_counted ballot.closed",
			then: func(t *testing.T, _ *script, b *rooms.Ballot) {
				if b.Tally.Outcome != ballot.Tied || b.Tally.ByChair {
					t.Errorf("tally %+v of %+v", b.Tally, b.Hands)
				}
			}},
		{name: "papers by name, the chair was against", round: args{"method": "paper", "rule": chairs["rule"]}, given: entered("chu-toa", side(args{"no": 1})), actor: "thu-ky", command: "ballot.enter_count", args: side(args{"no": 1}), want: "ballot.hands_counted ballot.closed",
			then: func(t *testing.T, _ *script, b *rooms.Ballot) {
				if b.Tally.Outcome != ballot.Failed || !b.Tally.ByChair {
					t.Errorf("tally %+v of %+v", b.Tally, b.Hands)
				}
			}},
		{name: "the two differ in the chair's side alone", round: chairs, given: entered("chu-toa", side(args{"yes": 1})), actor: "thu-ky", command: "ballot.enter_count", args: side(args{"no": 1}), want: "ballot.count_entered"},
		{name: "the chair's side in a secret round", round: args{"method": "paper", "secrecy": "secret", "rule": chairs["rule"]}, given: ended, actor: "thu-ky", command: "ballot.enter_count", args: side(args{"yes": 1}), want: "!ballot_marks"},
		{name: "the chair's side where no rule asks", round: desk, given: ended, actor: "thu-ky", command: "ballot.enter_count", args: side(args{"yes": 1}), want: "!ballot_marks"},
		{name: "the chair's side where two thirds are asked", round: args{"method": "hands", "rule": args{"base": "cast", "num": 2, "den": 3, "tie": "chair"}}, given: ended, actor: "thu-ky", command: "ballot.enter_count", args: side(args{"yes": 1}), want: "!ballot_marks"},
		{name: "the chair's side is no option", round: chairs, given: ended, actor: "thu-ky", command: "ballot.enter_count", args: side(args{"x": 1}), want: "!ballot_unknown_choice"},
		{name: "the chair on both sides", round: chairs, given: ended, actor: "thu-ky", command: "ballot.enter_count", args: side(args{"yes": 1, "no": 1}), want: "!ballot_marks"},
		{name: "the chair's side is not among the figures", round: chairs, given: ended, actor: "thu-ky", command: "ballot.enter_count", args: side(args{"abstain": 1}), want: "!ballot_accounting"},
		{name: "the chair has no vote", round: chairs, before: func(s *script) {
			p := *s.state.People["chu-toa"]
			p.Votes = false
			s.apply("thu-ky", rooms.PersonEdited{Person: p})
		}, given: ended, actor: "thu-ky", command: "ballot.enter_count", args: side(args{"yes": 1}), want: "!ballot_marks"},
		{name: "tablets and papers, the chair on a tablet", round: args{"method": "mixed", "rule": chairs["rule"]}, given: func(s *script, b *rooms.Ballot) {
			s.cast("chu-toa", b, ballot.Yes)
			s.do("thu-ky", "ballot.issue_paper", args{"ballot": b.ID, "elector": "an"})
			ended(s, b)
		}, actor: "thu-ky", command: "ballot.enter_count", args: counted(1, 1, args{"no": 1}, args{"chair": args{"no": 1}}), want: "!ballot_marks"},
		{name: "tablets and papers, the chair on paper", round: args{"method": "mixed", "rule": chairs["rule"]}, given: func(s *script, b *rooms.Ballot) {
			s.cast("an", b, ballot.Yes)
			s.do("thu-ky", "ballot.issue_paper", args{"ballot": b.ID, "elector": "chu-toa"})
			ended(s, b)
			s.do("chu-toa", "ballot.enter_count", args{"ballot": b.ID, "count": counted(1, 1, args{"no": 1}, args{"chair": args{"no": 1}})["count"]})
		}, actor: "thu-ky", command: "ballot.enter_count", args: counted(1, 1, args{"no": 1}, args{"chair": args{"no": 1}}), want: "ballot.hands_counted ballot.closed",
			then: func(t *testing.T, _ *script, b *rooms.Ballot) {
				if b.Tally.Outcome != ballot.Failed || !b.Tally.ByChair {
					t.Errorf("tally %+v", b.Tally)
				}
			}},
		{name: "while it is open", round: paper, actor: "an", command: "ballot.enter_count", args: good, want: "!ballot_wrong_state"},
		{name: "where tablets vote", given: ended, actor: "thu-ky", command: "ballot.enter_count", args: good, want: "!ballot_wrong_state"},
		{name: "after it was counted", round: paper, given: func(s *script, b *rooms.Ballot) {
			entered("khach", good)(s, b)
			s.do("an", "ballot.enter_count", args{"ballot": b.ID, "count": good["count"]})
		}, actor: "an", command: "ballot.enter_count", args: good, want: "!ballot_wrong_state"},
		{name: "more papers than electors", round: paper, given: ended, actor: "an", command: "ballot.enter_count", args: counted(5, 5, args{"yes": 5}, nil), want: "!ballot_accounting"},
		{name: "more returned than issued", round: paper, given: ended, actor: "an", command: "ballot.enter_count", args: counted(3, 4, args{"yes": 4}, nil), want: "!ballot_accounting"},
		{name: "more votes than papers", round: paper, given: ended, actor: "an", command: "ballot.enter_count", args: counted(3, 3, args{"yes": 4}, nil), want: "!ballot_accounting"},
		{name: "a negative figure", round: paper, given: ended, actor: "an", command: "ballot.enter_count", args: counted(3, 3, args{"yes": 4, "no": -1}, nil), want: "!ballot_accounting"},
		{name: "a figure that overflows", round: paper, given: ended, actor: "an", command: "ballot.enter_count", args: counted(1<<62, 1<<62, args{"yes": 1 << 62}, nil), want: "!ballot_accounting"},
		{name: "for an unknown option", round: paper, given: ended, actor: "an", command: "ballot.enter_count", args: counted(3, 3, args{"x": 3}, nil), want: "!ballot_unknown_choice"},
		{name: "in what is not there", actor: "an", command: "ballot.enter_count", args: args{"ballot": "b9"}, want: "!ballot_not_found"},
		{name: "not as many as were issued", round: args{"method": "mixed"}, given: func(s *script, b *rooms.Ballot) {
			s.do("thu-ky", "ballot.issue_paper", args{"ballot": b.ID, "elector": "an"})
			s.do("thu-ky", "ballot.issue_paper", args{"ballot": b.ID, "elector": "binh"})
			ended(s, b)
		}, actor: "thu-ky", command: "ballot.enter_count", args: counted(1, 1, args{"yes": 1}, nil), want: "!ballot_accounting"},
		{name: "more hands than were there", round: args{"method": "hands", "rule": ballot.Majority(ballot.Present)}, before: func(s *script) { s.do("an", "attendance.leave", nil) },
			given: entered("chu-toa", counted(4, 4, args{"yes": 4}, nil)), actor: "thu-ky", command: "ballot.enter_count", args: counted(4, 4, args{"yes": 4}, nil), want: "!ballot_accounting"},
		{name: "nobody sends a tablet's ballot for a paper", round: paper, actor: "an", command: "ballot.cast", want: "!ballot_not_elector"},
		{name: "count after the meeting was closed", round: paper, given: func(s *script, b *rooms.Ballot) {
			entered("khach", good)(s, b)
			s.do("chu-toa", "meeting.close", nil)
		}, actor: "an", command: "ballot.enter_count", args: good, want: "ballot.hands_counted ballot.closed"},
	})
}

// TestFallBack gives a round up, unread, and puts the same question at once by hands or on paper.
func TestFallBack(t *testing.T) {
	to := func(method string) args {
		return args{"method": method, "reason": "Mất điện, máy tính bảng tắt"}
	}
	next := func(s *script) *rooms.Ballot { return s.state.Ballots[s.state.BallotOrder[1]] }
	checkBallot(t, []with{
		{name: "to hands", given: func(s *script, b *rooms.Ballot) { s.cast("an", b, ballot.Yes) }, actor: "chu-toa", command: "ballot.fall_back", args: to("hands"),
			want: "ballot.voided ballot.prepared ballot.opened", then: func(t *testing.T, s *script, b *rooms.Ballot) {
				n := next(s)
				if b.State != rooms.BallotIsVoid || n.State != rooms.BallotIsOpen || n.Supersedes != b.ID || n.Round != 2 || n.Question.Text != b.Question.Text ||
					n.Question.Method != ballot.ByHands || n.Question.Rule != b.Question.Rule || len(n.Electors) != 4 {
					t.Errorf("from %+v to %+v", b, n)
				}
			}},
		{name: "to paper from a secret round", round: args{"secrecy": "secret"}, given: func(s *script, b *rooms.Ballot) { s.say(b, ballot.Yes, ballot.No) },
			actor: "chu-toa", command: "ballot.fall_back", args: to("paper"), want: "ballot.voided ballot.prepared ballot.opened", then: func(t *testing.T, s *script, b *rooms.Ballot) {
				n := next(s)
				if n.Question.Secrecy != ballot.Secret || len(n.Key) != 0 || b.Unsealed || len(b.Papers) != 0 {
					t.Errorf("from %+v to %+v", b, n)
				}
				for id, cast := range b.Cast {
					if len(cast.Sealed) > 0 {
						t.Errorf("the envelope of %s is kept", id)
					}
				}
				if got := len(s.acts(ledger.KindDestroy)); got != 1 {
					t.Errorf("the log tells of %d keys destroyed", got)
				}
			}},
		{name: "hands are not secret", round: args{"secrecy": "secret"}, actor: "chu-toa", command: "ballot.fall_back", args: to("hands"), want: "!ballot_question_invalid"},
		{name: "tellers count heads, not weights", round: ruled(ballot.Rule{Base: ballot.Cast, Num: 1, Den: 2, Strict: true, ByWeight: true}),
			actor: "chu-toa", command: "ballot.fall_back", args: to("hands"), want: "!ballot_question_invalid"},
		{name: "back to tablets", actor: "chu-toa", command: "ballot.fall_back", args: to("tablet"), want: "!command_invalid"},
		{name: "without a reason", actor: "chu-toa", command: "ballot.fall_back", args: args{"method": "hands"}, want: "!text_empty"},
		{name: "by the secretary", actor: "thu-ky", command: "ballot.fall_back", args: to("hands"), want: "!forbidden"},
		{name: "after it was counted", given: ended, actor: "chu-toa", command: "ballot.fall_back", args: to("hands"), want: "!ballot_wrong_state"},
		{name: "while it is counted", round: args{"method": "paper"}, given: ended, actor: "chu-toa", command: "ballot.fall_back", args: to("hands"), want: "ballot.voided ballot.prepared ballot.opened"},
		{name: "while another is open", round: args{"method": "paper"}, given: func(s *script, b *rooms.Ballot) {
			ended(s, b)
			s.ballot(0)
		}, actor: "chu-toa", command: "ballot.fall_back", args: to("hands"), want: "!ballot_open"},
		{name: "of what is not there", actor: "chu-toa", command: "ballot.fall_back", args: args{"ballot": "b9", "method": "hands", "reason": "A"}, want: "!ballot_not_found"},
		{name: "a vote that may be changed", round: args{"allow_change": true}, actor: "chu-toa", command: "ballot.fall_back", args: to("hands"), want: "ballot.voided ballot.prepared ballot.opened"},
	})
}

// TestLetters ask between meetings, by a deadline.
func TestLetters(t *testing.T) {
	day := 24 * time.Hour
	letter := args{"method": "letters", "rule": ballot.Majority(ballot.Filled)}
	// sent is a letter with ten days to answer, in a meeting to which nobody has come yet.
	sent := func(t *testing.T, more args) (*script, *rooms.Ballot) {
		s := newScript(t).notarised()
		round := args{}
		for _, a := range []args{letter, more} {
			for k, v := range a {
				round[k] = v
			}
		}
		b := s.prepare(round)
		s.do("chu-toa", "ballot.open", args{"ballot": b.ID, "deadline": s.now.Add(10 * day)})
		return s, b
	}
	for _, c := range []struct {
		name    string
		round   args
		given   func(s *script, b *rooms.Ballot)
		later   time.Duration
		actor   rooms.PersonID
		command string
		args    args
		want    string
	}{
		{name: "answer", actor: "an", command: "ballot.cast", args: args{"marks": args{"yes": 1}, "text": " Đồng ý,\r\nđề nghị sửa Điều 3. "}, want: "ballot.cast"},
		{name: "a text of 5001 characters", actor: "an", command: "ballot.cast", args: args{"marks": args{"yes": 1}, "text": repeated("a", 5001)}, want: "!text_too_long"},
		{name: "a text beside a secret answer", round: args{"secrecy": "secret"}, actor: "an", command: "ballot.cast", args: args{"text": "Đồng ý", "sealed": true}, want: "!command_invalid"},
		{name: "a secret answer", round: args{"secrecy": "secret"}, actor: "an", command: "ballot.cast", args: args{"sealed": true}, want: "ballot.cast"},
		{name: "in the last moment", later: 10*day - time.Second, actor: "an", command: "ballot.cast", args: args{"marks": args{"yes": 1}}, want: "ballot.cast"},
		{name: "after the deadline", later: 10*day + rooms.Grace, actor: "an", command: "ballot.cast", args: args{"marks": args{"yes": 1}}, want: "ballot.late !ballot_closed"},
		{name: "remind", actor: "thu-ky", command: "ballot.remind", want: "ballot.reminded"},
		{name: "remind at once again", given: func(s *script, b *rooms.Ballot) { s.do("thu-ky", "ballot.remind", args{"ballot": b.ID}) }, actor: "thu-ky", command: "ballot.remind", want: "nothing"},
		{name: "remind after a minute", given: func(s *script, b *rooms.Ballot) { s.do("thu-ky", "ballot.remind", args{"ballot": b.ID}) }, later: time.Minute, actor: "thu-ky", command: "ballot.remind", want: "ballot.reminded"},
		{name: "remind nobody", given: func(s *script, b *rooms.Ballot) {
			s.say(b, ballot.Yes, ballot.Yes, ballot.Yes, ballot.Yes)
		}, actor: "thu-ky", command: "ballot.remind", want: "nothing"},
		{name: "remind after the deadline", later: 11 * day, actor: "thu-ky", command: "ballot.remind", want: "!ballot_wrong_state"},
		{name: "a later deadline", actor: "chu-toa", command: "ballot.extend", args: args{"deadline": start.Add(20 * day)}, want: "ballot.extended"},
		{name: "an earlier one", actor: "chu-toa", command: "ballot.extend", args: args{"deadline": start.Add(5 * day)}, want: "!out_of_range"},
		{name: "one in a year", actor: "chu-toa", command: "ballot.extend", args: args{"deadline": start.Add(365 * day)}, want: "!out_of_range"},
		{name: "some seconds more", actor: "chu-toa", command: "ballot.extend", args: args{"seconds": 30}, want: "!out_of_range"},
		{name: "the meeting is not closed over it", given: func(s *script, _ *rooms.Ballot) { s.in(rooms.InSession) }, actor: "chu-toa", command: "meeting.close", want: "!ballot_open"},
		{name: "beside it another is opened", given: func(s *script, _ *rooms.Ballot) {
			s.in(rooms.InSession)
			s.ballot(0)
		}, actor: "an", command: "ballot.cast", args: args{"marks": args{"yes": 1}}, want: "ballot.cast"},
		{name: "no hands instead", given: func(s *script, _ *rooms.Ballot) { s.in(rooms.InSession) }, actor: "chu-toa", command: "ballot.fall_back", args: args{"method": "hands", "reason": "A"}, want: "!ballot_wrong_state"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, b := sent(t, c.round)
			if c.given != nil {
				c.given(s, b)
			}
			s.now = s.now.Add(c.later)
			full := args{}
			if c.command != "meeting.close" {
				full["ballot"] = b.ID
			}
			if c.command == "ballot.cast" {
				full["hash"] = b.Hash
			}
			for k, v := range c.args {
				full[k] = v
			}
			if full["sealed"] == true {
				full["sealed"] = s.sealed(b, c.actor, ballot.Mark(ballot.Yes))["sealed"]
			}
			d, err := s.carry(s.request(c.actor, c.command, full))
			if got := outcome(d, err); got != c.want {
				t.Errorf("gave %s, want %s", got, c.want)
			}
			replay(t, s)
		})
	}
	t.Run("silence is not a yes", func(t *testing.T) {
		s, b := sent(t, nil)
		s.do("an", "ballot.cast", args{"ballot": b.ID, "hash": b.Hash, "marks": ballot.Mark(ballot.Yes), "text": "Đồng ý"})
		s.do("binh", "ballot.cast", args{"ballot": b.ID, "hash": b.Hash, "marks": ballot.Mark(ballot.Yes)})
		s.now = s.now.Add(10*day + rooms.Grace)
		s.server("ballot.close", rooms.CloseBallot{Ballot: b.ID})
		if got := b.Tally; got.Outcome != ballot.Failed || got.NotCast != 2 || got.Counts[ballot.Yes] != 2 || got.Base != 4 {
			t.Errorf("tally %+v", got)
		}
		if b.Cast["an"].Text != "Đồng ý" {
			t.Errorf("recorded is %+v", b.Cast["an"])
		}
	})
	t.Run("opening", func(t *testing.T) {
		s := newScript(t)
		b := s.prepare(letter)
		for _, a := range []args{
			{}, {"seconds": 60}, {"deadline": s.now}, {"deadline": s.now.Add(184 * day)}, {"deadline": s.now.Add(day), "seconds": 1},
		} {
			a["ballot"] = b.ID
			if d, err := s.carry(s.request("chu-toa", "ballot.open", a)); outcome(d, err) != "!out_of_range" {
				t.Errorf("opening with %v gave %s", a, outcome(d, err))
			}
		}
	})
}
