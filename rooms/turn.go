package rooms

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
)

// turn decides the tasks one after the other, commits, and only then answers and publishes. A turn of nothing but
// volatile events publishes first. A look ends the batch before it, so that nobody sees what is not yet durable.
func (r *Room) turn(tasks []task) {
	var b turnBatch
	for _, t := range tasks {
		switch {
		case t.look == nil:
			r.carry(t, &b)
		case r.commit(&b):
			t.reply <- outcome{err: r.show(t.look)}
		default:
			t.reply <- outcome{err: ErrRetry}
		}
	}
	r.commit(&b)
}

// turnBatch gathers what is decided in one turn. The state already shows it; a failed commit throws the state away.
type turnBatch struct {
	records  []Record
	done     []Done
	ballots  []BallotRow
	head     bool
	durable  bool
	replies  []chan outcome
	outcomes []outcome
}

func (b *turnBatch) reply(to chan outcome, o outcome) {
	b.replies, b.outcomes = append(b.replies, to), append(b.outcomes, o)
}

func (b *turnBatch) refuse(t task, err error) {
	b.reply(t.reply, outcome{err: fmt.Errorf("%s: %w", t.request.Name, err)})
}

// answer tells everybody in the batch how it went. An error goes to those who had none of their own.
func (b *turnBatch) answer(err error) {
	for i, reply := range b.replies {
		o := b.outcomes[i]
		if err != nil && o.err == nil {
			o = outcome{err: err}
		}
		reply <- o
	}
}

// carry decides one command and applies its events.
func (r *Room) carry(t task, b *turnBatch) {
	q := t.request
	if r.state == nil {
		b.refuse(t, ErrClosing)
		return
	}
	if before, known := r.memory.recall(q); known {
		if before.Digest != q.Digest {
			b.refuse(t, ErrCommandConflict)
			return
		}
		b.reply(t.reply, outcome{answer: before.Answer})
		return
	}
	turn, decision, err := r.decide(q)
	if err != nil {
		b.refuse(t, err)
		return
	}
	durable := false
	for _, event := range decision.Events {
		durable = durable || !isVolatile(event)
		if err := r.add(Record{At: turn.Now, Actor: q.Actor, Command: q.ID, Event: event}, b); err != nil {
			b.refuse(t, ErrInternal)
			r.abandon(b, err)
			return
		}
	}
	if decision.Refusal != nil {
		b.durable = b.durable || durable
		b.refuse(t, decision.Refusal)
		return
	}
	done := Done{Person: q.Actor, Command: q.ID, Digest: q.Digest, Answer: Answer{Seq: r.state.Seq, Data: decision.Answer}}
	if r.memory.keep(done, durable) {
		b.done = append(b.done, done)
	}
	b.durable = b.durable || durable
	b.reply(t.reply, outcome{answer: done.Answer})
}

// decide asks the command. One that panics is refused, and nothing else happens: deciding does not change the state.
func (r *Room) decide(q Request) (t Turn, d Decision, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			r.log.Error("a command panicked", "cmd", q.Name, "err", fmt.Sprint(cause), "stack", string(debug.Stack()))
			err = ErrInternal
		}
	}()
	role, err := r.state.permit(q.Name, q.Actor)
	if err != nil {
		return t, d, err
	}
	if !r.memory.room(q, role) {
		return t, d, ErrTooMany
	}
	t = Turn{
		Now: now(r.clock), Actor: q.Actor, Role: role, NewID: r.newID, Seals: r.seals, Shares: r.shares, Sign: r.sign,
	}
	d, err = q.Command.decide(r.state, t)
	return t, d, err
}

// show lets somebody look. A look that panics is its asker's affair.
func (r *Room) show(look func(*State)) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			r.log.Error("a look at the room panicked", "err", fmt.Sprint(cause), "stack", string(debug.Stack()))
			err = ErrInternal
		}
	}()
	look(r.state)
	return nil
}

// add gives the record its place, applies it and puts it into the batch. When it fails the state is of no use any more.
func (r *Room) add(record Record, b *turnBatch) error {
	record.Seq, record.Epoch = r.state.Seq+1, r.state.Epoch
	if _, err := r.state.Apply(record); err != nil {
		return err
	}
	b.records = append(b.records, record)
	switch event := record.Event.(type) {
	case BallotCast:
		b.ballots = append(b.ballots, event.row(record))
	case MeetingCreated, MeetingEdited, MeetingMovedOn, PersonAdded, PersonEdited, PersonRemoved:
		b.head = true
	}
	return nil
}

// abandon gives the batch up: nothing of it happened.
func (r *Room) abandon(b *turnBatch, cause error) {
	b.answer(ErrRetry)
	*b = turnBatch{}
	r.lose("an event could not be applied", cause)
}

// commit writes the batch, then answers and publishes it. Where the disk has no room for it nothing of it happened, and
// the room goes on. It reports false when the state was lost.
func (r *Room) commit(b *turnBatch) bool {
	defer func() { *b = turnBatch{} }()
	switch {
	case !b.durable && r.state.DiskFull && len(r.unsaved)+len(b.records) > maxUnsaved:
		return r.refuse(b, ErrDiskFull)
	case !b.durable:
		r.publishFirst(b)
		return r.state != nil
	}
	if err := r.write(b); errors.Is(err, ErrDiskFull) {
		return r.refuse(b, err)
	} else if err != nil {
		b.answer(ErrRetry)
		r.lose("a batch could not be written", err)
		return false
	}
	for _, record := range b.records {
		r.forget(record.Event) // whoever is told that a secret round was opened is told that its key is gone
	}
	r.renew(b.records) // first: who was answered may ask at once what they may see now
	b.answer(nil)
	r.publish(b.records)
	r.diskIs(false, nil)
	return r.state != nil
}

func (r *Room) renew(records []Record) {
	for _, record := range records {
		if changesAccess(record.Event) {
			r.access.Store(r.state.access())
			return
		}
	}
}

func (r *Room) publish(records []Record) {
	if len(records) == 0 {
		return
	}
	for feed := range r.feeds {
		if !feed.publish(records) {
			delete(r.feeds, feed)
		}
	}
	for _, record := range records {
		r.effects.add(r.id, record.Event)
	}
}

// snapshotDue reports whether the state is written whole with the next commit. While the hall votes that waits: it would
// hold up receipts, and the round's ballots would be in it and in the next one.
func (r *Room) snapshotDue() bool {
	events := r.state.Seq - r.since
	if r.state.openBallot() != nil && events < snapshotLatest {
		return false
	}
	return events >= max(snapshotEvery, uint64(r.weight/eventWeight))
}

// write makes durable what is unsaved, and the batch.
func (r *Room) write(b *turnBatch) error {
	batch := Batch{Epoch: r.state.Epoch, Records: append(r.unsaved, b.records...), Done: b.done, Ballots: b.ballots}
	if b.head {
		batch.Head = r.state.head()
	}
	for _, record := range b.records {
		if id := r.state.forgets(record.Event); id != "" {
			batch.Forget = append(batch.Forget, id)
		}
	}
	if len(batch.Forget) > 0 || r.snapshotDue() {
		snapshot, err := MarshalState(r.state)
		if err != nil {
			return err
		}
		batch.Snapshot = snapshot
	}
	ctx, cancel := context.WithTimeout(context.Background(), commitTimeout)
	defer cancel()
	if err := r.journal.Append(ctx, r.id, batch); err != nil {
		return err
	}
	if batch.Snapshot != nil {
		r.since, r.weight = r.state.Seq, len(batch.Snapshot)
	}
	r.unsaved = nil
	return nil
}
