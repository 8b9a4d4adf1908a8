package sfu

import "log/slog"

// Server is the media server. Make one with New.
type Server struct {
	cfg   Config
	log   *slog.Logger
	hooks Hooks
}

// New opens the media ports and returns a running server. Close ends it.
func New(cfg Config, log *slog.Logger, hooks Hooks) (*Server, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	return &Server{cfg: cfg, log: log, hooks: hooks}, nil
}

// Close tells every client that the server shuts down, and returns when everything is gone.
func (s *Server) Close() error { return nil }

// HoldMicrophone mutes the participant's microphone tracks and keeps them muted: while held the client
// cannot unmute, and microphones published later start muted. Released, a track stays muted until the
// client unmutes it. ErrRoomNotFound, ErrParticipantNotFound.
func (s *Server) HoldMicrophone(room, identity string, held bool) error { return ErrRoomNotFound }

// RemoveParticipant disconnects a participant. ErrRoomNotFound, ErrParticipantNotFound.
func (s *Server) RemoveParticipant(room, identity string) error { return ErrRoomNotFound }

// EndRoom disconnects everybody and ends the room. ErrRoomNotFound.
func (s *Server) EndRoom(room string) error { return ErrRoomNotFound }
