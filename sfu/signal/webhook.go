package signal

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"dienhong/sfu"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/encoding/protojson"
)

const (
	webhookQueue   = 1024
	webhookTries   = 4
	webhookBackoff = 500 * time.Millisecond
	webhookTimeout = 10 * time.Second
	webhookMaxAge  = time.Minute
)

// WebhookConfig says who is told of what happens in rooms.
type WebhookConfig struct {
	URLs []string `yaml:"urls"`
	// APIKey signs what is sent.
	APIKey string `yaml:"api_key"`
}

// Webhooks tells URLs what happens, as LiveKit does: each URL in order, several times when it fails, and
// not at all when it is too far behind.
type Webhooks struct {
	key, secret string
	log         *slog.Logger
	queues      []chan *livekit.WebhookEvent
	urls        []string
	client      *http.Client
	ctx         context.Context
	cancel      context.CancelFunc
	running     sync.WaitGroup
}

// NewWebhooks begins to deliver; Close ends it.
func NewWebhooks(cfg WebhookConfig, keys Keys, log *slog.Logger) (*Webhooks, error) {
	secret := keys.GetSecret(cfg.APIKey)
	if secret == "" {
		return nil, fmt.Errorf("webhook: api_key %q is not one of the keys", cfg.APIKey)
	}
	w := &Webhooks{
		key: cfg.APIKey, secret: secret, log: log, urls: cfg.URLs,
		client: &http.Client{Timeout: webhookTimeout, Transport: &http.Transport{MaxIdleConnsPerHost: 1}},
	}
	w.ctx, w.cancel = context.WithCancel(context.Background())
	for _, url := range cfg.URLs {
		q := make(chan *livekit.WebhookEvent, webhookQueue)
		w.queues = append(w.queues, q)
		w.running.Add(1)
		go func() { defer w.running.Done(); w.deliver(url, q) }()
	}
	return w, nil
}

// Event is sfu's hook: it queues and never blocks.
func (w *Webhooks) Event(e sfu.Event) {
	name := map[sfu.EventKind]string{
		sfu.RoomStarted: "room_started", sfu.RoomEnded: "room_finished",
		sfu.ParticipantJoined: "participant_joined", sfu.ParticipantLeft: "participant_left",
		sfu.ParticipantAborted: "participant_connection_aborted",
		sfu.TrackPublished:     "track_published", sfu.TrackUnpublished: "track_unpublished",
	}[e.Kind]
	if name == "" {
		return
	}
	var id [12]byte
	_, _ = rand.Read(id[:]) // never fails (crypto/rand)
	event := &livekit.WebhookEvent{
		Event: name, Id: "EV_" + hex.EncodeToString(id[:]), CreatedAt: e.At.Unix(),
		Room: e.Detail.Room, Participant: e.Detail.Participant, Track: e.Detail.Track,
	}
	if e.Kind == sfu.RoomEnded {
		event.RoomEndReason = map[string]livekit.RoomEndReason{
			"room_deleted": livekit.RoomEndReason_ROOM_END_API_DELETE, "empty": livekit.RoomEndReason_ROOM_END_IDLE_TIMEOUT,
			"shutdown": livekit.RoomEndReason_ROOM_END_SERVER_SHUTDOWN,
		}[e.Reason]
	}
	for i, q := range w.queues {
		select {
		case q <- event:
		default:
			w.log.Warn("webhook dropped: the receiver is too far behind", "url", w.urls[i], "event", name)
		}
	}
}

// Close delivers what is queued, for a few seconds, and ends.
func (w *Webhooks) Close() {
	for _, q := range w.queues {
		close(q)
	}
	done := make(chan struct{})
	go func() { w.running.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
	}
	w.cancel()
	<-done
	w.client.CloseIdleConnections()
}

func (w *Webhooks) deliver(url string, q <-chan *livekit.WebhookEvent) {
	for e := range q {
		if time.Since(time.Unix(e.CreatedAt, 0)) > webhookMaxAge {
			w.log.Warn("webhook dropped: too old", "url", url, "event", e.Event)
			continue
		}
		wait := webhookBackoff
		for try := 1; ; try++ {
			err := w.post(url, e)
			if err == nil || w.ctx.Err() != nil {
				break
			}
			if try == webhookTries {
				w.log.Warn("webhook not delivered", "url", url, "event", e.Event, "err", err)
				break
			}
			select {
			case <-time.After(wait):
			case <-w.ctx.Done():
			}
			wait *= 2
		}
	}
}

func (w *Webhooks) post(url string, e *livekit.WebhookEvent) error {
	body, err := protojson.Marshal(e)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	token, err := auth.NewAccessToken(w.key, w.secret).SetValidFor(5 * time.Minute).
		SetSha256(base64.StdEncoding.EncodeToString(sum[:])).ToJWT()
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(w.ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/webhook+json")
	r.Header.Set("Authorization", token)
	resp, err := w.client.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10))
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("webhook: status %d", resp.StatusCode)
	}
	return nil
}
