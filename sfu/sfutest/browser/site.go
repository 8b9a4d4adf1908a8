package browser

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
)

// Site serves the test page, bundled with the livekit-client of web/app, until the test ends.
func Site(t testing.TB) string {
	t.Helper()
	_, self, _, _ := runtime.Caller(0)
	here := filepath.Dir(self)
	modules := filepath.Join(here, "..", "..", "..", "web", "app", "node_modules")
	if _, err := os.Stat(filepath.Join(modules, "livekit-client")); err != nil {
		t.Fatalf("livekit-client is needed for this test: run npm ci in web/app: %v", err)
	}
	built := api.Build(api.BuildOptions{
		EntryPoints: []string{filepath.Join(here, "page", "page.js")}, Bundle: true, NodePaths: []string{modules},
		Format: api.FormatIIFE, Target: api.ES2022, LogLevel: api.LogLevelSilent,
	})
	if len(built.Errors) > 0 || len(built.OutputFiles) == 0 {
		t.Fatalf("bundle the test page: %v", built.Errors)
	}
	script := built.OutputFiles[0].Contents
	page := []byte(`<!doctype html><meta charset="utf-8"><title>dienhong</title><body><script src="/page.js"></script>`)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/page.js" {
			w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
			_, _ = bytes.NewReader(script).WriteTo(w)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(page)
	}))
	t.Cleanup(site.Close)
	return site.URL
}
