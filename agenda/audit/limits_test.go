package audit

import (
	"errors"
	"strings"
	"testing"
)

// TestTooManyActs starts where millions were read before.
func TestTooManyActs(t *testing.T) {
	for lines, want := range map[int]error{2: nil, 3: ErrTooLarge} {
		l := &log{report: &Report{}, rounds: map[string]*round{}, since: map[*round]int64{}, tree: tree{size: maxActs - 2}}
		if err := l.replay(strings.NewReader(strings.Repeat("\n", lines))); !errors.Is(err, want) {
			t.Errorf("%d more gave %v, want %v", lines, err, want)
		}
		if l.tree.size != maxActs {
			t.Errorf("%d more: %d are in the tree", lines, l.tree.size)
		}
	}
}
