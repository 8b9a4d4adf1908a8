package encode

import "slices"

// Shrink returns the picture of w*h RGB pixels in the smaller size sw*sh: each pixel is the mean of those it covers.
// It panics when the picture would grow.
func Shrink(pixels []byte, w, h, sw, sh int) []byte {
	if sw > w || sh > h || sw < 1 || sh < 1 {
		panic("encode: Shrink to a larger picture")
	}
	out := make([]byte, 0, sw*sh*3)
	columns := make([]int, sw+1) // where each small pixel begins, in bytes
	for x := range columns {
		columns[x] = x * w / sw * 3
	}
	dark := make([]int, sw*3) // sums of what is missing to white: blank paper, most of a page, adds nothing
	for y := range sh {
		top, bottom := y*h/sh, (y+1)*h/sh
		clear(dark)
		for row := range slices.Chunk(pixels[top*w*3:bottom*w*3], w*3) {
			darken(dark, row, columns)
		}
		for x := range sw {
			n := (columns[x+1] - columns[x]) / 3 * (bottom - top)
			for c := range 3 {
				out = append(out, byte(255-(dark[x*3+c]+n/2)/n))
			}
		}
	}
	return out
}

func darken(dark []int, row []byte, columns []int) {
	for x := range len(columns) - 1 {
		begin, end := columns[x], columns[x+1]
		if end-begin <= blankBytes && blank(row[begin:]) {
			continue
		}
		var r, g, b int
		for p := row[begin:end]; len(p) >= 3; p = p[3:] {
			r += 255 - int(p[0])
			g += 255 - int(p[1])
			b += 255 - int(p[2])
		}
		dark[x*3] += r
		dark[x*3+1] += g
		dark[x*3+2] += b
	}
}
