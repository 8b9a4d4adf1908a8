package rooms

import (
	"slices"
	"time"
)

// Mode is how somebody takes part.
type Mode string

// The modes: trực tiếp, trực tuyến.
const (
	InRoom Mode = "in_room"
	Remote Mode = "remote"
)

// Method is how it became known that somebody came or went.
type Method string

// The methods: by the person, by the secretary, and by the closing of the meeting.
const (
	SelfMarked Method = "self"
	DeskMarked Method = "desk"
	Closing    Method = "closing"
)

// Stay is one stretch during which somebody was present; a zero Out means that they still are.
type Stay struct {
	In        time.Time `json:"in"`
	Out       time.Time `json:"out,omitzero"`
	Mode      Mode      `json:"mode"`
	InMethod  Method    `json:"in_method"`
	OutMethod Method    `json:"out_method,omitempty"`
	// InBy and OutBy are who marked it, empty for the server.
	InBy  PersonID `json:"in_by,omitempty"`
	OutBy PersonID `json:"out_by,omitempty"`
	// Gaps are stretches of the stay without any device connected: a lost line is not an absence. The first 100 of a
	// stay are here, all of them in the journal.
	Gaps []Gap `json:"gaps,omitempty"`
}

// Gap is a stretch without a connected device; a zero End means that it is going on.
type Gap struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end,omitzero"`
}

// Attendance is when somebody was present, and whether a device of theirs is connected.
type Attendance struct {
	Stays  []Stay `json:"stays,omitempty"`
	Online bool   `json:"online,omitempty"`
	// Reason is why somebody is absent, as the secretary noted it.
	Reason string `json:"reason,omitempty"`
}

// Present reports whether the person is in the meeting now. It may be called on nil.
func (a *Attendance) Present() bool {
	return a != nil && len(a.Stays) > 0 && a.Stays[len(a.Stays)-1].Out.IsZero()
}

func (a *Attendance) ever() bool { return a != nil && len(a.Stays) > 0 }

// VotersPresent counts those with a vote who are here, or whose substitute casts it and is here. A substitute without
// the vote counts for nobody.
func (s *State) VotersPresent() int {
	n := 0
	for id, person := range s.People {
		if person.Votes && (s.Attendance[id].Present() || s.Attendance[s.votesThrough(id)].Present()) {
			n++
		}
	}
	return n
}

// Expected counts the seats that somebody is awaited in: a principal and their substitute are one.
func (s *State) Expected() int {
	n := 0
	for id, person := range s.People {
		if person.Role != Screen && s.SubstituteOf(id) == nil {
			n++
		}
	}
	return n
}

type (
	// CheckIn says "I am here".
	CheckIn struct {
		Mode Mode `json:"mode,omitempty"`
	}
	// Leave says "I am going".
	Leave struct{}
	// MarkAttendance is the secretary's word on somebody, with a reason for an absence.
	MarkAttendance struct {
		Person  PersonID `json:"person"`
		Present bool     `json:"present"`
		Mode    Mode     `json:"mode,omitempty"`
		Reason  string   `json:"reason,omitempty"`
	}
	// ReportLink is the server's word that somebody's first device connected, or that their last one is gone.
	ReportLink struct {
		Person PersonID `json:"person"`
		Online bool     `json:"online"`
	}
)

type (
	// AttendanceMarked says that somebody came or went.
	AttendanceMarked struct {
		Person  PersonID `json:"person"`
		Present bool     `json:"present"`
		Mode    Mode     `json:"mode,omitempty"`
		Method  Method   `json:"method"`
		Reason  string   `json:"reason,omitempty"`
	}
	// LinkChanged says whether any device of somebody is connected.
	LinkChanged struct {
		Person PersonID `json:"person"`
		Online bool     `json:"online"`
	}
)

// maxGaps of a stay: a line that comes and goes all day must not make every snapshot heavy.
const maxGaps = 100

// usualMode is how somebody of this role takes part unless they say otherwise.
func usualMode(mode Mode, role Role) (Mode, error) {
	switch {
	case mode == "" && role == Unit:
		return Remote, nil
	case mode == "":
		return InRoom, nil
	case mode == InRoom || mode == Remote:
		return mode, nil
	}
	return "", ErrBadCommand
}

