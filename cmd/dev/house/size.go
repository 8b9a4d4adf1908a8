package house

import (
	"fmt"
	"go/ast"
	"path"
	"regexp"
	"strings"
)

// The limits. Tests tell their story in one place, so their functions may be longer.
const (
	maxFileLines = 400
	maxFuncLines = 60
	maxFields    = 20
	maxMethods   = 7
	maxFiles     = 12 // of a package, without tests, generated files and doc.go
)

// budget is the comment that lets a limit be passed; it must give a reason.
var budget = regexp.MustCompile(`(?i)\bbudget:\s*\S+(\s+\S+){2,}`)

// generated is Go's own mark, which our generators also put into scripts.
var generated = regexp.MustCompile(`(?m)^\W*Code generated .* DO NOT EDIT\.`)

const split = `split it, or write "// budget: <reason>" beside it`

func sizeFaults(r *repo) []Fault {
	faults := scriptSizes(r)
	count := map[string]int{}
	excused := map[string]bool{}
	for _, f := range r.gofs {
		if f.generated {
			continue
		}
		if f.lines > maxFileLines && !fileBudget(f) {
			faults = append(faults, Fault{f.name, 0, fmt.Sprintf("%d lines, at most %d", f.lines, maxFileLines), split})
		}
		if f.ast.Doc != nil && budget.MatchString(raw(f.ast.Doc)) {
			excused[f.pkg] = true
		}
		if !f.test && path.Base(f.name) != "doc.go" {
			count[f.pkg]++
		}
		faults = append(faults, declSizes(r, f)...)
	}
	for pkg, n := range count {
		if n > maxFiles && !excused[pkg] {
			faults = append(faults, Fault{pkg, 0, fmt.Sprintf("the package has %d files, at most %d", n, maxFiles),
				`make a package of a part, or write "budget: <reason>" in its doc.go`})
		}
	}
	return faults
}

// fileBudget looks for the comment above the first declaration.
func fileBudget(f *goFile) bool {
	for _, c := range f.ast.Comments {
		if len(f.ast.Decls) > 0 && c.Pos() > f.ast.Decls[0].Pos() {
			return false
		}
		if budget.MatchString(raw(c)) {
			return true
		}
	}
	return false
}

func declSizes(r *repo, f *goFile) []Fault {
	var faults []Fault
	add := func(n ast.Node, what string, size, limit int, unit string) {
		faults = append(faults, Fault{f.name, r.line(n.Pos()), fmt.Sprintf("%s has %d %s, at most %d", what, size, unit, limit), split})
	}
	for _, d := range f.ast.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			n := r.line(d.End()) - r.line(d.Pos()) + 1
			if n > maxFuncLines && !f.test && !f.helper && !r.budgeted(f, d, d.Doc) {
				add(d, "func "+d.Name.Name, n, maxFuncLines, "lines")
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				t, ok := s.(*ast.TypeSpec)
				if !ok || r.budgeted(f, t, d.Doc, t.Doc) {
					continue
				}
				switch typ := t.Type.(type) {
				case *ast.StructType:
					if n := members(typ.Fields); n > maxFields {
						add(t, "struct "+t.Name.Name, n, maxFields, "fields")
					}
				case *ast.InterfaceType:
					if n := members(typ.Methods); n > maxMethods {
						add(t, "interface "+t.Name.Name, n, maxMethods, "methods")
					}
				}
			}
		}
	}
	return faults
}

// members counts names, and an embedded type as one.
func members(l *ast.FieldList) int {
	n := 0
	for _, f := range l.List {
		n += max(1, len(f.Names))
	}
	return n
}

// budgeted looks for the comment in the docs of a declaration, and inside it.
func (r *repo) budgeted(f *goFile, n ast.Node, docs ...*ast.CommentGroup) bool {
	for _, d := range docs {
		if d != nil && budget.MatchString(raw(d)) {
			return true
		}
	}
	for _, c := range f.ast.Comments {
		if c.Pos() >= n.Pos() && c.End() <= n.End() && budget.MatchString(raw(c)) {
			return true
		}
	}
	return false
}

func raw(g *ast.CommentGroup) string {
	var b strings.Builder
	for _, c := range g.List {
		b.WriteString(c.Text)
		b.WriteByte('\n')
	}
	return b.String()
}

// scriptSizes holds the browser apps to the same length of a file.
func scriptSizes(r *repo) []Fault {
	var faults []Fault
	for name, data := range r.files {
		ext := path.Ext(name)
		head := data[:min(len(data), 2000)]
		if ext != ".ts" && ext != ".tsx" && ext != ".css" || generated.Match(head) {
			continue
		}
		if n := strings.Count(string(data), "\n"); n > maxFileLines && !budget.Match(head) {
			faults = append(faults, Fault{name, 0, fmt.Sprintf("%d lines, at most %d", n, maxFileLines), split})
		}
	}
	return faults
}
