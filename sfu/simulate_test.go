package sfu_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"dienhong/sfu"
	"dienhong/sfu/bwe"
	"dienhong/sfu/sfutest"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"
)

func TestSimulatedEnds(t *testing.T) {
	t.Parallel()
	s := sfutest.New(t)
	for name, c := range map[string]struct {
		scenario *livekit.SimulateScenario
		action   livekit.LeaveRequest_Action
		told     bool
	}{
		"node failure":   {&livekit.SimulateScenario{Scenario: &livekit.SimulateScenario_NodeFailure{NodeFailure: true}}, 0, false},
		"server leave":   {&livekit.SimulateScenario{Scenario: &livekit.SimulateScenario_ServerLeave{ServerLeave: true}}, livekit.LeaveRequest_DISCONNECT, true},
		"full reconnect": {&livekit.SimulateScenario{Scenario: &livekit.SimulateScenario_LeaveRequestFullReconnect{LeaveRequestFullReconnect: true}}, livekit.LeaveRequest_RECONNECT, true},
	} {
		token := sfutest.Token("r", name)
		r := s.Raw(t, token, sfutest.RawConfig{})
		sfutest.Await(r, sfutest.IsJoin)
		_ = r.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Simulate{Simulate: c.scenario}})
		r.Ended()
		told := false
		for _, m := range r.Heard() {
			if l := m.GetLeave(); l != nil {
				told = true
				if l.Action != c.action {
					t.Errorf("%s: told %v", name, l)
				}
			}
		}
		if told != c.told {
			t.Errorf("%s: told %v", name, told)
		}
		r.Resume(s, token)
		if l := sfutest.Await(r, sfutest.IsLeave); l.Reason != livekit.DisconnectReason_STATE_MISMATCH || l.Action != livekit.LeaveRequest_RECONNECT {
			t.Errorf("%s: a resume is told %v", name, l)
		}
	}
}

func TestSimulatedCuts(t *testing.T) {
	kinds(t, func(t *testing.T, c sfutest.RawConfig) {
		s := sfutest.New(t)
		token := sfutest.Token("r", "alice")
		r := s.Raw(t, token, c)
		sid := sfutest.Await(r, sfutest.IsJoin).Participant.Sid
		sfutest.Await(r, sfutest.IsUpdate("alice", isActive))
		for _, scenario := range []*livekit.SimulateScenario{
			{Scenario: &livekit.SimulateScenario_DisconnectSignalOnResume{DisconnectSignalOnResume: true}},
			{Scenario: &livekit.SimulateScenario_DisconnectSignalOnResumeNoMessages{DisconnectSignalOnResumeNoMessages: true}},
		} {
			_ = r.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Simulate{Simulate: scenario}})
			r.Pong()
			r.ResumeAs(s, token, sid)
			r.Ended()
			silent := scenario.GetDisconnectSignalOnResumeNoMessages()
			if heard := len(r.Heard()); (heard == 0) != silent {
				t.Errorf("%v: heard %d messages", scenario, heard)
			}
			r.ResumeAs(s, token, sid)
			sfutest.Await(r, func(m *livekit.SignalResponse) (bool, bool) { return true, m.GetReconnect() != nil })
		}
	})
}

func TestSimulatedTCP(t *testing.T) {
	t.Parallel()
	s := sfutest.New(t, sfutest.WithConfig(func(c *sfu.Config) { c.TCPPort = -1 }))
	token := sfutest.Token("r", "alice")
	c := sfutest.RawConfig{V1: true, Media: true}
	r := s.Raw(t, token, c)
	sfutest.Await(r, sfutest.IsUpdate("alice", isActive))
	_ = r.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Simulate{Simulate: &livekit.SimulateScenario{
		Scenario: &livekit.SimulateScenario_SwitchCandidateProtocol{SwitchCandidateProtocol: livekit.CandidateProtocol_TCP},
	}}})
	if l := sfutest.Await(r, sfutest.IsLeave); l.Action != livekit.LeaveRequest_RESUME {
		t.Errorf("told %v", l)
	}
	r.Leave()
	r.Close()
	c.Settings = webrtc.SettingEngine{}
	c.Settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeTCP4})
	c.Settings.SetIncludeLoopbackCandidate(true)
	c.Settings.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	again := s.Raw(t, token, c)
	sfutest.Await(again, sfutest.IsUpdate("alice", isActive))
	if text := sfutest.Await(again, sfutest.IsAnswer).Sdp; strings.Contains(text, " udp ") || !strings.Contains(text, " tcp ") {
		t.Error("the answer names candidates of UDP, or none of TCP")
	}
	pair, err := again.Pub.SCTP().Transport().ICETransport().GetSelectedCandidatePair()
	if err != nil || pair.Remote.Protocol != webrtc.ICEProtocolTCP {
		t.Errorf("connected by %v, %v", pair, err)
	}
}

