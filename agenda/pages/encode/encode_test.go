package encode

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"testing"

	"github.com/chai2010/webp"
)

// canvas is a picture under construction.
type canvas struct {
	pixels []byte
	w, h   int
}

func newCanvas(w, h int, c uint32) *canvas {
	v := &canvas{make([]byte, w*h*3), w, h}
	v.fill(0, 0, w, h, c)
	return v
}

func (v *canvas) set(x, y int, c uint32) {
	copy(v.pixels[(y*v.w+x)*3:], []byte{byte(c >> 16), byte(c >> 8), byte(c)})
}

func (v *canvas) fill(x0, y0, x1, y1 int, c uint32) {
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			v.set(x, y, c)
		}
	}
}

// letters draws what smoothed text looks like: short strokes whose edges are any grey, on three quarters of the lines.
func (v *canvas) letters(ink uint32) *canvas {
	random := rand.New(rand.NewPCG(1, 2))
	for y := range v.h {
		for x := 4; x < v.w-8 && y%16 < 12; x += 6 + random.IntN(6) {
			paper := v.at(x, y)
			v.set(x, y, blend(ink, paper, random.IntN(256)))
			v.set(x+1, y, ink)
			v.set(x+2, y, blend(ink, paper, random.IntN(256)))
		}
	}
	return v
}

func (v *canvas) at(x, y int) uint32 {
	p := v.pixels[(y*v.w+x)*3:]
	return uint32(p[0])<<16 | uint32(p[1])<<8 | uint32(p[2])
}

func blend(a, b uint32, part int) (c uint32) {
	for shift := 0; shift < 24; shift += 8 {
		c |= uint32(int(a>>shift&0xff)*part+int(b>>shift&0xff)*(255-part)) / 255 << shift
	}
	return c
}

func decode(t *testing.T, img Image) image.Image {
	t.Helper()
	var pic image.Image
	var err error
	switch img.Type {
	case PNG:
		pic, err = png.Decode(bytes.NewReader(img.Data))
	case WebP:
		pic, err = webp.Decode(bytes.NewReader(img.Data))
	default:
		err = fmt.Errorf("type %q", img.Type)
	}
	if err != nil {
		t.Fatal(err)
	}
	return pic
}

func rgbAt(pic image.Image, x, y int) uint32 {
	c := color.NRGBAModel.Convert(pic.At(x, y)).(color.NRGBA)
	return uint32(c.R)<<16 | uint32(c.G)<<8 | uint32(c.B)
}

// worst is the largest error of a channel, and mean the average, in levels of 255.
func (v *canvas) compare(pic image.Image) (worst int, mean float64) {
	total := 0
	for y := range v.h {
		for x := range v.w {
			got, want := rgbAt(pic, x, y), v.at(x, y)
			worst = max(worst, far(got, want))
			total += sum(got, want)
		}
	}
	return worst, float64(total) / float64(3*v.w*v.h)
}

func gradient(w, h int, across bool) *canvas {
	v := newCanvas(w, h, white)
	for y := range h {
		for x := range w {
			g := uint32(255 * y / h)
			if across {
				g = uint32(255 * x / w)
			}
			v.set(x, y, 0x400000+g<<8+(255-g))
		}
	}
	return v
}

func photo(w, h int) *canvas {
	random := rand.New(rand.NewPCG(3, 4))
	v := gradient(w, h, true)
	for i := range v.pixels {
		v.pixels[i] = byte(min(255, int(v.pixels[i])+random.IntN(5)))
	}
	return v
}

func confetti(w, h int) *canvas {
	random := rand.New(rand.NewPCG(5, 6))
	v := newCanvas(w, h, white)
	for y := range h {
		for x := range w {
			v.set(x, y, random.Uint32()&white)
		}
	}
	return v
}

func stripes(w, h, colours int) *canvas {
	v := newCanvas(w, h, white)
	for y := range h {
		v.fill(0, y, w, y+1, uint32(y/2%colours)*0x050301)
	}
	return v
}

func TestKindAndError(t *testing.T) {
	cases := []struct {
		name  string
		pic   *canvas
		kind  string
		depth byte // of the PNG
		worst int  // error of a channel
		mean  float64
	}{
		{"blank paper", newCanvas(40, 30, white), PNG, 1, 0, 0},
		{"one pixel", newCanvas(1, 1, 0x123456), PNG, 1, maxError, maxError},
		{"one colour of paper", newCanvas(40, 30, 0xfbfaf0), PNG, 1, 0, 0},
		{"three colours, none white", stripes(41, 16, 3), PNG, 2, 0, 0},
		{"black text", newCanvas(801, 600, white).letters(0), PNG, 4, maxError, 2},
		{"text on tinted paper", newCanvas(800, 600, 0xd9e2f3).letters(0x1f1f1f), PNG, 8, maxError, 2},
		{"red text", newCanvas(800, 600, white).letters(0xc00000), PNG, 4, maxError, 2},
		{"200 colours of areas", stripes(300, 402, 200), PNG, 8, 0, 0},
		{"gradient downwards", gradient(300, 200, false), PNG, 8, 1, 0.5},
		{"gradient across", gradient(800, 200, true), WebP, 0, 24, 3},
		{"photograph", photo(800, 600), WebP, 0, 24, 3},
		{"more areas than a palette has", stripes(300, 1200, 600), WebP, 0, 255, 20},
		{"more colours than a palette has", confetti(300, 200), WebP, 0, 255, 90},
	}
	var e Encoder // the same for all: nothing of one picture may show in the next
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			img, err := e.Encode(c.pic.pixels, c.pic.w, c.pic.h)
			if err != nil {
				t.Fatal(err)
			}
			if img.Type != c.kind {
				t.Fatalf("became %s, want %s", img.Type, c.kind)
			}
			if c.kind == PNG && img.Data[24] != c.depth {
				t.Errorf("%d bits a pixel, want %d", img.Data[24], c.depth)
			}
			pic := decode(t, img)
			if b := pic.Bounds(); b.Dx() != c.pic.w || b.Dy() != c.pic.h {
				t.Fatalf("bounds %v", b)
			}
			if worst, mean := c.pic.compare(pic); worst > c.worst || mean > c.mean {
				t.Errorf("error up to %d, mean %.2f; want at most %d, %.2f", worst, mean, c.worst, c.mean)
			}
		})
	}
}

