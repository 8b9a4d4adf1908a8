package rooms

import (
	"slices"

	"dienhong/agenda"
)

// ItemFields are what the desk says of an item.
type ItemFields struct {
	Title     string      `json:"title"`
	Presenter string      `json:"presenter,omitempty"`
	Minutes   int         `json:"minutes,omitempty"`
	Kind      agenda.Kind `json:"kind,omitempty"`
}

func (f *ItemFields) tidy() error {
	var err error
	if f.Title, err = line(f.Title, maxTitle); err != nil {
		return err
	}
	if f.Presenter, err = optionalLine(f.Presenter, maxTitle); err != nil {
		return err
	}
	if f.Minutes < 0 || f.Minutes > agenda.MaxMinutes {
		return ErrOutOfRange
	}
	if f.Kind == "" {
		f.Kind = agenda.Discussion
	}
	if !slices.Contains(agenda.Kinds(), f.Kind) {
		return ErrBadCommand
	}
	return nil
}

type (
	// AddItem puts a new item at Index (from 0), or last without one.
	AddItem struct {
		ItemFields
		Index *int `json:"index,omitempty"`
	}
	// AddReport puts an item on the agenda that reports a round of another meeting, once. The server makes it.
	AddReport struct {
		ItemFields
		Brief  string
		Source string
	}
	// EditItem replaces what is said of an item.
	EditItem struct {
		Item agenda.ItemID `json:"item"`
		ItemFields
	}
	// MoveItem puts an item at Index (from 0) among the others.
	MoveItem struct {
		Item  agenda.ItemID `json:"item"`
		Index int           `json:"index"`
	}
	// RemoveItem takes an item that has not begun off the agenda, with its papers.
	RemoveItem struct {
		Item agenda.ItemID `json:"item"`
	}
	// StartItem makes an item the current one.
	StartItem struct {
		Item agenda.ItemID `json:"item"`
	}
	// ConcludeItem writes down what the chair concluded on an item.
	ConcludeItem struct {
		Item       agenda.ItemID `json:"item"`
		Conclusion string        `json:"conclusion"`
	}
)

type (
	// ItemAdded says that an item is on the agenda, at Index.
	ItemAdded struct {
		Item  agenda.ItemID `json:"item"`
		Index int           `json:"index"`
		ItemFields
		Brief  string `json:"brief,omitempty"`
		Source string `json:"source,omitempty"`
	}
	// ItemEdited says what an item is now.
	ItemEdited struct {
		Item agenda.ItemID `json:"item"`
		ItemFields
	}
	// ItemMoved says where an item stands now.
	ItemMoved struct {
		Item  agenda.ItemID `json:"item"`
		Index int           `json:"index"`
	}
	// ItemRemoved says that an item is off the agenda.
	ItemRemoved struct {
		Item agenda.ItemID `json:"item"`
	}
	// ItemStarted says which item is current.
	ItemStarted struct {
		Item agenda.ItemID `json:"item"`
	}
	// ItemConcluded says what was concluded on an item.
	ItemConcluded struct {
		Item       agenda.ItemID `json:"item"`
		Conclusion string        `json:"conclusion"`
	}
)

func (c AddItem) decide(s *State, t Turn) (Decision, error) {
	if err := c.tidy(); err != nil {
		return Decision{}, err
	}
	if len(s.Agenda.Order) >= agenda.MaxItems {
		return Decision{}, ErrTooMany
	}
	index := len(s.Agenda.Order)
	if c.Index != nil && *c.Index >= 0 && *c.Index < index {
		index = *c.Index
	}
	id := agenda.ItemID(t.NewID())
	return answer(map[string]any{"item": id}, ItemAdded{Item: id, Index: index, ItemFields: c.ItemFields}), nil
}

func (c AddReport) decide(s *State, t Turn) (Decision, error) {
	if err := s.in(Draft, Scheduled, CheckInOpen, InSession, Paused); err != nil {
		return Decision{}, err
	}
	if err := c.tidy(); err != nil {
		return Decision{}, err
	}
	for _, item := range s.Agenda.Items {
		if item.Source == c.Source {
			return Decision{}, ErrExists
		}
	}
	if len(s.Agenda.Order) >= agenda.MaxItems {
		return Decision{}, ErrTooMany
	}
	id := agenda.ItemID(t.NewID())
	return answer(map[string]any{"item": id}, ItemAdded{
		Item: id, Index: len(s.Agenda.Order), ItemFields: c.ItemFields, Brief: c.Brief, Source: c.Source,
	}), nil
}

func (c EditItem) decide(s *State, _ Turn) (Decision, error) {
	if _, err := s.Agenda.Item(c.Item); err != nil {
		return Decision{}, err
	}
	if err := c.tidy(); err != nil {
		return Decision{}, err
	}
	return decided(ItemEdited(c)), nil
}

