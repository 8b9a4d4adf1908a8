package roomtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"dienhong/agenda"
	"dienhong/agenda/ballot/ledger"
	"dienhong/agenda/ballot/seal"
	"dienhong/rooms"
)

// The people of every test meeting; Delegates and the like add "delegate-1", "delegate-2" …
const (
	Chair     rooms.PersonID = "chair"
	Secretary rooms.PersonID = "secretary"
)

// Meeting is a live room with everything around it.
type Meeting struct {
	t testing.TB

	ID       rooms.MeetingID
	Room     *rooms.Room
	Registry *rooms.Registry
	// Journal is nil when another one was given.
	Journal *Journal
	Clock   *Clock
	Media   *Media
	// Keeper and Signer are nil without Notary.
	Keeper *seal.Keeper
	Signer *ledger.Signer
	// Delegates and the others who were asked for, in order.
	Delegates, Units, Guests, Screens []rooms.PersonID

	commands atomic.Int64
	setup    setup
}

type setup struct {
	journal rooms.Journal
	phase   rooms.Phase
	absent  bool
	log     *slog.Logger
	config  rooms.Config
	counts  map[rooms.Role]int
	quorum  [2]int
	seats   int
	proxies int
	notary  bool
}

// Option shapes the meeting that New makes.
type Option func(*setup)

// Delegates adds so many delegates with a vote.
func Delegates(n int) Option { return func(s *setup) { s.counts[rooms.Delegate] = n } }

// Units adds so many remote units.
func Units(n int) Option { return func(s *setup) { s.counts[rooms.Unit] = n } }

// Guests adds so many guests.
func Guests(n int) Option { return func(s *setup) { s.counts[rooms.Guest] = n } }

// Screens adds so many big screens.
func Screens(n int) Option { return func(s *setup) { s.counts[rooms.Screen] = n } }

// In brings the meeting into a phase; without it, it is in session.
func In(phase rooms.Phase) Option { return func(s *setup) { s.phase = phase } }

// Absent leaves everybody away; without it, everybody who can has checked in.
func Absent() Option { return func(s *setup) { s.absent = true } }

// Quorum sets the fraction of the voters that must be present.
func Quorum(num, den int) Option { return func(s *setup) { s.quorum = [2]int{num, den} } }

// Seats sets how many seats the body has.
func Seats(n int) Option { return func(s *setup) { s.seats = n } }

// Proxies sets how many votes of others one person may hold; without it there are no proxies.
func Proxies(n int) Option { return func(s *setup) { s.proxies = n } }

// Notary keeps keys of secret rounds in a folder of the test, and signs the log of votes; without it neither is there.
func Notary() Option { return func(s *setup) { s.notary = true } }

// On uses another journal than the one in memory.
func On(journal rooms.Journal) Option { return func(s *setup) { s.journal = journal } }

// Logging uses a logger; without it nothing is logged.
func Logging(log *slog.Logger) Option { return func(s *setup) { s.log = log } }

// With sets the configuration of the registry; without it rooms are never closed for being idle.
func With(config rooms.Config) Option { return func(s *setup) { s.config = config } }

// New makes a meeting with a chair and a secretary, both without a vote, and whoever the options add, brings it into
// session with everybody present, and closes everything when the test ends.
func New(t testing.TB, options ...Option) *Meeting {
	t.Helper()
	m := &Meeting{t: t, Clock: NewClock(), Media: &Media{}, setup: setup{
		phase: rooms.InSession, log: slog.New(slog.DiscardHandler), counts: map[rooms.Role]int{},
	}}
	for _, option := range options {
		option(&m.setup)
	}
	if m.setup.journal == nil {
		m.Journal = NewJournal()
		m.setup.journal = m.Journal
	}
	if m.setup.notary {
		m.notarise()
	}
	m.serve()
	t.Cleanup(func() { m.Registry.Close() })
	id, err := m.Registry.Create(t.Context(), Secretary, rooms.Announcement{
		Title: "Kỳ họp thứ 9", Body: "Hội đồng nhân dân tỉnh", Place: "Hội trường A", Starts: Start, Ends: Start.Add(4 * time.Hour),
		Seats: m.setup.seats, QuorumNum: m.setup.quorum[0], QuorumDen: m.setup.quorum[1], ProxyLimit: m.setup.proxies,
	}, m.people())
	if err != nil {
		t.Fatalf("create meeting: %v", err)
	}
	m.ID = id
	m.open()
	m.advance()
	return m
}

