package clients_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"dienhong/clients"
	"dienhong/clients/clientstest"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

func contextFor(t testing.TB, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}

func TestEverybodyIsToldWhatIsTrue(t *testing.T) {
	h := open(t, nil, roomtest.Delegates(2), roomtest.Screens(1), roomtest.Quorum(1, 2), roomtest.Seats(5))
	document := h.Document(h.Item("Báo cáo kinh tế - xã hội"), 10)
	chair, delegate, screen := h.sits(roomtest.Chair), h.sits(h.Delegates[0]), h.sits(h.Screens[0])

	meeting, _ := clientstest.Get[clients.MeetingValue](chair.Picture(), "meeting")
	if meeting.Title != "Kỳ họp thứ 9" || meeting.Phase != rooms.InSession || meeting.Seats != 5 || meeting.QuorumDen != 2 {
		t.Errorf("the chair is told %+v", meeting)
	}
	meeting, _ = clientstest.Get[clients.MeetingValue](delegate.Picture(), "meeting")
	if meeting.Title != "Kỳ họp thứ 9" || meeting.Seats != 0 || meeting.QuorumDen != 0 {
		t.Errorf("a delegate is told %+v", meeting)
	}
	people, _ := clientstest.Get[clients.PeopleValue](delegate.Picture(), "people")
	if want := []rooms.PersonID{"chair", "secretary", "delegate-1", "delegate-2", "screen-1"}; !slices.Equal(people.Order, want) {
		t.Errorf("people in the order %v, want %v", people.Order, want)
	}
	attendance, _ := clientstest.Get[clients.AttendanceValue](screen.Picture(), "attendance")
	if want := (clients.AttendanceValue{Expected: 4, Present: 4, Voters: 2, VotersPresent: 2, Quorum: 1}); attendance != want {
		t.Errorf("attendance %+v, want %+v", attendance, want)
	}
	if me := delegate.Picture().Me; me.Person != h.Delegates[0] || me.Role != rooms.Delegate ||
		!slices.Contains(me.Can, "ballot.cast") || slices.Contains(me.Can, "ballot.open") {
		t.Errorf("a delegate is told of themselves %+v", me)
	}
	if me := chair.Picture().Me; slices.Contains(me.Can, "document.add") {
		t.Error("the chair is told of a command that only the server can send")
	}

	chair.Must(t, "presentation.start", map[string]any{"document": document})
	chair.Must(t, "page.turn", map[string]any{"document": document, "page": 7})
	for _, tablet := range []*clientstest.Tablet{chair, delegate, screen} {
		tablet.Expect(t, "page 7", page(7))
	}
	delegate.Refused(t, "page.turn", map[string]any{"document": document, "page": 8}, "forbidden")
	delegate.Refused(t, "page.flip", nil, "command_unknown")
	chair.Refused(t, "page.turn", map[string]any{"document": document, "pages": 8}, "command_invalid")

	late := h.sits(h.Delegates[1])
	late.Expect(t, "page 7", page(7))
	agree(t, delegate, late)
}

func TestBackWhereItStopped(t *testing.T) {
	h := open(t, nil, roomtest.Delegates(2))
	document := h.Document(h.Item("Báo cáo"), 10)
	item := h.Item("Sẽ bỏ")
	steady, lost := h.sits(h.Delegates[0]), h.stays(h.Delegates[1])
	lost.Drop()
	h.Do(roomtest.Chair, "presentation.start", map[string]any{"document": document})
	h.Do(roomtest.Chair, "item.remove", map[string]any{"item": item})
	h.Do(roomtest.Chair, "page.turn", map[string]any{"document": document, "page": 3})
	lost.Expect(t, "the page and the item's end", func(p *clientstest.Picture) bool {
		_, there := p.Values["item/"+string(item)]
		return page(3)(p) && !there && p.Online
	})
	if p := lost.Picture(); p.Welcomes < 2 || p.Full != 1 {
		t.Errorf("%d welcomes, %d of them full: it was not told only what it missed", p.Welcomes, p.Full)
	}
	agree(t, steady, lost)
}

func TestHelloAgainOnTheSameLine(t *testing.T) {
	h := open(t, nil, roomtest.Delegates(1))
	document := h.Document(h.Item("Báo cáo"), 10)
	conn := h.line(h.Delegates[0])
	hello(t, conn, 0, 0)
	first := next(t, conn, "welcome")
	if !first.Full || len(first.Set) < 8 {
		t.Fatalf("the first welcome %+v is not full", first)
	}
	h.Do(roomtest.Chair, "presentation.start", map[string]any{"document": document})
	told := next(t, conn, "patch")
	tests := []struct {
		name       string
		epoch, seq uint64
		full       bool
		keys       int
	}{
		{"where it was", first.Epoch, first.Seq, false, 1},
		{"where it is", first.Epoch, told.Seq, false, 0},
		{"before what is remembered", first.Epoch, 1, true, len(first.Set)},
		{"ahead of the room", first.Epoch, told.Seq + 100, true, len(first.Set)},
		{"another epoch", first.Epoch - 1, told.Seq, true, len(first.Set)},
		{"nothing", 0, 0, true, len(first.Set)},
	}
	for _, tt := range tests {
		hello(t, conn, tt.epoch, tt.seq)
		f := next(t, conn, "welcome")
		if f.Full != tt.full || len(f.Set) != tt.keys || f.Epoch != first.Epoch || f.Seq != told.Seq {
			t.Errorf("back from %s: full %t with %d values at %d, want %t with %d at %d",
				tt.name, f.Full, len(f.Set), f.Seq, tt.full, tt.keys, told.Seq)
		}
	}
}

