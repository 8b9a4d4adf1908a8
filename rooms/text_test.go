package rooms_test

import (
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"dienhong/rooms"
)

func TestLine(t *testing.T) {
	for _, c := range []struct{ name, text, want, code string }{
		{"as it is", "Nghị quyết số 12/NQ-HĐND", "Nghị quyết số 12/NQ-HĐND", ""},
		{"white space is folded", " \t Tờ\u00a0 trình\r\n số\u2028 1 \u3000", "Tờ trình số 1", ""},
		{"decomposed letters are composed", "Ho\u0323p ba\u0302\u0301t thu\u031bo\u031b\u0300ng", "Họp bất thường", ""},
		{"marks in another order", "ô\u0323 o\u0323\u0302", "ộ ộ", ""},
		{"control characters", "a\x00b\x07c\x1b[31md", "abc[31md", ""},
		{"bidirectional overrides", "an\u202egpj.exe\u202c \u2066x\u2069 \u200f", "angpj.exe x", ""},
		{"zero width spaces and byte order marks", "Ngu\u200byễn \ufeffAn\u00ad", "Nguyễn An", ""},
		{"a mark finds its letter when what hid between them goes", "e\u200b\u0302\u0301", "ế", ""},
		{"private use and noncharacters", "a\ue000b\uffffc\ufdd0d", "abcd", ""},
		{"a broken encoding", "a\xff\xfeb", "ab", ""},
		{"emoji stay", "Chúc mừng 🎉 👍🏽 🇻🇳 ❤️", "Chúc mừng 🎉 👍🏽 🇻🇳 ❤️", ""},
		{"families stay together", "👨‍👩‍👧‍👦 👩🏽‍💻 🏳️‍🌈", "👨‍👩‍👧‍👦 👩🏽‍💻 🏳️‍🌈", ""},
		{"a joiner that only makes two names look the same goes", "Nguy\u200dễn An", "Nguyễn An", ""},
		{"nothing", "", "", "text_empty"},
		{"nothing but blanks", " \u00a0\u2003\n", "", "text_empty"},
		{"nothing but what is dropped", "\u202e\u200b\x00", "", "text_empty"},
		{"nothing but a joiner", "\u200d", "", "text_empty"},
		{"nothing but letters without ink", "\u3164\u115f\u2800", "", "text_empty"},
		{"nothing but marks", "\u0301\ufe0f", "", "text_empty"},
		{"300 composed characters of three each", repeated("o\u0302\u0323", 300), repeated("ộ", 300), ""},
		{"301 characters", repeated("ộ", 301), "", "text_too_long"},
		{"300 characters in a wide margin", repeated(" ", 100) + repeated("x", 300) + repeated("\u200b", 100), repeated("x", 300), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := rooms.Line(c.text, 300)
			if (err == nil) != (c.code == "") || (err != nil && code(err) != c.code) || got != c.want {
				t.Errorf("gave %q, %v; want %q, %s", got, err, c.want, c.code)
			}
			optional, err := rooms.OptionalLine(c.text, 300)
			if empty := c.code == "text_empty"; optional != c.want || (err == nil) != (empty || c.code == "") {
				t.Errorf("optionally gave %q, %v", optional, err)
			}
		})
	}
}

func TestParagraph(t *testing.T) {
	for _, c := range []struct{ name, text, want, code string }{
		{"lines stay", "Một.\nHai.\r\n\nBa.", "Một.\nHai.\n\nBa.", ""},
		{"margins go", "\n\n  Một. \n ", "Một.", ""},
		{"what hides goes", "M\u202eột\x00\tHai", "Một Hai", ""},
		{"it may be empty", "", "", ""},
		{"nothing but blanks is empty", " \u200b\u3164 \n", "", ""},
		{"5000 characters", repeated("ệ", 5000), repeated("ệ", 5000), ""},
		{"5001 characters", repeated("ệ", 5001), "", "text_too_long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := rooms.Paragraph(c.text)
			if (err == nil) != (c.code == "") || (err != nil && code(err) != c.code) || got != c.want {
				t.Errorf("gave %q, %v; want %q, %s", got, err, c.want, c.code)
			}
		})
	}
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{"Tờ trình", "e\u200b\u0302", "👨‍👩‍👧", "\u202eabc", "\xff", repeated("\u0301", 60), "a\u034f\u0301"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for name, tidy := range map[string]func(string) (string, error){
			"line":      func(s string) (string, error) { return rooms.Line(s, 300) },
			"paragraph": rooms.Paragraph,
		} {
			got, err := tidy(text)
			if err != nil {
				continue
			}
			if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
				t.Errorf("%s made %q of %q, which is not in NFC", name, got, text)
			}
			again, err := tidy(got)
			if err != nil || again != got {
				t.Errorf("%s made %q of %q, and %q, %v of that", name, got, text, again, err)
			}
		}
	})
}
