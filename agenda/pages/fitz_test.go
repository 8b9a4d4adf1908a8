package pages

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gen2brain/go-fitz"
)

// The Go proxy's newest listed go-fitz brings an old MuPDF with known holes; an upgrade must come through fitz.c.
func TestMuPDFIsTheOneWeKnow(t *testing.T) {
	if !strings.HasPrefix(engineVersion(), "1.28.") {
		t.Errorf("fitz.c was written for MuPDF %s, want 1.28.x", engineVersion())
	}
	if fitz.FzVersion != engineVersion() {
		t.Errorf("go-fitz brings MuPDF %s, fitz.c declares %s", fitz.FzVersion, engineVersion())
	}
	openPDF(t, onePage(a4Box, square)) // the library refuses a context of another version
}

// openPDF opens data in this process: our own making only.
func openPDF(t *testing.T, data []byte) *engine {
	t.Helper()
	name := filepath.Join(t.TempDir(), "test.pdf")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	e, done := openForTest(t, name)
	t.Cleanup(done)
	return e
}

func TestPageSizeIsAsShown(t *testing.T) {
	for _, c := range []struct {
		name, entries string
		want          PageSize
	}{
		{"A4", "/MediaBox[0 0 595.3 841.9]", PageSize{595.3, 841.9}},
		{"turned", "/MediaBox[0 0 595.3 841.9]/Rotate 90", PageSize{841.9, 595.3}},
		{"upside down", "/MediaBox[0 0 595.3 841.9]/Rotate 180", PageSize{595.3, 841.9}},
		{"cropped", "/MediaBox[0 0 600 800]/CropBox[100 100 400 500.5]", PageSize{300, 400.5}},
		{"larger unit", "/MediaBox[0 0 100 200]/UserUnit 2.5", PageSize{250, 500}},
		{"left of zero", "/MediaBox[-300 -400 0 0]", PageSize{300, 400}},
		{"corners the other way", "/MediaBox[300 400 0 0]", PageSize{300, 400}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := openPDF(t, onePage(c.entries, "")).load(0)
			if err != nil || abs(got.W-c.want.W) > 0.01 || abs(got.H-c.want.H) > 0.01 {
				t.Errorf("size %v %v, want %v", got, err, c.want)
			}
		})
	}
}

func abs(x float64) float64 { return max(x, -x) }

// colourAt draws page 0 at one pixel a point.
func colourAt(t *testing.T, e *engine, x, y int) string {
	t.Helper()
	size, err := e.load(0)
	if err != nil {
		t.Fatal(err)
	}
	w, h := int(size.W), int(size.H)
	pixels, err := e.draw(w, h)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", pixels[(y*w+x)*3:][:3])
}

const red, blank3 = "ff0000", "ffffff"

func TestDrawingIsPlacedRight(t *testing.T) {
	for name, entries := range map[string]string{
		"plain":              "/MediaBox[0 0 595 842]",
		"box from elsewhere": "/CropBox[0 0 595 842]/MediaBox[-100 -100 700 900]",
	} {
		t.Run(name, func(t *testing.T) {
			e := openPDF(t, onePage(entries, square)) // from 100 to 300 points above the lower edge
			if got := colourAt(t, e, 200, 842-200); got != red {
				t.Errorf("in the square: %s", got)
			}
			if got := colourAt(t, e, 200, 200); got != blank3 {
				t.Errorf("far from it: %s", got)
			}
		})
	}
	turned := openPDF(t, onePage(a4Box+"/Rotate 90", square))
	if got := colourAt(t, turned, 200, 200); got != red {
		t.Errorf("turned to the right, upper left: %s", got)
	}
	shifted := openPDF(t, onePage("/MediaBox[90 90 310 310]", square))
	if got := colourAt(t, shifted, 5, 5) + colourAt(t, shifted, 15, 15); got != blank3+red {
		t.Errorf("cut close: %s", got)
	}
}

// marked has one annotation with an appearance of its own: a red square.
func marked(annotation, catalogue string) []byte {
	p := newPDF(catalogue)
	seal := p.stream("/Type/XObject/Subtype/Form/BBox[0 0 100 100]", []byte("1 0 0 rg 0 0 100 100 re f"))
	mark := p.object(fmt.Sprintf("<</Type/Annot%s/Rect[100 100 200 200]/F 4/AP<</N %d 0 R>>>>", annotation, seal))
	page := p.page(fmt.Sprintf(a4Box+"/Annots[%d 0 R]", mark), "")
	return p.pages(page).bytes()
}

