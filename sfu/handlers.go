package sfu

import (
	"maps"
	"slices"
	"time"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
)

// What clients may write about themselves (LiveKit's limits).
const (
	maxName       = 256
	maxMetadata   = 512 << 10
	maxAttributes = 64 << 10
	// successReplies is the protocol from which clients know a request_response that is no refusal.
	successReplies = 15
)

// handle obeys one message of the client. Runs in ops. A member of the oneof that is not known is ignored:
// clients may be newer.
func (p *Participant) handle(sink Sink, req *livekit.SignalRequest) {
	p.mu.Lock()
	current := p.sink == sink
	p.lastSeen = time.Now()
	p.mu.Unlock()
	if !current || p.closed.Load() || p.pub == nil {
		return
	}
	p.answerFirst()
	if !p.handleMedia(req) {
		p.handleRest(req)
	}
}

// handleMedia obeys what concerns negotiation, tracks and subscriptions.
func (p *Participant) handleMedia(req *livekit.SignalRequest) bool {
	switch m := req.Message.(type) {
	case *livekit.SignalRequest_Offer:
		p.handleOffer(m.Offer)
	case *livekit.SignalRequest_Answer:
		p.handleAnswer(m.Answer)
	case *livekit.SignalRequest_Trickle:
		p.handleTrickle(m.Trickle)
	case *livekit.SignalRequest_AddTrack:
		p.addTrack(m.AddTrack)
	case *livekit.SignalRequest_Mute:
		p.clientMute(m.Mute)
	case *livekit.SignalRequest_Subscription:
		p.updateSubscription(m.Subscription)
	case *livekit.SignalRequest_TrackSetting:
		p.updateSettings(m.TrackSetting)
	case *livekit.SignalRequest_PublishDataTrackRequest:
		p.publishDataTrack(m.PublishDataTrackRequest)
	case *livekit.SignalRequest_UnpublishDataTrackRequest:
		p.endDataTrack(m.UnpublishDataTrackRequest)
	case *livekit.SignalRequest_UpdateDataSubscription:
		p.updateDataSubscription(m.UpdateDataSubscription)
	case *livekit.SignalRequest_SubscriptionPermission:
		p.setPermissions(m.SubscriptionPermission)
	case *livekit.SignalRequest_UpdateAudioTrack:
		p.updateTrack(m.UpdateAudioTrack.GetTrackSid(), func(i *livekit.TrackInfo) {
			if f := m.UpdateAudioTrack.GetFeatures(); len(f) <= maxParts {
				i.AudioFeatures = f
			}
		})
	case *livekit.SignalRequest_UpdateVideoTrack:
		p.updateTrack(m.UpdateVideoTrack.GetTrackSid(), func(i *livekit.TrackInfo) {
			i.Width, i.Height = m.UpdateVideoTrack.GetWidth(), m.UpdateVideoTrack.GetHeight()
		})
	default:
		return false
	}
	return true
}

// handleRest obeys what concerns the session.
func (p *Participant) handleRest(req *livekit.SignalRequest) {
	switch m := req.Message.(type) {
	case *livekit.SignalRequest_Leave:
		p.close(closing{reason: leaveReason(m.Leave), tell: true})
	case *livekit.SignalRequest_SyncState:
		p.syncState(m.SyncState)
	case *livekit.SignalRequest_UpdateMetadata:
		p.updateOwnMetadata(m.UpdateMetadata)
	case *livekit.SignalRequest_Ping:
		p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_Pong{Pong: time.Now().UnixMilli()}})
	case *livekit.SignalRequest_PingReq:
		if rtt := time.Duration(m.PingReq.Rtt) * time.Millisecond; rtt > 0 && rtt < 10*time.Second {
			p.pub.rtt.Store(int64(rtt))
			p.sub.rtt.Store(int64(rtt))
		}
		p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_PongResp{PongResp: &livekit.Pong{
			LastPingTimestamp: m.PingReq.Timestamp, Timestamp: time.Now().UnixMilli(),
		}}})
	case *livekit.SignalRequest_Simulate:
		if p.server.cfg.Simulate {
			p.simulate(m.Simulate)
		}
	}
}

