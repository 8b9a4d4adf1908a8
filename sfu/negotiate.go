package sfu

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
)

const (
	answerTimeout = 15 * time.Second
	// spareSections is how many a client may offer beyond twice those it receives on: its own tracks, and
	// sections that fell idle, which it uses again before it makes new ones.
	spareSections = 256
)

// start makes the peer connections and answers what came with the join. Runs in ops, before any message.
func (p *Participant) start(req JoinRequest) {
	if p.closed.Load() {
		return
	}
	p.sendRefreshToken()
	if err := p.openTransports(); err != nil {
		p.log.Error("open peer connection", "err", err)
		p.close(closing{reason: livekit.DisconnectReason_JOIN_FAILURE, tell: true})
		return
	}
	for _, t := range req.Tracks {
		p.addTrack(t)
	}
	p.reconcile()
	if req.Offer != nil && req.Offer.Sdp != "" {
		p.firstOffer(req.Offer)
	}
	if p.subscriberPrimary || len(p.subs) > 0 {
		p.offerSubscriber(false)
	}
	p.setState(livekit.ParticipantInfo_JOINED)
}

// firstOffer answers the offer that came with the join. The Go client reads what we send before it has
// applied its own offer, and is lost when the answer is first: it gets that once it has shown, by a
// candidate, that it has. Whatever else calls itself so and waits in silence is answered a little later.
func (p *Participant) firstOffer(offer *livekit.SessionDescription) {
	const silence = time.Second
	if p.client.GetSdk() != livekit.ClientInfo_GO {
		p.handleOffer(offer)
		return
	}
	p.unanswered = offer
	time.AfterFunc(silence, func() { p.ops.post(p.answerFirst) })
}

// answerFirst answers the offer of the join if that was not done. Runs in ops.
func (p *Participant) answerFirst() {
	if offer := p.unanswered; offer != nil && !p.closed.Load() {
		p.unanswered = nil
		p.handleOffer(offer)
	}
}

func (p *Participant) openTransports() error {
	var err error
	if p.single {
		p.pub, err = newTransport(p.server.net, use{publish: true, subscribe: true},
			livekit.SignalTarget_PUBLISHER, p.transportEvents(livekit.SignalTarget_PUBLISHER))
		if err != nil {
			return err
		}
		p.sub = p.pub
		if p.client.GetProtocol() >= negotiatedChannels {
			return p.data.openNegotiated(p)
		}
		return nil
	}
	p.pub, err = newTransport(p.server.net, use{publish: true},
		livekit.SignalTarget_PUBLISHER, p.transportEvents(livekit.SignalTarget_PUBLISHER))
	if err != nil {
		return err
	}
	p.sub, err = newTransport(p.server.net, use{subscribe: true},
		livekit.SignalTarget_SUBSCRIBER, p.transportEvents(livekit.SignalTarget_SUBSCRIBER))
	if err != nil {
		return err
	}
	p.sub.brittle = p.client.GetSdk() == livekit.ClientInfo_GO
	if !p.subscriberPrimary {
		return nil // data goes down on the channels the client opens, as with one peer connection
	}
	return p.data.openOffered(p)
}

// transportEvents posts what pion reports.
func (p *Participant) transportEvents(target livekit.SignalTarget) transportEvents {
	return transportEvents{
		// by the queue, so that no candidate overtakes the description it belongs to
		candidate: func(c *webrtc.ICECandidate) { p.ops.post(func() { p.sendCandidate(target, c) }) },
		state:     func(s webrtc.PeerConnectionState) { p.ops.post(func() { p.stateChanged(target, s) }) },
		track: func(t *webrtc.TrackRemote, r *webrtc.RTPReceiver) {
			p.ops.post(func() { p.trackArrived(t, r) })
		},
		channel:  func(c *webrtc.DataChannel) { p.data.opened(p, c) },
		exceeded: func() { p.misbehaves("media without end") },
	}
}

func (p *Participant) sendCandidate(target livekit.SignalTarget, c *webrtc.ICECandidate) {
	t := &livekit.TrickleRequest{Target: target, Final: c == nil}
	var init webrtc.ICECandidateInit // an empty one ends the list
	if c != nil {
		init = c.ToJSON()
		if p.overTCP.Load() && c.Protocol != webrtc.ICEProtocolTCP {
			return
		}
	}
	b, err := json.Marshal(init)
	if err != nil {
		return
	}
	t.CandidateInit = string(b)
	p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_Trickle{Trickle: t}})
}

func (p *Participant) transport(target livekit.SignalTarget) *transport {
	if target == livekit.SignalTarget_SUBSCRIBER {
		return p.sub
	}
	return p.pub
}

