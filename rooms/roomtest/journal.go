package roomtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"dienhong/rooms"
)

// Journal keeps the promises of rooms.Journal in memory, except that nothing outlives it, and fails when it is told to.
// Records are kept in their encoded form, so that what is loaded is what a database would give back.
type Journal struct {
	mu       sync.Mutex
	meetings map[rooms.MeetingID]*written
	appends  int
	faults   []fault
	gate     chan struct{} // appends wait while it is not nil
	waiting  int
}

type written struct {
	epoch    uint64
	records  []encoded
	snapshot json.RawMessage
	after    int // records in the snapshot
	done     []encodedDone
	ballots  map[[2]string]bool
	rows     []rooms.BallotRow
	commands map[[2]string]bool
	head     rooms.Head
}

type encoded struct {
	record rooms.Record // without its event
	kind   string
	data   []byte
}

type encodedDone struct {
	done   rooms.Done // without its answer
	answer []byte
}

type fault struct {
	err   error
	after bool
}

// NewJournal returns an empty journal.
func NewJournal() *Journal { return &Journal{meetings: map[rooms.MeetingID]*written{}} }

// FailNext makes the next append fail with err, and write nothing. Called n times it is about n appends; with nil the
// append is spared.
func (j *Journal) FailNext(err error) { j.fault(fault{err: err}) }

// LoseNext makes the next append write its batch and fail all the same, as when the answer of a database is lost.
func (j *Journal) LoseNext(err error) { j.fault(fault{err: err, after: true}) }

func (j *Journal) fault(f fault) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.faults = append(j.faults, f)
}

// Depose raises the epoch of a meeting as another server that takes it would.
func (j *Journal) Depose(id rooms.MeetingID) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.meetings[id].epoch++
}

// Hold makes every append wait until release is called, or its context ends.
func (j *Journal) Hold() (release func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	gate := make(chan struct{})
	j.gate = gate
	return func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		if j.gate == gate {
			j.gate = nil
			close(gate)
		}
	}
}

// Waiting returns how many appends wait.
func (j *Journal) Waiting() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.waiting
}

// Appends returns how many appends were written.
func (j *Journal) Appends() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.appends
}

// Records returns every record of a meeting, whatever snapshots there are.
func (j *Journal) Records(id rooms.MeetingID) []rooms.Record {
	j.mu.Lock()
	defer j.mu.Unlock()
	w := j.meetings[id]
	if w == nil {
		return nil
	}
	records, err := decode(w.records)
	if err != nil {
		panic(err) // they were encoded here
	}
	return records
}

// Bytes returns everything that is kept of a meeting, as it is kept.
func (j *Journal) Bytes(id rooms.MeetingID) []byte {
	j.mu.Lock()
	defer j.mu.Unlock()
	var all bytes.Buffer
	w := j.meetings[id]
	for _, e := range w.records {
		fmt.Fprintf(&all, "%d %s %s %s %s %s\n", e.record.Seq, e.record.At, e.record.Actor, e.record.Command, e.kind, e.data)
	}
	all.Write(w.snapshot)
	for _, d := range w.done {
		fmt.Fprintf(&all, "\n%+v %s", d.done, d.answer)
	}
	for _, row := range w.rows {
		fmt.Fprintf(&all, "\n%+v", row)
	}
	return all.Bytes()
}

// Head returns what the last batch said of a meeting for lists.
func (j *Journal) Head(id rooms.MeetingID) rooms.Head {
	j.mu.Lock()
	defer j.mu.Unlock()
	if w := j.meetings[id]; w != nil {
		return w.head
	}
	return rooms.Head{}
}

// Create writes the first records of a new meeting.
func (j *Journal) Create(ctx context.Context, id rooms.MeetingID, first rooms.Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.meetings[id] != nil {
		return fmt.Errorf("create meeting: %w", rooms.ErrExists)
	}
	w := &written{epoch: first.Epoch, ballots: map[[2]string]bool{}, commands: map[[2]string]bool{}}
	if err := w.append(first); err != nil {
		return err
	}
	j.meetings[id] = w
	return nil
}

