package sfu

import (
	"bytes"
	"encoding/binary"
	"sync"
	"sync/atomic"
	"time"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
)

const (
	maxDataTracks = 64 // per participant
	maxSchemaName = 256

	// A frame's packet begins with twelve bytes: version and flags, a reserved byte, the handle, sequence
	// number, frame number and timestamp. Of these only the handle is the server's business.
	framePacketHeader = 12
	frameHandleOffset = 2
)

// dataTrack is a stream of small frames beside audio and video (positions, sensors, captions): packets that
// bear a handle, over a channel that neither orders nor repeats. Every receiver knows it by a handle of its own.
type dataTrack struct {
	owner *Participant
	info  *livekit.DataTrackInfo // never changes

	mu    sync.Mutex // guards every change of downs
	downs atomic.Pointer[[]dataDown]
}

// dataDown is one receiver of a data track.
type dataDown struct {
	to     *Participant
	handle uint16
}

// dataSubscriber is a participant's receiving side of data tracks. Owned by ops.
type dataSubscriber struct {
	auto   bool
	subs   map[string]dataSubscription // by sid
	wishes map[string]bool             // said by the client, by sid
	handle uint16                      // given last
}

type dataSubscription struct {
	track  *dataTrack
	handle uint16
}

func newDataSubscriber(s *livekit.ConnectionSettings) dataSubscriber {
	return dataSubscriber{auto: s.GetAutoSubscribeDataTrack(), subs: map[string]dataSubscription{}, wishes: map[string]bool{}}
}

// publishDataTrack takes a client's wish to publish frames. Runs in ops.
func (p *Participant) publishDataTrack(req *livekit.PublishDataTrackRequest) {
	if reason, text := p.refusal(req); reason != livekit.RequestResponse_OK {
		p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_RequestResponse{
			RequestResponse: &livekit.RequestResponse{
				Reason: reason, Message: text, Request: &livekit.RequestResponse_PublishDataTrack{PublishDataTrack: req},
			},
		}})
		return
	}
	t := &dataTrack{owner: p, info: &livekit.DataTrackInfo{
		PubHandle: req.PubHandle, Sid: newSid("DTR_"), Name: req.Name, Encryption: req.Encryption,
		FrameEncoding: req.FrameEncoding, Schema: req.Schema,
	}}
	t.downs.Store(&[]dataDown{})
	p.mu.Lock()
	p.dataTracks[uint16(req.PubHandle)] = t
	p.mu.Unlock()
	p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_PublishDataTrackResponse{
		PublishDataTrackResponse: &livekit.PublishDataTrackResponse{Info: clone(t.info)},
	}})
	p.changed()
	p.room.tracksChanged(p)
}

// refusal says why a data track cannot be published; OK when it can.
func (p *Participant) refusal(req *livekit.PublishDataTrackRequest) (livekit.RequestResponse_Reason, string) {
	if !grant(p, (*auth.VideoGrant).GetCanPublishData) {
		return livekit.RequestResponse_NOT_ALLOWED, "does not have permission to publish data"
	}
	schema, encoding := req.GetSchema(), req.GetFrameEncoding()
	switch {
	case req.PubHandle == 0 || req.PubHandle > 0xFFFF:
		return livekit.RequestResponse_INVALID_HANDLE, "the handle must be 1..65535"
	case req.Name == "" || len(req.Name) > maxName:
		return livekit.RequestResponse_INVALID_NAME, "the name must have 1..256 bytes"
	case len(schema.String()) > maxSchemaName || len(encoding.String()) > maxSchemaName:
		return livekit.RequestResponse_INVALID_REQUEST, "schema or encoding is too long"
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.dataTracks) >= maxDataTracks {
		return livekit.RequestResponse_LIMIT_EXCEEDED, "too many data tracks"
	}
	for handle, t := range p.dataTracks {
		if uint32(handle) == req.PubHandle {
			return livekit.RequestResponse_DUPLICATE_HANDLE, "a data track with the same handle exists"
		}
		if t.info.Name == req.Name {
			return livekit.RequestResponse_DUPLICATE_NAME, "a data track with the same name exists"
		}
	}
	return livekit.RequestResponse_OK, ""
}

// endDataTrack takes a client's wish to publish a data track no longer. Runs in ops.
func (p *Participant) endDataTrack(req *livekit.UnpublishDataTrackRequest) {
	p.mu.Lock()
	t := p.dataTracks[uint16(req.PubHandle)]
	p.mu.Unlock()
	if t == nil || t.info.PubHandle != req.PubHandle {
		p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_RequestResponse{
			RequestResponse: &livekit.RequestResponse{
				Reason: livekit.RequestResponse_NOT_FOUND, Message: "there is no data track with this handle",
				Request: &livekit.RequestResponse_UnpublishDataTrack{UnpublishDataTrack: req},
			},
		}})
		return
	}
	p.unpublishData(t)
}

