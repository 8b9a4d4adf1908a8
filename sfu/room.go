package sfu

import (
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/livekit/protocol/livekit"
)

const (
	roomTick        = 300 * time.Millisecond
	departedMemory  = time.Minute
	neverActive     = 60 * time.Second
	refreshInterval = 5 * time.Minute
	qualityInterval = 5 * time.Second
)

var errRoomEnded = errors.New("the room has ended")

// Room is a media room. Its mutex comes second in the lock order; what is sent to participants is collected
// under it and sent after it.
type Room struct {
	// given
	server *Server
	name   string
	sid    string
	log    *slog.Logger
	// trailer ends frames made by the server, so that end-to-end encrypted clients know them.
	trailer []byte

	mu           sync.Mutex
	participants map[string]*Participant // by identity
	departed     []departure
	info         *livekit.Room
	everJoined   bool
	emptySince   time.Time
	countsDirty  bool
	ended        bool
	held         map[string]bool // identities whose microphone is held

	// stop ends run
	stop     chan struct{}
	speakers speakers
	data     dataRoom
}

type departure struct {
	info *livekit.ParticipantInfo
	at   time.Time
}

func newRoom(s *Server, name string, config *livekit.CreateRoomRequest) *Room {
	now := time.Now()
	r := &Room{
		server: s, name: name, sid: newSid("RM_"), log: s.log.With("room", name),
		participants: map[string]*Participant{}, emptySince: now, held: map[string]bool{}, stop: make(chan struct{}),
		trailer: []byte(newSid("")),
	}
	r.info = &livekit.Room{
		Sid: r.sid, Name: name, EmptyTimeout: uint32(s.cfg.EmptyTimeout.Seconds()),
		DepartureTimeout: uint32(s.cfg.DepartureTimeout.Seconds()), MaxParticipants: uint32(s.cfg.MaxParticipants),
		CreationTime: now.Unix(), CreationTimeMs: now.UnixMilli(), EnabledCodecs: enabledCodecs(),
	}
	if config != nil {
		r.info.Metadata = config.Metadata
		if config.EmptyTimeout > 0 {
			r.info.EmptyTimeout = config.EmptyTimeout
		}
		if config.DepartureTimeout > 0 {
			r.info.DepartureTimeout = config.DepartureTimeout
		}
		if config.MaxParticipants > 0 {
			r.info.MaxParticipants = config.MaxParticipants
		}
	}
	return r
}

// proto is a copy of the room's description.
func (r *Room) proto() *livekit.Room {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.protoLocked()
}

func (r *Room) protoLocked() *livekit.Room {
	out := clone(r.info)
	for _, p := range r.participants {
		if p.hidden() {
			continue
		}
		out.NumParticipants++
		if p.publishing() {
			out.NumPublishers++
		}
	}
	return out
}

// list is everybody, in no order.
func (r *Room) list() []*Participant {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.listLocked()
}

func (r *Room) listLocked() []*Participant {
	out := make([]*Participant, 0, len(r.participants))
	for _, p := range r.participants {
		out = append(out, p)
	}
	return out
}

func (r *Room) participant(identity string) *Participant {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.participants[identity]
}

// admits says whether one more may join.
func (r *Room) admits(identity string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.admitsLocked(identity)
}

func (r *Room) admitsLocked(identity string) error {
	if r.ended {
		return errRoomEnded
	}
	if r.participants[identity] != nil {
		return nil // it takes its own place
	}
	if limit := int(r.info.MaxParticipants); limit > 0 && len(r.participants) >= limit {
		return ErrRoomFull
	}
	return nil
}

