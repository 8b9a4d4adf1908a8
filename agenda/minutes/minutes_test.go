package minutes_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"dienhong/agenda"
	"dienhong/agenda/ballot"
	"dienhong/agenda/minutes"
)

var update = flag.Bool("update", false, "write the golden files anew")

// at is a time of the meeting's day in Việt Nam, with optional days later.
func at(hour, minute int, days ...int) time.Time {
	day := 24
	for _, d := range days {
		day += d
	}
	return time.Date(2026, 9, day, hour, minute, 0, 0, minutes.Zone).UTC()
}

func span(fromHour, fromMinute, toHour, toMinute int) minutes.Span {
	return minutes.Span{Start: at(fromHour, fromMinute), End: at(toHour, toMinute)}
}

func stay(s minutes.Span, remote bool, gaps ...minutes.Span) minutes.Stay {
	return minutes.Stay{Span: s, Remote: remote, In: minutes.Mark{Method: minutes.Self}, Out: minutes.Mark{Method: minutes.Closing}, Gaps: gaps}
}

// counted is the worked example of fifteen seats, one vacant, twelve present, seven in favour.
func counted(t testing.TB, rule ballot.Rule) *ballot.Tally {
	t.Helper()
	q := ballot.YesNo("?", ballot.FormYesNoAbstain, rule)
	papers := []ballot.Paper{}
	for choice, n := range map[ballot.Choice]int{ballot.Yes: 7, ballot.No: 3, ballot.Abstain: 1} {
		for range n {
			papers = append(papers, ballot.Paper{Marks: ballot.Mark(choice), Weight: 1})
		}
	}
	tally, err := ballot.Count(q, ballot.Electorate{Seats: 15, Eligible: 14, Present: 12}, ballot.Votes{Papers: papers})
	if err != nil {
		t.Fatal(err)
	}
	return &tally
}

