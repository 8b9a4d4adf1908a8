package rooms_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dienhong/agenda"
	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/seal"
	"dienhong/rooms"
)

// replay reads the journal of a script as a new owner would, and compares what comes of it.
func replay(t tester, s *script) {
	t.Helper()
	again := rooms.NewState("m1")
	for i, record := range s.records {
		if record.Seq != uint64(i)+1 {
			t.Fatalf("record %d has the number %d", i+1, record.Seq)
		}
		kind, data, err := rooms.EncodeEvent(record.Event)
		if err != nil {
			t.Fatal(err)
		}
		if record.Event, err = rooms.DecodeEvent(kind, data); err != nil {
			t.Fatal(err)
		}
		if _, err := again.Apply(record); err != nil {
			t.Fatalf("replay: %v", err)
		}
	}
	if got, want := snapshot(t, again), snapshot(t, s.state); got != want {
		t.Fatalf("the journal gives another state\ngives %s\nlive  %s", got, want)
	}
}

// actors live through a meeting as chance has it.
type actors struct {
	*script
	rt   *rapid.T
	told map[rooms.Topic]string
}

// argument draws something for a field: mostly what there is, sometimes what there is not.
func (a *actors) argument(name string, typ reflect.Type) any {
	s := a.state
	switch typ {
	case reflect.TypeFor[agenda.ItemID]():
		return rapid.SampledFrom(append(slices.Sorted(maps.Keys(s.Agenda.Items)), "i9")).Draw(a.rt, name)
	case reflect.TypeFor[agenda.DocumentID]():
		return rapid.SampledFrom(append(slices.Sorted(maps.Keys(s.Agenda.Documents)), "", "d9")).Draw(a.rt, name)
	case reflect.TypeFor[rooms.PersonID]():
		return rapid.SampledFrom(append(slices.Clone(s.PeopleOrder), "", "la")).Draw(a.rt, name)
	case reflect.TypeFor[rooms.BallotID]():
		return rapid.SampledFrom(append(slices.Clone(s.BallotOrder), "", "b9")).Draw(a.rt, name)
	case reflect.TypeFor[rooms.SubstitutionID]():
		ids := []rooms.SubstitutionID{"x9"}
		for _, x := range s.Substitutions {
			ids = append(ids, x.ID, x.ID)
		}
		return rapid.SampledFrom(ids).Draw(a.rt, name)
	case reflect.TypeFor[rooms.BodyKind]():
		return rapid.SampledFrom([]rooms.BodyKind{"", rooms.PublicBody, rooms.PrivateBody, rooms.PrivateBody, "x"}).Draw(a.rt, name)
	case reflect.TypeFor[rooms.Role]():
		if name == "substitutes_by" {
			return rapid.SampledFrom([]rooms.Role{"", rooms.Secretary, rooms.Chair, rooms.Guest}).Draw(a.rt, name)
		}
		return rapid.SampledFrom(rooms.SeatRoles()).Draw(a.rt, name)
	case reflect.TypeFor[rooms.Mode]():
		return rapid.SampledFrom([]rooms.Mode{"", rooms.InRoom, rooms.Remote, "x"}).Draw(a.rt, name)
	case reflect.TypeFor[rooms.FloorKind]():
		return rapid.SampledFrom([]rooms.FloorKind{"", rooms.Debate, rooms.Procedure, "x"}).Draw(a.rt, name)
	case reflect.TypeFor[rooms.Scene]():
		return rapid.SampledFrom([]rooms.Scene{rooms.SceneAuto, rooms.SceneBallot, "x"}).Draw(a.rt, name)
	case reflect.TypeFor[agenda.Kind]():
		return rapid.SampledFrom(append(agenda.Kinds(), "", "x")).Draw(a.rt, name)
	case reflect.TypeFor[ballot.Choice]():
		return rapid.SampledFrom(append(ballot.YesNoAbstain(), "x")).Draw(a.rt, name)
	case reflect.TypeFor[ballot.Marks]():
		return a.marks(name)
	case reflect.TypeFor[ballot.Form]():
		return rapid.SampledFrom(append(ballot.Forms(), "", "x")).Draw(a.rt, name)
	case reflect.TypeFor[ballot.Secrecy]():
		return rapid.SampledFrom(append(ballot.Secrecies(), "", "x")).Draw(a.rt, name)
	case reflect.TypeFor[ballot.Method]():
		return rapid.SampledFrom(append(ballot.Methods(), "", "x")).Draw(a.rt, name)
	case reflect.TypeFor[ballot.TieRule]():
		return rapid.SampledFrom([]ballot.TieRule{"", ballot.TieChair}).Draw(a.rt, name)
	case reflect.TypeFor[ballot.QuorumTime]():
		return rapid.SampledFrom([]ballot.QuorumTime{"", ballot.AtOpening, ballot.AtCount, ballot.AtBoth}).Draw(a.rt, name)
	case reflect.TypeFor[[]byte]():
		return a.sealed(name)
	case reflect.TypeFor[ballot.Base]():
		return rapid.SampledFrom(ballot.Bases()).Draw(a.rt, name)
	case reflect.TypeFor[time.Time]():
		return a.now.Add(time.Duration(rapid.IntRange(-5, 50).Draw(a.rt, name)) * time.Minute)
	}
	switch typ.Kind() {
	case reflect.String:
		if name == "hash" {
			for _, id := range s.BallotOrder {
				if s.Ballots[id].Running() {
					return s.Ballots[id].Hash
				}
			}
		}
		return rapid.SampledFrom([]string{"", "Một", "Hai \u202e", "Ba\nBốn"}).Draw(a.rt, name)
	case reflect.Bool:
		return rapid.Bool().Draw(a.rt, name)
	case reflect.Int, reflect.Int64:
		return rapid.IntRange(-1, 4).Draw(a.rt, name)
	case reflect.Pointer:
		if rapid.Bool().Draw(a.rt, name) {
			return nil
		}
		return a.argument(name, typ.Elem())
	case reflect.Struct:
		return a.arguments(typ)
	case reflect.Slice:
		list := []any{}
		for range rapid.IntRange(0, 3).Draw(a.rt, name) {
			list = append(list, a.argument(name, typ.Elem()))
		}
		return list
	case reflect.Map:
		drawn := args{}
		for range rapid.IntRange(0, 2).Draw(a.rt, name) {
			drawn[fmt.Sprint(a.argument(name, typ.Key()))] = a.argument(name, typ.Elem())
		}
		return drawn
	default:
		panic("no argument of type " + typ.String())
	}
}