// stateChanged follows a peer connection's life. Runs in ops.
func (p *Participant) stateChanged(target livekit.SignalTarget, s webrtc.PeerConnectionState) {
	if p.closed.Load() {
		return
	}
	primary := p.single || target == p.primaryTarget()
	switch s {
	case webrtc.PeerConnectionStateConnected:
		p.mu.Lock()
		p.departing = time.Time{}
		p.mu.Unlock()
		if target == livekit.SignalTarget_SUBSCRIBER || p.single {
			p.resumeMedia()
		}
		if primary && p.setState(livekit.ParticipantInfo_ACTIVE) {
			p.log.Info("participant connected")
			p.announce(true)
			p.server.emit(p.event(ParticipantJoined))
			p.announceTracks()
			p.requestReconcile()
		}
	case webrtc.PeerConnectionStateFailed:
		p.connectionFailed()
	case webrtc.PeerConnectionStateClosed:
		p.connectionClosed()
	default: // on its way to one of these
	}
}

// connectionClosed is the client's closing of a peer connection (DTLS close_notify). Whoever resumes keeps
// it, so without a websocket the client is gone for good, and its leave was lost with the socket.
func (p *Participant) connectionClosed() {
	p.mu.Lock()
	p.hungUp = true
	gone := p.sink == nil
	p.mu.Unlock()
	if gone {
		p.close(closing{reason: livekit.DisconnectReason_CLIENT_INITIATED})
	}
}

// primaryTarget is the peer connection without which the client is not connected; as it was told when it
// joined, for a permission that comes later does not change it.
func (p *Participant) primaryTarget() livekit.SignalTarget {
	if p.subscriberPrimary {
		return livekit.SignalTarget_SUBSCRIBER
	}
	return livekit.SignalTarget_PUBLISHER
}

// connectionFailed asks the client to resume, and gives it a few seconds.
func (p *Participant) connectionFailed() {
	const grace = 5 * time.Second
	p.mu.Lock()
	p.departing = time.Now().Add(grace)
	sink := p.sink
	p.sink = nil
	p.mu.Unlock()
	if sink != nil {
		sink.Send(NewMessage(leaveMessage(livekit.DisconnectReason_STATE_MISMATCH, livekit.LeaveRequest_RESUME)))
		sink.Close()
	}
}

// handleOffer answers a client's offer. Runs in ops.
func (p *Participant) handleOffer(offer *livekit.SessionDescription) {
	parsed := &sdp.SessionDescription{}
	if err := parsed.UnmarshalString(offer.Sdp); err != nil {
		p.negotiationFailed("read offer", err)
		return
	}
	if len(parsed.MediaDescriptions) > spareSections+2*len(p.subs) {
		p.negotiationFailed("read offer", ErrTooLarge)
		return
	}
	if err := p.pub.setRemote(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: p.candidates(offer.Sdp)}); err != nil {
		p.negotiationFailed("apply offer", err)
		return
	}
	p.placeTracks(parsed)
	answer, err := p.pub.answer()
	if err != nil {
		p.negotiationFailed("answer offer", err)
		return
	}
	out := &livekit.SessionDescription{Type: "answer", Sdp: p.candidates(p.finishAnswer(answer.SDP)), Id: offer.Id}
	if p.single {
		out.MidToTrackId = p.midToTrack()
	}
	p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_Answer{Answer: out}})
	p.afterOffer()
	if p.single {
		p.askForSections(false)
	}
}

// negotiationFailed makes the client begin anew: nothing can be repaired within the peer connection.
func (p *Participant) negotiationFailed(act string, err error) {
	if p.pub.pc.ConnectionState() == webrtc.PeerConnectionStateClosed || p.sub.pc.ConnectionState() == webrtc.PeerConnectionStateClosed {
		p.connectionClosed() // the client has hung up: its leave, or the end of its websocket, is on the way
		return
	}
	p.log.Warn("negotiation failed", "act", act, "err", err)
	p.mu.Lock()
	sink := p.sink
	p.sink = nil
	p.mu.Unlock()
	if sink != nil {
		sink.Send(NewMessage(leaveMessage(livekit.DisconnectReason_STATE_MISMATCH, livekit.LeaveRequest_RECONNECT)))
		sink.Close()
	}
	p.close(closing{reason: livekit.DisconnectReason_STATE_MISMATCH})
}

// offerSubscriber offers what has changed on a subscriber's peer connection (v0). Runs in ops.
func (p *Participant) offerSubscriber(restart bool) {
	if p.closed.Load() || p.single {
		return
	}
	d, err := p.sub.offer(restart)
	if err != nil {
		p.negotiationFailed("offer", err)
		return
	}
	if d == nil {
		return
	}
	p.sendOffer(d)
}

