package audit

// words of every fault, Vietnamese and English.
var words = map[Code][2]string{
	ActUnreadable:       {"bản ghi không đọc được hoặc không đúng định dạng", "an act cannot be read or is not of the format"},
	ActNumber:           {"thứ tự đánh số bản ghi bị đứt, đổi chỗ hoặc lặp lại", "the numbering of acts has a gap, an exchange or a repetition"},
	ActOrder:            {"bước thực hiện không hợp lệ ở giai đoạn này", "an act that may not happen at this stage"},
	ActTime:             {"thời điểm không hợp lệ", "a time that cannot be"},
	CheckpointText:      {"điểm chốt không đọc được", "a checkpoint cannot be read"},
	CheckpointMissing:   {"không có điểm chốt nào có chữ ký đúng", "there is no checkpoint with a good signature"},
	CheckpointOrigin:    {"điểm chốt của cuộc họp khác", "the checkpoint is of another meeting"},
	CheckpointSignature: {"chữ ký của điểm chốt không đúng", "the signature of the checkpoint is wrong"},
	CheckpointBeyond:    {"nhật ký ngắn hơn điểm chốt đã ký: đã bị cắt bớt", "the log is shorter than what was signed: it was cut"},
	CheckpointRoot:      {"nhật ký khác với nội dung đã ký", "the log is not what was signed"},
	CheckpointShort:     {"phần cuối của nhật ký chưa được ký", "the end of the log is not signed"},
	OtherKey:            {"tệp nêu một khóa kiểm tra khác", "the file names another verifier key"},
	BadQuestion:         {"câu hỏi không hợp lệ", "the question cannot be put"},
	BadPredecessor:      {"lượt trước không đúng", "the round before it is not right"},
	BadElectorate:       {"danh sách người có quyền biểu quyết không hợp lệ", "the electorate cannot be"},
	BadSealing:          {"khóa niêm phong hoặc ban kiểm phiếu không hợp lệ", "the sealing key or the tellers are not right"},
	FrozenHash:          {"mã băm nội dung đóng băng không khớp: câu hỏi, quy tắc hoặc người có quyền biểu quyết đã bị đổi", "the frozen hash differs: question, rule or electorate were changed"},
	BadGroup:            {"các lượt liên kết không được công bố cùng một lúc", "linked rounds are not declared together"},
	TwoRounds:           {"hai lượt biểu quyết cùng mở một lúc", "two rounds run at the same time"},
	NoElector:           {"người này không có quyền biểu quyết ở lượt này", "not an elector of this round"},
	WrongCaster:         {"phiếu do người không được quyền bỏ gửi", "cast by somebody who may not"},
	DoubleBallot:        {"một người có hơn một phiếu", "more than one ballot of one elector"},
	RemovedElector:      {"quyền biểu quyết đã bị rút", "the right to vote was taken away"},
	OnPaper:             {"người này đã nhận phiếu giấy", "the elector has a paper"},
	BadMarks:            {"phiếu đánh dấu không hợp lệ", "the sheet is marked in a way that its form does not allow"},
	BadEnvelope:         {"phiếu niêm phong không hợp lệ", "the envelope is not right"},
	LateBallot:          {"phiếu đến sau khi đóng mà vẫn được ghi nhận, hoặc đến kịp mà bị từ chối", "taken after closing, or refused in time"},
	EarlyClose:          {"đóng khi còn người đang trong thời hạn bỏ phiếu", "closed while somebody could still vote"},
	BadAttending:        {"danh sách có mặt khi đóng không hợp lệ", "the list of those present at closing cannot be"},
	PapersNumber:        {"số phiếu mở ra khác số phiếu niêm phong đã nhận", "not as many papers as envelopes were accepted"},
	PapersWeights:       {"trọng số các phiếu mở ra không khớp", "the weights of the papers are not those of their electors"},
	PapersContent:       {"phiếu mở ra không hợp lệ", "a paper cannot be"},
	KeyShares:           {"phần khóa của ban kiểm phiếu không đúng người, hoặc chưa đủ để mở phiếu", "parts of the key were not the tellers', or too few to open the ballots"},
	KeyKept:             {"khóa của lượt bỏ phiếu kín chưa bị hủy", "the key of a sealed round was not destroyed"},
	HandsFigures:        {"số liệu kiểm phiếu không hợp lệ", "the tellers' figures cannot be"},
	HandsTellers:        {"người kiểm phiếu không đúng", "the tellers are not right"},
	CountMissing:        {"tính kết quả khi chưa đủ phiếu", "tallied before everything was counted"},
	Accounting:          {"tổng số phiếu không khớp với số người có quyền biểu quyết", "the ballots do not add up to the electorate"},
	TallyFigure:         {"kết quả kiểm lại khác kết quả đã ghi", "the recount differs from what is stated"},
	WrongChair:          {"ý kiến người chủ trì khi ngang phiếu không đúng", "the chair's side at equal votes is not right"},
	NotTallied:          {"công bố khi chưa tính kết quả", "declared without a tally"},
}

