package sfu

import (
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/livekit/protocol/auth"
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
	overTCP      map[string]bool // identities left only TCP (simulated)
	syncStreams  bool            // receivers keep the tracks of a publisher's stream in step

	// stop ends run
	stop     chan struct{}
	speakers speakers
	voices   voices
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
		participants: map[string]*Participant{}, emptySince: now, held: map[string]bool{}, overTCP: map[string]bool{}, stop: make(chan struct{}),
		trailer: []byte(newSid("")),
	}
	r.info = &livekit.Room{
		Sid: r.sid, Name: name, EmptyTimeout: uint32(s.cfg.EmptyTimeout.Seconds()),
		DepartureTimeout: uint32(s.cfg.DepartureTimeout.Seconds()), MaxParticipants: uint32(s.cfg.MaxParticipants),
		CreationTime: now.Unix(), CreationTimeMs: now.UnixMilli(), EnabledCodecs: enabledCodecs(),
	}
	r.voices = newVoices(s.cfg.AudioLoudest)
	r.configure(config)
	return r
}

// configure takes what a request says of the room, and says whether anything of it is news to those in it.
// Called under mu, or before anybody knows the room.
func (r *Room) configure(config *livekit.CreateRoomRequest) (news bool) {
	if config == nil {
		return false
	}
	if config.EmptyTimeout > 0 {
		r.info.EmptyTimeout = config.EmptyTimeout
	}
	if config.DepartureTimeout > 0 {
		r.info.DepartureTimeout = config.DepartureTimeout
	}
	if config.MaxParticipants > 0 {
		r.info.MaxParticipants = config.MaxParticipants
	}
	r.syncStreams = r.syncStreams || config.SyncStreams
	if config.Metadata != "" && config.Metadata != r.info.Metadata {
		r.info.Metadata = config.Metadata
		return true
	}
	return false
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
		video := p.videoGrant()
		out.ActiveRecording = out.ActiveRecording || video.Recorder
		if video.Hidden {
			continue
		}
		out.NumParticipants++
		if p.publishing() {
			out.NumPublishers++
		}
	}
	return out
}

// inStep says whether receivers shall keep the tracks of a publisher's stream in step.
func (r *Room) inStep() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.syncStreams
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
func (r *Room) admits(g *auth.ClaimGrants) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.admitsLocked(g)
}

func (r *Room) admitsLocked(g *auth.ClaimGrants) error {
	if r.ended {
		return errRoomEnded
	}
	if r.participants[g.Identity] != nil || dependent(g) {
		return nil // it takes its own place, or none
	}
	if limit := int(r.info.MaxParticipants); limit > 0 && r.peopleLocked() >= limit {
		return ErrRoomFull
	}
	return nil
}

// dependent says that a participant is there for others' sake: it counts neither as one of a full room nor
// as one that keeps it open.
func dependent(g *auth.ClaimGrants) bool {
	switch g.GetParticipantKind() {
	case livekit.ParticipantInfo_AGENT, livekit.ParticipantInfo_EGRESS:
		return true
	default:
		return g.Video.Agent || g.Video.Recorder
	}
}

// peopleLocked counts those who are there for their own sake.
func (r *Room) peopleLocked() int {
	n := 0
	for _, p := range r.participants {
		if !p.dependent {
			n++
		}
	}
	return n
}

// join adds a participant, in place of the one of the same identity, and answers it.
func (r *Room) join(req JoinRequest, admission Admission, sink Sink) (*Participant, error) {
	r.mu.Lock()
	if err := r.admitsLocked(req.Grants); err != nil {
		r.mu.Unlock()
		return nil, err
	}
	if r.server.hooks.Admit != nil {
		r.held[req.Grants.Identity] = admission.HoldMicrophone
	}
	if admission.Keep {
		r.voices.keep(req.Grants.Identity)
	}
	p := newParticipant(r, req, sink, r.held[req.Grants.Identity])
	p.overTCP.Store(r.overTCP[p.identity])
	old := r.participants[p.identity]
	var others []*livekit.ParticipantInfo
	for identity, o := range r.participants {
		if identity != p.identity && !o.hidden() {
			others = append(others, o.proto())
		}
	}
	r.participants[p.identity] = p
	r.everJoined, r.countsDirty = r.everJoined || !p.dependent, true
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
	if !info.Permission.GetHidden() {
		r.departed = append(r.departed, departure{info: info, at: now})
	}
	for len(r.departed) > 0 && now.Sub(r.departed[0].at) > departedMemory {
		r.departed = r.departed[1:]
	}
	if !p.dependent && r.peopleLocked() == 0 {
		r.emptySince = now
	}
	r.countsDirty = true
	r.mu.Unlock()
}

// departedSince lists who left lately, for a session that resumes, itself left out.
func (r *Room) departedSince(t time.Time, except string) []*livekit.ParticipantInfo {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []*livekit.ParticipantInfo
	for _, d := range r.departed {
		if d.info.Identity != except && d.at.After(t) {
			out = append(out, d.info)
		}
	}
	return out
}

// broadcast sends to everybody but an identity (may be empty): who took another's place must not take the
// news of that one for news of itself.
func (r *Room) broadcast(resp *livekit.SignalResponse, except string) {
	m := NewMessage(resp)
	for _, p := range r.list() {
		if p.identity != except {
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
	if r.peopleLocked() > 0 {
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
		r.broadcast(r.updateMessage(), "")
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
