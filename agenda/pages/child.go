package pages

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"syscall"
	"time"

	"golang.org/x/text/unicode/norm"

	"dienhong/agenda/pages/confine"
	"dienhong/agenda/pages/encode"
)

// WorkerCommand is the hidden first argument that makes this program a worker: main then calls RunWorker and nothing
// else. So must the TestMain of a package whose tests start a Renderer.
const WorkerCommand = "render-worker"

// documentFD is where a worker finds its document.
const documentFD = 3

// Bounds of one page.
const (
	maxPixels = 25_000_000
	maxSide   = 16_383 // WebP's limit
	minPoints = 3      // a side; PDF's own lower limit
	maxPoints = 72_000 // a side: 25 metres
	maxAspect = 100    // long side to short side
	maxText   = 1 << 20
	storeSize = 64 << 20 // MuPDF's cache of fonts and images

	// roomToDraw is what a worker needs besides MuPDF: the pixels, copies of them on their way to a picture, and Go.
	roomToDraw = 4*3*maxPixels + 512<<20
)

// RunWorker is the worker process: it opens the one document at descriptor 3, shuts itself in, and draws the pages
// that it is asked for on in, answering on out, until in ends. It never returns into a server: the caller exits.
func RunWorker(in io.Reader, out io.Writer) error {
	var first request
	if _, err := readFrame(in, &first); err != nil || first.Open == nil {
		return errors.Join(errors.New("worker: no document to open"), err)
	}
	w := &child{open: *first.Open}
	data, err := mapDocument(documentFD)
	if err != nil {
		return fmt.Errorf("worker: %w", err)
	}
	sandbox := confine.Self(w.open.Memory + roomToDraw)
	head := w.begin(data)
	head.Sandbox = sandbox
	if err := writeFrame(out, head); err != nil {
		return fmt.Errorf("worker: %w", err)
	}
	for head.Code == "" {
		var req request
		if _, err := readFrame(in, &req); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil || req.Draw == nil {
			return errors.Join(errors.New("worker: not a request"), err)
		}
		reply, body := w.draw(*req.Draw)
		if err := writeFrame(out, reply, body...); err != nil {
			return fmt.Errorf("worker: %w", err)
		}
		if reply.Code == ErrTimeout.code {
			return nil // an engine that was aborted is not used again
		}
	}
	return nil
}

// child is the worker's side.
type child struct {
	open    openRequest
	engine  *engine
	encoder encode.Encoder
}

// within runs f under the limit of processor time: first the engine is asked to stop, a little later the kernel ends
// the process.
func (c *child) within(f func() error) error {
	_ = confine.LimitCPU(c.open.PageTime + c.open.PageTime/4) // confine has told if this cannot be done; the server's clock runs too
	if c.engine == nil {
		return f()
	}
	stop, gone := make(chan struct{}), make(chan struct{})
	go c.watch(stop, gone)
	err := f()
	close(stop)
	<-gone
	return err
}

// watch aborts the engine when this page has had its processor time.
func (c *child) watch(stop, gone chan struct{}) {
	defer close(gone)
	start := confine.CPUTime()
	tick := time.NewTicker(c.open.PageTime / 20)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
			if confine.CPUTime()-start > c.open.PageTime {
				c.engine.abort()
				return
			}
		}
	}
}

// begin opens the document and looks at it.
func (c *child) begin(data []byte) (head response) {
	err := c.within(func() (err error) {
		c.engine, err = openEngine(data, c.open.Memory, min(storeSize, c.open.Memory/2))
		return err
	})
	if err == nil {
		err = c.within(func() error { return c.look(&head) })
	}
	if err != nil {
		return response{Code: code(err)}
	}
	return head
}

func (c *child) look(head *response) error {
	n, err := c.engine.count()
	switch {
	case err != nil:
		return err
	case n <= 0 && c.engine.repaired(): // what was cut off were the pages
		return ErrDamaged
	case n <= 0:
		return ErrEmpty
	case n > c.open.MaxPages:
		return ErrTooManyPages
	}
	head.Count = n
	if c.open.Sizes {
		head.Sizes = make([]PageSize, n)
		for i := range head.Sizes {
			size, err := c.engine.load(i)
			if errors.Is(err, ErrTimeout) {
				return err
			}
			if err != nil || checkSize(size) != nil {
				size = a4 // for the placeholder; drawing the page will say what is wrong
			}
			head.Sizes[i] = size
		}
	}
	head.Repaired = c.engine.repaired()
	return nil
}

