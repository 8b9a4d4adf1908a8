// Package load puts a LiveKit-compatible server under a measured load: publishers that send synthetic
// cameras and microphones, and receivers so lean that they cost less than what they measure.
package load

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// Config is one measurement.
type Config struct {
	URL, Key, Secret, Room string
	// Cameras and Microphones are how many participants publish one each; Subscribers receive all. Without
	// publishers they only sit there, and what is measured is what an idle participant costs.
	Cameras, Microphones, Subscribers int
	// Kbps and FPS describe a camera.
	Kbps, FPS int
	// Warmup passes before the measured Duration.
	Warmup, Duration time.Duration
	// PID is the server's process, for its CPU time and memory; 0 leaves them out.
	PID int
}

// Result is what was measured.
type Result struct {
	Packets  int64   // forwarded, as received
	PerSec   float64 // packets per second
	Mbps     float64
	Loss     float64 // share of what should have come
	P50, P99 time.Duration
	// MicrosPerPacket is server CPU (user and system) per forwarded packet; RSS is in bytes.
	MicrosPerPacket, UserMicros, SystemMicros float64
	RSS, RSSPerSubscriber                     int64
	Cores                                     float64 // of the machine, that the server keeps busy
	// OwnMicros is what the load itself cost per packet.
	OwnMicros float64
}

const (
	payloadSize = 1050
	joinAtOnce  = 4
	joinTimeout = 60 * time.Second
	audioSize   = 100
	stampAt     = 20 // where a payload carries its time
)

// Run joins, measures and leaves.
func Run(ctx context.Context, c Config, progress func(string)) (Result, error) {
	joinCtx, cancel := context.WithTimeout(ctx, joinTimeout)
	defer cancel()
	var peers []*peer
	defer func() {
		for _, p := range peers {
			p.close()
		}
	}()
	stop := make(chan struct{})
	var senders sync.WaitGroup
	defer senders.Wait()
	defer close(stop)
	base := int64(0)
	if c.PID != 0 {
		base = memory(c.PID)
	}
	for i := range c.Cameras + c.Microphones {
		p, err := join(joinCtx, c, fmt.Sprintf("publisher-%d", i), false, func(*webrtc.TrackRemote) {})
		if err != nil {
			return Result{}, err
		}
		peers = append(peers, p)
		if err := begin(joinCtx, c, p, i < c.Cameras, stop, &senders); err != nil {
			return Result{}, err
		}
	}
	if c.PID != 0 {
		base = memory(c.PID)
	}
	progress("publishers are in")
	lat := &latencies{}
	receivers, err := subscribe(joinCtx, c, lat)
	peers = append(peers, receivers...)
	if err != nil {
		return Result{}, err
	}
	progress("subscribers are in")
	if err := sleep(ctx, c.Warmup); err != nil {
		return Result{}, err
	}
	return measure(ctx, c, receivers, lat, base)
}

func subscribe(ctx context.Context, c Config, lat *latencies) ([]*peer, error) {
	var mu sync.Mutex
	var out []*peer
	var first error
	slots := make(chan struct{}, joinAtOnce)
	var wg sync.WaitGroup
	for i := range c.Subscribers {
		slots <- struct{}{}
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { <-slots }()
			p, err := join(ctx, c, fmt.Sprintf("subscriber-%d", i), true, lat.read)
			if err == nil {
				select {
				case <-p.ready:
				case <-ctx.Done():
					err = errors.New("a subscriber was not connected in time")
				}
			}
			mu.Lock()
			defer mu.Unlock()
			if p != nil {
				out = append(out, p)
			}
			if err != nil && first == nil {
				first = err
			}
		}()
	}
	wg.Wait()
	return out, first
}

