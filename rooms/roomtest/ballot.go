package roomtest

import (
	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/seal"
	"dienhong/rooms"
)

// Ballot prepares a question on a new item.
func (m *Meeting) Ballot(question string) rooms.BallotID {
	m.t.Helper()
	return m.Prepare(question, nil)
}

// Prepare prepares a question on a new item, with whatever else is said of it.
func (m *Meeting) Prepare(question string, more map[string]any) rooms.BallotID {
	m.t.Helper()
	args := map[string]any{"item": m.Item(question), "question": question}
	for name, value := range more {
		args[name] = value
	}
	return m.Do(Secretary, "ballot.prepare", args).Data["ballot"].(rooms.BallotID)
}

// OpenBallot prepares a question and opens it, for so many seconds or until it is closed with 0. It returns the hash
// that a ballot has to carry.
func (m *Meeting) OpenBallot(question string, seconds int) (id rooms.BallotID, hash string) {
	m.t.Helper()
	return m.OpenRound(question, seconds, nil)
}

// OpenRound is OpenBallot with whatever else is said of the question.
func (m *Meeting) OpenRound(question string, seconds int, more map[string]any) (id rooms.BallotID, hash string) {
	m.t.Helper()
	id = m.Prepare(question, more)
	m.Do(Chair, "ballot.open", map[string]any{"ballot": id, "seconds": seconds})
	return id, m.State().Ballots[id].Hash
}

// CloseBallot closes a ballot and lets the time pass in which what is on its way is taken.
func (m *Meeting) CloseBallot(id rooms.BallotID) {
	m.t.Helper()
	m.Do(Chair, "ballot.close", map[string]any{"ballot": id})
	if m.State().Ballots[id].State != rooms.BallotIsClosing {
		return
	}
	m.Clock.Advance(rooms.Grace)
	Eventually(m.t, func() string {
		if m.State().Ballots[id].Running() {
			return "the ballot takes what is on its way"
		}
		return ""
	})
}

// Cast returns the arguments of a ballot for one choice.
func Cast(id rooms.BallotID, hash, choice string) map[string]any {
	return Marked(id, hash, ballot.Mark(ballot.Choice(choice)))
}

// Marked returns the arguments of a ballot.
func Marked(id rooms.BallotID, hash string, marks ballot.Marks) map[string]any {
	return map[string]any{"ballot": id, "hash": hash, "marks": marks}
}

// Sealed returns the arguments of a secret ballot of an elector as a tablet seals it.
func (m *Meeting) Sealed(b *rooms.Ballot, elector rooms.PersonID, marks ballot.Marks) map[string]any {
	m.t.Helper()
	plain, err := seal.Encode(b.Question, marks)
	if err != nil {
		m.t.Fatalf("seal: %v", err)
	}
	sealed, err := seal.Seal(b.Key, seal.Info(string(m.ID), string(b.ID), b.Hash), []byte(elector), plain)
	if err != nil {
		m.t.Fatalf("seal: %v", err)
	}
	return map[string]any{"ballot": b.ID, "hash": b.Hash, "elector": elector, "sealed": sealed}
}
