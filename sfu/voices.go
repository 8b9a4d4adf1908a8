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

// Keep says that somebody's microphone is forwarded however many louder ones there are (Config.AudioLoudest), or
// no longer: who has the floor must be heard. It holds for as long as the room, also for sessions to come.
// ErrRoomNotFound. It never waits for a client.
func (s *Server) Keep(room, identity string, kept bool) error {
	r, err := s.room(room)
	if err != nil {
		return err
	}
	v := &r.voices
	v.mu.Lock()
	if kept {
		v.kept[identity] = true
	} else {
		delete(v.kept, identity)
	}
	v.mu.Unlock()
	if p := r.participant(identity); p != nil {
		for _, t := range p.ownTracks() {
			if up := t.upTrack(); up != nil {
				v.settle(identity, up)
			}
		}
	}
	return nil
}
