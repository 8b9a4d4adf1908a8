package minutes_test

import (
	"strings"
	"testing"

	"dienhong/agenda/ballot"
	"dienhong/agenda/minutes"
)

// everyForm are declared rounds of the other forms: a secret election by tablets and paper that leaves a seat open, a list
// approved by weights, scores, and an opinion asked between meetings.
func everyForm(t testing.TB) []minutes.Ballot {
	t.Helper()
	options := []ballot.Option{{ID: "a", Title: "Lê An"}, {ID: "b", Title: "Phạm Bình"}, {ID: "c", Title: "Võ Chi"}}
	round := func(q ballot.Question, e ballot.Electorate, v ballot.Votes) minutes.Ballot {
		tally, err := ballot.Count(q, e, v)
		if err != nil {
			t.Fatalf("%s: %v", q.Text, err)
		}
		return minutes.Ballot{
			Question: q, Round: 1, State: minutes.Declared, Opened: at(10, 0), Closed: at(10, 5), Declared: at(10, 6), Tally: &tally, Hands: v.Hands,
			Hash: strings.Repeat("2d", 32),
		}
	}
	elect := ballot.Question{
		Text: "Bầu hai ủy viên", Form: ballot.FormElect, Options: options, Secrecy: ballot.Secret, Method: ballot.Mixed, Most: 2, Winners: 2,
		Rule: ballot.Rule{Base: ballot.Present, Num: 1, Den: 2, Strict: true, Quorum: ballot.Quorum{Base: ballot.AllSeats, Num: 2, Den: 3, When: ballot.AtBoth}},
	}
	election := round(elect, ballot.Electorate{
		Seats: 7, Eligible: 7, Present: 6, Removed: 1, Heads: ballot.Heads{Seats: 7, Filled: 7, AtOpening: 6, AtCount: 6},
	}, ballot.Votes{
		Papers: []ballot.Paper{
			{ID: "1", Weight: 1, Marks: ballot.Marks{"a": 1, "b": 1}}, {ID: "2", Weight: 1, Marks: ballot.Marks{"a": 1, "c": 1}},
			{ID: "3", Weight: 1, Invalid: true},
		},
		Hands: &ballot.HandCount{Issued: 3, Returned: 3, Spoiled: 1, Blank: 1, Counts: map[ballot.Choice]int64{"a": 2, "b": 1}},
	})
	election.Tellers = []string{"Trần Quốc Bảo", "Hà Thị Én"}
	election.Removed = []minutes.Removed{{Name: "Khách mời A", Reason: "bị đình chỉ"}}
	election.Late = []string{"Phạm Thuý Ngọc"}
	election.Checkpoint, election.QR = "dienhong/01J\n12\nq83v\n\n— dienhong AbCd\n", "/api/meetings/01J/ballots/01K/checkpoint.svg"
	further, _ := elect.Further(*election.Tally)
	further.Method, further.Rule.Quorum = ballot.ByPaper, ballot.Quorum{}
	second := round(further, ballot.Electorate{Seats: 7, Eligible: 7, Present: 6}, ballot.Votes{
		Hands: &ballot.HandCount{Issued: 6, Returned: 6, Counts: map[ballot.Choice]int64{"b": 3, "c": 3}},
	})
	second.Round, second.Follows, second.Tellers = 2, 1, election.Tellers

	list := elect
	list.Text, list.Form, list.Secrecy, list.Method, list.Most, list.Winners = "Danh sách khen thưởng", ballot.FormApprove, ballot.Named, ballot.ByTablet, 0, 0
	list.Rule = ballot.Rule{Base: ballot.Valid, Num: 1, Den: 2, Strict: true, ByWeight: true}
	approval := round(list, ballot.Electorate{Seats: 3_500_000, Eligible: 3_500_000, Present: 3_500_000}, ballot.Votes{Papers: []ballot.Paper{
		{Weight: 2_500_000, Marks: ballot.Marks{"a": 1, "b": -1, "c": 0}}, {Weight: 1_000_000, Marks: ballot.Marks{"a": 1, "b": 1, "c": -1}},
	}})
	approval.Votes = []minutes.Vote{
		{Name: "Lê An", Cast: true, Marks: ballot.Marks{"a": 1, "b": -1, "c": 0}, By: "Phạm Bình", Weight: 2_500_000},
		{Name: "Phạm Bình", Cast: true, Marks: ballot.Marks{"a": 1, "b": 1, "c": -1}, Weight: ballot.Head},
	}

	points := list
	points.Text, points.Form, points.MaxScore, points.Rule = "Chấm điểm ba đề án", ballot.FormScore, 10, ballot.Majority(ballot.Cast)
	scores := round(points, ballot.Electorate{Seats: 2, Eligible: 2, Present: 2}, ballot.Votes{Papers: []ballot.Paper{
		{Weight: 1, Marks: ballot.Marks{"a": 7, "b": 9, "c": 3}}, {Weight: 1, Marks: ballot.Marks{"a": 6, "b": 8, "c": 10}},
	}})

	letter := ballot.YesNo("Cho ý kiến về dự thảo quy chế", ballot.FormYesNoAbstain, ballot.Majority(ballot.Filled))
	letter.Method = ballot.Letters
	letter.Rule.Quorum = ballot.Quorum{Base: ballot.Filled, Num: 1, Den: 2, Strict: true, When: ballot.AtCount}
	answered := ballot.Heads{Seats: 3, Filled: 3, AtOpening: 2, AtCount: 2}
	opinion := round(letter, ballot.Electorate{Seats: 3, Eligible: 3, Heads: answered}, ballot.Votes{Papers: []ballot.Paper{
		{Weight: 1, Marks: ballot.Mark(ballot.Yes)}, {Weight: 1, Marks: ballot.Mark(ballot.Yes)},
	}})
	opinion.Votes = []minutes.Vote{
		{Name: "Lê An", Cast: true, Marks: ballot.Mark(ballot.Yes), Text: "Đề nghị bổ sung thời hạn tại Điều 4."},
		{Name: "Phạm Bình", Cast: true, Marks: ballot.Mark(ballot.Yes)}, {Name: "Võ Chi"},
	}
	opinion.Closes = at(17, 0, 3)
	return []minutes.Ballot{election, second, approval, scores, opinion}
}

