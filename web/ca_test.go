package web

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"

	qr "github.com/piglig/go-qr"

	"dienhong/rooms/roomtest"
	"dienhong/web/auth"
	"dienhong/web/certs"
)

// ownCA is a server as it is installed: its own authority, and a listener without TLS beside it.
func ownCA(c *Config) {
	c.Listen, c.PlainListen, c.TLS = "127.0.0.1:0", "127.0.0.1:0", certs.Config{Mode: certs.OwnCA, Names: []string{"phong-hop.lan"}}
}

func TestCAPage(t *testing.T) {
	g := newRig(t, func(c *Config) { ownCA(c); c.Listen, c.PlainListen = ":8443", ":8080" })
	plain := httptest.NewServer(g.server.Plain())
	defer plain.Close()
	root := g.server.Certs.Authority()
	b := g.browser()
	for name, base := range map[string]string{"over the server's own address": g.base, "without TLS": plain.URL} {
		t.Run(name, func(t *testing.T) {
			b.base = base
			vi, en := b.get("/ca", "Host", "x").is(200), b.get("/ca?lang=en").is(200)
			for _, want := range []string{"Cài chứng thư", "Cài đặt tin cậy chứng nhận", "Chứng chỉ CA", "Trusted Root Certification Authorities",
				certs.Fingerprint(root), root.Subject.CommonName, "http://127.0.0.1:8080/ca", "<svg", "/ca.mobileconfig", "/ca.crt", `lang="vi"`} {
				if !strings.Contains(vi.body, want) {
					t.Errorf("the page lacks %q", want)
				}
			}
			for _, want := range []string{"Install the certificate", "Certificate Trust Settings", certs.Fingerprint(root), `lang="en"`, "http://127.0.0.1:8080/ca"} {
				if !strings.Contains(en.body, want) {
					t.Errorf("the English page lacks %q", want)
				}
			}
			if got := b.get("/ca.crt"); got.body != string(root.Raw) || got.header.Get("Content-Type") != "application/x-x509-ca-cert" {
				t.Errorf("%v", got.header)
			}
			if got := b.get("/ca.mobileconfig"); !strings.Contains(got.body, "com.apple.security.root") || got.header.Get("Content-Type") != "application/x-apple-aspen-config" {
				t.Errorf("%v", got.header)
			}
			b.get("/favicon.svg").is(200)
			if got := b.get("/ca.css"); !strings.HasPrefix(got.header.Get("Content-Type"), "text/css") {
				t.Errorf("%v", got.header)
			}
		})
	}
}

// Without TLS nothing is to be had but the authority; readers are sent on, others turned away.
func TestPlainListener(t *testing.T) {
	g := newRig(t, func(c *Config) { ownCA(c); c.Listen = ":8443" })
	plain := httptest.NewServer(g.server.Plain())
	defer plain.Close()
	b := g.browser()
	b.base = plain.URL
	for path, want := range map[string]string{
		"/":                        "https://127.0.0.1:8443/",
		"/m/x/desk?lang=en":        "https://127.0.0.1:8443/m/x/desk?lang=en",
		"/s/b2/m/x":                "https://127.0.0.1:8443/s/b2/m/x",
		"/api/me":                  "https://127.0.0.1:8443/api/me",
		"//evil.example/":          "/evil.example/", // of this server
		"/healthz":                 "https://127.0.0.1:8443/healthz",
		"/.well-known/acme-challe": "https://127.0.0.1:8443/.well-known/acme-challe",
	} {
		a := b.get(path)
		if a.status != 307 || a.header.Get("Location") != want || a.header.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: %d to %q, want %q", path, a.status, a.header.Get("Location"), want)
		}
	}
	b.post("/api/sign-in", signInRequest{Login: "x", Password: "y"}).refused(405, "method_not_allowed")
}

func TestCAPageWithoutAuthority(t *testing.T) {
	g := newRig(t, nil)
	b := g.browser()
	if a := b.get("/ca").is(200); !strings.Contains(a.body, "Không cần cài gì thêm") || strings.Contains(a.body, "mobileconfig") {
		t.Errorf("%s", a.body)
	}
	b.get("/ca.crt").refused(404, "not_found")
	b.get("/ca.mobileconfig").refused(404, "not_found")
}

