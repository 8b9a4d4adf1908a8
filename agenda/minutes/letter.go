package minutes

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"dienhong/agenda/ballot"
)

// maxReport is the longest report in characters; what is beyond is counted, and stands in the record of its meeting.
const maxReport = 20_000

// LetterReport tells in Vietnamese what came of an opinion that was asked between meetings, for the agenda of the next: the
// question, who was asked and until when, the figures and the outcome, who answered how and with which words where that is
// not secret, and who did not answer. The ballot is declared.
func LetterReport(m Meeting, b Ballot) string {
	v := ballotView{view{Record: Record{Meeting: m}, W: &vietnamese}, b}
	lines := []string{
		fmt.Sprintf("%s: %s", v.W.Question, b.Question.Text),
		fmt.Sprintf("%s: %s; %s %s – %s", v.W.Voting, v.Between(v.Voting()), strings.ToLower(v.W.Deadline), v.Date(b.Closes), v.How()),
	}
	if rule := v.Rule(); rule != "" {
		lines = append(lines, fmt.Sprintf("%s: %s.", v.W.Rule, rule))
	}
	for _, row := range v.Table().Rows {
		lines = append(lines, fmt.Sprintf("– %s: %s", row.Cells[0], strings.Join(row.Cells[1:], "; ")))
	}
	if needs := v.Needs(); needs != "" {
		lines = append(lines, needs)
	}
	lines = append(lines, fmt.Sprintf("%s: %s", v.W.Outcome, v.Outcome()))
	if elected := v.Elected(); elected != "" {
		lines = append(lines, fmt.Sprintf("%s: %s", v.W.Winners, elected))
	}
	if given := v.Given(); len(given) > 0 {
		lines = append(lines, v.W.Replies+":")
		for _, vote := range given {
			line := fmt.Sprintf("– %s: %s", vote.Name, v.Choice(vote))
			if vote.Text != "" {
				line += ". " + strings.ReplaceAll(vote.Text, "\n", " ")
			}
			lines = append(lines, line)
		}
	}
	if silent := v.Silent(); len(silent) > 0 {
		lines = append(lines, fmt.Sprintf("%s (%d): %s", v.W.NoReply, len(silent), strings.Join(silent, "; ")))
	} else if b.Tally.NotCast > 0 && b.Question.Secrecy.Sealed() {
		lines = append(lines, fmt.Sprintf("%s: %s", v.W.NoReply, v.amount(b.Tally.NotCast)))
	}
	return shortened(lines, v.W.restInRecord)
}

// shortened joins lines as long as they fit, and says how many do not.
func shortened(lines []string, rest string) string {
	var b strings.Builder
	n := 0
	for i, line := range lines {
		n += utf8.RuneCountInString(line) + 1
		if n > maxReport {
			fmt.Fprintf(&b, rest, len(lines)-i)
			break
		}
		b.WriteString(line)
		b.WriteByte('\n')
	}
	return strings.TrimRight(b.String(), "\n")
}

// LetterTitle is the title of the item under which it is reported.
func LetterTitle(q ballot.Question) string {
	const most = 300
	title := []rune(vietnamese.letterTitle + ": " + q.Text)
	if len(title) > most {
		title = append(title[:most-1], '…')
	}
	return string(title)
}
