package web

import (
	"os"
	"strings"
	"testing"
	"time"

	livekit "github.com/livekit/protocol/auth"

	"dienhong/agenda"
	"dienhong/agenda/minutes"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

// sample is a real paper.
func sample(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile("../agenda/pages/testdata/to-trinh.pdf")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// From the first start to the record: everything that the API can do, each answer held against the document.
func TestScenario(t *testing.T) {
	g := newRig(t, nil, roomtest.Notary())
	admin := g.browser()
	c := newContract(t, admin.get("/api/openapi.json").is(200).body)
	watch := func(b *browser) *browser { b.seen = c.check; return b }
	watch(admin)
	admin.get("/healthz").is(200)
	admin.get("/readyz").is(200)
	admin.get("/api/openapi.json").is(200)

	// The first account, through the link that the server printed.
	admin.get("/api/me").refused(401, "signed_out")
	token, err := g.auth.SetupToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var to goTo
	admin.post("/api/setup", setupRequest{Token: token, Login: "quan.tri1", Password: goodPassword, Name: "Nguyễn Quản Trị"}).into(&to)
	admin.post("/api/setup", setupRequest{Token: token, Login: "quan.tri2", Password: goodPassword, Name: "B"}).refused(409, "setup_done")
	var who me
	if admin.get("/api/me").into(&who); !who.Admin || !who.Organiser || who.Name != "Nguyễn Quản Trị" || who.Meeting != "" || to.Goto != "/" {
		t.Errorf("%+v %+v", who, to)
	}

	// Somebody who may make meetings.
	var secretary rooms.Account
	admin.post("/api/people", newPerson{Login: "Hoa.LT", Name: "Lê Thị Hoà", Title: "Chánh Văn phòng", Organiser: true, Password: "12345678"}).
		refused(400, "password_weak")
	admin.post("/api/people", newPerson{Login: "Hoa.LT", Name: "Lê Thị Hoà", Title: "Chánh Văn phòng", Organiser: true, Password: goodPassword}).into(&secretary)
	admin.post("/api/people", newPerson{Login: "hoa.lt", Name: "X", Password: goodPassword}).refused(409, "login_taken")
	unit := "Sở Xây dựng"
	admin.do("PATCH", "/api/people/"+string(secretary.ID), personChange{Unit: &unit}).into(&secretary)
	var people peopleList
	if admin.get("/api/people?q=hoa+so+xay&limit=10").into(&people); len(people.People) != 1 || people.People[0].Unit != unit {
		t.Errorf("%+v", people)
	}
	admin.post("/api/people/"+string(secretary.ID)+"/password", passwordRequest{Password: "another good one"}).is(204)
	admin.post("/api/people/"+string(secretary.ID)+"/sign-out", nil).is(204)
	admin.post("/api/people/nobody/password", passwordRequest{Password: "another good one"}).refused(404, "account_not_found")

	// She makes one.
	hoa := watch(g.browser())
	hoa.post("/api/sign-in", signInRequest{Login: "hoa.lt", Password: goodPassword}).refused(401, "bad_credentials")
	hoa.post("/api/sign-in", signInRequest{Login: "hoa.lt", Password: "another good one"}).into(&to)
	hoa.post("/api/people", newPerson{}).refused(403, "forbidden")
	var made createdMeeting
	hoa.post("/api/meetings", rooms.Announcement{Title: " "}).refused(400, "text_empty")
	hoa.post("/api/meetings", rooms.Announcement{
		Title: "Giao ban công tác bảo trì đường bộ quý III", Body: "Sở Xây dựng tỉnh Thanh Hoá", Place: "Phòng họp 301", Starts: roomtest.Start,
	}).into(&made)
	m := "/api/meetings/" + string(made.Meeting)
	if made.Goto != "/m/"+string(made.Meeting)+"/desk" {
		t.Errorf("goto %s", made.Goto)
	}
	var list meetingList
	if hoa.get("/api/meetings").into(&list); len(list.Meetings) != 1 || list.Meetings[0].Role != rooms.Secretary || list.Meetings[0].Goto != made.Goto {
		t.Errorf("%+v", list)
	}
	do := func(b *browser, id, name string, args any) commandAnswer {
		t.Helper()
		var done commandAnswer
		b.post(m+"/commands", map[string]any{"id": id, "name": name, "args": args}).into(&done)
		return done
	}
	item, _ := do(hoa, "1", "item.add", map[string]any{"title": "Báo cáo", "kind": "report"}).Data["item"].(string)
	chair, _ := do(hoa, "2", "person.add", map[string]any{"person": map[string]any{"name": "Nguyễn Văn Thi", "role": "chair", "votes": true}}).Data["person"].(string)
	delegate, _ := do(hoa, "3", "person.add", map[string]any{"person": map[string]any{"name": "Đặng Đình Trường", "role": "delegate", "votes": true}}).Data["person"].(string)
	again := do(hoa, "1", "item.add", map[string]any{"title": "Báo cáo", "kind": "report"})
	if again.Data["item"] != item {
		t.Error("the same command was carried out twice")
	}
	hoa.post(m+"/commands", map[string]any{"id": "1", "name": "item.add", "args": map[string]any{"title": "Khác"}}).refused(409, "command_conflict")
	hoa.post(m+"/commands", map[string]any{"id": "4", "name": "meeting.open"}).refused(403, "forbidden")
	hoa.post(m+"/commands", map[string]any{"id": "5", "name": "document.add", "args": map[string]any{}}).refused(400, "command_unknown")
	do(hoa, "6", "meeting.publish", nil)

	paper := uploadPaper(t, hoa, m, item)
	readPaper(t, watch(g.browser()), hoa, made.Meeting, paper)

	// Invites: the chair's link, the delegate's PIN.
	var link, pin madeInvite
	hoa.post(m+"/invites", inviteRequest{Person: rooms.PersonID(chair), Kind: rooms.InviteLink}).into(&link)
	hoa.post(m+"/invites", inviteRequest{Person: rooms.PersonID(chair), Kind: rooms.InviteLink}).refused(409, "invite_exists")
	hoa.post(m+"/invites", inviteRequest{Person: rooms.PersonID(delegate), Kind: rooms.InvitePIN}).into(&pin)
	hoa.post(m+"/invites", inviteRequest{Person: "nobody", Kind: rooms.InvitePIN}).refused(404, "person_not_found")
	hoa.post(m+"/invites", inviteRequest{Person: rooms.PersonID(chair), Kind: "pigeon"}).refused(400, "request_invalid")
	linkToken, found := strings.CutPrefix(link.URL, g.base+"/vao/")
	if !found || link.PIN != "" || pin.URL != "" || len(pin.PIN) != 6 || len(pin.Code) != 6 || !strings.HasPrefix(link.QR, "<svg") || !strings.HasPrefix(pin.QR, "<svg") {
		t.Fatalf("%+v %+v", link, pin)
	}
	var held inviteList
	if body := hoa.get(m + "/invites").into(&held).body; len(held.Invites) != 2 || strings.Contains(body, linkToken) || strings.Contains(body, pin.PIN) {
		t.Errorf("%s", body)
	}

	thi, truong := watch(g.browser()), watch(g.browser())
	var in entered
	thi.post("/api/enter", enterRequest{Token: linkToken}).into(&in)
	if in.Goto != "/m/"+string(made.Meeting)+"/chair" || in.Role != rooms.Chair || in.Meeting != made.Meeting {
		t.Errorf("%+v", in)
	}
	watch(g.browser()).post("/api/enter", enterRequest{Token: linkToken}).refused(403, "invite_used")
	truong.post("/api/enter", enterRequest{Code: pin.Code, PIN: "00000"}).refused(403, "invite_unknown")
	truong.post("/api/enter", enterRequest{Code: pin.Code, PIN: pin.PIN, Token: "x"}).refused(400, "request_invalid")
	truong.post("/api/enter", enterRequest{}).refused(400, "request_invalid")
	truong.post("/api/enter", enterRequest{Code: pin.Code, PIN: pin.PIN}).into(&in)
	if truong.get("/api/me").into(&who); who.Name != "Đặng Đình Trường" || who.Admin || who.Organiser || who.Meeting != made.Meeting {
		t.Errorf("%+v", who)
	}
	truong.post(m+"/invites", inviteRequest{Person: rooms.PersonID(delegate), Kind: rooms.InvitePIN}).refused(403, "forbidden")

	// A delegate looks for somebody to come in their place, and takes it back.
	var others foundSubstitutes
	if truong.get(m + "/substitutes?q=quan").into(&others); len(others.People) != 1 {
		t.Errorf("%+v", others)
	}
	var sent proposedSubstitution
	truong.post(m+"/substitutions", substitutionRequest{ID: "s1", Person: others.People[0].ID, Reason: "Đi công tác"}).into(&sent)
	do(truong, "s2", "substitution.withdraw", map[string]any{"substitution": sent.Substitution})

	// The chair opens the meeting and joins the video.
	do(hoa, "7", "meeting.open_check_in", nil)
	do(truong, "1", "attendance.check_in", nil)
	do(thi, "1", "meeting.open", map[string]any{"without": "thử"})
	var media mediaToken
	thi.post(m+"/media-token", nil).into(&media)
	parsed, err := livekit.ParseAPIToken(media.Token)
	if err != nil || media.URL != strings.Replace(g.base, "http", "ws", 1) {
		t.Fatalf("%+v %v", media, err)
	}
	if _, grants, err := parsed.Verify(mediaSecret); err != nil || grants.Identity != chair || grants.Video.Room != string(made.Meeting) {
		t.Errorf("%+v %v", grants, err)
	}

	// The record.
	do(thi, "2", "item.start", map[string]any{"item": item})
	voteOnce(t, m, item, do, hoa, thi, truong)
	g.askOnce(m, item, do, hoa, thi)
	g.Clock.Advance(10 * time.Minute)
	do(thi, "3", "item.conclude", map[string]any{"item": item, "conclusion": "Thống nhất."})
	do(thi, "4", "meeting.close", nil)
	var record minutes.Record
	hoa.get(m + "/record").into(&record)
	if len(record.Items) != 1 || record.Items[0].Conclusion != "Thống nhất." || record.Meeting.Closed.IsZero() || len(record.People) != 3 {
		t.Errorf("%+v", record)
	}
	truong.get(m+"/record").refused(403, "forbidden")
	thi.post(m+"/media-token", nil).refused(409, "meeting_closed")
	hoa.post(m+"/commands", map[string]any{"id": "9", "name": "item.add", "args": map[string]any{"title": "Muộn"}}).refused(409, "meeting_closed")

	admin.post("/api/me/password", ownPassword{Old: goodPassword, New: ownSentence}).is(204)
	admin.post("/api/sign-out", nil).is(204)
	admin.get("/api/me").refused(401, "signed_out")

	// The websocket has a test of its own.
	for path, item := range c.doc["paths"].(object) {
		for method := range item.(object) {
			if name := strings.ToUpper(method) + " " + path; !c.met[name] && path != "/ws/{m}" {
				t.Errorf("%s was never answered well", name)
			}
		}
	}
	for _, secret := range []string{goodPassword, "another good one", linkToken, pin.PIN, token, media.Token, parsed.APIKey() + ":"} {
		if strings.Contains(g.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

type paperOnTable struct {
	document agenda.DocumentID
	file     string
	pages    int
}

// uploadPaper lays a paper on the table and waits until it is drawn.
func uploadPaper(t *testing.T, b *browser, m, item string) paperOnTable {
	t.Helper()
	data := sample(t)
	var up uploaded
	b.do("POST", m+"/items/"+item+"/documents?name=C%3A%5Cgiay%5CB%C3%A1o+c%C3%A1o.pdf&title=", strings.NewReader(string(data)), "Content-Type", "application/pdf").into(&up)
	paper := paperOnTable{document: up.Document}
	var record minutes.Record
	roomtest.Eventually(t, func() string {
		b.get(m + "/record").into(&record)
		d := record.Items[0].Documents[0]
		paper.file, paper.pages = d.File, d.Pages
		if d.Pages == 0 {
			return "the paper has no pages yet"
		}
		return ""
	})
	if record.Items[0].Documents[0].Title != "Báo cáo" {
		t.Errorf("it is called %q", record.Items[0].Documents[0].Title)
	}
	return paper
}

// readPaper looks at the paper as its reader does, and as somebody who must not.
func readPaper(t *testing.T, stranger, reader *browser, meeting rooms.MeetingID, p paperOnTable) {
	t.Helper()
	m := "/api/meetings/" + string(meeting)
	picture := "/pages/" + string(meeting) + "/" + p.file + "/1/"
	a := reader.get(picture + "320").is(200)
	if !strings.HasPrefix(a.header.Get("Content-Type"), "image/") || a.header.Get("Cache-Control") != "private, max-age=31536000, immutable" ||
		a.header.Get("ETag") == "" || a.length != int64(len(a.body)) {
		t.Errorf("%v", a.header)
	}
	again := reader.get(picture+"320", "If-None-Match", a.header.Get("ETag"))
	if again.status != 304 || again.body != "" {
		t.Errorf("status %d", again.status)
	}
	stranger.get(picture+"320", "If-None-Match", a.header.Get("ETag")).refused(401, "signed_out")
	reader.get(picture + "1600").is(200)
	reader.get(picture + "2400").is(200)
	reader.get(picture+"999").refused(400, "bad_width")
	reader.get(picture+"wide").refused(400, "bad_width")
	for _, page := range []string{"0", "-1", "01", "9999", "1e1", "99999999999999999999"} {
		reader.get("/pages/"+string(meeting)+"/"+p.file+"/"+page+"/320").refused(404, "no_page")
	}
	reader.get("/pages/"+string(meeting)+"/"+strings.Repeat("0", 64)+"/1/320").refused(404, "document_not_found")
	reader.get("/pages/"+string(meeting)+"/"+strings.ToUpper(p.file)+"/1/320").refused(404, "document_not_found")
	reader.get("/pages/"+string(meeting)+"/passwd/1/320").refused(404, "document_not_found")

	var text pageText
	if reader.get(m + "/documents/" + string(p.document) + "/pages/1/text").into(&text); !strings.Contains(text.Text, " ") {
		t.Errorf("page 1 says %q", text.Text)
	}
	reader.get(m+"/documents/"+string(p.document)+"/pages/999/text").refused(404, "no_page")
	reader.get(m+"/documents/none/pages/1/text").refused(404, "document_not_found")
	stranger.get(m+"/documents/"+string(p.document)+"/pages/1/text").refused(401, "signed_out")

	file := reader.get(m + "/documents/" + string(p.document) + "/original").is(200)
	if file.body != string(sample(t)) || file.header.Get("Content-Type") != "application/pdf" ||
		file.header.Get("Content-Disposition") != `attachment; filename="B_o c_o.pdf"; filename*=UTF-8''B%C3%A1o%20c%C3%A1o.pdf` ||
		!strings.Contains(file.header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%v", file.header)
	}
	stranger.get(m+"/documents/"+string(p.document)+"/original").refused(401, "signed_out")
	reader.get(m+"/documents/none/original").refused(404, "document_not_found")
}

// voteOnce puts a question, has both vote, and takes the log of it home.
func voteOnce(t *testing.T, m, item string, do func(b *browser, id, name string, args any) commandAnswer, hoa, thi, truong *browser) {
	t.Helper()
	var known presetList
	hoa.get("/api/ballot-presets").into(&known)
	if len(known.Presets) == 0 {
		t.Fatal("no presets")
	}
	question := map[string]any{"item": item, "question": "Thông qua?", "rule": known.Presets[0].Rule}
	id, _ := do(hoa, "v1", "ballot.prepare", question).Data["ballot"].(string)
	picture := m + "/ballots/" + id + "/checkpoint.svg"
	do(thi, "v4", "ballot.open", map[string]any{"ballot": id})
	truong.get(picture).refused(404, "ballot_not_found")
	do(thi, "v6", "ballot.close", map[string]any{"ballot": id})
	do(thi, "v7", "ballot.void", map[string]any{"ballot": id, "reason": "thử"})
	second, _ := do(hoa, "v8", "ballot.prepare", map[string]any{"item": item, "question": "Giơ tay?", "method": "hands"}).Data["ballot"].(string)
	do(thi, "v9", "ballot.open", map[string]any{"ballot": second})
	do(thi, "v10", "ballot.close", map[string]any{"ballot": second})
	count := map[string]any{"ballot": second, "count": map[string]any{"issued": 2, "returned": 2, "counts": map[string]int{"yes": 2, "no": 0, "abstain": 0}}}
	do(thi, "v11", "ballot.enter_count", count)
	do(hoa, "v12", "ballot.enter_count", count)
	do(thi, "v13", "ballot.declare", map[string]any{"ballot": second})
	truong.get(m + "/ballots/" + second + "/checkpoint.svg").is(200)
	truong.get(m + "/ballots/" + second + "/checkpoint.txt").is(200)
	truong.get(m + "/votes/consistency?first=1").is(200)
	truong.get("/api/notary").is(200)
	hoa.get(m + "/votes.zip").is(200)
	truong.get(m+"/votes.zip").refused(403, "forbidden")
}

// askOnce asks an opinion between meetings, and reports what came of it to the next.
func (g *rig) askOnce(m, item string, do func(b *browser, id, name string, args any) commandAnswer, hoa, thi *browser) {
	g.t.Helper()
	letter, _ := do(hoa, "v14", "ballot.prepare", map[string]any{
		"item": item, "question": "Ý kiến?", "method": "letters", "rule": map[string]any{"base": "filled_seats", "num": 1, "den": 2},
	}).Data["ballot"].(string)
	do(thi, "v15", "ballot.open", map[string]any{"ballot": letter, "deadline": g.Clock.Now().Add(48 * time.Hour)})
	do(thi, "v16", "ballot.close", map[string]any{"ballot": letter})
	g.Clock.Advance(rooms.Grace)
	room, err := g.Registry.Open(g.t.Context(), rooms.MeetingID(strings.TrimPrefix(m, "/api/meetings/")))
	if err != nil {
		g.t.Fatal(err)
	}
	roomtest.Eventually(g.t, func() (why string) {
		err := room.Read(g.t.Context(), func(s *rooms.State) {
			if b := s.Ballots[rooms.BallotID(letter)]; b.State != rooms.BallotIsClosed {
				why = string(b.State)
			}
		})
		if err != nil {
			return err.Error()
		}
		return why
	})
	do(thi, "v17", "ballot.declare", map[string]any{"ballot": letter})
	var next createdMeeting
	hoa.post("/api/meetings", rooms.Announcement{Title: "Phiên sau", Body: "Sở", Starts: g.Clock.Now().Add(240 * time.Hour)}).into(&next)
	hoa.post(m+"/ballots/"+letter+"/report", map[string]any{"meeting": next.Meeting}).is(201)
}
