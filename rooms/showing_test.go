package rooms_test

import (
	"testing"

	"dienhong/rooms"
)

func TestPresenting(t *testing.T) {
	shows := func(s *script) { s.do("chu-toa", "presentation.start", args{"document": "d1", "page": 2}) }
	gives := func(id rooms.PersonID) func(*script) {
		return func(s *script) { s.do("thu-ky", "presentation.give", args{"person": id}) }
	}
	check(t, []rule{
		{name: "start", actor: "chu-toa", command: "presentation.start", args: args{"document": "d1"}, want: "presentation.started", then: func(t *testing.T, s *script) {
			want := rooms.Presentation{Document: "d1", Page: 1, By: "chu-toa", Since: s.now}
			if s.state.Presentation != want {
				t.Errorf("presentation %+v", s.state.Presentation)
			}
		}},
		{name: "start at the last page", actor: "thu-ky", command: "presentation.start", args: args{"document": "d1", "page": 3}, want: "presentation.started"},
		{name: "start beyond the last page", actor: "thu-ky", command: "presentation.start", args: args{"document": "d1", "page": 4}, want: "!page_not_showable"},
		{name: "start before the first page", actor: "thu-ky", command: "presentation.start", args: args{"document": "d1", "page": -1}, want: "!page_not_showable"},
		{name: "start what is not rendered", actor: "thu-ky", command: "presentation.start", args: args{"document": "d2"}, want: "!page_not_showable"},
		{name: "start what is not there", actor: "thu-ky", command: "presentation.start", args: args{"document": "d9"}, want: "!document_not_found"},
		{name: "start before check-in", phase: rooms.Scheduled, actor: "thu-ky", command: "presentation.start", args: args{"document": "d1"}, want: "!wrong_phase"},
		{name: "start in a break", phase: rooms.Paused, actor: "thu-ky", command: "presentation.start", args: args{"document": "d1"}, want: "presentation.started"},
		{name: "a delegate does not start", actor: "an", command: "presentation.start", args: args{"document": "d1"}, want: "!forbidden"},
		{name: "a delegate to whom it was given starts", given: gives("an"), actor: "an", command: "presentation.start", args: args{"document": "d1"}, want: "presentation.started"},
		{name: "a unit to which it was given starts", given: gives("cau-1"), actor: "cau-1", command: "presentation.start", args: args{"document": "d1"}, want: "presentation.started"},
		{name: "another delegate still does not", given: gives("an"), actor: "binh", command: "presentation.start", args: args{"document": "d1"}, want: "!forbidden"},

		{name: "turn", given: shows, actor: "thu-ky", command: "page.turn", args: args{"document": "d1", "page": 3}, want: "page.turned", then: func(t *testing.T, s *script) {
			if p := s.state.Presentation; p.Page != 3 || p.By != "thu-ky" {
				t.Errorf("presentation %+v", p)
			}
		}},
		{name: "turn to where it is", given: shows, actor: "thu-ky", command: "page.turn", args: args{"document": "d1", "page": 2}, want: "nothing"},
		{name: "turn beyond the end", given: shows, actor: "thu-ky", command: "page.turn", args: args{"document": "d1", "page": 4}, want: "!page_not_showable"},
		{name: "turn to page zero", given: shows, actor: "thu-ky", command: "page.turn", args: args{"document": "d1"}, want: "!page_not_showable"},
		{name: "turn another document", given: shows, actor: "thu-ky", command: "page.turn", args: args{"document": "d2", "page": 1}, want: "!not_presented"},
		{name: "turn while nothing is presented", actor: "thu-ky", command: "page.turn", args: args{"document": "", "page": 1}, want: "!not_presented"},
		{name: "a delegate does not turn", given: shows, actor: "an", command: "page.turn", args: args{"document": "d1", "page": 1}, want: "!forbidden"},
		{name: "a guest does not turn", given: shows, actor: "khach", command: "page.turn", args: args{"document": "d1", "page": 1}, want: "!forbidden"},

		{name: "stop", given: shows, actor: "thu-ky", command: "presentation.stop", want: "presentation.stopped"},
		{name: "stop nothing", actor: "thu-ky", command: "presentation.stop", want: "nothing"},
		{name: "a delegate does not stop", given: shows, actor: "an", command: "presentation.stop", want: "!forbidden"},

		{name: "give", actor: "chu-toa", command: "presentation.give", args: args{"person": "an"}, want: "presenter.given"},
		{name: "give again", given: gives("an"), actor: "chu-toa", command: "presentation.give", args: args{"person": "an"}, want: "nothing"},
		{name: "take back", given: gives("an"), actor: "chu-toa", command: "presentation.give", want: "presenter.given"},
		{name: "give to a guest", actor: "chu-toa", command: "presentation.give", args: args{"person": "khach"}, want: "!forbidden"},
		{name: "give to nobody", actor: "chu-toa", command: "presentation.give", args: args{"person": "la"}, want: "!person_not_found"},
		{name: "give by a delegate", actor: "an", command: "presentation.give", args: args{"person": "an"}, want: "!forbidden"},
	})
}

