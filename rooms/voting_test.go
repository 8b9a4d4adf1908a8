package rooms_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"dienhong/agenda/ballot"
	"dienhong/rooms"
)

// with makes a case on one ballot: given brings it into a state, and its id and hash fill in the arguments.
type with struct {
	name    string
	seconds int // it runs, 0 without an end
	before  func(s *script)
	round   args // whatever is said of the question besides
	given   func(s *script, b *rooms.Ballot)
	later   time.Duration
	actor   rooms.PersonID
	command string
	args    args
	make    func(s *script, b *rooms.Ballot) args // more of them
	want    string
	then    func(t *testing.T, s *script, b *rooms.Ballot)
}

func checkBallot(t *testing.T, cases []with) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newScript(t).notarised().in(rooms.InSession)
			if c.before != nil {
				c.before(s)
			}
			b := s.round(c.seconds, c.round)
			if c.given != nil {
				c.given(s, b)
			}
			s.now = s.now.Add(c.later)
			full := args{"ballot": b.ID}
			if c.command == "ballot.cast" {
				full["hash"], full["marks"] = b.Hash, ballot.Mark(ballot.Yes)
			}
			maps.Copy(full, c.args)
			if c.make != nil {
				maps.Copy(full, c.make(s, b))
			}
			d, err := s.carry(s.request(c.actor, c.command, full))
			if got := outcome(d, err); got != c.want {
				t.Fatalf("%s of %s gave %s, want %s", c.command, c.actor, got, c.want)
			}
			if c.then != nil {
				c.then(t, s, b)
			}
			replay(t, s)
		})
	}
}

func TestPrepareBallot(t *testing.T) {
	under := func(change args) args {
		r := args{"base": "all_seats", "num": 2, "den": 3}
		for k, v := range change {
			r[k] = v
		}
		return args{"item": "i1", "question": "Thông qua?", "rule": r}
	}
	check(t, []rule{
		{name: "prepare", phase: rooms.Draft, actor: "thu-ky", command: "ballot.prepare", args: args{"item": "i1", "question": "Thông qua?", "document": "d1"},
			want: "ballot.prepared", then: func(t *testing.T, s *script) {
				b := s.state.Ballots[s.state.BallotOrder[0]]
				if b.State != rooms.BallotReady || b.Round != 1 || b.File != "file-d1" || b.Question.Rule != ballot.Majority(ballot.Present) ||
					!slices.Equal(b.Question.Choices(), ballot.YesNoAbstain()) || b.Question.Secrecy != ballot.Named || b.Question.Method != ballot.ByTablet {
					t.Errorf("ballot %+v", b)
				}
			}},
		{name: "with a rule", actor: "thu-ky", command: "ballot.prepare", args: under(args{"citation": " Điều 42 ", "checked_on": "2026-07-01"}), want: "ballot.prepared"},
		{name: "without a question", actor: "thu-ky", command: "ballot.prepare", args: args{"item": "i1"}, want: "!text_empty"},
		{name: "a question of 5001 characters", actor: "thu-ky", command: "ballot.prepare", args: args{"item": "i1", "question": repeated("a", 5001)}, want: "!text_too_long"},
		{name: "on no item", actor: "thu-ky", command: "ballot.prepare", args: args{"question": "?"}, want: "!item_not_found"},
		{name: "on a paper that is not there", actor: "thu-ky", command: "ballot.prepare", args: args{"item": "i1", "question": "?", "document": "d9"}, want: "!document_not_found"},
		{name: "an unknown base", actor: "thu-ky", command: "ballot.prepare", args: under(args{"base": "everybody"}), want: "!ballot_rule_invalid"},
		{name: "a fraction above one", actor: "thu-ky", command: "ballot.prepare", args: under(args{"num": 4}), want: "!ballot_rule_invalid"},
		{name: "a fraction of nothing", actor: "thu-ky", command: "ballot.prepare", args: under(args{"num": 0}), want: "!ballot_rule_invalid"},
		{name: "a fraction without a denominator", actor: "thu-ky", command: "ballot.prepare", args: under(args{"den": 0}), want: "!ballot_rule_invalid"},
		{name: "a citation of 301 characters", actor: "thu-ky", command: "ballot.prepare", args: under(args{"citation": repeated("a", 301)}), want: "!text_too_long"},
		{name: "a date that is none", actor: "thu-ky", command: "ballot.prepare", args: under(args{"checked_on": "thứ sáu tuần trước"}), want: "!text_too_long"},
		{name: "by a delegate", actor: "an", command: "ballot.prepare", args: args{"item": "i1", "question": "?"}, want: "!forbidden"},
		{name: "repeating what is not there", actor: "thu-ky", command: "ballot.prepare", args: args{"item": "i2", "question": "?", "supersedes": "b9"}, want: "!ballot_not_found"},
		{name: "too many", given: func(s *script) {
			for n := range rooms.MaxBallots {
				s.apply("thu-ky", rooms.BallotPrepared{Ballot: rooms.BallotID(fmt.Sprint(n)), Item: "i1", Round: 1})
			}
		}, actor: "thu-ky", command: "ballot.prepare", args: args{"item": "i1", "question": "?"}, want: "!too_many"},
	})
}

