package bundle

import (
	"encoding/json"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// graph is one esbuild result: its files by their place in web/dist, and how they refer to each other.
type graph struct {
	files   []file
	outputs map[string]output
}

type file struct {
	path string // below web/dist, with slashes
	data []byte
}

// output is what esbuild's metafile says of one file. The field names are esbuild's.
type output struct {
	EntryPoint string              `json:"entryPoint"`
	CSSBundle  string              `json:"cssBundle"`
	Inputs     map[string]struct{} `json:"inputs"`
	Imports    []struct {
		Path     string `json:"path"`
		Kind     string `json:"kind"`
		External bool   `json:"external"`
	} `json:"imports"`
}

// App is one built app. Addresses are as the browser asks for them, with a leading slash.
type App struct {
	Name     string   `json:"name"`
	Title    string   `json:"-"`
	Page     string   `json:"page"`
	Script   string   `json:"script"`
	Preloads []string `json:"preloads"` // further scripts the entry imports at once
	Styles   []string `json:"styles"`
	Fonts    []string `json:"fonts"`
}

// shell is what the app's first screen needs, for the service worker.
func (a App) shell() []string {
	return slices.Concat([]string{a.Page, a.Script}, a.Preloads, a.Styles, a.Fonts)
}

func toGraph(opts Options, res api.BuildResult) (*graph, error) {
	if err := failure(res); err != nil {
		return nil, err
	}
	var meta struct {
		Outputs map[string]output `json:"outputs"`
	}
	if err := json.Unmarshal([]byte(res.Metafile), &meta); err != nil {
		return nil, fmt.Errorf("esbuild's metafile: %w", err)
	}
	g := &graph{outputs: map[string]output{}}
	for _, f := range res.OutputFiles {
		rel, err := filepath.Rel(opts.Dist, f.Path)
		if err != nil {
			return nil, err
		}
		if strings.HasSuffix(rel, ".LEGAL.txt") && len(f.Contents) == 0 {
			continue
		}
		g.files = append(g.files, file{path: filepath.ToSlash(rel), data: f.Contents})
	}
	// The metafile counts from the working folder (web/app); we count from web/dist.
	rel := func(p string) (string, error) {
		r, err := filepath.Rel(opts.Dist, filepath.Join(opts.App, filepath.FromSlash(p)))
		return filepath.ToSlash(r), err
	}
	for p, o := range meta.Outputs {
		name, err := rel(p)
		if err != nil {
			return nil, err
		}
		if o.CSSBundle != "" {
			if o.CSSBundle, err = rel(o.CSSBundle); err != nil {
				return nil, err
			}
		}
		for i := range o.Imports {
			if o.Imports[i].Path, err = rel(o.Imports[i].Path); err != nil {
				return nil, err
			}
		}
		g.outputs[name] = o
	}
	return g, nil
}

// apps finds each app's first files, in the order of apps.json.
func (g *graph) apps(spec *Spec) ([]App, error) {
	var apps []App
	for _, a := range spec.Apps {
		entry := g.entry(a.Entry)
		if entry == "" {
			return nil, fmt.Errorf("app %q: esbuild made no file from %s", a.Name, a.Entry)
		}
		app := App{
			Name: a.Name, Title: a.Title, Page: "/" + path.Join(assets, a.Name+".html"), Script: "/" + entry,
			Preloads: []string{}, Styles: []string{}, Fonts: []string{},
		}
		for _, p := range g.reach(entry, "import-statement") {
			app.Preloads = append(app.Preloads, "/"+p)
		}
		if css := g.outputs[entry].CSSBundle; css != "" {
			app.Styles = append(app.Styles, "/"+css)
			for _, p := range g.reach(css, "url-token") {
				if strings.HasSuffix(p, ".woff2") {
					app.Fonts = append(app.Fonts, "/"+p)
				}
			}
		}
		apps = append(apps, app)
	}
	return apps, nil
}

func (g *graph) entry(source string) string {
	for name, o := range g.outputs {
		if o.EntryPoint == source && strings.HasSuffix(name, ".js") {
			return name
		}
	}
	return ""
}

// reach lists, sorted, what from refers to over references of one kind, itself not included.
func (g *graph) reach(from, kind string) []string {
	seen := map[string]bool{from: true}
	queue := []string{from}
	var found []string
	for len(queue) > 0 {
		o := g.outputs[queue[0]]
		queue = queue[1:]
		for _, im := range o.Imports {
			if im.Kind != kind || im.External || seen[im.Path] {
				continue
			}
			seen[im.Path] = true
			found = append(found, im.Path)
			queue = append(queue, im.Path)
		}
	}
	slices.Sort(found)
	return found
}

// holds reports whether a file was made from a source whose path contains part.
func (g *graph) holds(name, part string) bool {
	for in := range g.outputs[name].Inputs {
		if strings.Contains(in, part) {
			return true
		}
	}
	return false
}
