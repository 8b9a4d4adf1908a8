package sfu

import (
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
)

// Participant is one session in a room. What the fields of each group need is said beside them; the mutex
// comes third in the lock order, and nothing is called under it that takes another lock but an up track's.
//
// budget: 22 fields, in groups by who may touch them.
type Participant struct {
	// given
	room     *Room
	server   *Server
	log      *slog.Logger
	sid      string
	identity string
	client   *livekit.ClientInfo
	single   bool
	// dependent is what Room counts by; a permission that comes later does not change it.
	dependent bool
	// subscriberPrimary is what the join said.
	subscriberPrimary bool
	refresh           func(*auth.ClaimGrants) (string, error)

	// ops runs the participant's signalling and negotiation, one thing after another.
	ops *queue

	mu sync.Mutex
	profile
	tracks map[string]*publication // by sid; pending and live

	published  // owned by ops
	subscriber // owned by ops, but for what it says itself

	data   dataChannels
	bounds *bounds

	closed  atomic.Bool
	overTCP atomic.Bool   // only TCP is used (simulated)
	leaving chan struct{} // closed with closed
	gone    chan struct{}
}

// profile is what others know of the participant, and its websocket. Guarded by Participant.mu.
type profile struct {
	grants     *auth.ClaimGrants
	state      livekit.ParticipantInfo_State
	version    uint32
	joinedAt   time.Time
	held       bool
	sink       Sink
	lastSeen   time.Time // of the client's signalling
	refreshAt  time.Time
	departing  time.Time // when a peer without ICE is given up
	everActive bool
	hungUp     bool // the client closed its peer connection
	permit     permissions
	dataTracks map[uint16]*dataTrack // by the publisher's handle
	fakeSpeech time.Time             // simulated until then
	// allocatedAt is when the share of bandwidth was last looked at
	allocatedAt time.Time
	quality     livekit.ConnectionQuality
	qualityOf   map[string]livekit.ConnectionQuality // last told, by sid
}

func newParticipant(r *Room, req JoinRequest, sink Sink, held bool) *Participant {
	sid := newSid("PA_")
	p := &Participant{
		room: r, server: r.server, sid: sid, identity: req.Grants.Identity,
		log:    r.log.With("participant", sid, "identity", req.Grants.Identity),
		client: req.Client, single: req.SinglePC, refresh: req.Refresh,
		tracks: map[string]*publication{}, leaving: make(chan struct{}), gone: make(chan struct{}),
		bounds: newBounds(),
	}
	p.dependent = dependent(req.Grants)
	p.subscriberPrimary = !p.single && req.Grants.Video.GetCanSubscribe()
	p.ops = newQueue(p.failed)
	now := time.Now()
	p.profile = profile{
		grants: req.Grants.Clone(), joinedAt: now, held: held, sink: sink, lastSeen: now,
		refreshAt: now.Add(refreshInterval), version: 1, dataTracks: map[uint16]*dataTrack{},
		quality: livekit.ConnectionQuality_EXCELLENT, qualityOf: map[string]livekit.ConnectionQuality{},
	}
	p.published = newPublished()
	p.subscriber = newSubscriber(req.Settings, r.server.cfg.AllowPause)
	return p
}

// failed ends a session whose handling broke: the client begins anew, nobody else notices.
func (p *Participant) failed(cause any, stack []byte) {
	p.log.Error("handling a participant panicked", "err", cause, "stack", string(stack))
	p.close(closing{
		reason: livekit.DisconnectReason_STATE_MISMATCH, tell: true, action: livekit.LeaveRequest_RECONNECT,
	})
}

// proto is what others are told of the participant.
func (p *Participant) proto() *livekit.ParticipantInfo {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.protoLocked()
}

func (p *Participant) protoLocked() *livekit.ParticipantInfo {
	info := &livekit.ParticipantInfo{
		Sid: p.sid, Identity: p.identity, Name: p.grants.Name, State: p.state, Metadata: p.grants.Metadata,
		Attributes: p.grants.Attributes, JoinedAt: p.joinedAt.Unix(), JoinedAtMs: p.joinedAt.UnixMilli(),
		Version: p.version, Permission: p.grants.Video.ToPermission(), Kind: p.grants.GetParticipantKind(),
		KindDetails: p.grants.GetKindDetails(), ClientProtocol: p.client.GetClientProtocol(),
		Capabilities: p.client.GetCapabilities(),
	}
	if len(info.Attributes) > 0 {
		copied := make(map[string]string, len(info.Attributes))
		for k, v := range info.Attributes {
			copied[k] = v
		}
		info.Attributes = copied
	}
	for _, t := range p.tracks {
		if t.live {
			info.Tracks = append(info.Tracks, clone(t.info))
			info.IsPublisher = true
		}
	}
	for _, t := range p.dataTracks {
		info.DataTracks = append(info.DataTracks, clone(t.info))
		info.IsPublisher = true
	}
	return info
}

func (p *Participant) hidden() bool { return p.videoGrant().Hidden }

// videoGrant is a copy of the grants that say what the participant may do.
func (p *Participant) videoGrant() auth.VideoGrant {
	p.mu.Lock()
	defer p.mu.Unlock()
	return *p.grants.Video
}

