package clients

import (
	"encoding/json"
	"fmt"
	"maps"

	"dienhong/agenda"
	"dienhong/rooms"
)

// who is an audience: devices that are told the same. What one may not know is left out here and nowhere else.
type who int

// The audiences.
const (
	desk who = iota // chair and secretary
	seat            // delegate, guest, unit
	screen
	audiences // how many there are
)

func (w who) String() string { return [...]string{"desk", "seat", "screen"}[w] }

func audienceOf(role rooms.Role) who {
	switch {
	case role.Desk():
		return desk
	case role == rooms.Screen:
		return screen
	}
	return seat
}

// topicPeople is the order of the people; rooms has no topic for it.
const topicPeople rooms.TopicKind = "people"

// keyOf returns the key under which a topic is told.
func keyOf(t rooms.Topic) string {
	if t.ID == "" {
		return string(t.Kind)
	}
	return string(t.Kind) + "/" + t.ID
}

// topicsOf returns every topic of a state.
func topicsOf(s *rooms.State) []rooms.Topic {
	return append(s.Topics(), rooms.Topic{Kind: topicPeople})
}

// alsoTouched returns what changes together with a topic although rooms does not say so: the order of the people
// whenever a person may have come or gone.
func alsoTouched(t rooms.Topic) []rooms.Topic {
	if t.Kind == rooms.TopicPerson {
		return []rooms.Topic{{Kind: topicPeople}}
	}
	return nil
}

// project returns what the audience may know of a topic, as JSON; nil when there is nothing, or nothing for them.
func project(s *rooms.State, w who, t rooms.Topic) (json.RawMessage, error) {
	v := value(s, w, t)
	if v == nil {
		return nil, nil
	}
	data, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write value %s: %w", keyOf(t), err)
	}
	return data, nil
}

func value(s *rooms.State, w who, t rooms.Topic) any {
	switch t.Kind {
	case rooms.TopicMeeting:
		return meetingValue(s, w)
	case rooms.TopicAgenda:
		return AgendaValue{Order: filled(s.Agenda.Order), Current: s.Agenda.Current}
	case topicPeople:
		return PeopleValue{Order: filled(s.PeopleOrder)}
	case rooms.TopicAttendance:
		return attendanceValue(s)
	case rooms.TopicPresentation:
		p := s.Presentation
		return PresentationValue{Document: p.Document, Page: p.Page, By: p.By, Presenter: s.Presenter}
	case rooms.TopicFloor:
		return FloorValue{Queue: filled(s.Floor.Queue), Speaking: s.Floor.Speaking}
	case rooms.TopicScene:
		return SceneValue{Scene: s.Scene}
	case rooms.TopicItem:
		if item := s.Agenda.Items[agenda.ItemID(t.ID)]; item != nil {
			return itemValue(item)
		}
	case rooms.TopicDocument:
		if document := s.Agenda.Documents[agenda.DocumentID(t.ID)]; document != nil {
			return documentValue(document)
		}
	case rooms.TopicPerson:
		if person := s.People[rooms.PersonID(t.ID)]; person != nil {
			return personValue(person, s, w)
		}
	case rooms.TopicBallot:
		return ballotFor(s, w, rooms.BallotID(t.ID))
	case rooms.TopicSubstitution:
		return substitutionFor(s, w, rooms.SubstitutionID(t.ID))
	case rooms.TopicMedia:
		if media := s.Media[rooms.PersonID(t.ID)]; media != nil {
			return MediaValue{Person: rooms.PersonID(t.ID), MediaPresence: *media}
		}
	}
	return nil
}

// ballotFor is a ballot as far as it is for the audience: what is being prepared is for the desk alone.
func ballotFor(s *rooms.State, w who, id rooms.BallotID) any {
	if b := s.Ballots[id]; b != nil && (w == desk || b.State != rooms.BallotReady) {
		return ballotValue(s, b, w)
	}
	return nil
}

// substitutionFor is a substitution for the desk; the principal is told their own in Me.
func substitutionFor(s *rooms.State, w who, id rooms.SubstitutionID) any {
	if x := s.Substitution(id); x != nil && w == desk {
		return SubstitutionValue{*x}
	}
	return nil
}

// filled makes an empty list of none: devices are never told null.
func filled[T any](of []T) []T {
	if of == nil {
		return []T{}
	}
	return of
}

func meetingValue(s *rooms.State, w who) MeetingValue {
	m := &s.Meeting
	v := MeetingValue{
		ID: s.ID, Title: m.Title, Body: m.Body, Place: m.Place, Phase: m.Phase, Starts: m.Starts, Ends: m.Ends,
		Opened: m.Opened, Closed: m.Closed, BackAt: m.BackAt, SubstituteRules: m.SubstituteRules,
	}
	if w == desk {
		v.Seats, v.QuorumNum, v.QuorumDen, v.ProxyLimit = m.Seats, m.QuorumNum, m.QuorumDen, m.ProxyLimit
		v.DiskFull = s.DiskFull
	}
	return v
}

func attendanceValue(s *rooms.State) AttendanceValue {
	v := AttendanceValue{Voters: s.Voters(), VotersPresent: s.VotersPresent(), Quorum: s.Quorum(), Expected: s.Expected()}
	for id, person := range s.People {
		a := s.Attendance[id]
		if a.Present() {
			v.Present++
		}
		if person.Role == rooms.Unit {
			v.Units++
			if a != nil && a.Online {
				v.UnitsOnline++
			}
		}
	}
	return v
}

func itemValue(i *agenda.Item) ItemValue {
	return ItemValue{
		ID: i.ID, Title: i.Title, Presenter: i.Presenter, Minutes: i.Minutes, Kind: i.Kind, State: i.State,
		Documents: filled(i.Documents), Spans: i.Spans, Conclusion: i.Conclusion, Brief: i.Brief,
	}
}

func documentValue(d *agenda.Document) DocumentValue {
	v := DocumentValue{
		ID: d.ID, Item: d.Item, Title: d.Title, Name: d.Name, File: d.File, Size: d.Size, State: d.State,
		Pages: make([][2]float64, len(d.Pages)), Done: d.Done, Code: d.Code,
	}
	for i, page := range d.Pages {
		v.Pages[i] = [2]float64{page.W, page.H}
	}
	return v
}

func personValue(p *rooms.Person, s *rooms.State, w who) PersonValue {
	v := PersonValue{
		ID: p.ID, Name: p.Name, Title: p.Title, Unit: p.Unit, Role: p.Role, Votes: p.Votes, Weight: p.Weight,
		Proxy: s.Proxies[p.ID].To,
	}
	if x := s.SubstituteOf(p.ID); x != nil {
		v.Substitute = x.Sent.Person
	}
	if x := s.StandsFor(p.ID); x != nil {
		v.StandsFor = x.Principal
	}
	a := s.Attendance[p.ID]
	if a.Present() {
		stay := a.Stays[len(a.Stays)-1]
		v.Present, v.Mode, v.Since = true, stay.Mode, stay.In
	}
	if w == desk && a != nil {
		v.Online, v.Reason = a.Online, a.Reason
	}
	return v
}

// sendable are the commands that a device can send; what a role may do through the server alone is not among them.
var sendable = func() map[string]bool {
	names := map[string]bool{}
	for name := range maps.Keys(rooms.CommandTypes()) {
		names[name] = true
	}
	return names
}()
