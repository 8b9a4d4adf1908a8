package rooms

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/seal"
)

// Seals keeps the keys of rounds that the server opens by itself: in no journal, no backup and no log, and only until
// the ballots are opened. Create is idempotent; Destroy too. Methods may be called from any goroutine.
type Seals interface {
	Create(ballot string) (public []byte, err error)
	Key(ballot string) (seal.Key, error)
	Destroy(ballot string) error
	List() []string
}

type (
	// ShareKey gives a teller's part of the key, once voting has ended. It is kept in memory alone.
	ShareKey struct {
		Ballot BallotID `json:"ballot"`
		Share  []byte   `json:"share"`
	}
	// EnterCount is what a teller counted; the round is counted when a second one says the same.
	EnterCount struct {
		Ballot BallotID         `json:"ballot"`
		Count  ballot.HandCount `json:"count"`
	}
)

// Shares are the parts of keys that tellers have given, by ballot. They are of the room's goroutine, and a restart loses
// them: the tellers' devices give them again.
type Shares map[BallotID]map[PersonID][]byte

func (c ShareKey) decide(s *State, t Turn) (Decision, error) {
	b, err := s.ballot(c.Ballot)
	if err != nil {
		return Decision{}, err
	}
	if b.Teller(t.Actor) == nil || b.Question.Secrecy != ballot.Tellers {
		return Decision{}, ErrNotTeller
	}
	if b.State != BallotCounting || b.Unsealed || t.Shares == nil {
		return Decision{}, ErrBallotState
	}
	if len(c.Share) != seal.ShareSize {
		return Decision{}, ErrShare
	}
	given := maps.Clone(t.Shares[b.ID])
	if given == nil {
		given = map[PersonID][]byte{}
	}
	given[t.Actor] = c.Share
	t.Shares[b.ID] = given // although the opening may not be written, or one of them be wrong
	var gave []Event
	if !b.Teller(t.Actor).Here {
		gave = []Event{BallotShareGiven{Ballot: b.ID}}
	}
	if len(given) < b.Threshold {
		return answer(map[string]any{"shares": len(given)}, gave...), nil
	}
	parts := make([][]byte, 0, len(given))
	for _, id := range slices.Sorted(maps.Keys(given)) {
		parts = append(parts, given[id])
	}
	key, err := seal.CombineFor(b.Key, parts)
	if err != nil {
		return Decision{Events: gave, Refusal: ErrShare}, nil //nolint:nilerr // one is wrong; another may still make it right
	}
	unsealed := s.unseal(b, key, t)
	after := *b
	after.Papers, after.Unsealed = unsealed.Papers, true
	return s.finish(&after, t, append(gave, unsealed))
}

// loseShares tells the tellers that the server has lost what they gave.
func (s *State) loseShares() {
	for id, b := range s.Ballots {
		if b.State != BallotCounting || b.Unsealed {
			continue
		}
		for i := range b.Tellers {
			if b.Tellers[i].Here {
				b.Tellers[i].Here = false
				s.touch(TopicBallot, string(id))
			}
		}
	}
}

// key is that of a secret round, if it can be had.
func (t Turn) key(id BallotID) (key seal.Key, kept bool) {
	if t.Seals == nil {
		return seal.Key{}, false
	}
	key, err := t.Seals.Key(string(id))
	return key, err == nil
}

// unseal opens every envelope, and lets go of whose it was: papers have random ids and lie in the order of these.
func (s *State) unseal(b *Ballot, key seal.Key, t Turn) BallotUnsealed {
	envelopes := make([]seal.Envelope, 0, len(b.Cast))
	weights := make([]int64, 0, len(b.Cast))
	for _, e := range b.Electors {
		if cast, given := b.Cast[PersonID(e.Person)]; given {
			envelopes = append(envelopes, seal.Envelope{Elector: e.Person, Sealed: cast.Sealed})
			weights = append(weights, b.weighs(e))
		}
	}
	opened := key.OpenAll(seal.Info(string(s.ID), string(b.ID), b.Hash), envelopes)
	papers := make([]ballot.Paper, len(opened))
	for i, plain := range opened {
		papers[i] = ballot.Paper{ID: t.paperID(), Weight: weights[i], Invalid: true}
		if plain == nil {
			continue
		}
		if marks, err := seal.Decode(plain); err == nil && b.Question.Check(marks) == nil {
			papers[i].Marks, papers[i].Invalid = marks, false
		}
	}
	slices.SortFunc(papers, func(a, b ballot.Paper) int { return cmp.Compare(a.ID, b.ID) })
	return BallotUnsealed{Ballot: b.ID, Papers: papers}
}

