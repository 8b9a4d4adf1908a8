package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"dienhong/rooms"
	"dienhong/web/auth"
)

// call is one request on its way through its handler: who asks, and in which meeting.
type call struct {
	w http.ResponseWriter
	r *http.Request
	// id names the request in the log, and an incident to the user.
	id     string
	slot   string
	secure bool
	from   netip.Addr

	session rooms.Session
	// meeting, room and role are set on routes of a meeting.
	meeting rooms.MeetingID
	room    *rooms.Room
	role    rooms.Role
}

func (c *call) ctx() context.Context { return c.r.Context() }

func (c *call) person() rooms.PersonID { return c.session.Person }

type callKey struct{}

// callOf returns the call that the outermost middleware put into the request.
func callOf(r *http.Request) *call {
	c, _ := r.Context().Value(callKey{}).(*call)
	return c
}

// maxBody of a JSON request.
const maxBody = 64 << 10

// read decodes the body into value: JSON, nothing unknown, nothing after it.
func (c *call) read(value any) error {
	kind, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return ErrMediaType
	}
	control := http.NewResponseController(c.w)
	_ = control.SetReadDeadline(time.Now().Add(bodyTime)) // not every writer has one
	// What comes after the body is not waited for: a deadline that strikes while we work would count as the browser's going.
	defer func() { _ = control.SetReadDeadline(time.Time{}) }()
	decoder := json.NewDecoder(http.MaxBytesReader(c.w, c.r.Body, maxBody))
	decoder.DisallowUnknownFields()
	err = decoder.Decode(value)
	if err == nil {
		_, err = decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
	}
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return ErrBodyTooBig
	}
	return ErrBadRequest // the decoder's own words may quote a password
}

// identify finds the session of the slot; none is no error.
func (s *Server) identify(c *call) error {
	session, err := s.Auth.Resume(c.ctx(), auth.Token(c.r, c.slot, c.secure))
	if errors.Is(err, auth.ErrSignedOut) {
		return nil
	}
	c.session = session
	return err
}

// begin signs the browser in as person, in the slot, in place of whoever was signed in there.
func (s *Server) begin(c *call, slot string, person rooms.PersonID, meeting rooms.MeetingID) error {
	if err := s.end(c, slot); err != nil {
		return err
	}
	token, _, err := s.Auth.Begin(c.ctx(), person, meeting)
	if err != nil {
		return err
	}
	auth.SetToken(c.w, slot, token, s.Config.Auth.SessionMax, c.secure)
	return nil
}

// end forgets the session of a slot, and ends the websockets that came with it.
func (s *Server) end(c *call, slot string) error {
	token := auth.Token(c.r, slot, c.secure)
	if token == "" {
		return nil
	}
	if err := s.Auth.End(c.ctx(), token); err != nil {
		return err
	}
	s.Devices.SignedOut(auth.TokenHash(token))
	return nil
}

// maxSlots of one browser; beyond it the slot that asks is used again.
const maxSlots = 24

// placeFor chooses the slot in which somebody who enters a meeting is signed in: where they already are; else where
// nobody is; else, when a browser may hold several people, a new one beside the others. stay tells that they are signed
// in there with their account, which is good for this meeting too and is not given up for it.
func (s *Server) placeFor(c *call, person rooms.PersonID, meeting rooms.MeetingID) (slot string, stay bool, err error) {
	held := map[string]string{c.slot: auth.Token(c.r, c.slot, c.secure)}
	if s.Config.ManyPeoplePerBrowser {
		held = auth.Slots(c.r, c.secure)
	}
	free := true
	for slot, token := range held {
		session, err := s.Auth.Resume(c.ctx(), token)
		switch {
		case errors.Is(err, auth.ErrSignedOut):
		case err != nil:
			return "", false, err
		case session.Person == person && (session.Meeting == "" || session.Meeting == meeting):
			return slot, session.Meeting == "", nil
		case slot == c.slot:
			free = false
		}
	}
	if free || !s.Config.ManyPeoplePerBrowser || len(held) >= maxSlots {
		return c.slot, false, nil
	}
	return auth.NewSlot(held), false, nil
}

// enterMeeting finds the meeting's room and the caller's role in it. A session that came from an invite is good for its
// own meeting alone.
func (s *Server) enterMeeting(c *call, id rooms.MeetingID) error {
	if c.session.Meeting != "" && c.session.Meeting != id {
		return rooms.ErrForbidden
	}
	room, err := s.open(c.ctx(), id)
	if err != nil {
		return err
	}
	role, err := room.Access().Role(c.person())
	if err != nil {
		return err
	}
	c.meeting, c.room, c.role = id, room, role
	return nil
}

// open returns the meeting's room, and sees to it that it is told how far its papers are.
func (s *Server) open(ctx context.Context, id rooms.MeetingID) (*rooms.Room, error) {
	if len(id) == 0 || len(id) > 64 {
		return nil, rooms.ErrNoMeeting
	}
	room, err := s.Rooms.Open(ctx, id)
	if err != nil {
		return nil, err
	}
	s.Documents.Follow(room)
	return room, nil
}

// home is the path at which a role works in a meeting, without the slot.
func home(meeting rooms.MeetingID, role rooms.Role) string {
	path := "/m/" + string(meeting)
	switch role {
	case rooms.Chair:
		return path + "/chair"
	case rooms.Secretary:
		return path + "/desk"
	case rooms.Screen:
		return path + "/screen"
	case rooms.Unit:
		return path + "/unit"
	default:
		return path
	}
}

// address is where the request comes from, by the word of trusted proxies if they brought it.
func (s *Server) address(r *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	from := peer.Addr().Unmap()
	if !s.trusted(from) {
		return from
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		from = hop.Unmap()
		if !s.trusted(from) {
			break
		}
	}
	return from
}

func (s *Server) trusted(a netip.Addr) bool {
	for _, prefix := range s.proxies {
		if prefix.Contains(a) {
			return true
		}
	}
	return false
}

// secure reports whether the browser speaks HTTPS, to us or to a trusted proxy.
func (s *Server) secure(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && s.trusted(peer.Addr().Unmap()) && strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}

// publicURL is the address for links and QR codes: the configured one that the browser used, else the first configured
// one, else the one that the browser used.
func (s *Server) publicURL(c *call) string {
	scheme := "http"
	if c.secure {
		scheme = "https"
	}
	used := scheme + "://" + strings.ToLower(c.r.Host)
	for _, o := range s.origins {
		if o == used {
			return o
		}
	}
	if len(s.origins) > 0 {
		return s.origins[0]
	}
	return used
}
