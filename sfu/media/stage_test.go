package media

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dienhong/sfu/rtp"

	pionrtp "github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// microphone is a publisher before a stage with one subscriber, moved by hand.
type microphone struct {
	bench
	seq   uint16
	stamp uint32
}

func newMicrophone(t *testing.T, s *Stage) *microphone {
	t.Helper()
	m := &microphone{bench: bench{wire: &wire{keep: true}, back: &back{plis: map[uint32]int{}}}, seq: 65000}
	m.up = NewUpTrack(UpConfig{
		Kind: webrtc.RTPCodecTypeAudio, Codec: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000},
		Back: m.back, Loops: &sync.WaitGroup{}, Stage: s,
	})
	m.up.layers[0].Store(&layer{up: m.up, cache: rtp.NewCache(audioCache), recv: rtp.NewReception(48000), levelID: 1})
	m.up.available.Store(1)
	ready := &atomic.Bool{}
	ready.Store(true)
	m.down = NewDownTrack(m.up, DownConfig{Back: m.back, Ready: ready, Path: m.wire.path(t)})
	m.down.bound.Store(&binding{sender: m.wire, ssrc: 7, pt: 111})
	m.w = newWriter(m.up)
	m.w.stop()
	m.w.add(m.down)
	m.up.writers.Store(&[]*writer{m.w})
	return m
}

// say receives packets of a level, one every 20 ms from a time on, and returns how many were forwarded.
func (m *microphone) say(t *testing.T, level uint8, packets int, from time.Time) int {
	t.Helper()
	before := len(m.wire.sent)
	for i := range packets {
		p := pionrtp.Packet{Header: pionrtp.Header{Version: 2, SequenceNumber: m.seq, Timestamp: m.stamp, SSRC: 1}, Payload: []byte{level}}
		if level <= 127 {
			if err := p.SetExtension(1, []byte{level}); err != nil {
				t.Fatal(err)
			}
		}
		m.seq++
		m.stamp += 960
		raw, err := p.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		m.up.layers[0].Load().receive(raw, false, from.Add(time.Duration(i)*20*time.Millisecond))
	}
	for _, it := range m.w.in.take(nil) {
		m.w.do(it)
	}
	m.w.deliver()
	m.w.queue.Flush()
	return len(m.wire.sent) - before
}

const (
	speech, noise, quiet = 25, 50, 127
	second               = 50 // packets
)

func TestTheLoudestFew(t *testing.T) {
	stage := NewStage(2)
	var m []*microphone
	for range 4 {
		m = append(m, newMicrophone(t, stage))
	}
	now := time.Now()
	// at says what each microphone's next second is, and who should be heard from beginning to end
	at := func(what string, levels [4]uint8, heard ...int) {
		t.Helper()
		for i, l := range levels {
			want := 0
			if slices.Contains(heard, i) {
				want = second
			}
			if got := m[i].say(t, l, second, now); got != want {
				t.Errorf("%s: %d packets of microphone %d were forwarded, want %d", what, got, i, want)
			}
		}
		now = now.Add(time.Second)
	}
	at("nobody has spoken", [4]uint8{quiet, quiet, quiet, quiet})
	at("from the first packet on", [4]uint8{quiet, speech, quiet, quiet}, 1)
	at("two", [4]uint8{speech, speech, quiet, quiet}, 0, 1)
	at("no seat is free", [4]uint8{speech, speech, speech, quiet}, 0, 1)
	at("a pause", [4]uint8{quiet, speech, speech, quiet}, 0, 1)
	at("goes on", [4]uint8{speech, speech, quiet, quiet}, 0, 1)
	at("falls silent", [4]uint8{quiet, speech, quiet, quiet}, 0, 1)
	at("still", [4]uint8{quiet, speech, quiet, quiet}, 0, 1)
	m[0].say(t, quiet, 1, now)
	at("its seat is free", [4]uint8{quiet, speech, quiet, speech}, 1, 3)

	m[2].up.SetKept(true)
	at("who is kept needs none", [4]uint8{quiet, speech, quiet, speech}, 1, 2, 3)
	m[2].up.SetKept(false)
	m[0].up.SetMuted(true)
	m[2].up.SetMuted(true)
	m[0].say(t, quiet, 0, now) // what shows that it is muted
	m[2].say(t, quiet, 0, now)
	at("no more are open than there are seats", [4]uint8{speech, quiet, speech, quiet}, 1, 3)
	m[2].up.SetMuted(false)
	m[3].up.writers.Store(&[]*writer{})
	m[3].up.Close()
	if n := stage.open.Load(); n != 2 {
		t.Errorf("%d microphones seem open", n)
	}
}

func TestALouderOneTakesTheQuietestOnesSeat(t *testing.T) {
	stage := NewStage(1)
	fan, voice := newMicrophone(t, stage), newMicrophone(t, stage)
	now := time.Now()
	if got := fan.say(t, noise, second, now); got != second {
		t.Fatalf("%d packets of the only sound", got)
	}
	got := voice.say(t, speech, second, now.Add(time.Second))
	if got < second/2 {
		t.Errorf("%d of %d packets of speech were forwarded over noise", got, second)
	}
	if n := fan.say(t, noise, second, now.Add(time.Second)); n != 0 {
		t.Errorf("%d packets of noise were forwarded over speech", n)
	}
}

func TestWhoWritesNoLevelsIsForwarded(t *testing.T) {
	stage := NewStage(1)
	a, b := newMicrophone(t, stage), newMicrophone(t, stage)
	for i, m := range []*microphone{a, b} {
		if got := m.say(t, 200, second, time.Now()); got != second {
			t.Errorf("%d packets of microphone %d", got, i)
		}
	}
	if NewStage(0) != nil {
		t.Error("a stage without seats")
	}
}

func TestAClosedMicrophoneLeavesNoGap(t *testing.T) {
	stage := NewStage(1)
	a, _ := newMicrophone(t, stage), newMicrophone(t, stage)
	now := time.Now()
	a.say(t, speech, 10, now)
	a.say(t, quiet, 200, now.Add(time.Second)) // of which two seconds are forwarded
	a.say(t, speech, 10, now.Add(6*time.Second))
	sent := a.wire.sent
	gap := -1
	for i := 1; i < len(sent); i++ {
		if sent[i].SequenceNumber != sent[i-1].SequenceNumber+1 {
			t.Errorf("number %d after %d", sent[i].SequenceNumber, sent[i-1].SequenceNumber)
		}
		if step := sent[i].Timestamp - sent[i-1].Timestamp; step != 960 {
			if gap >= 0 {
				t.Errorf("a second gap of %d", step)
			}
			gap = i
			if step != uint32(220-len(sent)+1)*960 {
				t.Errorf("the silence left out is %d long", step)
			}
		}
	}
	if gap != len(sent)-10 {
		t.Errorf("the gap is before packet %d of %d", gap, len(sent))
	}
}

func TestSeatsAreTakenOnce(t *testing.T) {
	const crowd, seats = 16, 3
	stage := NewStage(seats)
	var m []*microphone
	for range crowd {
		m = append(m, newMicrophone(t, stage))
	}
	now := time.Now()
	var wg sync.WaitGroup
	var heard atomic.Int32
	for i := range m {
		wg.Go(func() {
			g := &m[i].up.gate
			for n := range 50 {
				if g.passes(m[i].up, speech, now.Add(time.Duration(n)*20*time.Millisecond)) && n == 49 {
					heard.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if heard.Load() != seats {
		t.Error(fmt.Sprint(heard.Load(), " are heard, seats for ", seats))
	}
}
