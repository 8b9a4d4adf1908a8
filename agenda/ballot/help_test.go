package ballot_test

import (
	"errors"
	"slices"
	"testing"

	"dienhong/agenda/ballot"
)

// marked returns n papers of one head with the same marks each.
func marked(n int, m ballot.Marks) []ballot.Paper {
	return slices.Repeat([]ballot.Paper{{Marks: m, Weight: 1}}, n)
}

// said returns papers of heads that said yes, no and abstain.
func said(yes, no, abstain int) []ballot.Paper {
	return slices.Concat(marked(yes, ballot.Mark(ballot.Yes)), marked(no, ballot.Mark(ballot.No)), marked(abstain, ballot.Mark(ballot.Abstain)))
}

func votes(papers ...[]ballot.Paper) ballot.Votes {
	return ballot.Votes{Papers: slices.Concat(papers...)}
}

func ticks(ids ...ballot.Choice) ballot.Marks {
	m := ballot.Marks{}
	for _, id := range ids {
		m[id] = 1
	}
	return m
}

// all are n electors who are all present.
func all(n int64) ballot.Electorate {
	return ballot.Electorate{Seats: n, Eligible: n, Present: n, Heads: ballot.Heads{Seats: n, Filled: n, AtOpening: n, AtCount: n}}
}

func yesNoAbstain(r ballot.Rule) ballot.Question {
	return ballot.YesNo("Thông qua dự thảo", ballot.FormYesNoAbstain, r)
}

// listed is a question with options a, b, c … as many as n.
func listed(form ballot.Form, r ballot.Rule, n int) ballot.Question {
	q := ballot.Question{Text: "Danh sách", Form: form, Secrecy: ballot.Named, Method: ballot.ByTablet, Rule: r}
	for i := range n {
		id := string(rune('a' + i))
		q.Options = append(q.Options, ballot.Option{ID: ballot.Choice(id), Title: "Phương án " + id})
	}
	switch form {
	case ballot.FormChoose:
		q.Most = n
	case ballot.FormElect:
		q.Most, q.Winners = n, 1
	case ballot.FormScore:
		q.MaxScore = 10
	default:
	}
	return q
}

func count(t testing.TB, q ballot.Question, e ballot.Electorate, v ballot.Votes) ballot.Tally {
	t.Helper()
	got, err := ballot.Count(q, e, v)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func code(err error) string {
	var coded *ballot.Error
	if errors.As(err, &coded) {
		return coded.Code()
	}
	return ""
}
