package load

import (
	"encoding/binary"
	"slices"
	"sync"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

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
			l.add(d)
		}
	}
}

func (l *latencies) reset() {
	l.mu.Lock()
	l.list = l.list[:0]
	l.mu.Unlock()
}

func (l *latencies) add(d time.Duration) {
	l.mu.Lock()
	l.list = append(l.list, d)
	l.mu.Unlock()
}

func (l *latencies) quantiles() (count int, p50, p99 time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.list) == 0 {
		return 0, 0, 0
	}
	slices.Sort(l.list)
	return len(l.list), l.list[len(l.list)/2], l.list[len(l.list)*99/100]
}
