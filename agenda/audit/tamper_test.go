package audit_test

import (
	"slices"
	"testing"
	"time"

	"dienhong/agenda/audit"
	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/ledger"
)

// forgery is what somebody does to an export who has the server's own key, and signs the whole again: only the acts
// themselves can tell. Names of acts are those of the fixture.
type forgery struct {
	name, round string
	code        audit.Code
	do          func(a *acted)
}

func TestForgeriesAreNamed(t *testing.T) {
	f := newFixture(t)
	for _, c := range slices.Concat(ballotForgeries(), meaningForgeries(), orderForgeries(), countForgeries()) {
		t.Run(c.name, func(t *testing.T) {
			a := &acted{t, acts(t, f.Export), f.rounds}
			c.do(a)
			e := f.Export
			e.Acts = leaves(t, a.all, true)
			r := verify(t, signed(t, e, f.signer, true), audit.Options{Key: f.signer.Verifier()})
			if got := failing(r); !slices.Equal(got, []string{f.rounds[c.round]}) || r.Pass() {
				t.Errorf("pass %t, rounds %v, want %s %s; log %+v", r.Pass(), got, c.round, f.rounds[c.round], r.Faults)
			}
			for _, round := range r.Rounds {
				if round.Ballot == f.rounds[c.round] && !slices.ContainsFunc(round.Faults.List, func(f audit.Fault) bool { return f.Code == c.code }) {
					t.Errorf("faults %+v, want %s", round.Faults, c.code)
				}
			}
		})
	}
}

func ballotForgeries() []forgery {
	return []forgery{
		{"a changed vote", "named", audit.TallyFigure, func(a *acted) { a.all[a.at("named", "cast", 1)].Cast.Marks = ballot.Mark(ballot.No) }},
		{"a vote for two", "named", audit.BadMarks, func(a *acted) {
			a.of("named", "cast").Cast.Marks = ballot.Marks{ballot.Yes: 1, ballot.No: 1}
		}},
		{"a vote for nobody on the list", "further", audit.BadMarks, func(a *acted) { a.of("further", "cast").Cast.Marks = ballot.Mark("hoa") }},
		{"a removed cast", "named", audit.TallyFigure, func(a *acted) { a.drop(a.at("named", "cast", 1)) }},
		{"a removed sealed cast", "secret", audit.PapersNumber, func(a *acted) { a.drop(a.at("secret", "cast", 1)) }},
		{"a doubled cast", "named", audit.DoubleBallot, func(a *acted) { a.put(a.at("named", "cast", 1), *a.of("named", "cast")) }},
		{"a doubled sealed cast", "secret", audit.DoubleBallot, func(a *acted) { a.put(a.at("secret", "cast", 1), *a.of("secret", "cast")) }},
		{"a replaced one where none may be", "secret", audit.DoubleBallot, func(a *acted) {
			act := *a.of("secret", "cast")
			act.Cast = &ledger.Cast{Elector: act.Cast.Elector, ID: "other", Envelope: act.Cast.Envelope, Replaces: true}
			a.put(a.at("secret", "cast", 1), act)
		}},
		{"a replacement that hides", "named", audit.DoubleBallot, func(a *acted) { a.all[a.at("named", "cast", 4)].Cast.Replaces = false }},
		{"cast by a stranger", "named", audit.WrongCaster, func(a *acted) { a.of("named", "cast").By = "la" }},
		{"cast by the principal of a proxy", "tied", audit.WrongCaster, func(a *acted) { a.all[a.at("tied", "cast", 2)].By = "delegate-6" }},
		{"cast for a stranger", "named", audit.NoElector, func(a *acted) { a.of("named", "cast").Cast.Elector = "la" }},
		{"cast late", "named", audit.LateBallot, func(a *acted) { a.all[a.at("named", "cast", 4)].At = a.of("named", "close").At.Add(time.Hour) }},
		{"cast after closing", "named", audit.ActOrder, func(a *acted) {
			act := a.all[a.at("named", "cast", 4)]
			a.drop(a.at("named", "cast", 4))
			a.put(a.at("named", "close", 0)+1, act)
		}},
		{"cast with the right removed", "named", audit.RemovedElector, func(a *acted) {
			act := *a.of("named", "remove")
			act.Remove = &ledger.Remove{Elector: a.of("named", "cast").Cast.Elector}
			a.put(a.at("named", "cast", 0), act)
		}},
		{"cast with a paper", "mixed", audit.OnPaper, func(a *acted) {
			act := *a.of("mixed", "issue")
			act.Issue = &ledger.Issue{Elector: a.of("mixed", "cast").Cast.Elector}
			a.put(a.at("mixed", "cast", 0), act)
		}},
		{"a removal undone", "named", audit.TallyFigure, func(a *acted) { a.drop(a.at("named", "remove", 0)) }},
		{"refused in time", "named", audit.LateBallot, func(a *acted) {
			act := *a.of("named", "late")
			a.drop(a.at("named", "late", 0))
			a.put(a.at("named", "extend", 0), act)
		}},
		{"marks in a sealed round", "secret", audit.BadEnvelope, func(a *acted) { a.of("secret", "cast").Cast.Marks = ballot.Mark(ballot.Yes) }},
		{"an envelope that is no hash", "secret", audit.BadEnvelope, func(a *acted) { a.of("secret", "cast").Cast.Envelope = "00" }},
		{"a device's id twice", "named", audit.DoubleBallot, func(a *acted) {
			a.all[a.at("named", "cast", 4)].Cast.ID = a.of("named", "cast").Cast.ID
		}},
	}
}

