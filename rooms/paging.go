package rooms

import (
	"time"

	"dienhong/agenda"
)

// Presentation is what is being shown to everybody who follows; no document means nothing is.
type Presentation struct {
	Document agenda.DocumentID `json:"document,omitempty"`
	Page     int               `json:"page,omitempty"`
	By       PersonID          `json:"by,omitempty"`
	Since    time.Time         `json:"since,omitzero"`
}

type (
	// StartPresentation puts a page of a document before everybody.
	StartPresentation struct {
		Document agenda.DocumentID `json:"document"`
		Page     int               `json:"page,omitempty"`
	}
	// TurnPage moves to another page of the document that is presented. The document is named so that a tap on a
	// device that is behind turns nothing else.
	TurnPage struct {
		Document agenda.DocumentID `json:"document"`
		Page     int               `json:"page"`
	}
	// StopPresentation ends it.
	StopPresentation struct{}
	// GivePresenter lets one more person present; an empty one takes it back.
	GivePresenter struct {
		Person PersonID `json:"person,omitempty"`
	}
)

type (
	// PresentationStarted says what is presented from now on.
	PresentationStarted struct {
		Document agenda.DocumentID `json:"document"`
		Page     int               `json:"page"`
	}
	// PageTurned says which page is presented.
	PageTurned struct {
		Page int `json:"page"`
	}
	// PresentationStopped says that nothing is presented.
	PresentationStopped struct{}
	// PresenterGiven says who may present besides the desk.
	PresenterGiven struct {
		Person PersonID `json:"person,omitempty"`
	}
)

// mayPresent is the state's part of the right to present: the desk always, others when it was given to them.
func (s *State) mayPresent(t Turn) error {
	if t.Role.Desk() || t.Actor == s.Presenter {
		return nil
	}
	return ErrForbidden
}

func (c StartPresentation) decide(s *State, t Turn) (Decision, error) {
	if err := s.mayPresent(t); err != nil {
		return Decision{}, err
	}
	if err := s.in(CheckInOpen, InSession, Paused); err != nil {
		return Decision{}, err
	}
	document, err := s.Agenda.Document(c.Document)
	if err != nil {
		return Decision{}, err
	}
	if c.Page == 0 {
		c.Page = 1
	}
	if !document.CanBeShown(c.Page) {
		return Decision{}, ErrNotShowable
	}
	return decided(PresentationStarted(c)), nil
}

func (c TurnPage) decide(s *State, t Turn) (Decision, error) {
	if err := s.mayPresent(t); err != nil {
		return Decision{}, err
	}
	if s.Presentation.Document == "" || s.Presentation.Document != c.Document {
		return Decision{}, ErrNotPresented
	}
	if !s.Agenda.Documents[c.Document].CanBeShown(c.Page) {
		return Decision{}, ErrNotShowable
	}
	if s.Presentation.Page == c.Page {
		return Decision{}, nil
	}
	return decided(PageTurned{Page: c.Page}), nil
}

func (StopPresentation) decide(s *State, t Turn) (Decision, error) {
	if err := s.mayPresent(t); err != nil {
		return Decision{}, err
	}
	if s.Presentation.Document == "" {
		return Decision{}, nil
	}
	return decided(PresentationStopped{}), nil
}

func (c GivePresenter) decide(s *State, _ Turn) (Decision, error) {
	if c.Person != "" {
		person, err := s.person(c.Person)
		if err != nil {
			return Decision{}, err
		}
		if !person.Role.May("page.turn") {
			return Decision{}, ErrForbidden
		}
	}
	if s.Presenter == c.Person {
		return Decision{}, nil
	}
	return decided(PresenterGiven(c)), nil
}

// Kind names the event in the journal.
func (PresentationStarted) Kind() string { return "presentation.started" }

// Kind names the event in the journal.
func (PageTurned) Kind() string { return "page.turned" }

// Kind names the event in the journal.
func (PresentationStopped) Kind() string { return "presentation.stopped" }

// Kind names the event in the journal.
func (PresenterGiven) Kind() string { return "presenter.given" }

func (PageTurned) volatile() {}

func (e PresentationStarted) apply(s *State, h Happening) {
	s.Presentation = Presentation{Document: e.Document, Page: e.Page, By: h.Actor, Since: h.At}
	s.touch(TopicPresentation, "")
}

func (e PageTurned) apply(s *State, h Happening) {
	s.Presentation.Page, s.Presentation.By = e.Page, h.Actor
	s.touch(TopicPresentation, "")
}

func (PresentationStopped) apply(s *State, _ Happening) {
	s.Presentation = Presentation{}
	s.touch(TopicPresentation, "")
}

func (e PresenterGiven) apply(s *State, _ Happening) {
	s.Presenter = e.Person
	s.touch(TopicPresentation, "")
}
