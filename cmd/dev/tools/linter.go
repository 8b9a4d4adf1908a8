package tools

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// linterVersion pins golangci-lint. It is installed beside the project, not required by go.mod: its own
// hundreds of modules would drown ours and take part in choosing their versions.
const linterVersion = "v2.15.0"

// Linter returns the path of golangci-lint in the folder bin, building it there the first time: about a
// minute on two cores.
func Linter(ctx context.Context, bin string, out io.Writer) (string, error) {
	bin, err := filepath.Abs(bin)
	if err != nil {
		return "", err
	}
	final := filepath.Join(bin, "golangci-lint-"+linterVersion)
	if _, err := os.Stat(final); err == nil {
		return final, nil
	}
	install := Command{
		// Flags meant for the project's own builds (-race, -mod) are none of the linter's.
		Env:  []string{"GOBIN=" + bin, "GOFLAGS="},
		Args: []string{"go", "install", "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@" + linterVersion},
		Out:  out,
	}
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return "", err
	}
	if err := install.Run(ctx); err != nil {
		return "", fmt.Errorf("build golangci-lint %s: %w", linterVersion, err)
	}
	return final, os.Rename(filepath.Join(bin, "golangci-lint"), final)
}
