package tools

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// minNode is the oldest Node that the npm packages of web/app run on.
const minNode = 20

// CCompiler makes sure that cgo can build: the page renderer is a C library.
func CCompiler(ctx context.Context) error {
	answer, err := output(ctx, "go", "env", "CGO_ENABLED")
	if err != nil {
		return fmt.Errorf("ask Go for its settings: %w", err)
	}
	compiler, err := output(ctx, "go", "env", "CC")
	if err != nil {
		return fmt.Errorf("ask Go for the C compiler: %w", err)
	}
	program, _, _ := strings.Cut(compiler, " ")
	_, lookErr := exec.LookPath(program)
	return judgeCompiler(answer, program, lookErr)
}

func judgeCompiler(cgo, program string, lookErr error) error {
	if lookErr != nil || program == "" {
		return fmt.Errorf("no C compiler: Go wants %q, and it is not on the PATH. On Debian or Ubuntu: apt-get install gcc libc6-dev", program)
	}
	if cgo != "1" { // Go also answers 0 when the compiler is missing, which is said above
		return errors.New("cgo is switched off (CGO_ENABLED=0); the page renderer is a C library. Unset CGO_ENABLED, or set it to 1")
	}
	return nil
}

// Node makes sure that node and npm are there and new enough.
func Node(ctx context.Context) error {
	version, err := output(ctx, "node", "--version")
	if err != nil {
		return fmt.Errorf("no Node: `node --version` says %w. Install Node %d or newer with npm (nodejs.org, or your system's packages)", err, minNode)
	}
	if err := judgeNode(version); err != nil {
		return err
	}
	if _, err := output(ctx, "npm", "--version"); err != nil {
		return fmt.Errorf("no npm: `npm --version` says %w. It comes with Node from nodejs.org; on Debian or Ubuntu: apt-get install npm", err)
	}
	return nil
}

func judgeNode(version string) error {
	major, _, _ := strings.Cut(strings.TrimPrefix(version, "v"), ".")
	n, err := strconv.Atoi(major)
	if err != nil {
		return fmt.Errorf("cannot read Node's version from %q; want something like v%d.1.0", version, minNode)
	}
	if n < minNode {
		return fmt.Errorf("node is %s, too old: the front end's packages need Node %d or newer", version, minNode)
	}
	return nil
}
