package sfu

import (
	"slices"
	"strings"
	"sync"

	"dienhong/sfu/media"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
)

const (
	maxTracks = 64 // per participant, pending and live
	maxParts  = 16 // layers, codecs or features of one track
)

// published is a participant's publishing side. Owned by ops.
type published struct {
	pub     *transport
	arrived map[string][]arrival // remote tracks whose publication is not known yet, by mid
	open    map[string]section   // sections without publication, by mid
	loops   *sync.WaitGroup      // of every up track that ever was
	ordered int                  // tracks ever announced

	unanswered *livekit.SessionDescription // the offer of the join, see firstOffer
}

type arrival struct {
	track    *webrtc.TrackRemote
	receiver *webrtc.RTPReceiver
}

func newPublished() published {
	return published{arrived: map[string][]arrival{}, open: map[string]section{}, loops: &sync.WaitGroup{}}
}

// drop ends what was published; the peer connections are closed.
func (u *published) drop(p *Participant) {
	for _, t := range p.ownTracks() {
		t.closeTaps()
		if up := t.upTrack(); up != nil {
			up.Close()
		}
	}
	u.loops.Wait()
}

// addTrack takes a client's wish to publish. Runs in ops.
func (p *Participant) addTrack(req *livekit.AddTrackRequest) {
	refuse := func(reason livekit.RequestResponse_Reason, text string) {
		p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_RequestResponse{
			RequestResponse: &livekit.RequestResponse{
				Reason: reason, Message: text, Request: &livekit.RequestResponse_AddTrack{AddTrack: req},
			},
		}})
	}
	switch {
	case !grant(p, func(g *auth.VideoGrant) bool { return g.GetCanPublishSource(req.Source) }):
		refuse(livekit.RequestResponse_NOT_ALLOWED, "does not have permission to publish this source")
		return
	case req.Type != livekit.TrackType_AUDIO && req.Type != livekit.TrackType_VIDEO:
		refuse(livekit.RequestResponse_UNSUPPORTED_TYPE, "unsupported track type")
		return
	case req.Sid != "":
		return // a backup codec for a track of ours; none was asked for
	}
	p.mu.Lock()
	if len(p.tracks) >= maxTracks || tooLarge(req) {
		p.mu.Unlock()
		refuse(livekit.RequestResponse_LIMIT_EXCEEDED, "too many tracks, or a name too long")
		return
	}
	for _, t := range p.tracks {
		if t.cid == req.Cid {
			p.mu.Unlock()
			refuse(livekit.RequestResponse_QUEUED, "the track is already being published")
			return
		}
	}
	t := newPublication(p, req)
	mute := p.held && t.isMicrophone() && !req.Muted
	t.info.Muted = req.Muted || mute
	t.silenced = mute
	p.ordered++
	t.order = p.ordered
	p.tracks[t.sid] = t
	info := clone(t.info)
	p.mu.Unlock()
	p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_TrackPublished{
		TrackPublished: &livekit.TrackPublishedResponse{Cid: req.Cid, Track: info},
	}})
	if mute {
		p.send(muteMessage(t.sid, true))
	}
	p.matchOpenSections()
}

// afterOffer makes tracks live that have a section now. Runs in ops, after the answer went out.
func (p *Participant) afterOffer() {
	var ready []*publication
	p.mu.Lock()
	for _, t := range p.tracks {
		if t.mid != "" && !t.live {
			ready = append(ready, t)
		}
	}
	p.mu.Unlock()
	for _, t := range ready {
		arrivals := p.arrived[t.mid]
		delete(p.arrived, t.mid)
		// A video whose codec was not said becomes live with its first packet, which tells it. A muted one
		// may never send, so it is taken at the answer's word.
		if len(arrivals) == 0 && t.codec == "" && t.kind == livekit.TrackType_VIDEO && !t.info.Muted {
			continue
		}
		if tr := p.transceiver(t.mid); tr != nil && tr.Receiver() != nil {
			if codecs := tr.Receiver().GetParameters().Codecs; len(codecs) > 0 {
				p.goLive(t, codecs[0].RTPCodecCapability)
			}
		}
		for _, a := range arrivals {
			p.attach(t, a)
		}
	}
	p.resendQualities()
}

