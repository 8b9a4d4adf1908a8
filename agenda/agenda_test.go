package agenda_test

import (
	"slices"
	"testing"
	"time"

	"dienhong/agenda"
)

func build(ids ...agenda.ItemID) *agenda.Agenda {
	a := &agenda.Agenda{}
	for _, id := range ids {
		a.Insert(agenda.Item{ID: id, State: agenda.Ready}, -1)
	}
	return a
}

func TestOrder(t *testing.T) {
	tests := []struct {
		name string
		do   func(*agenda.Agenda)
		want []agenda.ItemID
	}{
		{"append", func(a *agenda.Agenda) { a.Insert(agenda.Item{ID: "d"}, -1) }, []agenda.ItemID{"a", "b", "c", "d"}},
		{"insert first", func(a *agenda.Agenda) { a.Insert(agenda.Item{ID: "d"}, 0) }, []agenda.ItemID{"d", "a", "b", "c"}},
		{"insert beyond the end", func(a *agenda.Agenda) { a.Insert(agenda.Item{ID: "d"}, 99) }, []agenda.ItemID{"a", "b", "c", "d"}},
		{"move down", func(a *agenda.Agenda) { a.Move("a", 1) }, []agenda.ItemID{"b", "a", "c"}},
		{"move up", func(a *agenda.Agenda) { a.Move("c", 0) }, []agenda.ItemID{"c", "a", "b"}},
		{"move beyond the end", func(a *agenda.Agenda) { a.Move("a", 7) }, []agenda.ItemID{"b", "c", "a"}},
		{"move what is not there", func(a *agenda.Agenda) { a.Move("x", 0) }, []agenda.ItemID{"a", "b", "c"}},
		{"remove", func(a *agenda.Agenda) { a.Remove("b") }, []agenda.ItemID{"a", "c"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := build("a", "b", "c")
			tt.do(a)
			if !slices.Equal(a.Order, tt.want) {
				t.Errorf("order %v, want %v", a.Order, tt.want)
			}
		})
	}
}

func TestOneItemIsCurrent(t *testing.T) {
	start := time.Date(2026, 9, 24, 8, 0, 0, 0, time.UTC)
	a := build("a", "b")
	a.Start("a", start)
	a.Start("b", start.Add(10*time.Minute))
	a.Start("a", start.Add(20*time.Minute))
	a.Items["a"].Conclusion = "Thống nhất."
	a.Leave(start.Add(25 * time.Minute))

	if got := a.Items["a"].State; got != agenda.Concluded {
		t.Errorf("a is %s, want concluded", got)
	}
	if got := a.Items["b"].State; got != agenda.Discussed {
		t.Errorf("b is %s, want discussed", got)
	}
	spans := a.Items["a"].Spans
	if len(spans) != 2 || spans[0].Open() || spans[1].Open() || spans[1].End.Sub(spans[1].Start) != 5*time.Minute {
		t.Errorf("a was current during %v, want two ended spans, the last of 5 minutes", spans)
	}
	if a.Current != "" {
		t.Errorf("%s is still current", a.Current)
	}
}

func TestDocumentsGoWithTheirItem(t *testing.T) {
	a := build("a", "b")
	a.AddDocument(agenda.Document{ID: "d1", Item: "a"})
	a.AddDocument(agenda.Document{ID: "d2", Item: "a"})
	a.AddDocument(agenda.Document{ID: "d3", Item: "b"})
	a.AddDocument(agenda.Document{ID: "d4", Item: "nowhere"})
	a.RemoveDocument("d1")
	if got := a.Items["a"].Documents; !slices.Equal(got, []agenda.DocumentID{"d2"}) {
		t.Errorf("a holds %v, want d2", got)
	}
	a.Remove("a")
	if len(a.Documents) != 1 || a.Documents["d3"] == nil {
		t.Errorf("documents left: %v, want d3 alone", a.Documents)
	}
}

func TestCanBeShown(t *testing.T) {
	two := []agenda.Page{{W: 595, H: 842}, {W: 595, H: 842}}
	tests := []struct {
		name     string
		document *agenda.Document
		page     int
		want     bool
	}{
		{"a page of a ready document", &agenda.Document{State: agenda.Showable, Pages: two}, 2, true},
		{"a page while others are rendered", &agenda.Document{State: agenda.Rendering, Pages: two}, 1, true},
		{"beyond the last page", &agenda.Document{State: agenda.Showable, Pages: two}, 3, false},
		{"page zero", &agenda.Document{State: agenda.Showable, Pages: two}, 0, false},
		{"a document being checked", &agenda.Document{State: agenda.Checking}, 1, false},
		{"an unusable document", &agenda.Document{State: agenda.Unusable, Pages: two}, 1, false},
		{"no document", nil, 1, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.document.CanBeShown(tt.page); got != tt.want {
				t.Errorf("got %t", got)
			}
		})
	}
}