func TestSmallPictureIsOfTheSameKind(t *testing.T) {
	text, picture := newCanvas(800, 600, white).letters(0), photo(800, 600)
	for _, c := range []struct {
		name string
		pic  *canvas
		kind string // of the large one
		want string
	}{
		{"text", text, PNG, PNG},
		{"photograph", picture, WebP, WebP},
		{"text that was taken for a photograph", text, WebP, WebP},
		{"too many colours", confetti(800, 600), PNG, WebP},
	} {
		small := Shrink(c.pic.pixels, 800, 600, 320, 240)
		img, err := new(Encoder).EncodeAs(c.kind, small, 320, 240)
		if err != nil || img.Type != c.want {
			t.Errorf("%s: %s %v, want %s", c.name, img.Type, err, c.want)
		}
	}
}

// A palette may round edges, not areas: paper next to nearly white areas stays white, and neighbouring greys of a table
// stay different.
func TestAreasStayExact(t *testing.T) {
	v := newCanvas(400, 300, white).letters(0)
	areas := []uint32{0xfafbff, 0xfcfcfc, 0xf8f8f8, 0xf2f2f2, 0x1f3864, 0x1e3763, 0xda251d} // the last is the red of a seal
	for i, c := range areas {
		v.fill(20+40*i, 50, 50+40*i, 90, c)
	}
	v.fill(0, 100, 400, 130, white)
	img, err := new(Encoder).Encode(v.pixels, v.w, v.h)
	if err != nil || img.Type != PNG {
		t.Fatal(img.Type, err)
	}
	pic := decode(t, img)
	for i, c := range areas {
		if got := rgbAt(pic, 30+40*i, 70); got != c {
			t.Errorf("area %06x became %06x", c, got)
		}
	}
	if got := rgbAt(pic, 30, 115); got != white {
		t.Errorf("paper became %06x", got)
	}
}

func TestWrongSizeIsRefused(t *testing.T) {
	for _, c := range [][3]int{{0, 0, 0}, {2, 2, 11}, {2, 2, 13}, {-1, 2, 6}, {1 << 20, 1, 3}} {
		if _, err := new(Encoder).Encode(make([]byte, c[2]), c[0], c[1]); err == nil {
			t.Errorf("%d x %d pixels from %d bytes", c[0], c[1], c[2])
		}
	}
}

func TestWebPIsTheOneWeKnow(t *testing.T) {
	if !webpKnown() {
		t.Fatal("libwebp is not the version webp.c was written for; pictures of photographs take twice the time")
	}
}

// FuzzEncode: whatever the pixels, the picture decodes, and a PNG is as close as promised.
func FuzzEncode(f *testing.F) {
	f.Add([]byte("some pixels of any kind"), uint8(5))
	f.Add(newCanvas(33, 20, white).letters(0).pixels, uint8(33))
	f.Add(stripes(24, 40, 20).pixels, uint8(24))
	f.Fuzz(func(t *testing.T, data []byte, width uint8) {
		w := int(width) + 1
		h := len(data) / 3 / w
		if h == 0 {
			return
		}
		v := &canvas{data[:w*h*3], w, h}
		img, err := new(Encoder).Encode(v.pixels, w, h)
		if err != nil {
			t.Fatal(err)
		}
		if worst, _ := v.compare(decode(t, img)); img.Type == PNG && worst > maxError {
			t.Fatalf("error %d", worst)
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	for name, v := range map[string]*canvas{
		"text": newCanvas(1600, 2263, white).letters(0), "photo": photo(1600, 900), "blank": newCanvas(1600, 2263, white),
	} {
		b.Run(name, func(b *testing.B) {
			var e Encoder
			var img Image
			for b.Loop() {
				img, _ = e.Encode(v.pixels, v.w, v.h)
			}
			b.ReportMetric(float64(len(img.Data)), "B/page")
		})
	}
}

func BenchmarkShrink(b *testing.B) {
	for name, v := range map[string]*canvas{"blank": newCanvas(1600, 2263, white), "full": photo(1600, 2263)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Shrink(v.pixels, v.w, v.h, 320, 453)
			}
		})
	}
}

func TestShrink(t *testing.T) {
	v := newCanvas(10, 10, white)
	v.fill(0, 0, 5, 10, 0)
	v.fill(0, 5, 10, 10, 0x204060)
	want := []uint32{0, white, 0x204060, 0x204060}
	small := &canvas{Shrink(v.pixels, 10, 10, 2, 2), 2, 2}
	for i, c := range want {
		if got := small.at(i%2, i/2); got != c {
			t.Errorf("pixel %d is %06x, want %06x", i, got, c)
		}
	}
	if got := (&canvas{Shrink(v.pixels, 10, 10, 1, 1), 1, 1}).at(0, 0); far(got, 0x505f6f) > 1 {
		t.Errorf("mean %06x", got)
	}
	for _, size := range [][2]int{{10, 10}, {7, 3}, {9, 10}, {1, 10}} {
		if got := len(Shrink(v.pixels, 10, 10, size[0], size[1])); got != size[0]*size[1]*3 {
			t.Errorf("%v has %d bytes", size, got)
		}
	}
}
