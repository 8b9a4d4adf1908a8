package sfu

import (
	"strings"
	"time"

	"github.com/livekit/protocol/livekit"
)

// cut says what becomes of the next websocket that resumes the session (simulated).
type cut uint8

const (
	cutNot cut = iota
	cutAfter
	cutSilently
)

// simulate does what a developer's client asks for.
func (p *Participant) simulate(s *livekit.SimulateScenario) {
	const node = livekit.DisconnectReason_STATE_MISMATCH
	switch m := s.Scenario.(type) {
	case *livekit.SimulateScenario_SpeakerUpdate:
		p.mu.Lock()
		p.fakeSpeech = time.Now().Add(time.Duration(m.SpeakerUpdate) * time.Second)
		p.mu.Unlock()
	case *livekit.SimulateScenario_NodeFailure:
		p.close(closing{reason: node})
	case *livekit.SimulateScenario_Migration:
		p.send(leaveMessage(livekit.DisconnectReason_MIGRATION, livekit.LeaveRequest_RESUME))
	case *livekit.SimulateScenario_ServerLeave:
		p.close(closing{reason: livekit.DisconnectReason_SERVER_SHUTDOWN, tell: true})
	case *livekit.SimulateScenario_LeaveRequestFullReconnect:
		p.close(closing{reason: node, tell: true, action: livekit.LeaveRequest_RECONNECT})
	case *livekit.SimulateScenario_DisconnectSignalOnResume:
		p.cutResume = cutAfter
	case *livekit.SimulateScenario_DisconnectSignalOnResumeNoMessages:
		p.cutResume = cutSilently
	case *livekit.SimulateScenario_SubscriberBandwidth:
		p.bandwidth = float64(m.SubscriberBandwidth)
	case *livekit.SimulateScenario_SwitchCandidateProtocol:
		p.switchProtocol(m.SwitchCandidateProtocol)
	}
}

// switchProtocol leaves a client only TCP, in this session and in those that follow it, or gives it back UDP.
func (p *Participant) switchProtocol(to livekit.CandidateProtocol) {
	tcp := to != livekit.CandidateProtocol_UDP
	if tcp && p.server.net.tcpPort == 0 {
		return
	}
	p.overTCP.Store(tcp)
	p.room.mu.Lock()
	if tcp {
		p.room.overTCP[p.identity] = true
	} else {
		delete(p.room.overTCP, p.identity)
	}
	p.room.mu.Unlock()
	if p.single {
		p.send(leaveMessage(livekit.DisconnectReason_UNKNOWN_REASON, livekit.LeaveRequest_RESUME)) // only it restarts ICE
		return
	}
	p.offerSubscriber(p.sub.remote)
}

// isTCP reads a candidate, as SDP writes it (RFC 8839 §5.1): the transport is its third word.
func isTCP(candidate string) bool {
	words := strings.Fields(candidate)
	return len(words) > 2 && strings.EqualFold(words[2], "tcp")
}

// candidates leaves in a description those the participant may use.
func (p *Participant) candidates(description string) string {
	if !p.overTCP.Load() {
		return description
	}
	lines := strings.SplitAfter(description, "\n")
	kept := lines[:0]
	for _, l := range lines {
		if !strings.HasPrefix(l, "a=candidate:") || isTCP(l) {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, "")
}
