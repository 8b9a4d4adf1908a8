package agenda

import (
	"slices"
	"time"
)

// Agenda is the ordered items of one meeting with their documents. The zero value is empty and ready; it is not safe
// for use by several goroutines.
type Agenda struct {
	Order     []ItemID                 `json:"order,omitempty"`
	Items     map[ItemID]*Item         `json:"items,omitempty"`
	Documents map[DocumentID]*Document `json:"documents,omitempty"`
	Current   ItemID                   `json:"current,omitempty"`
}

// Limits of one meeting, generous for any council and small enough for any tablet.
const (
	MaxItems     = 200
	MaxDocuments = 500
	MaxMinutes   = 600
)

// Item returns the item or ErrNoItem.
func (a *Agenda) Item(id ItemID) (*Item, error) {
	if item := a.Items[id]; item != nil {
		return item, nil
	}
	return nil, ErrNoItem
}

// Document returns the document or ErrNoDocument.
func (a *Agenda) Document(id DocumentID) (*Document, error) {
	if document := a.Documents[id]; document != nil {
		return document, nil
	}
	return nil, ErrNoDocument
}

// Insert puts item at index, or at the end when index is out of range.
func (a *Agenda) Insert(item Item, index int) {
	if index < 0 || index > len(a.Order) {
		index = len(a.Order)
	}
	if a.Items == nil {
		a.Items = make(map[ItemID]*Item)
	}
	a.Items[item.ID] = &item
	a.Order = slices.Insert(a.Order, index, item.ID)
}

// Move puts the item at index among the others, or at the end when index is out of range.
func (a *Agenda) Move(id ItemID, index int) {
	at := slices.Index(a.Order, id)
	if at < 0 {
		return
	}
	a.Order = slices.Delete(a.Order, at, at+1)
	if index < 0 || index > len(a.Order) {
		index = len(a.Order)
	}
	a.Order = slices.Insert(a.Order, index, id)
}

// Remove takes away the item and its documents.
func (a *Agenda) Remove(id ItemID) {
	item := a.Items[id]
	if item == nil {
		return
	}
	for _, document := range item.Documents {
		delete(a.Documents, document)
	}
	delete(a.Items, id)
	a.Order = slices.DeleteFunc(a.Order, func(other ItemID) bool { return other == id })
	if a.Current == id {
		a.Current = ""
	}
}

// AddDocument puts the document last in its item.
func (a *Agenda) AddDocument(document Document) {
	item := a.Items[document.Item]
	if item == nil {
		return
	}
	if a.Documents == nil {
		a.Documents = make(map[DocumentID]*Document)
	}
	a.Documents[document.ID] = &document
	item.Documents = append(item.Documents, document.ID)
}

// RemoveDocument takes the document away from its item.
func (a *Agenda) RemoveDocument(id DocumentID) {
	document := a.Documents[id]
	if document == nil {
		return
	}
	if item := a.Items[document.Item]; item != nil {
		item.Documents = slices.DeleteFunc(item.Documents, func(other DocumentID) bool { return other == id })
	}
	delete(a.Documents, id)
}

// Start makes the item current at time at and leaves the one before it as discussed, unless it was concluded.
func (a *Agenda) Start(id ItemID, at time.Time) {
	a.Leave(at)
	item := a.Items[id]
	if item == nil {
		return
	}
	item.State = Current
	item.Spans = append(item.Spans, Span{Start: at})
	a.Current = id
}

// Leave ends the current item's time; there is no current item afterwards.
func (a *Agenda) Leave(at time.Time) {
	item := a.Items[a.Current]
	a.Current = ""
	if item == nil {
		return
	}
	if last := len(item.Spans) - 1; last >= 0 && item.Spans[last].Open() {
		item.Spans[last].End = at
	}
	if item.State == Current {
		item.State = Discussed
		if item.Conclusion != "" {
			item.State = Concluded
		}
	}
}
