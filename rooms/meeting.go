package rooms

import (
	"slices"
	"time"
)

// Phase is how far a meeting has come.
type Phase string

// The phases of a meeting, in order; a session can pause and go on. Draft is seen by the desk alone.
const (
	Draft       Phase = "draft"
	Scheduled   Phase = "scheduled"
	CheckInOpen Phase = "check_in"
	InSession   Phase = "in_session"
	Paused      Phase = "paused"
	Closed      Phase = "closed"
)

// Meeting is what the meeting is, as announced, and when it really was.
type Meeting struct {
	Title string `json:"title"`
	// Body is the council, committee or office that meets.
	Body  string `json:"body"`
	Place string `json:"place,omitempty"`
	Phase Phase  `json:"phase"`

	Starts time.Time `json:"starts"`
	Ends   time.Time `json:"ends,omitzero"`

	Opened time.Time `json:"opened,omitzero"`
	Closed time.Time `json:"closed,omitzero"`
	// Breaks of the session; the last one is going on while the phase is Paused. BackAt is when it is meant to end.
	Breaks []Break   `json:"breaks,omitempty"`
	BackAt time.Time `json:"back_at,omitzero"`

	// Seats of the body, vacant ones included; 0 means as many as there are voting members.
	Seats int `json:"seats,omitempty"`
	// QuorumNum of QuorumDen voting members must be present to open; 0 means no quorum.
	QuorumNum int `json:"quorum_num,omitempty"`
	QuorumDen int `json:"quorum_den,omitempty"`
	// ProxyLimit is how many votes of others one person may hold; 0 allows no proxies, as in public bodies.
	ProxyLimit int `json:"proxy_limit,omitempty"`
	SubstituteRules
	// OpenedWithout holds the chair's reason when the meeting was opened below its quorum.
	OpenedWithout string `json:"opened_without,omitempty"`
}

// SubstituteRules are the body's rules on substitutes (dự thay).
type SubstituteRules struct {
	// BodyKind is public when it is empty.
	BodyKind BodyKind `json:"body_kind,omitempty"`
	// SubstituteVotes gives substitutes who are approved from then on the principal's vote; never in a public body.
	SubstituteVotes bool `json:"substitute_votes,omitempty"`
	// SubstitutesBy is who may approve beside the chair: Secretary, or empty or Chair for nobody.
	SubstitutesBy Role `json:"substitutes_by,omitempty"`
}

func (r *SubstituteRules) tidy() error {
	if r.SubstitutesBy == Chair {
		r.SubstitutesBy = ""
	}
	if r.BodyKind == PublicBody {
		r.BodyKind = ""
	}
	switch {
	case r.SubstitutesBy != "" && r.SubstitutesBy != Secretary, r.BodyKind != "" && r.BodyKind != PrivateBody:
		return ErrBadCommand
	case r.SubstituteVotes && r.BodyKind != PrivateBody:
		return ErrSubstituteVotes
	}
	return nil
}

// Break is a pause of the session; a zero End means that it is going on.
type Break struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end,omitzero"`
}

// Quorum returns how many voting members must be present.
func (s *State) Quorum() int {
	if s.Meeting.QuorumDen == 0 {
		return 0
	}
	product := s.Meeting.QuorumNum * s.Voters()
	return (product + s.Meeting.QuorumDen - 1) / s.Meeting.QuorumDen
}

func (s *State) in(phases ...Phase) error {
	if slices.Contains(phases, s.Meeting.Phase) {
		return nil
	}
	return ErrWrongPhase
}

// Announcement is what can be said of a meeting before it begins.
type Announcement struct {
	Title  string    `json:"title"`
	Body   string    `json:"body"`
	Place  string    `json:"place,omitempty"`
	Starts time.Time `json:"starts"`
	Ends   time.Time `json:"ends,omitzero"`
	// Seats and the quorum are as in Meeting.
	Seats     int `json:"seats,omitempty"`
	QuorumNum int `json:"quorum_num,omitempty"`
	QuorumDen int `json:"quorum_den,omitempty"`
	// ProxyLimit is as in Meeting, 0 to 100.
	ProxyLimit int `json:"proxy_limit,omitempty"`
	SubstituteRules
}

