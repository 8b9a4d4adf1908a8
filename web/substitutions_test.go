package web

import (
	"strings"
	"testing"
	"time"

	"dienhong/agenda/minutes"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
	"dienhong/web/auth"
)

func TestFindSubstitutes(t *testing.T) {
	g := newRig(t, nil, roomtest.Delegates(2), roomtest.Guests(1), roomtest.In(rooms.Scheduled))
	hoa, _ := g.account(auth.NewAccount{Login: "hoa1", Name: "Lê Thị Hoà", Title: "Phó Giám đốc", Unit: "Sở Xây dựng"})
	gone, _ := g.account(auth.NewAccount{Login: "hoa2", Name: "Lê Thị Hoạ"})
	_, admin := g.account(auth.NewAccount{Login: "quanly", Name: "Quản Lý", Admin: true})
	admin.do("PATCH", "/api/people/"+string(gone.ID), map[string]any{"disabled": true}).is(200)
	delegate, guest := g.as(g.Delegates[0]), g.as(g.Guests[0])
	find := func(b *browser, q string) []foundSubstitute {
		var found foundSubstitutes
		b.get(g.path("/api/meetings/{m}/substitutes?q=" + q)).is(200).into(&found)
		return found.People
	}
	if got := find(delegate, "hoa"); len(got) != 1 || got[0] != (foundSubstitute{hoa.ID, "Lê Thị Hoà", "Phó Giám đốc", "Sở Xây dựng"}) {
		t.Errorf("found %+v", got)
	}
	if got := find(delegate, "h"); len(got) != 0 {
		t.Errorf("one letter found %+v", got)
	}
	if body := delegate.get(g.path("/api/meetings/{m}/substitutes?q=hoa")).body; strings.Contains(body, "hoa1") {
		t.Errorf("a login is told: %s", body)
	}
	guest.get(g.path("/api/meetings/{m}/substitutes?q=hoa")).refused(403, "forbidden")
	g.Do(roomtest.Secretary, "person.add", map[string]any{"person": rooms.Person{ID: hoa.ID, Name: "Lê Thị Hoà", Role: rooms.Delegate, Votes: true}})
	if got := find(delegate, "hoa"); len(got) != 0 {
		t.Errorf("somebody with a vote is found: %+v", got)
	}
	delegate.get(g.path("/api/meetings/{m}/substitutes?q="+strings.Repeat("a", 401))).refused(400, "text_too_long")
}

