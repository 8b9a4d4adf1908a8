package clients

import (
	"sync/atomic"
	"time"

	"dienhong/rooms"
)

// stats counts since the hub was made.
type stats struct {
	told, behind, welcomes, commands, refused, slow atomic.Int64
}

// Snapshot is a picture of the hub for its operators.
type Snapshot struct {
	Rooms []RoomSnapshot `json:"rooms"`
	// Connections includes those that have not said hello.
	Connections int `json:"connections"`
	// Since the start: changes told to an audience, tellings that a device had to catch up on, welcomes, commands,
	// commands refused because there were too many, devices that were too slow.
	Told     int64 `json:"told"`
	Behind   int64 `json:"behind"`
	Welcomes int64 `json:"welcomes"`
	Commands int64 `json:"commands"`
	Refused  int64 `json:"refused"`
	Slow     int64 `json:"slow"`
}

// RoomSnapshot is a room that is followed.
type RoomSnapshot struct {
	Meeting rooms.MeetingID `json:"meeting"`
	Epoch   uint64          `json:"epoch"`
	Seq     uint64          `json:"seq"`
	// Told is the seq up to which devices were told.
	Told    uint64           `json:"told"`
	Keys    int              `json:"keys"`
	Devices []DeviceSnapshot `json:"devices"`
}

// DeviceSnapshot is a device that has said hello.
type DeviceSnapshot struct {
	Person   rooms.PersonID `json:"person"`
	Audience string         `json:"audience"`
	Remote   string         `json:"remote"`
	Since    time.Time      `json:"since"`
	Seq      uint64         `json:"seq"`
	// Behind means that its socket is full.
	Behind bool `json:"behind,omitempty"`
}

// patienceWithLoop is how long Snapshot waits for a follower that is busy opening its room.
const patienceWithLoop = 2 * time.Second

// Snapshot returns what is going on, each room taken by its own goroutine; one that does not answer is left out.
func (h *Hub) Snapshot() Snapshot {
	h.mu.Lock()
	s := Snapshot{Connections: len(h.sessions)}
	followers := make([]*follower, 0, len(h.followers))
	for _, f := range h.followers {
		followers = append(followers, f)
	}
	h.mu.Unlock()
	answers := make(chan RoomSnapshot, len(followers))
	asked := 0
	for _, f := range followers {
		if f.post(func() { answers <- f.snapshot() }) == nil {
			asked++
		}
	}
	timeout := time.After(patienceWithLoop)
	for range asked {
		select {
		case answer := <-answers:
			s.Rooms = append(s.Rooms, answer)
			continue
		case <-timeout:
		}
		break
	}
	s.Told, s.Behind, s.Welcomes = h.stats.told.Load(), h.stats.behind.Load(), h.stats.welcomes.Load()
	s.Commands, s.Refused, s.Slow = h.stats.commands.Load(), h.stats.refused.Load(), h.stats.slow.Load()
	return s
}

func (f *follower) snapshot() RoomSnapshot {
	r := RoomSnapshot{Meeting: f.id, Devices: []DeviceSnapshot{}}
	if f.state == nil {
		return r
	}
	r.Epoch, r.Seq, r.Told, r.Keys = f.state.Epoch, f.state.Seq, f.told, len(f.audiences[desk].entries)
	for s, d := range f.devices {
		r.Devices = append(r.Devices, DeviceSnapshot{
			Person: s.visitor.Person, Audience: d.who.String(), Remote: s.conn.Remote(), Since: s.since, Seq: d.at.seq,
			Behind: d.behind || d.owed,
		})
	}
	return r
}
