// Package steps runs the parts of a check one after another and gives an account of them: what ran, how
// long it took, what failed, and the command that repeats just that part. Nothing is left out silently: a
// step whose groundwork failed counts as failed.
package steps

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// Step is one part of a check.
type Step struct {
	Name  string
	Group string   // chosen together by [Only]; empty for groundwork that is never chosen by itself
	Needs []string // names of steps that must have passed; they stand earlier in the list
	Run   func(ctx context.Context, out io.Writer) error
}

// Only keeps the steps that a comma-separated choice of names and groups means, and what they need. An
// empty choice keeps all.
func Only(all []Step, choice string) ([]Step, error) {
	if choice == "" {
		return all, nil
	}
	wanted := map[string]bool{}
	for word := range strings.SplitSeq(choice, ",") {
		found := false
		for _, s := range all {
			if s.Name == word || s.Group == word && word != "" {
				wanted[s.Name] = true
				found = true
			}
		}
		if !found {
			return nil, fmt.Errorf("no step or group %q; there are %s", word, names(all))
		}
	}
	for _, s := range slices.Backward(all) { // needs stand earlier
		if wanted[s.Name] {
			for _, n := range s.Needs {
				wanted[n] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(s Step) bool { return !wanted[s.Name] }), nil
}

func names(all []Step) string {
	var groups, single []string
	for _, s := range all {
		single = append(single, s.Name)
		if s.Group != "" && !slices.Contains(groups, s.Group) {
			groups = append(groups, s.Group)
		}
	}
	return "the steps " + strings.Join(single, ", ") + " and the groups " + strings.Join(groups, ", ")
}

type outcome struct {
	name string
	took time.Duration
	err  error
}

// errNeeds marks a step that could not run.
var errNeeds = errors.New("not run, since it needs what failed before")

// Run runs all steps, goes on after a failure with what does not need the failed step, and ends with a
// table and the line "N passed, N failed". repeat is the command that runs one step again when its name is
// added. The error tells that something failed.
func Run(ctx context.Context, all []Step, repeat string, out io.Writer) error {
	var done []outcome
	failed := map[string]bool{}
	for _, s := range all {
		o := outcome{name: s.Name}
		fmt.Fprintf(out, "\n=== %s\n", s.Name)
		start := time.Now()
		switch {
		case ctx.Err() != nil:
			o.err = context.Cause(ctx)
		case slices.ContainsFunc(s.Needs, func(n string) bool { return failed[n] }):
			o.err = fmt.Errorf("%w: %s", errNeeds, strings.Join(s.Needs, ", "))
		default:
			o.err = s.Run(ctx, out)
		}
		o.took = time.Since(start)
		if o.err != nil {
			failed[s.Name] = true
			fmt.Fprintf(out, "--- FAILED %s after %s: %v\n", s.Name, short(o.took), o.err)
			fmt.Fprintf(out, "    again: %s %s\n", repeat, s.Name)
		} else {
			fmt.Fprintf(out, "--- ok %s, %s\n", s.Name, short(o.took))
		}
		done = append(done, o)
	}
	return account(done, repeat, out)
}

func account(done []outcome, repeat string, out io.Writer) error {
	fmt.Fprintln(out)
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	var total time.Duration
	var failures []string
	for _, o := range done {
		word, again := "ok", ""
		if o.err != nil {
			word, again = "FAILED", repeat+" "+o.name
			failures = append(failures, o.name)
		}
		total += o.took
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", word, o.name, short(o.took), again)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(out, "in all %s\n%d passed, %d failed\n", short(total), len(done)-len(failures), len(failures))
	if len(failures) > 0 {
		return fmt.Errorf("failed: %s", strings.Join(failures, ", "))
	}
	return nil
}

func short(d time.Duration) string { return d.Round(100 * time.Millisecond).String() }