func (p *Participant) publishing() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, t := range p.tracks {
		if t.live {
			return true
		}
	}
	return false
}

// grant reads the grants; f must only read.
func grant[T any](p *Participant, f func(*auth.VideoGrant) T) T {
	p.mu.Lock()
	defer p.mu.Unlock()
	return f(p.grants.Video)
}

// send queues a message to the client; lost when there is no websocket just now.
func (p *Participant) send(resp *livekit.SignalResponse) { p.sendMessage(NewMessage(resp)) }

func (p *Participant) sendMessage(m *Message) {
	p.mu.Lock()
	sink := p.sink
	p.mu.Unlock()
	if sink != nil && !sink.Send(m) {
		sink.Close()
	}
}

// welcome queues the first message. It is called under the room's mutex, so that no update overtakes it.
func (p *Participant) welcome(room *livekit.Room, others []*livekit.ParticipantInfo) {
	p.mu.Lock()
	info, grants, sink := p.protoLocked(), p.grants, p.sink
	p.mu.Unlock()
	sink.Send(NewMessage(&livekit.SignalResponse{Message: &livekit.SignalResponse_Join{Join: &livekit.JoinResponse{
		Room: room, Participant: info, OtherParticipants: others, ServerVersion: serverVersion,
		IceServers: p.server.iceServers(), SubscriberPrimary: p.subscriberPrimary,
		PingTimeout: pingTimeout, PingInterval: pingInterval, ServerInfo: p.server.serverInfo(),
		EnabledPublishCodecs: enabledCodecs(), FastPublish: grants.Video.GetCanPublish(), SifTrailer: p.room.trailer,
		ClientConfiguration: clientConfiguration(p.client),
	}}}))
}

// changed raises the version and tells everybody: the others, unless hidden, and the participant itself.
func (p *Participant) changed() { p.announce(true) }

// announce tells the others, and the participant itself when self is set.
func (p *Participant) announce(self bool) {
	p.mu.Lock()
	p.version++
	info := p.protoLocked()
	hidden := p.grants.Video.Hidden
	p.mu.Unlock()
	if p.closed.Load() {
		return
	}
	m := NewMessage(updateMessage(info))
	p.bounds.signal.take(m.size(), time.Now())
	if self {
		p.sendMessage(m)
	}
	if hidden {
		return
	}
	for _, o := range p.room.list() {
		if o != p {
			o.sendMessage(m)
		}
	}
}

// setState raises the state; it never falls back.
func (p *Participant) setState(s livekit.ParticipantInfo_State) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s <= p.state {
		return false
	}
	p.state = s
	if s == livekit.ParticipantInfo_ACTIVE {
		p.everActive = true
	}
	return true
}

// sendRefreshToken gives the client a fresh token of its present grants.
func (p *Participant) sendRefreshToken() {
	if p.refresh == nil {
		return
	}
	p.mu.Lock()
	grants := p.grants.Clone()
	p.refreshAt = time.Now().Add(refreshInterval)
	p.mu.Unlock()
	token, err := p.refresh(grants)
	if err != nil {
		p.log.Error("refresh token", "err", err)
		return
	}
	p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_RefreshToken{RefreshToken: token}})
}

// tick is called by the room a few times a second.
func (p *Participant) tick(now time.Time) {
	p.mu.Lock()
	refresh := now.After(p.refreshAt)
	stale := !p.everActive && now.Sub(p.joinedAt) > neverActive
	lost := !p.departing.IsZero() && now.After(p.departing)
	allocate := len(p.hears) > 0 && now.Sub(p.allocatedAt) >= allocateInterval
	if allocate {
		p.allocatedAt = now
	}
	p.mu.Unlock()
	switch {
	case stale:
		p.close(closing{reason: livekit.DisconnectReason_JOIN_FAILURE, tell: true})
	case lost:
		p.close(closing{reason: livekit.DisconnectReason_CONNECTION_TIMEOUT})
	case refresh:
		p.sendRefreshToken()
	}
	p.lowerQualities(now)
	if p.seeking.Load() {
		p.ops.post(func() { p.notFound(now) })
	}
	if allocate {
		p.ops.post(func() { p.allocate(now) })
	}
}

// event describes the participant as it is now.
func (p *Participant) event(kind EventKind) Event {
	return Event{
		Kind: kind, Room: p.room.name, RoomSid: p.room.sid, Identity: p.identity, Participant: p.sid,
		Detail: EventDetail{Room: p.room.proto(), Participant: p.proto()},
	}
}

func (p *Participant) emitTrack(kind EventKind, t *publication) {
	e := p.event(kind)
	e.Track, e.Source = t.sid, sourceName(t.source)
	p.mu.Lock()
	e.Detail.Track = clone(t.info)
	p.mu.Unlock()
	p.server.emit(e)
}

func sourceName(s livekit.TrackSource) string {
	switch s {
	case livekit.TrackSource_CAMERA:
		return "camera"
	case livekit.TrackSource_MICROPHONE:
		return "microphone"
	case livekit.TrackSource_SCREEN_SHARE:
		return "screen_share"
	case livekit.TrackSource_SCREEN_SHARE_AUDIO:
		return "screen_share_audio"
	default:
		return "unknown"
	}
}
