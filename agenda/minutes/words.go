package minutes

import (
	"fmt"
	"math/big"
	"strings"
	"time"

	"dienhong/agenda"
	"dienhong/agenda/ballot"
)

// Zone is where meetings take place: the same all year, so that no table of zones is needed.
var Zone = time.FixedZone("ICT", 7*60*60)

// words are the fixed texts of a record in one language, and how it writes dates, numbers and rules.
//
// budget: one field for each text; they are of one piece, and a missing one does not compile away.
type words struct {
	Lang, Other, OtherLabel, Print                                         string
	Country, Motto, Number, PlaceDate                                      string
	Heading, Interim                                                       string
	Begin, Venue, Announced, Attendance, Chair, Secretary, Expected        string
	Quorum, NoQuorum, Absent, Breaks, Restarts                             string
	ColNo, ColName, ColPost, ColRole, ColTimes, ColNote                    string
	Course, Presenter, Documents, Pages, Speeches, Ballot, Conclusion      string
	OtherSpeeches, Question, About, Rule, Needed, Base, Voting             string
	ColChoice, ColVotes, ColShare, Electors, PresentVoters, NotCast, Total string
	Named, Outcome, VoidHead, Round, NotDeclared, StillOpen, Fingerprint   string
	End, NotEnded, Recipients, RecipientMeeting, RecipientFile             string
	SignSecretary, SignChair, SignHint, Drawn, NoItems                     string
	How, Tellers, PaperFigures, Issued, Returned, Spoiled, Blank, Invalid  string
	RemovedRights, RemovedRight, Late, NoReply, Winner, Winners            string
	EqualVotes, ByChair, Proxy, Checkpoint, ColPoints, ballotQuorum        string
	byWeight                                                               string

	roles    map[Role]string
	choices  map[ballot.Choice]string
	bases    map[ballot.Base]string
	outcomes map[ballot.Outcome]string
	kinds    map[agenda.Kind]string

	forms     map[ballot.Form]string
	secrecies map[ballot.Secrecy]string
	methods   map[ballot.Method]string

	longDate, shortDate, day func(time.Time) string
	comma                    string
	more, atLeast            string // of a fraction
	quorum                   func(needed, present, voters int) string
	Gap, WithoutQuorum       string
	remote, inRoom           string
	markedBy, going          string
	attended                 string
}

func (w *words) date(t time.Time) string { return w.longDate(t.In(Zone)) }

// clock is a time of day, with the day when it is not that of the meeting.
func (w *words) clock(t, day time.Time) string {
	t = t.In(Zone)
	text := t.Format("15:04")
	if d := day.In(Zone); t.YearDay() != d.YearDay() || t.Year() != d.Year() {
		text += " " + w.shortDate(t)
	}
	return text
}

func (w *words) span(s Span, day time.Time) string {
	if s.End.IsZero() {
		return w.clock(s.Start, day) + " – " + w.going
	}
	return w.clock(s.Start, day) + " – " + w.clock(s.End, day)
}

// percent is part of whole with two decimals, half up; for display alone.
func (w *words) percent(part, whole int64) string {
	if whole == 0 {
		return "–"
	}
	hundredths := new(big.Rat).SetFrac64(part*10000, whole)
	hundredths.Add(hundredths, big.NewRat(1, 2))
	n := new(big.Int).Quo(hundredths.Num(), hundredths.Denom()).Int64()
	return fmt.Sprintf("%d%s%02d %%", n/100, w.comma, n%100)
}

// rule says in words what had to be reached.
func (w *words) rule(r ballot.Rule) string {
	form := w.atLeast
	if r.Strict {
		form = w.more
	}
	text := fmt.Sprintf(form, fmt.Sprintf("%d/%d", r.Num, r.Den), w.bases[r.Base])
	if r.ByWeight {
		text += ", " + w.byWeight
	}
	if r.Constant > 0 {
		text += fmt.Sprintf(" + %d", r.Constant)
	}
	if r.Citation != "" {
		text += " (" + r.Citation + ")"
	}
	return text
}

