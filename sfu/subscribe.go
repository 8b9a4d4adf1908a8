package sfu

import (
	"strings"
	"sync/atomic"
	"time"

	"dienhong/sfu/media"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
)

const (
	maxWishes = 4096 // of one client about tracks that may not exist
	highest   = media.Layers - 1
)

// subscriber is a participant's receiving side. Owned by ops; pending may be touched by anybody.
//
// What is wanted (wishes, automatic subscription, permissions) and what is (subs) are compared by
// reconcile, which is told whenever either may have changed and is the only place that adds or removes.
type subscriber struct {
	sub           *transport
	autoSubscribe bool
	adaptive      bool
	subs          map[string]*subscription                // by track sid
	wishes        map[string]bool                         // said by the client, by track sid
	settings      map[string]*livekit.UpdateTrackSettings // by track sid
	denied        map[string]bool                         // told to be not allowed, by track sid
	unsupported   map[string]bool
	sought        map[string]time.Time // wished for, but not there; by track sid, since when
	seeking       *atomic.Bool         // sought is not empty

	askedAudios, askedVideos uint32

	share      allocation
	allowPause bool
	bandwidth  float64 // simulated, bit/s; 0 is what there is
	cutResume  cut     // simulated

	frames dataSubscriber

	pending *atomic.Bool
	hears   map[string]int // publishers subscribed to, by sid; guarded by Participant.mu
}

// subscription is one track on its way to the participant.
type subscription struct {
	t      *publication
	up     *media.UpTrack
	down   *media.DownTrack
	sender *webrtc.RTPSender

	limit                 int // highest step there is room for, bwe.Paused for none
	packets, bytes, nacks uint64
	judged                uint64 // packets when the connection's quality was judged last
}

func newSubscriber(s *livekit.ConnectionSettings, allowPause bool) subscriber {
	if s != nil && s.SubscriberAllowPause != nil {
		allowPause = *s.SubscriberAllowPause
	}
	return subscriber{
		autoSubscribe: s.GetAutoSubscribe(), adaptive: s.GetAdaptiveStream(), allowPause: allowPause,
		subs: map[string]*subscription{}, wishes: map[string]bool{}, settings: map[string]*livekit.UpdateTrackSettings{},
		denied: map[string]bool{}, unsupported: map[string]bool{},
		sought: map[string]time.Time{}, seeking: &atomic.Bool{}, pending: &atomic.Bool{}, hears: map[string]int{},
		frames: newDataSubscriber(s),
	}
}

// requestReconcile posts a reconcile unless one is waiting; from anywhere.
func (p *Participant) requestReconcile() {
	if !p.pending.Swap(true) {
		if !p.ops.post(func() { p.pending.Store(false); p.reconcileAndOffer() }) {
			p.pending.Store(false)
		}
	}
}

func (p *Participant) reconcileAndOffer() {
	if p.closed.Load() || p.sub == nil {
		return
	}
	p.reconcileData()
	if p.reconcile() {
		p.renegotiate()
	}
}

// reconcile makes what is subscribed what should be, and says whether that needs negotiation.
func (p *Participant) reconcile() (changed bool) {
	wanted := p.wantedTracks()
	for sid, s := range p.subs {
		if t := wanted[sid]; t == nil || t.upTrack() != s.up {
			p.removeSubscription(sid, s)
			changed = true
		}
	}
	for sid, t := range wanted {
		if p.subs[sid] == nil && p.addSubscription(t) {
			changed = true
		}
	}
	return changed
}

func (t *publication) upTrack() *media.UpTrack {
	t.owner.mu.Lock()
	defer t.owner.mu.Unlock()
	return t.up
}

// wantedTracks lists what the participant should receive, and tells it what it may not.
func (p *Participant) wantedTracks() map[string]*publication {
	wanted := map[string]*publication{}
	if !grantCanSubscribe(p) {
		return wanted
	}
	for _, o := range p.room.list() {
		if o == p {
			continue
		}
		for _, t := range o.liveTracks() {
			want, said := p.wishes[t.sid]
			if !said {
				want = p.autoSubscribe
			}
			if !want || p.unsupported[t.sid] {
				continue
			}
			if allowed := o.allows(p, t.sid); allowed != !p.denied[t.sid] {
				p.tellPermission(o.sid, t.sid, allowed)
			}
			if !p.denied[t.sid] {
				wanted[t.sid] = t
			}
		}
	}
	return wanted
}

