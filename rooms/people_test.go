package rooms_test

import (
	"fmt"
	"testing"

	"dienhong/rooms"
)

func person(p args) args { return args{"person": p} }

func TestPeople(t *testing.T) {
	check(t, []rule{
		{name: "add", actor: "thu-ky", command: "person.add", args: person(args{"name": "Vũ Tư", "role": "delegate", "votes": true}), want: "person.added",
			then: func(t *testing.T, s *script) {
				id := s.state.PeopleOrder[len(s.state.PeopleOrder)-1]
				if p := s.state.People[id]; id == "" || p.Name != "Vũ Tư" || !p.Votes || s.state.Voters() != 5 {
					t.Errorf("%q is %+v", id, p)
				}
			}},
		{name: "add with an id", actor: "thu-ky", command: "person.add", args: person(args{"id": "01J.a_b-C", "name": "Tư", "role": "guest"}), want: "person.added"},
		{name: "add an id that is taken", actor: "thu-ky", command: "person.add", args: person(args{"id": "an", "name": "An", "role": "guest"}), want: "!exists"},
		{name: "add an id with a slash", actor: "thu-ky", command: "person.add", args: person(args{"id": "a/b", "name": "An", "role": "guest"}), want: "!command_invalid"},
		{name: "add an id of 65 characters", actor: "thu-ky", command: "person.add", args: person(args{"id": repeated("a", 65), "name": "An", "role": "guest"}), want: "!command_invalid"},
		{name: "add an id with a diacritic", actor: "thu-ky", command: "person.add", args: person(args{"id": "ấn", "name": "An", "role": "guest"}), want: "!command_invalid"},
		{name: "add without a name", actor: "thu-ky", command: "person.add", args: person(args{"role": "guest"}), want: "!text_empty"},
		{name: "a name of 121 characters", actor: "thu-ky", command: "person.add", args: person(args{"name": repeated("ễ", 121), "role": "guest"}), want: "!text_too_long"},
		{name: "a title of 301 characters", actor: "thu-ky", command: "person.add", args: person(args{"name": "A", "title": repeated("x", 301), "role": "guest"}), want: "!text_too_long"},
		{name: "a unit of 301 characters", actor: "thu-ky", command: "person.add", args: person(args{"name": "A", "unit": repeated("x", 301), "role": "guest"}), want: "!text_too_long"},
		{name: "an unknown role", actor: "thu-ky", command: "person.add", args: person(args{"name": "A", "role": "king"}), want: "!command_invalid"},
		{name: "the server's role", actor: "thu-ky", command: "person.add", args: person(args{"name": "A", "role": "system"}), want: "!command_invalid"},
		{name: "a guest with a vote", actor: "thu-ky", command: "person.add", args: person(args{"name": "A", "role": "guest", "votes": true}), want: "!command_invalid"},
		{name: "a screen with a vote", actor: "thu-ky", command: "person.add", args: person(args{"name": "A", "role": "screen", "votes": true}), want: "!command_invalid"},
		{name: "add during an open ballot", given: func(s *script) { s.ballot(0) }, actor: "thu-ky", command: "person.add",
			args: person(args{"name": "Vũ Tư", "role": "delegate", "votes": true}), want: "person.added"},
		{name: "the meeting is full", given: func(s *script) {
			for n := len(s.state.People); n < rooms.MaxPeople; n++ {
				s.apply("thu-ky", rooms.PersonAdded{Person: rooms.Person{ID: rooms.PersonID(fmt.Sprint(n)), Name: "A", Role: rooms.Guest}})
			}
		}, actor: "thu-ky", command: "person.add", args: person(args{"name": "A", "role": "guest"}), want: "!too_many"},

		{name: "edit", actor: "thu-ky", command: "person.edit", args: person(args{"id": "an", "name": "Lê  Văn An", "title": "Phó ban", "role": "delegate", "votes": true}), want: "person.edited"},
		{name: "edit to the same", actor: "thu-ky", command: "person.edit", args: person(args{"id": "an", "name": "Lê An", "role": "delegate", "votes": true}), want: "nothing"},
		{name: "edit nobody", actor: "thu-ky", command: "person.edit", args: person(args{"id": "la", "name": "A", "role": "guest"}), want: "!person_not_found"},
		{name: "the only secretary stays one", actor: "chu-toa", command: "person.edit", args: person(args{"id": "thu-ky", "name": "Thư", "role": "guest"}), want: "!person_in_use"},
		{name: "the only chair stays one", actor: "thu-ky", command: "person.edit", args: person(args{"id": "chu-toa", "name": "Chủ", "role": "delegate", "votes": true}), want: "!person_in_use"},
		{name: "one of two secretaries may change", given: func(s *script) {
			s.apply("thu-ky", rooms.PersonAdded{Person: rooms.Person{ID: "thu-ky-2", Name: "B", Role: rooms.Secretary}})
		}, actor: "thu-ky", command: "person.edit", args: person(args{"id": "thu-ky", "name": "Thư", "role": "guest"}), want: "person.edited"},
		{name: "a vote does not change while a ballot is open", given: func(s *script) { s.ballot(0) }, actor: "thu-ky", command: "person.edit",
			args: person(args{"id": "an", "name": "Lê An", "role": "delegate"}), want: "!ballot_open"},
		{name: "a name may change while a ballot is open", given: func(s *script) { s.ballot(0) }, actor: "thu-ky", command: "person.edit",
			args: person(args{"id": "an", "name": "Lê Ân", "role": "delegate", "votes": true}), want: "person.edited"},
		{name: "somebody present does not become a screen", actor: "thu-ky", command: "person.edit", args: person(args{"id": "an", "name": "A", "role": "screen"}), want: "!person_in_use"},
		{name: "who may present no more gives it back", given: func(s *script) { s.do("chu-toa", "presentation.give", args{"person": "an"}) },
			actor: "thu-ky", command: "person.edit", args: person(args{"id": "an", "name": "A", "role": "guest"}), want: "presenter.given person.edited"},
		{name: "who speaks goes on as a guest", given: func(s *script) { s.do("chu-toa", "floor.grant", args{"person": "an"}) },
			actor: "thu-ky", command: "person.edit", args: person(args{"id": "an", "name": "A", "role": "guest"}), want: "person.edited"},

		{name: "remove", actor: "thu-ky", command: "person.remove", args: args{"person": "khach"}, want: "person.removed"},
		{name: "remove nobody", actor: "thu-ky", command: "person.remove", args: args{"person": "la"}, want: "!person_not_found"},
		{name: "whoever has checked in stays", actor: "thu-ky", command: "person.remove", args: args{"person": "an"}, want: "!person_in_use"},
		{name: "whoever has checked in stays after leaving", given: func(s *script) { s.do("an", "attendance.leave", nil) },
			actor: "thu-ky", command: "person.remove", args: args{"person": "an"}, want: "!person_in_use"},
		{name: "an elector stays", phase: rooms.InSession, given: func(s *script) {
			s.apply("thu-ky", rooms.PersonAdded{Person: rooms.Person{ID: "vang", Name: "Vắng", Role: rooms.Delegate, Votes: true}})
			s.ballot(0)
		}, actor: "thu-ky", command: "person.remove", args: args{"person": "vang"}, want: "!person_in_use"},
		{name: "the only secretary is not removed", phase: rooms.Scheduled, actor: "thu-ky", command: "person.remove", args: args{"person": "thu-ky"}, want: "!person_in_use"},
		{name: "the only chair is not removed", phase: rooms.Scheduled, actor: "thu-ky", command: "person.remove", args: args{"person": "chu-toa"}, want: "!person_in_use"},
		{name: "one of two secretaries is removed", phase: rooms.Scheduled, given: func(s *script) {
			s.apply("thu-ky", rooms.PersonAdded{Person: rooms.Person{ID: "thu-ky-2", Name: "B", Role: rooms.Secretary}})
		}, actor: "thu-ky", command: "person.remove", args: args{"person": "thu-ky"}, want: "person.removed"},
		{name: "a presenter who is removed presents no more", phase: rooms.Scheduled, given: func(s *script) {
			s.do("chu-toa", "presentation.give", args{"person": "an"})
		}, actor: "thu-ky", command: "person.remove", args: args{"person": "an"}, want: "person.removed", then: func(t *testing.T, s *script) {
			if s.state.Presenter != "" {
				t.Errorf("%s still presents", s.state.Presenter)
			}
		}},
	})
}

func TestAbsentReasonAndMediaGoWithThePerson(t *testing.T) {
	s := newScript(t).in(rooms.InSession)
	s.do("thu-ky", "attendance.mark", args{"person": "khach", "reason": "Đi công tác"})
	s.server("media.report", rooms.ReportMedia{Person: "khach", Joined: true})
	s.do("thu-ky", "person.remove", args{"person": "khach"})
	if s.state.Attendance["khach"] != nil || s.state.Media["khach"] != nil || s.state.People["khach"] != nil {
		t.Errorf("something is left: %s", snapshot(t, s.state))
	}
}
