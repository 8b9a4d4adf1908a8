package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"sync/atomic"

	"dienhong/agenda/files"
	"dienhong/agenda/pages"
	"dienhong/clients"
	"dienhong/rooms"
	"dienhong/web/auth"
	"dienhong/web/certs"
)

// Rooms opens the rooms of meetings; *rooms.Registry is one.
type Rooms interface {
	Open(ctx context.Context, id rooms.MeetingID) (*rooms.Room, error)
	Live() []*rooms.Room
	Create(ctx context.Context, by rooms.PersonID, a rooms.Announcement, people []rooms.Person) (rooms.MeetingID, error)
}

// Lists answers what lists of meetings show, without opening a room.
type Lists interface {
	MeetingsOf(ctx context.Context, person rooms.PersonID) ([]rooms.Membership, error)
	Head(ctx context.Context, id rooms.MeetingID) (rooms.Head, error)
	Records(ctx context.Context, id rooms.MeetingID) ([]rooms.Record, error)
}

// Notary signs the log of votes; *ledger.Signer does.
type Notary interface {
	Sign(text string) (string, error)
	Verifier() string
}

// Pages draws papers; *pages.Renderer does. Pages count from 0.
type Pages interface {
	Add(doc files.Hash) error
	Info(doc files.Hash) (pages.Info, error)
	Page(ctx context.Context, doc files.Hash, page, width int) (pages.Image, error)
	Text(ctx context.Context, doc files.Hash, page int) (string, error)
}

// Devices is the hub of connected devices; *clients.Hub is one.
type Devices interface {
	// Serve makes the request a websocket of the visitor. With an error the request has been answered.
	Serve(w http.ResponseWriter, r *http.Request, v clients.Visitor) error
	// SignedOut ends the connections that came with a session, DropPerson all of somebody's.
	SignedOut(session string)
	DropPerson(id rooms.PersonID)
	// Sessions are those with which devices are connected now.
	Sessions() []string
}

// Deps is what a Server is built from.
type Deps struct {
	Config Config
	Log    *slog.Logger
	Clock  rooms.Clock

	Auth  *auth.Auth
	Rooms Rooms
	Lists Lists

	// Documents files papers and tells rooms how far their pages are. Whoever made it closes it.
	Documents *Documents
	Devices   Devices
	Assets    *AssetServer

	// Minter and Signal are the way to the media server; both nil without one. Signal serves /rtc, /rtc/v1 and /twirp.
	Minter *auth.Minter
	Signal http.Handler
	// Certs is the source of certificates, nil without TLS.
	Certs certs.Source
	// Notary signs exports of votes.
	Notary Notary
	// Checks say whether the server can do its work; a failing one makes /readyz say no.
	Checks map[string]func(context.Context) error
}

// Server answers HTTP. Build it with New; its handler may be used from any goroutine.
type Server struct {
	Deps
	log     *slog.Logger
	proxies []netip.Prefix
	origins []string
	pace    *pace
	uploads chan struct{}
	// listening is set by Listen.
	listening atomic.Pointer[Listeners]

	routes  []route
	openapi []byte
	handler http.Handler
	plain   http.Handler
}

// maxUploads at once; each streams to disk and holds little memory, but a disk has one head.
const maxUploads = 8

// New builds the server. It fails in words when the configuration cannot be used or a part is missing.
func New(d Deps) (*Server, error) {
	if err := d.Config.Validate(); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	switch {
	case d.Log == nil, d.Clock == nil, d.Auth == nil, d.Rooms == nil, d.Lists == nil, d.Documents == nil, d.Devices == nil, d.Notary == nil,
		d.Assets == nil:
		return nil, errors.New("web: a part is missing")
	case (d.Minter == nil) != (d.Signal == nil):
		return nil, errors.New("web: media needs both the minter and the signalling")
	case (d.Certs == nil) != (d.Config.TLS.Mode == certs.Off):
		return nil, errors.New("web: the source of certificates does not fit tls.mode")
	}
	s := &Server{Deps: d, log: d.Log, pace: newPace(), uploads: make(chan struct{}, maxUploads)}
	s.proxies, _ = d.Config.proxies() // Validate has seen them
	for _, text := range d.Config.PublicURLs {
		o, _ := origin(text)
		s.origins = append(s.origins, o)
	}
	s.routes = s.table()
	doc, err := openAPI(s.routes)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	s.openapi = doc
	s.handler = s.build()
	s.plain = s.buildPlain()
	return s, nil
}

// Handler answers everything that comes to the server's own address.
func (s *Server) Handler() http.Handler { return s.handler }

// Plain answers what comes without TLS: it helps to install the certificate authority and sends everybody else to
// HTTPS.
func (s *Server) Plain() http.Handler { return s.plain }