func TestOpenBallot(t *testing.T) {
	prepared := func(s *script) {
		s.apply("thu-ky", prepared(ballot.YesNo("?", ballot.FormYesNoAbstain, ballot.Majority(ballot.Present))))
	}
	open := func(seconds int) args { return args{"ballot": "b1", "seconds": seconds} }
	check(t, []rule{
		{name: "open", given: prepared, actor: "chu-toa", command: "ballot.open", args: open(60), want: "ballot.opened", then: func(t *testing.T, s *script) {
			b := s.state.Ballots["b1"]
			electors := []ballot.Elector{
				{Person: "chu-toa", Name: "Nguyễn Văn Chủ", Weight: ballot.Head, Caster: "chu-toa", Present: true},
				{Person: "an", Name: "Lê An", Weight: ballot.Head, Caster: "an", Present: true},
				{Person: "binh", Name: "Phạm Bình", Weight: ballot.Head, Caster: "binh", Present: true},
				{Person: "cau-1", Name: "Điểm cầu 1", Weight: ballot.Head, Caster: "cau-1", Present: true},
			}
			if !slices.Equal(b.Electors, electors) || b.Seats != 4 || len(b.Hash) != 64 ||
				!b.Closes.Equal(s.now.Add(time.Minute)) || !b.Opened.Equal(s.now) {
				t.Errorf("ballot %+v", b)
			}
		}},
		{name: "those who are away are electors and not present", given: func(s *script) {
			prepared(s)
			s.do("an", "attendance.leave", nil)
		}, actor: "chu-toa", command: "ballot.open", args: open(0), want: "ballot.opened", then: func(t *testing.T, s *script) {
			b := s.state.Ballots["b1"]
			if len(b.Electors) != 4 || b.Elector("an").Present || !b.Closes.IsZero() {
				t.Errorf("ballot %+v", b)
			}
		}},
		{name: "vacant seats are seats", given: func(s *script) {
			prepared(s)
			s.apply("thu-ky", rooms.MeetingEdited{Announcement: rooms.Announcement{Title: "A", Starts: start, Seats: 15}})
		}, actor: "chu-toa", command: "ballot.open", args: open(0), want: "ballot.opened", then: func(t *testing.T, s *script) {
			if got := s.state.Ballots["b1"].Seats; got != 15 {
				t.Errorf("%d seats", got)
			}
		}},
		{name: "nobody has a vote", given: func(s *script) {
			prepared(s)
			for _, id := range []rooms.PersonID{"chu-toa", "an", "binh", "cau-1"} {
				p := *s.state.People[id]
				p.Votes = false
				s.apply("thu-ky", rooms.PersonEdited{Person: p})
			}
		}, actor: "chu-toa", command: "ballot.open", args: open(0), want: "!ballot_not_elector"},
		{name: "the secretary does not open", given: prepared, actor: "thu-ky", command: "ballot.open", args: open(0), want: "!forbidden"},
		{name: "before the session", phase: rooms.CheckInOpen, given: prepared, actor: "chu-toa", command: "ballot.open", args: open(0), want: "!wrong_phase"},
		{name: "in a break", phase: rooms.Paused, given: prepared, actor: "chu-toa", command: "ballot.open", args: open(0), want: "!wrong_phase"},
		{name: "what is not there", actor: "chu-toa", command: "ballot.open", args: open(0), want: "!ballot_not_found"},
		{name: "for a negative time", given: prepared, actor: "chu-toa", command: "ballot.open", args: open(-1), want: "!out_of_range"},
		{name: "for more than an hour", given: prepared, actor: "chu-toa", command: "ballot.open", args: open(3601), want: "!out_of_range"},
		{name: "while another is open", given: func(s *script) {
			prepared(s)
			s.ballot(0)
		}, actor: "chu-toa", command: "ballot.open", args: open(0), want: "!ballot_open"},
		{name: "discard", given: prepared, actor: "thu-ky", command: "ballot.discard", args: args{"ballot": "b1"}, want: "ballot.discarded"},
		{name: "discard what is not there", actor: "thu-ky", command: "ballot.discard", args: args{"ballot": "b1"}, want: "!ballot_not_found"},
	})
}

