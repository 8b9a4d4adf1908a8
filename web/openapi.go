package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dienhong/agenda"
	"dienhong/agenda/ballot"
	"dienhong/rooms"
)

// object is a JSON object of the document.
type object = map[string]any

// openAPI describes the routes of the API as an OpenAPI 3.1 document, made from the table that serves them: the two
// cannot differ.
func openAPI(routes []route) ([]byte, error) {
	b := &docBuilder{schemas: object{}, types: map[string]reflect.Type{}}
	paths := object{}
	for _, r := range routes {
		if r.about.summary == "" {
			continue
		}
		operation, err := b.operation(r)
		if err != nil {
			return nil, fmt.Errorf("describe %s: %w", r.pattern(), err)
		}
		item, _ := paths[r.path].(object)
		if item == nil {
			item = object{}
			paths[r.path] = item
		}
		item[strings.ToLower(r.method)] = operation
	}
	return json.MarshalIndent(object{
		"openapi": "3.1.0",
		"info": object{
			"title": "Diên Hồng", "version": "1",
			"license":     object{"name": "AGPL-3.0", "identifier": "AGPL-3.0-only"},
			"description": "The HTTP API of a Diên Hồng server. Every refusal is {\"error\":{\"code\":…}}; see web/api.md.",
		},
		"servers": []any{
			object{"url": "/", "description": "the default session of the browser"},
			object{"url": "/s/{slot}", "description": "a session beside it", "variables": object{"slot": object{"default": "a"}}},
		},
		"paths": paths,
		"components": object{
			"schemas": b.schemas,
			"securitySchemes": object{"session": object{
				"type": "apiKey", "in": "cookie", "name": "__Host-dienhong",
				"description": "set by sign-in, enter and setup; named dienhong on the loopback without TLS, and with -{slot} in a slot",
			}},
		},
	}, "", " ")
}

type docBuilder struct {
	schemas object
	types   map[string]reflect.Type
}

func (b *docBuilder) operation(r route) (object, error) {
	operation := object{"summary": r.about.summary, "operationId": operationID(r), "parameters": parameters(r)}
	if r.who != anybody {
		operation["security"] = []any{object{"session": []any{}}}
	} else {
		operation["security"] = []any{}
	}
	switch {
	case r.about.in != nil:
		schema, err := b.schema(r.about.in)
		if err != nil {
			return nil, err
		}
		operation["requestBody"] = object{"required": true, "content": object{"application/json": object{"schema": schema}}}
	case r.about.takes != "":
		operation["requestBody"] = object{"required": true, "content": object{r.about.takes: object{"schema": object{}}}}
	}
	responses, err := b.responses(r)
	operation["responses"] = responses
	return operation, err
}

func operationID(r route) string {
	words := strings.FieldsFunc(strings.ToLower(r.method)+" "+r.path, func(c rune) bool { return strings.ContainsRune(" /{}-.", c) })
	return strings.Join(words, "_")
}

var pathValue = regexp.MustCompile(`\{([a-z]+)\}`)

func parameters(r route) []any {
	list := []any{}
	for _, match := range pathValue.FindAllStringSubmatch(r.path, -1) {
		schema := object{"type": "string"}
		if match[1] == "n" || match[1] == "page" || match[1] == "width" {
			schema = object{"type": "integer", "minimum": 1}
		}
		list = append(list, object{"name": match[1], "in": "path", "required": true, "schema": schema})
	}
	for _, name := range r.about.query {
		list = append(list, object{"name": name, "in": "query", "schema": object{"type": "string"}})
	}
	return list
}

func (b *docBuilder) responses(r route) (object, error) {
	good := object{"description": http.StatusText(r.about.status)}
	if r.about.out != nil {
		schema, err := b.schema(r.about.out)
		if err != nil {
			return nil, err
		}
		good["content"] = object{"application/json": object{"schema": schema}}
	} else if r.about.gives != "" {
		good["content"] = object{r.about.gives: object{"schema": object{}}}
	}
	responses := object{strconv.Itoa(r.about.status): good}
	if r.about.gives != "" {
		responses[strconv.Itoa(http.StatusNotModified)] = object{"description": "the browser has it, by its ETag"}
	}
	byStatus := map[int][]string{}
	for _, name := range refusals(r) {
		status := statuses[name]
		if status == 0 {
			return nil, fmt.Errorf("the code %s has no status", name)
		}
		if !slices.Contains(byStatus[status], name) {
			byStatus[status] = append(byStatus[status], name)
		}
	}
	for status, names := range byStatus {
		slices.Sort(names)
		responses[strconv.Itoa(status)] = object{
			"description": strings.Join(names, ", "),
			"content": object{"application/json": object{"schema": object{
				"type": "object", "required": []string{"error"}, "additionalProperties": false,
				"properties": object{"error": object{
					"type": "object", "required": []string{"code"}, "additionalProperties": false,
					"properties": object{"code": object{"type": "string"}, "incident": object{"type": "string"}},
				}},
			}}},
		}
	}
	return responses, nil
}

