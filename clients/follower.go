package clients

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"dienhong/rooms"
)

// follower is the one goroutine that follows a room for all devices of its meeting: it keeps a replica of the room,
// what each audience knows, and where each device stands. Others leave it a note; nobody waits for it, and it waits
// for no device.
type follower struct {
	// given
	hub *Hub
	id  rooms.MeetingID
	log *slog.Logger

	// owned by the loop
	state     *rooms.State
	audiences [audiences]*audience
	told      uint64                   // seq up to which the audiences know everything
	pending   map[rooms.Topic]struct{} // touched since then
	toldAt    time.Time
	devices   map[*session]*device
	people    map[rooms.PersonID]*attendee
	early     []func() // of people who are not in the replica yet
	presence  *presence
	idleSince time.Time

	// in
	mu    sync.Mutex
	notes []func()
	ended *Bye // no notes are taken any more
	wake  chan struct{}
	refs  int // guarded by the hub's lock

	// out
	room atomic.Pointer[rooms.Room]
}

// attendee is a person with a device, or one who had one until a moment ago.
type attendee struct {
	devices map[*device]struct{}
	away    time.Time // when they count as offline; zero with a device
}

func newFollower(h *Hub, id rooms.MeetingID) *follower {
	return &follower{
		hub: h, id: id, log: h.log.With("meeting", string(id)), wake: make(chan struct{}, 1),
		devices: map[*session]*device{}, people: map[rooms.PersonID]*attendee{}, idleSince: time.Now(),
	}
}

// post leaves a note for the loop. When the follower has ended it returns what devices are to be told instead.
func (f *follower) post(note func()) *Bye {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ended != nil {
		return f.ended
	}
	f.notes = append(f.notes, note)
	select {
	case f.wake <- struct{}{}:
	default:
	}
	return nil
}

func (f *follower) readNotes() {
	f.mu.Lock()
	notes := f.notes
	f.notes = nil
	f.mu.Unlock()
	for _, note := range notes {
		note()
	}
}

// run follows the room, anew whenever the feed ends, until nobody needs it or it cannot be had.
func (f *follower) run(ctx context.Context) {
	why := &Bye{Code: ByeRestart, Retry: true}
	for again := true; again; {
		feed, err := f.begin(ctx)
		if err != nil {
			why = f.whyNot(err)
			break
		}
		again = f.live(ctx, feed)
	}
	f.hub.drop(f)
	f.mu.Lock()
	f.ended = why
	f.mu.Unlock()
	f.readNotes()
	f.welcomeEarly()
	for s := range f.devices {
		s.end(*why)
	}
}

// whyNot is what devices are told when the room could not be had.
func (f *follower) whyNot(err error) *Bye {
	switch {
	case errors.Is(err, rooms.ErrNoMeeting):
		return &Bye{Code: ByeRemoved}
	case errors.Is(err, rooms.ErrClosing), errors.Is(err, context.Canceled):
		return &Bye{Code: ByeRestart, Retry: true, After: afterRestart}
	}
	f.log.Error("a room cannot be followed", "err", err)
	return &Bye{Code: ByeMoved, Retry: true, After: afterMove}
}

// patience with a room that cannot be opened at once, such as while its database is away for a moment.
var patience = []time.Duration{100 * time.Millisecond, 400 * time.Millisecond, 1500 * time.Millisecond, 4 * time.Second}