func TestCastBallot(t *testing.T) {
	voted := func(s *script, b *rooms.Ballot) { s.cast("an", b, ballot.Yes) }
	checkBallot(t, []with{
		{name: "cast", actor: "an", command: "ballot.cast", want: "ballot.cast", then: func(t *testing.T, s *script, b *rooms.Ballot) {
			if c := b.Cast["an"]; !maps.Equal(c.Marks, ballot.Mark(ballot.Yes)) || len(c.Receipt) != 9 || !c.At.Equal(s.now) || c.Command == "" {
				t.Errorf("cast %+v", c)
			}
			if got := b.NotVoted(); !slices.Equal(got, []rooms.PersonID{"chu-toa", "binh", "cau-1"}) {
				t.Errorf("not voted %v", got)
			}
		}},
		{name: "the chair casts", actor: "chu-toa", command: "ballot.cast", args: args{"marks": ballot.Mark(ballot.Abstain)}, want: "ballot.cast"},
		{name: "a unit casts", actor: "cau-1", command: "ballot.cast", args: args{"marks": ballot.Mark(ballot.No)}, want: "ballot.cast"},
		{name: "another hash", actor: "an", command: "ballot.cast", args: args{"hash": repeated("0", 64)}, want: "!ballot_changed"},
		{name: "no hash", actor: "an", command: "ballot.cast", args: args{"hash": ""}, want: "!ballot_changed"},
		{name: "one without a vote", actor: "thu-ky", command: "ballot.cast", want: "!ballot_not_elector"},
		{name: "a guest", actor: "khach", command: "ballot.cast", want: "!forbidden"},
		{name: "a stranger", actor: "la", command: "ballot.cast", want: "!forbidden"},
		{name: "one who was added meanwhile", given: func(s *script, _ *rooms.Ballot) {
			s.apply("thu-ky", rooms.PersonAdded{Person: rooms.Person{ID: "moi", Name: "Mới", Role: rooms.Delegate, Votes: true}})
			s.do("moi", "attendance.check_in", nil)
		}, actor: "moi", command: "ballot.cast", want: "!ballot_not_elector"},
		{name: "one who is not there", given: func(s *script, _ *rooms.Ballot) { s.do("an", "attendance.leave", nil) }, actor: "an", command: "ballot.cast", want: "!not_present"},
		{name: "one who came late", given: func(s *script, _ *rooms.Ballot) {
			s.do("an", "attendance.leave", nil)
			s.do("an", "attendance.check_in", nil)
		}, actor: "an", command: "ballot.cast", want: "ballot.cast"},
		{name: "twice", given: voted, actor: "an", command: "ballot.cast", want: "!ballot_already_cast"},
		{name: "twice, with another choice", given: voted, actor: "an", command: "ballot.cast", args: args{"marks": ballot.Mark(ballot.No)}, want: "!ballot_already_cast"},
		{name: "again after leaving", given: func(s *script, b *rooms.Ballot) {
			voted(s, b)
			s.do("an", "attendance.leave", nil)
		}, actor: "an", command: "ballot.cast", want: "!ballot_already_cast"},
		{name: "an unknown choice", actor: "an", command: "ballot.cast", args: args{"marks": args{"maybe": 1}}, want: "!ballot_unknown_choice"},
		{name: "no choice", actor: "an", command: "ballot.cast", args: args{"marks": nil}, want: "!ballot_marks"},
		{name: "two choices", actor: "an", command: "ballot.cast", args: args{"marks": args{"yes": 1, "no": 1}}, want: "!ballot_marks"},
		{name: "a choice twice over", actor: "an", command: "ballot.cast", args: args{"marks": args{"yes": 2}}, want: "!ballot_marks"},
		{name: "a sealed one in a named round", actor: "an", command: "ballot.cast", args: args{"marks": nil, "sealed": []byte{1}}, want: "!command_invalid"},
		{name: "with a text between the lines", actor: "an", command: "ballot.cast", args: args{"text": "Đề nghị bổ sung"}, want: "!command_invalid"},
		{name: "an unknown ballot", actor: "an", command: "ballot.cast", args: args{"ballot": "b9"}, want: "!ballot_not_found"},
		{name: "in the last millisecond", seconds: 60, later: time.Minute - time.Millisecond, actor: "an", command: "ballot.cast", want: "ballot.cast"},
		{name: "on its way when the time was up, closing or not", seconds: 60, later: time.Minute + rooms.Grace - time.Millisecond, actor: "an", command: "ballot.cast", want: "ballot.cast"},
		{name: "when the time is up, closed or not", seconds: 60, later: time.Minute + rooms.Grace, actor: "an", command: "ballot.cast", want: "ballot.late !ballot_closed"},
		{name: "on its way when it was closed", given: func(s *script, b *rooms.Ballot) { s.do("chu-toa", "ballot.close", args{"ballot": b.ID}) },
			later: rooms.Grace - time.Millisecond, actor: "an", command: "ballot.cast", want: "ballot.cast"},
		{name: "after the grace of closing", given: func(s *script, b *rooms.Ballot) { s.do("chu-toa", "ballot.close", args{"ballot": b.ID}) },
			later: rooms.Grace, actor: "an", command: "ballot.cast", want: "ballot.late !ballot_closed"},
		{name: "after closing", given: func(s *script, b *rooms.Ballot) { s.close(b) }, actor: "an", command: "ballot.cast", want: "ballot.late !ballot_closed"},
		{name: "after closing, of one who has voted", given: func(s *script, b *rooms.Ballot) {
			voted(s, b)
			s.close(b)
		}, actor: "an", command: "ballot.cast", want: "!ballot_closed"},
		{name: "after voiding", given: func(s *script, b *rooms.Ballot) {
			s.do("chu-toa", "ballot.void", args{"ballot": b.ID, "reason": "Nhầm"})
		}, actor: "an", command: "ballot.cast", want: "!ballot_closed"},
		{name: "whatever is shown meanwhile", given: func(s *script, _ *rooms.Ballot) {
			s.do("thu-ky", "item.start", args{"item": "i3"})
			s.do("chu-toa", "presentation.start", args{"document": "d1"})
		}, actor: "an", command: "ballot.cast", want: "ballot.cast"},
		{name: "with all the others, on the record", given: func(s *script, b *rooms.Ballot) {
			s.do("thu-ky", "document.rename", args{"document": "d1", "title": "Khác"})
		},
			actor: "an", command: "ballot.cast", want: "ballot.cast"},
	})
}

