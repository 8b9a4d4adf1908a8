package sfu

import (
	"cmp"
	"slices"

	"dienhong/sfu/media"
)

// Snapshot is the server's state for eyes, not for programs.
type Snapshot struct {
	UDPPort, TCPPort int
	Rooms            []RoomSnapshot
}

// RoomSnapshot is one room of it.
type RoomSnapshot struct {
	Name, Sid    string
	Participants []ParticipantSnapshot
}

// ParticipantSnapshot is one participant of a room.
type ParticipantSnapshot struct {
	Identity, Sid, State string
	SinglePC, Connected  bool // Connected: has a websocket
	Held                 bool
	Published            []TrackSnapshot
	Subscribed           []media.DownStats
}

// TrackSnapshot is one published track.
type TrackSnapshot struct {
	Sid, Source, Mime string
	Muted             bool
	Layers            []media.LayerStats
}

// Snapshot collects the state; it waits for each participant's signalling in turn, but not for clients.
func (s *Server) Snapshot() Snapshot {
	out := Snapshot{UDPPort: s.net.udpPort, TCPPort: s.net.tcpPort}
	s.mu.Lock()
	rooms := s.roomList()
	s.mu.Unlock()
	for _, r := range rooms {
		rs := RoomSnapshot{Name: r.name, Sid: r.sid}
		for _, p := range r.list() {
			rs.Participants = append(rs.Participants, p.snapshot())
		}
		slices.SortFunc(rs.Participants, func(a, b ParticipantSnapshot) int { return cmp.Compare(a.Identity, b.Identity) })
		out.Rooms = append(out.Rooms, rs)
	}
	slices.SortFunc(out.Rooms, func(a, b RoomSnapshot) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

func (p *Participant) snapshot() ParticipantSnapshot {
	out := ParticipantSnapshot{Identity: p.identity, Sid: p.sid, SinglePC: p.single}
	p.ops.call(func() {
		for _, sub := range p.subs {
			out.Subscribed = append(out.Subscribed, sub.down.Stats())
		}
	})
	slices.SortFunc(out.Subscribed, func(a, b media.DownStats) int { return cmp.Compare(a.Track, b.Track) })
	p.mu.Lock()
	defer p.mu.Unlock()
	out.State, out.Connected, out.Held = p.state.String(), p.sink != nil, p.held
	for _, t := range p.tracks {
		ts := TrackSnapshot{Sid: t.sid, Source: sourceName(t.source), Mime: t.info.MimeType, Muted: t.info.Muted}
		if t.up != nil {
			ts.Layers = t.up.Stats()
		}
		out.Published = append(out.Published, ts)
	}
	slices.SortFunc(out.Published, func(a, b TrackSnapshot) int { return cmp.Compare(a.Sid, b.Sid) })
	return out
}
