package pages

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"

	"dienhong/agenda/files"
)

// PageSize in points (1/72 inch), after rotation.
type PageSize struct {
	W float64 `json:"w"`
	H float64 `json:"h"`
}

// Word is a word of a page and where it stands, in fractions of the page's width and height from its upper left corner.
type Word struct {
	Text string  `json:"t"` // NFC
	X    float64 `json:"x"`
	Y    float64 `json:"y"`
	W    float64 `json:"w"`
	H    float64 `json:"h"`
}

// State of a document on its way to pages.
type State string

// A document goes from Checking by Rendering to Ready, or from anywhere to Failed.
const (
	Checking  State = "checking"  // not looked at yet; Pages is not known
	Rendering State = "rendering" // Pages is known; showable as soon as Done > 0
	Ready     State = "ready"     // every page is there or stands in Failed
	Failed    State = "failed"    // nothing (more) will come; Code says why
)

// Failure is a page that cannot be shown; devices show a placeholder with the reason.
type Failure struct {
	Page int    `json:"page"` // from 0
	Code string `json:"code"`
}

// Info is what is known of a document. Its slices are shared: read only.
type Info struct {
	State    State      `json:"state"`
	Code     string     `json:"code,omitempty"`     // why it failed
	Pages    []PageSize `json:"pages,omitempty"`    // from Rendering on
	Done     int        `json:"done"`               // pages that are there or have failed
	Failed   []Failure  `json:"failed,omitempty"`   // in order of page
	Repaired bool       `json:"repaired,omitempty"` // the file was broken and read nevertheless; pages may be missing
}

// Update tells that a document went on.
type Update struct {
	Doc files.Hash
	Info
}

// Image is a page's picture. Its bytes never change under its name; the caller closes it.
type Image struct {
	files.Content
	Name        string // fit for an ETag: the same name is the same picture, on every server
	ContentType string // image/png or image/webp
}

// Widths of the pictures that are made, in pixels. The height follows from the page; a very tall page comes narrower.
const (
	ThumbWidth = 320  // lists and overviews
	BaseWidth  = 1600 // reading on every device
	ZoomWidth  = 2400 // made only when asked for
)

// Renderer turns documents into pictures of their pages, once. All methods may be called from anywhere at once.
type Renderer struct {
	cfg  Config
	log  *slog.Logger
	disk *files.Disk

	images    *files.Area // pictures and texts, by artefact name
	manifests *files.Area // what is known of a document, by its hash
	launch    *launcher
	notes     *notifier
	queue     *queue

	stop context.CancelFunc
	done sync.WaitGroup // runners, resume
}

// New starts the renderer and goes on with what was unfinished when the last one stopped. notify is called from one
// goroutine at a time, in order for each document; it may call the renderer but should return soon. Close it.
func New(cfg Config, disk *files.Disk, log *slog.Logger, notify func(Update)) (*Renderer, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	images, err := disk.Area("pages")
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	manifests, err := disk.Area("manifests")
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	notes := startNotifier(notify)
	r := &Renderer{
		cfg: cfg, log: log, disk: disk, images: images, manifests: manifests,
		launch: newLauncher(cfg, log), notes: notes, queue: newQueue(cfg.MaxWaiting, notes), stop: stop,
	}
	for range cfg.workers() {
		r.done.Go(func() { r.run(ctx) })
	}
	r.done.Go(func() { r.resume(ctx) })
	return r, nil
}

// Close stops drawing, ends the workers and returns when all are gone. What was drawn stays; the next New goes on.
func (r *Renderer) Close() {
	r.stop()
	r.queue.close()
	r.done.Wait()
	r.notes.close()
}

// Add has the document drawn, if it is not already, and returns at once; an Update tells its present state in any case.
// It returns ErrNotFound when the original is not kept, ErrBusy when too many documents wait.
func (r *Renderer) Add(doc files.Hash) error {
	if _, err := r.disk.Stat(doc); errors.Is(err, files.ErrNotFound) {
		return fmt.Errorf("add document: %w", ErrNotFound)
	} else if err != nil {
		return fmt.Errorf("add document: %w", err)
	}
	d, err := r.document(doc, true)
	if err != nil {
		return fmt.Errorf("add document: %w", err)
	}
	r.queue.info(d, true)
	return nil
}

