package web

import (
	"net/url"
	"strings"

	"golang.org/x/text/unicode/norm"

	"dienhong/clients"
	"dienhong/rooms"
	"dienhong/web/auth"
)

func (s *Server) sessionRoutes() []route {
	return []route{
		api("POST", "/api/sign-in", anybody, 200, "Sign in with login and password", s.signIn, "bad_credentials", "too_many_attempts", "busy",
			"password_once", "password_same", "password_length", "password_weak"),
		api("POST", "/api/sign-out", anybody, 204, "Forget the session of this slot", s.signOut),
		api("POST", "/api/enter", anybody, 200, "Enter a meeting by a personal link, or by its code and a personal PIN", s.enter,
			"invite_unknown", "invite_used", "invite_expired", "too_many_attempts", "forbidden"),
		api("POST", "/api/setup", anybody, 200, "Make the first account, by the link that the server printed at its start", s.setUp,
			"setup_invalid", "setup_done", "login_invalid", "name_invalid", "password_length", "password_weak", "too_many_attempts", "busy"),
		api("POST", "/api/me/password", signedIn, 204, "Change one's own password; one is signed out everywhere else", s.changePassword,
			"forbidden", "bad_credentials", "too_many_attempts", "busy", "password_same", "password_length", "password_weak"),
		api("GET", "/api/me", signedIn, 200, "Who is signed in in this slot", s.me),
	}
}

type signInRequest struct {
	Login    string `json:"login"`
	Password string `json:"password"`
	// NewPassword takes the place of one that somebody else has set.
	NewPassword string `json:"new_password,omitempty"`
}

// goTo is the answer of every way in: where to go.
type goTo struct {
	// Goto is a path of this server, with the prefix of the slot.
	Goto string `json:"goto"`
}

func (s *Server) signIn(c *call, in signInRequest) (goTo, error) {
	account, err := s.signInOrRenew(c, in)
	if err != nil {
		return goTo{}, err
	}
	if err := s.begin(c, c.slot, account.ID, ""); err != nil {
		return goTo{}, err
	}
	return goTo{auth.Prefix(c.slot) + "/"}, nil
}

func (s *Server) signInOrRenew(c *call, in signInRequest) (rooms.Account, error) {
	if in.NewPassword == "" {
		return s.Auth.SignIn(c.ctx(), in.Login, in.Password, c.from)
	}
	account, err := s.Auth.Renew(c.ctx(), in.Login, in.Password, in.NewPassword, c.from)
	if err == nil {
		s.Devices.DropPerson(account.ID)
	}
	return account, err
}

type ownPassword struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// changePassword is for whoever signed in with an account. The session that asks goes on.
func (s *Server) changePassword(c *call, in ownPassword) (none, error) {
	if c.session.Meeting != "" {
		return none{}, rooms.ErrForbidden
	}
	ended, err := s.Auth.ChangePassword(c.ctx(), c.person(), in.Old, in.New, c.session.TokenHash, c.from)
	for _, session := range ended {
		s.Devices.SignedOut(session)
	}
	return none{}, err
}

func (s *Server) signOut(c *call, _ none) (none, error) {
	if err := s.end(c, c.slot); err != nil {
		return none{}, err
	}
	auth.SetToken(c.w, c.slot, "", 0, c.secure)
	return none{}, nil
}

type enterRequest struct {
	Token string `json:"token,omitempty"`
	Code  string `json:"code,omitempty"`
	PIN   string `json:"pin,omitempty"`
}

type entered struct {
	goTo
	Meeting rooms.MeetingID `json:"meeting"`
	Role    rooms.Role      `json:"role"`
}

func (s *Server) enter(c *call, in enterRequest) (entered, error) {
	byLink := in.Token != ""
	if byLink == (in.Code != "" || in.PIN != "") {
		return entered{}, ErrBadRequest
	}
	var invite rooms.Invite
	var err error
	if byLink {
		invite, err = s.Auth.EnterByLink(c.ctx(), in.Token, c.from)
	} else {
		invite, err = s.Auth.EnterByPIN(c.ctx(), in.Code, in.PIN, c.from)
	}
	if err != nil {
		return entered{}, err
	}
	role, draft, err := s.part(c, invite.Meeting, invite.Person)
	if err != nil {
		return entered{}, err
	}
	slot, stay, err := s.placeFor(c, invite.Person, invite.Meeting)
	if err == nil && !stay {
		err = s.begin(c, slot, invite.Person, invite.Meeting)
	}
	if err != nil {
		return entered{}, err
	}
	path := home(invite.Meeting, role)
	if draft && !role.Desk() { // it is seen once it is published; the link is not lost for having been early
		path = "/"
	}
	return entered{goTo{auth.Prefix(slot) + path}, invite.Meeting, role}, nil
}

