package sfutest

import (
	"encoding/json"
	"regexp"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
)

// listen notes every message and does what negotiation needs.
func (r *Raw) listen() {
	defer close(r.gone)
	for {
		m, err := r.Client.Load().Receive()
		if err != nil {
			return
		}
		if r.Pub != nil {
			r.negotiate(m)
		}
		r.mu.Lock()
		r.heard = append(r.heard, m)
		r.mu.Unlock()
		select {
		case r.news <- struct{}{}:
		default:
		}
	}
}

func (r *Raw) negotiate(m *livekit.SignalResponse) {
	switch m := m.Message.(type) {
	case *livekit.SignalResponse_Answer:
		r.answered(m.Answer)
	case *livekit.SignalResponse_Offer:
		if !r.deaf {
			r.Answer(m.Offer)
		}
	case *livekit.SignalResponse_Trickle:
		var c webrtc.ICECandidateInit
		if json.Unmarshal([]byte(m.Trickle.CandidateInit), &c) == nil && c.Candidate != "" {
			pc := r.Pub
			if m.Trickle.Target == livekit.SignalTarget_SUBSCRIBER {
				pc = r.Sub
			}
			c.Candidate = r.line.instead(c.Candidate)
			_ = pc.AddICECandidate(c)
		}
	case *livekit.SignalResponse_MediaSectionsRequirement:
		q := m.MediaSectionsRequirement
		for kind, n := range map[webrtc.RTPCodecType]uint32{
			webrtc.RTPCodecTypeAudio: q.NumAudios, webrtc.RTPCodecTypeVideo: q.NumVideos,
		} {
			for range n {
				_, _ = r.Pub.AddTransceiverFromKind(kind, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly})
			}
		}
		r.Offer()
	}
}

// Offer offers the publisher's peer connection, now or after the answer that is due.
func (r *Raw) Offer() { r.offer(false) }

// RestartICE offers with new credentials.
func (r *Raw) RestartICE() { r.offer(true) }

func (r *Raw) offer(restart bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.waiting {
		r.again = true
		return
	}
	d, err := r.Pub.CreateOffer(&webrtc.OfferOptions{ICERestart: restart})
	if err == nil {
		err = r.Pub.SetLocalDescription(d)
	}
	if err != nil {
		r.t.Error("offer: ", err)
		return
	}
	r.waiting = true
	r.offerID++
	_ = r.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Offer{
		Offer: &livekit.SessionDescription{Type: "offer", Sdp: r.own(r.Pub.LocalDescription().SDP), Id: r.offerID},
	}})
}

func (r *Raw) answered(a *livekit.SessionDescription) {
	r.mu.Lock()
	if a.Id != r.offerID {
		r.t.Errorf("an answer with id %d, the offer's is %d", a.Id, r.offerID)
	}
	r.mu.Unlock()
	if err := r.Pub.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: r.line.instead(a.Sdp)}); err != nil {
		r.t.Error("apply answer: ", err)
	}
	r.mu.Lock()
	r.waiting = false
	again := r.again
	r.again = false
	r.mu.Unlock()
	if again {
		r.Offer()
	}
}

// Answer answers an offer of the server.
func (r *Raw) Answer(offer *livekit.SessionDescription) {
	err := r.Sub.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: r.line.instead(offer.Sdp)})
	var d webrtc.SessionDescription
	if err == nil {
		d, err = r.Sub.CreateAnswer(nil)
	}
	if err == nil {
		err = r.Sub.SetLocalDescription(d)
	}
	if err != nil {
		r.t.Error("answer: ", err)
		return
	}
	_ = r.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Answer{
		Answer: &livekit.SessionDescription{Type: "answer", Sdp: r.own(r.Sub.LocalDescription().SDP), Id: offer.Id},
	}})
}

// Publish announces a track, adds it and offers it; it returns when the server has answered to the first.
func (r *Raw) Publish(req *livekit.AddTrackRequest, mime string) (*webrtc.TrackLocalStaticSample, *livekit.TrackInfo) {
	r.t.Helper()
	clock := uint32(90000)
	if req.Type == livekit.TrackType_AUDIO {
		clock = 48000
	}
	track, err := webrtc.NewTrackLocalStaticSample(webrtc.RTPCodecCapability{MimeType: mime, ClockRate: clock}, req.Cid, "stream")
	if err != nil {
		r.t.Fatal(err)
	}
	_ = r.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_AddTrack{AddTrack: req}})
	info := Await(r, IsPublished(req.Cid))
	if _, err := r.Pub.AddTransceiverFromTrack(track, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly}); err != nil {
		r.t.Fatal(err)
	}
	r.Offer()
	return track, info
}

var ownCandidate = regexp.MustCompile(`a=candidate:[^\r\n]*\r\n`)

// own is a description of ours as the server may see it: without our addresses behind a relay.
func (r *Raw) own(text string) string {
	if r.line == nil {
		return text
	}
	return ownCandidate.ReplaceAllString(text, "")
}
