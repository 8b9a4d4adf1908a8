package pages

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"dienhong/agenda/files"
)

// queueBench is a queue without runners: the test takes and ends tasks itself.
type queueBench struct {
	*queue
	t *testing.T
}

func newQueueBench(t *testing.T, maxWaiting int) *queueBench {
	notes := startNotifier(func(Update) {})
	t.Cleanup(notes.close)
	return &queueBench{newQueue(maxWaiting, notes), t}
}

// add makes a document that was looked at and has n pages to draw.
func (q *queueBench) add(name byte, n int) *document {
	q.t.Helper()
	d := newDocument(files.Hash{name})
	d.checked(make([]PageSize, n), false)
	if _, err := q.enter(d); err != nil {
		q.t.Fatal(err)
	}
	return d
}

// want is a viewer's wish, made when settle sees it; answered says how it ended.
func (q *queueBench) want(ctx context.Context, d *document, u unit) (answered chan error) {
	answered = make(chan error, 1)
	go func() { answered <- q.await(ctx, d, u) }()
	return answered
}

// order takes n tasks as one runner would and says what they were: document letter and page, z for a zoomed one.
func (q *queueBench) order(n int) string {
	var list []string
	var current *document
	served := 0
	for range n {
		t, ok := q.take(current, served)
		if !ok {
			list = append(list, "-")
			continue
		}
		if t.doc != current {
			current, served = t.doc, 0
		}
		served++
		name := fmt.Sprintf("%c%d", t.doc.hash[0], t.unit.page)
		if t.check {
			name = fmt.Sprintf("%c?", t.doc.hash[0])
		}
		if t.unit.part == zoom {
			name += "z"
		}
		list = append(list, name)
		if !t.check {
			q.drawn(t.doc, t.unit, nil)
		}
	}
	return strings.Join(list, " ")
}

func TestQueueOrder(t *testing.T) {
	ctx := t.Context()
	for _, c := range []struct {
		name string
		fill func(q *queueBench)
		want string
	}{
		{"nothing", func(*queueBench) {}, "-"},
		{"pages in order", func(q *queueBench) { q.add('a', 3) }, "a0 a1 a2 -"},
		{"documents in turns", func(q *queueBench) { q.add('a', 12); q.add('b', 9) },
			"a0 a1 a2 a3 a4 a5 a6 a7 b0 b1 b2 b3 b4 b5 b6 b7 a8 a9 a10 a11 b8 -"},
		{"a new document before the rest", func(q *queueBench) { q.add('a', 2); q.enter(newDocument(files.Hash{'n'})) }, "n? a0 a1 -"},
		{"a wanted page before all", func(q *queueBench) {
			d := q.add('a', 5)
			q.enter(newDocument(files.Hash{'n'}))
			q.want(ctx, d, unit{page: 3})
			settle(q, 1)
		}, "a3 n? a0 a1 a2 a4 -"},
		{"wanted pages of two documents in turns", func(q *queueBench) {
			a, b := q.add('a', 2), q.add('b', 2)
			q.want(ctx, a, unit{page: 1, part: zoom})
			settle(q, 1)
			q.want(ctx, b, unit{page: 1})
			settle(q, 2)
		}, "a1z b1 b0 a0 a1 -"},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := newQueueBench(t, 100)
			c.fill(q)
			if got := q.order(len(strings.Fields(c.want))); got != c.want {
				t.Errorf("order\n%s, want\n%s", got, c.want)
			}
			q.close()
		})
	}
}

// settle waits until n viewers wait.
func settle(q *queueBench, n int) {
	for {
		q.mu.Lock()
		waiting := q.waiting
		q.mu.Unlock()
		if waiting == n {
			return
		}
		runtime.Gosched()
	}
}

