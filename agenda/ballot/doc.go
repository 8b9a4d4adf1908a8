// Package ballot holds the arithmetic of a vote: rules as data, and the count.
//
// Everything here is pure: no clock, no storage, no identity beyond a number of electors. Integers only; a percentage
// is for display and decides nothing.
//
// Invariants:
//   - eligible = Σ counts + not cast, always; a count that does not close is an error, never a result.
//   - a rule is compared in the unit of its base, heads with heads.
//   - nothing passes on no votes in favour, whatever the base.
package ballot
