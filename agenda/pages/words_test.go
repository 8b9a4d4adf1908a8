package pages

import (
	"math"
	"strings"
	"testing"
)

func TestWordsOf(t *testing.T) {
	page := PageSize{W: 200, H: 100}
	char := func(c string, x0, x1 string) string {
		return `<char c="` + c + `" quad="` + x0 + ` 10 ` + x1 + ` 10 ` + x0 + ` 20 ` + x1 + ` 20" x="0" y="18" flags="16"/>`
	}
	line := func(chars ...string) string {
		return `<line text="a &lt;char b"><font>` + strings.Join(chars, "") + `</font></line>`
	}
	for _, c := range []struct {
		name, xml string
		want      []Word
	}{
		{"nothing", "", []Word{}},
		{"one word", line(char("T", "20", "30"), char("&#x1ed5;", "30", "40"), char("ng", "40", "60")), []Word{{"Tổng", .1, .1, .2, .1}}},
		{"two words", line(char("a", "0", "10"), char(" ", "10", "14"), char("b", "14", "20")), []Word{{"a", 0, .1, .05, .1}, {"b", .07, .1, .03, .1}}},
		{"accents apart", line(char("e", "0", "10"), char("&#x302;", "10", "10"), char("&#x323;", "10", "10")), []Word{{"ệ", 0, .1, .05, .1}}},
		{"line ends a word", line(char("a", "0", "10")) + line(char("b", "0", "10")), []Word{{"a", 0, .1, .05, .1}, {"b", 0, .1, .05, .1}}},
		{"signs", line(char("&lt;", "0", "10"), char("&amp;", "10", "20"), char("&quot;", "20", "30")), []Word{{`<&"`, 0, .1, .15, .1}}},
		{"off the page", line(char("a", "-50", "500")), []Word{{"a", 0, .1, 1, .1}}},
		{"no place", `<char c="a" quad="x"/>`, []Word{{"a", 1, 1, 0, 0}}},
		{"no number", `<char c="a" quad="nan nan inf -inf"/>`, []Word{{"a", 1, 1, 0, 0}}},
		{"broken", `<char c="a`, []Word{{"a", 1, 1, 0, 0}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := wordsOf(c.xml, page)
			if len(got) != len(c.want) {
				t.Fatalf("%v, want %v", got, c.want)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("%v, want %v", got[i], c.want[i])
				}
			}
		})
	}
}

// FuzzWordsOf: whatever the XML, places are on the page and can be written as JSON.
func FuzzWordsOf(f *testing.F) {
	f.Add(`<line><char c="a" quad="0 0 1 0 0 1 1 1"/></line>`)
	f.Add(`<char c="&#xfffffff;" quad="nan inf -inf 1e999"/>`)
	f.Fuzz(func(t *testing.T, xml string) {
		for _, w := range wordsOf(xml, PageSize{W: 3, H: 72000}) {
			for _, v := range []float64{w.X, w.Y, w.W, w.H} {
				if math.IsNaN(v) || v < 0 || v > 1 {
					t.Fatalf("%q: %+v", xml, w)
				}
			}
		}
	})
}

func TestWordsOfAPaper(t *testing.T) {
	b := newBench(t, testConfig())
	doc := b.add(sample(t, "du-toan.pdf"))
	list, err := b.Words(t.Context(), doc, 0)
	if err != nil || len(list) < 100 {
		t.Fatalf("%d words, %v", len(list), err)
	}
	text, err := b.Text(t.Context(), doc, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(list), len(strings.Fields(text)); abs(float64(got-want)) > 3 {
		t.Errorf("%d words with places, %d in the text", got, want)
	}
	for _, w := range list {
		if !strings.Contains(text, w.Text) {
			t.Errorf("%q is not in the text", w.Text)
		}
		if w.W <= 0 || w.H <= 0 || w.H > 0.1 {
			t.Errorf("%+v", w)
		}
	}
	again, err := b.Words(t.Context(), doc, 0)
	if err != nil || len(again) != len(list) {
		t.Errorf("from the disk: %d words, %v", len(again), err)
	}
	if err := b.Remove(doc); err != nil {
		t.Fatal(err)
	}
	if n := b.artefacts(); n > 0 {
		t.Errorf("%d artefacts are left", n)
	}
}