// join adds a participant, in place of the one of the same identity, and answers it.
func (r *Room) join(req JoinRequest, admission Admission, sink Sink) (*Participant, error) {
	r.mu.Lock()
	if err := r.admitsLocked(req.Grants.Identity); err != nil {
		r.mu.Unlock()
		return nil, err
	}
	if r.server.hooks.Admit != nil {
		r.held[req.Grants.Identity] = admission.HoldMicrophone
	}
	p := newParticipant(r, req, sink, r.held[req.Grants.Identity])
	old := r.participants[p.identity]
	var others []*livekit.ParticipantInfo
	for identity, o := range r.participants {
		if identity != p.identity && !o.hidden() {
			others = append(others, o.proto())
		}
	}
	r.participants[p.identity] = p
	r.everJoined, r.countsDirty = true, true
	info := r.protoLocked()
	r.server.running.Add(1)
	p.welcome(info, others)
	r.mu.Unlock()
	if old != nil {
		old.close(closing{reason: livekit.DisconnectReason_DUPLICATE_IDENTITY, tell: true})
	}
	p.ops.post(func() { p.start(req) })
	return p, nil
}

// leave takes the participant out; it may already have been replaced by another of its identity.
func (r *Room) leave(p *Participant, info *livekit.ParticipantInfo) {
	now := time.Now()
	r.mu.Lock()
	if r.participants[p.identity] == p {
		delete(r.participants, p.identity)
	}
	r.departed = append(r.departed, departure{info: info, at: now})
	for len(r.departed) > 0 && now.Sub(r.departed[0].at) > departedMemory {
		r.departed = r.departed[1:]
	}
	if len(r.participants) == 0 {
		r.emptySince = now
	}
	r.countsDirty = true
	r.mu.Unlock()
}

// departedSince lists who left lately, for a session that resumes.
func (r *Room) departedSince(t time.Time) []*livekit.ParticipantInfo {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []*livekit.ParticipantInfo
	for _, d := range r.departed {
		if now := r.participants[d.info.Identity]; d.at.After(t) && (now == nil || now.sid != d.info.Sid) {
			out = append(out, d.info)
		}
	}
	return out
}

// broadcast sends to everybody but one (may be nil).
func (r *Room) broadcast(resp *livekit.SignalResponse, except *Participant) {
	m := NewMessage(resp)
	for _, p := range r.list() {
		if p != except {
			p.sendMessage(m)
		}
	}
}

// tracksChanged lets everybody but one look at what there is to subscribe to.
func (r *Room) tracksChanged(except *Participant) {
	for _, p := range r.list() {
		if p != except {
			p.requestReconcile()
		}
	}
}

// run is the room's clock: speakers, counts, quality, the end.
func (r *Room) run() {
	tick := time.NewTicker(roomTick)
	defer tick.Stop()
	quality := time.Now()
	for {
		select {
		case <-r.stop:
			return
		case now := <-tick.C:
			if r.expired(now) {
				r.end(livekit.DisconnectReason_ROOM_CLOSED, "empty")
				return
			}
			r.tellCounts()
			r.tellSpeakers(now)
			list := r.list()
			for _, p := range list {
				p.tick(now)
			}
			if now.Sub(quality) >= qualityInterval {
				quality = now
				r.tellQuality(list)
			}
		}
	}
}

func (r *Room) expired(now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.participants) > 0 {
		return false
	}
	limit := r.info.EmptyTimeout
	if r.everJoined {
		limit = r.info.DepartureTimeout
	}
	return now.Sub(r.emptySince) >= time.Duration(limit)*time.Second
}

func (r *Room) tellCounts() {
	r.mu.Lock()
	dirty := r.countsDirty
	r.countsDirty = false
	r.mu.Unlock()
	if dirty {
		r.broadcast(r.updateMessage(), nil)
	}
}

func (r *Room) updateMessage() *livekit.SignalResponse {
	return &livekit.SignalResponse{Message: &livekit.SignalResponse_RoomUpdate{
		RoomUpdate: &livekit.RoomUpdate{Room: r.proto()},
	}}
}

// end disconnects everybody and forgets the room.
func (r *Room) end(reason livekit.DisconnectReason, why string) {
	r.mu.Lock()
	if r.ended {
		r.mu.Unlock()
		return
	}
	r.ended = true
	list := r.listLocked()
	close(r.stop)
	r.mu.Unlock()
	r.server.forget(r)
	for _, p := range list {
		p.close(closing{reason: reason, tell: true})
	}
	r.log.Info("room ended", "reason", why)
	r.server.emit(Event{Kind: RoomEnded, Room: r.name, RoomSid: r.sid, Reason: why, Detail: EventDetail{Room: r.proto()}})
}
