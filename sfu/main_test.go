package sfu_test

import (
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// the official client's own helpers, alive for the process
		goleak.IgnoreTopFunction("github.com/livekit/server-sdk-go/v2/pkg/synchronizer.(*never).x"),
	)
}
