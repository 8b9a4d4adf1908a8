package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"dienhong/rooms"
	"dienhong/sfu"
)

// mediaBridge carries what the media server tells to the rooms, which know nothing of each other. What it carries is
// fleeting: a report that a room is too busy for is repeated with the next one, and after a restart the media server
// tells everything anew. One goroutine carries; telling never waits.
type mediaBridge struct {
	log *slog.Logger

	mu    sync.Mutex
	seats map[mediaSeat]*mediaState
	dirty []mediaSeat
	wake  chan struct{}
}

// mediaSeat is a participant of the media server, whatever session of theirs is the present one.
type mediaSeat struct{ room, identity string }

type mediaState struct {
	session string            // the sid of the session that counts
	tracks  map[string]string // track sid → source
	muted   map[string]bool
	queued  bool
}

func newMediaBridge(log *slog.Logger) *mediaBridge {
	return &mediaBridge{log: log, seats: map[mediaSeat]*mediaState{}, wake: make(chan struct{}, 1)}
}

// tell takes an event of the media server; it is its Hooks.Event.
func (b *mediaBridge) tell(e sfu.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	seat := mediaSeat{e.Room, e.Identity}
	state := b.seats[seat]
	switch e.Kind {
	case sfu.ParticipantJoined:
		if state == nil || state.session != e.Participant {
			state = &mediaState{tracks: map[string]string{}, muted: map[string]bool{}}
			b.seats[seat] = state
		}
		state.session = e.Participant
	case sfu.ParticipantLeft:
		if state == nil || state.session != e.Participant {
			return // an older session than the one that counts
		}
		state.session, state.tracks, state.muted = "", map[string]string{}, map[string]bool{}
	case sfu.TrackPublished, sfu.TrackUnpublished, sfu.TrackMuted, sfu.TrackUnmuted:
		if state == nil { // a track may be announced before its media is connected
			state = &mediaState{session: e.Participant, tracks: map[string]string{}, muted: map[string]bool{}}
			b.seats[seat] = state
		}
		if state.session != e.Participant {
			return
		}
		state.track(e)
	case sfu.SpeakersChanged, sfu.RoomStarted, sfu.RoomEnded, sfu.ParticipantAborted:
		return
	}
	b.queue(seat, state)
}

func (s *mediaState) track(e sfu.Event) {
	switch e.Kind {
	case sfu.TrackPublished:
		s.tracks[e.Track] = e.Source
	case sfu.TrackUnpublished:
		delete(s.tracks, e.Track)
		delete(s.muted, e.Track)
	case sfu.TrackMuted:
		s.muted[e.Track] = true
	case sfu.TrackUnmuted:
		delete(s.muted, e.Track)
	default:
	}
}

func (b *mediaBridge) queue(seat mediaSeat, state *mediaState) {
	if !state.queued {
		state.queued = true
		b.dirty = append(b.dirty, seat)
	}
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

func (s *mediaState) report(identity string) rooms.ReportMedia {
	r := rooms.ReportMedia{Person: rooms.PersonID(identity), Joined: s.session != ""}
	for track, source := range s.tracks {
		live := !s.muted[track]
		switch source {
		case "microphone":
			r.Microphone = r.Microphone || live
		case "camera":
			r.Camera = r.Camera || live
		case "screen_share":
			r.Screen = r.Screen || live
		}
	}
	return r
}

// take removes what is waiting to be carried.
func (b *mediaBridge) take() map[mediaSeat]rooms.ReportMedia {
	b.mu.Lock()
	defer b.mu.Unlock()
	reports := map[mediaSeat]rooms.ReportMedia{}
	for _, seat := range b.dirty {
		state := b.seats[seat]
		state.queued = false
		reports[seat] = state.report(seat.identity)
		if state.session == "" {
			delete(b.seats, seat)
		}
	}
	b.dirty = nil
	return reports
}

// run carries until ctx ends. Whoever has joined and whose microphone the chair holds is held once more: the chair may
// have taken it between the question at the door and the entering.
func (b *mediaBridge) run(ctx context.Context, registry *rooms.Registry, media rooms.Media) {
	for {
		select {
		case <-b.wake:
		case <-ctx.Done():
			return
		}
		for seat, report := range b.take() {
			room, err := carry(ctx, registry, rooms.MeetingID(seat.room), report)
			if err == nil && report.Joined && room.Access().Held(report.Person) {
				err = media.HoldMicrophone(seat.room, seat.identity, true)
			}
			if err != nil && ctx.Err() == nil {
				b.log.Warn("a room did not take what the media server told", "meeting", seat.room, "err", err)
			}
		}
	}
}

func carry(ctx context.Context, registry *rooms.Registry, meeting rooms.MeetingID, report rooms.ReportMedia) (*rooms.Room, error) {
	for attempt := 0; ; attempt++ {
		room, err := registry.Open(ctx, meeting)
		if err == nil {
			_, err = room.Do(ctx, rooms.ServerRequest("", "", "media.report", report))
		}
		passing := errors.Is(err, rooms.ErrBusy) || errors.Is(err, rooms.ErrRetry)
		if !passing || attempt == 5 {
			return room, err
		}
		select {
		case <-time.After(time.Duration(attempt+1) * 100 * time.Millisecond):
		case <-ctx.Done():
			return room, ctx.Err()
		}
	}
}

// steered is the media server as rooms steer it: what is asked of somebody who is not there is no error, for the same is
// asked again when they come.
type steered struct{ server *sfu.Server }

func (s steered) HoldMicrophone(room, identity string, held bool) error {
	return present(s.server.HoldMicrophone(room, identity, held))
}

func (s steered) GiveFloor(room, identity string) error {
	if identity == "" {
		return present(s.server.Keep(room))
	}
	return present(s.server.Keep(room, identity))
}

func (s steered) RemoveParticipant(room, identity string) error {
	return present(s.server.RemoveParticipant(room, identity))
}

func (s steered) EndRoom(room string) error { return present(s.server.EndRoom(room)) }

func present(err error) error {
	if errors.Is(err, sfu.ErrRoomNotFound) || errors.Is(err, sfu.ErrParticipantNotFound) {
		return nil
	}
	return err
}

// admit is the media server's question at every join: may they, and how. It is its Hooks.Admit.
func admit(ctx context.Context, registry *rooms.Registry, meeting, identity string) (sfu.Admission, error) {
	room, err := registry.Open(ctx, rooms.MeetingID(meeting))
	if err != nil {
		return sfu.Admission{}, err
	}
	access := room.Access()
	if access.Phase == rooms.Closed {
		return sfu.Admission{}, rooms.ErrMeetingClosed
	}
	if _, err := access.Role(rooms.PersonID(identity)); err != nil {
		return sfu.Admission{}, err
	}
	id := rooms.PersonID(identity)
	return sfu.Admission{HoldMicrophone: access.Held(id), Keep: access.Speaking == id}, nil
}
