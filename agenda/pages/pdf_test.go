package pages

import (
	"bytes"
	"compress/flate"
	"crypto/md5"
	"crypto/rc4"
	"encoding/binary"
	"fmt"
	"strings"
)

// pdf builds small PDFs for tests, object by object. Object 1 is the catalogue, 2 the page tree.
type pdf struct {
	objects []string // from object 1
	trailer string
}

// newPDF has the catalogue with extra entries and a page tree that finish fills.
func newPDF(catalogue string) *pdf {
	return &pdf{objects: []string{"<</Type/Catalog/Pages 2 0 R" + catalogue + ">>", ""}}
}

// object adds one and returns its number.
func (p *pdf) object(body string) int {
	p.objects = append(p.objects, body)
	return len(p.objects)
}

func (p *pdf) stream(dict string, data []byte) int {
	return p.object(fmt.Sprintf("<<%s/Length %d>>stream\n%s\nendstream", dict, len(data), data))
}

// page adds one page with entries (such as /MediaBox or /Resources) and content.
func (p *pdf) page(entries, content string) int {
	return p.object(fmt.Sprintf("<</Type/Page/Parent 2 0 R%s/Contents %d 0 R>>", entries, p.stream("", []byte(content))))
}

const a4Box = "/MediaBox[0 0 595 842]"

// tree makes kids the document's pages.
func (p *pdf) tree(count string, kids ...int) *pdf {
	refs := make([]string, len(kids))
	for i, k := range kids {
		refs[i] = fmt.Sprintf("%d 0 R", k)
	}
	p.objects[1] = fmt.Sprintf("<</Type/Pages/Count %s/Kids[%s]>>", count, strings.Join(refs, " "))
	return p
}

// pages is tree with the right count.
func (p *pdf) pages(kids ...int) *pdf { return p.tree(fmt.Sprint(len(kids)), kids...) }

func (p *pdf) bytes() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(p.objects))
	for i, body := range p.objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, p.trailer, start)
	return b.Bytes()
}

// onePage is a document of one page with these entries and this content.
func onePage(entries, content string) []byte {
	p := newPDF("")
	return p.pages(p.page(entries, content)).bytes()
}

const square = "1 0 0 rg 100 100 200 200 re f"

// manyPages are low strips, which take little time to draw.
func manyPages(n int) []byte {
	p := newPDF("")
	kids := make([]int, n)
	for i := range kids {
		kids[i] = p.object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 50]>>")
	}
	return p.pages(kids...).bytes()
}

// passwordNeeded is encrypted by the standard handler, revision 2 (ISO 32000-1, 7.6.3), with a user password.
func passwordNeeded() []byte {
	const id = "0123456789abcdef"
	padding := "\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A"
	padded := ("mat khau" + padding)[:32]
	cipher := func(key []byte, text string) string {
		out := make([]byte, len(text))
		c, _ := rc4.NewCipher(key)
		c.XORKeyStream(out, []byte(text))
		return string(out)
	}
	ownerKey := md5.Sum([]byte(padded))
	owner := cipher(ownerKey[:5], padded)
	permissions := binary.LittleEndian.AppendUint32(nil, 0xfffffffc)
	key := md5.Sum([]byte(padded + owner + string(permissions) + id))
	user := cipher(key[:5], padding)

	p := newPDF("")
	p.pages(p.page(a4Box, square))
	p.trailer = fmt.Sprintf("/ID[<%x><%x>]/Encrypt<</Filter/Standard/V 1/R 2/O<%x>/U<%x>/P -4>>", id, id, owner, user)
	return p.bytes()
}

// certificateNeeded is encrypted for the holders of certificates.
func certificateNeeded() []byte {
	p := newPDF("")
	p.pages(p.page(a4Box, square))
	p.trailer = "/ID[<00><00>]/Encrypt<</Filter/Adobe.PubSec/SubFilter/adbe.pkcs7.s4/V 2/Length 128/Recipients[<00>]>>"
	return p.bytes()
}

