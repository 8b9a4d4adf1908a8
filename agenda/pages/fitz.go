package pages

// #cgo CFLAGS: -std=gnu11 -Wall
// #include <stdlib.h>
// #include "fitz.h"
import "C"

import (
	"unsafe"

	// go-fitz is the carrier of libmupdf: its link flags bring the library that fitz.c calls. Its own Go API is not
	// used; see doc.go.
	_ "github.com/gen2brain/go-fitz"
)

// engineVersion is the MuPDF that fitz.c was written for and that must be linked.
func engineVersion() string { return C.GoString(C.dh_version()) }

// engine is one PDF opened in MuPDF, with at most one page loaded. It lives in the worker process only. All methods but
// abort are for one goroutine; after errAborted only close is allowed.
type engine struct {
	doc    *C.dh_doc
	pixels unsafe.Pointer // C memory, used again from page to page
	room   int            // its size in bytes
}

// openEngine reads data, which must not be Go memory and must stay until close. heap and store bound what MuPDF takes
// for everything and for its cache, in bytes.
func openEngine(data []byte, heap, store int64) (*engine, error) {
	e := &engine{}
	var p *C.uchar
	if len(data) > 0 {
		p = (*C.uchar)(unsafe.Pointer(&data[0]))
	}
	opened := C.dh_open(&e.doc, p, C.size_t(len(data)), C.size_t(heap), C.size_t(store)) //nolint:gocritic // cgo's own code
	if err := engineError(opened); err != nil {
		return nil, err
	}
	return e, nil
}

func (e *engine) close() {
	C.dh_close(e.doc)
	C.free(e.pixels)
	*e = engine{}
}

// abort asks the running call to stop; it is a request, not a promise. Any goroutine may call it, before close.
func (e *engine) abort() { C.dh_abort(e.doc) }

// count is the number of pages that the document declares; it may have fewer.
func (e *engine) count() (int, error) {
	var n C.int
	err := engineError(C.dh_count(e.doc, &n))
	return int(n), err
}

// repaired tells whether the file was broken and read nevertheless.
func (e *engine) repaired() bool { return C.dh_repaired(e.doc) != 0 }

// load makes page i, from 0, the one that draw and text speak of.
func (e *engine) load(i int) (PageSize, error) {
	var w, h C.float
	if err := engineError(C.dh_load(e.doc, C.int(i), &w, &h)); err != nil {
		return PageSize{}, err
	}
	return PageSize{W: float64(w), H: float64(h)}, nil
}

// draw returns the loaded page as w*h RGB pixels, 3 bytes each, valid until the next draw or close.
func (e *engine) draw(w, h int) ([]byte, error) {
	n := w * h * 3
	if n > e.room {
		C.free(e.pixels)
		e.room = 0
		if e.pixels = C.malloc(C.size_t(n)); e.pixels == nil {
			return nil, ErrTooHeavy
		}
		e.room = n
	}
	if err := engineError(C.dh_draw(e.doc, C.int(w), C.int(h), (*C.uchar)(e.pixels))); err != nil {
		return nil, err
	}
	return unsafe.Slice((*byte)(e.pixels), n), nil
}

// text returns the loaded page's text in reading order as the file has it, not yet NFC.
func (e *engine) text() (string, error) { return e.textAs(0) }

// xml returns the loaded page's characters with their places, line by line, in MuPDF's XML.
func (e *engine) xml() (string, error) { return e.textAs(1) }

func (e *engine) textAs(xml int) (string, error) {
	var data *C.uchar
	var n C.size_t
	read := C.dh_text(e.doc, C.int(xml), &data, &n) //nolint:gocritic // cgo's own code
	if err := engineError(read); err != nil {
		return "", err
	}
	return C.GoStringN((*C.char)(unsafe.Pointer(data)), C.int(n)), nil
}

// peak is the most that MuPDF held at once, in bytes.
func (e *engine) peak() int64 { return int64(C.dh_peak(e.doc)) }

func engineError(result C.int) error {
	switch result {
	case C.DH_OK:
		return nil
	case C.DH_ENCRYPTED:
		return ErrEncrypted
	case C.DH_TOO_HEAVY:
		return ErrTooHeavy
	case C.DH_ABORTED:
		return ErrTimeout
	case C.DH_BAD_SIZE:
		return ErrPageSize
	case C.DH_NO_ENGINE:
		return ErrUnavailable
	}
	return ErrDamaged
}
