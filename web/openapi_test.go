package web

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// contract is the OpenAPI document of a server, against which answers are held.
type contract struct {
	t     *testing.T
	doc   object
	paths []contractPath
	// met are the operations that were answered at least once as they should be.
	met map[string]bool
}

type contractPath struct {
	template string
	match    *regexp.Regexp
}

func newContract(t *testing.T, document string) *contract {
	t.Helper()
	c := &contract{t: t, met: map[string]bool{}}
	if err := json.Unmarshal([]byte(document), &c.doc); err != nil {
		t.Fatal(err)
	}
	for template := range c.doc["paths"].(object) {
		pattern := regexp.MustCompile(`\\\{[a-z]+\\\}`).ReplaceAllString(regexp.QuoteMeta(template), `[^/]+`)
		c.paths = append(c.paths, contractPath{template, regexp.MustCompile("^" + pattern + "$")})
	}
	// A path without values is meant before one with.
	slices.SortFunc(c.paths, func(a, b contractPath) int { return strings.Count(a.template, "{") - strings.Count(b.template, "{") })
	return c
}

// check holds an answer against the document: a status that is foreseen, and a body of the shape that is described.
func (c *contract) check(method, path string, a answer) {
	c.t.Helper()
	path, _, _ = strings.Cut(path, "?")
	for _, p := range c.paths {
		if !p.match.MatchString(path) {
			continue
		}
		operation, ok := c.doc["paths"].(object)[p.template].(object)[strings.ToLower(method)].(object)
		if !ok {
			continue
		}
		responses := operation["responses"].(object)
		response, ok := responses[strconv.Itoa(a.status)].(object)
		if !ok {
			c.t.Errorf("%s %s answered %d, which the document does not foresee: %s", method, p.template, a.status, a.body)
			return
		}
		c.body(method+" "+p.template, response, a)
		if a.status/100 == 2 {
			c.met[method+" "+p.template] = true
		} else if name := refusalOf(a); a.status != 304 && !strings.Contains(response["description"].(string), name) {
			c.t.Errorf("%s %s was refused with %s, which the document does not name", method, p.template, name)
		}
		return
	}
	c.t.Errorf("%s %s is not in the document", method, path)
}

func refusalOf(a answer) string {
	var f failure
	_ = json.Unmarshal([]byte(a.body), &f)
	return f.Error.Code
}

func (c *contract) body(where string, response object, a answer) {
	c.t.Helper()
	content, ok := response["content"].(object)
	if !ok {
		if a.body != "" {
			c.t.Errorf("%s answered %d with a body: %s", where, a.status, a.body)
		}
		return
	}
	media, ok := content["application/json"].(object)
	if !ok {
		kind := slices.Collect(maps.Keys(content))[0]
		if got := a.header.Get("Content-Type"); !strings.HasPrefix(got, strings.TrimSuffix(kind, "*")) {
			c.t.Errorf("%s answered with %s, the document says %s", where, got, kind)
		}
		return
	}
	var value any
	if err := json.Unmarshal([]byte(a.body), &value); err != nil {
		c.t.Errorf("%s: %v: %s", where, err, a.body)
		return
	}
	for _, fault := range c.faults(media["schema"].(object), value, "") {
		c.t.Errorf("%s %d: %s: %s", where, a.status, fault, a.body)
	}
}

// faults holds a value against a schema, as far as ours use the language of schemas.
func (c *contract) faults(schema object, value any, at string) []string {
	if ref, ok := schema["$ref"].(string); ok {
		name := strings.TrimPrefix(ref, "#/components/schemas/")
		return c.faults(c.doc["components"].(object)["schemas"].(object)[name].(object), value, at)
	}
	if enum, ok := schema["enum"].([]any); ok && !slices.Contains(enum, value) {
		return []string{fmt.Sprintf("%s is %v, none of %v", at, value, enum)}
	}
	wrong := func(ok bool) []string {
		if ok {
			return nil
		}
		return []string{fmt.Sprintf("%s is %v, not %v", at, value, schema["type"])}
	}
	switch schema["type"] {
	case nil:
		return nil
	case "string":
		text, ok := value.(string)
		if ok && schema["format"] == "date-time" {
			_, err := time.Parse(time.RFC3339, text)
			ok = err == nil
		}
		return wrong(ok)
	case "boolean":
		_, ok := value.(bool)
		return wrong(ok)
	case "number":
		_, ok := value.(float64)
		return wrong(ok)
	case "integer":
		n, ok := value.(float64)
		return wrong(ok && n == float64(int64(n)))
	case "array":
		list, ok := value.([]any)
		if !ok {
			return wrong(false)
		}
		var all []string
		for i, element := range list {
			all = append(all, c.faults(schema["items"].(object), element, fmt.Sprintf("%s[%d]", at, i))...)
		}
		return all
	}
	return c.objectFaults(schema, value, at)
}

