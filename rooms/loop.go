package rooms

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// open takes the room from the journal and starts its loop.
func open(id MeetingID, d deps) (*Room, error) {
	r := &Room{
		id: id, deps: d, feeds: map[*Feed]struct{}{}, inbox: make(chan task, inboxSize), closing: make(chan struct{}), closed: make(chan struct{}),
	}
	ctx, cancel := context.WithTimeout(context.Background(), commitTimeout)
	defer cancel()
	r.log = d.log.With("meeting", string(id))
	if err := r.take(ctx); err != nil {
		return nil, err
	}
	r.touch()
	r.effects = startEffects(d.media, r.log)
	go r.run()
	return r, nil
}

// take makes this server the owner and rebuilds the state. The first event of the new epoch says so.
func (r *Room) take(ctx context.Context) error {
	loaded, err := r.journal.Take(ctx, r.id)
	if err != nil {
		return fmt.Errorf("take room: %w", err)
	}
	state, err := loaded.load(r.id)
	if err != nil {
		return fmt.Errorf("take room: %w", err)
	}
	taken := Record{Seq: state.Seq + 1, Epoch: loaded.Epoch, At: now(r.clock), Event: RoomTaken{}}
	if _, err := state.Apply(taken); err != nil {
		return fmt.Errorf("take room: %w", err)
	}
	if err := r.journal.Append(ctx, r.id, Batch{Epoch: loaded.Epoch, Records: []Record{taken}}); err != nil {
		return fmt.Errorf("take room: %w", err)
	}
	r.state, r.unsaved, r.shares = state, nil, Shares{}
	r.sweep()
	r.since, r.weight = state.Seq-uint64(len(loaded.Records))-1, len(loaded.Snapshot)
	r.memory = newMemory(loaded.Done)
	r.access.Store(state.access())
	return nil
}

// run is the room's goroutine. It ends when the room is closed, or when the journal was lost and could not be taken
// again.
func (r *Room) run() {
	defer close(r.closed)
	defer r.effects.close()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for r.state != nil {
		timer.Reset(r.sleep())
		select {
		case first := <-r.inbox:
			r.turn(r.drain(first))
		case <-timer.C:
		case <-r.closing:
			r.wind()
			return
		}
		r.flushDue()
		r.closeOverdue()
	}
	r.wind()
}

// pinAhead is how long before a ballot moves on by itself its room is kept open: a letter's deadline may be weeks away.
const pinAhead = 2 * time.Hour

// sleep is how long the loop may wait for a task before something else is due.
func (r *Room) sleep() time.Duration {
	wait := time.Hour
	if len(r.unsaved) > 0 {
		wait = time.Until(r.flushAt)
	}
	open := r.state.timedBallot()
	r.usage.pinned.Store(open != nil && open.due().Sub(now(r.clock)) < pinAhead)
	if open == nil {
		return wait
	}
	// The clock may be set while the room sleeps, so it is looked at every second at least.
	left := min(open.due().Sub(now(r.clock)), clockCheck)
	return min(wait, max(left, time.Until(r.notBefore), 0))
}

// wind answers everybody who waits and ends every feed.
func (r *Room) wind() {
	if r.state != nil {
		r.flush()
	}
	r.startClosing()
	for feed := range r.feeds {
		feed.end(ErrClosing)
	}
	r.state, r.memory, r.feeds = nil, memory{}, nil // somebody may keep the room for long
	for {
		select {
		case t := <-r.inbox:
			t.reply <- outcome{err: ErrClosing}
		default:
			return
		}
	}
}

func (r *Room) drain(first task) []task {
	tasks := []task{first}
	for len(tasks) < turnSize {
		select {
		case next := <-r.inbox:
			tasks = append(tasks, next)
		default:
			return tasks
		}
	}
	return tasks
}

// flushDue writes volatile events that have waited long enough. Their time runs from the first of them: more of them
// do not put it off.
func (r *Room) flushDue() {
	if len(r.unsaved) > 0 && time.Until(r.flushAt) <= 0 {
		r.flush()
	}
}

func (r *Room) flush() {
	if len(r.unsaved) == 0 || r.state == nil {
		return
	}
	err := r.write(&turnBatch{})
	switch {
	case errors.Is(err, ErrDiskFull): // they wait for room
		r.flushAt = time.Now().Add(clockCheck)
		r.diskIs(true, err)
	case err != nil:
		r.lose("volatile events could not be written", err)
	default:
		r.diskIs(false, nil)
	}
}

// lose is what happens when the state may not be what the journal tells: it is thrown away and taken anew, in a new
// epoch, which makes every follower begin from a snapshot. A room that another server took closes.
func (r *Room) lose(what string, cause error) {
	for feed := range r.feeds {
		feed.end(ErrRetry)
		delete(r.feeds, feed)
	}
	r.state, r.unsaved = nil, nil
	if errors.Is(cause, ErrDeposed) {
		r.log.Warn(what+", for another server owns the room; it closes here", "err", cause)
		return
	}
	r.log.Error(what+"; the room is taken again", "err", cause)
	ctx, cancel := context.WithTimeout(context.Background(), commitTimeout)
	defer cancel()
	if err := r.take(ctx); err != nil {
		r.log.Error("the room cannot be taken again; it closes here", "err", err)
	}
}

// closeOverdue moves the ballot on whose time is up by the server's clock.
func (r *Room) closeOverdue() {
	if r.state == nil || time.Until(r.notBefore) > 0 {
		return
	}
	open := r.state.timedBallot()
	if open == nil || now(r.clock).Before(open.due()) {
		return
	}
	reply := make(chan outcome, 1)
	r.turn([]task{{request: ServerRequest("", "", "ballot.close", CloseBallot{Ballot: open.ID}), reply: reply}})
	if o := <-reply; o.err != nil {
		r.log.Error("an overdue ballot could not be closed", "err", o.err)
		r.notBefore = time.Now().Add(clockCheck)
	}
}
