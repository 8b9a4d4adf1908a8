package rooms_test

import (
	"testing"

	"dienhong/agenda/ballot"
	"dienhong/rooms"
)

func proposal(principal rooms.PersonID, name string) rooms.ProposeSubstitution {
	return rooms.ProposeSubstitution{
		Principal: principal, Sent: rooms.Substitute{Name: name, Title: "Phó Giám đốc"}, Reason: "Đi công tác",
	}
}

// substituteRules sets the body's rules.
func substituteRules(r rooms.SubstituteRules) func(s *script) {
	return func(s *script) {
		s.apply("thu-ky", rooms.MeetingEdited{Announcement: rooms.Announcement{Title: "HĐQT", Starts: start, ProxyLimit: 1, SubstituteRules: r}})
	}
}

var voting = substituteRules(rooms.SubstituteRules{BodyKind: rooms.PrivateBody, SubstituteVotes: true})

// proposes has somebody propose, and returns the id.
func (s *script) proposes(actor rooms.PersonID, c rooms.ProposeSubstitution) rooms.SubstitutionID {
	s.t.Helper()
	d, err := s.carry(rooms.ServerRequest("", actor, "substitution.propose", c))
	if err != nil {
		s.t.Fatalf("propose: %v", err)
	}
	return d.Answer["substitution"].(rooms.SubstitutionID)
}

// sends has an propose somebody and the chair approve, and returns who it is.
func (s *script) sends(sent rooms.Substitute) *rooms.Substitution {
	s.t.Helper()
	id := s.proposes("an", rooms.ProposeSubstitution{Sent: sent, Reason: "Đi công tác"})
	s.do("chu-toa", "substitution.decide", args{"substitution": id, "approve": true})
	return s.state.Substitution(id)
}

var thay = rooms.Substitute{Name: "Đỗ Thay", Title: "Phó Giám đốc"}

