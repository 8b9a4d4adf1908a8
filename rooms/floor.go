package rooms

import (
	"slices"
	"time"

	"dienhong/agenda"
)

// FloorKind is what somebody asks the floor for.
type FloorKind string

// The kinds: phát biểu, tranh luận, chất vấn, ý kiến về thủ tục.
const (
	Statement FloorKind = "statement"
	Debate    FloorKind = "debate"
	Question  FloorKind = "question"
	Procedure FloorKind = "procedure"
)

// FloorRequest is somebody waiting for the floor.
type FloorRequest struct {
	Person PersonID      `json:"person"`
	Kind   FloorKind     `json:"kind"`
	Item   agenda.ItemID `json:"item,omitempty"`
	At     time.Time     `json:"at"`
}

// Speech is somebody's time on the floor; a zero End means that they are speaking.
type Speech struct {
	Person PersonID      `json:"person"`
	Item   agenda.ItemID `json:"item,omitempty"`
	Start  time.Time     `json:"start"`
	End    time.Time     `json:"end,omitzero"`
	// Limit in seconds, 0 for none.
	Limit int `json:"limit,omitempty"`
}

// Floor is the right to speak: who has it, who waits in which order, and who had it.
type Floor struct {
	Queue    []FloorRequest `json:"queue,omitempty"`
	Speaking *Speech        `json:"speaking,omitempty"`
	Speeches []Speech       `json:"speeches,omitempty"`
}

// defaultSpeech in seconds, when the chair gives none.
const defaultSpeech = 300

func (f *Floor) waiting(id PersonID) bool {
	return slices.ContainsFunc(f.Queue, func(r FloorRequest) bool { return r.Person == id })
}

func (f *Floor) drop(id PersonID) {
	f.Queue = slices.DeleteFunc(slices.Clone(f.Queue), func(r FloorRequest) bool { return r.Person == id })
}

// silence takes the floor, or the wait for it, from somebody.
func (s *State) silence(id PersonID) []Event {
	var events []Event
	if s.Floor.Speaking != nil && s.Floor.Speaking.Person == id {
		events = append(events, FloorEnded{Person: id})
	}
	if s.Floor.waiting(id) {
		events = append(events, FloorLeft{Person: id})
	}
	return events
}

// endSpeech writes the running speech down as ended.
func (s *State) endSpeech(at time.Time) {
	if s.Floor.Speaking == nil {
		return
	}
	speech := *s.Floor.Speaking
	speech.End = at
	s.Floor.Speeches = append(s.Floor.Speeches, speech)
	s.Floor.Speaking = nil
	s.touch(TopicFloor, "")
}

type (
	// RequestFloor asks for the floor.
	RequestFloor struct {
		Kind FloorKind `json:"kind,omitempty"`
	}
	// WithdrawFloor takes one's request back.
	WithdrawFloor struct{}
	// RefuseFloor takes somebody out of the queue.
	RefuseFloor struct {
		Person PersonID `json:"person"`
	}
	// GrantFloor lets somebody speak, whether they asked or not, for so many seconds (default 300, 0 < n ≤ 7200); it
	// ends the speech before it, and lets go of a held microphone.
	GrantFloor struct {
		Person  PersonID `json:"person"`
		Seconds int      `json:"seconds,omitempty"`
	}
	// ExtendFloor gives the speaker so many seconds more (0 < n ≤ 3600).
	ExtendFloor struct {
		Seconds int `json:"seconds"`
	}
	// EndFloor ends the speech: the desk anybody's, everybody their own.
	EndFloor struct{}
)

type (
	// FloorRequested says that somebody is waiting.
	FloorRequested struct {
		Purpose FloorKind     `json:"kind"`
		Item    agenda.ItemID `json:"item,omitempty"`
	}
	// FloorLeft says that somebody is not waiting any more.
	FloorLeft struct {
		Person PersonID `json:"person"`
	}
	// FloorGranted says that somebody is speaking.
	FloorGranted struct {
		Person  PersonID `json:"person"`
		Seconds int      `json:"seconds"`
	}
	// FloorExtended says that the speaker has more time.
	FloorExtended struct {
		Seconds int `json:"seconds"`
	}
	// FloorEnded says that somebody has stopped speaking.
	FloorEnded struct {
		Person PersonID `json:"person"`
	}
)

