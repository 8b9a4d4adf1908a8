package rooms

import "dienhong/agenda"

// Access answers, without entering the room's loop, the questions that come with every page image and every media
// join. It is a finished picture of the last committed state and never changes.
type Access struct {
	Phase Phase
	// Speaking is who has the floor, empty when nobody has.
	Speaking PersonID

	roles map[PersonID]Role
	held  map[PersonID]bool
	files map[string]agenda.DocumentID
}

// Access returns the picture after the last commit. It never waits.
func (r *Room) Access() *Access { return r.access.Load() }

// Role returns the person's role, or ErrForbidden when they have no part in the meeting or it is a draft that only the
// desk sees.
func (a *Access) Role(id PersonID) (Role, error) {
	role, known := a.roles[id]
	if !known || (a.Phase == Draft && !role.Desk()) {
		return "", ErrForbidden
	}
	return role, nil
}

// Held reports whether the chair holds the person's microphone.
func (a *Access) Held(id PersonID) bool { return a.held[id] }

// Holds reports whether a document of the meeting has these bytes (SHA-256 in lower-case hexadecimal).
func (a *Access) Holds(file string) bool {
	_, yes := a.files[file]
	return yes
}

func (s *State) access() *Access {
	a := &Access{
		Phase: s.Meeting.Phase, roles: make(map[PersonID]Role, len(s.People)), held: map[PersonID]bool{},
		files: make(map[string]agenda.DocumentID, len(s.Agenda.Documents)),
	}
	if s.Floor.Speaking != nil {
		a.Speaking = s.Floor.Speaking.Person
	}
	for id, person := range s.People {
		a.roles[id] = person.Role
	}
	for id, media := range s.Media {
		if media.Held {
			a.held[id] = true
		}
	}
	for id, document := range s.Agenda.Documents {
		a.files[document.File] = id
	}
	return a
}

func changesAccess(e Event) bool {
	switch e.(type) {
	case MeetingMovedOn, PersonAdded, PersonEdited, PersonRemoved, DocumentAdded, DocumentRemoved, ItemRemoved, MicrophoneHeld:
		return true
	}
	return false
}