// refusals are the codes of a route: those of its kind, and its own.
func refusals(r route) []string {
	names := []string{"internal"}
	if r.about.in != nil {
		names = append(names, "request_invalid", "request_too_large", "media_type")
	}
	if r.method != http.MethodGet {
		names = append(names, "cross_origin")
	}
	if r.who != anybody {
		names = append(names, "signed_out")
	}
	if r.who > signedIn {
		names = append(names, "forbidden")
	}
	if r.who == members || r.who == desk {
		names = append(names, "meeting_not_found", "closing")
	}
	return append(names, r.about.codes...)
}

// enums are the types of a closed set of words.
var enums = map[reflect.Type][]string{
	typeOf[rooms.Role]():           {"chair", "secretary", "delegate", "guest", "unit", "screen"},
	typeOf[rooms.Phase]():          {"draft", "scheduled", "check_in", "in_session", "paused", "closed"},
	typeOf[rooms.InviteKind]():     {"link", "pin"},
	typeOf[rooms.Mode]():           {"", "in_room", "remote"},
	typeOf[agenda.Kind]():          {"report", "discussion", "decision", "notice"},
	typeOf[agenda.ItemState]():     {"ready", "current", "discussed", "concluded"},
	typeOf[agenda.DocumentState](): {"checking", "rendering", "ready", "failed"},
	typeOf[ballot.Base]():          {"all_seats", "filled_seats", "present", "cast", "valid"},
	typeOf[ballot.Outcome]():       {"passed", "failed", "tied", "partly", "no_quorum", "elected", "undecided", "ranked"},
	typeOf[ballot.Form]():          {"yes_no_abstain", "yes_no", "choose", "elect", "approve", "score"},
	typeOf[ballot.Secrecy]():       {"live", "named", "secret", "secret_tellers"},
	typeOf[ballot.Method]():        {"tablet", "paper", "hands", "mixed", "letters"},
	typeOf[ballot.TieRule]():       {"", "chair"},
	typeOf[ballot.QuorumTime]():    {"", "opening", "count", "both"},
}

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }

var (
	timeType = typeOf[time.Time]()
	rawType  = typeOf[json.RawMessage]()
)

// schema describes a Go type as encoding/json writes and reads it (JSON Schema 2020-12).
func (b *docBuilder) schema(t reflect.Type) (object, error) {
	switch {
	case t == timeType:
		return object{"type": "string", "format": "date-time"}, nil
	case t == rawType || t.Kind() == reflect.Interface:
		return object{}, nil
	case enums[t] != nil:
		return object{"type": "string", "enum": enums[t]}, nil
	}
	switch t.Kind() {
	case reflect.String:
		return object{"type": "string"}, nil
	case reflect.Bool:
		return object{"type": "boolean"}, nil
	case reflect.Int, reflect.Int64, reflect.Uint64, reflect.Int32:
		return object{"type": "integer"}, nil
	case reflect.Float64:
		return object{"type": "number"}, nil
	case reflect.Pointer:
		return b.schema(t.Elem())
	case reflect.Slice:
		items, err := b.schema(t.Elem())
		return object{"type": "array", "items": items}, err
	case reflect.Map:
		values, err := b.schema(t.Elem())
		return object{"type": "object", "additionalProperties": values}, err
	case reflect.Struct:
		return b.named(t)
	default:
		return nil, fmt.Errorf("the type %s has no schema", t)
	}
}

// named describes a struct once, and refers to it.
func (b *docBuilder) named(t reflect.Type) (object, error) {
	name := strings.ToUpper(t.Name()[:1]) + t.Name()[1:]
	ref := object{"$ref": "#/components/schemas/" + name}
	if other, known := b.types[name]; known {
		if other != t {
			return nil, fmt.Errorf("two types are called %s", name)
		}
		return ref, nil
	}
	b.types[name] = t
	properties, required := object{}, []string{}
	err := b.fields(t, properties, &required)
	b.schemas[name] = object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
	return ref, err
}

func (b *docBuilder) fields(t reflect.Type, properties object, required *[]string) error {
	for field := range t.Fields() {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "-":
			continue
		case field.Anonymous && name == "":
			if err := b.fields(field.Type, properties, required); err != nil {
				return err
			}
			continue
		case name == "":
			return fmt.Errorf("%s.%s has no JSON name", t, field.Name)
		}
		schema, err := b.schema(field.Type)
		if err != nil {
			return err
		}
		properties[name] = schema
		if !strings.Contains(options, "omitempty") && !strings.Contains(options, "omitzero") {
			*required = append(*required, name)
		}
	}
	return nil
}
