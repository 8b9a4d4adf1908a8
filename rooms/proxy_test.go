package rooms_test

import (
	"testing"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/ledger"
	"dienhong/rooms"
)

// proxies lets one person hold so many votes of others.
func proxies(limit int) func(s *script) {
	return func(s *script) {
		s.apply("thu-ky", rooms.MeetingEdited{Announcement: rooms.Announcement{Title: "HĐQT", Starts: start, ProxyLimit: limit}})
	}
}

func (s *script) gives(principal, to rooms.PersonID) {
	s.t.Helper()
	s.do("thu-ky", "proxy.set", args{"principal": principal, "to": to})
}

func TestSetProxy(t *testing.T) {
	set := func(principal, to rooms.PersonID) args {
		return args{"principal": principal, "to": to, "document": "Giấy ủy quyền số 12"}
	}
	given := func(limit int, pairs ...rooms.PersonID) func(s *script) {
		return func(s *script) {
			proxies(limit)(s)
			for i := 0; i+1 < len(pairs); i += 2 {
				s.gives(pairs[i], pairs[i+1])
			}
		}
	}
	check(t, []rule{
		{name: "give", given: given(1), actor: "thu-ky", command: "proxy.set", args: set("an", "binh"), want: "proxy.changed", then: func(t *testing.T, s *script) {
			if got := s.state.Proxies["an"]; got.To != "binh" || got.Document != "Giấy ủy quyền số 12" {
				t.Errorf("given to %+v", got)
			}
		}},
		{name: "to one without a vote of their own", given: given(1), actor: "chu-toa", command: "proxy.set", args: set("an", "thu-ky"), want: "proxy.changed"},
		{name: "before the meeting", phase: rooms.Draft, given: given(1), actor: "thu-ky", command: "proxy.set", args: set("an", "binh"), want: "proxy.changed"},
		{name: "take back", given: given(1, "an", "binh"), actor: "thu-ky", command: "proxy.set", args: set("an", ""), want: "proxy.changed", then: func(t *testing.T, s *script) {
			if len(s.state.Proxies) != 0 {
				t.Errorf("proxies %v", s.state.Proxies)
			}
		}},
		{name: "take back what was not given", given: given(1), actor: "thu-ky", command: "proxy.set", args: set("an", ""), want: "nothing"},
		{name: "where there are none", actor: "thu-ky", command: "proxy.set", args: set("an", "binh"), want: "!proxy_off"},
		{name: "twice", given: given(2, "an", "binh"), actor: "thu-ky", command: "proxy.set", args: set("an", "cau-1"), want: "!proxy_twice"},
		{name: "on from who holds one", given: given(2, "an", "binh"), actor: "thu-ky", command: "proxy.set", args: set("binh", "cau-1"), want: "!proxy_chain"},
		{name: "to who gave theirs away", given: given(2, "an", "binh"), actor: "thu-ky", command: "proxy.set", args: set("cau-1", "an"), want: "!proxy_chain"},
		{name: "in a circle", given: given(2, "an", "binh"), actor: "thu-ky", command: "proxy.set", args: set("binh", "an"), want: "!proxy_chain"},
		{name: "beyond the limit", given: given(1, "an", "binh"), actor: "thu-ky", command: "proxy.set", args: set("cau-1", "binh"), want: "!proxy_limit"},
		{name: "up to the limit", given: given(2, "an", "binh"), actor: "thu-ky", command: "proxy.set", args: set("cau-1", "binh"), want: "proxy.changed"},
		{name: "to oneself", given: given(1), actor: "thu-ky", command: "proxy.set", args: set("an", "an"), want: "!command_invalid"},
		{name: "to a guest", given: given(1), actor: "thu-ky", command: "proxy.set", args: set("an", "khach"), want: "!command_invalid"},
		{name: "of one without a vote", given: given(1), actor: "thu-ky", command: "proxy.set", args: set("khach", "an"), want: "!command_invalid"},
		{name: "of a stranger", given: given(1), actor: "thu-ky", command: "proxy.set", args: set("la", "an"), want: "!person_not_found"},
		{name: "to a stranger", given: given(1), actor: "thu-ky", command: "proxy.set", args: set("an", "la"), want: "!person_not_found"},
		{name: "a paper of 301 characters", given: given(1), actor: "thu-ky", command: "proxy.set", args: args{"principal": "an", "to": "binh", "document": repeated("a", 301)}, want: "!text_too_long"},
		{name: "by oneself", given: given(1), actor: "an", command: "proxy.set", args: set("an", "binh"), want: "!forbidden"},
	})
}

