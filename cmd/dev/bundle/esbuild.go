package bundle

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"strings"
	"time"

	"github.com/evanw/esbuild/pkg/api"
)

// engines is the browser floor. Only engines are given, no ES year: esbuild takes the lowest of both.
var engines = []api.Engine{
	{Name: api.EngineChrome, Version: "111"},
	{Name: api.EngineSafari, Version: "16.4"},
	{Name: api.EngineFirefox, Version: "115"},
}

// assets is the folder of hashed files, and the first part of their addresses.
const assets = "assets"

func appOptions(opts Options, spec *Spec) api.BuildOptions {
	b := common(opts)
	for _, a := range spec.Apps {
		b.EntryPointsAdvanced = append(b.EntryPointsAdvanced, api.EntryPoint{InputPath: a.Entry, OutputPath: a.Name})
	}
	b.Outdir = filepath.Join(opts.Dist, assets)
	b.PublicPath = "/" + assets
	b.Splitting = true
	b.Format = api.FormatESModule
	b.EntryNames = "[name]-[hash]"
	b.ChunkNames = "[name]-[hash]"
	b.AssetNames = "[name]-[hash]"
	b.Loader = map[string]api.Loader{".woff2": api.LoaderFile, ".svg": api.LoaderFile, ".wasm": api.LoaderFile}
	b.LegalComments = api.LegalCommentsExternal
	if opts.Dev {
		b.Sourcemap = api.SourceMapLinked
		b.LegalComments = api.LegalCommentsNone
	}
	return b
}

// common is what apps and service worker share. Nothing is written by esbuild itself: the results are
// first completed and compressed.
func common(opts Options) api.BuildOptions {
	return api.BuildOptions{
		AbsWorkingDir:     opts.App,
		Bundle:            true,
		Write:             false,
		Metafile:          true,
		Platform:          api.PlatformBrowser,
		Engines:           engines,
		MinifyWhitespace:  !opts.Dev,
		MinifyIdentifiers: !opts.Dev,
		MinifySyntax:      true,
		Charset:           api.CharsetUTF8,
		JSX:               api.JSXAutomatic,
		JSXImportSource:   "preact",
		TreeShaking:       api.TreeShakingTrue,
		LogLevel:          api.LogLevelSilent, // messages travel in the error
		Define: map[string]string{
			"process.env.NODE_ENV": `"production"`,
			"DEV":                  fmt.Sprint(opts.Dev),
		},
	}
}

// bundleApps bundles each app by itself. A device runs one app, so what two apps share is worth less than what many
// small chunks cost the first load: shared chunks took a quarter more bytes, and more requests, for the smallest app.
// Files that come out the same for several apps have the same name and are kept once.
func bundleApps(opts Options, spec *Spec) (*graph, error) {
	all := &graph{outputs: map[string]output{}}
	for _, app := range spec.Apps {
		alone := *spec
		alone.Apps = []AppSpec{app}
		one, err := toGraph(opts, api.Build(appOptions(opts, &alone)))
		if err != nil {
			return nil, err
		}
		for _, f := range one.files {
			if _, known := all.outputs[f.path]; !known {
				all.files = append(all.files, f)
			}
		}
		maps.Copy(all.outputs, one.outputs)
	}
	return all, nil
}

// bundleWorker bundles the service worker by itself: it is no module and shares no chunk. It learns the
// build's version, which changes its bytes and so tells browsers of a new build, and each app's first files.
func bundleWorker(opts Options, spec *Spec, version string, apps []App) ([]byte, error) {
	shell := map[string][]string{}
	for _, a := range apps {
		shell[a.Name] = a.shell()
	}
	shellJSON, err := json.Marshal(shell)
	if err != nil {
		return nil, err
	}
	b := common(opts)
	b.EntryPoints = []string{spec.ServiceWorker.Entry}
	b.Outfile = filepath.Join(opts.Dist, "sw.js")
	b.Format = api.FormatIIFE
	b.Define["BUILD_VERSION"] = `"` + version + `"`
	b.Define["BUILD_SHELL"] = string(shellJSON)
	res := api.Build(b)
	if err := failure(res); err != nil {
		return nil, err
	}
	if len(res.OutputFiles) != 1 {
		return nil, fmt.Errorf("the service worker became %d files; it must be one", len(res.OutputFiles))
	}
	return res.OutputFiles[0].Contents, nil
}

// failure is the messages of a failed build as one error, or nil. Warnings fail too: in a bundle they are
// mistakes that were understood (an unknown CSS property, a duplicate case).
func failure(res api.BuildResult) error {
	messages := api.FormatMessages(res.Errors, api.FormatMessagesOptions{Kind: api.ErrorMessage})
	for _, w := range res.Warnings {
		if w.Location == nil || !strings.Contains(w.Location.File, "node_modules/") {
			messages = append(messages, api.FormatMessages([]api.Message{w}, api.FormatMessagesOptions{Kind: api.WarningMessage})...)
		}
	}
	if len(messages) == 0 {
		return nil
	}
	return errors.New(strings.TrimSpace(strings.Join(messages, "")))
}

// watchApps builds with esbuild's own watcher; onEnd also sees the first build.
func watchApps(ctx context.Context, opts Options, built func(*Report, error)) error {
	spec, err := readSpec(opts.App)
	if err != nil {
		return err
	}
	b := appOptions(opts, spec)
	b.Plugins = []api.Plugin{{Name: "finish", Setup: func(p api.PluginBuild) {
		var start time.Time
		p.OnStart(func() (api.OnStartResult, error) {
			start = time.Now()
			return api.OnStartResult{}, nil
		})
		p.OnEnd(func(res *api.BuildResult) (api.OnEndResult, error) {
			main, err := toGraph(opts, *res)
			if err != nil {
				built(nil, err)
				return api.OnEndResult{}, nil
			}
			built(finish(opts, spec, main, start))
			return api.OnEndResult{}, nil
		})
	}}}
	builder, ctxErr := api.Context(b)
	if ctxErr != nil {
		return fmt.Errorf("esbuild: %s", ctxErr.Error())
	}
	defer builder.Dispose()
	if err := builder.Watch(api.WatchOptions{}); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}
