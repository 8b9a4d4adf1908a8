package sfu_test

import (
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// the official client keeps retrying for a while after its network is gone
		goleak.IgnoreAnyFunction("github.com/livekit/server-sdk-go/v2.(*RTCEngine).handleDisconnect"),
		goleak.IgnoreAnyFunction("github.com/livekit/server-sdk-go/v2.(*RTCEngine).Close.func1"),
	)
}
