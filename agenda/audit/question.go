package audit

import "slices"

func (q *question) listed() bool { return q.Form != "yes_no_abstain" && q.Form != "yes_no" }

func (q *question) sealed() bool { return q.Secrecy == "secret" || q.Secrecy == "secret_tellers" }

func (q *question) byDevice() bool {
	return slices.Contains([]string{"tablet", "mixed", "letters"}, q.Method)
}

func (q *question) byCount() bool {
	return slices.Contains([]string{"paper", "hands", "mixed"}, q.Method)
}

func (q *question) has(choice string) bool {
	return slices.ContainsFunc(q.Options, func(o Option) bool { return o.ID == choice })
}

func (q *question) ids() []string {
	all := make([]string, len(q.Options))
	for i, o := range q.Options {
		all[i] = o.ID
	}
	return all
}

// maxSize is the largest number of heads, or of micro-units of weight, that a round deals with.
const maxSize int64 = 1<<53 - 1

const (
	maxOptions  = 60
	maxConstant = 1_000_000 // heads
	head        = 1_000_000 // micro-units of a head
	maxPapers   = 10_000_000
)

// fault says what makes the question one that cannot be counted, or nothing.
func (q *question) fault() string {
	if !slices.Contains([]string{"yes_no_abstain", "yes_no", "choose", "elect", "approve", "score"}, q.Form) {
		return "form"
	}
	if !slices.Contains([]string{"live", "named", "secret", "secret_tellers"}, q.Secrecy) {
		return "secrecy"
	}
	if !q.byDevice() && !q.byCount() {
		return "method"
	}
	switch {
	case q.Method == "hands" && q.sealed(), q.Secrecy == "secret_tellers" && !q.byDevice():
		return "secrecy"
	case q.byCount() && q.Rule.ByWeight:
		return "by_weight"
	case q.Method == "letters" && q.Rule.Base == "present":
		return "base"
	}
	if fault := q.Rule.fault(); fault != "" {
		return fault
	}
	return q.sheetFault()
}

func (q *question) sheetFault() string {
	n := int64(len(q.Options))
	if n == 0 || n > maxOptions || !q.idsFit() {
		return "options"
	}
	switch q.Form {
	case "yes_no_abstain":
		if !slices.Equal(q.ids(), []string{"yes", "no", "abstain"}) {
			return "options"
		}
	case "yes_no":
		if !slices.Equal(q.ids(), []string{"yes", "no"}) {
			return "options"
		}
	case "choose", "elect":
		if q.Least < 0 || q.Most < max(q.Least, 1) || q.Most > n {
			return "most"
		}
		if q.Form == "elect" && (q.Winners < 1 || q.Winners > n) {
			return "winners"
		}
	case "score":
		if q.MaxScore < 1 || q.MaxScore > 100 {
			return "max_score"
		}
	}
	return ""
}

// idsFit reports whether every option has an id of its own.
func (q *question) idsFit() bool {
	for i, id := range q.ids() {
		if id == "" || len(id) > 64 || slices.Contains(q.ids()[:i], id) {
			return false
		}
	}
	return true
}

func (r Rule) fault() string {
	part := func(num, den int64) bool { return 0 < num && num <= den && den <= 1000 }
	limit := int64(maxConstant)
	if r.ByWeight {
		limit *= head
	}
	q := r.Quorum
	switch {
	case !slices.Contains([]string{"all_seats", "filled_seats", "present", "cast", "valid"}, r.Base):
		return "base"
	case !part(r.Num, r.Den), r.Num == r.Den && (r.Strict || r.Constant > 0):
		return "fraction"
	case r.Constant < 0 || r.Constant > limit:
		return "constant"
	case r.Tie != "" && r.Tie != "chair":
		return "tie"
	case q == quorum{}:
		return ""
	case !part(q.Num, q.Den), q.Num == q.Den && q.Strict, q.Base != "all_seats" && q.Base != "filled_seats",
		!slices.Contains([]string{"opening", "count", "both"}, q.When):
		return "quorum"
	}
	return ""
}

// allows reports whether a sheet of the question may be marked so.
func (q *question) allows(marks figures) bool {
	for choice := range marks {
		if !q.has(choice) {
			return false
		}
	}
	n, least, most := int64(len(marks)), int64(1), int64(1)
	switch q.Form {
	case "approve":
		least = -1
	case "score":
		least, most = 0, q.MaxScore
	}
	for _, mark := range marks {
		if mark < least || mark > most {
			return false
		}
	}
	switch {
	case n == 0:
		return q.listed()
	case q.Form == "choose" || q.Form == "elect":
		return n >= q.Least && n <= q.Most
	case q.listed():
		return n == int64(len(q.Options))
	default:
		return n == 1
	}
}

// handFault says which figure of the tellers cannot be, or nothing.
func (q *question) handFault(h *handCount) string {
	for name, n := range map[string]int64{"issued": h.Issued, "returned": h.Returned, "spoiled": h.Spoiled, "invalid": h.Invalid, "blank": h.Blank} {
		if n < 0 || n > maxPapers {
			return name
		}
	}
	valid := h.Returned - h.Invalid - h.Blank
	switch {
	case valid < 0 || h.Returned > h.Issued:
		return "returned"
	case q.Method == "hands" && (h.Issued != h.Returned || h.Spoiled+h.Invalid+h.Blank > 0):
		return "issued"
	case q.Form != "approve" && len(h.Against)+len(h.Abstained) > 0:
		return "against"
	case len(h.Chair) > 0 && !q.chairFits(h):
		return "chair"
	}
	return q.votesFault(h, valid)
}

// chairFits reports whether what the chair's own was for may be told, and is among the figures.
func (q *question) chairFits(h *handCount) bool {
	if q.sealed() || q.Rule.Tie != "chair" || 2*q.Rule.Num > q.Rule.Den || q.listed() && q.Form != "approve" || !q.allows(h.Chair) {
		return false
	}
	for id, mark := range h.Chair {
		if q.Form != "approve" || mark > 0 {
			if h.Counts[id] == 0 {
				return false
			}
		} else if mark < 0 && h.Against[id] == 0 || mark == 0 && h.Abstained[id] == 0 {
			return false
		}
	}
	return true
}

// votesFault compares the votes with what the valid papers can carry.
func (q *question) votesFault(h *handCount, valid int64) string {
	limit := valid
	if q.Form == "score" {
		limit *= q.MaxScore
	}
	var votes int64
	for name, counts := range map[string]figures{"counts": h.Counts, "against": h.Against, "abstained": h.Abstained} {
		for choice, n := range counts {
			if !q.has(choice) || n < 0 || n > limit {
				return name
			}
			votes += n
		}
	}
	switch q.Form {
	case "approve":
		for _, id := range q.ids() {
			if h.Counts[id]+h.Against[id]+h.Abstained[id] != valid {
				return "counts"
			}
		}
	case "choose", "elect":
		if votes > valid*q.Most || votes < valid*max(q.Least, 1) {
			return "counts"
		}
	case "score":
	default:
		if votes != valid {
			return "counts"
		}
	}
	return ""
}