func (p *Participant) unpublishData(tracks ...*dataTrack) {
	if len(tracks) == 0 {
		return
	}
	p.mu.Lock()
	for _, t := range tracks {
		delete(p.dataTracks, uint16(t.info.PubHandle))
	}
	p.mu.Unlock()
	for _, t := range tracks {
		p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_UnpublishDataTrackResponse{
			UnpublishDataTrackResponse: &livekit.UnpublishDataTrackResponse{Info: clone(t.info)},
		}})
	}
	p.changed()
	p.room.tracksChanged(p)
}

// dataList lists the participant's data tracks.
func (p *Participant) dataList() []*dataTrack {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := make([]*dataTrack, 0, len(p.dataTracks))
	for _, t := range p.dataTracks {
		out = append(out, t)
	}
	return out
}

// updateDataSubscription takes the client's wishes; they may name tracks that do not exist yet.
func (p *Participant) updateDataSubscription(u *livekit.UpdateDataSubscription) {
	for _, w := range u.Updates {
		if _, known := p.frames.wishes[w.TrackSid]; known || len(p.frames.wishes) < maxWishes {
			p.frames.wishes[w.TrackSid] = w.Subscribe
		}
	}
	p.reconcileData()
}

// reconcileData makes what is received of data tracks what should be. Runs in ops.
func (p *Participant) reconcileData() {
	wanted, changed := p.wantedDataTracks(), false
	for sid, s := range p.frames.subs {
		if wanted[sid] != s.track {
			s.track.remove(p)
			delete(p.frames.subs, sid)
			changed = true
		}
	}
	for sid, t := range wanted {
		if _, have := p.frames.subs[sid]; !have {
			s := dataSubscription{track: t, handle: p.frames.nextHandle()}
			p.frames.subs[sid] = s
			t.add(dataDown{to: p, handle: s.handle})
			changed = true
		}
	}
	if changed {
		p.tellHandles()
	}
}

func (p *Participant) wantedDataTracks() map[string]*dataTrack {
	wanted := map[string]*dataTrack{}
	if p.closed.Load() || !grantCanSubscribe(p) {
		return wanted
	}
	for _, o := range p.room.list() {
		if o == p || o.hidden() {
			continue
		}
		for _, t := range o.dataList() {
			want, said := p.frames.wishes[t.info.Sid]
			if !said {
				want = p.frames.auto
			}
			if want && o.allows(p, t.info.Sid) {
				wanted[t.info.Sid] = t
			}
		}
	}
	return wanted
}

// nextHandle is one that is not in use; 0 is none.
func (s *dataSubscriber) nextHandle() uint16 {
	for {
		s.handle++
		used := s.handle == 0
		for _, one := range s.subs {
			used = used || one.handle == s.handle
		}
		if !used {
			return s.handle
		}
	}
}

// tellHandles tells the client which handle means which track: always all of them.
func (p *Participant) tellHandles() {
	handles := make(map[uint32]*livekit.DataTrackSubscriberHandles_PublishedDataTrack, len(p.frames.subs))
	for sid, s := range p.frames.subs {
		handles[uint32(s.handle)] = &livekit.DataTrackSubscriberHandles_PublishedDataTrack{
			PublisherIdentity: s.track.owner.identity, PublisherSid: s.track.owner.sid, TrackSid: sid,
		}
	}
	p.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_DataTrackSubscriberHandles{
		DataTrackSubscriberHandles: &livekit.DataTrackSubscriberHandles{SubHandles: handles},
	}})
}

func (s *dataSubscriber) drop(p *Participant) {
	for _, one := range s.subs {
		one.track.remove(p)
	}
}

func (t *dataTrack) add(d dataDown) {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := append(append([]dataDown{}, *t.downs.Load()...), d)
	t.downs.Store(&list)
}

func (t *dataTrack) remove(p *Participant) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var list []dataDown
	for _, d := range *t.downs.Load() {
		if d.to != p {
			list = append(list, d)
		}
	}
	t.downs.Store(&list)
}

// frameArrived hands a packet of a data track to its receivers, each with its own handle. Runs in the
// channel's goroutine.
func (p *Participant) frameArrived(raw []byte) {
	if len(raw) < framePacketHeader || p.closed.Load() || p.bounds.data.take(len(raw), time.Now()) > 0 {
		return
	}
	p.mu.Lock()
	t := p.dataTracks[binary.BigEndian.Uint16(raw[frameHandleOffset:])]
	p.mu.Unlock()
	if t == nil {
		return
	}
	for _, d := range *t.downs.Load() {
		b := bytes.Clone(raw) // SCTP keeps what it is given
		binary.BigEndian.PutUint16(b[frameHandleOffset:], d.handle)
		d.to.data.sendFrame(b)
	}
}

// sendFrame sends a packet, or drops it when the receiver is behind.
func (d *dataChannels) sendFrame(b []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if isOpen(d.frames) && d.frames.BufferedAmount() <= lossyWaiting {
		_ = d.frames.Send(b)
	}
}
