// Package agenda holds the items of a meeting and their papers: what is to be dealt with, in which order, and what
// lies on the table for it.
//
// It is plain data with the few rules that keep it whole. Who may change it, and when, is decided in rooms; how a
// paper becomes pages is agenda/pages; where its bytes lie is agenda/files.
//
// Invariants:
//   - items are numbered by their place, from 1, without gaps: a number is never stored.
//   - at most one item is current.
//   - a document belongs to exactly one item; its bytes never change under its id, for a corrected paper is a new
//     document.
package agenda
