// Package encode writes the picture of a document's page as few bytes as a reader will not notice.
//
// Pages are of two kinds. Text, tables and charts have flat colours and sharp edges: a PNG with a small palette is a
// third of a JPEG, has no ringing round the letters, and takes a tenth of the time. Photographs, scans and gradients
// would be cut into bands by a palette: they become WebP. [Encoder.Encode] looks at the pixels to tell them apart.
//
// The package is arithmetic: no goroutine, no clock, no file.
package encode

import "fmt"

// The media types that Encode produces.
const (
	PNG  = "image/png"
	WebP = "image/webp"
)

// WebPQuality is where letters on a photograph stay clean and a slide of photographs takes about 100 KB.
const WebPQuality = 80

// Image is an encoded picture.
type Image struct {
	Type string // media type: PNG or WebP
	Data []byte
}

// Encoder keeps its buffers from page to page. It is for one goroutine; the zero value is ready.
type Encoder struct {
	palette palette
	indexes []byte // one per pixel
	png     pngWriter
}

// Encode turns w*h pixels of 3 bytes, RGB, rows tight, into an image of the kind that suits them. The image is the
// caller's; pixels are not kept.
func (e *Encoder) Encode(pixels []byte, w, h int) (Image, error) { return e.encode(pixels, w, h, "") }

// EncodeAs is Encode for a small picture of a page whose large one was of this kind: small, all pages look like
// photographs, for their letters are little more than soft edges.
func (e *Encoder) EncodeAs(kind string, pixels []byte, w, h int) (Image, error) {
	return e.encode(pixels, w, h, kind)
}

func (e *Encoder) encode(pixels []byte, w, h int, kind string) (Image, error) {
	if w <= 0 || h <= 0 || len(pixels) != w*h*3 {
		return Image{}, fmt.Errorf("encode: %d bytes are not %d x %d pixels", len(pixels), w, h)
	}
	if kind != WebP {
		continuous, ok := e.palette.survey(pixels, w, h)
		if ok && (!continuous || kind == PNG) {
			if data, ok := e.encodeFlat(pixels, w, h); ok {
				return Image{Type: PNG, Data: data}, nil
			}
		}
	}
	data, err := encodeWebP(pixels, w, h, WebPQuality)
	if err != nil {
		return Image{}, fmt.Errorf("encode: %w", err)
	}
	return Image{Type: WebP, Data: data}, nil
}

// A page counts as continuous tone when more than 1 in softShare of its pixels differ from the left neighbour by a
// little: by 1 to softStep, summed over the three colours. Letters have few such steps, sky and skin have many.
const (
	softStep  = 18
	softShare = 83
)

// survey looks at every second row. It tells whether the picture is of continuous tone, and, if it has few enough, puts
// the colours of areas into the palette.
func (p *palette) survey(pixels []byte, w, h int) (continuous, ok bool) {
	p.reset()
	soft, seen := 0, 0
	for y := 0; y < h; y += 2 {
		n, ok := p.surveyRow(pixels[y*w*3 : (y+1)*w*3])
		if !ok {
			return true, false
		}
		soft += n
		seen += w
	}
	return soft*softShare > seen, true
}

// surveyRow counts soft steps and collects areas; false when there are too many of these.
func (p *palette) surveyRow(row []byte) (soft int, ok bool) {
	run, last := 0, uint32(white)
	for i := 0; i < len(row); i += 3 {
		if blank(row[i:]) {
			run, last = areaRun, white // which is an area already
			i += blankBytes - 3
			continue
		}
		rgb := uint32(row[i])<<16 | uint32(row[i+1])<<8 | uint32(row[i+2])
		if rgb == last {
			if run++; run == areaRun && !p.addArea(rgb) {
				return 0, false
			}
			continue
		}
		if i > 0 && sum(rgb, last) <= softStep {
			soft++
		}
		run, last = 1, rgb
	}
	return soft, true
}

// sum is the difference of two colours, all channels together.
func sum(a, b uint32) int {
	return absDiff(byte(a>>16), byte(b>>16)) + absDiff(byte(a>>8), byte(b>>8)) + absDiff(byte(a), byte(b))
}

func absDiff(a, b byte) int {
	if a > b {
		return int(a - b)
	}
	return int(b - a)
}
