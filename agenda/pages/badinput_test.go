package pages

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"dienhong/agenda/files"
)

// strip is a low page: the cases are about what is wrong, not about drawing.
const strip = "/MediaBox[0 0 595 60]"

// What secretaries upload by mistake and strangers on purpose. Every case is answered with its own code, and the same
// renderer goes on with the next.
func TestBadInput(t *testing.T) {
	good := onePage(strip, square)
	twoOfThree := newPDF("")
	twoOfThree.tree("3", twoOfThree.page(strip, square), twoOfThree.page(strip, square))
	uncounted := newPDF("")
	uncounted.tree("(x)", uncounted.page(strip, square))
	mixed := newPDF("")
	mixed.pages(mixed.page("/MediaBox[0 0 200000 200000]", square), mixed.page(strip, square))
	cases := []struct {
		name     string
		data     []byte
		state    State
		code     string
		pages    int
		failed   []Failure
		repaired bool
	}{
		{name: "zero bytes", state: Failed, code: "empty"},
		{name: "no pages", data: newPDF("").tree("0").bytes(), state: Failed, code: "empty"},
		{name: "a letter in Word", data: []byte("PK\x03\x04 [Content_Types].xml"), state: Failed, code: "not_pdf"},
		{name: "a picture", data: []byte("\x89PNG\r\n\x1a\n" + strings.Repeat("x", 5000)), state: Failed, code: "not_pdf"},
		{name: "PDF in name only", data: []byte("bao-cao.pdf"), state: Failed, code: "not_pdf"},
		{name: "the magic alone", data: []byte("%PDF-1.7\n"), state: Failed, code: "damaged"},
		{name: "rubbish after the magic", data: []byte("%PDF-1.7\n" + strings.Repeat("\x00\xff<<(", 3000)), state: Failed, code: "damaged"},
		{name: "mail header before the magic", data: append([]byte("Content-Type: x\r\n\r\n"), good...), state: Ready, pages: 1},
		{name: "needs a password", data: passwordNeeded(), state: Failed, code: "encrypted"},
		{name: "needs a certificate", data: certificateNeeded(), state: Failed, code: "encrypted"},
		{name: "cut before its pages", data: sample(t, "to-trinh.pdf")[:100_000], state: Failed, code: "damaged"},
		{name: "cut behind its pages", data: good[:330], state: Ready, pages: 1, repaired: true},
		{name: "too large", data: append(slices.Clone(good), make([]byte, 5<<20)...), state: Failed, code: "too_large"},
		{name: "too many pages", data: manyPages(51), state: Failed, code: "too_many_pages"},
		{name: "bookmarks in a circle", data: circularOutline(), state: Ready, pages: 1},
		{name: "number of pages is no number", data: uncounted.bytes(), state: Failed, code: "empty"},
		{name: "number of pages is negative", data: newPDF("").tree("-5", 1).bytes(), state: Failed, code: "damaged"},
		{name: "number of pages is absurd", data: newPDF("").tree("99999999", 1).bytes(), state: Failed, code: "damaged"},
		{name: "fewer pages than it says", data: twoOfThree.bytes(), state: Ready, pages: 3, failed: []Failure{{2, "damaged"}}},
		{name: "200000 points wide", data: onePage("/MediaBox[0 0 200000 200000]", square), state: Failed, code: "page_size",
			pages: 1, failed: []Failure{{0, "page_size"}}},
		{name: "unit of 75000", data: onePage(strip+"/UserUnit 75000", square), state: Failed, code: "page_size",
			pages: 1, failed: []Failure{{0, "page_size"}}},
		{name: "a thread", data: onePage("/MediaBox[0 0 4 800]", square), state: Failed, code: "page_size",
			pages: 1, failed: []Failure{{0, "page_size"}}},
		{name: "one page absurd", data: mixed.bytes(), state: Ready, pages: 2, failed: []Failure{{0, "page_size"}}},
		{name: "no area", data: onePage("/MediaBox[0 0 0 0]", square), state: Ready, pages: 1}, // as Letter, like other viewers
		{name: "no box", data: onePage("", square), state: Ready, pages: 1},
		{name: "letter drawn with itself", data: type3Cycle(), state: Ready, pages: 1},
		{name: "brackets without end", data: onePage(strip, strings.Repeat("[", 1_000_000)), state: Failed, code: "damaged",
			pages: 1, failed: []Failure{{0, "damaged"}}},
		{name: "dictionary without end", data: onePage(strip+"/X"+strings.Repeat("[", 100_000), square), state: Ready, pages: 1},
		{name: "more memory than allowed", data: groups(60), state: Failed, code: "too_heavy",
			pages: 1, failed: []Failure{{0, "too_heavy"}}},
	}
	cfg := testConfig()
	cfg.MaxFileSize, cfg.MaxPages = 5<<20, 50
	b := newBench(t, cfg)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			doc := b.add(c.data)
			end := b.await(doc, over)
			if end.State != c.state || end.Code != c.code || len(end.Pages) != c.pages || end.Repaired != c.repaired {
				t.Errorf("%s %q, %d pages, repaired %v; want %s %q, %d pages, repaired %v",
					end.State, end.Code, len(end.Pages), end.Repaired, c.state, c.code, c.pages, c.repaired)
			}
			if !slices.Equal(end.Failed, c.failed) {
				t.Errorf("failed pages %v, want %v", end.Failed, c.failed)
			}
			for _, f := range c.failed {
				_, err := b.Page(t.Context(), doc, f.Page, BaseWidth)
				wantCode(t, err, f.Code)
			}
			if c.state == Failed {
				_, err := b.Page(t.Context(), doc, 0, ZoomWidth)
				wantCode(t, err, c.code)
			}
			if stored, want := b.artefacts(), 3*(len(end.Pages)-len(end.Failed)); stored != want {
				t.Errorf("%d artefacts kept, want %d", stored, want)
			}
			if err := b.Remove(doc); err != nil {
				t.Fatal(err)
			}
		})
	}
	doc := b.add(sample(t, "du-toan.pdf"))
	if end := b.await(doc, over); end.State != Ready || len(end.Failed) > 0 {
		t.Errorf("after all that, a good document ended as %s %q", end.State, end.Code)
	}
	if logs := b.logs.String(); logs != "" {
		t.Errorf("something was lost:\n%s", logs)
	}
}

