package rooms

import "maps"

// Proxy is a vote given to somebody else for a meeting. It is used while its principal is not there, and who casts what
// is frozen when a ballot is opened.
type Proxy struct {
	To PersonID `json:"to"`
	// Document is the paper by which it was given.
	Document string `json:"document,omitempty"`
}

// SetProxy gives somebody's vote to another, or takes it back when To is empty. It is given once, and not passed on.
type SetProxy struct {
	Principal PersonID `json:"principal"`
	To        PersonID `json:"to,omitempty"`
	Document  string   `json:"document,omitempty"`
}

// ProxyChanged says who holds somebody's vote; nobody when To is empty.
type ProxyChanged struct {
	Principal PersonID `json:"principal"`
	Proxy
}

// Kind names the event in the journal.
func (ProxyChanged) Kind() string { return "proxy.changed" }

func (e ProxyChanged) apply(s *State, _ Happening) {
	s.Proxies = maps.Clone(s.Proxies)
	if e.To == "" {
		delete(s.Proxies, e.Principal)
	} else {
		s.Proxies = with(s.Proxies, e.Principal, e.Proxy)
	}
	s.touch(TopicPerson, string(e.Principal))
	s.touch(TopicAttendance, "")
}

func (c SetProxy) decide(s *State, _ Turn) (Decision, error) {
	principal, err := s.person(c.Principal)
	if err != nil {
		return Decision{}, err
	}
	if c.To == "" {
		if _, given := s.Proxies[c.Principal]; !given {
			return Decision{}, nil
		}
		return decided(ProxyChanged{Principal: c.Principal}), nil
	}
	to, err := s.person(c.To)
	if err != nil {
		return Decision{}, err
	}
	if c.Document, err = optionalLine(c.Document, maxTitle); err != nil {
		return Decision{}, err
	}
	if err := s.mayGive(principal, to); err != nil {
		return Decision{}, err
	}
	return decided(ProxyChanged{Principal: c.Principal, Proxy: Proxy{To: c.To, Document: c.Document}}), nil
}

// standsFor is who casts somebody's vote while they are away, empty for nobody: a proxy may have lost the role in which
// one votes, and the meeting may have stopped to allow any.
func (s *State) standsFor(principal PersonID) PersonID {
	proxy, given := s.Proxies[principal]
	if !given || s.Meeting.ProxyLimit == 0 || !s.People[proxy.To].Role.May("ballot.cast") {
		return ""
	}
	return proxy.To
}

func (s *State) mayGive(principal, to *Person) error {
	if s.Meeting.ProxyLimit == 0 {
		return ErrProxiesOff
	}
	if !principal.Votes || principal.ID == to.ID || !to.Role.May("ballot.cast") {
		return ErrBadCommand
	}
	if _, given := s.Proxies[principal.ID]; given || s.votesThrough(principal.ID) != "" {
		return ErrProxyTwice
	}
	if _, passes := s.Proxies[to.ID]; passes {
		return ErrProxyChain
	}
	held := 0
	for _, proxy := range s.Proxies {
		switch proxy.To {
		case principal.ID:
			return ErrProxyChain
		case to.ID:
			held++
		}
	}
	if held >= s.Meeting.ProxyLimit {
		return ErrProxyLimit
	}
	return nil
}
