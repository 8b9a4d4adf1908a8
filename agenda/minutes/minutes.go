package minutes

import (
	"time"

	"dienhong/agenda"
	"dienhong/agenda/ballot"
)

// Record is everything that a meeting's minutes tell, in the order in which they tell it.
type Record struct {
	Meeting Meeting `json:"meeting"`
	// People in the order of the meeting.
	People []Person `json:"people"`
	// Substitutions in the order in which they were proposed.
	Substitutions []Substitution `json:"substitutions"`
	Items         []Item         `json:"items"`
	// Speeches that belong to no item.
	Speeches []Speech `json:"speeches"`
	// Made is when the record was drawn from the meeting.
	Made time.Time `json:"made"`
	// Verifier is the key by which the checkpoints of the log of votes are checked, and Fingerprint its SHA-256: printed, they
	// are what comes another way than an export.
	Verifier    string `json:"verifier,omitempty"`
	Fingerprint string `json:"fingerprint,omitempty"`
}

// Meeting is what was announced, and how it went. Zero times are things that have not happened.
type Meeting struct {
	Title  string    `json:"title"`
	Body   string    `json:"body"`
	Place  string    `json:"place,omitempty"`
	Starts time.Time `json:"starts"`
	Ends   time.Time `json:"ends,omitzero"`
	Opened time.Time `json:"opened,omitzero"`
	Closed time.Time `json:"closed,omitzero"`
	Breaks []Span    `json:"breaks"`
	// Restarts are when the server came back while the meeting was going on.
	Restarts []time.Time `json:"restarts"`

	// Voters have a vote; VotersAtOpening of them were present when the meeting was opened. Needed is the quorum in
	// heads, 0 for none.
	Voters          int `json:"voters"`
	VotersAtOpening int `json:"voters_at_opening"`
	Needed          int `json:"needed"`
	// Without is the chair's reason for opening below the quorum.
	Without string `json:"without,omitempty"`
}

// Span is a stretch of time; a zero End means that it goes on.
type Span struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end,omitzero"`
}

// Role is what somebody is in the meeting.
type Role string

// The roles that a record tells apart. Big screens are no people and are left out.
const (
	Chair     Role = "chair"
	Secretary Role = "secretary"
	Delegate  Role = "delegate"
	Guest     Role = "guest"
	Unit      Role = "unit"
)

// Person is somebody who was expected, and when they were there.
type Person struct {
	Name  string `json:"name"`
	Title string `json:"title,omitempty"`
	Unit  string `json:"unit,omitempty"`
	Role  Role   `json:"role"`
	Votes bool   `json:"votes"`
	Stays []Stay `json:"stays"`
	// Reason for being absent, as the secretary noted it.
	Reason string `json:"reason,omitempty"`
	// Substitute is the name of who came in the person's place, and For that of in whose place the person came.
	Substitute string `json:"substitute,omitempty"`
	For        string `json:"for,omitempty"`
}

// Stay is one stretch of presence. Remote is by video, not in the room.
type Stay struct {
	Span
	Remote bool `json:"remote"`
	// In and Out say who marked the coming and the going: themselves, somebody of the desk by name, or the closing.
	In  Mark `json:"in"`
	Out Mark `json:"out,omitzero"`
	// Gaps without a connected device; a lost line is not an absence.
	Gaps []Span `json:"gaps"`
}

// Mark is how a coming or going became known.
type Mark struct {
	Method Method `json:"method"`
	// By is the name of who marked it, for Desk.
	By string `json:"by,omitempty"`
}

// Method is a way in which a coming or going becomes known.
type Method string

// The methods: by the person, by the secretary, by the closing of the meeting.
const (
	Self    Method = "self"
	Desk    Method = "desk"
	Closing Method = "closing"
)

// Item is one matter. Number counts from 1.
type Item struct {
	Number     int         `json:"number"`
	Title      string      `json:"title"`
	Presenter  string      `json:"presenter,omitempty"`
	Kind       agenda.Kind `json:"kind"`
	Spans      []Span      `json:"spans"`
	Documents  []Document  `json:"documents"`
	Speeches   []Speech    `json:"speeches"`
	Ballots    []Ballot    `json:"ballots"`
	Conclusion string      `json:"conclusion,omitempty"`
	// Brief is a text that was laid with the item: what came of an opinion asked before.
	Brief string `json:"brief,omitempty"`
}

// Document is a paper that lay before the meeting. File is the SHA-256 of its bytes.
type Document struct {
	Title string `json:"title"`
	File  string `json:"file"`
	Pages int    `json:"pages"`
}

