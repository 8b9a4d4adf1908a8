package house

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tree writes a small repository and returns its root.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	files["go.mod"] = "module dienhong\n\ngo 1.26\n"
	for name, text := range files {
		full := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func lines(n int, line string) string { return strings.Repeat(line+"\n", n) }

// goFileOf is a documented file of a package with the given imports.
func goFileOf(pkg string, imports ...string) string {
	s := "// Package " + pkg + " is here.\npackage " + pkg + "\n"
	for _, im := range imports {
		s += "import _ \"" + im + "\"\n"
	}
	return s
}

func TestRules(t *testing.T) {
	cases := []struct {
		name  string
		files map[string]string
		want  string // a part of the only fault; empty for none
	}{
		{"an allowed arrow", map[string]string{"rooms/r.go": goFileOf("rooms", "dienhong/agenda")}, ""},
		{"an arrow running back", map[string]string{"agenda/a.go": goFileOf("agenda", "dienhong/rooms")}, "agenda may not import rooms"},
		{"media meets the meeting", map[string]string{"rooms/r.go": goFileOf("rooms", "dienhong/sfu")}, "rooms may not import"},
		{"edges do not touch the store", map[string]string{"web/w.go": goFileOf("web", "dienhong/rooms/store")}, "web may not import"},
		{"cmd may import all", map[string]string{"cmd/dienhong/m.go": goFileOf("main", "dienhong/sfu", "dienhong/rooms")}, ""},
		{"a package without a place", map[string]string{"extra/e.go": goFileOf("extra")}, "no place in the house"},
		{"a test wires real parts", map[string]string{"web/w.go": goFileOf("web"), "web/w_test.go": "package web\nimport _ \"dienhong/rooms/store\"\n"}, ""},
		{"a test joins the towers", map[string]string{"rooms/r.go": goFileOf("rooms"), "rooms/r_test.go": "package rooms\nimport _ \"dienhong/sfu\"\n"}, "media and meetings meet only in cmd"},
		{"the product uses a helper", map[string]string{"cmd/dienhong/m.go": goFileOf("main", "dienhong/rooms/roomtest")}, "test helper"},

		{"the door", map[string]string{"sfu/s.go": goFileOf("sfu", "github.com/pion/webrtc/v4")}, ""},
		{"not the door", map[string]string{"clients/c.go": goFileOf("clients", "github.com/pion/webrtc/v4")}, "comes in only through"},
		{"one file is the door", map[string]string{"agenda/pages/worker.go": goFileOf("pages", "github.com/gen2brain/go-fitz")}, "only through agenda/pages/fitz.go"},
		{"a door of the standard library", map[string]string{"agenda/ballot/seal/s.go": goFileOf("seal", "crypto/hpke", "crypto/sha256")}, ""},
		{"not that door", map[string]string{"web/w.go": goFileOf("web", "crypto/hpke")}, "crypto/hpke comes in only through"},
		{"the second count shares nothing with the first", map[string]string{"agenda/audit/a.go": goFileOf("audit", "dienhong/agenda/ballot")}, "agenda/audit may not import"},
		{"no door yet", map[string]string{"sfu/s.go": goFileOf("sfu", "example.org/x")}, "has no door yet"},
		{"the SDK in the product", map[string]string{"sfu/s.go": goFileOf("sfu", "github.com/livekit/server-sdk-go/v2")}, "comes in only through cmd/bots"},
		{"the SDK in a helper", map[string]string{"sfu/sfutest/s.go": goFileOf("sfutest", "github.com/livekit/server-sdk-go/v2")}, ""},
		{"the SDK in a test", map[string]string{"sfu/s.go": goFileOf("sfu"), "sfu/s_test.go": "package sfu\nimport _ \"github.com/livekit/server-sdk-go/v2\"\n"}, ""},
		{"a driver in a test elsewhere", map[string]string{"web/w.go": goFileOf("web"), "web/w_test.go": "package web\nimport _ \"modernc.org/sqlite\"\n"}, "only through rooms/store"},

		{"a long file", map[string]string{"rooms/r.go": goFileOf("rooms") + lines(400, "// x")}, "402 lines, at most 400"},
		{"a long file with a reason", map[string]string{"rooms/r.go": "// budget: one table that reads as one\n\n" + goFileOf("rooms") + lines(400, "// x")}, ""},
		{"a budget without a reason", map[string]string{"rooms/r.go": "// budget: long\n\n" + goFileOf("rooms") + lines(400, "// x")}, "lines, at most 400"},
		{"a long function", map[string]string{"rooms/r.go": goFileOf("rooms") + "func f() {\n" + lines(60, "\t_ = 0") + "}\n"}, "func f has 62 lines"},
		{"a long function with a reason", map[string]string{"rooms/r.go": goFileOf("rooms") + "// budget: one switch over all kinds\nfunc f() {\n" + lines(60, "\t_ = 0") + "}\n"}, ""},
		{"a long test function", map[string]string{"rooms/r.go": goFileOf("rooms"), "rooms/r_test.go": "package rooms\nfunc f() {\n" + lines(60, "\t_ = 0") + "}\n"}, ""},
		{"a god type", map[string]string{"rooms/r.go": goFileOf("rooms") + "type t struct {\n\ta, b int\n" + lines(19, "\t_ int") + "}\n"}, "struct t has 21 fields"},
		{"a god type with a reason inside", map[string]string{"rooms/r.go": goFileOf("rooms") + "type t struct {\n\t// budget: the wire format has them all\n" + lines(21, "\t_ int") + "}\n"}, ""},
		{"a wide interface", map[string]string{"rooms/r.go": goFileOf("rooms") + "type i interface {\n\tA()\n\tB()\n\tC()\n\tD()\n\tE()\n\tF()\n\tG()\n\tH()\n}\n"}, "interface i has 8 methods"},
		{"generated code is not measured", map[string]string{"rooms/r.go": "// Code generated by x. DO NOT EDIT.\n\n" + goFileOf("rooms") + lines(500, "// x")}, ""},
		{"a long script", map[string]string{"web/app/src/x.ts": lines(401, "x")}, "401 lines, at most 400"},

		{"a long generated script", map[string]string{"web/app/src/x.gen.ts": "// Code generated by tsgen. DO NOT EDIT.\n" + lines(401, "x")}, ""},
		{"the SDK below a helper", map[string]string{"sfu/sfutest/browser/s.go": goFileOf("browser", "github.com/livekit/server-sdk-go/v2")}, ""},

		{"no doc comment", map[string]string{"rooms/r.go": "package rooms\n"}, "no doc comment"},
		{"a path of a machine", map[string]string{"README.md": "see /" + "work/main for more"}, "names a folder of one machine"},
		{"such a path in a test", map[string]string{"rooms/r.go": goFileOf("rooms"), "rooms/r_test.go": "package rooms\n\n// /" + "tmp/x\n"}, ""},
		{"a route that looks like one", map[string]string{"README.md": "GET /api/work/ and https://example.org/root/"}, ""},
		{"a registry address", map[string]string{"web/app/package-lock.json": "{\"resolved\": \"x\"}"}, "address of a registry"},
		{"a dead link", map[string]string{"README.md": "[a](docs/none.md)"}, "links to docs/none.md"},
		{"living links", map[string]string{"README.md": "[a](docs/a.md#part) ![b](docs) [c](https://x.org) [d](#part)", "docs/a.md": "[up](../README.md)"}, ""},
		{"a link in a code block", map[string]string{"README.md": "```\n[a](none.md)\n```\n"}, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			faults, err := Check(tree(t, c.files))
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case c.want == "" && len(faults) > 0:
				t.Errorf("unexpected: %v", faults)
			case c.want != "" && (len(faults) != 1 || !strings.Contains(faults[0].String(), c.want)):
				t.Errorf("faults %v; want one with %q", faults, c.want)
			}
		})
	}
}

func TestTooManyFiles(t *testing.T) {
	files := map[string]string{"rooms/doc.go": goFileOf("rooms")}
	for i := range 13 {
		files["rooms/f"+string(rune('a'+i))+".go"] = "package rooms\n"
	}
	faults, err := Check(tree(t, files))
	if err != nil || len(faults) != 1 || !strings.Contains(faults[0].What, "13 files") {
		t.Errorf("faults %v, %v; want one about 13 files", faults, err)
	}
	files["rooms/doc.go"] = "// Package rooms is one concern a file.\n// budget: one concern of the meeting per file\npackage rooms\n"
	if faults, err = Check(tree(t, files)); err != nil || len(faults) != 0 {
		t.Errorf("faults %v, %v; want none with a reason", faults, err)
	}
}
