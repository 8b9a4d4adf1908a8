package minutes

import "dienhong/agenda/ballot"

// figure is one number of a count with its name.
type figure struct {
	Name string
	N    string
}

// Certified reports whether a round has a certificate of its own: one on paper, a secret one, an election.
func (b ballotView) Certified() bool {
	q := b.Ballot.Question
	return b.Ballot.State == Declared && b.Ballot.Tally != nil &&
		(q.Secrecy.Sealed() || q.Form == ballot.FormElect || q.Method == ballot.ByPaper || q.Method == ballot.Mixed)
}

// Certificates are the rounds of the meeting that have one.
func (v view) Certificates() []ballotView {
	var found []ballotView
	for _, item := range v.Items {
		for _, b := range item.Ballots {
			if one := v.Beside(b); one.Certified() {
				found = append(found, one)
			}
		}
	}
	return found
}

// Papers are the tellers' figures of papers.
func (b ballotView) Papers() []figure {
	h := b.Ballot.Hands
	if h == nil || b.Ballot.Question.Method == ballot.ByHands {
		return nil
	}
	return []figure{
		{b.W.Issued, b.Number(h.Issued)}, {b.W.Returned, b.Number(h.Returned)}, {b.W.NotReturned, b.Number(h.Issued - h.Returned)},
		{b.W.Spoiled, b.Number(h.Spoiled)}, {b.W.Invalid, b.Number(h.Invalid)}, {b.W.Blank, b.Number(h.Blank)},
	}
}

// Figures are what a certificate says of the ballots before it says what was on them: electors, devices, all, valid,
// invalid and blank.
func (b ballotView) Figures() []figure {
	t := b.Ballot.Tally
	figures := []figure{{b.W.Electors, b.amount(t.Eligible)}}
	if h := b.Ballot.Hands; b.Ballot.Question.Method == ballot.Mixed {
		device := t.Cast
		if h != nil {
			device -= h.Returned
		}
		figures = append(figures, figure{b.W.ByDevices, b.amount(device)})
	}
	return append(figures, figure{b.W.AllPapers, b.amount(t.Cast)}, figure{b.W.Valid, b.amount(t.Cast - t.Blank - t.Invalid)},
		figure{b.W.Invalid, b.amount(t.Invalid)}, figure{b.W.Blank, b.amount(t.Blank)})
}
