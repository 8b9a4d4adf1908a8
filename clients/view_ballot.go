package clients

import (
	"maps"
	"slices"

	"dienhong/agenda/ballot"
	"dienhong/rooms"
)

func ballotValue(s *rooms.State, b *rooms.Ballot, w who) BallotValue {
	v := BallotValue{
		ID: b.ID, Item: b.Item, Question: b.Question, Document: b.Document, Round: b.Round, Supersedes: b.Supersedes,
		Follows: b.Follows, State: b.State, Hash: b.Hash, Electors: len(b.Electors), Seats: b.Seats, Recorded: len(b.Cast),
		Key: b.Key, Threshold: b.Threshold, Opened: b.Opened, Closes: b.Closes, Until: b.Until, Closed: b.Closed,
		Declared: b.Declared, Reminded: b.Reminded, Voided: b.Voided, VoidedBy: b.VoidedBy, Reason: b.Reason,
		Checkpoint: b.Checkpoint, Group: b.Group, Withheld: s.Withheld(b),
	}
	for _, t := range b.Tellers {
		_, entered := b.Entered[t.Person]
		v.Tellers = append(v.Tellers, TellerValue{Person: t.Person, Ready: len(t.Public) > 0, Entered: entered, Given: t.Here, Gave: t.Gave})
	}
	declared := !b.Declared.IsZero() // and perhaps voided since: what was public stays so
	if w == desk && !v.Withheld || declared {
		v.Tally, v.Hands = b.Tally, b.Hands
	}
	if b.Question.Secrecy == ballot.Live || b.Question.Secrecy == ballot.Named && declared {
		v.Marks = marksOf(b)
	}
	if w == desk {
		v.forDesk(b)
	}
	return v
}

func marksOf(b *rooms.Ballot) map[rooms.PersonID]ballot.Marks {
	marks := make(map[rooms.PersonID]ballot.Marks, len(b.Cast))
	for id, cast := range b.Cast {
		marks[id] = cast.Marks
	}
	return marks
}

// forDesk adds who has not voted, and how: never what.
func (v *BallotValue) forDesk(b *rooms.Ballot) {
	if v.Withheld {
		v.Warnings = ballot.Guard(b.Question, b.Electors, nil)
	} else {
		v.Warnings = b.Warnings()
	}
	if b.Running() || b.State == rooms.BallotCounting || b.State == rooms.BallotIsClosed {
		v.NotVoted = b.NotVoted()
	}
	v.OnPaper, v.Late = slices.Sorted(maps.Keys(b.OnPaper)), slices.Sorted(maps.Keys(b.Late))
	if b.Question.Method != ballot.Letters {
		return
	}
	for id, cast := range b.Cast {
		if cast.Text != "" && !b.Question.Secrecy.Sealed() {
			if v.Texts == nil {
				v.Texts = map[rooms.PersonID]string{}
			}
			v.Texts[id] = cast.Text
		}
	}
}

// meOf is what a person is told of themselves.
func meOf(s *rooms.State, p *rooms.Person) Me {
	me := Me{Person: p.ID, Role: p.Role, Can: p.Role.Allowed(), Ballots: map[rooms.BallotID]MyBallot{}}
	me.Can = slices.DeleteFunc(me.Can, func(name string) bool { return !sendable[name] })
	for id, b := range s.Ballots {
		mine := MyBallot{Sheets: sheetsOf(s, b, p.ID), Teller: dutyOf(b, p.ID)}
		if len(mine.Sheets) > 0 || mine.Teller != nil {
			me.Ballots[id] = mine
		}
	}
	me.Substitution = newestOf(s, p.ID)
	return me
}

// newestOf is the last substitution that was proposed for somebody's place, nil for none.
func newestOf(s *rooms.State, principal rooms.PersonID) *rooms.Substitution {
	for _, x := range slices.Backward(s.Substitutions) {
		if x.Principal == principal {
			mine := *x
			return &mine
		}
	}
	return nil
}

func sheetsOf(s *rooms.State, b *rooms.Ballot, id rooms.PersonID) []Sheet {
	var sheets []Sheet
	for _, e := range b.Rights(id) {
		elector := rooms.PersonID(e.Person)
		sheet := Sheet{Elector: elector, Name: e.Name, Late: b.Late[elector]}
		if caster := rooms.PersonID(e.Caster); caster != id {
			sheet.Caster = caster
		}
		sheet.Substitute = s.CastsInPlaceOf(elector, rooms.PersonID(e.Caster))
		_, sheet.OnPaper = b.OnPaper[elector]
		_, sheet.Removed = b.Removed[elector]
		if cast, given := b.Cast[elector]; given {
			sheet.Recorded = &Recorded{Marks: cast.Marks, Text: cast.Text, Receipt: cast.Receipt, At: cast.At, Command: cast.Command}
		}
		sheets = append(sheets, sheet)
	}
	return sheets
}

func dutyOf(b *rooms.Ballot, id rooms.PersonID) *Duty {
	t := b.Teller(id)
	if t == nil {
		return nil
	}
	duty := &Duty{Keys: b.Threshold > 0, Public: t.Public, Share: t.Share, Given: t.Here}
	if b.State == rooms.BallotReady {
		duty.Question = b.Question.Text
	}
	if count, entered := b.Entered[id]; entered {
		duty.Entered = &count
	}
	return duty
}

// concerns returns the people to whom an event about a ballot or a substitute tells something in person, and whether it is everybody.
func concerns(s *rooms.State, r rooms.Record) (ids []rooms.PersonID, everybody bool) {
	switch e := r.Event.(type) {
	case rooms.BallotOpened:
		return nil, true
	case rooms.SubstitutionProposed:
		ids = append(ids, e.Principal)
	case rooms.SubstitutionDecided:
		ids = principalOf(s, e.Substitution)
	case rooms.SubstitutionWithdrawn:
		ids = principalOf(s, e.Substitution)
	case rooms.SubstitutionEnded:
		ids = principalOf(s, e.Substitution)
	case rooms.BallotPrepared:
		for _, t := range e.Tellers {
			ids = append(ids, t.Person)
		}
	case rooms.BallotDiscarded:
		return nil, true
	case rooms.BallotKeyHeld, rooms.BallotShareGiven, rooms.BallotCountEntered, rooms.BallotHandsCounted:
		ids = append(ids, r.Actor)
	case rooms.BallotCast:
		ids = append(ids, r.Actor)
		if e.Elector != "" {
			ids = append(ids, e.Elector)
		}
	case rooms.BallotLate:
		ids = with(s, e.Ballot, e.Elector)
	case rooms.BallotPaperIssued:
		ids = with(s, e.Ballot, e.Elector)
	case rooms.BallotElectorRemoved:
		ids = with(s, e.Ballot, e.Elector)
	}
	return ids, false
}

func principalOf(s *rooms.State, id rooms.SubstitutionID) []rooms.PersonID {
	if x := s.Substitution(id); x != nil {
		return []rooms.PersonID{x.Principal}
	}
	return nil
}

// with is an elector and whoever casts for them.
func with(s *rooms.State, id rooms.BallotID, elector rooms.PersonID) []rooms.PersonID {
	ids := []rooms.PersonID{elector}
	if b := s.Ballots[id]; b != nil {
		if e := b.Elector(elector); e != nil && e.Caster != e.Person {
			ids = append(ids, rooms.PersonID(e.Caster))
		}
	}
	return ids
}
