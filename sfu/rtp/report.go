package rtp

import "time"

// Reception counts what a receiver report needs (RFC 3550 §6.4.1, A.3, A.8). One owner; call Observe for
// original packets only, not for retransmissions.
type Reception struct {
	clockRate uint32

	base, highest   uint64
	received        uint64
	expectedPrior   uint64
	receivedPrior   uint64
	transit, jitter float64
	started         bool
	arrivalOrigin   time.Time
}

// NewReception returns a counter for a source with this RTP clock rate in Hz.
func NewReception(clockRate uint32) *Reception { return &Reception{clockRate: max(clockRate, 1)} }

// Observe takes note of a packet received now.
func (r *Reception) Observe(seq uint64, timestamp uint32, now time.Time) {
	if !r.started {
		r.started = true
		r.base, r.highest, r.arrivalOrigin = seq, seq, now
	}
	r.received++
	if seq > r.highest {
		r.highest = seq
	}
	arrival := now.Sub(r.arrivalOrigin).Seconds() * float64(r.clockRate)
	transit := arrival - float64(timestamp)
	if r.received > 1 {
		d := transit - r.transit
		if d < 0 {
			d = -d
		}
		if d < float64(r.clockRate)*5 { // a timestamp wrap or jump is no jitter
			r.jitter += (d - r.jitter) / 16
		}
	}
	r.transit = transit
}

// Report is one reception report block.
type Report struct {
	// FractionLost is the loss since the last report, in 1/256.
	FractionLost uint8
	// TotalLost is the loss since the beginning, cut to 24 bits.
	TotalLost uint32
	// Highest is the extended highest sequence number received, as RFC 3550 counts it.
	Highest uint32
	// Jitter is in units of the RTP clock.
	Jitter uint32
}

// Next returns the report block for the time since the last call; false before any packet.
func (r *Reception) Next() (Report, bool) {
	if !r.started {
		return Report{}, false
	}
	expected := r.highest - r.base + 1
	lost := int64(expected) - int64(r.received)
	expectedInterval := expected - r.expectedPrior
	lostInterval := int64(expectedInterval) - int64(r.received-r.receivedPrior)
	r.expectedPrior, r.receivedPrior = expected, r.received
	out := Report{Highest: uint32(r.highest - firstEpoch), Jitter: uint32(r.jitter)}
	if expectedInterval > 0 && lostInterval > 0 {
		out.FractionLost = uint8(min(lostInterval*256/int64(expectedInterval), 255))
	}
	out.TotalLost = uint32(min(max(lost, 0), 0x7FFFFF))
	return out, true
}