// goLive makes a track visible to the room. Runs in ops.
func (p *Participant) goLive(t *publication, codec webrtc.RTPCodecCapability) {
	kind := webrtc.RTPCodecTypeAudio
	if t.kind == livekit.TrackType_VIDEO {
		kind = webrtc.RTPCodecTypeVideo
	}
	var trailer []byte
	if t.info.Encryption != livekit.Encryption_NONE { // given when the track was added, never changed
		trailer = p.room.trailer
	}
	up := media.NewUpTrack(media.UpConfig{
		Kind: kind, Codec: codec, Back: p.pub, Bypass: p.pub.bypass, OnLevel: t.loudest.set, Stage: p.room.voices.stageFor(t),
		Slow: t.source == livekit.TrackSource_SCREEN_SHARE, Trailer: trailer, Loops: p.loops,
	})
	p.mu.Lock()
	first := !t.live
	old := t.up
	t.up, t.live = up, true
	t.info.MimeType = codec.MimeType
	t.info.Codecs[0].MimeType, t.info.Codecs[0].Mid = codec.MimeType, t.mid
	muted := t.info.Muted
	held := p.held && t.isMicrophone()
	p.mu.Unlock()
	up.SetMuted(muted || held)
	p.room.voices.settle(p.identity, up)
	if old != nil {
		for _, tap := range t.tapped() {
			tap.follow(up)
		}
		old.Close()
	}
	if held {
		p.send(muteMessage(t.sid, true))
	}
	p.changed()
	p.room.tracksChanged(p)
	if first {
		p.room.dirty()
		p.log.Info("track published", "track", t.sid, "source", sourceName(t.source), "codec", codec.MimeType)
		p.announceTracks()
	}
}

// announceTracks tells the server's owner of what was published, once the participant has joined.
func (p *Participant) announceTracks() {
	var fresh []*publication
	p.mu.Lock()
	if p.everActive {
		for _, t := range p.tracks {
			if t.live && !t.announced {
				t.announced = true
				fresh = append(fresh, t)
			}
		}
	}
	p.mu.Unlock()
	slices.SortFunc(fresh, func(a, b *publication) int { return a.order - b.order })
	for _, t := range fresh {
		p.emitTrack(TrackPublished, t)
	}
}

// trackArrived takes a remote track from pion. Runs in ops.
func (p *Participant) trackArrived(track *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
	p.log.Debug("media arrived", "rid", track.RID(), "ssrc", track.SSRC(), "placed", receiver.RTPTransceiver() != nil)
	if p.closed.Load() || receiver.RTPTransceiver() == nil {
		return
	}
	mid := receiver.RTPTransceiver().Mid()
	a := arrival{track, receiver}
	var t *publication
	p.mu.Lock()
	for _, one := range p.tracks {
		if one.mid == mid {
			t = one
		}
	}
	p.mu.Unlock()
	if t == nil {
		p.arrived[mid] = append(p.arrived[mid], a)
		return
	}
	p.attach(t, a)
}

// attach begins to read a layer of a track; a codec other than expected makes the track begin anew.
func (p *Participant) attach(t *publication, a arrival) {
	codec := a.track.Codec().RTPCodecCapability
	p.mu.Lock()
	up := t.up
	p.mu.Unlock()
	if up == nil || !strings.EqualFold(up.Codec().MimeType, codec.MimeType) {
		p.goLive(t, codec)
		p.mu.Lock()
		up = t.up
		p.mu.Unlock()
	}
	up.AddLayer(media.Source{
		Track: a.track, Receiver: a.receiver, Layer: layerOf(t.info, a.track.RID()),
		Clock: p.pub.intake.Clock(uint32(a.track.SSRC())),
	})
	p.room.tracksChanged(p)
}

// unpublish ends a track. tell also tells the client, which did not ask for it. Runs in ops.
func (p *Participant) unpublish(t *publication, tell bool) {
	p.mu.Lock()
	if p.tracks[t.sid] != t {
		p.mu.Unlock()
		return
	}
	delete(p.tracks, t.sid)
	up, live, announced := t.up, t.live, t.announced
	p.mu.Unlock()
	if tell {
		p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_TrackUnpublished{
			TrackUnpublished: &livekit.TrackUnpublishedResponse{TrackSid: t.sid},
		}})
	}
	if !live {
		return
	}
	p.changed()
	p.room.tracksChanged(p)
	p.room.dirty()
	t.closeTaps()
	if up != nil {
		up.Close()
	}
	p.log.Info("track unpublished", "track", t.sid)
	if announced {
		p.emitTrack(TrackUnpublished, t)
	}
}

// stereoMids and noDTXMids say how opus is to be sent in which section.
func (p *Participant) featureMids(f livekit.AudioTrackFeature) map[string]bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := map[string]bool{}
	for _, t := range p.tracks {
		if t.mid != "" && slices.Contains(t.info.AudioFeatures, f) {
			out[t.mid] = true
		}
	}
	return out
}

func (r *Room) dirty() {
	r.mu.Lock()
	r.countsDirty = true
	r.mu.Unlock()
}
