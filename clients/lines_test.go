package clients_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"dienhong/clients"
	"dienhong/clients/clientstest"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

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
	server.Listener = clients.Listen(server.Listener)
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
