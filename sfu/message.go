package sfu

import (
	"crypto/rand"
	"sync"

	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// Message is a signal response on its way to one or many clients: it is encoded once however many get it.
type Message struct {
	resp   *livekit.SignalResponse
	binary func() ([]byte, error)
	text   func() ([]byte, error)
}

// NewMessage wraps a response; it must not be changed afterwards.
func NewMessage(resp *livekit.SignalResponse) *Message {
	return &Message{
		resp:   resp,
		binary: sync.OnceValues(func() ([]byte, error) { return proto.Marshal(resp) }),
		text:   sync.OnceValues(func() ([]byte, error) { return protojson.Marshal(resp) }),
	}
}

// Binary is the protobuf encoding.
func (m *Message) Binary() ([]byte, error) { return m.binary() }

// Text is the protobuf JSON encoding.
func (m *Message) Text() ([]byte, error) { return m.text() }

// Response is the message itself, to read.
func (m *Message) Response() *livekit.SignalResponse { return m.resp }

func (m *Message) size() int { return proto.Size(m.resp) }

// Sink is a client's websocket as the media server sees it. Both methods return at once and may be called
// from anywhere.
type Sink interface {
	// Send queues a message; false when the client is gone or too slow.
	Send(m *Message) bool
	// Close closes the websocket after what was queued has gone out, or a short while.
	Close()
}

const sidAlphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// newSid makes an identifier; clients read its prefix (PA_, TR_, RM_).
func newSid(prefix string) string {
	const size = 12
	var raw [size]byte
	_, _ = rand.Read(raw[:]) // never fails (crypto/rand)
	for i := range raw {
		raw[i] = sidAlphabet[int(raw[i])%len(sidAlphabet)]
	}
	return prefix + string(raw[:])
}

func leaveMessage(reason livekit.DisconnectReason, action livekit.LeaveRequest_Action) *livekit.SignalResponse {
	return &livekit.SignalResponse{Message: &livekit.SignalResponse_Leave{Leave: &livekit.LeaveRequest{
		Reason: reason, Action: action, CanReconnect: action != livekit.LeaveRequest_DISCONNECT,
	}}}
}

func updateMessage(infos ...*livekit.ParticipantInfo) *livekit.SignalResponse {
	return &livekit.SignalResponse{Message: &livekit.SignalResponse_Update{
		Update: &livekit.ParticipantUpdate{Participants: infos},
	}}
}

func muteMessage(track string, muted bool) *livekit.SignalResponse {
	return &livekit.SignalResponse{Message: &livekit.SignalResponse_Mute{
		Mute: &livekit.MuteTrackRequest{Sid: track, Muted: muted},
	}}
}

func clone[T proto.Message](m T) T { return proto.Clone(m).(T) }
