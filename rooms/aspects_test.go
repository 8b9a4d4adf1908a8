package rooms_test

import (
	"encoding/json"
	"fmt"

	"dienhong/agenda"
	"dienhong/rooms"
)

// topics tells what every topic of a state is about, as far as any device may see it.
func topics(t tester, s *rooms.State) map[rooms.Topic]string {
	told := map[rooms.Topic]string{}
	for _, topic := range s.Topics() {
		data, err := json.Marshal(aspect(s, topic))
		if err != nil {
			t.Fatal(err)
		}
		told[topic] = string(data)
	}
	return told
}

func aspect(s *rooms.State, topic rooms.Topic) any {
	switch topic.Kind {
	case rooms.TopicMeeting:
		return s.Meeting
	case rooms.TopicAgenda:
		return []any{s.Agenda.Order, s.Agenda.Current}
	case rooms.TopicAttendance:
		numbers := map[string]int{"voters": s.Voters(), "quorum": s.Quorum(), "people": len(s.People)}
		numbers["expected"], numbers["voters present"] = s.Expected(), s.VotersPresent()
		for id, p := range s.People {
			a := s.Attendance[id]
			if a.Present() {
				numbers["present"]++
				numbers[fmt.Sprintf("present, votes %t", p.Votes)]++
			}
			if a != nil && a.Online {
				numbers["online "+string(p.Role)]++
			}
		}
		return numbers
	case rooms.TopicPresentation:
		return []any{s.Presentation, s.Presenter}
	case rooms.TopicFloor:
		return []any{s.Floor.Queue, s.Floor.Speaking}
	case rooms.TopicScene:
		return s.Scene
	case rooms.TopicItem:
		return s.Agenda.Items[agenda.ItemID(topic.ID)]
	case rooms.TopicDocument:
		return s.Agenda.Documents[agenda.DocumentID(topic.ID)]
	case rooms.TopicPerson:
		id := rooms.PersonID(topic.ID)
		return []any{s.People[id], s.Attendance[id], s.SubstituteOf(id), s.StandsFor(id)}
	case rooms.TopicBallot:
		return s.Ballots[rooms.BallotID(topic.ID)]
	case rooms.TopicMedia:
		return s.Media[rooms.PersonID(topic.ID)]
	case rooms.TopicSubstitution:
		return s.Substitution(rooms.SubstitutionID(topic.ID))
	}
	panic("an unknown topic " + topic.Kind)
}