func (c *contract) objectFaults(schema object, value any, at string) []string {
	members, ok := value.(object)
	if !ok {
		return []string{fmt.Sprintf("%s is %v, not an object", at, value)}
	}
	var all []string
	required, _ := schema["required"].([]any)
	for _, name := range required {
		if _, there := members[name.(string)]; !there {
			all = append(all, fmt.Sprintf("%s lacks %v", at, name))
		}
	}
	properties, _ := schema["properties"].(object)
	for name, member := range members {
		if property, known := properties[name].(object); known {
			all = append(all, c.faults(property, member, at+"."+name)...)
			continue
		}
		switch more := schema["additionalProperties"].(type) {
		case bool:
			all = append(all, fmt.Sprintf("%s has %s, which is not described", at, name))
		case object:
			all = append(all, c.faults(more, member, at+"."+name)...)
		}
	}
	return all
}

// Every route of the table is in the document or says that it is no part of the API, and every operation of the
// document is answered by the server.
func TestDocumentAndRoutesAgree(t *testing.T) {
	g := newRig(t, nil)
	b := g.browser()
	c := newContract(t, b.get("/api/openapi.json").is(200).body)
	described := map[string]bool{}
	for path, item := range c.doc["paths"].(object) {
		for method := range item.(object) {
			described[strings.ToUpper(method)+" "+path] = true
			concrete := regexp.MustCompile(`\{[a-z]+\}`).ReplaceAllString(path, "x")
			if a := b.do(strings.ToUpper(method), concrete, "{}"); refusalOf(a) == "not_found" || a.status == 405 {
				t.Errorf("%s %s is described and not served: %d %s", method, path, a.status, a.body)
			}
		}
	}
	for _, r := range g.server.routes {
		isAPI := strings.HasPrefix(r.path, "/api/") || strings.HasPrefix(r.path, "/ws/") || strings.HasPrefix(r.path, "/pages/") ||
			r.path == "/healthz" || r.path == "/readyz"
		if described[r.pattern()] != isAPI {
			t.Errorf("%s: in the document %t, of the API %t", r.pattern(), described[r.pattern()], isAPI)
		}
	}
	if c.doc["openapi"] != "3.1.0" {
		t.Errorf("OpenAPI %v", c.doc["openapi"])
	}
}

// The paper tells of every route, and of none that is not there.
func TestPaperAndRoutesAgree(t *testing.T) {
	paper, err := os.ReadFile("api.md")
	if err != nil {
		t.Fatal(err)
	}
	g := newRig(t, nil)
	told := map[string]bool{}
	for _, match := range regexp.MustCompile("`(GET|POST|PATCH|DELETE|PUT) (/[^` ?]*)").FindAllStringSubmatch(string(paper), -1) {
		told[match[1]+" "+match[2]] = true
	}
	served := map[string]bool{}
	for _, r := range g.server.routes {
		name := r.method + " " + strings.TrimSuffix(r.path, "{$}")
		served[name] = true
		if !told[name] {
			t.Errorf("api.md does not tell of %s", name)
		}
	}
	for name := range told {
		if !served[name] && !strings.Contains(name, "/rtc") && !strings.Contains(name, "/twirp") && !strings.Contains(name, "/debug") {
			t.Errorf("api.md tells of %s, which is not served", name)
		}
	}
}

// Every code that a package below may answer with has a status, and no status is kept for a code that nobody has.
func TestEveryCodeHasItsStatus(t *testing.T) {
	found := map[string]bool{"internal": true}
	for _, folder := range []string{".", "auth", "../rooms", "../rooms/store", "../agenda", "../agenda/ballot", "../agenda/files", "../agenda/pages"} {
		for _, code := range codesIn(t, folder) {
			found[code] = true
		}
	}
	for code := range found {
		if statuses[code] == 0 {
			t.Errorf("the code %s has no status", code)
		}
	}
	for code := range statuses {
		if !found[code] {
			t.Errorf("there is a status for %s, a code that nobody has", code)
		}
	}
}

// codesIn reads the codes that a package gives its errors: the first string of each Error value.
func codesIn(t *testing.T, folder string) []string {
	t.Helper()
	var codes []string
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatal(folder, err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			literal, ok := n.(*ast.CompositeLit)
			if !ok || fmt.Sprint(literal.Type) != "Error" || len(literal.Elts) == 0 {
				return true
			}
			first := literal.Elts[0]
			if pair, ok := first.(*ast.KeyValueExpr); ok {
				first = pair.Value
			}
			if text, ok := first.(*ast.BasicLit); ok && text.Kind == token.STRING {
				code, _ := strconv.Unquote(text.Value)
				codes = append(codes, code)
			}
			return true
		})
	}
	return codes
}

// No page of ours, and none that is embedded, holds script or style in itself.
func TestTemplatesHoldNoScript(t *testing.T) {
	err := fs.WalkDir(templates, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".html") {
			return err
		}
		data, err := templates.ReadFile(name)
		for _, never := range []string{"<script>", "<style", " style=", " onclick", "javascript:"} {
			if strings.Contains(string(data), never) {
				t.Errorf("%s holds %q", name, never)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
