package web

import (
	"context"
	"time"
)

// sessionLook is how often the sessions of connected devices are looked up: one may expire, or be ended by another
// process, such as `dienhong user password` at the console, of which this one hears only through the database.
const sessionLook = 5 * time.Second

// watchSessions ends the websockets whose sessions are gone, until ctx ends.
func (s *Server) watchSessions(ctx context.Context) {
	ticker := time.NewTicker(sessionLook)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			s.endLapsed(ctx)
		}
	}
}

func (s *Server) endLapsed(ctx context.Context) {
	connected := s.Devices.Sessions()
	if len(connected) == 0 {
		return
	}
	ended, err := s.Auth.Ended(ctx, connected)
	if err != nil {
		if ctx.Err() == nil {
			s.log.Warn("sessions could not be looked up", "err", err)
		}
		return
	}
	for _, session := range ended {
		s.Devices.SignedOut(session)
	}
}
