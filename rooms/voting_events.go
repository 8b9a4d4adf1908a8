package rooms

import (
	"fmt"
	"slices"
	"time"

	"dienhong/agenda"
	"dienhong/agenda/ballot"
)

type (
	// BallotPrepared says that a question is ready to be put.
	BallotPrepared struct {
		Ballot     BallotID          `json:"ballot"`
		Item       agenda.ItemID     `json:"item"`
		Question   ballot.Question   `json:"question"`
		Document   agenda.DocumentID `json:"document,omitempty"`
		File       string            `json:"file,omitempty"`
		Round      int               `json:"round"`
		Supersedes BallotID          `json:"supersedes,omitempty"`
		Follows    BallotID          `json:"follows,omitempty"`
		Group      GroupID           `json:"group,omitempty"`
		Tellers    []Teller          `json:"tellers,omitempty"`
		Threshold  int               `json:"threshold,omitempty"`
	}
	// BallotDiscarded says that a question will not be put.
	BallotDiscarded struct {
		Ballot BallotID `json:"ballot"`
	}
	// BallotKeyHeld tells the key of the actor's device, who is a teller.
	BallotKeyHeld struct {
		Ballot BallotID `json:"ballot"`
		Public []byte   `json:"public"`
	}
	// BallotOpened freezes a question, and says who may vote on it. Shares are in the order of the tellers.
	BallotOpened struct {
		Ballot   BallotID         `json:"ballot"`
		Hash     string           `json:"hash"`
		Electors []ballot.Elector `json:"electors"`
		Seats    int              `json:"seats"`
		Closes   time.Time        `json:"closes,omitzero"`
		Key      []byte           `json:"key,omitempty"`
		Shares   [][]byte         `json:"shares,omitempty"`
	}
	// BallotCast says that a ballot is recorded: the actor's own, or that of an elector for whom the actor is proxy. Of a
	// sealed one Envelope is the hash, in place of it once the round was opened or given up (see Forgotten).
	BallotCast struct {
		Ballot   BallotID     `json:"ballot"`
		Elector  PersonID     `json:"elector,omitempty"`
		Marks    ballot.Marks `json:"marks,omitempty"`
		Sealed   []byte       `json:"sealed,omitempty"`
		Envelope string       `json:"envelope,omitempty"`
		Text     string       `json:"text,omitempty"`
		Receipt  string       `json:"receipt"`
		Replaces bool         `json:"replaces,omitempty"`
	}
	// BallotLate says that an elector's ballot came after closing, and was refused.
	BallotLate struct {
		Ballot  BallotID `json:"ballot"`
		Elector PersonID `json:"elector"`
	}
	// BallotPaperIssued says that an elector votes on paper in a mixed round.
	BallotPaperIssued struct {
		Ballot  BallotID `json:"ballot"`
		Elector PersonID `json:"elector"`
	}
	// BallotElectorRemoved says that an unused right to vote was taken away.
	BallotElectorRemoved struct {
		Ballot  BallotID `json:"ballot"`
		Elector PersonID `json:"elector"`
		Reason  string   `json:"reason"`
	}
	// BallotExtended says when a ballot closes now.
	BallotExtended struct {
		Ballot BallotID  `json:"ballot"`
		Closes time.Time `json:"closes"`
	}
	// BallotClosing says until when what is on its way is taken.
	BallotClosing struct {
		Ballot BallotID  `json:"ballot"`
		Until  time.Time `json:"until"`
	}
	// BallotEnded says that no more ballots are taken.
	BallotEnded struct {
		Ballot BallotID `json:"ballot"`
		// Attending are the electors who were there, or have cast: a quorum at the count is taken of them.
		Attending []PersonID `json:"attending"`
	}
	// BallotShareGiven says that the actor, a teller, gave their part of the key; not which.
	BallotShareGiven struct {
		Ballot BallotID `json:"ballot"`
	}
	// BallotUnsealed holds the opened ballots of a sealed round, and nothing of whose they are.
	BallotUnsealed struct {
		Ballot BallotID       `json:"ballot"`
		Papers []ballot.Paper `json:"papers"`
	}
	// BallotCountEntered is one teller's count.
	BallotCountEntered struct {
		Ballot BallotID         `json:"ballot"`
		Count  ballot.HandCount `json:"count"`
	}
	// BallotHandsCounted is the count on which the first teller and the actor agree.
	BallotHandsCounted struct {
		Ballot BallotID         `json:"ballot"`
		Count  ballot.HandCount `json:"count"`
		First  PersonID         `json:"first"`
	}
	// BallotClosed says what was counted. Side is what the chair's hand or paper was for, where it decided equal sides.
	BallotClosed struct {
		Ballot     BallotID     `json:"ballot"`
		Tally      ballot.Tally `json:"tally"`
		Side       ballot.Marks `json:"side,omitempty"`
		Checkpoint string       `json:"checkpoint,omitempty"`
	}
	// BallotDeclared says that the result is public.
	BallotDeclared struct {
		Ballot     BallotID `json:"ballot"`
		Checkpoint string   `json:"checkpoint,omitempty"`
	}
	// BallotVoided says that a ballot does not count, and why.
	BallotVoided struct {
		Ballot BallotID `json:"ballot"`
		Reason string   `json:"reason"`
	}
	// BallotReminded says that those who have not answered were asked once more.
	BallotReminded struct {
		Ballot BallotID `json:"ballot"`
	}
)