// hostileRound is a declared secret election of which every text tries to be more than text.
func hostileRound(bad string) minutes.Ballot {
	q := ballot.Question{
		Text: bad, Form: ballot.FormElect, Options: []ballot.Option{{ID: "a", Title: bad}}, Secrecy: ballot.Secret, Method: ballot.ByPaper, Most: 1, Winners: 1,
		Rule: ballot.Rule{Base: ballot.Cast, Num: 1, Den: 2, Citation: bad, CheckedOn: bad},
	}
	tally, err := ballot.Count(q, ballot.Electorate{Seats: 1, Eligible: 1}, ballot.Votes{Hands: &ballot.HandCount{Issued: 1, Returned: 1, Counts: map[ballot.Choice]int64{"a": 1}}})
	if err != nil {
		panic(err)
	}
	return minutes.Ballot{
		Question: q, Round: 1, State: minutes.Declared, Opened: at(8, 4), Closed: at(8, 5), Declared: at(8, 6), Tally: &tally, Tellers: []string{bad},
		Removed: []minutes.Removed{{Name: bad, Reason: bad}}, Late: []string{bad}, Checkpoint: bad, QR: "javascript:alert(1)", Hash: strings.Repeat("00", 32),
		Votes: []minutes.Vote{{Name: bad, Unit: bad, Cast: true, Marks: ballot.Marks{"a": 1}, By: bad, Text: bad}},
	}
}

// page renders a record with one declared round.
func page(t *testing.T, lang string, b minutes.Ballot) string {
	t.Helper()
	r := early(t)
	r.Items = []minutes.Item{{Number: 1, Title: "x", Ballots: []minutes.Ballot{b}}}
	return render(t, r, lang)
}

func declared(t *testing.T, q ballot.Question, e ballot.Electorate, v ballot.Votes) minutes.Ballot {
	t.Helper()
	tally, err := ballot.Count(q, e, v)
	if err != nil {
		t.Fatal(err)
	}
	return minutes.Ballot{Question: q, Round: 1, State: minutes.Declared, Opened: at(8, 0), Closed: at(8, 1), Declared: at(8, 2), Tally: &tally, Hands: v.Hands}
}

