package sfu

import (
	"context"
	"time"

	"github.com/livekit/protocol/livekit"
)

// Hooks is what the media server asks of, and tells, whoever runs it. Both may be nil.
type Hooks struct {
	// Admit is asked at every join, before anybody in the room hears of it. An error refuses the join and
	// its text is shown to the client. It may block up to ctx's end; no lock is held.
	Admit func(ctx context.Context, room, identity string) (Admission, error)
	// Event is called from slow paths only, never from the path of a packet and never under a lock. Events
	// of one participant come in order. It must not block for long: the participant's signalling waits.
	Event func(Event)
}

// Admission is how a participant enters.
type Admission struct {
	// HoldMicrophone makes the participant enter with the microphone held (see Server.HoldMicrophone).
	HoldMicrophone bool
	// Keep makes the participant be heard always (see Server.Keep).
	Keep bool
}

// EventKind says what happened.
type EventKind string

// The kinds of events.
const (
	ParticipantJoined EventKind = "participant_joined" // media connected
	ParticipantLeft   EventKind = "participant_left"
	// ParticipantAborted is said of one who went before media was ever connected.
	ParticipantAborted EventKind = "participant_connection_aborted"
	TrackPublished     EventKind = "track_published"
	TrackUnpublished   EventKind = "track_unpublished"
	TrackMuted         EventKind = "track_muted"
	TrackUnmuted       EventKind = "track_unmuted"
	SpeakersChanged    EventKind = "speakers_changed" // at most every 300 ms and room
	RoomStarted        EventKind = "room_started"
	RoomEnded          EventKind = "room_ended"
)

// Event is something that happened in a room. Fields that do not belong to the kind are empty.
type Event struct {
	Kind EventKind
	At   time.Time
	// Room is the room's name; RoomSid its session.
	Room, RoomSid string
	// Identity and Participant (the session's sid) say who.
	Identity, Participant string
	// Reason is LiveKit's DisconnectReason name of a ParticipantLeft or ParticipantAborted, and "room_deleted", "empty" or
	// "shutdown" of a RoomEnded.
	Reason string
	// Track and Source belong to track events; Source is "camera", "microphone", "screen_share",
	// "screen_share_audio" or "unknown".
	Track, Source string
	// Detail is the same in LiveKit's words, for who passes it on; any part may be nil.
	Detail EventDetail
	// Speakers is the complete list of who speaks now, loudest first.
	Speakers []Speaker
}

// EventDetail is what LiveKit's webhooks tell of an event.
type EventDetail struct {
	Room        *livekit.Room
	Participant *livekit.ParticipantInfo
	Track       *livekit.TrackInfo
}

// Speaker is a participant who is speaking.
type Speaker struct {
	Identity string
	// Level is 0..1, 1 is loudest.
	Level float64
}
