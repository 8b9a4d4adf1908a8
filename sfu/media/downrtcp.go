package media

import (
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
)

const (
	maxAsking            = 8 // requests of one subscriber in its writer's queue
	senderReportInterval = 3 * time.Second
	ntpEpoch             = 2208988800 // seconds from 1900 to 1970
)

func ntpTime(t time.Time) uint64 {
	return uint64(t.Unix()+ntpEpoch)<<32 | uint64(t.Nanosecond())<<32/uint64(time.Second)
}

// absTime is a time as abs-send-time writes it: 24 bits, the seconds' last six and 18 behind the point.
func absTime(t time.Time) uint32 { return uint32(ntpTime(t)>>14) & 0xFFFFFF }

// report sends a sender report every three seconds, and at once when the publisher's clock becomes known.
// Its wall clock is the publisher's, so that the receiver can keep the publisher's tracks in step.
func (d *DownTrack) report(b *binding, p *packet) {
	if p.now.Sub(d.reportAt) < senderReportInterval {
		return
	}
	l := d.up.layers[p.layer].Load()
	if l == nil {
		return
	}
	sr := l.sr.load()
	if sr == nil {
		return
	}
	d.reportAt = p.now
	since := p.now.Sub(sr.at)
	ntp := sr.ntp + uint64(since.Seconds()*(1<<32))
	stamp := sr.rtp + uint32(int64(since.Seconds()*float64(d.up.codec.ClockRate))) + d.shifts.Timestamp
	d.stats.reportID.Store(uint32(ntp >> 16))
	d.stats.reportSent.Store(p.now.UnixNano())
	_ = d.back.WriteRTCP([]rtcp.Packet{
		&rtcp.SenderReport{
			SSRC: b.ssrc, NTPTime: ntp, RTPTime: stamp, PacketCount: d.packets, OctetCount: d.octets,
		},
		&rtcp.SourceDescription{Chunks: []rtcp.SourceDescriptionChunk{{
			Source: b.ssrc, Items: []rtcp.SourceDescriptionItem{{Type: rtcp.SDESCNAME, Text: d.stream}},
		}}},
	})
}

// readRTCP obeys what the receiver reports until its sender stops.
func (d *DownTrack) readRTCP(reader interceptor.RTCPReader) {
	buf := make([]byte, receiveBuffer)
	for {
		n, _, err := reader.Read(buf, nil)
		if err != nil {
			return
		}
		pkts, err := rtcp.Unmarshal(buf[:n])
		if err != nil {
			continue
		}
		b := d.bound.Load()
		if b == nil {
			continue
		}
		for _, p := range pkts {
			d.obey(b, p)
		}
	}
}

func (d *DownTrack) obey(b *binding, p rtcp.Packet) {
	switch p := p.(type) {
	case *rtcp.PictureLossIndication:
		if p.MediaSSRC == b.ssrc {
			d.wantKey()
		}
	case *rtcp.FullIntraRequest:
		for _, f := range p.FIR {
			if f.SSRC == b.ssrc {
				d.wantKey()
			}
		}
	case *rtcp.TransportLayerNack:
		if p.MediaSSRC == b.ssrc {
			d.lost(p)
		}
	case *rtcp.ReceiverEstimatedMaximumBitrate:
		if d.events.Estimate != nil {
			d.events.Estimate(float64(p.Bitrate))
		}
	case *rtcp.ReceiverReport:
		d.received(b, p.Reports)
	case *rtcp.SenderReport:
		d.received(b, p.Reports)
	}
}

func (d *DownTrack) wantKey() {
	d.stats.plis.Add(1)
	if current := d.current.Load(); current >= 0 {
		d.up.RequestKeyFrame(int(current))
	} else {
		d.up.RequestKeyFrames()
	}
}

// lost asks the writer to send packets again.
func (d *DownTrack) lost(p *rtcp.TransportLayerNack) {
	w := d.writer.Load()
	if w == nil || d.stats.asking.Load() >= maxAsking {
		return // it asks faster than it is answered: the writer's queue is others' too
	}
	var seqs []uint16
	for _, pair := range p.Nacks {
		seqs = append(seqs, pair.PacketList()...)
		if len(seqs) >= resendBudget {
			break
		}
	}
	d.stats.nacks.Add(uint64(len(seqs)))
	d.stats.asking.Add(1)
	if !w.offer(item{kind: itemResend, down: d, lost: seqs}) {
		d.stats.asking.Add(-1)
	}
}

func (d *DownTrack) received(b *binding, reports []rtcp.ReceptionReport) {
	for _, r := range reports {
		if r.SSRC != b.ssrc {
			continue
		}
		d.stats.fractionLost.Store(uint32(r.FractionLost))
		if r.LastSenderReport != 0 && r.LastSenderReport == d.stats.reportID.Load() {
			held := time.Duration(float64(r.Delay) / 65536 * float64(time.Second))
			rtt := time.Duration(time.Now().UnixNano()-d.stats.reportSent.Load()) - held
			if rtt >= 0 {
				d.stats.rtt.Store(int64(rtt))
			}
		}
	}
}
