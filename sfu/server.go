package sfu

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
)

const (
	pingInterval = 5  // seconds, told to clients
	pingTimeout  = 15 // seconds
	// protocolVersion is LiveKit's newest (negotiated data channels).
	protocolVersion = 18
	// serverVersion is what clients compare their features with; it names the LiveKit release whose
	// behaviour is served. Our own name stands in debug_info.
	serverVersion = "1.13.11"
	debugInfo     = "dienhong"
)

// Server is the media server. Make one with New.
type Server struct {
	cfg   Config
	log   *slog.Logger
	hooks Hooks
	net   *network
	node  string
	// patience is how long a track that is not there may be asked for until the client is told
	patience time.Duration
	// waiting is how many bytes of reliable data may wait for one receiver
	waiting uint64

	mu     sync.Mutex // first in the lock order
	rooms  map[string]*Room
	closed bool

	// running counts rooms' loops and participants' ends.
	running sync.WaitGroup
}

// New opens the media ports and returns a running server. Close ends it.
func New(cfg Config, log *slog.Logger, hooks Hooks) (*Server, error) {
	return newServer(cfg, log, hooks, nil)
}

func newServer(cfg Config, log *slog.Logger, hooks Hooks, wrap func(net.PacketConn) net.PacketConn) (*Server, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	n, err := openNetwork(cfg, log, wrap)
	if err != nil {
		return nil, err
	}
	s := &Server{
		cfg: cfg, log: log, hooks: hooks, net: n, node: newSid("ND_"), patience: time.Minute, waiting: reliableWaiting,
		rooms: map[string]*Room{},
	}
	log.Info("media server listens", "udp", n.udpPort, "tcp", n.tcpPort)
	return s, nil
}

// UDPPort is the port media is received on.
func (s *Server) UDPPort() int { return s.net.udpPort }

// TCPPort is the port media is received on over TCP, 0 when it is off.
func (s *Server) TCPPort() int { return s.net.tcpPort }

// Close tells every client that the server shuts down, and returns when everything is gone.
func (s *Server) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	rooms := s.roomList()
	s.mu.Unlock()
	for _, r := range rooms {
		r.end(livekit.DisconnectReason_SERVER_SHUTDOWN, "shutdown")
	}
	s.running.Wait()
	s.net.close()
	return nil
}

// roomList is called under mu.
func (s *Server) roomList() []*Room {
	out := make([]*Room, 0, len(s.rooms))
	for _, r := range s.rooms {
		out = append(out, r)
	}
	return out
}

func (s *Server) emit(e Event) {
	if s.hooks.Event != nil {
		e.At = time.Now()
		s.hooks.Event(e)
	}
}

// room finds a room by name.
func (s *Server) room(name string) (*Room, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.rooms[name]; r != nil {
		return r, nil
	}
	return nil, ErrRoomNotFound
}

// ensureRoom finds or makes a room. config may be nil; it is read only when the room is made.
func (s *Server) ensureRoom(name string, config *livekit.CreateRoomRequest, create bool) (*Room, error) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil, ErrClosed
	}
	if r := s.rooms[name]; r != nil {
		s.mu.Unlock()
		return r, nil
	}
	if !create {
		s.mu.Unlock()
		return nil, ErrRoomNotFound
	}
	r := newRoom(s, name, config)
	s.rooms[name] = r
	s.running.Add(1)
	s.mu.Unlock()
	go func() { defer s.running.Done(); r.run() }()
	s.emit(Event{Kind: RoomStarted, Room: r.name, RoomSid: r.sid, Detail: EventDetail{Room: r.proto()}})
	return r, nil
}

// forget takes an ended room from the list.
func (s *Server) forget(r *Room) {
	s.mu.Lock()
	if s.rooms[r.name] == r {
		delete(s.rooms, r.name)
	}
	s.mu.Unlock()
}

// JoinRequest is a client's wish to join, its token already verified.
type JoinRequest struct {
	// Grants are the token's claims; Grants.Video.Room is the room.
	Grants *auth.ClaimGrants
	Client *livekit.ClientInfo
	// Settings may be nil: everything on by default.
	Settings *livekit.ConnectionSettings
	// SinglePC says that the client uses one peer connection for both directions.
	SinglePC bool
	// Tracks and Offer come with a single-PC join; both may be empty.
	Tracks []*livekit.AddTrackRequest
	Offer  *livekit.SessionDescription
	// Reconnect resumes the session Participant (a sid; empty means whatever the identity has).
	Reconnect   bool
	Participant string
	SyncState   *livekit.SyncState
	// Refresh makes a token of these grants; nil sends none.
	Refresh func(*auth.ClaimGrants) (string, error)
}