func meaningForgeries() []forgery {
	return []forgery{
		{"another question", "named", audit.FrozenHash, func(a *acted) { a.of("named", "prepare").Prepare.Question.Text = "Bác bỏ?" }},
		{"another rule", "election", audit.FrozenHash, func(a *acted) { a.of("election", "prepare").Prepare.Question.Rule.Base = ballot.AllSeats }},
		{"a rule that cannot be", "named", audit.BadQuestion, func(a *acted) { a.of("named", "prepare").Prepare.Question.Rule.Den = 0 }},
		{"another elector", "named", audit.FrozenHash, func(a *acted) { a.of("named", "open").Open.Electors[6].Name = "Người khác" }},
		{"one elector less", "named", audit.FrozenHash, func(a *acted) {
			o := a.of("named", "open").Open
			o.Electors = o.Electors[:6]
		}},
		{"an elector twice", "named", audit.BadElectorate, func(a *acted) {
			o := a.of("named", "open").Open
			o.Electors = append(o.Electors, o.Electors[0])
		}},
		{"another weight", "weighted", audit.PapersWeights, func(a *acted) { a.of("weighted", "open").Open.Electors[1].Weight++ }},
		{"a weight of nothing", "weighted", audit.BadElectorate, func(a *acted) { a.of("weighted", "open").Open.Electors[6].Weight = 0 }},
		{"a proxy passed on", "tied", audit.BadElectorate, func(a *acted) { a.of("tied", "open").Open.Electors[1].Caster = "delegate-2" }},
		{"fewer seats than electors", "named", audit.BadElectorate, func(a *acted) { a.of("named", "open").Open.Seats = 3 }},
		{"another key", "secret", audit.FrozenHash, func(a *acted) { a.of("secret", "open").Open.Key[5] ^= 1 }},
		{"no key", "secret", audit.BadSealing, func(a *acted) { a.of("secret", "open").Open.Key = nil }},
		{"a threshold of nobody", "secret", audit.BadSealing, func(a *acted) { a.of("secret", "open").Open.Threshold = 2 }},
		{"another document", "named", audit.FrozenHash, func(a *acted) { a.of("named", "prepare").Prepare.File = "00" }},
		{"a round after none", "secret", audit.BadPredecessor, func(a *acted) { a.of("secret", "prepare").Prepare.Supersedes = "b9" }},
		{"a round after one that counts", "secret", audit.BadPredecessor, func(a *acted) {
			a.of("secret", "prepare").Prepare.Supersedes = a.name["named"]
		}},
		{"a second round that says it is the first", "further", audit.BadPredecessor, func(a *acted) { a.of("further", "prepare").Prepare.Round = 1 }},
		{"who were there", "named", audit.BadAttending, func(a *acted) { a.of("named", "close").Close.Attending[0] = "la" }},
		{"one fewer was there", "tied", audit.TallyFigure, func(a *acted) {
			c := a.of("tied", "close").Close
			c.Attending = slices.DeleteFunc(c.Attending, func(id string) bool { return id == "delegate-3" })
		}},
	}
}

