package minutes

import (
	"fmt"
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
	Lang, Other, OtherLabel, Print                                               string
	Country, Motto, Number, PlaceDate                                            string
	Heading, Interim                                                             string
	Begin, Venue, Announced, Attendance, Chair, Secretary, Expected              string
	Quorum, NoQuorum, Absent, Breaks, Restarts                                   string
	ColNo, ColName, ColPost, ColRole, ColTimes, ColNote                          string
	Course, Presenter, Documents, Pages, Speeches, Ballot, Conclusion            string
	OtherSpeeches, Question, About, Rule, Needed, Base, Voting                   string
	ColChoice, ColVotes, ColShare, Electors, PresentVoters, NotCast, Total       string
	Named, Outcome, VoidHead, Round, NotDeclared, StillOpen, Fingerprint         string
	End, NotEnded, Recipients, RecipientMeeting, RecipientFile                   string
	SignSecretary, SignChair, SignHint, Drawn, NoItems                           string
	How, Tellers, PaperFigures, Issued, Returned, Spoiled, Blank, Invalid        string
	RemovedRights, RemovedRight, Late, NoReply, Winner, Winners                  string
	EqualVotes, ByChair, Proxy, Checkpoint, ColPoints, ballotQuorum              string
	byWeight, plus, checkedOn, chairBreaks, replied, validPapers                 string
	letterQuorum, letterHead                                                     string
	Superseding, Following, VoidedAt, VoidedBy, VoidReason, Deadline             string
	Replies, BaseNeeded, Rank, RemovedPolicy, CheckpointQR, Weighing             string
	Certificate, Meeting, When, ByDevices, NotReturned, AllPapers, Valid         string
	CertificateSign, CertificateChair, AfterTie, chairSaid, LinkedRounds         string
	VerifierKey, KeyFingerprint, keyParts, restInRecord, letterTitle, ItemReport string

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
	quorumWhen               map[ballot.QuorumTime]string
	Gap, WithoutQuorum       string
	remote, inRoom           string
	markedBy, going          string
	attended, substituted    string

	Substitutions, sends, asks, Instead, SubstituteReason string
	SubstituteHere, SubstituteFor                         string
	approvedBy, refusedBy, withVote, withoutVote          string
	withdrawnAt, endedAt                                  string
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

// rule says in words what had to be reached, on which base, and where that stands.
func (w *words) rule(q ballot.Question) string {
	r := q.Rule
	text := w.fraction(r.Num, r.Den, r.Strict, w.base(q))
	if r.Constant > 0 {
		text += fmt.Sprintf(w.plus, w.amount(r.Constant, r.ByWeight))
	}
	if r.ByWeight {
		text += ", " + w.byWeight
	}
	if q.ChairDecides() {
		text += "; " + w.chairBreaks
	}
	if r.Citation == "" {
		return text
	}
	text += " (" + r.Citation
	if day, err := time.Parse(time.DateOnly, r.CheckedOn); err == nil {
		text += "; " + w.checkedOn + " " + w.shortDate(day)
	}
	return text + ")"
}

func (w *words) fraction(num, den int64, strict bool, of string) string {
	form := w.atLeast
	if strict {
		form = w.more
	}
	return fmt.Sprintf(form, fmt.Sprintf("%d/%d", num, den), of)
}

// base names what votes are measured against.
func (w *words) base(q ballot.Question) string {
	switch {
	case q.Rule.Base == ballot.Valid && q.Form.Listed() && q.Form != ballot.FormApprove:
		return w.validPapers
	case q.Rule.Base == ballot.Cast && q.Method == ballot.Letters:
		return w.replied
	default:
		return w.bases[q.Rule.Base]
	}
}

// quorumOf says what quorum a round asks for, and once it was counted who was there; empty for none.
func (w *words) quorumOf(b Ballot) string {
	q := b.Question.Rule.Quorum
	if q.Den == 0 {
		return ""
	}
	text := w.fraction(q.Num, q.Den, q.Strict, w.bases[q.Base])
	letters := b.Question.Method == ballot.Letters
	if !letters {
		text += ", " + w.quorumWhen[q.When]
	}
	if b.Tally == nil {
		return text
	}
	there := b.Tally.Heads
	if letters {
		return text + "; " + fmt.Sprintf(w.letterQuorum, b.Tally.QuorumNeeded, there.AtCount)
	}
	return text + "; " + fmt.Sprintf(w.ballotQuorum, b.Tally.QuorumNeeded, there.AtOpening, there.AtCount)
}

// number is a count as the language writes it.
func (w *words) number(n int64) string {
	digits := fmt.Sprint(n)
	separator := "."
	if w.comma == "." {
		separator = ","
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + separator + digits[i:]
	}
	return digits
}

// amount is a figure in heads, or a weight in micro-units told in heads and their parts.
func (w *words) amount(n int64, weight bool) string {
	if !weight {
		return w.number(n)
	}
	whole, part := n/ballot.Head, n%ballot.Head
	if part == 0 {
		return w.number(whole)
	}
	return w.number(whole) + w.comma + strings.TrimRight(fmt.Sprintf("%06d", part), "0")
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
