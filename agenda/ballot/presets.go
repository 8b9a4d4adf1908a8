package ballot

import (
	_ "embed" // the presets are data
	"encoding/json"
	"slices"
)

// Preset is a template of a body's rule. It is where a secretary begins: every figure of it is data with its source and
// the day it was compared with that, may be wrong or out of date, and can be changed. None is claimed to be in force.
type Preset struct {
	Key   string `json:"key"`
	Title Text   `json:"title"`
	// Note tells what was not compared with the source, and what to mind.
	Note Text `json:"note"`
	// Rule with Preset, Citation and CheckedOn; no CheckedOn means that it was never compared.
	Rule Rule `json:"rule"`
	// Forms, Secrecies and Methods that the body uses, the usual one first.
	Forms     []Form    `json:"forms"`
	Secrecies []Secrecy `json:"secrecies"`
	Methods   []Method  `json:"methods"`
	// Proxies tells that a member may have another cast for them. No provision for it was found for public bodies.
	Proxies bool `json:"proxies,omitempty"`
}

// Text is a text in both languages.
type Text struct {
	Vi string `json:"vi"`
	En string `json:"en"`
}

//go:embed presets.json
var presetData []byte

var presets = func() []Preset {
	var list []Preset
	if err := json.Unmarshal(presetData, &list); err != nil {
		panic(err) // it is embedded, and a test reads it
	}
	for i := range list {
		list[i].Rule.Preset = list[i].Key
	}
	return list
}()

// Presets returns the templates, the commonest first.
func Presets() []Preset { return slices.Clone(presets) }

// PresetOf returns the template of a key.
func PresetOf(key string) (Preset, bool) {
	i := slices.IndexFunc(presets, func(p Preset) bool { return p.Key == key })
	if i < 0 {
		return Preset{}, false
	}
	return presets[i], true
}

// Allows reports whether the body of the template puts questions like this: its form, secrecy, method.
func (p Preset) Allows(q Question) bool {
	return slices.Contains(p.Forms, q.Form) && slices.Contains(p.Secrecies, q.Secrecy) && slices.Contains(p.Methods, q.Method)
}
