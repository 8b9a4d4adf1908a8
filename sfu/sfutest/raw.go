package sfutest

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dienhong/sfu/signal"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/interceptor"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
	"google.golang.org/protobuf/proto"
)

// Raw is a client that sees every message of the signalling and does what it is told to, not more: what the
// official ones hide can be looked at, and what they would never do can be done.
type Raw struct {
	Client atomic.Pointer[signal.Client]
	// Pub and Sub are its peer connections; one and the same for a client of /rtc/v1, nil without media.
	Pub, Sub *webrtc.PeerConnection
	// Up are the data channels it opens: reliable, lossy and that of data tracks.
	Up   []*webrtc.DataChannel
	t    testing.TB
	v1   bool
	deaf bool
	line *Relay
	gone chan struct{}

	mu      sync.Mutex
	heard   []*livekit.SignalResponse
	from    int // Await looks from here on
	news    chan struct{}
	offerID uint32
	waiting bool // for an answer
	again   bool
}

// RawConfig says what a Raw client is like.
type RawConfig struct {
	// V1 joins with one peer connection.
	V1 bool
	// Media makes peer connections. Without, only messages are exchanged.
	Media bool
	// Query adds to the request of /rtc, Join is the join request of /rtc/v1.
	Query url.Values
	Join  *livekit.JoinRequest
	// Deaf leaves the server's offers unanswered; see Answer.
	Deaf bool
	// Relay is the line it is behind; nil for none.
	Relay *Relay
	// Settings are pion's.
	Settings webrtc.SettingEngine
	// Track is told of every track that comes, Data of every packet of data with its channel's label.
	Track func(*webrtc.TrackRemote)
	Data  func(label string, b []byte)
}

// JoinRequest encodes a join request as livekit-client does.
func JoinRequest(j *livekit.JoinRequest, zip bool) string {
	inner, err := proto.Marshal(j)
	if err != nil {
		panic(err) // a test's constant inputs
	}
	w := &livekit.WrappedJoinRequest{JoinRequest: inner}
	if zip {
		var buf bytes.Buffer
		z := gzip.NewWriter(&buf)
		_, _ = z.Write(inner)
		_ = z.Close()
		w.Compression, w.JoinRequest = livekit.WrappedJoinRequest_GZIP, buf.Bytes()
	}
	b, err := proto.Marshal(w)
	if err != nil {
		panic(err)
	}
	return base64.URLEncoding.EncodeToString(b)
}

// Raw joins and, with media, negotiates. It ends with the test, or by Close.
func (s *Server) Raw(t testing.TB, token string, c RawConfig) *Raw {
	t.Helper()
	r := &Raw{t: t, v1: c.V1, deaf: c.Deaf, line: c.Relay, gone: make(chan struct{}), news: make(chan struct{}, 1)}
	query := url.Values{"protocol": {"16"}, "sdk": {"go"}}
	for k, v := range c.Query {
		query[k] = v
	}
	if c.Media {
		r.open(c)
	}
	if c.V1 {
		join := &livekit.JoinRequest{ClientInfo: &livekit.ClientInfo{Protocol: 17}}
		if c.Join != nil {
			join = c.Join
		}
		query = url.Values{"join_request": {JoinRequest(join, true)}}
	}
	r.connect(s, token, query)
	t.Cleanup(r.Close)
	if c.Media && (c.V1 || Await(r, IsJoin).FastPublish) {
		r.Offer()
	}
	return r
}

// Resume opens another websocket for the same session, as after a cut.
func (r *Raw) Resume(s *Server, token string) {
	r.t.Helper()
	r.ResumeAs(s, token, Await(r, IsJoin).Participant.Sid)
}

// ResumeAs resumes the session of a sid.
func (r *Raw) ResumeAs(s *Server, token, sid string) {
	r.t.Helper()
	r.Drop()
	r.mu.Lock()
	r.gone = make(chan struct{})
	r.heard, r.from = nil, 0
	r.mu.Unlock()
	query := url.Values{"reconnect": {"1"}, "sid": {sid}, "protocol": {"16"}}
	if r.v1 {
		query = url.Values{"join_request": {JoinRequest(&livekit.JoinRequest{Reconnect: true, ParticipantSid: sid}, false)}}
	}
	r.connect(s, token, query)
}

// Drop cuts the websocket.
func (r *Raw) Drop() {
	_ = r.Client.Load().Close()
	<-r.gone
}

