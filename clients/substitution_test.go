package clients_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"dienhong/clients"
	"dienhong/clients/clientstest"
	"dienhong/rooms"
	"dienhong/rooms/roomtest"
)

// Why somebody cannot come is told to the desk and to themselves; who sits in whose place to everybody.
func TestSubstitutionsByAudience(t *testing.T) {
	h := open(t, nil, roomtest.Delegates(2), roomtest.Screens(1), roomtest.In(rooms.Scheduled), roomtest.Absent())
	principal, other := h.Delegates[0], h.Delegates[1]
	var mu sync.Mutex
	told := []string{}
	eavesdrop := func(person rooms.PersonID) *clientstest.Tablet {
		return clientstest.Join(t, h.address(person), clientstest.Options{Saw: func(frame []byte) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, string(frame))
		}})
	}
	mine, chair := h.sits(principal), h.sits(roomtest.Chair)
	neighbour, wall := eavesdrop(other), eavesdrop(h.Screens[0])
	id := h.Server(principal, "substitution.propose", rooms.ProposeSubstitution{
		Sent: rooms.Substitute{Name: "Vũ Thị Thay"}, Reason: "Nằm viện",
	}).Data["substitution"].(rooms.SubstitutionID)

	mine.Expect(t, "the principal to see their proposal", func(p *clientstest.Picture) bool {
		return p.Me.Substitution != nil && p.Me.Substitution.State == rooms.Proposed && p.Me.Substitution.Reason == "Nằm viện"
	})
	chair.Expect(t, "the chair to see it", func(p *clientstest.Picture) bool {
		return strings.Contains(string(p.Values["substitution/"+string(id)]), "Nằm viện") && p.Me.Substitution == nil
	})
	sent := chair.Must(t, "substitution.decide", map[string]any{"substitution": id, "approve": true}).Data["person"].(string)
	seen := func(p *clientstest.Picture) bool {
		var away, there clients.PersonValue
		_ = json.Unmarshal(p.Values["person/"+string(principal)], &away)
		_ = json.Unmarshal(p.Values["person/"+sent], &there)
		return string(away.Substitute) == sent && there.StandsFor == principal && there.Role == rooms.Delegate
	}
	for _, tablet := range []*clientstest.Tablet{mine, chair, neighbour, wall} {
		tablet.Expect(t, "everybody to see who sits in whose place", seen)
	}
	substitute := h.sits(rooms.PersonID(sent))
	chair.Must(t, "meeting.open_check_in", nil)
	substitute.Must(t, "attendance.check_in", nil)
	substitute.Refused(t, "substitution.withdraw", map[string]any{"substitution": id}, "forbidden")
	mine.Must(t, "attendance.check_in", nil)
	substitute.Expect(t, "the substitute to be a guest", func(p *clientstest.Picture) bool { return p.Me.Role == rooms.Guest })
	mine.Expect(t, "the principal to see that it is over", func(p *clientstest.Picture) bool { return !p.Me.Substitution.Ended.IsZero() })

	mu.Lock()
	defer mu.Unlock()
	for _, frame := range told {
		if strings.Contains(frame, "Nằm viện") || strings.Contains(frame, `"substitution/`) {
			t.Fatalf("a neighbour was told %s", frame)
		}
	}
}

// Where the body's rules give the vote, the substitute has the principal's sheet, which says that it is no proxy's.
func TestSheetOfASubstitute(t *testing.T) {
	h := open(t, nil, roomtest.Delegates(2), roomtest.In(rooms.Scheduled), roomtest.Absent())
	principal := h.Delegates[0]
	h.Do(roomtest.Secretary, "meeting.edit", rooms.Announcement{
		Title: "Họp HĐQT", Starts: roomtest.Start, SubstituteRules: rooms.SubstituteRules{BodyKind: rooms.PrivateBody, SubstituteVotes: true},
	})
	id := h.Server(principal, "substitution.propose", rooms.ProposeSubstitution{Sent: rooms.Substitute{Name: "Vũ Thị Thay"}, Reason: "Nằm viện"}).Data["substitution"]
	sent := h.Do(roomtest.Chair, "substitution.decide", map[string]any{"substitution": id, "approve": true}).Data["person"].(rooms.PersonID)
	h.Do(roomtest.Secretary, "meeting.open_check_in", nil)
	h.Do(sent, "attendance.check_in", nil)
	h.Do(roomtest.Chair, "meeting.open", nil)
	substitute, mine := h.sits(sent), h.sits(principal)
	round, _ := h.OpenBallot("Thông qua?", 0)
	substitute.Expect(t, "a sheet of the principal", func(p *clientstest.Picture) bool {
		sheets := p.Me.Ballots[round].Sheets
		return len(sheets) == 1 && sheets[0].Elector == principal && sheets[0].Caster == "" && sheets[0].Substitute
	})
	mine.Expect(t, "the principal to see who casts", func(p *clientstest.Picture) bool {
		sheets := p.Me.Ballots[round].Sheets
		return len(sheets) == 1 && sheets[0].Caster == sent && sheets[0].Substitute
	})
}
