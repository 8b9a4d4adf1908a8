package signal

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"dienhong/sfu"

	"github.com/livekit/protocol/auth"
)

// sink is a receiver of webhooks that refuses the first few.
type sink struct {
	mu     sync.Mutex
	refuse int
	tries  int
	told   []string
	block  chan struct{}
}

func (s *sink) serve(t *testing.T, secret string) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e, err := readWebhook(r, secret)
		if err != nil || r.Header.Get("Content-Type") != "application/webhook+json" || e.Id == "" || e.CreatedAt == 0 {
			t.Errorf("a webhook came as %v, %v, %v", e, err, r.Header)
		}
		if s.block != nil {
			<-s.block
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.tries++; s.tries <= s.refuse {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		s.told = append(s.told, e.Event)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func (s *sink) wait(t *testing.T, want []string) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		s.mu.Lock()
		got := slices.Clone(s.told)
		s.mu.Unlock()
		if slices.Equal(got, want) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("told %v, want %v", got, want)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func TestWebhooksAreRetriedInOrder(t *testing.T) {
	const secret = "a secret of thirty-two characters"
	failing, blocked, good := &sink{refuse: 2}, &sink{block: make(chan struct{})}, &sink{}
	w, err := NewWebhooks(WebhookConfig{
		URLs: []string{failing.serve(t, secret), blocked.serve(t, secret), good.serve(t, secret)}, APIKey: "key",
	}, auth.NewSimpleKeyProvider("key", secret), slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, e := range []struct {
		kind sfu.EventKind
		name string
		at   time.Time
	}{
		{sfu.RoomStarted, "room_started", time.Now()}, {sfu.ParticipantJoined, "participant_joined", time.Now()},
		{sfu.TrackMuted, "", time.Now()}, {sfu.TrackPublished, "track_published", time.Now()},
		{sfu.ParticipantLeft, "", time.Now().Add(-2 * webhookMaxAge)}, // nobody wants to know any more
		{sfu.TrackUnpublished, "track_unpublished", time.Now()}, {sfu.RoomEnded, "room_finished", time.Now()},
	} {
		w.Event(sfu.Event{Kind: e.kind, At: e.at})
		if e.name != "" {
			want = append(want, e.name)
		}
	}
	good.wait(t, want) // though another receiver fails and a third does not answer
	failing.wait(t, want)
	close(blocked.block)
	blocked.wait(t, want)
	w.Close()
	if failing.tries != len(want)+2 {
		t.Errorf("the failing receiver was tried %d times", failing.tries)
	}
}

func TestWebhooksNeedAKnownKey(t *testing.T) {
	if _, err := NewWebhooks(WebhookConfig{URLs: []string{"http://x"}, APIKey: "other"}, auth.NewSimpleKeyProvider("key", "s"), slog.Default()); err == nil {
		t.Error("a key that is not known was taken")
	}
}