// running is a ballot that takes ballots, or none.
func (a *actors) running() *rooms.Ballot {
	for _, id := range a.state.BallotOrder {
		if b := a.state.Ballots[id]; b.Running() {
			return b
		}
	}
	return nil
}

// marks are mostly such as the running ballot allows.
func (a *actors) marks(name string) ballot.Marks {
	choices := ballot.YesNoAbstain()
	if b := a.running(); b != nil {
		choices = b.Question.Choices()
	}
	marks := ballot.Marks{rapid.SampledFrom(choices).Draw(a.rt, name): 1}
	if rapid.IntRange(0, 5).Draw(a.rt, name) == 0 {
		marks[rapid.SampledFrom(append(choices, "x")).Draw(a.rt, name)] = int64(rapid.IntRange(-1, 3).Draw(a.rt, name))
	}
	return marks
}

// sealed is a sealed ballot where one is asked for: one that opens, or one that only looks like it.
func (a *actors) sealed(name string) []byte {
	b := a.running()
	if b == nil || len(b.Key) == 0 || rapid.IntRange(0, 9).Draw(a.rt, name) == 0 {
		return nil
	}
	plain, err := seal.Encode(b.Question, a.marks(name))
	if err != nil {
		return make([]byte, seal.Size(b.Question))
	}
	elector := a.argument(name, reflect.TypeFor[rooms.PersonID]()).(rooms.PersonID)
	sealed, err := seal.Seal(b.Key, seal.Info("m1", string(b.ID), b.Hash), []byte(elector), plain)
	if err != nil {
		a.rt.Fatal(err)
	}
	return sealed
}

