package pages

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image/png"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"dienhong/agenda/files"
)

func TestDocumentBecomesPages(t *testing.T) {
	b := newBench(t, testConfig())
	doc := b.add(sample(t, "to-trinh.pdf"))
	end := b.await(doc, over)
	if end.State != Ready || len(end.Pages) != 5 || end.Done != 5 || len(end.Failed) != 0 || end.Repaired {
		t.Fatalf("ended as %+v\n%s", end, b.logs)
	}
	if p := end.Pages[0]; abs(p.W-595.3) > 0.1 || abs(p.H-841.9) > 0.1 {
		t.Errorf("page size %v, want A4", p)
	}
	text, err := b.Text(t.Context(), doc, 0)
	if err != nil || !norm.NFC.IsNormalString(text) || !strings.Contains(text, "TỜ TRÌNH") {
		t.Errorf("text %v: %.200q", err, text)
	}
	if b.artefacts() != 5*3 {
		t.Errorf("%d artefacts, want base, thumb and text of 5 pages", b.artefacts())
	}
	if b.logs.String() != "" {
		t.Errorf("log:\n%s", b.logs)
	}
}

// The papers of a meeting as they are: text in palette PNG of at most 160 KB, the page with a photograph in WebP.
func TestPicturesOfPapers(t *testing.T) {
	b := newBench(t, testConfig())
	for _, paper := range []struct {
		name   string
		photos []int
	}{{"to-trinh.pdf", []int{2}}, {"du-toan.pdf", nil}} {
		doc := b.add(sample(t, paper.name))
		end := b.await(doc, over)
		for page := range end.Pages {
			img, data := b.picture(doc, page, BaseWidth)
			kind, limit := "image/png", 160<<10
			if slices.Contains(paper.photos, page) {
				kind, limit = "image/webp", 240<<10
			}
			if img.ContentType != kind || len(data) > limit || img.Size() != int64(len(data)) {
				t.Errorf("%s, page %d: %s of %d bytes, want %s of at most %d", paper.name, page, img.ContentType, len(data), kind, limit)
			}
			if w, depth := look(t, img.ContentType, data); w != BaseWidth || kind == "image/png" && depth != 4 && depth != 8 {
				t.Errorf("%s, page %d is %d wide, %d bits deep", paper.name, page, w, depth)
			}
			thumb, data := b.picture(doc, page, ThumbWidth)
			if w, _ := look(t, thumb.ContentType, data); w != ThumbWidth || len(data) > 32<<10 {
				t.Errorf("%s, thumb %d: %d wide, %d bytes", paper.name, page, w, len(data))
			}
		}
	}
}

// look decodes a PNG, which must have a palette, and reads the head of a WebP; depth is that of the PNG.
func look(t *testing.T, kind string, data []byte) (width int, depth byte) {
	t.Helper()
	if kind == "image/webp" { // RFC 9649, 2.5: a key frame's width is 14 bits
		return int(binary.LittleEndian.Uint16(data[26:])) & 0x3fff, 0
	}
	pic, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if data[25] != 3 {
		t.Errorf("a PNG of colour type %d, without palette", data[25])
	}
	return pic.Bounds().Dx(), data[24]
}

func TestUpdatesTellTheWholeStory(t *testing.T) {
	b := newBench(t, testConfig())
	doc := b.add(manyPages(40))
	b.await(doc, over)
	told := b.told(doc)
	var states []State
	done := 0
	for _, u := range told {
		if len(states) == 0 || states[len(states)-1] != u.State {
			states = append(states, u.State)
		}
		if u.Done < done {
			t.Errorf("done went back from %d to %d", done, u.Done)
		}
		done = u.Done
		if known := len(u.Pages) == 40; known != (u.State != Checking) {
			t.Errorf("%s with %d pages", u.State, len(u.Pages))
		}
	}
	if want := []State{Checking, Rendering, Ready}; !slices.Equal(states, want) {
		t.Errorf("states %v, want %v", states, want)
	}
	if first := slices.IndexFunc(told, func(u Update) bool { return u.Done > 0 }); told[first].Done > 2 {
		t.Errorf("the first page was told of with %d done", told[first].Done)
	}
	if err := b.Add(doc); err != nil { // again: tells where it stands, draws nothing
		t.Fatal(err)
	}
	b.await(doc, func(u Update) bool { return len(b.updates) > len(told) && u.State == Ready })
}

func TestZoomIsMadeWhenAskedFor(t *testing.T) {
	b := newBench(t, testConfig())
	doc := b.add(manyPages(3))
	b.await(doc, over)
	before := b.artefacts()
	var wg sync.WaitGroup
	names := make([]string, 20)
	for i := range names {
		wg.Go(func() {
			img, err := b.Page(t.Context(), doc, 1, ZoomWidth)
			if err != nil {
				t.Error(err)
				return
			}
			defer img.Close()
			names[i] = img.Name
		})
	}
	wg.Wait()
	if made := b.artefacts() - before; made != 1 {
		t.Errorf("%d pictures made for one page", made)
	}
	if len(slices.Compact(names)) != 1 {
		t.Errorf("names %v", names)
	}
	_, data := b.picture(doc, 1, ZoomWidth)
	if w, _ := look(t, "image/png", data); w != ZoomWidth {
		t.Errorf("%d wide", w)
	}
}

