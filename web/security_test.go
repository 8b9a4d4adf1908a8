package web

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

// Every page and every answer forbids script and style in pages, other servers' frames, and guessing at types.
func TestHeaders(t *testing.T) {
	g := newRig(t, nil, roomtest.Delegates(1))
	desk := g.as(roomtest.Secretary)
	for _, path := range []string{"/", "/vao/x", "/setup/x", "/m/{m}/desk", "/m/{m}/record", "/m/{m}/record?lang=en", "/ca", "/api/me", "/healthz",
		"/assets/none.js", "/sw.js", "/nowhere", "/api/nowhere", "/record.css"} {
		t.Run(path, func(t *testing.T) {
			a := desk.get(g.path(path))
			csp := a.header.Get("Content-Security-Policy")
			host := strings.TrimPrefix(g.base, "http://")
			for _, want := range []string{"default-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'self'",
				"connect-src 'self' ws://" + host + " wss://" + host} {
				if !strings.Contains(csp, want) {
					t.Errorf("the policy lacks %s: %s", want, csp)
				}
			}
			for _, never := range []string{"unsafe", "http:", "https:", "*"} {
				if strings.Contains(csp, never) {
					t.Errorf("the policy allows %s: %s", never, csp)
				}
			}
			for name, want := range map[string]string{
				"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
				"Cross-Origin-Resource-Policy": "same-origin",
			} {
				if a.header.Get(name) != want {
					t.Errorf("%s: %q, want %q", name, a.header.Get(name), want)
				}
			}
			if !strings.Contains(a.header.Get("Permissions-Policy"), "camera=(self)") || a.header.Get("X-Request-Id") == "" {
				t.Errorf("%v", a.header)
			}
			for _, never := range []string{"<script>", "<style", " style=", " onclick="} {
				if strings.Contains(a.body, never) {
					t.Errorf("the page holds %s", never)
				}
			}
			if strings.HasPrefix(path, "/api/") && a.header.Get("Cache-Control") != "no-store" {
				t.Errorf("Cache-Control %q", a.header.Get("Cache-Control"))
			}
		})
	}
}

// What a browser says of the host cannot put anything into the policy.
func TestPolicyBearsAnyHost(t *testing.T) {
	for host, want := range map[string]string{
		"hop.example.vn:8443":           "connect-src 'self' ws://hop.example.vn:8443 wss://hop.example.vn:8443;",
		"[::1]:8443":                    "connect-src 'self' ws://[::1]:8443 wss://[::1]:8443;",
		"x; script-src *":               "connect-src 'self';",
		"x 'unsafe-inline'":             "connect-src 'self';",
		"":                              "connect-src 'self';",
		"x\r\nSet-Cookie: dienhong=bad": "connect-src 'self';",
	} {
		if got := policy(host); !strings.Contains(got, want) || strings.Count(got, ";") != strings.Count(policy("a"), ";") {
			t.Errorf("%q: %s", host, got)
		}
	}
}

func TestCrossOrigin(t *testing.T) {
	g := newRig(t, func(c *Config) { c.PublicURLs = []string{"https://hop.example.vn"} }, roomtest.Delegates(1))
	b := g.as(g.Delegates[0])
	command := func() string {
		return fmt.Sprintf(`{"id":"%s","name":"floor.request"}`, rooms.NewID())
	}
	cases := []struct {
		name         string
		site, origin string
		refused      bool
	}{
		{"our own page", "same-origin", g.base, false},
		{"typed by hand", "none", "", false},
		{"another server's page", "cross-site", "https://evil.example", true},
		{"another server under our name", "same-site", "https://x.hop.example.vn", true},
		{"another server's page, old browser", "", "https://evil.example", true},
		{"our own page, old browser", "", g.base, false},
		{"our public address", "cross-site", "https://hop.example.vn", false},
		{"a program", "", "", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := b.do("POST", g.path("/api/meetings/{m}/commands"), command(), "Sec-Fetch-Site", c.site, "Origin", c.origin)
			if c.refused {
				a.refused(403, "cross_origin")
			} else if a.status == 403 {
				t.Errorf("refused: %s", a.body)
			}
			b.get(g.path("/m/{m}"), "Sec-Fetch-Site", c.site, "Origin", c.origin).is(200)
			upload := b.do("POST", g.path("/api/meetings/{m}/items/x/documents"), strings.NewReader("%PDF-"), "Content-Type", "text/plain",
				"Sec-Fetch-Site", c.site, "Origin", c.origin)
			if c.refused {
				upload.refused(403, "cross_origin")
			}
		})
	}
}