func orderForgeries() []forgery {
	swap := func(a *acted, i, j int) { a.all[i], a.all[j] = a.all[j], a.all[i] }
	return []forgery{
		{"cast before opening", "named", audit.ActOrder, func(a *acted) { swap(a, a.at("named", "open", 0), a.at("named", "cast", 0)) }},
		{"two replaced in another order", "named", audit.TallyFigure, func(a *acted) {
			swap(a, a.at("named", "cast", 0), a.at("named", "cast", 4))
		}},
		{"declared before it was counted", "named", audit.NotTallied, func(a *acted) { swap(a, a.at("named", "declare", 0), a.at("named", "tally", 0)) }},
		{"declared without a count", "named", audit.NotTallied, func(a *acted) { a.drop(a.at("named", "tally", 0)) }},
		{"counted twice", "named", audit.ActOrder, func(a *acted) { a.put(a.at("named", "tally", 0), *a.of("named", "tally")) }},
		{"closed with people waiting", "named", audit.EarlyClose, func(a *acted) { a.drop(a.at("named", "closing", 0)) }},
		{"a longer grace", "named", audit.ActTime, func(a *acted) {
			c := a.of("named", "closing").Closing
			c.Until = c.Until.Add(time.Minute)
		}},
		{"extended into the past", "named", audit.ActTime, func(a *acted) {
			a.of("named", "extend").Extend.Closes = a.of("named", "open").At
		}},
		{"opened twice", "named", audit.ActOrder, func(a *acted) { a.put(a.at("named", "close", 0), *a.of("named", "open")) }},
		{"never opened", "further", audit.ActOrder, func(a *acted) { a.drop(a.at("further", "open", 0)) }},
		{"opened beside another", "tied", audit.TwoRounds, func(a *acted) {
			for _, kind := range []ledger.Kind{"prepare", "open"} {
				act := *a.of("tied", kind)
				a.drop(a.at("tied", kind, 0))
				a.put(a.at("further", "close", 0), act)
			}
		}},
		{"declared before the others of its group", "linked", audit.BadGroup, func(a *acted) {
			act := *a.of("linked", "declare")
			a.drop(a.at("linked", "declare", 0))
			a.put(a.at("linked-again", "close", 0), act)
		}},
		{"declared without the others of its group", "linked-again", audit.BadGroup, func(a *acted) { a.drop(a.at("linked-again", "declare", 0)) }},
		{"joined a group that is declared", "named", audit.BadGroup, func(a *acted) {
			for _, kind := range []ledger.Kind{"open", "cast", "cast", "cast", "cast", "cast", "remove", "extend", "closing", "close", "late", "tally", "declare"} {
				a.drop(a.at("named", kind, 0))
			}
			act := *a.of("named", "prepare")
			a.drop(a.at("named", "prepare", 0))
			act.Prepare.Group = "nhom-1"
			a.all = append(a.all, act)
		}},
		{"shown at once, in a group", "linked", audit.BadGroup, func(a *acted) { a.of("linked", "prepare").Prepare.Question.Secrecy = "live" }},
		{"repeated outside its group", "linked-again", audit.BadGroup, func(a *acted) { a.of("linked-again", "prepare").Prepare.Group = "" }},
		{"the key kept", "secret", audit.KeyKept, func(a *acted) { a.drop(a.at("secret", "destroy", 0)) }},
		{"the key of a voided round kept", "void", audit.KeyKept, func(a *acted) { a.drop(a.at("void", "destroy", 0)) }},
		{"voided and counted", "void", audit.ActOrder, func(a *acted) {
			act := *a.of("hands", "tally")
			act.Ballot = a.name["void"]
			a.all = append(a.all, act)
		}},
	}
}

