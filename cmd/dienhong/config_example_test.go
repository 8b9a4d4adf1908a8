package main

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

const exampleFile = "../../deploy/dienhong.example.yaml"

// The example says of every setting what the server does without it.
func TestExampleConfigurationIsTheDefault(t *testing.T) {
	text, err := os.ReadFile(exampleFile)
	if err != nil {
		t.Fatal(err)
	}
	var example Config
	if err := decodeConfig(bytes.NewReader(text), &example); err != nil {
		t.Fatalf("%s: %v", exampleFile, err)
	}
	got, want := written(t, example), written(t, DefaultConfig())
	if got != want {
		t.Errorf("%s does not hold the defaults; it says\n%s\nthe server does\n%s", exampleFile, got, want)
	}
	if err := example.Validate(); err != nil {
		t.Errorf("%s: %v", exampleFile, err)
	}
}

// A value that is nothing by default could be missing from the example without a difference; and a setting without a
// word on it is no help.
func TestExampleConfigurationSpeaksOfEveryKey(t *testing.T) {
	text, err := os.ReadFile(exampleFile)
	if err != nil {
		t.Fatal(err)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	var silent []string
	collect(document.Content[0], "", said, &silent)
	for _, key := range keysOf(reflect.TypeFor[Config](), "") {
		if !said[key] {
			t.Errorf("%s does not speak of %s", exampleFile, key)
		}
	}
	if len(silent) > 0 {
		t.Errorf("%s: no comment above %s", exampleFile, strings.Join(silent, ", "))
	}
}

// collect gathers the keys below a mapping, and those before which no comment stands: keys that follow one another
// without a comment between share the one above the first, at most two of them.
func collect(n *yaml.Node, prefix string, said map[string]bool, silent *[]string) {
	shared := 0
	for pair := range slices.Chunk(n.Content, 2) {
		key, value := pair[0], pair[1]
		name := prefix + key.Value
		said[name] = true
		if value.Kind == yaml.MappingNode {
			collect(value, name+".", said, silent)
			continue
		}
		if shared++; key.HeadComment != "" {
			shared = 0
		}
		if shared > 1 {
			*silent = append(*silent, name)
		}
	}
}

// keysOf returns the keys of a configuration by their paths; what stands inside a list is not among them.
func keysOf(t reflect.Type, prefix string) []string {
	var keys []string
	for field := range t.NumField() {
		f := t.Field(field)
		name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name == "-" || !f.IsExported() {
			continue
		}
		if name == "" {
			name = strings.ToLower(f.Name) // as yaml has it
		}
		keys = append(keys, prefix+name)
		if f.Type.Kind() == reflect.Struct {
			keys = append(keys, keysOf(f.Type, prefix+name+".")...)
		}
	}
	return keys
}

func written(t *testing.T, c Config) string {
	t.Helper()
	text, err := yaml.Marshal(c)
	if err != nil {
		t.Fatal(fmt.Errorf("write configuration: %w", err))
	}
	return string(text)
}
