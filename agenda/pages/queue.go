package pages

import (
	"context"
	"slices"
	"sync"

	"dienhong/agenda/files"
)

const (
	// quantum is how many pages of one document a worker draws before another document has its turn.
	quantum = 8
	// maxLost is how many workers a document may cost before it is left alone.
	maxLost = 3
	// maxUnfinished bounds the documents that wait to be drawn.
	maxUnfinished = 10_000
	// maxKnown is about how many finished documents are remembered; the others are read again when asked for.
	maxKnown = 1024
)

// queue decides what is drawn next: first what viewers wait for, then documents nobody has looked at yet, then the rest
// in order of page. Among documents each has its turn. All runners and callers meet here, under one lock.
type queue struct {
	mu         sync.Mutex
	changed    *sync.Cond
	docs       map[files.Hash]*document
	wanted     []*document // with viewers waiting
	fresh      []*document // to be checked
	rest       []*document // with pages to draw
	waiting    int         // viewers
	maxWaiting int
	closed     bool
	notes      *notifier
}

func newQueue(maxWaiting int, notes *notifier) *queue {
	q := &queue{docs: map[files.Hash]*document{}, maxWaiting: maxWaiting, notes: notes}
	q.changed = sync.NewCond(&q.mu)
	return q
}

// task is what a runner does next.
type task struct {
	doc   *document
	check bool // look at the document first; unit is then its first page
	unit  unit
}

// take gives the next task, or none. A runner that has current open goes on with it, up to its turn's end.
func (q *queue) take(current *document, served int) (task, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.next(current, served)
}

// wait is take for a runner that has nothing open; it waits, and gives false when the queue is closed.
func (q *queue) wait() (task, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for !q.closed {
		if t, ok := q.next(nil, 0); ok {
			return t, true
		}
		q.changed.Wait()
	}
	return task{}, false
}

func (q *queue) next(current *document, served int) (task, bool) {
	if q.closed {
		return task{}, false
	}
	if served%quantum == 0 {
		current = nil
	}
	if d := turn(&q.wanted, current); d != nil {
		j := d.wanted[0]
		d.wanted = d.wanted[1:]
		if len(d.wanted) > 0 {
			q.wanted = append(q.wanted, d)
		}
		return q.begin(d, j.unit), true
	}
	if d := turn(&q.fresh, nil); d != nil {
		return task{doc: d, check: true}, true
	}
	for d := turn(&q.rest, current); d != nil; d = turn(&q.rest, current) {
		if page := d.pendingPage(); page >= 0 {
			t := q.begin(d, unit{page: page})
			if d.pendingPage() >= 0 {
				q.rest = append(q.rest, d)
			}
			return t, true
		}
	}
	return task{}, false
}

// turn takes current out of the ring, if it is there, else the document at the front.
func turn(ring *[]*document, current *document) *document {
	if len(*ring) == 0 {
		return nil
	}
	i := max(0, slices.Index(*ring, current))
	d := (*ring)[i]
	*ring = slices.Delete(*ring, i, i+1)
	return d
}

func (q *queue) begin(d *document, u unit) task {
	if u.part == eager && d.pages[u.page] == pagePending {
		d.pages[u.page] = pageRunning
	}
	return task{doc: d, unit: u}
}

// find returns a document that is remembered, or nil.
func (q *queue) find(hash files.Hash) *document {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.docs[hash]
}

// enter makes d known and gives it work, unless its hash is known already; it returns the one that counts.
func (q *queue) enter(d *document) (*document, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if have := q.docs[d.hash]; have != nil {
		return have, nil
	}
	switch {
	case q.closed:
		return nil, ErrClosed
	case d.finished():
		q.forgetSome()
	case len(q.fresh)+len(q.rest) >= maxUnfinished:
		return nil, ErrBusy
	case d.info.State == Checking:
		q.fresh = append(q.fresh, d)
	default:
		q.rest = append(q.rest, d)
	}
	q.docs[d.hash] = d
	q.changed.Broadcast()
	return d, nil
}

func (q *queue) forgetSome() {
	for hash, d := range q.docs {
		if len(q.docs) < maxKnown {
			return
		}
		if d.finished() && len(d.jobs) == 0 {
			delete(q.docs, hash)
		}
	}
}

// tell announces the document as it is now; urgent for a change of state.
func (q *queue) tell(d *document, urgent bool) {
	if !d.gone.Load() {
		q.notes.post(Update{Doc: d.hash, Info: d.info}, urgent)
	}
}

// info is the document as it is now. announce also sends it as an update.
func (q *queue) info(d *document, announce bool) Info {
	q.mu.Lock()
	defer q.mu.Unlock()
	if announce {
		q.tell(d, true)
	}
	return d.info
}

