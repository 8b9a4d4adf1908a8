package clients

import (
	"encoding/json"
	"strings"

	"dienhong/agenda/ballot"
	"dienhong/rooms"
)

// guard fails when a message tells an audience what it may not know.
func (w *world) guard(who who, message []byte) {
	w.guardChoices(who, message)
	if who == desk {
		return
	}
	text := string(message)
	for _, secret := range append([]string{`"not_voted"`, `"late"`, `"texts"`, `"warnings"`, `"online":`, `"receipt"`, `"cast"`}, w.secrets...) {
		if strings.Contains(text, secret) {
			w.t.Fatalf("%s is told %s in %s", who, secret, text)
		}
	}
	for _, b := range w.state.Ballots {
		if b.State == rooms.BallotReady && (strings.Contains(text, b.Question.Text) || strings.Contains(text, `"ballot/`+string(b.ID)+`":`)) {
			w.t.Fatalf("%s is told of a ballot that is not open: %s", who, text)
		}
	}
	var m struct {
		Set map[string]struct{ Tally any }
	}
	if err := json.Unmarshal(message, &m); err != nil {
		w.t.Fatal(err)
	}
	for key, value := range m.Set {
		if id, is := strings.CutPrefix(key, "ballot/"); is && value.Tally != nil && w.state.Ballots[rooms.BallotID(id)].Declared.IsZero() {
			w.t.Fatalf("%s is told a result that was not declared: %s", who, text)
		}
	}
}

// guardChoices fails when who chose what is told too early, or of a secret ballot at all.
func (w *world) guardChoices(who who, message []byte) {
	var m struct {
		Set map[string]struct {
			Marks map[rooms.PersonID]ballot.Marks
		}
	}
	if err := json.Unmarshal(message, &m); err != nil {
		w.t.Fatal(err)
	}
	for key, value := range m.Set {
		id, is := strings.CutPrefix(key, "ballot/")
		if !is || value.Marks == nil {
			continue
		}
		b := w.state.Ballots[rooms.BallotID(id)]
		if s := b.Question.Secrecy; s.Sealed() || s == ballot.Named && b.Declared.IsZero() {
			w.t.Fatalf("%s is told who chose what in a %s ballot: %s", who, s, message)
		}
	}
}
