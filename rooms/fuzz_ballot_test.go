package rooms_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/seal"
	"dienhong/rooms"
)

// FuzzBallot sends whatever a tablet could send as a ballot, to rounds of every kind: it is recorded whole, with a receipt,
// or refused with a code and nothing changed; the round can be counted all the same, and the journal gives the same again.
// In the arguments $B, $H and $S stand for the round, its hash and a good envelope of an.
func FuzzBallot(f *testing.F) {
	for round := range uint8(16) {
		f.Add(round, `{"ballot":"$B","hash":"$H","marks":{"yes":1}}`)
		f.Add(round, `{"ballot":"$B","hash":"$H","marks":{"a":1,"b":1,"c":0}}`)
		f.Add(round, `{"ballot":"$B","hash":"$H","sealed":"$S"}`)
	}
	f.Add(uint8(0), `{"ballot":"$B","hash":"$H","elector":"binh","marks":{"yes":1}}`)
	f.Add(uint8(0), `{"ballot":"$B","hash":"$H","marks":{"yes":9223372036854775807}}`)
	f.Add(uint8(0), `{"ballot":"$B","hash":"$H","marks":{"yes":1,"yes":-1}}`)
	f.Add(uint8(3), `{"ballot":"$B","hash":"$H","marks":{"a":1e2}}`)
	f.Add(uint8(6), `{"ballot":"$B","hash":"$H","sealed":"AAAA"}`)
	f.Add(uint8(6), `{"ballot":"$B","hash":"$H","sealed":"$S","text":"\u202e"}`)
	f.Fuzz(func(t *testing.T, kind uint8, arguments string) {
		s := newScript(t).notarised().in(rooms.InSession)
		forms, secrecies := ballot.Forms(), []ballot.Secrecy{ballot.Named, ballot.Secret}
		form := forms[int(kind)%len(forms)]
		a := list(form, args{"secrecy": secrecies[int(kind)/len(forms)%2], "allow_change": kind&64 > 0})
		if !form.Listed() {
			delete(a, "options")
		}
		b := s.round(0, a)
		good := base64.StdEncoding.EncodeToString(make([]byte, seal.Size(b.Question)))
		if b.Question.Secrecy.Sealed() {
			good = base64.StdEncoding.EncodeToString(s.sealed(b, "an", sheetOf(b.Question))["sealed"].([]byte))
		}
		arguments = strings.NewReplacer("$B", string(b.ID), "$H", b.Hash, "$S", good).Replace(arguments)
		q, err := rooms.NewRequest("c1", "an", "ballot.cast", json.RawMessage(arguments))
		if err != nil {
			if code(err) == "" {
				t.Errorf("a refusal without a code: %v", err)
			}
			return
		}
		before := snapshot(t, s.state)
		d, err := s.carry(q)
		switch cast, recorded := b.Cast["an"]; {
		case err != nil && (code(err) == "" || snapshot(t, s.state) != before):
			t.Errorf("refused with %v, and something changed", err)
		case err != nil && (strings.Contains(err.Error(), "xanh") || recorded):
			t.Errorf("refused with %v, and recorded is %+v", err, cast)
		case err == nil && (!recorded || cast.Receipt == "" || d.Answer["receipt"] != cast.Receipt):
			t.Errorf("answered %v, and recorded is %+v", d.Answer, cast)
		}
		s.close(b)
		if b.Tally == nil || b.Tally.Cast != int64(len(b.Cast)) {
			t.Errorf("it cannot be counted: %s, %+v", b.State, b.Tally)
		}
		s.log()
		replay(t, s)
	})
}

// sheetOf is a sheet that a question allows.
func sheetOf(q ballot.Question) ballot.Marks {
	marks := ballot.Marks{}
	for _, c := range q.Choices() {
		marks[c] = 1
		if q.Form != ballot.FormApprove && q.Form != ballot.FormScore {
			break
		}
	}
	if err := q.Check(marks); err != nil {
		panic(fmt.Sprint(err))
	}
	return marks
}
