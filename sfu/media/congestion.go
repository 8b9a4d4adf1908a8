package media

import (
	"sync"
	"time"

	"dienhong/sfu/rtp"

	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/rtcp"
)

const (
	transportCCURI   = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
	feedbackInterval = 50 * time.Millisecond
)

// Arrivals is the interceptor that tells a publisher when its packets arrived (transport-wide congestion
// control), so that it can find its rate. It must see every stream, also retransmissions and probes, which
// is why it stands here and not in a layer. It is driven by packets and has no goroutine.
type Arrivals struct {
	interceptor.NoOp
	mu     sync.Mutex
	rec    *twcc.Recorder
	origin time.Time
	sent   time.Time
	send   func([]rtcp.Packet) error
	ids    map[uint32]uint8 // of the extension that numbers packets, by stream
}

// NewArrivals returns the interceptor of one peer connection; send must be set before media flows.
func NewArrivals() *Arrivals {
	return &Arrivals{rec: twcc.NewRecorder(1), origin: time.Now(), ids: map[uint32]uint8{}}
}

// NewInterceptor satisfies interceptor.Factory.
func (a *Arrivals) NewInterceptor(string) (interceptor.Interceptor, error) { return a, nil }

// SendBy sets how feedback is sent.
func (a *Arrivals) SendBy(send func([]rtcp.Packet) error) {
	a.mu.Lock()
	a.send = send
	a.mu.Unlock()
}

// BindRemoteStream satisfies interceptor.Interceptor.
func (a *Arrivals) BindRemoteStream(info *interceptor.StreamInfo, reader interceptor.RTPReader) interceptor.RTPReader {
	var id uint8
	for _, e := range info.RTPHeaderExtensions {
		if e.URI == transportCCURI {
			id = uint8(e.ID)
		}
	}
	if id == 0 {
		return reader
	}
	ssrc := info.SSRC
	a.mu.Lock()
	a.ids[ssrc] = id
	a.mu.Unlock()
	return interceptor.RTPReaderFunc(func(b []byte, at interceptor.Attributes) (int, interceptor.Attributes, error) {
		n, at, err := reader.Read(b, at)
		if err != nil {
			return n, at, err
		}
		a.arrived(ssrc, b[:n], time.Now())
		return n, at, nil
	})
}

// UnbindRemoteStream satisfies interceptor.Interceptor.
func (a *Arrivals) UnbindRemoteStream(info *interceptor.StreamInfo) {
	a.mu.Lock()
	delete(a.ids, info.SSRC)
	a.mu.Unlock()
}

// arrived notes when a packet came, if it is numbered.
func (a *Arrivals) arrived(ssrc uint32, packet []byte, now time.Time) {
	h, err := rtp.Parse(packet)
	if err != nil {
		return
	}
	a.mu.Lock()
	ext := h.Extension(a.ids[ssrc])
	if len(ext) < 2 {
		a.mu.Unlock()
		return
	}
	a.rec.Record(ssrc, uint16(ext[0])<<8|uint16(ext[1]), now.Sub(a.origin).Microseconds())
	var pkts []rtcp.Packet
	send := a.send
	if send != nil && now.Sub(a.sent) >= feedbackInterval {
		a.sent = now
		pkts = a.rec.BuildFeedbackPacket()
	}
	a.mu.Unlock()
	if len(pkts) > 0 {
		_ = send(pkts)
	}
}