func TestProposeSubstitution(t *testing.T) {
	away := func(s *script) { s.do("an", "attendance.leave", nil) }
	with := func(change func(*rooms.ProposeSubstitution)) rooms.ProposeSubstitution {
		c := proposal("", "Đỗ Thay")
		change(&c)
		return c
	}
	for _, c := range []struct {
		name  string
		phase rooms.Phase
		given func(s *script)
		actor rooms.PersonID
		ask   rooms.ProposeSubstitution
		want  string
	}{
		{name: "a new person, by oneself", actor: "an", ask: proposal("", "Đỗ Thay"), want: "substitution.proposed"},
		{name: "by one's own id", actor: "an", ask: proposal("an", "Đỗ Thay"), want: "substitution.proposed"},
		{name: "by the secretary for a delegate", actor: "thu-ky", ask: proposal("an", "Đỗ Thay"), want: "substitution.proposed"},
		{name: "by the secretary for a guest", actor: "thu-ky", ask: proposal("khach", "Đỗ Thay"), want: "substitution.proposed"},
		{name: "by the secretary in a draft", phase: rooms.Draft, actor: "thu-ky", ask: proposal("an", "Đỗ Thay"), want: "substitution.proposed"},
		{name: "for another", actor: "an", ask: proposal("binh", "Đỗ Thay"), want: "!forbidden"},
		{name: "by a guest", actor: "khach", ask: proposal("", "Đỗ Thay"), want: "!forbidden"},
		{name: "by a unit", actor: "cau-1", ask: proposal("", "Đỗ Thay"), want: "!forbidden"},
		{name: "by a stranger", actor: "la", ask: proposal("", "Đỗ Thay"), want: "!forbidden"},
		{name: "for the chair", actor: "thu-ky", ask: proposal("chu-toa", "Đỗ Thay"), want: "!substitute_role"},
		{name: "for the secretary", actor: "thu-ky", ask: proposal("", "Đỗ Thay"), want: "!substitute_role"},
		{name: "for a unit", actor: "thu-ky", ask: proposal("cau-1", "Đỗ Thay"), want: "!substitute_role"},
		{name: "for nobody", actor: "thu-ky", ask: proposal("la", "Đỗ Thay"), want: "!person_not_found"},
		{name: "who is present", phase: rooms.InSession, actor: "an", ask: proposal("", "Đỗ Thay"), want: "!substitute_principal_present"},
		{name: "who has left", phase: rooms.InSession, given: away, actor: "an", ask: proposal("", "Đỗ Thay"), want: "substitution.proposed"},
		{name: "in a closed meeting", phase: rooms.Closed, actor: "an", ask: proposal("", "Đỗ Thay"), want: "!meeting_closed"},
		{name: "without a reason", actor: "an", ask: with(func(c *rooms.ProposeSubstitution) { c.Reason = " \u200b" }), want: "!text_empty"},
		{name: "with a long reason", actor: "an", ask: with(func(c *rooms.ProposeSubstitution) { c.Reason = repeated("a", 301) }), want: "!text_too_long"},
		{name: "without a name", actor: "an", ask: proposal("", " "), want: "!text_empty"},
		{name: "a guest of the meeting", actor: "an", ask: with(func(c *rooms.ProposeSubstitution) { c.Sent.Person = "khach" }), want: "substitution.proposed"},
		{name: "somebody of the directory", actor: "an", ask: with(func(c *rooms.ProposeSubstitution) { c.Sent.Person = "kho" }), want: "substitution.proposed"},
		{name: "oneself", actor: "an", ask: with(func(c *rooms.ProposeSubstitution) { c.Sent.Person = "an" }), want: "!command_invalid"},
		{name: "a voter", actor: "an", ask: with(func(c *rooms.ProposeSubstitution) { c.Sent.Person = "binh" }), want: "!substitute_member"},
		{name: "the secretary", actor: "an", ask: with(func(c *rooms.ProposeSubstitution) { c.Sent.Person = "thu-ky" }), want: "!substitute_member"},
		{name: "a bad id", actor: "an", ask: with(func(c *rooms.ProposeSubstitution) { c.Sent.Person = "a/b" }), want: "!command_invalid"},
		{name: "twice", given: func(s *script) { s.proposes("an", proposal("", "Đỗ Thay")) }, actor: "an", ask: proposal("", "Vũ Hai"), want: "!substitute_twice"},
		{name: "while one stands", given: func(s *script) { s.sends(thay) }, actor: "thu-ky", ask: proposal("an", "Vũ Hai"), want: "!substitute_twice"},
		{name: "again after a refusal", given: func(s *script) {
			s.do("chu-toa", "substitution.decide", args{"substitution": s.proposes("an", proposal("", "Đỗ Thay")), "reason": "Cần đúng thành phần"})
		}, actor: "an", ask: proposal("", "Vũ Hai"), want: "substitution.proposed"},
		{name: "who is sent for another", given: func(s *script) { s.sends(rooms.Substitute{Person: "khach", Name: "Khách"}) }, actor: "binh",
			ask: rooms.ProposeSubstitution{Sent: rooms.Substitute{Person: "khach", Name: "Khách"}, Reason: "Ốm"}, want: "!substitute_chain"},
		{name: "by who is a substitute", given: func(s *script) { s.sends(rooms.Substitute{Person: "khach", Name: "Khách"}) }, actor: "khach",
			ask: proposal("", "Vũ Hai"), want: "!substitute_chain"},
		{name: "who sends somebody", given: func(s *script) { s.proposes("thu-ky", proposal("khach", "Vũ Hai")) }, actor: "an",
			ask: with(func(c *rooms.ProposeSubstitution) { c.Sent.Person = "khach" }), want: "!substitute_chain"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.phase == "" {
				c.phase = rooms.Scheduled
			}
			s := newScript(t).in(c.phase)
			if c.given != nil {
				c.given(s)
			}
			if got := outcome(s.carry(rooms.ServerRequest("", c.actor, "substitution.propose", c.ask))); got != c.want {
				t.Fatalf("gave %s, want %s", got, c.want)
			}
			replay(t, s)
		})
	}
}