// The red seal of a signed paper, a stamp and a filled form are not part of the page's content: a renderer that draws
// the content alone shows an unsigned paper.
func TestSealsStampsAndFormsAreDrawn(t *testing.T) {
	for name, data := range map[string][]byte{
		"stamp": marked("/Subtype/Stamp/Name/Approved", ""),
		"signature": marked("/Subtype/Widget/FT/Sig/T(Ky)/V<</Type/Sig/Filter/Adobe.PPKLite/ByteRange[0 0 0 0]/Contents<00>>>",
			"/AcroForm<</Fields[4 0 R]/SigFlags 3>>"),
		"text field": marked("/Subtype/Widget/FT/Tx/T(Ten)/V(A)", "/AcroForm<</Fields[4 0 R]>>"),
	} {
		t.Run(name, func(t *testing.T) {
			e := openPDF(t, data)
			if got := colourAt(t, e, 150, 842-150); got != red {
				t.Errorf("in place of the %s: %s", name, got)
			}
		})
	}
	hidden := openPDF(t, []byte(strings.Replace(string(marked("/Subtype/Stamp", "")), "/F 4", "/F 2", 1)))
	if got := colourAt(t, hidden, 150, 842-150); got != blank3 {
		t.Errorf("a hidden stamp is drawn: %s", got)
	}
}

// decomposed writes Tệ with its accents apart, as some producers do.
func decomposed() []byte {
	p := newPDF("")
	cmap := p.stream("", []byte("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "+
		"1 begincodespacerange <00><ff> endcodespacerange 2 beginbfchar <41> <0054> <42> <006503230302> endbfchar "+
		"endcmap end end"))
	page := p.page(fmt.Sprintf(a4Box+"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode %d 0 R>>>>>>",
		cmap), "BT /F 40 Tf 100 700 Td (AB) Tj ET")
	return p.pages(page).bytes()
}

func TestTextIsNFC(t *testing.T) {
	b := newBench(t, testConfig())
	doc := b.add(decomposed())
	text, err := b.Text(t.Context(), doc, 0)
	if err != nil || strings.TrimSpace(text) != "T\u1ec7" {
		t.Errorf("text %q %v, want T\u1ec7", text, err)
	}
}

// Memory that MuPDF asks for is counted; what is refused becomes an error, and what was taken is given back.
func TestHeapIsBounded(t *testing.T) {
	name := filepath.Join(t.TempDir(), "groups.pdf")
	if err := os.WriteFile(name, groups(40), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, _ := f.Stat()
	data, err := mapFile(f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	const heap = 64 << 20
	e, err := openEngine(data, heap, heap/2)
	if err != nil {
		t.Fatal(err)
	}
	defer e.close()
	if _, err := e.load(0); err != nil {
		t.Fatal(err)
	}
	for range 3 { // a refusal leaves the engine fit for the next page
		_, err := e.draw(1600, 2263)
		wantCode(t, err, "too_heavy")
		if _, err := e.draw(60, 80); err != nil {
			t.Fatalf("a small picture after the refusal: %v", err)
		}
	}
	if e.peak() > heap || e.peak() < heap/2 {
		t.Errorf("peak %d of %d allowed", e.peak(), heap)
	}
}

func TestFitBoundsPixels(t *testing.T) {
	for _, c := range []struct {
		size        PageSize
		width, w, h int
	}{
		{PageSize{595.3, 841.9}, 1600, 1600, 2263},
		{PageSize{841.9, 595.3}, 320, 320, 226},
		{PageSize{10, 10}, 2400, 2400, 2400},
		{PageSize{100, 3000}, 1600, 546, 16383},
		{PageSize{1000, 8000}, 2400, 1767, 14142},
		{PageSize{3000, 30}, 320, 320, 3},
	} {
		w, h := fit(c.size, c.width)
		if w != c.w || h != c.h {
			t.Errorf("%v at %d: %d x %d, want %d x %d", c.size, c.width, w, h, c.w, c.h)
		}
		if w*h > maxPixels+w || h > maxSide || w > maxSide {
			t.Errorf("%v at %d: %d x %d is too much", c.size, c.width, w, h)
		}
	}
}
