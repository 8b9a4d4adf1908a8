package rooms

import (
	"maps"
	"slices"
	"strings"

	"dienhong/agenda/ballot"
)

// MeetingID names a meeting, and the room that owns it while it is live.
type MeetingID string

// PersonID names a person in the directory; the same person keeps it in every meeting.
type PersonID string

// Role is what a person is in one meeting. It decides what they may do; see permission.go.
type Role string

// The roles. Unit is a remote site that joins by video as one participant; Screen is a big screen; System is the
// server itself and never comes from outside.
const (
	Chair     Role = "chair"
	Secretary Role = "secretary"
	Delegate  Role = "delegate"
	Guest     Role = "guest"
	Unit      Role = "unit"
	Screen    Role = "screen"
	System    Role = "system"
)

// SeatRoles returns the roles that a person can be given in a meeting.
func SeatRoles() []Role { return []Role{Chair, Secretary, Delegate, Guest, Unit, Screen} }

// Person is somebody's part in one meeting. Name, title and unit are copied from the directory when they are added:
// a record keeps what was true then.
type Person struct {
	ID    PersonID `json:"id"`
	Name  string   `json:"name"`
	Title string   `json:"title,omitempty"`
	Unit  string   `json:"unit,omitempty"`
	Role  Role     `json:"role"`
	Votes bool     `json:"votes,omitempty"`
	// Weight of the vote in micro-units; 0 is one head, 1,000,000.
	Weight int64 `json:"weight,omitempty"`
}

// MaxWeight of one vote: a thousand million heads.
const MaxWeight = 1_000_000_000 * ballot.Head

func (p *Person) weight() int64 {
	if p.Weight == 0 {
		return ballot.Head
	}
	return p.Weight
}

// MaxPeople is the largest number of people in one meeting.
const MaxPeople = 6000

func (s *State) person(id PersonID) (*Person, error) {
	if person := s.People[id]; person != nil {
		return person, nil
	}
	return nil, ErrNoPerson
}

// Voters returns the number of people who have a vote.
func (s *State) Voters() int {
	n := 0
	for _, person := range s.People {
		if person.Votes {
			n++
		}
	}
	return n
}

func tidyPerson(p *Person) error {
	var err error
	if p.Name, err = line(p.Name, maxName); err != nil {
		return err
	}
	if p.Title, err = optionalLine(p.Title, maxTitle); err != nil {
		return err
	}
	if p.Unit, err = optionalLine(p.Unit, maxTitle); err != nil {
		return err
	}
	if !slices.Contains(SeatRoles(), p.Role) || (p.Votes && (p.Role == Screen || p.Role == Guest)) {
		return ErrBadCommand
	}
	if p.Weight < 0 || p.Weight > MaxWeight || p.Weight != 0 && !p.Votes {
		return ErrOutOfRange
	}
	return nil
}

// AddPerson gives somebody a part in the meeting. Without an id a new one is made: the answer holds it.
type AddPerson struct {
	Person Person `json:"person"`
}

// EditPerson replaces what is said of somebody, role and vote included.
type EditPerson struct {
	Person Person `json:"person"`
}

// RemovePerson takes somebody out of the meeting. Whoever has checked in, spoken or voted stays in it.
type RemovePerson struct {
	Person PersonID `json:"person"`
}

// PersonAdded says that somebody has a part in the meeting.
type PersonAdded struct {
	Person Person `json:"person"`
}

// PersonEdited says what somebody's part is now.
type PersonEdited struct {
	Person Person `json:"person"`
}

// PersonRemoved says that somebody has no part in the meeting any more.
type PersonRemoved struct {
	Person PersonID `json:"person"`
}

// validID reports whether an id from outside can stand in keys and addresses.
func validID(id PersonID) bool {
	const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
	return len(id) > 0 && len(id) <= 64 && strings.Trim(string(id), plain) == ""
}

func (c AddPerson) decide(s *State, t Turn) (Decision, error) {
	if err := tidyPerson(&c.Person); err != nil {
		return Decision{}, err
	}
	if c.Person.ID == "" {
		c.Person.ID = PersonID(t.NewID())
	}
	if !validID(c.Person.ID) {
		return Decision{}, ErrBadCommand
	}
	if s.People[c.Person.ID] != nil {
		return Decision{}, ErrExists
	}
	if len(s.People) >= MaxPeople {
		return Decision{}, ErrTooMany
	}
	return answer(map[string]any{"person": c.Person.ID}, PersonAdded(c)), nil
}

