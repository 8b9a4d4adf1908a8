package clients

import (
	"context"
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
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

// known is what a device of one audience knows.
type known struct {
	at     place
	values map[string]string
}

func (k known) clone() known { return known{k.at, maps.Clone(k.values)} }

// fold takes a message as a device does.
func (k *known) fold(t *rapid.T, data []byte) {
	var m struct {
		T                string
		Epoch, Prev, Seq uint64
		Full             bool
		Set              map[string]json.RawMessage
		Del              []string
	}
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	if err := decoder.Decode(&m); err != nil {
		t.Fatalf("a message that is no JSON: %v\n%s", err, data)
	}
	switch {
	case m.T == "welcome" && m.Full:
		k.values = map[string]string{}
	case m.T == "welcome":
	case m.Epoch != k.at.epoch || k.at.seq < m.Prev:
		t.Fatalf("a device at %v gets a patch from %d of epoch %d", k.at, m.Prev, m.Epoch)
	case k.at.seq >= m.Seq:
		t.Fatalf("a device at %v gets an old patch to %d", k.at, m.Seq)
	}
	for key, value := range m.Set {
		if string(value) == "null" || strings.Contains(string(value), ":null") {
			t.Fatalf("%s holds null: %s", key, value)
		}
		k.values[key] = string(value)
	}
	for _, key := range m.Del {
		delete(k.values, key)
	}
	k.at = place{m.Epoch, m.Seq}
}

// world is a meeting that random commands change, and devices of every audience that are told of it.
type world struct {
	t         *rapid.T
	m         *roomtest.Meeting
	feed      *rooms.Feed
	state     *rooms.State
	audiences [audiences]*audience
	devices   [audiences]known
	history   [audiences][]known // every place at which a device may have stopped
	pending   map[rooms.Topic]struct{}
	told      uint64
	secrets   []string // never for anybody but the desk
	texts     int
}

func (w *world) text(of string) string {
	w.texts++
	return fmt.Sprintf("%s %d.", of, w.texts)
}

// secret is a text that only the desk may ever see.
func (w *world) secret() string {
	text := w.text("Bí mật")
	w.secrets = append(w.secrets, text)
	return text
}

// step has something done, and takes what came of it.
func (w *world) step(request rooms.Request) {
	_, _ = w.m.Room.Do(context.Background(), request) // refusals are part of life
	w.m.State()                                       // everything is published now
	done, cancel := context.WithCancel(context.Background())
	cancel()
	records, _ := w.feed.Next(done)
	for _, record := range records {
		topics, err := w.state.Apply(record)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, topic := range topics {
			w.pending[topic] = struct{}{}
			for _, also := range alsoTouched(topic) {
				w.pending[also] = struct{}{}
			}
		}
	}
}

// tell tells the devices what is pending.
func (w *world) tell() {
	w.told = w.state.Seq
	for who, a := range w.audiences {
		prev := a.top
		changed, err := a.update(w.state, w.pending)
		if err != nil {
			w.t.Fatal(err)
		}
		if len(changed) > 0 {
			message := a.patch(prev, a.top, changed)
			w.guard(a.who, message)
			w.devices[who].fold(w.t, message)
		}
		k := w.devices[who].clone()
		k.at.seq = w.told // as a welcome just now would have said
		w.history[who] = append(w.history[who], k)
	}
	w.pending = map[rooms.Topic]struct{}{}
}

// welcomeMessage is the welcome for a device at a place, without the part about the person.
func (w *world) welcomeMessage(a *audience, at place) []byte {
	changed, resumed := a.since(at.epoch, at.seq, w.told)
	head := fmt.Appendf(nil, `{"t":"welcome","epoch":%d,"seq":%d,"full":%t`, a.epoch, w.told, !resumed)
	if resumed {
		return append(appendChanges(head, changed, true), '}')
	}
	all := slices.Collect(func(yield func(*entry) bool) {
		for e := a.order.Front(); e != nil; e = e.Next() {
			if !yield(e.Value.(*entry)) {
				return
			}
		}
	})
	return append(appendSet(append(head, `,"set":`...), all), '}')
}

// whole is the projection of the state as a whole.
func (w *world) whole(who who) map[string]string {
	values := map[string]string{}
	for _, topic := range topicsOf(w.state) {
		value, err := project(w.state, who, topic)
		if err != nil {
			w.t.Fatal(err)
		}
		if value != nil {
			values[keyOf(topic)] = string(value)
		}
	}
	return values
}

func (w *world) same(what string, who who, got map[string]string) {
	want := w.whole(who)
	if maps.Equal(got, want) {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if got[key] != want[key] {
			w.t.Errorf("%s: %s knows of %s\n%s\nwhere it is\n%s", what, who, key, got[key], want[key])
		}
	}
	for key := range got {
		if _, there := want[key]; !there {
			w.t.Errorf("%s: %s knows of %s, which is not there", what, who, key)
		}
	}
	w.t.FailNow()
}

// argument draws a value for a field of a command: mostly of something that is there.
func (w *world) argument(typ reflect.Type, name string) reflect.Value {
	s := w.state
	pick := func(of ...string) reflect.Value {
		return reflect.ValueOf(rapid.SampledFrom(of).Draw(w.t, name)).Convert(typ)
	}
	switch typ {
	case reflect.TypeFor[agenda.ItemID]():
		return pick(append(stringsOf(s.Agenda.Order), "none")...)
	case reflect.TypeFor[agenda.DocumentID]():
		return pick(append(stringsOf(slices.Sorted(maps.Keys(s.Agenda.Documents))), "")...)
	case reflect.TypeFor[rooms.PersonID]():
		return pick(append(stringsOf(s.PeopleOrder), "")...)
	case reflect.TypeFor[rooms.BallotID]():
		return pick(append(stringsOf(s.BallotOrder), "")...)
	case reflect.TypeFor[ballot.Choice]():
		return pick("yes", "no", "abstain")
	case reflect.TypeFor[ballot.Marks]():
		choice := rapid.SampledFrom(ballot.YesNoAbstain()).Draw(w.t, name)
		return reflect.ValueOf(ballot.Mark(choice))
	case reflect.TypeFor[ballot.Form]():
		return pick("", "", "yes_no")
	case reflect.TypeFor[ballot.Secrecy]():
		return pick("", "live", "named", "secret")
	case reflect.TypeFor[ballot.Method]():
		return pick("", "", "mixed", "hands")
	case reflect.TypeFor[[]byte]():
		return reflect.ValueOf([]byte(nil))
	case reflect.TypeFor[rooms.Mode]():
		return pick("", "in_room", "remote")
	case reflect.TypeFor[rooms.FloorKind]():
		return pick("", "debate", "question")
	case reflect.TypeFor[rooms.Scene]():
		return pick("auto", "ballot", "blank")
	case reflect.TypeFor[rooms.Role]():
		return pick(stringsOf(rooms.SeatRoles())...)
	case reflect.TypeFor[agenda.Kind]():
		return pick(stringsOf(agenda.Kinds())...)
	case reflect.TypeFor[time.Time]():
		return reflect.ValueOf(roomtest.Start.Add(time.Duration(rapid.IntRange(0, 100).Draw(w.t, name)) * time.Minute))
	}
	value := reflect.New(typ).Elem()
	switch typ.Kind() {
	case reflect.String:
		value.SetString(w.text("Chữ"))
	case reflect.Bool:
		value.SetBool(rapid.Bool().Draw(w.t, name))
	case reflect.Int, reflect.Int64:
		value.SetInt(int64(rapid.IntRange(0, 4).Draw(w.t, name)))
	case reflect.Struct:
		for i := range typ.NumField() {
			value.Field(i).Set(w.argument(typ.Field(i).Type, typ.Field(i).Name))
		}
	case reflect.Pointer, reflect.Slice, reflect.Map: // an option that is left out
	default:
		w.t.Fatalf("no value for %s", typ)
	}
	return value
}

func stringsOf[S ~string](of []S) []string {
	texts := make([]string, len(of))
	for i, s := range of {
		texts[i] = string(s)
	}
	return texts
}

var (
	commandTypes = rooms.CommandTypes()
	commandNames = slices.Sorted(maps.Keys(commandTypes))
)

// command draws a command of somebody. What would end the meeting comes seldom, what has little to show too.
func (w *world) command() rooms.Request {
	usual := []string{
		"ballot.prepare", "ballot.open", "ballot.cast", "ballot.cast", "ballot.cast", "ballot.close", "ballot.declare", "ballot.void",
		"ballot.discard", "person.add", "person.edit", "person.remove", "item.add", "item.remove", "item.start",
		"ballot.issue_paper", "ballot.remove_elector", "ballot.fall_back", "proxy.set", "attendance.mark", "attendance.leave", "attendance.check_in", "presentation.start", "page.turn", "floor.request",
		"floor.grant", "link.report", "media.report", "document.add", "document.advance", "document.remove",
	}
	name := rapid.SampledFrom(append(usual, commandNames...)).Draw(w.t, "command")
	if request, server := w.serverCommand(name); server {
		return request
	}
	if strings.HasPrefix(name, "meeting.") && rapid.IntRange(0, 3).Draw(w.t, "seldom") > 0 {
		name = "meeting.resume"
	}
	actor := rapid.SampledFrom(append([]rooms.PersonID{roomtest.Chair, roomtest.Secretary, roomtest.Chair}, w.state.PeopleOrder...)).Draw(w.t, "actor")
	args := w.argument(commandTypes[name], name).Interface()
	switch c := args.(type) {
	case rooms.PrepareBallot:
		c.Question, c.Least, c.Most, c.Winners, c.MaxScore, c.Threshold = w.text("Có tán thành không"), 0, 0, 0, 0, 0
		c.Supersedes, c.Follows = "", ""
		args = c
	case rooms.MarkAttendance:
		c.Reason = w.secret()
		args = c
	case rooms.AddPerson:
		c.Person.ID = rooms.PersonID(fmt.Sprintf("more-%d", rapid.IntRange(1, 4).Draw(w.t, "id")))
		args = c
	case rooms.CastBallot:
		c.Text = ""
		if b := w.state.Ballots[c.Ballot]; b != nil {
			c.Hash = b.Hash
			if len(b.Key) > 0 && rapid.IntRange(0, 3).Draw(w.t, "sealed") > 0 {
				c.Sealed, _ = w.m.Sealed(b, actor, c.Marks)["sealed"].([]byte)
				c.Marks, c.Elector = nil, ""
			}
		}
		args = c
	}
	return w.m.Request(actor, name, args)
}

func (w *world) serverCommand(name string) (rooms.Request, bool) {
	var command rooms.Command
	switch name {
	case "link.report":
		command = rooms.ReportLink{
			Person: w.argument(reflect.TypeFor[rooms.PersonID](), "person").Interface().(rooms.PersonID), Online: rapid.Bool().Draw(w.t, "online"),
		}
	case "media.report":
		command = w.argument(reflect.TypeFor[rooms.ReportMedia](), "media").Interface().(rooms.ReportMedia)
	case "document.add":
		c := w.argument(reflect.TypeFor[rooms.AddDocument](), "document").Interface().(rooms.AddDocument)
		c.Document, c.File = agenda.DocumentID(rooms.NewID()), rapid.SampledFrom([]string{"f1", "f2"}).Draw(w.t, "file")
		command = c
	case "document.advance":
		command = rooms.AdvanceDocument{
			File: rapid.SampledFrom([]string{"f1", "f2"}).Draw(w.t, "file"), State: agenda.Showable, Done: 2,
			Pages: []agenda.Page{{W: 595, H: 842}, {W: 842, H: 595}},
		}
	default:
		return rooms.Request{}, false
	}
	return rooms.ServerRequest("", "", name, command), true
}

// What every device is told, whatever happens, amounts to what is true for it; coming back from any earlier moment
// gives the same; and nobody is told what is for the desk alone.
func TestFoldIsProjection(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := roomtest.New(t, roomtest.Delegates(4), roomtest.Units(1), roomtest.Guests(1), roomtest.Screens(1), roomtest.Quorum(1, 2), roomtest.Proxies(2), roomtest.Notary())
		defer m.Registry.Close()
		m.Document(m.Item("Báo cáo"), 3)
		feed, err := m.Room.Follow(t.Context())
		if err != nil {
			rt.Fatal(err)
		}
		state, err := rooms.UnmarshalState(feed.Start)
		if err != nil {
			rt.Fatal(err)
		}
		w := &world{t: rt, m: m, feed: feed, state: state, pending: map[rooms.Topic]struct{}{}, told: state.Seq}
		for i := range audiences {
			if w.audiences[i], err = newAudience(i, state); err != nil {
				rt.Fatal(err)
			}
			first := w.welcomeMessage(w.audiences[i], place{})
			w.guard(i, first)
			w.devices[i].fold(rt, first)
		}
		w.tell()
		for range rapid.IntRange(1, 60).Draw(rt, "steps") {
			w.step(w.command())
			if rapid.IntRange(0, 2).Draw(rt, "tell") > 0 {
				w.tell()
			}
		}
		w.tell()
		for i, a := range w.audiences {
			w.same("told", a.who, w.devices[i].values)
			for _, stopped := range w.history[i] {
				k := stopped.clone()
				message := w.welcomeMessage(a, k.at)
				w.guard(a.who, message)
				k.fold(rt, message)
				w.same(fmt.Sprintf("back from %d", stopped.at.seq), a.who, k.values)
			}
		}
	})
}
