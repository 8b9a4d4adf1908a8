package rooms

import (
	"slices"

	"dienhong/agenda"
)

type (
	// AddDocument lays an uploaded paper into an item. Only the server makes it, once the bytes are stored.
	AddDocument struct {
		Document agenda.DocumentID `json:"document"`
		Item     agenda.ItemID     `json:"item"`
		Title    string            `json:"title"`
		File     string            `json:"file"`
		Name     string            `json:"name"`
		Size     int64             `json:"size"`
	}
	// AdvanceDocument is the server's word on how far the rendering of a file has come; it reaches every document
	// of the meeting with these bytes.
	AdvanceDocument struct {
		File  string               `json:"file"`
		State agenda.DocumentState `json:"state"`
		Pages []agenda.Page        `json:"pages,omitempty"`
		Done  int                  `json:"done,omitempty"`
		Code  string               `json:"code,omitempty"`
	}
	// RenameDocument gives a document another title.
	RenameDocument struct {
		Document agenda.DocumentID `json:"document"`
		Title    string            `json:"title"`
	}
	// RemoveDocument takes a document off its item.
	RemoveDocument struct {
		Document agenda.DocumentID `json:"document"`
	}
)

type (
	// DocumentAdded says that an item holds a new paper, whose pages are not there yet.
	DocumentAdded struct {
		AddDocument
	}
	// DocumentAdvanced says how far a paper has come.
	DocumentAdvanced struct {
		AdvanceDocument
	}
	// DocumentRenamed says what a paper is called now.
	DocumentRenamed struct {
		Document agenda.DocumentID `json:"document"`
		Title    string            `json:"title"`
	}
	// DocumentRemoved says that a paper is no longer on the table.
	DocumentRemoved struct {
		Document agenda.DocumentID `json:"document"`
	}
)

func (c AddDocument) decide(s *State, _ Turn) (Decision, error) {
	if _, err := s.Agenda.Item(c.Item); err != nil {
		return Decision{}, err
	}
	if s.Agenda.Documents[c.Document] != nil {
		return Decision{}, ErrExists
	}
	if len(s.Agenda.Documents) >= agenda.MaxDocuments {
		return Decision{}, ErrTooMany
	}
	var err error
	if c.Title, err = line(c.Title, maxTitle); err != nil {
		return Decision{}, err
	}
	if c.Name, err = optionalLine(c.Name, maxTitle); err != nil {
		return Decision{}, err
	}
	return answer(map[string]any{"document": c.Document}, DocumentAdded{c}), nil
}

func (c AdvanceDocument) decide(s *State, _ Turn) (Decision, error) {
	for _, page := range c.Pages {
		if !measurable(page.W) || !measurable(page.H) {
			return Decision{}, ErrBadCommand
		}
	}
	for _, document := range s.Agenda.Documents {
		if document.File == c.File && (document.State != c.State || document.Done != c.Done || document.Code != c.Code ||
			!slices.Equal(document.Pages, c.Pages)) {
			return decided(append([]Event{DocumentAdvanced{c}}, s.unshown(c)...)...), nil
		}
	}
	return Decision{}, nil
}

// measurable keeps out sizes that JSON cannot write.
func measurable(points float64) bool { return points > 0 && points <= 1e6 }

// unshown ends a presentation whose page is not there any more.
func (s *State) unshown(c AdvanceDocument) []Event {
	shown := s.Agenda.Documents[s.Presentation.Document]
	if shown == nil || shown.File != c.File {
		return nil
	}
	if (&agenda.Document{State: c.State, Pages: c.Pages}).CanBeShown(s.Presentation.Page) {
		return nil
	}
	return []Event{PresentationStopped{}}
}

func (c RenameDocument) decide(s *State, _ Turn) (Decision, error) {
	if _, err := s.Agenda.Document(c.Document); err != nil {
		return Decision{}, err
	}
	var err error
	if c.Title, err = line(c.Title, maxTitle); err != nil {
		return Decision{}, err
	}
	return decided(DocumentRenamed(c)), nil
}

func (c RemoveDocument) decide(s *State, _ Turn) (Decision, error) {
	if _, err := s.Agenda.Document(c.Document); err != nil {
		return Decision{}, err
	}
	if s.Presentation.Document == c.Document {
		return Decision{}, ErrDocumentPresented
	}
	voted := slices.ContainsFunc(s.BallotOrder, func(id BallotID) bool { return s.Ballots[id].Document == c.Document })
	if voted {
		return Decision{}, ErrItemInUse
	}
	return decided(DocumentRemoved(c)), nil
}

// Kind names the event in the journal.
func (DocumentAdded) Kind() string { return "document.added" }

// Kind names the event in the journal.
func (DocumentAdvanced) Kind() string { return "document.advanced" }

// Kind names the event in the journal.
func (DocumentRenamed) Kind() string { return "document.renamed" }

// Kind names the event in the journal.
func (DocumentRemoved) Kind() string { return "document.removed" }

// A rendering that is forgotten is told again when the server starts.
func (DocumentAdvanced) volatile() {}

func (e DocumentAdded) apply(s *State, h Happening) {
	s.Agenda.AddDocument(agenda.Document{
		ID: e.Document, Item: e.Item, Title: e.Title, File: e.File, Name: e.Name, Size: e.Size,
		State: agenda.Checking, By: string(h.Actor), Added: h.At,
	})
	s.touch(TopicDocument, string(e.Document))
	s.touch(TopicItem, string(e.Item))
}

func (e DocumentAdvanced) apply(s *State, _ Happening) {
	for id, document := range s.Agenda.Documents {
		if document.File == e.File {
			document.State, document.Pages, document.Done, document.Code = e.State, e.Pages, e.Done, e.Code
			s.touch(TopicDocument, string(id))
		}
	}
}

func (e DocumentRenamed) apply(s *State, _ Happening) {
	s.Agenda.Documents[e.Document].Title = e.Title
	s.touch(TopicDocument, string(e.Document))
}

func (e DocumentRemoved) apply(s *State, _ Happening) {
	s.touch(TopicItem, string(s.Agenda.Documents[e.Document].Item))
	s.Agenda.RemoveDocument(e.Document)
	s.touch(TopicDocument, string(e.Document))
}
