package web

import (
	"strings"
	"unicode/utf8"

	"dienhong/rooms"
	"dienhong/web/auth"
)

func (s *Server) substitutionRoutes() []route {
	find := api("GET", "/api/meetings/{m}/substitutes", members, 200, "Find somebody of the directory to be sent in a place", s.findSubstitutes,
		"text_too_long", "too_fast")
	find.about.query = []string{"q"}
	return []route{
		find,
		api("POST", "/api/meetings/{m}/substitutions", members, 201, "Propose somebody to sit in a place; sent again with the same id it is done once",
			s.proposeSubstitution, "account_not_found", "person_not_found", "substitute_role", "substitute_principal_present", "substitute_twice",
			"substitute_chain", "substitute_member", "command_invalid", "command_conflict", "meeting_closed", "text_empty", "text_too_long",
			"too_many", "too_fast", "busy", "retry"),
	}
}

type foundSubstitutes struct {
	People []foundSubstitute `json:"people"`
}

// foundSubstitute is what those who choose need to tell people apart: no login, and nothing else of the account.
type foundSubstitute struct {
	ID    rooms.PersonID `json:"id"`
	Name  string         `json:"name"`
	Title string         `json:"title,omitempty"`
	Unit  string         `json:"unit,omitempty"`
}

const (
	// shortestQuery of a participant, in letters: the directory is searched, not read.
	shortestQuery = 2
	mostFound     = 8
)

// findSubstitutes is for whoever may propose. It leaves out whom the room would refuse.
func (s *Server) findSubstitutes(c *call, _ none) (foundSubstitutes, error) {
	found := foundSubstitutes{People: []foundSubstitute{}}
	if !c.role.May("substitution.propose") {
		return found, rooms.ErrForbidden
	}
	if !s.pace.allow(c.person()) {
		return found, ErrTooFast
	}
	query := strings.TrimSpace(tidyQuery(c, "q"))
	if len(query) > 400 {
		return found, rooms.ErrTextTooLong
	}
	if utf8.RuneCountInString(query) < shortestQuery {
		return found, nil
	}
	accounts, err := s.Auth.Find(c.ctx(), query, usualPeople)
	if err != nil {
		return found, err
	}
	taken := map[rooms.PersonID]bool{c.person(): !c.role.Desk()}
	err = c.room.Read(c.ctx(), func(state *rooms.State) {
		for id, p := range state.People {
			busy := state.SubstituteOf(id) != nil || state.StandsFor(id) != nil
			taken[id] = taken[id] || busy || p.Votes || p.Role != rooms.Delegate && p.Role != rooms.Guest
		}
	})
	for _, a := range accounts {
		if !a.Disabled && !taken[a.ID] && len(found.People) < mostFound {
			found.People = append(found.People, foundSubstitute{a.ID, a.Name, a.Title, a.Unit})
		}
	}
	return found, err
}

type substitutionRequest struct {
	// ID is made by the device, as that of a command.
	ID rooms.CommandID `json:"id"`
	// Principal is in whose place; left out for one's own.
	Principal rooms.PersonID `json:"principal,omitempty"`
	// Person is somebody of the directory or of the meeting; without one it is somebody new, by name.
	Person rooms.PersonID `json:"person,omitempty"`
	Name   string         `json:"name,omitempty"`
	Title  string         `json:"title,omitempty"`
	Unit   string         `json:"unit,omitempty"`
	Reason string         `json:"reason"`
}

type proposedSubstitution struct {
	Substitution rooms.SubstitutionID `json:"substitution"`
}

func (s *Server) proposeSubstitution(c *call, in substitutionRequest) (proposedSubstitution, error) {
	if !s.pace.allow(c.person()) {
		return proposedSubstitution{}, ErrTooFast
	}
	sent := rooms.Substitute{Name: in.Name, Title: in.Title, Unit: in.Unit}
	if in.Person != "" {
		var err error
		if sent, err = s.known(c, in.Person); err != nil {
			return proposedSubstitution{}, err
		}
	}
	request, err := rooms.OnceRequest(in.ID, c.person(), "substitution.propose", rooms.ProposeSubstitution{
		Principal: in.Principal, Sent: sent, Reason: in.Reason,
	})
	if err != nil {
		return proposedSubstitution{}, err
	}
	answer, err := c.room.Do(c.ctx(), request)
	if err != nil {
		return proposedSubstitution{}, err
	}
	var made proposedSubstitution
	switch id := answer.Data["substitution"].(type) {
	case rooms.SubstitutionID:
		made.Substitution = id
	case string: // remembered by the journal
		made.Substitution = rooms.SubstitutionID(id)
	}
	return made, nil
}

// known names somebody who is sent as the meeting or the directory does: whoever proposes may not give an account
// another name.
func (s *Server) known(c *call, id rooms.PersonID) (rooms.Substitute, error) {
	sent := rooms.Substitute{Person: id}
	err := c.room.Read(c.ctx(), func(state *rooms.State) {
		if p := state.People[id]; p != nil {
			sent.Name, sent.Title, sent.Unit = p.Name, p.Title, p.Unit
		}
	})
	if err != nil || sent.Name != "" {
		return sent, err
	}
	account, err := s.Auth.Account(c.ctx(), id)
	if err == nil && account.Disabled {
		err = auth.ErrNoAccount
	}
	sent.Name, sent.Title, sent.Unit = account.Name, account.Title, account.Unit
	return sent, err
}
