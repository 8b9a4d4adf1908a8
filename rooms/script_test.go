package rooms_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"dienhong/agenda"
	"dienhong/agenda/ballot"
	"dienhong/rooms"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

var start = time.Date(2026, 9, 24, 1, 0, 0, 0, time.UTC)

// args are the arguments of a command.
type args map[string]any

// tester is what cases and properties have in common.
type tester interface {
	Helper()
	Error(...any)
	Errorf(string, ...any)
	Fatal(...any)
	Fatalf(string, ...any)
}

// script carries commands out on a state, without a loop or a journal, and keeps what came of them.
type script struct {
	t       tester
	state   *rooms.State
	now     time.Time
	ids     int
	records []rooms.Record
	// without these no secret round can be opened, and nothing is signed
	seals  rooms.Seals
	shares rooms.Shares
	sign   func(string) (string, error)
	// verifier checks what sign signed.
	verifier string
}

// newScript is a published meeting with nobody checked in. The chair, an, binh and cau-1 have a vote; item i1 holds the
// paper d1 of three pages and d2, whose pages are not there yet; i2 and i3 hold nothing.
func newScript(t tester) *script {
	s := &script{t: t, state: rooms.NewState("m1"), now: start}
	s.apply("thu-ky", rooms.MeetingCreated{Announcement: rooms.Announcement{Title: "Kỳ họp thứ 9", Body: "HĐND tỉnh", Starts: start}})
	for _, p := range []rooms.Person{
		{ID: "chu-toa", Name: "Nguyễn Văn Chủ", Role: rooms.Chair, Votes: true},
		{ID: "thu-ky", Name: "Trần Thị Thư", Role: rooms.Secretary},
		{ID: "an", Name: "Lê An", Role: rooms.Delegate, Votes: true},
		{ID: "binh", Name: "Phạm Bình", Role: rooms.Delegate, Votes: true},
		{ID: "cau-1", Name: "Điểm cầu 1", Role: rooms.Unit, Votes: true},
		{ID: "khach", Name: "Khách", Role: rooms.Guest},
		{ID: "man-hinh", Name: "Màn hình", Role: rooms.Screen},
	} {
		s.apply("thu-ky", rooms.PersonAdded{Person: p})
	}
	for i, id := range []agenda.ItemID{"i1", "i2", "i3"} {
		s.apply("thu-ky", rooms.ItemAdded{Item: id, Index: i, ItemFields: rooms.ItemFields{Title: "Nội dung " + string(id), Kind: agenda.Discussion}})
	}
	for _, id := range []agenda.DocumentID{"d1", "d2"} {
		s.apply("thu-ky", rooms.DocumentAdded{AddDocument: rooms.AddDocument{Document: id, Item: "i1", Title: "Tờ trình", File: "file-" + string(id), Size: 1}})
	}
	a4 := agenda.Page{W: 595, H: 842}
	s.apply("", rooms.DocumentAdvanced{AdvanceDocument: rooms.AdvanceDocument{
		File: "file-d1", State: agenda.Showable, Pages: []agenda.Page{a4, a4, a4}, Done: 3,
	}})
	s.apply("thu-ky", rooms.MeetingMovedOn{Phase: rooms.Scheduled})
	return s
}

// in brings the meeting into a phase. From the opening of check-in on, everybody but khach and man-hinh is present.
func (s *script) in(phase rooms.Phase) *script {
	if phase == rooms.Draft {
		s.apply("thu-ky", rooms.MeetingMovedOn{Phase: rooms.Draft})
		return s
	}
	for _, step := range []rooms.Phase{rooms.CheckInOpen, rooms.InSession, rooms.Paused, rooms.Closed} {
		if s.state.Meeting.Phase == phase {
			break
		}
		if phase == rooms.Closed && step == rooms.Paused {
			continue
		}
		s.apply("chu-toa", rooms.MeetingMovedOn{Phase: step})
		if step == rooms.CheckInOpen {
			for _, id := range []rooms.PersonID{"chu-toa", "thu-ky", "an", "binh", "cau-1"} {
				s.apply(id, rooms.AttendanceMarked{Person: id, Present: true, Mode: rooms.InRoom, Method: rooms.SelfMarked})
			}
		}
	}
	return s
}

// apply makes events happen, each a second after the one before.
func (s *script) apply(actor rooms.PersonID, events ...rooms.Event) {
	s.t.Helper()
	for _, event := range events {
		s.now = s.now.Add(time.Second)
		s.append(rooms.Record{At: s.now, Actor: actor, Event: event})
	}
}

func (s *script) append(record rooms.Record) []rooms.Topic {
	s.t.Helper()
	record.Seq, record.Epoch = s.state.Seq+1, max(s.state.Epoch, record.Epoch, 1)
	touched, err := s.state.Apply(record)
	if err != nil {
		s.t.Fatalf("apply %s: %v", record.Event.Kind(), err)
	}
	s.records = append(s.records, record)
	return touched
}

func (s *script) newID() string {
	s.ids++
	return fmt.Sprintf("new-%06d", s.ids)
}