func grantCanSubscribe(p *Participant) bool {
	return grant(p, (*auth.VideoGrant).GetCanSubscribe)
}

// liveTracks lists what others may see; nothing of a hidden participant.
func (p *Participant) liveTracks() []*publication {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.grants.Video.Hidden {
		return nil
	}
	out := make([]*publication, 0, len(p.tracks))
	for _, t := range p.tracks {
		if t.live {
			out = append(out, t)
		}
	}
	return out
}

func (p *Participant) tellPermission(publisher, track string, allowed bool) {
	if allowed {
		delete(p.denied, track)
	} else {
		p.denied[track] = true
	}
	p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_SubscriptionPermissionUpdate{
		SubscriptionPermissionUpdate: &livekit.SubscriptionPermissionUpdate{
			ParticipantSid: publisher, TrackSid: track, Allowed: allowed,
		},
	}})
}

func (p *Participant) addSubscription(t *publication) bool {
	up := t.upTrack()
	if up == nil {
		return false
	}
	s := &subscription{t: t, up: up, limit: whole(highest)}
	layer, paused := p.wishFor(t)
	s.down = media.NewDownTrack(up, media.DownConfig{
		ID: t.sid, Stream: p.streamFor(t), Back: p.sub, Ready: &p.sub.ready, Path: &p.sub.path, MaxLayer: max(layer, 0),
		Events: media.DownEvents{
			Estimate:    p.sub.belief.note,
			Unsupported: func() { p.ops.post(func() { p.codecUnsupported(t.sid) }) },
		},
	})
	s.down.SetMaxFPS(int(p.settings[t.sid].GetFps()))
	s.down.SetPaused(paused)
	add := p.sub.offerSender
	if p.single {
		add = p.sub.addSender
	}
	sender, err := add(s.down)
	if err != nil {
		p.log.Warn("subscribe", "track", t.sid, "err", err)
		return false
	}
	s.sender = sender
	p.subs[t.sid] = s
	p.hear(t.owner.sid, 1)
	if t.told.CompareAndSwap(false, true) {
		t.owner.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_TrackSubscribed{
			TrackSubscribed: &livekit.TrackSubscribed{TrackSid: t.sid},
		}})
	}
	t.want(p.sid, layer, paused)
	p.room.tellSpeaker(p, t.owner, true)
	return true
}

// streamFor is the stream id a track is received under. A room that keeps streams in step gives all tracks
// of one the same; Firefox finds tracks by the stream id alone.
func (p *Participant) streamFor(t *publication) string {
	if p.room.inStep() && !strings.EqualFold(p.client.GetBrowser(), "firefox") {
		return t.owner.sid + "|" + t.info.Stream // never changes
	}
	return t.owner.sid + "|" + t.sid
}

func (p *Participant) removeSubscription(sid string, s *subscription) {
	delete(p.subs, sid)
	_ = p.sub.pc.RemoveTrack(s.sender)
	s.down.Wait()
	s.t.unwant(p.sid)
	p.hear(s.t.owner.sid, -1)
	p.room.tellSpeaker(p, s.t.owner, false)
}

// hear counts what is received of a publisher, for those who tell about it.
func (p *Participant) hear(publisher string, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hears[publisher] += n
	if p.hears[publisher] <= 0 {
		delete(p.hears, publisher)
	}
}

func (p *Participant) hearing(publisher string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sid == publisher || p.hears[publisher] > 0
}

func (p *Participant) codecUnsupported(sid string) {
	p.unsupported[sid] = true
	p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_SubscriptionResponse{
		SubscriptionResponse: &livekit.SubscriptionResponse{TrackSid: sid, Err: livekit.SubscriptionError_SE_CODEC_UNSUPPORTED},
	}})
	p.requestReconcile()
}

// resumeMedia asks for key frames: the peer connection has just come up.
func (p *Participant) resumeMedia() {
	for _, s := range p.subs {
		s.down.Resume()
	}
}

