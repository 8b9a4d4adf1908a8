package pages

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"dienhong/agenda/files"
)

// drawingVersion counts up whenever the same page would be drawn or written otherwise. Together with MuPDF's version it
// is part of every artefact's name, so that a picture never changes under its name.
const drawingVersion = 1

func rendererVersion() string { return fmt.Sprintf("%d-mupdf-%s", drawingVersion, engineVersion()) }

// artefact names what is made of a page: kind is a width or "text". 128 bits of a hash, in hex.
func artefact(version string, doc files.Hash, page int, kind string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%s/%d/%s", version, doc, page, kind))
	return hex.EncodeToString(sum[:16])
}

const (
	textKind  = "text"
	wordsKind = "words"
)

func pictureName(doc files.Hash, page, width int) string {
	return artefact(rendererVersion(), doc, page, fmt.Sprint(width))
}

func textName(doc files.Hash, page int) string {
	return artefact(rendererVersion(), doc, page, textKind)
}

func wordsName(doc files.Hash, page int) string {
	return artefact(rendererVersion(), doc, page, wordsKind)
}

// kinds are all that may be made of a page.
func kinds() []string {
	return []string{fmt.Sprint(ThumbWidth), fmt.Sprint(BaseWidth), fmt.Sprint(ZoomWidth), textKind, wordsKind}
}

// pageState of one page.
type pageState uint8

const (
	pagePending pageState = iota
	pageRunning
	pageDone
	pageFailed
)

// document is what the renderer knows of one document. The queue's lock guards it, except gone
// and keep.
type document struct {
	hash files.Hash
	info Info
	lost int // workers that it cost

	pages   []pageState
	next    int            // no page before it is pending
	wanted  []*job         // units that viewers wait for and nobody draws yet, oldest first
	jobs    map[unit]*job  // these, and those being drawn
	refused map[unit]error // what cannot be made, of units that are not eager
	known   chan struct{}  // closed when Checking is over
	gone    atomic.Bool    // removed; whoever still works on it keeps nothing

	keep sync.RWMutex // its files: held to add pictures, held alone to write the manifest or to remove all
}

func newDocument(hash files.Hash) *document {
	return &document{hash: hash, info: Info{State: Checking}, jobs: map[unit]*job{}, refused: map[unit]error{}, known: make(chan struct{})}
}

// unit is one piece of drawing.
type unit struct {
	page int
	part part
}

// part of what is made of a page in one go.
type part uint8

const (
	eager part = iota // base picture, thumb and text, of every page
	zoom              // the zoomed picture, of pages that are zoomed
	words             // the words with their places, of pages that are searched
)

func (u unit) request() drawRequest {
	switch u.part {
	case zoom:
		return drawRequest{Page: u.page, Widths: []int{ZoomWidth}}
	case words:
		return drawRequest{Page: u.page, Words: true}
	default:
		return drawRequest{Page: u.page, Widths: []int{BaseWidth, ThumbWidth}, Text: true}
	}
}

// job is a unit that somebody waits for.
type job struct {
	unit    unit
	waiting int           // viewers
	done    chan struct{} // closed when drawn or failed
	err     error         // to be read after done
}

// finished tells whether no eager page is left to draw.
func (d *document) finished() bool { return d.info.State == Ready || d.info.State == Failed }

// checked sets the outcome of looking at the document.
func (d *document) checked(sizes []PageSize, repaired bool) {
	d.info = Info{State: Rendering, Pages: sizes, Repaired: repaired}
	d.pages = make([]pageState, len(sizes))
	close(d.known)
}

// fail ends the document. Pages that are done stay.
func (d *document) fail(code string) {
	if d.info.State == Checking {
		close(d.known)
	}
	d.info.State, d.info.Code = Failed, code
}

// pageOver notes the end of an eager page; code is empty when its artefacts are there.
func (d *document) pageOver(page int, code string) {
	if s := d.pages[page]; s == pageDone || s == pageFailed {
		return
	}
	d.pages[page] = pageDone
	d.info.Done++
	if code != "" {
		d.pages[page] = pageFailed
		d.info.Failed = slices.Clone(d.info.Failed) // the old one is shared
		at, _ := slices.BinarySearchFunc(d.info.Failed, page, func(f Failure, p int) int { return f.Page - p })
		d.info.Failed = slices.Insert(d.info.Failed, at, Failure{Page: page, Code: code})
	}
	if d.info.Done < len(d.pages) || d.info.State != Rendering {
		return
	}
	if len(d.info.Failed) == len(d.pages) { // nothing to show: say why of the first
		d.info.State, d.info.Code = Failed, d.info.Failed[0].Code
		return
	}
	d.info.State = Ready
}

