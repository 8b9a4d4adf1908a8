package web

import (
	"time"

	"dienhong/rooms"
	"dienhong/web/auth"
)

func (s *Server) inviteRoutes() []route {
	return []route{
		api("POST", "/api/meetings/{m}/invites", desk, 201, "Make somebody's personal link or PIN; it is shown this once", s.invite,
			"person_not_found", "invite_exists"),
		api("GET", "/api/meetings/{m}/invites", desk, 200, "Who holds which invites, without their secrets", s.listInvites),
	}
}

type inviteRequest struct {
	Person rooms.PersonID   `json:"person"`
	Kind   rooms.InviteKind `json:"kind"`
	// Replace takes back the invites of this kind that the person has.
	Replace bool `json:"replace,omitempty"`
}

type madeInvite struct {
	URL  string `json:"url,omitempty"`
	Code string `json:"code,omitempty"`
	PIN  string `json:"pin,omitempty"`
	// QR is the text of an SVG picture, of the link or of the page on which the PIN is typed.
	QR      string    `json:"qr"`
	Expires time.Time `json:"expires"`
}

// afterMeeting is how long an invite outlives the meeting's planned end, for a session that runs late.
const afterMeeting = 24 * time.Hour

func (s *Server) invite(c *call, in inviteRequest) (madeInvite, error) {
	if in.Kind != rooms.InviteLink && in.Kind != rooms.InvitePIN {
		return madeInvite{}, ErrBadRequest
	}
	var known bool
	var expires time.Time
	now := s.Clock.Now()
	err := c.room.Read(c.ctx(), func(state *rooms.State) {
		known = state.People[in.Person] != nil
		last := state.Meeting.Ends
		if last.IsZero() {
			last = state.Meeting.Starts
		}
		expires = last.Add(afterMeeting)
	})
	if err != nil {
		return madeInvite{}, err
	}
	if !known {
		return madeInvite{}, rooms.ErrNoPerson
	}
	if usual := now.Add(s.Config.Auth.InviteLife); expires.Before(now.Add(afterMeeting)) {
		expires = now.Add(min(afterMeeting, s.Config.Auth.InviteLife))
	} else if expires.After(usual) && in.Kind == rooms.InvitePIN {
		expires = usual // a PIN is short; it does not lie about for months
	}
	secret, err := s.Auth.Invite(c.ctx(), auth.InviteRequest{
		Meeting: c.meeting, Person: in.Person, Kind: in.Kind, Expires: expires, Replace: in.Replace,
	})
	if err != nil {
		return madeInvite{}, err
	}
	made := madeInvite{Code: secret.Code, PIN: secret.PIN, Expires: secret.Expires}
	target := s.publicURL(c) + "/vao/" + secret.Token
	if in.Kind == rooms.InviteLink {
		made.URL = target
	} else {
		target = s.publicURL(c) + "/?code=" + secret.Code
	}
	made.QR, err = qrSVG(target)
	return made, err
}

type inviteList struct {
	Invites []listedInvite `json:"invites"`
}

type listedInvite struct {
	Person  rooms.PersonID   `json:"person"`
	Kind    rooms.InviteKind `json:"kind"`
	Created time.Time        `json:"created"`
	Expires time.Time        `json:"expires"`
	Uses    int              `json:"uses"`
	// MaxUses is how often it opens a session, 0 for any number of times.
	MaxUses int `json:"max_uses"`
	// Live tells that it still opens one.
	Live bool `json:"live"`
}

func (s *Server) listInvites(c *call, _ none) (inviteList, error) {
	invites, err := s.Auth.Invites(c.ctx(), c.meeting)
	if err != nil {
		return inviteList{}, err
	}
	now := s.Clock.Now()
	list := inviteList{Invites: []listedInvite{}}
	for _, i := range invites {
		list.Invites = append(list.Invites, listedInvite{
			Person: i.Person, Kind: i.Kind, Created: i.Created, Expires: i.Expires, Uses: i.Uses, MaxUses: i.MaxUses,
			Live: now.Before(i.Expires) && (i.MaxUses == 0 || i.Uses < i.MaxUses),
		})
	}
	return list, nil
}