//nolint:gosec // words of a language; "secretary" is no secret
var vietnamese = words{
	Lang: "vi", Other: "en", OtherLabel: "English", Print: "In biên bản",
	Country: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Motto: "Độc lập - Tự do - Hạnh phúc", Number: "Số:          /BB-",
	PlaceDate: "……………", Heading: "BIÊN BẢN", Interim: "Bản tạm: cuộc họp chưa kết thúc",
	Begin: "Thời gian bắt đầu", Venue: "Địa điểm", Announced: "Theo giấy mời", Attendance: "Thành phần tham dự",
	Chair: "Chủ tọa", Secretary: "Thư ký", Expected: "Được triệu tập",
	Quorum: "Số đại biểu tối thiểu", NoQuorum: "không quy định", Absent: "Vắng mặt", Breaks: "Nghỉ giữa giờ",
	Restarts: "Máy chủ khởi động lại trong lúc họp",
	ColNo:    "TT", ColName: "Họ và tên", ColPost: "Chức vụ, đơn vị", ColRole: "Tư cách", ColTimes: "Có mặt", ColNote: "Ghi chú",
	Course: "Nội dung", Presenter: "Người trình bày", Documents: "Tài liệu", Pages: "trang", Speeches: "Phát biểu",
	Ballot: "Biểu quyết", Conclusion: "Kết luận", OtherSpeeches: "Phát biểu ngoài chương trình",
	Question: "Nội dung biểu quyết", About: "Văn bản", Rule: "Điều kiện thông qua", Needed: "Số phiếu tán thành cần có",
	Base: "Cơ sở tính", Voting: "Thời gian biểu quyết",
	ColChoice: "Phương án", ColVotes: "Số phiếu", ColShare: "Tỷ lệ trên cơ sở tính", Electors: "Số người có quyền biểu quyết",
	PresentVoters: "trong đó có mặt", NotCast: "Không tham gia biểu quyết", Total: "Cộng",
	Named: "Ý kiến của từng người", Outcome: "Kết quả", VoidHead: "Lượt biểu quyết bị hủy", Round: "lượt",
	NotDeclared: "Đã đóng biểu quyết, kết quả chưa được công bố.", StillOpen: "Đang biểu quyết.",
	Fingerprint: "Mã kiểm tra nội dung", End: "Cuộc họp kết thúc vào", NotEnded: "Cuộc họp chưa kết thúc.",
	Recipients: "Nơi nhận", RecipientMeeting: "Thành phần dự họp;", RecipientFile: "Lưu: VT, hồ sơ cuộc họp.",
	SignSecretary: "THƯ KÝ", SignChair: "CHỦ TỌA", SignHint: "(Ký, ghi rõ họ tên)",
	Drawn: "Lập từ dữ liệu cuộc họp trên hệ thống Diên Hồng lúc", NoItems: "Chương trình không có nội dung nào.",
	roles: map[Role]string{Chair: "Chủ tọa", Secretary: "Thư ký", Delegate: "Đại biểu", Guest: "Khách mời", Unit: "Điểm cầu"},
	choices: map[ballot.Choice]string{
		ballot.Yes: "Tán thành", ballot.No: "Không tán thành", ballot.Abstain: "Không biểu quyết", "": "Không tham gia biểu quyết",
	},
	bases: map[ballot.Base]string{
		ballot.AllSeats: "tổng số thành viên, kể cả vị trí khuyết", ballot.Filled: "tổng số thành viên đương nhiệm",
		ballot.Present: "số thành viên có mặt", ballot.Cast: "số người tham gia biểu quyết", ballot.Valid: "số phiếu tán thành và không tán thành",
	},
	outcomes: map[ballot.Outcome]string{
		ballot.Passed: "Thông qua", ballot.Failed: "Không thông qua", ballot.Tied: "Số phiếu ngang nhau, không thông qua",
		ballot.Partly: "Thông qua một phần", ballot.NoQuorum: "Không đủ số người cần có mặt, không có kết quả",
		ballot.Elected: "Đã bầu đủ", ballot.Undecided: "Chưa bầu đủ", ballot.Ranked: "Đã xếp thứ tự theo điểm",
	},
	forms: map[ballot.Form]string{
		ballot.FormYesNoAbstain: "Biểu quyết", ballot.FormYesNo: "Biểu quyết", ballot.FormChoose: "Lựa chọn phương án",
		ballot.FormElect: "Bầu cử", ballot.FormApprove: "Thông qua danh sách", ballot.FormScore: "Cho điểm",
	},
	secrecies: map[ballot.Secrecy]string{
		ballot.Live: "ghi tên, công khai ngay", ballot.Named: "ghi tên", ballot.Secret: "bỏ phiếu kín",
		ballot.Tellers: "bỏ phiếu kín, ban kiểm phiếu giữ khóa",
	},
	methods: map[ballot.Method]string{
		ballot.ByTablet: "bằng máy tính bảng", ballot.ByPaper: "bằng phiếu giấy", ballot.ByHands: "bằng giơ tay",
		ballot.Mixed: "bằng máy tính bảng và phiếu giấy", ballot.Letters: "lấy ý kiến bằng phiếu ngoài phiên họp",
	},
	How: "Hình thức", Tellers: "Ban kiểm phiếu", PaperFigures: "Phiếu giấy", Issued: "phát ra", Returned: "thu về",
	Spoiled: "hỏng đã đổi", Blank: "Phiếu trắng", Invalid: "Phiếu không hợp lệ", RemovedRights: "Quyền biểu quyết đã rút",
	RemovedRight: "Rút quyền biểu quyết trong lượt", Late: "Phiếu đến sau khi đóng, không được nhận", NoReply: "Không trả lời trong thời hạn",
	Winner: "trúng cử", Winners: "Trúng cử", EqualVotes: "Bằng phiếu cho vị trí cuối", ByChair: "theo phiếu của chủ tọa khi hai bên bằng nhau",
	Proxy: "ủy quyền cho", Checkpoint: "Điểm chốt của nhật ký biểu quyết", ColPoints: "Điểm",
	byWeight: "tính theo trọng số", ballotQuorum: "cần %d, có mặt %d khi mở, %d khi kiểm phiếu",
	kinds: map[agenda.Kind]string{
		agenda.Report: "báo cáo", agenda.Discussion: "thảo luận", agenda.Decision: "biểu quyết", agenda.Notice: "thông tin",
	},
	longDate: func(t time.Time) string {
		return fmt.Sprintf("%02d giờ %02d phút, %s", t.Hour(), t.Minute(), vietnameseDay(t))
	},
	day:       vietnameseDay,
	shortDate: func(t time.Time) string { return t.Format("2/1/2006") },
	comma:     ",", more: "trên %s %s", atLeast: "từ %s %s trở lên",
	quorum: func(needed, present, voters int) string {
		return fmt.Sprintf("cần %d, có mặt %d trên %d người có quyền biểu quyết khi khai mạc", needed, present, voters)
	},
	Gap: "mất kết nối", remote: "trực tuyến", inRoom: "trực tiếp", markedBy: "%s điểm danh", going: "nay",
	attended: "%d người dự, trong đó %d trực tuyến; vắng %d", WithoutQuorum: "Khai mạc khi chưa đủ số đại biểu tối thiểu, lý do",
}

