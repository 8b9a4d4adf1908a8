package rooms_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"dienhong/agenda"
	"dienhong/rooms"
)

func ordered(want ...agenda.ItemID) func(*testing.T, *script) {
	return func(t *testing.T, s *script) {
		if got := s.state.Agenda.Order; !slices.Equal(got, want) {
			t.Errorf("order %v, want %v", got, want)
		}
	}
}

func TestItems(t *testing.T) {
	start1 := func(s *script) { s.do("chu-toa", "item.start", args{"item": "i1"}) }
	check(t, []rule{
		{name: "add last", phase: rooms.Draft, actor: "thu-ky", command: "item.add", args: args{"title": "Báo cáo", "kind": "report", "minutes": 30, "presenter": "Sở Tài chính"},
			want: "item.added", then: ordered("i1", "i2", "i3", "new-000002")},
		{name: "add first", actor: "thu-ky", command: "item.add", args: args{"title": "A", "index": 0}, want: "item.added", then: ordered("new-000002", "i1", "i2", "i3")},
		{name: "add far beyond the end", actor: "thu-ky", command: "item.add", args: args{"title": "A", "index": 99}, want: "item.added", then: ordered("i1", "i2", "i3", "new-000002")},
		{name: "add at a negative place", actor: "thu-ky", command: "item.add", args: args{"title": "A", "index": -3}, want: "item.added", then: ordered("i1", "i2", "i3", "new-000002")},
		{name: "add without a title", actor: "thu-ky", command: "item.add", want: "!text_empty"},
		{name: "a title of 301 characters", actor: "thu-ky", command: "item.add", args: args{"title": repeated("a", 301)}, want: "!text_too_long"},
		{name: "a presenter of 301 characters", actor: "thu-ky", command: "item.add", args: args{"title": "A", "presenter": repeated("a", 301)}, want: "!text_too_long"},
		{name: "negative minutes", actor: "thu-ky", command: "item.add", args: args{"title": "A", "minutes": -1}, want: "!out_of_range"},
		{name: "601 minutes", actor: "thu-ky", command: "item.add", args: args{"title": "A", "minutes": 601}, want: "!out_of_range"},
		{name: "an unknown kind", actor: "thu-ky", command: "item.add", args: args{"title": "A", "kind": "party"}, want: "!command_invalid"},
		{name: "a full agenda", given: func(s *script) {
			for n := len(s.state.Agenda.Order); n < agenda.MaxItems; n++ {
				s.apply("thu-ky", rooms.ItemAdded{Item: agenda.ItemID(fmt.Sprint(n)), Index: n})
			}
		}, actor: "thu-ky", command: "item.add", args: args{"title": "A"}, want: "!too_many"},

		{name: "edit", actor: "thu-ky", command: "item.edit", args: args{"item": "i1", "title": "B", "minutes": 5}, want: "item.edited"},
		{name: "edit what is not there", actor: "thu-ky", command: "item.edit", args: args{"item": "i9", "title": "B"}, want: "!item_not_found"},
		{name: "edit to no title", actor: "thu-ky", command: "item.edit", args: args{"item": "i1", "title": "\u202e\u0007"}, want: "!text_empty"},

		{name: "move down", actor: "thu-ky", command: "item.move", args: args{"item": "i1", "index": 2}, want: "item.moved", then: ordered("i2", "i3", "i1")},
		{name: "move to where it is", actor: "thu-ky", command: "item.move", args: args{"item": "i1", "index": 0}, want: "nothing"},
		{name: "move beyond the end", actor: "thu-ky", command: "item.move", args: args{"item": "i1", "index": 3}, want: "!out_of_range"},
		{name: "move before the beginning", actor: "thu-ky", command: "item.move", args: args{"item": "i1", "index": -1}, want: "!out_of_range"},
		{name: "move what is not there", actor: "thu-ky", command: "item.move", args: args{"item": "i9", "index": 0}, want: "!item_not_found"},

		{name: "remove with its papers", actor: "thu-ky", command: "item.remove", args: args{"item": "i1"}, want: "item.removed", then: func(t *testing.T, s *script) {
			if len(s.state.Agenda.Documents) != 0 {
				t.Errorf("documents left: %v", s.state.Agenda.Documents)
			}
		}},
		{name: "remove what is not there", actor: "thu-ky", command: "item.remove", args: args{"item": "i9"}, want: "!item_not_found"},
		{name: "one that has begun stays", given: start1, actor: "thu-ky", command: "item.remove", args: args{"item": "i1"}, want: "!item_in_use"},
		{name: "one with a prepared ballot stays", given: func(s *script) {
			s.do("thu-ky", "ballot.prepare", args{"item": "i2", "question": "?"})
		}, actor: "thu-ky", command: "item.remove", args: args{"item": "i2"}, want: "!item_in_use"},
		{name: "one whose paper another item votes on stays", given: func(s *script) {
			s.do("thu-ky", "ballot.prepare", args{"item": "i2", "question": "?", "document": "d1"})
		}, actor: "thu-ky", command: "item.remove", args: args{"item": "i1"}, want: "!item_in_use"},
		{name: "one whose paper is presented stays", given: func(s *script) { s.do("chu-toa", "presentation.start", args{"document": "d1"}) },
			actor: "thu-ky", command: "item.remove", args: args{"item": "i1"}, want: "!document_presented"},

		{name: "start", actor: "thu-ky", command: "item.start", args: args{"item": "i2"}, want: "item.started"},
		{name: "start the current one", given: start1, actor: "thu-ky", command: "item.start", args: args{"item": "i1"}, want: "nothing"},
		{name: "start the next leaves the last discussed", given: start1, actor: "thu-ky", command: "item.start", args: args{"item": "i2"}, want: "item.started",
			then: func(t *testing.T, s *script) {
				i1, i2 := s.state.Agenda.Items["i1"], s.state.Agenda.Items["i2"]
				if i1.State != agenda.Discussed || i1.Spans[0].Open() || i2.State != agenda.Current || s.state.Agenda.Current != "i2" {
					t.Errorf("i1 %+v, i2 %+v", i1, i2)
				}
			}},
		{name: "another item's paper goes", given: func(s *script) { s.do("chu-toa", "presentation.start", args{"document": "d1"}) },
			actor: "thu-ky", command: "item.start", args: args{"item": "i2"}, want: "item.started presentation.stopped"},
		{name: "its own paper stays", given: func(s *script) { s.do("chu-toa", "presentation.start", args{"document": "d1"}) },
			actor: "thu-ky", command: "item.start", args: args{"item": "i1"}, want: "item.started"},
		{name: "start before the session", phase: rooms.CheckInOpen, actor: "thu-ky", command: "item.start", args: args{"item": "i1"}, want: "!wrong_phase"},
		{name: "start in a break", phase: rooms.Paused, actor: "thu-ky", command: "item.start", args: args{"item": "i1"}, want: "!wrong_phase"},
		{name: "start what is not there", actor: "thu-ky", command: "item.start", args: args{"item": "i9"}, want: "!item_not_found"},

		{name: "conclude the current item", given: start1, actor: "chu-toa", command: "item.conclude", args: args{"item": "i1", "conclusion": "Một.\nHai."},
			want: "item.concluded", then: concluded("i1", agenda.Current, "Một.\nHai.")},
		{name: "conclude one that was not begun", actor: "chu-toa", command: "item.conclude", args: args{"item": "i2", "conclusion": "Hoãn."},
			want: "item.concluded", then: concluded("i2", agenda.Concluded, "Hoãn.")},
		{name: "take a conclusion back", given: func(s *script) {
			start1(s)
			s.do("chu-toa", "item.start", args{"item": "i2"})
			s.do("chu-toa", "item.conclude", args{"item": "i1", "conclusion": "Xong."})
		}, actor: "chu-toa", command: "item.conclude", args: args{"item": "i1"}, want: "item.concluded", then: concluded("i1", agenda.Discussed, "")},
		{name: "take back one of an item that was not begun", given: func(s *script) {
			s.do("chu-toa", "item.conclude", args{"item": "i3", "conclusion": "Xong."})
		}, actor: "chu-toa", command: "item.conclude", args: args{"item": "i3"}, want: "item.concluded", then: concluded("i3", agenda.Ready, "")},
		{name: "conclude before the session", phase: rooms.CheckInOpen, actor: "chu-toa", command: "item.conclude", args: args{"item": "i1"}, want: "!wrong_phase"},
		{name: "a conclusion of 5001 characters", actor: "chu-toa", command: "item.conclude", args: args{"item": "i1", "conclusion": repeated("a", 5001)}, want: "!text_too_long"},
		{name: "conclude what is not there", actor: "chu-toa", command: "item.conclude", args: args{"item": "i9"}, want: "!item_not_found"},
		{name: "conclude by the chair alone or the desk", actor: "an", command: "item.conclude", args: args{"item": "i1"}, want: "!forbidden"},
	})
}

