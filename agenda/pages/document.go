package pages

import (
	"crypto/sha256"
	"encoding/hex"
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

const textKind = "text"

func pictureName(doc files.Hash, page, width int) string {
	return artefact(rendererVersion(), doc, page, fmt.Sprint(width))
}

func textName(doc files.Hash, page int) string {
	return artefact(rendererVersion(), doc, page, textKind)
}

// kinds are all that may be made of a page.
func kinds() []string {
	return []string{fmt.Sprint(ThumbWidth), fmt.Sprint(BaseWidth), fmt.Sprint(ZoomWidth), textKind}
}

// pageState of one page.
type pageState uint8

const (
	pagePending pageState = iota
	pageRunning
	pageDone
	pageFailed
)

// document is what the renderer knows of one document. The queue's lock guards it, except keep.
type document struct {
	hash files.Hash
	info Info
	lost int // workers that it cost

	pages   []pageState
	next    int            // no page before it is pending
	wanted  []*job         // units that viewers wait for and nobody draws yet, oldest first
	jobs    map[unit]*job  // these, and those being drawn
	refused map[unit]error // zoomed pictures that cannot be made
	known   chan struct{}  // closed when Checking is over
	gone    atomic.Bool    // removed; whoever still works on it keeps nothing

	keep sync.RWMutex // its files: held to add pictures, held alone to write the manifest or to remove all
}

func newDocument(hash files.Hash) *document {
	return &document{hash: hash, info: Info{State: Checking}, jobs: map[unit]*job{}, refused: map[unit]error{}, known: make(chan struct{})}
}

// unit is one piece of drawing: the eager pictures and the text of a page, or its zoomed picture.
type unit struct {
	page int
	zoom bool
}

func (u unit) request() drawRequest {
	if u.zoom {
		return drawRequest{Page: u.page, Widths: []int{ZoomWidth}}
	}
	return drawRequest{Page: u.page, Widths: []int{BaseWidth, ThumbWidth}, Text: true}
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
