package roomtest

import (
	"testing"
	"time"
)

// patience is how long Eventually waits on a machine that is busy with everything else.
const patience = 30 * time.Second

// Eventually waits until check has no complaint any more, and fails with the last one otherwise.
func Eventually(t testing.TB, check func() string) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for pause := time.Millisecond; ; pause = min(2*pause, 50*time.Millisecond) {
		complaint := check()
		if complaint == "" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("after %v: %s", patience, complaint)
		}
		time.Sleep(pause)
	}
}