func TestProposingIsBounded(t *testing.T) {
	s := newScript(t)
	for range 20 {
		s.do("an", "substitution.withdraw", args{"substitution": s.proposes("an", proposal("", "Đỗ Thay"))})
	}
	if got := outcome(s.decide(rooms.ServerRequest("", "an", "substitution.propose", proposal("", "Đỗ Thay")))); got != "!too_many" {
		t.Errorf("the 21st proposal gave %s", got)
	}
}

func TestDecideSubstitution(t *testing.T) {
	const one rooms.SubstitutionID = "new-000001"
	proposed := func(sent rooms.Substitute, before ...func(*script)) func(s *script) {
		return func(s *script) {
			for _, f := range before {
				f(s)
			}
			s.proposes("an", rooms.ProposeSubstitution{Sent: sent, Reason: "Đi công tác"})
		}
	}
	approve, refuse := args{"substitution": one, "approve": true}, args{"substitution": one, "reason": "Cần đúng thành phần"}
	by := func(role rooms.Role) func(s *script) {
		return substituteRules(rooms.SubstituteRules{SubstitutesBy: role})
	}
	has := func(state rooms.SubstitutionState, votes bool, role rooms.Role) func(*testing.T, *script) {
		return func(t *testing.T, s *script) {
			t.Helper()
			x := s.state.Substitution(one)
			if x.State != state || x.Votes != votes || x.DecidedBy == "" || x.DecidedAt.IsZero() {
				t.Errorf("substitution %+v", x)
			}
			p := s.state.People[x.Sent.Person]
			if role != "" && (p == nil || p.Role != role || p.Votes) {
				t.Errorf("the substitute is %+v", p)
			}
		}
	}
	check(t, []rule{
		{name: "approve somebody new", phase: rooms.Scheduled, given: proposed(thay), actor: "chu-toa", command: "substitution.decide", args: approve,
			want: "person.added substitution.decided", then: has(rooms.Approved, false, rooms.Delegate)},
		{name: "approve somebody of the directory", phase: rooms.Scheduled, given: proposed(rooms.Substitute{Person: "kho", Name: "Kho"}), actor: "chu-toa", command: "substitution.decide", args: approve,
			want: "person.added substitution.decided", then: func(t *testing.T, s *script) {
				if s.state.People["kho"] == nil || s.state.StandsFor("kho") == nil || s.state.SubstituteOf("an") == nil {
					t.Error("nobody sits for an")
				}
			}},
		{name: "approve a guest of the meeting", phase: rooms.Scheduled, given: proposed(rooms.Substitute{Person: "khach", Name: "Khách"}), actor: "chu-toa", command: "substitution.decide", args: approve,
			want: "person.edited substitution.decided", then: has(rooms.Approved, false, rooms.Delegate)},
		{name: "refuse", phase: rooms.Scheduled, given: proposed(thay), actor: "chu-toa", command: "substitution.decide", args: refuse, want: "substitution.decided", then: has(rooms.Refused, false, "")},
		{name: "refuse without a reason", phase: rooms.Scheduled, given: proposed(thay), actor: "chu-toa", command: "substitution.decide", args: args{"substitution": one}, want: "!text_empty"},
		{name: "by the secretary", phase: rooms.Scheduled, given: proposed(thay), actor: "thu-ky", command: "substitution.decide", args: approve, want: "!forbidden"},
		{name: "by the secretary where the body says so", phase: rooms.Scheduled, given: proposed(thay, by(rooms.Secretary)), actor: "thu-ky", command: "substitution.decide", args: approve, want: "person.added substitution.decided"},
		{name: "by a delegate", phase: rooms.Scheduled, given: proposed(thay), actor: "binh", command: "substitution.decide", args: approve, want: "!forbidden"},
		{name: "twice", phase: rooms.Scheduled, given: func(s *script) { s.sends(thay) }, actor: "chu-toa", command: "substitution.decide", args: refuse, want: "!substitution_wrong_state"},
		{name: "what is not there", phase: rooms.Scheduled, actor: "chu-toa", command: "substitution.decide", args: approve, want: "!substitution_not_found"},
		{name: "with the vote", phase: rooms.Scheduled, given: proposed(thay, voting), actor: "chu-toa", command: "substitution.decide", args: approve, want: "person.added substitution.decided", then: has(rooms.Approved, true, rooms.Delegate)},
		{name: "whose vote a proxy holds", phase: rooms.Scheduled, given: func(s *script) {
			proposed(thay, voting)(s)
			s.gives("an", "binh")
		}, actor: "chu-toa", command: "substitution.decide", args: approve,
			want: "person.added substitution.decided", then: has(rooms.Approved, false, rooms.Delegate)},
		{name: "who got a vote meanwhile", phase: rooms.Scheduled, given: func(s *script) {
			proposed(rooms.Substitute{Person: "moi", Name: "Mới"})(s)
			s.apply("thu-ky", rooms.PersonAdded{Person: rooms.Person{ID: "moi", Name: "Mới", Role: rooms.Delegate, Votes: true}})
		}, actor: "chu-toa", command: "substitution.decide", args: approve, want: "!substitute_member"},
		{name: "the principal came meanwhile", phase: rooms.Scheduled, given: func(s *script) {
			proposed(thay)(s)
			s.in(rooms.CheckInOpen).do("thu-ky", "attendance.mark", args{"person": "an", "present": false})
			s.do("an", "attendance.check_in", nil)
		}, actor: "chu-toa", command: "substitution.decide", args: approve, want: "!substitution_wrong_state"},
	})
}

