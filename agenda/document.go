package agenda

import "time"

// DocumentID names a document within all meetings.
type DocumentID string

// DocumentState is how far a paper has come on its way to being shown.
type DocumentState string

// The states of a document. Once its first pages are there a document that is still rendering can be read.
const (
	Checking  DocumentState = "checking"
	Rendering DocumentState = "rendering"
	Showable  DocumentState = "ready"
	Unusable  DocumentState = "failed"
)

// Page is the size of a page in points (1/72 inch), after rotation.
type Page struct {
	W float64 `json:"w"`
	H float64 `json:"h"`
}

// Document is one paper of an item.
type Document struct {
	ID    DocumentID `json:"id"`
	Item  ItemID     `json:"item"`
	Title string     `json:"title"`
	// File is the SHA-256 of the original's bytes in lower-case hexadecimal; Name is the uploader's name for it and
	// Size its length in bytes.
	File string `json:"file"`
	Name string `json:"name"`
	Size int64  `json:"size"`

	State DocumentState `json:"state"`
	Pages []Page        `json:"pages,omitempty"`
	// Done counts the pages that are rendered.
	Done int `json:"done,omitempty"`
	// Code says why the document is unusable.
	Code string `json:"code,omitempty"`

	By    string    `json:"by"`
	Added time.Time `json:"added"`
}

// CanBeShown reports whether page (from 1) exists and may be put before an audience.
func (d *Document) CanBeShown(page int) bool {
	return d != nil && (d.State == Rendering || d.State == Showable) && page >= 1 && page <= len(d.Pages)
}