func TestTheLifeOfABallot(t *testing.T) {
	closed := func(s *script, b *rooms.Ballot) { s.close(b) }
	declared := func(s *script, b *rooms.Ballot) {
		closed(s, b)
		s.do("chu-toa", "ballot.declare", args{"ballot": b.ID})
	}
	voided := func(s *script, b *rooms.Ballot) {
		s.do("chu-toa", "ballot.void", args{"ballot": b.ID, "reason": "Nhầm"})
	}
	checkBallot(t, []with{
		{name: "an opened one is not discarded", actor: "thu-ky", command: "ballot.discard", want: "!ballot_wrong_state"},
		{name: "nor opened again", actor: "chu-toa", command: "ballot.open", want: "!ballot_wrong_state"},
		{name: "extend", seconds: 60, actor: "chu-toa", command: "ballot.extend", args: args{"seconds": 30}, want: "ballot.extended", then: func(t *testing.T, s *script, b *rooms.Ballot) {
			if !b.Closes.Equal(s.now.Add(90 * time.Second)) {
				t.Errorf("closes %v, now %v", b.Closes, s.now)
			}
		}},
		{name: "extend one without an end", actor: "chu-toa", command: "ballot.extend", args: args{"seconds": 30}, want: "ballot.extended", then: func(t *testing.T, s *script, b *rooms.Ballot) {
			if !b.Closes.Equal(s.now.Add(30 * time.Second)) {
				t.Errorf("closes %v, now %v", b.Closes, s.now)
			}
		}},
		{name: "extend when the time is up", seconds: 60, later: time.Minute, actor: "chu-toa", command: "ballot.extend", args: args{"seconds": 30}, want: "!ballot_closed"},
		{name: "extend by nothing", actor: "chu-toa", command: "ballot.extend", want: "!out_of_range"},
		{name: "extend by more than an hour", actor: "chu-toa", command: "ballot.extend", args: args{"seconds": 3601}, want: "!out_of_range"},
		{name: "extend a closed one", given: closed, actor: "chu-toa", command: "ballot.extend", args: args{"seconds": 30}, want: "!ballot_closed"},
		{name: "close", seconds: 60, actor: "chu-toa", command: "ballot.close", want: "ballot.closing", then: func(t *testing.T, s *script, b *rooms.Ballot) {
			if !b.Until.Equal(s.now.Add(rooms.Grace)) {
				t.Errorf("until %v, now %v", b.Until, s.now)
			}
		}},
		{name: "close when everybody has voted", given: func(s *script, b *rooms.Ballot) {
			for _, id := range b.NotVoted() {
				s.cast(id, b, ballot.Yes)
			}
		}, actor: "chu-toa", command: "ballot.close", want: "ballot.ended ballot.closed"},
		{name: "close while it is closing", given: func(s *script, b *rooms.Ballot) { s.do("chu-toa", "ballot.close", args{"ballot": b.ID}) },
			actor: "chu-toa", command: "ballot.close", want: "nothing"},
		{name: "extend while it is closing", given: func(s *script, b *rooms.Ballot) { s.do("chu-toa", "ballot.close", args{"ballot": b.ID}) },
			actor: "chu-toa", command: "ballot.extend", args: args{"seconds": 30}, want: "!ballot_closed"},
		{name: "void while it is closing", given: func(s *script, b *rooms.Ballot) { s.do("chu-toa", "ballot.close", args{"ballot": b.ID}) },
			actor: "chu-toa", command: "ballot.void", args: args{"reason": "Nhầm"}, want: "ballot.voided"},
		{name: "close twice", given: closed, actor: "chu-toa", command: "ballot.close", want: "!ballot_wrong_state"},
		{name: "the secretary does not close", actor: "thu-ky", command: "ballot.close", want: "!forbidden"},
		{name: "declare", given: closed, actor: "chu-toa", command: "ballot.declare", want: "ballot.declared"},
		{name: "declare what is open", actor: "chu-toa", command: "ballot.declare", want: "!ballot_wrong_state"},
		{name: "declare twice", given: declared, actor: "chu-toa", command: "ballot.declare", want: "!ballot_wrong_state"},
		{name: "declare what is void", given: voided, actor: "chu-toa", command: "ballot.declare", want: "!ballot_wrong_state"},
		{name: "declare after the meeting", given: func(s *script, b *rooms.Ballot) {
			closed(s, b)
			s.do("chu-toa", "meeting.close", nil)
		}, actor: "chu-toa", command: "ballot.declare", want: "ballot.declared"},
		{name: "void an open one", actor: "chu-toa", command: "ballot.void", args: args{"reason": "Nhầm văn bản"}, want: "ballot.voided"},
		{name: "void a declared one", given: declared, actor: "chu-toa", command: "ballot.void", args: args{"reason": "Nhầm"}, want: "ballot.voided"},
		{name: "void twice", given: voided, actor: "chu-toa", command: "ballot.void", args: args{"reason": "Nhầm"}, want: "!ballot_wrong_state"},
		{name: "void without a reason", actor: "chu-toa", command: "ballot.void", want: "!text_empty"},
		{name: "void with a reason of 301 characters", actor: "chu-toa", command: "ballot.void", args: args{"reason": repeated("a", 301)}, want: "!text_too_long"},
		{name: "nothing of what is not there", actor: "chu-toa", command: "ballot.close", args: args{"ballot": "b9"}, want: "!ballot_not_found"},
		{name: "extend what is not there", actor: "chu-toa", command: "ballot.extend", args: args{"ballot": "b9"}, want: "!ballot_not_found"},
		{name: "declare what is not there", actor: "chu-toa", command: "ballot.declare", args: args{"ballot": "b9"}, want: "!ballot_not_found"},
		{name: "void what is not there", actor: "chu-toa", command: "ballot.void", args: args{"ballot": "b9"}, want: "!ballot_not_found"},
	})
}