// The server as it runs: real sockets, TLS with its own authority, secure cookies, and an end.
func TestRun(t *testing.T) {
	g := newRig(t, ownCA, roomtest.Delegates(1))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	listeners, err := g.server.Listen(ctx)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- g.server.Run(ctx, listeners) }()

	roots := x509.NewCertPool()
	roots.AddCert(g.server.Certs.Authority())
	jar, _ := cookiejar.New(nil)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}
	b := g.browser()
	b.client = &http.Client{Jar: jar, Transport: transport, CheckRedirect: b.client.CheckRedirect}
	b.base = "https://" + listeners.Addr().String()
	in := g.enter(b, g.Delegates[0])
	b.get(in.Goto).is(200)
	b.get("/api/me").is(200)
	if cookieOf(b, "__Host-dienhong") == "" || cookieOf(b, "dienhong") != "" {
		t.Error("the cookie is not that of HTTPS")
	}
	var media mediaToken
	if b.post(g.path("/api/meetings/{m}/media-token"), nil).into(&media); media.URL != "wss://"+listeners.Addr().String() {
		t.Errorf("%+v", media)
	}
	var state readiness
	if b.get("/readyz").into(&state); !state.Ready || len(state.Failed) != 0 {
		t.Errorf("%+v", state)
	}
	r, err := http.NewRequestWithContext(t.Context(), "GET", b.base+"/healthz", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "phong-hop.lan:8443"
	response, err := b.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.ProtoMajor != 2 || response.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%s, HSTS %q", response.Proto, response.Header.Get("Strict-Transport-Security"))
	}
	if hsts := b.get("/healthz").header.Get("Strict-Transport-Security"); hsts != "" {
		t.Errorf("an address has HSTS %q", hsts)
	}
	plain := g.browser()
	plain.base = "http://" + listeners.PlainAddr().String()
	if a := plain.get("/ca").is(200); !strings.Contains(a.body, plain.base+"/ca") || !strings.Contains(a.body, b.base+"/") {
		t.Errorf("the page names other addresses: %s", a.body)
	}
	if a := plain.get("/").is(307); a.header.Get("Location") != b.base+"/" {
		t.Errorf("sent to %s", a.header.Get("Location"))
	}

	// Spoken to without TLS, the main address says so and goes on.
	if a := g.browser(); true {
		a.base = "http://" + listeners.Addr().String()
		if got := a.get("/"); got.status != 400 {
			t.Errorf("without TLS: %d", got.status)
		}
	}
	transport.CloseIdleConnections()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if conn, err := net.Dial("tcp", listeners.Addr().String()); err == nil {
		conn.Close()
		t.Error("it still listens")
	}
}

func TestPortIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for name, change := range map[string]func(*Config){
		"web.listen":       func(c *Config) { ownCA(c); c.Listen = taken.Addr().String() },
		"web.plain_listen": func(c *Config) { ownCA(c); c.PlainListen = taken.Addr().String() },
	} {
		t.Run(name, func(t *testing.T) {
			g := newRig(t, change)
			_, err := g.server.Listen(t.Context())
			if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), taken.Addr().String()) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestNotReady(t *testing.T) {
	g := newRig(t, ownCA)
	g.server.Checks = map[string]func(context.Context) error{
		"database": func(context.Context) error { return errors.New("cannot be written: /secret/path") },
		"disk":     DiskFree(t.TempDir(), 1<<62),
		"nowhere":  DiskFree("/nowhere/at/all", 1),
	}
	a := g.browser().get("/readyz").is(503)
	if a.body != `{"ready":false,"failed":["database","disk","nowhere"]}` {
		t.Errorf("%s", a.body)
	}
	if log := g.log.String(); !strings.Contains(log, "cannot be written") {
		t.Error("the log does not say why")
	}
	g.browser().get("/healthz").is(200)
}

func TestDebug(t *testing.T) {
	g := newRig(t, nil, roomtest.Delegates(2))
	h := Debug(g.Registry.Live, func() any { return []string{"one device"} })
	for path, want := range map[string]string{
		"/debug/rooms": `"people": 4`, "/debug/sessions": "one device", "/debug/pprof/": "goroutine", "/debug/pprof/cmdline": "web.test",
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != 200 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
		if strings.Contains(w.Body.String(), "Đại biểu") {
			t.Errorf("%s tells names", path)
		}
	}
	w := httptest.NewRecorder()
	g.server.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/debug/rooms", nil))
	if w.Code != 404 {
		t.Error("the server's own address answers for debugging")
	}
}

// What is drawn can be read again.
func TestQR(t *testing.T) {
	for _, text := range []string{"https://192.168.1.20:8443/vao/abcdefghijklmnopqrstuvwxyz", "http://phong-hop.lan:8080/ca", "x"} {
		svg, err := qrSVG(text)
		if err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(svg, "&") || strings.Contains(svg, "style") || !strings.HasPrefix(svg, `<svg xmlns="http://www.w3.org/2000/svg"`) {
			t.Errorf("%s", svg)
		}
		got, err := qr.Decode(rasterise(t, svg))
		if err != nil || got != text {
			t.Errorf("%q is read as %q: %v", text, got, err)
		}
	}
	if _, err := qrSVG(strings.Repeat("x", 5000)); err == nil {
		t.Error("a text that is too long was drawn")
	}
}

// Whether the sign-in with an account works over a tab that was opened by an invite, and what it then is.
func TestSignInReplacesInvite(t *testing.T) {
	g := newRig(t, nil, roomtest.Delegates(1))
	account, err := g.auth.Create(t.Context(), auth.NewAccount{Login: "hoa1", Name: "Hoà", Password: goodPassword})
	if err != nil {
		t.Fatal(err)
	}
	b := g.as(g.Delegates[0])
	b.post("/api/sign-in", signInRequest{Login: "hoa1", Password: goodPassword}).is(200)
	var who me
	if b.get("/api/me").into(&who); who.Person != account.ID || who.Meeting != "" {
		t.Errorf("%+v", who)
	}
}
