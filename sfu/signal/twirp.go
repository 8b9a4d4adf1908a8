package signal

import (
	"context"
	"errors"
	"net/http"

	"dienhong/sfu"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
	"github.com/twitchtv/twirp"
)

const maxAPIBody = 4 << 20

type grantsKey struct{}

// authorized verifies the token of an API request; whether it suffices each method says.
func (h *handler) authorized(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, err := verify(r, h.opts.Keys)
		if err != nil {
			_ = twirp.WriteError(w, twirp.NewError(twirp.Unauthenticated, err.Error()))
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxAPIBody)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), grantsKey{}, id.grants)))
	})
}

// allow asks for a grant.
func allow(ctx context.Context, ok func(*auth.VideoGrant) bool) error {
	g, _ := ctx.Value(grantsKey{}).(*auth.ClaimGrants)
	if g == nil || g.Video == nil || !ok(g.Video) {
		return twirp.NewError(twirp.Unauthenticated, "permissions denied")
	}
	return nil
}

func allowAdmin(ctx context.Context, room string) error {
	return allow(ctx, func(g *auth.VideoGrant) bool { return g.RoomAdmin && g.Room == room })
}

// translate gives a refusal its Twirp code.
func translate(err error) error {
	var coded interface{ Code() string }
	if err == nil || !errors.As(err, &coded) {
		return err
	}
	code := twirp.Internal
	switch coded.Code() {
	case sfu.ErrRoomNotFound.Code(), sfu.ErrParticipantNotFound.Code(), sfu.ErrTrackNotFound.Code():
		code = twirp.NotFound
	case sfu.ErrRemoteUnmute.Code(), sfu.ErrHeld.Code():
		code = twirp.FailedPrecondition
	case sfu.ErrTooLarge.Code(), sfu.ErrMalformed.Code(), sfu.ErrNoIdentity.Code():
		code = twirp.InvalidArgument
	case sfu.ErrClosed.Code():
		code = twirp.Unavailable
	}
	return twirp.NewError(code, err.Error())
}

// roomService is LiveKit's RoomService over the media server.
type roomService struct{ server *sfu.Server }

func (s *roomService) CreateRoom(ctx context.Context, r *livekit.CreateRoomRequest) (*livekit.Room, error) {
	if err := allow(ctx, func(g *auth.VideoGrant) bool { return g.RoomCreate }); err != nil {
		return nil, err
	}
	if r.Name == "" {
		return nil, twirp.RequiredArgumentError("name")
	}
	room, err := s.server.CreateRoom(r)
	return room, translate(err)
}

func (s *roomService) ListRooms(ctx context.Context, r *livekit.ListRoomsRequest) (*livekit.ListRoomsResponse, error) {
	if err := allow(ctx, func(g *auth.VideoGrant) bool { return g.RoomList }); err != nil {
		return nil, err
	}
	return &livekit.ListRoomsResponse{Rooms: s.server.ListRooms(r.Names)}, nil
}

func (s *roomService) DeleteRoom(ctx context.Context, r *livekit.DeleteRoomRequest) (*livekit.DeleteRoomResponse, error) {
	if err := allow(ctx, func(g *auth.VideoGrant) bool { return g.RoomCreate }); err != nil {
		return nil, err
	}
	if err := s.server.EndRoom(r.Room); err != nil {
		return nil, translate(err)
	}
	return &livekit.DeleteRoomResponse{}, nil
}

func (s *roomService) ListParticipants(ctx context.Context, r *livekit.ListParticipantsRequest) (*livekit.ListParticipantsResponse, error) {
	if err := allowAdmin(ctx, r.Room); err != nil {
		return nil, err
	}
	list, err := s.server.ListParticipants(r.Room)
	if err != nil && !errors.Is(err, sfu.ErrRoomNotFound) {
		return nil, translate(err)
	}
	return &livekit.ListParticipantsResponse{Participants: list}, nil // an absent room has nobody in it
}

func (s *roomService) GetParticipant(ctx context.Context, r *livekit.RoomParticipantIdentity) (*livekit.ParticipantInfo, error) {
	if err := allowAdmin(ctx, r.Room); err != nil {
		return nil, err
	}
	p, err := s.server.Participant(r.Room, r.Identity)
	return p, translate(err)
}

func (s *roomService) RemoveParticipant(ctx context.Context, r *livekit.RoomParticipantIdentity) (*livekit.RemoveParticipantResponse, error) {
	if err := allowAdmin(ctx, r.Room); err != nil {
		return nil, err
	}
	if err := s.server.RemoveParticipant(r.Room, r.Identity); err != nil {
		return nil, translate(err)
	}
	return &livekit.RemoveParticipantResponse{}, nil
}

func (s *roomService) MutePublishedTrack(ctx context.Context, r *livekit.MuteRoomTrackRequest) (*livekit.MuteRoomTrackResponse, error) {
	if err := allowAdmin(ctx, r.Room); err != nil {
		return nil, err
	}
	t, err := s.server.MuteTrack(r.Room, r.Identity, r.TrackSid, r.Muted)
	if err != nil {
		return nil, translate(err)
	}
	return &livekit.MuteRoomTrackResponse{Track: t}, nil
}

func (s *roomService) UpdateParticipant(ctx context.Context, r *livekit.UpdateParticipantRequest) (*livekit.ParticipantInfo, error) {
	if err := allowAdmin(ctx, r.Room); err != nil {
		return nil, err
	}
	p, err := s.server.UpdateParticipant(r)
	return p, translate(err)
}

func (s *roomService) UpdateSubscriptions(ctx context.Context, r *livekit.UpdateSubscriptionsRequest) (*livekit.UpdateSubscriptionsResponse, error) {
	if err := allowAdmin(ctx, r.Room); err != nil {
		return nil, err
	}
	err := s.server.UpdateSubscriptions(r.Room, r.Identity, &livekit.UpdateSubscription{
		TrackSids: r.TrackSids, Subscribe: r.Subscribe, ParticipantTracks: r.ParticipantTracks,
	})
	if err != nil {
		return nil, translate(err)
	}
	return &livekit.UpdateSubscriptionsResponse{}, nil
}

func (s *roomService) SendData(ctx context.Context, r *livekit.SendDataRequest) (*livekit.SendDataResponse, error) {
	if err := allowAdmin(ctx, r.Room); err != nil {
		return nil, err
	}
	if err := s.server.SendData(r); err != nil {
		return nil, translate(err)
	}
	return &livekit.SendDataResponse{}, nil
}

func (s *roomService) UpdateRoomMetadata(ctx context.Context, r *livekit.UpdateRoomMetadataRequest) (*livekit.Room, error) {
	if err := allowAdmin(ctx, r.Room); err != nil {
		return nil, err
	}
	room, err := s.server.UpdateRoomMetadata(r.Room, r.Metadata)
	return room, translate(err)
}

func unimplemented() error {
	return twirp.NewError(twirp.Unimplemented, "not offered by this server")
}

func (s *roomService) ForwardParticipant(context.Context, *livekit.ForwardParticipantRequest) (*livekit.ForwardParticipantResponse, error) {
	return nil, unimplemented()
}

func (s *roomService) MoveParticipant(context.Context, *livekit.MoveParticipantRequest) (*livekit.MoveParticipantResponse, error) {
	return nil, unimplemented()
}

func (s *roomService) PerformRpc(context.Context, *livekit.PerformRpcRequest) (*livekit.PerformRpcResponse, error) {
	return nil, unimplemented()
}