// full is a record in which everything happened.
func full(t testing.TB) minutes.Record {
	whole := span(7, 52, 11, 10)
	people := []minutes.Person{
		{Name: "Nguyễn Văn Thi", Title: "Giám đốc", Unit: "Sở Xây dựng", Role: minutes.Chair, Votes: true, Stays: []minutes.Stay{stay(whole, false)}},
		{Name: "Lê Thị Hoà", Title: "Chánh Văn phòng", Unit: "Sở Xây dựng", Role: minutes.Secretary, Stays: []minutes.Stay{stay(whole, false)}},
		{Name: "Đặng Đình Trường", Title: "Trưởng phòng Quản lý hạ tầng giao thông và an toàn", Unit: "Sở Xây dựng", Role: minutes.Delegate, Votes: true,
			Stays: []minutes.Stay{stay(span(7, 55, 9, 20), false), stay(span(9, 45, 11, 10), false)}},
		{Name: "Phạm Thuý Ngọc", Role: minutes.Delegate, Votes: true, Stays: []minutes.Stay{{
			Span: span(8, 10, 10, 5), In: minutes.Mark{Method: minutes.Desk, By: "Lê Thị Hoà"}, Out: minutes.Mark{Method: minutes.Self},
		}}},
		{Name: "Điểm cầu xã Bỉm Sơn", Unit: "UBND xã Bỉm Sơn", Role: minutes.Unit, Votes: true, Stays: []minutes.Stay{stay(whole, true, span(9, 2, 9, 4), span(10, 30, 10, 31))}},
		{Name: "Trần Quốc Bảo", Title: "Phó Giám đốc", Unit: "Ban QLDA giao thông", Role: minutes.Delegate, Votes: true, Reason: "đi công tác theo Giấy mời số 12/GM-UBND", Substitute: "Vũ Thị Thay"},
		{Name: "Khách mời A", Role: minutes.Guest},
		{Name: "Vũ Thị Thay", Title: "Trưởng phòng Kỹ thuật", Role: minutes.Delegate, For: "Trần Quốc Bảo", Stays: []minutes.Stay{stay(whole, false)}},
	}
	substitutions := []minutes.Substitution{
		{Principal: "Trần Quốc Bảo", Post: "Phó Giám đốc", Name: "Vũ Thị Thay", NamePost: "Trưởng phòng Kỹ thuật", Reason: "đi công tác", By: "Trần Quốc Bảo",
			At: at(9, 0, -2), Approved: true, DecidedBy: "Nguyễn Văn Thi", Decided: at(15, 20, -2)},
		{Principal: "Phạm Thuý Ngọc", Name: "Lê Văn Hai", Reason: "ốm", By: "Lê Thị Hoà", At: at(7, 0), Approved: true, DecidedBy: "Nguyễn Văn Thi", Decided: at(7, 30),
			Answer: "đồng ý", Votes: true, Ended: at(8, 10)},
		{Principal: "Đặng Đình Trường", Name: "Lê Văn Ba", Reason: "bận", At: at(7, 0, -1), DecidedBy: "Nguyễn Văn Thi", Decided: at(7, 30, -1), Answer: "cần đúng thành phần"},
		{Principal: "Khách mời A", Name: "Lê Văn Tư", Reason: "bận", At: at(7, 0), Approved: true, DecidedBy: "Nguyễn Văn Thi", Decided: at(7, 5), Withdrawn: at(7, 40), WithdrawnBy: "Lê Thị Hoà"},
		{Principal: "Khách mời A", Name: "Không kể", Reason: "chưa ai duyệt", At: at(7, 45)},
	}
	rule := ballot.Rule{Base: ballot.Cast, Num: 1, Den: 2, Strict: true, Citation: "khoản 2 Điều 7 Quy chế làm việc"}
	votes := []minutes.Vote{
		{Name: "Nguyễn Văn Thi", Unit: "Sở Xây dựng", Cast: true, Marks: ballot.Mark(ballot.Yes)}, {Name: "Đặng Đình Trường", Cast: true, Marks: ballot.Mark(ballot.No)},
		{Name: "Phạm Thuý Ngọc", Cast: true, Marks: ballot.Mark(ballot.Abstain)}, {Name: "Điểm cầu xã Bỉm Sơn"},
	}
	return minutes.Record{
		Meeting: minutes.Meeting{
			Title: "Giao ban công tác bảo trì đường bộ quý III", Body: "Sở Xây dựng tỉnh Thanh Hoá", Place: "Phòng họp 301",
			Starts: at(8, 0), Ends: at(11, 30), Opened: at(8, 2), Closed: at(11, 10),
			Breaks: []minutes.Span{span(9, 30, 9, 45)}, Restarts: []time.Time{at(9, 3)},
			Voters: 14, VotersAtOpening: 11, Needed: 10,
		},
		People: people, Substitutions: substitutions,
		Items: []minutes.Item{
			{
				Number: 1, Title: "Báo cáo kết quả bảo trì quý III và kế hoạch quý IV", Presenter: "Phòng Quản lý hạ tầng giao thông",
				Kind: agenda.Report, Spans: []minutes.Span{span(8, 5, 9, 30), span(9, 45, 9, 50)},
				Documents: []minutes.Document{{Title: "Báo cáo số 123/BC-SXD", File: strings.Repeat("ab", 32), Pages: 100}, {Title: "Phụ lục dự toán"}},
				Speeches: []minutes.Speech{
					{Name: "Phạm Thuý Ngọc", Span: span(8, 40, 8, 46)},
					{Name: "Điểm cầu xã Bỉm Sơn", Unit: "UBND xã Bỉm Sơn", Span: span(8, 47, 8, 52)},
					{Name: "Vũ Thị Thay", For: "Trần Quốc Bảo", Span: span(8, 53, 8, 55)},
				},
				Conclusion: "Thống nhất với báo cáo.\nGiao Phòng Quản lý hạ tầng giao thông hoàn thiện, trình Giám đốc trước ngày 30/9/2026.",
			},
			{
				Number: 2, Title: "Thông qua dự thảo kế hoạch", Kind: agenda.Decision, Spans: []minutes.Span{span(9, 50, 10, 40)},
				Ballots: []minutes.Ballot{
					{
						Question: ballot.YesNo("Thông qua dự thảo kế hoạch bảo trì năm 2027", ballot.FormYesNoAbstain, ballot.Majority(ballot.AllSeats)), Round: 1, State: minutes.Void,
						Opened: at(10, 15), Voided: at(10, 17), VoidedBy: "Nguyễn Văn Thi", Reason: "Câu hỏi chưa đúng với dự thảo số 2", Hash: strings.Repeat("0f", 32),
					},
					{
						Document: "Dự thảo số 2", Question: ballot.YesNo("Thông qua dự thảo số 2 kế hoạch bảo trì năm 2027", ballot.FormYesNoAbstain, rule), Round: 2, Supersedes: 1, State: minutes.Declared,
						Opened: at(10, 20), Closed: at(10, 21), Declared: at(10, 22), Tally: counted(t, rule), Votes: votes, Hash: strings.Repeat("1e", 32),
					},
					{Question: ballot.YesNo("Giao thực hiện ngay", ballot.FormYesNoAbstain, ballot.Rule{Base: ballot.Valid, Num: 2, Den: 3}), Round: 1, State: minutes.Closed, Opened: at(10, 30), Closed: at(10, 31)},
				},
			},
			{Number: 3, Title: "Việc khác", Kind: agenda.Notice},
			{Number: 4, Title: "Bầu cử và lấy ý kiến", Kind: agenda.Decision, Ballots: everyForm(t)},
		},
		Speeches: []minutes.Speech{{Name: "Đặng Đình Trường", Span: span(11, 0, 11, 4)}},
		Made:     at(9, 15, 1),
	}
}

