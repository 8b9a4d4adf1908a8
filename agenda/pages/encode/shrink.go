package encode

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
	sums := make([]int, sw*3)
	for y := range sh {
		top, bottom := y*h/sh, (y+1)*h/sh
		clear(sums)
		for _, row := range rows(pixels, w, top, bottom) {
			addRow(sums, row, columns)
		}
		for x := range sw {
			n := (columns[x+1] - columns[x]) / 3 * (bottom - top)
			for c := range 3 {
				out = append(out, byte((sums[x*3+c]+n/2)/n))
			}
		}
	}
	return out
}

func rows(pixels []byte, w, top, bottom int) (list [][]byte) {
	for y := top; y < bottom; y++ {
		list = append(list, pixels[y*w*3:(y+1)*w*3])
	}
	return list
}

func addRow(sums []int, row []byte, columns []int) {
	for x := range len(columns) - 1 {
		var r, g, b int
		for p := row[columns[x]:columns[x+1]]; len(p) >= 3; p = p[3:] {
			r += int(p[0])
			g += int(p[1])
			b += int(p[2])
		}
		sums[x*3] += r
		sums[x*3+1] += g
		sums[x*3+2] += b
	}
}
