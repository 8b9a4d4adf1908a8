package pages

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dienhong/agenda/files"
)

// stillNotifier has no goroutine: the test asks for what is due, at times of its choice.
func stillNotifier() *notifier {
	return &notifier{wake: make(chan struct{}, 1), progress: map[files.Hash]Update{}, told: map[files.Hash]time.Time{}}
}

func news(doc byte, state State, done int) Update {
	return Update{Doc: files.Hash{doc}, Info: Info{State: state, Done: done}}
}

// due is all that next gives at that time.
func due(n *notifier, at time.Time) string {
	var list []string
	for {
		u, _, ok := n.next(at)
		if !ok {
			slices.Sort(list) // documents come in any order
			return strings.Join(list, " ")
		}
		list = append(list, fmt.Sprintf("%c:%s:%d", u.Doc[0], u.State, u.Done))
	}
}

func TestProgressIsThrottledAndChangesAreNot(t *testing.T) {
	n, start := stillNotifier(), time.Unix(1000, 0)
	at := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
	expect := func(ms int, want string) {
		t.Helper()
		if got := due(n, at(ms)); got != want {
			t.Fatalf("at %d ms: %q, want %q", ms, got, want)
		}
	}
	n.post(news('a', Rendering, 1), true)
	expect(0, "a:rendering:1")
	n.post(news('a', Rendering, 2), false)
	n.post(news('a', Rendering, 3), false)
	n.post(news('b', Rendering, 9), false)
	expect(100, "b:rendering:9") // b was not told of for long
	if _, pause, _ := n.next(at(100)); pause != 150*time.Millisecond {
		t.Fatalf("pause %v", pause)
	}
	expect(249, "")
	expect(250, "a:rendering:3")
	n.post(news('a', Rendering, 4), false)
	n.post(news('a', Ready, 5), true) // and the progress before it is no news any more
	expect(260, "a:ready:5")
	expect(9000, "")
	if len(n.told) != 1 {
		t.Fatalf("remembers %d documents, want b alone", len(n.told))
	}
}

func TestNoChangeIsLeftOut(t *testing.T) {
	var got []State
	block := make(chan struct{})
	n := startNotifier(func(u Update) {
		<-block
		if u.Done == 0 {
			got = append(got, u.State)
		}
	})
	want := []State{Checking, Rendering, Ready, Checking, Failed}
	for _, s := range want {
		n.post(news('a', Rendering, 7), false) // overtaken by the change
		n.post(news('a', s, 0), true)
	}
	close(block)
	n.close()
	if !slices.Equal(got, want) {
		t.Fatalf("told %v, want %v", got, want)
	}
}