// TryRaw asks to join, and says how that was refused.
func (s *Server) TryRaw(token string, query url.Values) (*signal.Client, error) {
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	return signal.Dial(ctx, s.URL, token, query)
}

func (r *Raw) connect(s *Server, token string, query url.Values) {
	r.t.Helper()
	c, err := s.TryRaw(token, query)
	if err != nil {
		r.t.Fatal(err)
	}
	r.Client.Store(c)
	go r.listen()
}

func (r *Raw) open(c RawConfig) {
	r.t.Helper()
	dial := func() *webrtc.PeerConnection {
		m := &webrtc.MediaEngine{}
		err := m.RegisterDefaultCodecs()
		if err == nil {
			err = webrtc.ConfigureSimulcastExtensionHeaders(m)
		}
		if err == nil {
			err = m.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: sdp.AudioLevelURI}, webrtc.RTPCodecTypeAudio)
		}
		if err != nil {
			r.t.Fatal(err)
		}
		m.RegisterFeedback(webrtc.RTCPFeedback{Type: webrtc.TypeRTCPFBNACK}, webrtc.RTPCodecTypeAudio) // as browsers do
		registry := &interceptor.Registry{}
		if err := webrtc.RegisterDefaultInterceptors(m, registry); err != nil {
			r.t.Fatal(err)
		}
		pc, err := webrtc.NewAPI(webrtc.WithSettingEngine(c.Settings), webrtc.WithMediaEngine(m),
			webrtc.WithInterceptorRegistry(registry)).NewPeerConnection(webrtc.Configuration{})
		if err != nil {
			r.t.Fatal(err)
		}
		return pc
	}
	r.Pub = dial()
	r.Sub = r.Pub
	if !c.V1 {
		r.Sub = dial()
	}
	for target, pc := range map[livekit.SignalTarget]*webrtc.PeerConnection{
		livekit.SignalTarget_PUBLISHER: r.Pub, livekit.SignalTarget_SUBSCRIBER: r.Sub,
	} {
		if r.v1 && target == livekit.SignalTarget_SUBSCRIBER {
			continue
		}
		pc.OnICECandidate(func(cand *webrtc.ICECandidate) {
			if cand == nil || c.Relay != nil { // the server must not find a way past the relay
				return
			}
			b, _ := json.Marshal(cand.ToJSON())
			_ = r.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Trickle{
				Trickle: &livekit.TrickleRequest{CandidateInit: string(b), Target: target},
			}})
		})
	}
	for _, label := range []string{"_reliable", "_lossy", "_data_track"} {
		ordered, none := label == "_reliable", uint16(0)
		init := &webrtc.DataChannelInit{Ordered: &ordered}
		if !ordered {
			init.MaxRetransmits = &none
		}
		ch, err := r.Pub.CreateDataChannel(label, init)
		if err != nil {
			r.t.Fatal(err)
		}
		r.Up = append(r.Up, ch)
		if c.Data != nil {
			ch.OnMessage(func(m webrtc.DataChannelMessage) { c.Data(label, m.Data) })
		}
	}
	if c.Track != nil {
		r.Sub.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) { c.Track(track) })
	}
	if c.Data != nil {
		r.Sub.OnDataChannel(func(ch *webrtc.DataChannel) {
			ch.OnMessage(func(m webrtc.DataChannelMessage) { c.Data(ch.Label(), m.Data) })
		})
	}
}

// Close ends the client without a word.
func (r *Raw) Close() {
	_ = r.Client.Load().Close()
	<-r.gone
	for _, pc := range []*webrtc.PeerConnection{r.Pub, r.Sub} {
		if pc != nil {
			_ = pc.GracefulClose()
		}
	}
}

// Send sends a message.
func (r *Raw) Send(req *livekit.SignalRequest) error {
	return r.Client.Load().Send(req)
}

// Leave says goodbye.
func (r *Raw) Leave() {
	_ = r.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Leave{Leave: &livekit.LeaveRequest{}}})
}

// Forget makes Await look only at what comes from now on.
func (r *Raw) Forget() {
	r.mu.Lock()
	r.from = len(r.heard)
	r.mu.Unlock()
}

// Heard is everything heard since the last Forget.
func (r *Raw) Heard() []*livekit.SignalResponse {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]*livekit.SignalResponse{}, r.heard[r.from:]...)
}

// Ended waits until the websocket has ended.
func (r *Raw) Ended() {
	r.t.Helper()
	select {
	case <-r.gone:
	case <-time.After(Patience):
		r.t.Fatal("the websocket stays open")
	}
}
