package audit

import (
	"fmt"
	"time"
)

// Report is what became of an export: Pass when nothing at all is wrong with it.
type Report struct {
	Meeting string
	// Title, Body and Exported stand in the file beside the log. Nothing that is signed covers them.
	Title, Body string
	Exported    time.Time
	// Verifier is the key that signatures were checked with, and Trusted that it came another way than in the file itself:
	// whoever forges a file can sign it with a key of their own.
	Verifier string
	Trusted  bool
	// Acts is the number of leaves, and Root the hash of them all in base64.
	Acts int64
	Root string
	// Checkpoints with a good signature that the log fits, and how many of these were brought along.
	Checkpoints, Kept int
	// Rounds in the order in which they were prepared, discarded ones included.
	Rounds []*Round
	// Faults of the log as a whole; those of a round stand with it.
	Faults Faults
}

// Pass reports whether the log is whole and every round in it right.
func (r *Report) Pass() bool {
	for _, round := range r.Rounds {
		if !round.Pass() {
			return false
		}
	}
	return r.Faults.none()
}

// Round is what was found of one round of voting.
type Round struct {
	Ballot string
	// Number counts the rounds of a question from 1.
	Number int64
	Text   string
	// Form, Secrecy, Method and State are the words of the log's format; State is how far the round had come.
	Form, Secrecy, Method, State string
	Rule                         Rule
	// Supersedes and Follows are the rounds before it.
	Supersedes, Follows string
	// Reason of a void round.
	Reason string
	// Hash of what was frozen, as it was computed here.
	Hash string
	// Electors is the number of rights to vote. Accepted ballots are those that count and those that were replaced.
	Electors, Accepted, Replaced, Late int
	// Counted is the count that was made here, and Stated what the log says; nil where there is none.
	Counted, Stated *Tally
	Faults          Faults
}

// Pass reports whether nothing is wrong with the round.
func (r *Round) Pass() bool { return r.Faults.none() }

// Fault is one thing that is wrong.
type Fault struct {
	Code Code
	// Act is its number in the log, -1 for none.
	Act int64
	// Detail are names and figures as they stand in the file: it may hold anything.
	Detail string
}

// Faults are the first that were found, and how many more there are.
type Faults struct {
	List []Fault
	More int
}

// maxFaults that are told of one round.
const maxFaults = 20

func (f *Faults) add(act int64, code Code, detail string, args ...any) {
	if len(f.List) == maxFaults {
		f.More++
		return
	}
	if len(args) > 0 {
		detail = fmt.Sprintf(detail, args...)
	}
	f.List = append(f.List, Fault{code, act, detail})
}

func (f *Faults) none() bool { return len(f.List) == 0 }

// Code names a kind of fault; it is stable across versions.
type Code string

// The faults of a log.
const (
	ActUnreadable       Code = "act_unreadable"
	ActNumber           Code = "act_number"
	ActOrder            Code = "act_order"
	ActTime             Code = "act_time"
	CheckpointText      Code = "checkpoint_unreadable"
	CheckpointMissing   Code = "checkpoint_missing"
	CheckpointOrigin    Code = "checkpoint_origin"
	CheckpointSignature Code = "checkpoint_signature"
	CheckpointBeyond    Code = "checkpoint_beyond"
	CheckpointRoot      Code = "checkpoint_root"
	CheckpointShort     Code = "checkpoint_short"
	OtherKey            Code = "other_key"
	BadQuestion         Code = "question"
	BadPredecessor      Code = "predecessor"
	BadElectorate       Code = "electorate"
	BadSealing          Code = "sealing"
	FrozenHash          Code = "frozen_hash"
	TwoRounds           Code = "two_rounds"
	NoElector           Code = "no_elector"
	WrongCaster         Code = "wrong_caster"
	DoubleBallot        Code = "double_ballot"
	RemovedElector      Code = "removed_elector"
	OnPaper             Code = "on_paper"
	BadMarks            Code = "marks"
	BadEnvelope         Code = "envelope"
	LateBallot          Code = "late_ballot"
	EarlyClose          Code = "early_close"
	BadAttending        Code = "attending"
	PapersNumber        Code = "papers_number"
	PapersWeights       Code = "papers_weights"
	PapersContent       Code = "papers_content"
	KeyKept             Code = "key_kept"
	HandsFigures        Code = "hands_figures"
	HandsTellers        Code = "hands_tellers"
	CountMissing        Code = "count_missing"
	Accounting          Code = "accounting"
	TallyFigure         Code = "tally_figure"
	WrongChair          Code = "wrong_chair"
	NotTallied          Code = "not_tallied"
)

