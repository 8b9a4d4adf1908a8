package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Fault is one broken rule.
type Fault struct {
	File string // from the repository's root, with slashes
	Line int    // 0 when the whole file or folder is meant
	What string // what is wrong
	Do   string // what to do about it
}

// String is the fault in one line, as editors understand it.
func (f Fault) String() string {
	at := f.File
	if f.Line > 0 {
		at = fmt.Sprintf("%s:%d", f.File, f.Line)
	}
	return fmt.Sprintf("%s: %s; %s", at, f.What, f.Do)
}

// Check holds the repository at root against every rule and returns the faults sorted by file. The error
// is for what could not be read.
func Check(root string) ([]Fault, error) {
	r, err := read(root)
	if err != nil {
		return nil, err
	}
	var faults []Fault
	for _, rule := range []func(*repo) []Fault{arrowFaults, doorFaults, sizeFaults, docFaults, paperFaults} {
		faults = append(faults, rule(r)...)
	}
	slices.SortStableFunc(faults, func(a, b Fault) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		return a.Line - b.Line
	})
	return faults, nil
}

// repo is everything the rules look at.
type repo struct {
	module string
	fset   *token.FileSet
	all    map[string]bool   // the name of every file of ours
	files  map[string][]byte // those that hold text
	gofs   []*goFile         // sorted by name
}

// goFile is one parsed Go file.
type goFile struct {
	name      string // from the root
	pkg       string // the folder, "" for the root
	test      bool   // a _test.go file
	helper    bool   // of a package that exists for tests, such as rooms/roomtest
	generated bool
	lines     int
	ast       *ast.File
}

// skipped folders are built, brought or run, never written by us.
var skipped = []string{".git", "bin", "data", ".demo", "web/dist", "web/app/node_modules"}

func read(root string) (*repo, error) {
	r := &repo{fset: token.NewFileSet(), all: map[string]bool{}, files: map[string][]byte{}}
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if slices.Contains(skipped, name) {
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() || name == ".git" { // a file in a worktree of git
			return nil
		}
		r.all[name] = true
		data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		if !slices.Contains(data[:min(len(data), 8000)], 0) { // a zero byte means: no text
			r.files[name] = data
		}
		if path.Ext(name) == ".go" && !strings.Contains(name, "testdata/") {
			return r.parse(name, data)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	first, _, _ := strings.Cut(string(r.files["go.mod"]), "\n")
	r.module = strings.TrimSpace(strings.TrimPrefix(first, "module "))
	if r.module == "" {
		return nil, fmt.Errorf("%s: go.mod does not begin with the module's name", root)
	}
	return r, nil
}

func (r *repo) parse(name string, data []byte) error {
	f, err := parser.ParseFile(r.fset, name, data, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	pkg := path.Dir(name)
	if pkg == "." {
		pkg = ""
	}
	r.gofs = append(r.gofs, &goFile{
		name: name, pkg: pkg, ast: f,
		test:      strings.HasSuffix(name, "_test.go"),
		helper:    isHelper(pkg),
		generated: ast.IsGenerated(f),
		lines:     strings.Count(string(data), "\n"),
	})
	return nil
}

func (r *repo) line(p token.Pos) int { return r.fset.Position(p).Line }

// imports calls see for every import of a file: ours by its folder, or a foreign one (anything with a dot
// in its first element; the standard library is neither, but for what has a door).
func (r *repo) imports(f *goFile, see func(path string, ours bool, line int)) {
	for _, im := range f.ast.Imports {
		p := strings.Trim(im.Path.Value, `"`)
		first, _, _ := strings.Cut(p, "/")
		switch {
		case p == r.module:
			see("", true, r.line(im.Pos()))
		case strings.HasPrefix(p, r.module+"/"):
			see(strings.TrimPrefix(p, r.module+"/"), true, r.line(im.Pos()))
		case strings.Contains(first, "."), slices.Contains(guarded, p):
			see(p, false, r.line(im.Pos()))
		}
	}
}
