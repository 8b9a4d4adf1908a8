package encode

import (
	"encoding/binary"
	"slices"
)

// A flat page's colours: those that cover areas stay exactly as they are; those of the soft edges of letters and lines
// are rounded to a few levels a channel, which the eye does not see at an edge. Eleven levels leave black text room for
// five colours of areas in the 16 colours of a 4-bit picture.
const (
	maxColours = 256
	areaRun    = 12 // pixels of one colour in a row that make an area
	edgeLevels = 11
	maxError   = 13 // the most that rounding changes a channel, of 255: 5 %
)

// blankBytes is eight white pixels: what most of a text page consists of is skipped in steps of this size.
const blankBytes = 24

func blank(p []byte) bool {
	return len(p) >= blankBytes &&
		binary.LittleEndian.Uint64(p)&binary.LittleEndian.Uint64(p[8:])&binary.LittleEndian.Uint64(p[16:]) == ^uint64(0)
}

const white = 0xffffff

// palette gives every colour of a page its index.
type palette struct {
	colours   []uint32            // by index, 0xRRGGBB
	areas     map[uint32][]uint32 // rounded colour → colours of areas that round to it
	areaCount int
	byRGB     map[uint32]byte      // index of a colour that stands in colours
	cache     [cacheSize]cacheLine // the answer for colours seen lately
}

const cacheSize = 1 << 12

type cacheLine struct {
	rgb   uint32
	index byte
	known bool
}

func (p *palette) reset() {
	p.colours, p.areaCount = p.colours[:0], 0
	p.areas = map[uint32][]uint32{white: {white}} // blank paper is always an area
	p.byRGB = make(map[uint32]byte)
	clear(p.cache[:])
}

// levels rounds a channel to the nearest of edgeLevels levels from 0 to 255.
var levels = func() (t [256]byte) {
	for v := range t {
		level := (v*(edgeLevels-1) + 127) / 255
		t[v] = byte(level * 255 / (edgeLevels - 1))
	}
	return t
}()

func rounded(rgb uint32) uint32 {
	return uint32(levels[rgb>>16])<<16 | uint32(levels[rgb>>8&0xff])<<8 | uint32(levels[rgb&0xff])
}

// addArea notes a colour that covers an area. False when there are too many for a palette.
func (p *palette) addArea(rgb uint32) bool {
	r := rounded(rgb)
	if slices.Contains(p.areas[r], rgb) {
		return true
	}
	p.areas[r] = append(p.areas[r], rgb)
	p.areaCount++
	return p.areaCount <= maxColours
}

// index gives rgb its place. False when the palette is full.
func (p *palette) index(rgb uint32) (byte, bool) {
	line := &p.cache[(rgb*2654435761)>>20]
	if line.known && line.rgb == rgb {
		return line.index, true
	}
	shown := p.shown(rgb)
	i, ok := p.byRGB[shown]
	if !ok {
		if len(p.colours) == maxColours {
			return 0, false
		}
		i = byte(len(p.colours))
		p.colours = append(p.colours, shown)
		p.byRGB[shown] = i
	}
	*line = cacheLine{rgb: rgb, index: i, known: true}
	return i, true
}

// shown is the colour that stands for rgb: itself in areas, else the closest area's colour if close, else its level.
func (p *palette) shown(rgb uint32) uint32 {
	best, off := rounded(rgb), maxError+1
	for _, area := range p.areas[best] {
		if d := far(area, rgb); d < off {
			best, off = area, d
		}
	}
	return best
}

// far is the largest difference of a channel.
func far(a, b uint32) int {
	return max(absDiff(byte(a>>16), byte(b>>16)), absDiff(byte(a>>8), byte(b>>8)), absDiff(byte(a), byte(b)))
}

// encodeFlat writes a PNG with a palette, after survey found the picture flat. False when the page has too many colours for one.
func (e *Encoder) encodeFlat(pixels []byte, w, h int) ([]byte, bool) {
	p := &e.palette
	if cap(e.indexes) < w*h {
		e.indexes = make([]byte, w*h)
	}
	out := e.indexes[:w*h]
	p.index(white) // index 0, so that blank paper is zero bytes
	for y := range h {
		if !p.indexRow(out[y*w:(y+1)*w], pixels[y*w*3:(y+1)*w*3]) {
			return nil, false
		}
	}
	return e.png.write(out, w, h, p.colours), true
}

func (p *palette) indexRow(out, row []byte) bool {
	last, lastIndex := uint32(white), byte(0)
	for i, x := 0, 0; i < len(row); i, x = i+3, x+1 {
		if blank(row[i:]) {
			clear(out[x : x+blankBytes/3])
			i, x = i+blankBytes-3, x+blankBytes/3-1
			continue
		}
		rgb := uint32(row[i])<<16 | uint32(row[i+1])<<8 | uint32(row[i+2])
		if rgb != last {
			index, ok := p.index(rgb)
			if !ok {
				return false
			}
			last, lastIndex = rgb, index
		}
		out[x] = lastIndex
	}
	return true
}
