package store

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"dienhong/rooms"
)

// fold takes away what somebody in a hurry does not type: case, diacritics, and the stroke of đ.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'đ' || r == 'Đ':
			return 'd'
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(text))
}

func folded(a rooms.Account) string {
	return fold(strings.Join([]string{a.Name, a.Login, a.Title, a.Unit}, "\n"))
}

func loginKey(login string) string {
	return strings.ToLower(norm.NFC.String(strings.TrimSpace(login)))
}

// sortByGivenName puts accounts into the order of a Vietnamese list of names: by the given name, which is the last
// word, then by the whole name.
func sortByGivenName(accounts []rooms.Account) {
	collator, buffer := collate.New(language.Vietnamese), &collate.Buffer{}
	type keyed struct {
		given, whole []byte
		account      rooms.Account
	}
	list := make([]keyed, len(accounts))
	for i, a := range accounts {
		words := strings.Fields(a.Name)
		given := ""
		if len(words) > 0 {
			given = words[len(words)-1]
		}
		list[i] = keyed{collator.KeyFromString(buffer, given), collator.KeyFromString(buffer, a.Name), a}
	}
	slices.SortFunc(list, func(a, b keyed) int {
		return cmp.Or(bytes.Compare(a.given, b.given), bytes.Compare(a.whole, b.whole), cmp.Compare(a.account.ID, b.account.ID))
	})
	for i := range list {
		accounts[i] = list[i].account
	}
}