// Say returns the fault in words: Vietnamese for "vi", else English. The detail is not in it.
func (c Code) Say(lang string) string {
	if lang == "vi" {
		return words[c][0]
	}
	return words[c][1]
}

// terms are the words of the log's format, Vietnamese and English.
var terms = map[string][2]string{
	// How far a round has come.
	stateReady: {"chưa mở", "not opened"}, stateOpen: {"đang biểu quyết", "open"}, stateClosing: {"đang đóng", "closing"},
	stateCounting: {"đang kiểm phiếu", "being counted"}, stateClosed: {"chưa công bố", "not declared"},
	stateDeclared: {"đã công bố", "declared"}, stateVoid: {"bị hủy", "void"}, stateDiscarded: {"đã bỏ", "discarded"},
	// Forms, secrecies and methods.
	"yes_no_abstain": {"biểu quyết", "vote"}, "yes_no": {"biểu quyết", "vote"}, "choose": {"lựa chọn phương án", "choice"},
	"elect": {"bầu cử", "election"}, "approve": {"thông qua danh sách", "approval of a list"}, "score": {"cho điểm", "scores"},
	"live": {"ghi tên, công khai ngay", "by name, shown at once"}, "named": {"ghi tên", "by name"},
	"secret": {"bỏ phiếu kín", "secret"}, "secret_tellers": {"bỏ phiếu kín, ban kiểm phiếu giữ khóa", "secret, tellers holding the key"},
	"tablet": {"bằng máy tính bảng", "on tablets"}, "paper": {"bằng phiếu giấy", "on paper"}, "hands": {"bằng giơ tay", "by raised hands"},
	"mixed":   {"bằng máy tính bảng và phiếu giấy", "on tablets and paper"},
	"letters": {"lấy ý kiến bằng phiếu ngoài phiên họp", "by letter between meetings"},
	// Bases.
	"all_seats":    {"tổng số thành viên, kể cả vị trí khuyết", "all seats, vacant ones included"},
	"filled_seats": {"tổng số thành viên đương nhiệm", "all members in office"},
	"present":      {"số thành viên có mặt", "the members present"}, "cast": {"số người tham gia biểu quyết", "the votes cast"},
	"valid": {"số phiếu tán thành và không tán thành", "the votes in favour and against"},
	// Outcomes.
	"passed": {"Thông qua", "Passed"}, "failed": {"Không thông qua", "Not passed"},
	"tied":   {"Không thông qua – hòa phiếu", "Not passed – tied"},
	"partly": {"Thông qua một phần", "Passed in part"}, "no_quorum": {"Không đủ số người cần có mặt, không có kết quả", "No quorum, nothing is decided"},
	"elected": {"Đã bầu đủ", "All seats filled"}, "undecided": {"Chưa bầu đủ", "Not all seats filled"},
	"ranked": {"Đã xếp thứ tự theo điểm", "Ranked by points"},
	// Options that every language has words for.
	"yes": {"Tán thành", "In favour"}, "no": {"Không tán thành", "Against"}, "abstain": {"Không biểu quyết", "Abstained"},
}

// Term returns a word of the log's format (a form, secrecy, method, base, stage, outcome, or yes, no and abstain) as it is
// shown: Vietnamese for "vi", else English. A word that the format does not have is returned as it is.
func Term(lang, term string) string {
	words, known := terms[term]
	switch {
	case !known:
		return term
	case lang == "vi":
		return words[0]
	default:
		return words[1]
	}
}