// TestVotingByProxy: an is away and binh holds the vote, unless the case says otherwise.
func TestVotingByProxy(t *testing.T) {
	held := func(s *script) {
		proxies(2)(s)
		s.do("an", "attendance.leave", nil)
		s.gives("an", "binh")
	}
	both := func(s *script) {
		held(s)
		s.do("cau-1", "attendance.leave", nil)
		s.gives("cau-1", "binh")
	}
	of := func(elector rooms.PersonID) args { return args{"elector": elector} }
	checkBallot(t, []with{
		{name: "the proxy casts", before: held, actor: "binh", command: "ballot.cast", args: of("an"), want: "ballot.cast", then: func(t *testing.T, s *script, b *rooms.Ballot) {
			if c := b.Cast["an"]; c.By != "binh" || len(b.Cast) != 1 {
				t.Errorf("cast %+v", b.Cast)
			}
			if a := s.acts(ledger.KindCast)[0]; a.By != "binh" || a.Cast.Elector != "an" {
				t.Errorf("the log holds %+v", a)
			}
			if rights := b.Rights("binh"); len(rights) != 2 || rights[0].Person != "binh" || rights[1].Person != "an" {
				t.Errorf("the proxy's rights are %v", rights)
			}
		}},
		{name: "the principal does not", before: held, given: func(s *script, _ *rooms.Ballot) { s.do("an", "attendance.check_in", nil) },
			actor: "an", command: "ballot.cast", want: "!ballot_not_elector"},
		{name: "nobody else does", before: held, actor: "chu-toa", command: "ballot.cast", args: of("an"), want: "!ballot_not_elector"},
		{name: "not twice", before: held, given: func(s *script, b *rooms.Ballot) {
			s.do("binh", "ballot.cast", args{"ballot": b.ID, "hash": b.Hash, "elector": "an", "marks": ballot.Mark(ballot.Yes)})
		}, actor: "binh", command: "ballot.cast", args: of("an"), want: "!ballot_already_cast"},
		{name: "the principal was there at the opening", before: func(s *script) {
			held(s)
			s.do("an", "attendance.check_in", nil)
		}, actor: "binh", command: "ballot.cast", args: of("an"), want: "!ballot_not_elector", then: func(t *testing.T, s *script, b *rooms.Ballot) {
			s.cast("an", b, ballot.Yes)
		}},
		{name: "given after the opening", before: func(s *script) {
			proxies(1)(s)
			s.do("an", "attendance.leave", nil)
		}, given: func(s *script, _ *rooms.Ballot) { s.gives("an", "binh") }, actor: "binh", command: "ballot.cast", args: of("an"), want: "!ballot_not_elector"},
		{name: "taken back after the opening", before: held, given: func(s *script, _ *rooms.Ballot) { s.gives("an", "") },
			actor: "binh", command: "ballot.cast", args: of("an"), want: "ballot.cast"},
		{name: "the proxy is away", before: held, given: func(s *script, _ *rooms.Ballot) { s.do("binh", "attendance.leave", nil) },
			actor: "binh", command: "ballot.cast", args: of("an"), want: "!not_present"},
		{name: "the proxy comes after the opening", before: func(s *script) {
			held(s)
			s.do("binh", "attendance.leave", nil)
		}, given: func(s *script, _ *rooms.Ballot) { s.do("binh", "attendance.check_in", nil) }, actor: "binh", command: "ballot.cast", args: of("an"), want: "ballot.cast"},
		{name: "the meeting allows none any more", before: func(s *script) {
			held(s)
			proxies(0)(s)
		}, actor: "binh", command: "ballot.cast", args: of("an"), want: "!ballot_not_elector"},
		{name: "the proxy has become a guest", before: func(s *script) {
			proxies(1)(s)
			s.do("an", "attendance.leave", nil)
			s.gives("an", "cau-1")
			s.apply("chu-toa", rooms.PersonEdited{Person: rooms.Person{ID: "cau-1", Name: "Điểm cầu 1", Role: rooms.Guest}})
		}, actor: "an", command: "ballot.cast", want: "!not_present"},
		{name: "a right that was taken away", before: held, given: func(s *script, b *rooms.Ballot) {
			s.do("chu-toa", "ballot.remove_elector", args{"ballot": b.ID, "elector": "an", "reason": "Đình chỉ"})
		}, actor: "binh", command: "ballot.cast", args: of("an"), want: "!ballot_not_elector"},
		{name: "too late", before: held, given: func(s *script, b *rooms.Ballot) { s.close(b) }, actor: "binh", command: "ballot.cast", args: of("an"),
			want: "ballot.late !ballot_closed", then: func(t *testing.T, _ *script, b *rooms.Ballot) {
				if _, late := b.Late["an"]; !late || len(b.Late) != 1 {
					t.Errorf("late are %v", b.Late)
				}
			}},
		{name: "split between yes and no", before: both, given: func(s *script, b *rooms.Ballot) {
			for elector, choice := range map[rooms.PersonID]ballot.Choice{"an": ballot.Yes, "binh": ballot.No} {
				s.do("binh", "ballot.cast", args{"ballot": b.ID, "hash": b.Hash, "elector": elector, "marks": ballot.Mark(choice)})
			}
		}, actor: "binh", command: "ballot.cast", args: args{"elector": "cau-1", "marks": ballot.Mark(ballot.Abstain)}, want: "ballot.cast",
			then: func(t *testing.T, s *script, b *rooms.Ballot) {
				s.cast("chu-toa", b, ballot.Yes)
				s.do("chu-toa", "ballot.close", args{"ballot": b.ID})
				if got := b.Tally; got.Counts[ballot.Yes] != 2 || got.Counts[ballot.No] != 1 || got.Counts[ballot.Abstain] != 1 || got.Present != 4 {
					t.Errorf("tally %+v", got)
				}
				recount(t, b)
			}},
		{name: "in a secret round each envelope is for its elector", before: held, round: args{"secrecy": "secret"}, actor: "binh", command: "ballot.cast",
			make: func(s *script, b *rooms.Ballot) args {
				a := s.sealed(b, "an", ballot.Mark(ballot.Yes))
				a["marks"] = nil
				return a
			}, want: "ballot.cast", then: func(t *testing.T, s *script, b *rooms.Ballot) {
				wrong := s.sealed(b, "an", ballot.Mark(ballot.Yes)) // of another elector than it is sent for
				wrong["elector"] = "binh"
				s.do("binh", "ballot.cast", wrong)
				s.close(b)
				if b.Tally.Counts[ballot.Yes] != 1 || b.Tally.Invalid != 1 {
					t.Errorf("tally %+v", b.Tally)
				}
			}},
	})
}

