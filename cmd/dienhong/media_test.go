package main

import (
	"context"
	"log/slog"
	"sync"
	"testing"

	"dienhong/rooms"
	"dienhong/rooms/roomtest"
	"dienhong/sfu"
)

func event(kind sfu.EventKind, session, track, source string) sfu.Event {
	return sfu.Event{Kind: kind, Room: "m", Identity: "an", Participant: session, Track: track, Source: source}
}

func TestWhatTheMediaServerTells(t *testing.T) {
	joined := event(sfu.ParticipantJoined, "s1", "", "")
	microphone, camera := event(sfu.TrackPublished, "s1", "t1", "microphone"), event(sfu.TrackPublished, "s1", "t2", "camera")
	tests := []struct {
		name   string
		events []sfu.Event
		want   rooms.ReportMedia
	}{
		{"somebody joined", []sfu.Event{joined}, rooms.ReportMedia{Joined: true}},
		{"with microphone and camera", []sfu.Event{joined, microphone, camera}, rooms.ReportMedia{Joined: true, Microphone: true, Camera: true}},
		{"a track before the media is connected", []sfu.Event{camera, joined}, rooms.ReportMedia{Joined: true, Camera: true}},
		{"muted", []sfu.Event{joined, microphone, event(sfu.TrackMuted, "s1", "t1", "microphone")}, rooms.ReportMedia{Joined: true}},
		{"unmuted", []sfu.Event{joined, microphone, event(sfu.TrackMuted, "s1", "t1", ""), event(sfu.TrackUnmuted, "s1", "t1", "")},
			rooms.ReportMedia{Joined: true, Microphone: true}},
		{"a track taken back", []sfu.Event{joined, camera, event(sfu.TrackUnpublished, "s1", "t2", "camera")}, rooms.ReportMedia{Joined: true}},
		{"a shared screen", []sfu.Event{joined, event(sfu.TrackPublished, "s1", "t3", "screen_share")}, rooms.ReportMedia{Joined: true, Screen: true}},
		{"left", []sfu.Event{joined, camera, event(sfu.ParticipantLeft, "s1", "", "")}, rooms.ReportMedia{}},
		{"a second device took over, and the first is told of last",
			[]sfu.Event{joined, camera, event(sfu.ParticipantJoined, "s2", "", ""), event(sfu.ParticipantLeft, "s1", "", "")},
			rooms.ReportMedia{Joined: true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newMediaBridge(slog.New(slog.DiscardHandler))
			for _, e := range tt.events {
				b.tell(e)
			}
			tt.want.Person = "an"
			if got := b.take()[mediaSeat{"m", "an"}]; got != tt.want {
				t.Errorf("told %+v, want %+v", got, tt.want)
			}
		})
	}
}

// recorder is a media server that remembers what it was asked.
type recorder struct {
	mu   sync.Mutex
	held []string
}

func (r *recorder) HoldMicrophone(_, identity string, held bool) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if held {
		r.held = append(r.held, identity)
	}
	return nil
}
func (*recorder) GiveFloor(_, _ string) error         { return nil }
func (*recorder) RemoveParticipant(_, _ string) error { return nil }
func (*recorder) EndRoom(string) error                { return nil }

func (r *recorder) holds(identity string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, one := range r.held {
		if one == identity {
			return true
		}
	}
	return false
}

// The chair may take a microphone between the question at the door and the entering. Whoever has entered is held all the
// same.
func TestWhoEntersHeldIsHeld(t *testing.T) {
	m := roomtest.New(t, roomtest.Delegates(1))
	person := string(m.Delegates[0])
	m.Do(roomtest.Chair, "microphone.hold", map[string]any{"person": person, "held": true})
	b, media := newMediaBridge(slog.New(slog.DiscardHandler)), &recorder{}
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { b.run(ctx, m.Registry, media) })
	defer running.Wait()
	defer stop()
	b.tell(sfu.Event{Kind: sfu.ParticipantJoined, Room: string(m.Room.ID()), Identity: person, Participant: "s1"})
	roomtest.Eventually(t, func() string {
		if !media.holds(person) {
			return "the microphone is not held"
		}
		return ""
	})
}
