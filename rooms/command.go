package rooms

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// CommandID is made by the device before the first attempt, so that a command that is sent again is carried out once.
// 1 to 64 printable ASCII characters without spaces.
type CommandID string

func (id CommandID) valid() bool {
	beyond := func(r rune) bool { return r <= ' ' || r > '~' }
	return len(id) > 0 && len(id) <= 64 && !strings.ContainsFunc(string(id), beyond)
}

// Command asks for a change. Deciding is pure: the state, the command and the turn give events or a refusal, and the
// state is not touched.
type Command interface {
	decide(s *State, t Turn) (Decision, error)
}

// Turn is everything besides the state that a decision may look at.
type Turn struct {
	Now   time.Time
	Actor PersonID
	Role  Role
	// NewID makes an identifier nobody has used.
	NewID func() string
	// Seals keeps the keys of secret rounds, and Shares what tellers gave of theirs: the only things that a decision
	// changes, and neither is part of what is true in the meeting. Sign signs the log of votes. All may be nil.
	Seals  Seals
	Shares Shares
	Sign   func(text string) (string, error)
}

// Decision is what a command leads to: the events, and what the asker is told.
type Decision struct {
	Events []Event
	Answer map[string]any
	// Refusal is what the asker is told although something is written down: that a ballot came too late.
	Refusal error
}

func decided(events ...Event) Decision { return Decision{Events: events} }

func answer(values map[string]any, events ...Event) Decision {
	return Decision{Events: events, Answer: values}
}

// Request is a command on its way to a room. Actor comes from the session, never from the frame; the room looks up
// the role.
type Request struct {
	ID      CommandID
	Actor   PersonID
	Name    string
	Command Command
	// Digest identifies the content, so that an id used again with other content is noticed.
	Digest string
}

// Answer tells the asker that the command was carried out and durably written.
type Answer struct {
	// Seq is the room's last sequence number once the command was carried out.
	Seq  uint64         `json:"seq"`
	Data map[string]any `json:"data,omitempty"`
}

// NewRequest reads a command from its name and JSON arguments. It fails with ErrUnknownCommand or ErrBadCommand;
// fields that the command does not have are refused, so that a misspelt one is not silently ignored. Commands of the
// server itself cannot be made this way.
func NewRequest(id CommandID, actor PersonID, name string, args json.RawMessage) (Request, error) {
	decode, known := commands[name]
	if !known {
		return Request{}, fmt.Errorf("command %.40q: %w", name, ErrUnknownCommand)
	}
	if !id.valid() {
		return Request{}, fmt.Errorf("command %s: bad id: %w", name, ErrBadCommand)
	}
	command, err := decode(args)
	if err != nil {
		return Request{}, fmt.Errorf("command %s: %w", name, err)
	}
	digest, err := digest(name, command)
	if err != nil {
		return Request{}, fmt.Errorf("command %s: %w", name, ErrBadCommand)
	}
	return Request{ID: id, Actor: actor, Name: name, Command: command, Digest: digest}, nil
}

// digest is of what was understood, not of how it was written: spaces and the order of fields do not matter.
func digest(name string, command Command) (string, error) {
	content, err := json.Marshal(command)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(append([]byte(name+"\n"), content...))
	return hex.EncodeToString(sum[:16]), nil
}

// ServerRequest is a command that the server makes: of itself when actor is empty, or for somebody, such as adding the
// document that they uploaded. Without an id it is carried out as often as it is sent.
func ServerRequest(id CommandID, actor PersonID, name string, command Command) Request {
	return Request{ID: id, Actor: actor, Name: name, Command: command}
}

// OnceRequest is a ServerRequest that a device may send again, as NewRequest is; ErrBadCommand when the id is none.
func OnceRequest(id CommandID, actor PersonID, name string, command Command) (Request, error) {
	digest, err := digest(name, command)
	if err != nil || !id.valid() {
		return Request{}, fmt.Errorf("command %s: %w", name, ErrBadCommand)
	}
	return Request{ID: id, Actor: actor, Name: name, Command: command, Digest: digest}, nil
}

func decodeCommand[C Command](args json.RawMessage) (Command, error) {
	var command C
	if len(bytes.TrimSpace(args)) == 0 || string(args) == "null" {
		return command, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(args))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&command); err != nil {
		return nil, ErrBadCommand // the decoder's own words may quote what somebody chose
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, ErrBadCommand
	}
	return command, nil
}

// commands is every command that a device can send.
var commands = map[string]func(json.RawMessage) (Command, error){
	"meeting.edit":          decodeCommand[EditMeeting],
	"meeting.publish":       decodeCommand[PublishMeeting],
	"meeting.open_check_in": decodeCommand[OpenCheckIn],
	"meeting.open":          decodeCommand[OpenMeeting],
	"meeting.pause":         decodeCommand[PauseMeeting],
	"meeting.resume":        decodeCommand[ResumeMeeting],
	"meeting.close":         decodeCommand[CloseMeeting],

	"person.add":    decodeCommand[AddPerson],
	"person.edit":   decodeCommand[EditPerson],
	"person.remove": decodeCommand[RemovePerson],

	"item.add":      decodeCommand[AddItem],
	"item.edit":     decodeCommand[EditItem],
	"item.move":     decodeCommand[MoveItem],
	"item.remove":   decodeCommand[RemoveItem],
	"item.start":    decodeCommand[StartItem],
	"item.conclude": decodeCommand[ConcludeItem],

	"document.rename": decodeCommand[RenameDocument],
	"document.remove": decodeCommand[RemoveDocument],

	"attendance.check_in": decodeCommand[CheckIn],
	"attendance.leave":    decodeCommand[Leave],
	"attendance.mark":     decodeCommand[MarkAttendance],

	"presentation.start": decodeCommand[StartPresentation],
	"presentation.stop":  decodeCommand[StopPresentation],
	"presentation.give":  decodeCommand[GivePresenter],
	"page.turn":          decodeCommand[TurnPage],

	"floor.request":  decodeCommand[RequestFloor],
	"floor.withdraw": decodeCommand[WithdrawFloor],
	"floor.refuse":   decodeCommand[RefuseFloor],
	"floor.grant":    decodeCommand[GrantFloor],
	"floor.extend":   decodeCommand[ExtendFloor],
	"floor.end":      decodeCommand[EndFloor],

	"ballot.prepare":        decodeCommand[PrepareBallot],
	"ballot.discard":        decodeCommand[DiscardBallot],
	"ballot.hold_key":       decodeCommand[HoldKey],
	"ballot.open":           decodeCommand[OpenBallot],
	"ballot.cast":           decodeCommand[CastBallot],
	"ballot.issue_paper":    decodeCommand[IssuePaper],
	"ballot.remove_elector": decodeCommand[RemoveElector],
	"ballot.extend":         decodeCommand[ExtendBallot],
	"ballot.close":          decodeCommand[CloseBallot],
	"ballot.share_key":      decodeCommand[ShareKey],
	"ballot.enter_count":    decodeCommand[EnterCount],
	"ballot.declare":        decodeCommand[DeclareBallot],
	"ballot.void":           decodeCommand[VoidBallot],
	"ballot.fall_back":      decodeCommand[FallBack],
	"ballot.remind":         decodeCommand[RemindBallot],

	"proxy.set": decodeCommand[SetProxy],

	"substitution.decide":   decodeCommand[DecideSubstitution],
	"substitution.withdraw": decodeCommand[WithdrawSubstitution],

	"microphone.hold": decodeCommand[HoldMicrophone],

	"screen.show": decodeCommand[ShowScene],
}
