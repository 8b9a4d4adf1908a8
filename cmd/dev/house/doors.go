package house

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// door is the one place through which a foreign library enters the house. A place is a file, a package,
// or with "/..." a package and all below it.
type door struct {
	library string // prefix of import paths
	places  []string
}

// doors is searched from the top; the first matching prefix counts.
var doors = []door{
	{"github.com/pion/", []string{"sfu/...", "cmd/bots"}},
	{"github.com/livekit/protocol", []string{"sfu", "sfu/signal", "sfu/load", "web/auth/token.go", "cmd/bots"}},
	{"github.com/livekit/server-sdk-go", []string{"cmd/bots"}},
	{"github.com/twitchtv/twirp", []string{"sfu/signal"}}, // the room service of LiveKit
	{"github.com/gorilla/websocket", []string{"clients", "clients/wire", "sfu/signal", "sfu/load", "cmd/bots"}},
	{"google.golang.org/protobuf", []string{"sfu", "sfu/signal", "sfu/load", "cmd/bots"}},
	{"github.com/gen2brain/go-fitz", []string{"agenda/pages/fitz.go"}},
	{"github.com/chai2010/webp", []string{"agenda/pages/encode"}},
	{"github.com/klauspost/compress/zlib", []string{"agenda/pages/encode"}},
	{"github.com/redis/go-redis", []string{"rooms/cluster"}},
	{"modernc.org/sqlite", []string{"rooms/store"}},
	{"github.com/jackc/pgx", []string{"rooms/store"}},
	{"github.com/oklog/ulid", []string{"rooms"}},
	{"github.com/piglig/go-qr", []string{"web"}},
	{"github.com/caddyserver/certmagic", []string{"web/certs"}},
	{"go.uber.org/zap", []string{"web/certs"}}, // certmagic is told with it to keep quiet
	{"github.com/prometheus/client_golang", []string{"cmd/dienhong"}},
	{"github.com/evanw/esbuild", []string{"cmd/dev/bundle", "sfu/sfutest/browser"}},
	{"github.com/andybalholm/brotli", []string{"cmd/dev/bundle"}},
	{"go.yaml.in/yaml", []string{"cmd/dienhong"}},
	{"crypto/hpke", []string{"agenda/ballot/seal"}},        // one suite, in one place
	{"golang.org/x/mod", []string{"agenda/ballot/ledger"}}, // signed notes; audit reads them by itself
	{"golang.org/x/crypto", []string{"web/auth", "cmd/dienhong"}},
	{"golang.org/x/time/rate", []string{"web", "clients"}},
	{"golang.org/x/sys", []string{"agenda/pages/confine", "sfu/batch", "cmd/..."}},
	{"golang.org/x/net", []string{"sfu/..."}},
	{"golang.org/x/sync", []string{"..."}}, // these two are nearly the standard library
	{"golang.org/x/text", []string{"..."}},
}

// guarded are packages of the standard library that have a door all the same.
var guarded = []string{"crypto/hpke"}

// testLibraries may be imported by any test: they test, or they speak to a server as its users do.
var testLibraries = []string{
	"go.uber.org/goleak", "pgregory.net/rapid", "github.com/google/go-cmp",
	"github.com/livekit/", "github.com/pion/", "github.com/gorilla/websocket", "google.golang.org/protobuf",
	"github.com/go-logr/logr", "github.com/golang-jwt/jwt", // what LiveKit's own client logs and signs with
}

func doorFaults(r *repo) []Fault {
	var faults []Fault
	for _, f := range r.gofs {
		r.imports(f, func(p string, ours bool, line int) {
			if ours {
				if !f.test && !f.helper && isHelper(p) {
					faults = append(faults, Fault{f.name, line, "the product imports the test helper " + p, "use it in _test.go files only"})
				}
				return
			}
			if fault := doorFault(f, p); fault != "" {
				faults = append(faults, Fault{f.name, line, fault,
					"call it through the package that owns it, or change doors in cmd/dev/house/doors.go and say why in the commit"})
			}
		})
	}
	return faults
}

func doorFault(f *goFile, library string) string {
	if f.test || f.helper {
		if under(f.pkg, "cmd") || hasAnyPrefix(library, testLibraries) {
			return ""
		}
	}
	for _, d := range doors {
		if !strings.HasPrefix(library, d.library) {
			continue
		}
		if slices.ContainsFunc(d.places, func(place string) bool { return stands(f, place) }) {
			return ""
		}
		return fmt.Sprintf("%s comes in only through %s", library, strings.Join(d.places, ", "))
	}
	if hasAnyPrefix(library, testLibraries) {
		return library + " is for tests only"
	}
	return library + " has no door yet"
}

// stands reports whether a file lies at a place of a door. Tests of a package share its door.
func stands(f *goFile, place string) bool {
	switch {
	case place == "...":
		return true
	case strings.HasSuffix(place, "/..."):
		return under(f.pkg, strings.TrimSuffix(place, "/..."))
	case path.Ext(place) == ".go":
		return f.name == place || f.test && f.pkg == path.Dir(place)
	default:
		return f.pkg == place
	}
}

// isHelper reports whether a package exists for tests: it, or a folder above it, is named like roomtest.
func isHelper(pkg string) bool {
	return slices.ContainsFunc(strings.Split(pkg, "/"), func(folder string) bool {
		return strings.HasSuffix(folder, "test") && folder != "test"
	})
}

func hasAnyPrefix(s string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}
