package rtp

import (
	"testing"

	pionrtp "github.com/pion/rtp"
)

func FuzzParse(f *testing.F) {
	f.Add([]byte{0x90, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0xBE, 0xDE, 0, 1, 0x10, 5, 0, 0, 9})
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := Parse(b)
		if err != nil {
			return
		}
		if len(h.Payload) > len(b) {
			t.Error("more payload than packet")
		}
		for id := range 256 {
			_ = h.Extension(uint8(id))
		}
		var p pionrtp.Packet
		if p.Unmarshal(b) == nil && p.SequenceNumber != h.Sequence {
			t.Error("another sequence number than pion's")
		}
	})
}

func FuzzPayloads(f *testing.F) {
	f.Add([]byte{0x90, 0xF0, 0x81, 0x02, 0x09, 0x43, 0x00}, uint16(3))
	f.Add([]byte{0x78, 0, 2, 0x09, 0x10, 0, 2, 0x67, 0x42}, uint16(3))
	f.Fuzz(func(t *testing.T, b []byte, shift uint16) {
		for _, codec := range []Codec{Opaque, CodecVP8, CodecVP9, CodecH264, CodecAV1} {
			KeyFrame(codec, b)
		}
		v, err := ParseVP8(b)
		if err != nil {
			return
		}
		v.Apply(b, &Shifts{Picture: shift, TL0: uint8(shift), KeyIndex: uint8(shift)})
		again, err := ParseVP8(b)
		if err != nil || again.Size != v.Size || again.Start != v.Start || again.Key != v.Key {
			t.Errorf("rewriting changed %+v to %+v, %v", v, again, err)
		}
	})
}

func FuzzDependency(f *testing.F) {
	for _, key := range []string{keyL1T3, keyL3T3Key, keyL3T3} {
		f.Add(descriptor(f, key), descriptor(f, "c400041240"), uint8(2))
	}
	f.Fuzz(func(t *testing.T, first, next []byte, wish uint8) {
		key, err := ParseDependency(first, nil)
		if err != nil || key.Attached == nil {
			return
		}
		s := key.Attached
		if len(s.Targets) == 0 || s.Spatials < 1 || s.Spatials > maxSpatials {
			t.Fatalf("a structure of %d targets, %d spatial layers", len(s.Targets), s.Spatials)
		}
		if s.Choose(s.All(), Layers{wish, wish}) < 0 {
			t.Error("there is no target to choose")
		}
		frame, err := ParseDependency(next, s)
		if err != nil {
			return
		}
		var sent FrameSet
		for _, f := range []*Frame{&key, &frame} {
			for i := range s.Targets {
				_ = f.Indication(i)
			}
			sent.Covers(f)
			sent.Add(f.Number)
			if !sent.Has(f.Number) && f == &key {
				t.Error("a frame is not there")
			}
		}
	})
}

// FuzzSeqMap forwards, loses and leaves out at random, and checks what every receiver relies on.
func FuzzSeqMap(f *testing.F) {
	f.Add([]byte{0, 0, 1, 2, 0, 3, 0}, uint16(0xFFFE))
	f.Fuzz(func(t *testing.T, script []byte, start uint16) {
		var m SeqMap
		src := uint64(firstEpoch) + uint64(start)
		m.Begin(src, Shifts{})
		sent := map[uint16]uint64{}
		var last uint16
		begun := false
		for _, op := range script {
			switch op % 6 {
			case 0, 1: // a packet
				dst, _, ok := m.Forward(src)
				if !ok {
					t.Fatalf("packet %d was not forwarded", src)
				}
				if begun && uint16(dst)-last == 0 {
					t.Fatalf("number %d was used twice", dst)
				}
				last, begun = uint16(dst), true
				sent[last] = src
				src++
			case 2: // lost
				src++
			case 3:
				m.Skip(src, 0)
				src++
			case 4: // silence, then the source goes on elsewhere
				src += uint64(op)
				m.Begin(src, Shifts{})
			case 5:
				m.Change(src, Shifts{Top: op})
			}
		}
		found := 0
		for dst, s := range sent {
			if got, _, ok := m.Source(dst); ok {
				found++
				if got != s {
					t.Errorf("number %d came from %d, not %d", dst, s, got)
				}
			}
		}
		if len(script) < maxRuns && found != len(sent) {
			t.Errorf("%d of %d numbers have a source", found, len(sent))
		}
	})
}

func BenchmarkForward(b *testing.B) {
	var m SeqMap
	m.Begin(firstEpoch, Shifts{})
	b.ReportAllocs()
	for i := range uint64(b.N) {
		m.Forward(firstEpoch + i)
	}
}
