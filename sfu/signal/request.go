package signal

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"dienhong/sfu"

	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/proto"
)

const maxJoinRequest = 1 << 20 // inflated

// readJoin reads what a client asks for when joining: v1 in join_request, v0 in query parameters.
func readJoin(r *http.Request, v1 bool, id *identity) (sfu.JoinRequest, error) {
	query := r.URL.Query()
	raw := query.Get("join_request")
	if v1 && raw == "" {
		return sfu.JoinRequest{}, errJoinMissing
	}
	if raw == "" {
		return readQuery(r, query, id)
	}
	in, err := decodeJoinRequest(raw)
	if err != nil {
		return sfu.JoinRequest{}, errJoinUnread
	}
	if err := override(id, in.Metadata, in.ParticipantAttributes); err != nil {
		return sfu.JoinRequest{}, err
	}
	client := in.ClientInfo
	if client == nil {
		client = &livekit.ClientInfo{}
	}
	completeClient(client, r)
	settings := in.ConnectionSettings
	if settings == nil {
		settings = &livekit.ConnectionSettings{AutoSubscribe: true}
	}
	return sfu.JoinRequest{
		Grants: id.grants, Client: client, Settings: settings, SinglePC: true, Tracks: in.AddTrackRequests,
		Offer: in.PublisherOffer, Reconnect: in.Reconnect, Participant: in.ParticipantSid, SyncState: in.SyncState,
		Refresh: id.refresh,
	}, nil
}

func decodeJoinRequest(raw string) (*livekit.JoinRequest, error) {
	b, err := base64.URLEncoding.DecodeString(raw)
	if err != nil {
		if b, err = base64.RawURLEncoding.DecodeString(raw); err != nil {
			return nil, err
		}
	}
	wrapped := &livekit.WrappedJoinRequest{}
	if err := proto.Unmarshal(b, wrapped); err != nil {
		return nil, err
	}
	inner := wrapped.JoinRequest
	if wrapped.Compression == livekit.WrappedJoinRequest_GZIP {
		z, err := gzip.NewReader(bytes.NewReader(inner))
		if err != nil {
			return nil, err
		}
		inner, err = io.ReadAll(io.LimitReader(z, maxJoinRequest+1))
		if err != nil {
			return nil, err
		}
	}
	if len(inner) > maxJoinRequest {
		return nil, errJoinUnread
	}
	in := &livekit.JoinRequest{}
	return in, proto.Unmarshal(inner, in)
}

func readQuery(r *http.Request, q url.Values, id *identity) (sfu.JoinRequest, error) {
	var attributes map[string]string
	if a := q.Get("attributes"); a != "" {
		b, err := base64.URLEncoding.DecodeString(a)
		if err != nil {
			b, err = base64.RawURLEncoding.DecodeString(a)
		}
		if err != nil || json.Unmarshal(b, &attributes) != nil {
			return sfu.JoinRequest{}, errAttributes
		}
	}
	if err := override(id, "", attributes); err != nil {
		return sfu.JoinRequest{}, err
	}
	settings := &livekit.ConnectionSettings{
		AutoSubscribe: true, AdaptiveStream: isTrue(q.Get("adaptive_stream")), DisableIceLite: isTrue(q.Get("disable_ice_lite")),
	}
	if v := q.Get("auto_subscribe"); v != "" {
		settings.AutoSubscribe = isTrue(v)
	}
	if v := q.Get("auto_subscribe_data_track"); v != "" {
		auto := isTrue(v)
		settings.AutoSubscribeDataTrack = &auto
	}
	if v := q.Get("subscriber_allow_pause"); v != "" {
		allow := isTrue(v)
		settings.SubscriberAllowPause = &allow
	}
	client := &livekit.ClientInfo{
		Sdk: sdkOf(q.Get("sdk")), Version: q.Get("version"), Protocol: number(q.Get("protocol")),
		ClientProtocol: number(q.Get("client_protocol")), Os: q.Get("os"), OsVersion: q.Get("os_version"),
		Browser: q.Get("browser"), BrowserVersion: q.Get("browser_version"), DeviceModel: q.Get("device_model"),
		Network: q.Get("network"),
	}
	for name := range strings.SplitSeq(q.Get("capabilities"), ",") {
		if v, ok := livekit.ClientInfo_Capability_value[strings.TrimSpace(name)]; ok {
			client.Capabilities = append(client.Capabilities, livekit.ClientInfo_Capability(v))
		}
	}
	completeClient(client, r)
	return sfu.JoinRequest{
		Grants: id.grants, Client: client, Settings: settings, Reconnect: isTrue(q.Get("reconnect")),
		Participant: q.Get("sid"), Refresh: id.refresh,
	}, nil
}

// override lets a client name its own metadata when joining, if its token allows that.
func override(id *identity, metadata string, attributes map[string]string) error {
	if metadata == "" && len(attributes) == 0 {
		return nil
	}
	if !id.grants.Video.GetCanUpdateOwnMetadata() {
		return errNoMetadata
	}
	if metadata != "" {
		id.grants.Metadata = metadata
	}
	merged := map[string]string{}
	for k, v := range id.grants.Attributes {
		merged[k] = v
	}
	for k, v := range attributes {
		merged[k] = v
	}
	id.grants.Attributes = merged
	return nil
}

// completeClient reads from the User-Agent what the client did not say.
func completeClient(c *livekit.ClientInfo, r *http.Request) {
	agent := r.UserAgent()
	if c.Browser == "" {
		for _, name := range []string{"Firefox", "Edg", "Chrome", "Safari"} {
			if strings.Contains(agent, name+"/") {
				c.Browser = name
				break
			}
		}
	}
	if c.Os == "" {
		for _, name := range []string{"Windows", "Android", "iPhone", "Mac OS X", "Linux"} {
			if strings.Contains(agent, name) {
				c.Os = name
				break
			}
		}
	}
}

var sdks = map[string]livekit.ClientInfo_SDK{
	"js": livekit.ClientInfo_JS, "swift": livekit.ClientInfo_SWIFT, "android": livekit.ClientInfo_ANDROID,
	"flutter": livekit.ClientInfo_FLUTTER, "go": livekit.ClientInfo_GO, "unity": livekit.ClientInfo_UNITY,
	"reactnative": livekit.ClientInfo_REACT_NATIVE, "rust": livekit.ClientInfo_RUST, "python": livekit.ClientInfo_PYTHON,
	"cpp": livekit.ClientInfo_CPP, "node": livekit.ClientInfo_NODE, "esp32": livekit.ClientInfo_ESP32,
}

func sdkOf(name string) livekit.ClientInfo_SDK { return sdks[strings.ToLower(name)] }

func isTrue(s string) bool { return s == "1" || s == "true" }

func number(s string) int32 {
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil {
		return 0
	}
	return int32(n)
}