func (c CheckIn) decide(s *State, t Turn) (Decision, error) {
	if err := s.in(CheckInOpen, InSession, Paused); err != nil {
		return Decision{}, err
	}
	if _, err := s.person(t.Actor); err != nil {
		return Decision{}, err
	}
	mode, err := usualMode(c.Mode, t.Role)
	if err != nil {
		return Decision{}, err
	}
	if s.Attendance[t.Actor].Present() {
		return Decision{}, nil
	}
	return decided(s.arrival(t.Actor, AttendanceMarked{Person: t.Actor, Present: true, Mode: mode, Method: SelfMarked})...), nil
}

func (Leave) decide(s *State, t Turn) (Decision, error) {
	if !s.Attendance[t.Actor].Present() {
		return Decision{}, nil
	}
	return decided(s.departure(t.Actor, SelfMarked, "")...), nil
}

// departure is everything that ends when somebody goes.
func (s *State) departure(id PersonID, method Method, reason string) []Event {
	return append(s.silence(id), AttendanceMarked{Person: id, Present: false, Method: method, Reason: reason})
}

func (c MarkAttendance) decide(s *State, _ Turn) (Decision, error) {
	if err := s.in(Scheduled, CheckInOpen, InSession, Paused); err != nil {
		return Decision{}, err
	}
	person, err := s.person(c.Person)
	if err != nil {
		return Decision{}, err
	}
	mode, err := usualMode(c.Mode, person.Role)
	if err != nil || person.Role == Screen {
		return Decision{}, ErrBadCommand
	}
	reason, err := optionalLine(c.Reason, maxTitle)
	if err != nil {
		return Decision{}, err
	}
	present := s.Attendance[c.Person].Present()
	switch {
	case c.Present && s.Meeting.Phase == Scheduled:
		return Decision{}, ErrWrongPhase
	case c.Present && present:
		return Decision{}, nil
	case c.Present:
		return decided(s.arrival(c.Person, AttendanceMarked{Person: c.Person, Present: true, Mode: mode, Method: DeskMarked})...), nil
	case present:
		return decided(s.departure(c.Person, DeskMarked, reason)...), nil
	}
	return decided(AttendanceMarked{Person: c.Person, Present: false, Method: DeskMarked, Reason: reason}), nil
}

func (c ReportLink) decide(s *State, _ Turn) (Decision, error) {
	if s.People[c.Person] == nil {
		return Decision{}, nil
	}
	if a := s.Attendance[c.Person]; (a != nil && a.Online) == c.Online {
		return Decision{}, nil
	}
	return decided(LinkChanged(c)), nil
}

// Kind names the event in the journal.
func (AttendanceMarked) Kind() string { return "attendance.marked" }

// Kind names the event in the journal.
func (LinkChanged) Kind() string { return "link.changed" }

func (LinkChanged) volatile() {}

func (s *State) attendance(id PersonID) *Attendance {
	a := s.Attendance[id]
	if a == nil {
		a = &Attendance{}
		s.Attendance[id] = a
	}
	return a
}

func (e AttendanceMarked) apply(s *State, h Happening) {
	s.attendance(e.Person).mark(e.Present, e, h)
	s.touch(TopicPerson, string(e.Person))
	s.touch(TopicAttendance, "")
}

func (a *Attendance) mark(present bool, e AttendanceMarked, h Happening) {
	a.Reason = e.Reason
	switch {
	case present && !a.Present():
		stay := Stay{In: h.At, Mode: e.Mode, InMethod: e.Method, InBy: h.Actor}
		if !a.Online && e.Method == SelfMarked { // the device that asked is connected, whatever was heard so far
			a.Online = true
		}
		a.Stays = append(a.Stays, stay)
	case !present && a.Present():
		last := &a.Stays[len(a.Stays)-1]
		last.Out, last.OutMethod, last.OutBy = h.At, e.Method, h.Actor
		last.endGap(h.At)
	}
}

func (s *Stay) endGap(at time.Time) {
	if n := len(s.Gaps); n > 0 && s.Gaps[n-1].End.IsZero() {
		s.Gaps[n-1].End = at
	}
}

func (e LinkChanged) apply(s *State, h Happening) {
	s.attendance(e.Person).link(e.Online, h.At)
	s.touch(TopicPerson, string(e.Person))
	s.touch(TopicAttendance, "")
}

func (a *Attendance) link(online bool, at time.Time) {
	if a.Present() && a.Online != online {
		last := &a.Stays[len(a.Stays)-1]
		if online {
			last.endGap(at)
		} else if len(last.Gaps) < maxGaps {
			last.Gaps = append(slices.Clip(last.Gaps), Gap{Start: at})
		}
	}
	a.Online = online
}