func countForgeries() []forgery {
	tally := func(round string, change func(t *ballot.Tally)) func(a *acted) {
		return func(a *acted) { change(&a.of(round, "tally").Tally.Tally) }
	}
	papers := func(round string, change func(p *ledger.Papers)) func(a *acted) {
		return func(a *acted) { change(a.of(round, "papers").Papers) }
	}
	hands := func(round string, change func(h *ledger.Hands)) func(a *acted) {
		return func(a *acted) { change(a.of(round, "hands").Hands) }
	}
	return []forgery{
		{"a wrong figure", "named", audit.TallyFigure, tally("named", func(t *ballot.Tally) { t.Counts[ballot.Yes]++ })},
		{"a wrong outcome", "named", audit.TallyFigure, tally("named", func(t *ballot.Tally) { t.Outcome = ballot.Passed })},
		{"a wrong base", "secret", audit.TallyFigure, tally("secret", func(t *ballot.Tally) { t.Base, t.Needed = 4, 3 })},
		{"a wrong threshold", "weighted", audit.TallyFigure, tally("weighted", func(t *ballot.Tally) { t.Needed-- })},
		{"others were elected", "election", audit.TallyFigure, tally("election", func(t *ballot.Tally) { t.Winners = []ballot.Choice{"binh"} })},
		{"a figure for an option that is none", "election", audit.TallyFigure, tally("election", func(t *ballot.Tally) { t.Counts["x"] = 0 })},
		{"a wrong quorum", "tied", audit.TallyFigure, tally("tied", func(t *ballot.Tally) { t.QuorumNeeded = 1 })},
		{"the chair did not vote so", "tied", audit.TallyFigure, func(a *acted) { a.of("tied", "tally").Tally.Chair = "delegate-2" }},
		{"the chair's hand was for the other side", "raised", audit.WrongChair, func(a *acted) { a.of("raised", "tally").Tally.Side = ballot.Mark(ballot.No) }},
		{"the chair's hand is not told", "raised", audit.WrongChair, func(a *acted) { a.of("raised", "tally").Tally.Side = nil }},
		{"the chair's hand is passed over", "raised", audit.TallyFigure, func(a *acted) {
			t := a.of("raised", "tally").Tally
			t.Side, t.Chair, t.Tally.Outcome, t.Tally.ByChair = nil, "", ballot.Tied, false
		}},
		{"a chair's hand that nobody counted", "raised", audit.HandsFigures, func(a *acted) { a.of("raised", "hands").Hands.Count.Chair = ballot.Mark(ballot.Abstain) }},
		{"the chair is nobody", "tied", audit.WrongChair, func(a *acted) { a.of("tied", "tally").Tally.Chair = "" }},
		{"the chair by a proxy", "tied", audit.WrongChair, func(a *acted) { a.of("tied", "tally").Tally.Chair = "delegate-6" }},
		{"more papers than envelopes", "secret", audit.PapersNumber, papers("secret", func(p *ledger.Papers) {
			p.Papers = append(p.Papers, ballot.Paper{ID: "zz", Marks: ballot.Mark(ballot.Yes), Weight: 1})
		})},
		{"fewer papers than envelopes", "secret", audit.PapersNumber, papers("secret", func(p *ledger.Papers) { p.Papers = p.Papers[:3] })},
		{"another paper", "secret", audit.TallyFigure, papers("secret", func(p *ledger.Papers) {
			for i := range p.Papers {
				p.Papers[i].Marks = ballot.Mark(ballot.Yes)
			}
		})},
		{"a paper twice", "secret", audit.PapersContent, papers("secret", func(p *ledger.Papers) { p.Papers[1].ID = p.Papers[0].ID })},
		{"papers that are not sorted", "secret", audit.PapersContent, papers("secret", func(p *ledger.Papers) { slices.Reverse(p.Papers) })},
		{"a paper of more weight", "secret", audit.PapersWeights, papers("secret", func(p *ledger.Papers) { p.Papers[0].Weight = 2 })},
		{"weights moved between papers", "weighted", audit.PapersWeights, papers("weighted", func(p *ledger.Papers) {
			p.Papers[0].Weight, p.Papers[1].Weight = p.Papers[0].Weight+1, p.Papers[1].Weight-1
		})},
		{"an invalid paper with marks", "secret", audit.PapersContent, papers("secret", func(p *ledger.Papers) { p.Papers[0].Invalid = true })},
		{"a paper for an unknown option", "secret", audit.PapersContent, papers("secret", func(p *ledger.Papers) { p.Papers[0].Marks = ballot.Mark("x") })},
		{"counted without the papers", "secret", audit.CountMissing, func(a *acted) {
			a.drop(a.at("secret", "papers", 0))
			a.drop(a.at("secret", "destroy", 0))
		}},
		{"hands that do not add up", "hands", audit.HandsFigures, hands("hands", func(h *ledger.Hands) { h.Count.Counts[ballot.Yes] = 5 })},
		{"other hands", "hands", audit.TallyFigure, hands("hands", func(h *ledger.Hands) {
			h.Count.Counts[ballot.Yes], h.Count.Counts[ballot.No] = 2, 4
		})},
		{"more hands than people", "hands", audit.HandsFigures, hands("hands", func(h *ledger.Hands) {
			h.Count.Issued, h.Count.Returned, h.Count.Counts[ballot.Yes] = 8, 8, 6
		})},
		{"one teller twice", "hands", audit.HandsTellers, hands("hands", func(h *ledger.Hands) { h.First = h.Second })},
		{"a teller who is none", "hands", audit.HandsTellers, hands("hands", func(h *ledger.Hands) { h.First = "delegate-4" })},
		{"more papers than were issued", "mixed", audit.HandsFigures, hands("mixed", func(h *ledger.Hands) {
			h.Count.Issued, h.Count.Returned, h.Count.Counts[ballot.Yes] = 3, 3, 1
		})},
		{"papers issued and not counted", "mixed", audit.CountMissing, func(a *acted) { a.drop(a.at("mixed", "hands", 0)) }},
	}
}
