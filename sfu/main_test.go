package sfu_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"dienhong/sfu/sfutest"

	"go.uber.org/goleak"
)

// TestMain checks that no goroutine is left. The official client ends some of its own only a while after
// Disconnect has returned, so it is given time.
func TestMain(m *testing.M) {
	code := m.Run()
	deadline := time.Now().Add(sfutest.Patience)
	for code == 0 {
		err := goleak.Find()
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}