// sendOffer sends our offer and waits for its answer.
func (p *Participant) sendOffer(d *webrtc.SessionDescription) {
	id := p.sub.offerID
	p.sub.stopTimer()
	p.sub.offerTimer = time.AfterFunc(answerTimeout, func() { p.ops.post(func() { p.offerUnanswered(id) }) })
	p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_Offer{Offer: &livekit.SessionDescription{
		Type: "offer", Sdp: p.candidates(d.SDP), Id: id, MidToTrackId: p.midToTrack(),
	}}})
}

func (p *Participant) offerUnanswered(id uint32) {
	p.mu.Lock()
	connected := p.sink != nil
	p.mu.Unlock()
	if p.sub.outstanding && p.sub.offerID == id && connected {
		p.negotiationFailed("wait for answer", errNoAnswer)
	}
}

var errNoAnswer = &Error{"no_answer", "the client did not answer an offer"}

// handleAnswer takes the client's answer to our offer (v0). Runs in ops.
func (p *Participant) handleAnswer(answer *livekit.SessionDescription) {
	if p.single {
		return
	}
	again, err := p.sub.answered(answer.Id, webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: p.candidates(answer.Sdp)})
	if err != nil {
		p.negotiationFailed("apply answer", err)
		return
	}
	if again || p.sub.restart {
		restart := p.sub.restart
		p.sub.restart = false
		p.offerSubscriber(restart)
	}
}

// renegotiate gets what was added to or taken from the subscriber's peer connection to the client.
func (p *Participant) renegotiate() {
	if p.single {
		p.askForSections(true)
		return
	}
	p.offerSubscriber(false)
}

// askForSections tells a single-PC client to offer, with sections for what has none. Only the client
// offers in that mode; without this message nothing new reaches it. changed says that something in the
// present sections waits for an offer. What was asked for already is not asked again: clients add up.
func (p *Participant) askForSections(changed bool) {
	if !p.pub.remote {
		return // the first offer is still to come
	}
	audios, videos := p.pub.unplaced()
	more := &livekit.MediaSectionsRequirement{
		NumAudios: audios - min(audios, p.askedAudios), NumVideos: videos - min(videos, p.askedVideos),
	}
	p.askedAudios, p.askedVideos = audios, videos
	if changed || more.NumAudios > 0 || more.NumVideos > 0 {
		p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_MediaSectionsRequirement{MediaSectionsRequirement: more}})
	}
}

// midToTrack is the complete map from section to track, for what is sent to the client.
func (p *Participant) midToTrack() map[string]string {
	out := map[string]string{}
	for _, tr := range p.sub.pc.GetTransceivers() {
		if s := tr.Sender(); s != nil && s.Track() != nil && tr.Mid() != "" {
			out[tr.Mid()] = s.Track().ID()
		}
	}
	return out
}

// finishAnswer sets what pion's negotiation has no word for: how opus is to be sent to us.
func (p *Participant) finishAnswer(text string) string {
	stereo := p.featureMids(livekit.AudioTrackFeature_TF_STEREO)
	noDTX := p.featureMids(livekit.AudioTrackFeature_TF_NO_DTX)
	lines := strings.Split(text, "\r\n")
	begin := 0
	for i := 0; i <= len(lines); i++ {
		if i < len(lines) && !strings.HasPrefix(lines[i], "m=") {
			continue
		}
		finishSection(lines[begin:i], stereo, noDTX)
		begin = i
	}
	return strings.Join(lines, "\r\n")
}

func finishSection(lines []string, stereo, noDTX map[string]bool) {
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "m=audio") {
		return
	}
	var mid, opus string
	receives := false
	for _, l := range lines {
		switch {
		case strings.HasPrefix(l, "a=mid:"):
			mid = l[len("a=mid:"):]
		case strings.HasPrefix(l, "a=rtpmap:") && strings.Contains(strings.ToLower(l), " opus/"):
			opus, _, _ = strings.Cut(l[len("a=rtpmap:"):], " ")
		case l == "a=recvonly" || l == "a=sendrecv":
			receives = true
		}
	}
	if opus == "" {
		return
	}
	nack := "a=rtcp-fb:" + opus + " nack"
	repairs := slices.Contains(lines, nack)
	for i, l := range lines {
		// Browsers do not offer to ask for lost audio again, but do when they are answered so.
		if !repairs && strings.HasPrefix(l, "a=rtpmap:"+opus+" ") {
			lines[i] = l + "\r\n" + nack
		}
		if !receives || !strings.HasPrefix(l, "a=fmtp:"+opus+" ") {
			continue
		}
		if !noDTX[mid] && !strings.Contains(l, "usedtx") {
			l += ";usedtx=1"
		}
		if stereo[mid] && !strings.Contains(l, "maxaveragebitrate") {
			l += ";stereo=1;maxaveragebitrate=510000"
		}
		lines[i] = l
	}
}
