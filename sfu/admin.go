package sfu

import (
	"cmp"
	"slices"
	"time"

	"github.com/livekit/protocol/livekit"
)

// find returns a participant by room and identity.
func (s *Server) find(room, identity string) (*Participant, error) {
	r, err := s.room(room)
	if err != nil {
		return nil, err
	}
	if p := r.participant(identity); p != nil {
		return p, nil
	}
	return nil, ErrParticipantNotFound
}

// HoldMicrophone mutes the participant's microphone tracks and keeps them muted: while held the client
// cannot unmute, and microphones published later start muted. Released, a track stays muted until the
// client unmutes it. ErrRoomNotFound, ErrParticipantNotFound. It never waits for a client.
func (s *Server) HoldMicrophone(room, identity string, held bool) error {
	p, err := s.find(room, identity)
	if err != nil {
		return err
	}
	r := p.room
	r.mu.Lock()
	r.held[identity] = held
	r.mu.Unlock()
	p.mu.Lock()
	p.held = held
	var microphones []*publication
	for _, t := range p.tracks {
		if t.isMicrophone() && !t.info.Muted {
			microphones = append(microphones, t)
		}
	}
	p.mu.Unlock()
	if held {
		for _, t := range microphones {
			p.silence(t, true)
		}
	}
	return nil
}

// RemoveParticipant disconnects a participant. ErrRoomNotFound, ErrParticipantNotFound.
func (s *Server) RemoveParticipant(room, identity string) error {
	p, err := s.find(room, identity)
	if err != nil {
		return err
	}
	p.close(closing{reason: livekit.DisconnectReason_PARTICIPANT_REMOVED, tell: true})
	return nil
}

// EndRoom disconnects everybody and ends the room. ErrRoomNotFound.
func (s *Server) EndRoom(room string) error {
	r, err := s.room(room)
	if err != nil {
		return err
	}
	r.end(livekit.DisconnectReason_ROOM_DELETED, "room_deleted")
	return nil
}

// CreateRoom makes a room, or changes the one there is to what the request says.
func (s *Server) CreateRoom(req *livekit.CreateRoomRequest) (*livekit.Room, error) {
	if req.Name == "" || len(req.Name) > maxName || len(req.Metadata) > maxMetadata {
		return nil, ErrTooLarge
	}
	r, err := s.ensureRoom(req.Name, req, true)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	news := r.configure(req)
	r.mu.Unlock()
	if news {
		r.broadcast(r.updateMessage(), "")
	}
	return r.proto(), nil
}

// ListRooms returns the rooms of these names, or all, by name.
func (s *Server) ListRooms(names []string) []*livekit.Room {
	s.mu.Lock()
	rooms := s.roomList()
	s.mu.Unlock()
	var out []*livekit.Room
	for _, r := range rooms {
		if len(names) == 0 || slices.Contains(names, r.name) {
			out = append(out, r.proto())
		}
	}
	slices.SortFunc(out, func(a, b *livekit.Room) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// ListParticipants returns who is in a room, hidden ones too, in the order of joining.
func (s *Server) ListParticipants(room string) ([]*livekit.ParticipantInfo, error) {
	r, err := s.room(room)
	if err != nil {
		return nil, err
	}
	var out []*livekit.ParticipantInfo
	for _, p := range r.list() {
		out = append(out, p.proto())
	}
	slices.SortFunc(out, func(a, b *livekit.ParticipantInfo) int { return cmp.Compare(a.JoinedAtMs, b.JoinedAtMs) })
	return out, nil
}

// Participant returns one participant.
func (s *Server) Participant(room, identity string) (*livekit.ParticipantInfo, error) {
	p, err := s.find(room, identity)
	if err != nil {
		return nil, err
	}
	return p.proto(), nil
}

// MuteTrack mutes or unmutes a participant's track. Unmuting needs Config.RemoteUnmute (ErrRemoteUnmute).
func (s *Server) MuteTrack(room, identity, track string, muted bool) (*livekit.TrackInfo, error) {
	p, err := s.find(room, identity)
	if err != nil {
		return nil, err
	}
	t := p.track(track)
	if t == nil {
		return nil, ErrTrackNotFound
	}
	if !muted && !s.cfg.RemoteUnmute {
		return nil, ErrRemoteUnmute
	}
	p.mu.Lock()
	differs := t.info.Muted != muted
	held := p.held && t.isMicrophone()
	p.mu.Unlock()
	if held && !muted {
		return nil, ErrHeld
	}
	if differs {
		p.silence(t, muted)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return clone(t.info), nil
}

// UpdateParticipant changes what a participant is called and may do; empty fields stay.
func (s *Server) UpdateParticipant(req *livekit.UpdateParticipantRequest) (*livekit.ParticipantInfo, error) {
	p, err := s.find(req.Room, req.Identity)
	if err != nil {
		return nil, err
	}
	if req.Name != "" || req.Metadata != "" || len(req.Attributes) > 0 {
		if err := p.setProfile(req.Name, req.Metadata, req.Attributes); err != nil {
			return nil, err
		}
	}
	if req.Permission != nil {
		p.setPermission(req.Permission)
	}
	return p.proto(), nil
}

// UpdateSubscriptions subscribes a participant to tracks, or ends that.
func (s *Server) UpdateSubscriptions(room, identity string, u *livekit.UpdateSubscription) error {
	p, err := s.find(room, identity)
	if err != nil {
		return err
	}
	p.ops.post(func() { p.updateSubscription(u) })
	return nil
}

// SendData sends a packet into a room in the server's name; a nonce that was sent already is not sent again.
func (s *Server) SendData(req *livekit.SendDataRequest) error {
	r, err := s.room(req.Room)
	if err != nil {
		return err
	}
	if !r.data.fresh(string(req.Nonce), time.Now()) {
		return nil
	}
	r.sendData(nil, &livekit.DataPacket{
		Kind: req.Kind, DestinationIdentities: req.DestinationIdentities,
		Value: &livekit.DataPacket_User{User: &livekit.UserPacket{
			Payload: req.Data, Topic: req.Topic, Nonce: req.Nonce,
			DestinationSids: req.DestinationSids,
		}},
	})
	return nil
}

// fresh says whether a nonce is new; they are remembered for a minute.
func (r *dataRoom) fresh(nonce string, now time.Time) bool {
	if nonce == "" {
		return true
	}
	const memory = time.Minute
	r.mu.Lock()
	defer r.mu.Unlock()
	for n, at := range r.nonces {
		if now.Sub(at) > memory {
			delete(r.nonces, n)
		}
	}
	if _, seen := r.nonces[nonce]; seen {
		return false
	}
	if r.nonces == nil {
		r.nonces = map[string]time.Time{}
	}
	r.nonces[nonce] = now
	return true
}

// UpdateRoomMetadata changes a room's metadata and tells everybody.
func (s *Server) UpdateRoomMetadata(room, metadata string) (*livekit.Room, error) {
	r, err := s.room(room)
	if err != nil {
		return nil, err
	}
	if len(metadata) > maxMetadata {
		return nil, ErrTooLarge
	}
	r.mu.Lock()
	r.info.Metadata = metadata
	r.mu.Unlock()
	r.broadcast(r.updateMessage(), "")
	return r.proto(), nil
}
