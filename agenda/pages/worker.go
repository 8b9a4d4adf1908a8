package pages

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dienhong/agenda/pages/confine"
	"dienhong/agenda/pages/encode"
)

// recycleAfter is how many pages a worker draws before a fresh one takes over.
const recycleAfter = 200

// launcher starts workers the way this system allows.
type launcher struct {
	cfg        Config
	log        *slog.Logger
	plain      atomic.Bool // namespaces were refused
	warnInside sync.Once
}

func newLauncher(cfg Config, log *slog.Logger) *launcher { return &launcher{cfg: cfg, log: log} }

// start runs a worker on the document, until ctx ends at the latest. The error is the system's, not the document's.
func (l *launcher) start(ctx context.Context, doc *document, file *os.File) (*worker, error) {
	if l.plain.Load() {
		return l.spawn(ctx, doc, file, false)
	}
	w, refused := l.spawn(ctx, doc, file, true)
	if refused == nil {
		return w, nil
	}
	w, err := l.spawn(ctx, doc, file, false)
	if err == nil && !l.plain.Swap(true) {
		l.log.Warn("page workers run without namespaces of their own", "err", refused)
	}
	return w, err
}

func (l *launcher) spawn(ctx context.Context, doc *document, file *os.File, namespaces bool) (*worker, error) {
	inRead, inWrite, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("start page worker: %w", err)
	}
	defer inRead.Close()
	outRead, outWrite, err := os.Pipe()
	if err != nil {
		inWrite.Close()
		return nil, fmt.Errorf("start page worker: %w", err)
	}
	defer outWrite.Close()

	command := l.cfg.command()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = l.environment() // nothing of the server's: no secret may reach a worker
	cmd.Dir = "/"
	cmd.Stdin, cmd.Stdout, cmd.ExtraFiles = inRead, outWrite, []*os.File{file}
	cmd.SysProcAttr = confine.Attributes(namespaces)
	w := &worker{doc: doc, in: inWrite, out: outRead, gone: make(chan struct{})}
	cmd.Stderr, cmd.WaitDelay = &w.last, time.Second

	begun := make(chan error)
	go func() {
		// The signal that ends a worker with its parent is tied to the thread that started it: keep that thread.
		runtime.LockOSThread()
		err := cmd.Start()
		if err == nil {
			w.pid = cmd.Process.Pid
		}
		begun <- err
		if err == nil {
			w.exit = confine.Wait(cmd, w.ended)
			close(w.gone)
		}
	}()
	if err := <-begun; err != nil {
		inWrite.Close()
		outRead.Close()
		return nil, fmt.Errorf("start page worker: %w", err)
	}
	return w, nil
}

func (l *launcher) environment() []string {
	return []string{
		"LANG=C.UTF-8", "GOMAXPROCS=2", "GOTRACEBACK=single",
		fmt.Sprintf("GOMEMLIMIT=%dMiB", 256),
	}
}

// opened tells once what the sandbox lacks.
func (l *launcher) opened(missing []string) {
	if len(missing) > 0 {
		l.warnInside.Do(func() {
			l.log.Warn("page workers run with less protection", "missing", strings.Join(missing, "; "))
		})
	}
}

// worker is one child process with one document open. One goroutine owns it.
type worker struct {
	doc     *document
	in, out *os.File
	served  int // pages

	mu   sync.Mutex
	pid  int // 0 when the process has ended and its number may go to another
	last tail
	gone chan struct{} // closed when the process has ended
	exit error         // how; to be read after gone
}

// ask sends one request and waits for the answer, at most limit by the clock. An *Error is the document's; what wraps
// errLost means that the worker is gone.
func (w *worker) ask(ctx context.Context, req request, limit time.Duration) (response, []byte, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	defer context.AfterFunc(ctx, w.kill)()

	var reply response
	err := writeFrame(w.in, req)
	var body []byte
	if err == nil {
		body, err = readFrame(w.out, &reply)
	}
	if err != nil {
		w.kill()
		<-w.gone
		return response{}, nil, w.lost(ctx, err)
	}
	if reply.Code != "" {
		return response{}, nil, byCode(reply.Code)
	}
	return reply, body, nil
}

// errLost marks the death of a worker; errSpent says that it had used its processor time, so that there is no point in
// trying again.
var (
	errLost  = errors.New("page worker lost")
	errSpent = errors.New("processor time used up")
)

func (w *worker) lost(ctx context.Context, err error) error {
	switch {
	case confine.Spent(w.exit):
		return fmt.Errorf("%w: %w: %w", errLost, ErrTimeout, errSpent)
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Errorf("%w: %w", errLost, ErrTimeout)
	}
	return fmt.Errorf("%w: %w: %w (%s) %s", errLost, ErrCrashed, err, fmt.Sprint(w.exit), w.last.String())
}

// draw asks for one page and checks what comes back.
func (w *worker) draw(ctx context.Context, req drawRequest, limit time.Duration) ([]picture, string, error) {
	w.served++
	reply, body, err := w.ask(ctx, request{Draw: &req}, limit)
	if err != nil {
		return nil, "", err
	}
	if len(reply.Pictures) != len(req.Widths) {
		return nil, "", w.betrayed("%d pictures instead of %d", len(reply.Pictures), len(req.Widths))
	}
	for i := range reply.Pictures {
		p := &reply.Pictures[i]
		if p.Width != req.Widths[i] || p.Len <= 0 || p.Len > len(body) || p.Type != encode.PNG && p.Type != encode.WebP {
			return nil, "", w.betrayed("picture of width %d, type %q, length %d", p.Width, p.Type, p.Len)
		}
		p.data, body = body[:p.Len], body[p.Len:]
		if contentType(p.data) != p.Type {
			return nil, "", w.betrayed("picture is not %s", p.Type)
		}
	}
	if reply.TextLen != len(body) {
		return nil, "", w.betrayed("text of %d instead of %d bytes", len(body), reply.TextLen)
	}
	if list := []Word(nil); req.Words && json.Unmarshal(body, &list) != nil {
		return nil, "", w.betrayed("words are not a list")
	}
	return reply.Pictures, string(body), nil
}

// betrayed ends a worker that answered what no honest one does.
func (w *worker) betrayed(format string, args ...any) error {
	w.close()
	return fmt.Errorf("%w: %w (%s)", errLost, ErrCrashed, fmt.Sprintf(format, args...))
}

func (w *worker) kill() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.pid != 0 {
		confine.KillGroup(w.pid)
	}
}

// ended also ends what the process may have started.
func (w *worker) ended() {
	w.kill()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pid = 0
}

// close ends the process and returns when it is gone. It has nothing to lose.
func (w *worker) close() {
	if w == nil {
		return
	}
	w.kill()
	<-w.gone
	w.in.Close()
	w.out.Close()
}

// contentType tells a picture by its first bytes; empty for anything else.
func contentType(data []byte) string {
	switch {
	case len(data) > 8 && string(data[:8]) == "\x89PNG\r\n\x1a\n":
		return encode.PNG
	case len(data) > 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return encode.WebP
	}
	return ""
}

// tail keeps the beginning of what a dying worker writes to standard error, enough to know why.
type tail struct {
	mu   sync.Mutex
	text []byte
}

const tailSize = 1 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p[:min(len(p), tailSize-len(t.text))]...)
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(string(t.text))
}