// paperID is random and tells no time.
func (t Turn) paperID() string {
	var id [12]byte
	_, _ = rand.Read(id[:]) // never fails
	return hex.EncodeToString(id[:])
}

func (c EnterCount) decide(s *State, t Turn) (Decision, error) {
	b, err := s.ballot(c.Ballot)
	if err != nil {
		return Decision{}, err
	}
	if len(b.Tellers) > 0 && b.Teller(t.Actor) == nil || len(b.Tellers) == 0 && !t.Role.Desk() {
		return Decision{}, ErrNotTeller
	}
	if b.State != BallotCounting || b.Hands != nil || !b.awaitsHands() {
		return Decision{}, ErrBallotState
	}
	if err := b.Question.CheckHands(c.Count); err != nil {
		return Decision{}, fmt.Errorf("enter count: %w", err)
	}
	if err := b.fits(c.Count); err != nil {
		return Decision{}, err
	}
	if len(c.Count.Chair) > 0 && b.countedChair(s) == "" {
		return Decision{}, fmt.Errorf("enter count: %w", ballot.ErrMarks)
	}
	c.Count = written(b.Question, c.Count)
	for _, other := range b.sortedTellers() {
		if other != t.Actor && reflect.DeepEqual(b.Entered[other], c.Count) {
			counted := BallotHandsCounted{Ballot: b.ID, Count: c.Count, First: other}
			after := *b
			after.Hands = &counted.Count
			return s.finish(&after, t, []Event{counted})
		}
	}
	differs := slices.ContainsFunc(b.sortedTellers(), func(other PersonID) bool { return other != t.Actor })
	return answer(map[string]any{"differs": differs}, BallotCountEntered{Ballot: b.ID, Count: c.Count}), nil
}

// written is a count with a figure for every option, so that two who counted the same said the same.
func written(q ballot.Question, h ballot.HandCount) ballot.HandCount {
	fill := func(counts map[ballot.Choice]int64) map[ballot.Choice]int64 {
		full := make(map[ballot.Choice]int64, len(q.Options))
		for _, o := range q.Options {
			full[o.ID] = counts[o.ID]
		}
		return full
	}
	h.Counts = fill(h.Counts)
	if q.Form == ballot.FormApprove {
		h.Against, h.Abstained = fill(h.Against), fill(h.Abstained)
	} else {
		h.Against, h.Abstained = nil, nil
	}
	if len(h.Chair) == 0 {
		h.Chair = nil
	}
	return h
}

// fits compares a count with the electorate: no more papers than rights that no tablet used, and in a mixed round as
// many as were issued.
func (b *Ballot) fits(h ballot.HandCount) error {
	left := int64(len(b.Electors) - len(b.Removed) - len(b.Cast))
	if h.Issued > left || b.Question.Method == ballot.Mixed && h.Issued != int64(len(b.OnPaper)) {
		return fmt.Errorf("enter count: %w", ballot.ErrAccounting)
	}
	return nil
}

// forget destroys the key of a round that was opened or given up, once that is durable.
func (r *Room) forget(event Event) {
	var id BallotID
	switch e := event.(type) {
	case BallotUnsealed:
		id = e.Ballot
	case BallotVoided:
		id = e.Ballot
	default:
		return
	}
	delete(r.shares, id)
	r.destroy(id)
}

func (r *Room) destroy(id BallotID) {
	if r.seals == nil {
		return
	}
	if err := r.seals.Destroy(string(id)); err != nil {
		r.log.Error("the key of a ballot could not be destroyed", "ballot", string(id), "err", err)
	}
}

// sweep destroys the keys that a server before this one had no time for, and those of openings that never became true.
func (r *Room) sweep() {
	if r.seals == nil {
		return
	}
	kept := r.seals.List()
	for id, b := range r.state.Ballots {
		if slices.Contains(kept, string(id)) && (b.Unsealed || !b.Running() && b.State != BallotCounting) {
			r.destroy(id)
		}
	}
}

// row is the second lock on a ballot: what it holds of a sealed one is its hash.
func (e BallotCast) row(r Record) BallotRow {
	row := BallotRow{Ballot: e.Ballot, Voter: r.Actor, Receipt: e.Receipt, At: r.At, Replaces: e.Replaces}
	if e.Elector != "" {
		row.Voter = e.Elector
	}
	if row.Content = e.envelope(); row.Content != "" {
		return row
	}
	content, err := json.Marshal(e.Marks)
	if err != nil {
		panic(err) // strings and integers always marshal
	}
	row.Content = string(content)
	return row
}