func TestMicrophones(t *testing.T) {
	joined := func(ids ...rooms.PersonID) func(*script) {
		return func(s *script) {
			for _, id := range ids {
				s.server("media.report", rooms.ReportMedia{Person: id, Joined: true, Microphone: true})
			}
		}
	}
	check(t, []rule{
		{name: "hold one", given: joined("an"), actor: "thu-ky", command: "microphone.hold", args: args{"person": "an", "held": true}, want: "microphone.held"},
		{name: "hold one who has not joined", actor: "thu-ky", command: "microphone.hold", args: args{"person": "an", "held": true}, want: "microphone.held"},
		{name: "hold twice", given: func(s *script) { s.do("thu-ky", "microphone.hold", args{"person": "an", "held": true}) },
			actor: "thu-ky", command: "microphone.hold", args: args{"person": "an", "held": true}, want: "nothing"},
		{name: "let go of what is not held", actor: "thu-ky", command: "microphone.hold", args: args{"person": "an"}, want: "nothing"},
		{name: "hold nobody", actor: "thu-ky", command: "microphone.hold", args: args{"person": "la", "held": true}, want: "!person_not_found"},
		{name: "hold a screen", actor: "thu-ky", command: "microphone.hold", args: args{"person": "man-hinh", "held": true}, want: "!command_invalid"},
		{name: "a delegate holds nobody", actor: "an", command: "microphone.hold", args: args{"person": "binh", "held": true}, want: "!forbidden"},
		{name: "hold everybody but oneself and the speaker", given: func(s *script) {
			joined("chu-toa", "thu-ky", "an", "binh", "cau-1")(s)
			s.do("chu-toa", "floor.grant", args{"person": "an"})
		}, actor: "chu-toa", command: "microphone.hold", args: args{"held": true}, want: "microphone.held microphone.held microphone.held",
			then: func(t *testing.T, s *script) {
				for id, want := range map[rooms.PersonID]bool{"chu-toa": false, "an": false, "thu-ky": true, "binh": true, "cau-1": true} {
					if s.state.Media[id].Held != want {
						t.Errorf("%s held: %t", id, !want)
					}
				}
			}},
		{name: "let go of everybody", given: func(s *script) {
			joined("an", "binh")(s)
			s.do("chu-toa", "microphone.hold", args{"held": true})
			s.server("media.report", rooms.ReportMedia{Person: "binh"})
		}, actor: "chu-toa", command: "microphone.hold", args: args{"held": false}, want: "microphone.held microphone.held"},
		{name: "hold an empty room", actor: "chu-toa", command: "microphone.hold", args: args{"held": true}, want: "nothing"},
	})
}

func TestMediaReports(t *testing.T) {
	s := newScript(t).in(rooms.InSession)
	report := func(r rooms.ReportMedia, want string) {
		t.Helper()
		d, err := s.carry(rooms.ServerRequest("", "", "media.report", r))
		if got := outcome(d, err); got != want {
			t.Errorf("%+v gave %s, want %s", r, got, want)
		}
	}
	report(rooms.ReportMedia{Person: "an", Joined: true, Microphone: true}, "media.changed")
	report(rooms.ReportMedia{Person: "an", Joined: true, Microphone: true}, "nothing")
	s.do("thu-ky", "microphone.hold", args{"person": "an", "held": true})
	report(rooms.ReportMedia{Person: "an", Joined: true, Microphone: true}, "nothing")
	report(rooms.ReportMedia{Person: "an"}, "media.changed")
	report(rooms.ReportMedia{Person: "la", Joined: true}, "nothing")
	if m := *s.state.Media["an"]; m != (rooms.MediaPresence{Held: true}) {
		t.Errorf("media %+v", m)
	}
}

func TestScenes(t *testing.T) {
	check(t, []rule{
		{name: "show", actor: "thu-ky", command: "screen.show", args: args{"scene": "ballot"}, want: "screen.shown"},
		{name: "show what is shown", actor: "thu-ky", command: "screen.show", args: args{"scene": "auto"}, want: "nothing"},
		{name: "show what is not", actor: "thu-ky", command: "screen.show", args: args{"scene": "cinema"}, want: "!command_invalid"},
		{name: "show nothing at all", actor: "thu-ky", command: "screen.show", want: "!command_invalid"},
		{name: "a screen does not choose", actor: "man-hinh", command: "screen.show", args: args{"scene": "blank"}, want: "!forbidden"},
	})
}
