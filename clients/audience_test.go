package clients_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dienhong/clients"
	"dienhong/clients/clientstest"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

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

// recorded is the ballot of the person at the tablet.
func recorded(p *clientstest.Picture, ballot rooms.BallotID) clients.Recorded {
	for _, sheet := range p.Me.Ballots[ballot].Sheets {
		if sheet.Elector == p.Me.Person && sheet.Recorded != nil {
			return *sheet.Recorded
		}
	}
	return clients.Recorded{}
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
				own := recorded(p, ballot)
				return own.Receipt == first.Data["receipt"] && own.Command == id
			})
		})
	}
	voters.Wait()
	second.Expect(t, "the ballot cast in the other tab", func(p *clientstest.Picture) bool { return recorded(p, ballot).Receipt != "" })
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
	h.CloseBallot(ballot)
	chair.Expect(t, "the count", func(p *clientstest.Picture) bool { return value(p).Tally != nil && value(p).Tally.Counts["yes"] == 20 })
	screen.Expect(t, "the end", func(p *clientstest.Picture) bool { return value(p).State == rooms.BallotIsClosed })
	if value(screen.Picture()).Tally != nil {
		t.Error("the screen shows a result that was not declared")
	}
	chair.Must(t, "ballot.declare", map[string]any{"ballot": ballot})
	screen.Expect(t, "the result", func(p *clientstest.Picture) bool { return value(p).Tally != nil && len(value(p).Marks) == 29 })
	chair.Expect(t, "who chose what", func(p *clientstest.Picture) bool { return len(value(p).Marks) == 29 })
	for _, text := range []string{hash, `"yes"`, "receipt"} {
		if strings.Contains(h.log.String(), text) {
			t.Errorf("the log holds %s:\n%s", text, h.log)
		}
	}
}

// TestLinkedRoundsAreWithheld: until the last of the group is counted nobody is told what came of any of them, the desk
// included, and then everybody at once.
func TestLinkedRoundsAreWithheld(t *testing.T) {
	h := open(t, nil, roomtest.Delegates(3), roomtest.Screens(1), roomtest.Notary())
	chair, secretary, screen, voter := h.sits(roomtest.Chair), h.sits(roomtest.Secretary), h.sits(h.Screens[0]), h.sits(h.Delegates[0])
	everybody := []*clientstest.Tablet{chair, secretary, screen, voter}
	group := map[string]any{"group": "nhom-1"}
	first, firstHash := h.OpenRound("Ông A?", 0, group)
	second, secondHash := h.OpenRound("Bà B?", 0, group)
	for _, id := range h.Delegates {
		h.Do(id, "ballot.cast", roomtest.Cast(first, firstHash, "yes"))
		h.Do(id, "ballot.cast", roomtest.Cast(second, secondHash, "no"))
	}
	value := func(p *clientstest.Picture, id rooms.BallotID) clients.BallotValue {
		v, _ := clientstest.Get[clients.BallotValue](p, "ballot/"+string(id))
		return v
	}
	h.CloseBallot(first)
	for i, tablet := range everybody {
		tablet.Expect(t, "that it is counted and withheld", func(p *clientstest.Picture) bool {
			return value(p, first).State == rooms.BallotIsClosed && value(p, first).Withheld
		})
		if v := value(tablet.Picture(), first); v.Tally != nil || v.Marks != nil || v.Hands != nil {
			t.Errorf("%d is told what came of it: %+v", i, v)
		}
	}
	chair.Refused(t, "ballot.declare", map[string]any{"ballot": first}, "ballot_withheld")
	h.CloseBallot(second)
	for _, tablet := range everybody[:2] {
		tablet.Expect(t, "both counts, for the desk", func(p *clientstest.Picture) bool {
			return value(p, first).Tally != nil && value(p, second).Tally != nil && !value(p, first).Withheld
		})
	}
	if value(screen.Picture(), first).Tally != nil || value(voter.Picture(), second).Tally != nil {
		t.Error("a result is told that was not declared")
	}
	chair.Must(t, "ballot.declare", map[string]any{"ballot": second})
	for _, tablet := range everybody {
		tablet.Expect(t, "both results", func(p *clientstest.Picture) bool {
			return value(p, first).State == rooms.BallotIsPublic && value(p, first).Tally.Counts["yes"] == 3 && value(p, second).Tally.Counts["no"] == 3
		})
	}
}
