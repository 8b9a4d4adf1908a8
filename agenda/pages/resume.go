package pages

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"dienhong/agenda/files"
)

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