func (c EditPerson) decide(s *State, _ Turn) (Decision, error) {
	old, err := s.person(c.Person.ID)
	if err != nil {
		return Decision{}, err
	}
	if err := tidyPerson(&c.Person); err != nil {
		return Decision{}, err
	}
	if *old == c.Person {
		return Decision{}, nil
	}
	if old.Role != c.Person.Role && s.lastOf(old.Role, c.Person.ID) {
		return Decision{}, ErrPersonInUse
	}
	if s.openBallot() != nil && old.Votes != c.Person.Votes {
		return Decision{}, ErrBallotOpen
	}
	if s.bound(c.Person.ID) && !s.mayBecome(*old, c.Person) {
		return Decision{}, ErrSubstituteBound
	}
	if c.Person.Role == Screen && s.Attendance[c.Person.ID].Present() {
		return Decision{}, ErrPersonInUse
	}
	return decided(append(s.outgrown(c.Person), PersonEdited(c))...), nil
}

// mayBecome reports whether somebody's substitution bears a change of their part: who sends and who is sent keep their
// roles, and a substitute has no vote of their own.
func (s *State) mayBecome(old, after Person) bool {
	return old.Role == after.Role && (old.Votes == after.Votes || s.StandsFor(old.ID) == nil)
}

// outgrown is everything that ends because somebody's new role may not have it.
func (s *State) outgrown(p Person) []Event {
	var events []Event
	if !p.Role.May("floor.request") {
		events = s.silence(p.ID)
	}
	if s.Presenter == p.ID && !p.Role.May("page.turn") {
		events = append(events, PresenterGiven{})
	}
	return events
}

func (c RemovePerson) decide(s *State, _ Turn) (Decision, error) {
	person, err := s.person(c.Person)
	if err != nil {
		return Decision{}, err
	}
	if s.Attendance[c.Person].ever() || s.tookPart(c.Person) || s.lastOf(person.Role, c.Person) {
		return Decision{}, ErrPersonInUse
	}
	if s.bound(c.Person) {
		return Decision{}, ErrSubstituteBound
	}
	return decided(PersonRemoved(c)), nil
}

// lastOf reports whether the person is the only chair or the only secretary: a meeting without either is stuck.
func (s *State) lastOf(role Role, id PersonID) bool {
	if role != Chair && role != Secretary {
		return false
	}
	for other, person := range s.People {
		if other != id && person.Role == role {
			return false
		}
	}
	return true
}

func (s *State) tookPart(id PersonID) bool {
	spoke := slices.ContainsFunc(s.Floor.Speeches, func(sp Speech) bool { return sp.Person == id })
	return spoke || slices.ContainsFunc(slices.Collect(maps.Values(s.Ballots)), func(b *Ballot) bool {
		return b.Elector(id) != nil || b.Teller(id) != nil || slices.ContainsFunc(b.Electors, func(e ballot.Elector) bool { return e.Caster == string(id) })
	})
}

// Kind names the event in the journal.
func (PersonAdded) Kind() string { return "person.added" }

// Kind names the event in the journal.
func (PersonEdited) Kind() string { return "person.edited" }

// Kind names the event in the journal.
func (PersonRemoved) Kind() string { return "person.removed" }

func (e PersonAdded) apply(s *State, _ Happening) {
	s.People[e.Person.ID] = &e.Person
	s.PeopleOrder = append(s.PeopleOrder, e.Person.ID)
	s.touch(TopicPerson, string(e.Person.ID))
	s.touch(TopicAttendance, "")
}

func (e PersonEdited) apply(s *State, _ Happening) {
	s.People[e.Person.ID] = &e.Person
	s.touch(TopicPerson, string(e.Person.ID))
	s.touch(TopicAttendance, "")
}

func (e PersonRemoved) apply(s *State, _ Happening) {
	delete(s.People, e.Person)
	delete(s.Attendance, e.Person)
	delete(s.Media, e.Person)
	maps.DeleteFunc(s.Proxies, func(principal PersonID, p Proxy) bool { return principal == e.Person || p.To == e.Person })
	s.Substitutions = slices.DeleteFunc(s.Substitutions, func(x *Substitution) bool {
		if x.Principal == e.Person {
			s.touch(TopicSubstitution, string(x.ID))
		}
		return x.Principal == e.Person
	})
	s.PeopleOrder = slices.DeleteFunc(s.PeopleOrder, func(id PersonID) bool { return id == e.Person })
	s.Floor.drop(e.Person)
	if s.Presenter == e.Person {
		s.Presenter = ""
		s.touch(TopicPresentation, "")
	}
	s.touch(TopicPerson, string(e.Person))
	s.touch(TopicMedia, string(e.Person))
	s.touch(TopicAttendance, "")
	s.touch(TopicFloor, "")
}