func TestTheServerClosesInTimeOnly(t *testing.T) {
	s := newScript(t).in(rooms.InSession)
	b := s.ballot(60)
	try := func(want string) {
		t.Helper()
		d, err := s.carry(rooms.ServerRequest("", "", "ballot.close", rooms.CloseBallot{Ballot: b.ID}))
		if got := outcome(d, err); got != want {
			t.Errorf("gave %s, want %s", got, want)
		}
	}
	s.now = s.now.Add(59 * time.Second)
	try("!ballot_wrong_state")
	s.do("chu-toa", "ballot.extend", args{"ballot": b.ID, "seconds": 60})
	s.now = s.now.Add(2 * time.Second)
	try("!ballot_wrong_state")
	s.now = s.now.Add(59 * time.Second)
	try("ballot.closing")
	s.now = s.now.Add(rooms.Grace - time.Millisecond)
	try("!ballot_wrong_state")
	s.now = s.now.Add(time.Millisecond)
	try("ballot.ended ballot.closed")
	late := s.ballot(60) // nobody looked until long after
	s.now = s.now.Add(time.Hour)
	if d, err := s.carry(rooms.ServerRequest("", "", "ballot.close", rooms.CloseBallot{Ballot: late.ID})); outcome(d, err) != "ballot.ended ballot.closed" {
		t.Errorf("closing long after gave %s", outcome(d, err))
	}
	open := s.ballot(0)
	s.now = s.now.Add(time.Hour)
	if _, err := s.carry(rooms.ServerRequest("", "", "ballot.close", rooms.CloseBallot{Ballot: open.ID})); code(err) != "ballot_wrong_state" {
		t.Errorf("the server closed a ballot without an end: %v", err)
	}
}

