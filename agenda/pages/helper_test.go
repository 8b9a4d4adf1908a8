package pages

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"dienhong/agenda/files"
)

// bench is a renderer with a disk and a record of its updates.
type bench struct {
	*Renderer
	t    testing.TB
	disk *files.Disk
	dir  string
	logs *lockedBuffer

	mu      sync.Mutex
	changed *sync.Cond
	updates []Update
}

func testConfig() Config {
	cfg := Default()
	cfg.Workers = 2
	cfg.PageTime = 60 * time.Second // the race detector and a busy machine are slow; tests of limits set their own
	return cfg
}

func newBench(t testing.TB, cfg Config) *bench { return benchIn(t, t.TempDir(), cfg) }

func benchIn(t testing.TB, dir string, cfg Config) *bench {
	t.Helper()
	b := &bench{t: t, dir: dir, logs: &lockedBuffer{}}
	b.changed = sync.NewCond(&b.mu)
	var err error
	if b.disk, err = files.Open(dir); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(b.logs, &slog.HandlerOptions{Level: slog.LevelDebug}))
	if b.Renderer, err = New(cfg, b.disk, log, b.note); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.stop)
	return b
}

// stop may be called before the test ends, to start another renderer in the same folder.
func (b *bench) stop() {
	if b.Renderer != nil {
		b.Renderer.Close()
		b.disk.Close()
		b.Renderer = nil
	}
}

func (b *bench) note(u Update) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.updates = append(b.updates, u)
	b.changed.Broadcast()
}

func (b *bench) put(data []byte) files.Hash {
	b.t.Helper()
	obj, err := b.disk.Put(b.t.Context(), bytes.NewReader(data), 1<<30)
	if err != nil {
		b.t.Fatal(err)
	}
	return obj.Hash
}

func (b *bench) add(data []byte) files.Hash {
	b.t.Helper()
	doc := b.put(data)
	if err := b.Add(doc); err != nil {
		b.t.Fatal(err)
	}
	return doc
}

// await returns the first update on doc that fits.
func (b *bench) await(doc files.Hash, fits func(Update) bool) Update {
	b.t.Helper()
	giveUp := time.AfterFunc(5*time.Minute, func() { panic("nothing fitting was told of; log:\n" + b.logs.String()) })
	defer giveUp.Stop()
	b.mu.Lock()
	defer b.mu.Unlock()
	for seen := 0; ; b.changed.Wait() {
		for ; seen < len(b.updates); seen++ {
			if u := b.updates[seen]; u.Doc == doc && fits(u) {
				return u
			}
		}
	}
}

func over(u Update) bool { return u.State == Ready || u.State == Failed }

// told lists the updates on doc up to now.
func (b *bench) told(doc files.Hash) (list []Update) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, u := range b.updates {
		if u.Doc == doc {
			list = append(list, u)
		}
	}
	return list
}

func (b *bench) picture(doc files.Hash, page, width int) (Image, []byte) {
	b.t.Helper()
	img, err := b.Page(b.t.Context(), doc, page, width)
	if err != nil {
		b.t.Fatal(err)
	}
	defer img.Close()
	data, err := io.ReadAll(img)
	if err != nil {
		b.t.Fatal(err)
	}
	return img, data
}

func sample(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func codeOf(err error) string {
	var coded interface{ Code() string }
	if errors.As(err, &coded) {
		return coded.Code()
	}
	return ""
}

func wantCode(t testing.TB, err error, code string) {
	t.Helper()
	if codeOf(err) != code {
		t.Fatalf("error %v, want code %q", err, code)
	}
}

type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// artefacts counts the pictures and texts that are kept.
func (b *bench) artefacts() (n int) {
	b.t.Helper()
	for _, err := range b.images.Names() {
		if err != nil {
			b.t.Fatal(err)
		}
		n++
	}
	return n
}
