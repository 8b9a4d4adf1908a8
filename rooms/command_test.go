package rooms_test

import (
	"encoding/json"
	"strings"
	"testing"

	"dienhong/rooms"
)

func TestNewRequest(t *testing.T) {
	for _, c := range []struct {
		name, id, command, args, want string
	}{
		{"whole", "c1", "floor.grant", `{"person":"an","seconds":60}`, ""},
		{"without arguments", "c1", "meeting.open", ``, ""},
		{"null for none", "c1", "meeting.open", `null`, ""},
		{"an unknown command", "c1", "meeting.explode", `{}`, "command_unknown"},
		{"the server's command", "c1", "link.report", `{}`, "command_unknown"},
		{"an unknown field", "c1", "floor.grant", `{"person":"an","second":60}`, "command_invalid"},
		{"another type", "c1", "floor.grant", `{"person":7}`, "command_invalid"},
		{"a list", "c1", "floor.grant", `[]`, "command_invalid"},
		{"more than one", "c1", "floor.grant", `{}{}`, "command_invalid"},
		{"half", "c1", "floor.grant", `{"person":`, "command_invalid"},
		{"a number that does not fit", "c1", "floor.grant", `{"seconds":1e99}`, "command_invalid"},
		{"a time that is none", "c1", "meeting.edit", `{"starts":"morgen"}`, "command_invalid"},
		{"a depth that is meant badly", "c1", "floor.grant", strings.Repeat("[", 20000), "command_invalid"},
		{"no id", "", "meeting.open", ``, "command_invalid"},
		{"an id of 64 characters", strings.Repeat("x", 64), "meeting.open", ``, ""},
		{"an id of 65 characters", strings.Repeat("x", 65), "meeting.open", ``, "command_invalid"},
		{"an id with a space", "a b", "meeting.open", ``, "command_invalid"},
		{"an id with a control character", "a\x00", "meeting.open", ``, "command_invalid"},
		{"an id beyond ASCII", "é", "meeting.open", ``, "command_invalid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			q, err := rooms.NewRequest(rooms.CommandID(c.id), "an", c.command, json.RawMessage(c.args))
			if (err == nil) != (c.want == "") || (err != nil && code(err) != c.want) {
				t.Fatalf("gave %+v, %v; want %q", q, err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "seconds") {
				t.Errorf("the refusal quotes the arguments: %v", err)
			}
		})
	}
}

func TestDigestsAreOfTheMeaning(t *testing.T) {
	digest := func(command, args string) string {
		q, err := rooms.NewRequest("c1", "an", command, json.RawMessage(args))
		if err != nil {
			t.Fatal(err)
		}
		return q.Digest
	}
	same := digest("floor.grant", `{"person":"an","seconds":60}`)
	for _, other := range []string{`{ "seconds": 60, "person": "an" }`, `{"person":"\u0061n","seconds":60}`} {
		if digest("floor.grant", other) != same {
			t.Errorf("%s has another digest", other)
		}
	}
	for _, other := range []string{`{"person":"an","seconds":61}`, `{"person":"binh","seconds":60}`, `{}`} {
		if digest("floor.grant", other) == same {
			t.Errorf("%s has the same digest", other)
		}
	}
	if digest("meeting.open", ``) == digest("floor.end", ``) {
		t.Error("two commands have one digest")
	}
}

// FuzzCommand sends whatever a device could send, as anybody, to a meeting in which much is going on.
func FuzzCommand(f *testing.F) {
	for name := range rooms.CommandTypes() {
		f.Add(name, "chu-toa", `{}`)
		f.Add(name, "an", `{"item":"i1","document":"d1","person":"an","index":1,"page":2,"title":"A","seconds":5}`)
	}
	f.Add("meeting.edit", "thu-ky", `{"title":"A","starts":"9999-12-31T23:59:59-23:59","ends":"0000-01-01T00:00:00+23:59"}`)
	f.Add("ballot.prepare", "thu-ky", `{"item":"i1","question":"?","rule":{"base":"cast","num":9223372036854775807,"den":1000,"strict":true}}`)
	f.Fuzz(func(t *testing.T, name, actor, arguments string) {
		q, err := rooms.NewRequest("c1", rooms.PersonID(actor), name, json.RawMessage(arguments))
		if err != nil {
			return
		}
		s := newScript(t).in(rooms.InSession)
		s.do("thu-ky", "item.start", args{"item": "i1"})
		s.do("chu-toa", "presentation.start", args{"document": "d1"})
		s.do("chu-toa", "floor.grant", args{"person": "an"})
		s.do("binh", "floor.request", nil)
		s.cast("an", s.ballot(60), "yes")
		if _, err := s.carry(q); err != nil && code(err) == "" {
			t.Errorf("a refusal without a code: %v", err)
		}
		replay(t, s)
	})
}
