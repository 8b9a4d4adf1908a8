package sfutest

import (
	"fmt"
	"time"

	"github.com/livekit/protocol/livekit"
)

// Await waits for a message that fits among those heard since the last Forget.
func Await[T any](r *Raw, pick func(*livekit.SignalResponse) (T, bool)) T {
	r.t.Helper()
	deadline := time.After(Patience)
	for ended := false; ; {
		for _, m := range r.Heard() {
			if v, ok := pick(m); ok {
				return v
			}
		}
		if ended {
			r.t.Fatalf("the websocket ended before the message came; heard %s", r.kinds())
		}
		select {
		case <-r.news:
		case <-r.gone:
			ended = true
		case <-deadline:
			r.t.Fatalf("the message did not come; heard %s", r.kinds())
		}
	}
}

// kinds names what was heard.
func (r *Raw) kinds() (out []string) {
	for _, m := range r.Heard() {
		out = append(out, fmt.Sprintf("%T", m.Message))
	}
	return out
}

// Pong makes sure that everything sent so far was dealt with.
func (r *Raw) Pong() {
	r.t.Helper()
	stamp := time.Now().UnixNano()
	_ = r.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_PingReq{PingReq: &livekit.Ping{Timestamp: stamp}}})
	Await(r, func(m *livekit.SignalResponse) (bool, bool) {
		return true, m.GetPongResp().GetLastPingTimestamp() == stamp
	})
}

// IsJoin picks the first message of a session.
func IsJoin(m *livekit.SignalResponse) (*livekit.JoinResponse, bool) {
	return m.GetJoin(), m.GetJoin() != nil
}

// IsLeave picks the server's goodbye.
func IsLeave(m *livekit.SignalResponse) (*livekit.LeaveRequest, bool) {
	return m.GetLeave(), m.GetLeave() != nil
}

// IsAnswer picks any answer.
func IsAnswer(m *livekit.SignalResponse) (*livekit.SessionDescription, bool) {
	return m.GetAnswer(), m.GetAnswer() != nil
}

// IsReply picks the answer to a request.
func IsReply(m *livekit.SignalResponse) (*livekit.RequestResponse, bool) {
	return m.GetRequestResponse(), m.GetRequestResponse() != nil
}

// IsPublished picks the confirmation of a track, by its cid.
func IsPublished(cid string) func(*livekit.SignalResponse) (*livekit.TrackInfo, bool) {
	return func(m *livekit.SignalResponse) (*livekit.TrackInfo, bool) {
		t := m.GetTrackPublished()
		return t.GetTrack(), t.GetCid() == cid && t != nil
	}
}

// IsUpdate picks an update of a participant that fits.
func IsUpdate(identity string, fits func(*livekit.ParticipantInfo) bool) func(*livekit.SignalResponse) (*livekit.ParticipantInfo, bool) {
	return func(m *livekit.SignalResponse) (*livekit.ParticipantInfo, bool) {
		for _, p := range m.GetUpdate().GetParticipants() {
			if p.Identity == identity && fits(p) {
				return p, true
			}
		}
		return nil, false
	}
}
