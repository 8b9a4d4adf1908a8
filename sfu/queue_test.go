package sfu

import "testing"

func TestQueue(t *testing.T) {
	failures := 0
	q := newQueue(func(any, []byte) { failures++ })
	var order []int
	for i := range 100 {
		q.post(func() { order = append(order, i) })
	}
	if !q.call(func() { panic("in a call") }) {
		t.Error("a call that panicked was not said to have run")
	}
	q.close(func() { order = append(order, 100) })
	q.close(func() { t.Error("closed twice") })
	<-q.done
	for i, n := range order {
		if i != n {
			t.Fatalf("work %d ran as number %d", n, i)
		}
	}
	if len(order) != 101 || failures != 1 {
		t.Errorf("%d functions ran, %d failed", len(order), failures)
	}
	if q.post(func() {}) || q.call(func() {}) {
		t.Error("a closed queue took work")
	}
}
