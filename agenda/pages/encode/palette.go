package encode

import "encoding/binary"

// A flat page's colours: those that cover areas stay exactly as they are; those of the soft edges of letters and lines
// are rounded to 16 levels a channel, which the eye does not see at an edge.
const (
	maxColours = 256
	areaRun    = 12 // pixels of one colour in a row that make an area
	maxError   = 8  // the most that rounding changes a channel, of 255; just above 255/15/2
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
	colours []uint32             // by index, 0xRRGGBB
	areas   map[uint32][]uint32  // rounded colour → colours of areas that round to it
	byRGB   map[uint32]byte      // index of a colour that stands in colours
	cache   [cacheSize]cacheLine // the answer for colours seen lately
}

const cacheSize = 1 << 12

type cacheLine struct {
	rgb   uint32
	index byte
	known bool
}

func (p *palette) reset() {
	p.colours = p.colours[:0]
	p.areas = make(map[uint32][]uint32)
	p.byRGB = make(map[uint32]byte)
	clear(p.cache[:])
}

// levels rounds a channel to the nearest of 16 levels: 0, 17, …, 255.
var levels = func() (t [256]byte) {
	for v := range t {
		t[v] = byte((v*15 + 127) / 255 * 17)
	}
	return t
}()

func rounded(rgb uint32) uint32 {
	return uint32(levels[rgb>>16])<<16 | uint32(levels[rgb>>8&0xff])<<8 | uint32(levels[rgb&0xff])
}

// collectAreas finds the colours of areas. False when there are too many for a palette.
func (p *palette) collectAreas(pixels []byte, w, h int) bool {
	areas := 0
	add := func(rgb uint32) bool {
		r := rounded(rgb)
		for _, have := range p.areas[r] {
			if have == rgb {
				return true
			}
		}
		areas++
		p.areas[r] = append(p.areas[r], rgb)
		return areas <= maxColours
	}
	for y := range h {
		row := pixels[y*w*3 : (y+1)*w*3]
		run, last := 0, uint32(1<<24)
		for i := 0; i < len(row); i += 3 {
			if blank(row[i:]) {
				run, last = areaRun, white // white is on the grid of levels anyway
				i += blankBytes - 3
				continue
			}
			rgb := uint32(row[i])<<16 | uint32(row[i+1])<<8 | uint32(row[i+2])
			if rgb != last {
				run, last = 0, rgb
			}
			if run++; run == areaRun && !add(rgb) {
				return false
			}
		}
	}
	return true
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

// shown is the colour that stands for rgb: itself in areas, else an area's colour close by, else its level.
func (p *palette) shown(rgb uint32) uint32 {
	r := rounded(rgb)
	best := r
	for _, area := range p.areas[r] {
		if area == rgb {
			return rgb
		}
		if far(area, rgb) <= maxError {
			best = area
		}
	}
	return best
}

// far is the largest difference of a channel.
func far(a, b uint32) int {
	return max(absDiff(byte(a>>16), byte(b>>16)), absDiff(byte(a>>8), byte(b>>8)), absDiff(byte(a), byte(b)))
}

// encodeFlat writes a PNG with a palette. False when the page has too many colours for one.
func (e *Encoder) encodeFlat(pixels []byte, w, h int) ([]byte, bool) {
	p := &e.palette
	p.reset()
	if !p.collectAreas(pixels, w, h) {
		return nil, false
	}
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
