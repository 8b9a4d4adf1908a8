package steps

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

// list makes steps that note their names; those in broken fail.
func list(ran *[]string, broken ...string) []Step {
	step := func(name, group string, needs ...string) Step {
		return Step{Name: name, Group: group, Needs: needs, Run: func(context.Context, io.Writer) error {
			*ran = append(*ran, name)
			for _, b := range broken {
				if b == name {
					return errors.New("it broke")
				}
			}
			return nil
		}}
	}
	return []Step{step("tools", ""), step("packages", "", "tools"), step("vet", "go", "tools"), step("types", "web", "packages"), step("house", "house")}
}

func TestOnly(t *testing.T) {
	cases := []struct{ choice, want, wantErr string }{
		{"", "tools packages vet types house", ""},
		{"go", "tools vet", ""},
		{"types", "tools packages types", ""},
		{"web,house", "tools packages types house", ""},
		{"css", "", `no step or group "css"`},
	}
	for _, c := range cases {
		t.Run(c.choice, func(t *testing.T) {
			var ran []string
			kept, err := Only(list(&ran), c.choice)
			if c.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), c.wantErr) {
					t.Fatalf("%v; want %q", err, c.wantErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := Run(t.Context(), kept, "again", io.Discard); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(ran, " "); got != c.want {
				t.Errorf("ran %q; want %q", got, c.want)
			}
		})
	}
}

func TestFailureIsLoudAndTheRestRuns(t *testing.T) {
	var ran []string
	var out bytes.Buffer
	err := Run(t.Context(), list(&ran, "packages"), "go run ./cmd/dev test -only", &out)
	if err == nil || !strings.Contains(err.Error(), "packages, types") {
		t.Errorf("error %v; want it to name both the failed step and the one that needs it", err)
	}
	if got := strings.Join(ran, " "); got != "tools packages vet house" {
		t.Errorf("ran %q", got)
	}
	for _, want := range []string{"--- FAILED packages", "again: go run ./cmd/dev test -only packages", "\n3 passed, 2 failed\n", "not run"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the account lacks %q:\n%s", want, &out)
		}
	}
}

func TestStoppedRunFails(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("stopped by hand"))
	var ran []string
	var out bytes.Buffer
	if err := Run(ctx, list(&ran), "again", &out); err == nil || len(ran) > 0 {
		t.Errorf("error %v, ran %v; want an error and nothing run", err, ran)
	}
	if !strings.Contains(out.String(), "stopped by hand") {
		t.Error("the account does not say why it stopped")
	}
}
