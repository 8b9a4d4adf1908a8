package media

import (
	"encoding/hex"
	"fmt"
	"slices"
	"testing"
	"time"

	"dienhong/sfu/rtp"

	pionrtp "github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// What Chromium 156 says at a key frame of three spatial and three temporal layers that depend on each other
// in key frames only.
const structureL3T3Key = "80081485214eaaaaa8000600004000100002aa80a8000600004000100002a000a80006000040001" +
	"6d549241b5524906d54923157e001974ca864330e222396eca8655304224390eca8775300ef008601df010d03bf021b"

const descriptorID = 12

// scalable is a publisher of such a stream: three frames a picture, the highest of them in two packets.
type scalable struct {
	picture int
	number  uint16
	seq     uint16
}

// next is the next picture, whose payloads are "picture spatial part".
func (s *scalable) next(t *testing.T, key bool) (out []pionrtp.Packet) {
	t.Helper()
	if key {
		s.picture = (s.picture + 3) &^ 3
	}
	for spatial := range 3 {
		s.number++
		template := []int{1, 3, 2, 4}[s.picture%4] + 5*spatial // T0, T2, T1, T2
		if key {
			template = 5 * spatial
		}
		parts := 1 + spatial/2
		for part := range parts {
			d := []byte{byte(template), byte(s.number >> 8), byte(s.number)}
			if part == 0 {
				d[0] |= 0x80
			}
			if part == parts-1 {
				d[0] |= 0x40
			}
			if key && spatial == 0 {
				more, err := hex.DecodeString(structureL3T3Key)
				if err != nil {
					t.Fatal(err)
				}
				d = append(d, more...)
			}
			p := pionrtp.Packet{Header: pionrtp.Header{
				Version: 2, PayloadType: 98, SequenceNumber: s.seq, Timestamp: uint32(s.picture) * 3000, SSRC: 1,
				Marker: spatial == 2 && part == parts-1, Extension: true, ExtensionProfile: pionrtp.ExtensionProfileTwoByte,
			}, Payload: fmt.Appendf(nil, "%d %d %d", s.picture, spatial, part)}
			if err := p.SetExtension(descriptorID, d); err != nil {
				t.Fatal(err)
			}
			s.seq++
			out = append(out, p)
		}
	}
	s.picture++
	return out
}

// newScalable is a bench of such a publisher.
func newScalable(t *testing.T) (*bench, *scalable) {
	b := newBench(t, 1)
	b.up.codec.MimeType, b.up.format = webrtc.MimeTypeVP9, rtp.CodecVP9
	b.up.writers.Store(&[]*writer{b.w})
	b.down.maxLayer.Store(2)
	l := b.up.layers[0].Load()
	l.depID, l.recv = descriptorID, rtp.NewReception(90000)
	return b, &scalable{seq: 65530}
}

// arrive receives packets and sends what follows of that; it returns what the subscriber got.
func (b *bench) arrive(t *testing.T, packets ...pionrtp.Packet) []pionrtp.Packet {
	t.Helper()
	for _, p := range packets {
		raw, err := p.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		b.up.layers[0].Load().receive(raw, false, time.Now())
	}
	before := len(b.wire.sent)
	for _, it := range b.w.in.take(nil) {
		b.w.do(it)
	}
	b.w.deliver()
	b.w.queue.Flush()
	return b.wire.sent[before:]
}

func payloads(packets []pionrtp.Packet) (out []string) {
	for _, p := range packets {
		out = append(out, string(p.Payload))
	}
	return out
}

// seamless checks that numbers go on, in whatever order they came, and that every picture has one end.
func (b *bench) seamless(t *testing.T) {
	t.Helper()
	sent := slices.Clone(b.wire.sent)
	first := sent[0].SequenceNumber
	slices.SortStableFunc(sent, func(x, y pionrtp.Packet) int {
		return int(x.SequenceNumber-first) - int(y.SequenceNumber-first)
	})
	ends := map[uint32]int{}
	for i, p := range sent {
		if p.SequenceNumber != first+uint16(i) {
			t.Errorf("packet %d of %d has number +%d", i, len(sent), p.SequenceNumber-first)
		}
		if p.Marker {
			ends[p.Timestamp]++
			if i+1 < len(sent) && sent[i+1].Timestamp == p.Timestamp && len(sent[i+1].Payload) > 0 {
				t.Errorf("%q comes after its picture's end", sent[i+1].Payload)
			}
		}
	}
	for _, p := range sent {
		if len(p.Payload) > 0 && ends[p.Timestamp] != 1 {
			t.Errorf("the picture of %q has %d ends", p.Payload, ends[p.Timestamp])
		}
	}
}

func TestSpatialLayersAreChangedAtKeyFrames(t *testing.T) {
	b, pub := newScalable(t)
	want := func(what string, got []pionrtp.Packet, want ...string) {
		t.Helper()
		if !slices.Equal(payloads(got), want) {
			t.Errorf("%s: sent %q, want %q", what, payloads(got), want)
		}
	}
	if got := b.arrive(t, pub.next(t, true)...); len(got) != 4 {
		t.Errorf("of the key frame %q were sent", payloads(got))
	}
	want("highest", b.arrive(t, pub.next(t, false)...), "1 2 0", "1 2 1")
	for range 3 {
		b.arrive(t, pub.next(t, false)...)
	}
	asked := b.back.plis[0]
	b.down.SetMaxLayer(0)
	want("the lower was not sent so far", b.arrive(t, pub.next(t, false)...), "5 2 0", "5 2 1")
	want("nor what it refers to", b.arrive(t, pub.next(t, false)...), "6 2 0", "6 2 1")
	if b.back.plis[0] == asked {
		t.Error("no key frame was asked for")
	}
	want("down at a key frame", b.arrive(t, pub.next(t, true)...), "8 0 0")
	want("lowest", b.arrive(t, pub.next(t, false)...), "9 0 0")
	b.down.SetMaxLayer(1)
	want("not yet", b.arrive(t, pub.next(t, false)...), "10 0 0")
	want("up at a key frame", b.arrive(t, pub.next(t, true)...), "12 0 0", "12 1 0")
	want("middle", b.arrive(t, pub.next(t, false)...), "13 1 0")
	if s := b.down.Stats(); s.Layer != 1 || s.Temporal != 2 {
		t.Errorf("layer %d %d in the snapshot", s.Layer, s.Temporal)
	}
	b.seamless(t)
	if n := len(b.wire.sent); !b.wire.sent[n-1].Marker || !b.wire.sent[n-2].Marker {
		t.Error("the middle layer does not end the picture")
	}
	// what was lost comes back as it was, the end of its picture too
	for _, was := range b.wire.sent {
		b.do(item{kind: itemResend, down: b.down, lost: []uint16{was.SequenceNumber}})
		again := b.wire.sent[len(b.wire.sent)-1]
		if again.SSRC != 8 || again.Marker != was.Marker || again.Timestamp != was.Timestamp || string(again.Payload[2:]) != string(was.Payload) {
			t.Errorf("%q came back as %q, %+v", was.Payload, again.Payload, again.Header)
		}
	}
}

func TestTemporalLayersByDescriptor(t *testing.T) {
	b, pub := newScalable(t)
	b.down.SetMaxLayer(0)
	b.down.SetMaxTemporal(0)
	var got []string
	for i := range 16 {
		switch i {
		case 6:
			b.down.SetMaxTemporal(1)
		case 11:
			b.down.SetMaxTemporal(2)
		}
		got = append(got, payloads(b.arrive(t, pub.next(t, i == 0)...))...)
	}
	// T0 are 0 4 8 12, T1 are 2 6 10 14; up with the next T0
	if want := []string{"0 0 0", "4 0 0", "8 0 0", "10 0 0", "12 0 0", "13 0 0", "14 0 0", "15 0 0"}; !slices.Equal(got, want) {
		t.Errorf("sent %q, want %q", got, want)
	}
	b.seamless(t)
}

func TestAKeyFrameThatComesLate(t *testing.T) {
	b, pub := newScalable(t)
	key, next := pub.next(t, true), pub.next(t, false)
	if got := b.arrive(t, append(key[1:], next...)...); len(got) != 0 {
		t.Errorf("before its beginning %q was sent", payloads(got))
	}
	got := payloads(b.arrive(t, key[0]))
	if want := []string{"0 0 0", "0 1 0", "0 2 0", "0 2 1", "1 2 0", "1 2 1"}; !slices.Equal(got, want) {
		t.Errorf("sent %q, want %q", got, want)
	}
	b.seamless(t)
	// another structure begins, and is late
	key, next = pub.next(t, true), pub.next(t, false)
	old := pub.structureFrom(key, 31)
	b.arrive(t, append(old[1:], pub.structureFrom(next, 31)...)...)
	got = payloads(b.arrive(t, old[0]))
	if want := []string{"4 0 0", "4 1 0", "4 2 0", "4 2 1", "5 2 0", "5 2 1"}; !slices.Equal(got, want) {
		t.Errorf("sent %q, want %q", got, want)
	}
}

// structureFrom gives packets template ids from a first one on, as encoders do with every new structure.
func (s *scalable) structureFrom(packets []pionrtp.Packet, first byte) []pionrtp.Packet {
	for i := range packets {
		d := slices.Clone(packets[i].GetExtension(descriptorID))
		d[0] = d[0]&0xC0 | (d[0]&0x3F+first)&0x3F
		if len(d) > 3 { // five flags, then the first id's six bits
			d[3] = d[3]&0xF8 | first>>3
			d[4] = d[4]&0x1F | first<<5
		}
		_ = packets[i].SetExtension(descriptorID, d)
	}
	return packets
}

func TestWhatIsLeftOutAndComesLateSeemsNotLost(t *testing.T) {
	b, pub := newScalable(t)
	b.down.SetMaxLayer(0)
	b.arrive(t, pub.next(t, true)...)
	one, two, three := pub.next(t, false), pub.next(t, false), pub.next(t, false)
	b.arrive(t, one[0], one[1], one[3]) // a packet of the highest layer is missing,
	b.arrive(t, two[1:]...)             // and one of the lowest
	b.arrive(t, three...)
	if got := b.arrive(t, one[2]); len(got) != 1 || len(got[0].Payload) != 0 || got[0].PaddingSize == 0 {
		t.Errorf("for what is not wanted %+v was sent", got)
	}
	if got := b.arrive(t, two[0]); len(got) != 1 || string(got[0].Payload) != "2 0 0" || !got[0].Marker {
		t.Errorf("what came late was sent as %+v", got)
	}
	b.seamless(t)
}

func TestThePartOfAFrameThatCameIsSent(t *testing.T) {
	b, pub := newScalable(t)
	b.arrive(t, pub.next(t, true)...)
	one := pub.next(t, false)
	b.arrive(t, one[0], one[1], one[3]) // the highest frame's beginning is late
	if got := payloads(b.arrive(t, one[2])); !slices.Equal(got, []string{"1 2 0"}) {
		t.Errorf("sent %q", got)
	}
	b.seamless(t)
}

func TestRatesOfLayersWithinAStream(t *testing.T) {
	b, pub := newScalable(t)
	l := b.up.layers[0].Load()
	for i := range 100 {
		b.arrive(t, pub.next(t, i == 0)...)
	}
	l.tally.settle(time.Second)
	r := b.up.LayerRates()
	for s := range Layers {
		for i := 1; i < Temporals-1; i++ {
			if r[s][i] < 1.5*r[s][i-1] || r[s][i] > 2.5*r[s][i-1] {
				t.Errorf("spatial layer %d: %v bit/s", s, r[s])
			}
		}
		if r[s][Temporals-1] != r[s][Temporals-2] {
			t.Errorf("a layer that is not there adds to %v", r[s])
		}
	}
	if all := b.up.Rates(); all[2] < 1.5*all[1] || all[0] <= 0 || all[0] != r[0][Temporals-1] {
		t.Errorf("rates %v", all)
	}
	for fps, want := range map[uint32]uint8{1: 0, 25: 0, 27: 0, 30: 1, 50: 1, 60: 2, 100: 2, 300: Temporals - 1} {
		if got := l.enough(fps); got != want {
			t.Errorf("for %d frames a second of %v temporal layer %d", fps, l.fps[2].Load()/10, got)
		}
	}
}

// temporalVP8 is a one-packet frame of a temporal layer.
func temporalVP8(key, sync bool, picture uint16, tl0, temporal uint8) []byte {
	p := vp8(key, picture, tl0)
	p = append(p[:5:5], p[4:]...)
	p[1] = 0xE0
	p[5] = temporal << 6
	if sync {
		p[5] |= 0x20
	}
	p[6] = p[7]
	return p
}

func TestTemporalLayersOfVP8(t *testing.T) {
	b := newBench(t, 1)
	b.down.SetMaxTemporal(0)
	seq, tl0 := uint64(1<<16), uint8(250)
	var sent []int
	for i := range 24 {
		temporal := []uint8{0, 2, 1, 2}[i%4]
		if temporal == 0 {
			tl0++
		}
		switch i {
		case 5:
			b.down.SetMaxTemporal(2)
		case 17:
			b.down.SetMaxTemporal(1)
		}
		before := len(b.wire.sent)
		sync := i >= 8 && (i%8 == 2 || i%8 == 3) // every second time nothing but the base is referred to
		for part := range 2 {
			payload := temporalVP8(i == 0, sync, uint16(32760+i)&0x7FFF, tl0, temporal)
			if part == 1 {
				payload[0] = 0x80
			}
			b.packet(0, seq, uint32(i)*3000, payload)
			seq++
		}
		if n := len(b.wire.sent) - before; n == 2 {
			sent = append(sent, i)
		} else if n != 0 {
			t.Errorf("%d packets of frame %d were sent", n, i)
		}
	}
	if want := []int{0, 4, 8, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22}; !slices.Equal(sent, want) {
		t.Errorf("frames %v were sent, want %v", sent, want)
	}
	for i, p := range b.wire.sent {
		v, err := rtp.ParseVP8(p.Payload)
		if err != nil {
			t.Fatal(err)
		}
		n := sent[i/2]
		if p.SequenceNumber != b.wire.sent[0].SequenceNumber+uint16(i) || p.Timestamp != uint32(n)*3000 ||
			v.Picture != uint16(32760+i/2)&0x7FFF || v.TL0 != 251+uint8(n/4) {
			t.Errorf("packet %d of frame %d: number %d, timestamp %d, %+v", i, n, p.SequenceNumber, p.Timestamp, v)
		}
	}
}