// The Go client is lost when it is answered before it has applied its own offer.
func TestTheGoClientIsAnsweredWhenItIsReady(t *testing.T) {
	t.Parallel()
	s := sfutest.New(t)
	for name, speaks := range map[string]bool{"after its first word": true, "after a silence": false} {
		pc, err := webrtc.NewPeerConnection(webrtc.Configuration{})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = pc.GracefulClose() }()
		_, _ = pc.CreateDataChannel("_reliable", nil)
		offer, err := pc.CreateOffer(nil)
		if err != nil {
			t.Fatal(err)
		}
		r := s.Raw(t, sfutest.Token("r", name), sfutest.RawConfig{V1: true, Join: &livekit.JoinRequest{
			ClientInfo:     &livekit.ClientInfo{Sdk: livekit.ClientInfo_GO, Protocol: 17},
			PublisherOffer: &livekit.SessionDescription{Type: "offer", Sdp: offer.SDP, Id: 3},
		}})
		if speaks {
			r.Pong()
			for _, m := range r.Heard() {
				if m.GetAnswer() != nil {
					break
				}
				if m.GetPongResp() != nil {
					t.Error("its word was dealt with before its offer")
				}
			}
		}
		if answer := sfutest.Await(r, sfutest.IsAnswer); answer.Id != 3 {
			t.Errorf("%s: answer %d", name, answer.Id)
		}
		r.Leave()
		r.Close()
	}
}

// What a client says it can take is not exceeded: the picture pauses, which the client is told, and the sound
// goes on.
func TestSimulatedBandwidth(t *testing.T) {
	t.Parallel()
	s := sfutest.New(t)
	a := s.Join(t, "r", "alice", nil)
	sfutest.PublishAudio(t, a, mic)
	face := sfutest.PublishSimulcast(t, a)
	var sounds atomic.Int64
	seen := newSeam()
	bob := s.Raw(t, sfutest.Token("r", "bob"), sfutest.RawConfig{V1: true, Media: true, Track: func(track *webrtc.TrackRemote) {
		for {
			p, _, err := track.ReadRTP()
			if err != nil {
				return
			}
			if track.Kind() == webrtc.RTPCodecTypeAudio {
				sounds.Add(1)
			} else {
				seen.look(track.Kind(), p)
			}
		}
	}})
	seen.waitLayer(t, 2, 20)
	for _, c := range []struct {
		bps   int64
		state livekit.StreamState
		layer int
	}{
		{40_000, livekit.StreamState_PAUSED, bwe.Paused}, {500_000, livekit.StreamState_ACTIVE, 1},
		{20_000, livekit.StreamState_PAUSED, bwe.Paused}, {0, livekit.StreamState_ACTIVE, 2},
	} {
		bob.Forget()
		_ = bob.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Simulate{Simulate: &livekit.SimulateScenario{
			Scenario: &livekit.SimulateScenario_SubscriberBandwidth{SubscriberBandwidth: c.bps},
		}}})
		state := sfutest.Await(bob, func(m *livekit.SignalResponse) (*livekit.StreamStateInfo, bool) {
			list := m.GetStreamStateUpdate().GetStreamStates()
			if len(list) == 0 {
				return nil, false
			}
			return list[len(list)-1], true
		})
		if state.State != c.state || state.TrackSid != face.Pub.SID() || state.ParticipantSid != a.LocalParticipant.SID() {
			t.Errorf("at %d bit/s told %v", c.bps, state)
		}
		if c.layer != bwe.Paused {
			seen.waitLayer(t, c.layer, 20)
			continue
		}
		before := sounds.Load()
		sfutest.Eventually(t, func() string {
			for _, d := range snapshotOf(s, "bob").Subscribed {
				if d.Mime == webrtc.MimeTypeVP8 && !d.Paused {
					return fmt.Sprintf("at %d bit/s the picture is sent: %+v", c.bps, d)
				}
			}
			if n := sounds.Load() - before; n < 100 {
				return fmt.Sprintf("%d sounds", n)
			}
			return ""
		})
	}
}
