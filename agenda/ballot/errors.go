package ballot

// Error is a refusal with a stable code; edges translate the code for the user.
type Error struct{ code, text string }

// Error describes the refusal for a log.
func (e *Error) Error() string { return e.text }

// Code is stable across versions.
func (e *Error) Code() string { return e.code }

// What can be wrong with a ballot.
var (
	ErrUnknownChoice = &Error{"ballot_unknown_choice", "the choice is not one of this ballot's options"}
	ErrMarks         = &Error{"ballot_marks", "the sheet is marked in a way that its form does not allow"}
	ErrAccounting    = &Error{"ballot_accounting", "the ballots do not add up to the electorate"}
	// ErrNoFigures is a round by paper or hands whose figures the tellers have not entered.
	ErrNoFigures = &Error{"ballot_no_figures", "the tellers' figures are missing"}
)

func errRule(text string) *Error { return &Error{"ballot_rule_invalid", "rule: " + text} }

func errQuestion(text string) *Error { return &Error{"ballot_question_invalid", "question: " + text} }
