package minutes

import (
	"fmt"
	"time"

	"dienhong/agenda"
	"dienhong/agenda/ballot"
)

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
	PresentVoters: "Trong đó có mặt", NotCast: "Không tham gia biểu quyết", Total: "Cộng",
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
		ballot.Passed: "Thông qua", ballot.Failed: "Không thông qua", ballot.Tied: "Không thông qua – hòa phiếu",
		ballot.Partly: "Thông qua một phần", ballot.NoQuorum: "Không đủ số người cần có mặt, không có kết quả",
		ballot.Elected: "Đã bầu đủ", ballot.Undecided: "Chưa bầu đủ", ballot.Ranked: "Đã xếp thứ tự theo điểm",
	},
	forms: map[ballot.Form]string{
		ballot.FormYesNoAbstain: "Biểu quyết", ballot.FormYesNo: "Biểu quyết", ballot.FormChoose: "Lựa chọn phương án",
		ballot.FormElect: "Bầu cử", ballot.FormApprove: "Thông qua danh sách", ballot.FormScore: "Cho điểm",
	},
	secrecies: map[ballot.Secrecy]string{
		ballot.Live: "ghi tên, công khai ngay", ballot.Named: "ghi tên", ballot.Secret: "bỏ phiếu kín (mức tiêu chuẩn)",
		ballot.Tellers: "bỏ phiếu kín (ban kiểm phiếu giữ khóa)",
	},
	methods: map[ballot.Method]string{
		ballot.ByTablet: "bằng máy tính bảng", ballot.ByPaper: "bằng phiếu giấy", ballot.ByHands: "bằng giơ tay",
		ballot.Mixed: "bằng máy tính bảng và phiếu giấy", ballot.Letters: "gửi ngoài phiên họp",
	},
	How: "Hình thức", Tellers: "Ban kiểm phiếu", PaperFigures: "Phiếu giấy", Issued: "phát ra", Returned: "thu về",
	Spoiled: "hỏng đã đổi", Blank: "Phiếu trắng", Invalid: "Phiếu không hợp lệ", RemovedRights: "Quyền biểu quyết đã rút",
	RemovedRight: "Rút quyền biểu quyết trong lượt", Late: "Phiếu đến sau khi đóng, không được nhận", NoReply: "Không trả lời trong thời hạn",
	Winner: "trúng cử", Winners: "Trúng cử", EqualVotes: "Bằng phiếu cho vị trí cuối", ByChair: "theo ý kiến của chủ tọa khi hai bên bằng nhau",
	plus: " cộng %s", checkedOn: "đối chiếu ngày", chairBreaks: "số tán thành bằng số không tán thành thì theo ý kiến của chủ tọa",
	replied: "số người đã trả lời", validPapers: "số phiếu hợp lệ", letterHead: "Lấy ý kiến bằng phiếu", letterQuorum: "cần %d, có %d người trả lời",
	Superseding: "Biểu quyết lại, thay cho lượt đã hủy", Following: "Bầu tiếp các vị trí chưa bầu được ở lượt",
	AfterTie: "Biểu quyết lại sau khi hòa phiếu ở lượt", chairSaid: "Chủ tọa biểu quyết: %s", keyParts: "Đã đưa khóa mở phiếu (cần %d trong %d người)", restInRecord: "… và %d dòng nữa trong biên bản của phiên trước.", letterTitle: "Báo cáo kết quả lấy ý kiến bằng phiếu", ItemReport: "Báo cáo", VerifierKey: "Khóa kiểm tra chữ ký của máy chủ", KeyFingerprint: "Dấu vân tay khóa (SHA-256)",
	LinkedRounds: "Kết quả được giữ kín và công bố cùng lúc với các lượt liên kết",
	VoidedAt:     "Hủy lúc", VoidedBy: "người hủy", VoidReason: "lý do", Deadline: "Thời hạn trả lời", Replies: "Ý kiến trả lời",
	BaseNeeded: "Cơ sở tính / cần có", Rank: "Thứ hạng", Weighing: "trọng số", CheckpointQR: "Mã QR của điểm chốt",
	RemovedPolicy: "Người bị rút quyền khi chưa bỏ phiếu vẫn tính trong tổng số thành viên, không tính trong số có mặt; phiếu đã ghi nhận được giữ nguyên.",
	Certificate:   "BIÊN BẢN KIỂM PHIẾU", Meeting: "Cuộc họp", When: "Thời gian", ByDevices: "Số phiếu gửi bằng thiết bị", NotReturned: "không thu về",
	AllPapers: "Tổng số phiếu", Valid: "Phiếu hợp lệ", CertificateSign: "BAN KIỂM PHIẾU", CertificateChair: "XÁC NHẬN CỦA CHỦ TỌA",
	quorumWhen: map[ballot.QuorumTime]string{
		ballot.AtOpening: "xét khi mở biểu quyết", ballot.AtCount: "xét khi kiểm phiếu", ballot.AtBoth: "xét cả khi mở biểu quyết và khi kiểm phiếu",
	},
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
	substituted: ", trong đó %d người có người dự thay", Substitutions: "Cử người dự thay", sends: "cử", asks: "đề nghị cử", Instead: "dự thay", SubstituteReason: "lý do",
	SubstituteHere: "cử người dự thay", SubstituteFor: "dự thay", approvedBy: "%s duyệt lúc %s", refusedBy: "%s không chấp thuận lúc %s",
	withVote: "được biểu quyết thay", withoutVote: "không biểu quyết thay", withdrawnAt: "rút lúc %s, người rút: %s",
	endedAt: "hết hiệu lực lúc %s do người được thay có mặt",
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
	PresentVoters: "Of them present", NotCast: "Did not vote", Total: "Total",
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
		ballot.Passed: "Passed", ballot.Failed: "Not passed", ballot.Tied: "Not passed – tied", ballot.Partly: "Passed in part",
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
		ballot.Mixed: "on tablets and paper", ballot.Letters: "between meetings",
	},
	How: "Form", Tellers: "Tellers", PaperFigures: "Paper", Issued: "given out", Returned: "returned", Spoiled: "spoiled and exchanged",
	Blank: "Blank", Invalid: "Invalid", RemovedRights: "Rights taken away", RemovedRight: "Right to vote taken away",
	Late: "Ballots that came after closing, not taken", NoReply: "No answer in time", Winner: "elected", Winners: "Elected",
	EqualVotes: "Equal votes for the last seat", ByChair: "by the chair's vote, both sides being equal", Proxy: "by proxy",
	plus: ", and %s more", checkedOn: "compared on", chairBreaks: "as many in favour as against is decided by the chair's side",
	replied: "those who answered", validPapers: "the valid ballots", letterHead: "Opinion asked by letter", letterQuorum: "%d needed; %d answered",
	Superseding: "Taken again in place of the voided round", Following: "Fills the seats left open by round",
	AfterTie: "Taken again after the tie of round", chairSaid: "The chair was for: %s", keyParts: "Gave their part of the key (%d of %d are needed)", restInRecord: "… and %d more lines in the record of the meeting before.", letterTitle: "Report on an opinion asked by letter", ItemReport: "Report", VerifierKey: "Key of the server's signatures", KeyFingerprint: "Its fingerprint (SHA-256)",
	LinkedRounds: "The result was withheld, and declared together with the linked rounds",
	VoidedAt:     "Voided at", VoidedBy: "by", VoidReason: "reason", Deadline: "To be answered by", Replies: "Answers",
	BaseNeeded: "Base / needed", Rank: "Rank", Weighing: "weight", CheckpointQR: "QR code of the checkpoint",
	RemovedPolicy: "Those whose right was taken away before they voted still count among the members, and not among those present; recorded ballots stand.",
	Certificate:   "CERTIFICATE OF THE COUNT", Meeting: "Meeting", When: "Time", ByDevices: "Ballots sent by devices", NotReturned: "not returned",
	AllPapers: "Ballots in all", Valid: "Valid ballots", CertificateSign: "TELLERS", CertificateChair: "CONFIRMED BY THE CHAIR",
	quorumWhen: map[ballot.QuorumTime]string{
		ballot.AtOpening: "when the vote is opened", ballot.AtCount: "when it is counted", ballot.AtBoth: "when the vote is opened and when it is counted",
	},
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
	substituted: ", %d of them with a substitute", Substitutions: "Substitutes", sends: "sends", asks: "asks to send", Instead: "in their place", SubstituteReason: "reason",
	SubstituteHere: "substitute", SubstituteFor: "in place of", approvedBy: "approved by %s at %s", refusedBy: "refused by %s at %s",
	withVote: "with the vote", withoutVote: "without the vote", withdrawnAt: "withdrawn at %s by %s",
	endedAt: "ended at %s, when the principal came",
}