// A viewer who asks for many pages keeps no other waiting longer than a turn.
func TestEagerViewerDoesNotStarveOthers(t *testing.T) {
	q := newQueueBench(t, 1000)
	a, b := q.add('a', 200), q.add('b', 200)
	for page := range 100 {
		if _, err := q.ask(a, unit{page: page}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := q.ask(b, unit{page: 7}); err != nil {
		t.Fatal(err)
	}
	served := strings.Fields(q.order(20))
	if at := slices.Index(served, "b7"); at < 0 || at > quantum {
		t.Errorf("b7 came at %d: %v", at, served)
	}
}

func TestSameWishIsDrawnOnce(t *testing.T) {
	q := newQueueBench(t, 100)
	d := q.add('a', 3)
	u := unit{page: 2, part: zoom}
	var answers []chan error
	for i := range 10 {
		answers = append(answers, q.want(t.Context(), d, u))
		settle(q, i+1)
	}
	task, _ := q.take(nil, 0)
	if task.unit != u {
		t.Fatalf("took %v", task.unit)
	}
	answers = append(answers, q.want(t.Context(), d, u)) // while it is being drawn
	settle(q, 11)
	if next, _ := q.take(nil, 0); next.unit.part == zoom {
		t.Fatal("drawn twice")
	}
	q.drawn(d, u, ErrTooHeavy)
	for _, answered := range answers {
		if err := <-answered; !errors.Is(err, ErrTooHeavy) {
			t.Fatal(err)
		}
	}
	if _, err := q.ask(d, u); !errors.Is(err, ErrTooHeavy) {
		t.Fatalf("what cannot be drawn is tried again: %v", err)
	}
}

func TestWithdrawnWishIsNotDrawn(t *testing.T) {
	q := newQueueBench(t, 100)
	d := q.add('a', 2)
	ctx, cancel := context.WithCancel(t.Context())
	zoom := q.want(ctx, d, unit{page: 1, part: zoom})
	settle(q, 1)
	page := q.want(ctx, d, unit{page: 1})
	settle(q, 2)
	cancel()
	for _, answered := range []chan error{zoom, page} {
		if err := <-answered; !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	if got := q.order(3); got != "a0 a1 -" {
		t.Fatalf("order %s", got)
	}
	if q.waiting != 0 || len(d.jobs) != 0 || len(q.wanted) != 0 {
		t.Fatalf("left behind: %d waiting, %d jobs, %d documents", q.waiting, len(d.jobs), len(q.wanted))
	}
}

func TestTooManyViewersAreTold(t *testing.T) {
	q := newQueueBench(t, 2)
	d := q.add('a', 9)
	for page := range 2 {
		if _, err := q.ask(d, unit{page: page}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := q.ask(d, unit{page: 5}); !errors.Is(err, ErrBusy) {
		t.Fatalf("error %v", err)
	}
}

func TestPostponedPageComesAgain(t *testing.T) {
	q := newQueueBench(t, 100)
	d := q.add('a', 2)
	first, _ := q.take(nil, 0)
	answered := q.want(t.Context(), d, first.unit)
	settle(q, 1)
	q.postponed(first, ErrUnavailable)
	if err := <-answered; !errors.Is(err, ErrUnavailable) {
		t.Fatal(err)
	}
	if got := q.order(3); got != "a0 a1 -" {
		t.Fatalf("order %s", got)
	}
	if d.info.State != Ready {
		t.Fatalf("state %s", d.info.State)
	}
}

func TestManyFinishedDocumentsAreForgotten(t *testing.T) {
	q := newQueueBench(t, 100)
	busy := q.add('a', 1)
	for i := range 3 * maxKnown {
		d := newDocument(files.Hash{'d', byte(i), byte(i >> 8)})
		d.fail("empty")
		if _, err := q.enter(d); err != nil {
			t.Fatal(err)
		}
	}
	if len(q.docs) > maxKnown || q.docs[busy.hash] == nil {
		t.Fatalf("%d documents in memory, busy one there: %v", len(q.docs), q.docs[busy.hash] != nil)
	}
}

// A document may be removed at any moment of its drawing; what its runner says afterwards changes nothing.
func TestRunnerOfARemovedDocument(t *testing.T) {
	outcomes := map[string]func(q *queueBench, task task){
		"failed":    func(q *queueBench, task task) { q.failed(task.doc, ErrDamaged) },
		"checked":   func(q *queueBench, task task) { q.checked(task.doc, make([]PageSize, 3), false) },
		"drawn":     func(q *queueBench, task task) { q.drawn(task.doc, task.unit, nil) },
		"undrawn":   func(q *queueBench, task task) { q.drawn(task.doc, task.unit, ErrTooHeavy) },
		"postponed": func(q *queueBench, task task) { q.postponed(task, ErrUnavailable) },
		"lost": func(q *queueBench, task task) {
			for range maxLost {
				q.lost(task.doc)
			}
		},
	}
	for name, outcome := range outcomes {
		t.Run(name, func(t *testing.T) {
			q := newQueueBench(t, 100)
			unchecked := newDocument(files.Hash{'n'})
			if _, err := q.enter(unchecked); err != nil {
				t.Fatal(err)
			}
			known := q.add('a', 1)
			for range 2 {
				task, ok := q.take(nil, 0)
				if !ok {
					t.Fatal("nothing to do")
				}
				q.remove(task.doc)
				q.remove(task.doc)
				outcome(q, task)
			}
			if got := q.order(1); got != "-" || len(q.docs) > 0 {
				t.Errorf("comes again: %s, %d documents", got, len(q.docs))
			}
			for _, d := range []*document{unchecked, known} {
				<-d.known // whoever waits for it goes on
				if _, err := q.ask(d, unit{}); !errors.Is(err, ErrNotFound) {
					t.Errorf("asking for a page: %v", err)
				}
			}
		})
	}
}
