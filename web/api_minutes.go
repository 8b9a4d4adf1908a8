package web

import (
	"encoding/json"
	"net/http"
	"time"

	"dienhong/agenda"
	"dienhong/agenda/ballot/ledger"
	"dienhong/agenda/minutes"
	"dienhong/rooms"
	"dienhong/web/auth"
)

func (s *Server) recordRoutes() []route {
	fixed := func(path, kind string, data []byte) route {
		return route{method: http.MethodGet, path: path, serve: func(c *call) error {
			c.w.Header().Set("Content-Type", kind)
			c.w.Header().Set("Cache-Control", "no-cache")
			_, _ = c.w.Write(data) // the browser has gone: nobody is left to tell
			return nil
		}}
	}
	return []route{
		api("GET", "/api/meetings/{m}/record", desk, 200, "The record of the meeting as far as it has come", s.record),
		{method: http.MethodGet, path: "/m/{m}/record", who: desk, page: true, serve: s.recordPage},
		fixed("/record.css", "text/css; charset=utf-8", minutes.Stylesheet()),
		fixed("/record.js", "text/javascript; charset=utf-8", minutes.Script()),
	}
}

func (s *Server) record(c *call, _ none) (minutes.Record, error) {
	var snapshot json.RawMessage
	var failed error
	err := c.room.Read(c.ctx(), func(state *rooms.State) { snapshot, failed = rooms.MarshalState(state) })
	if err != nil {
		return minutes.Record{}, err
	}
	if failed != nil {
		return minutes.Record{}, failed
	}
	state, err := rooms.UnmarshalState(snapshot)
	if err != nil {
		return minutes.Record{}, err
	}
	record := recordOf(state, s.Clock.Now())
	record.Verifier = s.Notary.Verifier()
	record.Fingerprint = ledger.Fingerprint(record.Verifier)
	return record, nil
}

func (s *Server) recordPage(c *call) error {
	record, err := s.record(c, none{})
	if err != nil {
		return err
	}
	options := minutes.Options{Lang: "vi", Stylesheet: "/record.css", Script: "/record.js"}
	options.Prefix = auth.Prefix(c.slot)
	path := options.Prefix + "/m/" + string(c.meeting) + "/record"
	options.Other = path + "?lang=en"
	if english(c.r) {
		options.Lang, options.Other = "en", path
	}
	c.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	c.w.Header().Set("Cache-Control", "no-store")
	return minutes.HTML(c.w, record, options)
}

// recordOf tells a meeting's state as its record.
func recordOf(s *rooms.State, now time.Time) minutes.Record {
	r := minutes.Record{Meeting: meetingOf(s), People: []minutes.Person{}, Substitutions: substitutionsOf(s), Items: []minutes.Item{}, Speeches: []minutes.Speech{}, Made: now}
	for _, id := range s.PeopleOrder {
		if p := s.People[id]; p != nil && p.Role != rooms.Screen {
			r.People = append(r.People, personOf(s, p))
		}
	}
	for i, id := range s.Agenda.Order {
		r.Items = append(r.Items, itemOf(s, s.Agenda.Items[id], i+1))
	}
	r.Speeches = append(r.Speeches, speechesOf(s, "")...)
	return r
}

func meetingOf(s *rooms.State) minutes.Meeting {
	m := minutes.Meeting{
		Title: s.Meeting.Title, Body: s.Meeting.Body, Place: s.Meeting.Place, Starts: s.Meeting.Starts, Ends: s.Meeting.Ends,
		Opened: s.Meeting.Opened, Closed: s.Meeting.Closed, Breaks: []minutes.Span{}, Restarts: []time.Time{},
		Voters: s.Voters(), Needed: s.Quorum(), Without: s.Meeting.OpenedWithout,
	}
	for _, b := range s.Meeting.Breaks {
		m.Breaks = append(m.Breaks, minutes.Span{Start: b.Start, End: b.End})
	}
	m.Restarts = append(m.Restarts, s.Takes...)
	for id, p := range s.People {
		if p.Votes && (thereAt(s.Attendance[id], m.Opened) || votedThrough(s, id, m.Opened)) {
			m.VotersAtOpening++
		}
	}
	return m
}

// thereAt reports whether somebody was present at a moment.
func thereAt(a *rooms.Attendance, t time.Time) bool {
	if a == nil {
		return false
	}
	for _, stay := range a.Stays {
		if !t.IsZero() && !stay.In.After(t) && (stay.Out.IsZero() || stay.Out.After(t)) {
			return true
		}
	}
	return false
}

func nameOf(s *rooms.State, id rooms.PersonID) string {
	if p := s.People[id]; p != nil {
		return p.Name
	}
	return ""
}

func personOf(s *rooms.State, p *rooms.Person) minutes.Person {
	person := minutes.Person{
		Name: p.Name, Title: p.Title, Unit: p.Unit, Role: minutes.Role(p.Role), Votes: p.Votes, Stays: []minutes.Stay{},
	}
	for _, x := range s.Substitutions {
		switch {
		case !x.Stands():
		case x.Principal == p.ID:
			person.Substitute = x.Sent.Name
		case x.Sent.Person == p.ID:
			person.For = nameOf(s, x.Principal)
		}
	}
	a := s.Attendance[p.ID]
	if a == nil {
		return person
	}
	person.Reason = a.Reason
	for _, stay := range a.Stays {
		told := minutes.Stay{
			Span: minutes.Span{Start: stay.In, End: stay.Out}, Remote: stay.Mode == rooms.Remote, Gaps: []minutes.Span{},
			In: minutes.Mark{Method: minutes.Method(stay.InMethod), By: nameOf(s, stay.InBy)},
		}
		if !stay.Out.IsZero() {
			told.Out = minutes.Mark{Method: minutes.Method(stay.OutMethod), By: nameOf(s, stay.OutBy)}
		}
		for _, gap := range stay.Gaps {
			told.Gaps = append(told.Gaps, minutes.Span{Start: gap.Start, End: gap.End})
		}
		person.Stays = append(person.Stays, told)
	}
	return person
}

