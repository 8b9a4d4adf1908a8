// Package house checks the rules of the house that no compiler knows: which package may know which, through
// which one door each foreign library comes in, how large a file, a function or a type may grow, that every
// package says what it is for, and that the papers point at things that exist.
//
// `go test ./cmd/dienhong` and `go run ./cmd/dev check` both call [Check]. A fault names the file, what is
// wrong, and what to do. A size limit may be passed where a comment beside the thing says why:
//
//	// budget: one switch over all commands reads better than six files
package house
