package main

import (
	"context"

	"dienhong/cmd/dev/tools"
)

// load runs the benchmarks of the given packages, by default of all, without the race detector: it would
// measure itself.
func load(ctx context.Context, w workplace, args []string) error {
	if len(args) == 0 {
		args = []string{"./..."}
	}
	line := append([]string{"go", "test", "-run", "^$", "-bench", ".", "-benchmem", "-timeout", "60m"}, args...)
	return tools.Command{Args: line, Out: w.out}.Run(ctx)
}
