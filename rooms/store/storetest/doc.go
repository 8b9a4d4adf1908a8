// Package storetest is the contract of a room's storage as a suite: whatever keeps journals or the directory has to pass
// it. SQLite runs all of it; the journal in memory of roomtest runs the part of the journal.
package storetest
