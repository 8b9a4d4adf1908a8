package ballot

import (
	"regexp"
	"slices"
	"strings"
)

// Form is what a sheet asks of its voter.
type Form string

// The forms. Choose ticks up to Most of the options, and each option passes or fails by the rule; Elect fills Winners
// seats from a list of candidates; Approve decides every entry of a list by itself with yes, no or abstain; Score gives
// every entry 0 to MaxScore points and ranks them, and no rule applies.
const (
	FormYesNoAbstain Form = "yes_no_abstain"
	FormYesNo        Form = "yes_no"
	FormChoose       Form = "choose"
	FormElect        Form = "elect"
	FormApprove      Form = "approve"
	FormScore        Form = "score"
)

// Forms returns every form, the commonest first.
func Forms() []Form {
	return []Form{FormYesNoAbstain, FormYesNo, FormChoose, FormElect, FormApprove, FormScore}
}

// Listed reports whether the sheet carries a list that the secretary wrote, and not yes and no.
func (f Form) Listed() bool { return f != FormYesNoAbstain && f != FormYesNo }

// Secrecy is what becomes known of who chose what.
type Secrecy string

// The secrecies. Live shows names while the round is open; Named only once it is declared; Secret seals every ballot to
// a key that the server uses once, after closing; Tellers splits that key, so that the server cannot open alone.
const (
	Live    Secrecy = "live"
	Named   Secrecy = "named"
	Secret  Secrecy = "secret"
	Tellers Secrecy = "secret_tellers"
)

// Secrecies returns every secrecy, the most open first.
func Secrecies() []Secrecy { return []Secrecy{Live, Named, Secret, Tellers} }

// Sealed reports whether ballots arrive sealed and are kept without person, time and order.
func (s Secrecy) Sealed() bool { return s == Secret || s == Tellers }

// Method is how votes are given.
type Method string

// The methods. Mixed takes tablets and paper in one round; Letters asks between meetings, by a deadline.
const (
	ByTablet Method = "tablet"
	ByPaper  Method = "paper"
	ByHands  Method = "hands"
	Mixed    Method = "mixed"
	Letters  Method = "letters"
)

// Methods returns every method.
func Methods() []Method { return []Method{ByTablet, ByPaper, ByHands, Mixed, Letters} }

// ByHandCount reports whether tellers enter counts, alone or beside tablets.
func (m Method) ByHandCount() bool { return m == ByPaper || m == ByHands || m == Mixed }

// ByDevice reports whether devices send ballots.
func (m Method) ByDevice() bool { return m == ByTablet || m == Mixed || m == Letters }

// Option is one line of a sheet, in the order in which it is shown.
type Option struct {
	ID Choice `json:"id"`
	// Title is empty for yes, no and abstain, which every language has words for.
	Title string `json:"title,omitempty"`
	Note  string `json:"note,omitempty"`
}

// MaxOptions of one question.
const MaxOptions = 60

// Question is everything that gives a vote its meaning besides the electorate. It is frozen when the round is opened.
type Question struct {
	Text    string   `json:"text"`
	Form    Form     `json:"form"`
	Options []Option `json:"options"`
	Secrecy Secrecy  `json:"secrecy"`
	Method  Method   `json:"method"`
	Rule    Rule     `json:"rule"`
	// Least and Most options may be ticked (Choose, Elect); a sheet with none is blank, which Least does not forbid.
	Least int `json:"least,omitempty"`
	Most  int `json:"most,omitempty"`
	// Winners is the number of seats to fill (Elect).
	Winners int `json:"winners,omitempty"`
	// MaxScore is the best score (Score), 1 to 100.
	MaxScore int `json:"max_score,omitempty"`
	// AllowChange lets an elector replace a recorded ballot until the round closes.
	AllowChange bool `json:"allow_change,omitempty"`
}

// Choices returns the ids of the options in their order.
func (q Question) Choices() []Choice {
	ids := make([]Choice, len(q.Options))
	for i, o := range q.Options {
		ids[i] = o.ID
	}
	return ids
}

// ChairDecides reports whether the chair's side may decide equal ones: the rule says so, a tie can be all that is missing,
// there are two sides, and it may be known.
func (q Question) ChairDecides() bool {
	return q.Rule.Tie == TieChair && q.Rule.halves() && !q.Secrecy.Sealed() && (!q.Form.Listed() || q.Form == FormApprove)
}