// Session is one websocket of a participant.
type Session struct {
	p    *Participant
	sink Sink
}

// Check says whether a join would be refused now, without joining.
func (s *Server) Check(req JoinRequest) error {
	if req.Grants == nil || req.Grants.Identity == "" {
		return ErrNoIdentity
	}
	r, err := s.room(req.Grants.Video.Room)
	if err == nil {
		err = r.admits(req.Grants)
	}
	if errors.Is(err, errRoomEnded) { // a moment ago: soon it will not even be found
		err = ErrRoomNotFound
	}
	if errors.Is(err, ErrRoomNotFound) && s.cfg.AutoCreate {
		return nil
	}
	return err
}

// Join makes a participant, or resumes one, and answers on sink: the first message is join, reconnect or
// leave. The error is a refusal to show to the client.
func (s *Server) Join(ctx context.Context, req JoinRequest, sink Sink) (*Session, error) {
	if req.Grants == nil || req.Grants.Identity == "" {
		return nil, ErrNoIdentity
	}
	if req.Settings == nil {
		req.Settings = &livekit.ConnectionSettings{AutoSubscribe: true}
	}
	if req.Client == nil {
		req.Client = &livekit.ClientInfo{}
	}
	if req.Reconnect {
		return s.resume(req, sink)
	}
	name, identity := req.Grants.Video.Room, req.Grants.Identity
	var admission Admission
	if s.hooks.Admit != nil {
		var err error
		if admission, err = s.hooks.Admit(ctx, name, identity); err != nil {
			return nil, fmt.Errorf("admit to room: %w", err)
		}
	}
	for {
		r, err := s.ensureRoom(name, roomConfig(req.Grants), s.cfg.AutoCreate || req.Grants.Video.RoomCreate)
		if err != nil {
			return nil, err
		}
		p, err := r.join(req, admission, sink)
		if errors.Is(err, errRoomEnded) {
			continue // it ended between finding and joining it
		}
		if err != nil {
			return nil, err
		}
		return &Session{p: p, sink: sink}, nil
	}
}

func roomConfig(g *auth.ClaimGrants) *livekit.CreateRoomRequest {
	c := g.GetRoomConfiguration()
	if c == nil {
		return nil
	}
	return &livekit.CreateRoomRequest{
		EmptyTimeout: c.EmptyTimeout, DepartureTimeout: c.DepartureTimeout, MaxParticipants: c.MaxParticipants,
		Metadata: c.Metadata, SyncStreams: c.SyncStreams,
	}
}

// resume gives a session a new websocket. A session that is not known is told so inside it: only then do
// clients join anew.
func (s *Server) resume(req JoinRequest, sink Sink) (*Session, error) {
	var p *Participant
	if r, err := s.room(req.Grants.Video.Room); err == nil {
		p = r.participant(req.Grants.Identity)
	}
	if p == nil || (req.Participant != "" && p.sid != req.Participant) || !p.resume(req, sink) {
		sink.Send(NewMessage(leaveMessage(livekit.DisconnectReason_STATE_MISMATCH, livekit.LeaveRequest_RECONNECT)))
		sink.Close()
		return &Session{sink: sink}, nil
	}
	return &Session{p: p, sink: sink}, nil
}

// Handle obeys one message of the client and returns when it was dealt with, later when there are very many.
// Messages of a websocket that another has replaced are ignored.
func (s *Session) Handle(req *livekit.SignalRequest) {
	if s.p != nil {
		s.p.wait(s.p.bounds.signal.take(messageCost, time.Now()))
		s.p.ops.call(func() { s.p.handle(s.sink, req) })
	}
}

// Lost says that the websocket is gone.
func (s *Session) Lost() {
	if s.p != nil {
		s.p.ops.post(func() { s.p.socketLost(s.sink) })
	}
}

func (s *Server) serverInfo() *livekit.ServerInfo {
	return &livekit.ServerInfo{
		Edition: livekit.ServerInfo_Standard, Version: serverVersion, Protocol: protocolVersion,
		NodeId: s.node, DebugInfo: debugInfo,
	}
}

func (s *Server) iceServers() []*livekit.ICEServer {
	var out []*livekit.ICEServer
	for _, i := range s.cfg.ICEServers {
		out = append(out, &livekit.ICEServer{Urls: i.URLs, Username: i.Username, Credential: i.Credential})
	}
	return out
}