func (m *Meeting) notarise() {
	m.t.Helper()
	var err error
	if m.Keeper, err = seal.OpenKeeper(filepath.Join(m.t.TempDir(), "seals")); err != nil {
		m.t.Fatalf("keep keys: %v", err)
	}
	m.t.Cleanup(func() { _ = m.Keeper.Close() })
	if m.Signer, err = ledger.NewSigner("roomtest", bytes.Repeat([]byte{7}, 32)); err != nil {
		m.t.Fatalf("sign: %v", err)
	}
}

// serve starts a server on the journal.
func (m *Meeting) serve() {
	m.Registry = rooms.NewRegistry(m.setup.journal, m.Media, m.Clock, m.setup.log, m.setup.config)
	if m.setup.notary {
		m.Registry.Notarise(m.Keeper, m.Signer.Sign)
	}
}

func (m *Meeting) people() []rooms.Person {
	people := []rooms.Person{
		{ID: Chair, Name: "Nguyễn Văn Chủ", Title: "Chủ tịch", Role: rooms.Chair},
		{ID: Secretary, Name: "Trần Thị Thư", Title: "Thư ký", Role: rooms.Secretary},
	}
	for _, kind := range []struct {
		role  rooms.Role
		name  string
		votes bool
		list  *[]rooms.PersonID
	}{
		{rooms.Delegate, "Đại biểu", true, &m.Delegates}, {rooms.Unit, "Điểm cầu", false, &m.Units},
		{rooms.Guest, "Khách mời", false, &m.Guests}, {rooms.Screen, "Màn hình", false, &m.Screens},
	} {
		for n := 1; n <= m.setup.counts[kind.role]; n++ {
			id := rooms.PersonID(fmt.Sprintf("%s-%d", kind.role, n))
			*kind.list = append(*kind.list, id)
			people = append(people, rooms.Person{ID: id, Name: fmt.Sprintf("%s %d", kind.name, n), Role: kind.role, Votes: kind.votes})
		}
	}
	return people
}

func (m *Meeting) open() {
	m.t.Helper()
	room, err := m.Registry.Open(m.t.Context(), m.ID)
	if err != nil {
		m.t.Fatalf("open room: %v", err)
	}
	m.Room = room
}

// advance brings the meeting into its phase.
func (m *Meeting) advance() {
	m.t.Helper()
	steps := []struct {
		phase   rooms.Phase
		command string
	}{
		{rooms.Draft, ""}, {rooms.Scheduled, "meeting.publish"}, {rooms.CheckInOpen, "meeting.open_check_in"},
		{rooms.InSession, "meeting.open"}, {rooms.Paused, "meeting.pause"}, {rooms.Closed, "meeting.close"},
	}
	for _, step := range steps {
		switch step.command {
		case "":
		case "meeting.open":
			m.Do(Chair, step.command, map[string]any{"without": "thử nghiệm"})
		default:
			m.Do(Chair, step.command, nil)
		}
		if step.phase == rooms.CheckInOpen && !m.setup.absent {
			m.checkInAll()
		}
		if step.phase == m.setup.phase {
			return
		}
	}
}

func (m *Meeting) checkInAll() {
	m.t.Helper()
	present := append([]rooms.PersonID{Chair, Secretary}, m.Delegates...)
	for _, id := range append(append(present, m.Units...), m.Guests...) {
		m.Do(id, "attendance.check_in", nil)
	}
}

