package rooms_test

import (
	"maps"
	"testing"

	"dienhong/agenda/ballot"
	"dienhong/rooms"
)

// list is a question with three options; change is what else is said.
func list(form ballot.Form, change args) args {
	a := args{"form": form, "options": []args{{"id": "a", "title": "Phương án A"}, {"id": "b", "title": "Phương án B"}, {"id": "c", "title": "Phương án C"}}}
	switch form {
	case ballot.FormChoose:
		a["most"] = 2
	case ballot.FormElect:
		a["most"], a["winners"] = 2, 2
	case ballot.FormScore:
		a["max_score"] = 5
	default:
	}
	maps.Copy(a, change)
	return a
}

// TestPrepareEveryForm puts every form, and what none of them can be.
func TestPrepareEveryForm(t *testing.T) {
	prepare := func(a args) args {
		full := args{"item": "i1", "question": "Lựa chọn?"}
		maps.Copy(full, a)
		return full
	}
	rule := func(r ballot.Rule) args { return args{"rule": r} }
	quorum := func(q ballot.Quorum) args {
		r := ballot.Majority(ballot.AllSeats)
		r.Quorum = q
		return rule(r)
	}
	for _, c := range []struct {
		name string
		args args
		want string
	}{
		{"yes or no", args{"form": "yes_no"}, "ballot.prepared"},
		{"choose", list(ballot.FormChoose, nil), "ballot.prepared"},
		{"elect", list(ballot.FormElect, nil), "ballot.prepared"},
		{"approve", list(ballot.FormApprove, nil), "ballot.prepared"},
		{"score", list(ballot.FormScore, nil), "ballot.prepared"},
		{"live", args{"secrecy": "live"}, "ballot.prepared"},
		{"secret", args{"secrecy": "secret"}, "ballot.prepared"},
		{"with a split key", args{"secrecy": "secret_tellers", "tellers": []string{"an", "binh", "thu-ky"}, "threshold": 2}, "ballot.prepared"},
		{"paper", args{"method": "paper"}, "ballot.prepared"},
		{"hands", args{"method": "hands", "tellers": []string{"an", "binh"}}, "ballot.prepared"},
		{"both", args{"method": "mixed"}, "ballot.prepared"},
		{"letters", args{"method": "letters", "rule": ballot.Majority(ballot.Filled)}, "ballot.prepared"},

		{"an unknown form", args{"form": "guess"}, "!ballot_question_invalid"},
		{"an unknown secrecy", args{"secrecy": "whispered"}, "!ballot_question_invalid"},
		{"an unknown method", args{"method": "telepathy"}, "!ballot_question_invalid"},
		{"a list without options", list(ballot.FormChoose, args{"options": nil}), "!ballot_question_invalid"},
		{"an option without a title", list(ballot.FormChoose, args{"options": []args{{"id": "a"}}}), "!text_empty"},
		{"a title of 301 characters", list(ballot.FormChoose, args{"options": []args{{"title": repeated("a", 301)}}}), "!text_too_long"},
		{"an option's id with a space", list(ballot.FormApprove, args{"options": []args{{"id": "a b", "title": "A"}}}), "!command_invalid"},
		{"an option twice", list(ballot.FormApprove, args{"options": []args{{"id": "a", "title": "A"}, {"id": "a", "title": "B"}}}), "!ballot_question_invalid"},
		{"more options than a sheet has", list(ballot.FormApprove, args{"options": repeatedOption(61)}), "!too_many"},
		{"more ticks than options", list(ballot.FormChoose, args{"most": 4}), "!ballot_question_invalid"},
		{"no ticks", list(ballot.FormChoose, args{"most": 0}), "!ballot_question_invalid"},
		{"least above most", list(ballot.FormChoose, args{"least": 3}), "!ballot_question_invalid"},
		{"no seat", list(ballot.FormElect, args{"winners": 0}), "!ballot_question_invalid"},
		{"more seats than candidates", list(ballot.FormElect, args{"winners": 4}), "!ballot_question_invalid"},
		{"no best score", list(ballot.FormScore, args{"max_score": 0}), "!ballot_question_invalid"},
		{"a best score of 101", list(ballot.FormScore, args{"max_score": 101}), "!ballot_question_invalid"},
		{"secret hands", args{"method": "hands", "secrecy": "secret"}, "!ballot_question_invalid"},
		{"a split key of paper", args{"method": "paper", "secrecy": "secret_tellers", "tellers": []string{"an", "binh"}}, "!ballot_question_invalid"},
		{"weights on paper", args{"method": "paper", "rule": ballot.Rule{Base: ballot.Cast, Num: 1, Den: 2, Strict: true, ByWeight: true}}, "!ballot_question_invalid"},
		{"those present, by letters", args{"method": "letters"}, "!ballot_question_invalid"},

		{"more than everybody", rule(ballot.Rule{Base: ballot.Filled, Num: 1, Den: 1, Strict: true}), "!ballot_rule_invalid"},
		{"an unknown rule for ties", rule(ballot.Rule{Base: ballot.Filled, Num: 1, Den: 2, Tie: "coin"}), "!ballot_rule_invalid"},
		{"a quorum of those present", quorum(ballot.Quorum{Base: ballot.Present, Num: 1, Den: 2, When: ballot.AtOpening}), "!ballot_rule_invalid"},
		{"a quorum at no time", quorum(ballot.Quorum{Base: ballot.AllSeats, Num: 2, Den: 3}), "!ballot_rule_invalid"},
		{"a quorum above one", quorum(ballot.Quorum{Base: ballot.AllSeats, Num: 4, Den: 3, When: ballot.AtBoth}), "!ballot_rule_invalid"},

		{"a split key without tellers", args{"secrecy": "secret_tellers"}, "!out_of_range"},
		{"a split key that one opens", args{"secrecy": "secret_tellers", "tellers": []string{"an", "binh"}, "threshold": 1}, "!out_of_range"},
		{"a split key that more open than hold it", args{"secrecy": "secret_tellers", "tellers": []string{"an", "binh"}, "threshold": 3}, "!out_of_range"},
		{"a threshold without a split key", args{"tellers": []string{"an", "binh"}, "threshold": 2}, "!out_of_range"},
		{"ten tellers", args{"tellers": []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"}}, "!too_many"},
		{"a teller twice", args{"tellers": []string{"an", "an"}}, "!command_invalid"},
		{"the screen as a teller", args{"tellers": []string{"man-hinh"}}, "!command_invalid"},
		{"a stranger as a teller", args{"tellers": []string{"la"}}, "!person_not_found"},
		{"repeating and following at once", args{"supersedes": "b1", "follows": "b2"}, "!command_invalid"},
		{"following what is not there", args{"follows": "b2"}, "!ballot_not_found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScript(t).notarised().in(rooms.InSession)
			d, err := s.carry(s.request("thu-ky", "ballot.prepare", prepare(c.args)))
			if got := outcome(d, err); got != c.want {
				t.Errorf("gave %s, want %s", got, c.want)
			}
			replay(t, s)
		})
	}
}

func repeatedOption(n int) []args {
	options := make([]args, n)
	for i := range options {
		options[i] = args{"title": "Phương án"}
	}
	return options
}

// TestMarksOfEveryForm casts well and badly in every form, in a named round.
func TestMarksOfEveryForm(t *testing.T) {
	elect := list(ballot.FormElect, args{"least": 2})
	for _, c := range []struct {
		name  string
		round args
		marks args
		want  string
	}{
		{"yes", args{"form": "yes_no"}, args{"yes": 1}, "ballot.cast"},
		{"no abstaining where there is none", args{"form": "yes_no"}, args{"abstain": 1}, "!ballot_unknown_choice"},
		{"nothing where there is no blank sheet", args{"form": "yes_no"}, nil, "!ballot_marks"},
		{"a no of minus one", args{"form": "yes_no"}, args{"no": -1}, "!ballot_marks"},
		{"one tick", list(ballot.FormChoose, nil), args{"a": 1}, "ballot.cast"},
		{"two ticks", list(ballot.FormChoose, nil), args{"a": 1, "c": 1}, "ballot.cast"},
		{"three ticks of two", list(ballot.FormChoose, nil), args{"a": 1, "b": 1, "c": 1}, "!ballot_marks"},
		{"a blank sheet", list(ballot.FormChoose, nil), args{}, "ballot.cast"},
		{"an option of another list", list(ballot.FormChoose, nil), args{"d": 1}, "!ballot_unknown_choice"},
		{"a tick that weighs two", list(ballot.FormChoose, nil), args{"a": 2}, "!ballot_marks"},
		{"a tick that weighs nothing", list(ballot.FormChoose, nil), args{"a": 0}, "!ballot_marks"},
		{"two candidates of two", elect, args{"a": 1, "b": 1}, "ballot.cast"},
		{"fewer than the least", elect, args{"a": 1}, "!ballot_marks"},
		{"nobody", elect, args{}, "ballot.cast"},
		{"every entry", list(ballot.FormApprove, nil), args{"a": 1, "b": -1, "c": 0}, "ballot.cast"},
		{"an entry left out", list(ballot.FormApprove, nil), args{"a": 1, "b": -1}, "!ballot_marks"},
		{"an entry of two", list(ballot.FormApprove, nil), args{"a": 2, "b": -1, "c": 0}, "!ballot_marks"},
		{"every score", list(ballot.FormScore, nil), args{"a": 5, "b": 0, "c": 3}, "ballot.cast"},
		{"a score above the best", list(ballot.FormScore, nil), args{"a": 6, "b": 0, "c": 3}, "!ballot_marks"},
		{"a score below nothing", list(ballot.FormScore, nil), args{"a": -1, "b": 0, "c": 3}, "!ballot_marks"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScript(t).in(rooms.InSession)
			b := s.round(0, c.round)
			before := snapshot(t, s.state)
			d, err := s.carry(s.request("an", "ballot.cast", args{"ballot": b.ID, "hash": b.Hash, "marks": c.marks}))
			if got := outcome(d, err); got != c.want {
				t.Errorf("gave %s, want %s", got, c.want)
			}
			if err != nil && snapshot(t, s.state) != before {
				t.Error("a refused ballot changed something")
			}
		})
	}
}

