package rooms

// MediaPresence is what somebody has in the media room, as the media server tells, and whether the chair holds their
// microphone.
type MediaPresence struct {
	Joined     bool `json:"joined,omitempty"`
	Microphone bool `json:"microphone,omitempty"`
	Camera     bool `json:"camera,omitempty"`
	Screen     bool `json:"screen,omitempty"`
	// Held means that the microphone stays muted, whatever its owner does, until the desk lets go.
	Held bool `json:"held,omitempty"`
}

type (
	// HoldMicrophone mutes somebody so that they cannot unmute themselves, or lets go. Without a person it is about
	// everybody who is in the media room and is neither the actor nor speaking.
	HoldMicrophone struct {
		Person PersonID `json:"person,omitempty"`
		Held   bool     `json:"held"`
	}
	// ReportMedia is the media server's word on what somebody has.
	ReportMedia struct {
		Person     PersonID `json:"person"`
		Joined     bool     `json:"joined"`
		Microphone bool     `json:"microphone"`
		Camera     bool     `json:"camera"`
		Screen     bool     `json:"screen"`
	}
)

type (
	// MicrophoneHeld says whether the chair holds somebody's microphone.
	MicrophoneHeld struct {
		Person PersonID `json:"person"`
		Held   bool     `json:"held"`
	}
	// MediaChanged says what somebody has in the media room.
	MediaChanged struct {
		ReportMedia
	}
)

func (c HoldMicrophone) decide(s *State, t Turn) (Decision, error) {
	if c.Person != "" {
		person, err := s.person(c.Person)
		if err != nil {
			return Decision{}, err
		}
		if person.Role == Screen {
			return Decision{}, ErrBadCommand
		}
		if m := s.Media[c.Person]; (m != nil && m.Held) == c.Held {
			return Decision{}, nil
		}
		return decided(MicrophoneHeld(c)), nil
	}
	var events []Event
	for _, id := range s.PeopleOrder {
		m := s.Media[id]
		spared := id == t.Actor || (s.Floor.Speaking != nil && s.Floor.Speaking.Person == id)
		if m == nil || m.Held == c.Held || (c.Held && (!m.Joined || spared)) {
			continue
		}
		events = append(events, MicrophoneHeld{Person: id, Held: c.Held})
	}
	return decided(events...), nil
}

func (c ReportMedia) decide(s *State, _ Turn) (Decision, error) {
	if s.People[c.Person] == nil {
		return Decision{}, nil
	}
	now := MediaPresence{Joined: c.Joined, Microphone: c.Microphone, Camera: c.Camera, Screen: c.Screen}
	if m := s.Media[c.Person]; m != nil {
		now.Held = m.Held
		if *m == now {
			return Decision{}, nil
		}
	}
	return decided(MediaChanged{c}), nil
}

// Kind names the event in the journal.
func (MicrophoneHeld) Kind() string { return "microphone.held" }

// Kind names the event in the journal.
func (MediaChanged) Kind() string { return "media.changed" }

func (MediaChanged) volatile() {}

func (s *State) media(id PersonID) *MediaPresence {
	m := s.Media[id]
	if m == nil {
		m = &MediaPresence{}
		s.Media[id] = m
	}
	return m
}

func (e MicrophoneHeld) apply(s *State, _ Happening) {
	s.media(e.Person).Held = e.Held
	s.touch(TopicMedia, string(e.Person))
}

func (e MediaChanged) apply(s *State, _ Happening) {
	m := s.media(e.Person)
	m.Joined, m.Microphone, m.Camera, m.Screen = e.Joined, e.Microphone, e.Camera, e.ReportMedia.Screen
	s.touch(TopicMedia, string(e.Person))
}

// effect is what the media server has to do once the event is durable.
func (e MicrophoneHeld) effect(room MeetingID) func(Media) error {
	return func(m Media) error { return m.HoldMicrophone(string(room), string(e.Person), e.Held) }
}

func (e FloorGranted) effect(room MeetingID) func(Media) error {
	return func(m Media) error { return m.GiveFloor(string(room), string(e.Person)) }
}

func (FloorEnded) effect(room MeetingID) func(Media) error {
	return func(m Media) error { return m.GiveFloor(string(room), "") }
}

func (e PersonRemoved) effect(room MeetingID) func(Media) error {
	return func(m Media) error { return m.RemoveParticipant(string(room), string(e.Person)) }
}

func (e MeetingMovedOn) effect(room MeetingID) func(Media) error {
	if e.Phase != Closed {
		return nil
	}
	return func(m Media) error { return m.EndRoom(string(room)) }
}
