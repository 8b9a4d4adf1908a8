package clients_test

import (
	"encoding/json"
	"errors"
	"fmt"
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

const good = `{"t":"hello","v":1,"epoch":0,"seq":0}`

func TestWhatCannotBeUnderstood(t *testing.T) {
	h := open(t, func(c *clients.Config) { c.HelloWithin = 200 * time.Millisecond }, roomtest.Delegates(1))
	text, binary := websocket.TextMessage, websocket.BinaryMessage
	type sent struct {
		kind int
		data string
	}
	tests := []struct {
		name string
		sent []sent
		code clients.ByeCode // empty: closed without a word
	}{
		{"no JSON", []sent{{text, "hello"}}, clients.ByeProtocol},
		{"half of it", []sent{{text, good[:20]}}, clients.ByeProtocol},
		{"two at once", []sent{{text, good + good}}, clients.ByeProtocol},
		{"another shape", []sent{{text, `["hello"]`}}, clients.ByeProtocol},
		{"a wrong type", []sent{{text, `{"t":"hello","v":1,"epoch":-1}`}}, clients.ByeProtocol},
		{"an unknown kind", []sent{{text, good}, {text, `{"t":"news"}`}}, clients.ByeProtocol},
		{"no kind", []sent{{text, good}, {text, `{}`}}, clients.ByeProtocol},
		{"a frame of the hub's", []sent{{text, good}, {text, `{"t":"patch","epoch":1,"prev":0,"seq":9}`}}, clients.ByeProtocol},
		{"binary", []sent{{text, good}, {binary, good}}, clients.ByeProtocol},
		{"too long", []sent{{text, good}, {text, `{"t":"command","id":"a","name":"` + strings.Repeat("x", 64<<10) + `"}`}}, clients.ByeProtocol},
		{"a command before hello", []sent{{text, `{"t":"command","id":"a","name":"floor.request"}`}}, clients.ByeProtocol},
		{"a command without id", []sent{{text, good}, {text, `{"t":"command","name":"floor.request"}`}}, clients.ByeProtocol},
		{"a command with a long id", []sent{{text, good}, {text, `{"t":"command","id":"` + strings.Repeat("x", 65) + `","name":"floor.request"}`}}, clients.ByeProtocol},
		{"an old app", []sent{{text, `{"t":"hello","epoch":0,"seq":0}`}}, clients.ByeOutdated},
		{"an app of the future", []sent{{text, `{"t":"hello","v":2,"epoch":0,"seq":0}`}}, clients.ByeOutdated},
		{"no hello in time", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			conn := h.line(h.Delegates[0])
			for _, s := range tt.sent {
				if err := conn.WriteMessage(s.kind, []byte(s.data)); err != nil {
					t.Fatal(err)
				}
			}
			if tt.code == "" {
				_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
				var f frame
				if err := conn.ReadJSON(&f); err == nil {
					t.Errorf("got %+v", f)
				}
				return
			}
			f := next(t, conn, "bye")
			if f.Code != tt.code || f.Retry {
				t.Errorf("the answer is %+v, want %s", f, tt.code)
			}
			_, _, err := conn.ReadMessage()
			if closed, ok := errors.AsType[*websocket.CloseError](err); !ok || closed.Code != websocket.CloseNormalClosure {
				t.Errorf("not closed as it should be: %v", err)
			}
		})
	}
	h.sits(h.Delegates[0]).Must(t, "floor.request", nil) // nobody else noticed
}

func TestFlood(t *testing.T) {
	h := open(t, nil, roomtest.Delegates(2))
	conn, other := h.line(h.Delegates[0]), h.sits(h.Delegates[1])
	hello(t, conn, 0, 0)
	next(t, conn, "welcome")
	const n = 200
	go func() {
		for i := range n {
			data, _ := json.Marshal(clients.CommandFrame{T: "command", ID: rooms.CommandID(fmt.Sprint("c", i)), Name: "floor.withdraw"})
			if conn.WriteMessage(websocket.TextMessage, data) != nil {
				return
			}
		}
	}()
	codes := map[string]int{}
	var order []string
	for range n {
		f := next(t, conn, "reply")
		codes[f.Error.Code]++
		if f.Error.Code != "busy" {
			order = append(order, f.ID)
		}
	}
	if codes["busy"] == 0 || codes["floor_not_in_queue"] < 60 {
		t.Errorf("the answers were %v", codes)
	}
	last := -1
	for _, id := range order {
		var i int
		_, _ = fmt.Sscanf(id, "c%d", &i)
		if i <= last {
			t.Fatalf("carried out in the order %v", order)
		}
		last = i
	}
	other.Must(t, "floor.request", nil)
}

