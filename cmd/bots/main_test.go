package main

import (
	"bytes"
	"os"
	"regexp"
	"strconv"
	"testing"

	"dienhong/sfu/sfutest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A tiny one of each kind of load against our own server.
func TestEveryKindOfLoad(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want []string
	}{
		"one to many": {
			[]string{"-cameras", "1", "-subscribers", "3"},
			[]string{`room +1 cameras, 0 microphones, 3 receivers`, `streams +3 of 3 `, `packets +[1-9]\d*/s .*loss \d`, `latency +p50 \d.*p99 \d`, `CPU +\d+\.\d+ µs`},
		},
		"an audio room": {
			[]string{"-cameras", "0", "-microphones", "2", "-subscribers", "2"},
			[]string{`streams +4 of 4 `, `packets +[1-9]\d*/s`},
		},
		"all to all": {
			[]string{"-mesh", "3"},
			[]string{`room +3 participants, each`, `streams +12 of 12 `, `packets +[1-9]\d*/s`, `server +.*kB for each`},
		},
		"coming and going": {
			[]string{"-cameras", "1", "-subscribers", "2", "-churn", "3", "-duration", "4s"},
			[]string{`joins +[1-9]\d*, to the first media p50 \d.*p99 \d`, `packets +[1-9]\d*/s`},
		},
		"idle": {
			[]string{"-cameras", "0", "-subscribers", "3"},
			[]string{`room +3 idle participants`, `server +\d+\.\d+ cores, RSS \d+\.\d MB`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := sfutest.New(t)
			args := append([]string{
				"-url", s.URL, "-keys", sfutest.Key + ": " + sfutest.Secret, "-pid", strconv.Itoa(os.Getpid()),
				"-kbps", "300", "-warmup", "2s", "-duration", "2s",
			}, c.args...)
			var out, errs bytes.Buffer
			if err := run(t.Context(), args, &out, &errs); err != nil {
				t.Fatalf("%v\n%s", err, errs.String())
			}
			for _, w := range c.want {
				if !regexp.MustCompile(`(?m)^` + w).MatchString(out.String()) {
					t.Errorf("no line like %q in\n%s", w, out.String())
				}
			}
		})
	}
}

func TestLoadThatMeansNothingIsRefused(t *testing.T) {
	for name, args := range map[string][]string{
		"nobody receives": {"-subscribers", "0"}, "alone": {"-mesh", "1"}, "fewer than none": {"-cameras", "-1"},
		"no frames": {"-fps", "0"}, "no key": {"-keys", ""}, "unknown": {"-speed", "3"},
	} {
		t.Run(name, func(t *testing.T) {
			var out, errs bytes.Buffer
			if err := run(t.Context(), append([]string{"-keys", "a: b"}, args...), &out, &errs); err == nil {
				t.Error("it was not refused")
			}
		})
	}
}
