package ledger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"dienhong/agenda/ballot"
)

// Kind says what was done to a round.
type Kind string

// The kinds, in the order in which a round may see them. Issue hands an elector a paper in a round by tablets and paper;
// Late is a ballot that came after closing and was refused. Share is a teller who gave a part of the key; after a restart of
// the server the same may give it again. Papers are the opened ballots of a sealed round, Hands what
// two tellers counted alike; Destroy tells that the key of a sealed round, and the links between electors and envelopes,
// are gone.
const (
	KindPrepare Kind = "prepare"
	KindDiscard Kind = "discard"
	KindOpen    Kind = "open"
	KindCast    Kind = "cast"
	KindIssue   Kind = "issue"
	KindRemove  Kind = "remove"
	KindLate    Kind = "late"
	KindExtend  Kind = "extend"
	KindClosing Kind = "closing"
	KindClose   Kind = "close"
	KindShare   Kind = "share"
	KindPapers  Kind = "papers"
	KindHands   Kind = "hands"
	KindTally   Kind = "tally"
	KindDeclare Kind = "declare"
	KindVoid    Kind = "void"
	KindDestroy Kind = "destroy"
)

// Act is one act on a round, and one leaf. The member of its kind is set and no other; discard, share, declare and destroy
// have none.
type Act struct {
	// N counts the acts of the meeting from 0.
	N  int64     `json:"n"`
	At time.Time `json:"at"`
	// By is the person who did it: of a cast the caster. Empty is the server itself.
	By     string `json:"by,omitempty"`
	Kind   Kind   `json:"act"`
	Ballot string `json:"ballot"`

	Prepare *Prepare `json:"prepare,omitempty"`
	Open    *Open    `json:"open,omitempty"`
	Cast    *Cast    `json:"cast,omitempty"`
	Issue   *Issue   `json:"issue,omitempty"`
	Remove  *Remove  `json:"remove,omitempty"`
	Late    *Late    `json:"late,omitempty"`
	Extend  *Extend  `json:"extend,omitempty"`
	Closing *Closing `json:"closing,omitempty"`
	Close   *Close   `json:"close,omitempty"`
	Papers  *Papers  `json:"papers,omitempty"`
	Hands   *Hands   `json:"hands,omitempty"`
	Tally   *Tally   `json:"tally,omitempty"`
	Void    *Void    `json:"void,omitempty"`
}

// Prepare is a round as it was written down. It may be prepared again until it is opened; the last one counts.
type Prepare struct {
	Question ballot.Question `json:"question"`
	Item     string          `json:"item"`
	Document string          `json:"document,omitempty"`
	// File is the hex SHA-256 of the document that the question is about.
	File string `json:"file,omitempty"`
	// Round counts from 1. Supersedes is the voided round that this one repeats, Follows the election whose open seats it
	// fills.
	Round      int    `json:"round"`
	Supersedes string `json:"supersedes,omitempty"`
	Follows    string `json:"follows,omitempty"`
	// Group is of rounds that are declared together, by acts that follow each other, once all of them are counted or void.
	Group string `json:"group,omitempty"`
}

// Open is what was frozen when voting began.
type Open struct {
	// Hash is the hex SHA-256 of everything frozen.
	Hash string `json:"hash"`
	// Seats of the body in heads, vacant ones included.
	Seats    int64            `json:"seats"`
	Electors []ballot.Elector `json:"electors"`
	// Key is the public key that ballots are sealed to.
	Key []byte `json:"key,omitempty"`
	// Tellers count paper and hands, and hold the parts of a split key, of which Threshold open the ballots.
	Tellers   []string `json:"tellers,omitempty"`
	Threshold int      `json:"threshold,omitempty"`
	// Closes is when the round closes by itself; zero for when the chair does it.
	Closes time.Time `json:"closes,omitzero"`
}

// Cast is one accepted ballot: marks in a named round, the hash of an envelope in a sealed one.
type Cast struct {
	Elector string `json:"elector"`
	// ID is the device's own id of the ballot.
	ID    string       `json:"id,omitempty"`
	Marks ballot.Marks `json:"marks,omitempty"`
	// Envelope is the hex SHA-256 of the sealed bytes.
	Envelope string `json:"envelope,omitempty"`
	// Replaces tells that the elector's earlier ballot no longer counts.
	Replaces bool `json:"replaces,omitempty"`
}