func (c MoveItem) decide(s *State, _ Turn) (Decision, error) {
	if _, err := s.Agenda.Item(c.Item); err != nil {
		return Decision{}, err
	}
	if c.Index < 0 || c.Index >= len(s.Agenda.Order) {
		return Decision{}, ErrOutOfRange
	}
	if s.Agenda.Order[c.Index] == c.Item {
		return Decision{}, nil
	}
	return decided(ItemMoved(c)), nil
}

func (c RemoveItem) decide(s *State, _ Turn) (Decision, error) {
	item, err := s.Agenda.Item(c.Item)
	if err != nil {
		return Decision{}, err
	}
	voted := slices.ContainsFunc(s.BallotOrder, func(id BallotID) bool {
		return s.Ballots[id].Item == c.Item || slices.Contains(item.Documents, s.Ballots[id].Document)
	})
	spoken := slices.ContainsFunc(s.Floor.Speeches, func(sp Speech) bool { return sp.Item == c.Item })
	if len(item.Spans) > 0 || voted || spoken {
		return Decision{}, ErrItemInUse
	}
	if slices.Contains(item.Documents, s.Presentation.Document) {
		return Decision{}, ErrDocumentPresented
	}
	return decided(ItemRemoved(c)), nil
}

func (c StartItem) decide(s *State, _ Turn) (Decision, error) {
	if err := s.in(InSession); err != nil {
		return Decision{}, err
	}
	item, err := s.Agenda.Item(c.Item)
	if err != nil {
		return Decision{}, err
	}
	if s.Agenda.Current == c.Item {
		return Decision{}, nil
	}
	events := []Event{ItemStarted(c)}
	if s.Presentation.Document != "" && !slices.Contains(item.Documents, s.Presentation.Document) {
		events = append(events, PresentationStopped{})
	}
	return decided(events...), nil
}

func (c ConcludeItem) decide(s *State, _ Turn) (Decision, error) {
	if err := s.in(InSession, Paused, Closed); err != nil {
		return Decision{}, err
	}
	if _, err := s.Agenda.Item(c.Item); err != nil {
		return Decision{}, err
	}
	var err error
	if c.Conclusion, err = paragraph(c.Conclusion); err != nil {
		return Decision{}, err
	}
	return decided(ItemConcluded(c)), nil
}

// Kind names the event in the journal.
func (ItemAdded) Kind() string { return "item.added" }

// Kind names the event in the journal.
func (ItemEdited) Kind() string { return "item.edited" }

// Kind names the event in the journal.
func (ItemMoved) Kind() string { return "item.moved" }

// Kind names the event in the journal.
func (ItemRemoved) Kind() string { return "item.removed" }

// Kind names the event in the journal.
func (ItemStarted) Kind() string { return "item.started" }

// Kind names the event in the journal.
func (ItemConcluded) Kind() string { return "item.concluded" }

func (e ItemAdded) apply(s *State, _ Happening) {
	s.Agenda.Insert(agenda.Item{
		ID: e.Item, Title: e.Title, Presenter: e.Presenter, Minutes: e.Minutes, Kind: e.ItemFields.Kind, State: agenda.Ready,
		Brief: e.Brief, Source: e.Source,
	}, e.Index)
	s.touch(TopicItem, string(e.Item))
	s.touch(TopicAgenda, "")
}

func (e ItemEdited) apply(s *State, _ Happening) {
	item := s.Agenda.Items[e.Item]
	item.Title, item.Presenter, item.Minutes, item.Kind = e.Title, e.Presenter, e.Minutes, e.ItemFields.Kind
	s.touch(TopicItem, string(e.Item))
}

func (e ItemMoved) apply(s *State, _ Happening) {
	s.Agenda.Move(e.Item, e.Index)
	s.touch(TopicAgenda, "")
}

func (e ItemRemoved) apply(s *State, _ Happening) {
	for _, document := range s.Agenda.Items[e.Item].Documents {
		s.touch(TopicDocument, string(document))
	}
	s.Agenda.Remove(e.Item)
	s.touch(TopicItem, string(e.Item))
	s.touch(TopicAgenda, "")
}

func (e ItemStarted) apply(s *State, h Happening) {
	if left := s.Agenda.Current; left != "" {
		s.touch(TopicItem, string(left))
	}
	s.Agenda.Start(e.Item, h.At)
	s.touch(TopicItem, string(e.Item))
	s.touch(TopicAgenda, "")
}

func (e ItemConcluded) apply(s *State, _ Happening) {
	item := s.Agenda.Items[e.Item]
	item.Conclusion = e.Conclusion
	switch {
	case item.State == agenda.Current:
	case e.Conclusion != "":
		item.State = agenda.Concluded
	case len(item.Spans) > 0:
		item.State = agenda.Discussed
	default:
		item.State = agenda.Ready
	}
	s.touch(TopicItem, string(e.Item))
}
