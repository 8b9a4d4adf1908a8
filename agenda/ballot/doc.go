// Package ballot holds the arithmetic of a vote: questions and rules as data, and the count.
//
// Everything here is pure: no clock, no storage, no identity beyond what was frozen of the electors. Integers only; a
// percentage is for display and decides nothing.
//
// Invariants:
//   - eligible = cast + not cast + removed, and cast = Σ counts + invalid + blank where a sheet has one choice, always; a
//     count that does not close is an error, never a result.
//   - a rule is compared in the unit of its base, heads with heads and weights with weights; no size is above MaxSize, so
//     no product overflows.
//   - quorum, then threshold, then equal sides. Nothing passes on no votes in favour, whatever the base.
//   - a secret round never learns of the chair's side: its tie stays a tie.
//   - what is frozen is hashed byte for byte as Frozen describes it; a change of that is another format.
package ballot
