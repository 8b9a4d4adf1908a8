package rooms_test

import (
	"slices"

	"dienhong/agenda"
	"dienhong/agenda/ballot"
	"dienhong/rooms"
)

// invariants are what is true of every meeting at every moment.
func (a *actors) invariants() {
	s := a.state
	open, current := 0, 0
	for _, b := range s.Ballots {
		if b.Running() && b.Question.Method != ballot.Letters {
			open++
		}
		a.round(b)
	}
	a.seats()
	if err := s.Ledger.Check(); err != nil {
		a.rt.Fatalf("the log of votes: %v", err)
	}
	for id, item := range s.Agenda.Items {
		if item.State == agenda.Current {
			current++
		}
		if !slices.Contains(s.Agenda.Order, id) {
			a.rt.Fatalf("item %s has no place", id)
		}
	}
	if open > 1 || current > 1 || len(s.Agenda.Items) != len(s.Agenda.Order) || len(s.People) != len(s.PeopleOrder) || len(s.Ballots) != len(s.BallotOrder) {
		a.rt.Fatalf("%d ballots are open, %d items current, or an order is broken: %s", open, current, snapshot(a.rt, s))
	}
	if p := s.Presentation; p.Document != "" && !s.Agenda.Documents[p.Document].CanBeShown(p.Page) {
		a.rt.Fatalf("presented is what cannot be shown: %+v", p)
	}
	if sp := s.Floor.Speaking; sp != nil && (!s.Attendance[sp.Person].Present() || s.Floor.Queue != nil && slices.ContainsFunc(s.Floor.Queue,
		func(r rooms.FloorRequest) bool { return r.Person == sp.Person })) {
		a.rt.Fatalf("%s speaks and is away, or waits as well", sp.Person)
	}
	for _, r := range s.Floor.Queue {
		if !s.Attendance[r.Person].Present() {
			a.rt.Fatalf("%s waits and is away", r.Person)
		}
	}
	if s.Presenter != "" && s.People[s.Presenter] == nil {
		a.rt.Fatalf("%s presents and is not here", s.Presenter)
	}
}

// seats are what is true of substitutes at every moment.
func (a *actors) seats() {
	s := a.state
	live := map[rooms.PersonID]int{}
	for _, x := range s.Substitutions {
		if x.State != rooms.Proposed && !x.Stands() {
			continue
		}
		live[x.Principal]++
		if s.People[x.Principal] == nil || s.Attendance[x.Principal].Present() || live[x.Principal] > 1 {
			a.rt.Fatalf("%s is here, gone or sends two: %s", x.Principal, snapshot(a.rt, s))
		}
		if !x.Stands() {
			continue
		}
		if p := s.People[x.Sent.Person]; p == nil || p.Votes || s.SubstituteOf(p.ID) != nil || s.StandsFor(p.ID) != x {
			a.rt.Fatalf("%s stands for %s with a vote, a substitute, or for another", x.Sent.Person, x.Principal)
		}
		if x.Votes && !s.People[x.Principal].Votes && s.VotersPresent() > s.Voters() {
			a.rt.Fatalf("%s gave a vote that there is not", x.Principal)
		}
	}
	if s.VotersPresent() > s.Voters() || s.Meeting.SubstituteVotes && s.Meeting.BodyKind != rooms.PrivateBody {
		a.rt.Fatalf("%d of %d voters are present, or a public body lets substitutes vote", s.VotersPresent(), s.Voters())
	}
}

// round is what is true of every round at every moment.
func (a *actors) round(b *rooms.Ballot) {
	for voter, cast := range b.Cast {
		if e := b.Elector(voter); e == nil || cast.By != "" && cast.By != rooms.PersonID(e.Caster) || cast.By == "" && e.Caster != e.Person {
			a.rt.Fatalf("%s voted in %s by %q without a right", voter, b.ID, cast.By)
		}
		if b.Question.Secrecy.Sealed() && len(cast.Marks) > 0 || (b.Unsealed || b.State == rooms.BallotIsVoid) && len(cast.Sealed) > 0 {
			a.rt.Fatalf("the secret of %s in %s is kept", voter, b.ID)
		}
		if _, both := b.OnPaper[voter]; both {
			a.rt.Fatalf("%s has two ballots in %s", voter, b.ID)
		}
	}
	for elector := range b.Removed {
		if _, cast := b.Cast[elector]; cast {
			a.rt.Fatalf("%s was removed from %s and has cast", elector, b.ID)
		}
	}
	if b.Tally != nil {
		recount(a.rt, b)
	}
}
