package roomtest

import (
	"fmt"
	"slices"
	"sync"
)

// Media is a media server that writes down what it is asked.
type Media struct {
	mu    sync.Mutex
	calls []string
	fail  error
}

// Calls returns what was asked, in order.
func (m *Media) Calls() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.calls)
}

// Fail makes every call fail with err, nil to stop.
func (m *Media) Fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fail = err
}

func (m *Media) note(format string, args ...any) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls = append(m.calls, fmt.Sprintf(format, args...))
	return m.fail
}

// HoldMicrophone notes "hold IDENTITY true" or false.
func (m *Media) HoldMicrophone(_, identity string, held bool) error {
	return m.note("hold %s %t", identity, held)
}

// GiveFloor notes "floor IDENTITY".
func (m *Media) GiveFloor(_, identity string) error { return m.note("floor %s", identity) }

// RemoveParticipant notes "remove IDENTITY".
func (m *Media) RemoveParticipant(_, identity string) error { return m.note("remove %s", identity) }

// EndRoom notes "end".
func (m *Media) EndRoom(string) error { return m.note("end") }
