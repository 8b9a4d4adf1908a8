package rooms_test

import (
	"testing"
	"time"

	"dienhong/agenda"
	"dienhong/rooms"
)

func TestFloor(t *testing.T) {
	asks := func(ids ...rooms.PersonID) func(*script) {
		return func(s *script) {
			for _, id := range ids {
				s.do(id, "floor.request", nil)
			}
		}
	}
	speaks := func(id rooms.PersonID) func(*script) {
		return func(s *script) { s.do("chu-toa", "floor.grant", args{"person": id}) }
	}
	check(t, []rule{
		{name: "ask", actor: "an", command: "floor.request", want: "floor.requested", then: func(t *testing.T, s *script) {
			want := rooms.FloorRequest{Person: "an", Kind: rooms.Statement, At: s.now}
			if q := s.state.Floor.Queue; len(q) != 1 || q[0] != want {
				t.Errorf("queue %+v", q)
			}
		}},
		{name: "ask on the current item", given: func(s *script) { s.do("thu-ky", "item.start", args{"item": "i1"}) },
			actor: "an", command: "floor.request", args: args{"kind": "question"}, want: "floor.requested", then: func(t *testing.T, s *script) {
				if r := s.state.Floor.Queue[0]; r.Item != "i1" || r.Kind != rooms.Question {
					t.Errorf("request %+v", r)
				}
			}},
		{name: "ask for what is not", actor: "an", command: "floor.request", args: args{"kind": "shout"}, want: "!command_invalid"},
		{name: "ask twice", given: asks("an"), actor: "an", command: "floor.request", want: "!floor_in_queue"},
		{name: "ask while speaking", given: speaks("an"), actor: "an", command: "floor.request", want: "!floor_in_queue"},
		{name: "ask without being there", actor: "khach", command: "floor.request", want: "!not_present"},
		{name: "ask before check-in", phase: rooms.Scheduled, actor: "an", command: "floor.request", want: "!wrong_phase"},
		{name: "ask in a break", phase: rooms.Paused, actor: "an", command: "floor.request", want: "floor.requested"},
		{name: "a screen does not ask", actor: "man-hinh", command: "floor.request", want: "!forbidden"},

		{name: "withdraw", given: asks("an", "binh"), actor: "an", command: "floor.withdraw", want: "floor.left"},
		{name: "withdraw nothing", actor: "an", command: "floor.withdraw", want: "!floor_not_in_queue"},
		{name: "refuse", given: asks("an"), actor: "thu-ky", command: "floor.refuse", args: args{"person": "an"}, want: "floor.left"},
		{name: "refuse one who does not wait", actor: "thu-ky", command: "floor.refuse", args: args{"person": "an"}, want: "!floor_not_in_queue"},
		{name: "a delegate refuses nobody", given: asks("an"), actor: "binh", command: "floor.refuse", args: args{"person": "an"}, want: "!forbidden"},

		{name: "grant one who waits", given: asks("an", "binh"), actor: "chu-toa", command: "floor.grant", args: args{"person": "binh", "seconds": 120},
			want: "floor.granted", then: func(t *testing.T, s *script) {
				f := s.state.Floor
				if f.Speaking == nil || f.Speaking.Person != "binh" || f.Speaking.Limit != 120 || len(f.Queue) != 1 || f.Queue[0].Person != "an" {
					t.Errorf("floor %+v", f)
				}
			}},
		{name: "grant one who did not ask", actor: "thu-ky", command: "floor.grant", args: args{"person": "an"}, want: "floor.granted", then: func(t *testing.T, s *script) {
			if s.state.Floor.Speaking.Limit != 300 {
				t.Errorf("limit %d", s.state.Floor.Speaking.Limit)
			}
		}},
		{name: "grant the next ends the one before", given: speaks("an"), actor: "chu-toa", command: "floor.grant", args: args{"person": "binh"}, want: "floor.ended floor.granted"},
		{name: "grant the one who speaks", given: speaks("an"), actor: "chu-toa", command: "floor.grant", args: args{"person": "an"}, want: "!floor_in_queue"},
		{name: "grant lets go of a held microphone", given: func(s *script) { s.do("thu-ky", "microphone.hold", args{"person": "an", "held": true}) },
			actor: "chu-toa", command: "floor.grant", args: args{"person": "an"}, want: "floor.granted microphone.held"},
		{name: "grant one who is away", actor: "chu-toa", command: "floor.grant", args: args{"person": "khach"}, want: "!not_present"},
		{name: "grant a screen", actor: "chu-toa", command: "floor.grant", args: args{"person": "man-hinh"}, want: "!forbidden"},
		{name: "grant nobody", actor: "chu-toa", command: "floor.grant", args: args{"person": "la"}, want: "!person_not_found"},
		{name: "grant for a negative time", actor: "chu-toa", command: "floor.grant", args: args{"person": "an", "seconds": -5}, want: "!out_of_range"},
		{name: "grant for more than two hours", actor: "chu-toa", command: "floor.grant", args: args{"person": "an", "seconds": 7201}, want: "!out_of_range"},
		{name: "grant in a break", phase: rooms.Paused, actor: "chu-toa", command: "floor.grant", args: args{"person": "an"}, want: "!wrong_phase"},

		{name: "extend", given: speaks("an"), actor: "chu-toa", command: "floor.extend", args: args{"seconds": 60}, want: "floor.extended", then: func(t *testing.T, s *script) {
			if got := s.state.Floor.Speaking.Limit; got != 360 {
				t.Errorf("limit %d", got)
			}
		}},
		{name: "extend nobody's", actor: "chu-toa", command: "floor.extend", args: args{"seconds": 60}, want: "!floor_nobody"},
		{name: "extend by nothing", given: speaks("an"), actor: "chu-toa", command: "floor.extend", want: "!out_of_range"},
		{name: "extend by more than an hour", given: speaks("an"), actor: "chu-toa", command: "floor.extend", args: args{"seconds": 3601}, want: "!out_of_range"},

		{name: "end one's own", given: speaks("an"), actor: "an", command: "floor.end", want: "floor.ended"},
		{name: "the desk ends anybody's", given: speaks("an"), actor: "thu-ky", command: "floor.end", want: "floor.ended"},
		{name: "others do not", given: speaks("an"), actor: "binh", command: "floor.end", want: "!forbidden"},
		{name: "end nobody's", actor: "thu-ky", command: "floor.end", want: "!floor_nobody"},
	})
}

func TestASpeechIsRecorded(t *testing.T) {
	s := newScript(t).in(rooms.InSession)
	s.do("thu-ky", "item.start", args{"item": "i2"})
	s.do("chu-toa", "floor.grant", args{"person": "an", "seconds": 180})
	began := s.now
	s.do("thu-ky", "item.start", args{"item": "i3"})
	s.now = s.now.Add(2 * time.Minute)
	s.do("an", "floor.end", nil)
	want := rooms.Speech{Person: "an", Item: agenda.ItemID("i2"), Start: began, End: s.now, Limit: 180}
	if got := s.state.Floor.Speeches; len(got) != 1 || got[0] != want {
		t.Errorf("speeches %+v, want %+v", got, want)
	}
}
