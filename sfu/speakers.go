package sfu

import (
	"maps"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/livekit/protocol/livekit"
)

const (
	speechLevel  = 0.02 // loudness from which somebody speaks
	levelSteps   = 8    // levels are told in eighths, so that they change seldom
	minimumLevel = 1.0 / levelSteps
	// breath is how long whoever paused still counts as the speaker: a picture must not change with every word.
	breath = 5 * time.Second
)

// speakers is who speaks in a room now.
type speakers struct {
	mu   sync.Mutex
	last map[string]float32   // told level, by participant sid
	at   map[string]time.Time // when somebody spoke, a moment ago at most
}

// tellSpeakers tells who began or ceased to speak, to those who hear them and to the speakers themselves.
// Called by the room's clock only.
func (r *Room) tellSpeakers(now time.Time) {
	list := r.list()
	levels := map[string]float32{}
	for _, p := range list {
		if l := p.loudness(now); l >= speechLevel {
			levels[p.sid] = float32(min(max(math.Ceil(l*levelSteps)/levelSteps, minimumLevel), 1))
		}
	}
	r.speakers.mu.Lock()
	var changes []*livekit.SpeakerInfo
	for sid, l := range levels {
		if r.speakers.last[sid] != l {
			changes = append(changes, &livekit.SpeakerInfo{Sid: sid, Level: l, Active: true})
		}
	}
	for sid := range r.speakers.last {
		if _, speaks := levels[sid]; !speaks {
			changes = append(changes, &livekit.SpeakerInfo{Sid: sid})
		}
	}
	r.speakers.last = levels
	for sid := range levels {
		if r.speakers.at == nil {
			r.speakers.at = map[string]time.Time{}
		}
		r.speakers.at[sid] = now
	}
	maps.DeleteFunc(r.speakers.at, func(_ string, at time.Time) bool { return now.Sub(at) > breath })
	r.speakers.mu.Unlock()
	if len(changes) == 0 {
		return
	}
	for _, p := range list {
		var heard []*livekit.SpeakerInfo
		for _, c := range changes {
			if p.hearing(c.Sid) {
				heard = append(heard, c)
			}
		}
		p.sendSpeakers(heard)
	}
	r.emitSpeakers(list, levels)
}

// spoke says whether somebody speaks, or did a moment ago.
func (r *Room) spoke(sid string, now time.Time) bool {
	r.speakers.mu.Lock()
	defer r.speakers.mu.Unlock()
	at, said := r.speakers.at[sid]
	return said && now.Sub(at) <= breath
}

func (r *Room) emitSpeakers(list []*Participant, levels map[string]float32) {
	e := Event{Kind: SpeakersChanged, Room: r.name, RoomSid: r.sid}
	for _, p := range list {
		if l, speaks := levels[p.sid]; speaks && !p.hidden() {
			e.Speakers = append(e.Speakers, Speaker{Identity: p.identity, Level: float64(l)})
		}
	}
	slices.SortFunc(e.Speakers, func(a, b Speaker) int {
		switch {
		case a.Level > b.Level:
			return -1
		case a.Level < b.Level:
			return 1
		}
		return 0
	})
	r.server.emit(e)
}

func (p *Participant) sendSpeakers(list []*livekit.SpeakerInfo) {
	if len(list) == 0 {
		return
	}
	p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_SpeakersChanged{
		SpeakersChanged: &livekit.SpeakersChanged{Speakers: list},
	}})
}

// tellSpeaker tells a participant who has just begun, or ceased, to hear another whether that one speaks.
func (r *Room) tellSpeaker(p, publisher *Participant, begins bool) {
	r.speakers.mu.Lock()
	level, speaks := r.speakers.last[publisher.sid]
	r.speakers.mu.Unlock()
	if !speaks {
		return
	}
	if begins {
		p.sendSpeakers([]*livekit.SpeakerInfo{{Sid: publisher.sid, Level: level, Active: true}})
	} else if !p.hearing(publisher.sid) {
		p.sendSpeakers([]*livekit.SpeakerInfo{{Sid: publisher.sid}})
	}
}

// loudness is that of the participant's loudest track.
func (p *Participant) loudness(now time.Time) float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	loudest := 0.0
	for _, t := range p.tracks {
		if t.live && t.kind == livekit.TrackType_AUDIO && !t.info.Muted {
			loudest = max(loudest, t.loudest.get(now))
		}
	}
	if now.Before(p.fakeSpeech) {
		loudest = 1
	}
	return loudest
}
