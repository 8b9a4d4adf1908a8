package main

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCommittedFileIsWhatTheTypesSay(t *testing.T) {
	if err := run(true); err != nil {
		t.Error(err)
	}
}

// A kind of topic without a value would reach devices that cannot read it.
func TestEveryTopicHasAValue(t *testing.T) {
	root, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	s, err := readSource(filepath.Join(root, "rooms"))
	if err != nil {
		t.Fatal(err)
	}
	kinds := s.consts["TopicKind"]
	if len(kinds) < 11 {
		t.Fatalf("found only the topics %v", kinds)
	}
	for _, kind := range kinds {
		if !slices.ContainsFunc(values, func(v value) bool { return string(v.key) == kind }) {
			t.Errorf("no value is declared for topic %q", kind)
		}
	}
}

type inner struct {
	Deep string `json:"deep"`
}

type sample struct {
	Name  string            `json:"name"`
	Count int               `json:"count,omitempty"`
	At    time.Time         `json:"at,omitzero"`
	Pairs [][2]float64      `json:"pairs"`
	By    map[string]*inner `json:"by"`
	Other any               `json:"other" ts:"Fancy"`
	Not   string            `json:"-"`
	inner
}

type unnamed struct{ Field string }

func TestStructures(t *testing.T) {
	g := &generator{
		root: t.TempDir(), module: module, named: map[string]reflect.Type{},
		sources: map[string]*source{"cmd/dev/tsgen": {docs: map[string]string{"sample": "A sample."}}},
	}
	if err := g.declare(reflect.TypeFor[sample]()); err != nil {
		t.Fatal(err)
	}
	want := `/** A sample. */
export interface sample {
  name: string;
  count?: number;
  at?: Time;
  pairs: [number, number][];
  by: Record<string, inner>;
  other: Fancy;
  deep: string;
}

export interface inner {
  deep: string;
}

`
	if got := g.out.String(); got != want {
		t.Errorf("wrote\n%s\nwant\n%s", got, want)
	}
	if err := g.declare(reflect.TypeFor[unnamed]()); err == nil {
		t.Error("a field without a name for the wire was accepted")
	}
	if _, err := g.expression(reflect.TypeFor[chan int]()); err == nil {
		t.Error("a type that JSON cannot carry was accepted")
	}
}

func TestSource(t *testing.T) {
	folder := t.TempDir()
	text := `package p

// Colour is a colour.
// budget: not for readers of TypeScript
type Colour string

const (
	Red, Blue Colour = "red", "blue"
	other     int    = 3
)

type Thing struct {
	// Width in metres.
	Width int
}

var e = []*Error{{"ignored without its type", ""}, &Error{"no_paint", "text"}, &Error{code: "no_brush"}}
`
	if err := os.WriteFile(filepath.Join(folder, "p.go"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := readSource(folder)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.consts["Colour"]; !slices.Equal(got, []string{"red", "blue"}) {
		t.Errorf("constants %v", got)
	}
	if got := s.docs["Colour"]; got != "Colour is a colour." {
		t.Errorf("doc %q", got)
	}
	if got := s.fields["Thing"]["Width"]; got != "Width in metres." {
		t.Errorf("field doc %q", got)
	}
	if !slices.Equal(s.codes, []string{"no_brush", "no_paint"}) {
		t.Errorf("codes %v", s.codes)
	}
	if missing, err := readSource(filepath.Join(folder, "nowhere")); err != nil || len(missing.codes) > 0 {
		t.Errorf("a package that is not there: %v, %v", missing, err)
	}
}

func TestLongComments(t *testing.T) {
	doc := jsdoc("  ", strings.Repeat("chữ ", 60))
	for line := range strings.Lines(doc) {
		if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > lineLength {
			t.Errorf("a line of %d characters: %s", n, line)
		}
	}
	if strings.Count(doc, "chữ") != 60 || !strings.HasPrefix(doc, "  /**\n   * chữ") || !strings.HasSuffix(doc, "\n   */\n") {
		t.Errorf("wrote\n%s", doc)
	}
}
