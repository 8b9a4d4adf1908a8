package rooms

// Limits of what is remembered of commands.
const (
	// maxRecent commands that changed nothing durable are remembered, until the room is taken again.
	maxRecent = 4096
	// maxCommands is how many commands that changed something one person may send in a meeting, ballots and the desk
	// excepted: far more than anybody taps in a day, and a bound for a device gone mad.
	maxCommands = 5000
)

// memory is what a room's loop knows of the commands that it has carried out, so that the same again gets the same
// answer.
type memory struct {
	done map[doneKey]Done
	// recent are those of done that the journal does not know, oldest first.
	recent []doneKey
	// count of durable commands by person.
	count map[PersonID]int
}

type doneKey struct {
	person  PersonID
	command CommandID
}

func newMemory(done []Done) memory {
	m := memory{done: make(map[doneKey]Done, len(done)), count: map[PersonID]int{}}
	for _, d := range done {
		m.keep(d, true)
	}
	return m
}

func (m *memory) recall(q Request) (Done, bool) {
	if q.ID == "" {
		return Done{}, false
	}
	done, known := m.done[doneKey{q.Actor, q.ID}]
	return done, known
}

// keep remembers the command, and reports whether the journal has to as well.
func (m *memory) keep(d Done, durable bool) bool {
	if d.Command == "" {
		return false
	}
	key := doneKey{d.Person, d.Command}
	m.done[key] = d
	if durable {
		m.count[d.Person]++
		return true
	}
	m.recent = append(m.recent, key)
	if len(m.recent) > maxRecent {
		delete(m.done, m.recent[0])
		m.recent = m.recent[1:]
	}
	return false
}

// room reports whether the person may send one more.
func (m *memory) room(q Request, role Role) bool {
	if _, casts := q.Command.(CastBallot); casts || role.Desk() || role == System {
		return true
	}
	return m.count[q.Actor] < maxCommands
}
