package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"dienhong/rooms"
	"dienhong/web/auth"
	"dienhong/web/certs"
)

// build puts the table behind what every request passes: an id, the slot, headers, recovery, the origin check.
func (s *Server) build() http.Handler {
	mux := http.NewServeMux()
	for _, route := range s.routes {
		mux.Handle(route.pattern(), s.guard(route))
	}
	mux.HandleFunc("/", s.nothing(mux))

	protect := http.NewCrossOriginProtection()
	for _, o := range s.origins {
		if err := protect.AddTrustedOrigin(o); err != nil {
			panic(err) // Validate has seen it
		}
	}
	protect.SetDenyHandler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		c := callOf(r)
		s.log.Warn("a request from another server's page was refused", "request", c.id, "address", c.from.String())
		s.fail(c, ErrCrossOrigin)
	}))
	protected := protect.Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.Signal != nil && mediaPath(r.URL.Path) {
			s.Signal.ServeHTTP(w, r) // admission is by token; it has its own rules of origin
			return
		}
		s.receive(w, r, protected)
	})
}

func mediaPath(path string) bool {
	return path == "/rtc" || strings.HasPrefix(path, "/rtc/") || strings.HasPrefix(path, "/twirp/")
}

// receive makes the call, and answers for what goes wrong below.
func (s *Server) receive(w http.ResponseWriter, r *http.Request, next http.Handler) {
	c := &call{w: w, id: strings.ToLower(rand.Text()[:16]), from: s.address(r), secure: s.secure(r)}
	slot, rest := auth.SplitSlot(r.URL.Path)
	ctx := context.WithValue(r.Context(), callKey{}, c)
	r = r.WithContext(ctx)
	if slot != "" {
		u := *r.URL
		u.Path, u.RawPath = rest, ""
		r.URL, c.slot = &u, slot
	}
	c.r = r
	s.headers(c)
	began := time.Now()
	defer func() {
		switch fault := recover(); {
		case fault == nil:
			s.log.Debug("request", "request", c.id, "method", r.Method, "route", r.Pattern, "took", time.Since(began))
		case errors.Is(asError(fault), http.ErrAbortHandler):
			panic(fault)
		default:
			s.fail(c, fmt.Errorf("panic: %v\n%s", fault, debug.Stack()))
		}
	}()
	next.ServeHTTP(w, r)
}

// hostName is the host of a Host header, without port and brackets.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}

func asError(v any) error {
	err, _ := v.(error)
	return err
}

// headers are on every answer but those of the media server.
func (s *Server) headers(c *call) {
	h := c.w.Header()
	h.Set("X-Request-Id", c.id)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), "+
		"screen-wake-lock=(self), autoplay=(self), geolocation=(), payment=(), usb=(), serial=(), midi=()")
	h.Set("Content-Security-Policy", policy(c.r.Host))
	// A name that HTTPS alone may use from now on; not for addresses and not on the loopback, whose other ports are
	// other people's.
	if name := hostName(c.r.Host); c.secure && s.Config.TLS.Mode != certs.Off && name != "localhost" && net.ParseIP(name) == nil {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// policy is the Content-Security-Policy of every page. Older Safari does not count a websocket of the same host as
// 'self', so it is named.
func policy(host string) string {
	connect := "'self'"
	if strings.Trim(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]") == "" && host != "" {
		connect += " ws://" + host + " wss://" + host
	}
	return "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; worker-src 'self'; connect-src " + connect +
		"; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
}

// guard lets those pass who may use the route.
func (s *Server) guard(route route) http.Handler {
	return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		c := callOf(r)
		c.r = r // with the pattern and the values that the mux found
		err := s.admit(c, route)
		if err == nil {
			c.bound(route.slow)
			err = route.serve(c)
		}
		switch {
		case err == nil:
		case route.page:
			s.turnAway(c, err)
		default:
			s.fail(c, err)
		}
	})
}

// bound limits how long the answer may take to be written. The limit is the connection's, which may have served
// another route before: so a slow one has to lift it.
func (c *call) bound(slow bool) {
	limit := time.Now().Add(answerTime)
	if slow {
		limit = time.Time{}
	}
	_ = http.NewResponseController(c.w).SetWriteDeadline(limit) // not every writer has one
}

func (s *Server) admit(c *call, route route) error {
	if route.who == anybody {
		return nil
	}
	if err := s.identify(c); err != nil {
		return err
	}
	if c.session.Person == "" {
		return auth.ErrSignedOut
	}
	switch route.who {
	case admins, organisers, staff:
		return s.admitAccount(c, route.who)
	case members, desk:
		if err := s.enterMeeting(c, rooms.MeetingID(c.r.PathValue("m"))); err != nil {
			return err
		}
		if route.who == desk && !c.role.Desk() {
			return rooms.ErrForbidden
		}
	case anybody, signedIn:
	}
	return nil
}

// admitAccount looks at what the account may do. A session that came from an invite speaks for a meeting, not for the
// account, even when the person has one.
func (s *Server) admitAccount(c *call, who access) error {
	if c.session.Meeting != "" {
		return rooms.ErrForbidden
	}
	account, err := s.Auth.Account(c.ctx(), c.person())
	if errors.Is(err, auth.ErrNoAccount) {
		return rooms.ErrForbidden
	}
	if err != nil {
		return err
	}
	may := map[access]bool{admins: account.Admin, organisers: account.Organiser, staff: account.Admin || account.Organiser}
	if account.Disabled || !may[who] {
		return rooms.ErrForbidden
	}
	return nil
}

// turnAway sends a browser that may not see a page to the start page, which says why and takes it back afterwards.
func (s *Server) turnAway(c *call, err error) {
	name, status := code(err)
	if status >= 500 {
		s.fail(c, err)
		return
	}
	query := url.Values{"next": {c.r.URL.Path}, "why": {name}}
	c.redirect("/?" + query.Encode())
}

// redirect stays in the slot.
func (c *call) redirect(path string) {
	c.w.Header().Set("Cache-Control", "no-store")
	//nolint:gosec // callers give paths that begin with one slash and a name of ours
	http.Redirect(c.w, c.r, auth.Prefix(c.slot)+path, http.StatusSeeOther)
}

// nothing answers for what is not in the table: not there, or there for another method.
func (s *Server) nothing(mux *http.ServeMux) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		c := callOf(r)
		c.r = r
		var allow []string
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} {
			other := r.Clone(r.Context())
			other.Method = method
			if _, pattern := mux.Handler(other); pattern != "/" && pattern != "" {
				allow = append(allow, method)
			}
		}
		if len(allow) > 0 {
			c.w.Header().Set("Allow", strings.Join(allow, ", "))
			s.fail(c, ErrMethod)
			return
		}
		s.fail(c, ErrNotFound)
	}
}

// pace bounds how fast one person sends commands over HTTP: as fast as over the websocket.
type pace struct {
	mu   sync.Mutex
	each map[rooms.PersonID]*rate.Limiter
}

const (
	paceRate  = 20
	paceBurst = 60
	// paceNames is when the whole table is forgotten: those in it have at most a burst to gain.
	paceNames = 20_000
)

func newPace() *pace { return &pace{each: map[rooms.PersonID]*rate.Limiter{}} }

func (p *pace) allow(person rooms.PersonID) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	limiter := p.each[person]
	if limiter == nil {
		if len(p.each) >= paceNames {
			clear(p.each)
		}
		limiter = rate.NewLimiter(paceRate, paceBurst)
		p.each[person] = limiter
	}
	return limiter.Allow()
}
