package audit

import (
	"fmt"
	"time"
)

// Report is what became of an export: Pass when nothing at all is wrong with it.
type Report struct {
	Meeting string
	// Title, Body and Exported stand in the file beside the log. Nothing that is signed covers them.
	Title, Body string
	Exported    time.Time
	// Verifier is the key that signatures were checked with, and Trusted that it came another way than in the file itself:
	// whoever forges a file can sign it with a key of their own.
	Verifier string
	Trusted  bool
	// Fingerprint of Verifier, as the server tells it and the record prints it; empty when it is no key.
	Fingerprint string
	// Acts is the number of leaves, and Root the hash of them all in base64.
	Acts int64
	Root string
	// Checkpoints with a good signature that the log fits, and how many of these were brought along.
	Checkpoints, Kept int
	// Rounds in the order in which they were prepared, discarded ones included.
	Rounds []*Round
	// Faults of the log as a whole; those of a round stand with it.
	Faults Faults
}

// Pass reports whether the log is whole and every round in it right.
func (r *Report) Pass() bool {
	for _, round := range r.Rounds {
		if !round.Pass() {
			return false
		}
	}
	return r.Faults.None()
}

// Round is what was found of one round of voting.
type Round struct {
	Ballot string
	// Number counts the rounds of a question from 1.
	Number  int64
	Text    string
	Options []Option
	// Form, Secrecy, Method and State are the words of the log's format; State is how far the round had come.
	Form, Secrecy, Method, State string
	Rule                         Rule
	// Supersedes and Follows are the rounds before it.
	Supersedes, Follows string
	// Reason of a void round.
	Reason string
	// Hash of what was frozen, as it was computed here.
	Hash string
	// Electors is the number of rights to vote. Accepted ballots are those that count and those that were replaced.
	Electors, Accepted, Replaced, Late int
	// Counted is the count that was made here, and Stated what the log says; nil where there is none.
	Counted, Stated *Tally
	Faults          Faults
}

// Pass reports whether nothing is wrong with the round.
func (r *Round) Pass() bool { return r.Faults.None() }

// Fault is one thing that is wrong.
type Fault struct {
	Code Code
	// Act is its number in the log, -1 for none.
	Act int64
	// Detail are names and figures as they stand in the file: it may hold anything.
	Detail string
}

// Faults are the first that were found, and how many more there are.
type Faults struct {
	List []Fault
	More int
}

// maxFaults that are told of one round.
const maxFaults = 20

func (f *Faults) add(act int64, code Code, detail string, args ...any) {
	if len(f.List) == maxFaults {
		f.More++
		return
	}
	if len(args) > 0 {
		detail = fmt.Sprintf(detail, args...)
	}
	f.List = append(f.List, Fault{code, act, detail})
}

// None reports whether nothing is wrong.
func (f *Faults) None() bool { return len(f.List) == 0 }

// Code names a kind of fault; it is stable across versions.
type Code string

// The faults of a log.
const (
	ActUnreadable       Code = "act_unreadable"
	ActNumber           Code = "act_number"
	ActOrder            Code = "act_order"
	ActTime             Code = "act_time"
	CheckpointText      Code = "checkpoint_unreadable"
	CheckpointMissing   Code = "checkpoint_missing"
	CheckpointOrigin    Code = "checkpoint_origin"
	CheckpointSignature Code = "checkpoint_signature"
	CheckpointBeyond    Code = "checkpoint_beyond"
	CheckpointRoot      Code = "checkpoint_root"
	CheckpointShort     Code = "checkpoint_short"
	OtherKey            Code = "other_key"
	BadQuestion         Code = "question"
	BadPredecessor      Code = "predecessor"
	BadElectorate       Code = "electorate"
	BadSealing          Code = "sealing"
	FrozenHash          Code = "frozen_hash"
	TwoRounds           Code = "two_rounds"
	BadGroup            Code = "group"
	NoElector           Code = "no_elector"
	WrongCaster         Code = "wrong_caster"
	DoubleBallot        Code = "double_ballot"
	RemovedElector      Code = "removed_elector"
	OnPaper             Code = "on_paper"
	BadMarks            Code = "marks"
	BadEnvelope         Code = "envelope"
	LateBallot          Code = "late_ballot"
	EarlyClose          Code = "early_close"
	BadAttending        Code = "attending"
	PapersNumber        Code = "papers_number"
	PapersWeights       Code = "papers_weights"
	PapersContent       Code = "papers_content"
	KeyKept             Code = "key_kept"
	KeyShares           Code = "key_shares"
	HandsFigures        Code = "hands_figures"
	HandsTellers        Code = "hands_tellers"
	CountMissing        Code = "count_missing"
	Accounting          Code = "accounting"
	TallyFigure         Code = "tally_figure"
	WrongChair          Code = "wrong_chair"
	NotTallied          Code = "not_tallied"
)