// limits are short here, so that hostile files reach them; the pages of good ones cost a hundredth.
func limitsConfig() Config {
	cfg := testConfig()
	cfg.PageTime = time.Second
	return cfg
}

// A page that draws without end stops at the engine's next look at the clock: the worker lives on.
func TestEndlessDrawingIsStopped(t *testing.T) {
	b := newBench(t, limitsConfig())
	end := b.await(b.add(branching(60)), over)
	if end.State != Failed || end.Code != "timeout" {
		t.Fatalf("%s %q", end.State, end.Code)
	}
	if strings.Contains(b.logs.String(), "lost") {
		t.Fatalf("a worker was lost:\n%s", b.logs)
	}
}

// A page in which the engine never looks at the clock costs its worker, and nobody else anything.
func TestKilledWorkerTouchesNoOtherDocument(t *testing.T) {
	b := newBench(t, limitsConfig())
	spinning, good := b.put(endlessBlanks()), b.put(manyPages(30))
	for _, doc := range []files.Hash{spinning, good} {
		if err := b.Add(doc); err != nil {
			t.Fatal(err)
		}
	}
	if end := b.await(good, over); end.State != Ready || len(end.Failed) > 0 {
		t.Fatalf("the good document: %s %q %v", end.State, end.Code, end.Failed)
	}
	if end := b.await(spinning, over); end.State != Failed || end.Code != "timeout" {
		t.Fatalf("the spinning document: %s %q", end.State, end.Code)
	}
	if !strings.Contains(b.logs.String(), "page worker lost") {
		t.Fatal("no worker was lost: the case proves nothing")
	}
	_, err := b.Page(t.Context(), spinning, 0, BaseWidth)
	wantCode(t, err, "timeout")
	b.picture(good, 29, ThumbWidth)
}

// Three workers lost are enough: what is left of the document is not tried, and a restart does not forget it.
func TestQuarantine(t *testing.T) {
	p := newPDF("")
	blanks := p.stream("/Filter/FlateDecode", deflated(' ', 64<<20))
	parts := strings.Repeat("3 0 R ", 1<<14)
	if blanks != 3 {
		t.Fatal("the blanks are another object")
	}
	kids := []int{p.page(strip, square)}
	for range 5 {
		kids = append(kids, p.object("<</Type/Page/Parent 2 0 R"+strip+"/Contents["+parts+"]>>"))
	}
	cfg := limitsConfig()
	cfg.Workers = 1
	b := newBench(t, cfg)
	doc := b.add(p.pages(kids...).bytes())
	end := b.await(doc, over)
	if end.State != Failed || end.Code != "quarantined" || end.Done < 3 || end.Done > 4 {
		t.Fatalf("%s %q after %d pages", end.State, end.Code, end.Done)
	}
	b.stop()

	again := benchIn(t, b.dir, cfg)
	if err := again.Add(doc); err != nil {
		t.Fatal(err)
	}
	if u := again.await(doc, func(Update) bool { return true }); u.State != Failed || u.Code != "quarantined" {
		t.Fatalf("after a restart: %s %q", u.State, u.Code)
	}
	again.picture(doc, 0, BaseWidth) // what was drawn is still shown
	_, err := again.Page(t.Context(), doc, 5, BaseWidth)
	wantCode(t, err, "quarantined")
	_, err = again.Page(t.Context(), doc, 0, ZoomWidth)
	wantCode(t, err, "quarantined")
}

func TestWireErrorsAreOurs(t *testing.T) {
	for _, err := range []*Error{ErrNotPDF, ErrEncrypted, ErrTooHeavy, ErrTimeout, ErrDamaged, ErrPageSize, ErrQuarantined} {
		if !errors.Is(byCode(err.Code()), err) {
			t.Errorf("%s is lost on the wire", err.Code())
		}
	}
	if err := byCode("rm -rf"); !errors.Is(err, ErrCrashed) {
		t.Errorf("a code of the worker's own making became %v", err)
	}
}
