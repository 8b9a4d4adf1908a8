package sfu

import (
	"encoding/json"
	"errors"
	"net/netip"
	"sync/atomic"
	"time"

	"dienhong/sfu/media"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
)

// transport is one peer connection of a participant. Its methods belong to the participant's ops, but for
// those that say otherwise.
type transport struct {
	pc     *webrtc.PeerConnection
	api    *webrtc.API
	target livekit.SignalTarget
	// ready says that media can flow; read per packet.
	ready atomic.Bool
	rtt   atomic.Int64
	wire
	intake *media.Intake
	belief belief

	remote     bool                      // a remote description was set
	candidates []webrtc.ICECandidateInit // waiting for it

	// offers of ours (v0 subscriber)
	offerID     uint32
	outstanding bool
	again       bool
	restart     bool // the next offer restarts ICE
	offerTimer  *time.Timer
	offeredIdle []*webrtc.RTPTransceiver       // sections without media in the offer outstanding
	idle        map[*webrtc.RTPTransceiver]int // how often the client has seen a section without media
	brittle     bool                           // see isFree
}

// wire is the way of media past pion.
type wire struct {
	keys keys
	tcp  tcpTap
	// path leads to the client, bypass from it; the latter is nil where the client sends nothing.
	path   media.Path
	bypass *media.Bypass
	source source
}

// transportEvents are told from pion's goroutines; they only post.
type transportEvents struct {
	candidate func(*webrtc.ICECandidate)
	state     func(webrtc.PeerConnectionState)
	track     func(*webrtc.TrackRemote, *webrtc.RTPReceiver)
	channel   func(*webrtc.DataChannel)
	exceeded  func() // the client sends more than any should
}

func newTransport(n *network, u use, target livekit.SignalTarget, e transportEvents) (*transport, error) {
	certificates, err := n.certificates(time.Now())
	if err != nil {
		return nil, err
	}
	t := &transport{target: target, idle: map[*webrtc.RTPTransceiver]int{}, intake: media.NewIntake(e.exceeded)}
	settings, err := n.settings(&t.keys, &t.tcp)
	if err != nil {
		return nil, err
	}
	settings.BufferFactory = t.intake.Buffer
	arrivals := media.NewArrivals()
	registry := &interceptor.Registry{}
	if u.publish {
		bounded := newGuard(e.exceeded)
		registry.Add(arrivals)
		registry.Add(bounded)
		t.bypass = media.NewBypass(arrivals, bounded.admits)
	}
	api := webrtc.NewAPI(
		webrtc.WithMediaEngine(n.engines[u]), webrtc.WithSettingEngine(settings), webrtc.WithInterceptorRegistry(registry))
	pc, err := api.NewPeerConnection(webrtc.Configuration{
		BundlePolicy: webrtc.BundlePolicyMaxBundle, RTPHeaderEncryptionPolicy: webrtc.RTPHeaderEncryptionPolicyDisable,
		Certificates: certificates,
	})
	if err != nil {
		return nil, err
	}
	t.pc, t.api = pc, api
	arrivals.SendBy(t.WriteRTCP)
	pc.OnICECandidate(e.candidate)
	way := pc.SCTP().Transport().ICETransport()
	way.OnSelectedCandidatePairChange(func(pair *webrtc.ICECandidatePair) { n.choose(pair, t) })
	pc.OnConnectionStateChange(func(s webrtc.PeerConnectionState) {
		if s == webrtc.PeerConnectionStateConnected && !t.ready.Load() {
			sealer, opener := t.keys.derive()
			if sealer != nil {
				t.path.Open(sealer)
			}
			if opener != nil && t.bypass != nil {
				t.bypass.Open(opener)
			}
		}
		t.ready.Store(s == webrtc.PeerConnectionStateConnected || s == webrtc.PeerConnectionStateDisconnected)
		e.state(s)
	})
	if e.track != nil {
		pc.OnTrack(e.track)
	}
	if e.channel != nil {
		pc.OnDataChannel(e.channel)
	}
	return t, nil
}

// WriteRTCP and RTT satisfy media.Feedback; any goroutine may call them.
func (t *transport) WriteRTCP(pkts []rtcp.Packet) error { return t.pc.WriteRTCP(pkts) }

// RTT is the round trip time the client last told.
func (t *transport) RTT() time.Duration { return time.Duration(t.rtt.Load()) }

// close returns when pion's goroutines are gone.
func (t *transport) close() {
	t.stopTimer()
	t.ready.Store(false)
	_ = t.pc.GracefulClose()
	t.source.move(nil, netip.AddrPort{}, t.bypass)
}

// addCandidate takes a client's candidate, which may come before its description.
func (t *transport) addCandidate(init string) error {
	var c webrtc.ICECandidateInit
	if err := json.Unmarshal([]byte(init), &c); err != nil {
		return errors.Join(ErrMalformed, err)
	}
	const most = 256 // nobody has so many addresses
	if !t.remote {
		if len(t.candidates) < most {
			t.candidates = append(t.candidates, c)
		}
		return nil
	}
	return t.pc.AddICECandidate(c)
}

