package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	"dienhong/cmd/dev/bundle"
	"dienhong/cmd/dev/tools"
)

// Folders and files of the repository, from its root.
const (
	appDir     = "web/app"
	distDir    = "web/dist"
	binDir     = "bin"
	serverBin  = "bin/dienhong"
	raceBin    = "bin/dienhong-race"
	serverPkg  = "./cmd/dienhong"
	watchedDir = ".demo/assets"
)

func build(ctx context.Context, w workplace, args []string) error {
	var webOnly bool
	rest, err := flags("build", args, func(f *flag.FlagSet) {
		f.BoolVar(&webOnly, "web", false, "only bundle the apps")
	})
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return fmt.Errorf("build takes no arguments, got %q", rest)
	}
	if webOnly {
		return bundleApps(ctx, w.out)
	}
	return buildAll(ctx, w.out)
}

// bundleApps brings the npm packages of the product and bundles the apps.
func bundleApps(ctx context.Context, out io.Writer) error {
	if err := tools.Packages(ctx, appDir, false, out); err != nil {
		return err
	}
	return bundleOnly(ctx, out)
}

// bundleOnly bundles what is installed and prints the sizes, also when one is over its budget.
func bundleOnly(_ context.Context, out io.Writer) error {
	report, err := bundle.Build(bundle.Options{App: appDir, Dist: distDir})
	if report != nil {
		if printErr := report.Print(out); printErr != nil {
			return printErr
		}
	}
	return err
}

// buildAll looks for the compiler first: it should not be missed after a minute of other work.
func buildAll(ctx context.Context, out io.Writer) error {
	if err := tools.CCompiler(ctx); err != nil {
		return err
	}
	if err := bundleApps(ctx, out); err != nil {
		return err
	}
	return buildServer(ctx, out)
}

func buildServer(ctx context.Context, out io.Writer) error {
	fmt.Fprintln(out, "building the server; from an empty build cache this takes a minute or two")
	return tools.Command{Args: []string{"go", "build", "-o", serverBin, serverPkg}, Out: out}.Run(ctx)
}
