package clientstest

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/gorilla/websocket"

	"dienhong/clients"
)

// frame is anything that the hub sends.
type frame struct {
	T     string                     `json:"t"`
	Epoch uint64                     `json:"epoch"`
	Prev  uint64                     `json:"prev"`
	Seq   uint64                     `json:"seq"`
	Full  bool                       `json:"full"`
	Set   map[string]json.RawMessage `json:"set"`
	Del   []string                   `json:"del"`
	Me    *clients.Me                `json:"me"`
}

// silence is how long a line may be silent before it counts as dead.
const silence = 25 * time.Second

// read takes what comes over the line until it is gone, and says whether there was a welcome.
func (t *Tablet) read(conn *websocket.Conn) (welcomed bool) {
	for {
		_ = conn.SetReadDeadline(time.Now().Add(silence))
		_, data, err := conn.ReadMessage()
		if err != nil {
			return welcomed
		}
		if t.options.Saw != nil {
			t.options.Saw(data)
		}
		hello, err := t.take(data)
		if err != nil {
			t.mu.Lock()
			t.broken = err
			t.mu.Unlock()
			return welcomed
		}
		if hello && t.Hello() != nil {
			return welcomed
		}
		welcomed = welcomed || t.Picture().Online
	}
}

// take folds one frame into what the tablet knows. It says whether a hello is due.
func (t *Tablet) take(data []byte) (hello bool, err error) {
	var f frame
	if err := json.Unmarshal(data, &f); err != nil {
		return false, fmt.Errorf("the hub sent no JSON: %w", err)
	}
	if f.T == "reply" {
		return false, t.reply(data)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	defer t.tell()
	p := &t.picture
	switch f.T {
	case "welcome":
		if f.Me == nil || f.Set == nil {
			return false, fmt.Errorf("a welcome without me or set: %.200s", data)
		}
		if f.Full {
			p.Values = map[string]json.RawMessage{}
			p.Full++
		}
		p.take(f)
		p.Epoch, p.Seq, p.Me, p.Online = f.Epoch, f.Seq, *f.Me, true
		p.Bye = nil
		p.Welcomes++
		for _, waiting := range t.pending {
			select {
			case waiting.again <- struct{}{}:
			default:
			}
		}
	case "patch":
		switch {
		case f.Epoch != p.Epoch || p.Seq < f.Prev:
			p.Gaps++
			return true, nil
		case p.Seq >= f.Seq:
		default:
			p.take(f)
			p.Seq = f.Seq
			p.Patches++
		}
	case "me":
		p.Me = *f.Me
	case "beat":
		if f.Seq > p.Seq {
			p.Gaps++
			return true, nil
		}
	case "bye":
		var bye clients.Bye
		if err := json.Unmarshal(data, &bye); err != nil {
			return false, err
		}
		p.Bye = &bye
	default:
		return false, fmt.Errorf("the hub sent an unknown frame %q", f.T)
	}
	return false, nil
}

func (p *Picture) take(f frame) {
	for key, value := range f.Set {
		p.Values[key] = value
	}
	for _, key := range f.Del {
		delete(p.Values, key)
	}
}

func (t *Tablet) reply(data []byte) error {
	var reply clients.Reply
	if err := json.Unmarshal(data, &reply); err != nil {
		return err
	}
	t.mu.Lock()
	waiting := t.pending[reply.ID]
	t.mu.Unlock()
	if waiting == nil {
		return nil // a second answer to what was sent twice
	}
	select {
	case waiting.reply <- reply:
	default:
	}
	return nil
}
