package signal

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"dienhong/sfu"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"
	"google.golang.org/protobuf/encoding/protojson"
)

func TestParseKeys(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       map[string]string
	}{
		{"one", "key: secret", map[string]string{"key": "secret"}},
		{"no blank", "key:secret", map[string]string{"key": "secret"}},
		{"quoted", `"key": 'se:cret'`, map[string]string{"key": "se:cret"}},
		{"lines", "a: 1\nb: 2\n# c: 3\n", map[string]string{"a": "1", "b": "2"}},
		{"commas", "a: 1, b: 2", map[string]string{"a": "1", "b": "2"}},
		{"flow map", "{a: 1, b: 2}", map[string]string{"a": "1", "b": "2"}},
		{"empty", "", nil},
		{"no secret", "key:", nil},
		{"no colon", "key", nil},
		{"twice", "a: 1, a: 2", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := ParseKeys(c.text)
			if (err != nil) != (c.want == nil) || !maps.Equal(got, c.want) {
				t.Errorf("got %v, %v, want %v", got, err, c.want)
			}
		})
	}
}

// readWebhook verifies an event as LiveKit's SDKs do.
func readWebhook(r *http.Request, secret string) (*livekit.WebhookEvent, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	v, err := auth.ParseAPIToken(r.Header.Get("Authorization"))
	if err != nil {
		return nil, err
	}
	_, grants, err := v.Verify(secret)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(body); grants.Sha256 != base64.StdEncoding.EncodeToString(sum[:]) {
		return nil, errors.New("checksum of the body does not match")
	}
	e := &livekit.WebhookEvent{}
	return e, protojson.Unmarshal(body, e)
}

func TestStandaloneTellsWebhooks(t *testing.T) {
	keys := map[string]string{"key": "a secret of thirty-two characters"}
	var mu sync.Mutex
	var told []string
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		e, err := readWebhook(r, keys["key"])
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			told = append(told, err.Error())
			return
		}
		told = append(told, e.Event+" "+e.Room.GetName()+" "+e.Participant.GetIdentity())
	}))
	defer hook.Close()
	cfg := sfu.Default()
	cfg.UDPPort, cfg.TCPPort, cfg.ListenAddresses = 0, -1, []string{"127.0.0.1"}
	addrs := make(chan net.Addr, 1)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- Standalone(ctx, StandaloneConfig{
			Listen: "127.0.0.1:0", Keys: keys, Media: cfg, Webhook: WebhookConfig{URLs: []string{hook.URL}, APIKey: "key"},
			Ready: func(a net.Addr) { addrs <- a },
		}, slog.New(slog.NewTextHandler(io.Discard, nil)))
	}()
	addr := <-addrs
	room, err := lksdk.ConnectToRoom("ws://"+addr.String(), lksdk.ConnectInfo{
		APIKey: "key", APISecret: keys["key"], RoomName: "r", ParticipantIdentity: "alice",
	}, &lksdk.RoomCallback{}, lksdk.WithDisableRegionDiscovery())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"room_started r ", "participant_joined r alice", "participant_left r alice", "room_finished r "}
	client := lksdk.NewRoomServiceClient("http://"+addr.String(), "key", keys["key"])
	waitFor := func(n int) {
		t.Helper()
		deadline := time.Now().Add(20 * time.Second)
		for {
			mu.Lock()
			got := len(told)
			mu.Unlock()
			if got >= n {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("told %v, want %v", told, want)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	waitFor(2)
	room.Disconnect()
	waitFor(3)
	if _, err := client.DeleteRoom(ctx, &livekit.DeleteRoomRequest{Room: "r"}); err != nil {
		t.Error(err)
	}
	waitFor(4)
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	for i := range want {
		if told[i] != want[i] {
			t.Errorf("told %v, want %v", told, want)
			break
		}
	}
	http.DefaultClient.CloseIdleConnections()
}
