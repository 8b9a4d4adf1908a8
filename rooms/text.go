package rooms

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Limits of texts, in characters after normalisation.
const (
	maxName  = 120
	maxTitle = 300
	maxText  = 5000
)

// line returns text as one tidy line in NFC: white space is folded, and what would break a line, hide itself or
// reorder its neighbours (control, format and bidirectional characters) is dropped. It fails when nothing is left or
// more than limit characters are.
func line(text string, limit int) (string, error) {
	tidy := strings.Join(strings.Fields(visible(text, false)), " ")
	if tidy == "" {
		return "", ErrTextEmpty
	}
	if len([]rune(tidy)) > limit {
		return "", ErrTextTooLong
	}
	return tidy, nil
}

// optionalLine is line for a text that may be empty.
func optionalLine(text string, limit int) (string, error) {
	tidy, err := line(text, limit)
	if err == ErrTextEmpty { //nolint:errorlint // line returns the value itself
		return "", nil
	}
	return tidy, err
}

// paragraph is line for a text of several lines; it may be empty.
func paragraph(text string) (string, error) {
	tidy := strings.TrimSpace(visible(text, true))
	if len([]rune(tidy)) > maxText {
		return "", ErrTextTooLong
	}
	return tidy, nil
}

func visible(text string, breaks bool) string {
	text = strings.ToValidUTF8(text, "")
	return norm.NFC.String(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && breaks, r == '\u200d': // the joiner holds emoji and Indic clusters together
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.C, r) || unicode.Is(unicode.Co, r):
			return -1
		}
		return r
	}, text))
}
