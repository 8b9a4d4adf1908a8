package sfu

import (
	"math"
	"sync/atomic"
	"time"

	"dienhong/sfu/bwe"
	"dienhong/sfu/media"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
)

const (
	allocateInterval = 500 * time.Millisecond
	probeInterval    = 100 * time.Millisecond // while a path is probed
	// headers is what RTP, SRTP, UDP and IP add to a payload.
	headers = 1.06
	// fewPackets is below what a reported loss says nothing.
	fewPackets = 20
)

// allocation is how a subscriber's videos share what it can take. Owned by ops.
type allocation struct {
	bwe.Allocator
	at time.Time
}

// belief is what the receiver says it can take (REMB).
type belief struct {
	bps atomic.Uint64 // the bits of a float64, in bit/s
	at  atomic.Int64  // when it said so, in ns
}

// note keeps it; from any goroutine.
func (b *belief) note(bps float64) {
	b.bps.Store(math.Float64bits(bps))
	b.at.Store(time.Now().UnixNano())
}

// allocate fits the videos into what the receiver can take. Runs in ops, a few times a second.
func (p *Participant) allocate(now time.Time) {
	if p.closed.Load() || p.sub == nil || !p.sub.ready.Load() {
		return
	}
	passed := now.Sub(p.share.at).Seconds()
	if passed < allocateInterval.Seconds()/2 && (p.share.Padding() == 0 || passed < probeInterval.Seconds()/2) {
		return
	}
	p.share.at = now
	m := p.sampled(now, passed)
	if len(m.tracks) == 0 {
		return
	}
	p.share.AllowPause, p.share.Ceiling = p.allowPause, p.bandwidth
	given := p.share.Update(now, m.sample, m.tracks)
	if padding := p.share.Padding(); padding > 0 && m.probe != nil {
		m.probe.Pad(int(padding * probeInterval.Seconds() / 8))
		time.AfterFunc(probeInterval, func() { p.ops.post(func() { p.allocate(time.Now()) }) })
	}
	var states []*livekit.StreamStateInfo
	for sid, step := range given {
		s := p.subs[sid]
		if was := s.limit; was != step {
			s.limit = step
			p.apply(s)
			if state, changed := streamState(was, step); changed {
				states = append(states, &livekit.StreamStateInfo{ParticipantSid: s.t.owner.sid, TrackSid: sid, State: state})
			}
		}
	}
	if len(states) > 0 {
		p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_StreamStateUpdate{
			StreamStateUpdate: &livekit.StreamStateUpdate{StreamStates: states},
		}})
	}
}

// measured is what an allocation is made of.
type measured struct {
	sample bwe.Sample
	tracks []bwe.Track
	probe  *media.DownTrack // where padding can be sent, or nil
}

// sampled reads what was sent and lost in the seconds passed, and what there is to share.
func (p *Participant) sampled(now time.Time, passed float64) measured {
	m := measured{sample: bwe.Sample{
		Estimate: math.Float64frombits(p.sub.belief.bps.Load()), EstimateAt: time.Unix(0, p.sub.belief.at.Load()),
	}}
	for sid, s := range p.subs {
		stats := s.down.Stats()
		packets, bytes := stats.Packets-s.packets, stats.Bytes-s.bytes
		m.sample.Packets, m.sample.Nacks = m.sample.Packets+int(packets), m.sample.Nacks+int(stats.Nacks-s.nacks)
		s.packets, s.bytes, s.nacks = stats.Packets, stats.Bytes, stats.Nacks
		sent := float64(bytes) * 8 * headers / passed
		m.sample.Sent += sent
		if s.up.Kind() != webrtc.RTPCodecTypeVideo {
			m.sample.Audio += sent
			continue
		}
		if packets >= fewPackets {
			m.sample.Loss = max(m.sample.Loss, stats.Loss)
		}
		wish, paused := p.wishFor(s.t)
		if paused || s.up.Muted() {
			continue
		}
		if s.down.Pad(0) {
			m.probe, m.sample.CanProbe = s.down, true
		}
		m.tracks = append(m.tracks, bwe.Track{
			ID: sid, Wish: whole(wish), Rates: steps(s.up.LayerRates()), Priority: p.priority(s.t, wish, now),
		})
	}
	return m
}

// priority is a video's rank among a subscriber's. The client's own word counts (1 is the highest); to what
// it says nothing of, it is said here: first a shared screen, then whoever spoke a moment ago, then the rest.
// Within a rank the larger picture comes first, and so the tiles of a strip last.
func (p *Participant) priority(t *publication, wish int, now time.Time) int {
	const screen, speaker, rest, last = 1, 2, 3, 1000
	rank := rest
	switch said := p.settings[t.sid].GetPriority(); {
	case said > 0:
		rank = int(min(said, last))
	case t.source == livekit.TrackSource_SCREEN_SHARE:
		rank = screen
	case p.room.spoke(t.owner.sid, now):
		rank = speaker
	}
	size := wish * 2
	if t.source == livekit.TrackSource_SCREEN_SHARE {
		size++
	}
	return (last-rank)*2*media.Layers + size
}

func streamState(was, is int) (livekit.StreamState, bool) {
	switch {
	case is == bwe.Paused && was != bwe.Paused:
		return livekit.StreamState_PAUSED, true
	case is != bwe.Paused && was == bwe.Paused:
		return livekit.StreamState_ACTIVE, true
	}
	return livekit.StreamState_ACTIVE, false
}

// apply gives a subscription what the client wishes, as far as there is room for it.
func (p *Participant) apply(s *subscription) {
	wish, paused := p.wishFor(s.t)
	layer, temporal := within(s.limit, wish, s.up.LayerRates())
	s.down.SetMaxLayer(layer)
	s.down.SetMaxTemporal(temporal)
	s.down.SetMaxFPS(int(p.settings[s.t.sid].GetFps()))
	s.down.SetPaused(paused || s.limit == bwe.Paused)
	s.t.want(p.sid, wish, paused)
}
