package sfu_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"testing"

	"dienhong/sfu/sfutest"
	"dienhong/sfu/signal"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
	"google.golang.org/protobuf/proto"
)

// joinV1 joins with a join request.
func joinV1(t *testing.T, s *sfutest.Server, room, identity string, j *livekit.JoinRequest) *signal.Client {
	t.Helper()
	inner, err := proto.Marshal(j)
	if err != nil {
		t.Fatal(err)
	}
	wrapped, err := proto.Marshal(&livekit.WrappedJoinRequest{JoinRequest: inner})
	if err != nil {
		t.Fatal(err)
	}
	client, err := signal.Dial(context.Background(), s.URL, sfutest.Token(room, identity),
		url.Values{"join_request": {base64.URLEncoding.EncodeToString(wrapped)}})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func addCandidate(t *testing.T, pc *webrtc.PeerConnection, init string) {
	t.Helper()
	var c webrtc.ICECandidateInit
	if err := json.Unmarshal([]byte(init), &c); err != nil {
		t.Fatal(err)
	}
	if err := pc.AddICECandidate(c); err != nil {
		t.Fatal(err)
	}
}

func userPacket(t *testing.T, text string) []byte {
	t.Helper()
	b, err := proto.Marshal(&livekit.DataPacket{
		Value: &livekit.DataPacket_User{User: &livekit.UserPacket{Payload: []byte(text)}}, Sequence: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func payloadOf(t *testing.T, raw []byte) []byte {
	t.Helper()
	p := &livekit.DataPacket{}
	if err := proto.Unmarshal(raw, p); err != nil {
		t.Fatal(err)
	}
	return p.GetUser().GetPayload()
}

// rawPeer is a single-PC client with negotiated data channels.
type rawPeer struct {
	pc       *webrtc.PeerConnection
	reliable *webrtc.DataChannel
	got      chan []byte
}

// newRawPeer joins as alice and returns when the reliable channel is open.
func newRawPeer(t *testing.T, s *sfutest.Server, settings webrtc.SettingEngine, offerWithJoin bool) *rawPeer {
	t.Helper()
	m := &webrtc.MediaEngine{}
	if err := m.RegisterDefaultCodecs(); err != nil {
		t.Fatal(err)
	}
	pc, err := webrtc.NewAPI(webrtc.WithSettingEngine(settings), webrtc.WithMediaEngine(m)).NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pc.GracefulClose() })
	r := &rawPeer{pc: pc, got: make(chan []byte, 16)}
	for label, id := range map[string]uint16{"_reliable": 100, "_lossy": 101, "_data_track": 102} {
		yes := true
		c, err := pc.CreateDataChannel(label, &webrtc.DataChannelInit{Negotiated: &yes, ID: &id})
		if err != nil {
			t.Fatal(err)
		}
		if label == "_reliable" {
			r.reliable = c
		}
	}
	r.reliable.OnMessage(func(m webrtc.DataChannelMessage) { r.got <- m.Data })
	open := make(chan struct{})
	r.reliable.OnOpen(func() { close(open) })
	d, err := pc.CreateOffer(nil)
	if err != nil {
		t.Fatal(err)
	}
	gathered := webrtc.GatheringCompletePromise(pc)
	if err := pc.SetLocalDescription(d); err != nil {
		t.Fatal(err)
	}
	<-gathered
	offer := &livekit.SessionDescription{Type: "offer", Sdp: pc.LocalDescription().SDP, Id: 7}
	j := &livekit.JoinRequest{ClientInfo: &livekit.ClientInfo{Protocol: 18}}
	if offerWithJoin {
		j.PublisherOffer = offer
	}
	client := joinV1(t, s, "r", "alice", j)
	t.Cleanup(func() { _ = client.Close() })
	if !offerWithJoin {
		if err := client.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Offer{Offer: offer}}); err != nil {
			t.Fatal(err)
		}
	}
	r.negotiate(t, client)
	<-open
	return r
}

// negotiate takes the answer and the server's candidates.
func (r *rawPeer) negotiate(t *testing.T, client *signal.Client) {
	t.Helper()
	for {
		m, err := client.Receive()
		if err != nil {
			t.Fatal(err)
		}
		if answer := m.GetAnswer(); answer != nil {
			if answer.Id != 7 {
				t.Errorf("the answer's id is %d", answer.Id)
			}
			if err := r.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer.Sdp}); err != nil {
				t.Fatal(err)
			}
		}
		if c := m.GetTrickle(); c != nil {
			if c.Final {
				return
			}
			addCandidate(t, r.pc, c.CandidateInit)
		}
	}
}