func TestBadBodies(t *testing.T) {
	g := newRig(t, nil, roomtest.Delegates(1))
	b := g.as(g.Delegates[0])
	cases := []struct {
		name, path, kind, body string
		status                 int
		code                   string
	}{
		{"nothing", "/api/sign-in", "application/json", "", 400, "request_invalid"},
		{"no JSON", "/api/sign-in", "application/json", "login=x", 400, "request_invalid"},
		{"half of it", "/api/sign-in", "application/json", `{"login":"x","password":"`, 400, "request_invalid"},
		{"another type", "/api/sign-in", "application/json", `["x"]`, 400, "request_invalid"},
		{"null", "/api/enter", "application/json", `null`, 400, "request_invalid"},
		{"a number for a text", "/api/sign-in", "application/json", `{"login":1,"password":"x"}`, 400, "request_invalid"},
		{"an unknown field", "/api/sign-in", "application/json", `{"login":"x","password":"x","admin":true}`, 400, "request_invalid"},
		{"two bodies", "/api/sign-in", "application/json", `{"login":"x","password":"x"}{}`, 400, "request_invalid"},
		{"deep", "/api/enter", "application/json", `{"token":` + strings.Repeat("[", 20_000), 400, "request_invalid"},
		{"a form", "/api/sign-in", "application/x-www-form-urlencoded", "login=x&password=x", 415, "media_type"},
		{"text", "/api/sign-in", "text/plain", `{"login":"x","password":"x"}`, 415, "media_type"},
		{"no type", "/api/sign-in", "", `{"login":"x","password":"x"}`, 415, "media_type"},
		{"too large", "/api/sign-in", "application/json", `{"login":"` + strings.Repeat("x", 70<<10) + `"}`, 413, "request_too_large"},
		{"spaces without end", "/api/sign-in", "application/json", strings.Repeat(" ", 70<<10), 413, "request_too_large"},
		{"not in Unicode", "/api/sign-in", "application/json", "{\"login\":\"\xff\xfe\",\"password\":\"\xc0\"}", 401, "bad_credentials"},
		{"a command that is none", "/api/meetings/{m}/commands", "application/json", `{"id":"1","name":"meeting.explode"}`, 400, "command_unknown"},
		{"of the server alone", "/api/meetings/{m}/commands", "application/json", `{"id":"1","name":"link.report"}`, 400, "command_unknown"},
		{"without an id", "/api/meetings/{m}/commands", "application/json", `{"name":"floor.request"}`, 400, "command_invalid"},
		{"with an endless id", "/api/meetings/{m}/commands", "application/json", `{"id":"` + strings.Repeat("x", 65) + `","name":"floor.request"}`, 400, "command_invalid"},
		{"with unknown arguments", "/api/meetings/{m}/commands", "application/json", `{"id":"1","name":"floor.request","args":{"as":"chair"}}`, 400, "command_invalid"},
		{"with arguments of another kind", "/api/meetings/{m}/commands", "application/json", `{"id":"1","name":"floor.request","args":[1]}`, 400, "command_invalid"},
		{"that the role may not", "/api/meetings/{m}/commands", "application/json", `{"id":"1","name":"meeting.close"}`, 403, "forbidden"},
		{"in no meeting", "/api/meetings/nowhere/commands", "application/json", `{"id":"1","name":"floor.request"}`, 403, "forbidden"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b.do("POST", g.path(c.path), c.body, "Content-Type", c.kind).refused(c.status, c.code)
		})
	}
	b.do("POST", g.path("/api/meetings/{m}/commands"), `{"id":"ok","name":"floor.request"}`).is(200)
	if log := g.log.String(); strings.Contains(log, "level=ERROR") {
		t.Errorf("bad input was taken for a fault:\n%s", log)
	}
}

func TestUnknownPathsAndMethods(t *testing.T) {
	g := newRig(t, nil)
	b := g.as(roomtest.Secretary)
	for _, c := range []struct {
		method, path string
		status       int
		code, allow  string
	}{
		{"GET", "/nowhere", 404, "not_found", ""},
		{"POST", "/nowhere", 404, "not_found", ""},
		{"GET", "/api/", 404, "not_found", ""},
		{"GET", "/m", 404, "not_found", ""},
		{"GET", "/api/meetings/{m}/nothing", 404, "not_found", ""},
		{"GET", "/s/toolongname1/api/me", 404, "not_found", ""},
		{"GET", "/s/UP/api/me", 404, "not_found", ""},
		{"GET", "/api/sign-in", 405, "method_not_allowed", "POST"},
		{"DELETE", "/api/people", 405, "method_not_allowed", "GET, HEAD, POST"},
		{"PUT", "/m/{m}/desk", 405, "method_not_allowed", "GET, HEAD"},
		{"POST", "/", 405, "method_not_allowed", "GET, HEAD"},
		{"POST", "/ca", 405, "method_not_allowed", "GET, HEAD"},
	} {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			a := b.do(c.method, g.path(c.path), nil).refused(c.status, c.code)
			if a.header.Get("Allow") != c.allow {
				t.Errorf("Allow %q, want %q", a.header.Get("Allow"), c.allow)
			}
		})
	}
	b.do("HEAD", g.path("/m/{m}/desk"), nil).is(200)
}

