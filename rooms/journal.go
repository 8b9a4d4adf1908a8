package rooms

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Journal is where rooms write down what happened. Its promises, proved by the suite in rooms/store/storetest:
//
//   - Append is atomic and durable: when it returns nil, a power cut loses nothing of the batch.
//   - Take raises the epoch; from then on an Append of an earlier epoch fails with ErrDeposed and changes nothing.
//   - records of a meeting have the sequence numbers 1, 2, 3 … without gap or repetition.
//   - a second ballot of one voter in one round fails the whole batch, and so does a command that is done already.
//   - envelopes of Forget are in nothing that the journal can give any more, nor in the snapshot that comes with it.
//   - times are kept in whole milliseconds and come back in UTC.
//
// Methods may be called from any goroutine.
type Journal interface {
	// Create writes the first records of a new meeting; ErrExists when the id is taken.
	Create(ctx context.Context, id MeetingID, first Batch) error
	// Take makes the caller the owner of the room; ErrNoMeeting when there is none.
	Take(ctx context.Context, id MeetingID) (Loaded, error)
	// Load returns what is written, for the owner of that epoch; ErrDeposed when another has taken the room. It writes
	// nothing.
	Load(ctx context.Context, id MeetingID, epoch uint64) (Loaded, error)
	// Append writes a batch. It fails with ErrDiskFull when there is no room for it, and then nothing of it is written.
	Append(ctx context.Context, id MeetingID, batch Batch) error
}

// Batch is what one turn of a room's loop writes in one transaction.
type Batch struct {
	Epoch   uint64
	Records []Record
	Done    []Done
	Ballots []BallotRow
	// Head is set when something of it changed.
	Head *Head
	// Forget are sealed ballots that were opened or given up: every record of theirs, of this batch and of earlier ones, is
	// kept as Forgotten tells. Snapshot is set, for the last one may hold envelopes.
	Forget []BallotID
	// Snapshot, when set, is the state after the last of Records; earlier ones may be forgotten.
	Snapshot json.RawMessage
}

// Done remembers a command that was carried out, so that the same again gets the same answer.
type Done struct {
	Person  PersonID
	Command CommandID
	Digest  string
	Answer  Answer
}

// BallotRow is the second lock on a ballot, in the database itself: one row per round and voter. One that replaces
// another changes its row, which must be there.
type BallotRow struct {
	Ballot BallotID
	Voter  PersonID
	// Content is the marks of a named ballot as JSON, or the SHA-256 of a sealed one.
	Content  string
	Receipt  string
	At       time.Time
	Replaces bool
}

// Head is what lists of meetings show, without opening the room.
type Head struct {
	ID     MeetingID `json:"id"`
	Title  string    `json:"title"`
	Body   string    `json:"body"`
	Place  string    `json:"place,omitempty"`
	Phase  Phase     `json:"phase"`
	Starts time.Time `json:"starts"`
	Ends   time.Time `json:"ends,omitzero"`
	// Members are the people of the meeting with their roles.
	Members map[PersonID]Role `json:"-"`
}

// Membership is a meeting in which somebody has a part, as their list of meetings shows it.
type Membership struct {
	Head
	Role Role `json:"role"`
}

// Loaded is what a new owner of a room begins with: the newest snapshot, if any, and every record after it.
type Loaded struct {
	Epoch    uint64
	Snapshot json.RawMessage
	Records  []Record
	Done     []Done
}

func (s *State) head() *Head {
	h := &Head{
		ID: s.ID, Title: s.Meeting.Title, Body: s.Meeting.Body, Place: s.Meeting.Place, Phase: s.Meeting.Phase,
		Starts: s.Meeting.Starts, Ends: s.Meeting.Ends, Members: make(map[PersonID]Role, len(s.People)),
	}
	for id, person := range s.People {
		h.Members[id] = person.Role
	}
	return h
}

// load rebuilds the state that the journal tells of.
func (l Loaded) load(id MeetingID) (*State, error) {
	s := NewState(id)
	if l.Snapshot != nil {
		var err error
		if s, err = UnmarshalState(l.Snapshot); err != nil {
			return nil, err
		}
		if s.ID != id {
			return nil, fmt.Errorf("read snapshot: it is of meeting %.40q", s.ID)
		}
	}
	for _, record := range l.Records {
		if _, err := s.Apply(record); err != nil {
			return nil, err
		}
	}
	return s, nil
}