func leaveReason(l *livekit.LeaveRequest) livekit.DisconnectReason {
	if r := l.GetReason(); r != livekit.DisconnectReason_UNKNOWN_REASON {
		return r
	}
	return livekit.DisconnectReason_CLIENT_INITIATED
}

func (p *Participant) handleTrickle(t *livekit.TrickleRequest) {
	if t.CandidateInit == "" {
		return
	}
	if p.overTCP.Load() && !isTCP(t.CandidateInit) {
		return
	}
	if err := p.transport(t.Target).addCandidate(t.CandidateInit); err != nil {
		p.log.Debug("candidate", "err", err)
	}
}

// track finds an own track by sid.
func (p *Participant) track(sid string) *publication {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.tracks[sid]
}

// clientMute takes the client's word on one of its tracks; a held microphone it cannot unmute.
func (p *Participant) clientMute(m *livekit.MuteTrackRequest) {
	t := p.track(m.Sid)
	if t == nil {
		return
	}
	p.mu.Lock()
	held := p.held && t.isMicrophone()
	if !held || m.Muted {
		t.silenced = false // the client has its say again
	}
	p.mu.Unlock()
	if held && !m.Muted {
		p.send(muteMessage(m.Sid, true))
		return
	}
	p.setMuted(t, m.Muted)
}

// silence mutes or unmutes a track on somebody else's word: the client first, which would answer an update
// that contradicts it.
func (p *Participant) silence(t *publication, muted bool) {
	p.mu.Lock()
	t.silenced = muted
	p.mu.Unlock()
	p.send(muteMessage(t.sid, muted))
	p.setMuted(t, muted)
}

// silenceAgain tells a client that was away what it may have missed: another's mute, which it would undo
// when it sees the update.
func (p *Participant) silenceAgain() {
	for _, t := range p.everyTrack() {
		p.mu.Lock()
		silenced := t.silenced && t.info.Muted
		p.mu.Unlock()
		if silenced {
			p.send(muteMessage(t.sid, true))
		}
	}
}

// everyTrack lists the participant's tracks, pending ones too.
func (p *Participant) everyTrack() []*publication {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Collect(maps.Values(p.tracks))
}

// setMuted mutes or unmutes a track and tells everybody. From anywhere.
func (p *Participant) setMuted(t *publication, muted bool) {
	p.mu.Lock()
	if t.info.Muted == muted {
		p.mu.Unlock()
		return
	}
	if !muted && p.held && t.isMicrophone() {
		p.mu.Unlock()
		return
	}
	t.info.Muted = muted
	t.info.Version = &livekit.TimedVersion{UnixMicro: time.Now().UnixMicro()}
	up, live, announced := t.up, t.live, t.announced
	p.mu.Unlock()
	if up != nil {
		up.SetMuted(muted)
	}
	if live {
		p.changed()
	}
	if announced {
		kind := TrackUnmuted
		if muted {
			kind = TrackMuted
		}
		p.emitTrack(kind, t)
	}
}

func (p *Participant) updateTrack(sid string, f func(*livekit.TrackInfo)) {
	t := p.track(sid)
	if t == nil {
		return
	}
	p.mu.Lock()
	f(t.info)
	live := t.live
	p.mu.Unlock()
	if live {
		p.changed()
	}
}

// updateOwnMetadata takes what the client says about itself, if it may.
func (p *Participant) updateOwnMetadata(u *livekit.UpdateParticipantMetadata) {
	reply := func(reason livekit.RequestResponse_Reason, text string) {
		p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_RequestResponse{
			RequestResponse: &livekit.RequestResponse{
				RequestId: u.RequestId, Reason: reason, Message: text,
				Request: &livekit.RequestResponse_UpdateMetadata{UpdateMetadata: u},
			},
		}})
	}
	if !grant(p, (*auth.VideoGrant).GetCanUpdateOwnMetadata) {
		reply(livekit.RequestResponse_NOT_ALLOWED, "does not have permission to update own metadata")
		return
	}
	if err := p.setProfile(u.Name, u.Metadata, u.Attributes); err != nil {
		reply(livekit.RequestResponse_LIMIT_EXCEEDED, err.Error())
		return
	}
	if v := p.client.GetProtocol(); v == 0 || v >= successReplies {
		reply(livekit.RequestResponse_OK, "")
	}
}