// heavy makes a meeting with so much in it that a few welcomes fill the socket of a device that does not read.
func heavy(t *testing.T, adjust func(*clients.Config), delegates int) (*house, string) {
	t.Helper()
	h := open(t, func(c *clients.Config) {
		c.Compression = false
		adjust(c)
	}, roomtest.Delegates(delegates))
	document := h.Document(h.Item("Báo cáo"), 1000)
	h.Do(roomtest.Chair, "presentation.start", map[string]any{"document": document})
	var work sync.WaitGroup
	for range 4 {
		work.Go(func() {
			for range 10 {
				h.Do(roomtest.Chair, "item.conclude", map[string]any{"item": h.Item("Mục"), "conclusion": strings.Repeat("ộ", 4900)})
			}
		})
	}
	work.Wait()
	return h, string(document)
}

// fill makes a device's socket full: it asks for everything until the hub cannot get rid of it.
func fill(t *testing.T, h *house, conn *websocket.Conn, person rooms.PersonID) {
	t.Helper()
	roomtest.Eventually(t, func() string {
		hello(t, conn, 0, 0)
		if behind(h, person) {
			return ""
		}
		return "the socket takes everything"
	})
}

func TestSlowDeviceIsTold(t *testing.T) {
	h, document := heavy(t, func(c *clients.Config) {
		c.WritePatience, c.SilenceLimit, c.CommandBurst = 5*time.Second, time.Hour, 10_000
	}, 5)
	stuck := h.line(h.Delegates[0])
	fill(t, h, stuck, h.Delegates[0])
	var others []*clientstest.Tablet
	for _, id := range h.Delegates[1:] {
		others = append(others, h.sits(id))
	}
	for n := 2; n <= 100; n++ {
		h.Do(roomtest.Chair, "page.turn", map[string]any{"document": document, "page": n})
		for _, other := range others {
			other.Expect(t, "the page", page(n))
		}
	}
	roomtest.Eventually(t, func() string {
		if h.Hub().Snapshot().Slow == 0 {
			return "the stuck device is not noticed"
		}
		return ""
	})
	if f := next(t, stuck, "bye"); f.Code != clients.ByeSlow || !f.Retry {
		t.Errorf("the stuck device was told %+v", f)
	}
}

func TestDeviceThatWakesUpIsToldTheNewest(t *testing.T) {
	h, document := heavy(t, func(c *clients.Config) {
		c.WritePatience, c.SilenceLimit, c.CommandBurst, c.BeatAfter = time.Hour, time.Hour, 10_000, time.Hour
	}, 2)
	asleep, awake := h.line(h.Delegates[0]), h.sits(h.Delegates[1])
	fill(t, h, asleep, h.Delegates[0])
	for n := 2; n <= 500; n++ {
		h.Do(roomtest.Chair, "page.turn", map[string]any{"document": document, "page": n})
	}
	awake.Expect(t, "the page", page(500))
	// The device is owed a welcome, for it said hello last; whatever comes, it is little, and ends with the newest.
	frames := 0
	for {
		f := next(t, asleep, "patch", "welcome")
		frames++
		var shown clients.PresentationValue
		if data, there := f.Set["presentation"]; there && json.Unmarshal(data, &shown) == nil && shown.Page == 500 {
			break
		}
	}
	if frames > 100 {
		t.Errorf("%d frames for a device that could be told once", frames)
	}
	// And is told patches again.
	h.Do(roomtest.Chair, "page.turn", map[string]any{"document": document, "page": 501})
	next(t, asleep, "patch")
}

func behind(h *house, person rooms.PersonID) bool {
	for _, room := range h.Hub().Snapshot().Rooms {
		for _, device := range room.Devices {
			if device.Person == person && device.Behind {
				return true
			}
		}
	}
	return false
}