func (e BallotPrepared) apply(s *State, _ Happening) {
	s.Ballots[e.Ballot] = &Ballot{
		ID: e.Ballot, Item: e.Item, Question: e.Question, Document: e.Document, File: e.File, Round: e.Round,
		Supersedes: e.Supersedes, Follows: e.Follows, Group: e.Group, Tellers: slices.Clone(e.Tellers), Threshold: e.Threshold, State: BallotReady,
	}
	s.BallotOrder = append(s.BallotOrder, e.Ballot)
	s.touch(TopicBallot, string(e.Ballot))
	s.touchGroup(e.Group)
}

func (e BallotDiscarded) apply(s *State, _ Happening) {
	s.touchGroup(s.Ballots[e.Ballot].Group)
	delete(s.Ballots, e.Ballot)
	s.BallotOrder = slices.DeleteFunc(s.BallotOrder, func(id BallotID) bool { return id == e.Ballot })
	s.touch(TopicBallot, string(e.Ballot))
}

func (e BallotKeyHeld) apply(s *State, h Happening) {
	s.change(e.Ballot).Teller(h.Actor).Public = e.Public
}

func (e BallotOpened) apply(s *State, h Happening) {
	b := s.change(e.Ballot)
	b.State, b.Opened, b.Closes, b.Hash, b.Key = BallotIsOpen, h.At, e.Closes, e.Hash, e.Key
	b.Electors, b.Seats, b.index = e.Electors, e.Seats, nil
	for i, share := range e.Shares {
		b.Tellers[i].Share = share
	}
	b.Cast = make(map[PersonID]Cast, len(e.Electors))
}

func (e BallotCast) apply(s *State, h Happening) {
	b := s.change(e.Ballot)
	if b.Cast == nil { // a snapshot leaves an empty map out
		b.Cast = make(map[PersonID]Cast, len(b.Electors))
	}
	cast := Cast{Marks: e.Marks, Sealed: e.Sealed, Text: e.Text, Receipt: e.Receipt, At: h.At, Command: h.Command}
	elector := h.Actor
	if e.Elector != "" {
		elector, cast.By = e.Elector, h.Actor
	}
	b.Cast[elector] = cast
}

func (e BallotLate) apply(s *State, h Happening) {
	b := s.change(e.Ballot)
	b.Late = with(b.Late, e.Elector, h.At)
}

func (e BallotPaperIssued) apply(s *State, h Happening) {
	b := s.change(e.Ballot)
	b.OnPaper = with(b.OnPaper, e.Elector, h.At)
}

func (e BallotElectorRemoved) apply(s *State, _ Happening) {
	b := s.change(e.Ballot)
	b.Removed = with(b.Removed, e.Elector, e.Reason)
}

func with[K comparable, V any](m map[K]V, key K, value V) map[K]V {
	if m == nil {
		m = map[K]V{}
	}
	m[key] = value
	return m
}

func (e BallotExtended) apply(s *State, _ Happening) { s.change(e.Ballot).Closes = e.Closes }

func (e BallotClosing) apply(s *State, _ Happening) {
	b := s.change(e.Ballot)
	b.State, b.Until = BallotIsClosing, e.Until
}

func (e BallotEnded) apply(s *State, h Happening) {
	b := s.change(e.Ballot)
	b.State, b.Closed, b.Attending = BallotCounting, h.At, e.Attending
}

func (e BallotShareGiven) apply(s *State, h Happening) {
	teller := s.change(e.Ballot).Teller(h.Actor)
	teller.Gave, teller.Here = h.At, true
}

// Whose envelope was whose is forgotten with the opening.
func (e BallotUnsealed) apply(s *State, _ Happening) {
	b := s.change(e.Ballot)
	b.Papers, b.Unsealed = e.Papers, true
	b.dropEnvelopes()
}

