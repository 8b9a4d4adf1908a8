package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// source is what reflection cannot tell of a package and its text can: the constants of a string type, the comments,
// and the codes of its errors.
type source struct {
	consts map[string][]string          // by type, in the order of the text
	docs   map[string]string            // by type
	fields map[string]map[string]string // by type and field
	codes  []string
}

// readSource parses the package in folder; a package that does not exist yet is empty.
func readSource(folder string) (*source, error) {
	s := &source{consts: map[string][]string{}, docs: map[string]string{}, fields: map[string]map[string]string{}}
	entries, err := os.ReadDir(folder)
	if os.IsNotExist(err) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if !goSource(entry) {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(folder, entry.Name()), nil, parser.ParseComments)
		if err != nil {
			return nil, fmt.Errorf("read the source of %s: %w", folder, err)
		}
		s.read(file)
	}
	slices.Sort(s.codes)
	s.codes = slices.Compact(s.codes)
	return s, nil
}

func goSource(entry fs.DirEntry) bool {
	name := entry.Name()
	return entry.Type().IsRegular() && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go")
}

func (s *source) read(file *ast.File) {
	for _, decl := range file.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range group.Specs {
			switch spec := spec.(type) {
			case *ast.ValueSpec:
				if group.Tok == token.CONST {
					s.constant(spec)
				}
			case *ast.TypeSpec:
				s.typed(spec, group)
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if literal, ok := n.(*ast.CompositeLit); ok {
			s.code(literal)
		}
		return true
	})
}

func (s *source) constant(spec *ast.ValueSpec) {
	of, ok := spec.Type.(*ast.Ident)
	if !ok {
		return
	}
	for _, value := range spec.Values {
		if text, ok := stringOf(value); ok {
			s.consts[of.Name] = append(s.consts[of.Name], text)
		}
	}
}

func (s *source) typed(spec *ast.TypeSpec, group *ast.GenDecl) {
	doc := spec.Doc
	if doc == nil && len(group.Specs) == 1 {
		doc = group.Doc
	}
	s.docs[spec.Name.Name] = comment(doc)
	structure, ok := spec.Type.(*ast.StructType)
	if !ok {
		return
	}
	fields := map[string]string{}
	for _, field := range structure.Fields.List {
		for _, name := range field.Names {
			fields[name.Name] = comment(field.Doc)
		}
	}
	s.fields[spec.Name.Name] = fields
}

// code finds the house's form of a coded error: Error{"code", "text"}.
func (s *source) code(literal *ast.CompositeLit) {
	of, ok := literal.Type.(*ast.Ident)
	if !ok || of.Name != "Error" || len(literal.Elts) == 0 {
		return
	}
	first := literal.Elts[0]
	if pair, ok := first.(*ast.KeyValueExpr); ok {
		first = pair.Value
	}
	if text, ok := stringOf(first); ok {
		s.codes = append(s.codes, text)
	}
}

func stringOf(e ast.Expr) (string, bool) {
	literal, ok := e.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(literal.Value)
	return text, err == nil
}

// comment returns a doc comment as one line, without the words that are for readers of the Go code.
func comment(group *ast.CommentGroup) string {
	if group == nil {
		return ""
	}
	text, _, _ := strings.Cut(group.Text(), "budget:")
	return strings.Join(strings.Fields(text), " ")
}
