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
type Participant struct {
	// given
	room     *Room
	server   *Server
	log      *slog.Logger
	sid      string
	identity string
	client   *livekit.ClientInfo
	single   bool
	refresh  func(*auth.ClaimGrants) (string, error)

	// ops runs the participant's signalling and negotiation, one thing after another.
	ops *queue

	mu sync.Mutex
	profile
	tracks map[string]*publication // by sid; pending and live

	published  // owned by ops
	subscriber // owned by ops, but for what it says itself

	data dataChannels

	closed atomic.Bool
	gone   chan struct{}
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
	fakeSpeech time.Time // simulated until then
	quality    livekit.ConnectionQuality
	qualityOf  map[string]livekit.ConnectionQuality // last told, by sid
}

func newParticipant(r *Room, req JoinRequest, sink Sink, held bool) *Participant {
	sid := newSid("PA_")
	p := &Participant{
		room: r, server: r.server, sid: sid, identity: req.Grants.Identity,
		log:    r.log.With("participant", sid, "identity", req.Grants.Identity),
		client: req.Client, single: req.SinglePC, refresh: req.Refresh,
		ops: newQueue(), tracks: map[string]*publication{}, gone: make(chan struct{}),
	}
	now := time.Now()
	p.profile = profile{
		grants: req.Grants.Clone(), joinedAt: now, held: held, sink: sink, lastSeen: now,
		refreshAt: now.Add(refreshInterval), version: 1,
		quality: livekit.ConnectionQuality_EXCELLENT, qualityOf: map[string]livekit.ConnectionQuality{},
	}
	p.published = newPublished()
	p.subscriber = newSubscriber(req.Settings)
	return p
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
	return info
}

func (p *Participant) hidden() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.grants.Video.Hidden
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
		IceServers: p.server.iceServers(), SubscriberPrimary: !p.single && grants.Video.GetCanSubscribe(),
		PingTimeout: pingTimeout, PingInterval: pingInterval, ServerInfo: p.server.serverInfo(),
		EnabledPublishCodecs: enabledCodecs(), FastPublish: grants.Video.GetCanPublish(),
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
}

// closing says how a participant goes.
type closing struct {
	reason livekit.DisconnectReason
	// tell sends the client leave with this action.
	tell   bool
	action livekit.LeaveRequest_Action
	// vanish drops the participant without a word, as a dead node would.
	vanish bool
}

// close takes the participant out of the room at once and lets go of everything in the background. It may
// be called from anywhere, any number of times.
func (p *Participant) close(c closing) {
	if !p.closed.CompareAndSwap(false, true) {
		return
	}
	p.mu.Lock()
	p.state = livekit.ParticipantInfo_DISCONNECTED
	p.version++
	info := p.protoLocked()
	info.Tracks = nil
	info.DisconnectReason = c.reason
	hidden := p.grants.Video.Hidden
	sink := p.sink
	p.sink = nil
	var live []*publication
	for _, t := range p.tracks {
		if t.live {
			live = append(live, t)
		}
	}
	p.mu.Unlock()
	p.room.leave(p, info)
	if sink != nil {
		if c.tell {
			sink.Send(NewMessage(leaveMessage(c.reason, c.action)))
		}
		sink.Close()
	}
	if !hidden {
		p.room.broadcast(updateMessage(info), p)
	}
	p.room.tracksChanged(p)
	p.ops.close(func() { p.teardown(live, c) })
}

// teardown is the last thing ops does.
func (p *Participant) teardown(live []*publication, c closing) {
	p.subscriber.drop(p)
	if p.pub != nil {
		p.pub.close()
	}
	if p.sub != nil && p.sub != p.pub {
		p.sub.close()
	}
	p.published.drop(p)
	for _, t := range live {
		p.emitTrack(TrackUnpublished, t)
	}
	p.log.Info("participant left", "reason", c.reason.String())
	p.mu.Lock()
	kind := ParticipantLeft
	if !p.everActive {
		kind = ParticipantAborted
	}
	p.mu.Unlock()
	e := p.event(kind)
	e.Reason = c.reason.String()
	p.server.emit(e)
	close(p.gone)
	p.server.running.Done()
}

// resume gives the session a new websocket. False when it is closed.
func (p *Participant) resume(req JoinRequest, sink Sink) bool {
	ok := false
	p.ops.call(func() {
		p.mu.Lock()
		hungUp := p.hungUp
		p.mu.Unlock()
		if hungUp { // there is nothing left to resume
			p.close(closing{reason: livekit.DisconnectReason_STATE_MISMATCH})
		}
		if p.closed.Load() {
			return
		}
		ok = true
		sink.Send(NewMessage(p.reconnectMessage())) // before any other: clients drop what comes earlier
		p.mu.Lock()
		old, since := p.sink, p.lastSeen.Add(-3*time.Second)
		p.sink, p.lastSeen = sink, time.Now()
		p.departing = time.Time{}
		p.mu.Unlock()
		if old != nil {
			old.Close()
		}
		p.sendMissed(since)
		if req.SyncState != nil {
			p.syncState(req.SyncState)
		}
		p.afterResume()
	})
	return ok
}

func (p *Participant) reconnectMessage() *livekit.SignalResponse {
	return &livekit.SignalResponse{Message: &livekit.SignalResponse_Reconnect{Reconnect: &livekit.ReconnectResponse{
		IceServers: p.server.iceServers(), ServerInfo: p.server.serverInfo(), LastMessageSeq: p.data.lastSequence(),
	}}}
}

// sendMissed tells a resumed client what it missed.
func (p *Participant) sendMissed(since time.Time) {
	infos := p.room.departedSince(since)
	for _, o := range p.room.list() {
		if o == p || !o.hidden() {
			infos = append(infos, o.proto())
		}
	}
	p.send(updateMessage(infos...))
	p.send(p.room.updateMessage())
	p.sendRefreshToken()
}

// socketLost waits for the client to resume, as long as ICE lives.
func (p *Participant) socketLost(sink Sink) {
	p.mu.Lock()
	current := p.sink == sink
	if current {
		p.sink = nil
	}
	active, hungUp := p.everActive, p.hungUp
	p.mu.Unlock()
	switch {
	case !current:
	case hungUp:
		p.close(closing{reason: livekit.DisconnectReason_CLIENT_INITIATED})
	case !active:
		p.close(closing{reason: livekit.DisconnectReason_SIGNAL_CLOSE})
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
	}
	return "unknown"
}
