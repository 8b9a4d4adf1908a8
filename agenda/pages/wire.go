package pages

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// Between server and worker go frames: the length of a head and of a body, four bytes each, big endian; the head as
// JSON; the body as it is. The worker is not trusted after it has seen a document: lengths are bounded, and what it
// says is checked.

const (
	maxHead = 2 << 20  // room for the sizes of maxPagesEver pages
	maxBody = 64 << 20 // several encoded pictures of maxPixels
)

// request asks for one thing: first of all to open the document, which the worker finds at descriptor 3.
type request struct {
	Open *openRequest `json:"open,omitempty"`
	Draw *drawRequest `json:"draw,omitempty"`
}

type openRequest struct {
	Memory   int64         `json:"memory"`    // bytes
	PageTime time.Duration `json:"page_time"` // processor time
	MaxPages int           `json:"max_pages"`
	Sizes    bool          `json:"sizes"` // also measure all pages
}

type drawRequest struct {
	Page   int   `json:"page"`
	Widths []int `json:"widths"`
	Text   bool  `json:"text,omitempty"`
	Words  bool  `json:"words,omitempty"` // as JSON in place of the text
}

type response struct {
	Code     string     `json:"code,omitempty"` // what went wrong; nothing else is set then
	Sandbox  []string   `json:"sandbox,omitempty"`
	Count    int        `json:"count,omitempty"`
	Sizes    []PageSize `json:"sizes,omitempty"`
	Repaired bool       `json:"repaired,omitempty"`
	Pictures []picture  `json:"pictures,omitempty"` // bodies follow in this order, then the text
	TextLen  int        `json:"text_len,omitempty"` // or words
}

// picture is one width of a page.
type picture struct {
	Width int    `json:"width"` // as asked for
	Type  string `json:"type"`
	Len   int    `json:"len"`
	data  []byte
}

func writeFrame(w io.Writer, head any, body ...[]byte) error {
	h, err := json.Marshal(head)
	if err != nil {
		return err
	}
	n := 0
	for _, b := range body {
		n += len(b)
	}
	if len(h) > maxHead || n > maxBody {
		return fmt.Errorf("frame of %d and %d bytes is too large", len(h), n)
	}
	frame := binary.BigEndian.AppendUint32(nil, uint32(len(h)))
	frame = binary.BigEndian.AppendUint32(frame, uint32(n))
	for _, b := range append([][]byte{append(frame, h...)}, body...) {
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	return nil
}

func readFrame(r io.Reader, head any) (body []byte, err error) {
	var lengths [8]byte
	if _, err := io.ReadFull(r, lengths[:]); err != nil {
		return nil, err
	}
	h, b := binary.BigEndian.Uint32(lengths[:]), binary.BigEndian.Uint32(lengths[4:])
	if h > maxHead || b > maxBody {
		return nil, fmt.Errorf("frame of %d and %d bytes is too large", h, b)
	}
	data := make([]byte, h+b)
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, err
	}
	return data[h:], json.Unmarshal(data[:h], head)
}
