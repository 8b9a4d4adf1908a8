package web

import (
	"net/http"
	"slices"

	"dienhong/rooms"
)

// table is every route of the server. Paths come without the prefix of a slot.
func (s *Server) table() []route {
	return slices.Concat(s.pageRoutes(), s.sessionRoutes(), s.meetingRoutes(), s.documentRoutes(), s.inviteRoutes(),
		s.peopleRoutes(), s.substitutionRoutes(), s.recordRoutes(), s.voteRoutes(), s.healthRoutes(), s.caRoutes())
}

func (s *Server) pageRoutes() []route {
	roles := func(may ...rooms.Role) func(*call) bool {
		return func(c *call) bool {
			for _, role := range may {
				if c.role == role {
					return true
				}
			}
			return false
		}
	}
	return []route{
		s.app("/{$}", "home"),
		s.app("/vao/{token}", "home"),
		s.app("/accounts", "home"),
		s.app("/setup/{token}", "setup"),
		s.page("/m/{m}", "tablet", roles(rooms.Chair, rooms.Secretary, rooms.Delegate, rooms.Guest, rooms.Unit)),
		s.page("/m/{m}/chair", "chair", roles(rooms.Chair)),
		s.page("/m/{m}/desk", "secretary", roles(rooms.Secretary, rooms.Chair)),
		s.page("/m/{m}/screen", "screen", roles(rooms.Screen, rooms.Secretary, rooms.Chair)),
		s.page("/m/{m}/unit", "unit", roles(rooms.Unit)),
		s.asset("/assets/"), s.asset("/sw.js"), s.asset("/favicon.svg"),
		{method: http.MethodGet, path: "/ws/{m}", who: members, slow: true, serve: s.websocket, about: about{
			summary: "The websocket of a device, see clients/protocol.md", status: http.StatusSwitchingProtocols,
			codes: []string{"cross_origin", "request_invalid"},
		}},
	}
}
