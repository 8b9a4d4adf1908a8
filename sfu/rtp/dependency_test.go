package rtp

import (
	"encoding/hex"
	"slices"
	"testing"
)

// Descriptors of key frames as Chromium 156 sends them.
const (
	keyL1T3 = "c00001800214eaa860414d1410208427013f00b3"
	// three spatial and three temporal layers that depend on each other in key frames only
	keyL3T3Key = "80012d80081485214eaaaaa8000600004000100002aa80a8000600004000100002a000a80006000040001" +
		"6d549241b5524906d54923157e001974ca864330e222396eca8655304224390eca8775300ef008601df010d03bf021b"
	// and ones that always do
	keyL3T3 = "8100ee80081485214eafffaaaa863cf0430c10c302afc0aaa0063c00430010c002a000a8000600004000" +
		"1d954926e082b04a0941b820ac1282503157f974000ca864330e222222eca8655304224230eca8775300ef008601df010d03bf021b"
)

func descriptor(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func structure(t testing.TB, text string) *Structure {
	t.Helper()
	f, err := ParseDependency(descriptor(t, text), nil)
	if err != nil || f.Attached == nil || !f.Key() {
		t.Fatalf("%+v, %v", f, err)
	}
	return f.Attached
}

func indications(f *Frame, s *Structure) (out string) {
	for i := range s.Targets {
		out += string("-DSR"[f.Indication(i)])
	}
	return out
}

func TestStructure(t *testing.T) {
	var nine []Layers
	for s := range uint8(3) {
		for l := range uint8(3) {
			nine = append(nine, Layers{s, l})
		}
	}
	for text, want := range map[string][]Layers{keyL1T3: {{0, 0}, {0, 1}, {0, 2}}, keyL3T3Key: nine, keyL3T3: nine} {
		s := structure(t, text)
		if !slices.Equal(s.Targets, want) || s.Spatials != int(want[len(want)-1].Spatial)+1 || s.All() != 1<<len(want)-1 {
			t.Errorf("%s: %+v", text, s)
		}
	}
}

func TestDependency(t *testing.T) {
	for _, c := range []struct {
		name, key, text string
		want            Frame
		indications     string
		diffs           []uint16
	}{
		{"base", keyL1T3, "c1000d", Frame{Number: 13, First: true, Last: true}, "SSS", []uint16{4}},
		{"own references", keyL1T3, "c400041240", Frame{Number: 4, Layers: Layers{0, 2}, First: true, Last: true}, "--D", []uint16{3}},
		{"above the key frame", keyL3T3Key, "8a0003", Frame{Number: 3, Layers: Layers{2, 0}, First: true}, "------SSS", []uint16{1}},
		{"it goes on", keyL3T3Key, "4a0003", Frame{Number: 3, Layers: Layers{2, 0}, Last: true}, "------SSS", []uint16{1}},
		{"in the middle", keyL3T3Key, "c70008", Frame{Number: 8, Layers: Layers{1, 1}, First: true, Last: true}, "----DS---", []uint16{6}},
		{"nothing above depends on it", keyL3T3Key, "c1000d", Frame{Number: 13, First: true, Last: true}, "SSS------", []uint16{12}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := structure(t, c.key)
			f, err := ParseDependency(descriptor(t, c.text), s)
			if err != nil {
				t.Fatal(err)
			}
			if f.Number != c.want.Number || f.Layers != c.want.Layers || f.First != c.want.First || f.Last != c.want.Last ||
				f.Attached != nil || f.Active != 0 {
				t.Errorf("got %+v", f)
			}
			if got := indications(&f, s); got != c.indications || !slices.Equal(f.diffs[:f.count], c.diffs) || f.Key() {
				t.Errorf("for %s, refers to %v", got, f.diffs[:f.count])
			}
		})
	}
	t.Run("full scalability", func(t *testing.T) {
		s := structure(t, keyL3T3)
		f, err := ParseDependency(descriptor(t, keyL3T3), nil)
		if err != nil || indications(&f, s) != "SSSSSSSSS" || f.Number != 238 || !f.First || f.Last {
			t.Errorf("%+v %v", f, err)
		}
	})
}

func TestDependencyMalformed(t *testing.T) {
	s := structure(t, keyL1T3)
	whole := descriptor(t, keyL1T3)
	for name, c := range map[string]struct {
		b []byte
		s *Structure
	}{
		"nothing": {nil, s}, "short": {[]byte{0x80, 0}, s}, "no structure": {[]byte{0xC0, 0, 1}, nil},
		"a template of another structure": {[]byte{0xFF, 0, 1}, s},
		"references without end":          {[]byte{0xC0, 0, 1, 0x13, 0xFF}, s},
		"cut":                             {whole[:12], nil},
	} {
		if f, err := ParseDependency(c.b, c.s); err == nil {
			t.Errorf("%s: taken for %+v", name, f)
		}
	}
}

func TestChoose(t *testing.T) {
	s := structure(t, keyL3T3Key)
	for _, c := range []struct {
		name   string
		active uint32
		wish   Layers
		want   Layers
	}{
		{"all", 0x1FF, Layers{2, 2}, Layers{2, 2}},
		{"more than there is", 0x1FF, Layers{7, 7}, Layers{2, 2}},
		{"spatial before temporal", 0x1FF, Layers{1, 0}, Layers{1, 0}},
		{"the highest is not sent", 0x03F, Layers{2, 2}, Layers{1, 2}},
		{"only more than wished is sent", 0x1C0, Layers{0, 1}, Layers{2, 1}},
		{"only more in time", 0x004, Layers{0, 0}, Layers{0, 2}},
	} {
		if got := s.Choose(c.active, c.wish); got < 0 || s.Targets[got] != c.want {
			t.Errorf("%s: target %d", c.name, got)
		}
	}
	if got := s.Choose(0, Layers{2, 2}); got != -1 {
		t.Errorf("of nothing %d was chosen", got)
	}
}

func TestFrameSet(t *testing.T) {
	for _, start := range edges {
		var s FrameSet
		if s.Has(start) {
			t.Error("a frame in an empty set")
		}
		for i := uint16(0); i < 1000; i += 2 {
			s.Add(start + i)
		}
		last := start + 998
		for i := range uint16(600) {
			if want := i < frameWindow && i%2 == 0; s.Has(last-i) != want {
				t.Errorf("from %d: %d frames back %v", start, i, !want)
			}
		}
		if s.Has(last + 2) {
			t.Error("a frame to come is there")
		}
		s.Add(last - 1)
		f := Frame{Number: last + 1, refs: refs{diffs: [maxDiffs]uint16{1, 2, 3}, count: 3}}
		if !s.Covers(&f) {
			t.Error("what was sent is not known")
		}
		f.diffs[1] = 4
		if s.Covers(&f) {
			t.Error("what was not sent seems to be")
		}
		s.Add(last + 5000)
		if s.Has(last) || !s.Has(last+5000) {
			t.Error("old frames are remembered after a jump")
		}
	}
}

func TestParsingADependencyAllocatesNothing(t *testing.T) {
	s, b := structure(t, keyL3T3Key), descriptor(t, "8a0003")
	if n := testing.AllocsPerRun(100, func() { _, _ = ParseDependency(b, s) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