// What a device misses while its line is full comes in one patch that follows what it has.
func TestMissedPatchesComeAsOne(t *testing.T) {
	h := open(t, func(c *clients.Config) {
		c.WritePatience, c.SilenceLimit, c.BeatAfter, c.Compression = time.Hour, time.Hour, time.Hour, false
	}, roomtest.Delegates(2))
	document := h.Document(h.Item("Báo cáo"), 1000)
	h.Do(roomtest.Chair, "presentation.start", map[string]any{"document": document})
	asleep, awake := h.line(h.Delegates[0]), h.sits(h.Delegates[1])
	hello(t, asleep, 0, 0)
	at := next(t, asleep, "welcome")
	item := h.Item("Mục dài")
	for n := 0; !behind(h, h.Delegates[0]); n++ {
		if n == 3000 {
			t.Fatal("the socket takes everything")
		}
		h.Do(roomtest.Chair, "item.conclude", map[string]any{"item": item, "conclusion": fmt.Sprint(n, strings.Repeat("ộ", 4900))})
	}
	for n := 2; n <= 300; n++ {
		h.Do(roomtest.Chair, "page.turn", map[string]any{"document": document, "page": n})
	}
	awake.Expect(t, "the page", page(300))
	turned := 0
	for seq := at.Seq; ; {
		f := next(t, asleep, "patch", "welcome")
		if f.T != "patch" || f.Prev > seq || f.Seq <= seq {
			t.Fatalf("a device at %d is sent a %s from %d to %d", seq, f.T, f.Prev, f.Seq)
		}
		seq = f.Seq
		var shown clients.PresentationValue
		if data, there := f.Set["presentation"]; there && json.Unmarshal(data, &shown) == nil {
			turned++
			if shown.Page == 300 {
				break
			}
		}
	}
	if turned > 20 {
		t.Errorf("told of %d pages, of which one mattered", turned)
	}
	h.Do(roomtest.Chair, "page.turn", map[string]any{"document": document, "page": 301})
	next(t, asleep, "patch")
}

func TestDeviceThatNeverReadsRepliesIsClosed(t *testing.T) {
	h, _ := heavy(t, func(c *clients.Config) {
		c.WritePatience, c.SilenceLimit, c.CommandBurst, c.QueueBytes = time.Hour, time.Hour, 1_000_000, 8<<10
	}, 1)
	conn := h.line(h.Delegates[0])
	fill(t, h, conn, h.Delegates[0])
	for i := range 1000 {
		data, _ := json.Marshal(clients.CommandFrame{T: "command", ID: rooms.CommandID(fmt.Sprint("c", i)), Name: "floor.withdraw"})
		if conn.WriteMessage(websocket.TextMessage, data) != nil {
			break
		}
	}
	roomtest.Eventually(t, func() string {
		if h.Hub().Snapshot().Slow == 0 {
			return "replies pile up"
		}
		return ""
	})
	if f := next(t, conn, "bye"); f.Code != clients.ByeSlow {
		t.Errorf("told %+v", f)
	}
}

// One device in forty never reads; everybody else is told everything.
func TestStalledFew(t *testing.T) {
	const n = 40
	h, document := heavy(t, func(c *clients.Config) { c.SilenceLimit, c.CommandBurst = time.Hour, 10_000 }, n)
	var others []*clientstest.Tablet
	for i, id := range h.Delegates {
		if i%40 == 0 {
			fill(t, h, h.line(id), id)
			continue
		}
		others = append(others, h.sits(id))
	}
	for p := 2; p <= 60; p++ {
		h.Do(roomtest.Chair, "page.turn", map[string]any{"document": document, "page": p})
	}
	for _, other := range others {
		other.Expect(t, "the last page", page(60))
		if p := other.Picture(); p.Gaps > 0 {
			t.Errorf("%d gaps", p.Gaps)
		}
	}
}

// Whatever a device says, it gets an answer of the protocol or a bye, and the hub lives.
func FuzzDevice(f *testing.F) {
	for _, seed := range []string{
		good, `{"t":"command","id":"x","name":"floor.request","args":{}}`, `{"t":"command","id":"x","name":"item.add","args":{"title":"a"}}`,
		`{"t":"command","id":"\u0000","name":"ballot.cast","args":null}`, `{"t":"hello","v":1e3}`, `[]`, "\xff", `{"t":"command","id":"x","name":"person.add","args":{"person":{"id":"","name":"n","role":"system"}}}`,
	} {
		f.Add(seed)
	}
	h := open(f, func(c *clients.Config) { c.ConnectionsPerPerson = 1000 }, roomtest.Delegates(1))
	f.Fuzz(func(t *testing.T, said string) {
		conn, response, err := websocket.DefaultDialer.Dial(h.address(h.Delegates[0]), nil)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		defer conn.Close()
		hello(t, conn, 0, 0)
		if err := conn.WriteMessage(websocket.TextMessage, []byte(said)); err != nil {
			t.Fatal(err)
		}
		if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"t":"command","id":"end","name":"floor.withdraw"}`)); err != nil {
			t.Fatal(err)
		}
		for {
			if f := next(t, conn, "reply", "bye"); f.T == "bye" || f.ID == "end" {
				return
			}
		}
	})
}
