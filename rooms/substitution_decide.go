package rooms

import "slices"

// What is decided of substitutes (cử người dự thay):
//
//   - whoever is invited proposes, or the desk for them; the chair agrees, or also a secretary where the body says so;
//   - nobody stands for two, and nobody who has a vote of their own, leads or serves the meeting stands for anybody;
//   - papers have no audience of their own: a substitute reads what everybody with a part in the meeting does, and has no
//     device, notes or invite of the principal's;
//   - a substitute takes the principal's role without a vote, and so reads and speaks; the vote goes with it only where
//     the body's rules say so, which those of public bodies never do, and where no proxy holds it;
//   - when the principal comes, at any time, the substitution is over: the substitute stays as a guest, and rounds that
//     are open keep whom they had at their opening. Who has to leave again proposes anew.

// place is what a proposal is decided on: who sends, and whether that one may be replaced.
func (s *State) place(id PersonID) (*Person, error) {
	principal, err := s.person(id)
	if err != nil {
		return nil, err
	}
	switch {
	case principal.Role != Delegate && principal.Role != Guest:
		return nil, ErrSubstituteRole
	case s.Attendance[id].Present():
		return nil, ErrPrincipalPresent
	case s.StandsFor(id) != nil:
		return nil, ErrSubstituteChain
	}
	return principal, nil
}

// maySend reports why somebody who is known cannot be sent for the principal; nil when nothing speaks against it.
func (s *State) maySend(principal, sent PersonID) error {
	if sent == "" {
		return nil
	}
	if sent == principal {
		return ErrBadCommand
	}
	if s.bound(sent) {
		return ErrSubstituteChain
	}
	if p := s.People[sent]; p != nil && (p.Votes || p.Role != Delegate && p.Role != Guest) {
		return ErrSubstituteMember
	}
	return nil
}

func (c *Substitute) tidy() error {
	var err error
	if c.Name, err = line(c.Name, maxName); err != nil {
		return err
	}
	if c.Title, err = optionalLine(c.Title, maxTitle); err != nil {
		return err
	}
	if c.Unit, err = optionalLine(c.Unit, maxTitle); err != nil {
		return err
	}
	if c.Person != "" && !validID(c.Person) {
		return ErrBadCommand
	}
	return nil
}

func (c ProposeSubstitution) decide(s *State, t Turn) (Decision, error) {
	if c.Principal == "" {
		c.Principal = t.Actor
	}
	if c.Principal != t.Actor && !t.Role.Desk() && t.Role != System {
		return Decision{}, ErrForbidden
	}
	if _, err := s.place(c.Principal); err != nil {
		return Decision{}, err
	}
	if err := c.Sent.tidy(); err != nil {
		return Decision{}, err
	}
	var err error
	if c.Reason, err = line(c.Reason, maxReason); err != nil {
		return Decision{}, err
	}
	made := 0
	for _, x := range s.Substitutions {
		if x.Principal != c.Principal {
			continue
		}
		if made++; x.live() {
			return Decision{}, ErrSubstituteTwice
		}
	}
	if made >= maxSubstitutions {
		return Decision{}, ErrTooMany
	}
	if err := s.maySend(c.Principal, c.Sent.Person); err != nil {
		return Decision{}, err
	}
	id := SubstitutionID(t.NewID())
	return answer(map[string]any{"substitution": id}, SubstitutionProposed{
		Substitution: id, Principal: c.Principal, Sent: c.Sent, Reason: c.Reason,
	}), nil
}

func (c DecideSubstitution) decide(s *State, t Turn) (Decision, error) {
	if t.Role == Secretary && s.Meeting.SubstitutesBy != Secretary {
		return Decision{}, ErrForbidden
	}
	x := s.Substitution(c.Substitution)
	if x == nil {
		return Decision{}, ErrNoSubstitution
	}
	if x.State != Proposed {
		return Decision{}, ErrSubstitutionState
	}
	var err error
	if !c.Approve {
		if c.Reason, err = line(c.Reason, maxReason); err != nil {
			return Decision{}, err
		}
		return decided(SubstitutionDecided{Substitution: x.ID, Reason: c.Reason}), nil
	}
	if c.Reason, err = optionalLine(c.Reason, maxReason); err != nil {
		return Decision{}, err
	}
	return c.approve(s, x, t)
}

