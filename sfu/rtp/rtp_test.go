package rtp

import (
	"bytes"
	"slices"
	"testing"
	"time"

	pionrtp "github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
)

// edges are where 16-bit numbers wrap, and where they do not.
var edges = []uint16{0, 1, 100, 0x7FFE, 0x7FFF, 0x8000, 0xFFFD, 0xFFFE, 0xFFFF}

func TestParse(t *testing.T) {
	p := pionrtp.Packet{Header: pionrtp.Header{
		Version: 2, Marker: true, PayloadType: 96, SequenceNumber: 4711, Timestamp: 123456, SSRC: 42, CSRC: []uint32{1, 2},
	}, Payload: []byte{9, 8, 7}}
	for _, c := range []struct {
		name    string
		profile uint16
		id      uint8
		value   []byte
	}{
		{"one byte", pionrtp.ExtensionProfileOneByte, 5, []byte{1, 2, 3}},
		{"two bytes", pionrtp.ExtensionProfileTwoByte, 200, bytes.Repeat([]byte{7}, 40)},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := p
			q.Header.Extension, q.Header.ExtensionProfile = true, c.profile
			if err := q.Header.SetExtension(c.id, c.value); err != nil {
				t.Fatal(err)
			}
			b, err := q.Marshal()
			if err != nil {
				t.Fatal(err)
			}
			h, err := Parse(b)
			if err != nil {
				t.Fatal(err)
			}
			if h.Sequence != 4711 || h.Timestamp != 123456 || h.SSRC != 42 || h.PayloadType != 96 || !h.Marker ||
				!bytes.Equal(h.Payload, p.Payload) {
				t.Errorf("got %+v", h)
			}
			if got := h.Extension(c.id); !bytes.Equal(got, c.value) {
				t.Errorf("extension %v, want %v", got, c.value)
			}
			if h.Extension(c.id+1) != nil || h.Extension(0) != nil {
				t.Error("an absent extension was found")
			}
		})
	}
	t.Run("padding is taken off", func(t *testing.T) {
		b := append([]byte{0xA0, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1}, 5, 6, 0, 0, 3)
		h, err := Parse(b)
		if err != nil || !bytes.Equal(h.Payload, []byte{5, 6}) {
			t.Errorf("payload %v, %v", h.Payload, err)
		}
	})
	for name, b := range map[string][]byte{
		"short": make([]byte, 11), "version": make([]byte, 12), "csrc beyond": {0x8F, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		"padding beyond": {0xA0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9}, "zero padding": {0xA0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		"extension beyond": {0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xBE, 0xDE, 0, 9},
	} {
		if _, err := Parse(b); err == nil {
			t.Errorf("%s: taken for a packet", name)
		}
	}
}

func TestUnwrapper(t *testing.T) {
	for _, start := range edges {
		var u Unwrapper
		first := u.Unwrap(start)
		for _, step := range []int{1, 2, 5, 3, 4, 10, 9, 1000, 998} {
			if got := u.Unwrap(start + uint16(step)); got != first+uint64(step) {
				t.Errorf("from %d, step %d: %d, want %d", start, step, got-first, step)
			}
		}
		if got := u.Unwrap(start - 5); got != first-5 {
			t.Errorf("from %d, five before: %d", start, int64(got-first))
		}
	}
	var u Unwrapper
	last := u.Unwrap(0)
	for i := 1; i < 300_000; i++ {
		next := u.Unwrap(uint16(i))
		if next != last+1 {
			t.Fatalf("step %d gave %d after %d", i, next, last)
		}
		last = next
	}
}

func TestCache(t *testing.T) {
	c := NewCache(100) // rounds up to 128
	buf := make([]byte, MaxPacket)
	for i := uint64(firstEpoch); i < firstEpoch+1000; i++ {
		if !c.Store(Meta{Sequence: i, Timestamp: uint32(i)}, []byte{1, 2}, []byte{byte(i), byte(i >> 8)}) {
			t.Fatalf("packet %d was refused", i)
		}
	}
	last := uint64(firstEpoch + 999)
	for back := range uint64(128) {
		m, dep, payload, ok := c.Get(last-back, buf)
		if !ok || m.Sequence != last-back || payload[0] != byte(last-back) || !bytes.Equal(dep, []byte{1, 2}) {
			t.Fatalf("packet %d: %+v %v %v %v", last-back, m, dep, payload, ok)
		}
	}
	if _, _, _, ok := c.Get(last-128, buf); ok {
		t.Error("a packet out of the ring was found")
	}
	if c.Store(Meta{Sequence: last}, nil, nil) || c.Store(Meta{Sequence: last - 128}, nil, nil) {
		t.Error("a repeated or older packet took a slot")
	}
	if c.Store(Meta{Sequence: last + 1}, nil, make([]byte, MaxPacket+1)) {
		t.Error("too large a packet was taken")
	}
	if !c.Store(Meta{Sequence: last + 1}, nil, nil) {
		t.Error("an empty packet was refused")
	}
	if _, _, p, ok := c.Get(last+1, buf); !ok || len(p) != 0 {
		t.Error("an empty packet was not found")
	}
}

func TestVP8(t *testing.T) {
	for _, c := range []struct {
		name string
		in   []byte
		want codecs.VP8Packet
		key  bool
	}{
		{"no descriptor extension", []byte{0x10, 0x00}, codecs.VP8Packet{S: 1}, true},
		{"interframe", []byte{0x10, 0x01}, codecs.VP8Packet{S: 1}, false},
		{"seven bits", []byte{0x90, 0x80, 0x05, 0x00}, codecs.VP8Packet{X: 1, S: 1, I: 1, PictureID: 5}, true},
		{"all", []byte{0x90, 0xF0, 0x81, 0x02, 0x09, 0x43, 0x00}, codecs.VP8Packet{S: 1, PictureID: 0x102, TL0PICIDX: 9, TID: 1, KEYIDX: 3}, true},
		{"continued", []byte{0x80, 0x80, 0x81, 0x02, 0x00}, codecs.VP8Packet{PictureID: 0x102}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, err := ParseVP8(c.in)
			if err != nil {
				t.Fatal(err)
			}
			if v.Picture != c.want.PictureID || v.TL0 != c.want.TL0PICIDX || v.Temporal != c.want.TID ||
				v.KeyIndex != c.want.KEYIDX || v.Start != (c.want.S == 1) || v.Key != c.key {
				t.Errorf("got %+v, want %+v", v, c.want)
			}
		})
	}
	for _, picture := range edges {
		b := []byte{0x90, 0xF0, 0x80 | byte(picture>>8&0x7F), byte(picture), 0xFF, 0x5F, 0x00}
		v, err := ParseVP8(b)
		if err != nil {
			t.Fatal(err)
		}
		v.Apply(b, &Shifts{Picture: 1, TL0: 1, KeyIndex: 1})
		got, _ := ParseVP8(b)
		if got.Picture != (picture+1)&0x7FFF || got.TL0 != 0 || got.KeyIndex != 0 || got.Temporal != v.Temporal {
			t.Errorf("picture %d became %+v", picture, got)
		}
	}
}