// TestElectionWithAFurtherRound fills two seats: one in the first round, where two are equal for the other, and the
// second in a further round between these.
func TestElectionWithAFurtherRound(t *testing.T) {
	s := newScript(t).notarised().in(rooms.InSession)
	first := s.round(0, list(ballot.FormElect, args{"rule": ballot.Rule{Base: ballot.Cast, Num: 1, Den: 2}}))
	for voter, ticks := range map[rooms.PersonID]args{
		"chu-toa": {"a": 1, "b": 1}, "an": {"a": 1, "c": 1}, "binh": {"a": 1, "b": 1}, "cau-1": {"a": 1, "c": 1},
	} {
		s.do(voter, "ballot.cast", args{"ballot": first.ID, "hash": first.Hash, "marks": ticks})
	}
	s.do("chu-toa", "ballot.close", args{"ballot": first.ID})
	if got := first.Tally; got.Outcome != ballot.Undecided || len(got.Winners) != 1 || got.Winners[0] != "a" || len(got.Equal) != 2 {
		t.Fatalf("the first round gave %+v", got)
	}
	next, more := first.Question.Further(*first.Tally)
	if !more {
		t.Fatal("no further round is proposed")
	}
	follow := args{"item": "i2", "question": next.Text, "form": next.Form, "options": next.Options, "most": next.Most, "winners": next.Winners, "follows": first.ID}
	other := args{}
	maps.Copy(other, follow)
	other["item"] = "i3"
	if d, err := s.carry(s.request("thu-ky", "ballot.prepare", other)); outcome(d, err) != "!command_invalid" {
		t.Errorf("following on another item gave %s", outcome(d, err))
	}
	second := s.round(0, follow)
	if d, err := s.carry(s.request("thu-ky", "ballot.prepare", follow)); outcome(d, err) != "!exists" {
		t.Errorf("following twice gave %s", outcome(d, err))
	}
	if second.Round != 2 || second.Follows != first.ID || second.Supersedes != "" {
		t.Errorf("the second round is %+v", second)
	}
	for voter, choice := range map[rooms.PersonID]ballot.Choice{"chu-toa": "b", "an": "c", "binh": "b", "cau-1": "b"} {
		s.cast(voter, second, choice)
	}
	s.do("chu-toa", "ballot.close", args{"ballot": second.ID})
	if got := second.Tally; got.Outcome != ballot.Elected || len(got.Winners) != 1 || got.Winners[0] != "b" {
		t.Errorf("the second round gave %+v", got)
	}
	if d, err := s.carry(s.request("thu-ky", "ballot.prepare", args{"item": "i2", "question": "?", "follows": s.ballot(0).ID})); outcome(d, err) != "!ballot_wrong_state" {
		t.Errorf("following an open round gave %s", outcome(d, err))
	}
	replay(t, s)
}