// setRemote applies a client's description and the candidates that waited for it.
func (t *transport) setRemote(d webrtc.SessionDescription) error {
	if err := t.pc.SetRemoteDescription(d); err != nil {
		return err
	}
	t.remote = true
	waiting := t.candidates
	t.candidates = nil
	for _, c := range waiting {
		_ = t.pc.AddICECandidate(c) // one bad candidate is no reason to refuse the rest
	}
	return nil
}

// answer answers what setRemote applied.
func (t *transport) answer() (*webrtc.SessionDescription, error) {
	d, err := t.pc.CreateAnswer(nil)
	if err != nil {
		return nil, err
	}
	return t.setLocal(d)
}

// setLocal applies our description and returns it with our candidates, which are known at once: all are
// local addresses. They are also trickled, but a client may lose what comes before it is ready.
func (t *transport) setLocal(d webrtc.SessionDescription) (*webrtc.SessionDescription, error) {
	const patience = 250 * time.Millisecond
	gathered := webrtc.GatheringCompletePromise(t.pc)
	if err := t.pc.SetLocalDescription(d); err != nil {
		return nil, err
	}
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-gathered:
	case <-late.C:
	}
	return t.pc.LocalDescription(), nil
}

// offer makes an offer, or remembers to when one is unanswered (nil, nil).
func (t *transport) offer(restart bool) (*webrtc.SessionDescription, error) {
	if t.outstanding {
		t.again = true
		return nil, nil
	}
	d, err := t.pc.CreateOffer(&webrtc.OfferOptions{ICERestart: restart})
	if err != nil {
		return nil, err
	}
	local, err := t.setLocal(d)
	if err != nil {
		return nil, err
	}
	t.outstanding = true
	t.offeredIdle = t.idleSections()
	t.offerID++
	return local, nil
}

// unanswered is the offer the client has not answered yet, nil when there is none.
func (t *transport) unanswered() *webrtc.SessionDescription {
	if !t.outstanding {
		return nil
	}
	return t.pc.LocalDescription()
}

// answered takes the client's answer to our offer; again says that another offer is due.
func (t *transport) answered(id uint32, d webrtc.SessionDescription) (again bool, err error) {
	if !t.outstanding || (id != 0 && id != t.offerID) {
		return false, nil
	}
	t.stopTimer()
	if err := t.setRemote(d); err != nil {
		return false, err
	}
	t.outstanding = false
	t.countIdle()
	again, t.again = t.again, false
	return again, nil
}

func (t *transport) stopTimer() {
	if t.offerTimer != nil {
		t.offerTimer.Stop()
		t.offerTimer = nil
	}
}

// addSender adds a track to send where the client offers: pion takes a section that is free.
func (t *transport) addSender(track webrtc.TrackLocal) (*webrtc.RTPSender, error) {
	return t.pc.AddTrack(track)
}

// offerSender adds a track to send where we offer: on a section the client has seen fall idle, else on a
// new one. Only then does a browser take what comes next for a new track.
func (t *transport) offerSender(track webrtc.TrackLocal) (*webrtc.RTPSender, error) {
	for _, tr := range t.pc.GetTransceivers() {
		if !t.isFree(tr, track.Kind()) {
			continue
		}
		sender, err := t.api.NewRTPSender(track, t.pc.SCTP().Transport())
		if err != nil {
			return nil, err
		}
		delete(t.idle, tr)
		return sender, tr.SetSender(sender, track)
	}
	tr, err := t.pc.AddTransceiverFromTrack(track, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
	if err != nil {
		return nil, err
	}
	return tr.Sender(), nil
}

// isFree says whether a section can be used again. Clients built on pion lose a section that was offered
// idle more than once: their receiver is stopped a second time and not replaced.
func (t *transport) isFree(tr *webrtc.RTPTransceiver, kind webrtc.RTPCodecType) bool {
	if tr.Kind() != kind || tr.Sender() != nil || tr.Direction() != webrtc.RTPTransceiverDirectionInactive {
		return false
	}
	times := t.idle[tr]
	return times == 1 || (times > 1 && !t.brittle)
}

// countIdle notes which sections the client has now seen idle.
func (t *transport) countIdle() {
	for _, tr := range t.offeredIdle {
		t.idle[tr]++
	}
	t.offeredIdle = nil
}

func (t *transport) idleSections() []*webrtc.RTPTransceiver {
	var out []*webrtc.RTPTransceiver
	for _, tr := range t.pc.GetTransceivers() {
		if tr.Sender() == nil && tr.Direction() == webrtc.RTPTransceiverDirectionInactive {
			out = append(out, tr)
		}
	}
	return out
}

// unplaced counts senders that have no section yet, by kind.
func (t *transport) unplaced() (audios, videos uint32) {
	for _, tr := range t.pc.GetTransceivers() {
		if tr.Mid() != "" {
			continue
		}
		if tr.Kind() == webrtc.RTPCodecTypeAudio {
			audios++
		} else {
			videos++
		}
	}
	return audios, videos
}