// await waits until the unit was drawn, and gives the reason when it was not. When ctx ends and nobody else waits, the
// wish is withdrawn.
func (q *queue) await(ctx context.Context, d *document, u unit) error {
	j, err := q.ask(d, u)
	if err != nil {
		return err
	}
	select {
	case <-j.done:
	case <-ctx.Done():
		err = ctx.Err()
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting--
	j.waiting--
	if err != nil {
		q.withdraw(d, j)
		return err
	}
	return j.err
}

func (q *queue) ask(d *document, u unit) (*job, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if d.gone.Load() {
		return nil, ErrNotFound
	}
	if err := d.failure(u); err != nil {
		return nil, err
	}
	if q.closed {
		return nil, ErrClosed
	}
	if q.waiting >= q.maxWaiting {
		return nil, ErrBusy
	}
	j := d.jobs[u]
	if j == nil {
		j = &job{unit: u, done: make(chan struct{})}
		d.jobs[u] = j
		if u.part != eager || d.pages[u.page] != pageRunning {
			d.wanted = append(d.wanted, j)
			if len(d.wanted) == 1 {
				q.wanted = append(q.wanted, d)
			}
			q.changed.Broadcast()
		}
	}
	q.waiting++
	j.waiting++
	return j, nil
}

// withdraw forgets a wish that nobody has any more, unless it is being drawn. What is left of the document stands in
// the ring of the rest.
func (q *queue) withdraw(d *document, j *job) {
	i := slices.Index(d.wanted, j)
	if j.waiting > 0 || i < 0 {
		return
	}
	d.wanted = slices.Delete(d.wanted, i, i+1)
	delete(d.jobs, j.unit)
	if len(d.wanted) == 0 {
		q.wanted = slices.DeleteFunc(q.wanted, func(other *document) bool { return other == d })
	}
}

// answer ends the wait for a unit.
func (d *document) answer(u unit, err error) {
	if j := d.jobs[u]; j != nil {
		delete(d.jobs, u)
		d.wanted = slices.DeleteFunc(d.wanted, func(other *job) bool { return other == j })
		j.err = err
		close(j.done)
	}
}

// checked notes what a look at the document said. It tells whether its first page is to be drawn now.
func (q *queue) checked(d *document, sizes []PageSize, repaired bool) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if d.gone.Load() {
		return false
	}
	d.checked(sizes, repaired)
	q.begin(d, unit{page: 0})
	if d.pendingPage() >= 0 {
		q.rest = append(q.rest, d)
		q.changed.Broadcast()
	}
	q.tell(d, true)
	return true
}

// failed ends the document for a reason that concerns all of it.
func (q *queue) failed(d *document, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.fail(d, err)
}

func (q *queue) fail(d *document, err error) {
	if d.gone.Load() {
		return
	}
	d.fail(code(err))
	for u := range d.jobs {
		d.answer(u, err)
	}
	q.drop(d)
	q.tell(d, true)
}

// drop takes d out of all rings.
func (q *queue) drop(d *document) {
	is := func(other *document) bool { return other == d }
	q.wanted = slices.DeleteFunc(q.wanted, is)
	q.fresh = slices.DeleteFunc(q.fresh, is)
	q.rest = slices.DeleteFunc(q.rest, is)
}

// drawn notes that a unit is there, or with err that it never will be. It tells whether the manifest changed.
func (q *queue) drawn(d *document, u unit, err error) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if d.gone.Load() {
		return false
	}
	d.answer(u, err)
	if u.part != eager {
		if err != nil {
			d.refused[u] = err
		}
		return false
	}
	before := d.info
	reason := ""
	if err != nil {
		reason = code(err)
	}
	d.pageOver(u.page, reason)
	if d.info.Done == before.Done {
		return false
	}
	q.tell(d, d.info.State != before.State || before.Done == 0)
	return d.info.State != before.State || err != nil
}

// postponed puts a task back that failed through no fault of the document; viewers are told why they wait in vain.
func (q *queue) postponed(t task, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	d := t.doc
	if d.gone.Load() {
		return
	}
	d.answer(t.unit, err)
	if t.check && d.info.State == Checking {
		q.fresh = append(q.fresh, d)
	} else if t.unit.part == eager && d.pages[t.unit.page] == pageRunning {
		d.pages[t.unit.page] = pagePending
		d.next = min(d.next, t.unit.page)
		if !slices.Contains(q.rest, d) {
			q.rest = append(q.rest, d)
		}
	}
	q.changed.Broadcast()
}

// lost counts a worker that d cost, and leaves d alone when it was one too many. It tells whether it is.
func (q *queue) lost(d *document) (quarantined bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	d.lost++
	if d.lost < maxLost {
		return false
	}
	if !d.finished() {
		q.fail(d, ErrQuarantined)
	}
	return true
}

// remove forgets d.
func (q *queue) remove(d *document) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if d.gone.Load() {
		return
	}
	d.gone.Store(true)
	if d.info.State == Checking {
		close(d.known)
	}
	for u := range d.jobs {
		d.answer(u, ErrNotFound)
	}
	q.drop(d)
	delete(q.docs, d.hash)
}

// manifest is what to keep of d now; false when it was removed.
func (q *queue) manifest(d *document) (manifest, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return manifest{Version: rendererVersion(), Info: d.info, Lost: d.lost}, !d.gone.Load()
}

// close wakes everybody; what is being drawn comes to its end by the renderer's context.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	for _, d := range q.docs {
		for u := range d.jobs {
			d.answer(u, ErrClosed)
		}
	}
	q.changed.Broadcast()
}
