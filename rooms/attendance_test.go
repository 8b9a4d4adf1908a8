package rooms_test

import (
	"testing"
	"time"

	"dienhong/rooms"
)

func present(id rooms.PersonID, want bool) func(*testing.T, *script) {
	return func(t *testing.T, s *script) {
		if got := s.state.Attendance[id].Present(); got != want {
			t.Errorf("%s present: %t", id, got)
		}
	}
}

func TestAttendance(t *testing.T) {
	mark := func(a args) args { return a }
	check(t, []rule{
		{name: "check in", phase: rooms.CheckInOpen, actor: "khach", command: "attendance.check_in", want: "attendance.marked", then: present("khach", true)},
		{name: "check in late", actor: "khach", command: "attendance.check_in", args: args{"mode": "remote"}, want: "attendance.marked", then: func(t *testing.T, s *script) {
			if stay := s.state.Attendance["khach"].Stays[0]; stay.Mode != rooms.Remote || stay.InMethod != rooms.SelfMarked || stay.InBy != "khach" || !stay.In.Equal(s.now) {
				t.Errorf("stay %+v", stay)
			}
		}},
		{name: "check in during a break", phase: rooms.Paused, actor: "khach", command: "attendance.check_in", want: "attendance.marked"},
		{name: "check in too early", phase: rooms.Scheduled, actor: "an", command: "attendance.check_in", want: "!wrong_phase"},
		{name: "check in twice", actor: "an", command: "attendance.check_in", want: "nothing"},
		{name: "an unknown mode", actor: "khach", command: "attendance.check_in", args: args{"mode": "by_proxy"}, want: "!command_invalid"},
		{name: "a screen does not check in", actor: "man-hinh", command: "attendance.check_in", want: "!forbidden"},
		{name: "a unit is remote unless it says otherwise", given: func(s *script) { s.do("cau-1", "attendance.leave", nil) },
			actor: "cau-1", command: "attendance.check_in", want: "attendance.marked", then: func(t *testing.T, s *script) {
				if stays := s.state.Attendance["cau-1"].Stays; len(stays) != 2 || stays[1].Mode != rooms.Remote {
					t.Errorf("stays %+v", stays)
				}
			}},
		{name: "come back after leaving", given: func(s *script) { s.do("an", "attendance.leave", nil) }, actor: "an", command: "attendance.check_in",
			want: "attendance.marked", then: present("an", true)},

		{name: "leave", actor: "an", command: "attendance.leave", want: "attendance.marked", then: present("an", false)},
		{name: "leave without being there", actor: "khach", command: "attendance.leave", want: "nothing"},
		{name: "who leaves the floor stops speaking", given: func(s *script) { s.do("chu-toa", "floor.grant", args{"person": "an"}) },
			actor: "an", command: "attendance.leave", want: "floor.ended attendance.marked"},
		{name: "who leaves does not wait for the floor", given: func(s *script) { s.do("an", "floor.request", nil) },
			actor: "an", command: "attendance.leave", want: "floor.left attendance.marked"},

		{name: "mark present", actor: "thu-ky", command: "attendance.mark", args: mark(args{"person": "khach", "present": true}), want: "attendance.marked",
			then: func(t *testing.T, s *script) {
				a := s.state.Attendance["khach"]
				if stay := a.Stays[0]; stay.InMethod != rooms.DeskMarked || stay.InBy != "thu-ky" || a.Online {
					t.Errorf("attendance %+v", a)
				}
			}},
		{name: "mark present twice", actor: "thu-ky", command: "attendance.mark", args: mark(args{"person": "an", "present": true}), want: "nothing"},
		{name: "mark present before check-in", phase: rooms.Scheduled, actor: "thu-ky", command: "attendance.mark", args: mark(args{"person": "an", "present": true}), want: "!wrong_phase"},
		{name: "note an absence beforehand", phase: rooms.Scheduled, actor: "thu-ky", command: "attendance.mark",
			args: mark(args{"person": "an", "reason": " Đi\ncông tác "}), want: "attendance.marked", then: func(t *testing.T, s *script) {
				if got := s.state.Attendance["an"].Reason; got != "Đi công tác" {
					t.Errorf("reason %q", got)
				}
			}},
		{name: "a reason goes when somebody comes", given: func(s *script) { s.do("thu-ky", "attendance.mark", args{"person": "khach", "reason": "Ốm"}) },
			actor: "khach", command: "attendance.check_in", want: "attendance.marked", then: func(t *testing.T, s *script) {
				if got := s.state.Attendance["khach"].Reason; got != "" {
					t.Errorf("reason %q", got)
				}
			}},
		{name: "mark absent who speaks", given: func(s *script) { s.do("chu-toa", "floor.grant", args{"person": "an"}) },
			actor: "thu-ky", command: "attendance.mark", args: mark(args{"person": "an", "reason": "Về sớm"}), want: "floor.ended attendance.marked", then: present("an", false)},
		{name: "mark nobody", actor: "thu-ky", command: "attendance.mark", args: mark(args{"person": "la"}), want: "!person_not_found"},
		{name: "mark a screen", actor: "thu-ky", command: "attendance.mark", args: mark(args{"person": "man-hinh", "present": true}), want: "!command_invalid"},
		{name: "mark in an unknown mode", actor: "thu-ky", command: "attendance.mark", args: mark(args{"person": "khach", "present": true, "mode": "x"}), want: "!command_invalid"},
		{name: "a reason of 301 characters", actor: "thu-ky", command: "attendance.mark", args: mark(args{"person": "khach", "reason": repeated("a", 301)}), want: "!text_too_long"},
		{name: "mark in a draft", phase: rooms.Draft, actor: "thu-ky", command: "attendance.mark", args: mark(args{"person": "an"}), want: "!wrong_phase"},
		{name: "the chair does not mark", actor: "chu-toa", command: "attendance.mark", args: mark(args{"person": "an"}), want: "!forbidden"},
	})
}

