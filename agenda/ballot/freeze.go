package ballot

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// Frozen is everything that gives a round its meaning, as it stands when the round is opened. Its hash is shown with the
// question, carried by every ballot, and the first leaf of the round's log.
//
// # The bytes that are hashed
//
// They are a sequence of fields. A field is its name, a space, the number of bytes of its value in decimal digits, a
// colon, the value, and a line feed (0x0A). A text's value is its UTF-8 bytes as they are, without any normalisation; an
// integer's its shortest decimal digits; a truth's "1" or "0"; a key's its lower-case hexadecimal digits. What is not
// there has an empty value, a number that is not there "0". Every field is written every time, in this order:
//
//	format      "dienhong-round-1"
//	meeting     id of the meeting
//	round-id    id of the round
//	round       number, counted from 1
//	supersedes  id of the round that this one repeats
//	text form secrecy method  of the question
//	least most winners max-score allow-change  of the question
//	base num den strict constant by-weight tie  of the rule
//	quorum-base quorum-num quorum-den quorum-strict quorum-when  of the rule
//	preset citation checked-on  of the rule
//	options     number of options, then for each in the order of the sheet
//	  option title note
//	document    id of the document
//	file        SHA-256 of the document's bytes, lower-case hexadecimal
//	seats       heads, vacant ones included
//	electors    number of electors, then for each in the order given
//	  elector name weight caster present
//	public-key  of a sealed round
//
// The hash is SHA-256 over these bytes. Lengths make the text unambiguous whatever it holds, and a reader needs no parser
// of anything: testdata/freeze.json holds rounds with their bytes and hashes for other implementations.
type Frozen struct {
	Meeting    string    `json:"meeting"`
	ID         string    `json:"id"`
	Round      int       `json:"round"`
	Supersedes string    `json:"supersedes,omitempty"`
	Question   Question  `json:"question"`
	Document   string    `json:"document,omitempty"`
	File       string    `json:"file,omitempty"`
	Seats      int64     `json:"seats"`
	Electors   []Elector `json:"electors"`
	// PublicKey that ballots are sealed to; none in an open round.
	PublicKey []byte `json:"public_key,omitempty"`
}

// Hash is the SHA-256 of Bytes in lower-case hexadecimal digits.
func (f Frozen) Hash() string {
	sum := sha256.Sum256(f.Bytes())
	return hex.EncodeToString(sum[:])
}

// Bytes are what is hashed, as described at Frozen.
func (f Frozen) Bytes() []byte {
	var w fields
	w.text("format", "dienhong-round-1")
	w.text("meeting", f.Meeting)
	w.text("round-id", f.ID)
	w.number("round", int64(f.Round))
	w.text("supersedes", f.Supersedes)
	w.question(f.Question)
	w.text("document", f.Document)
	w.text("file", f.File)
	w.number("seats", f.Seats)
	w.number("electors", int64(len(f.Electors)))
	for _, v := range f.Electors {
		w.text("elector", v.Person)
		w.text("name", v.Name)
		w.number("weight", v.Weight)
		w.text("caster", v.Caster)
		w.truth("present", v.Present)
	}
	w.text("public-key", hex.EncodeToString(f.PublicKey))
	return w.Bytes()
}

type fields struct{ bytes.Buffer }

func (w *fields) question(q Question) {
	w.text("text", q.Text)
	w.text("form", string(q.Form))
	w.text("secrecy", string(q.Secrecy))
	w.text("method", string(q.Method))
	w.number("least", int64(q.Least))
	w.number("most", int64(q.Most))
	w.number("winners", int64(q.Winners))
	w.number("max-score", int64(q.MaxScore))
	w.truth("allow-change", q.AllowChange)
	w.rule(q.Rule)
	w.number("options", int64(len(q.Options)))
	for _, o := range q.Options {
		w.text("option", string(o.ID))
		w.text("title", o.Title)
		w.text("note", o.Note)
	}
}

func (w *fields) rule(r Rule) {
	w.text("base", string(r.Base))
	w.number("num", r.Num)
	w.number("den", r.Den)
	w.truth("strict", r.Strict)
	w.number("constant", r.Constant)
	w.truth("by-weight", r.ByWeight)
	w.text("tie", string(r.Tie))
	w.text("quorum-base", string(r.Quorum.Base))
	w.number("quorum-num", r.Quorum.Num)
	w.number("quorum-den", r.Quorum.Den)
	w.truth("quorum-strict", r.Quorum.Strict)
	w.text("quorum-when", string(r.Quorum.When))
	w.text("preset", r.Preset)
	w.text("citation", r.Citation)
	w.text("checked-on", r.CheckedOn)
}

func (w *fields) text(name, value string) {
	w.WriteString(name)
	w.WriteByte(' ')
	w.WriteString(strconv.Itoa(len(value)))
	w.WriteByte(':')
	w.WriteString(value)
	w.WriteByte('\n')
}

func (w *fields) number(name string, n int64) { w.text(name, strconv.FormatInt(n, 10)) }

func (w *fields) truth(name string, is bool) {
	digit := "0"
	if is {
		digit = "1"
	}
	w.text(name, digit)
}