// Rules, bases and quorums of every kind, as a reader sees them.
func TestRulesInWords(t *testing.T) {
	chair := ballot.Majority(ballot.AllSeats)
	chair.Tie, chair.Citation, chair.CheckedOn = ballot.TieChair, "Điều 117", "2026-11-25"
	constant := ballot.Rule{Base: ballot.Filled, Num: 1, Den: 2, Constant: 1}
	weighed := ballot.Rule{Base: ballot.Cast, Num: 65, Den: 100, ByWeight: true, Constant: 1_500_000}
	quorum := ballot.Majority(ballot.Cast)
	quorum.Quorum = ballot.Quorum{Base: ballot.AllSeats, Num: 2, Den: 3, When: ballot.AtBoth}
	question := func(r ballot.Rule, change func(*ballot.Question)) ballot.Question {
		q := ballot.YesNo("?", ballot.FormYesNoAbstain, r)
		change(&q)
		return q
	}
	same := func(*ballot.Question) {}
	secret := func(q *ballot.Question) { q.Secrecy = ballot.Secret }
	letters := func(q *ballot.Question) { q.Method = ballot.Letters }
	choose := func(q *ballot.Question) {
		q.Form, q.Options, q.Most = ballot.FormChoose, []ballot.Option{{ID: "a", Title: "A"}}, 1
	}
	cases := []struct {
		name   string
		q      ballot.Question
		vi, en string
		never  string
	}{
		{"the chair's side, a citation and its day", question(chair, same),
			"trên 1/2 tổng số thành viên, kể cả vị trí khuyết; số tán thành bằng số không tán thành thì theo ý kiến của chủ tọa (Điều 117; đối chiếu ngày 25/11/2026).",
			"more than 1/2 of all seats, vacant ones included; as many in favour as against is decided by the chair&#39;s side (Điều 117; compared on 25 Nov 2026).", ""},
		{"no chair's side in a secret round", question(chair, secret), "khuyết (Điều 117; đối chiếu", "included (Điều 117; compared", "theo ý kiến của chủ tọa"},
		{"a constant", question(constant, same), "từ 1/2 tổng số thành viên đương nhiệm trở lên cộng 1.", "at least 1/2 of all members in office, and 1 more.", ""},
		{"weights", question(weighed, same), "từ 65/100 số người tham gia biểu quyết trở lên cộng 1,5, tính theo trọng số.", "at least 65/100 of the votes cast, and 1.5 more, by weight.", ""},
		{"a list's valid ballots", question(ballot.Majority(ballot.Valid), choose), "trên 1/2 số phiếu hợp lệ.", "more than 1/2 of the valid ballots.", "tán thành và không tán thành."},
		{"answers", question(ballot.Majority(ballot.Cast), letters), "trên 1/2 số người đã trả lời.", "more than 1/2 of those who answered.", ""},
		{"a quorum before it is counted", question(quorum, same), "từ 2/3 tổng số thành viên, kể cả vị trí khuyết trở lên, xét cả khi mở biểu quyết và khi kiểm phiếu.",
			"at least 2/3 of all seats, vacant ones included, when the vote is opened and when it is counted.", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := minutes.Ballot{Question: c.q, Round: 1, State: minutes.Closed, Opened: at(8, 0), Closed: at(8, 1)}
			vi, en := page(t, "vi", b), page(t, "en", b)
			if !strings.Contains(vi, c.vi) {
				t.Errorf("the page lacks %q", c.vi)
			}
			if !strings.Contains(en, c.en) {
				t.Errorf("the English page lacks %q", c.en)
			}
			if c.never != "" && strings.Contains(vi, c.never) {
				t.Errorf("the page holds %q", c.never)
			}
		})
	}
}

// A certificate is there for paper, secret rounds and elections that were declared, and for nothing else.
func TestCertificates(t *testing.T) {
	plain := ballot.YesNo("?", ballot.FormYesNoAbstain, ballot.Majority(ballot.Cast))
	everybody := ballot.Electorate{Seats: 3, Eligible: 3, Present: 3}
	yes := ballot.Votes{Papers: []ballot.Paper{{Marks: ballot.Mark(ballot.Yes), Weight: 1}}}
	counted := ballot.Votes{Hands: &ballot.HandCount{Issued: 2, Returned: 2, Counts: map[ballot.Choice]int64{ballot.Yes: 2}}}
	with := func(secrecy ballot.Secrecy, method ballot.Method) ballot.Question {
		q := plain
		q.Secrecy, q.Method = secrecy, method
		return q
	}
	elect := plain
	elect.Form, elect.Options, elect.Most, elect.Winners = ballot.FormElect, []ballot.Option{{ID: "a", Title: "A"}}, 1, 1
	void := declared(t, with(ballot.Secret, ballot.ByTablet), everybody, yes)
	void.State = minutes.Void
	for name, c := range map[string]struct {
		b    minutes.Ballot
		want bool
	}{
		"named tablets":      {declared(t, plain, everybody, yes), false},
		"raised hands":       {declared(t, with(ballot.Named, ballot.ByHands), everybody, counted), false},
		"paper":              {declared(t, with(ballot.Named, ballot.ByPaper), everybody, counted), true},
		"mixed":              {declared(t, with(ballot.Named, ballot.Mixed), everybody, yes), true},
		"secret":             {declared(t, with(ballot.Secret, ballot.ByTablet), everybody, yes), true},
		"under tellers' key": {declared(t, with(ballot.Tellers, ballot.ByTablet), everybody, yes), true},
		"a named election":   {declared(t, elect, everybody, ballot.Votes{}), true},
		"voided afterwards":  {void, false},
		"not declared":       {minutes.Ballot{Question: with(ballot.Secret, ballot.ByTablet), Round: 1, State: minutes.Closed, Opened: at(8, 0), Closed: at(8, 1)}, false},
	} {
		t.Run(name, func(t *testing.T) {
			c.b.Tellers = []string{"Hà Thị Én"}
			vi, en := page(t, "vi", c.b), page(t, "en", c.b)
			if strings.Contains(vi, "BIÊN BẢN KIỂM PHIẾU") != c.want || strings.Contains(en, "CERTIFICATE OF THE COUNT") != c.want {
				t.Errorf("a certificate, want %t", c.want)
			}
			if n := strings.Count(vi, "Hà Thị Én"); c.want && n < 4 {
				t.Errorf("the teller is named %d times", n)
			}
		})
	}
}

