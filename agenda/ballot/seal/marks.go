package seal

import (
	"bytes"
	"encoding/json"
	"fmt"

	"dienhong/agenda/ballot"
)

// block is what a plaintext is padded to a multiple of, beyond what the longest sheet needs.
const block = 32

// maxPlain bounds what Decode reads: the longest sheet of the longest question is far below it.
const maxPlain = 64 << 10

// quote writes a string as JSON does it, without the escapes that are meant for HTML.
func quote(s string) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(s) // a string always encodes
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// PlainSize is the size in bytes of every plaintext of a question: 2 for the braces, then for each option its id as a
// JSON string in UTF-8 and 5 for the colon, the comma and up to three digits or sign; all of it rounded up to a multiple
// of 32.
func PlainSize(q ballot.Question) int {
	size := 2
	for _, o := range q.Options {
		size += len(quote(string(o.ID))) + 5
	}
	return (size + block - 1) / block * block
}

// Size is the size in bytes of every sealed envelope of a question. One of any other is refused when it arrives.
func Size(q ballot.Question) int { return PlainSize(q) + Overhead }

// Encode writes the marks of a sheet as a JSON object of numbers by option, in the order of the sheet, and fills up with
// spaces to PlainSize, so that the length of a ciphertext tells nothing. It fails when the question does not allow the
// marks.
func Encode(q ballot.Question, m ballot.Marks) ([]byte, error) {
	if err := q.Check(m); err != nil {
		return nil, fmt.Errorf("encode ballot: %w", err)
	}
	sheet := []byte{'{'}
	for _, o := range q.Options {
		mark, is := m[o.ID]
		if !is {
			continue
		}
		if len(sheet) > 1 {
			sheet = append(sheet, ',')
		}
		sheet = fmt.Appendf(append(sheet, quote(string(o.ID))...), ":%d", mark)
	}
	sheet = append(sheet, '}')
	if len(sheet) > PlainSize(q) {
		return nil, fmt.Errorf("encode ballot: %w", ErrMarks)
	}
	return append(sheet, bytes.Repeat([]byte{' '}, PlainSize(q)-len(sheet))...), nil
}

// Decode reads what Encode, or a device, wrote. Whether the question allows the marks is for Question.Check. It fails
// with ErrMarks.
func Decode(b []byte) (ballot.Marks, error) {
	if len(b) > maxPlain || len(b) == 0 || b[0] != '{' {
		return nil, fmt.Errorf("decode ballot: %w", ErrMarks)
	}
	decoder := json.NewDecoder(bytes.NewReader(b))
	if _, err := decoder.Token(); err != nil {
		return nil, fmt.Errorf("decode ballot: %w", ErrMarks)
	}
	marks := ballot.Marks{}
	for decoder.More() {
		var mark int64
		name, err := decoder.Token()
		if err == nil {
			err = decoder.Decode(&mark)
		}
		option, named := name.(string)
		// An option that is named twice could be read in two ways.
		if _, twice := marks[ballot.Choice(option)]; err != nil || !named || twice || len(marks) >= ballot.MaxOptions {
			return nil, fmt.Errorf("decode ballot: %w", ErrMarks)
		}
		marks[ballot.Choice(option)] = mark
	}
	if _, err := decoder.Token(); err != nil {
		return nil, fmt.Errorf("decode ballot: %w", ErrMarks)
	}
	if rest := bytes.Trim(b[decoder.InputOffset():], " "); len(rest) > 0 {
		return nil, fmt.Errorf("decode ballot: %w", ErrMarks)
	}
	return marks, nil
}
