package house

import (
	"fmt"
	"slices"
	"strings"
)

// arrows says which packages of ours each package may import. No arrow runs back and there is no cycle;
// cmd/... may import everything, for it wires the house together.
var arrows = map[string][]string{
	// The media tower knows nothing of meetings.
	"sfu":          {"sfu/batch", "sfu/media", "sfu/rtp", "sfu/bwe"},
	"sfu/batch":    {},
	"sfu/media":    {"sfu/rtp", "sfu/bwe", "sfu/batch"},
	"sfu/rtp":      {},
	"sfu/bwe":      {},
	"sfu/signal":   {"sfu"},
	"sfu/load":     {"sfu/batch", "sfu/rtp", "sfu/signal"}, // the load of cmd/bots and of the benchmarks
	"sfu/recorder": {"sfu", "sfu/rtp"},
	"sfu/turn":     {},
	// The papers know nothing of media, sockets or meetings.
	"agenda":               {"agenda/ballot"},
	"agenda/ballot":        {},
	"agenda/ballot/seal":   {"agenda/ballot"},
	"agenda/ballot/ledger": {"agenda/ballot"},
	"agenda/audit":         {}, // counts anew what the others counted: it may share nothing with them
	"agenda/files":         {},
	"agenda/pages":         {"agenda/files", "agenda/pages/encode", "agenda/pages/confine"},
	"agenda/pages/encode":  {},
	"agenda/pages/confine": {},
	"agenda/minutes":       {"agenda", "agenda/ballot"},
	// The meeting, and what stores and shares it.
	"rooms":         {"agenda", "agenda/ballot", "agenda/ballot/seal", "agenda/ballot/ledger"},
	"rooms/store":   {"rooms", "agenda", "agenda/ballot", "agenda/ballot/ledger"},
	"rooms/cluster": {"rooms"},
	// The edges.
	"clients/wire": {},
	"clients":      {"clients/wire", "rooms", "agenda", "agenda/ballot"}, // the wire carries papers and ballots as they are
	"web/auth":     {"rooms"},
	"web/certs":    {},
	"web": {
		"web/auth", "web/certs", "clients", "rooms",
		"agenda", "agenda/ballot", "agenda/ballot/ledger", "agenda/files", "agenda/pages", "agenda/minutes",
	},
}

func arrowFaults(r *repo) []Fault {
	var faults []Fault
	unknown := map[string]bool{}
	for _, f := range r.gofs {
		if under(f.pkg, "cmd") {
			continue
		}
		if f.helper || f.test {
			faults = append(faults, testArrows(r, f)...)
			continue
		}
		allowed, known := arrows[f.pkg]
		if !known {
			if !unknown[f.pkg] {
				unknown[f.pkg] = true
				faults = append(faults, Fault{f.name, 0, fmt.Sprintf("package %q has no place in the house", f.pkg),
					"give it a line in arrows (cmd/dev/house/arrows.go) that says what it may import, and one in the architecture page"})
			}
			continue
		}
		r.imports(f, func(p string, ours bool, line int) {
			if ours && !slices.Contains(allowed, p) {
				faults = append(faults, Fault{f.name, line, fmt.Sprintf("%s may not import %s", f.pkg, p), may(allowed)})
			}
		})
	}
	return faults
}

// testArrows holds for tests and test helpers, which may wire real parts together but not the two towers,
// and not the commands.
func testArrows(r *repo, f *goFile) []Fault {
	var faults []Fault
	r.imports(f, func(p string, ours bool, line int) {
		switch {
		case !ours:
		case under(p, "cmd"):
			faults = append(faults, Fault{f.name, line, "a test outside cmd imports " + p, "move the test to cmd"})
		case under(p, "sfu") != under(f.pkg, "sfu"):
			faults = append(faults, Fault{f.name, line, "a test of " + f.pkg + " imports " + p,
				"media and meetings meet only in cmd: move the test there, or use a small stub"})
		}
	})
	return faults
}

func may(allowed []string) string {
	if len(allowed) == 0 {
		return "it stands on the ground floor and imports nothing of ours; move the code up, or pass the value in"
	}
	return "it may import only " + strings.Join(allowed, ", ") + "; declare an interface here and let cmd connect the two"
}

// under reports whether pkg is folder or lies below it.
func under(pkg, folder string) bool {
	return pkg == folder || strings.HasPrefix(pkg, folder+"/")
}
