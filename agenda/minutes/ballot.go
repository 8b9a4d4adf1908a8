package minutes

import (
	"fmt"
	"slices"
	"strings"

	"dienhong/agenda/ballot"
)

// ballotView is what the template of a ballot sees.
type ballotView struct {
	view
	Ballot Ballot
}

// Beside gives the template of a ballot its ballot beside the words.
func (v view) Beside(b Ballot) ballotView { return ballotView{v, b} }

// HasCheckpoints reports whether any ballot shows a signed head of the log of votes.
func (v view) HasCheckpoints() bool {
	for _, item := range v.Items {
		if slices.ContainsFunc(item.Ballots, func(b Ballot) bool { return b.Checkpoint != "" }) {
			return true
		}
	}
	return false
}

// Head names the round: what it was, which, and whether it counts.
func (b ballotView) Head() string {
	head := b.W.forms[b.Ballot.Question.Form]
	if b.Letters() {
		head = b.W.letterHead
	}
	if b.Ballot.State == Void {
		head = b.W.VoidHead
	}
	if b.Ballot.Round > 1 {
		head += fmt.Sprintf(" (%s %d)", b.W.Round, b.Ballot.Round)
	}
	return head
}

// How is how votes were given, and what became known of them.
func (b ballotView) How() string {
	return b.W.secrecies[b.Ballot.Question.Secrecy] + ", " + b.W.methods[b.Ballot.Question.Method]
}

// Voting is when a ballot was open.
func (b ballotView) Voting() Span {
	end := b.Ballot.Closed
	if end.IsZero() {
		end = b.Ballot.Voided
	}
	return Span{b.Ballot.Opened, end}
}

// Rule is what had to be reached; scores have none.
func (b ballotView) Rule() string {
	if b.Ballot.Question.Form == ballot.FormScore {
		return ""
	}
	return b.W.rule(b.Ballot.Question)
}

// Quorum says in words what quorum was asked and who was there; empty for none.
func (b ballotView) Quorum() string { return b.W.quorumOf(b.Ballot) }

// Before names the earlier round that this one is about; empty for none.
func (b ballotView) Before() string {
	switch {
	case b.Ballot.Supersedes > 0:
		return fmt.Sprintf("%s (%s %d)", b.W.Superseding, b.W.Round, b.Ballot.Supersedes)
	case b.Ballot.Follows > 0 && b.Ballot.Question.Form != ballot.FormElect:
		return fmt.Sprintf("%s %d", b.W.AfterTie, b.Ballot.Follows)
	case b.Ballot.Follows > 0:
		return fmt.Sprintf("%s %d", b.W.Following, b.Ballot.Follows)
	default:
		return ""
	}
}

// Letters reports whether an opinion was asked between meetings.
func (b ballotView) Letters() bool { return b.Ballot.Question.Method == ballot.Letters }

// Given are the votes to print, who chose what: of letters the answers alone.
func (b ballotView) Given() []Vote {
	if !b.Letters() {
		return b.Ballot.Votes
	}
	return slices.DeleteFunc(slices.Clone(b.Ballot.Votes), func(v Vote) bool { return !v.Cast })
}

// Silent are those who have not answered a letter.
func (b ballotView) Silent() []string {
	var names []string
	for _, v := range b.Ballot.Votes {
		if b.Letters() && !v.Cast {
			names = append(names, v.Name)
		}
	}
	return names
}

// Weight of a vote, where weights are counted.
func (b ballotView) Weight(v Vote) string {
	if !b.Ballot.Question.Rule.ByWeight || v.Weight == 0 {
		return ""
	}
	return b.W.amount(v.Weight, true)
}

// table is a result as it is printed: its columns, and its rows of as many cells.
type table struct {
	Head []string
	Rows []row
}

type row struct {
	Cells []string
	Total bool
}

// Table is the result of a declared ballot.
func (b ballotView) Table() table {
	q, t := b.Ballot.Question, b.Ballot.Tally
	var out table
	switch q.Form {
	case ballot.FormApprove:
		out.Head = []string{b.W.ColChoice, b.W.choices[ballot.Yes], b.W.choices[ballot.No], b.W.choices[ballot.Abstain], b.W.BaseNeeded, b.W.ColShare, b.W.Outcome}
	case ballot.FormChoose:
		out.Head = []string{b.W.ColChoice, b.W.ColVotes, b.W.ColShare, b.W.Outcome}
	case ballot.FormScore:
		out.Head = []string{b.W.ColChoice, b.W.ColPoints, b.W.Rank}
	default:
		out.Head = []string{b.W.ColChoice, b.W.ColVotes, b.W.ColShare}
	}
	for _, o := range b.ordered() {
		out.Rows = append(out.Rows, row{Cells: b.cells(o)})
	}
	add := func(name string, n int64, total bool) {
		cells := make([]string, len(out.Head))
		cells[0], cells[1] = name, b.amount(n)
		for i := 2; i < len(cells); i++ {
			cells[i] = "–"
		}
		out.Rows = append(out.Rows, row{cells, total})
	}
	for _, rest := range []struct {
		name string
		n    int64
	}{{b.W.Blank, t.Blank}, {b.W.Invalid, t.Invalid}, {b.W.RemovedRights, t.Removed}} {
		if rest.n > 0 {
			add(rest.name, rest.n, false)
		}
	}
	add(b.notCast(), t.NotCast, false)
	add(b.W.Electors, t.Eligible, true)
	if !b.Letters() {
		add(b.W.PresentVoters, t.Present, false)
	}
	return out
}

// notCast has its own words between meetings: silence is no answer.
func (b ballotView) notCast() string {
	if b.Ballot.Question.Method == ballot.Letters {
		return b.W.NoReply
	}
	return b.W.NotCast
}

