package sfu

import (
	"slices"
	"sync"
	"time"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
	"google.golang.org/protobuf/proto"
)

const (
	reliableLabel  = "_reliable"
	lossyLabel     = "_lossy"
	dataTrackLabel = "_data_track"

	// negotiatedChannels is the protocol from which single-PC clients open channels by number.
	negotiatedChannels = 18

	// What waits for one slow receiver: lossy packets beyond the first are dropped, and a receiver that
	// lets reliable ones pile up beyond the second is closed.
	lossyWaiting    = 64 << 10
	reliableWaiting = 16 << 20

	// maxChannels bounds the channels a client opens in a session; three are of use.
	maxChannels = 64

	gapAge   = 10 * time.Second
	gapBytes = 128 << 10
)

// dataRoom keeps the last reliable packets of a room for those whose channel is not open yet. Its mutex is
// taken before a participant's sending mutex.
type dataRoom struct {
	mu     sync.Mutex
	recent []recentPacket
	bytes  int
	nonces map[string]time.Time
}

type recentPacket struct {
	from *Participant
	to   []string // identities; everybody when empty
	raw  []byte
	at   time.Time
}

// dataChannels are a participant's channels, down and up.
type dataChannels struct {
	mu       sync.Mutex // guards everything here, and is held while sending reliably: order matters
	reliable *webrtc.DataChannel
	lossy    *webrtc.DataChannel
	frames   *webrtc.DataChannel // of data tracks
	ready    bool                // replayed what came before it
	sequence uint32
	opens    int // by the client, ever
}

func (d *dataChannels) lastSequence() uint32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.sequence
}

// openOffered makes the channels a dual-PC client receives on.
func (d *dataChannels) openOffered(p *Participant) error {
	return d.create(p, p.sub.pc, false)
}

// openNegotiated makes the channels both sides know by number (protocol 18).
func (d *dataChannels) openNegotiated(p *Participant) error {
	return d.create(p, p.pub.pc, true)
}

func (d *dataChannels) create(p *Participant, pc *webrtc.PeerConnection, negotiated bool) error {
	ordered, unordered, none := true, false, uint16(0)
	for _, c := range []struct {
		label string
		init  webrtc.DataChannelInit
		id    livekit.NegotiatedDataChannelID
	}{
		{reliableLabel, webrtc.DataChannelInit{Ordered: &ordered}, livekit.NegotiatedDataChannelID_NDCI_RELIABLE},
		{lossyLabel, webrtc.DataChannelInit{Ordered: &unordered, MaxRetransmits: &none}, livekit.NegotiatedDataChannelID_NDCI_LOSSY},
		{dataTrackLabel, webrtc.DataChannelInit{Ordered: &unordered, MaxRetransmits: &none}, livekit.NegotiatedDataChannelID_NDCI_DATA_TRACK},
	} {
		if negotiated {
			id, yes := uint16(c.id), true
			c.init.ID, c.init.Negotiated = &id, &yes
		}
		ch, err := pc.CreateDataChannel(c.label, &c.init)
		if err != nil {
			return err
		}
		d.adopt(p, ch)
		if negotiated {
			d.listen(p, ch)
		}
	}
	return nil
}

// opened takes a channel the client opened: up only for one that is offered channels of ours, else both ways.
func (d *dataChannels) opened(p *Participant, c *webrtc.DataChannel) {
	if !d.admit(p, c) {
		return
	}
	d.listen(p, c)
	if !p.subscriberPrimary {
		d.adopt(p, c)
	}
}

// admit closes channels nobody knows, and ends a participant that opens them without end.
func (d *dataChannels) admit(p *Participant, c *webrtc.DataChannel) bool {
	d.mu.Lock()
	d.opens++
	many := d.opens > maxChannels
	d.mu.Unlock()
	if many {
		p.misbehaves("data channels without end")
		return false
	}
	switch c.Label() {
	case reliableLabel, lossyLabel, dataTrackLabel:
		return true
	}
	_ = c.Close()
	return false
}

// adopt makes the channel one to send on.
func (d *dataChannels) adopt(p *Participant, c *webrtc.DataChannel) {
	d.mu.Lock()
	switch c.Label() {
	case reliableLabel:
		d.reliable = c
	case lossyLabel:
		d.lossy = c
	default:
		d.frames = c
		d.mu.Unlock()
		return
	}
	d.mu.Unlock()
	c.OnOpen(func() { d.replay(p) })
}

func (d *dataChannels) listen(p *Participant, c *webrtc.DataChannel) {
	var kind livekit.DataPacket_Kind
	switch c.Label() {
	case reliableLabel:
		kind = livekit.DataPacket_RELIABLE
	case lossyLabel:
		kind = livekit.DataPacket_LOSSY
	default:
		c.OnMessage(func(m webrtc.DataChannelMessage) { p.frameArrived(m.Data) })
		return
	}
	c.OnMessage(func(m webrtc.DataChannelMessage) { p.dataArrived(kind, m.Data) })
}

// replay sends a participant whose channels have just opened what it missed since it joined.
func (d *dataChannels) replay(p *Participant) {
	r := &p.room.data
	r.mu.Lock()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ready || !isOpen(d.reliable) {
		r.mu.Unlock()
		return
	}
	d.ready = true
	var missed [][]byte
	for _, k := range r.recent {
		if k.from != p && k.at.After(p.joined()) && addressed(k.to, p) {
			missed = append(missed, k.raw)
		}
	}
	r.mu.Unlock()
	for _, raw := range missed {
		_ = d.reliable.Send(raw)
	}
}

func isOpen(c *webrtc.DataChannel) bool {
	return c != nil && c.ReadyState() == webrtc.DataChannelStateOpen
}

