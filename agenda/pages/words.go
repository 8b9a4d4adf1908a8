package pages

import (
	"html"
	"math"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxWords of a page are listed; a page of a newspaper has a tenth of them.
const maxWords = 50_000

// wordsOf reads MuPDF's XML of a page's characters: lines hold characters, each with the four corners of its place. A
// word ends at a blank and at the end of a line.
func wordsOf(xml string, size PageSize) []Word {
	list := []Word{}
	var text strings.Builder
	box := noBox
	end := func() {
		if word := norm.NFC.String(text.String()); word != "" && len(list) < maxWords {
			list = append(list, box.word(word, size))
		}
		text.Reset()
		box = noBox
	}
	for element := range strings.SplitSeq(xml, "<") {
		switch {
		case strings.HasPrefix(element, "char "):
			c := strings.ToValidUTF8(html.UnescapeString(attribute(element, "c")), "\uFFFD")
			if strings.TrimFunc(c, unicode.IsSpace) == "" {
				end()
				continue
			}
			text.WriteString(c)
			box = box.with(attribute(element, "quad"))
		case strings.HasPrefix(element, "/line"):
			end()
		}
	}
	end()
	return list
}

// attribute of an element as MuPDF writes them: name="value", values without quotes.
func attribute(element, name string) string {
	_, rest, _ := strings.Cut(element, " "+name+`="`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// rectangle in points.
type rectangle struct{ x0, y0, x1, y1 float64 }

var noBox = rectangle{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}

// with grows the rectangle to hold a quad: the coordinates of four corners.
func (r rectangle) with(quad string) rectangle {
	for i, field := range strings.Fields(quad) {
		v, err := strconv.ParseFloat(field, 64)
		switch {
		case err != nil || math.IsNaN(v) || math.IsInf(v, 0):
		case i%2 == 0:
			r.x0, r.x1 = min(r.x0, v), max(r.x1, v)
		default:
			r.y0, r.y1 = min(r.y0, v), max(r.y1, v)
		}
	}
	return r
}

// word places text on the page, in steps of a ten-thousandth.
func (r rectangle) word(text string, page PageSize) Word {
	part := func(points, whole float64) float64 {
		f := math.Round(points/whole*10_000) / 10_000
		return min(max(f, 0), 1) // also what lies off the page, and no place at all
	}
	x, y := part(r.x0, page.W), part(r.y0, page.H)
	return Word{Text: text, X: x, Y: y, W: part(max(r.x1-r.x0, 0), page.W), H: part(max(r.y1-r.y0, 0), page.H)}
}
