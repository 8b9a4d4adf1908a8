package web

import (
	"strings"
	"testing"
	"time"

	"dienhong/agenda/ballot"
	"dienhong/agenda/minutes"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

// A whole meeting, and what its record tells of it.
func TestRecord(t *testing.T) {
	g := newRig(t, nil, roomtest.Delegates(3), roomtest.Units(1), roomtest.Screens(1), roomtest.In(rooms.CheckInOpen), roomtest.Absent(), roomtest.Quorum(1, 2))
	minute := func() { g.Clock.Advance(time.Minute) }
	start := g.Clock.Now()
	text := func(a rooms.Answer, key string) string {
		for _, value := range a.Data {
			if s, ok := value.(string); ok && key != "" {
				return s
			}
		}
		return ""
	}
	g.Do(g.Delegates[0], "attendance.check_in", nil)
	g.Do(roomtest.Secretary, "attendance.mark", map[string]any{"person": g.Delegates[1], "present": true})
	g.Do(roomtest.Secretary, "attendance.mark", map[string]any{"person": g.Delegates[2], "present": false, "reason": "ốm"})
	g.Do(g.Units[0], "attendance.check_in", nil)
	minute()
	g.Do(roomtest.Chair, "meeting.open", nil)
	item := g.item()
	g.Do(roomtest.Chair, "item.start", map[string]any{"item": item})
	minute()
	g.Do(g.Delegates[0], "floor.request", nil)
	g.Do(roomtest.Chair, "floor.grant", map[string]any{"person": g.Delegates[0]})
	minute()
	g.Do(roomtest.Chair, "floor.end", nil)
	g.Server("", "link.report", rooms.ReportLink{Person: g.Units[0], Online: true})
	g.Server("", "link.report", rooms.ReportLink{Person: g.Units[0], Online: false})
	minute()
	g.Server("", "link.report", rooms.ReportLink{Person: g.Units[0], Online: true})

	vote := func(question string, supersedes rooms.BallotID) rooms.BallotID {
		answer := g.Do(roomtest.Secretary, "ballot.prepare", map[string]any{"item": item, "question": question, "supersedes": supersedes})
		id, _ := answer.Data["ballot"].(rooms.BallotID)
		if id == "" {
			id = rooms.BallotID(text(answer, "ballot"))
		}
		g.Do(roomtest.Chair, "ballot.open", map[string]any{"ballot": id})
		return id
	}
	cast := func(id rooms.BallotID, who rooms.PersonID, choice ballot.Choice) {
		g.Do(who, "ballot.cast", map[string]any{"ballot": id, "hash": g.State().Ballots[id].Hash, "marks": ballot.Mark(choice)})
	}
	first := vote("Câu hỏi sai", "")
	cast(first, g.Delegates[0], ballot.No)
	g.Do(roomtest.Chair, "ballot.void", map[string]any{"ballot": first, "reason": "nhầm dự thảo"})
	second := vote("Thông qua", first)
	cast(second, g.Delegates[0], ballot.Yes)
	cast(second, g.Delegates[1], ballot.Yes)
	g.Do(roomtest.Chair, "ballot.close", map[string]any{"ballot": second})
	minute() // far beyond the grace
	for g.State().Ballots[second].State != rooms.BallotIsClosed {
		time.Sleep(10 * time.Millisecond) // the server looks at its clock every second
	}

	desk := g.as(roomtest.Secretary)
	read := func() minutes.Record {
		t.Helper()
		var r minutes.Record
		desk.get(g.path("/api/meetings/{m}/record")).into(&r)
		return r
	}
	if b := read().Items[0].Ballots; len(b) != 2 || b[1].State != minutes.Closed || b[1].Tally != nil || len(b[1].Votes) != 0 {
		t.Errorf("before it is declared: %+v", b)
	}
	g.Do(roomtest.Chair, "ballot.declare", map[string]any{"ballot": second})
	g.Do(roomtest.Secretary, "ballot.prepare", map[string]any{"item": item, "question": "Chưa bao giờ đưa ra"})
	g.Do(roomtest.Chair, "item.conclude", map[string]any{"item": item, "conclusion": "Thống nhất."})
	g.Do(roomtest.Chair, "meeting.pause", map[string]any{"minutes": 5})
	minute()
	g.Do(roomtest.Chair, "meeting.resume", nil)
	g.Do(g.Delegates[1], "attendance.leave", nil)
	minute()
	g.Do(roomtest.Chair, "meeting.close", nil)

	r := read()
	at := func(n int) time.Time { return start.Add(time.Duration(n) * time.Minute) }
	m := r.Meeting
	if !m.Opened.Equal(at(1)) || !m.Closed.Equal(at(7)) || len(m.Breaks) != 1 || m.Needed != 2 || m.Voters != 3 || m.VotersAtOpening != 2 || m.Without != "" {
		t.Errorf("%+v", m)
	}
	byName := map[string]minutes.Person{}
	for _, p := range r.People {
		byName[p.Name] = p
	}
	if len(r.People) != 6 {
		t.Errorf("%d people, the screen is none: %+v", len(r.People), r.People)
	}
	if p := byName["Đại biểu 1"]; len(p.Stays) != 1 || p.Stays[0].In.Method != minutes.Self || p.Stays[0].Out.Method != minutes.Closing {
		t.Errorf("%+v", p)
	}
	if p := byName["Đại biểu 2"]; len(p.Stays) != 1 || p.Stays[0].In.Method != minutes.Desk || p.Stays[0].In.By == "" || p.Stays[0].Out.Method != minutes.Self || !p.Stays[0].End.Equal(at(6)) {
		t.Errorf("%+v", p)
	}
	if p := byName["Đại biểu 3"]; p.Present() || p.Reason != "ốm" {
		t.Errorf("%+v", p)
	}
	if p := byName["Điểm cầu 1"]; len(p.Stays) != 1 || !p.Stays[0].Remote || len(p.Stays[0].Gaps) != 1 || p.Stays[0].Gaps[0].End.Sub(p.Stays[0].Gaps[0].Start) != time.Minute {
		t.Errorf("%+v", p)
	}
	i := r.Items[0]
	if i.Number != 1 || i.Conclusion != "Thống nhất." || len(i.Spans) != 1 || len(i.Speeches) != 1 || i.Speeches[0].Name != "Đại biểu 1" || len(i.Ballots) != 2 {
		t.Fatalf("%+v", i)
	}
	void, good := i.Ballots[0], i.Ballots[1]
	if void.State != minutes.Void || void.Reason != "nhầm dự thảo" || void.Tally != nil || len(void.Votes) != 0 {
		t.Errorf("%+v", void)
	}
	if good.State != minutes.Declared || good.Round != 2 || good.Tally == nil || good.Tally.Counts[ballot.Yes] != 2 || good.Tally.NotCast != 1 ||
		len(good.Votes) != 3 || good.Votes[0].Marks[ballot.Yes] != 1 || good.Votes[2].Cast {
		t.Errorf("%+v", good)
	}

	page := desk.get(g.path("/m/{m}/record")).is(200)
	for _, want := range []string{"BIÊN BẢN", "Đại biểu 1", "nhầm dự thảo", "100,00 %", "Thông qua", "/record.css", "/record.js", `href="/m/` + string(g.ID) + `/record?lang=en"`} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if english := desk.get(g.path("/m/{m}/record?lang=en")).is(200); !strings.Contains(english.body, "MINUTES") || !strings.Contains(english.body, "100.00 %") {
		t.Error("the English page is not in English")
	}
	for _, receipt := range g.State().Ballots[second].Cast {
		if strings.Contains(page.body, receipt.Receipt) {
			t.Error("the page tells a receipt")
		}
	}
	desk.get("/record.css").is(200)
	desk.get("/record.js").is(200)
}