// begin opens the room, follows it, and makes a replica with what every audience knows of it.
func (f *follower) begin(ctx context.Context) (*rooms.Feed, error) {
	for attempt := 0; ; attempt++ {
		room, err := f.hub.rooms.Open(ctx, f.id)
		if errors.Is(err, rooms.ErrNoMeeting) || errors.Is(err, rooms.ErrClosing) {
			return nil, err // for good
		}
		if err == nil {
			var feed *rooms.Feed
			if feed, err = f.follow(ctx, room); err == nil {
				return feed, nil
			}
		}
		if attempt == len(patience) {
			return nil, err
		}
		select {
		case <-time.After(patience[attempt]):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (f *follower) follow(ctx context.Context, room *rooms.Room) (*rooms.Feed, error) {
	feed, err := room.Follow(ctx)
	if err != nil {
		return nil, err
	}
	if err := f.reset(feed); err != nil {
		feed.Close()
		return nil, err
	}
	f.room.Store(room)
	return feed, nil
}

func (f *follower) reset(feed *rooms.Feed) error {
	state, err := rooms.UnmarshalState(feed.Start)
	if err != nil {
		return err
	}
	for w := range audiences {
		if f.audiences[w], err = newAudience(w, state); err != nil {
			return err
		}
	}
	f.state, f.told, f.pending = state, state.Seq, map[rooms.Topic]struct{}{}
	return nil
}

// live serves everybody until the feed ends (true: follow anew), or nobody needs the room any more.
func (f *follower) live(ctx context.Context, feed *rooms.Feed) (again bool) {
	ctx, cancel := context.WithCancel(ctx)
	var helpers sync.WaitGroup
	defer helpers.Wait()
	defer cancel()
	batches, end := make(chan []rooms.Record), make(chan error, 1)
	helpers.Go(func() { end <- pump(ctx, feed, batches) })
	f.presence = newPresence(f.room.Load(), f.log)
	helpers.Go(func() { f.presence.run(ctx) })
	f.startOver()

	ticker := time.NewTicker(f.hub.config.tick())
	defer ticker.Stop()
	pace := time.NewTimer(0)
	defer pace.Stop()
	for {
		select {
		case records := <-batches:
			if !f.well(f.take(records)) {
				return true
			}
			if len(f.pending) > 0 {
				pace.Reset(f.hub.config.Pace - time.Since(f.toldAt))
			}
		case err := <-end:
			return ctx.Err() == nil || !errors.Is(err, ctx.Err())
		case <-f.wake:
			f.readNotes()
		case <-pace.C:
			if !f.well(f.tellNow()) {
				return true
			}
		case now := <-ticker.C:
			if f.look(now) {
				return false
			}
		case <-ctx.Done():
			return false
		}
	}
}

// pump carries what the feed brings into a channel, so that the loop can wait for other things too.
func pump(ctx context.Context, feed *rooms.Feed, to chan<- []rooms.Record) error {
	defer feed.Close()
	for {
		records, err := feed.Next(ctx)
		if err != nil {
			return err
		}
		select {
		case to <- records:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// startOver tells everybody who stayed what is true in the new epoch, and the room who is here.
func (f *follower) startOver() {
	for _, d := range f.devices {
		d.at, d.owed = place{}, true
		f.serve(d)
	}
	for id, a := range f.people {
		if len(a.devices) > 0 {
			f.presence.report(id, true)
		}
	}
	f.welcomeEarly()
}

// take applies what happened, and tells it now or, if it comes in floods, at its pace.
func (f *follower) take(records []rooms.Record) error {
	urgent := false
	for _, record := range records {
		topics, err := f.state.Apply(record)
		if err != nil {
			return err
		}
		for _, topic := range topics {
			f.pending[topic] = struct{}{}
			for _, also := range alsoTouched(topic) {
				f.pending[also] = struct{}{}
			}
		}
		urgent = urgent || !inFloods(record.Event)
	}
	if f.state.Epoch != f.audiences[desk].epoch {
		return errors.New("the epoch changed within a feed")
	}
	// First who may know what, then what: nobody hears more in the moment of losing a role.
	concerned := f.reseat(records)
	if urgent || time.Since(f.toldAt) >= f.hub.config.Pace {
		if err := f.tellNow(); err != nil {
			return err
		}
	}
	for d := range concerned {
		f.serve(d)
	}
	f.welcomeEarly()
	return nil
}

// inFloods reports whether many of these come at a time, and a quarter of a second does not matter.
func inFloods(e rooms.Event) bool {
	switch e.(type) {
	case rooms.BallotCast, rooms.AttendanceMarked, rooms.LinkChanged, rooms.DocumentAdvanced:
		return true
	}
	return false
}

// well reports whether the replica is still good; otherwise everything begins anew.
func (f *follower) well(err error) bool {
	if err != nil {
		f.log.Error("a room is followed anew", "err", err)
	}
	return err == nil
}

// tellNow tells every device what is pending.
func (f *follower) tellNow() error {
	if len(f.pending) == 0 {
		f.told = f.state.Seq
		return nil
	}
	pending := f.pending
	f.pending = map[rooms.Topic]struct{}{}
	f.told, f.toldAt = f.state.Seq, time.Now()
	for _, a := range f.audiences {
		prev := a.top
		changed, err := a.update(f.state, pending)
		if err != nil {
			return err
		}
		if len(changed) > 0 {
			f.broadcast(a, f.text(a.patch(prev, a.top, changed)))
		}
	}
	return nil
}

// reseat draws the consequences for those whom an event is about in person, and returns their devices. Who belongs to
// another audience now is to be welcomed there: what they knew may be more, or less, than they may know. Who has no
// part any more is out.
func (f *follower) reseat(records []rooms.Record) map[*device]struct{} {
	concerned := map[*device]struct{}{}
	for _, record := range records {
		ids, everybody := concerns(f.state, record)
		switch event := record.Event.(type) {
		case rooms.PersonEdited:
			ids = append(ids, event.Person.ID)
		case rooms.PersonRemoved:
			ids = append(ids, event.Person)
		}
		if everybody {
			ids = slices.Collect(maps.Keys(f.people))
		}
		for _, id := range ids {
			f.reseatOne(id, concerned)
		}
	}
	return concerned
}

func (f *follower) reseatOne(id rooms.PersonID, concerned map[*device]struct{}) {
	a := f.people[id]
	if a == nil {
		return
	}
	person := f.state.People[id]
	for d := range a.devices {
		if person == nil {
			d.session.end(Bye{Code: ByeRemoved})
			continue
		}
		d.me = true
		if now := audienceOf(person.Role); d.who != now {
			d.who, d.at, d.owed = now, place{}, true
		}
		concerned[d] = struct{}{}
	}
}

// look is done with every tick: beats and pings, people who stay away, and whether anybody is left. It reports true
// when the follower has ended for lack of anybody.
func (f *follower) look(now time.Time) bool {
	f.beat()
	for id, a := range f.people {
		if !a.away.IsZero() && !now.Before(a.away) {
			delete(f.people, id)
			f.presence.report(id, false)
		}
	}
	if len(f.people) > 0 || len(f.devices) > 0 {
		f.idleSince = now
	}
	return now.Sub(f.idleSince) >= f.hub.config.Linger && f.hub.release(f)
}
