package rooms

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// open takes the room from the journal and starts its loop.
func open(ctx context.Context, id MeetingID, d deps) (*Room, error) {
	r := &Room{
		id: id, journal: d.journal, clock: d.clock, newID: d.newID, log: d.log.With("meeting", string(id)),
		feeds: map[*Feed]struct{}{}, inbox: make(chan task, inboxSize), closing: make(chan struct{}), closed: make(chan struct{}),
	}
	if err := r.take(ctx); err != nil {
		return nil, err
	}
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
	taken := Record{Seq: state.Seq + 1, Epoch: loaded.Epoch, At: r.clock.Now(), Event: RoomTaken{}}
	if _, err := state.Apply(taken); err != nil {
		return fmt.Errorf("take room: %w", err)
	}
	if err := r.journal.Append(ctx, r.id, Batch{Epoch: loaded.Epoch, Records: []Record{taken}}); err != nil {
		return fmt.Errorf("take room: %w", err)
	}
	r.state, r.unsaved, r.since = state, nil, state.Seq-uint64(len(loaded.Records))-1
	r.done = make(map[doneKey]Done, len(loaded.Done))
	for _, done := range loaded.Done {
		r.done[doneKey{done.Person, done.Command}] = done
	}
	r.access.Store(state.access())
	return nil
}

func (r *Room) run() {
	defer close(r.closed)
	defer r.effects.close()
	flush := time.NewTimer(flushAfter)
	defer flush.Stop()
	for {
		select {
		case first := <-r.inbox:
			r.turn(r.drain(first))
		case <-flush.C:
			r.flush()
		case <-r.deadline():
			r.closeOverdue()
		case <-r.closing:
			r.wind()
			return
		}
		if len(r.unsaved) > 0 {
			flush.Reset(flushAfter)
		}
		if r.state == nil { // the journal was lost and could not be taken again
			r.wind()
			return
		}
	}
}