// TestTheChairsOwnVoteBreaksATie, and not one that a proxy cast for the chair.
func TestTheChairsOwnVoteBreaksATie(t *testing.T) {
	s := newScript(t).in(rooms.InSession)
	proxies(1)(s)
	s.do("chu-toa", "attendance.leave", nil)
	s.gives("chu-toa", "binh")
	r := ballot.Majority(ballot.Cast)
	r.Tie = ballot.TieChair
	b := s.round(0, ruled(r))
	s.do("binh", "ballot.cast", args{"ballot": b.ID, "hash": b.Hash, "elector": "chu-toa", "marks": ballot.Mark(ballot.Yes)})
	s.cast("an", b, ballot.No)
	s.close(b)
	if b.Tally.Outcome != ballot.Tied {
		t.Errorf("gave %+v", b.Tally)
	}
}

// TestWeights are counted in micro-units, with the base in the same.
func TestWeights(t *testing.T) {
	s := newScript(t).in(rooms.InSession)
	for id, weight := range map[rooms.PersonID]int64{"chu-toa": 40_500_000, "an": 30_250_000, "binh": 29_249_999} {
		p := *s.state.People[id]
		p.Weight = weight
		s.apply("thu-ky", rooms.PersonEdited{Person: p})
	}
	b := s.round(0, ruled(ballot.Rule{Base: ballot.Filled, Num: 2, Den: 3, ByWeight: true}))
	s.say(b, ballot.Yes, ballot.No, ballot.Yes)
	s.close(b)
	// 100,999,999 in all, of which 67,333,333 are needed.
	if got := b.Tally; got.Eligible != 100_999_999 || got.Needed != 67_333_333 || got.Counts[ballot.Yes] != 69_749_999 || got.NotCast != ballot.Head || got.Outcome != ballot.Passed {
		t.Errorf("tally %+v", got)
	}
	replay(t, s)
}
