package clients_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"dienhong/clients"
	"dienhong/clients/clientstest"
	"dienhong/clients/wire"
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

func TestWhoIsNotInTheMeeting(t *testing.T) {
	h := open(t, nil, roomtest.Delegates(2), roomtest.In(rooms.Scheduled), roomtest.Absent())
	draft := roomtest.New(t, roomtest.Delegates(1), roomtest.In(rooms.Draft))
	elsewhere := func(address string) string {
		return strings.Replace(address, "meeting="+string(h.ID), "meeting=01J00000000000000000000000", 1)
	}
	for name, address := range map[string]string{"a stranger": h.address("stranger"), "no such meeting": elsewhere(h.address(roomtest.Chair))} {
		tablet, err := clientstest.Dial(t.Context(), address, clientstest.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(tablet.Close)
		tablet.Expect(t, name+" to be sent away", func(p *clientstest.Picture) bool {
			return p.Bye != nil && p.Bye.Code == clients.ByeRemoved && !p.Bye.Retry
		})
		if n := len(tablet.Picture().Values); n > 0 {
			t.Errorf("%s was told %d values", name, n)
		}
	}
	_ = draft

	removed, secretary := h.sits(h.Delegates[0]), h.sits(roomtest.Secretary)
	secretary.Must(t, "person.remove", map[string]any{"person": h.Delegates[0]})
	removed.Expect(t, "to hear that it is out", func(p *clientstest.Picture) bool { return p.Bye != nil && p.Bye.Code == clients.ByeRemoved })
	secretary.Expect(t, "the person to be gone", func(p *clientstest.Picture) bool {
		_, there := p.Values["person/"+string(h.Delegates[0])]
		return !there
	})

	// Whoever is added is let in at once, however far the hub is behind the room.
	for range 20 {
		release := h.Hub().Stall(h.ID)
		answer := h.Do(roomtest.Secretary, "person.add", map[string]any{"person": map[string]any{"id": "", "name": "Người mới", "role": "guest"}})
		added := h.line(answer.Data["person"].(rooms.PersonID))
		hello(t, added, 0, 0)
		time.Sleep(5 * time.Millisecond) // so that both the hello and the news wait for the hub
		release()
		if f := next(t, added, "welcome", "bye"); f.T != "welcome" {
			t.Fatalf("somebody who was just added is told %+v", f)
		}
	}
}

func TestDraftIsForTheDesk(t *testing.T) {
	h := open(t, nil, roomtest.Delegates(1), roomtest.In(rooms.Draft))
	early, err := clientstest.Dial(t.Context(), h.address(h.Delegates[0]), clientstest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(early.Close)
	early.Expect(t, "a delegate to be sent away", func(p *clientstest.Picture) bool { return p.Bye != nil && p.Bye.Code == clients.ByeRemoved })
	secretary := h.sits(roomtest.Secretary)
	secretary.Must(t, "meeting.publish", nil)
	h.sits(h.Delegates[0])
}

func TestChangeOfRole(t *testing.T) {
	h := open(t, nil, roomtest.Delegates(2))
	var mu sync.Mutex
	var seen []string
	person := h.Delegates[0]
	tablet := clientstest.Join(t, h.address(person), clientstest.Options{Saw: func(frame []byte) {
		mu.Lock()
		seen = append(seen, string(frame))
		mu.Unlock()
	}})
	ready := "ballot/" + string(h.Ballot("Câu hỏi chưa mở?"))
	told := func(p *clientstest.Picture) bool { _, yes := p.Values[ready]; return yes }
	edit := func(role rooms.Role) {
		h.Do(roomtest.Secretary, "person.edit", map[string]any{"person": map[string]any{"id": person, "name": "Đại biểu 1", "role": role, "votes": true}})
	}
	edit(rooms.Secretary)
	tablet.Expect(t, "what a secretary sees", func(p *clientstest.Picture) bool {
		other, _ := clientstest.Get[clients.PersonValue](p, "person/"+string(person))
		return p.Me.Role == rooms.Secretary && slices.Contains(p.Me.Can, "item.add") && other.Online && told(p)
	})
	edit(rooms.Delegate)
	tablet.Expect(t, "what a delegate sees", func(p *clientstest.Picture) bool {
		return p.Me.Role == rooms.Delegate && !told(p) && !strings.Contains(all(p), `"online":`)
	})
	mu.Lock()
	before := len(seen)
	mu.Unlock()
	another := string(h.Ballot("Câu hỏi khác?"))
	h.Item("Sau đó")
	tablet.Expect(t, "the item", func(p *clientstest.Picture) bool { return strings.Contains(all(p), "Sau đó") })
	mu.Lock()
	defer mu.Unlock()
	if after := strings.Join(seen[before:], "\n"); strings.Contains(after, another) {
		t.Errorf("a delegate again, and told of a ballot that is not open: %s", after)
	}
	if p := tablet.Picture(); p.Welcomes != 3 {
		t.Errorf("%d welcomes, want 3: one for each audience it came into", p.Welcomes)
	}
}

func all(p *clientstest.Picture) string {
	var b strings.Builder
	for _, value := range p.Values {
		b.Write(value)
	}
	return b.String()
}

func TestVoting(t *testing.T) {
	h := open(t, nil, roomtest.Delegates(30), roomtest.Screens(1))
	chair, screen := h.sits(roomtest.Chair), h.sits(h.Screens[0])
	ballot, hash := h.OpenBallot("Thông qua nghị quyết?", 0)
	var tablets []*clientstest.Tablet
	for _, id := range h.Delegates {
		tablets = append(tablets, h.stays(id))
	}
	second := h.sits(h.Delegates[0]) // another tab of the same person
	key := "ballot/" + string(ballot)
	var voters sync.WaitGroup
	for i, tablet := range tablets[:29] {
		voters.Go(func() {
			if i%3 == 0 {
				tablet.Drop() // in the moment of voting
			}
			id := rooms.CommandID(rooms.NewID())
			args := roomtest.Cast(ballot, hash, []string{"yes", "yes", "no"}[i%3])
			first, err := tablet.DoAs(contextFor(t, 30*time.Second), id, "ballot.cast", args)
			again, errAgain := tablet.DoAs(contextFor(t, 30*time.Second), id, "ballot.cast", args)
			if err != nil || errAgain != nil || first.Error != nil || again.Error != nil {
				t.Errorf("voter %d: %+v %v, %+v %v", i, first, err, again, errAgain)
				return
			}
			if first.Data["receipt"] != again.Data["receipt"] || first.Data["receipt"] == "" {
				t.Errorf("voter %d has the receipts %v and %v", i, first.Data, again.Data)
			}
			tablet.Expect(t, "its own ballot", func(p *clientstest.Picture) bool {
				own := p.Me.Ballots[ballot]
				return own.Receipt == first.Data["receipt"] && own.Command == id
			})
		})
	}
	voters.Wait()
	second.Expect(t, "the ballot cast in the other tab", func(p *clientstest.Picture) bool { return p.Me.Ballots[ballot].Receipt != "" })
	second.Refused(t, "ballot.cast", roomtest.Cast(ballot, hash, "no"), "ballot_already_cast")
	value := func(p *clientstest.Picture) clients.BallotValue {
		v, _ := clientstest.Get[clients.BallotValue](p, key)
		return v
	}
	chair.Expect(t, "who has not voted", func(p *clientstest.Picture) bool {
		v := value(p)
		return v.Recorded == 29 && slices.Equal(v.NotVoted, []rooms.PersonID{h.Delegates[29]})
	})
	screen.Expect(t, "how many have voted", func(p *clientstest.Picture) bool { return value(p).Recorded == 29 && value(p).Electors == 30 })
	chair.Must(t, "ballot.close", map[string]any{"ballot": ballot})
	chair.Expect(t, "the count", func(p *clientstest.Picture) bool { return value(p).Tally != nil && value(p).Tally.Counts["yes"] == 20 })
	screen.Expect(t, "the end", func(p *clientstest.Picture) bool { return value(p).State == rooms.BallotIsClosed })
	if value(screen.Picture()).Tally != nil {
		t.Error("the screen shows a result that was not declared")
	}
	chair.Must(t, "ballot.declare", map[string]any{"ballot": ballot})
	screen.Expect(t, "the result", func(p *clientstest.Picture) bool { return value(p).Tally != nil && value(p).Choices == nil })
	chair.Expect(t, "who chose what", func(p *clientstest.Picture) bool { return len(value(p).Choices) == 29 })
	for _, text := range []string{hash, `"yes"`, "receipt"} {
		if strings.Contains(h.log.String(), text) {
			t.Errorf("the log holds %s:\n%s", text, h.log)
		}
	}
}

func TestPresence(t *testing.T) {
	h := open(t, func(c *clients.Config) { c.AwayAfter = 100 * time.Millisecond }, roomtest.Delegates(1))
	chair := h.sits(roomtest.Chair)
	person := h.Delegates[0]
	online := func(want bool) func(*clientstest.Picture) bool {
		return func(p *clientstest.Picture) bool {
			v, _ := clientstest.Get[clients.PersonValue](p, "person/"+string(person))
			return v.Online == want
		}
	}
	one := h.sits(person)
	chair.Expect(t, "online", online(true))
	two := h.sits(person)
	one.Close()
	two.Close()
	chair.Expect(t, "offline", online(false))
	h.sits(person)
	chair.Expect(t, "online again", online(true))
	roomtest.Eventually(t, func() string {
		var changes []bool
		for _, record := range h.Journal.Records(h.ID) {
			if e, ok := record.Event.(rooms.LinkChanged); ok && e.Person == person {
				changes = append(changes, e.Online)
			}
		}
		if !slices.Equal(changes, []bool{false, true}) { // online since checking in
			return fmt.Sprintf("the line went %v", changes)
		}
		return ""
	})
}

func TestShortLossIsNoAbsence(t *testing.T) {
	h := open(t, func(c *clients.Config) { c.AwayAfter, c.BeatAfter = time.Hour, 50*time.Millisecond }, roomtest.Delegates(1))
	tablet := h.stays(h.Delegates[0])
	for n := 1; n <= 3; n++ {
		tablet.Drop()
		tablet.Expect(t, "to be back", func(p *clientstest.Picture) bool { return p.Welcomes == n+1 && p.Online })
	}
	for _, record := range h.Journal.Records(h.ID) {
		if e, ok := record.Event.(rooms.LinkChanged); ok && !e.Online {
			t.Errorf("%s was reported offline", e.Person)
		}
	}
}

func TestSignedOut(t *testing.T) {
	h := open(t, nil, roomtest.Delegates(3))
	a, b, c := h.sits(h.Delegates[0]), h.sits(h.Delegates[1]), h.sits(h.Delegates[2])
	h.Hub().SignedOut("session of " + string(h.Delegates[0]))
	h.Hub().SignedOut("")
	h.Hub().DropPerson(h.Delegates[1])
	for _, tablet := range []*clientstest.Tablet{a, b} {
		tablet.Expect(t, "to hear it", func(p *clientstest.Picture) bool {
			return p.Bye != nil && p.Bye.Code == clients.ByeSignedOut && !p.Bye.Retry
		})
	}
	c.Must(t, "floor.request", nil)
}

func TestTooManyConnections(t *testing.T) {
	h := open(t, func(c *clients.Config) { c.ConnectionsPerPerson = 3 }, roomtest.Delegates(1))
	tablets := []*clientstest.Tablet{}
	for range 5 {
		tablets = append(tablets, h.sits(h.Delegates[0]))
	}
	for i, tablet := range tablets {
		if i < 2 {
			tablet.Expect(t, "to be closed as the oldest", func(p *clientstest.Picture) bool { return p.Bye != nil && p.Bye.Code == clients.ByeTooMany })
		} else if _, err := tablet.Do(contextFor(t, 20*time.Second), "floor.withdraw", nil); err != nil {
			t.Errorf("tablet %d: %v", i, err)
		}
	}
}

func TestBeatsAndPings(t *testing.T) {
	h := open(t, func(c *clients.Config) {
		c.BeatAfter, c.PingEvery, c.SilenceLimit, c.HelloWithin = 50*time.Millisecond, 50*time.Millisecond, 2*time.Second, 2*time.Second
	}, roomtest.Delegates(2))
	silent := h.line(h.Delegates[1])
	hello(t, silent, 0, 0)
	next(t, silent, "welcome")
	conn := h.line(h.Delegates[0])
	pings := 0
	conn.SetPingHandler(func(data string) error {
		pings++
		return conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(time.Second))
	})
	hello(t, conn, 0, 0)
	welcome := next(t, conn, "welcome")
	for range 50 { // longer than the hub is patient with silence
		if f := next(t, conn, "beat"); f.Seq > welcome.Seq {
			t.Errorf("a beat of %d after a welcome to %d", f.Seq, welcome.Seq)
		}
	}
	if pings == 0 {
		t.Error("never probed")
	}
	// A device that answers nothing is gone.
	roomtest.Eventually(t, func() string {
		for _, room := range h.Hub().Snapshot().Rooms {
			for _, device := range room.Devices {
				if device.Person == h.Delegates[1] {
					return "the silent device is still there"
				}
			}
		}
		return ""
	})
}

func TestFollowingEnds(t *testing.T) {
	h := open(t, func(c *clients.Config) { c.AwayAfter, c.Linger = 20*time.Millisecond, 20*time.Millisecond }, roomtest.Delegates(1))
	tablet := h.sits(h.Delegates[0])
	if n := len(h.Hub().Snapshot().Rooms); n != 1 {
		t.Errorf("%d rooms are followed", n)
	}
	tablet.Close()
	roomtest.Eventually(t, func() string {
		if len(h.Hub().Snapshot().Rooms) > 0 {
			return "the room is still followed"
		}
		return ""
	})
	for range 30 { // who comes in the moment of ending is served too
		h.sits(h.Delegates[0]).Close()
	}
	hesitant := h.line(h.Delegates[0])
	time.Sleep(100 * time.Millisecond) // in which the following would end for lack of devices
	hello(t, hesitant, 0, 0)
	if f := next(t, hesitant, "welcome", "bye"); f.T != "welcome" {
		t.Errorf("a device that took its time is told %+v", f)
	}
}

func TestEncryptedAndCompressed(t *testing.T) {
	h := open(t, nil, roomtest.Delegates(2))
	document := h.Document(h.Item(strings.Repeat("Phát triển kinh tế ", 15)), 10)
	server := httptest.NewUnstartedServer(h.server.Config.Handler)
	server.Listener = wire.Listen(server.Listener)
	server.StartTLS()
	defer server.Close()
	plain := h.sits(h.Delegates[0])
	dialer := *websocket.DefaultDialer
	dialer.EnableCompression = true
	dialer.TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig
	address := "wss" + strings.TrimPrefix(h.address(h.Delegates[1]), "ws")
	address = strings.Replace(address, h.server.Listener.Addr().String(), server.Listener.Addr().String(), 1)
	packed := clientstest.Join(t, address, clientstest.Options{Dialer: &dialer})
	agree(t, plain, packed)
	h.Do(roomtest.Chair, "presentation.start", map[string]any{"document": document, "page": 2})
	h.Do(roomtest.Chair, "item.add", map[string]any{"title": strings.Repeat("Nhiều chữ ", 29)})
	packed.Expect(t, "page 2", page(2))
	agree(t, plain, packed)
	packed.Must(t, "floor.request", nil)
	agree(t, plain, packed)
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
