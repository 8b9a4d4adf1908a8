package web

import (
	"net/http"
	"reflect"
)

// access is who may use a route.
type access int

const (
	anybody access = iota
	// signedIn are people with any session.
	signedIn
	// admins and organisers are accounts that signed in with a password and may do so; staff are both.
	admins
	organisers
	staff
	// members have a part in the meeting {m}; desk are its chair and secretaries.
	members
	desk
)

// route is one line of the table: what is asked, who may, what answers, and what the OpenAPI document says of it.
type route struct {
	method, path string
	who          access
	serve        func(*call) error
	// page routes turn strangers away with a redirect; slow ones may take longer to answer than others.
	page, slow bool
	about      about
}

// about describes a route. Routes without a summary are no part of the API: pages, and the apps' files.
type about struct {
	summary string
	status  int
	// in and out are the types of the JSON bodies, nil for none; takes and gives are media types of other bodies.
	in, out      reflect.Type
	takes, gives string
	query        []string
	// codes are the refusals beside those that every route of its kind has.
	codes []string
}

func (r route) pattern() string {
	if r.method == "" {
		return r.path
	}
	return r.method + " " + r.path
}

// none is the body of a request or answer that has none.
type none struct{}

// api makes a route of JSON: do is given the decoded body and returns the answer's.
func api[In, Out any](method, path string, who access, status int, summary string, do func(*call, In) (Out, error), codes ...string) route {
	in, out := reflect.TypeFor[In](), reflect.TypeFor[Out]()
	nothing := reflect.TypeFor[none]()
	r := route{method: method, path: path, who: who, about: about{summary: summary, status: status, codes: codes}}
	if in != nothing {
		r.about.in = in
	}
	if out != nothing {
		r.about.out = out
	}
	r.serve = func(c *call) error {
		var body In
		if in != nothing {
			if err := c.read(&body); err != nil {
				return err
			}
		}
		answer, err := do(c, body)
		if err != nil {
			return err
		}
		if out == nothing {
			c.w.Header().Set("Cache-Control", "no-store")
			c.w.WriteHeader(status)
			return nil
		}
		c.answer(status, answer)
		return nil
	}
	return r
}

// content makes a route that gives something else than JSON.
func content(path string, who access, gives, summary string, serve func(*call) error, codes ...string) route {
	return route{
		method: http.MethodGet, path: path, who: who, serve: serve,
		about: about{summary: summary, status: http.StatusOK, gives: gives, codes: codes},
	}
}

// page makes a route of a browser app, for those that mayOpen says.
func (s *Server) page(path, app string, mayOpen func(*call) bool) route {
	return route{method: http.MethodGet, path: path, who: members, page: true, serve: func(c *call) error {
		if !mayOpen(c) {
			c.redirect(home(c.meeting, c.role))
			return nil
		}
		s.Assets.ServeApp(c.w, c.r, app)
		return nil
	}}
}

// asset makes a route of the apps' files.
func (s *Server) asset(path string) route {
	return route{method: http.MethodGet, path: path, serve: func(c *call) error {
		s.Assets.ServeHTTP(c.w, c.r)
		return nil
	}}
}

// app makes a route of a browser app that everybody may open.
func (s *Server) app(path, app string) route {
	return route{method: http.MethodGet, path: path, serve: func(c *call) error {
		s.Assets.ServeApp(c.w, c.r, app)
		return nil
	}}
}
