package media

import (
	"runtime"
	"sync/atomic"
	"time"

	"dienhong/sfu/rtp"
)

const (
	// writerShare is how many down tracks a writer takes before another is begun.
	writerShare = 32
	writerQueue = 512
	// maxGather bounds what one flush covers, frameWait how long a frame is waited for.
	maxGather = 128
	frameWait = 2 * time.Millisecond
)

func maxWriters() int { return max(1, runtime.GOMAXPROCS(0)) }

type itemKind uint8

const (
	itemPacket itemKind = iota // forward the packet
	itemSkip                   // the number carries nothing
	itemResend                 // a subscriber lost packets
	itemBlank                  // the track is muted: show nothing
)

// item is what travels in a writer's queue: an index, never bytes.
type item struct {
	seq   uint64
	layer int8
	kind  itemKind
	down  *DownTrack
	lost  []uint16
	left  int // blanks still to come
}

// writer is the goroutine that owns some of a track's subscribers.
type writer struct {
	up    *UpTrack
	in    chan item
	quit  chan struct{}
	gone  chan struct{}
	downs atomic.Pointer[[]*DownTrack]

	dropped atomic.Uint64
	pkt     packet
	partial bool // what was sent last did not end a frame
	timer   *time.Timer
	buf     []byte
	resend  []byte
}

// packet is what a writer knows of the packet it is sending.
type packet struct {
	rtp.Meta
	layer      int8
	vp8        rtp.VP8
	hasVP8     bool
	dependency []byte
	payload    []byte
	now        time.Time
}

func newWriter(t *UpTrack) *writer {
	w := &writer{
		up: t, in: make(chan item, writerQueue), quit: make(chan struct{}), gone: make(chan struct{}),
		buf: make([]byte, rtp.MaxPacket), resend: make([]byte, rtp.MaxPacket+2),
		timer: time.NewTimer(time.Hour),
	}
	w.downs.Store(&[]*DownTrack{})
	go w.run()
	return w
}

// offer queues an item, or drops it when the writer is behind.
func (w *writer) offer(it item) bool {
	select {
	case w.in <- it:
		return true
	default:
		w.dropped.Add(1)
		return false
	}
}

func (w *writer) run() {
	defer close(w.gone)
	defer w.timer.Stop()
	for {
		select {
		case <-w.quit:
			return
		case it := <-w.in:
			w.do(it)
		}
		w.gather()
		w.up.flush()
	}
}

// gather goes on with what is queued, and waits a moment for the rest of a frame: a frame's packets for one
// subscriber leave in one system call.
func (w *writer) gather() {
	waiting := false
	for range maxGather {
		select {
		case it := <-w.in:
			w.do(it)
			continue
		default:
		}
		if !w.partial {
			return
		}
		if !waiting {
			waiting = true
			w.timer.Reset(frameWait)
		}
		select {
		case it := <-w.in:
			w.do(it)
		case <-w.timer.C:
			return
		case <-w.quit:
			return
		}
	}
}

func (w *writer) stop() {
	close(w.quit)
	<-w.gone
}

func (w *writer) do(it item) {
	switch it.kind {
	case itemPacket:
		if !w.fetch(it) {
			return
		}
		sent := false
		for _, d := range *w.downs.Load() {
			sent = d.forward(&w.pkt) || sent
		}
		if sent {
			w.partial = !w.pkt.Marker && w.up.format != rtp.Opaque
		}
	case itemSkip:
		for _, d := range *w.downs.Load() {
			d.skip(it.layer, it.seq)
		}
	case itemBlank:
		w.blank(it)
	case itemResend:
		it.down.stats.asking.Add(-1)
		for _, seq := range it.lost {
			w.retransmit(it.down, seq)
		}
	}
}

// fetch reads the packet into the writer's buffer.
func (w *writer) fetch(it item) bool {
	l := w.up.layers[it.layer].Load()
	if l == nil {
		return false
	}
	p := &w.pkt
	var ok bool
	p.Meta, p.dependency, p.payload, ok = l.cache.Get(it.seq, w.buf)
	if !ok {
		return false
	}
	p.layer, p.now, p.hasVP8 = it.layer, time.Now(), false
	if w.up.format == rtp.CodecVP8 {
		var err error
		p.vp8, err = rtp.ParseVP8(p.payload)
		p.hasVP8 = err == nil
	}
	return true
}

// retransmit sends again what went out under the number.
func (w *writer) retransmit(d *DownTrack, sent uint16) {
	src, shifts, ok := d.source(sent, time.Now())
	if !ok || !w.fetch(item{seq: src, layer: shifts.Layer}) {
		return
	}
	d.retransmit(&w.pkt, sent, &shifts, w.resend)
}

func (w *writer) load() int { return len(*w.downs.Load()) }

// add and remove are called under the up track's mutex.
func (w *writer) add(d *DownTrack) {
	list := append(append([]*DownTrack{}, *w.downs.Load()...), d)
	w.downs.Store(&list)
	d.writer.Store(w)
	if w.up.muted.Load() {
		w.offer(item{kind: itemBlank, down: d, left: blankFrames})
	}
}

func (w *writer) remove(d *DownTrack) bool {
	list := *w.downs.Load()
	for i := range list {
		if list[i] == d {
			rest := append(append([]*DownTrack{}, list[:i]...), list[i+1:]...)
			w.downs.Store(&rest)
			d.writer.Store(nil)
			return true
		}
	}
	return false
}

// blank sends a silent or black frame to one subscriber, or to all, and plans the next: without any packet
// a receiver would not even know that it has the track, and without a last black one it would stand still.
func (w *writer) blank(it item) {
	if !w.up.muted.Load() {
		return
	}
	now := time.Now()
	if it.down != nil {
		it.down.blank(now)
	} else {
		for _, d := range *w.downs.Load() {
			d.blank(now)
		}
	}
	if it.left--; it.left > 0 {
		time.AfterFunc(blankInterval, func() { w.offer(it) })
	}
}
