package sfu

import (
	"sync"

	"dienhong/sfu/media"
)

// voices is whose microphones are heard in a room. Its mutex comes last.
type voices struct {
	stage *media.Stage // nil: everybody's

	mu   *sync.Mutex
	kept map[string]bool // identities heard always
}

func newVoices(seats int) voices {
	return voices{stage: media.NewStage(seats), mu: &sync.Mutex{}, kept: map[string]bool{}}
}

// stageFor is nil for what is no microphone.
func (v *voices) stageFor(t *publication) *media.Stage {
	if !t.isMicrophone() {
		return nil
	}
	return v.stage
}

// settle gives a new track what is known of its owner.
func (v *voices) settle(identity string, up *media.UpTrack) {
	v.mu.Lock()
	defer v.mu.Unlock()
	up.SetKept(v.kept[identity])
}

// keep adds somebody to those who are heard always.
func (v *voices) keep(identity string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.kept[identity] = true
}

// Keep says whose microphones are forwarded however many louder ones there are (Config.AudioLoudest), and nobody
// else's any more: who has the floor must be heard. It is about identities, also ones that are not there yet, and
// holds for as long as the room. ErrRoomNotFound. It never waits for a client.
func (s *Server) Keep(room string, identities ...string) error {
	r, err := s.room(room)
	if err != nil {
		return err
	}
	v := &r.voices
	v.mu.Lock()
	clear(v.kept)
	for _, identity := range identities {
		v.kept[identity] = true
	}
	v.mu.Unlock()
	for _, p := range r.list() {
		for _, t := range p.ownTracks() {
			if up := t.upTrack(); up != nil {
				v.settle(p.identity, up)
			}
		}
	}
	return nil
}