// Tidy normalises the texts and refuses what cannot be: an empty title, an end before the start, a quorum above one,
// a year that is none of ours (1900 to 9000).
func (a *Announcement) Tidy() error {
	var err error
	if a.Title, err = line(a.Title, maxTitle); err != nil {
		return err
	}
	if a.Body, err = optionalLine(a.Body, maxTitle); err != nil {
		return err
	}
	if a.Place, err = optionalLine(a.Place, maxTitle); err != nil {
		return err
	}
	if err = a.SubstituteRules.tidy(); err != nil {
		return err
	}
	bad := !sane(a.Starts) || (!a.Ends.IsZero() && (!sane(a.Ends) || a.Ends.Before(a.Starts))) || a.Seats < 0 || a.Seats > MaxPeople ||
		a.QuorumNum < 0 || a.QuorumNum > a.QuorumDen || a.QuorumDen > 1000 || a.ProxyLimit < 0 || a.ProxyLimit > 100
	if bad {
		return ErrOutOfRange
	}
	a.Starts = a.Starts.UTC()
	if !a.Ends.IsZero() {
		a.Ends = a.Ends.UTC()
	}
	return nil
}

// sane keeps out years that JSON cannot write back once they are in UTC.
func sane(t time.Time) bool { return t.Year() >= 1900 && t.Year() <= 9000 }

type (
	// EditMeeting replaces the announcement.
	EditMeeting struct {
		Announcement
	}
	// PublishMeeting lets its people see the meeting.
	PublishMeeting struct{}
	// OpenCheckIn lets its people check in.
	OpenCheckIn struct{}
	// OpenMeeting begins the session. Below the quorum it needs a reason, which goes into the record.
	OpenMeeting struct {
		Without string `json:"without,omitempty"`
	}
	// PauseMeeting begins a break of so many minutes, 0 for an open end.
	PauseMeeting struct {
		Minutes int `json:"minutes,omitempty"`
	}
	// ResumeMeeting ends the break.
	ResumeMeeting struct{}
	// CloseMeeting ends the session for good.
	CloseMeeting struct{}
)

type (
	// MeetingCreated is the first event of every room. The people who prepare it follow as PersonAdded.
	MeetingCreated struct {
		Announcement
	}
	// MeetingEdited says what the announcement is now.
	MeetingEdited struct {
		Announcement
	}
	// MeetingMovedOn says which phase the meeting is in now.
	MeetingMovedOn struct {
		Phase   Phase     `json:"phase"`
		BackAt  time.Time `json:"back_at,omitzero"`
		Without string    `json:"without,omitempty"`
	}
)

func (c EditMeeting) decide(s *State, _ Turn) (Decision, error) {
	if err := c.Tidy(); err != nil {
		return Decision{}, err
	}
	if s.openBallot() != nil {
		return Decision{}, ErrBallotOpen
	}
	return decided(MeetingEdited(c)), nil
}

func (PublishMeeting) decide(s *State, _ Turn) (Decision, error) {
	if err := s.in(Draft); err != nil {
		return Decision{}, err
	}
	return decided(MeetingMovedOn{Phase: Scheduled}), nil
}

func (OpenCheckIn) decide(s *State, _ Turn) (Decision, error) {
	if err := s.in(Scheduled); err != nil {
		return Decision{}, err
	}
	return decided(MeetingMovedOn{Phase: CheckInOpen}), nil
}

func (c OpenMeeting) decide(s *State, t Turn) (Decision, error) {
	if err := s.in(Scheduled, CheckInOpen); err != nil {
		return Decision{}, err
	}
	without, err := optionalLine(c.Without, maxTitle)
	if err != nil {
		return Decision{}, err
	}
	opener, err := s.person(t.Actor)
	if err != nil {
		return Decision{}, err
	}
	var events []Event
	present := s.VotersPresent()
	if !s.Attendance[t.Actor].Present() { // whoever opens the meeting is there
		events = append(events, AttendanceMarked{Person: t.Actor, Present: true, Mode: InRoom, Method: SelfMarked})
		if opener.Votes {
			present++
		}
	}
	if present < s.Quorum() && without == "" {
		return Decision{}, ErrNoQuorum
	}
	if present >= s.Quorum() {
		without = ""
	}
	return decided(append(events, MeetingMovedOn{Phase: InSession, Without: without})...), nil
}