// TestSubstitution: from the proposal to the record, as those who take part do it.
func TestSubstitution(t *testing.T) {
	g := newRig(t, nil, roomtest.Delegates(3), roomtest.Guests(1), roomtest.In(rooms.Scheduled), roomtest.Quorum(1, 2))
	hoa, hoas := g.account(auth.NewAccount{Login: "hoa1", Name: "Lê Thị Hoà", Title: "Phó Giám đốc", Unit: "Sở Xây dựng"})
	an, binh := g.as(g.Delegates[0]), g.as(g.Delegates[1])
	path := g.path("/api/meetings/{m}/substitutions")
	hoas.get(g.path("/m/{m}")).is(303) // no part in the meeting yet

	ask := substitutionRequest{ID: "c1", Person: hoa.ID, Name: "Tên khác", Reason: "Đi công tác"}
	var made, again proposedSubstitution
	an.post(path, ask).is(201).into(&made)
	an.post(path, ask).is(201).into(&again)
	if made.Substitution == "" || made != again {
		t.Errorf("%q, and again %q", made.Substitution, again.Substitution)
	}
	ask.Reason = "Khác"
	an.post(path, ask).refused(409, "command_conflict")
	an.post(path, substitutionRequest{ID: "c2", Name: "Vũ Hai", Reason: "Ốm"}).refused(409, "substitute_twice")
	binh.post(path, substitutionRequest{ID: "c3", Principal: g.Delegates[2], Name: "Vũ Hai", Reason: "Ốm"}).refused(403, "forbidden")
	binh.post(path, substitutionRequest{ID: "c3", Person: "la", Reason: "Ốm"}).refused(404, "account_not_found")
	binh.post(path, substitutionRequest{ID: "", Name: "Vũ Hai", Reason: "Ốm"}).refused(400, "command_invalid")
	binh.post(path, substitutionRequest{ID: "c4", Name: "Vũ Hai", Reason: " "}).refused(400, "text_empty")
	g.as(g.Guests[0]).post(path, substitutionRequest{ID: "c5", Name: "Vũ Hai", Reason: "Ốm"}).refused(403, "forbidden")
	if x := g.State().Substitution(made.Substitution); x.Sent.Name != "Lê Thị Hoà" || x.Sent.Title != "Phó Giám đốc" {
		t.Errorf("the account goes by another name: %+v", x.Sent)
	}

	command := func(b *browser, id rooms.CommandID, name string, args string) answer {
		return b.post(g.path("/api/meetings/{m}/commands"), commandRequest{ID: id, Name: name, Args: []byte(args)})
	}
	decide := `{"substitution":"` + string(made.Substitution) + `","approve":true}`
	command(g.as(roomtest.Secretary), "d0", "substitution.decide", decide).refused(403, "forbidden")
	command(g.as(roomtest.Chair), "d1", "substitution.decide", decide).is(200)
	command(g.as(roomtest.Chair), "d1", "substitution.decide", decide).is(200)
	hoas.get(g.path("/m/{m}")).is(200)
	g.as(roomtest.Secretary).post(path, substitutionRequest{ID: "c6", Principal: g.Delegates[1], Name: "Vũ Hai", Reason: "Ốm"}).is(201)
	refused := string(g.State().Substitutions[1].ID)
	command(g.as(roomtest.Chair), "d2", "substitution.decide", `{"substitution":"`+refused+`","reason":"Cần đúng thành phần"}`).is(200)

	g.Do(roomtest.Secretary, "meeting.open_check_in", nil)
	for _, id := range []rooms.PersonID{g.Delegates[1], hoa.ID} {
		g.Do(id, "attendance.check_in", nil)
	}
	g.Refused(roomtest.Chair, "meeting.open", nil, rooms.ErrNoQuorum) // one of three voters, whoever came for another
	g.Do(g.Delegates[2], "attendance.check_in", nil)
	g.Clock.Advance(time.Minute)
	g.Do(roomtest.Chair, "meeting.open", nil)
	g.Do(hoa.ID, "floor.request", nil)
	g.Do(roomtest.Chair, "floor.grant", map[string]any{"person": hoa.ID})
	g.Clock.Advance(time.Minute)
	g.Do(roomtest.Chair, "floor.end", nil)

	var record minutes.Record
	g.as(roomtest.Secretary).get(g.path("/api/meetings/{m}/record")).is(200).into(&record)
	if record.Meeting.VotersAtOpening != 2 || record.Substituted() != 1 || record.Speeches[0].For != "Đại biểu 1" || len(record.Substitutions) != 2 {
		t.Errorf("the record tells %+v, speeches %+v, substitutions %+v", record.Meeting, record.Speeches, record.Substitutions)
	}
	page := g.as(roomtest.Secretary).get(g.path("/m/{m}/record")).is(200).body
	for _, want := range []string{"cử <bdi>Lê Thị Hoà</bdi>", "Nguyễn Văn Chủ duyệt lúc", "không biểu quyết thay", "Nguyễn Văn Chủ không chấp thuận lúc", "Cần đúng thành phần"} {
		if !strings.Contains(page, want) {
			t.Errorf("the minutes do not tell %q", want)
		}
	}

	g.Do(g.Delegates[0], "attendance.check_in", nil) // after all
	if g.State().People[hoa.ID].Role != rooms.Guest {
		t.Error("the substitute is no guest")
	}
	if page := g.as(roomtest.Secretary).get(g.path("/m/{m}/record?lang=en")).is(200).body; !strings.Contains(page, "when the principal came") {
		t.Error("the minutes do not tell that the principal came")
	}
}

// TestVotingSubstituteInTheRecord: in a body whose rules give the vote, the record tells who cast it.
func TestVotingSubstituteInTheRecord(t *testing.T) {
	g := newRig(t, nil, roomtest.Delegates(2), roomtest.In(rooms.Scheduled))
	g.Do(roomtest.Secretary, "meeting.edit", rooms.Announcement{
		Title: "Họp HĐQT", Body: "Công ty", Starts: roomtest.Start, QuorumNum: 1, QuorumDen: 1,
		SubstituteRules: rooms.SubstituteRules{BodyKind: rooms.PrivateBody, SubstituteVotes: true, SubstitutesBy: rooms.Secretary},
	})
	g.as(g.Delegates[0]).post(g.path("/api/meetings/{m}/substitutions"), substitutionRequest{ID: "c1", Name: "Vũ Hai", Reason: "Ốm"}).is(201)
	id := g.State().Substitutions[0].ID
	hai := g.Do(roomtest.Secretary, "substitution.decide", map[string]any{"substitution": id, "approve": true}).Data["person"].(rooms.PersonID)
	g.Do(roomtest.Secretary, "meeting.open_check_in", nil)
	g.Do(hai, "attendance.check_in", nil)
	g.Do(g.Delegates[1], "attendance.check_in", nil)
	g.Do(roomtest.Chair, "meeting.open", nil) // all voters are there, one through a substitute
	ballot := g.Do(roomtest.Secretary, "ballot.prepare", map[string]any{"item": g.item(), "question": "Thông qua?"}).Data["ballot"].(rooms.BallotID)
	g.Do(roomtest.Chair, "ballot.open", map[string]any{"ballot": ballot})
	g.Do(hai, "ballot.cast", map[string]any{"ballot": ballot, "hash": g.State().Ballots[ballot].Hash, "elector": g.Delegates[0], "marks": map[string]int{"yes": 1}})
	g.CloseBallot(ballot)
	g.Do(roomtest.Chair, "ballot.declare", map[string]any{"ballot": ballot})
	page := g.as(roomtest.Secretary).get(g.path("/m/{m}/record")).is(200).body
	for _, want := range []string{"(cử người dự thay <bdi>Vũ Hai</bdi>)", "được biểu quyết thay", "có mặt 2 trên 2 người"} {
		if !strings.Contains(page, want) {
			t.Errorf("the minutes do not tell %q", want)
		}
	}
}