// wind answers everybody who waits and ends every feed.
func (r *Room) wind() {
	if r.state != nil {
		r.flush()
	}
	r.closeOnce.Do(func() { close(r.closing) })
	for feed := range r.feeds {
		feed.end(ErrClosing)
	}
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

// turn decides the tasks one after the other, commits, and only then answers and publishes. A turn of nothing but
// volatile events publishes first. A look ends the batch before it, so that nobody sees what is not yet durable.
func (r *Room) turn(tasks []task) {
	var b turnBatch
	for _, t := range tasks {
		if t.look != nil {
			if !r.commit(&b) {
				t.reply <- outcome{err: ErrRetry}
				continue
			}
			t.look(r.state)
			t.reply <- outcome{}
			continue
		}
		r.decide(t, &b)
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

func (r *Room) decide(t task, b *turnBatch) {
	q := t.request
	if r.state == nil {
		b.reply(t.reply, outcome{err: ErrClosing})
		return
	}
	key := doneKey{q.Actor, q.ID}
	if before, known := r.done[key]; known && q.ID != "" {
		o := outcome{answer: before.Answer}
		if before.Digest != q.Digest {
			o = outcome{err: fmt.Errorf("%s: %w", q.Name, ErrCommandConflict)}
		}
		b.reply(t.reply, o)
		return
	}
	role, err := r.state.permit(q.Name, q.Actor)
	if err != nil {
		b.reply(t.reply, outcome{err: fmt.Errorf("%s: %w", q.Name, err)})
		return
	}
	now := r.clock.Now()
	decision, err := q.Command.decide(r.state, Turn{Now: now, Actor: q.Actor, Role: role, NewID: r.newID})
	if err != nil {
		b.reply(t.reply, outcome{err: fmt.Errorf("%s: %w", q.Name, err)})
		return
	}
	durable := false
	for _, event := range decision.Events {
		durable = durable || !isVolatile(event)
		r.add(Record{At: now, Actor: q.Actor, Command: q.ID, Event: event}, b)
	}
	reply := Answer{Seq: r.state.Seq, Data: decision.Answer}
	if q.ID != "" && durable {
		done := Done{Person: q.Actor, Command: q.ID, Digest: q.Digest, Answer: reply}
		r.done[key] = done
		b.done = append(b.done, done)
	}
	b.durable = b.durable || durable
	b.reply(t.reply, outcome{answer: reply})
}

// add gives the record its place, applies it and puts it into the batch.
func (r *Room) add(record Record, b *turnBatch) {
	record.Seq, record.Epoch = r.state.Seq+1, r.state.Epoch
	if _, err := r.state.Apply(record); err != nil {
		panic(err) // the number was given two lines above
	}
	b.records = append(b.records, record)
	switch event := record.Event.(type) {
	case BallotCast:
		b.ballots = append(b.ballots, BallotRow{
			Ballot: event.Ballot, Voter: record.Actor, Choice: event.Choice, Receipt: event.Receipt, At: record.At,
		})
	case MeetingCreated, MeetingEdited, MeetingMovedOn, PersonAdded, PersonEdited, PersonRemoved:
		b.head = true
	}
}

// commit writes the batch, then answers and publishes it. It reports false when nothing of it happened.
func (r *Room) commit(b *turnBatch) bool {
	defer func() { *b = turnBatch{} }()
	if !b.durable {
		r.unsaved = append(r.unsaved, b.records...)
		r.publish(b.records)
		b.answer(nil)
		return r.state != nil
	}
	if err := r.write(b); err != nil {
		b.answer(ErrRetry)
		r.lose(err)
		return false
	}
	b.answer(nil)
	r.publish(b.records)
	return true
}

func (b *turnBatch) answer(err error) {
	for i, reply := range b.replies {
		o := b.outcomes[i]
		if err != nil && o.err == nil {
			o = outcome{err: err}
		}
		reply <- o
	}
}

func (r *Room) publish(records []Record) {
	if len(records) == 0 {
		return
	}
	for feed := range r.feeds {
		feed.publish(records)
	}
	changed := false
	for _, record := range records {
		r.effects.add(r.id, record.Event)
		changed = changed || changesAccess(record.Event)
	}
	if changed {
		r.access.Store(r.state.access())
	}
}

// write makes durable what is unsaved, and the batch.
func (r *Room) write(b *turnBatch) error {
	batch := Batch{Epoch: r.state.Epoch, Records: append(r.unsaved, b.records...), Done: b.done, Ballots: b.ballots}
	if len(batch.Records) == 0 {
		return nil
	}
	if b.head {
		batch.Head = r.state.head()
	}
	if r.state.Seq-r.since >= snapshotEvery {
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
		r.since = r.state.Seq
	}
	r.unsaved = nil
	return nil
}

func (r *Room) flush() {
	if len(r.unsaved) == 0 || r.state == nil {
		return
	}
	if err := r.write(&turnBatch{}); err != nil {
		r.lose(err)
	}
}

// lose is what happens when the journal refuses: what the state shows may not be true, so it is thrown away and taken
// anew, in a new epoch, which makes every follower begin from a snapshot. A room that another server took closes.
func (r *Room) lose(cause error) {
	r.log.Error("a batch could not be written; taking the room again", "err", cause)
	for feed := range r.feeds {
		feed.end(ErrRetry)
		delete(r.feeds, feed)
	}
	if errors.Is(cause, ErrDeposed) {
		r.state = nil
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), commitTimeout)
	defer cancel()
	if err := r.take(ctx); err != nil {
		r.log.Error("the room cannot be taken again; it closes here", "err", err)
		r.state = nil
	}
}

// deadline fires when the open ballot's time is up.
func (r *Room) deadline() <-chan time.Time {
	if r.state == nil {
		return nil
	}
	open := r.state.openBallot()
	if open == nil || open.Closes.IsZero() {
		return nil
	}
	return time.After(open.Closes.Sub(r.clock.Now()))
}

func (r *Room) closeOverdue() {
	open := r.state.openBallot()
	if open == nil {
		return
	}
	reply := make(chan outcome, 1)
	request := ServerRequest("", "", "ballot.close", CloseBallot{Ballot: open.ID})
	r.turn([]task{{request: request, reply: reply}})
	if o := <-reply; o.err != nil && !errors.Is(o.err, ErrBallotState) {
		r.log.Error("an overdue ballot could not be closed", "err", o.err)
	}
}
