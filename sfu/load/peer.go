package load

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"sync"

	"dienhong/sfu/signal"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
	"github.com/pion/dtls/v3"
	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/logging"
	"github.com/pion/webrtc/v4"
)

// peer is one participant with the dual peer connection protocol.
type peer struct {
	client   *signal.Client
	identity string
	pub, sub *webrtc.PeerConnection
	socket   *countingConn
	receive  func(*webrtc.TrackRemote)

	mu        sync.Mutex
	published map[string]chan struct{}
	answered  chan struct{}
	waiting   map[livekit.SignalTarget][]webrtc.ICECandidateInit
	ready     chan struct{}
	err       error
	once      sync.Once
	ended     sync.Once
	closed    bool // it left while others were measured; guarded by session.mu
	running   sync.WaitGroup
}

func quietLogs() logging.LoggerFactory {
	f := logging.NewDefaultLoggerFactory()
	f.DefaultLogLevel = logging.LogLevelDisabled
	return f
}

// newAPI makes a stack without interceptors: nothing here reports, so that load costs little.
func newAPI(mux ice.UDPMux) *webrtc.API {
	m := &webrtc.MediaEngine{}
	_ = m.RegisterDefaultCodecs()
	_ = m.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: "urn:ietf:params:rtp-hdrext:sdes:mid"}, webrtc.RTPCodecTypeVideo)
	s := webrtc.SettingEngine{LoggerFactory: quietLogs()}
	s.SetIncludeLoopbackCandidate(true)
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	s.SetSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM)
	s.DisableSRTPReplayProtection(true)
	s.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	if mux != nil {
		s.SetICEUDPMux(mux)
	}
	return webrtc.NewAPI(webrtc.WithMediaEngine(m), webrtc.WithSettingEngine(s), webrtc.WithInterceptorRegistry(&interceptor.Registry{}))
}

// join joins; receive is told each subscribed track and must return when it ends.
func join(ctx context.Context, c Config, identity string, subscribe bool, receive func(*webrtc.TrackRemote)) (*peer, error) {
	token, err := auth.NewAccessToken(c.Key, c.Secret).SetIdentity(identity).
		SetVideoGrant(&auth.VideoGrant{RoomJoin: true, Room: c.Room}).ToJWT()
	if err != nil {
		return nil, err
	}
	query := url.Values{"protocol": {"13"}, "sdk": {"go"}, "auto_subscribe": {"0"}}
	if subscribe {
		query.Set("auto_subscribe", "1")
	}
	client, err := signal.Dial(ctx, c.URL, token, query)
	if err != nil {
		return nil, err
	}
	p := &peer{
		client: client, identity: identity, receive: receive, published: map[string]chan struct{}{},
		answered: make(chan struct{}, 1), waiting: map[livekit.SignalTarget][]webrtc.ICECandidateInit{},
		ready: make(chan struct{}),
	}
	if err := p.open(); err != nil {
		_ = client.Close()
		return nil, err
	}
	p.running.Add(1)
	go func() { defer p.running.Done(); p.listen() }()
	return p, nil
}

func (p *peer) open() error {
	conn, err := newCountingConn()
	if err != nil {
		return err
	}
	p.socket = conn
	mux := ice.NewUDPMuxDefault(ice.UDPMuxParams{UDPConn: conn, Logger: quietLogs().NewLogger("ice")})
	conn.closeMux = mux.Close
	if p.sub, err = newAPI(mux).NewPeerConnection(webrtc.Configuration{}); err != nil {
		return err
	}
	if p.pub, err = newAPI(nil).NewPeerConnection(webrtc.Configuration{}); err != nil {
		return err
	}
	p.sub.OnICECandidate(func(c *webrtc.ICECandidate) { p.trickle(livekit.SignalTarget_SUBSCRIBER, c) })
	p.pub.OnICECandidate(func(c *webrtc.ICECandidate) { p.trickle(livekit.SignalTarget_PUBLISHER, c) })
	p.sub.OnTrack(func(t *webrtc.TrackRemote, _ *webrtc.RTPReceiver) { p.receive(t) })
	connected := func(s webrtc.PeerConnectionState) {
		if s == webrtc.PeerConnectionStateConnected {
			p.once.Do(func() { close(p.ready) })
		}
	}
	p.sub.OnConnectionStateChange(connected)
	return nil
}