func addressed(to []string, p *Participant) bool {
	return len(to) == 0 || slices.Contains(to, p.identity)
}

func (p *Participant) joined() time.Time { return p.joinedAt } // never changes

// dataArrived routes a client's packet. Runs in the channel's goroutine.
func (p *Participant) dataArrived(kind livekit.DataPacket_Kind, raw []byte) {
	if p.closed.Load() || !grant(p, (*auth.VideoGrant).GetCanPublishData) {
		return
	}
	wait := p.bounds.data.take(len(raw), time.Now())
	if wait > 0 && kind == livekit.DataPacket_LOSSY {
		return
	}
	p.wait(wait)
	pkt := &livekit.DataPacket{}
	if proto.Unmarshal(raw, pkt) != nil {
		return
	}
	if kind == livekit.DataPacket_RELIABLE && pkt.Sequence > 0 {
		p.data.mu.Lock()
		repeated := pkt.Sequence <= p.data.sequence
		if !repeated {
			p.data.sequence = pkt.Sequence
		}
		p.data.mu.Unlock()
		if repeated {
			return
		}
	}
	agent := p.kind() == livekit.ParticipantInfo_AGENT
	if _, only := pkt.Value.(*livekit.DataPacket_Transcription); only && !agent {
		return
	}
	pkt.Kind = kind // older clients read it
	p.sign(pkt, agent)
	p.room.sendData(p, pkt)
}

// sign says who sends a packet. Agents may speak for another in transcriptions and streams; the hidden
// stay nameless.
func (p *Participant) sign(pkt *livekit.DataPacket, agent bool) {
	named := pkt.ParticipantIdentity
	pkt.ParticipantIdentity, pkt.ParticipantSid = p.identity, p.sid
	if p.hidden() {
		pkt.ParticipantIdentity, pkt.ParticipantSid = "", ""
	}
	if !agent || named == "" {
		return
	}
	switch pkt.Value.(type) {
	case *livekit.DataPacket_Transcription, *livekit.DataPacket_StreamHeader, *livekit.DataPacket_StreamChunk,
		*livekit.DataPacket_StreamTrailer:
		pkt.ParticipantIdentity = named
	}
}

func (p *Participant) kind() livekit.ParticipantInfo_Kind {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.grants.GetParticipantKind()
}

// sendData routes a packet to those it names, else to all but its sender (nil for the server).
func (r *Room) sendData(from *Participant, pkt *livekit.DataPacket) {
	to := r.destinations(pkt)
	raw, err := proto.Marshal(pkt)
	if err != nil {
		return
	}
	reliable := pkt.Kind == livekit.DataPacket_RELIABLE
	_, metrics := pkt.Value.(*livekit.DataPacket_Metrics)
	var now []*Participant
	list := r.list()
	r.data.mu.Lock()
	for _, p := range list {
		if p == from || !addressed(to, p) || (metrics && !grant(p, (*auth.VideoGrant).GetCanSubscribeMetrics)) {
			continue
		}
		p.data.mu.Lock()
		ready := p.data.ready
		p.data.mu.Unlock()
		if ready {
			now = append(now, p)
		}
	}
	if reliable && !metrics {
		r.data.keep(recentPacket{from: from, to: to, raw: raw, at: time.Now()})
	}
	r.data.mu.Unlock()
	for _, p := range now {
		p.deliver(reliable, raw)
	}
}

// keep is called under mu.
func (r *dataRoom) keep(k recentPacket) {
	r.recent = append(r.recent, k)
	r.bytes += len(k.raw)
	for len(r.recent) > 0 && (r.bytes > gapBytes || k.at.Sub(r.recent[0].at) > gapAge) {
		r.bytes -= len(r.recent[0].raw)
		r.recent[0] = recentPacket{}
		r.recent = r.recent[1:]
	}
}

// destinations are the identities a packet names, also by the older fields, which are filled for older clients.
func (r *Room) destinations(pkt *livekit.DataPacket) []string {
	to := pkt.DestinationIdentities
	user := pkt.GetUser()
	if user == nil {
		return to
	}
	user.ParticipantSid, user.ParticipantIdentity = pkt.ParticipantSid, pkt.ParticipantIdentity
	if len(to) == 0 {
		to = user.DestinationIdentities
	}
	sids := user.DestinationSids
	if len(sids) > 0 {
		named := slices.Clone(to)
		for _, p := range r.list() {
			if slices.Contains(sids, p.sid) && !slices.Contains(named, p.identity) {
				named = append(named, p.identity)
			}
		}
		if len(named) == 0 {
			named = []string{""} // nobody of those is here; it must not go to all
		}
		to = named
	}
	if len(to) > 0 && to[0] != "" {
		pkt.DestinationIdentities = to
		user.DestinationIdentities = to
	}
	return to
}

// deliver sends to one participant and never waits for it: one who lets reliable packets pile up is told
// to begin anew.
func (p *Participant) deliver(reliable bool, raw []byte) {
	if !p.data.send(reliable, raw, p.server.waiting) {
		p.close(closing{
			reason: livekit.DisconnectReason_STATE_MISMATCH, tell: true, action: livekit.LeaveRequest_RECONNECT,
		})
	}
}

// send is false when the receiver is hopelessly behind.
func (d *dataChannels) send(reliable bool, raw []byte, most uint64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	c, limit := d.lossy, uint64(lossyWaiting)
	if reliable {
		c, limit = d.reliable, most
	}
	if !isOpen(c) {
		return true
	}
	if c.BufferedAmount() > limit {
		return !reliable
	}
	_ = c.Send(raw)
	return true
}