func TestAVoidedRoundStaysAndIsRepeatedOnce(t *testing.T) {
	s := newScript(t).in(rooms.InSession)
	first := s.ballot(0)
	s.cast("an", first, ballot.No)
	s.do("chu-toa", "ballot.void", args{"ballot": first.ID, "reason": "Phát nhầm tờ trình"})
	repeat := func(item string) string {
		d, err := s.carry(s.request("thu-ky", "ballot.prepare", args{"item": item, "question": "Thông qua?", "supersedes": first.ID}))
		return outcome(d, err)
	}
	if got := repeat("i1"); got != "!command_invalid" {
		t.Errorf("repeating it on another item gave %s", got)
	}
	if got := repeat("i2"); got != "ballot.prepared" {
		t.Fatalf("repeating it gave %s", got)
	}
	if got := repeat("i2"); got != "!exists" {
		t.Errorf("repeating it a second time gave %s", got)
	}
	second := s.state.Ballots[s.state.BallotOrder[1]]
	if second.Round != 2 || second.Supersedes != first.ID {
		t.Errorf("second round %+v", second)
	}
	s.do("thu-ky", "ballot.discard", args{"ballot": second.ID})
	if got := repeat("i2"); got != "ballot.prepared" {
		t.Errorf("repeating it after the repeat was discarded gave %s", got)
	}
	if first.State != rooms.BallotIsVoid || first.Reason != "Phát nhầm tờ trình" || !maps.Equal(first.Cast["an"].Marks, ballot.Mark(ballot.No)) || !first.Voided.Equal(s.now) {
		t.Errorf("first round %+v", first)
	}
	if _, err := s.carry(s.request("thu-ky", "ballot.prepare", args{"item": "i2", "question": "?", "supersedes": s.ballot(0).ID})); code(err) != "ballot_wrong_state" {
		t.Errorf("repeating an open ballot gave %v", err)
	}
}