// Forgotten returns a cast ballot, in its form in the journal, without its envelope: the hash stays, for the log of
// votes. It reports false when there is none of these ballots in it.
func Forgotten(kind string, data []byte, ballots []BallotID) (without []byte, was bool, err error) {
	if kind != (BallotCast{}).Kind() {
		return nil, false, nil
	}
	event, err := decodeEvent[BallotCast](data)
	if err != nil {
		return nil, false, fmt.Errorf("forget envelope: %w", err)
	}
	cast, is := event.(BallotCast)
	if !is || len(cast.Sealed) == 0 || !slices.Contains(ballots, cast.Ballot) {
		return nil, false, nil
	}
	cast.Envelope, cast.Sealed = cast.envelope(), nil
	_, without, err = EncodeEvent(cast)
	return without, true, err
}

// forgets is the sealed ballot whose envelopes are no longer needed once an event is written, or empty.
func (s *State) forgets(e Event) BallotID {
	switch e := e.(type) {
	case BallotUnsealed:
		return e.Ballot
	case BallotVoided:
		if b := s.Ballots[e.Ballot]; b != nil && len(b.Key) > 0 {
			return e.Ballot
		}
	}
	return ""
}

// envelope is the hash of a sealed ballot, empty of another.
func (e BallotCast) envelope() string {
	if len(e.Sealed) > 0 {
		return envelope(e.Sealed)
	}
	return e.Envelope
}

func (b *Ballot) dropEnvelopes() {
	for id, cast := range b.Cast {
		cast.Sealed = nil
		b.Cast[id] = cast
	}
}

func (e BallotCountEntered) apply(s *State, h Happening) {
	b := s.change(e.Ballot)
	b.Entered = with(b.Entered, h.Actor, e.Count)
}

func (e BallotHandsCounted) apply(s *State, h Happening) {
	b := s.change(e.Ballot)
	b.Hands, b.Counters, b.Entered = &e.Count, []PersonID{e.First, h.Actor}, nil
}

func (e BallotClosed) apply(s *State, _ Happening) {
	b := s.change(e.Ballot)
	b.State, b.Tally, b.Checkpoint = BallotIsClosed, &e.Tally, e.Checkpoint
	s.touchGroup(b.Group)
}

func (e BallotDeclared) apply(s *State, h Happening) {
	b := s.change(e.Ballot)
	b.State, b.Declared = BallotIsPublic, h.At
	if e.Checkpoint != "" {
		b.Checkpoint = e.Checkpoint
	}
}

func (e BallotVoided) apply(s *State, h Happening) {
	b := s.change(e.Ballot)
	b.State, b.Voided, b.VoidedBy, b.Reason = BallotIsVoid, h.At, h.Actor, e.Reason
	b.dropEnvelopes()
	s.touchGroup(b.Group)
}

func (e BallotReminded) apply(s *State, h Happening) { s.change(e.Ballot).Reminded = h.At }

// change returns the ballot of an event, which it touches.
func (s *State) change(id BallotID) *Ballot {
	s.touch(TopicBallot, string(id))
	return s.Ballots[id]
}

// Kinds name the events in the journal.

// Kind names the event in the journal.
func (BallotPrepared) Kind() string { return "ballot.prepared" }

// Kind names the event in the journal.
func (BallotDiscarded) Kind() string { return "ballot.discarded" }

// Kind names the event in the journal.
func (BallotKeyHeld) Kind() string { return "ballot.key_held" }

// Kind names the event in the journal.
func (BallotOpened) Kind() string { return "ballot.opened" }

// Kind names the event in the journal.
func (BallotCast) Kind() string { return "ballot.cast" }

// Kind names the event in the journal.
func (BallotLate) Kind() string { return "ballot.late" }

// Kind names the event in the journal.
func (BallotPaperIssued) Kind() string { return "ballot.paper_issued" }

// Kind names the event in the journal.
func (BallotElectorRemoved) Kind() string { return "ballot.elector_removed" }

// Kind names the event in the journal.
func (BallotExtended) Kind() string { return "ballot.extended" }

// Kind names the event in the journal.
func (BallotClosing) Kind() string { return "ballot.closing" }

// Kind names the event in the journal.
func (BallotEnded) Kind() string { return "ballot.ended" }

// Kind names the event in the journal.
func (BallotShareGiven) Kind() string { return "ballot.share_given" }

// Kind names the event in the journal.
func (BallotUnsealed) Kind() string { return "ballot.unsealed" }

// Kind names the event in the journal.
func (BallotCountEntered) Kind() string { return "ballot.count_entered" }

// Kind names the event in the journal.
func (BallotHandsCounted) Kind() string { return "ballot.hands_counted" }

// Kind names the event in the journal.
func (BallotClosed) Kind() string { return "ballot.closed" }

// Kind names the event in the journal.
func (BallotDeclared) Kind() string { return "ballot.declared" }

// Kind names the event in the journal.
func (BallotVoided) Kind() string { return "ballot.voided" }

// Kind names the event in the journal.
func (BallotReminded) Kind() string { return "ballot.reminded" }
