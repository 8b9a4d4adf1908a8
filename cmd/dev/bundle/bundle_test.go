package bundle

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const page = `<!doctype html><html lang="vi"><head><title>{{.Title}}</title>
{{range .Styles}}<link rel="stylesheet" href="{{.}}">{{end}}
{{range .Preloads}}<link rel="modulepreload" href="{{.}}">{{end}}
<script type="module" src="{{.Script}}"></script></head><body></body></html>`

// sources is a small web/app with two apps that share a module, a lazy library and a service worker.
func sources() map[string]string {
	return map[string]string{
		"apps.json": `{"apps": [
			{"name": "tablet", "title": "Phiên <họp>", "entry": "src/tablet.ts", "js_kb": 5, "css_kb": 5},
			{"name": "screen", "title": "Màn hình", "entry": "src/screen.ts", "js_kb": 5, "css_kb": 5}],
			"service_worker": {"entry": "src/sw.ts", "js_kb": 5},
			"lazy": [{"name": "video", "contains": "lib/", "js_kb": 5}], "fonts_kb": 70}`,
		"index.html":         page,
		"public/favicon.svg": "<svg/>",
		"src/shared.ts":      `export const shared = "shared words, long enough for a chunk"; if (DEV) throw new Error("dev")`,
		"src/tablet.ts":      `import "./a.css"; import { shared } from "./shared"; console.log(shared); export const video = () => import("./lib/video")`,
		"src/screen.ts":      `import { shared } from "./shared"; console.log("screen", shared)`,
		"src/lib/video.ts":   `import { shared } from "../shared"; export const video = "a large library" + shared`,
		"src/a.css":          `@font-face { font-family: x; src: url("./x.woff2") } body { min-height: 100vh; min-height: 100dvh }`,
		"src/x.woff2":        "font",
		"src/sw.ts":          `console.log(BUILD_VERSION, BUILD_SHELL["tablet"])`,
	}
}

