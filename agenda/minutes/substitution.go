package minutes

import (
	"fmt"
	"time"
)

// Substitution is somebody sent in an invited person's place, and what was decided of it.
//
// budget: 16 fields; a record tells it as one piece.
type Substitution struct {
	Principal string `json:"principal"`
	Post      string `json:"post,omitempty"`
	// Name and NamePost are the substitute's.
	Name     string    `json:"name"`
	NamePost string    `json:"name_post,omitempty"`
	Reason   string    `json:"reason"`
	By       string    `json:"by,omitempty"`
	At       time.Time `json:"at"`
	// Approved or refused, by whom and when, with an answer; an undecided one has no Decided.
	Approved  bool      `json:"approved"`
	DecidedBy string    `json:"decided_by,omitempty"`
	Decided   time.Time `json:"decided,omitzero"`
	Answer    string    `json:"answer,omitempty"`
	// Votes says that the substitute cast the principal's vote.
	Votes bool `json:"votes"`
	// Withdrawn and Ended are when it was taken back, and when the principal came after all.
	Withdrawn   time.Time `json:"withdrawn,omitzero"`
	WithdrawnBy string    `json:"withdrawn_by,omitempty"`
	Ended       time.Time `json:"ended,omitzero"`
}

// Stood reports whether it was approved and not taken back: somebody sat, or could sit, in the place.
func (s Substitution) Stood() bool { return s.Approved && s.Withdrawn.IsZero() }

// told are those that a record tells of: what nobody decided, or was taken back before that, led to nothing.
func (r Record) told() []Substitution {
	var told []Substitution
	for _, s := range r.Substitutions {
		if !s.Decided.IsZero() {
			told = append(told, s)
		}
	}
	return told
}

// Sent are the substitutions that the record tells of.
func (v view) Sent() []Substitution { return v.told() }

// Decided says who decided a substitution, when, and what they said.
func (v view) Decided(s Substitution) string {
	form := v.W.refusedBy
	if s.Approved {
		form = v.W.approvedBy
	}
	return fmt.Sprintf(form, s.DecidedBy, v.Clock(s.Decided))
}

// Verb is what the principal did: to send, or to ask for it in vain.
func (v view) Verb(s Substitution) string {
	if s.Approved {
		return v.W.sends
	}
	return v.W.asks
}

// Given says whether the vote went with it.
func (v view) Given(s Substitution) string {
	switch {
	case !s.Approved:
		return ""
	case s.Votes:
		return v.W.withVote
	}
	return v.W.withoutVote
}

// Over says how it came to its end, empty when it did not.
func (v view) Over(s Substitution) string {
	switch {
	case !s.Withdrawn.IsZero() && s.WithdrawnBy != "":
		return fmt.Sprintf(v.W.withdrawnAt, v.Clock(s.Withdrawn), s.WithdrawnBy)
	case !s.Ended.IsZero():
		return fmt.Sprintf(v.W.endedAt, v.Clock(s.Ended))
	}
	return ""
}
