package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The bundle that cmd/dev puts into web/dist. On a bare clone the folder holds only .keep; everything
// still compiles, and the pages then say what to run.
//
//go:embed all:dist
var embedded embed.FS

// AssetServer serves the browser apps: one page per app, and the files these pages name. It negotiates
// Brotli, gzip and identity among the forms the bundler left beside each file, and answers conditional
// requests. Its files are public by nature: no page holds a meeting's data. All methods may be called
// from any goroutine.
type AssetServer struct {
	// Given an embedded bundle, everything is read once and files is complete; with a folder on disk,
	// files is nil and each request reads anew, so that a rebuilt bundle shows at the next reload.
	files map[string]*asset
	disk  fs.FS
}

// asset is one file in its forms. gz and br may be nil.
type asset struct {
	plain, gz, br []byte
	tag           string // of the plain form; the others add their encoding
}

// Assets serves the embedded bundle, or, when disk is not empty, the bundle in that folder.
func Assets(disk string) *AssetServer {
	if disk != "" {
		return &AssetServer{disk: os.DirFS(disk)}
	}
	dist, err := fs.Sub(embedded, "dist")
	if err != nil {
		panic("web: the embedded folder dist has gone: " + err.Error()) // cannot happen: go:embed names it
	}
	return &AssetServer{files: readAll(dist)}
}

func readAll(dist fs.FS) map[string]*asset {
	files := map[string]*asset{}
	// The embedded file system cannot fail to list or read what it holds.
	_ = fs.WalkDir(dist, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, ".gz") || strings.HasSuffix(name, ".br") {
			return err
		}
		if a := readAsset(dist, name); a != nil {
			files[name] = a
		}
		return nil
	})
	return files
}

func readAsset(dist fs.FS, name string) *asset {
	plain, err := fs.ReadFile(dist, name)
	if err != nil {
		return nil
	}
	a := &asset{plain: plain}
	a.gz, _ = fs.ReadFile(dist, name+".gz") // missing means: not worth compressing
	a.br, _ = fs.ReadFile(dist, name+".br")
	sum := sha256.Sum256(plain)
	a.tag = hex.EncodeToString(sum[:12])
	return a
}

// find returns the file at a slash-separated path below dist, or nil.
func (s *AssetServer) find(name string) *asset {
	if !fs.ValidPath(name) || hidden(name) {
		return nil
	}
	if s.disk == nil {
		return s.files[name]
	}
	if strings.HasSuffix(name, ".gz") || strings.HasSuffix(name, ".br") {
		return nil
	}
	return readAsset(s.disk, name)
}

// hidden reports files that lie in dist but are no part of the apps.
func hidden(name string) bool {
	return name == "bundle.json" || strings.HasPrefix(path.Base(name), ".")
}

// ServeApp answers with the page of an app named in web/app/apps.json. Without a bundle it answers 503
// and says, in Vietnamese and English, how to make one.
func (s *AssetServer) ServeApp(w http.ResponseWriter, r *http.Request, app string) {
	name := "assets/" + app + ".html"
	if a := s.find(name); a != nil {
		a.serve(w, r, name)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusServiceUnavailable)
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte(noBundle)) // the browser has gone: nobody is left to tell
	}
}

const noBundle = `<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Chưa dựng giao diện – Diên Hồng</title></head>
<body>
<h1>Chưa dựng giao diện</h1>
<p>Máy chủ đang chạy, nhưng bản dựng này chưa có các trang giao diện. Trong thư mục mã nguồn, hãy chạy lệnh sau rồi khởi động lại máy chủ:</p>
<pre>go run ./cmd/dev build</pre>
<div lang="en">
<h2>The front end has not been built</h2>
<p>The server is running, but this build holds no pages. In the source folder, run the command above, then start the server again.</p>
</div>
</body>
</html>
`

// ServeHTTP answers GET and HEAD for every file of the bundle: mount it at /assets/, and at the fixed
// names of the root (/sw.js, /favicon.svg). The request's path counts from the bundle's root.
func (s *AssetServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(r.URL.Path, "/")
	a := s.find(name)
	if a == nil {
		w.Header().Set("Cache-Control", "no-store") // it may exist after the next upgrade
		http.NotFound(w, r)
		return
	}
	a.serve(w, r, name)
}

// hashed matches names that the bundler derived from the content, such as tablet-EENWXEHQ.js.
var hashed = regexp.MustCompile(`-[A-Z2-7]{8}\.`)

func (a *asset) serve(w http.ResponseWriter, r *http.Request, name string) {
	h := w.Header()
	body, tag := a.plain, a.tag
	h.Set("Content-Type", contentType(name))
	h.Set("X-Content-Type-Options", "nosniff")
	if a.gz != nil || a.br != nil {
		h.Add("Vary", "Accept-Encoding")
	}
	accepted := r.Header.Get("Accept-Encoding")
	switch {
	case a.br != nil && accepts(accepted, "br"):
		body, tag = a.br, a.tag+"-br"
		h.Set("Content-Encoding", "br")
	case a.gz != nil && accepts(accepted, "gzip"):
		body, tag = a.gz, a.tag+"-gz"
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", `"`+tag+`"`)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if hashed.MatchString(path.Base(name)) {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(body))
}

// contentType does not ask the system's own table first, which differs from machine to machine.
func contentType(name string) string {
	switch ext := path.Ext(name); ext {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".html":
		return "text/html; charset=utf-8"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".wasm":
		return "application/wasm"
	default:
		if t := mime.TypeByExtension(ext); t != "" {
			return t
		}
		return "application/octet-stream"
	}
}

// accepts reads an Accept-Encoding header (RFC 9110 §12.5.3) for one coding: named with a weight above
// zero, or covered by "*" and not named.
func accepts(header, coding string) bool {
	star := false
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		name = strings.TrimSpace(name)
		if name != "*" && !strings.EqualFold(name, coding) {
			continue
		}
		wanted := weight(params) > 0
		if name != "*" {
			return wanted
		}
		star = wanted
	}
	return star
}

// weight reads "q=0.5"; a missing weight is 1, an unreadable one 0.
func weight(params string) float64 {
	key, value, found := strings.Cut(params, "=")
	if !found || !strings.EqualFold(strings.TrimSpace(key), "q") {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil {
		return 0
	}
	return q
}