func TestWithdrawSubstitution(t *testing.T) {
	const one rooms.SubstitutionID = "new-000001"
	a := args{"substitution": one, "reason": "Thu xếp được"}
	sent := func(s *script) { s.sends(thay) }
	guest := func(s *script) { s.sends(rooms.Substitute{Person: "khach", Name: "Khách"}) }
	check(t, []rule{
		{name: "a proposal", phase: rooms.Scheduled, given: func(s *script) { s.proposes("an", proposal("", "Đỗ Thay")) }, actor: "an", command: "substitution.withdraw", args: a, want: "substitution.withdrawn"},
		{name: "an approved one, not yet here", phase: rooms.Scheduled, given: sent, actor: "an", command: "substitution.withdraw", args: a, want: "substitution.withdrawn person.removed", then: func(t *testing.T, s *script) {
			if x := s.state.Substitution(one); x.State != rooms.Withdrawn || x.Regret != "Thu xếp được" || s.state.SubstituteOf("an") != nil || len(s.state.People) != 7 {
				t.Errorf("left is %+v", x)
			}
		}},
		{name: "of a guest", phase: rooms.Scheduled, given: guest, actor: "thu-ky", command: "substitution.withdraw", args: a, want: "substitution.withdrawn person.edited", then: func(t *testing.T, s *script) {
			if s.state.People["khach"].Role != rooms.Guest {
				t.Error("the guest is no guest again")
			}
		}},
		{name: "of one who is here", given: func(s *script) {
			s.apply("an", rooms.AttendanceMarked{Person: "an", Method: rooms.SelfMarked})
			s.do(s.sends(thay).Sent.Person, "attendance.check_in", nil)
		}, actor: "chu-toa", command: "substitution.withdraw", args: a, want: "substitution.withdrawn person.edited"},
		{name: "by another", phase: rooms.Scheduled, given: sent, actor: "binh", command: "substitution.withdraw", args: a, want: "!forbidden"},
		{name: "by the substitute", phase: rooms.Scheduled, given: sent, actor: "new-000003", command: "substitution.withdraw", args: a, want: "!forbidden"},
		{name: "twice", phase: rooms.Scheduled, given: func(s *script) {
			sent(s)
			s.do("an", "substitution.withdraw", a)
		}, actor: "an", command: "substitution.withdraw", args: a, want: "!substitution_wrong_state"},
		{name: "what is not there", phase: rooms.Scheduled, actor: "an", command: "substitution.withdraw", args: a, want: "!substitution_not_found"},
		{name: "remove the principal", phase: rooms.Scheduled, given: sent, actor: "thu-ky", command: "person.remove", args: args{"person": "an"}, want: "!substitute_bound"},
		{name: "make the principal a guest", phase: rooms.Scheduled, given: sent, actor: "thu-ky", command: "person.edit",
			args: args{"person": rooms.Person{ID: "an", Name: "Lê An", Role: rooms.Guest}}, want: "!substitute_bound"},
		{name: "give the substitute a vote", phase: rooms.Scheduled, given: guest, actor: "thu-ky", command: "person.edit",
			args: args{"person": rooms.Person{ID: "khach", Name: "Khách", Role: rooms.Delegate, Votes: true}}, want: "!substitute_bound"},
		{name: "correct the substitute's name", phase: rooms.Scheduled, given: guest, actor: "thu-ky", command: "person.edit",
			args: args{"person": rooms.Person{ID: "khach", Name: "Khách A", Role: rooms.Delegate}}, want: "person.edited"},
		{name: "a voting substitute's principal gives no proxy", phase: rooms.Scheduled, given: func(s *script) {
			voting(s)
			s.sends(thay)
		}, actor: "thu-ky", command: "proxy.set", args: args{"principal": "an", "to": "binh"}, want: "!proxy_twice"},
		{name: "a public body never lets substitutes vote", phase: rooms.Scheduled, actor: "thu-ky", command: "meeting.edit",
			args: args{"title": "HĐND", "body": "", "starts": start, "substitute_votes": true}, want: "!substitute_votes_public"},
		{name: "a private one may", phase: rooms.Scheduled, actor: "thu-ky", command: "meeting.edit",
			args: args{"title": "HĐQT", "body": "", "starts": start, "substitute_votes": true, "body_kind": "private"}, want: "meeting.edited"},
		{name: "nobody else decides", phase: rooms.Scheduled, actor: "thu-ky", command: "meeting.edit",
			args: args{"title": "HĐQT", "body": "", "starts": start, "substitutes_by": "guest"}, want: "!command_invalid"},
	})
}

