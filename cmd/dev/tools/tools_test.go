package tools

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestJudgeNode(t *testing.T) {
	for version, want := range map[string]string{
		"v20.20.2": "", "v24.1.0": "", "v18.19.0": "too old", "v8.0.0": "too old", "deno 2": "cannot read",
	} {
		err := judgeNode(version)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v; want %q", version, err, want)
		}
	}
}

func TestJudgeCompiler(t *testing.T) {
	missing := errors.New("not found")
	cases := []struct {
		name, cgo, program string
		lookErr            error
		want               string
	}{
		{"there", "1", "gcc", nil, ""},
		{"missing", "0", "gcc", missing, "apt-get install gcc"},
		{"switched off", "0", "gcc", nil, "CGO_ENABLED"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := judgeCompiler(c.cgo, c.program, c.lookErr)
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("%v; want %q", err, c.want)
			}
		})
	}
}

// fakeNode puts programs named node and npm first on the PATH. npm notes its arguments.
func fakeNode(t *testing.T) (log string) {
	t.Helper()
	dir := t.TempDir()
	log = filepath.Join(dir, "log")
	for name, script := range map[string]string{
		"node": "echo v20.1.0",
		"npm":  `[ "$1" = --version ] && { echo 11; exit; }; echo "$@" >> ` + log + `; mkdir -p node_modules`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	return log
}

func TestPackagesOnlyWhenTheLockChanged(t *testing.T) {
	log := fakeNode(t)
	app := t.TempDir()
	lock := filepath.Join(app, "package-lock.json")
	installs := func() int {
		data, _ := os.ReadFile(log)
		return bytes.Count(data, []byte("\n"))
	}
	write := func(text string) {
		if err := os.WriteFile(lock, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("one")
	steps := []struct {
		name string
		lock string
		dev  bool
		want int
	}{
		{"first", "one", false, 1},
		{"unchanged", "one", false, 1},
		{"tests need more", "one", true, 2},
		{"the product needs less", "one", false, 2},
		{"changed", "two", false, 3},
	}
	for _, s := range steps {
		write(s.lock)
		if err := Packages(t.Context(), app, s.dev, &bytes.Buffer{}); err != nil {
			t.Fatal(err)
		}
		if got := installs(); got != s.want {
			t.Errorf("%s: %d installs; want %d", s.name, got, s.want)
		}
	}
	data, _ := os.ReadFile(log)
	first, _, _ := strings.Cut(string(data), "\n")
	if !strings.Contains(first, "ci --ignore-scripts") || !strings.Contains(first, "--omit=dev") {
		t.Errorf("npm was called with %q", first)
	}
}

func TestPackagesWithoutNode(t *testing.T) {
	app := t.TempDir()
	if err := os.WriteFile(filepath.Join(app, "package-lock.json"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", t.TempDir())
	err := Packages(t.Context(), app, false, &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), "Install Node 20 or newer") {
		t.Errorf("%v; want words about Node", err)
	}
}

func TestChromiumFrom(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"chromium", "mine"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
	cases := []struct{ name, env, want, wantErr string }{
		{"named", filepath.Join(dir, "mine"), filepath.Join(dir, "mine"), ""},
		{"on the path", "", filepath.Join(dir, "chromium"), ""},
		{"named wrongly", filepath.Join(dir, "none"), "", "$CHROMIUM names"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("CHROMIUM", c.env)
			got, err := Chromium(t.Context(), &bytes.Buffer{})
			if got != c.want || c.wantErr == "" && err != nil || c.wantErr != "" && (err == nil || !strings.Contains(err.Error(), c.wantErr)) {
				t.Errorf("%q, %v; want %q, %q", got, err, c.want, c.wantErr)
			}
		})
	}
	t.Run("none, and no apt", func(t *testing.T) {
		t.Setenv("CHROMIUM", "")
		t.Setenv("PATH", t.TempDir())
		if _, err := Chromium(t.Context(), &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "Install Chromium") {
			t.Errorf("%v; want words about what to install", err)
		}
	})
}

func TestCommandLine(t *testing.T) {
	c := Command{Dir: "web/app", Env: []string{"A=b c"}, Args: []string{"npm", "it's"}}
	if got, want := c.String(), `(cd web/app && 'A=b c' npm 'it'\''s')`; got != want {
		t.Errorf("%s; want %s", got, want)
	}
}

func TestCommandStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if err := (Command{Args: []string{"sleep", "60"}, Out: &bytes.Buffer{}}).Run(ctx); err == nil {
		t.Error("a stopped command must be an error")
	}
}
