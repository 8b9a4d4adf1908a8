// Package signal speaks LiveKit's signalling over HTTP and websockets for sfu.
package signal

import (
	"log/slog"
	"net/http"

	"dienhong/sfu"
)

// Keys gives the secret of an API key, "" when there is no such key. auth.KeyProvider satisfies it.
type Keys interface{ GetSecret(key string) string }

// Options is what the handler is given beside the media server.
type Options struct {
	Keys Keys
	// AllowOrigin says whether a browser page of this origin may use the server; nil allows every origin:
	// admission is by token, never by cookie.
	AllowOrigin func(origin string) bool
	Log         *slog.Logger
}

// Handler serves /rtc, /rtc/v1, their validate, /twirp/ and HEAD /.
func Handler(server *sfu.Server, opts Options) http.Handler {
	return http.NotFoundHandler()
}