// Nothing leads out of what is served, however it is written.
func TestPathTraversal(t *testing.T) {
	g := newRig(t, nil)
	b := g.as(roomtest.Secretary)
	for _, path := range []string{
		"/assets/../../../../etc/passwd", "/assets/%2e%2e/%2e%2e/go.mod", "/assets/..%2f..%2fgo.mod", "/assets/%2e%2e%5cgo.mod",
		"/s/a/assets/../../etc/passwd", "/pages/{m}/..%2f..%2ftest.db/1/320", "/pages/{m}/../../test.db/1/320",
		"/api/meetings/..%2f../documents/..%2f../original", "/m/..%2f..%2f", "/ca.crt/../../tls/ca/root.key", "//etc/passwd", "/./././etc/passwd",
	} {
		r, err := http.NewRequestWithContext(t.Context(), "GET", b.base+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.URL.Opaque = strings.Replace(b.base, "http:", "", 1) + g.path(path)
		response, err := b.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode == 200 {
			t.Errorf("%s was served", path)
		}
		if to := response.Header.Get("Location"); strings.HasPrefix(to, "//") || strings.Contains(to, "://") {
			t.Errorf("%s leads to %s", path, to)
		}
	}
}

// A redirect stays on this server, whatever the path looks like.
func TestNoOpenRedirect(t *testing.T) {
	g := newRig(t, nil)
	b := g.browser()
	for _, path := range []string{"/s/a//evil.example/m/x", "/m/x?next=https://evil.example", "/s/a/m/%2f%2fevil.example"} {
		a := b.get(path)
		to, err := url.Parse(a.header.Get("Location"))
		if err != nil || to.Host != "" || strings.HasPrefix(to.Path, "//") {
			t.Errorf("%s leads to %s", path, a.header.Get("Location"))
		}
	}
}

func TestCommandsArePaced(t *testing.T) {
	g := newRig(t, nil, roomtest.Delegates(1))
	b := g.as(g.Delegates[0])
	burst := 0
	for g.server.pace.allow(g.Delegates[0]) {
		burst++
	}
	if burst < paceBurst || burst > 2*paceBurst {
		t.Errorf("a burst of %d", burst)
	}
	roomtest.Eventually(t, func() string { // one more becomes free every now and then: try until none is
		for g.server.pace.allow(g.Delegates[0]) {
		}
		a := b.do("POST", g.path("/api/meetings/{m}/commands"), commandRequest{ID: rooms.CommandID(rooms.NewID()), Name: "floor.withdraw"})
		if a.status != 429 {
			return "nobody was slowed down"
		}
		a.refused(429, "too_fast")
		return ""
	})
	g.as(roomtest.Chair).do("POST", g.path("/api/meetings/{m}/commands"), commandRequest{ID: "1", Name: "floor.request"}).is(200)
}

// A handler that breaks down gives the user a number and the log the whole story, once.
func TestPanic(t *testing.T) {
	g := newRig(t, nil)
	w := httptest.NewRecorder()
	g.server.receive(w, httptest.NewRequest("GET", "/api/me", nil), http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		panic("a secret of the code")
	}))
	body := w.Body.String()
	if w.Code != 500 || !strings.Contains(body, `"code":"internal"`) || strings.Contains(body, "secret") || strings.Contains(body, "goroutine") {
		t.Errorf("%d %s", w.Code, body)
	}
	incident := w.Header().Get("X-Request-Id")
	if !strings.Contains(body, incident) || strings.Count(g.log.String(), "a secret of the code") != 1 || !strings.Contains(g.log.String(), "incident="+incident) {
		t.Errorf("%s\n%s", body, g.log.String())
	}
}

// What is asked for stands in no log line: neither tokens in paths nor queries.
func TestLogHoldsNoPaths(t *testing.T) {
	g := newRig(t, nil)
	b := g.browser()
	b.get("/vao/asecrettoken?and=asecretquery")
	b.get("/setup/asecrettoken")
	b.get("/m/asecrettoken")
	b.get("/asecrettoken")
	b.get("/s/a/vao/asecrettoken")
	b.post("/api/sign-in", `{"login":"asecrettoken","password":"asecrettoken"}`)
	b.post("/api/sign-in", `{"asecrettoken":1}`)
	b.post("/api/enter", `{"token":"asecrettoken"}`)
	b.post("/api/setup", `{"token":"asecrettoken","login":"asecrettoken","password":"asecrettoken","name":"asecrettoken"}`)
	if log := g.log.String(); strings.Contains(log, "asecret") || !strings.Contains(log, "/vao/{token}") {
		t.Errorf("%s", log)
	}
}