// early is a record of a meeting that has only been announced.
func early(testing.TB) minutes.Record {
	return minutes.Record{
		Meeting: minutes.Meeting{Title: "Họp đột xuất", Body: "UBND xã Bỉm Sơn", Starts: at(14, 0)},
		People:  []minutes.Person{{Name: "Hà Thị Én", Role: minutes.Chair, Votes: true}},
		Made:    at(13, 0),
	}
}

// hostile is a record whose every text tries to be more than text.
func hostile(testing.TB) minutes.Record {
	const bad = `<script>alert("x")</script><img src=x onerror=alert(1)> {{.}} "' שלום עולם مرحبا 👩‍🌾🇻🇳`
	return minutes.Record{
		Meeting: minutes.Meeting{
			Title: bad, Body: bad, Place: bad, Without: bad, Starts: at(8, 0), Opened: at(8, 0),
			Needed: 3, VotersAtOpening: 1, Voters: 4,
		},
		People: []minutes.Person{
			{Name: bad, Title: bad, Unit: bad, Role: minutes.Chair, Reason: bad},
			{Name: bad, Role: minutes.Delegate, Stays: []minutes.Stay{{Span: minutes.Span{Start: at(8, 0)}, In: minutes.Mark{Method: minutes.Desk, By: bad}}}},
		},
		Items: []minutes.Item{{
			Number: 1, Title: bad, Presenter: bad, Kind: agenda.Discussion, Spans: []minutes.Span{{Start: at(8, 0)}},
			Documents: []minutes.Document{{Title: bad}}, Speeches: []minutes.Speech{{Name: bad, Unit: bad, Span: minutes.Span{Start: at(8, 1)}}}, Conclusion: bad,
			Ballots: []minutes.Ballot{
				{Document: bad, Question: ballot.YesNo(bad, ballot.FormYesNoAbstain, ballot.Rule{Base: ballot.Present, Num: 1, Den: 2, Strict: true, Citation: bad}), Round: 1, State: minutes.Void,
					Reason: bad, VoidedBy: bad, Opened: at(8, 2), Voided: at(8, 3)},
				{Question: ballot.YesNo(bad, ballot.FormYesNoAbstain, ballot.Majority(ballot.Present)), Round: 1, State: minutes.Open, Opened: at(8, 4)},
				hostileRound(bad),
			},
		}},
		Made: at(8, 5),
	}
}

