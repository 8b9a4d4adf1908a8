package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dienhong/cmd/dev/house"
	"dienhong/cmd/dev/steps"
	"dienhong/cmd/dev/tools"
)

// race makes programs that call go themselves share the build cache of the tests; see the package's
// documentation.
const race = "GOFLAGS=-race"

// test runs everything. check runs what needs no browser and no test binary.
func test(ctx context.Context, w workplace, args []string) error {
	return runSteps(ctx, w, "test", args, allSteps())
}

func check(ctx context.Context, w workplace, args []string) error {
	fast := []string{"tools", "packages", "bundle", "format", "house", "types", "oxlint", "vet", "lint"}
	list := slices.DeleteFunc(allSteps(), func(s steps.Step) bool { return !slices.Contains(fast, s.Name) })
	return runSteps(ctx, w, "check", args, list)
}

func runSteps(ctx context.Context, w workplace, name string, args []string, list []steps.Step) error {
	var only string
	rest, err := flags(name, args, func(f *flag.FlagSet) {
		f.StringVar(&only, "only", "", "run only these `steps` or groups, separated by commas")
	})
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return fmt.Errorf("%s takes no arguments, got %q", name, rest)
	}
	if list, err = steps.Only(list, only); err != nil {
		return err
	}
	return steps.Run(ctx, list, "go run ./cmd/dev "+name+" -only", w.out)
}

// allSteps stands in the order of cost, so that a small mistake shows early; the bundle comes before
// everything that compiles the package that embeds it.
func allSteps() []steps.Step {
	return []steps.Step{
		{Name: "tools", Run: needTools},
		{Name: "packages", Needs: []string{"tools"}, Run: func(ctx context.Context, out io.Writer) error {
			return tools.Packages(ctx, appDir, true, out)
		}},
		{Name: "chromium", Run: needChromium},
		{Name: "format", Group: "go", Run: func(_ context.Context, out io.Writer) error { return checkFormat(out) }},
		{Name: "house", Group: "go", Run: func(_ context.Context, out io.Writer) error { return checkHouse(out) }},
		{Name: "types", Group: "web", Needs: []string{"packages"}, Run: checkTypes},
		{Name: "oxlint", Group: "web", Needs: []string{"packages"}, Run: npx("oxlint", "--quiet")},
		{Name: "vitest", Group: "web", Needs: []string{"packages"}, Run: npx("vitest", "run")},
		{Name: "bundle", Group: "web", Needs: []string{"packages"}, Run: bundleOnly},
		{Name: "gen", Group: "go", Needs: []string{"tools"}, Run: func(ctx context.Context, out io.Writer) error {
			return generate(ctx, out, true)
		}},
		{Name: "vet", Group: "go", Needs: []string{"tools"}, Run: goCommand("vet", "-race", "./...")},
		{Name: "lint", Group: "go", Needs: []string{"tools"}, Run: lint},
		{Name: "gotest", Group: "go", Needs: []string{"packages", "chromium"}, Run: goCommand("test", "-race", "-timeout", "20m", "./...")},
		{Name: "browser", Group: "browser", Needs: []string{"bundle", "chromium"}, Run: browse},
	}
}

func needTools(ctx context.Context, out io.Writer) error {
	if err := errors.Join(tools.CCompiler(ctx), tools.Node(ctx)); err != nil {
		return err
	}
	fmt.Fprintln(out, "a C compiler, Node and npm are here")
	return nil
}

// needChromium names the browser in the environment of everything that follows: the scenarios, and the
// media server's tests with real livekit-client pages.
func needChromium(ctx context.Context, out io.Writer) error {
	path, err := tools.Chromium(ctx, out)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "the browser is", path)
	return os.Setenv("CHROMIUM", path)
}

// npx runs a program of the npm packages in web/app.
func npx(args ...string) func(context.Context, io.Writer) error {
	return func(ctx context.Context, out io.Writer) error {
		line := append([]string{filepath.FromSlash("./node_modules/.bin/" + args[0])}, args[1:]...)
		return tools.Command{Dir: appDir, Env: plain(), Args: line, Out: out}.Run(ctx)
	}
}

// plain asks Node's programs for text without colours where nobody sees them; some take CI for a terminal.
func plain() []string {
	if info, err := os.Stdout.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		return nil
	}
	return []string{"NO_COLOR=1"}
}

// checkTypes checks the pages, the service worker and the scenarios, which live in different worlds.
func checkTypes(ctx context.Context, out io.Writer) error {
	for _, project := range []string{"tsconfig.json", "tsconfig.sw.json", "tsconfig.e2e.json"} {
		if err := npx("tsc", "--noEmit", "-p", project)(ctx, out); err != nil {
			return err
		}
	}
	return nil
}

func goCommand(args ...string) func(context.Context, io.Writer) error {
	return func(ctx context.Context, out io.Writer) error {
		return tools.Command{Args: append([]string{"go"}, args...), Out: out}.Run(ctx)
	}
}

func lint(ctx context.Context, out io.Writer) error {
	linter, err := tools.Linter(ctx, binDir, out)
	if err != nil {
		return err
	}
	return tools.Command{Env: []string{race}, Args: []string{linter, "run", "--allow-parallel-runners", "./..."}, Out: out}.Run(ctx)
}

func checkHouse(out io.Writer) error {
	faults, err := house.Check(".")
	if err != nil {
		return err
	}
	for _, f := range faults {
		fmt.Fprintln(out, f)
	}
	if len(faults) > 0 {
		return fmt.Errorf("%d rules of the house are broken", len(faults))
	}
	return nil
}

// browse runs the scenarios on the real server, built with the race detector, in real Chromium.
func browse(ctx context.Context, out io.Writer) error {
	if err := goCommand("build", "-race", "-o", raceBin, serverPkg)(ctx, out); err != nil {
		return err
	}
	bin, err := filepath.Abs(raceBin)
	if err != nil {
		return err
	}
	pictures, err := os.MkdirTemp("", "dienhong-scenarios-")
	if err != nil {
		return err
	}
	run := tools.Command{
		Dir:  appDir,
		Env:  append(plain(), "DIENHONG_BIN="+bin, "DIENHONG_PICTURES="+pictures),
		Args: strings.Fields("./node_modules/.bin/vitest run --config vitest.e2e.config.ts"),
		Out:  out,
	}
	if err := run.Run(ctx); err != nil {
		return fmt.Errorf("%w; pictures of every page and the servers' logs are in %s", err, pictures)
	}
	return os.RemoveAll(pictures)
}