// Speech is somebody's time on the floor.
type Speech struct {
	Name string `json:"name"`
	Unit string `json:"unit,omitempty"`
	// For is in whose place the speaker sat.
	For string `json:"for,omitempty"`
	Span
}

// BallotState is how far a ballot came.
type BallotState string

// The states that a record tells apart.
const (
	Ready    BallotState = "ready"
	Open     BallotState = "open"
	Stopping BallotState = "closing"
	Counting BallotState = "counting"
	Closed   BallotState = "closed"
	Declared BallotState = "declared"
	Void     BallotState = "void"
)

// Ballot is one round on one question.
//
// budget: 25 fields; a round is told as one piece.
type Ballot struct {
	Question ballot.Question `json:"question"`
	Document string          `json:"document,omitempty"`
	Round    int             `json:"round"`
	// Supersedes is the number of the voided round that this one repeats, Follows that of the election whose open seats it
	// fills; 0 for none.
	Supersedes int `json:"supersedes,omitempty"`
	Follows    int `json:"follows,omitempty"`
	// Linked tells that it was declared in one act with the rounds linked with it.
	Linked bool        `json:"linked,omitempty"`
	State  BallotState `json:"state"`
	// Hash of what was frozen when it opened.
	Hash     string    `json:"hash,omitempty"`
	Opened   time.Time `json:"opened,omitzero"`
	Closes   time.Time `json:"closes,omitzero"`
	Closed   time.Time `json:"closed,omitzero"`
	Declared time.Time `json:"declared,omitzero"`
	Voided   time.Time `json:"voided,omitzero"`
	// Reason why it was voided, and by whom.
	Reason   string `json:"reason,omitempty"`
	VoidedBy string `json:"voided_by,omitempty"`
	// Tally, Hands and Votes are there once the result was declared; Votes of a round by name alone.
	Tally *ballot.Tally     `json:"tally,omitempty"`
	Hands *ballot.HandCount `json:"hands,omitempty"`
	Votes []Vote            `json:"votes"`
	// Tellers counted, or held the key.
	Tellers []string `json:"tellers,omitempty"`
	// Threshold tellers open a round whose key is split; KeyGivers are those who gave their part.
	Threshold int      `json:"threshold,omitempty"`
	KeyGivers []string `json:"key_givers,omitempty"`
	// Removed are those whose right to vote was taken away during the round, with the reason; Late those whose ballot came
	// after closing.
	Removed []Removed `json:"removed,omitempty"`
	Late    []string  `json:"late,omitempty"`
	// Checkpoint is the signed head of the log of votes, and QR the address of a picture that holds it.
	Checkpoint string `json:"checkpoint,omitempty"`
	QR         string `json:"qr,omitempty"`
}

// Removed is a right to vote that was taken away.
type Removed struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

// Vote is what an elector marked; one that was not cast has none.
type Vote struct {
	Name  string       `json:"name"`
	Unit  string       `json:"unit,omitempty"`
	Cast  bool         `json:"cast,omitempty"`
	Marks ballot.Marks `json:"marks,omitempty"`
	// Weight in micro-units, where weights are counted.
	Weight int64 `json:"weight,omitempty"`
	// By is who cast it instead: a proxy, or with Substitute a substitute whom the body's rules let vote.
	By         string `json:"by,omitempty"`
	Substitute bool   `json:"substitute,omitempty"`
	// Text goes with an answer between meetings.
	Text string `json:"text,omitempty"`
}

// Present reports whether the person was ever there.
func (p Person) Present() bool { return len(p.Stays) > 0 }

// Attended counts the people who were ever there, and those of them by video. Units count as one each.
func (r Record) Attended() (all, remote int) {
	for _, p := range r.People {
		if p.Present() {
			all++
			if p.Stays[len(p.Stays)-1].Remote {
				remote++
			}
		}
	}
	return all, remote
}

// Of returns the people of a role.
func (r Record) Of(role Role) []Person {
	var found []Person
	for _, p := range r.People {
		if p.Role == role {
			found = append(found, p)
		}
	}
	return found
}

// Substituted counts the absent people in whose place somebody was to sit.
func (r Record) Substituted() int {
	n := 0
	for _, p := range r.Absent() {
		if p.Substitute != "" {
			n++
		}
	}
	return n
}

// Absent returns the people who never came; a unit or member who was expected and a guest alike.
func (r Record) Absent() []Person {
	var found []Person
	for _, p := range r.People {
		if !p.Present() {
			found = append(found, p)
		}
	}
	return found
}