func (c RequestFloor) decide(s *State, t Turn) (Decision, error) {
	if err := s.in(CheckInOpen, InSession, Paused); err != nil {
		return Decision{}, err
	}
	if c.Kind == "" {
		c.Kind = Statement
	}
	if !slices.Contains([]FloorKind{Statement, Debate, Question, Procedure}, c.Kind) {
		return Decision{}, ErrBadCommand
	}
	if !s.Attendance[t.Actor].Present() {
		return Decision{}, ErrNotPresent
	}
	if s.Floor.waiting(t.Actor) || (s.Floor.Speaking != nil && s.Floor.Speaking.Person == t.Actor) {
		return Decision{}, ErrInQueue
	}
	return decided(FloorRequested{Purpose: c.Kind, Item: s.Agenda.Current}), nil
}

func (WithdrawFloor) decide(s *State, t Turn) (Decision, error) {
	if !s.Floor.waiting(t.Actor) {
		return Decision{}, ErrNotInQueue
	}
	return decided(FloorLeft{Person: t.Actor}), nil
}

func (c RefuseFloor) decide(s *State, _ Turn) (Decision, error) {
	if !s.Floor.waiting(c.Person) {
		return Decision{}, ErrNotInQueue
	}
	return decided(FloorLeft(c)), nil
}

func (c GrantFloor) decide(s *State, _ Turn) (Decision, error) {
	if err := s.in(InSession); err != nil {
		return Decision{}, err
	}
	person, err := s.person(c.Person)
	if err != nil {
		return Decision{}, err
	}
	if !person.Role.May("floor.request") {
		return Decision{}, ErrForbidden
	}
	if !s.Attendance[c.Person].Present() {
		return Decision{}, ErrNotPresent
	}
	if c.Seconds == 0 {
		c.Seconds = defaultSpeech
	}
	if c.Seconds < 0 || c.Seconds > 7200 {
		return Decision{}, ErrOutOfRange
	}
	var events []Event
	if speaking := s.Floor.Speaking; speaking != nil {
		if speaking.Person == c.Person {
			return Decision{}, ErrInQueue
		}
		events = append(events, FloorEnded{Person: speaking.Person})
	}
	events = append(events, FloorGranted(c))
	if m := s.Media[c.Person]; m != nil && m.Held {
		events = append(events, MicrophoneHeld{Person: c.Person, Held: false})
	}
	return decided(events...), nil
}

func (c ExtendFloor) decide(s *State, _ Turn) (Decision, error) {
	if s.Floor.Speaking == nil {
		return Decision{}, ErrNobody
	}
	if c.Seconds <= 0 || c.Seconds > 3600 {
		return Decision{}, ErrOutOfRange
	}
	return decided(FloorExtended(c)), nil
}

func (EndFloor) decide(s *State, t Turn) (Decision, error) {
	speaking := s.Floor.Speaking
	if speaking == nil {
		return Decision{}, ErrNobody
	}
	if !t.Role.Desk() && speaking.Person != t.Actor {
		return Decision{}, ErrForbidden
	}
	return decided(FloorEnded{Person: speaking.Person}), nil
}

// Kind names the event in the journal.
func (FloorRequested) Kind() string { return "floor.requested" }

// Kind names the event in the journal.
func (FloorLeft) Kind() string { return "floor.left" }

// Kind names the event in the journal.
func (FloorGranted) Kind() string { return "floor.granted" }

// Kind names the event in the journal.
func (FloorExtended) Kind() string { return "floor.extended" }

// Kind names the event in the journal.
func (FloorEnded) Kind() string { return "floor.ended" }

func (e FloorRequested) apply(s *State, h Happening) {
	s.Floor.Queue = append(slices.Clip(s.Floor.Queue), FloorRequest{Person: h.Actor, Kind: e.Purpose, Item: e.Item, At: h.At})
	s.touch(TopicFloor, "")
}

func (e FloorLeft) apply(s *State, _ Happening) {
	s.Floor.drop(e.Person)
	s.touch(TopicFloor, "")
}

func (e FloorGranted) apply(s *State, h Happening) {
	s.Floor.drop(e.Person)
	s.Floor.Speaking = &Speech{Person: e.Person, Item: s.Agenda.Current, Start: h.At, Limit: e.Seconds}
	s.touch(TopicFloor, "")
}

func (e FloorExtended) apply(s *State, _ Happening) {
	speech := *s.Floor.Speaking
	speech.Limit += e.Seconds
	s.Floor.Speaking = &speech
	s.touch(TopicFloor, "")
}

func (FloorEnded) apply(s *State, h Happening) { s.endSpeech(h.At) }