func itemOf(s *rooms.State, item *agenda.Item, number int) minutes.Item {
	told := minutes.Item{
		Number: number, Title: item.Title, Presenter: item.Presenter, Kind: item.Kind, Conclusion: item.Conclusion, Brief: item.Brief,
		Spans: []minutes.Span{}, Documents: []minutes.Document{}, Speeches: speechesOf(s, item.ID), Ballots: []minutes.Ballot{},
	}
	for _, span := range item.Spans {
		told.Spans = append(told.Spans, minutes.Span{Start: span.Start, End: span.End})
	}
	for _, id := range item.Documents {
		if d := s.Agenda.Documents[id]; d != nil {
			told.Documents = append(told.Documents, minutes.Document{Title: d.Title, File: d.File, Pages: len(d.Pages)})
		}
	}
	for _, id := range s.BallotOrder {
		// A question that was never put is no part of the record.
		if b := s.Ballots[id]; b.Item == item.ID && b.State != rooms.BallotReady {
			told.Ballots = append(told.Ballots, ballotOf(s, b))
		}
	}
	return told
}

func speechesOf(s *rooms.State, item agenda.ItemID) []minutes.Speech {
	told := []minutes.Speech{}
	all := s.Floor.Speeches
	if s.Floor.Speaking != nil {
		all = append(all[:len(all):len(all)], *s.Floor.Speaking)
	}
	for _, speech := range all {
		if speech.Item != item {
			continue
		}
		told = append(told, minutes.Speech{Name: nameOf(s, speech.Person), Span: minutes.Span{Start: speech.Start, End: speech.End}})
		if p := s.People[speech.Person]; p != nil {
			told[len(told)-1].Unit = p.Unit
		}
		for _, x := range s.Substitutions {
			if x.Sent.Person == speech.Person && stoodAt(x, speech.Start) {
				told[len(told)-1].For = nameOf(s, x.Principal)
			}
		}
	}
	return told
}

// ballotOf tells a ballot. What was counted is told once it was declared, also when it was voided afterwards.
func ballotOf(s *rooms.State, b *rooms.Ballot) minutes.Ballot {
	told := minutes.Ballot{
		Question: b.Question, Round: b.Round, State: minutes.BallotState(b.State), Hash: b.Hash, Opened: b.Opened, Closes: b.Closes,
		Closed: b.Closed, Declared: b.Declared, Voided: b.Voided, Reason: b.Reason, Votes: []minutes.Vote{},
	}
	told.Linked = b.Group != ""
	if before := s.Ballots[b.Supersedes]; before != nil {
		told.Supersedes = before.Round
	}
	if before := s.Ballots[b.Follows]; before != nil {
		told.Follows = before.Round
	}
	if b.VoidedBy != "" {
		told.VoidedBy = nameOf(s, b.VoidedBy)
	}
	if d := s.Agenda.Documents[b.Document]; d != nil {
		told.Document = d.Title
	}
	for _, teller := range b.Tellers {
		told.Tellers = append(told.Tellers, nameOf(s, teller.Person))
	}
	told.Threshold = b.Threshold
	for _, teller := range b.Tellers {
		if !teller.Gave.IsZero() {
			told.KeyGivers = append(told.KeyGivers, nameOf(s, teller.Person))
		}
	}
	if len(told.Tellers) == 0 {
		for _, id := range b.Counters {
			told.Tellers = append(told.Tellers, nameOf(s, id))
		}
	}
	for _, e := range b.Electors {
		id := rooms.PersonID(e.Person)
		if reason, removed := b.Removed[id]; removed {
			told.Removed = append(told.Removed, minutes.Removed{Name: e.Name, Reason: reason})
		}
		if _, late := b.Late[id]; late {
			told.Late = append(told.Late, e.Name)
		}
	}
	if b.Declared.IsZero() {
		return told
	}
	told.Tally, told.Hands, told.Checkpoint = b.Tally, b.Hands, b.Checkpoint
	if b.Checkpoint != "" {
		told.QR = "/api/meetings/" + string(s.ID) + "/ballots/" + string(b.ID) + "/checkpoint.svg"
	}
	if !b.Question.Secrecy.Sealed() && b.Question.Method.ByDevice() {
		told.Votes = votesOf(s, b)
	}
	return told
}

// votesOf tells who chose what in a round by name.
func votesOf(s *rooms.State, b *rooms.Ballot) []minutes.Vote {
	votes := make([]minutes.Vote, 0, len(b.Electors))
	for _, e := range b.Electors {
		id := rooms.PersonID(e.Person)
		cast, given := b.Cast[id]
		vote := minutes.Vote{Name: e.Name, Cast: given, Marks: cast.Marks, Text: cast.Text}
		if b.Question.Rule.ByWeight {
			vote.Weight = e.Weight
		}
		if cast.By != "" {
			vote.By = nameOf(s, cast.By)
			vote.Substitute = s.CastsInPlaceOf(id, cast.By)
		}
		if p := s.People[id]; p != nil {
			vote.Unit = p.Unit
		}
		votes = append(votes, vote)
	}
	return votes
}