// words of every fault, Vietnamese and English.
var words = map[Code][2]string{
	ActUnreadable:       {"bản ghi không đọc được hoặc không đúng định dạng", "an act cannot be read or is not of the format"},
	ActNumber:           {"thứ tự đánh số bản ghi bị đứt, đổi chỗ hoặc lặp lại", "the numbering of acts has a gap, an exchange or a repetition"},
	ActOrder:            {"bước thực hiện không hợp lệ ở giai đoạn này", "an act that may not happen at this stage"},
	ActTime:             {"thời điểm không hợp lệ", "a time that cannot be"},
	CheckpointText:      {"điểm kiểm không đọc được", "a checkpoint cannot be read"},
	CheckpointMissing:   {"không có điểm kiểm nào có chữ ký đúng", "there is no checkpoint with a good signature"},
	CheckpointOrigin:    {"điểm kiểm của cuộc họp khác", "the checkpoint is of another meeting"},
	CheckpointSignature: {"chữ ký của điểm kiểm không đúng", "the signature of the checkpoint is wrong"},
	CheckpointBeyond:    {"nhật ký ngắn hơn điểm kiểm đã ký: đã bị cắt bớt", "the log is shorter than what was signed: it was cut"},
	CheckpointRoot:      {"nhật ký khác với nội dung đã ký", "the log is not what was signed"},
	CheckpointShort:     {"phần cuối của nhật ký chưa được ký", "the end of the log is not signed"},
	OtherKey:            {"tệp nêu một khóa kiểm tra khác", "the file names another verifier key"},
	BadQuestion:         {"câu hỏi không hợp lệ", "the question cannot be put"},
	BadPredecessor:      {"vòng trước không đúng", "the round before it is not right"},
	BadElectorate:       {"danh sách cử tri không hợp lệ", "the electorate cannot be"},
	BadSealing:          {"khóa niêm phong hoặc tổ kiểm phiếu không hợp lệ", "the sealing key or the tellers are not right"},
	FrozenHash:          {"mã băm nội dung đóng băng không khớp: câu hỏi, quy tắc hoặc cử tri đã bị đổi", "the frozen hash differs: question, rule or electorate were changed"},
	TwoRounds:           {"hai vòng biểu quyết cùng mở một lúc", "two rounds run at the same time"},
	NoElector:           {"người này không có quyền biểu quyết ở vòng này", "not an elector of this round"},
	WrongCaster:         {"phiếu do người không được quyền bỏ gửi", "cast by somebody who may not"},
	DoubleBallot:        {"cử tri có hơn một phiếu", "more than one ballot of one elector"},
	RemovedElector:      {"quyền biểu quyết đã bị rút", "the right to vote was taken away"},
	OnPaper:             {"cử tri đã nhận phiếu giấy", "the elector has a paper"},
	BadMarks:            {"phiếu đánh dấu không hợp lệ", "the sheet is marked in a way that its form does not allow"},
	BadEnvelope:         {"phong bì không hợp lệ", "the envelope is not right"},
	LateBallot:          {"phiếu đến sau khi đóng mà vẫn được ghi nhận, hoặc đến kịp mà bị từ chối", "taken after closing, or refused in time"},
	EarlyClose:          {"đóng khi còn người đang trong thời hạn bỏ phiếu", "closed while somebody could still vote"},
	BadAttending:        {"danh sách có mặt khi đóng không hợp lệ", "the list of those present at closing cannot be"},
	PapersNumber:        {"số phiếu mở ra khác số phong bì đã nhận", "not as many papers as envelopes were accepted"},
	PapersWeights:       {"trọng số các phiếu mở ra không khớp", "the weights of the papers are not those of their electors"},
	PapersContent:       {"phiếu mở ra không hợp lệ", "a paper cannot be"},
	KeyKept:             {"khóa của vòng kín chưa bị hủy", "the key of a sealed round was not destroyed"},
	HandsFigures:        {"số liệu kiểm phiếu không hợp lệ", "the tellers' figures cannot be"},
	HandsTellers:        {"người kiểm phiếu không đúng", "the tellers are not right"},
	CountMissing:        {"tính kết quả khi chưa đủ phiếu", "tallied before everything was counted"},
	Accounting:          {"tổng số phiếu không khớp với cử tri", "the ballots do not add up to the electorate"},
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