func (a *actors) arguments(typ reflect.Type) args {
	drawn := args{}
	for i := range typ.NumField() {
		field := typ.Field(i)
		if field.Anonymous {
			maps.Copy(drawn, a.arguments(field.Type))
			continue
		}
		name := jsonName(field)
		if value := a.argument(name, field.Type); value != nil {
			drawn[name] = value
		}
	}
	return drawn
}

func jsonName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	return name
}

// device sends one command, as somebody who mostly may.
func (a *actors) device() {
	types := rooms.CommandTypes()
	name := rapid.SampledFrom(slices.Sorted(maps.Keys(types))).Draw(a.rt, "command")
	if rapid.IntRange(0, 2).Draw(a.rt, "usual") == 0 {
		name = rapid.SampledFrom([]string{
			"ballot.cast", "ballot.cast", "ballot.open", "ballot.close", "ballot.void", "ballot.issue_paper", "ballot.remove_elector",
			"ballot.enter_count", "ballot.fall_back", "proxy.set", "substitution.decide", "substitution.withdraw", "attendance.check_in", "attendance.leave", "floor.request", "floor.grant",
			"presentation.start", "person.remove", "person.edit",
		}).Draw(a.rt, "name")
	}
	if name == "meeting.close" && rapid.IntRange(0, 9).Draw(a.rt, "really") > 0 {
		return // otherwise most meetings would be short
	}
	actor := rapid.SampledFrom(append(slices.Clone(a.state.PeopleOrder), "la")).Draw(a.rt, "actor")
	if !rapid.Bool().Draw(a.rt, "anybody") {
		for _, id := range a.state.PeopleOrder {
			if a.state.People[id].Role.May(name) {
				actor = id
			}
		}
	}
	a.step(a.request(actor, name, a.arguments(types[name])))
}

// server sends one of the server's own.
func (a *actors) server() {
	person := a.argument("person", reflect.TypeFor[rooms.PersonID]()).(rooms.PersonID)
	a4 := agenda.Page{W: 595, H: 842}
	commands := map[string]rooms.Command{
		"link.report":  rooms.ReportLink{Person: person, Online: rapid.Bool().Draw(a.rt, "online")},
		"media.report": rooms.ReportMedia{Person: person, Joined: rapid.Bool().Draw(a.rt, "joined")},
		"document.add": rooms.AddDocument{
			Document: agenda.DocumentID(a.newID()), Item: a.argument("item", reflect.TypeFor[agenda.ItemID]()).(agenda.ItemID), Title: "A", File: "file-d1",
		},
		"document.advance": rooms.AdvanceDocument{
			File: "file-d1", State: rapid.SampledFrom([]agenda.DocumentState{agenda.Showable, agenda.Rendering, agenda.Unusable}).Draw(a.rt, "state"),
			Pages: slices.Repeat([]agenda.Page{a4}, rapid.IntRange(0, 3).Draw(a.rt, "pages")),
		},
		"substitution.propose": rooms.ProposeSubstitution{
			Principal: person, Reason: "Đi công tác",
			Sent: rooms.Substitute{Person: a.argument("sent", reflect.TypeFor[rooms.PersonID]()).(rooms.PersonID), Name: "Đỗ Thay"},
		},
		"ballot.close": rooms.CloseBallot{Ballot: a.argument("ballot", reflect.TypeFor[rooms.BallotID]()).(rooms.BallotID)},
	}
	name := rapid.SampledFrom(slices.Sorted(maps.Keys(commands))).Draw(a.rt, "name")
	actor := rooms.PersonID("")
	if name == "document.add" || name == "substitution.propose" {
		actor = "thu-ky"
	}
	a.step(rooms.ServerRequest("", actor, name, commands[name]))
}

