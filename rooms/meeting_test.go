package rooms_test

import (
	"testing"
	"time"

	"dienhong/rooms"
)

func announcement(change args) args {
	a := args{"title": "Kỳ họp bất thường", "body": "HĐND", "starts": start}
	for k, v := range change {
		a[k] = v
	}
	return a
}

func TestPhases(t *testing.T) {
	check(t, []rule{
		{name: "publish a draft", phase: rooms.Draft, actor: "thu-ky", command: "meeting.publish", want: "meeting.moved_on"},
		{name: "publish twice", phase: rooms.Scheduled, actor: "thu-ky", command: "meeting.publish", want: "!wrong_phase"},
		{name: "open check-in", phase: rooms.Scheduled, actor: "chu-toa", command: "meeting.open_check_in", want: "meeting.moved_on"},
		{name: "open check-in of a draft", phase: rooms.Draft, actor: "chu-toa", command: "meeting.open_check_in", want: "!wrong_phase"},
		{name: "open check-in twice", phase: rooms.CheckInOpen, actor: "chu-toa", command: "meeting.open_check_in", want: "!wrong_phase"},
		{name: "open the session", phase: rooms.CheckInOpen, actor: "chu-toa", command: "meeting.open", want: "meeting.moved_on"},
		{name: "opening without check-in marks the chair present", phase: rooms.Scheduled, actor: "chu-toa", command: "meeting.open",
			want: "attendance.marked meeting.moved_on", then: func(t *testing.T, s *script) {
				if m := s.state.Meeting; m.Phase != rooms.InSession || !m.Opened.Equal(s.now) || !s.state.Attendance["chu-toa"].Present() {
					t.Errorf("meeting %+v", m)
				}
			}},
		{name: "a draft cannot be opened", phase: rooms.Draft, actor: "chu-toa", command: "meeting.open", want: "!wrong_phase"},
		{name: "the secretary cannot open", phase: rooms.CheckInOpen, actor: "thu-ky", command: "meeting.open", want: "!forbidden"},
		{name: "pause", actor: "chu-toa", command: "meeting.pause", args: args{"minutes": 15}, want: "meeting.moved_on",
			then: func(t *testing.T, s *script) {
				if m := s.state.Meeting; len(m.Breaks) != 1 || !m.BackAt.Equal(s.now.Add(15*time.Minute)) {
					t.Errorf("meeting %+v", m)
				}
			}},
		{name: "pause without an end", actor: "chu-toa", command: "meeting.pause", want: "meeting.moved_on"},
		{name: "pause for a negative time", actor: "chu-toa", command: "meeting.pause", args: args{"minutes": -1}, want: "!out_of_range"},
		{name: "pause for more than ten hours", actor: "chu-toa", command: "meeting.pause", args: args{"minutes": 601}, want: "!out_of_range"},
		{name: "pause twice", phase: rooms.Paused, actor: "chu-toa", command: "meeting.pause", want: "!wrong_phase"},
		{name: "pause while a ballot is open", given: func(s *script) { s.ballot(0) }, actor: "chu-toa", command: "meeting.pause", want: "!ballot_open"},
		{name: "a pause ends the speech", given: func(s *script) { s.do("chu-toa", "floor.grant", args{"person": "an"}) },
			actor: "chu-toa", command: "meeting.pause", want: "meeting.moved_on", then: func(t *testing.T, s *script) {
				if s.state.Floor.Speaking != nil || len(s.state.Floor.Speeches) != 1 {
					t.Errorf("floor %+v", s.state.Floor)
				}
			}},
		{name: "resume", phase: rooms.Paused, actor: "chu-toa", command: "meeting.resume", want: "meeting.moved_on",
			then: func(t *testing.T, s *script) {
				m := s.state.Meeting
				if m.Phase != rooms.InSession || m.Breaks[0].End.IsZero() || !m.BackAt.IsZero() || m.Opened.Equal(s.now) {
					t.Errorf("meeting %+v", m)
				}
			}},
		{name: "resume what is not paused", actor: "chu-toa", command: "meeting.resume", want: "!wrong_phase"},
		{name: "close", actor: "chu-toa", command: "meeting.close", want: "meeting.moved_on"},
		{name: "close in a break", phase: rooms.Paused, actor: "chu-toa", command: "meeting.close", want: "meeting.moved_on",
			then: func(t *testing.T, s *script) {
				if s.state.Meeting.Breaks[0].End.IsZero() {
					t.Error("the break goes on for ever")
				}
			}},
		{name: "close before the session", phase: rooms.CheckInOpen, actor: "chu-toa", command: "meeting.close", want: "!wrong_phase"},
		{name: "close while a ballot is open", given: func(s *script) { s.ballot(60) }, actor: "chu-toa", command: "meeting.close", want: "!ballot_open"},
		{name: "close twice", phase: rooms.Closed, actor: "chu-toa", command: "meeting.close", want: "!meeting_closed"},
		{name: "a closed meeting takes nothing", phase: rooms.Closed, actor: "thu-ky", command: "item.add", args: args{"title": "Thêm"}, want: "!meeting_closed"},
		{name: "a closed meeting takes a conclusion", phase: rooms.Closed, actor: "thu-ky", command: "item.conclude",
			args: args{"item": "i1", "conclusion": "Thống nhất."}, want: "item.concluded"},
		{name: "a stranger", actor: "la", command: "meeting.close", want: "!forbidden"},
	})
}