func concluded(id agenda.ItemID, state agenda.ItemState, text string) func(*testing.T, *script) {
	return func(t *testing.T, s *script) {
		if item := s.state.Agenda.Items[id]; item.State != state || item.Conclusion != text {
			t.Errorf("%s is %s with %q, want %s with %q", id, item.State, item.Conclusion, state, text)
		}
	}
}

func TestAnItemSpokenOnStays(t *testing.T) {
	s := newScript(t).in(rooms.InSession)
	s.apply("chu-toa", rooms.FloorGranted{Person: "an", Seconds: 60})
	s.state.Floor.Speaking.Item = "i3"
	s.apply("chu-toa", rooms.FloorEnded{Person: "an"})
	if _, err := s.carry(s.request("thu-ky", "item.remove", args{"item": "i3"})); code(err) != "item_in_use" {
		t.Errorf("remove gave %v", err)
	}
}

func TestDocuments(t *testing.T) {
	s := newScript(t).in(rooms.InSession)
	add := func(change func(*rooms.AddDocument)) string {
		c := rooms.AddDocument{Document: "d3", Item: "i2", Title: "Báo cáo", File: "file-d3", Name: "bao-cao.pdf", Size: 10}
		change(&c)
		d, err := s.decide(rooms.ServerRequest("", "thu-ky", "document.add", c))
		return outcome(d, err)
	}
	for _, c := range []struct {
		name   string
		change func(*rooms.AddDocument)
		want   string
	}{
		{"add", func(*rooms.AddDocument) {}, "document.added"},
		{"to an item that is not there", func(c *rooms.AddDocument) { c.Item = "i9" }, "!item_not_found"},
		{"an id that is taken", func(c *rooms.AddDocument) { c.Document = "d1" }, "!exists"},
		{"without a title", func(c *rooms.AddDocument) { c.Title = "" }, "!text_empty"},
		{"a file name of 301 characters", func(c *rooms.AddDocument) { c.Name = repeated("a", 301) }, "!text_too_long"},
	} {
		if got := add(c.change); got != c.want {
			t.Errorf("%s gave %s, want %s", c.name, got, c.want)
		}
	}
	if _, err := s.decide(rooms.ServerRequest("", "an", "document.add", rooms.AddDocument{Item: "i2"})); code(err) != "forbidden" {
		t.Errorf("adding for a delegate gave %v", err)
	}
	if _, err := rooms.NewRequest("c1", "thu-ky", "document.add", nil); code(err) != "command_unknown" {
		t.Errorf("a device that adds a document itself gets %v", err)
	}
	for n := len(s.state.Agenda.Documents); n < agenda.MaxDocuments; n++ {
		s.apply("thu-ky", rooms.DocumentAdded{AddDocument: rooms.AddDocument{Document: agenda.DocumentID(fmt.Sprint(n)), Item: "i3"}})
	}
	if got := add(func(*rooms.AddDocument) {}); got != "!too_many" {
		t.Errorf("one too many gave %s", got)
	}
	check(t, []rule{
		{name: "rename", actor: "thu-ky", command: "document.rename", args: args{"document": "d1", "title": " Tờ  trình số 2 "}, want: "document.renamed",
			then: func(t *testing.T, s *script) {
				if got := s.state.Agenda.Documents["d1"].Title; got != "Tờ trình số 2" {
					t.Errorf("title %q", got)
				}
			}},
		{name: "rename to nothing", actor: "thu-ky", command: "document.rename", args: args{"document": "d1"}, want: "!text_empty"},
		{name: "rename what is not there", actor: "thu-ky", command: "document.rename", args: args{"document": "d9", "title": "A"}, want: "!document_not_found"},
		{name: "remove", actor: "thu-ky", command: "document.remove", args: args{"document": "d1"}, want: "document.removed"},
		{name: "remove what is not there", actor: "thu-ky", command: "document.remove", args: args{"document": "d9"}, want: "!document_not_found"},
		{name: "one that is presented stays", given: func(s *script) { s.do("chu-toa", "presentation.start", args{"document": "d1"}) },
			actor: "thu-ky", command: "document.remove", args: args{"document": "d1"}, want: "!document_presented"},
		{name: "one that is voted on stays", given: func(s *script) {
			s.do("thu-ky", "ballot.prepare", args{"item": "i2", "question": "?", "document": "d1"})
		}, actor: "thu-ky", command: "document.remove", args: args{"document": "d1"}, want: "!item_in_use"},
	})
}

