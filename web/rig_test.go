package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"dienhong/agenda/ballot/ledger"
	"dienhong/agenda/files"
	"dienhong/agenda/pages"
	"dienhong/clients"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
	"dienhong/rooms/store"
	"dienhong/web/auth"
	"dienhong/web/certs"
)

// TestMain makes the test binary its own page worker, as main makes the server's.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == pages.WorkerCommand {
		if err := pages.RunWorker(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// logBuffer may be written to by many.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// rig is a server with a meeting, on a real database, real files and a real renderer.
type rig struct {
	*roomtest.Meeting
	t      *testing.T
	store  *store.Store
	files  *files.Disk
	folder string // of the files
	auth   *auth.Auth
	log    *logBuffer
	server *Server
	base   string
}

const mediaSecret = "a media secret of many characters"

// plain is a server on the loopback without TLS, as the demonstration is.
func plain(c *Config) {
	c.Listen, c.PlainListen, c.TLS.Mode = "127.0.0.1:0", "", certs.Off
}

// newRig starts a server; change makes its configuration another than that of the demonstration.
func newRig(t *testing.T, change func(*Config), options ...roomtest.Option) *rig {
	t.Helper()
	g := &rig{t: t, log: &logBuffer{}}
	log := slog.New(slog.NewTextHandler(g.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	folder := t.TempDir()
	var err error
	if g.store, err = store.Open(t.Context(), store.Config{Path: filepath.Join(folder, "test.db")}, log); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.store.Close() })
	g.folder = filepath.Join(folder, "files")
	if g.files, err = files.Open(g.folder); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.files.Close() })
	g.Meeting = roomtest.New(t, append([]roomtest.Option{roomtest.On(g.store), roomtest.Logging(log)}, options...)...)

	documents := NewDocuments(g.files, g.Registry.Live, log)
	config := pages.Default()
	config.Workers = 1
	renderer, err := pages.New(config, g.files, log, documents.Notify)
	if err != nil {
		t.Fatal(err)
	}
	documents.Start(renderer)
	t.Cleanup(func() { renderer.Close(); documents.Close() })

	c := Default()
	plain(&c)
	if change != nil {
		change(&c)
	}
	if g.auth, err = auth.New(c.Auth, g.store, bytes.Repeat([]byte("k"), 32), g.Clock, log); err != nil {
		t.Fatal(err)
	}
	minter, err := auth.NewMinter("dienhong", mediaSecret)
	if err != nil {
		t.Fatal(err)
	}
	hub, err := clients.New(clients.Default(), g.Registry, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { hub.Close(context.Background()) })
	source, err := certs.Open(c.TLS, filepath.Join(folder, "tls"), log)
	if err != nil {
		t.Fatal(err)
	}
	if source != nil {
		t.Cleanup(source.Close)
	}
	notary := g.Signer
	if notary == nil {
		if notary, err = ledger.NewSigner("dienhong", bytes.Repeat([]byte("v"), 32)); err != nil {
			t.Fatal(err)
		}
	}
	g.server, err = New(Deps{
		Config: c, Log: log, Clock: g.Clock, Auth: g.auth, Rooms: g.Registry, Lists: g.store, Documents: documents,
		Devices: hub, Assets: &AssetServer{files: readAll(allApps())}, Minter: minter,
		Signal: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "signal") }),
		Certs:  source, Notary: notary,
		Checks: map[string]func(context.Context) error{"disk": DiskFree(folder, 1)},
	})
	if err != nil {
		t.Fatal(err)
	}
	listener := httptest.NewServer(g.server.Handler())
	t.Cleanup(listener.Close)
	g.base = listener.URL
	return g
}

// browser keeps cookies, as a browser does, and sends what a page of the server itself would.
type browser struct {
	t      *testing.T
	base   string
	client *http.Client
	// slot goes before every path.
	slot string
	// seen, when set, is shown every answer.
	seen func(method, path string, a answer)
}

// answer is a response that has been read.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   string
	length int64
}

func (g *rig) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		g.t.Fatal(err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	g.t.Cleanup(transport.CloseIdleConnections)
	return &browser{t: g.t, base: g.base, client: &http.Client{
		Jar: jar, Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// do sends a request. A body that is no string or reader is sent as JSON. Headers come in pairs.
func (b *browser) do(method, path string, body any, headers ...string) answer {
	b.t.Helper()
	var reader io.Reader
	kind := "application/json"
	switch body := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(body)
	case io.Reader:
		reader, kind = body, "application/pdf"
	default:
		data, err := json.Marshal(body)
		if err != nil {
			b.t.Fatal(err)
		}
		reader = bytes.NewReader(data)
	}
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.base+b.slot+path, reader)
	if err != nil {
		b.t.Fatal(err)
	}
	if reader != nil {
		r.Header.Set("Content-Type", kind)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	a := answer{b.t, response.StatusCode, response.Header, string(data), response.ContentLength}
	if b.seen != nil {
		b.seen(method, path, a)
	}
	return a
}

func (b *browser) get(path string, headers ...string) answer {
	b.t.Helper()
	return b.do("GET", path, nil, headers...)
}

func (b *browser) post(path string, body any) answer {
	b.t.Helper()
	return b.do("POST", path, body)
}

// into decodes a good answer.
func (a answer) into(value any) answer {
	a.t.Helper()
	if a.status/100 != 2 {
		a.t.Fatalf("status %d: %s", a.status, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), value); err != nil {
		a.t.Fatalf("%s: %v", a.body, err)
	}
	return a
}

// refused wants a refusal with this code and status.
func (a answer) refused(status int, code string) answer {
	a.t.Helper()
	var f failure
	if err := json.Unmarshal([]byte(a.body), &f); err != nil || a.status != status || f.Error.Code != code {
		a.t.Fatalf("status %d, %s; want %d, code %s", a.status, a.body, status, code)
	}
	return a
}

// is wants a status.
func (a answer) is(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("status %d: %s; want %d", a.status, a.body, status)
	}
	return a
}

// enter lets the browser in as somebody of the meeting, by a link.
func (g *rig) enter(b *browser, person rooms.PersonID) entered {
	g.t.Helper()
	secret, err := g.auth.Invite(g.t.Context(), auth.InviteRequest{Meeting: g.ID, Person: person, Kind: rooms.InviteLink, Replace: true})
	if err != nil {
		g.t.Fatal(err)
	}
	var in entered
	b.post("/api/enter", enterRequest{Token: secret.Token}).into(&in)
	return in
}

// as is a new browser in which somebody of the meeting is signed in.
func (g *rig) as(person rooms.PersonID) *browser {
	g.t.Helper()
	b := g.browser()
	g.enter(b, person)
	return b
}

const goodPassword = "sông Mã mùa lũ"

// account makes an account and a browser in which it is signed in.
func (g *rig) account(n auth.NewAccount) (rooms.Account, *browser) {
	g.t.Helper()
	if n.Name == "" {
		n.Name = "Lê Thị Hoà"
	}
	n.Password = goodPassword
	account, err := g.auth.Create(g.t.Context(), n)
	if err != nil {
		g.t.Fatal(err)
	}
	b := g.browser()
	b.post("/api/sign-in", signInRequest{Login: n.Login, Password: goodPassword}).is(200)
	return account, b
}

// path puts the meeting's id into a path.
func (g *rig) path(path string) string { return strings.ReplaceAll(path, "{m}", string(g.ID)) }

func hashOf(data string) string {
	sum := sha256.Sum256([]byte(data))
	return hex.EncodeToString(sum[:])
}