func TestClosingEndsEverything(t *testing.T) {
	s := newScript(t).in(rooms.InSession)
	s.do("thu-ky", "item.start", args{"item": "i1"})
	s.do("chu-toa", "presentation.start", args{"document": "d1"})
	s.do("chu-toa", "presentation.give", args{"person": "an"})
	s.do("an", "floor.request", nil)
	s.do("chu-toa", "floor.grant", args{"person": "binh"})
	s.server("link.report", rooms.ReportLink{Person: "an", Online: false})
	s.now = s.now.Add(time.Hour)
	s.do("chu-toa", "meeting.close", nil)

	state := s.state
	if state.Floor.Speaking != nil || len(state.Floor.Queue) != 0 || state.Presentation.Document != "" || state.Presenter != "" ||
		state.Agenda.Current != "" || state.Agenda.Items["i1"].Spans[0].Open() {
		t.Errorf("something goes on: %s", snapshot(t, state))
	}
	for id, a := range state.Attendance {
		stay := a.Stays[len(a.Stays)-1]
		if a.Present() || stay.OutMethod != rooms.Closing || stay.OutBy != "" || !stay.Out.Equal(s.now) {
			t.Errorf("%s: %+v", id, stay)
		}
	}
	if gaps := state.Attendance["an"].Stays[0].Gaps; len(gaps) != 1 || !gaps[0].End.Equal(s.now) {
		t.Errorf("the gap of one whose line was lost: %+v", gaps)
	}
}

func TestQuorum(t *testing.T) {
	quorum := func(num, den int, present ...rooms.PersonID) func(*script) {
		return func(s *script) {
			s.apply("thu-ky", rooms.MeetingEdited{Announcement: rooms.Announcement{Title: "Họp", Starts: start, QuorumNum: num, QuorumDen: den}})
			for _, id := range present {
				s.apply(id, rooms.AttendanceMarked{Person: id, Present: true, Mode: rooms.InRoom, Method: rooms.SelfMarked})
			}
		}
	}
	open := func(without string) args { return args{"without": without} }
	check(t, []rule{ // four have a vote: the chair, an, binh and cau-1
		{name: "reached with the chair who opens", phase: rooms.Scheduled, given: quorum(2, 3, "an", "binh"), actor: "chu-toa", command: "meeting.open",
			want: "attendance.marked meeting.moved_on"},
		{name: "missed by one", phase: rooms.Scheduled, given: quorum(2, 3, "an"), actor: "chu-toa", command: "meeting.open", want: "!no_quorum"},
		{name: "those without a vote do not count", phase: rooms.Scheduled, given: quorum(2, 3, "an", "thu-ky", "khach"), actor: "chu-toa",
			command: "meeting.open", want: "!no_quorum"},
		{name: "missed, with a reason", phase: rooms.Scheduled, given: quorum(2, 3), actor: "chu-toa", command: "meeting.open", args: open(" Họp khẩn "),
			want: "attendance.marked meeting.moved_on", then: func(t *testing.T, s *script) {
				if got := s.state.Meeting.OpenedWithout; got != "Họp khẩn" {
					t.Errorf("reason %q", got)
				}
			}},
		{name: "a reason that is not needed is not kept", phase: rooms.Scheduled, given: quorum(1, 4), actor: "chu-toa", command: "meeting.open",
			args: open("thừa"), want: "attendance.marked meeting.moved_on", then: func(t *testing.T, s *script) {
				if got := s.state.Meeting.OpenedWithout; got != "" {
					t.Errorf("reason %q", got)
				}
			}},
		{name: "a reason of nothing but blanks", phase: rooms.Scheduled, given: quorum(1, 1), actor: "chu-toa", command: "meeting.open",
			args: open(" \u200b "), want: "!no_quorum"},
		{name: "a fraction that does not come out even rounds up", phase: rooms.Scheduled, given: quorum(3, 5, "an"), actor: "chu-toa",
			command: "meeting.open", want: "!no_quorum"},
	})
}