// TestPrincipalComes: the substitute is one no more, whoever marks it and whenever it is.
func TestPrincipalComes(t *testing.T) {
	s := newScript(t)
	x := s.sends(thay)
	sub := x.Sent.Person
	s.apply("chu-toa", rooms.MeetingMovedOn{Phase: rooms.CheckInOpen})
	if s.state.Expected() != 6 {
		t.Errorf("expected are %d", s.state.Expected())
	}
	s.do(sub, "attendance.check_in", nil)
	if s.state.VotersPresent() != 0 {
		t.Error("a substitute without a vote counts for the quorum")
	}
	s.do("an", "attendance.check_in", nil)
	if p := s.state.People[sub]; p.Role != rooms.Guest || x.Ended.IsZero() || x.State != rooms.Approved || s.state.StandsFor(sub) != nil {
		t.Errorf("the substitute is %+v, the substitution %+v", p, x)
	}
	if s.state.Expected() != 7 || s.state.VotersPresent() != 1 {
		t.Errorf("expected %d, voters present %d", s.state.Expected(), s.state.VotersPresent())
	}
	s.do("an", "attendance.leave", nil)
	if s.state.SubstituteOf("an") != nil {
		t.Error("the substitute sits in the place again")
	}
	id := s.proposes("an", rooms.ProposeSubstitution{Sent: rooms.Substitute{Person: sub, Name: "Đỗ Thay"}, Reason: "Họp khẩn"})
	s.do("chu-toa", "substitution.decide", args{"substitution": id, "approve": true})
	if s.state.StandsFor(sub) == nil || s.state.People[sub].Role != rooms.Delegate {
		t.Error("who left cannot send again")
	}
	s.do("thu-ky", "attendance.mark", args{"person": "an", "present": true})
	if s.state.People[sub].Role != rooms.Guest {
		t.Error("the secretary's mark does not end it")
	}
	replay(t, s)
}

