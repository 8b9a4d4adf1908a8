package media

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/pion/rtcp"
	"github.com/pion/transport/v5/packetio"
)

func senderReportOf(t *testing.T, ssrc uint32, ntp uint64, stamp uint32) []byte {
	t.Helper()
	b, err := (&rtcp.SenderReport{SSRC: ssrc, NTPTime: ntp, RTPTime: stamp}).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTheIntakeKnowsClocks(t *testing.T) {
	in := NewIntake(func() { t.Error("exceeded") })
	early := in.Clock(7)
	b := in.Buffer(packetio.RTCPBufferPacket, 7)
	if early.load() != nil {
		t.Error("a clock that was not told")
	}
	for _, other := range [][]byte{{}, {0x80, 200}, senderReportOf(t, 8, 1, 1)[:20], senderReportOf(t, 8, 1, 1)} {
		_, _ = b.Write(other)
	}
	if early.load() != nil {
		t.Error("another's clock was taken for this stream's")
	}
	_, _ = b.Write(senderReportOf(t, 7, 1<<40, 5))
	if got := early.load(); got == nil || got.ntp != 1<<40 || got.rtp != 5 || got.at.IsZero() {
		t.Errorf("the clock is %+v", got)
	}
	if in.Clock(7) != early {
		t.Error("a stream has two clocks")
	}
	_ = b.Close()
	_ = b.Close()
	if in.Clock(7) == early || in.reported.Load() != 0 {
		t.Error("the clock of a closed stream is kept")
	}
}

func TestTheIntakeHandsOnWhatItIsGiven(t *testing.T) {
	for _, kind := range []packetio.BufferPacketType{packetio.RTPBufferPacket, packetio.RTCPBufferPacket} {
		in := NewIntake(func() { t.Error("exceeded") })
		b := in.Buffer(kind, 7)
		for _, p := range [][]byte{bytes.Repeat([]byte{1}, 100), bytes.Repeat([]byte{2}, 200), {3}} {
			if _, err := b.Write(p); err != nil {
				t.Fatal(err)
			}
		}
		buf := make([]byte, 150)
		var lengths []int
		for range 2 {
			n, err := b.Read(buf)
			if err != nil {
				t.Fatal(err)
			}
			lengths = append(lengths, n)
		}
		if lengths[0] != 100 || lengths[1] != 1 || buf[0] != 3 { // what is longer than the reader's buffer is left out
			t.Errorf("read %v", lengths)
		}
		_ = b.Close()
		if _, err := b.Read(buf); !errors.Is(err, io.EOF) {
			t.Errorf("after the end: %v", err)
		}
	}
}

func TestStrangeStreamsAreBounded(t *testing.T) {
	exceeded := 0
	in := NewIntake(func() { exceeded++ })
	packet := make([]byte, 1200)
	known := in.Buffer(packetio.RTPBufferPacket, 0)
	_, _ = known.Write(packet)
	_, _ = known.Read(packet)
	kept := 0
	var all []io.ReadWriteCloser
	for ssrc := range uint32(3 * maxStreams) {
		b := in.Buffer(packetio.RTPBufferPacket, ssrc+1)
		all = append(all, b)
		for range 100 {
			if _, err := b.Write(packet); err == nil && !b.(*stream).dead {
				kept += len(packet)
			}
		}
	}
	if kept > strangeWaiting || kept < strangeWaiting/2 {
		t.Errorf("%d bytes of strangers are kept", kept)
	}
	if exceeded == 0 {
		t.Error("nobody was told")
	}
	if _, err := known.Write(packet); err != nil {
		t.Error("a stream that is read suffers: ", err)
	}
	for _, b := range all {
		_ = b.Close()
	}
	if in.streams.Load() != 1 || in.strange.Load() != 0 {
		t.Errorf("%d streams, %d bytes are left", in.streams.Load(), in.strange.Load())
	}
	before := exceeded
	for ssrc := range uint32(2 * maxReported) {
		b := in.Buffer(packetio.RTCPBufferPacket, ssrc)
		for range 10 {
			_, _ = b.Write(packet[:100])
		}
		if n := b.(*stream).waiting.Size(); n > strangeReports {
			t.Fatalf("%d bytes about a stream nobody reads are kept", n)
		}
	}
	if exceeded == before {
		t.Error("nobody was told of so many reports")
	}
}