var a4 = PageSize{W: 595, H: 842}

// draw makes one page in all the widths asked for.
func (c *child) draw(req drawRequest) (head response, body [][]byte) {
	err := c.within(func() error {
		size, err := c.engine.load(req.Page)
		if err != nil {
			return err
		}
		if err := checkSize(size); err != nil {
			return err
		}
		if head.Pictures, body, err = c.pictures(size, req.Widths); err != nil {
			return err
		}
		var text []byte
		switch {
		case req.Text:
			text, err = c.text()
		case req.Words:
			text, err = c.words(size)
		}
		head.TextLen = len(text)
		body = append(body, text)
		return err
	})
	if err != nil {
		return response{Code: code(err)}, nil
	}
	return head, body
}

// pictures draws the loaded page in the first width; the others, smaller ones, are made from that, for a page with large
// photographs is slow to draw even when small.
func (c *child) pictures(size PageSize, widths []int) (list []picture, body [][]byte, err error) {
	var large []byte
	var largeW, largeH int
	for i, width := range widths {
		w, h := fit(size, width)
		var img encode.Image
		if i == 0 {
			if large, err = c.engine.draw(w, h); err != nil {
				return nil, nil, err
			}
			largeW, largeH = w, h
			img, err = c.encoder.Encode(large, w, h)
		} else {
			img, err = c.encoder.EncodeAs(list[0].Type, encode.Shrink(large, largeW, largeH, w, h), w, h)
		}
		if err != nil {
			return nil, nil, err
		}
		list = append(list, picture{Width: width, Type: img.Type, Len: len(img.Data)})
		body = append(body, img.Data)
	}
	return list, body, nil
}

// text is for reading aloud and searching: NFC, valid UTF-8, bounded. A page without readable text has an empty one.
func (c *child) text() ([]byte, error) {
	raw, err := c.engine.text()
	if errors.Is(err, ErrTimeout) {
		return nil, err
	}
	raw = strings.ToValidUTF8(raw[:min(len(raw), maxText)], "\uFFFD")
	return norm.NFC.Bytes([]byte(raw)), nil
}

// words is text with places, as JSON.
func (c *child) words(size PageSize) ([]byte, error) {
	xml, err := c.engine.xml()
	if errors.Is(err, ErrTimeout) {
		return nil, err
	}
	return json.Marshal(wordsOf(xml, size))
}

// checkSize refuses what is no sheet of paper, not even a drawing's.
func checkSize(s PageSize) error {
	short, long := min(s.W, s.H), max(s.W, s.H)
	if !(short >= minPoints) || !(long <= maxPoints) || long > short*maxAspect {
		return ErrPageSize
	}
	return nil
}

// fit returns the pixels of a page drawn width wide, or less wide when it would grow too large.
func fit(s PageSize, width int) (w, h int) {
	scale := float64(width) / s.W
	scale = min(scale, maxSide/s.W, maxSide/s.H, math.Sqrt(maxPixels/(s.W*s.H)))
	return max(1, int(s.W*scale+0.001)), max(1, int(s.H*scale+0.5))
}

// code is the stable name of err, which a worker sends instead of it.
func code(err error) string {
	var coded interface{ Code() string }
	if errors.As(err, &coded) {
		return coded.Code()
	}
	return ErrDamaged.code
}

// mapDocument makes the file memory: no system call is needed to read it afterwards.
func mapDocument(fd uintptr) ([]byte, error) {
	f := os.NewFile(fd, "document")
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("stat document: %w", err)
	}
	return mapFile(f, info.Size())
}

func mapFile(f *os.File, size int64) ([]byte, error) {
	if size == 0 {
		return nil, nil
	}
	return syscall.Mmap(int(f.Fd()), 0, int(size), syscall.PROT_READ, syscall.MAP_PRIVATE)
}
