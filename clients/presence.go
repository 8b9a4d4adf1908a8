package clients

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"dienhong/rooms"
)

// presence reports to a room whether people have any device connected. It is one goroutine: whoever tells it does not
// wait for the room, and only the last word on a person counts.
type presence struct {
	room *rooms.Room
	log  *slog.Logger

	mu   sync.Mutex
	want map[rooms.PersonID]bool
	wake chan struct{}
}

func newPresence(room *rooms.Room, log *slog.Logger) *presence {
	return &presence{room: room, log: log, want: map[rooms.PersonID]bool{}, wake: make(chan struct{}, 1)}
}

func (p *presence) report(id rooms.PersonID, online bool) {
	p.mu.Lock()
	p.want[id] = online
	p.mu.Unlock()
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// again puts a report back that the room did not take, unless there is a newer one.
func (p *presence) again(id rooms.PersonID, online bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, newer := p.want[id]; !newer {
		p.want[id] = online
	}
}

// pauseAfterRefusal gives a busy room time before it is told again.
const pauseAfterRefusal = 200 * time.Millisecond

func (p *presence) run(ctx context.Context) {
	for {
		p.mu.Lock()
		want := p.want
		p.want = map[rooms.PersonID]bool{}
		p.mu.Unlock()
		refused := false
		for id, online := range want {
			request := rooms.ServerRequest("", "", "link.report", rooms.ReportLink{Person: id, Online: online})
			_, err := p.room.Do(ctx, request)
			switch {
			case err == nil:
			case errors.Is(err, rooms.ErrBusy), errors.Is(err, rooms.ErrRetry):
				p.again(id, online)
				refused = true
			case errors.Is(err, rooms.ErrClosing), ctx.Err() != nil:
				return // the room is followed anew, and told everything again, or the hub closes
			default:
				p.log.Error("a line could not be reported", "person", string(id), "err", err)
			}
		}
		var pause <-chan time.Time
		if refused {
			pause = time.After(pauseAfterRefusal)
		}
		select {
		case <-p.wake:
		case <-pause:
		case <-ctx.Done():
			return
		}
	}
}
