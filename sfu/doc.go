// Package sfu forwards media between the participants of a room. It speaks to the clients of LiveKit
// (package signal carries the messages) and knows nothing of meetings.
package sfu
