package pages

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"dienhong/agenda/files"
)

// run draws what the queue gives, with at most one worker open, until the queue closes.
func (r *Renderer) run(ctx context.Context) {
	var w *worker
	defer func() { w.close() }()
	var trouble time.Duration
	for {
		t, ok := task{}, false
		if w != nil {
			t, ok = r.queue.take(w.doc, w.served)
		}
		if !ok {
			w.close() // an idle worker is only memory
			w = nil
			if t, ok = r.queue.wait(); !ok {
				return
			}
		}
		var err error
		w, err = r.serve(ctx, w, t)
		trouble = r.pause(ctx, trouble, err)
	}
}

// pause waits longer and longer while the system, not a document, is in trouble.
func (r *Renderer) pause(ctx context.Context, before time.Duration, err error) time.Duration {
	if err == nil || ctx.Err() != nil {
		return 0
	}
	wait := min(max(2*before, time.Second), 30*time.Second)
	r.log.Error("cannot draw pages; trying again", "err", err, "in", wait)
	select {
	case <-time.After(wait):
	case <-ctx.Done():
	}
	return wait
}

// serve does one task, with w if it has the document open. The error is the system's.
func (r *Renderer) serve(ctx context.Context, w *worker, t task) (*worker, error) {
	for tries := 1; ; tries++ {
		var err error
		w, err = r.attempt(ctx, w, &t)
		if errors.Is(err, errLost) && ctx.Err() == nil && r.lost(t, err) && tries == 1 {
			continue
		}
		return w, r.over(ctx, t, err)
	}
}

// lost notes that the task cost a worker and tells whether it is worth another.
func (r *Renderer) lost(t task, err error) bool {
	r.log.Warn("page worker lost", "document", t.doc.hash, "page", t.unit.page, "err", err)
	quarantined := r.queue.lost(t.doc)
	r.saveManifest(t.doc)
	return !quarantined && !errors.Is(err, errSpent)
}

// attempt does a task once. An *Error is the document's; errLost also took the worker; others are the system's.
func (r *Renderer) attempt(ctx context.Context, w *worker, t *task) (*worker, error) {
	if w != nil && (w.doc != t.doc || w.served >= recycleAfter) {
		w.close()
		w = nil
	}
	if w == nil {
		var err error
		if w, err = r.open(ctx, t); err != nil {
			return nil, err
		}
	}
	pictures, text, err := w.draw(ctx, t.unit.request(), r.cfg.wallTime())
	if errors.Is(err, errLost) || errors.Is(err, ErrTimeout) {
		w.close()
		w = nil
	}
	if err == nil {
		err = r.store(t.doc, t.unit, pictures, text)
	}
	return w, err
}

// open starts a worker on the task's document and, the first time, looks at the document.
func (r *Renderer) open(ctx context.Context, t *task) (*worker, error) {
	file, err := r.disk.OpenFile(t.doc.hash)
	if errors.Is(err, files.ErrNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if t.check {
		if err := r.inspect(file); err != nil {
			return nil, err
		}
	}
	w, err := r.launch.start(ctx, t.doc, file)
	if err != nil {
		return nil, err
	}
	reply, _, err := w.ask(ctx, request{Open: &openRequest{
		Memory: r.cfg.Memory, PageTime: r.cfg.PageTime, MaxPages: r.cfg.MaxPages, Sizes: t.check,
	}}, r.cfg.wallTime())
	if err == nil && t.check && len(reply.Sizes) != reply.Count {
		err = w.betrayed("%d sizes of %d pages", len(reply.Sizes), reply.Count)
	}
	if err != nil {
		w.close()
		return nil, err
	}
	r.launch.opened(reply.Sandbox)
	if t.check {
		t.check = false
		if !r.queue.checked(t.doc, reply.Sizes, reply.Repaired) {
			w.close()
			return nil, ErrNotFound
		}
		r.saveManifest(t.doc)
	}
	return w, nil
}

// inspect refuses what need not trouble a worker.
func (r *Renderer) inspect(file *os.File) error {
	info, err := file.Stat()
	switch {
	case err != nil:
		return fmt.Errorf("inspect document: %w", err)
	case info.Size() == 0:
		return ErrEmpty
	case info.Size() > r.cfg.MaxFileSize:
		return ErrTooLarge
	}
	head := make([]byte, min(1024, info.Size()))
	if _, err := file.ReadAt(head, 0); err != nil && err != io.EOF {
		return fmt.Errorf("inspect document: %w", err)
	}
	if !bytes.Contains(head, []byte("%PDF-")) { // ISO 32000-2, annex I: readers look in the first 1024 bytes
		return ErrNotPDF
	}
	return nil
}

// over notes the end of a task. It returns err when that is the system's fault; the task will come again then.
func (r *Renderer) over(ctx context.Context, t task, err error) error {
	var verdict *Error
	switch {
	case ctx.Err() != nil:
		r.queue.postponed(t, ErrClosed)
		return ctx.Err()
	case err != nil && !errors.As(err, &verdict):
		r.queue.postponed(t, ErrUnavailable)
		return err
	case verdict == nil:
		if !r.queue.drawn(t.doc, t.unit, nil) {
			return nil
		}
	case t.check || errors.Is(verdict, ErrNotFound):
		r.queue.failed(t.doc, verdict)
	case !r.queue.drawn(t.doc, t.unit, verdict):
		return nil
	}
	r.saveManifest(t.doc)
	return nil
}

// store keeps what was drawn, unless the document was removed meanwhile.
func (r *Renderer) store(d *document, u unit, pictures []picture, text string) error {
	d.keep.RLock()
	defer d.keep.RUnlock()
	if d.gone.Load() {
		return ErrNotFound
	}
	for _, p := range pictures {
		if err := r.images.Put(pictureName(d.hash, u.page, p.Width), p.data); err != nil {
			return err
		}
	}
	switch u.part {
	case eager:
		return r.images.Put(textName(d.hash, u.page), []byte(text))
	case words:
		return r.images.Put(wordsName(d.hash, u.page), []byte(text))
	default:
		return nil
	}
}
