package ballot_test

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	"dienhong/agenda/ballot"
)

func TestPresets(t *testing.T) {
	keys := []string{}
	for _, p := range ballot.Presets() {
		keys = append(keys, p.Key)
		t.Run(p.Key, func(t *testing.T) {
			if p.Title.Vi == "" || p.Title.En == "" || p.Note.Vi == "" || p.Note.En == "" || p.Rule.Citation == "" || p.Rule.Preset != p.Key {
				t.Error("a text is missing")
			}
			if _, err := time.Parse(time.DateOnly, p.Rule.CheckedOn); err != nil && p.Rule.CheckedOn != "" {
				t.Error(err)
			}
			if len(p.Forms) == 0 || len(p.Secrecies) == 0 || len(p.Methods) == 0 {
				t.Error("nothing is allowed")
			}
			for _, form := range p.Forms {
				q := ballot.YesNo("?", form, p.Rule)
				if form.Listed() {
					q = listed(form, p.Rule, 3)
				}
				for _, method := range p.Methods {
					q.Method = method
					if err := q.Validate(); err != nil {
						t.Errorf("%s by %s: %v", form, method, err)
					}
					if q.Secrecy = p.Secrecies[0]; !p.Allows(q) {
						t.Errorf("%s by %s is not allowed", form, method)
					}
					q.Secrecy = ballot.Named
				}
			}
			for _, secrecy := range p.Secrecies {
				q := ballot.YesNo("?", p.Forms[0], p.Rule)
				if q.Secrecy = secrecy; q.Validate() != nil {
					t.Errorf("%s cannot be put", secrecy)
				}
			}
			if again, known := ballot.PresetOf(p.Key); !known || again.Title != p.Title {
				t.Error("it is not found by its key")
			}
		})
	}
	if want := []string{"ubnd", "hdnd", "hdnd_removal", "hdnd_depleted", "hdqt", "advisory"}; !slices.Equal(keys, want) {
		t.Errorf("presets %v", keys)
	}
	if _, known := ballot.PresetOf("party"); known {
		t.Error("a preset that is none")
	}
	ubnd, _ := ballot.PresetOf("ubnd")
	if ubnd.Proxies || ubnd.Allows(listed(ballot.FormScore, ubnd.Rule, 2)) {
		t.Error("a public body has proxies, or scores")
	}
	data, err := os.ReadFile("presets.json")
	if err != nil {
		t.Fatal(err)
	}
	strict := json.NewDecoder(bytes.NewReader(data))
	strict.DisallowUnknownFields()
	var list []ballot.Preset
	if err := strict.Decode(&list); err != nil {
		t.Error("a word that nobody reads: ", err)
	}
}

// What the presets come to, with bodies of real sizes.
func TestPresetFigures(t *testing.T) {
	tests := []struct {
		key                             string
		seats, filled, present, opening int64
		yes, no                         int
		needed, quorum                  int64
		outcome                         ballot.Outcome
	}{
		{"ubnd", 15, 14, 12, 12, 7, 3, 8, 10, ballot.Failed},
		{"ubnd", 15, 14, 12, 12, 8, 3, 8, 10, ballot.Passed},
		{"ubnd", 15, 14, 9, 9, 8, 1, 8, 10, ballot.NoQuorum},
		{"ubnd", 15, 14, 12, 12, 6, 6, 8, 10, ballot.Tied},
		{"hdnd", 60, 58, 50, 50, 31, 0, 31, 40, ballot.Passed},
		{"hdnd", 60, 58, 50, 50, 30, 0, 31, 40, ballot.Failed},
		{"hdnd_removal", 60, 58, 50, 50, 40, 10, 40, 40, ballot.Passed},
		{"hdnd_removal", 60, 58, 50, 50, 39, 11, 40, 40, ballot.Failed},
		{"hdnd_depleted", 60, 36, 36, 36, 25, 11, 25, 0, ballot.Passed},
		{"hdnd_depleted", 60, 36, 36, 36, 24, 12, 25, 0, ballot.Failed},
		{"hdqt", 7, 7, 6, 6, 4, 2, 4, 6, ballot.Passed},
		{"hdqt", 7, 7, 6, 6, 3, 2, 4, 6, ballot.Failed},
		{"hdqt", 7, 7, 5, 5, 5, 0, 3, 6, ballot.NoQuorum},
		{"advisory", 9, 9, 6, 6, 4, 2, 4, 6, ballot.Passed},
	}
	for _, tt := range tests {
		p, _ := ballot.PresetOf(tt.key)
		e := ballot.Electorate{
			Seats: tt.seats, Eligible: tt.filled, Present: tt.present,
			Heads: ballot.Heads{Seats: tt.seats, Filled: tt.filled, AtOpening: tt.opening, AtCount: tt.opening},
		}
		got := count(t, yesNoAbstain(p.Rule), e, votes(said(tt.yes, tt.no, 0)))
		if got.Outcome != tt.outcome || got.Needed != tt.needed || got.QuorumNeeded != tt.quorum {
			t.Errorf("%s with %d of %d: %s, needed %d, quorum %d", tt.key, tt.yes, tt.seats, got.Outcome, got.Needed, got.QuorumNeeded)
		}
	}
}