func TestALostLineIsAGapAndNoAbsence(t *testing.T) {
	s := newScript(t).in(rooms.InSession)
	link := func(online bool, want string) {
		t.Helper()
		s.now = s.now.Add(time.Minute)
		d, err := s.carry(rooms.ServerRequest("", "", "link.report", rooms.ReportLink{Person: "an", Online: online}))
		if got := outcome(d, err); got != want {
			t.Errorf("link %t gave %s, want %s", online, got, want)
		}
	}
	link(true, "nothing") // who checked in at a device is connected
	link(false, "link.changed")
	lost := s.now
	link(false, "nothing")
	if a := s.state.Attendance["an"]; !a.Present() || a.Online {
		t.Errorf("attendance %+v", a)
	}
	link(true, "link.changed")
	back := s.now
	link(false, "link.changed")
	s.do("an", "attendance.leave", nil)
	gaps := s.state.Attendance["an"].Stays[0].Gaps
	if len(gaps) != 2 || gaps[0] != (rooms.Gap{Start: lost, End: back}) || !gaps[1].End.Equal(s.now) {
		t.Errorf("gaps %+v", gaps)
	}
	link(true, "link.changed")
	link(false, "link.changed")
	if got := s.state.Attendance["an"].Stays[0].Gaps; len(got) != 2 {
		t.Errorf("one who left has more gaps: %+v", got)
	}
	d, err := s.carry(rooms.ServerRequest("", "", "link.report", rooms.ReportLink{Person: "la", Online: true}))
	if got := outcome(d, err); got != "nothing" {
		t.Errorf("a stranger's link gave %s", got)
	}
}

func TestALineThatNeverHoldsStaysSmall(t *testing.T) {
	s := newScript(t).in(rooms.InSession)
	for range 3 * rooms.MaxGaps {
		s.server("link.report", rooms.ReportLink{Person: "an", Online: false})
		s.server("link.report", rooms.ReportLink{Person: "an", Online: true})
	}
	gaps := s.state.Attendance["an"].Stays[0].Gaps
	if len(gaps) != rooms.MaxGaps || gaps[len(gaps)-1].End.IsZero() {
		t.Errorf("%d gaps, the last %+v", len(gaps), gaps[len(gaps)-1])
	}
}

func TestATakingEndsLinksAndMedia(t *testing.T) {
	s := newScript(t).in(rooms.InSession)
	s.server("media.report", rooms.ReportMedia{Person: "an", Joined: true, Microphone: true, Camera: true, Screen: true})
	s.do("thu-ky", "microphone.hold", args{"person": "an", "held": true})
	s.now = s.now.Add(time.Hour)
	s.append(rooms.Record{Epoch: 2, At: s.now, Event: rooms.RoomTaken{}})
	if m := *s.state.Media["an"]; m != (rooms.MediaPresence{Held: true}) {
		t.Errorf("media %+v", m)
	}
	if a := s.state.Attendance["an"]; a.Online || !a.Present() || !a.Stays[0].Gaps[0].Start.Equal(s.now) {
		t.Errorf("attendance %+v", a)
	}
	if len(s.state.Takes) != 1 || s.state.Epoch != 2 {
		t.Errorf("takes %v in epoch %d", s.state.Takes, s.state.Epoch)
	}
	s.append(rooms.Record{Epoch: 3, At: s.now, Event: rooms.RoomTaken{}})
	if len(s.state.Takes) != 1 {
		t.Error("a taking that nobody could notice is in the record")
	}
}