func TestKeyFrame(t *testing.T) {
	for _, c := range []struct {
		name       string
		codec      Codec
		payload    []byte
		key, start bool
	}{
		{"h264 sps", CodecH264, []byte{0x67, 0x42}, true, true},
		{"h264 idr alone", CodecH264, []byte{0x65, 0x88}, false, true},
		{"h264 stap with sps", CodecH264, []byte{0x78, 0, 2, 0x09, 0x10, 0, 2, 0x67, 0x42}, true, true},
		{"h264 stap without", CodecH264, []byte{0x78, 0, 2, 0x09, 0x10}, false, true},
		{"h264 stap cut", CodecH264, []byte{0x78, 0xFF, 0xFF, 0x09}, false, true},
		{"h264 fragment begins", CodecH264, []byte{0x7C, 0x85}, false, true},
		{"h264 fragment goes on", CodecH264, []byte{0x7C, 0x05}, false, false},
		{"vp9 key", CodecVP9, []byte{0x88, 0x01}, true, true},
		{"vp9 inter", CodecVP9, []byte{0xC8, 0x01}, false, true},
		{"vp9 upper layer", CodecVP9, []byte{0xA8, 0x01, 0x02}, false, false},
		{"av1 key", CodecAV1, []byte{0x18}, true, true},
		{"av1 continued", CodecAV1, []byte{0x90}, false, false},
		{"empty", CodecH264, nil, false, false},
		{"audio", Opaque, []byte{1}, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if key, start := KeyFrame(c.codec, c.payload); key != c.key || start != c.start {
				t.Errorf("key %v start %v, want %v %v", key, start, c.key, c.start)
			}
		})
	}
}