// failure is why a unit will not be drawn, or nil.
func (d *document) failure(u unit) error {
	if d.info.State == Failed && len(d.pages) == 0 {
		return byCode(d.info.Code)
	}
	if u.page < 0 || u.page >= len(d.pages) {
		return ErrNoPage
	}
	if err := d.refused[u]; err != nil {
		return err
	}
	for _, f := range d.info.Failed {
		if f.Page == u.page {
			return byCode(f.Code)
		}
	}
	if d.lost >= maxLost {
		return ErrQuarantined
	}
	return nil
}

// pendingPage is the next eager page to draw, the first page first; -1 when none is left.
func (d *document) pendingPage() int {
	if d.info.State != Rendering {
		return -1
	}
	for ; d.next < len(d.pages); d.next++ {
		if d.pages[d.next] == pagePending {
			return d.next
		}
	}
	return -1
}

// manifest is what is kept of a document between runs. Which pages are done is not in it: their artefacts are there.
type manifest struct {
	Version string `json:"version"` // of the renderer that made it
	Info
	Lost int `json:"lost,omitempty"` // workers that the document cost
}

func manifestName(doc files.Hash) string { return doc.String() }

// resume takes up what the last run left unfinished.
func (r *Renderer) resume(ctx context.Context) {
	for name, err := range r.manifests.Names() {
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			r.log.Error("cannot list documents to go on with", "err", err)
			return
		}
		doc, err := files.ParseHash(name)
		if err != nil {
			continue
		}
		m, err := r.readManifest(doc)
		if err == nil && m.Version == rendererVersion() && (m.State == Ready || m.State == Failed) {
			continue
		}
		if err := r.Add(doc); err != nil && !errors.Is(err, ErrClosed) {
			r.log.Warn("cannot go on with document", "document", doc, "err", err)
		}
	}
}

// document finds what is known of doc, in memory or in its manifest. If nothing is, it begins anew or says ErrNotFound.
func (r *Renderer) document(doc files.Hash, begin bool) (*document, error) {
	if d := r.queue.find(doc); d != nil {
		return d, nil
	}
	d := newDocument(doc)
	m, err := r.readManifest(doc)
	switch {
	case errors.Is(err, files.ErrNotFound):
		if !begin {
			return nil, ErrNotFound
		}
	case err != nil:
		r.log.Warn("page list unreadable; drawing the document anew", "document", doc, "err", err)
		m = manifest{}
	case m.Version != rendererVersion():
		if err := r.deleteMade(doc, m.Version, len(m.Pages)); err != nil {
			return nil, err
		}
	default:
		r.restore(d, m)
	}
	entered, err := r.queue.enter(d)
	if err == nil && entered == d && m.Version != rendererVersion() {
		r.saveManifest(d) // so that a restart finds it
	}
	return entered, err
}

// restore gives d the state of its manifest and counts the pages that are there.
func (r *Renderer) restore(d *document, m manifest) {
	d.lost = m.Lost
	if m.State == Checking || m.State == Failed && len(m.Pages) == 0 {
		if m.State == Failed {
			d.fail(m.Code)
		}
		return
	}
	d.checked(m.Pages, m.Repaired)
	for _, f := range m.Failed {
		if f.Page >= 0 && f.Page < len(d.pages) {
			d.pageOver(f.Page, f.Code)
		}
	}
	for page := range d.pages {
		if m.State == Ready || r.isMade(d.hash, page) {
			d.pageOver(page, "")
		}
	}
	if m.State == Failed {
		d.info.State, d.info.Code = Failed, m.Code
	}
}

// isMade tells whether all that is drawn eagerly of a page is there.
func (r *Renderer) isMade(doc files.Hash, page int) bool {
	return r.images.Has(textName(doc, page)) && // written last
		r.images.Has(pictureName(doc, page, ThumbWidth)) && r.images.Has(pictureName(doc, page, BaseWidth))
}

func (r *Renderer) readManifest(doc files.Hash) (manifest, error) {
	data, err := r.manifests.Read(manifestName(doc))
	if err != nil {
		return manifest{}, err
	}
	var m manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return manifest{}, fmt.Errorf("read manifest: %w", err)
	}
	return m, nil
}

// saveManifest writes what is known of d now. A failure costs only repeated work after the next start.
func (r *Renderer) saveManifest(d *document) {
	d.keep.Lock()
	defer d.keep.Unlock()
	m, ok := r.queue.manifest(d)
	if !ok {
		return
	}
	data, err := json.Marshal(m)
	if err == nil {
		err = r.manifests.Put(manifestName(d.hash), data)
	}
	if err != nil {
		r.log.Warn("document's page list not kept", "document", d.hash, "err", err)
	}
}

// deleteMade deletes all that a renderer of this version made of doc.
func (r *Renderer) deleteMade(doc files.Hash, version string, pages int) error {
	for page := range pages {
		for _, kind := range kinds() {
			if err := r.images.Remove(artefact(version, doc, page, kind)); err != nil {
				return err
			}
		}
	}
	return r.manifests.Remove(manifestName(doc))
}
