package sfu

import (
	"sync"
	"time"

	"github.com/livekit/protocol/livekit"
)

// lowerDelay is how long a layer nobody wants is kept before the publisher may stop it.
const lowerDelay = 5 * time.Second

const (
	nothing  = -1 // no layer wanted
	untold   = -2 // nothing was told to the publisher yet
	lossGood = 0.03
	lossPoor = 0.10
)

// quality is which layers of a track are wanted by anybody, and what the publisher was told of it
// (dynacast). Its mutex comes last.
type quality struct {
	mu      *sync.Mutex
	by      map[string]int // highest layer wanted, by subscriber; nothing while paused
	told    int
	lowerAt time.Time
}

func newQuality() quality {
	return quality{mu: &sync.Mutex{}, by: map[string]int{}, told: untold}
}

// maximum is called under mu.
func (q *quality) maximum() int {
	most := nothing
	for _, n := range q.by {
		most = max(most, n)
	}
	return most
}

// want notes a subscriber's wish.
func (t *publication) want(subscriber string, layer int, paused bool) {
	if paused {
		layer = nothing
	}
	t.wanted.mu.Lock()
	t.wanted.by[subscriber] = layer
	t.reconsider(time.Now())
}

func (t *publication) unwant(subscriber string) {
	t.wanted.mu.Lock()
	delete(t.wanted.by, subscriber)
	t.reconsider(time.Now())
}

// reconsider tells the publisher of a higher wish at once and plans to tell of a lower one. It is called
// with the mutex held and gives it back.
func (t *publication) reconsider(now time.Time) {
	q := &t.wanted
	most := q.maximum()
	raise := most > q.told
	switch {
	case raise:
		q.told, q.lowerAt = most, time.Time{}
	case most == q.told:
		q.lowerAt = time.Time{}
	case q.lowerAt.IsZero():
		q.lowerAt = now.Add(lowerDelay)
	}
	q.mu.Unlock()
	if raise {
		t.tellQuality(most)
	}
}

// lower tells the publisher of a lower wish that has lasted.
func (t *publication) lower(now time.Time) {
	q := &t.wanted
	q.mu.Lock()
	due := !q.lowerAt.IsZero() && now.After(q.lowerAt)
	if due {
		q.told, q.lowerAt = q.maximum(), time.Time{}
	}
	told := q.told
	q.mu.Unlock()
	if due {
		t.tellQuality(told)
	}
}

func (t *publication) tellQuality(most int) {
	if t.kind != livekit.TrackType_VIDEO {
		return
	}
	t.owner.mu.Lock()
	mime := t.info.MimeType
	t.owner.mu.Unlock()
	var list []*livekit.SubscribedQuality
	for q := livekit.VideoQuality_LOW; q <= livekit.VideoQuality_HIGH; q++ {
		list = append(list, &livekit.SubscribedQuality{Quality: q, Enabled: int(q) <= most})
	}
	t.owner.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_SubscribedQualityUpdate{
		SubscribedQualityUpdate: &livekit.SubscribedQualityUpdate{
			TrackSid: t.sid, SubscribedQualities: list,
			SubscribedCodecs: []*livekit.SubscribedCodec{{Codec: shortCodec(mime), Qualities: list}},
		},
	}})
}

// lowerQualities is called a few times a second.
func (p *Participant) lowerQualities(now time.Time) {
	for _, t := range p.ownTracks() {
		t.lower(now)
	}
}

// resendQualities tells again after an answer: applying one switches paused layers on in browsers.
func (p *Participant) resendQualities() {
	for _, t := range p.ownTracks() {
		t.wanted.mu.Lock()
		told := t.wanted.told
		t.wanted.mu.Unlock()
		if told != untold {
			t.tellQuality(told)
		}
	}
}

func (p *Participant) ownTracks() []*publication {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := make([]*publication, 0, len(p.tracks))
	for _, t := range p.tracks {
		if t.live {
			out = append(out, t)
		}
	}
	return out
}

// tellQuality tells who is connected how well, when it changed: to the participant itself and to those who
// receive from it. Never LOST: a client that publishes takes that as a reason to reconnect, and silence may
// as well be a muted or paused track; whoever is really gone is removed by ICE.
func (r *Room) tellQuality(list []*Participant) {
	for _, p := range list {
		p.ops.post(func() { p.measure() })
	}
	for _, p := range list {
		var updates []*livekit.ConnectionQualityInfo
		for _, o := range list {
			if !p.hearing(o.sid) {
				continue
			}
			q := o.currentQuality()
			p.mu.Lock()
			last, told := p.qualityOf[o.sid]
			if !told || last != q {
				p.qualityOf[o.sid] = q
				updates = append(updates, &livekit.ConnectionQualityInfo{ParticipantSid: o.sid, Quality: q, Score: scoreOf(q)})
			}
			p.mu.Unlock()
		}
		if len(updates) > 0 {
			p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_ConnectionQuality{
				ConnectionQuality: &livekit.ConnectionQualityUpdate{Updates: updates},
			}})
		}
	}
}

func scoreOf(q livekit.ConnectionQuality) float32 {
	return map[livekit.ConnectionQuality]float32{
		livekit.ConnectionQuality_EXCELLENT: 5, livekit.ConnectionQuality_GOOD: 4, livekit.ConnectionQuality_POOR: 2,
	}[q]
}

func (p *Participant) currentQuality() livekit.ConnectionQuality {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.quality
}

// measure judges the last window by the worst loss among what is sent and received. Runs in ops.
func (p *Participant) measure() {
	worst := 0.0
	for _, s := range p.subs {
		stats := s.down.Stats()
		if stats.Packets-s.judged >= fewPackets { // what was silent, muted or paused is no news
			worst = max(worst, stats.Loss)
		}
		s.judged = stats.Packets
	}
	for _, t := range p.ownTracks() {
		if up := t.upTrack(); up != nil && !up.Muted() {
			worst = max(worst, up.RecentLoss())
		}
	}
	q := livekit.ConnectionQuality_EXCELLENT
	switch {
	case worst > lossPoor:
		q = livekit.ConnectionQuality_POOR
	case worst > lossGood:
		q = livekit.ConnectionQuality_GOOD
	}
	p.mu.Lock()
	p.quality = q
	p.mu.Unlock()
}