func TestWhatCannotBeAskedFor(t *testing.T) {
	b := newBench(t, testConfig())
	doc := b.add(manyPages(2))
	unknown := files.Hash{1, 2, 3}
	page := func(doc files.Hash, n, width int) error {
		img, err := b.Page(t.Context(), doc, n, width)
		if err == nil {
			img.Close()
		}
		return err
	}
	wantCode(t, b.Add(unknown), "not_found")
	_, err := b.Info(unknown)
	wantCode(t, err, "not_found")
	_, err = b.Text(t.Context(), unknown, 0)
	wantCode(t, err, "not_found")
	wantCode(t, page(unknown, 0, BaseWidth), "not_found")
	wantCode(t, page(doc, 2, BaseWidth), "no_page")
	wantCode(t, page(doc, -1, ThumbWidth), "no_page")
	_, err = b.Text(t.Context(), doc, 99)
	wantCode(t, err, "no_page")
	for _, width := range []int{0, -1, 319, 1601, 5000, 1 << 40} {
		wantCode(t, page(doc, 0, width), "bad_width")
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Page(gone, doc, 0, ZoomWidth); !errors.Is(err, context.Canceled) {
		t.Errorf("with a dead context: %v", err)
	}
	if err := b.Remove(unknown); err != nil {
		t.Errorf("removing what is not there: %v", err)
	}
}

// A page asked for comes before the hundred that nobody looks at, while its document is still being drawn.
func TestAskedPageJumpsTheQueue(t *testing.T) {
	cfg := testConfig()
	cfg.Workers = 1
	b := newBench(t, cfg)
	doc := b.add(manyPages(400))
	b.picture(doc, 399, BaseWidth)
	info, err := b.Info(doc)
	if err != nil {
		t.Fatal(err)
	}
	if info.State != Rendering || info.Done > 200 {
		t.Errorf("the last page came with %d of 400 done, %s", info.Done, info.State)
	}
}

func TestRemoveLeavesNothing(t *testing.T) {
	b := newBench(t, testConfig())
	kept := b.add(manyPages(2))
	b.await(kept, over)
	doc := b.add(sample(t, "du-toan.pdf"))
	b.picture(doc, 0, BaseWidth) // in the middle of its drawing
	waiting := make(chan error, 1)
	go func() {
		_, err := b.Page(t.Context(), doc, 11, ZoomWidth)
		waiting <- err
	}()
	for {
		b.queue.mu.Lock()
		n := b.queue.waiting
		b.queue.mu.Unlock()
		if n == 1 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if err := b.Remove(doc); err != nil {
		t.Fatal(err)
	}
	if err := <-waiting; err != nil && codeOf(err) != "not_found" {
		t.Errorf("who waited got %v", err)
	}
	_, err := b.Info(doc)
	wantCode(t, err, "not_found")
	if err := b.Add(doc); err != nil { // the original is still there: it can be added again
		t.Fatal(err)
	}
	b.await(doc, func(u Update) bool { return u.State == Ready })
	if err := b.Remove(doc); err != nil {
		t.Fatal(err)
	}
	if n := b.artefacts(); n != 2*3 {
		t.Errorf("%d artefacts left, want those of the other document", n)
	}
	if err := b.disk.Remove(doc); err != nil {
		t.Fatal(err)
	}
	wantCode(t, b.Add(doc), "not_found")
}

func TestNamesDependOnAllThatShows(t *testing.T) {
	doc := files.Hash{1}
	names := []string{
		artefact("1", doc, 0, "320"), artefact("2", doc, 0, "320"), artefact("1", files.Hash{2}, 0, "320"),
		artefact("1", doc, 1, "320"), artefact("1", doc, 0, "1600"), artefact("1", doc, 0, "text"),
	}
	if slices.Sort(names); len(slices.Compact(names)) != 6 {
		t.Error("two artefacts bear one name")
	}
}

func TestConfigIsChecked(t *testing.T) {
	if err := Default().Validate(); err != nil {
		t.Errorf("the default: %v", err)
	}
	for name, spoil := range map[string]func(*Config){
		"workers":       func(c *Config) { c.Workers = -1 },
		"max_file_size": func(c *Config) { c.MaxFileSize = 0 },
		"max_pages":     func(c *Config) { c.MaxPages = maxPagesEver + 1 },
		"page_time":     func(c *Config) { c.PageTime = 0 },
		"memory":        func(c *Config) { c.Memory = 1 },
		"max_waiting":   func(c *Config) { c.MaxWaiting = 0 },
	} {
		cfg := Default()
		spoil(&cfg)
		if err := cfg.Validate(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