func (q Question) has(c Choice) bool {
	return slices.ContainsFunc(q.Options, func(o Option) bool { return o.ID == c })
}

// YesNo returns a question of the commonest form with the options of the form.
func YesNo(text string, form Form, rule Rule) Question {
	q := Question{Text: text, Form: form, Secrecy: Named, Method: ByTablet, Rule: rule}
	for _, c := range YesNoAbstain() {
		if c != Abstain || form == FormYesNoAbstain {
			q.Options = append(q.Options, Option{ID: c})
		}
	}
	return q
}

// Validate reports whether the question can be put and counted.
func (q Question) Validate() error {
	if err := q.Rule.Validate(); err != nil {
		return err
	}
	switch {
	case !slices.Contains(Forms(), q.Form):
		return errQuestion("unknown form")
	case !slices.Contains(Secrecies(), q.Secrecy):
		return errQuestion("unknown secrecy")
	case !slices.Contains(Methods(), q.Method):
		return errQuestion("unknown method")
	case q.Method == ByHands && q.Secrecy.Sealed():
		return errQuestion("raised hands are not secret")
	case q.Secrecy == Tellers && !q.Method.ByDevice():
		return errQuestion("without devices there is nothing that a key opens")
	case q.Method.ByHandCount() && q.Rule.ByWeight:
		return errQuestion("tellers count heads, not weights")
	case q.Method == Letters && q.Rule.Base == Present:
		return errQuestion("nobody is present between meetings")
	case len(q.Options) == 0 || len(q.Options) > MaxOptions:
		return errQuestion("too few or too many options")
	}
	if err := q.validateOptions(); err != nil {
		return err
	}
	return q.validateForm()
}

// optionID is an id that is safe as a key wherever a count is kept or shown.
var optionID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)

func (q Question) validateOptions() error {
	for i, o := range q.Options {
		switch {
		case !optionID.MatchString(string(o.ID)):
			return errQuestion("an option's id is 1 to 64 letters of a to z, digits, - and _")
		case slices.ContainsFunc(q.Options[:i], func(before Option) bool { return before.ID == o.ID }):
			return errQuestion("an option without an id of its own")
		case q.Form.Listed() && strings.TrimSpace(o.Title) == "":
			return errQuestion("an option of a list without a title")
		case !q.Form.Listed() && (o.Title != "" || o.Note != ""):
			return errQuestion("yes, no and abstain have the words of the language")
		}
	}
	return nil
}

func (q Question) validateForm() error {
	n := len(q.Options)
	switch q.Form {
	case FormYesNoAbstain:
		if !slices.Equal(q.Choices(), YesNoAbstain()) {
			return errQuestion("the options are yes, no and abstain")
		}
	case FormYesNo:
		if !slices.Equal(q.Choices(), YesNoAbstain()[:2]) {
			return errQuestion("the options are yes and no")
		}
	case FormChoose, FormElect:
		if q.Least < 0 || q.Most < 1 || q.Most > n || q.Least > q.Most {
			return errQuestion("least and most do not fit the options")
		}
		if q.Form == FormElect && (q.Winners < 1 || q.Winners > n) {
			return errQuestion("more seats than candidates, or none")
		}
	case FormScore:
		if q.MaxScore < 1 || q.MaxScore > 100 {
			return errQuestion("the best score is 1 to 100")
		}
	case FormApprove:
	}
	return nil
}

// Check reports whether a sheet may be marked so. A blank sheet is allowed wherever there is a list. The question is
// valid.
func (q Question) Check(m Marks) error {
	for c := range m {
		if !q.has(c) {
			return ErrUnknownChoice
		}
	}
	if len(m) == 0 && q.Form.Listed() {
		return nil
	}
	switch q.Form {
	case FormApprove:
		return m.each(len(q.Options), -1, 1)
	case FormScore:
		return m.each(len(q.Options), 0, int64(q.MaxScore))
	case FormChoose, FormElect:
		if len(m) < q.Least || len(m) > q.Most {
			return ErrMarks
		}
		return m.each(len(m), 1, 1)
	default:
		return m.each(1, 1, 1)
	}
}

// each reports whether there are n marks, all between least and most.
func (m Marks) each(n int, least, most int64) error {
	if len(m) != n {
		return ErrMarks
	}
	for _, mark := range m {
		if mark < least || mark > most {
			return ErrMarks
		}
	}
	return nil
}
