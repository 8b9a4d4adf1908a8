package rooms

import (
	"encoding/json"
	"fmt"
	"time"
)

// Event is something that happened in a room. Applying it is all that ever changes a room's state, so that a journal
// read again gives the same state.
type Event interface {
	// Kind names the event in the journal; it never changes its meaning.
	Kind() string
	apply(s *State, h Happening)
}

// Happening is when, by whom and through which command an event came about.
type Happening struct {
	At      time.Time
	Actor   PersonID
	Command CommandID
}

// volatile marks events that are published at once and written with the next batch: losing the last of them in a
// crash costs nobody anything.
type volatile interface{ volatile() }

func isVolatile(e Event) bool {
	_, yes := e.(volatile)
	return yes
}

// Record is an event in its place in the journal.
type Record struct {
	// Seq counts the room's events from 1 without gaps. Epoch rises whenever a server takes the room.
	Seq   uint64
	Epoch uint64
	At    time.Time
	Actor PersonID
	// Command that led to it, empty for the server's own.
	Command CommandID
	Event   Event
}

// EncodeEvent gives an event the form it has in the journal.
func EncodeEvent(e Event) (kind string, data []byte, err error) {
	data, err = json.Marshal(e)
	if err != nil {
		return "", nil, fmt.Errorf("encode event %s: %w", e.Kind(), err)
	}
	return e.Kind(), data, nil
}

// DecodeEvent reads an event from its form in the journal. An unknown kind is an error: a journal from a newer version
// must not be half understood.
func DecodeEvent(kind string, data []byte) (Event, error) {
	decode, known := events[kind]
	if !known {
		return nil, fmt.Errorf("decode event: unknown kind %.40q", kind)
	}
	event, err := decode(data)
	if err != nil {
		return nil, fmt.Errorf("decode event %s: %w", kind, err)
	}
	return event, nil
}

func decodeEvent[E Event](data []byte) (Event, error) {
	var event E
	err := json.Unmarshal(data, &event)
	return event, err
}

var events = map[string]func([]byte) (Event, error){
	"room.taken":   decodeEvent[RoomTaken],
	"disk.changed": decodeEvent[DiskChanged],

	"meeting.created":  decodeEvent[MeetingCreated],
	"meeting.edited":   decodeEvent[MeetingEdited],
	"meeting.moved_on": decodeEvent[MeetingMovedOn],

	"person.added":   decodeEvent[PersonAdded],
	"person.edited":  decodeEvent[PersonEdited],
	"person.removed": decodeEvent[PersonRemoved],

	"item.added":     decodeEvent[ItemAdded],
	"item.edited":    decodeEvent[ItemEdited],
	"item.moved":     decodeEvent[ItemMoved],
	"item.removed":   decodeEvent[ItemRemoved],
	"item.started":   decodeEvent[ItemStarted],
	"item.concluded": decodeEvent[ItemConcluded],

	"document.added":    decodeEvent[DocumentAdded],
	"document.advanced": decodeEvent[DocumentAdvanced],
	"document.renamed":  decodeEvent[DocumentRenamed],
	"document.removed":  decodeEvent[DocumentRemoved],

	"attendance.marked": decodeEvent[AttendanceMarked],
	"link.changed":      decodeEvent[LinkChanged],

	"presentation.started": decodeEvent[PresentationStarted],
	"presentation.stopped": decodeEvent[PresentationStopped],
	"presenter.given":      decodeEvent[PresenterGiven],
	"page.turned":          decodeEvent[PageTurned],

	"floor.requested": decodeEvent[FloorRequested],
	"floor.left":      decodeEvent[FloorLeft],
	"floor.granted":   decodeEvent[FloorGranted],
	"floor.extended":  decodeEvent[FloorExtended],
	"floor.ended":     decodeEvent[FloorEnded],

	"ballot.prepared":        decodeEvent[BallotPrepared],
	"ballot.discarded":       decodeEvent[BallotDiscarded],
	"ballot.key_held":        decodeEvent[BallotKeyHeld],
	"ballot.opened":          decodeEvent[BallotOpened],
	"ballot.cast":            decodeEvent[BallotCast],
	"ballot.late":            decodeEvent[BallotLate],
	"ballot.paper_issued":    decodeEvent[BallotPaperIssued],
	"ballot.elector_removed": decodeEvent[BallotElectorRemoved],
	"ballot.extended":        decodeEvent[BallotExtended],
	"ballot.closing":         decodeEvent[BallotClosing],
	"ballot.ended":           decodeEvent[BallotEnded],
	"ballot.share_given":     decodeEvent[BallotShareGiven],
	"ballot.unsealed":        decodeEvent[BallotUnsealed],
	"ballot.count_entered":   decodeEvent[BallotCountEntered],
	"ballot.hands_counted":   decodeEvent[BallotHandsCounted],
	"ballot.closed":          decodeEvent[BallotClosed],
	"ballot.declared":        decodeEvent[BallotDeclared],
	"ballot.voided":          decodeEvent[BallotVoided],
	"ballot.reminded":        decodeEvent[BallotReminded],

	"proxy.changed": decodeEvent[ProxyChanged],

	"substitution.proposed":  decodeEvent[SubstitutionProposed],
	"substitution.decided":   decodeEvent[SubstitutionDecided],
	"substitution.withdrawn": decodeEvent[SubstitutionWithdrawn],
	"substitution.ended":     decodeEvent[SubstitutionEnded],

	"microphone.held": decodeEvent[MicrophoneHeld],
	"media.changed":   decodeEvent[MediaChanged],

	"screen.shown": decodeEvent[SceneShown],
}