// Of a letter the answers are told with their texts, and those who are silent apart from them.
func TestAnswersAndSilence(t *testing.T) {
	var opinion minutes.Ballot
	for _, b := range everyForm(t) {
		if b.Question.Method == ballot.Letters {
			opinion = b
		}
	}
	got := page(t, "vi", opinion)
	for _, want := range []string{
		"Ý kiến trả lời:", "Đề nghị bổ sung thời hạn tại Điều 4.", "Không trả lời trong thời hạn (1): <bdi>Võ Chi</bdi>.",
		"Thời hạn trả lời: 17 giờ 00 phút, ngày 27 tháng 9 năm 2026.", "cần 2, có 2 người trả lời", "66,67 %",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(got, "có mặt 0") || strings.Contains(got, "Không tham gia biểu quyết") {
		t.Error("somebody is present, or silent as in a meeting")
	}
}

// A weight, its share and its place among equal points are told exactly.
func TestWeightsAndRanks(t *testing.T) {
	weighed := ballot.YesNo("?", ballot.FormYesNoAbstain, ballot.Rule{Base: ballot.AllSeats, Num: 1, Den: 2, Strict: true, ByWeight: true})
	const lots = ballot.MaxSize - 1
	b := declared(t, weighed, ballot.Electorate{Seats: ballot.MaxSize, Eligible: ballot.MaxSize, Present: ballot.MaxSize},
		ballot.Votes{Papers: []ballot.Paper{{Marks: ballot.Mark(ballot.Yes), Weight: lots}}})
	b.Votes = []minutes.Vote{{Name: "An", Cast: true, Marks: ballot.Mark(ballot.Yes), Weight: lots, By: "Bình"}}
	got := page(t, "vi", b)
	for _, want := range []string{"9.007.199.254,74099", "100,00 %", "Số phiếu tán thành cần có: 4.503.599.627,370496.", "<bdi>An</bdi> (ủy quyền cho <bdi>Bình</bdi>), trọng số 9.007.199.254,74099"} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	points := ballot.Question{
		Text: "?", Form: ballot.FormScore, Secrecy: ballot.Named, Method: ballot.ByTablet, Rule: ballot.Majority(ballot.Cast), MaxScore: 10,
		Options: []ballot.Option{{ID: "a", Title: "A"}, {ID: "b", Title: "B"}, {ID: "c", Title: "C"}, {ID: "d", Title: "D"}},
	}
	scores := declared(t, points, ballot.Electorate{Seats: 1, Eligible: 1, Present: 1},
		ballot.Votes{Papers: []ballot.Paper{{Marks: ballot.Marks{"a": 1, "b": 9, "c": 9, "d": 0}, Weight: 1}}})
	got = page(t, "vi", scores)
	for _, want := range []string{
		`<bdi>B</bdi></td><td class="count">9</td><td class="count">1</td>`, `<bdi>C</bdi></td><td class="count">9</td><td class="count">1</td>`,
		`<bdi>A</bdi></td><td class="count">1</td><td class="count">3</td>`, `<bdi>D</bdi></td><td class="count">0</td><td class="count">4</td>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(got, "Điều kiện thông qua") || strings.Contains(got, "cần có") {
		t.Error("points have to reach something")
	}
}

// Without a quorum the figures stay, and nothing is called passed or failed.
func TestNoQuorumInWords(t *testing.T) {
	q := ballot.Question{
		Text: "?", Form: ballot.FormApprove, Secrecy: ballot.Named, Method: ballot.ByTablet, Options: []ballot.Option{{ID: "a", Title: "A"}}, Rule: ballot.Majority(ballot.Cast),
	}
	q.Rule.Quorum = ballot.Quorum{Base: ballot.AllSeats, Num: 2, Den: 3, When: ballot.AtCount}
	e := ballot.Electorate{Seats: 6, Eligible: 6, Present: 6, Heads: ballot.Heads{Seats: 6, Filled: 6, AtOpening: 6, AtCount: 3}}
	got := page(t, "vi", declared(t, q, e, ballot.Votes{Papers: []ballot.Paper{{Marks: ballot.Marks{"a": 1}, Weight: 1}}}))
	for _, want := range []string{"Kết quả: Không đủ số người cần có mặt, không có kết quả<", "cần 4, có mặt 6 khi mở, 3 khi kiểm phiếu", `<td class="count">100,00 %</td><td class="count">–</td>`} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// Winners, equal candidates, what a further round is about, and the chair's side are told by name.
func TestOutcomesInWords(t *testing.T) {
	elect := ballot.Question{
		Text: "?", Form: ballot.FormElect, Secrecy: ballot.Named, Method: ballot.ByTablet, Rule: ballot.Majority(ballot.Cast), Most: 3, Winners: 2,
		Options: []ballot.Option{{ID: "a", Title: "Lê An"}, {ID: "b", Title: "Phạm Bình"}, {ID: "c", Title: "Võ Chi"}},
	}
	everybody := ballot.Electorate{Seats: 2, Eligible: 2, Present: 2}
	papers := []ballot.Paper{{Marks: ballot.Marks{"a": 1, "b": 1, "c": 1}, Weight: 1}, {Marks: ballot.Marks{"b": 1}, Weight: 1}}
	elect.Rule.Strict = false
	election := declared(t, elect, everybody, ballot.Votes{Papers: papers})
	chair := ballot.Majority(ballot.Cast)
	chair.Tie = ballot.TieChair
	even := []ballot.Paper{{Marks: ballot.Mark(ballot.Yes), Weight: 1}, {Marks: ballot.Mark(ballot.No), Weight: 1}}
	tied := declared(t, ballot.YesNo("?", ballot.FormYesNo, chair), everybody, ballot.Votes{Papers: even})
	broken := declared(t, ballot.YesNo("?", ballot.FormYesNo, chair), everybody, ballot.Votes{Papers: even, Chair: ballot.Mark(ballot.Yes)})
	again, further := broken, election
	again.Round, again.Supersedes, further.Round, further.Follows = 3, 2, 2, 1
	for name, c := range map[string]struct {
		b      minutes.Ballot
		vi, en []string
	}{
		"an election": {election, []string{"Trúng cử: <bdi>Phạm Bình</bdi>", "Bằng phiếu cho vị trí cuối: <bdi>Lê An; Võ Chi</bdi>", "Kết quả: Chưa bầu đủ<"},
			[]string{"Elected: <bdi>Phạm Bình</bdi>", "Equal votes for the last seat: <bdi>Lê An; Võ Chi</bdi>", "Result: Not all seats filled<"}},
		"a further round":  {further, []string{"Bầu cử (lượt 2)", "Bầu tiếp các vị trí chưa bầu được ở lượt 1."}, []string{"Election (round 2)", "Fills the seats left open by round 1."}},
		"a tie":            {tied, []string{"Kết quả: Không thông qua – hòa phiếu<"}, []string{"Result: Not passed – tied<"}},
		"the chair's side": {broken, []string{"Kết quả: Thông qua – theo ý kiến của chủ tọa khi hai bên bằng nhau<"}, []string{"Result: Passed – by the chair&#39;s vote, both sides being equal<"}},
		"taken again":      {again, []string{"Biểu quyết lại, thay cho lượt đã hủy (lượt 2)."}, []string{"Taken again in place of the voided round (round 2)."}},
	} {
		t.Run(name, func(t *testing.T) {
			vi, en := page(t, "vi", c.b), page(t, "en", c.b)
			for _, want := range c.vi {
				if !strings.Contains(vi, want) {
					t.Errorf("the page lacks %q", want)
				}
			}
			for _, want := range c.en {
				if !strings.Contains(en, want) {
					t.Errorf("the English page lacks %q", want)
				}
			}
		})
	}
}
