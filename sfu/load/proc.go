package load

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// ticksPerSecond is USER_HZ of Linux, 100 on every architecture Go runs on.
const ticksPerSecond = 100

// usage is CPU time.
type usage struct{ user, system time.Duration }

func (u usage) minus(o usage) usage { return usage{u.user - o.user, u.system - o.system} }

// cpu is what a process has used; zero when it cannot be read.
func cpu(pid int) usage {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return usage{}
	}
	_, rest, ok := strings.Cut(string(b), ") ") // the name may hold blanks
	if !ok {
		return usage{}
	}
	f := strings.Fields(rest)
	if len(f) < 13 {
		return usage{}
	}
	u, _ := strconv.ParseInt(f[11], 10, 64)
	s, _ := strconv.ParseInt(f[12], 10, 64)
	tick := time.Second / ticksPerSecond
	return usage{time.Duration(u) * tick, time.Duration(s) * tick}
}

// memory is a process' resident set in bytes; zero when it cannot be read.
func memory(pid int) int64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kb << 10
		}
	}
	return 0
}
