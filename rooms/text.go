package rooms

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Limits of texts, in characters after normalisation.
const (
	maxName  = 120
	maxTitle = 300
	maxText  = 5000
)

// line returns text as one tidy line in NFC: white space is folded, and what would break a line, hide itself or
// reorder its neighbours (control, format and bidirectional characters) is dropped. It fails when nothing that can be
// seen is left, or more than limit characters are.
func line(text string, limit int) (string, error) {
	tidy := strings.Join(strings.Fields(visible(text, false)), " ")
	if !strings.ContainsFunc(tidy, inked) {
		return "", ErrTextEmpty
	}
	if utf8.RuneCountInString(tidy) > limit {
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
	tidy := strings.TrimSpace(visible(strings.ReplaceAll(text, "\r\n", "\n"), true))
	if !strings.ContainsFunc(tidy, inked) {
		return "", nil
	}
	if utf8.RuneCountInString(tidy) > maxText {
		return "", ErrTextTooLong
	}
	return tidy, nil
}

// joiner holds emoji and Indic clusters together.
const joiner = '\u200d'

// visible drops what cannot be seen. It normalises twice, for what is dropped may have stood between a letter and its
// mark.
func visible(text string, breaks bool) string {
	before := ' '
	return norm.NFC.String(strings.Map(func(r rune) rune {
		kept := keep(r, before, breaks)
		if kept >= 0 {
			before = kept
		}
		return kept
	}, norm.NFC.String(strings.ToValidUTF8(text, ""))))
}

func keep(r, before rune, breaks bool) rune {
	switch {
	case r == '\n' && breaks:
		return r
	case unicode.IsSpace(r):
		return ' '
	case r == joiner && unicode.In(before, unicode.S, unicode.M): // elsewhere it makes two names that look the same
		return r
	case unicode.Is(unicode.C, r), r&0xFFFE == 0xFFFE, r >= 0xFDD0 && r <= 0xFDEF:
		return -1
	}
	return r
}

// inked reports whether the character leaves ink of its own: marks do not, nor do the blanks that count as letters.
func inked(r rune) bool {
	switch r {
	case '\u115f', '\u1160', '\u2800', '\u3164', '\uffa0', joiner:
		return false
	}
	return !unicode.IsSpace(r) && !unicode.Is(unicode.M, r)
}
