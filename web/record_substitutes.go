package web

import (
	"time"

	"dienhong/agenda/minutes"
	"dienhong/rooms"
)

// substitutionsOf tells who was sent in whose place.
func substitutionsOf(s *rooms.State) []minutes.Substitution {
	told := []minutes.Substitution{}
	for _, x := range s.Substitutions {
		one := minutes.Substitution{
			Principal: nameOf(s, x.Principal), Name: x.Sent.Name, NamePost: postOf(x.Sent.Title, x.Sent.Unit), Reason: x.Reason,
			By: nameOf(s, x.By), At: x.At, Approved: approved(x), DecidedBy: nameOf(s, x.DecidedBy), Decided: x.DecidedAt,
			Answer: x.Answer, Votes: x.Votes, Withdrawn: x.WithdrawnAt, WithdrawnBy: nameOf(s, x.WithdrawnBy), Ended: x.Ended,
		}
		if p := s.People[x.Principal]; p != nil {
			one.Post = postOf(p.Title, p.Unit)
		}
		told = append(told, one)
	}
	return told
}

func approved(x *rooms.Substitution) bool { return !x.DecidedAt.IsZero() && x.State != rooms.Refused }

func postOf(title, unit string) string {
	if title == "" || unit == "" {
		return title + unit
	}
	return title + ", " + unit
}

// stoodAt reports whether a substitution was approved, and neither withdrawn nor ended, at a moment.
func stoodAt(x *rooms.Substitution, t time.Time) bool {
	over := func(end time.Time) bool { return !end.IsZero() && !end.After(t) }
	return approved(x) && !x.DecidedAt.After(t) && !over(x.WithdrawnAt) && !over(x.Ended)
}

// votedThrough reports whether a substitute with the principal's vote was there at a moment.
func votedThrough(s *rooms.State, principal rooms.PersonID, t time.Time) bool {
	for _, x := range s.Substitutions {
		if x.Principal == principal && x.Votes && !t.IsZero() && stoodAt(x, t) && thereAt(s.Attendance[x.Sent.Person], t) {
			return true
		}
	}
	return false
}