func TestRenderingAdvances(t *testing.T) {
	a4, a3 := agenda.Page{W: 595, H: 842}, agenda.Page{W: 842, H: 1191}
	advance := func(change func(*rooms.AdvanceDocument)) rooms.AdvanceDocument {
		c := rooms.AdvanceDocument{File: "file-d1", State: agenda.Showable, Pages: []agenda.Page{a4, a4, a4}, Done: 3}
		change(&c)
		return c
	}
	for _, c := range []struct {
		name   string
		change func(*rooms.AdvanceDocument)
		want   string
	}{
		{"as it is", func(*rooms.AdvanceDocument) {}, "nothing"},
		{"a file of no document here", func(c *rooms.AdvanceDocument) { c.File = "file-d9" }, "nothing"},
		{"another size", func(c *rooms.AdvanceDocument) { c.Pages = []agenda.Page{a4, a3, a4} }, "document.advanced"},
		{"the page that is shown is gone", func(c *rooms.AdvanceDocument) { c.Pages = []agenda.Page{a4, a4} }, "document.advanced presentation.stopped"},
		{"it cannot be used any more", func(c *rooms.AdvanceDocument) { c.State, c.Code = agenda.Unusable, "encrypted" }, "document.advanced presentation.stopped"},
		{"a page without a size", func(c *rooms.AdvanceDocument) { c.Pages = []agenda.Page{{}} }, "!command_invalid"},
		{"a page without an end", func(c *rooms.AdvanceDocument) { c.Pages = []agenda.Page{{W: math.Inf(1), H: 1}} }, "!command_invalid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScript(t).in(rooms.InSession)
			s.do("chu-toa", "presentation.start", args{"document": "d1", "page": 3})
			d, err := s.carry(rooms.ServerRequest("", "", "document.advance", advance(c.change)))
			if got := outcome(d, err); got != c.want {
				t.Errorf("gave %s, want %s", got, c.want)
			}
		})
	}
	s := newScript(t)
	s.apply("thu-ky", rooms.DocumentAdded{AddDocument: rooms.AddDocument{Document: "d3", Item: "i2", File: "file-d2"}})
	s.server("document.advance", advance(func(c *rooms.AdvanceDocument) { c.File = "file-d2" }))
	if d2, d3 := s.state.Agenda.Documents["d2"], s.state.Agenda.Documents["d3"]; d2.State != agenda.Showable || d3.State != agenda.Showable {
		t.Errorf("two documents of one file are %s and %s", d2.State, d3.State)
	}
	if added := s.state.Agenda.Documents["d2"]; added.By != "thu-ky" || added.Added.Before(start) || added.Added.After(start.Add(time.Minute)) {
		t.Errorf("it was added by %s at %v", added.By, added.Added)
	}
}

