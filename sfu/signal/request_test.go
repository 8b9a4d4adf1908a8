package signal

import (
	"encoding/base64"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/proto"
)

func FuzzReadJoin(f *testing.F) {
	inner, _ := proto.Marshal(&livekit.JoinRequest{ClientInfo: &livekit.ClientInfo{Sdk: livekit.ClientInfo_JS}, Metadata: "m"})
	wrapped, _ := proto.Marshal(&livekit.WrappedJoinRequest{JoinRequest: inner})
	f.Add(base64.URLEncoding.EncodeToString(wrapped), "eyJhIjoiYiJ9", "17", true)
	f.Add("", "", "-1", false)
	f.Fuzz(func(t *testing.T, join, attributes, protocol string, v1 bool) {
		q := url.Values{"join_request": {join}, "attributes": {attributes}, "protocol": {protocol}}
		r := httptest.NewRequest("GET", "/rtc?"+q.Encode(), nil)
		id := &identity{grants: &auth.ClaimGrants{Identity: "x", Video: &auth.VideoGrant{RoomJoin: true, Room: "r"}}}
		req, err := readJoin(r, v1, id)
		if err != nil {
			return
		}
		if req.Grants == nil || req.Client == nil || req.Settings == nil {
			t.Errorf("an incomplete request: %+v", req)
		}
		if req.Grants.Metadata != "" || len(req.Grants.Attributes) > 0 {
			t.Error("a client named its own metadata without the grant")
		}
	})
}
