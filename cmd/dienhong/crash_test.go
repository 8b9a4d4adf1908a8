package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dienhong/clients"
	"dienhong/clients/clientstest"
	"dienhong/rooms"
)

// crashVoters vote beside those of the demo.
const crashVoters = 40

// The power fails while forty delegates vote, again and again. Each of their tablets sends its ballot until it has an
// answer, as the apps do. In the end every ballot is there once, with the receipt that was given for it, and the meeting
// stands where it stood.
func TestPowerFailsDuringAVote(t *testing.T) {
	s := startServer(t)
	secretary, chair := s.enter(s.report.Links["secretary"]).sit(), s.enter(s.report.Links["chair"]).sit()
	must(t, chair, "meeting.open", nil)
	voters := seatVoters(t, s, secretary)
	ballot, hash := openDemoBallot(t, chair)

	var given atomic.Int64
	crashed := crashWhile(t, s, &given)
	receipts := castAll(t, voters, ballot, hash, &given)
	crashed()

	chair.Expect(t, "every ballot is recorded", func(p *clientstest.Picture) bool {
		value, _ := clientstest.Get[clients.BallotValue](p, "ballot/"+string(ballot))
		return p.Online && value.Recorded == crashVoters
	})
	for i, voter := range voters {
		voter.Expect(t, "the voter knows the receipt that was given", func(p *clientstest.Picture) bool {
			return p.Online && receiptOf(p, ballot) == receipts[i]
		})
	}
	must(t, chair, "ballot.close", map[string]any{"ballot": ballot})
	chair.Expect(t, "the ballot is counted", func(p *clientstest.Picture) bool {
		value, _ := clientstest.Get[clients.BallotValue](p, "ballot/"+string(ballot))
		return value.State == rooms.BallotIsClosed
	})
	must(t, chair, "ballot.declare", map[string]any{"ballot": ballot})
	voters[0].Expect(t, "the result is public", func(p *clientstest.Picture) bool {
		value, _ := clientstest.Get[clients.BallotValue](p, "ballot/"+string(ballot))
		return value.Tally != nil && value.Tally.Counts["yes"]+value.Tally.Counts["no"] == crashVoters && value.Tally.Outcome == "passed"
	})
	if phase := meetingPhase(chair.Picture()); phase != "in_session" {
		t.Errorf("the meeting is %s", phase)
	}
	if said, code := recount(t, s.enter(s.report.Links["secretary"]).votes()); code != 0 {
		t.Errorf("the log of votes does not verify, code %d:\n%s", code, said)
	}
	if said := s.log.String(); strings.Contains(said, `"marks"`) || strings.Contains(said, "marks=") {
		t.Error("a choice stands in the log")
	}
}

func receiptOf(p *clientstest.Picture, ballot rooms.BallotID) string {
	for _, sheet := range p.Me.Ballots[ballot].Sheets {
		if sheet.Recorded != nil {
			return sheet.Recorded.Receipt
		}
	}
	return ""
}

// seatVoters adds delegates, gives each a link, and seats them before tablets of their own.
func seatVoters(t *testing.T, s *server, secretary *clientstest.Tablet) []*clientstest.Tablet {
	t.Helper()
	desk := s.enter(s.report.Links["secretary"])
	voters := make([]*clientstest.Tablet, crashVoters)
	for i := range voters {
		data := must(t, secretary, "person.add", map[string]any{"person": map[string]any{
			"name": fmt.Sprintf("Đại biểu %d", i+1), "role": "delegate", "votes": true,
		}})
		var invite struct {
			URL string `json:"url"`
		}
		s.post(desk.cookie, "/api/meetings/"+string(s.report.Meeting)+"/invites",
			map[string]any{"person": data["person"], "kind": "link"}, &invite)
		voters[i] = s.enter(invite.URL).sit()
		must(t, voters[i], "attendance.check_in", nil)
	}
	return voters
}

func openDemoBallot(t *testing.T, chair *clientstest.Tablet) (rooms.BallotID, string) {
	t.Helper()
	var ballot rooms.BallotID
	for key := range chair.Picture().Values {
		if id, ok := strings.CutPrefix(key, "ballot/"); ok {
			ballot = rooms.BallotID(id)
		}
	}
	must(t, chair, "ballot.open", map[string]any{"ballot": ballot})
	var hash string
	chair.Expect(t, "the ballot is open", func(p *clientstest.Picture) bool {
		var value clients.BallotValue
		if raw, ok := p.Values["ballot/"+string(ballot)]; !ok || json.Unmarshal(raw, &value) != nil {
			return false
		}
		hash = value.Hash
		return value.State == rooms.BallotIsOpen
	})
	return ballot, hash
}

// crashesAfter are the numbers of receipts after which the power fails.
var crashesAfter = []int64{3, 14, 29}

// crashWhile kills and starts the server whenever so many more receipts were given; stop waits for the last start.
func crashWhile(t *testing.T, s *server, given *atomic.Int64) (stop func()) {
	t.Helper()
	var crashing sync.WaitGroup
	crashing.Go(func() {
		for _, n := range crashesAfter {
			for given.Load() < n {
				if t.Context().Err() != nil {
					return
				}
				time.Sleep(time.Millisecond)
			}
			s.kill()
			s.start()
		}
	})
	return crashing.Wait
}

// castAll has every voter vote at a moment of chance and returns the receipts that they were given.
func castAll(t *testing.T, voters []*clientstest.Tablet, ballot rooms.BallotID, hash string, given *atomic.Int64) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	receipts := make([]string, len(voters))
	var voting sync.WaitGroup
	for i, voter := range voters {
		voting.Go(func() {
			time.Sleep(time.Duration(rand.IntN(1000)) * time.Millisecond)
			choice := "yes"
			if i%10 == 0 {
				choice = "no"
			}
			id := rooms.CommandID(fmt.Sprintf("ballot-%d", i))
			args := map[string]any{"ballot": ballot, "hash": hash, "marks": map[string]int{choice: 1}}
			for range 2 { // the second time asks what became of the first
				reply, err := voter.DoAs(ctx, id, "ballot.cast", args)
				if err != nil || reply.Error != nil {
					t.Errorf("voter %d: %v %+v", i, err, reply.Error)
					return
				}
				receipt, _ := reply.Data["receipt"].(string)
				if receipts[i] != "" && receipts[i] != receipt {
					t.Errorf("voter %d was given two receipts, %s and %s", i, receipts[i], receipt)
				}
				receipts[i] = receipt
			}
			given.Add(1)
		})
	}
	voting.Wait()
	return receipts
}