// TestSubstituteAndVote: an is away; the substitute is here.
func TestSubstituteAndVote(t *testing.T) {
	seated := func(rules func(*script)) (*script, rooms.PersonID) {
		s := newScript(t).in(rooms.InSession)
		rules(s)
		s.do("an", "attendance.leave", nil)
		sub := s.sends(thay).Sent.Person
		s.do(sub, "attendance.check_in", nil)
		return s, sub
	}
	vote := func(s *script, who rooms.PersonID, b *rooms.Ballot) string {
		return outcome(s.carry(s.request(who, "ballot.cast", args{"ballot": b.ID, "hash": b.Hash, "elector": "an", "marks": ballot.Mark(ballot.Yes)})))
	}
	t.Run("without the vote", func(t *testing.T) {
		s, sub := seated(func(*script) {})
		b := s.ballot(0)
		if got := vote(s, sub, b); got != "!ballot_not_elector" {
			t.Errorf("voting gave %s", got)
		}
		if e := b.Elector("an"); e.Caster != "an" || e.Present || s.state.VotersPresent() != 3 {
			t.Errorf("the elector is %+v, %d are present", e, s.state.VotersPresent())
		}
		s.do(sub, "floor.request", nil)
	})
	t.Run("with the vote", func(t *testing.T) {
		s, sub := seated(voting)
		if s.state.VotersPresent() != 4 {
			t.Errorf("%d voters are present", s.state.VotersPresent())
		}
		b := s.ballot(0)
		s.do("an", "attendance.check_in", nil) // too late for this round
		if s.state.People[sub].Role != rooms.Guest {
			t.Error("the substitute is no guest")
		}
		if got := vote(s, "an", b); got != "!ballot_not_elector" {
			t.Errorf("the principal's vote gave %s", got)
		}
		if got := vote(s, sub, b); got != "ballot.cast" {
			t.Errorf("the substitute's vote gave %s", got)
		}
		s.close(b)
		s.do("chu-toa", "ballot.declare", args{"ballot": b.ID})
		next := s.ballot(0)
		if got := vote(s, sub, next); got != "!forbidden" {
			t.Errorf("in the next round the substitute's vote gave %s", got)
		}
		if got := vote(s, "an", next); got != "ballot.cast" {
			t.Errorf("in the next round the principal's vote gave %s", got)
		}
		replay(t, s)
	})
	t.Run("the rule is taken back", func(t *testing.T) {
		s, sub := seated(voting)
		substituteRules(rooms.SubstituteRules{BodyKind: rooms.PrivateBody})(s)
		if got := vote(s, sub, s.ballot(0)); got != "!ballot_not_elector" || s.state.VotersPresent() != 3 {
			t.Errorf("voting gave %s", got)
		}
	})
	t.Run("the rule comes later", func(t *testing.T) {
		s, sub := seated(func(*script) {})
		voting(s)
		if got := vote(s, sub, s.ballot(0)); got != "!ballot_not_elector" {
			t.Errorf("voting gave %s", got)
		}
	})
	t.Run("nobody withdraws during the round", func(t *testing.T) {
		s, _ := seated(voting)
		s.ballot(0)
		q := s.request("an", "substitution.withdraw", args{"substitution": s.state.Substitutions[0].ID})
		if got := outcome(s.decide(q)); got != "!ballot_open" {
			t.Errorf("withdrawing gave %s", got)
		}
	})
	t.Run("letters are the principal's", func(t *testing.T) {
		s, sub := seated(voting)
		b := s.prepare(args{"method": "letters", "rule": ballot.Majority(ballot.Filled)})
		s.do("chu-toa", "ballot.open", args{"ballot": b.ID, "deadline": s.now.Add(1e12)})
		if got := vote(s, sub, b); got != "!ballot_not_elector" {
			t.Errorf("the substitute's answer gave %s", got)
		}
	})
	t.Run("the session opens with a quorum of voters alone", func(t *testing.T) {
		s := newScript(t)
		s.apply("thu-ky", rooms.MeetingEdited{Announcement: rooms.Announcement{Title: "UBND", Starts: start, QuorumNum: 1, QuorumDen: 2}})
		sub := s.sends(thay).Sent.Person
		s.apply("chu-toa", rooms.MeetingMovedOn{Phase: rooms.CheckInOpen})
		s.do(sub, "attendance.check_in", nil)
		if got := outcome(s.decide(s.request("chu-toa", "meeting.open", nil))); got != "!no_quorum" { // the chair and a substitute
			t.Errorf("opening gave %s", got)
		}
	})
}