// setProfile changes name, metadata and attributes: empty means unchanged, an empty attribute is removed.
func (p *Participant) setProfile(name, metadata string, attributes map[string]string) error {
	p.mu.Lock()
	merged := map[string]string{}
	size := 0
	for k, v := range p.grants.Attributes {
		merged[k] = v
	}
	for k, v := range attributes {
		if v == "" {
			delete(merged, k)
		} else {
			merged[k] = v
		}
	}
	for k, v := range merged {
		size += len(k) + len(v)
	}
	if len(name) > maxName || len(metadata) > maxMetadata || size > maxAttributes {
		p.mu.Unlock()
		return ErrTooLarge
	}
	if name != "" {
		p.grants.Name = name
	}
	if metadata != "" {
		p.grants.Metadata = metadata
	}
	p.grants.Attributes = merged
	p.mu.Unlock()
	p.changed()
	p.sendRefreshToken()
	return nil
}

// setPermission replaces the participant's permissions; what it may no longer do ends at once.
func (p *Participant) setPermission(perm *livekit.ParticipantPermission) {
	p.mu.Lock()
	if p.grants.Video.MatchesPermission(perm) {
		p.mu.Unlock()
		return
	}
	wasHidden := p.grants.Video.Hidden
	p.grants.Video.UpdateFromPermission(perm)
	isHidden := p.grants.Video.Hidden
	p.version++
	info := p.protoLocked()
	p.mu.Unlock()
	if isHidden && !wasHidden {
		gone := clone(info)
		gone.State, gone.Tracks, gone.DataTracks = livekit.ParticipantInfo_DISCONNECTED, nil, nil
		p.room.broadcast(updateMessage(gone), p.identity)
	}
	p.changed()
	p.room.dirty() // a recorder, or one more or less to be seen
	p.sendRefreshToken()
	p.ops.post(func() {
		for _, t := range p.everyTrack() {
			if !grant(p, func(g *auth.VideoGrant) bool { return g.GetCanPublishSource(t.source) }) {
				p.unpublish(t, true)
			}
		}
		if !grant(p, (*auth.VideoGrant).GetCanPublishData) {
			p.unpublishData(p.dataList()...)
		}
		p.reconcileAndOffer()
	})
	p.room.tracksChanged(p)
}

// syncState compares what a resumed client believes with what is.
func (p *Participant) syncState(s *livekit.SyncState) {
	for _, t := range s.PublishTracks {
		if sid := t.GetTrack().GetSid(); sid != "" && p.track(sid) == nil {
			p.close(closing{
				reason: livekit.DisconnectReason_STATE_MISMATCH, tell: true, action: livekit.LeaveRequest_RECONNECT,
			})
			return
		}
	}
	if u := s.Subscription; u != nil {
		p.updateSubscription(u)
	}
	for _, sid := range s.TrackSidsDisabled {
		if _, known := p.settings[sid]; !known {
			p.updateSettings(&livekit.UpdateTrackSettings{TrackSids: []string{sid}, Disabled: true})
		}
	}
}

// afterResume restarts ICE towards a dual-PC client; with one peer connection only the client does that.
func (p *Participant) afterResume() {
	p.askedAudios, p.askedVideos = 0, 0 // what was asked may have been lost with the websocket
	if len(p.frames.subs) > 0 {
		p.tellHandles() // as this may
	}
	if p.single || p.sub == nil || (!p.subscriberPrimary && !p.sub.remote && len(p.subs) == 0) {
		return
	}
	if d := p.sub.unanswered(); d != nil {
		p.sub.restart = p.sub.remote
		p.sendOffer(d) // it, or its answer, was lost with the websocket
		return
	}
	p.offerSubscriber(p.sub.remote)
}
