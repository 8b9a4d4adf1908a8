package signal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"dienhong/sfu"

	"github.com/livekit/protocol/auth"
)

// minSecret is the shortest secret that is not warned of, in bytes: a shorter one can be guessed offline.
const minSecret = 32

// StandaloneConfig is a LiveKit-compatible server by itself.
type StandaloneConfig struct {
	// Listen is the address of the signalling, ":7880" say.
	Listen string
	// Keys are the API keys with their secrets; see ParseKeys.
	Keys map[string]string
	// AllowOrigin is Options.AllowOrigin.
	AllowOrigin func(origin string) bool
	// Media configures the media server.
	Media sfu.Config
	// Webhook tells URLs of what happens; none when empty.
	Webhook WebhookConfig
	// Ready is told the address once it listens; may be nil.
	Ready func(addr net.Addr)
}

// Standalone serves until ctx ends, and returns when everything is gone. Rooms are made on join.
func Standalone(ctx context.Context, cfg StandaloneConfig, log *slog.Logger) error {
	if len(cfg.Keys) == 0 {
		return fmt.Errorf("media server: no API key is set")
	}
	for key, secret := range cfg.Keys {
		if len(secret) < minSecret {
			log.Warn("the secret of an API key is short; use at least 32 characters", "key", key)
		}
	}
	keys := auth.NewFileBasedKeyProviderFromMap(cfg.Keys)
	hooks := sfu.Hooks{}
	var webhooks *Webhooks
	if len(cfg.Webhook.URLs) > 0 {
		var err error
		if webhooks, err = NewWebhooks(cfg.Webhook, keys, log); err != nil {
			return err
		}
		defer webhooks.Close()
		hooks.Event = webhooks.Event
	}
	media, err := sfu.New(cfg.Media, log, hooks)
	if err != nil {
		return err
	}
	defer func() { _ = media.Close() }()
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", cfg.Listen)
	if err != nil {
		return fmt.Errorf("listen for signalling: %w", err)
	}
	server := &http.Server{
		Handler:           Handler(media, Options{Keys: keys, AllowOrigin: cfg.AllowOrigin, Log: log}),
		ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	log.Info("signalling listens", "addr", l.Addr().String())
	if cfg.Ready != nil {
		cfg.Ready(l.Addr())
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	select {
	case err = <-served:
	case <-ctx.Done():
		_ = media.Close() // the websockets end with it
		limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if server.Shutdown(limit) != nil {
			_ = server.Close()
		}
		err = <-served
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// ParseKeys reads API keys as LiveKit writes them (--keys, LIVEKIT_KEYS): "name: secret", one per line or
// separated by commas, as a YAML map is written.
func ParseKeys(text string) (map[string]string, error) {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "{") && strings.HasSuffix(text, "}") {
		text = text[1 : len(text)-1]
	}
	keys := map[string]string{}
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == ',' }) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, secret, ok := strings.Cut(line, ":")
		name, secret = unquote(name), unquote(secret)
		if !ok || name == "" || secret == "" {
			return nil, fmt.Errorf("keys: want \"name: secret\", line %d is not so", len(keys)+1)
		}
		if _, twice := keys[name]; twice {
			return nil, fmt.Errorf("keys: %q is given twice", name)
		}
		keys[name] = secret
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("keys: none is given")
	}
	return keys, nil
}

// unquote takes blanks and one pair of YAML quotes away.
func unquote(s string) string {
	s = strings.TrimSpace(s)
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1]
	}
	return s
}