// NewCommand returns a command id that was not used before in this meeting.
func (m *Meeting) NewCommand() rooms.CommandID {
	return rooms.CommandID(fmt.Sprintf("command-%d", m.commands.Add(1)))
}

// Request makes a request as a device would, args being anything that becomes a JSON object, or nil.
func (m *Meeting) Request(actor rooms.PersonID, name string, args any) rooms.Request {
	m.t.Helper()
	data, err := json.Marshal(args)
	if err != nil {
		m.t.Fatalf("%s: %v", name, err)
	}
	request, err := rooms.NewRequest(m.NewCommand(), actor, name, data)
	if err != nil {
		m.t.Fatalf("%s: %v", name, err)
	}
	return request
}

// Try sends a command as a device would.
func (m *Meeting) Try(actor rooms.PersonID, name string, args any) (rooms.Answer, error) {
	m.t.Helper()
	return m.Room.Do(m.t.Context(), m.Request(actor, name, args))
}

// Do sends a command that must be carried out.
func (m *Meeting) Do(actor rooms.PersonID, name string, args any) rooms.Answer {
	m.t.Helper()
	answer, err := m.Try(actor, name, args)
	if err != nil {
		m.t.Fatalf("%s of %s: %v", name, actor, err)
	}
	return answer
}

// Refused sends a command that must be refused with the error.
func (m *Meeting) Refused(actor rooms.PersonID, name string, args any, want error) {
	m.t.Helper()
	if _, err := m.Try(actor, name, args); !errors.Is(err, want) {
		m.t.Errorf("%s of %s gave %v, want %v", name, actor, err, want)
	}
}

// Server sends a command of the server itself that must be carried out.
func (m *Meeting) Server(actor rooms.PersonID, name string, command rooms.Command) rooms.Answer {
	m.t.Helper()
	answer, err := m.Room.Do(m.t.Context(), rooms.ServerRequest("", actor, name, command))
	if err != nil {
		m.t.Fatalf("%s: %v", name, err)
	}
	return answer
}

// State returns a copy of the room's state.
func (m *Meeting) State() *rooms.State {
	m.t.Helper()
	state, err := rooms.UnmarshalState(json.RawMessage(m.Snapshot()))
	if err != nil {
		m.t.Fatal(err)
	}
	return state
}

// Snapshot returns the room's state as it is kept.
func (m *Meeting) Snapshot() string {
	m.t.Helper()
	var data json.RawMessage
	err := m.Room.Read(m.t.Context(), func(s *rooms.State) {
		var err error
		if data, err = rooms.MarshalState(s); err != nil {
			m.t.Error(err)
		}
	})
	if err != nil {
		m.t.Fatalf("read state: %v", err)
	}
	return string(data)
}

// Item puts an item on the agenda.
func (m *Meeting) Item(title string) agenda.ItemID {
	m.t.Helper()
	answer := m.Do(Secretary, "item.add", map[string]any{"title": title})
	return answer.Data["item"].(agenda.ItemID)
}

// Document lays a paper of so many pages, ready to be shown, into the item.
func (m *Meeting) Document(item agenda.ItemID, pages int) agenda.DocumentID {
	m.t.Helper()
	id := agenda.DocumentID(rooms.NewID())
	m.Server(Secretary, "document.add", rooms.AddDocument{
		Document: id, Item: item, Title: "Tờ trình", File: "sha256-" + string(id), Name: "to-trinh.pdf", Size: 1000,
	})
	sizes := make([]agenda.Page, pages)
	for i := range sizes {
		sizes[i] = agenda.Page{W: 595, H: 842}
	}
	m.Server("", "document.advance", rooms.AdvanceDocument{File: "sha256-" + string(id), State: agenda.Showable, Pages: sizes, Done: pages})
	return id
}

// Reopen stops the server and starts another one on the same journal.
func (m *Meeting) Reopen() {
	m.t.Helper()
	m.Registry.Close()
	m.serve()
	m.open()
}
