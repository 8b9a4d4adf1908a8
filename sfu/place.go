package sfu

import (
	"strings"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
)

// section is a media section of the client's offer that carries media to us.
type section struct {
	mid   string
	track string // the id in its msid
	kind  livekit.TrackType
}

// placeTracks reads which sections of an offer carry media to us, ends the publications whose section does
// no longer, and matches the others. Runs in ops, after the offer was applied and before it is answered.
func (p *Participant) placeTracks(offer *sdp.SessionDescription) {
	sending := map[string]section{}
	for _, m := range offer.MediaDescriptions {
		if s, ok := readSection(m); ok {
			sending[s.mid] = s
		}
	}
	var ended []*publication
	p.mu.Lock()
	placed := map[string]bool{}
	for _, t := range p.tracks {
		if t.mid == "" {
			continue
		}
		if _, ok := sending[t.mid]; ok {
			placed[t.mid] = true
		} else {
			ended = append(ended, t)
		}
	}
	p.mu.Unlock()
	for _, t := range ended {
		p.unpublish(t, false)
	}
	clear(p.open)
	for mid, s := range sending {
		if !placed[mid] {
			p.open[mid] = s
		}
	}
	p.match(offer)
}

// match gives open sections to publications: by track id, else by kind in order (some clients rewrite ids).
func (p *Participant) match(offer *sdp.SessionDescription) {
	p.mu.Lock()
	defer p.mu.Unlock()
	take := func(s section, t *publication) {
		t.mid = s.mid
		t.info.Mid = s.mid
		delete(p.open, s.mid)
		if tr := p.transceiver(s.mid); tr != nil {
			preferCodec(tr, t.codec, disabledCodecs(p.client))
		}
	}
	for _, s := range p.open {
		for _, t := range p.tracks {
			if t.mid == "" && t.kind == s.kind && (t.cid == s.track || codecCid(t, s.track)) {
				take(s, t)
				break
			}
		}
	}
	if offer == nil {
		return
	}
	for _, m := range offer.MediaDescriptions {
		mid, _ := m.Attribute("mid")
		s, ok := p.open[mid]
		if !ok {
			continue
		}
		var oldest *publication
		for _, t := range p.tracks {
			if t.mid == "" && t.kind == s.kind && (oldest == nil || t.order < oldest.order) {
				oldest = t
			}
		}
		if oldest != nil {
			take(s, oldest)
		}
	}
}

func codecCid(t *publication, cid string) bool {
	for _, c := range t.info.Codecs {
		if c.Cid != "" && c.Cid == cid {
			return true
		}
	}
	return false
}

func (p *Participant) transceiver(mid string) *webrtc.RTPTransceiver {
	for _, tr := range p.pub.pc.GetTransceivers() {
		if tr.Mid() == mid {
			return tr
		}
	}
	return nil
}

// matchOpenSections looks for the section of a track that was announced after its offer.
func (p *Participant) matchOpenSections() {
	if p.pub == nil || len(p.open) == 0 {
		return
	}
	p.match(nil)
	if len(p.open) > 0 && len(p.open) == p.unmatched() {
		p.matchInOrder()
	}
	p.afterOffer()
}

// unmatched counts tracks that were announced but have no section.
func (p *Participant) unmatched() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, t := range p.tracks {
		if t.mid == "" {
			n++
		}
	}
	return n
}

func (p *Participant) matchInOrder() {
	if d := p.pub.pc.RemoteDescription(); d != nil {
		parsed := &sdp.SessionDescription{}
		if parsed.UnmarshalString(d.SDP) == nil {
			p.match(parsed)
		}
	}
}

// readSection says whether a section of a client's offer carries media to us.
func readSection(m *sdp.MediaDescription) (section, bool) {
	s := section{}
	switch m.MediaName.Media {
	case "audio":
		s.kind = livekit.TrackType_AUDIO
	case "video":
		s.kind = livekit.TrackType_VIDEO
	default:
		return s, false
	}
	for _, a := range m.Attributes {
		switch a.Key {
		case "mid":
			s.mid = a.Value
		case "msid":
			if _, id, ok := strings.Cut(a.Value, " "); ok {
				s.track = id
			}
		case "recvonly", "inactive":
			return s, false
		}
	}
	_, bundled := m.Attribute("bundle-only")
	return s, m.MediaName.Port.Value != 0 || bundled
}
