package web

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"dienhong/rooms"
	"dienhong/web/auth"
)

func (s *Server) meetingRoutes() []route {
	return []route{
		api("GET", "/api/meetings", signedIn, 200, "The meetings in which one has a part, the next first", s.listMeetings),
		api("POST", "/api/meetings", organisers, 201, "Make a meeting, as its secretary", s.createMeeting,
			"text_empty", "text_too_long", "out_of_range", "busy", "retry"),
		api("POST", "/api/meetings/{m}/commands", members, 200, "Ask for a change, as over the websocket", s.command,
			"command_unknown", "command_invalid", "command_conflict", "meeting_closed", "wrong_phase", "no_quorum", "not_present",
			"text_empty", "text_too_long", "out_of_range", "too_many", "item_not_found", "document_not_found", "person_not_found",
			"ballot_not_found", "substitution_not_found", "substitution_wrong_state", "too_fast", "busy", "retry"),
		api("POST", "/api/meetings/{m}/media-token", members, 200, "A token for the media room of the meeting", s.mediaToken,
			"media_off", "meeting_closed"),
	}
}

type meetingList struct {
	Meetings []listedMeeting `json:"meetings"`
}

type listedMeeting struct {
	ID     rooms.MeetingID `json:"id"`
	Title  string          `json:"title"`
	Body   string          `json:"body"`
	Place  string          `json:"place"`
	Phase  rooms.Phase     `json:"phase"`
	Starts time.Time       `json:"starts"`
	Ends   time.Time       `json:"ends,omitzero"`
	Role   rooms.Role      `json:"role"`
	// Goto is a path of this server, with the prefix of the slot.
	Goto string `json:"goto"`
}

func (s *Server) listMeetings(c *call, _ none) (meetingList, error) {
	memberships, err := s.Lists.MeetingsOf(c.ctx(), c.person())
	if err != nil {
		return meetingList{}, err
	}
	list := meetingList{Meetings: []listedMeeting{}}
	for _, m := range memberships {
		hidden := m.Phase == rooms.Draft && !m.Role.Desk()
		if hidden || (c.session.Meeting != "" && c.session.Meeting != m.ID) {
			continue
		}
		list.Meetings = append(list.Meetings, listedMeeting{
			ID: m.ID, Title: m.Title, Body: m.Body, Place: m.Place, Phase: m.Phase, Starts: m.Starts, Ends: m.Ends, Role: m.Role,
			Goto: auth.Prefix(c.slot) + home(m.ID, m.Role),
		})
	}
	now := s.Clock.Now()
	slices.SortStableFunc(list.Meetings, func(a, b listedMeeting) int { return nextFirst(a, b, now) })
	return list, nil
}

// nextFirst orders meetings that are not over by their beginning, and then those that are, the latest first.
func nextFirst(a, b listedMeeting, now time.Time) int {
	over := func(m listedMeeting) bool {
		return m.Phase == rooms.Closed || ((m.Phase == rooms.Draft || m.Phase == rooms.Scheduled) && m.Starts.Before(now.Add(-24*time.Hour)))
	}
	switch {
	case over(a) && !over(b):
		return 1
	case over(b) && !over(a):
		return -1
	case over(a):
		return b.Starts.Compare(a.Starts)
	}
	return a.Starts.Compare(b.Starts)
}

type createdMeeting struct {
	Meeting rooms.MeetingID `json:"meeting"`
	goTo
}

func (s *Server) createMeeting(c *call, in rooms.Announcement) (createdMeeting, error) {
	account, err := s.Auth.Account(c.ctx(), c.person())
	if err != nil {
		return createdMeeting{}, err
	}
	secretary := rooms.Person{
		ID: account.ID, Name: account.Name, Title: account.Title, Unit: account.Unit, Role: rooms.Secretary,
	}
	id, err := s.Rooms.Create(c.ctx(), account.ID, in, []rooms.Person{secretary})
	if err != nil {
		return createdMeeting{}, err
	}
	s.log.Info("meeting created", "meeting", string(id), "person", string(account.ID))
	return createdMeeting{id, goTo{auth.Prefix(c.slot) + home(id, rooms.Secretary)}}, nil
}

type commandRequest struct {
	ID   rooms.CommandID `json:"id"`
	Name string          `json:"name"`
	Args json.RawMessage `json:"args,omitempty"`
}

type commandAnswer struct {
	Seq  uint64         `json:"seq"`
	Data map[string]any `json:"data,omitempty"`
}

func (s *Server) command(c *call, in commandRequest) (commandAnswer, error) {
	if !s.pace.allow(c.person()) {
		return commandAnswer{}, ErrTooFast
	}
	request, err := rooms.NewRequest(in.ID, c.person(), in.Name, in.Args)
	if err != nil {
		return commandAnswer{}, err
	}
	answer, err := c.room.Do(c.ctx(), request)
	if err != nil {
		return commandAnswer{}, err
	}
	return commandAnswer{answer.Seq, answer.Data}, nil
}

type mediaToken struct {
	URL   string `json:"url"`
	Token string `json:"token"`
}

// mediaToken is for whoever has a part in the meeting; a closed one has no media room any more.
func (s *Server) mediaToken(c *call, _ none) (mediaToken, error) {
	if s.Minter == nil {
		return mediaToken{}, ErrNoMedia
	}
	if c.room.Access().Phase == rooms.Closed {
		return mediaToken{}, rooms.ErrMeetingClosed
	}
	var person rooms.Person
	err := c.room.Read(c.ctx(), func(state *rooms.State) {
		if p := state.People[c.person()]; p != nil {
			person = *p
		}
	})
	if err != nil {
		return mediaToken{}, err
	}
	token, err := s.Minter.Mint(c.meeting, person)
	if err != nil {
		return mediaToken{}, err
	}
	scheme := "ws://"
	if c.secure {
		scheme = "wss://"
	}
	return mediaToken{URL: scheme + strings.ToLower(c.r.Host), Token: token}, nil
}
