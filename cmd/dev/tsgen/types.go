package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"
)

// generator turns Go types into TypeScript declarations, each once, in the order in which they are first met.
type generator struct {
	root    string // of the repository
	module  string
	sources map[string]*source
	named   map[string]reflect.Type
	out     strings.Builder
	later   []reflect.Type // structs to declare after the one being written
}

const lineLength = 120

// left out of the unions: members that never travel.
var neverSent = map[string]string{"Role": "system"}

// told as any string: types of which the constants are only the best known values.
var unbounded = map[string]bool{"Choice": true}

func (g *generator) source(t reflect.Type) (*source, error) {
	folder := strings.TrimPrefix(t.PkgPath(), g.module+"/")
	if s := g.sources[folder]; s != nil {
		return s, nil
	}
	s, err := readSource(filepath.Join(g.root, filepath.FromSlash(folder)))
	if err != nil {
		return nil, err
	}
	g.sources[folder] = s
	return s, nil
}

// declare writes the type and everything it is made of, unless that was done before.
func (g *generator) declare(t reflect.Type) error {
	if err := g.one(t); err != nil {
		return err
	}
	for len(g.later) > 0 {
		next := g.later[0]
		g.later = g.later[1:]
		if err := g.structure(next); err != nil {
			return err
		}
	}
	return nil
}

// one declares a named type that belongs to us; struct bodies wait in later.
func (g *generator) one(t reflect.Type) error {
	known, before := g.named[t.Name()]
	switch {
	case before && known == t:
		return nil
	case before:
		return fmt.Errorf("%s and %s have the same name in TypeScript", known, t)
	}
	g.named[t.Name()] = t
	if t.Kind() == reflect.Struct {
		g.later = append(g.later, t)
		return nil
	}
	if t.Kind() != reflect.String && t.Kind() != reflect.Map {
		return fmt.Errorf("%s: there is no rule for this kind of type", t)
	}
	s, err := g.source(t)
	if err != nil {
		return err
	}
	if t.Kind() == reflect.Map {
		of, err := g.expression(reflect.MapOf(t.Key(), t.Elem()))
		g.doc(s.docs[t.Name()])
		g.write("export type %s = %s;\n\n", t.Name(), of)
		return err
	}
	union := "string"
	if members := s.consts[t.Name()]; len(members) > 0 && !unbounded[t.Name()] {
		members = slices.DeleteFunc(slices.Clone(members), func(m string) bool { return m == neverSent[t.Name()] })
		union = quoted(members)
	}
	g.doc(s.docs[t.Name()])
	g.write("export type %s = %s;\n\n", t.Name(), union)
	return nil
}

func (g *generator) structure(t reflect.Type) error {
	s, err := g.source(t)
	if err != nil {
		return err
	}
	var body strings.Builder
	if err := g.members(&body, t); err != nil {
		return err
	}
	g.doc(s.docs[t.Name()])
	if body.Len() == 0 {
		g.write("export type %s = Record<string, never>;\n\n", t.Name())
		return nil
	}
	g.write("export interface %s {\n%s}\n\n", t.Name(), body.String())
	return nil
}

func (g *generator) members(body *strings.Builder, t reflect.Type) error {
	s, err := g.source(t)
	if err != nil {
		return err
	}
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Anonymous && name == "":
			if err := g.members(body, field.Type); err != nil {
				return err
			}
			continue
		case name == "-" || !field.IsExported():
			continue
		case name == "":
			return fmt.Errorf("%s.%s has no name for the wire", t, field.Name)
		}
		kind := field.Tag.Get("ts")
		if kind == "" {
			if kind, err = g.expression(field.Type); err != nil {
				return fmt.Errorf("%s.%s: %w", t, field.Name, err)
			}
		}
		body.WriteString(jsdoc("  ", s.fields[t.Name()][field.Name]))
		optional := ""
		if strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero") {
			optional = "?"
		}
		fmt.Fprintf(body, "  %s%s: %s;\n", name, optional, kind)
	}
	return nil
}

// expression returns how the type is written where it is used.
func (g *generator) expression(t reflect.Type) (string, error) {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return "Time", nil
	case t == reflect.TypeFor[json.RawMessage](), t.Kind() == reflect.Interface:
		return "unknown", nil
	case t.Name() != "" && strings.HasPrefix(t.PkgPath(), g.module):
		return t.Name(), g.one(t)
	}
	switch t.Kind() {
	case reflect.String:
		return "string", nil
	case reflect.Bool:
		return "boolean", nil
	case reflect.Int, reflect.Int64, reflect.Uint64, reflect.Float64:
		return "number", nil
	case reflect.Pointer:
		return g.expression(t.Elem())
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "string", nil // base64
		}
		of, err := g.expression(t.Elem())
		return of + "[]", err
	case reflect.Array:
		of, err := g.expression(t.Elem())
		return "[" + strings.TrimSuffix(strings.Repeat(of+", ", t.Len()), ", ") + "]", err
	case reflect.Map:
		key, err := g.expression(t.Key())
		if err != nil {
			return "", err
		}
		of, err := g.expression(t.Elem())
		return "Record<" + key + ", " + of + ">", err
	default:
		return "", fmt.Errorf("there is no rule for %s", t)
	}
}

func (g *generator) doc(text string) { g.out.WriteString(jsdoc("", text)) }

// jsdoc is the text as a comment of lines of at most 120 characters.
func jsdoc(indent, text string) string {
	if text == "" {
		return ""
	}
	text = strings.ReplaceAll(text, "*/", "* /")
	if one := indent + "/** " + text + " */\n"; len([]rune(one)) <= lineLength {
		return one
	}
	doc, line := indent+"/**\n", indent+" *"
	for word := range strings.FieldsSeq(text) {
		if len([]rune(line))+1+len([]rune(word)) > lineLength {
			doc, line = doc+line+"\n", indent+" *"
		}
		line += " " + word
	}
	return doc + line + "\n" + indent + " */\n"
}

func (g *generator) write(format string, args ...any) { fmt.Fprintf(&g.out, format, args...) }

func quoted(members []string) string {
	if len(members) == 0 {
		return "never"
	}
	return "'" + strings.Join(members, "' | '") + "'"
}
