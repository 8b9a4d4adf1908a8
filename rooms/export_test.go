package rooms

import (
	"fmt"
	"maps"
	"slices"
)

// What tests of the rules may reach without a loop, a journal or a clock.

// Decide has a request permitted and decided on a state.
func Decide(s *State, q Request, t Turn) (Decision, error) {
	role, err := s.permit(q.Name, q.Actor)
	if err != nil {
		return Decision{}, err
	}
	t.Actor, t.Role = q.Actor, role
	return q.Command.decide(s, t)
}

// Permit is the outer fence alone.
func Permit(s *State, name string, actor PersonID) error {
	_, err := s.permit(name, actor)
	return err
}

// CommandNames are the names in the table of permissions.
func CommandNames() []string { return slices.Sorted(maps.Keys(may)) }

// EventZeros returns a zero event of every kind that the journal knows.
func EventZeros() map[string]Event {
	zeros := map[string]Event{}
	for kind, decode := range events {
		event, err := decode([]byte(`{}`))
		if err != nil {
			panic(fmt.Sprintf("%s: %v", kind, err))
		}
		zeros[kind] = event
	}
	return zeros
}

// Texts.
var (
	Line         = line
	OptionalLine = optionalLine
	Paragraph    = paragraph
)

// Limits.
const (
	MaxBallots  = maxBallots
	MaxCommands = maxCommands
	MaxGaps     = maxGaps
	MaxFeed     = maxFeed
	InboxSize   = inboxSize
)

// Faulty is a command that does what a mistake in the code would do.
type Faulty struct{ In string }

func (f Faulty) decide(*State, Turn) (Decision, error) {
	switch f.In {
	case "decide":
		panic("a mistake in deciding")
	case "apply":
		return decided(FaultyEvent{}), nil
	}
	return Decision{}, nil
}

// FaultyEvent spoils the state and panics.
type FaultyEvent struct{}

// Kind names the event.
func (FaultyEvent) Kind() string { return "test.faulty" }

func (FaultyEvent) apply(s *State, _ Happening) {
	s.Meeting.Title = "spoilt"
	panic("a mistake in applying")
}

// Waiting returns how many tasks wait in a room's inbox.
func Waiting(r *Room) int { return len(r.inbox) }

// Publish gives records to a feed of no room, and reports whether it goes on.
func Publish(f *Feed, records []Record) bool { return f.publish(records) }

// NewFeed makes a feed of no room.
func NewFeed() *Feed { return newFeed(func() {}) }
