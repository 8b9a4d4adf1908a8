package rooms

import (
	"context"
	"errors"
	"time"
)

// maxUnsaved is how many volatile events wait in memory for room on the disk.
const maxUnsaved = 4096

// DiskChanged says whether the disk is full: nothing can be written, and the desk is told. It is published before it is
// written, for while it is true it cannot be.
type DiskChanged struct {
	Full bool `json:"full"`
}

// Kind names the event in the journal.
func (DiskChanged) Kind() string { return "disk.changed" }

func (DiskChanged) volatile() {}

func (e DiskChanged) apply(s *State, _ Happening) {
	s.DiskFull = e.Full
	s.touch(TopicMeeting, "")
}

// refuse is what happens to a batch for which the disk has no room: everybody in it is told, nothing of it happened, and
// the room goes on as it was, with the epoch, the followers and the volatile events that they have seen. It reports false
// when the state could not be had again.
func (r *Room) refuse(b *turnBatch, cause error) bool {
	if err := r.reread(); err != nil {
		b.answer(ErrRetry)
		r.lose("a batch could not be written", errors.Join(cause, err))
		return false
	}
	b.answer(ErrDiskFull)
	r.diskIs(true, cause)
	return r.state != nil
}

// reread makes the state what the journal tells, and what was published since.
func (r *Room) reread() error {
	ctx, cancel := context.WithTimeout(context.Background(), commitTimeout)
	defer cancel()
	loaded, err := r.journal.Load(ctx, r.id, r.state.Epoch)
	if err != nil {
		return err
	}
	state, err := loaded.load(r.id)
	if err != nil {
		return err
	}
	for _, record := range r.unsaved {
		if _, err := state.Apply(record); err != nil {
			return err
		}
	}
	r.state, r.memory = state, newMemory(loaded.Done)
	return nil
}

// diskIs tells the desk when the disk has become full, or has room again.
func (r *Room) diskIs(full bool, cause error) {
	if r.state == nil || r.state.DiskFull == full {
		return
	}
	if full {
		r.log.Error("the disk is full: nothing is recorded until there is room", "err", cause)
	} else {
		r.log.Info("there is room on the disk again")
	}
	var b turnBatch
	if err := r.add(Record{At: now(r.clock), Event: DiskChanged{Full: full}}, &b); err != nil {
		r.abandon(&b, err)
		return
	}
	r.publishFirst(&b)
}

// publishFirst publishes a turn of nothing but volatile events, which are written a little later.
func (r *Room) publishFirst(b *turnBatch) {
	if len(r.unsaved) == 0 && len(b.records) > 0 {
		r.flushAt = time.Now().Add(flushAfter)
	}
	r.unsaved = append(r.unsaved, b.records...)
	r.renew(b.records)
	b.answer(nil)
	r.publish(b.records)
}