// drop ends every subscription; the last thing but the peer connections' end.
func (s *subscriber) drop(p *Participant) {
	for sid, sub := range s.subs {
		p.removeSubscription(sid, sub)
	}
	s.frames.drop(p)
}

// updateSubscription takes the client's wishes; they may name tracks that do not exist yet.
func (p *Participant) updateSubscription(u *livekit.UpdateSubscription) {
	set := func(sids []string) {
		for _, sid := range sids {
			if _, known := p.wishes[sid]; known || len(p.wishes) < maxWishes {
				p.wishes[sid] = u.Subscribe
				delete(p.unsupported, sid)
				delete(p.sought, sid)
				if u.Subscribe {
					p.sought[sid] = time.Now()
				}
			}
		}
	}
	set(u.TrackSids)
	for _, t := range u.ParticipantTracks {
		set(t.TrackSids)
	}
	p.seeking.Store(len(p.sought) > 0)
	p.reconcileAndOffer()
}

// notFound tells the client which tracks it has asked for in vain; should one come after all, it is
// subscribed to as wished.
func (p *Participant) notFound(now time.Time) {
	for sid, since := range p.sought {
		if p.subs[sid] != nil || p.denied[sid] || p.unsupported[sid] {
			delete(p.sought, sid)
		} else if now.Sub(since) >= p.server.patience {
			delete(p.sought, sid)
			p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_SubscriptionResponse{
				SubscriptionResponse: &livekit.SubscriptionResponse{TrackSid: sid, Err: livekit.SubscriptionError_SE_TRACK_NOTFOUND},
			}})
		}
	}
	p.seeking.Store(len(p.sought) > 0)
}

// updateSettings takes how the client wants tracks; the settings may come before the subscription.
func (p *Participant) updateSettings(u *livekit.UpdateTrackSettings) {
	for _, sid := range u.TrackSids {
		if _, known := p.settings[sid]; !known && len(p.settings) >= maxWishes {
			continue
		}
		p.settings[sid] = u
		if s := p.subs[sid]; s != nil {
			p.apply(s)
		}
	}
}

// wishFor is the highest layer wanted of a track and whether it is paused.
func (p *Participant) wishFor(t *publication) (layer int, paused bool) {
	u := p.settings[t.sid]
	if u == nil {
		if p.adaptive && t.kind == livekit.TrackType_VIDEO {
			return 0, false // the client will tell sizes
		}
		return highest, false
	}
	switch {
	case u.Disabled:
		return highest, true
	case u.Width > 0 || u.Height > 0:
		return t.layerFor(u.Width, u.Height), false
	case u.Quality == livekit.VideoQuality_OFF:
		return 0, true
	}
	return int(u.Quality), false
}

// layerFor is the smallest layer that is not smaller than the size, within a twentieth.
func (t *publication) layerFor(width, height uint32) int {
	t.owner.mu.Lock()
	layers := t.info.Layers
	t.owner.mu.Unlock()
	want := max(width, height)
	best, found := highest, false
	var size uint32
	for _, l := range layers {
		long := max(l.Width, l.Height)
		if l.Quality > livekit.VideoQuality_HIGH || long+long/20 < want {
			continue
		}
		if !found || long < size {
			best, size, found = int(l.Quality), long, true
		}
	}
	return best
}

// permissions is what a publisher allows others to subscribe to. Guarded by Participant.mu.
type permissions struct {
	restricted bool
	all        bool
	rules      []*livekit.TrackPermission
}

// setPermissions takes the publisher's wish.
func (p *Participant) setPermissions(s *livekit.SubscriptionPermission) {
	p.mu.Lock()
	p.permit = permissions{restricted: !s.AllParticipants, all: s.AllParticipants, rules: s.TrackPermissions}
	p.mu.Unlock()
	p.room.tracksChanged(p)
}

// allows says whether another participant may subscribe to a track of this one.
func (p *Participant) allows(o *Participant, track string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.permit.restricted {
		return true
	}
	for _, r := range p.permit.rules {
		if r.ParticipantSid != o.sid && (r.ParticipantIdentity == "" || r.ParticipantIdentity != o.identity) {
			continue
		}
		if r.AllTracks {
			return true
		}
		for _, sid := range r.TrackSids {
			if sid == track {
				return true
			}
		}
	}
	return false
}