func TestNewEpoch(t *testing.T) {
	h := open(t, nil, roomtest.Delegates(2))
	document := h.Document(h.Item("Báo cáo"), 10)
	h.Do(roomtest.Chair, "presentation.start", map[string]any{"document": document})
	chair, delegate := h.sits(roomtest.Chair), h.sits(h.Delegates[0])
	before := delegate.Picture().Epoch
	h.Journal.FailNext(errors.New("the disk is full"))
	chair.Must(t, "item.add", map[string]any{"title": "Thêm"}) // refused with retry, and sent again
	delegate.Expect(t, "the new epoch", func(p *clientstest.Picture) bool { return p.Epoch > before && p.Full == 2 && len(p.Values) > 0 })
	agree(t, delegate, h.sits(h.Delegates[1]))
	if added := len(h.State().Agenda.Order); added != 2 {
		t.Errorf("%d items, want 2: the command was carried out once", added)
	}
	// Who is connected is true in the new epoch too.
	chair.Expect(t, "the delegates online", func(p *clientstest.Picture) bool {
		person, _ := clientstest.Get[clients.PersonValue](p, "person/"+string(h.Delegates[0]))
		return person.Online
	})
}

func TestServerRestarts(t *testing.T) {
	h := open(t, nil, roomtest.Delegates(3))
	document := h.Document(h.Item("Báo cáo"), 10)
	h.Do(roomtest.Chair, "presentation.start", map[string]any{"document": document})
	chair := h.stays(roomtest.Chair)
	tablets := []*clientstest.Tablet{h.stays(h.Delegates[0]), h.stays(h.Delegates[1]), h.stays(h.Delegates[2])}
	goodbye := h.line(h.Delegates[0])
	hello(t, goodbye, 0, 0)
	next(t, goodbye, "welcome")

	h.closeHub()
	if f := next(t, goodbye, "bye"); f.Code != clients.ByeRestart || !f.Retry {
		t.Errorf("the last word was %+v", f)
	}
	_, response, err := websocket.DefaultDialer.Dial(h.address(roomtest.Chair), nil)
	if err == nil || response.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a closed hub took a connection: %v", err)
	}
	if response != nil {
		response.Body.Close()
	}
	h.Reopen()
	h.newHub()
	chair.Must(t, "page.turn", map[string]any{"document": document, "page": 4})
	for _, tablet := range tablets {
		tablet.Expect(t, "page 4", page(4))
	}
	agree(t, tablets...)
}

func TestRoomIsGone(t *testing.T) {
	h := open(t, nil, roomtest.Delegates(1))
	delegate := h.sits(h.Delegates[0])
	h.Registry.Close()
	delegate.Expect(t, "a bye that lets it come back", func(p *clientstest.Picture) bool { return p.Bye != nil && p.Bye.Retry })
}

func TestGolden(t *testing.T) {
	h := open(t, nil, roomtest.Delegates(1))
	var mu sync.Mutex
	frames := map[string][]byte{}
	tablet := clientstest.Join(t, h.address(h.Delegates[0]), clientstest.Options{Saw: func(data []byte) {
		var f frame
		_ = json.Unmarshal(data, &f)
		mu.Lock()
		frames[f.T] = data
		mu.Unlock()
	}})
	item := h.Item("Mục")
	ballot, hash := h.OpenBallot("Đồng ý?", 0)
	tablet.Must(t, "ballot.cast", roomtest.Cast(ballot, hash, "yes"))
	tablet.Expect(t, "its ballot", func(p *clientstest.Picture) bool { return len(p.Me.Ballots) == 1 })
	h.Do(roomtest.Chair, "item.remove", map[string]any{"item": item})
	tablet.Expect(t, "the item to go", func(p *clientstest.Picture) bool { return !strings.Contains(all(p), "Mục") })
	h.Hub().DropPerson(h.Delegates[0])
	tablet.Expect(t, "bye", func(p *clientstest.Picture) bool { return p.Bye != nil })
	mu.Lock()
	defer mu.Unlock()
	// Each is exactly what its Go type says: nothing more, and the same again when written from the type.
	for kind, target := range map[string]any{
		"welcome": &clients.Welcome{}, "patch": &clients.Patch{}, "me": &clients.MeFrame{}, "reply": &clients.Reply{}, "bye": &clients.Bye{},
	} {
		decoder := json.NewDecoder(strings.NewReader(string(frames[kind])))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(target); err != nil {
			t.Errorf("%s: %v in %s", kind, err, frames[kind])
			continue
		}
		again, err := json.Marshal(target)
		if err != nil {
			t.Fatal(err)
		}
		var got, want map[string]any
		_ = json.Unmarshal(frames[kind], &got)
		_ = json.Unmarshal(again, &want)
		for name := range want {
			if _, there := got[name]; !there {
				t.Errorf("%s has no %s: %s", kind, name, frames[kind])
			}
		}
	}
}
