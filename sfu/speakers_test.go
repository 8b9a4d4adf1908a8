package sfu_test

import (
	"testing"

	"dienhong/sfu"
	"dienhong/sfu/sfutest"
)

func TestSpeakers(t *testing.T) {
	var events watch
	s := sfutest.New(t, sfutest.WithHooks(sfu.Hooks{Event: events.event}))
	var alice, bob watch
	a := s.Join(t, "r", "alice", alice.callback())
	p := sfutest.PublishAudio(t, a, mic)
	s.Join(t, "r", "bob", bob.callback())
	bob.wait(t, "subscribed alice audio")
	p.Level.Store(20)
	bob.wait(t, "speaks alice")
	alice.wait(t, "speaks alice")
	events.wait(t, "speakers_changed  alice")
	var late watch
	s.Join(t, "r", "carol", late.callback())
	late.wait(t, "speaks alice")
	p.Level.Store(127)
	bob.wait(t, "silence")
	late.wait(t, "silence")
}
