package web

import (
	"embed"
	"html/template"
	"net"
	"net/http"
	"strings"

	"dienhong/web/certs"
)

//go:embed templates
var templates embed.FS

var caPage = template.Must(template.ParseFS(templates, "templates/ca.html"))

// caRoutes help to install the certificate authority. They are public, also without TLS: a certificate is no secret.
func (s *Server) caRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/ca", serve: s.caPage},
		{method: http.MethodGet, path: "/ca.css", serve: s.style("templates/ca.css")},
		{method: http.MethodGet, path: "/ca.crt", serve: s.caCertificate},
		{method: http.MethodGet, path: "/ca.mobileconfig", serve: s.caProfile},
	}
}

// style serves a style sheet of a page that is made here.
func (s *Server) style(name string) func(*call) error {
	return func(c *call) error {
		data, err := templates.ReadFile(name)
		if err != nil {
			return err
		}
		c.w.Header().Set("Content-Type", "text/css; charset=utf-8")
		c.w.Header().Set("Cache-Control", "no-cache")
		_, _ = c.w.Write(data) // the browser has gone: nobody is left to tell
		return nil
	}
}

type caData struct {
	English     bool
	None        bool // there is no authority to install
	Name        string
	Fingerprint string
	// Page is the address of this page without TLS, for devices that do not trust the server yet; Server is the server.
	Page, Server string
	QR           template.HTML
}

func (s *Server) caPage(c *call) error {
	data := caData{English: english(c.r), Server: s.serverURL(c) + "/"}
	if s.Certs == nil || s.Certs.Authority() == nil {
		data.None = true
	} else {
		root := s.Certs.Authority()
		data.Name, data.Fingerprint = root.Subject.CommonName, certs.Fingerprint(root)
		data.Page = s.plainURL(c) + "/ca"
		qr, err := qrSVG(data.Page)
		if err != nil {
			return err
		}
		data.QR = template.HTML(qr) //nolint:gosec // drawn by us from squares alone
	}
	c.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	c.w.Header().Set("Cache-Control", "no-cache")
	return caPage.Execute(c.w, data)
}

// english reports whether the page is asked for in English; Vietnamese otherwise.
func english(r *http.Request) bool {
	if lang := r.URL.Query().Get("lang"); lang != "" {
		return lang == "en"
	}
	return false
}

func (s *Server) caCertificate(c *call) error {
	if s.Certs == nil || s.Certs.Authority() == nil {
		return ErrNotFound
	}
	h := c.w.Header()
	h.Set("Content-Type", "application/x-x509-ca-cert")
	h.Set("Content-Disposition", `attachment; filename="dienhong-ca.crt"`)
	h.Set("Cache-Control", "no-cache")
	_, _ = c.w.Write(s.Certs.Authority().Raw) // the browser has gone: nobody is left to tell
	return nil
}

func (s *Server) caProfile(c *call) error {
	if s.Certs == nil || s.Certs.Authority() == nil {
		return ErrNotFound
	}
	h := c.w.Header()
	h.Set("Content-Type", "application/x-apple-aspen-config")
	h.Set("Content-Disposition", `attachment; filename="dienhong-ca.mobileconfig"`)
	h.Set("Cache-Control", "no-cache")
	_, _ = c.w.Write(certs.Profile(s.Certs.Authority())) // the browser has gone: nobody is left to tell
	return nil
}

// serverURL is the server over HTTPS, under the name that the browser used.
func (s *Server) serverURL(c *call) string {
	if c.secure {
		return s.publicURL(c)
	}
	if len(s.origins) > 0 {
		return s.origins[0]
	}
	if s.Certs == nil {
		return s.publicURL(c)
	}
	listen := s.Config.Listen
	if l := s.listening.Load(); l != nil {
		listen = l.Addr().String()
	}
	return "https://" + withPort(c.r.Host, listen, "443")
}

// plainURL is the plain listener under the name that the browser used; without one, the server itself.
func (s *Server) plainURL(c *call) string {
	if s.Config.PlainListen == "" {
		return s.serverURL(c)
	}
	listen := s.Config.PlainListen
	if l := s.listening.Load(); l != nil && l.plain != nil {
		listen = l.PlainAddr().String()
	}
	return "http://" + withPort(c.r.Host, listen, "80")
}

// withPort is the host of one address with the port of another.
func withPort(host, listen, usual string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	_, port, _ := net.SplitHostPort(listen)
	if port == "" || port == usual || port == "0" {
		if strings.Contains(host, ":") {
			return "[" + host + "]"
		}
		return host
	}
	return net.JoinHostPort(host, port)
}

// buildPlain is the handler of the plain listener.
func (s *Server) buildPlain() http.Handler {
	mux := http.NewServeMux()
	for _, route := range append(s.caRoutes(), s.asset("/favicon.svg")) {
		mux.Handle(route.pattern(), s.guard(route))
	}
	mux.HandleFunc("GET /{$}", s.toHTTPS)
	mux.HandleFunc("/", s.toHTTPS)
	var handler http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.receive(w, r, mux) })
	if s.Certs != nil {
		handler = s.Certs.Plain(handler)
	}
	return handler
}

// toHTTPS sends a browser to the same page over HTTPS. What is no reading is not carried over: it would have been sent
// in the open already.
func (s *Server) toHTTPS(_ http.ResponseWriter, r *http.Request) {
	c := callOf(r)
	c.r = r
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		s.fail(c, ErrMethod)
		return
	}
	target := *r.URL
	if c.slot != "" {
		target.Path = "/s/" + c.slot + target.Path
	}
	c.w.Header().Set("Cache-Control", "no-store")
	//nolint:gosec // the path of the request on this server, which serverURL begins with
	http.Redirect(c.w, r, s.serverURL(c)+target.RequestURI(), http.StatusTemporaryRedirect)
}
