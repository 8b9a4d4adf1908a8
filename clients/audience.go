package clients

import (
	"bytes"
	"container/list"
	"encoding/json"
	"fmt"

	"dienhong/clients/wire"
	"dienhong/rooms"
)

// audience is everything that the devices of one audience know, by key, in the order of the last change: so what a
// device has missed since any seq is the end of that order. It belongs to the follower's goroutine.
type audience struct {
	who   who
	epoch uint64
	// top is the seq of the last change that this audience could see; resume is possible from seq from on.
	top, from uint64

	entries map[string]*list.Element // of *entry
	order   *list.List               // oldest change first
	graves  int
	full    *wire.Part // of everything, made when asked for
}

// entry is the value under a key; without one it is the grave of a key that was dropped.
type entry struct {
	key    string
	quoted []byte
	value  json.RawMessage
	seq    uint64
}

// maxGraves is how many dropped keys are remembered for devices that come back.
const maxGraves = 1000

func newAudience(w who, s *rooms.State) (*audience, error) {
	a := &audience{who: w, epoch: s.Epoch, top: s.Seq, from: s.Seq, entries: map[string]*list.Element{}, order: list.New()}
	for _, topic := range topicsOf(s) {
		value, err := project(s, w, topic)
		if err != nil {
			return nil, err
		}
		a.put(keyOf(topic), value, s.Seq)
	}
	return a, nil
}

// update takes what has become of the topics and returns what changed for this audience.
func (a *audience) update(s *rooms.State, touched map[rooms.Topic]struct{}) ([]*entry, error) {
	var changed []*entry
	for topic := range touched {
		value, err := project(s, a.who, topic)
		if err != nil {
			return nil, err
		}
		if e := a.put(keyOf(topic), value, s.Seq); e != nil {
			changed = append(changed, e)
		}
	}
	if len(changed) > 0 {
		a.top, a.full = s.Seq, nil
		a.prune()
	}
	return changed, nil
}

// put returns the entry when it changed.
func (a *audience) put(key string, value json.RawMessage, seq uint64) *entry {
	element := a.entries[key]
	if element == nil {
		if value == nil {
			return nil
		}
		quoted, _ := json.Marshal(key) // a string can be written
		e := &entry{key: key, quoted: quoted, value: value, seq: seq}
		a.entries[key] = a.order.PushBack(e)
		return e
	}
	e := element.Value.(*entry)
	if bytes.Equal(e.value, value) {
		return nil
	}
	switch {
	case e.value == nil:
		a.graves--
	case value == nil:
		a.graves++
	}
	e.value, e.seq = value, seq
	a.order.MoveToBack(element)
	return e
}

// prune forgets the oldest graves; who has not seen them yet has to begin anew.
func (a *audience) prune() {
	for element := a.order.Front(); element != nil && a.graves > maxGraves; {
		next := element.Next()
		if e := element.Value.(*entry); e.value == nil {
			a.from = max(a.from, e.seq)
			a.order.Remove(element)
			delete(a.entries, e.key)
			a.graves--
		}
		element = next
	}
}

// since returns what changed after seq of the epoch. It is not known when that is another epoch, before what is
// remembered, or ahead of told; nor worth it when half of everything changed.
func (a *audience) since(epoch, seq, told uint64) (changed []*entry, known bool) {
	if epoch != a.epoch || seq < a.from || seq > told {
		return nil, false
	}
	for element := a.order.Back(); element != nil; element = element.Prev() {
		e := element.Value.(*entry)
		if e.seq <= seq {
			break
		}
		changed = append(changed, e)
	}
	return changed, len(changed) <= max(10, len(a.entries)/2)
}

// everything returns the values as the object of a snapshot. It is made and compressed once for all who ask between
// two changes.
func (a *audience) everything(pack bool) *wire.Part {
	if a.full == nil {
		entries := make([]*entry, 0, len(a.entries))
		for element := a.order.Front(); element != nil; element = element.Next() {
			entries = append(entries, element.Value.(*entry))
		}
		a.full = wire.NewPart(appendSet(nil, entries), pack)
	}
	return a.full
}

// patch makes the message for those who are at prev or later.
func (a *audience) patch(prev, seq uint64, changed []*entry) []byte {
	message := fmt.Appendf(nil, `{"t":"patch","epoch":%d,"prev":%d,"seq":%d`, a.epoch, prev, seq)
	return append(appendChanges(message, changed, false), '}')
}

// appendSet writes the values as an object.
func appendSet(to []byte, entries []*entry) []byte {
	to = append(to, '{')
	first := true
	for _, e := range entries {
		if e.value == nil {
			continue
		}
		if !first {
			to = append(to, ',')
		}
		first = false
		to = append(append(append(to, e.quoted...), ':'), e.value...)
	}
	return append(to, '}')
}

// appendChanges writes the fields set and del; set always, or only when it holds something.
func appendChanges(to []byte, changed []*entry, always bool) []byte {
	gone := 0
	for _, e := range changed {
		if e.value == nil {
			gone++
		}
	}
	if always || gone < len(changed) {
		to = appendSet(append(to, `,"set":`...), changed)
	}
	if gone == 0 {
		return to
	}
	to = append(to, `,"del":[`...)
	for _, e := range changed {
		if e.value == nil {
			to = append(append(to, e.quoted...), ',')
		}
	}
	to[len(to)-1] = ']'
	return to
}