// step carries a request out, event by event, and sees to it that each tells everything that it changes.
func (a *actors) step(q rooms.Request) {
	decision, err := a.decide(q)
	if err != nil {
		return
	}
	for _, event := range decision.Events {
		a.happens(rooms.Record{At: a.now, Actor: q.Actor, Command: q.ID, Event: event})
	}
	a.invariants()
}

func (a *actors) happens(record rooms.Record) {
	touched := a.append(record)
	told := topics(a.rt, a.state)
	for topic, now := range told {
		if before, known := a.told[topic]; (!known || before != now) && !slices.Contains(touched, topic) {
			a.rt.Fatalf("%s changed %v and did not say so\nwas %s\nis  %s", record.Event.Kind(), topic, before, now)
		}
	}
	for topic := range a.told {
		if _, still := told[topic]; !still && !slices.Contains(touched, topic) {
			a.rt.Fatalf("%s took %v away and did not say so", record.Event.Kind(), topic)
		}
	}
	a.told = told
}

// TestMeetingsAsChanceHasIt lives through meetings of any commands in any order. After each step: deciding changed
// nothing, every change was told, and what must be true is. In the end the journal gives the same state again, whether
// or not the live one went through snapshots.
func TestMeetingsAsChanceHasIt(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := newScript(rt)
		s.notarised()
		begin(rt, s)
		a := &actors{script: s, rt: rt, told: topics(rt, s.state)}
		for range rapid.IntRange(5, 60).Draw(rt, "steps") {
			switch rapid.IntRange(0, 19).Draw(rt, "who") {
			case 0:
				a.now = a.now.Add(time.Duration(rapid.IntRange(1, 90).Draw(rt, "seconds")) * time.Second)
			case 1:
				a.happens(rooms.Record{Epoch: s.state.Epoch + 1, At: s.now, Event: rooms.RoomTaken{}})
				s.shares = rooms.Shares{}
			case 2:
				restored, err := rooms.UnmarshalState(json.RawMessage(snapshot(rt, s.state)))
				if err != nil {
					rt.Fatal(err)
				}
				s.state, a.told = restored, topics(rt, restored)
			case 3, 4, 5:
				a.server()
			default:
				a.device()
			}
		}
		a.end()
		replay(rt, s)
		audited(rt, s.state.ID, s.records, s.sign, s.verifier)
	})
}

// begin brings a meeting to where much can happen.
func begin(rt *rapid.T, s *script) {
	if rapid.IntRange(0, 3).Draw(rt, "begun") == 0 {
		return
	}
	s.in(rooms.InSession)
	s.server("media.report", rooms.ReportMedia{Person: "khach", Joined: true})
	if rapid.Bool().Draw(rt, "voting") {
		a := args{"secrecy": rapid.SampledFrom([]ballot.Secrecy{ballot.Live, ballot.Named, ballot.Secret}).Draw(rt, "secrecy")}
		if rapid.Bool().Draw(rt, "paper") {
			a["method"] = ballot.Mixed
		}
		s.round(rapid.SampledFrom([]int{0, 30}).Draw(rt, "for"), a)
	}
	if rapid.Bool().Draw(rt, "presenting") {
		s.do("chu-toa", "presentation.start", args{"document": "d1", "page": 2})
		s.do("chu-toa", "presentation.give", args{"person": "binh"})
	}
	if rapid.Bool().Draw(rt, "speaking") {
		s.do("chu-toa", "floor.grant", args{"person": "an"})
		s.do("binh", "floor.request", nil)
	}
}

// end closes the meeting, if it can be closed.
func (a *actors) end() {
	for _, id := range a.state.BallotOrder {
		if a.state.Ballots[id].Running() {
			a.step(a.request("chu-toa", "ballot.close", args{"ballot": id}))
			a.now = a.now.Add(rooms.Grace)
			a.step(rooms.ServerRequest("", "", "ballot.close", rooms.CloseBallot{Ballot: id}))
		}
	}
	a.step(a.request("chu-toa", "meeting.close", nil))
}