func TestEditMeeting(t *testing.T) {
	check(t, []rule{
		{name: "edit", actor: "thu-ky", command: "meeting.edit", args: announcement(nil), want: "meeting.edited"},
		{name: "without a title", actor: "thu-ky", command: "meeting.edit", args: announcement(args{"title": "  "}), want: "!text_empty"},
		{name: "a title of 300 characters", actor: "thu-ky", command: "meeting.edit", args: announcement(args{"title": repeated("ộ", 300)}), want: "meeting.edited"},
		{name: "a title of 301 characters", actor: "thu-ky", command: "meeting.edit", args: announcement(args{"title": repeated("ộ", 301)}), want: "!text_too_long"},
		{name: "a body of 301 characters", actor: "thu-ky", command: "meeting.edit", args: announcement(args{"body": repeated("x", 301)}), want: "!text_too_long"},
		{name: "a place of 301 characters", actor: "thu-ky", command: "meeting.edit", args: announcement(args{"place": repeated("x", 301)}), want: "!text_too_long"},
		{name: "without a beginning", actor: "thu-ky", command: "meeting.edit", args: args{"title": "Họp"}, want: "!out_of_range"},
		{name: "an end before the beginning", actor: "thu-ky", command: "meeting.edit", args: announcement(args{"ends": start.Add(-time.Second)}), want: "!out_of_range"},
		{name: "a year that cannot be written in UTC", actor: "thu-ky", command: "meeting.edit",
			args: announcement(args{"starts": "9999-12-31T23:59:59-12:00"}), want: "!out_of_range"},
		{name: "an end in a year that cannot be written in UTC", actor: "thu-ky", command: "meeting.edit",
			args: announcement(args{"ends": "9999-12-31T23:59:59-12:00"}), want: "!out_of_range"},
		{name: "a year before ours", actor: "thu-ky", command: "meeting.edit", args: announcement(args{"starts": "0000-01-01T00:00:00+12:00"}), want: "!out_of_range"},
		{name: "a quorum above one", actor: "thu-ky", command: "meeting.edit", args: announcement(args{"quorum_num": 3, "quorum_den": 2}), want: "!out_of_range"},
		{name: "a quorum without a denominator", actor: "thu-ky", command: "meeting.edit", args: announcement(args{"quorum_num": 1}), want: "!out_of_range"},
		{name: "a quorum of too fine a fraction", actor: "thu-ky", command: "meeting.edit", args: announcement(args{"quorum_num": 1, "quorum_den": 1001}), want: "!out_of_range"},
		{name: "a negative number of seats", actor: "thu-ky", command: "meeting.edit", args: announcement(args{"seats": -1}), want: "!out_of_range"},
		{name: "more seats than people fit", actor: "thu-ky", command: "meeting.edit", args: announcement(args{"seats": 6001}), want: "!out_of_range"},
		{name: "while a ballot is open", given: func(s *script) { s.ballot(0) }, actor: "thu-ky", command: "meeting.edit", args: announcement(nil), want: "!ballot_open"},
		{name: "by a delegate", actor: "an", command: "meeting.edit", args: announcement(nil), want: "!forbidden"},
	})
}

func TestTheServerIsNobody(t *testing.T) {
	s := newScript(t).in(rooms.CheckInOpen)
	for name, command := range map[string]rooms.Command{
		"meeting.open": rooms.OpenMeeting{}, "attendance.check_in": rooms.CheckIn{},
	} {
		if _, err := s.carry(rooms.ServerRequest("", "", name, command)); code(err) != "person_not_found" {
			t.Errorf("%s of the server gave %v", name, err)
		}
	}
}
