package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"dienhong/cmd/dev/bundle"
	"dienhong/cmd/dev/tools"
)

// demo builds and becomes the server. Its flags are the server's, but for -watch.
func demo(ctx context.Context, w workplace, args []string) error {
	watch := slices.Contains(args, "-watch") || slices.Contains(args, "--watch")
	args = slices.DeleteFunc(slices.Clone(args), func(a string) bool { return a == "-watch" || a == "--watch" })
	if watch {
		return watchedDemo(ctx, w, args)
	}
	if err := buildAll(ctx, w.out); err != nil {
		return err
	}
	bin, err := filepath.Abs(serverBin)
	if err != nil {
		return err
	}
	if err := os.Chdir(w.began); err != nil {
		return err
	}
	return become(bin, append([]string{"demo"}, args...))
}

// watchedDemo keeps bundling while the server runs as a child that reads the bundle from disk.
func watchedDemo(ctx context.Context, w workplace, args []string) error {
	if err := errors.Join(tools.CCompiler(ctx), tools.Packages(ctx, appDir, false, w.out)); err != nil {
		return err
	}
	if err := buildServer(ctx, w.out); err != nil {
		return err
	}
	bin, err := filepath.Abs(serverBin)
	if err != nil {
		return err
	}
	assets, err := filepath.Abs(watchedDir)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	first := make(chan struct{}, 1)
	ended := make(chan struct{})
	var watchErr error // may be read once ended is closed
	go func() {
		defer close(ended)
		watchErr = bundle.Watch(ctx, bundle.Options{App: appDir, Dist: assets, Dev: true}, func(r *bundle.Report, err error) {
			tell(w.out, r, err)
			select {
			case first <- struct{}{}:
			default:
			}
		})
	}()
	defer func() {
		cancel()
		<-ended
	}()
	select {
	case <-first:
	case <-ended:
		return watchErr
	}
	return runChild(w.began, bin, append([]string{"demo", "-assets", assets}, args...))
}

// tell says in one line what a rebuild came to. A mistake in a source is not the end: the next save may
// mend it.
func tell(out io.Writer, r *bundle.Report, err error) {
	if err != nil {
		fmt.Fprintf(out, "not bundled:\n%v\n", err)
		return
	}
	fmt.Fprintf(out, "bundled %s in %s; reload the page\n", r.Version, r.Took)
}
