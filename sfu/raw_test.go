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
