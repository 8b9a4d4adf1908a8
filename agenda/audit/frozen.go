package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
)

// frozen is the hash of everything that gave a round its meaning when it was opened: a field after the other, each its
// name, a space, the length of its value in bytes, a colon, the value and a line feed.
func frozen(meeting, id string, p *prepare, o *open) string {
	f := fields{sha256.New()}
	f.put("format", "dienhong-round-1")
	f.put("meeting", meeting)
	f.put("round-id", id)
	f.put("round", p.Round)
	f.put("supersedes", p.Supersedes)
	q := p.Question
	f.put("text", q.Text)
	f.put("form", q.Form)
	f.put("secrecy", q.Secrecy)
	f.put("method", q.Method)
	f.put("least", q.Least)
	f.put("most", q.Most)
	f.put("winners", q.Winners)
	f.put("max-score", q.MaxScore)
	f.put("allow-change", q.AllowChange)
	r := q.Rule
	f.put("base", r.Base)
	f.put("num", r.Num)
	f.put("den", r.Den)
	f.put("strict", r.Strict)
	f.put("constant", r.Constant)
	f.put("by-weight", r.ByWeight)
	f.put("tie", r.Tie)
	f.put("quorum-base", r.Quorum.Base)
	f.put("quorum-num", r.Quorum.Num)
	f.put("quorum-den", r.Quorum.Den)
	f.put("quorum-strict", r.Quorum.Strict)
	f.put("quorum-when", r.Quorum.When)
	f.put("preset", r.Preset)
	f.put("citation", r.Citation)
	f.put("checked-on", r.CheckedOn)
	f.put("options", len(q.Options))
	for _, line := range q.Options {
		f.put("option", line.ID)
		f.put("title", line.Title)
		f.put("note", line.Note)
	}
	f.put("document", p.Document)
	f.put("file", p.File)
	f.put("seats", o.Seats)
	f.put("electors", len(o.Electors))
	for _, e := range o.Electors {
		f.put("elector", e.Person)
		f.put("name", e.Name)
		f.put("weight", e.Weight)
		f.put("caster", e.Caster)
		f.put("present", e.Present)
	}
	f.put("public-key", hex.EncodeToString(o.Key))
	return hex.EncodeToString(f.Sum(nil))
}

type fields struct{ hash.Hash }

// put writes one field; a truth is 1 or 0.
func (f fields) put(name string, value any) {
	switch is := value.(type) {
	case bool:
		value = 0
		if is {
			value = 1
		}
	default:
	}
	text := fmt.Sprint(value)
	fmt.Fprintf(f, "%s %d:%s\n", name, len(text), text)
}
