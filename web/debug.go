package web

import (
	"encoding/json"
	"net/http"
	"net/http/pprof"
	"time"

	"dienhong/rooms"
)

// Debug answers on a listener of its own, on the loopback, for whoever runs the server: profiles, and what is going on
// in the rooms, taken through their loops. sessions tells of connected devices, and may be nil. Names, texts and choices
// are not shown.
func Debug(live func() []*rooms.Room, sessions func() any) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("GET /debug/rooms", func(w http.ResponseWriter, r *http.Request) {
		seen := []roomSeen{}
		for _, room := range live() {
			seen = append(seen, look(r, room))
		}
		writeDebug(w, seen)
	})
	mux.HandleFunc("GET /debug/sessions", func(w http.ResponseWriter, _ *http.Request) {
		var seen any = []any{}
		if sessions != nil {
			seen = sessions()
		}
		writeDebug(w, seen)
	})
	return mux
}

// roomSeen is what an operator may see of a room.
type roomSeen struct {
	Meeting   rooms.MeetingID `json:"meeting"`
	Epoch     uint64          `json:"epoch"`
	Seq       uint64          `json:"seq"`
	Phase     rooms.Phase     `json:"phase"`
	People    int             `json:"people"`
	Present   int             `json:"present"`
	Online    int             `json:"online"`
	Documents int             `json:"documents"`
	Ballots   int             `json:"ballots"`
	// Took is how long the room's loop took to answer, in microseconds.
	Took int64  `json:"took_us"`
	Err  string `json:"err,omitempty"`
}

func look(r *http.Request, room *rooms.Room) roomSeen {
	seen := roomSeen{Meeting: room.ID()}
	began := time.Now()
	err := room.Read(r.Context(), func(s *rooms.State) {
		seen.Epoch, seen.Seq, seen.Phase, seen.People = s.Epoch, s.Seq, s.Meeting.Phase, len(s.People)
		seen.Documents, seen.Ballots = len(s.Agenda.Documents), len(s.Ballots)
		for _, a := range s.Attendance {
			if a.Present() {
				seen.Present++
			}
			if a.Online {
				seen.Online++
			}
		}
	})
	seen.Took = time.Since(began).Microseconds()
	if err != nil {
		seen.Err = err.Error()
	}
	return seen
}

func writeDebug(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", " ")
	_ = encoder.Encode(value) // whoever asked has gone
}
