// Package sfutest runs a whole media server over real HTTP and real media on loopback, and joins it with
// LiveKit's own Go client, for tests.
package sfutest

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"dienhong/sfu"
	"dienhong/sfu/signal"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/logger"
	lksdk "github.com/livekit/server-sdk-go/v2"
)

// Key and Secret are what tokens are signed with here.
const (
	Key    = "devkey"
	Secret = "secret-of-at-least-thirty-two-bytes"
)

// Server is a running media server.
type Server struct {
	SFU *sfu.Server
	// URL is ws://…, Addr host:port of the signalling.
	URL, Addr string

	http  *http.Server
	conns sync.Map // identity → net.Conn of its last websocket
	gone  sync.Map // identities whose websockets are refused
	done  chan struct{}
}

// Option changes what a server is made of.
type Option func(*settings)

type settings struct {
	cfg   sfu.Config
	hooks sfu.Hooks
	addr  string
	make  func(sfu.Config, *slog.Logger, sfu.Hooks) (*sfu.Server, error)
}

// WithHooks sets the hooks.
func WithHooks(h sfu.Hooks) Option { return func(s *settings) { s.hooks = h } }

// WithConfig changes the configuration.
func WithConfig(f func(*sfu.Config)) Option { return func(s *settings) { f(&s.cfg) } }

// WithServer makes the media server otherwise than by sfu.New.
func WithServer(f func(sfu.Config, *slog.Logger, sfu.Hooks) (*sfu.Server, error)) Option {
	return func(s *settings) { s.make = f }
}

// WithAddr listens on a given address, for a server that takes another's place.
func WithAddr(addr string) Option { return func(s *settings) { s.addr = addr } }

type connKey struct{}

// New runs a server until the test ends, or Close.
func New(t testing.TB, opts ...Option) *Server {
	t.Helper()
	set := settings{cfg: sfu.Default(), addr: "127.0.0.1:0", make: sfu.New}
	set.cfg.UDPPort, set.cfg.TCPPort = 0, 0
	set.cfg.ListenAddresses = []string{"127.0.0.1"}
	set.cfg.Simulate = true
	for _, o := range opts {
		o(&set)
	}
	log := slog.New(slog.DiscardHandler)
	if os.Getenv("SFU_LOG") != "" {
		log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	media, err := set.make(set.cfg, log, set.hooks)
	if err != nil {
		t.Fatalf("media server: %v", err)
	}
	l, err := net.Listen("tcp", set.addr)
	if err != nil {
		t.Fatalf("listen: %v", err)
	}
	s := &Server{SFU: media, Addr: l.Addr().String(), URL: "ws://" + l.Addr().String(), done: make(chan struct{})}
	handler := signal.Handler(media, signal.Options{Keys: auth.NewSimpleKeyProvider(Key, Secret), Log: log})
	s.http = &http.Server{
		Handler: s.remember(handler), ReadHeaderTimeout: 10 * time.Second,
		ConnContext: func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, connKey{}, c) },
	}
	go func() { defer close(s.done); _ = s.http.Serve(l) }()
	t.Cleanup(s.Close)
	return s
}

// Close ends the server; it may be called twice.
func (s *Server) Close() {
	_ = s.SFU.Close()
	_ = s.http.Close()
	<-s.done
}

// Refuse lets no new websocket of the participant through, as a network that is gone.
func (s *Server) Refuse(identity string) { s.gone.Store(identity, true) }

// Kill ends the server as a crash does: no client is told anything.
func (s *Server) Kill() {
	s.conns.Range(func(_, c any) bool {
		_ = c.(net.Conn).Close()
		return true
	})
	s.Close()
}

// remember keeps the connection of each websocket by its token's identity.
func (s *Server) remember(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw := r.URL.Query().Get("access_token")
		if h := r.Header.Get("Authorization"); len(h) > len("Bearer ") {
			raw = h[len("Bearer "):]
		}
		if v, err := auth.ParseAPIToken(raw); err == nil && r.Header.Get("Upgrade") != "" {
			if _, gone := s.gone.Load(v.Identity()); gone {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			s.conns.Store(v.Identity(), r.Context().Value(connKey{}))
		}
		next.ServeHTTP(w, r)
	})
}

// Cut breaks the participant's websocket without a word, as a failing network does.
func (s *Server) Cut(identity string) bool {
	c, ok := s.conns.LoadAndDelete(identity)
	if ok {
		_ = c.(net.Conn).Close()
	}
	return ok
}

// Grant changes what a token permits.
type Grant func(*auth.VideoGrant)

// Token makes a token to join a room with.
func Token(room, identity string, edits ...Grant) string {
	g := &auth.VideoGrant{RoomJoin: true, Room: room}
	for _, e := range edits {
		e(g)
	}
	token, err := auth.NewAccessToken(Key, Secret).SetIdentity(identity).SetName(identity).
		SetVideoGrant(g).SetValidFor(time.Hour).ToJWT()
	if err != nil {
		panic(err) // a test's constant inputs
	}
	return token
}

// AdminToken makes a token for the room service.
func AdminToken(room string) string {
	return Token(room, "admin", func(g *auth.VideoGrant) {
		g.RoomJoin, g.RoomAdmin, g.RoomCreate, g.RoomList = false, true, true, true
	})
}

// Join joins a room with LiveKit's Go client and leaves it when the test ends.
func (s *Server) Join(t testing.TB, room, identity string, cb *lksdk.RoomCallback, opts ...lksdk.ConnectOption) *lksdk.Room {
	t.Helper()
	return s.JoinWith(t, Token(room, identity), cb, opts...)
}

// JoinWith joins with a given token.
func (s *Server) JoinWith(t testing.TB, token string, cb *lksdk.RoomCallback, opts ...lksdk.ConnectOption) *lksdk.Room {
	t.Helper()
	if cb == nil {
		cb = &lksdk.RoomCallback{}
	}
	opts = append([]lksdk.ConnectOption{lksdk.WithDisableRegionDiscovery(), lksdk.WithLogger(quiet), lksdk.WithConnectTimeout(Patience)}, opts...)
	room, err := lksdk.ConnectToRoomWithToken(s.URL, token, cb, opts...)
	if err != nil {
		t.Fatalf("join: %v", err)
	}
	t.Cleanup(room.Disconnect)
	return room
}

// quiet is the client's log; SFU_LOG shows it. It must be one that asks for the level before it formats:
// the client's pion prints whole objects, which others are changing, into a debug line nobody reads.
var quiet = func() logger.Logger {
	level := "fatal"
	if os.Getenv("SFU_LOG") != "" {
		level = "debug"
	}
	l, err := logger.NewZapLogger(&logger.Config{Level: level})
	if err != nil {
		panic(err)
	}
	lksdk.SetLogger(l)
	return l
}()

// Patience is how long Eventually waits: for ever, as tests go, and yet no test run is lost to it.
const Patience = time.Minute

// Eventually waits until f returns "", and fails with what it returned last.
func Eventually(t testing.TB, f func() string) {
	t.Helper()
	Within(t, Patience, f)
}

// Within is Eventually for what is much work, or takes its time by its nature.
func Within(t testing.TB, patience time.Duration, f func() string) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for {
		why := f()
		if why == "" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("still waiting: %s", why)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// Pause lets media flow for a few frames; it is a sampling interval, not a wait for something to happen.
func Pause() { time.Sleep(200 * time.Millisecond) }
