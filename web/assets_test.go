package web

import (
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// bundleFS is a bundle as cmd/dev leaves it.
func bundleFS() fstest.MapFS {
	f := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return fstest.MapFS{
		".keep":                         f(""),
		"bundle.json":                   f(`{"version":"1"}`),
		"sw.js":                         f("worker"),
		"sw.js.gz":                      f("worker in gzip"),
		"sw.js.br":                      f("worker in brotli"),
		"favicon.svg":                   f("<svg/>"),
		"assets/tablet.html":            f("<!doctype html>tablet"),
		"assets/tablet.html.br":         f("tablet in brotli"),
		"assets/tablet.html.gz":         f("tablet in gzip"),
		"assets/tablet-EENWXEHQ.js":     f("script"),
		"assets/tablet-EENWXEHQ.js.gz":  f("script in gzip"),
		"assets/tablet-EENWXEHQ.js.br":  f("script in brotli"),
		"assets/vietnam-AYP4TBQP.woff2": f("font"),
	}
}

// servers gives the same bundle read once and read from disk.
func servers(t *testing.T) map[string]*AssetServer {
	dir := t.TempDir()
	if err := os.CopyFS(dir, bundleFS()); err != nil {
		t.Fatal(err)
	}
	return map[string]*AssetServer{"read once": {files: readAll(bundleFS())}, "on disk": Assets(dir)}
}

func get(h http.Handler, method, target string, header ...string) *http.Response {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestAssetForms(t *testing.T) {
	const script = "/assets/tablet-EENWXEHQ.js"
	cases := []struct {
		name, path, accept           string
		encoding, cache, ctype, body string
	}{
		{"brotli before gzip", script, "gzip, deflate, br", "br", "immutable", "text/javascript", "script in brotli"},
		{"gzip when alone", script, "gzip", "gzip", "immutable", "text/javascript", "script in gzip"},
		{"brotli refused", script, "br;q=0, gzip;q=0.5", "gzip", "immutable", "text/javascript", "script in gzip"},
		{"anything", script, "*", "br", "immutable", "text/javascript", "script in brotli"},
		{"anything but brotli", script, "*;q=1, br;q=0", "gzip", "immutable", "text/javascript", "script in gzip"},
		{"unreadable weight", script, "br;q=high", "", "immutable", "text/javascript", "script"},
		{"no header", script, "", "", "immutable", "text/javascript", "script"},
		{"font has one form", "/assets/vietnam-AYP4TBQP.woff2", "gzip, br", "", "immutable", "font/woff2", "font"},
		{"worker asks again", "/sw.js", "br", "br", "no-cache", "text/javascript", "worker in brotli"},
		{"page asks again", "/assets/tablet.html", "", "", "no-cache", "text/html; charset=utf-8", "<!doctype html>tablet"},
		{"public file", "/favicon.svg", "br", "", "no-cache", "image/svg+xml", "<svg/>"},
	}
	for kind, s := range servers(t) {
		for _, c := range cases {
			t.Run(kind+"/"+c.name, func(t *testing.T) {
				r := get(s, "GET", c.path, "Accept-Encoding", c.accept)
				if r.StatusCode != 200 || r.Header.Get("Content-Encoding") != c.encoding {
					t.Fatalf("status %d, encoding %q; want 200, %q", r.StatusCode, r.Header.Get("Content-Encoding"), c.encoding)
				}
				if got := r.Header.Get("Cache-Control"); !strings.Contains(got, c.cache) {
					t.Errorf("Cache-Control %q; want %s in it", got, c.cache)
				}
				if got := r.Header.Get("Content-Type"); !strings.HasPrefix(got, c.ctype) {
					t.Errorf("Content-Type %q; want %s", got, c.ctype)
				}
				if int(r.ContentLength) != len(c.body) {
					t.Errorf("Content-Length %d; want %d", r.ContentLength, len(c.body))
				}
				if got := body(t, r); got != c.body {
					t.Errorf("body %q; want %q", got, c.body)
				}
			})
		}
	}
}

func TestAssetConditional(t *testing.T) {
	for kind, s := range servers(t) {
		t.Run(kind, func(t *testing.T) {
			br := get(s, "GET", "/sw.js", "Accept-Encoding", "br")
			plain := get(s, "GET", "/sw.js")
			tag := br.Header.Get("ETag")
			if tag == "" || tag == plain.Header.Get("ETag") {
				t.Fatalf("ETags %q and %q; two forms need two tags", tag, plain.Header.Get("ETag"))
			}
			if br.Header.Get("Vary") != "Accept-Encoding" {
				t.Errorf("Vary %q; want Accept-Encoding", br.Header.Get("Vary"))
			}
			again := get(s, "GET", "/sw.js", "Accept-Encoding", "br", "If-None-Match", tag)
			if again.StatusCode != http.StatusNotModified || body(t, again) != "" {
				t.Errorf("status %d; want 304 with no body", again.StatusCode)
			}
			head := get(s, "HEAD", "/sw.js", "Accept-Encoding", "br")
			if head.StatusCode != 200 || head.ContentLength != br.ContentLength {
				t.Errorf("HEAD: status %d, length %d; want 200, %d", head.StatusCode, head.ContentLength, br.ContentLength)
			}
		})
	}
}

func TestAssetRefusals(t *testing.T) {
	cases := []struct {
		name, method, path string
		status             int
	}{
		{"unknown", "GET", "/assets/none.js", 404},
		{"folder", "GET", "/assets/", 404},
		{"folder without slash", "GET", "/assets", 404},
		{"root", "GET", "/", 404},
		{"upwards", "GET", "/assets/../../assets.go", 404},
		{"hidden", "GET", "/.keep", 404},
		{"report of the build", "GET", "/bundle.json", 404},
		{"compressed form by name", "GET", "/sw.js.br", 404},
		{"post", "POST", "/sw.js", 405},
	}
	for kind, s := range servers(t) {
		for _, c := range cases {
			t.Run(kind+"/"+c.name, func(t *testing.T) {
				if r := get(s, c.method, c.path); r.StatusCode != c.status {
					t.Errorf("%s %s: status %d; want %d", c.method, c.path, r.StatusCode, c.status)
				}
			})
		}
	}
}

func TestServeApp(t *testing.T) {
	for kind, s := range servers(t) {
		t.Run(kind, func(t *testing.T) {
			w := httptest.NewRecorder()
			s.ServeApp(w, httptest.NewRequest("GET", "/m/01J/x", nil), "tablet")
			if w.Code != 200 || !strings.Contains(w.Body.String(), "tablet") || w.Header().Get("Cache-Control") != "no-cache" {
				t.Errorf("status %d, cache %q, body %q", w.Code, w.Header().Get("Cache-Control"), w.Body)
			}
		})
	}
}

func TestServeAppWithoutBundle(t *testing.T) {
	bare := &AssetServer{files: readAll(fstest.MapFS{".keep": {}})}
	w := httptest.NewRecorder()
	bare.ServeApp(w, httptest.NewRequest("GET", "/", nil), "home")
	if w.Code != http.StatusServiceUnavailable {
		t.Errorf("status %d; want 503", w.Code)
	}
	for _, want := range []string{"go run ./cmd/dev build", `lang="vi"`, `lang="en"`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, never := range []string{"<script", "<style", "style="} {
		if strings.Contains(w.Body.String(), never) {
			t.Errorf("the page holds %q, which the Content-Security-Policy forbids", never)
		}
	}
	if r := get(bare, "GET", "/assets/x.js"); r.StatusCode != 404 {
		t.Errorf("an asset without bundle: status %d; want 404", r.StatusCode)
	}
}

// A rebuilt bundle shows at the next request when it is served from disk.
func TestAssetsOnDiskFollow(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, bundleFS()); err != nil {
		t.Fatal(err)
	}
	s := Assets(dir)
	before := get(s, "GET", "/assets/tablet.html").Header.Get("ETag")
	if err := os.WriteFile(filepath.Join(dir, "assets", "tablet.html"), []byte("rebuilt"), 0o644); err != nil {
		t.Fatal(err)
	}
	r := get(s, "GET", "/assets/tablet.html")
	if body(t, r) != "rebuilt" || r.Header.Get("ETag") == before {
		t.Error("the old page is still served")
	}
}

// The embedded folder is there on a bare clone and after a build.
func TestAssetsEmbedded(t *testing.T) {
	if _, err := fs.Stat(embedded, "dist/.keep"); err != nil {
		t.Fatal(err)
	}
	s := Assets("")
	if _, err := fs.Stat(embedded, "dist/bundle.json"); err != nil {
		t.Log("no bundle in web/dist; the tests above cover both cases")
		return
	}
	w := httptest.NewRecorder()
	s.ServeApp(w, httptest.NewRequest("GET", "/", nil), "home")
	if w.Code != 200 {
		t.Errorf("home of the embedded bundle: status %d", w.Code)
	}
}