func TestAddress(t *testing.T) {
	c := Default()
	c.TrustedProxies = []string{"127.0.0.1", "10.0.0.0/8"}
	proxies, err := c.proxies()
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{proxies: proxies}
	for _, k := range []struct{ name, peer, forwarded, proto, want string }{
		{"nobody between", "192.0.2.1:5", "", "", "192.0.2.1"},
		{"a stranger's word is not believed", "192.0.2.1:5", "198.51.100.7", "https", "192.0.2.1"},
		{"a proxy", "127.0.0.1:5", "198.51.100.7", "https", "198.51.100.7"},
		{"two proxies", "127.0.0.1:5", "198.51.100.7, 10.1.1.1", "", "198.51.100.7"},
		{"what the client claims before the proxy's word", "127.0.0.1:5", "1.1.1.1, 198.51.100.7", "", "198.51.100.7"},
		{"rubbish", "127.0.0.1:5", "unknown", "", "127.0.0.1"},
		{"rubbish before a proxy", "127.0.0.1:5", "unknown, 10.1.1.1", "", "10.1.1.1"},
		{"IPv4 in IPv6", "[::ffff:127.0.0.1]:5", "::ffff:198.51.100.7", "", "198.51.100.7"},
	} {
		t.Run(k.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = k.peer
			if k.forwarded != "" {
				r.Header.Set("X-Forwarded-For", k.forwarded)
			}
			r.Header.Set("X-Forwarded-Proto", k.proto)
			if got := s.address(r); got.String() != k.want {
				t.Errorf("from %s, want %s", got, k.want)
			}
			if got, want := s.secure(r), k.proto == "https" && !strings.HasPrefix(k.peer, "192."); got != want {
				t.Errorf("secure %t, want %t", got, want)
			}
		})
	}
}

func TestConfig(t *testing.T) {
	if err := Default().Validate(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*Config)
		word   string
	}{
		"plain HTTP on every address":  {func(c *Config) { c.TLS.Mode = "off" }, "without TLS"},
		"plain HTTP on the network":    {func(c *Config) { c.TLS.Mode, c.Listen = "off", "192.168.1.2:80" }, "without TLS"},
		"no address":                   {func(c *Config) { c.Listen = "here" }, "listen"},
		"no plain address":             {func(c *Config) { c.PlainListen = "here" }, "plain_listen"},
		"a public address with a path": {func(c *Config) { c.PublicURLs = []string{"https://x.vn/hop"} }, "public_urls"},
		"a public address of files":    {func(c *Config) { c.PublicURLs = []string{"file:///x"} }, "public_urls"},
		"a proxy that is a name":       {func(c *Config) { c.TrustedProxies = []string{"proxy"} }, "trusted_proxies"},
		"uploads of nothing":           {func(c *Config) { c.MaxUpload = 0 }, "max_upload"},
		"an unknown mode":              {func(c *Config) { c.TLS.Mode = "maybe" }, "tls"},
		"sessions of no time":          {func(c *Config) { c.Auth.SessionIdle = 0 }, "auth"},
	} {
		config := Default()
		c.change(&config)
		if err := config.Validate(); err == nil || !strings.Contains(err.Error(), c.word) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, listen := range []string{"127.0.0.1:0", "localhost:8080", "[::1]:8080", "127.9.9.9:1"} {
		config := Default()
		config.TLS.Mode, config.Listen = "off", listen
		if err := config.Validate(); err != nil {
			t.Errorf("%s: %v", listen, err)
		}
	}
	if _, err := New(Deps{Config: Default(), Log: slog.New(slog.DiscardHandler)}); err == nil {
		t.Error("a server without parts was built")
	}
}

// Anything at all as the body of entering is answered, and never with a fault.
func FuzzEnterBody(f *testing.F) {
	f.Add(`{"token":"abc"}`)
	f.Add(`{"code":"123456","pin":"654321"}`)
	f.Add(`{"code":"１２３４５６","pin":"\u0000"}`)
	f.Add(`[[[[`)
	f.Fuzz(func(t *testing.T, body string) {
		var in enterRequest
		w := httptest.NewRecorder()
		r := httptest.NewRequest("POST", "/api/enter", bytes.NewReader([]byte(body)))
		r.Header.Set("Content-Type", "application/json")
		c := &call{w: w, r: r}
		if err := c.read(&in); err != nil {
			if name, status := code(err); status >= 500 {
				t.Errorf("%q: %s", body, name)
			}
		}
	})
}
