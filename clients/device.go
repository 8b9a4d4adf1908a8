package clients

import (
	"encoding/json"
	"fmt"
	"time"

	"dienhong/clients/wire"
	"dienhong/rooms"
)

// device is what the follower knows of a session that has said hello. It belongs to the follower's goroutine.
type device struct {
	session *session
	who     who
	// at is up to where the device was told; valid once nothing is owed.
	at place
	// owed: a welcome is due. behind: it missed a patch because its socket was full; it is told everything since at
	// when the socket has room. me: what is true of the person has changed meanwhile.
	owed, behind, me bool
}

// place is a point in a room's journal.
type place struct{ epoch, seq uint64 }

// join is a device's hello: the first of its connection, or one because it missed something.
func (f *follower) join(s *session, at place) {
	if bye := f.endedBye(); bye != nil {
		s.end(*bye)
		return
	}
	role, wait, err := f.roleOf(s.visitor.Person)
	switch {
	case wait:
		f.early = append(f.early, func() { f.join(s, at) })
		return
	case err != nil:
		s.end(Bye{Code: ByeRemoved})
		return
	}
	d := f.devices[s]
	if d == nil {
		d = &device{session: s, who: audienceOf(role)}
		f.devices[s] = d
		f.arrive(d)
	}
	d.at, d.owed = at, true
	f.serve(d)
}

func (f *follower) endedBye() *Bye {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.ended
}

// roleOf looks a person up. The replica may be a moment behind the room, which knows somebody who was just added.
func (f *follower) roleOf(id rooms.PersonID) (role rooms.Role, wait bool, err error) {
	person := f.state.People[id]
	if person != nil && (f.state.Meeting.Phase != rooms.Draft || person.Role.Desk()) {
		return person.Role, false, nil
	}
	role, err = f.room.Load().Access().Role(id)
	return role, err == nil, err
}

// welcomeEarly looks again at those who came before the replica knew of them.
func (f *follower) welcomeEarly() {
	early := f.early
	f.early = nil
	for _, join := range early {
		join()
	}
}

// leave forgets a session.
func (f *follower) leave(s *session) {
	d := f.devices[s]
	if d == nil {
		return
	}
	delete(f.devices, s)
	a := f.people[s.visitor.Person]
	delete(a.devices, d)
	if len(a.devices) == 0 {
		a.away = time.Now().Add(f.hub.config.AwayAfter)
	}
}

func (f *follower) arrive(d *device) {
	id := d.session.visitor.Person
	a := f.people[id]
	if a == nil {
		a = &attendee{devices: map[*device]struct{}{}}
		f.people[id] = a
		f.presence.report(id, true)
	}
	a.devices[d], a.away = struct{}{}, time.Time{}
}

// text makes a message for many.
func (f *follower) text(message []byte) wire.Frame {
	return wire.Text(message, f.hub.config.Compression)
}

// broadcast tells an audience. It waits for nobody: whose socket is full is told later what it missed.
func (f *follower) broadcast(a *audience, frame wire.Frame) {
	for _, d := range f.devices {
		if d.who != a.who || d.owed || d.behind {
			continue
		}
		if d.session.offer(frame) {
			d.at = place{a.epoch, a.top}
		} else {
			d.behind = true
			f.hub.stats.behind.Add(1)
		}
	}
	f.hub.stats.told.Add(1)
}

// serve gives a device what it is owed, as far as its socket takes it; the session asks again when there is room.
func (f *follower) serve(d *device) {
	person := f.state.People[d.session.visitor.Person]
	if person == nil {
		d.session.end(Bye{Code: ByeRemoved})
		return
	}
	a := f.audiences[d.who]
	switch {
	case d.owed:
		if d.session.offer(f.welcome(a, d, person)) {
			d.at, d.owed, d.behind, d.me = place{f.state.Epoch, f.told}, false, false, false
		}
		return
	case d.behind && d.at.seq < a.top:
		changed, known := a.since(d.at.epoch, d.at.seq, f.told)
		if !known { // too much to tell as a patch
			d.owed = true
			f.serve(d)
			return
		}
		if !d.session.offer(wire.Text(a.patch(d.at.seq, a.top, changed), d.session.packs)) {
			return
		}
		d.at = place{a.epoch, a.top}
	}
	d.behind = false
	if d.me && d.session.offer(f.meFrame(d, person)) {
		d.me = false
	}
}

// welcome makes the welcome for a device: everything, or what it has missed.
func (f *follower) welcome(a *audience, d *device, person *rooms.Person) wire.Frame {
	f.hub.stats.welcomes.Add(1)
	changed, known := a.since(d.at.epoch, d.at.seq, f.told)
	head := fmt.Appendf(nil, `{"t":"welcome","v":%d,"now":%d,"epoch":%d,"seq":%d,"full":%t`,
		Version, f.hub.now(), a.epoch, f.told, !known)
	me := append(append([]byte(`,"me":`), f.me(person)...), '}')
	if known {
		return wire.Text(append(appendChanges(head, changed, true), me...), d.session.packs)
	}
	return wire.Compose(append(head, `,"set":`...), a.everything(f.hub.config.Compression), me, d.session.packs)
}

func (f *follower) me(person *rooms.Person) []byte {
	data, err := json.Marshal(meOf(f.state, person))
	if err != nil {
		panic(err) // strings and times always marshal
	}
	return data
}

func (f *follower) meFrame(d *device, person *rooms.Person) wire.Frame {
	message := append([]byte(`{"t":"me","me":`), f.me(person)...)
	return wire.Text(append(message, '}'), d.session.packs)
}

// beat lets quiet devices know that the line is up and up to where they should have been told.
func (f *follower) beat() {
	var frames [audiences]*wire.Frame
	ping := wire.Ping()
	for _, d := range f.devices {
		beat, probe := d.session.tick()
		if probe {
			d.session.offer(ping)
		}
		if !beat || d.owed || d.behind {
			continue
		}
		if frames[d.who] == nil {
			message := fmt.Appendf(nil, `{"t":"beat","seq":%d,"now":%d}`, f.audiences[d.who].top, f.hub.now())
			frame := wire.Text(message, false)
			frames[d.who] = &frame
		}
		d.session.offer(*frames[d.who])
	}
}

// drained is the session's note that its socket has room again.
func (f *follower) drained(s *session) {
	if d := f.devices[s]; d != nil && f.state != nil {
		f.serve(d)
	}
}
