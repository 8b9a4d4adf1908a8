package sfu

import (
	"io"
	"sync"
	"sync/atomic"
	"time"

	"dienhong/sfu/media"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

// Receiver gets a track in this process: a recorder, say. Its methods are called one at a time, and must
// neither block nor call the tap.
type Receiver interface {
	// Packet is one packet of a stream whose numbers and timestamps go on without a seam when the layer
	// changes, and whose first packet begins a key frame. What was lost on the way here comes late and out
	// of order, or never. Neither header nor payload may be kept or changed.
	Packet(header *rtp.Header, payload []byte)
	// Clock ties the stream's timestamps to the publisher's wall clock (NTP, RFC 3550 §6.4.1), which all
	// its tracks share.
	Clock(ntp uint64, timestamp uint32)
	// Codec is called before the first packet, and again when the publisher changes the codec.
	Codec(mime string, clockRate uint32)
	// Ended is the last call: the track is gone, or the tap was closed.
	Ended()
}

// Tap is a subscription that is no peer's. It obeys the same selection of layers, counts as a subscriber
// for the publisher's sake, and nobody in the room sees it.
type Tap struct {
	t    *publication
	id   string
	ever atomic.Bool // always true: there is no connection to wait for

	mu     sync.Mutex // guards what follows, never held while packets are handed on
	up     *media.UpTrack
	down   *media.DownTrack
	layer  int
	paused bool
	closed bool

	calls sync.Mutex // held while the receiver is called
	to    Receiver
	over  bool
}

// Tap hands a published track to a receiver until the track ends or Close. ErrRoomNotFound, ErrTrackNotFound.
func (s *Server) Tap(room, track string, to Receiver) (*Tap, error) {
	r, err := s.room(room)
	if err != nil {
		return nil, err
	}
	for _, p := range r.list() {
		t := p.track(track)
		if t == nil {
			continue
		}
		tap := &Tap{t: t, id: newSid("TAP_"), layer: highest, to: to}
		tap.ever.Store(true)
		p.mu.Lock()
		up := t.up
		there := p.tracks[track] == t && t.live
		if there {
			t.taps = append(t.taps, tap)
		}
		p.mu.Unlock()
		if !there {
			break
		}
		tap.follow(up)
		t.want(tap.id, highest, false)
		return tap, nil
	}
	return nil, ErrTrackNotFound
}

// follow takes the packets of up from now on.
func (t *Tap) follow(up *media.UpTrack) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed || t.up == up {
		return
	}
	if t.down != nil {
		t.down.Detach()
	}
	t.call(func() { t.to.Codec(up.Codec().MimeType, up.Codec().ClockRate) })
	t.up = up
	t.down = media.NewDownTrack(up, media.DownConfig{ID: t.t.sid, Stream: t.id, Back: t, Ready: &t.ever, MaxLayer: t.layer})
	t.down.SetPaused(t.paused)
	t.down.Attach(t)
}

// SetQuality sets the highest layer wanted; OFF pauses.
func (t *Tap) SetQuality(q livekit.VideoQuality) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return
	}
	t.paused = q == livekit.VideoQuality_OFF
	if !t.paused {
		t.layer = int(q)
		t.down.SetMaxLayer(t.layer)
	}
	t.down.SetPaused(t.paused)
	t.t.want(t.id, t.layer, t.paused)
}

// RequestKeyFrame asks the publisher for one, as often as publishers are asked at most.
func (t *Tap) RequestKeyFrame() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.up.RequestKeyFrames()
}

// Close ends the subscription; the receiver is called no more once it has returned. It may be called twice.
func (t *Tap) Close() {
	t.mu.Lock()
	if t.closed {
		t.mu.Unlock()
		return
	}
	t.closed = true
	down := t.down
	t.mu.Unlock()
	if down != nil {
		down.Detach()
	}
	t.t.unwant(t.id)
	t.t.owner.mu.Lock()
	for i, one := range t.t.taps {
		if one == t {
			t.t.taps = append(t.t.taps[:i:i], t.t.taps[i+1:]...)
			break
		}
	}
	t.t.owner.mu.Unlock()
	t.call(func() { t.over = true; t.to.Ended() })
}

// call calls the receiver unless it is over; false when it is.
func (t *Tap) call(f func()) bool {
	t.calls.Lock()
	defer t.calls.Unlock()
	if t.over {
		return false
	}
	f()
	return true
}

// WriteRTP satisfies media.Sender.
func (t *Tap) WriteRTP(header *rtp.Header, payload []byte) (int, error) {
	if !t.call(func() { t.to.Packet(header, payload) }) {
		return 0, io.ErrClosedPipe
	}
	return len(payload), nil
}

// WriteRTCP and RTT satisfy media.Feedback.
func (t *Tap) WriteRTCP(pkts []rtcp.Packet) error {
	for _, p := range pkts {
		if sr, ok := p.(*rtcp.SenderReport); ok {
			t.call(func() { t.to.Clock(sr.NTPTime, sr.RTPTime) })
		}
	}
	return nil
}

// RTT is none.
func (t *Tap) RTT() time.Duration { return 0 }

// tapped lists a track's taps.
func (t *publication) tapped() []*Tap {
	t.owner.mu.Lock()
	defer t.owner.mu.Unlock()
	return append([]*Tap{}, t.taps...)
}

// closeTaps ends them: the track is gone.
func (t *publication) closeTaps() {
	for _, tap := range t.tapped() {
		tap.Close()
	}
}