// approve gives the substitute the principal's role, as somebody new where they have no part in the meeting yet.
func (c DecideSubstitution) approve(s *State, x *Substitution, t Turn) (Decision, error) {
	principal, err := s.place(x.Principal)
	if err != nil {
		return Decision{}, err
	}
	sent := x.Sent
	if sent.Person == "" {
		sent.Person = PersonID(t.NewID())
	}
	told := SubstitutionDecided{Substitution: x.ID, Approved: true, Reason: c.Reason, Person: sent.Person}
	_, proxied := s.Proxies[x.Principal]
	told.Votes = s.Meeting.SubstituteVotes && principal.Votes && !proxied && principal.Role.May("ballot.cast")
	var events []Event
	if known := s.People[sent.Person]; known == nil {
		if len(s.People) >= MaxPeople {
			return Decision{}, ErrTooMany
		}
		events = append(events, PersonAdded{Person{
			ID: sent.Person, Name: sent.Name, Title: sent.Title, Unit: sent.Unit, Role: principal.Role,
		}})
	} else {
		if known.Votes || known.Role != Delegate && known.Role != Guest {
			return Decision{}, ErrSubstituteMember
		}
		told.Was = known.Role
		if known.Role == Guest && principal.Role == Delegate {
			raised := *known
			raised.Role = Delegate
			events = append(events, PersonEdited{raised})
		}
	}
	return answer(map[string]any{"person": sent.Person, "votes": told.Votes}, append(events, told)...), nil
}

func (c WithdrawSubstitution) decide(s *State, t Turn) (Decision, error) {
	x := s.Substitution(c.Substitution)
	if x == nil {
		return Decision{}, ErrNoSubstitution
	}
	if !t.Role.Desk() && t.Role != System && t.Actor != x.Principal && t.Actor != x.By {
		return Decision{}, ErrForbidden
	}
	if !x.live() {
		return Decision{}, ErrSubstitutionState
	}
	if x.Stands() && s.castsNow(x.Sent.Person) {
		return Decision{}, ErrBallotOpen
	}
	reason, err := optionalLine(c.Reason, maxReason)
	if err != nil {
		return Decision{}, err
	}
	events := []Event{SubstitutionWithdrawn{Substitution: x.ID, Reason: reason}}
	if x.Stands() {
		events = append(events, s.unseated(x, x.Was == "")...)
	}
	return decided(events...), nil
}

// unseated is what becomes of a substitute when the substitution is over. Whoever had a part in the meeting before has
// it again; others go, where they may and have not taken part yet, or stay as guests.
func (s *State) unseated(x *Substitution, mayGo bool) []Event {
	id := x.Sent.Person
	person := s.People[id]
	if person == nil {
		return nil
	}
	if mayGo && !s.Attendance[id].ever() && !s.tookPart(id) {
		return []Event{PersonRemoved{id}}
	}
	after := *person
	if after.Role = x.Was; after.Role == "" {
		after.Role = Guest
	}
	if after == *person {
		return nil
	}
	return append(s.outgrown(after), PersonEdited{after})
}

// arrival is everything that happens when somebody comes: their substitute is one no more.
func (s *State) arrival(id PersonID, marked AttendanceMarked) []Event {
	events := []Event{marked}
	for _, x := range s.Substitutions {
		if x.Principal != id || !x.live() {
			continue
		}
		events = append(events, SubstitutionEnded{x.ID})
		if x.Stands() {
			events = append(events, s.unseated(x, false)...)
		}
	}
	return events
}

// castsNow reports whether somebody casts in a round that is running: what was given with its opening stays theirs,
// whatever becomes of their role.
func (s *State) castsNow(id PersonID) bool {
	return slices.ContainsFunc(s.BallotOrder, func(b BallotID) bool {
		return s.Ballots[b].Running() && len(s.Ballots[b].Rights(id)) > 0
	})
}