// Issue is an elector who votes on paper in a round that takes both: one of those that tellers count.
type Issue struct {
	Elector string `json:"elector"`
}

// Remove is an elector's right taken away during the round. A ballot that was accepted before stays.
type Remove struct {
	Elector string `json:"elector"`
	Reason  string `json:"reason,omitempty"`
}

// Late is an elector whose ballot came after closing.
type Late struct {
	Elector string `json:"elector"`
}

// Extend is a new time of closing; zero for when the chair does it.
type Extend struct {
	Closes time.Time `json:"closes,omitzero"`
}

// Closing tells until when ballots that were on their way are taken.
type Closing struct {
	Until time.Time `json:"until,omitzero"`
}

// Close tells who was there at the end.
type Close struct {
	// Attending are the electors who were there, by themselves or by who casts for them, or whose ballot is recorded. A
	// quorum at the count is taken of them, and who was there for paper or hands.
	Attending []string `json:"attending"`
}

// Papers are the opened ballots of a sealed round, sorted by their random ids.
type Papers struct {
	Papers []ballot.Paper `json:"papers"`
}

// Hands is what two tellers counted alike.
type Hands struct {
	Count  ballot.HandCount `json:"count"`
	First  string           `json:"first"`
	Second string           `json:"second"`
}

// Tally is the count. Where the chair's side decided equal ones, Chair is the elector whose ballot that was; where tellers
// counted it, Side is what it was for, as in their count.
type Tally struct {
	Tally ballot.Tally `json:"tally"`
	Chair string       `json:"chair,omitempty"`
	Side  ballot.Marks `json:"side,omitempty"`
}

// Void is the end of a round that does not count. It stays readable.
type Void struct {
	Reason string `json:"reason"`
}

// members returns the kinds whose content is set.
func (a Act) members() []Kind {
	var set []Kind
	for _, m := range []struct {
		kind Kind
		set  bool
	}{
		{KindPrepare, a.Prepare != nil}, {KindOpen, a.Open != nil}, {KindCast, a.Cast != nil}, {KindIssue, a.Issue != nil},
		{KindRemove, a.Remove != nil}, {KindLate, a.Late != nil}, {KindExtend, a.Extend != nil}, {KindClosing, a.Closing != nil},
		{KindClose, a.Close != nil}, {KindPapers, a.Papers != nil}, {KindHands, a.Hands != nil}, {KindTally, a.Tally != nil}, {KindVoid, a.Void != nil},
	} {
		if m.set {
			set = append(set, m.kind)
		}
	}
	return set
}

func (a Act) valid() bool {
	set := a.members()
	if a.N < 0 || a.Ballot == "" || len(set) > 1 || len(set) == 1 && set[0] != a.Kind {
		return false
	}
	switch a.Kind {
	case KindDiscard, KindDeclare, KindDestroy, KindShare:
		return len(set) == 0
	default:
		return len(set) == 1
	}
}

// Leaf returns the act as the bytes of its leaf: one line of JSON without the line's end, times in UTC. It fails with
// ErrAct.
func (a Act) Leaf() ([]byte, error) {
	if !a.valid() {
		return nil, fmt.Errorf("log %q: %w", a.Kind, ErrAct)
	}
	a = a.inUTC()
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(a); err != nil {
		return nil, fmt.Errorf("log %q: %w", a.Kind, err)
	}
	return bytes.TrimSuffix(line.Bytes(), []byte("\n")), nil
}

// inUTC changes no member that the caller holds.
func (a Act) inUTC() Act {
	a.At = a.At.UTC()
	if a.Open != nil {
		open := *a.Open
		open.Closes = open.Closes.UTC()
		a.Open = &open
	}
	if a.Extend != nil {
		a.Extend = &Extend{a.Extend.Closes.UTC()}
	}
	if a.Closing != nil {
		a.Closing = &Closing{a.Closing.Until.UTC()}
	}
	return a
}