// Info returns ErrNotFound for a document that was never added.
func (r *Renderer) Info(doc files.Hash) (Info, error) {
	d, err := r.document(doc, false)
	if err != nil {
		return Info{}, fmt.Errorf("document info: %w", err)
	}
	return r.queue.info(d, false), nil
}

// Page returns the picture of a page, from 0, in one of the widths ThumbWidth, BaseWidth and ZoomWidth. What is not
// there is drawn before everything else that waits; ctx bounds how long the caller waits for that. The code of an error
// says why a page has no picture.
func (r *Renderer) Page(ctx context.Context, doc files.Hash, page, width int) (Image, error) {
	if width != ThumbWidth && width != BaseWidth && width != ZoomWidth {
		return Image{}, fmt.Errorf("page picture: %w: %d", ErrBadWidth, width)
	}
	name := pictureName(doc, page, width)
	u := unit{page: page}
	if width == ZoomWidth {
		u.part = zoom
	}
	content, err := r.made(ctx, doc, u, name)
	if err != nil {
		return Image{}, fmt.Errorf("page picture: %w", err)
	}
	head := make([]byte, 16)
	n, err := content.ReadAt(head, 0)
	kind := contentType(head[:n])
	if kind == "" {
		content.Close()
		_ = r.images.Remove(name) // no picture any more: the next who asks has it drawn anew
		return Image{}, errors.Join(fmt.Errorf("page picture: %w", ErrUnavailable), err)
	}
	return Image{Content: content, Name: name, ContentType: kind}, nil
}

// Text returns the text of a page, from 0, in reading order and in NFC; empty for a scan. It waits like Page.
func (r *Renderer) Text(ctx context.Context, doc files.Hash, page int) (string, error) {
	content, err := r.made(ctx, doc, unit{page: page}, textName(doc, page))
	if err != nil {
		return "", fmt.Errorf("page text: %w", err)
	}
	defer content.Close()
	text, err := io.ReadAll(content)
	if err != nil {
		return "", fmt.Errorf("page text: %w", err)
	}
	return string(text), nil
}

// Words returns the words of a page, from 0, with their places, to mark what a search found; none for a scan. They are
// made when first asked for. It waits like Page.
func (r *Renderer) Words(ctx context.Context, doc files.Hash, page int) ([]Word, error) {
	name := wordsName(doc, page)
	content, err := r.made(ctx, doc, unit{page: page, part: words}, name)
	if err != nil {
		return nil, fmt.Errorf("page words: %w", err)
	}
	defer content.Close()
	var list []Word
	if err := json.NewDecoder(content).Decode(&list); err != nil {
		_ = r.images.Remove(name) // spoiled: the next who asks has it made anew
		return nil, errors.Join(fmt.Errorf("page words: %w", ErrUnavailable), err)
	}
	return list, nil
}

// Remove forgets the document and deletes what was made of it, but not the original. Whoever waits for a page gets
// ErrNotFound. Adding it again begins anew, also after a failure.
func (r *Renderer) Remove(doc files.Hash) error {
	d, err := r.document(doc, false)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("remove document: %w", err)
	}
	r.queue.remove(d)
	d.keep.Lock()
	defer d.keep.Unlock()
	if err := r.deleteMade(doc, rendererVersion(), len(r.queue.info(d, false).Pages)); err != nil {
		return fmt.Errorf("remove document: %w", err)
	}
	return nil
}

// made opens an artefact, after having it drawn if need be.
func (r *Renderer) made(ctx context.Context, doc files.Hash, u unit, name string) (files.Content, error) {
	d, err := r.document(doc, false)
	if err != nil {
		return nil, err
	}
	select {
	case <-d.known:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	for tries := 0; ; tries++ {
		content, err := r.images.Open(name)
		if !errors.Is(err, files.ErrNotFound) || tries == 2 {
			return content, err
		}
		if err := r.queue.await(ctx, d, u); err != nil {
			return nil, err
		}
	}
}