// part returns the person's role, also in a draft that they do not see yet.
func (s *Server) part(c *call, id rooms.MeetingID, person rooms.PersonID) (role rooms.Role, draft bool, err error) {
	room, err := s.open(c.ctx(), id)
	if err != nil {
		return "", false, err
	}
	err = room.Read(c.ctx(), func(state *rooms.State) {
		if p := state.People[person]; p != nil {
			role = p.Role
		}
		draft = state.Meeting.Phase == rooms.Draft
	})
	if err == nil && role == "" {
		err = rooms.ErrForbidden // they were taken out of the meeting
	}
	return role, draft, err
}

type setupRequest struct {
	Token    string `json:"token"`
	Login    string `json:"login"`
	Password string `json:"password"`
	Name     string `json:"name"`
}

func (s *Server) setUp(c *call, in setupRequest) (goTo, error) {
	account, err := s.Auth.SetUp(c.ctx(), in.Token, auth.NewAccount{Login: in.Login, Name: in.Name, Password: in.Password}, c.from)
	if err != nil {
		return goTo{}, err
	}
	if err := s.begin(c, c.slot, account.ID, ""); err != nil {
		return goTo{}, err
	}
	return goTo{auth.Prefix(c.slot) + "/"}, nil
}

type me struct {
	Person    rooms.PersonID `json:"person"`
	Name      string         `json:"name"`
	Admin     bool           `json:"admin"`
	Organiser bool           `json:"organiser"`
	// Meeting is set when the session is good for one meeting alone.
	Meeting rooms.MeetingID `json:"meeting,omitempty"`
}

func (s *Server) me(c *call, _ none) (me, error) {
	m := me{Person: c.person(), Meeting: c.session.Meeting}
	if m.Meeting == "" {
		account, err := s.Auth.Account(c.ctx(), m.Person)
		if err != nil {
			return me{}, signedOutIfGone(err)
		}
		m.Name, m.Admin, m.Organiser = account.Name, account.Admin, account.Organiser
		return m, nil
	}
	room, err := s.open(c.ctx(), m.Meeting)
	if err != nil {
		return me{}, err
	}
	err = room.Read(c.ctx(), func(state *rooms.State) {
		if p := state.People[m.Person]; p != nil {
			m.Name = p.Name
		}
	})
	if err == nil && m.Name == "" {
		err = auth.ErrSignedOut // they were taken out of the meeting that this session is for
	}
	return m, err
}

func signedOutIfGone(err error) error {
	if name, _ := code(err); name == auth.ErrNoAccount.Code() {
		return auth.ErrSignedOut
	}
	return err
}

// websocket hands the connection over to the hub. Browsers always tell the page's origin, and a foreign page could use
// the cookie otherwise: so there must be one, and it must be ours.
func (s *Server) websocket(c *call) error {
	if !strings.EqualFold(c.r.Header.Get("Upgrade"), "websocket") {
		return ErrBadRequest // an app asks in this way whether it may
	}
	if !s.ownOrigin(c) {
		s.log.Warn("a websocket from another server's page was refused", "request", c.id, "address", c.from.String())
		return ErrCrossOrigin
	}
	c.r.Header.Del("Origin") // it was found to be ours, perhaps one that the hub does not know
	visitor := clients.Visitor{Meeting: c.meeting, Person: c.person(), Session: c.session.TokenHash}
	if err := s.Devices.Serve(c.w, c.r, visitor); err != nil { // it has been answered
		s.log.Debug("no websocket was made", "request", c.id, "meeting", string(c.meeting), "err", err)
	}
	return nil
}

func (s *Server) ownOrigin(c *call) bool {
	given := strings.ToLower(c.r.Header.Get("Origin"))
	for _, o := range s.origins {
		if given == o {
			return true
		}
	}
	u, err := url.Parse(given)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.Host == strings.ToLower(c.r.Host) &&
		(u.Scheme == "https") == c.secure
}

// tidyQuery is a name of something, as it came in an address.
func tidyQuery(c *call, name string) string {
	return norm.NFC.String(strings.ToValidUTF8(c.r.URL.Query().Get(name), ""))
}
