package sfu

import (
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
)

// closing says how a participant goes.
type closing struct {
	reason livekit.DisconnectReason
	// tell sends the client leave with this action.
	tell   bool
	action livekit.LeaveRequest_Action
}

// close takes the participant out of the room at once and lets go of everything in the background. It may
// be called from anywhere, any number of times.
func (p *Participant) close(c closing) {
	if !p.closed.CompareAndSwap(false, true) {
		return
	}
	close(p.leaving)
	p.mu.Lock()
	p.state = livekit.ParticipantInfo_DISCONNECTED
	p.version++
	info := p.protoLocked()
	info.Tracks, info.DataTracks = nil, nil
	info.DisconnectReason = c.reason
	hidden := p.grants.Video.Hidden
	sink := p.sink
	p.sink = nil
	var announced []*publication
	for _, t := range p.tracks {
		if t.announced {
			announced = append(announced, t)
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
		p.room.broadcast(updateMessage(info), p.identity)
	}
	p.room.tracksChanged(p)
	p.ops.close(func() { p.teardown(announced, c) })
}

// misbehaves ends a participant that goes beyond what any client has a reason to. From anywhere.
func (p *Participant) misbehaves(how string) {
	if !p.closed.Load() {
		p.log.Warn("participant removed", "why", how)
	}
	p.close(closing{reason: livekit.DisconnectReason_PARTICIPANT_REMOVED, tell: true})
}

// teardown is the last thing ops does.
func (p *Participant) teardown(announced []*publication, c closing) {
	defer p.server.running.Done()
	defer close(p.gone)
	p.subscriber.drop(p)
	if p.pub != nil {
		p.pub.close()
	}
	if p.sub != nil && p.sub != p.pub {
		p.sub.close()
	}
	p.published.drop(p)
	for _, t := range announced {
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
		simulated := p.cutResume
		p.cutResume = cutNot
		if simulated == cutSilently {
			sink.Close()
			return
		}
		sink.Send(NewMessage(p.reconnectMessage())) // before any other: clients drop what comes earlier
		p.mu.Lock()
		old, since := p.sink, p.lastSeen.Add(-3*time.Second)
		p.sink, p.lastSeen = sink, time.Now()
		p.departing = p.giveUpAt()
		p.mu.Unlock()
		if old != nil {
			old.Close()
		}
		p.silenceAgain()
		p.sendMissed(since)
		if req.SyncState != nil {
			p.syncState(req.SyncState)
		}
		p.afterResume()
		if simulated == cutAfter {
			sink.Close()
		}
	})
	return ok
}

func (p *Participant) reconnectMessage() *livekit.SignalResponse {
	return &livekit.SignalResponse{Message: &livekit.SignalResponse_Reconnect{Reconnect: &livekit.ReconnectResponse{
		IceServers: p.server.iceServers(), ServerInfo: p.server.serverInfo(), LastMessageSeq: p.data.lastSequence(),
		ClientConfiguration: clientConfiguration(p.client),
	}}}
}

// sendMissed tells a resumed client what it missed.
func (p *Participant) sendMissed(since time.Time) {
	infos := p.room.departedSince(since, p.identity)
	for _, o := range p.room.list() {
		if o == p || !o.hidden() {
			infos = append(infos, o.proto())
		}
	}
	p.send(updateMessage(infos...))
	p.send(p.room.updateMessage())
	p.sendRefreshToken()
}

// giveUpAt is when a session without ICE is given up: never while it is connected, for then ICE tells.
func (p *Participant) giveUpAt() time.Time {
	const patience = 30 * time.Second // two retries of a client
	if t := p.transport(p.primaryTarget()); t != nil && t.pc.ConnectionState() == webrtc.PeerConnectionStateConnected {
		return time.Time{}
	}
	return time.Now().Add(patience)
}

// socketLost waits for the client to resume, as long as ICE lives.
func (p *Participant) socketLost(sink Sink) {
	p.mu.Lock()
	current := p.sink == sink
	if current {
		p.sink = nil
		p.departing = p.giveUpAt()
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