func (p *peer) trickle(target livekit.SignalTarget, c *webrtc.ICECandidate) {
	if c == nil {
		return
	}
	b, err := json.Marshal(c.ToJSON())
	if err != nil {
		return
	}
	_ = p.client.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Trickle{
		Trickle: &livekit.TrickleRequest{CandidateInit: string(b), Target: target},
	}})
}

func (p *peer) listen() {
	for {
		m, err := p.client.Receive()
		if err != nil {
			return
		}
		if err := p.obey(m); err != nil {
			p.mu.Lock()
			p.err = err
			p.mu.Unlock()
			return
		}
	}
}

func (p *peer) obey(m *livekit.SignalResponse) error {
	switch m := m.Message.(type) {
	case *livekit.SignalResponse_Offer:
		return p.answer(m.Offer)
	case *livekit.SignalResponse_Answer:
		err := p.pub.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: m.Answer.Sdp})
		p.flush(livekit.SignalTarget_PUBLISHER, p.pub)
		p.answered <- struct{}{}
		return err
	case *livekit.SignalResponse_Trickle:
		var c webrtc.ICECandidateInit
		if err := json.Unmarshal([]byte(m.Trickle.CandidateInit), &c); err != nil || c.Candidate == "" {
			return err
		}
		pc := p.pub
		if m.Trickle.Target == livekit.SignalTarget_SUBSCRIBER {
			pc = p.sub
		}
		if pc.RemoteDescription() == nil {
			p.waiting[m.Trickle.Target] = append(p.waiting[m.Trickle.Target], c)
			return nil
		}
		_ = pc.AddICECandidate(c)
	case *livekit.SignalResponse_TrackPublished:
		p.mu.Lock()
		if ch := p.published[m.TrackPublished.Cid]; ch != nil {
			close(ch)
			delete(p.published, m.TrackPublished.Cid)
		}
		p.mu.Unlock()
	case *livekit.SignalResponse_Leave:
		return fmt.Errorf("%s: the server says leave: %s", p.identity, m.Leave.Reason)
	}
	return nil
}

func (p *peer) answer(offer *livekit.SessionDescription) error {
	if err := p.sub.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer.Sdp}); err != nil {
		return err
	}
	p.flush(livekit.SignalTarget_SUBSCRIBER, p.sub)
	d, err := p.sub.CreateAnswer(nil)
	if err != nil {
		return err
	}
	if err := p.sub.SetLocalDescription(d); err != nil {
		return err
	}
	return p.client.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Answer{
		Answer: &livekit.SessionDescription{Type: "answer", Sdp: p.sub.LocalDescription().SDP, Id: offer.Id},
	}})
}

func (p *peer) flush(target livekit.SignalTarget, pc *webrtc.PeerConnection) {
	for _, c := range p.waiting[target] {
		_ = pc.AddICECandidate(c)
	}
	delete(p.waiting, target)
}

// publish adds a track and negotiates it.
func (p *peer) publish(ctx context.Context, track *webrtc.TrackLocalStaticRTP, req *livekit.AddTrackRequest) error {
	published := make(chan struct{})
	p.mu.Lock()
	p.published[req.Cid] = published
	p.mu.Unlock()
	if err := p.client.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_AddTrack{AddTrack: req}}); err != nil {
		return err
	}
	select {
	case <-published:
	case <-ctx.Done():
		return errors.New("the track was not accepted in time")
	}
	if _, err := p.pub.AddTransceiverFromTrack(track, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly}); err != nil {
		return err
	}
	d, err := p.pub.CreateOffer(nil)
	if err != nil {
		return err
	}
	if err := p.pub.SetLocalDescription(d); err != nil {
		return err
	}
	if err := p.client.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Offer{
		Offer: &livekit.SessionDescription{Type: "offer", Sdp: d.SDP},
	}}); err != nil {
		return err
	}
	select {
	case <-p.answered:
		return nil
	case <-ctx.Done():
		return errors.New("the offer was not answered in time")
	}
}

// failed is what went wrong since it joined.
func (p *peer) failed() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

// close leaves; once.
func (p *peer) close() { p.ended.Do(p.leave) }

func (p *peer) leave() {
	_ = p.client.Send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Leave{Leave: &livekit.LeaveRequest{}}})
	_ = p.pub.Close()
	_ = p.sub.Close()
	_ = p.client.Close()
	_ = p.socket.closeMux()
	p.running.Wait()
}
