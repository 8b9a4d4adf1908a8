package web

import (
	"strconv"

	"dienhong/rooms"
	"dienhong/web/auth"
)

func (s *Server) peopleRoutes() []route {
	list := api("GET", "/api/people", staff, 200, "Find accounts by name, login or unit", s.listPeople)
	list.about.query = []string{"q", "limit"}
	said := []string{"login_invalid", "login_taken", "name_invalid"}
	return []route{
		list,
		api("POST", "/api/people", admins, 201, "Make an account", s.createPerson, append(said, "password_length", "password_weak", "busy")...),
		api("PATCH", "/api/people/{id}", admins, 200, "Change an account; what is left out stays", s.changePerson,
			append(said, "account_not_found", "last_admin")...),
		api("POST", "/api/people/{id}/password", admins, 204, "Give an account another password; it is signed out everywhere",
			s.setPersonPassword, "account_not_found", "password_length", "password_weak", "busy"),
		api("POST", "/api/people/{id}/sign-out", admins, 204, "Sign an account out everywhere", s.signPersonOut, "account_not_found"),
	}
}

type peopleList struct {
	People []rooms.Account `json:"people"`
}

const (
	usualPeople = 50
	mostPeople  = 500
)

// listPeople is for administrators, and for organisers, who choose from it whom to invite.
func (s *Server) listPeople(c *call, _ none) (peopleList, error) {
	limit := usualPeople
	if text := tidyQuery(c, "limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > mostPeople {
			return peopleList{}, rooms.ErrOutOfRange
		}
		limit = n
	}
	query := tidyQuery(c, "q")
	if len(query) > 400 {
		return peopleList{}, rooms.ErrTextTooLong
	}
	accounts, err := s.Auth.Find(c.ctx(), query, limit)
	if accounts == nil {
		accounts = []rooms.Account{}
	}
	return peopleList{accounts}, err
}

type newPerson struct {
	Login     string `json:"login"`
	Name      string `json:"name"`
	Title     string `json:"title,omitempty"`
	Unit      string `json:"unit,omitempty"`
	Admin     bool   `json:"admin,omitempty"`
	Organiser bool   `json:"organiser,omitempty"`
	Password  string `json:"password"`
	// Once has the password changed at the first sign-in.
	Once bool `json:"once,omitempty"`
}

func (s *Server) createPerson(c *call, in newPerson) (rooms.Account, error) {
	return s.Auth.Create(c.ctx(), auth.NewAccount(in))
}

type personChange struct {
	Login     *string `json:"login,omitempty"`
	Name      *string `json:"name,omitempty"`
	Title     *string `json:"title,omitempty"`
	Unit      *string `json:"unit,omitempty"`
	Admin     *bool   `json:"admin,omitempty"`
	Organiser *bool   `json:"organiser,omitempty"`
	Disabled  *bool   `json:"disabled,omitempty"`
}

func (s *Server) changePerson(c *call, in personChange) (rooms.Account, error) {
	account, err := s.Auth.Change(c.ctx(), rooms.PersonID(c.r.PathValue("id")), auth.AccountChange(in))
	if err == nil && account.Disabled {
		s.Devices.DropPerson(account.ID)
	}
	return account, err
}

type passwordRequest struct {
	Password string `json:"password"`
	// Once has the password changed at the next sign-in.
	Once bool `json:"once,omitempty"`
}

func (s *Server) setPersonPassword(c *call, in passwordRequest) (none, error) {
	id := rooms.PersonID(c.r.PathValue("id"))
	if err := s.Auth.SetPassword(c.ctx(), id, in.Password, in.Once); err != nil {
		return none{}, err
	}
	s.Devices.DropPerson(id)
	return none{}, nil
}

func (s *Server) signPersonOut(c *call, _ none) (none, error) {
	account, err := s.Auth.Account(c.ctx(), rooms.PersonID(c.r.PathValue("id")))
	if err != nil {
		return none{}, err
	}
	err = s.Auth.EndAll(c.ctx(), account.ID)
	s.Devices.DropPerson(account.ID)
	return none{}, err
}