func TestLosses(t *testing.T) {
	now := time.Unix(1000, 0)
	for _, start := range edges {
		var l Losses
		src := uint64(firstEpoch) + uint64(start)
		l.Observe(src, now)
		l.Observe(src+3, now)
		if got := l.Due(now, 0, nil); len(got) != 0 {
			t.Errorf("asked at once for %v", got)
		}
		later := now.Add(nackFirst)
		if got := l.Due(later, 0, nil); !slices.Equal(got, []uint16{uint16(src + 1), uint16(src + 2)}) {
			t.Errorf("asked for %v", got)
		}
		if got := l.Due(later, 0, nil); len(got) != 0 {
			t.Errorf("asked again at once for %v", got)
		}
		if !l.Observe(src+1, later) || l.Observe(src+1, later) {
			t.Error("a recovered packet was not told from a repeated one")
		}
		asked := 0
		for range 100 {
			later = later.Add(nackMaxDelay)
			asked += len(l.Due(later, 0, nil))
		}
		if asked != nackTries-1 || l.Missing() != 0 {
			t.Errorf("asked %d times more, %d missing", asked, l.Missing())
		}
		l.Observe(src+3+nackMaxGap+2, later)
		if l.Missing() != 0 {
			t.Error("a jump was taken for losses")
		}
	}
}

func TestReception(t *testing.T) {
	r := NewReception(90000)
	if _, ok := r.Next(); ok {
		t.Error("a report before any packet")
	}
	now := time.Unix(1000, 0)
	for i := range uint64(100) {
		if i%10 == 3 {
			continue
		}
		r.Observe(firstEpoch+60000+i, uint32(i*3000), now.Add(time.Duration(i)*time.Second/30))
	}
	got, ok := r.Next()
	if !ok || got.TotalLost != 10 || got.FractionLost != 25 || got.Highest != 60099 || got.Jitter > 10 {
		t.Errorf("report %+v", got)
	}
	for i := uint64(100); i < 200; i++ {
		r.Observe(firstEpoch+60000+i, uint32(i*3000), now)
	}
	if got, _ := r.Next(); got.FractionLost != 0 || got.TotalLost != 10 || got.Highest != 60199 {
		t.Errorf("second report %+v", got)
	}
}

func TestLevels(t *testing.T) {
	speak := func(l *Levels, level uint8, from time.Time, packets int) (last float64, at time.Time) {
		for i := range packets {
			at = from.Add(time.Duration(i) * 20 * time.Millisecond)
			if v, ok := l.Observe(level, at); ok {
				last = v
			}
		}
		return last, at
	}
	var l Levels
	now := time.Unix(1000, 0)
	loud, at := speak(&l, 10, now, 100)
	if loud < 0.25 {
		t.Errorf("speech is %v loud", loud)
	}
	quiet, _ := speak(&l, 127, at, 100)
	if quiet > 0.02 {
		t.Errorf("silence is %v loud", quiet)
	}
	var n Levels
	if soft, _ := speak(&n, 60, now, 100); soft != 0 {
		t.Errorf("noise is %v loud", soft)
	}
}