func (c PauseMeeting) decide(s *State, t Turn) (Decision, error) {
	if err := s.in(InSession); err != nil {
		return Decision{}, err
	}
	if c.Minutes < 0 || c.Minutes > 600 {
		return Decision{}, ErrOutOfRange
	}
	if s.openBallot() != nil {
		return Decision{}, ErrBallotOpen
	}
	paused := MeetingMovedOn{Phase: Paused}
	if c.Minutes > 0 {
		paused.BackAt = t.Now.Add(time.Duration(c.Minutes) * time.Minute)
	}
	return decided(paused), nil
}

func (ResumeMeeting) decide(s *State, _ Turn) (Decision, error) {
	if err := s.in(Paused); err != nil {
		return Decision{}, err
	}
	return decided(MeetingMovedOn{Phase: InSession}), nil
}

func (CloseMeeting) decide(s *State, _ Turn) (Decision, error) {
	if err := s.in(InSession, Paused); err != nil {
		return Decision{}, err
	}
	for _, b := range s.Ballots { // letters too: nobody could answer any more
		if b.Running() || b.keyAwaited() {
			return Decision{}, ErrBallotOpen
		}
	}
	return decided(MeetingMovedOn{Phase: Closed}), nil
}

// Kind names the event in the journal.
func (MeetingCreated) Kind() string { return "meeting.created" }

// Kind names the event in the journal.
func (MeetingEdited) Kind() string { return "meeting.edited" }

// Kind names the event in the journal.
func (MeetingMovedOn) Kind() string { return "meeting.moved_on" }

func (m *Meeting) announce(a Announcement) {
	m.Title, m.Body, m.Place, m.Starts, m.Ends = a.Title, a.Body, a.Place, a.Starts, a.Ends
	m.Seats, m.QuorumNum, m.QuorumDen, m.ProxyLimit = a.Seats, a.QuorumNum, a.QuorumDen, a.ProxyLimit
	m.SubstituteRules = a.SubstituteRules
}

func (e MeetingCreated) apply(s *State, _ Happening) {
	s.Meeting.announce(e.Announcement)
	s.Meeting.Phase = Draft
	s.touch(TopicMeeting, "")
}

func (e MeetingEdited) apply(s *State, _ Happening) {
	s.Meeting.announce(e.Announcement)
	s.touch(TopicMeeting, "")
	s.touch(TopicAttendance, "")
}

func (e MeetingMovedOn) apply(s *State, h Happening) {
	m := &s.Meeting
	if m.Phase == Paused {
		m.Breaks[len(m.Breaks)-1].End = h.At
		m.BackAt = time.Time{}
	}
	switch e.Phase {
	case InSession:
		if m.Opened.IsZero() {
			m.Opened, m.OpenedWithout = h.At, e.Without
		}
	case Paused:
		m.Breaks, m.BackAt = append(m.Breaks, Break{Start: h.At}), e.BackAt
		s.endSpeech(h.At)
	case Closed:
		for _, b := range s.Ballots {
			s.touchGroup(b.Group)
		}
		m.Closed = h.At
		s.windUp(h.At)
	case Draft, Scheduled, CheckInOpen:
	}
	m.Phase = e.Phase
	s.touch(TopicMeeting, "")
}

// windUp ends everything that was going on when the meeting closed.
func (s *State) windUp(at time.Time) {
	s.endSpeech(at)
	s.Floor.Queue = nil
	if current := s.Agenda.Current; current != "" {
		s.Agenda.Leave(at)
		s.touch(TopicItem, string(current))
		s.touch(TopicAgenda, "")
	}
	s.Presentation, s.Presenter = Presentation{}, ""
	for id, a := range s.Attendance {
		if a.Present() {
			a.mark(false, AttendanceMarked{Method: Closing}, Happening{At: at})
			s.touch(TopicPerson, string(id))
		}
	}
	s.touch(TopicPresentation, "")
	s.touch(TopicFloor, "")
	s.touch(TopicAttendance, "")
}
