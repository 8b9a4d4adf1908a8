package media

import (
	"runtime"
	"sync/atomic"
	"time"

	"dienhong/sfu/rtp"
)

const (
	// writerShare is how many down tracks a writer takes before another is begun.
	writerShare = 64
	// maxFrame is how many packets go to one subscriber before the next one's turn.
	maxFrame = 64
	// maxPadding is how many packets one request for padding sends, padSpan how many different ones.
	maxPadding = 64
	padSpan    = 32
)

func maxWriters() int { return max(1, runtime.GOMAXPROCS(0)) }

type itemKind uint8

const (
	itemPacket itemKind = iota // forward the packet
	itemSkip                   // the number carries nothing
	itemResend                 // a subscriber lost packets
	itemBlank                  // the track is muted: show nothing
	itemPad                    // a subscriber's path is probed
)

// item is what travels in a writer's queue: an index, never bytes.
type item struct {
	seq   uint64
	layer int8
	kind  itemKind
	last  bool // it ends a frame
	down  *DownTrack
	lost  []uint16
	left  int // blanks still to come, or bytes of padding
}

// writer is the goroutine that owns some of a track's subscribers. It gathers the packets of a frame and
// then goes from subscriber to subscriber, so that a frame's packets for one stand side by side.
type writer struct {
	up    *UpTrack
	in    *inbox
	quit  chan struct{}
	gone  chan struct{}
	downs atomic.Pointer[[]*DownTrack]

	dropped atomic.Uint64
	outlet
	frame  []packet // gathered: the first count of them
	count  int
	used   atomic.Uint32 // layers somebody was sent of late, as bits
	resend []byte
}

// packet is what a writer knows of the packet it is sending.
type packet struct {
	rtp.Meta
	skip       bool // only the number, which carries nothing
	layer      int8
	vp8        rtp.VP8
	hasVP8     bool
	frame      rtp.Frame // by the dependency descriptor
	hasFrame   bool
	dependency []byte
	payload    []byte // within buf, which goes on behind it
	pad        int
	now        time.Time
	absTime    uint32
	buf        []byte
}

func newWriter(t *UpTrack) *writer {
	w := &writer{up: t, in: newInbox(), quit: make(chan struct{}), gone: make(chan struct{})}
	w.downs.Store(&[]*DownTrack{})
	go w.run()
	return w
}

// offer queues an item, or drops it when the writer is behind.
func (w *writer) offer(it item) bool {
	if w.in.put(it, w.patience(&it)) {
		return true
	}
	w.dropped.Add(1)
	return false
}

// patience is how long an item may wait for what comes after it.
func (w *writer) patience(it *item) time.Duration {
	used := w.used.Load()
	switch {
	case it.kind > itemSkip, w.up.format == rtp.Opaque, used == 0:
		return 0
	case used&(1<<it.layer) == 0:
		return idleWait
	case it.last:
		return 0
	}
	return frameWait
}

func (w *writer) run() {
	defer close(w.gone)
	defer w.in.stop()
	var items []item
	for {
		select {
		case <-w.quit:
			return
		case <-w.in.wake:
		}
		items = w.in.take(items[:0])
		for _, it := range items {
			w.do(it)
		}
		w.deliver()
		w.queue.Flush()
		clear(items)
	}
}

func (w *writer) stop() {
	close(w.quit)
	<-w.gone
}

func (w *writer) do(it item) {
	switch it.kind {
	case itemPacket:
		p := w.slot()
		if !w.fetch(it, p) {
			w.count--
			return
		}
	case itemSkip:
		p := w.slot()
		p.skip, p.layer, p.Sequence, p.pad = true, it.layer, it.seq, 0
	case itemBlank:
		w.deliver()
		w.blank(it)
	case itemPad:
		w.deliver()
		w.pad(it)
	case itemResend:
		it.down.stats.asking.Add(-1)
		w.deliver()
		for _, seq := range it.lost {
			w.retransmit(it.down, seq)
		}
	}
}

// slot is the next place of the frame.
func (w *writer) slot() *packet {
	if w.count == maxFrame {
		w.deliver()
	}
	if w.count == len(w.frame) {
		w.frame = append(w.frame, packet{buf: make([]byte, rtp.MaxPacket+maxPad)})
	}
	w.count++
	return &w.frame[w.count-1]
}

// deliver sends what was gathered to one subscriber after another.
func (w *writer) deliver() {
	if w.count == 0 {
		return
	}
	frame := w.frame[:w.count]
	equalise(frame)
	used := w.used.Load()
	for i := range frame {
		used &^= 1 << frame[i].layer
	}
	for _, d := range *w.downs.Load() {
		for i := range frame {
			p := &frame[i]
			if p.skip {
				d.skip(p.layer, p.Sequence)
			} else if d.forward(&w.outlet, p) {
				used |= 1 << p.layer
			}
		}
		if w.queue.Plenty() {
			w.queue.Flush()
		}
	}
	w.used.Store(used)
	w.count = 0
}

// equalise pads packets that are a little shorter than one that follows them: the kernel cuts a message into
// equal parts, and encoders split frames into parts that differ by a byte.
func equalise(frame []packet) {
	var most [Layers]int
	for i := len(frame) - 1; i >= 0; i-- {
		p := &frame[i]
		p.pad = 0
		if p.skip {
			continue
		}
		if short := most[p.layer] - len(p.payload); short > 0 && short <= maxPad {
			p.pad = short
		}
		most[p.layer] = max(most[p.layer], len(p.payload))
	}
}

// fetch reads a packet from the cache.
func (w *writer) fetch(it item, p *packet) bool {
	l := w.up.layers[it.layer].Load()
	if l == nil {
		return false
	}
	var ok bool
	p.Meta, p.dependency, p.payload, ok = l.cache.Get(it.seq, p.buf)
	if !ok {
		return false
	}
	p.skip, p.layer, p.pad, p.now = false, it.layer, 0, time.Now()
	p.absTime = absTime(p.now)
	p.describe(w.up.format)
	return true
}

// retransmit sends again what went out under the number.
func (w *writer) retransmit(d *DownTrack, sent uint16) {
	src, shifts, ok := d.source(sent, time.Now())
	if !ok {
		return
	}
	w.again(d, src, sent, &shifts)
}

// pad sends what was sent last once more, on the RTX stream: of all padding the one that may be of use.
func (w *writer) pad(it item) {
	d := it.down
	last := d.seqs.Last()
	for n := range uint16(maxPadding) {
		if it.left <= 0 {
			return
		}
		sent := last - n%padSpan
		if src, shifts, ok := d.seqs.Source(sent); ok {
			it.left -= max(w.again(d, src, sent, &shifts), 1)
		}
	}
}

// again sends a packet again that went out under the number, and returns its size, 0 when it is gone.
func (w *writer) again(d *DownTrack, src uint64, sent uint16, shifts *rtp.Shifts) int {
	p := w.slot()
	defer func() { w.count-- }()
	if !w.fetch(item{seq: src, layer: shifts.Layer}, p) {
		return 0
	}
	if w.resend == nil {
		w.resend = make([]byte, rtp.MaxPacket+2+maxPad)
	}
	d.retransmit(&w.outlet, p, sent, shifts, w.resend)
	return len(p.payload)
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
		it.down.blank(&w.outlet, now)
	} else {
		for _, d := range *w.downs.Load() {
			d.blank(&w.outlet, now)
		}
	}
	if it.left--; it.left > 0 {
		time.AfterFunc(blankInterval, func() { w.offer(it) })
	}
}
