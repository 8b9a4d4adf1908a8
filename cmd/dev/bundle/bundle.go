package bundle

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Options say what to build and where.
type Options struct {
	App  string // the folder of sources, web/app
	Dist string // the folder of results, web/dist
	Dev  bool   // readable code with source maps, no compression, budgets not enforced
}

// Build bundles once. The report is complete even when a budget is overrun, in which case the error is a
// *[BudgetError] and web/dist holds the new build all the same; after any other error web/dist is as it
// was before.
func Build(opts Options) (*Report, error) {
	start := time.Now()
	opts, err := opts.absolute()
	if err != nil {
		return nil, err
	}
	spec, err := readSpec(opts.App)
	if err != nil {
		return nil, err
	}
	main, err := bundleApps(opts, spec)
	if err != nil {
		return nil, err
	}
	return finish(opts, spec, main, start)
}

// Watch bundles, calls built with the outcome, and does so again after every change of a source, until
// ctx ends. built is called from one goroutine at a time.
func Watch(ctx context.Context, opts Options, built func(*Report, error)) error {
	opts, err := opts.absolute()
	if err != nil {
		return err
	}
	return watchApps(ctx, opts, built)
}

func (o Options) absolute() (Options, error) {
	var err error
	if o.App, err = filepath.Abs(o.App); err != nil {
		return o, err
	}
	o.Dist, err = filepath.Abs(o.Dist)
	return o, err
}

// finish makes everything that follows from the bundled apps (worker, pages, manifest), writes it, and
// weighs it.
func finish(opts Options, spec *Spec, main *graph, start time.Time) (*Report, error) {
	out := tree{}
	for _, f := range main.files {
		out[f.path] = f.data
	}
	if err := addPublic(out, filepath.Join(opts.App, "public")); err != nil {
		return nil, err
	}
	apps, err := main.apps(spec)
	if err != nil {
		return nil, err
	}
	if err := addPages(out, filepath.Join(opts.App, "index.html"), apps); err != nil {
		return nil, err
	}
	version := out.version()
	worker, err := bundleWorker(opts, spec, version, apps)
	if err != nil {
		return nil, err
	}
	out["sw.js"] = worker

	packed, err := compress(out, opts)
	if err != nil {
		return nil, err
	}
	report := weigh(spec, main, apps, packed)
	report.Version = version
	manifest, err := json.MarshalIndent(report, "", " ")
	if err != nil {
		return nil, err
	}
	packed["bundle.json"] = packedFile{data: append(manifest, '\n')}
	if err := packed.writeTo(opts.Dist); err != nil {
		return nil, fmt.Errorf("write %s: %w", opts.Dist, err)
	}
	report.Took = time.Since(start)
	if opts.Dev {
		return report, nil
	}
	return report, report.overrun()
}

// addPublic puts the files of web/app/public at the root, as they are.
func addPublic(out tree, dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() {
			return fmt.Errorf("%s: public holds files only; %q is a folder", dir, e.Name())
		}
		if e.Name() == "sw.js" || e.Name() == "bundle.json" {
			return fmt.Errorf("public/%s has the name of a built file", e.Name())
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		out[e.Name()] = data
	}
	return nil
}
