package house

import (
	"path"
	"regexp"
	"strings"
)

// docFaults wants every package to say what it is for.
func docFaults(r *repo) []Fault {
	said := map[string]bool{}
	first := map[string]*goFile{}
	for _, f := range r.gofs {
		if f.test {
			continue
		}
		if first[f.pkg] == nil {
			first[f.pkg] = f
		}
		if f.ast.Doc != nil {
			said[f.pkg] = true
		}
	}
	var faults []Fault
	for pkg, f := range first {
		if !said[pkg] {
			faults = append(faults, Fault{f.name, 0, "package " + f.ast.Name.Name + " has no doc comment",
				"add a doc.go that says what it is for and what always holds in it"})
		}
	}
	return faults
}

// machinePath is the folder of some one machine. Tests may name made-up ones.
var machinePath = regexp.MustCompile(`(^|[^A-Za-z0-9_.\-/])/(work|root|tmp|home/[a-z]+)(/|["'` + "`" + `\s,;)]|$)`)

// link is a Markdown link or picture; its target ends at a space, a hash or the bracket.
var link = regexp.MustCompile(`\]\(<?([^)\s#>]+)`)

// paperFaults looks at every text file: no path of a machine, no registry address in the lock file, no
// link to nowhere.
func paperFaults(r *repo) []Fault {
	var faults []Fault
	for name, data := range r.files {
		fenced := false
		for i, line := range strings.Split(string(data), "\n") {
			if m := machinePath.FindString(line); m != "" && !mayNamePaths(name) {
				faults = append(faults, Fault{name, i + 1, "names a folder of one machine (" + strings.TrimSpace(m) + ")",
					"use a relative path, a flag, or os.MkdirTemp"})
			}
			if path.Base(name) == "package-lock.json" && strings.Contains(line, `"resolved"`) {
				faults = append(faults, Fault{name, i + 1, "holds the address of a registry",
					"run `npm config set omit-lockfile-registry-resolved true`, remove the lock file's \"resolved\" lines and run `npm install` again"})
			}
			if path.Ext(name) != ".md" {
				continue
			}
			if strings.HasPrefix(strings.TrimSpace(line), "```") {
				fenced = !fenced
			}
			if !fenced {
				faults = append(faults, deadLinks(r, name, i+1, line)...)
			}
		}
	}
	return faults
}

// mayNamePaths excepts tests, what they read, and deploy/, whose paths are those of a container.
func mayNamePaths(name string) bool {
	return strings.HasSuffix(name, "_test.go") || strings.Contains(name, ".test.ts") || strings.Contains(name, "testdata/") ||
		under(name, "deploy") || name == "LICENSE"
}

func deadLinks(r *repo, name string, line int, text string) []Fault {
	var faults []Fault
	for _, m := range link.FindAllStringSubmatch(text, -1) {
		target := m[1]
		if strings.Contains(target, ":") { // another site, or mail
			continue
		}
		to := path.Join(path.Dir(name), target)
		if strings.HasPrefix(target, "/") {
			to = strings.TrimPrefix(path.Clean(target), "/")
		}
		if !r.exists(to) {
			faults = append(faults, Fault{name, line, "links to " + target + ", which is not in the repository", "correct the link"})
		}
	}
	return faults
}

// exists reports whether a file or folder of the repository has this name.
func (r *repo) exists(name string) bool {
	if name == "." || r.all[name] {
		return true
	}
	for f := range r.all {
		if under(f, name) {
			return true
		}
	}
	return false
}
