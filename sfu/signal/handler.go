package signal

import (
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"
	"time"

	"dienhong/sfu"

	"github.com/gorilla/websocket"
	"github.com/livekit/protocol/livekit"
)

// Options is what the handler is given beside the media server.
type Options struct {
	Keys Keys
	// AllowOrigin says whether a browser page of this origin may use the server; nil allows every origin:
	// admission is by token, never by cookie.
	AllowOrigin func(origin string) bool
	Log         *slog.Logger
}

// handler serves the endpoints.
type handler struct {
	server   *sfu.Server
	opts     Options
	upgrader websocket.Upgrader
	mux      *http.ServeMux
}

// Handler serves /rtc, /rtc/v1, their validate, /twirp/ and HEAD and GET /. Its websockets end with the
// media server; who serves it over HTTP need not wait for them.
func Handler(server *sfu.Server, opts Options) http.Handler {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	h := &handler{server: server, opts: opts, mux: http.NewServeMux()}
	h.upgrader = websocket.Upgrader{
		EnableCompression: true, HandshakeTimeout: 10 * time.Second, WriteBufferPool: &sync.Pool{},
		CheckOrigin: func(r *http.Request) bool { return h.allowed(r.Header.Get("Origin")) },
	}
	h.mux.HandleFunc("/rtc", func(w http.ResponseWriter, r *http.Request) { h.rtc(w, r, false) })
	h.mux.HandleFunc("/rtc/v1", func(w http.ResponseWriter, r *http.Request) { h.rtc(w, r, true) })
	h.mux.HandleFunc("/rtc/validate", func(w http.ResponseWriter, r *http.Request) { h.validate(w, r, false) })
	h.mux.HandleFunc("/rtc/v1/validate", func(w http.ResponseWriter, r *http.Request) { h.validate(w, r, true) })
	rooms := livekit.NewRoomServiceServer(&roomService{server})
	h.mux.Handle(rooms.PathPrefix(), h.authorized(rooms))
	h.mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("OK")) })
	return h
}

// ServeHTTP answers preflights, allows origins and tidies paths of URLs that end in a slash.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	origin := r.Header.Get("Origin")
	if origin != "" && !h.allowed(origin) {
		h.refuse(w, r, errOrigin)
		return
	}
	if origin != "" {
		w.Header().Set("Access-Control-Allow-Origin", origin)
		w.Header().Add("Vary", "Origin")
		w.Header().Set("Access-Control-Expose-Headers", "*")
	} else {
		w.Header().Set("Access-Control-Allow-Origin", "*")
	}
	if r.Method == http.MethodOptions {
		w.Header().Set("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS")
		allow := r.Header.Get("Access-Control-Request-Headers")
		if allow == "" {
			allow = "*"
		}
		w.Header().Set("Access-Control-Allow-Headers", allow)
		w.Header().Set("Access-Control-Max-Age", "3600")
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if strings.HasPrefix(r.URL.Path, "//") {
		r = r.Clone(r.Context())
		r.URL = &url.URL{Path: path.Clean(r.URL.Path), RawQuery: r.URL.RawQuery}
	}
	h.mux.ServeHTTP(w, r)
}

func (h *handler) allowed(origin string) bool {
	return origin == "" || h.opts.AllowOrigin == nil || h.opts.AllowOrigin(origin)
}

// prepare verifies a client's wish to join.
func (h *handler) prepare(r *http.Request, v1 bool) (sfu.JoinRequest, error) {
	id, err := verify(r, h.opts.Keys)
	if err != nil {
		return sfu.JoinRequest{}, err
	}
	if err := id.mayJoin(); err != nil {
		return sfu.JoinRequest{}, err
	}
	req, err := readJoin(r, v1, id)
	if err != nil {
		return sfu.JoinRequest{}, err
	}
	if req.Reconnect {
		return req, nil // an unknown session is told inside the websocket
	}
	return req, h.server.Check(req)
}

func (h *handler) validate(w http.ResponseWriter, r *http.Request, v1 bool) {
	if _, err := h.prepare(r, v1); err != nil {
		h.refuse(w, r, err)
		return
	}
	_, _ = w.Write([]byte("success"))
}

// rtc joins and then upgrades: a refusal is an HTTP answer, which the client shows.
func (h *handler) rtc(w http.ResponseWriter, r *http.Request, v1 bool) {
	if !websocket.IsWebSocketUpgrade(r) {
		h.refuse(w, r, errNotWebsocket)
		return
	}
	req, err := h.prepare(r, v1)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	s := newSocket(h.opts.Log.With("room", req.Grants.Video.Room, "identity", req.Grants.Identity))
	session, err := h.server.Join(r.Context(), req, s)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	conn, err := h.upgrader.Upgrade(w, r, nil)
	if err != nil {
		s.Close()
		session.Lost()
		return
	}
	s.serve(conn, session)
}

// refuse answers with the status of the error and its text, and logs it once.
func (h *handler) refuse(w http.ResponseWriter, r *http.Request, err error) {
	status := statusOf(err)
	code := "internal"
	var coded interface{ Code() string }
	if errors.As(err, &coded) {
		code = coded.Code()
	}
	if status != http.StatusNotFound {
		h.opts.Log.Info("signal request refused", "path", r.URL.Path, "code", code, "status", status, "err", err)
	}
	text := err.Error()
	if status == http.StatusInternalServerError {
		text = "internal error"
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) //nolint:gosec // plain text by its header, and browsers may not guess otherwise
}

// statusOf translates an error to HTTP.
func statusOf(err error) int {
	var refused *httpError
	if errors.As(err, &refused) {
		return refused.status
	}
	var coded interface{ Code() string }
	if !errors.As(err, &coded) {
		return http.StatusInternalServerError
	}
	switch coded.Code() {
	case sfu.ErrRoomNotFound.Code():
		return http.StatusNotFound
	case sfu.ErrNoIdentity.Code(), sfu.ErrTooLarge.Code(), sfu.ErrMalformed.Code():
		return http.StatusBadRequest
	case sfu.ErrRoomFull.Code(), sfu.ErrClosed.Code():
		return http.StatusServiceUnavailable
	}
	return http.StatusForbidden // the room's owner refused
}
