package rooms_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"dienhong/rooms"
)

// methodsOf returns the types of this package that have a method of their own with the name, read from the source:
// reflection finds no type that nobody mentions.
func methodsOf(t *testing.T, method string) []string {
	t.Helper()
	var types []string
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".go") || strings.HasSuffix(file.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range parsed.Decls {
			f, yes := decl.(*ast.FuncDecl)
			if !yes || f.Recv == nil || f.Name.Name != method {
				continue
			}
			if name, plain := f.Recv.List[0].Type.(*ast.Ident); plain {
				types = append(types, name.Name)
			}
		}
	}
	slices.Sort(types)
	return types
}

func TestEveryEventIsInTheTable(t *testing.T) {
	known := []string{}
	for kind, event := range rooms.EventZeros() {
		known = append(known, reflect.TypeOf(event).Name())
		if event.Kind() != kind {
			t.Errorf("%T is in the table as %s and calls itself %s", event, kind, event.Kind())
		}
	}
	slices.Sort(known)
	if types := methodsOf(t, "apply"); !slices.Equal(known, types) {
		t.Errorf("the table knows %v\nthe package has %v", known, types)
	}
}

func TestEveryCommandIsInTheTable(t *testing.T) {
	known := []string{"AddDocument", "AddReport", "AdvanceDocument", "ProposeSubstitution", "ReportLink", "ReportMedia"} // the server's own
	for _, command := range rooms.CommandTypes() {
		known = append(known, command.Name())
	}
	slices.Sort(known)
	types := slices.DeleteFunc(methodsOf(t, "decide"), func(name string) bool { return name == "Room" })
	if !slices.Equal(known, types) {
		t.Errorf("the table knows %v\nthe package has %v", known, types)
	}
}

// fill puts something into every field, each time something else.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(start.Add(time.Duration(*n) * time.Millisecond)))
		return
	case json.RawMessage:
		v.SetBytes([]byte(`{}`))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(strings.Repeat("ộ\"<&>", *n%3+1))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Uint8:
		v.SetUint(uint64(*n % 256))
	case reflect.Float64:
		v.SetFloat(float64(*n) / 3)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, n)
		fill(value, n)
		v.SetMapIndex(key, value)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	default:
		panic("nothing to fill a " + v.Kind().String() + " with")
	}
}

func TestEventsComeBackTheSame(t *testing.T) {
	n := 0
	zeros := rooms.EventZeros()
	for _, kind := range slices.Sorted(maps.Keys(zeros)) {
		full := reflect.New(reflect.TypeOf(zeros[kind])).Elem()
		fill(full, &n)
		for name, event := range map[string]rooms.Event{"empty": zeros[kind], "full": full.Interface().(rooms.Event)} {
			gotKind, data, err := rooms.EncodeEvent(event)
			if err != nil {
				t.Fatalf("%s %s: %v", name, kind, err)
			}
			back, err := rooms.DecodeEvent(gotKind, data)
			if err != nil || !reflect.DeepEqual(back, event) {
				t.Errorf("%s %s\nwas  %+v\nis   %+v (%v)\nfrom %s", name, kind, event, back, err, data)
			}
		}
	}
}

func TestForeignEventsAreRefused(t *testing.T) {
	for _, c := range []struct{ name, kind, data string }{
		{"an unknown kind", "ballot.forged", `{}`}, {"no kind", "", `{}`}, {"no JSON", "ballot.cast", `{`}, {"another JSON", "ballot.cast", `[]`},
	} {
		if event, err := rooms.DecodeEvent(c.kind, []byte(c.data)); err == nil {
			t.Errorf("%s gave %+v", c.name, event)
		}
	}
}

func TestApplyRefusesWhatCannotBe(t *testing.T) {
	for _, c := range []struct {
		name   string
		record rooms.Record
	}{
		{"a gap", rooms.Record{Seq: 7, Epoch: 1, Event: rooms.RoomTaken{}}},
		{"a repetition", rooms.Record{Seq: 1, Epoch: 1, Event: rooms.RoomTaken{}}},
		{"an epoch of before", rooms.Record{Seq: 3, Epoch: 0, Event: rooms.RoomTaken{}}},
		{"what speaks of nobody", rooms.Record{Seq: 3, Epoch: 1, Event: rooms.DocumentRenamed{Document: "d9"}}},
		{"no event", rooms.Record{Seq: 3, Epoch: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := rooms.NewState("m1")
			for seq := range uint64(2) {
				if _, err := s.Apply(rooms.Record{Seq: seq + 1, Epoch: 1, Event: rooms.RoomTaken{}}); err != nil {
					t.Fatal(err)
				}
			}
			if touched, err := s.Apply(c.record); err == nil {
				t.Errorf("it touched %v", touched)
			}
		})
	}
}

func TestABallotThatNobodyCastSurvivesASnapshot(t *testing.T) {
	s := newScript(t).in(rooms.InSession)
	b := s.ballot(0)
	restored, err := rooms.UnmarshalState(json.RawMessage(snapshot(t, s.state)))
	if err != nil {
		t.Fatal(err)
	}
	s.state = restored
	s.cast("an", s.state.Ballots[b.ID], "yes")
	if got := len(s.state.Ballots[b.ID].Cast); got != 1 {
		t.Errorf("%d ballots", got)
	}
}
