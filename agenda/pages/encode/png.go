package encode

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"

	"github.com/klauspost/compress/zlib"
)

// deflateLevel: the next one saves 2 % of a text page and takes a third more time.
const deflateLevel = 5

// pngWriter writes PNGs with a palette (colour type 3), no filter, one IDAT. PNG Third Edition, W3C 2025.
type pngWriter struct {
	body bytes.Buffer
	zip  *zlib.Writer
}

// write takes one index per pixel and the colours they name, at most 256.
func (p *pngWriter) write(indexes []byte, w, h int, colours []uint32) []byte {
	depth := depthFor(len(colours))
	p.compress(indexes, w, h, depth)

	out := bytes.NewBuffer(make([]byte, 0, p.body.Len()+len(colours)*3+64))
	out.WriteString("\x89PNG\r\n\x1a\n")
	header := binary.BigEndian.AppendUint32(nil, uint32(w))
	header = binary.BigEndian.AppendUint32(header, uint32(h))
	header = append(header, byte(depth), 3, 0, 0, 0) // palette, deflate, filter per row, not interlaced
	chunk(out, "IHDR", header)
	table := make([]byte, 0, len(colours)*3)
	for _, c := range colours {
		table = append(table, byte(c>>16), byte(c>>8), byte(c))
	}
	chunk(out, "PLTE", table)
	chunk(out, "IDAT", p.body.Bytes())
	chunk(out, "IEND", nil)
	return out.Bytes()
}

// depthFor is the number of bits that a pixel needs.
func depthFor(colours int) int {
	for _, depth := range []int{1, 2, 4} {
		if colours <= 1<<depth {
			return depth
		}
	}
	return 8
}

func (p *pngWriter) compress(indexes []byte, w, h, depth int) {
	p.body.Reset()
	if p.zip == nil {
		p.zip, _ = zlib.NewWriterLevel(&p.body, deflateLevel) // fails for unknown levels only
	} else {
		p.zip.Reset(&p.body)
	}
	perByte := 8 / depth
	row := make([]byte, 1+(w+perByte-1)/perByte) // the first byte says: no filter
	for y := range h {
		pack(row[1:], indexes[y*w:(y+1)*w], depth)
		_, _ = p.zip.Write(row) // into memory: cannot fail
	}
	p.zip.Close()
}

// pack puts the first pixel into the highest bits.
func pack(out, indexes []byte, depth int) {
	switch depth {
	case 8:
		copy(out, indexes)
	case 4:
		for len(indexes) >= 2 {
			out[0] = indexes[0]<<4 | indexes[1]
			out, indexes = out[1:], indexes[2:]
		}
		if len(indexes) == 1 {
			out[0] = indexes[0] << 4
		}
	default:
		clear(out)
		for x, index := range indexes {
			bit := x * depth
			out[bit/8] |= index << (8 - depth - bit%8)
		}
	}
}

func chunk(out *bytes.Buffer, kind string, data []byte) {
	start := out.Len() + 4
	out.Write(binary.BigEndian.AppendUint32(nil, uint32(len(data))))
	out.WriteString(kind)
	out.Write(data)
	out.Write(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(out.Bytes()[start:])))
}