// decide asks without doing, and sees to it that asking changes nothing.
func (s *script) decide(q rooms.Request) (rooms.Decision, error) {
	s.t.Helper()
	before := snapshot(s.t, s.state)
	decision, err := rooms.Decide(s.state, q, rooms.Turn{Now: s.now, NewID: s.newID, Seals: s.seals, Shares: s.shares, Sign: s.sign})
	if after := snapshot(s.t, s.state); after != before {
		s.t.Fatalf("deciding %s changed the state\nfrom %s\nto   %s", q.Name, before, after)
	}
	return decision, err
}

// request is what a device would send.
func (s *script) request(actor rooms.PersonID, name string, a args) rooms.Request {
	s.t.Helper()
	data, err := json.Marshal(a)
	if err != nil {
		s.t.Fatal(err)
	}
	q, err := rooms.NewRequest(rooms.CommandID(s.newID()), actor, name, data)
	if err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	return q
}

// carry decides and applies.
func (s *script) carry(q rooms.Request) (rooms.Decision, error) {
	s.t.Helper()
	decision, err := s.decide(q)
	if err != nil {
		return decision, err
	}
	for _, event := range decision.Events {
		s.append(rooms.Record{At: s.now, Actor: q.Actor, Command: q.ID, Event: event})
	}
	return decision, nil
}

// do carries a command out that must succeed.
func (s *script) do(actor rooms.PersonID, name string, a args) rooms.Decision {
	s.t.Helper()
	decision, err := s.carry(s.request(actor, name, a))
	if err != nil {
		s.t.Fatalf("%s of %s: %v", name, actor, err)
	}
	return decision
}

// server carries a command of the server out that must succeed.
func (s *script) server(name string, command rooms.Command) rooms.Decision {
	s.t.Helper()
	decision, err := s.carry(rooms.ServerRequest("", "", name, command))
	if err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	return decision
}

// ballot prepares and opens a ballot on i2 for so many seconds, 0 without an end, and returns it.
func (s *script) ballot(seconds int) *rooms.Ballot {
	s.t.Helper()
	return s.round(seconds, nil)
}

// round is ballot with whatever else is said of the question.
func (s *script) round(seconds int, more args) *rooms.Ballot {
	s.t.Helper()
	b := s.prepare(more)
	s.do("chu-toa", "ballot.open", args{"ballot": b.ID, "seconds": seconds})
	return b
}

// prepare writes a question for i2 down.
func (s *script) prepare(more args) *rooms.Ballot {
	s.t.Helper()
	a := args{"item": "i2", "question": "Thông qua?"}
	maps.Copy(a, more)
	id := s.do("thu-ky", "ballot.prepare", a).Answer["ballot"].(rooms.BallotID)
	return s.state.Ballots[id]
}

func (s *script) cast(voter rooms.PersonID, b *rooms.Ballot, choice ballot.Choice) {
	s.t.Helper()
	s.do(voter, "ballot.cast", args{"ballot": b.ID, "hash": b.Hash, "marks": ballot.Mark(choice)})
}

// close closes a ballot and lets the time pass in which what is on its way is taken.
func (s *script) close(b *rooms.Ballot) {
	s.t.Helper()
	s.do("chu-toa", "ballot.close", args{"ballot": b.ID})
	if s.state.Ballots[b.ID].State == rooms.BallotIsClosing {
		s.now = s.now.Add(rooms.Grace)
		s.server("ballot.close", rooms.CloseBallot{Ballot: b.ID})
	}
}

func snapshot(t tester, s *rooms.State) string {
	t.Helper()
	data, err := rooms.MarshalState(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func code(err error) string {
	var coded interface{ Code() string }
	if errors.As(err, &coded) {
		return coded.Code()
	}
	return fmt.Sprint(err)
}

// rule is one named case: a meeting in a phase (in session without one), what happened before, a command, and what comes of it: the kinds of
// its events, "nothing", or the code of its refusal after "!".
type rule struct {
	name    string
	phase   rooms.Phase
	given   func(s *script)
	actor   rooms.PersonID
	command string
	args    args
	want    string
	// then looks at the state that came of it.
	then func(t *testing.T, s *script)
}

func check(t *testing.T, rules []rule) {
	t.Helper()
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			if r.phase == "" {
				r.phase = rooms.InSession
			}
			s := newScript(t).in(r.phase)
			if r.given != nil {
				r.given(s)
			}
			decision, err := s.carry(s.request(r.actor, r.command, r.args))
			if got := outcome(decision, err); got != r.want {
				t.Fatalf("%s of %s gave %s, want %s", r.command, r.actor, got, r.want)
			}
			if r.then != nil {
				r.then(t, s)
			}
		})
	}
}

func outcome(d rooms.Decision, err error) string {
	if err != nil {
		return "!" + code(err)
	}
	kinds := []string{}
	for _, event := range d.Events {
		kinds = append(kinds, event.Kind())
	}
	if d.Refusal != nil {
		kinds = append(kinds, "!"+code(d.Refusal))
	}
	if len(kinds) == 0 {
		return "nothing"
	}
	return strings.Join(kinds, " ")
}

func repeated(text string, n int) string { return strings.Repeat(text, n) }
