package wire

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"slices"
	"sync"

	"github.com/gorilla/websocket"
)

// Frame is a message ready to be written to any device, in plain and, when that is worth it, in compressed form
// (permessage-deflate without context takeover, RFC 7692). It does not change.
type Frame struct {
	plain, packed []byte
}

// The first byte of a frame (RFC 6455 §5.2): the last of its message, and whether it is compressed.
const (
	final      = 1 << 7
	compressed = 1 << 6
)

// worthPacking is the length in bytes below which a message is not compressed: it fits into one packet as it is.
const worthPacking = 512

// Text makes the frame of a text message. With pack it gets a compressed form too.
func Text(message []byte, pack bool) Frame {
	f := Frame{plain: encode(final|websocket.TextMessage, message)}
	if pack && len(message) >= worthPacking {
		// The receiver puts the last four bytes of the flush back.
		f.packed = encode(final|compressed|websocket.TextMessage, bytes.TrimSuffix(deflate(message), flushed))
	}
	return f
}

// Ping makes a ping, which a device answers without its app noticing.
func Ping() Frame { return Frame{plain: encode(final|websocket.PingMessage, nil)} }

// Farewell makes the close frame.
func Farewell(reason string) Frame {
	return Frame{plain: encode(final|websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, reason))}
}

// Part is a piece of message that many frames share, such as a snapshot; it is compressed once.
type Part struct {
	text, blocks []byte
}

// NewPart makes a part. With pack it is compressed.
func NewPart(text []byte, pack bool) *Part {
	p := &Part{text: text}
	if pack {
		p.blocks = deflate(text)
	}
	return p
}

// Compose makes the frame of a text message of which the middle is shared. Compressed it is three runs of blocks: head
// and tail as they are, and between them the part as it was compressed before. That is one valid stream, for each run
// ends at a byte and none looks back into another.
//
// Unlike with Text, the frame is for devices that take compressed frames, or for those that do not.
func Compose(head []byte, middle *Part, tail []byte, pack bool) Frame {
	if pack && middle.blocks != nil {
		packed := make([]byte, 0, len(head)+len(middle.blocks)+len(tail)+16)
		packed = append(stored(packed, head), middle.blocks...)
		packed = append(stored(packed, tail), 0) // the header of the empty block that the receiver completes
		return Frame{packed: encode(final|compressed|websocket.TextMessage, packed)}
	}
	return Frame{plain: encode(final|websocket.TextMessage, slices.Concat(head, middle.text, tail))}
}

// Len returns the length of the frame in bytes as it goes to a device that does or does not take compressed frames.
func (f Frame) Len(packed bool) int { return len(f.bytes(packed)) }

func (f Frame) bytes(packed bool) []byte {
	if packed && f.packed != nil {
		return f.packed
	}
	return f.plain
}

func encode(first byte, payload []byte) []byte {
	frame := make([]byte, 0, len(payload)+10)
	frame = append(frame, first)
	switch n := len(payload); {
	case n < 126:
		frame = append(frame, byte(n))
	case n < 1<<16:
		frame = binary.BigEndian.AppendUint16(append(frame, 126), uint16(n))
	default:
		frame = binary.BigEndian.AppendUint64(append(frame, 127), uint64(n))
	}
	return append(frame, payload...)
}

// flushed is what a flush ends with: the lengths of an empty stored block (RFC 1951 §3.2.4).
var flushed = []byte{0, 0, 0xff, 0xff}

var writers = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, flate.BestSpeed)
	if err != nil {
		panic(err) // the level is known
	}
	return w
}}

// deflate compresses to blocks that end at a byte, with the flush.
func deflate(text []byte) []byte {
	var b bytes.Buffer
	w := writers.Get().(*flate.Writer)
	defer writers.Put(w)
	w.Reset(&b)
	_, err := w.Write(text)
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		panic(err) // a buffer takes everything
	}
	return b.Bytes()
}

// stored appends text as blocks that are not compressed. It must begin at a byte.
func stored(to, text []byte) []byte {
	for len(text) > 0 {
		block := text[:min(len(text), 1<<16-1)]
		text = text[len(block):]
		to = append(to, 0)
		to = binary.LittleEndian.AppendUint16(to, uint16(len(block)))
		to = binary.LittleEndian.AppendUint16(to, ^uint16(len(block)))
		to = append(to, block...)
	}
	return to
}