func render(t *testing.T, r minutes.Record, lang string) string {
	t.Helper()
	var b bytes.Buffer
	other := "?lang=en"
	if lang == "en" {
		other = "?lang=vi"
	}
	if err := minutes.HTML(&b, r, minutes.Options{Lang: lang, Stylesheet: "/record.css", Script: "/record.js", Other: other}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	records := map[string]func(testing.TB) minutes.Record{"full": full, "early": early, "hostile": hostile}
	for name, record := range records {
		for _, lang := range []string{"vi", "en"} {
			t.Run(name+"."+lang, func(t *testing.T) {
				file := filepath.Join("testdata", name+"."+lang+".golden.html")
				got := render(t, record(t), lang)
				if *update {
					if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if got != string(want) {
					t.Errorf("the page differs from %s; look at it, and run the test with -update if it is right", file)
				}
			})
		}
	}
}

// markup is what the page itself is made of.
var markup = regexp.MustCompile(`^</?(html|head|meta|title|link|script|body|nav|button|a|main|header|div|p|h[1-4]|bdi|b|br|span|pre|img|table|thead|tbody|tr|th|td|section|ul|li|small|footer)[ >]`)

func TestTextIsText(t *testing.T) {
	for _, lang := range []string{"vi", "en"} {
		got := render(t, hostile(t), lang)
		for _, never := range []string{"<script>", "<img src=x", "onerror=alert(1)>", "<style", "style=", "javascript:"} {
			if strings.Contains(got, never) {
				t.Errorf("%s: the page holds %q", lang, never)
			}
		}
		if n := strings.Count(got, "<script"); n != 1 {
			t.Errorf("%s: %d scripts", lang, n)
		}
		for i := strings.IndexByte(got, '<'); i >= 0; {
			if !markup.MatchString(got[i:]) && !strings.HasPrefix(got[i:], "<!doctype html>") {
				t.Fatalf("%s: unexpected markup %.60q", lang, got[i:])
			}
			next := strings.IndexByte(got[i+1:], '<')
			if next < 0 {
				break
			}
			i += 1 + next
		}
		if !strings.Contains(got, "שלום עולם مرحبا 👩‍🌾🇻🇳") {
			t.Errorf("%s: a name lost its letters", lang)
		}
	}
}

// The same ballots under each base, as a reader sees them.
func TestResultsInWords(t *testing.T) {
	cases := []struct{ base, yes, needed, outcome string }{
		{"all_seats", "46,67 %", "15. Số phiếu tán thành cần có: 8.", "Không thông qua"},
		{"filled_seats", "50,00 %", "14. Số phiếu tán thành cần có: 8.", "Không thông qua"},
		{"present", "58,33 %", "12. Số phiếu tán thành cần có: 7.", "Thông qua"},
		{"cast", "63,64 %", "11. Số phiếu tán thành cần có: 6.", "Thông qua"},
		{"valid", "70,00 %", "10. Số phiếu tán thành cần có: 6.", "Thông qua"},
	}
	for _, c := range cases {
		t.Run(c.base, func(t *testing.T) {
			rule := ballot.Majority(ballot.Base(c.base))
			r := early(t)
			r.Items = []minutes.Item{{Number: 1, Title: "x", Ballots: []minutes.Ballot{{
				Question: ballot.YesNo("?", ballot.FormYesNoAbstain, rule), Round: 1, State: minutes.Declared, Opened: at(8, 0), Closed: at(8, 1), Declared: at(8, 2), Tally: counted(t, rule),
			}}}}
			got := render(t, r, "vi")
			for _, want := range []string{c.yes, c.needed, "Kết quả: " + c.outcome + "<", "trên 1/2"} {
				if !strings.Contains(got, want) {
					t.Errorf("the page lacks %q", want)
				}
			}
			if english := render(t, r, "en"); !strings.Contains(english, strings.Replace(c.yes, ",", ".", 1)) || !strings.Contains(english, "more than 1/2 of") {
				t.Error("the English page lacks the share or the rule")
			}
		})
	}
}

func TestDatesAndNumbers(t *testing.T) {
	r := early(t)
	r.Meeting.Opened, r.Meeting.Closed = time.Date(2027, 1, 5, 1, 5, 0, 0, time.UTC), time.Date(2027, 1, 6, 17, 30, 0, 0, time.UTC)
	r.Meeting.Breaks = []minutes.Span{{Start: r.Meeting.Opened.Add(time.Hour), End: r.Meeting.Opened.Add(26 * time.Hour)}}
	tally := ballot.Tally{Electorate: ballot.Electorate{Seats: 1234567, Eligible: 1234567, Present: 1000}, Counts: map[ballot.Choice]int64{ballot.Yes: 1, ballot.No: 0, ballot.Abstain: 2}, Base: 3, NotCast: 1234564}
	r.Items = []minutes.Item{{Number: 1, Title: "x", Ballots: []minutes.Ballot{{Question: ballot.YesNo("?", ballot.FormYesNoAbstain, ballot.Majority(ballot.Cast)), State: minutes.Declared, Round: 1, Tally: &tally}}}}
	got := render(t, r, "vi")
	for _, want := range []string{
		"08 giờ 05 phút, ngày 05 tháng 01 năm 2027", "00 giờ 30 phút, ngày 07 tháng 01 năm 2027", "09:05 – 10:05 6/1/2027",
		"……………, ngày 07 tháng 01 năm 2027", "33,33 %", "66,67 %", "0,00 %", "1.234.567", "1.234.564",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	english := render(t, r, "en")
	for _, want := range []string{"08:05 on 5 January 2027", "09:05 – 10:05 6 Jan 2027", "33.33 %", "1,234,567"} {
		if !strings.Contains(english, want) {
			t.Errorf("the English page lacks %q", want)
		}
	}
}

// A record that goes through JSON says the same.
func TestJSON(t *testing.T) {
	data, err := json.Marshal(full(t))
	if err != nil {
		t.Fatal(err)
	}
	var back minutes.Record
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if render(t, back, "vi") != render(t, full(t), "vi") {
		t.Error("the page made from JSON differs")
	}
	if strings.Contains(string(data), "receipt") {
		t.Error("a record holds receipts")
	}
}

func TestStyleAndScript(t *testing.T) {
	css := string(minutes.Stylesheet())
	for _, want := range []string{"size: A4", "margin: 20mm 20mm 20mm 30mm", "@top-center", "counter(page)", "@page :first"} {
		if !strings.Contains(css, want) {
			t.Errorf("the style lacks %q", want)
		}
	}
	if !bytes.Contains(minutes.Script(), []byte("print")) {
		t.Error("the script does not print")
	}
}
