package main

import (
	"bytes"
	"fmt"
	"go/format"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// sources calls see for every file of ours whose name ends in one of the suffixes.
func sources(see func(name string, data []byte) error, suffixes ...string) error {
	return filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if base := d.Name(); base == "node_modules" || base == "dist" || base == "bin" || base != "." && strings.HasPrefix(base, ".") {
				return fs.SkipDir
			}
			return nil
		}
		for _, s := range suffixes {
			if strings.HasSuffix(name, s) {
				data, err := os.ReadFile(name)
				if err != nil {
					return err
				}
				return see(name, data)
			}
		}
		return nil
	})
}

// checkFormat names every Go file that gofmt would change.
func checkFormat(out io.Writer) error {
	var bad []string
	err := sources(func(name string, data []byte) error {
		if strings.Contains(filepath.ToSlash(name), "testdata/") {
			return nil
		}
		formatted, err := format.Source(data)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if !bytes.Equal(formatted, data) {
			bad = append(bad, name)
		}
		return nil
	}, ".go")
	if err != nil {
		return err
	}
	if len(bad) > 0 {
		fmt.Fprintln(out, "gofmt -w "+strings.Join(bad, " "))
		return fmt.Errorf("%d files are not formatted; the line above mends them", len(bad))
	}
	return nil
}