var english = words{
	Lang: "en", Other: "vi", OtherLabel: "Tiếng Việt", Print: "Print the minutes",
	Country: "SOCIALIST REPUBLIC OF VIET NAM", Motto: "Independence - Freedom - Happiness", Number: "No.:          /BB-",
	PlaceDate: "……………", Heading: "MINUTES", Interim: "Interim: the meeting has not ended",
	Begin: "Began", Venue: "Place", Announced: "As announced", Attendance: "Attendance",
	Chair: "Chair", Secretary: "Secretary", Expected: "Expected",
	Quorum: "Quorum", NoQuorum: "none", Absent: "Absent", Breaks: "Breaks",
	Restarts: "The server was restarted during the meeting",
	ColNo:    "No.", ColName: "Name", ColPost: "Post, unit", ColRole: "Role", ColTimes: "Present", ColNote: "Notes",
	Course: "Proceedings", Presenter: "Presented by", Documents: "Documents", Pages: "pages", Speeches: "Speeches",
	Ballot: "Vote", Conclusion: "Conclusion", OtherSpeeches: "Speeches outside the agenda",
	Question: "Question", About: "Text", Rule: "To pass", Needed: "Votes in favour needed", Base: "Base", Voting: "Voting",
	ColChoice: "Choice", ColVotes: "Votes", ColShare: "Share of the base", Electors: "People with a vote",
	PresentVoters: "of them present", NotCast: "Did not vote", Total: "Total",
	Named: "How each voted", Outcome: "Result", VoidHead: "Voided vote", Round: "round",
	NotDeclared: "Voting has ended; the result has not been declared.", StillOpen: "Voting is going on.",
	Fingerprint: "Check code of what was voted on", End: "The meeting ended at", NotEnded: "The meeting has not ended.",
	Recipients: "To", RecipientMeeting: "Those who took part;", RecipientFile: "Archive: office, file of the meeting.",
	SignSecretary: "SECRETARY", SignChair: "CHAIR", SignHint: "(Signature, full name)",
	Drawn: "Drawn from the data of the meeting in Diên Hồng at", NoItems: "The agenda held no items.",
	roles: map[Role]string{Chair: "Chair", Secretary: "Secretary", Delegate: "Delegate", Guest: "Guest", Unit: "Remote unit"},
	choices: map[ballot.Choice]string{
		ballot.Yes: "In favour", ballot.No: "Against", ballot.Abstain: "Abstained", "": "Did not vote",
	},
	bases: map[ballot.Base]string{
		ballot.AllSeats: "all seats, vacant ones included", ballot.Filled: "all members in office",
		ballot.Present: "the members present", ballot.Cast: "the votes cast", ballot.Valid: "the votes in favour and against",
	},
	outcomes: map[ballot.Outcome]string{
		ballot.Passed: "Passed", ballot.Failed: "Not passed", ballot.Tied: "Tied, not passed", ballot.Partly: "Passed in part",
		ballot.NoQuorum: "No quorum, nothing is decided", ballot.Elected: "All seats filled", ballot.Undecided: "Not all seats filled",
		ballot.Ranked: "Ranked by points",
	},
	forms: map[ballot.Form]string{
		ballot.FormYesNoAbstain: "Vote", ballot.FormYesNo: "Vote", ballot.FormChoose: "Choice", ballot.FormElect: "Election",
		ballot.FormApprove: "Approval of a list", ballot.FormScore: "Scores",
	},
	secrecies: map[ballot.Secrecy]string{
		ballot.Live: "by name, shown at once", ballot.Named: "by name", ballot.Secret: "secret",
		ballot.Tellers: "secret, tellers holding the key",
	},
	methods: map[ballot.Method]string{
		ballot.ByTablet: "on tablets", ballot.ByPaper: "on paper", ballot.ByHands: "by raised hands",
		ballot.Mixed: "on tablets and paper", ballot.Letters: "by letter between meetings",
	},
	How: "Form", Tellers: "Tellers", PaperFigures: "Paper", Issued: "given out", Returned: "returned", Spoiled: "spoiled and exchanged",
	Blank: "Blank", Invalid: "Invalid", RemovedRights: "Rights taken away", RemovedRight: "Right to vote taken away",
	Late: "Ballots that came after closing, not taken", NoReply: "No answer in time", Winner: "elected", Winners: "Elected",
	EqualVotes: "Equal votes for the last seat", ByChair: "by the chair's vote, both sides being equal", Proxy: "by proxy",
	Checkpoint: "Checkpoint of the log of votes", ColPoints: "Points", byWeight: "by weight", ballotQuorum: "%d needed; %d were there at the opening, %d at the count",
	kinds: map[agenda.Kind]string{
		agenda.Report: "report", agenda.Discussion: "discussion", agenda.Decision: "decision", agenda.Notice: "notice",
	},
	longDate:  func(t time.Time) string { return t.Format("15:04 on 2 January 2006") },
	day:       func(t time.Time) string { return t.Format("2 January 2006") },
	shortDate: func(t time.Time) string { return t.Format("2 Jan 2006") },
	comma:     ".", more: "more than %s of %s", atLeast: "at least %s of %s",
	quorum: func(needed, present, voters int) string {
		return fmt.Sprintf("%d needed; %d of %d people with a vote were present at the opening", needed, present, voters)
	},
	Gap: "line lost", remote: "by video", inRoom: "in the room", markedBy: "marked by %s", going: "now",
	attended: "%d took part, %d of them by video; %d absent", WithoutQuorum: "Opened below the quorum, because",
}

// vietnameseDay puts a nought before days below 10 and before the months 1 and 2, as Decree 30/2020 asks.
func vietnameseDay(t time.Time) string {
	month := fmt.Sprint(int(t.Month()))
	if t.Month() < time.March {
		month = "0" + month
	}
	return fmt.Sprintf("ngày %02d tháng %s năm %d", t.Day(), month, t.Year())
}

// tongue returns the words of a language, Vietnamese for all that are not there.
func tongue(lang string) *words {
	if strings.HasPrefix(lang, "en") {
		return &english
	}
	return &vietnamese
}