// circularOutline has two bookmarks that follow each other for ever; stock go-fitz ends the process on such.
func circularOutline() []byte {
	p := newPDF("/Outlines 3 0 R")
	p.object("<</Type/Outlines/First 4 0 R/Last 5 0 R/Count 2>>")
	p.object("<</Title(a)/Parent 3 0 R/Next 5 0 R/First 3 0 R>>")
	p.object("<</Title(b)/Parent 3 0 R/Next 4 0 R/First 4 0 R>>")
	return p.pages(p.page(a4Box, square)).bytes()
}

// branching has forms that draw each other twice, depth levels down: 2^depth squares.
func branching(depth int) []byte {
	p := newPDF("")
	form := p.stream("/Type/XObject/Subtype/Form/BBox[0 0 999 999]", []byte(square))
	for range depth {
		dict := fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[0 0 999 999]/Resources<</XObject<</F %d 0 R>>>>", form)
		form = p.stream(dict, []byte("/F Do /F Do"))
	}
	return p.pages(p.page(fmt.Sprintf(a4Box+"/Resources<</XObject<</F %d 0 R>>>>", form), "/F Do")).bytes()
}

// type3Cycle has a font whose letter is drawn with the same letter, twice.
func type3Cycle() []byte {
	p := newPDF("")
	glyph := p.stream("", []byte("1000 0 0 0 1000 1000 d1 BT /F 1 Tf (aaaaaaaaaaaaaaaa) Tj ET"))
	font := len(p.objects) + 1
	p.object(fmt.Sprintf("<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 97"+
		"/LastChar 97/Widths[1000]/CharProcs<</a %d 0 R>>/Encoding<</Differences[97/a]>>/Resources<</Font<</F %d 0 R>>>>>>",
		glyph, font))
	return p.pages(p.page(fmt.Sprintf(a4Box+"/Resources<</Font<</F %d 0 R>>>>", font), "BT /F 9 Tf (aaaaaaaa) Tj ET")).bytes()
}

// deflated packs n bytes of fill, whole mebibytes. One is packed and repeated, for real packing takes long.
func deflated(fill byte, n int) []byte {
	var block bytes.Buffer
	z, _ := flate.NewWriter(&block, flate.BestCompression)
	z.Write(bytes.Repeat([]byte{fill}, 1<<20))
	z.Flush()
	data := append([]byte("\x78\x9c"), bytes.Repeat(block.Bytes(), n>>20)...)
	data = append(data, "\x01\x00\x00\xff\xff"...) // the last block, empty
	const mod = 65521                              // Adler-32 of n equal bytes, RFC 1950
	n, v := n>>20<<20, int(fill)
	return binary.BigEndian.AppendUint32(data, uint32((n+v*(n*(n+1)/2%mod))%mod<<16|(1+n*v)%mod))
}

// endlessBlanks has a content of blanks that unpacks to 64 TB in one token: no point at which MuPDF looks whether it
// should stop.
func endlessBlanks() []byte {
	p := newPDF("")
	blanks := p.stream("/Filter/FlateDecode", deflated(' ', 64<<20))
	parts := strings.Repeat(fmt.Sprintf("%d 0 R ", blanks), 1<<14)
	kids := []int{p.object("<</Type/Page/Parent 2 0 R" + a4Box + "/Contents[" + parts + "]>>")}
	return p.pages(kids...).bytes()
}

// groups has transparency groups one in the other, each of which takes a picture of the page in memory.
func groups(depth int) []byte {
	p := newPDF("")
	const dict = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Group<</S/Transparency/I true/K true>>"
	form := p.stream(dict, []byte(square))
	for range depth {
		form = p.stream(fmt.Sprintf(dict+"/Resources<</XObject<</F %d 0 R>>/ExtGState<</G<</ca .5/BM/Multiply>>>>>>", form),
			[]byte("/G gs "+square+" /F Do"))
	}
	return p.pages(p.page(fmt.Sprintf(a4Box+"/Resources<</XObject<</F %d 0 R>>>>", form), "/F Do")).bytes()
}

// hugeImage is side by side pixels large, all given.
func hugeImage(side int) []byte {
	p := newPDF("")
	image := p.stream(fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8"+
		"/Interpolate true/Filter/FlateDecode", side, side), deflated(0x55, side*side*3+1<<20))
	return p.pages(p.page(fmt.Sprintf(a4Box+"/Resources<</XObject<</I %d 0 R>>>>", image), "595 0 0 842 0 0 cm /I Do")).bytes()
}
