// Package roomtest helps tests that need a meeting: a live room with its people in one line, a clock that stands still,
// a journal in memory that fails when told to, and a recorder of what a room publishes.
package roomtest