func setUp(t *testing.T, files map[string]string) Options {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		put(t, filepath.Join(dir, "app", name), text)
	}
	put(t, filepath.Join(dir, "dist", ".keep"), "")
	return Options{App: filepath.Join(dir, "app"), Dist: filepath.Join(dir, "dist")}
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, o Options, address string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(o.Dist, filepath.FromSlash(address)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestBuild(t *testing.T) {
	o := setUp(t, sources())
	put(t, filepath.Join(o.Dist, "assets", "stale-AAAAAAAA.js"), "old")
	r, err := Build(o)
	if err != nil {
		t.Fatal(err)
	}
	tablet := r.Apps[0]
	html := read(t, o, tablet.Page)
	for _, want := range []string{"Phiên &lt;họp&gt;", tablet.Script, tablet.Styles[0], tablet.Preloads[0]} {
		if !strings.Contains(html, want) {
			t.Errorf("the tablet's page lacks %q:\n%s", want, html)
		}
	}
	if len(tablet.Fonts) != 1 || read(t, o, tablet.Fonts[0]) != "font" {
		t.Errorf("fonts %v; want the one of a.css", tablet.Fonts)
	}
	if len(tablet.Preloads) != 1 {
		t.Errorf("preloads %v; want the one chunk that the tablet shares with what it loads later", tablet.Preloads)
	}
	if screen := r.Apps[1]; len(screen.Preloads) != 0 || !strings.Contains(read(t, o, screen.Script), "shared words") {
		t.Errorf("the screen, which loads nothing later, is not whole by itself: preloads %v", screen.Preloads)
	}
	if sw := read(t, o, "sw.js"); !strings.Contains(sw, r.Version) || !strings.Contains(sw, tablet.Script) {
		t.Errorf("the service worker knows neither version nor shell: %s", sw)
	}
	for _, f := range []string{tablet.Script, "/sw.js", tablet.Page} {
		for _, suffix := range []string{".gz", ".br"} {
			read(t, o, f+suffix)
		}
	}
	if _, err := os.Stat(filepath.Join(o.Dist, "assets", "stale-AAAAAAAA.js")); !os.IsNotExist(err) {
		t.Error("a file of an earlier build is still there")
	}
	read(t, o, ".keep")
	if strings.Contains(read(t, o, tablet.Preloads[0]), "dev") {
		t.Error("code for development is in the product")
	}
}

func TestBuildAgainIsTheSame(t *testing.T) {
	o := setUp(t, sources())
	first, err := Build(o)
	if err != nil {
		t.Fatal(err)
	}
	second, err := Build(o)
	if err != nil {
		t.Fatal(err)
	}
	if first.Version != second.Version || !maps.Equal(first.Files, second.Files) {
		t.Errorf("versions %s and %s, files %v and %v; want the same", first.Version, second.Version, first.Files, second.Files)
	}
	put(t, filepath.Join(o.App, "src", "screen.ts"), `console.log("changed")`)
	third, err := Build(o)
	if err != nil {
		t.Fatal(err)
	}
	if third.Version == first.Version {
		t.Error("a changed source did not change the version")
	}
}

func TestBuildFaults(t *testing.T) {
	cases := []struct{ name, file, text, want string }{
		{"a mistake in a script", "src/screen.ts", "import './none'", "none"},
		{"a mistake in a style", "src/a.css", "body { colour; }", "colour"},
		{"a script in the page", "index.html", page + "<script>alert(1)</script>", "Content-Security-Policy"},
		{"a style in the page", "index.html", `<p style="x">`, "Content-Security-Policy"},
		{"an unknown key", "apps.json", `{"app": []}`, "unknown field"},
		{"no app", "apps.json", `{}`, "lists no app"},
		{"a large library at once", "src/screen.ts", "import { video } from './lib/video'; console.log(video)", "import it with import()"},
		{"too much script", "src/screen.ts", `console.log("` + noise(9000) + `")`, "scripts of screen"},
		{"a public file with a built name", "public/sw.js", "x", "has the name of a built file"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			files := sources()
			files[c.file] = c.text
			if _, err := Build(setUp(t, files)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v; want one with %q", err, c.want)
			}
		})
	}
}

// noise is text that gzip cannot shorten much.
func noise(n int) string {
	var b strings.Builder
	x := uint32(1)
	for range n {
		x = x*1664525 + 1013904223
		b.WriteByte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"[x>>26])
	}
	return b.String()
}

// A failed build leaves the last good one in place; one that is merely too large is still written.
func TestFailedBuildKeepsTheLast(t *testing.T) {
	o := setUp(t, sources())
	good, err := Build(o)
	if err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(o.App, "src", "screen.ts"), "import './none'")
	if _, err := Build(o); err == nil {
		t.Fatal("a broken source was built")
	}
	read(t, o, good.Apps[1].Script)

	put(t, filepath.Join(o.App, "src", "screen.ts"), `console.log("`+noise(9000)+`")`)
	large, err := Build(o)
	var over *BudgetError
	if !errors.As(err, &over) || len(over.Over) != 1 {
		t.Fatalf("error %v; want one budget overrun", err)
	}
	read(t, o, large.Apps[1].Script)
}

func TestWatch(t *testing.T) {
	o := setUp(t, sources())
	o.Dev = true
	ctx, cancel := context.WithCancel(t.Context())
	reports := make(chan *Report, 10)
	ended := make(chan error, 1)
	go func() {
		ended <- Watch(ctx, o, func(r *Report, err error) {
			if err != nil {
				t.Error(err)
			}
			reports <- r
		})
	}()
	first := <-reports
	put(t, filepath.Join(o.App, "src", "screen.ts"), `console.log("changed")`)
	second := <-reports
	if first.Version == second.Version {
		t.Error("the change did not show")
	}
	if !strings.Contains(read(t, o, second.Apps[1].Script), "sourceMappingURL") {
		t.Error("a development build has no source map")
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
