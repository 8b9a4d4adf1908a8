package sfu

import (
	"errors"
	"log/slog"
	"testing"

	"github.com/livekit/protocol/auth"
)

// A client that came while a room was ending, between the room's end and its being forgotten, was told of an
// internal error.
func TestComingWhileARoomEnds(t *testing.T) {
	for _, c := range []struct {
		name   string
		create bool
		want   error
	}{{"another is made", true, nil}, {"none may be made", false, ErrRoomNotFound}} {
		t.Run(c.name, func(t *testing.T) {
			cfg := Default()
			cfg.UDPPort, cfg.TCPPort, cfg.ListenAddresses, cfg.AutoCreate = 0, 0, []string{"127.0.0.1"}, c.create
			s, err := New(cfg, slog.New(slog.DiscardHandler), Hooks{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			r, err := s.ensureRoom("r", nil, true)
			if err != nil {
				t.Fatal(err)
			}
			r.mu.Lock()
			r.ended = true
			r.mu.Unlock()
			req := JoinRequest{Grants: &auth.ClaimGrants{Identity: "guest", Video: &auth.VideoGrant{Room: "r", RoomJoin: true}}}
			if err := s.Check(req); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			r.mu.Lock()
			r.ended = false // so that the server's end is the room's
			r.mu.Unlock()
		})
	}
}
