package rooms

import (
	"encoding/json"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"time"

	"dienhong/agenda"
	"dienhong/agenda/ballot/ledger"
)

// State is everything that is true in a meeting. It is changed by events alone, and owned by one goroutine: the
// room's loop, or whoever follows the room and keeps a replica.
//
// budget: 21 fields, for it is the whole of a meeting.
type State struct {
	ID    MeetingID `json:"id"`
	Epoch uint64    `json:"epoch"`
	Seq   uint64    `json:"seq"`

	Meeting Meeting       `json:"meeting"`
	Agenda  agenda.Agenda `json:"agenda"`

	People      map[PersonID]*Person     `json:"people"`
	PeopleOrder []PersonID               `json:"people_order"`
	Attendance  map[PersonID]*Attendance `json:"attendance"`

	Presentation Presentation `json:"presentation"`
	// Presenter is a person besides the desk who may present, empty for none.
	Presenter PersonID `json:"presenter,omitempty"`
	Floor     Floor    `json:"floor"`

	Ballots     map[BallotID]*Ballot `json:"ballots"`
	BallotOrder []BallotID           `json:"ballot_order"`
	// Proxies are the votes that were given to somebody else, by whose they are.
	Proxies map[PersonID]Proxy `json:"proxies,omitempty"`
	// Substitutions are all that were proposed, in this order.
	Substitutions []*Substitution `json:"substitutions,omitempty"`
	// Ledger is the right edge of the log of votes.
	Ledger ledger.Edge `json:"ledger"`

	Media map[PersonID]*MediaPresence `json:"media"`
	Scene Scene                       `json:"scene"`

	// Takes are the times at which a server took the room while somebody was in session at a device: a restart that
	// somebody could notice is part of the record.
	Takes []time.Time `json:"takes,omitempty"`
	// DiskFull tells that nothing can be written at the moment.
	DiskFull bool `json:"disk_full,omitempty"`

	touched map[Topic]struct{}
	tell    func(leaf []byte)
}

// NewState returns the state of a room in which nothing has happened.
func NewState(id MeetingID) *State {
	return &State{
		ID: id, People: map[PersonID]*Person{}, Attendance: map[PersonID]*Attendance{},
		Ballots: map[BallotID]*Ballot{}, Media: map[PersonID]*MediaPresence{}, Scene: SceneAuto,
	}
}

// TopicKind is a part of the state that is told to devices as a whole.
type TopicKind string

// The kinds of topics. Those in the second group are about one thing each, named by Topic.ID.
const (
	TopicMeeting      TopicKind = "meeting"
	TopicAgenda       TopicKind = "agenda"
	TopicAttendance   TopicKind = "attendance"
	TopicPresentation TopicKind = "presentation"
	TopicFloor        TopicKind = "floor"
	TopicScene        TopicKind = "scene"

	TopicItem     TopicKind = "item"
	TopicDocument TopicKind = "document"
	TopicPerson   TopicKind = "person"
	TopicBallot   TopicKind = "ballot"
	TopicMedia    TopicKind = "media"

	TopicSubstitution TopicKind = "substitution"
)

// Topic is a part of the state that has changed.
type Topic struct {
	Kind TopicKind
	ID   string
}

func (s *State) touch(kind TopicKind, id string) { s.touched[Topic{kind, id}] = struct{}{} }

// Apply carries the record's event out and returns what it touched, in no order. Records are applied in the order of
// their sequence numbers; another order is a broken journal and an error. So is an event that speaks of what is not
// there. After an error the state is of no use any more.
func (s *State) Apply(r Record) (touched []Topic, err error) {
	if r.Seq != s.Seq+1 || r.Epoch < s.Epoch {
		return nil, fmt.Errorf("apply event %d of epoch %d to state %d of epoch %d: out of order", r.Seq, r.Epoch, s.Seq, s.Epoch)
	}
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("apply event %d: %v: %w\n%s", r.Seq, cause, ErrInternal, debug.Stack())
		}
	}()
	s.Seq, s.Epoch, s.touched = r.Seq, r.Epoch, map[Topic]struct{}{}
	h := Happening{At: r.At, Actor: r.Actor, Command: r.Command}
	if err := s.record(r.Event, h); err != nil {
		return nil, fmt.Errorf("apply event %d: %w", r.Seq, err)
	}
	r.Event.apply(s, h)
	touched = slices.Collect(maps.Keys(s.touched))
	s.touched = nil
	return touched, nil
}

// Topics returns every topic of the state: what a device that knows nothing has to be told.
func (s *State) Topics() []Topic {
	topics := []Topic{
		{Kind: TopicMeeting}, {Kind: TopicAgenda}, {Kind: TopicAttendance}, {Kind: TopicPresentation},
		{Kind: TopicFloor}, {Kind: TopicScene},
	}
	for id := range s.Agenda.Items {
		topics = append(topics, Topic{TopicItem, string(id)})
	}
	for id := range s.Agenda.Documents {
		topics = append(topics, Topic{TopicDocument, string(id)})
	}
	for id := range s.People {
		topics = append(topics, Topic{TopicPerson, string(id)})
	}
	for id := range s.Ballots {
		topics = append(topics, Topic{TopicBallot, string(id)})
	}
	for id := range s.Media {
		topics = append(topics, Topic{TopicMedia, string(id)})
	}
	for _, x := range s.Substitutions {
		topics = append(topics, Topic{TopicSubstitution, string(x.ID)})
	}
	return topics
}

// MarshalState gives the state the form of a snapshot.
func MarshalState(s *State) (json.RawMessage, error) {
	data, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("write snapshot: %w", err)
	}
	return data, nil
}

// UnmarshalState reads a snapshot.
func UnmarshalState(data json.RawMessage) (*State, error) {
	s := NewState("")
	if err := json.Unmarshal(data, s); err != nil {
		return nil, fmt.Errorf("read snapshot: %w", err)
	}
	return s, nil
}

// RoomTaken says that a server took the room. Links and media of the server before it are gone.
type RoomTaken struct{}

// Kind names the event in the journal.
func (RoomTaken) Kind() string { return "room.taken" }

func (RoomTaken) apply(s *State, h Happening) {
	if s.DiskFull { // the taking itself was written
		s.DiskFull = false
		s.touch(TopicMeeting, "")
	}
	noticed := false
	for id, a := range s.Attendance {
		if a.Online {
			noticed = true
			a.link(false, h.At)
			s.touch(TopicPerson, string(id))
		}
	}
	if noticed && (s.Meeting.Phase == InSession || s.Meeting.Phase == Paused) {
		s.Takes = append(s.Takes, h.At)
	}
	for id, m := range s.Media {
		*m = MediaPresence{Held: m.Held}
		s.touch(TopicMedia, string(id))
	}
	s.touch(TopicAttendance, "")
	s.loseShares()
}