// ordered are the options as they are told: from the most votes down where there is a list of them.
func (b ballotView) ordered() []ballot.Option {
	q, t := b.Ballot.Question, b.Ballot.Tally
	options := slices.Clone(q.Options)
	if q.Form == ballot.FormApprove || !q.Form.Listed() {
		return options
	}
	slices.SortStableFunc(options, func(x, y ballot.Option) int {
		return slices.Index(t.Order, x.ID) - slices.Index(t.Order, y.ID)
	})
	return options
}

func (b ballotView) cells(o ballot.Option) []string {
	q, t := b.Ballot.Question, b.Ballot.Tally
	base, needed := t.Base, t.Needed
	if own, differs := t.Bases[o.ID]; differs {
		base, needed = own, t.Needs[o.ID]
	}
	name, share := b.option(o), ballot.Percent(t.Counts[o.ID], base, b.W.Lang)
	if slices.Contains(t.Winners, o.ID) {
		name += " – " + b.W.Winner
	}
	switch q.Form {
	case ballot.FormApprove:
		return []string{name, b.amount(t.Counts[o.ID]), b.amount(t.Against[o.ID]), b.amount(t.Abstained[o.ID]), b.amount(base) + " / " + b.amount(needed), share, b.entry(o)}
	case ballot.FormChoose:
		return []string{name, b.amount(t.Counts[o.ID]), share, b.entry(o)}
	case ballot.FormScore:
		return []string{name, b.amount(t.Counts[o.ID]), fmt.Sprint(b.rank(o))}
	case ballot.FormYesNoAbstain, ballot.FormYesNo, ballot.FormElect:
	}
	if o.ID == ballot.Abstain && q.Rule.Base == ballot.Valid { // they are no part of this base
		share = "–"
	}
	return []string{name, b.amount(t.Counts[o.ID]), share}
}

// entry is the outcome of an option by itself; none where nothing was decided.
func (b ballotView) entry(o ballot.Option) string {
	if outcome, decided := b.Ballot.Tally.Options[o.ID]; decided {
		return b.W.outcomes[outcome]
	}
	return "–"
}

// rank counts from one; equal points share a rank, and the next is as many further.
func (b ballotView) rank(o ballot.Option) int {
	rank := 1
	for _, n := range b.Ballot.Tally.Counts {
		if n > b.Ballot.Tally.Counts[o.ID] {
			rank++
		}
	}
	return rank
}

// amount is a figure in the unit of the rule: heads, or weights in heads with their parts.
func (b ballotView) amount(n int64) string {
	return b.W.amount(n, b.Ballot.Question.Rule.ByWeight)
}

func (b ballotView) option(o ballot.Option) string {
	if o.Title != "" {
		return o.Title
	}
	if word := b.W.choices[o.ID]; word != "" {
		return word
	}
	return string(o.ID)
}

// Needs says the base and what was needed on it; nothing where every entry has its own, or none.
func (b ballotView) Needs() string {
	t := b.Ballot.Tally
	if b.Ballot.Question.Form == ballot.FormScore || len(t.Needs) > 0 {
		return ""
	}
	return fmt.Sprintf("%s: %s, %s. %s: %s.", b.W.Base, b.W.base(b.Ballot.Question), b.amount(t.Base), b.W.Needed, b.amount(t.Needed))
}

// KeyParts says how many of the tellers' parts open the round, before the names of those who gave theirs; empty where none did.
func (b ballotView) KeyParts() string {
	if len(b.Ballot.KeyGivers) == 0 {
		return ""
	}
	return fmt.Sprintf(b.W.keyParts, b.Ballot.Threshold, len(b.Ballot.Tellers))
}

// ChairSaid is what the chair's own hand or paper was for, where tellers wrote it down; empty otherwise.
func (b ballotView) ChairSaid() string {
	if b.Ballot.Hands == nil || len(b.Ballot.Hands.Chair) == 0 {
		return ""
	}
	return fmt.Sprintf(b.W.chairSaid, b.Choice(Vote{Cast: true, Marks: b.Ballot.Hands.Chair}))
}

// Outcome is the result in words.
func (b ballotView) Outcome() string {
	text := b.W.outcomes[b.Ballot.Tally.Outcome]
	if b.Ballot.Tally.ByChair {
		text += " – " + b.W.ByChair
	}
	return text
}

// Elected names the winners of an election, in their order.
func (b ballotView) Elected() string { return b.names(b.Ballot.Tally.Winners) }

// Equal names those who are equal for the last seat.
func (b ballotView) Equal() string { return b.names(b.Ballot.Tally.Equal) }

func (b ballotView) names(ids []ballot.Choice) string {
	var names []string
	for _, id := range ids {
		for _, o := range b.Ballot.Question.Options {
			if o.ID == id {
				names = append(names, b.option(o))
			}
		}
	}
	return strings.Join(names, "; ")
}

// Choice is what an elector marked, in words.
func (b ballotView) Choice(v Vote) string {
	if !v.Cast {
		return b.notCast()
	}
	var marks []string
	for _, o := range b.Ballot.Question.Options {
		mark, given := v.Marks[o.ID]
		if !given {
			continue
		}
		switch b.Ballot.Question.Form {
		case ballot.FormApprove:
			side := map[int64]ballot.Choice{1: ballot.Yes, -1: ballot.No, 0: ballot.Abstain}[mark]
			marks = append(marks, b.option(o)+": "+b.W.choices[side])
		case ballot.FormScore:
			marks = append(marks, fmt.Sprintf("%s: %d", b.option(o), mark))
		default:
			marks = append(marks, b.option(o))
		}
	}
	if len(marks) == 0 {
		return b.W.Blank
	}
	return strings.Join(marks, "; ")
}