// Take raises the epoch and returns what the new owner begins with.
func (j *Journal) Take(ctx context.Context, id rooms.MeetingID) (rooms.Loaded, error) {
	if err := ctx.Err(); err != nil {
		return rooms.Loaded{}, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	w := j.meetings[id]
	if w == nil {
		return rooms.Loaded{}, fmt.Errorf("take room: %w", rooms.ErrNoMeeting)
	}
	w.epoch++
	return w.load()
}

// Load returns what is written, for the owner of that epoch.
func (j *Journal) Load(ctx context.Context, id rooms.MeetingID, epoch uint64) (rooms.Loaded, error) {
	if err := ctx.Err(); err != nil {
		return rooms.Loaded{}, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	w := j.meetings[id]
	switch {
	case w == nil:
		return rooms.Loaded{}, fmt.Errorf("load room: %w", rooms.ErrNoMeeting)
	case w.epoch != epoch:
		return rooms.Loaded{}, fmt.Errorf("load room: %w", rooms.ErrDeposed)
	}
	return w.load()
}

func (w *written) load() (rooms.Loaded, error) {
	loaded := rooms.Loaded{Epoch: w.epoch, Snapshot: w.snapshot}
	var err error
	if loaded.Records, err = decode(w.records[w.after:]); err != nil {
		return rooms.Loaded{}, err
	}
	for _, d := range w.done {
		done := d.done
		if err := json.Unmarshal(d.answer, &done.Answer); err != nil {
			return rooms.Loaded{}, err
		}
		loaded.Done = append(loaded.Done, done)
	}
	return loaded, nil
}

// Append writes a batch, unless a fault was ordered.
func (j *Journal) Append(ctx context.Context, id rooms.MeetingID, batch rooms.Batch) error {
	if err := j.pass(ctx); err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	var f fault
	if len(j.faults) > 0 {
		f, j.faults = j.faults[0], j.faults[1:]
	}
	if f.err != nil && !f.after {
		return f.err
	}
	w := j.meetings[id]
	switch {
	case w == nil:
		return fmt.Errorf("append to journal: %w", rooms.ErrNoMeeting)
	case w.epoch != batch.Epoch:
		return fmt.Errorf("append to journal: %w", rooms.ErrDeposed)
	}
	if err := w.append(batch); err != nil {
		return err
	}
	j.appends++
	return f.err
}

func (j *Journal) pass(ctx context.Context) error {
	j.mu.Lock()
	gate := j.gate
	if gate == nil {
		j.mu.Unlock()
		return ctx.Err()
	}
	j.waiting++
	j.mu.Unlock()
	defer func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		j.waiting--
	}()
	select {
	case <-gate:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// append checks everything before it changes anything.
func (w *written) append(batch rooms.Batch) error {
	records, err := w.encode(batch)
	if err != nil {
		return err
	}
	ballots, commands := map[[2]string]bool{}, map[[2]string]bool{}
	for _, b := range batch.Ballots {
		key := [2]string{string(b.Ballot), string(b.Voter)}
		if there := w.ballots[key] || ballots[key]; there != b.Replaces {
			return fmt.Errorf("append to journal: a second ballot of %s, or one that replaces none", b.Voter)
		}
		ballots[key] = true
	}
	var done []encodedDone
	for _, d := range batch.Done {
		key := [2]string{string(d.Person), string(d.Command)}
		if w.commands[key] || commands[key] {
			return fmt.Errorf("append to journal: command %s is done", d.Command)
		}
		commands[key] = true
		answer, err := json.Marshal(d.Answer)
		if err != nil {
			return err
		}
		d.Answer = rooms.Answer{}
		done = append(done, encodedDone{d, answer})
	}
	for key := range ballots {
		w.ballots[key] = true
	}
	for key := range commands {
		w.commands[key] = true
	}
	w.rows = append(w.rows, batch.Ballots...)
	w.records, w.done = append(w.records, records...), append(w.done, done...)
	if err := w.forget(batch.Forget); err != nil {
		return err
	}
	if batch.Snapshot != nil {
		w.snapshot, w.after = slices.Clone(batch.Snapshot), len(w.records)
	}
	if batch.Head != nil {
		w.head = *batch.Head
	}
	return nil
}

func (w *written) forget(ballots []rooms.BallotID) error {
	if len(ballots) == 0 {
		return nil
	}
	for i, e := range w.records {
		data, was, err := rooms.Forgotten(e.kind, e.data, ballots)
		if err != nil {
			return err
		}
		if was {
			w.records[i].data = data
		}
	}
	return nil
}

func (w *written) encode(batch rooms.Batch) ([]encoded, error) {
	var records []encoded
	for i, r := range batch.Records {
		if want := uint64(len(w.records) + i + 1); r.Seq != want || r.Epoch != batch.Epoch {
			return nil, fmt.Errorf("append to journal: record %d of epoch %d where %d of %d was expected", r.Seq, r.Epoch, want, batch.Epoch)
		}
		kind, data, err := rooms.EncodeEvent(r.Event)
		if err != nil {
			return nil, err
		}
		r.Event, r.At = nil, r.At.UTC().Truncate(time.Millisecond)
		records = append(records, encoded{r, kind, data})
	}
	return records, nil
}

func decode(records []encoded) ([]rooms.Record, error) {
	var decoded []rooms.Record
	for _, e := range records {
		record := e.record
		var err error
		if record.Event, err = rooms.DecodeEvent(e.kind, e.data); err != nil {
			return nil, err
		}
		decoded = append(decoded, record)
	}
	return decoded, nil
}
