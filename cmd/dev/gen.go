package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"dienhong/cmd/dev/tools"
)

// generated is Go's own mark, which our generators also put into other kinds of files.
var generated = regexp.MustCompile(`(?m)^\W*Code generated .* DO NOT EDIT\.`)

func gen(ctx context.Context, w workplace, args []string) error {
	var checkOnly bool
	rest, err := flags("gen", args, func(f *flag.FlagSet) {
		f.BoolVar(&checkOnly, "check", false, "only tell which files are stale")
	})
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return fmt.Errorf("gen takes no arguments, got %q", rest)
	}
	return generate(ctx, w.out, checkOnly)
}

// generate runs every generator. With checkOnly it puts the old files back and fails if any differs.
func generate(ctx context.Context, out io.Writer, checkOnly bool) error {
	before, err := generatedFiles()
	if err != nil {
		return err
	}
	run := tools.Command{Env: []string{race}, Args: []string{"go", "generate", "./..."}, Out: out}
	if err := run.Run(ctx); err != nil {
		return err
	}
	after, err := generatedFiles()
	if err != nil {
		return err
	}
	stale := differing(before, after)
	for _, name := range stale {
		fmt.Fprintln(out, "changed:", name)
	}
	if !checkOnly || len(stale) == 0 {
		return nil
	}
	if err := putBack(before, after); err != nil {
		return err
	}
	return fmt.Errorf("generated files are stale: %s; run `go run ./cmd/dev gen` and commit them", strings.Join(stale, ", "))
}

func generatedFiles() (map[string][]byte, error) {
	files := map[string][]byte{}
	err := sources(func(name string, data []byte) error {
		if generated.Match(data[:min(len(data), 1000)]) {
			files[name] = data
		}
		return nil
	}, ".go", ".ts", ".tsx", ".md", ".json", ".yaml")
	return files, err
}

func differing(before, after map[string][]byte) []string {
	names := map[string]bool{}
	for name, data := range before {
		if !bytes.Equal(after[name], data) {
			names[name] = true
		}
	}
	for name := range after {
		if _, known := before[name]; !known {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func putBack(before, after map[string][]byte) error {
	for name := range after {
		if _, known := before[name]; !known {
			if err := os.Remove(name); err != nil {
				return err
			}
		}
	}
	for name, data := range before {
		if !bytes.Equal(after[name], data) {
			if err := os.WriteFile(name, data, 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}
