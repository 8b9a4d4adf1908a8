package pages

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestDocumentBecomesPages(t *testing.T) {
	b := newBench(t, testConfig())
	doc := b.add(sample(t, "to-trinh.pdf"))
	end := b.await(doc, over)
	if end.State != Ready || len(end.Pages) != 5 || end.Done != 5 || len(end.Failed) != 0 || end.Repaired {
		t.Fatalf("ended as %+v\n%s", end, b.logs)
	}
	if p := end.Pages[0]; p.W < 594 || p.W > 596 || p.H < 841 || p.H > 843 {
		t.Fatalf("page size %v, want A4", p)
	}
	img, data := b.picture(doc, 0, BaseWidth)
	if img.ContentType != "image/png" || img.Size() != int64(len(data)) || len(data) > 160<<10 {
		t.Fatalf("page 1 is %s of %d bytes", img.ContentType, len(data))
	}
	pic, err := png.Decode(bytes.NewReader(data))
	if err != nil || pic.Bounds().Dx() != BaseWidth {
		t.Fatalf("%v %v", pic.Bounds(), err)
	}
	text, err := b.Text(t.Context(), doc, 0)
	if err != nil || !norm.NFC.IsNormalString(text) || !strings.Contains(strings.ToLower(text), "tờ trình") {
		t.Fatalf("text %v: %q", err, text)
	}
	if strings.Contains(b.logs.String(), "level=ERROR") {
		t.Fatal(b.logs)
	}
	t.Log(b.logs)
}