func measure(ctx context.Context, c Config, receivers []*peer, lat *latencies, base int64) (Result, error) {
	for _, p := range receivers {
		p.socket.reset()
	}
	lat.reset()
	user0, sys0 := cpu(c.PID)
	own0u, own0s := cpu(os.Getpid())
	begin := time.Now()
	if err := sleep(ctx, c.Duration); err != nil {
		return Result{}, err
	}
	passed := time.Since(begin).Seconds()
	user1, sys1 := cpu(c.PID)
	own1u, own1s := cpu(os.Getpid())
	var r Result
	var expected int64
	for _, p := range receivers {
		got, want := p.socket.totals()
		r.Packets += got
		expected += want
		p.mu.Lock()
		err := p.err
		p.mu.Unlock()
		if err != nil {
			return r, err
		}
	}
	if c.PID != 0 {
		r.RSS = memory(c.PID)
		r.RSSPerSubscriber = (r.RSS - base) / int64(max(c.Subscribers, 1))
		r.Cores = (user1 - user0 + sys1 - sys0).Seconds() / passed
	}
	if c.Cameras+c.Microphones == 0 {
		return r, nil // nobody is to receive anything
	}
	if r.Packets == 0 {
		return r, errors.New("no packet came")
	}
	r.PerSec = float64(r.Packets) / passed
	r.Loss = float64(max(expected-r.Packets, 0)) / float64(expected)
	r.P50, r.P99 = lat.quantiles()
	per := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 / float64(r.Packets) }
	r.UserMicros, r.SystemMicros = per(user1-user0), per(sys1-sys0)
	r.MicrosPerPacket = r.UserMicros + r.SystemMicros
	r.OwnMicros = per(own1u - own0u + own1s - own0s)
	return r, nil
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// begin publishes one track and sends on it until stop.
func begin(ctx context.Context, c Config, p *peer, video bool, stop <-chan struct{}, wg *sync.WaitGroup) error {
	codec := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2}
	req := &livekit.AddTrackRequest{Cid: p.identity, Name: "load", Type: livekit.TrackType_AUDIO, Source: livekit.TrackSource_MICROPHONE}
	if video {
		codec = webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000}
		req.Type, req.Source, req.Width, req.Height = livekit.TrackType_VIDEO, livekit.TrackSource_CAMERA, 1280, 720
		req.SimulcastCodecs = []*livekit.SimulcastCodec{{Codec: "vp8", Cid: req.Cid}}
	}
	track, err := webrtc.NewTrackLocalStaticRTP(codec, req.Cid, "load")
	if err != nil {
		return err
	}
	if err := p.publish(ctx, track, req); err != nil {
		return err
	}
	wg.Add(1)
	go func() {
		defer wg.Done()
		if video {
			sendVideo(track, c, stop)
		} else {
			sendAudio(track, stop)
		}
	}()
	return nil
}

// sendVideo sends frames of equal packets; every frame is a key frame to the server, so that it needs to
// ask for none.
func sendVideo(track *webrtc.TrackLocalStaticRTP, c Config, stop <-chan struct{}) {
	packets := max(1, c.Kbps*1000/8/c.FPS/payloadSize)
	tick := time.NewTicker(time.Second / time.Duration(c.FPS))
	defer tick.Stop()
	var seq, picture uint16
	var stamp uint32
	payload := make([]byte, payloadSize)
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		for i := range packets {
			head := byte(0x80)
			if i == 0 {
				head = 0x90
			}
			copy(payload, []byte{head, 0x80, 0x80 | byte(picture>>8&0x7F), byte(picture), 0x10})
			binary.BigEndian.PutUint64(payload[stampAt:], uint64(time.Now().UnixNano()))
			_ = track.WriteRTP(&rtp.Packet{Header: rtp.Header{
				Version: 2, SequenceNumber: seq, Timestamp: stamp, Marker: i == packets-1,
			}, Payload: payload})
			seq++
		}
		picture++
		stamp += uint32(90000 / c.FPS)
	}
}

func sendAudio(track *webrtc.TrackLocalStaticRTP, stop <-chan struct{}) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	var seq uint16
	var stamp uint32
	payload := make([]byte, audioSize)
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		binary.BigEndian.PutUint64(payload[stampAt:], uint64(time.Now().UnixNano()))
		_ = track.WriteRTP(&rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: seq, Timestamp: stamp}, Payload: payload})
		seq++
		stamp += 960
	}
}

// latencies collects the times of sampled packets.
type latencies struct {
	mu   sync.Mutex
	list []time.Duration
}

func (l *latencies) read(t *webrtc.TrackRemote) {
	buf := make([]byte, 1600)
	for {
		n, _, err := t.Read(buf)
		if err != nil {
			return
		}
		now := time.Now()
		var p rtp.Packet
		if p.Unmarshal(buf[:n]) != nil || len(p.Payload) < stampAt+8 {
			continue
		}
		sent := time.Unix(0, int64(binary.BigEndian.Uint64(p.Payload[stampAt:])))
		if d := now.Sub(sent); d >= 0 && d < time.Minute {
			l.mu.Lock()
			l.list = append(l.list, d)
			l.mu.Unlock()
		}
	}
}

func (l *latencies) reset() {
	l.mu.Lock()
	l.list = l.list[:0]
	l.mu.Unlock()
}

func (l *latencies) quantiles() (p50, p99 time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.list) == 0 {
		return 0, 0
	}
	slices.Sort(l.list)
	return l.list[len(l.list)/2], l.list[len(l.list)*99/100]
}