// TestReportsOfAnotherMeeting are laid on the agenda once, last, by the desk.
func TestReportsOfAnotherMeeting(t *testing.T) {
	report := rooms.AddReport{ItemFields: rooms.ItemFields{Title: " Báo cáo  kết quả ", Kind: agenda.Report}, Brief: "Tán thành: 5\nThông qua", Source: "m0/b1"}
	s := newScript(t)
	before := len(s.state.Agenda.Order)
	if _, err := s.decide(rooms.ServerRequest("", "an", "item.report", report)); code(err) != "forbidden" {
		t.Errorf("by a delegate: %v", err)
	}
	d, err := s.carry(rooms.ServerRequest("", "thu-ky", "item.report", report))
	if outcome(d, err) != "item.added" {
		t.Fatalf("gave %s", outcome(d, err))
	}
	item := s.state.Agenda.Items[d.Answer["item"].(agenda.ItemID)]
	if item.Title != "Báo cáo kết quả" || item.Brief != report.Brief || item.Kind != agenda.Report || s.state.Agenda.Order[before] != item.ID {
		t.Errorf("the item is %+v", item)
	}
	if d, err := s.carry(rooms.ServerRequest("", "chu-toa", "item.report", report)); outcome(d, err) != "!exists" {
		t.Errorf("a second time: %s", outcome(d, err))
	}
	replay(t, s)
	if d, err := newScript(t).in(rooms.Closed).carry(rooms.ServerRequest("", "thu-ky", "item.report", report)); outcome(d, err) != "!meeting_closed" {
		t.Errorf("in a closed meeting: %s", outcome(d, err))
	}
}
