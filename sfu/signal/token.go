package signal

import (
	"net/http"
	"strings"
	"time"

	"github.com/livekit/protocol/auth"
)

const (
	refreshTTL = 10 * time.Minute
	maxIDBytes = 256
)

// Keys gives the secret of an API key, "" when there is no such key. auth.KeyProvider satisfies it.
type Keys interface{ GetSecret(key string) string }

// httpError is a refusal with its HTTP status; its text is shown to the user.
type httpError struct {
	status int
	code   string
	text   string
}

func (e *httpError) Error() string { return e.text }

// Code is stable across releases.
func (e *httpError) Code() string { return e.code }

var (
	errNoToken      = &httpError{http.StatusUnauthorized, "token_missing", "no permissions to access the room"}
	errBadToken     = &httpError{http.StatusUnauthorized, "token_invalid", "invalid authorization token"}
	errUnknownKey   = &httpError{http.StatusUnauthorized, "token_key_unknown", "invalid API key"}
	errNoJoin       = &httpError{http.StatusUnauthorized, "token_no_join", "no permissions to access the room"}
	errNoMetadata   = &httpError{http.StatusUnauthorized, "token_no_metadata", "no permission to update own metadata"}
	errNoIdentity   = &httpError{http.StatusBadRequest, "identity_empty", "identity cannot be empty"}
	errNoRoom       = &httpError{http.StatusBadRequest, "room_empty", "room name cannot be empty"}
	errTooLong      = &httpError{http.StatusBadRequest, "name_too_long", "room name or identity exceeds its limit"}
	errJoinMissing  = &httpError{http.StatusBadRequest, "join_request_missing", "join_request is required"}
	errJoinUnread   = &httpError{http.StatusBadRequest, "join_request_malformed", "cannot read join_request"}
	errAttributes   = &httpError{http.StatusBadRequest, "attributes_malformed", "cannot read attributes"}
	errOrigin       = &httpError{http.StatusForbidden, "origin_refused", "this origin may not use the server"}
	errNotWebsocket = &httpError{http.StatusNotFound, "not_websocket", "a websocket is expected here"}
)

// identity is a verified token with what signs its successor.
type identity struct {
	grants *auth.ClaimGrants
	key    string
	secret string
}

// verify reads the token of a request, from the Authorization header or the query.
func verify(r *http.Request, keys Keys) (*identity, error) {
	raw := r.URL.Query().Get("access_token")
	if h := r.Header.Get("Authorization"); h != "" {
		token, ok := strings.CutPrefix(h, "Bearer ")
		if !ok {
			return nil, errBadToken
		}
		raw = token
	}
	if raw == "" {
		return nil, errNoToken
	}
	v, err := auth.ParseAPIToken(raw)
	if err != nil {
		return nil, errBadToken
	}
	secret := keys.GetSecret(v.APIKey())
	if secret == "" {
		return nil, errUnknownKey
	}
	_, grants, err := v.Verify(secret)
	if err != nil || grants.Video == nil {
		return nil, errBadToken
	}
	grants.Identity = v.Identity()
	return &identity{grants: grants, key: v.APIKey(), secret: secret}, nil
}

// mayJoin says whether the token is one to join a room with.
func (i *identity) mayJoin() error {
	switch g := i.grants; {
	case !g.Video.RoomJoin:
		return errNoJoin
	case g.Identity == "":
		return errNoIdentity
	case g.Video.Room == "":
		return errNoRoom
	case len(g.Identity) > maxIDBytes || len(g.Video.Room) > maxIDBytes:
		return errTooLong
	}
	return nil
}

// refresh makes a token of a participant's present grants.
func (i *identity) refresh(grants *auth.ClaimGrants) (string, error) {
	t := auth.NewAccessToken(i.key, i.secret).SetIdentity(grants.Identity).SetName(grants.Name).
		SetKind(grants.GetParticipantKind()).SetMetadata(grants.Metadata).SetAttributes(grants.Attributes).
		SetVideoGrant(grants.Video).SetValidFor(refreshTTL)
	if details := grants.GetKindDetails(); len(details) > 0 {
		t.SetKindDetail(details...)
	}
	return t.ToJWT()
}
