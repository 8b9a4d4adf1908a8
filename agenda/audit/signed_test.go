package audit_test

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dienhong/agenda/audit"
	"dienhong/agenda/ballot/ledger"
)

// TestWhatWasSignedIsNamed tampers as somebody does who has the file and not the server's key, or who has the key and
// not the checkpoints that others kept.
func TestWhatWasSignedIsNamed(t *testing.T) {
	f := newFixture(t)
	other, err := ledger.NewSigner("other", bytes.Repeat([]byte{9}, 32))
	if err != nil {
		t.Fatal(err)
	}
	replace := func(round, before, after string) func(e *ledger.Export, o *audit.Options) {
		return func(e *ledger.Export, _ *audit.Options) {
			for i, leaf := range e.Acts {
				if text := string(leaf); strings.Contains(text, f.rounds[round]) && strings.Contains(text, before) {
					e.Acts[i] = []byte(strings.Replace(text, before, after, 1))
					return
				}
			}
			t.Fatalf("round %s holds no %s", round, before)
		}
	}
	place := func(e *ledger.Export, round, kind string) int {
		return slices.IndexFunc(e.Acts, func(leaf []byte) bool {
			return bytes.Contains(leaf, []byte(`"act":"`+kind+`"`)) && bytes.Contains(leaf, []byte(f.rounds[round]))
		})
	}
	for _, c := range []struct {
		name string
		// rounds that fail, none where nobody can say which.
		rounds string
		code   audit.Code
		do     func(e *ledger.Export, o *audit.Options)
	}{
		{"a changed time", "hands", audit.CheckpointRoot, replace("hands", `"act":"hands"`, ` "act":"hands"`)},
		{"another envelope", "secret", audit.CheckpointRoot, replace("secret", `"envelope":"`, `"envelope":"00`)},
		{"a changed reason of voiding", "void", audit.CheckpointRoot, replace("void", "Nhầm", "Đúng")},
		{"a member more", "named", audit.ActUnreadable, replace("named", `"act":"cast"`, `"act":"cast","note":""`)},
		{"a member twice", "named", audit.ActUnreadable, replace("named", `"act":"cast"`, `"act":"cast","act":"cast"`)},
		{"a member spelled otherwise", "named", audit.ActUnreadable, replace("named", `"act":"cast"`, `"Act":"cast"`)},
		{"an act of no kind", "named", audit.ActUnreadable, replace("named", `"act":"cast"`, `"act":"count"`)},
		{"two acts exchanged", "named", audit.ActNumber, func(e *ledger.Export, _ *audit.Options) {
			i := place(e, "named", "cast")
			e.Acts[i], e.Acts[i+1] = e.Acts[i+1], e.Acts[i]
		}},
		{"an act missing", "named", audit.ActNumber, func(e *ledger.Export, _ *audit.Options) {
			i := place(e, "named", "cast")
			e.Acts = slices.Delete(e.Acts, i, i+1)
		}},
		{"an act twice", "secret", audit.ActNumber, func(e *ledger.Export, _ *audit.Options) {
			i := place(e, "secret", "cast")
			e.Acts = slices.Insert(e.Acts, i, e.Acts[i])
		}},
		{"the end cut off", "weighted", audit.CheckpointBeyond, func(e *ledger.Export, _ *audit.Options) { e.Acts = e.Acts[:len(e.Acts)-1] }},
		{"an end that nobody signed", "weighted", audit.CheckpointShort, func(e *ledger.Export, _ *audit.Options) {
			size := edgeAt(e, place(e, "weighted", "tally"))
			e.Checkpoints = slices.DeleteFunc(e.Checkpoints, func(c string) bool { return !strings.Contains(c, "\n"+size+"\n") })
		}},
		{"signed with another key", "", audit.CheckpointSignature, func(e *ledger.Export, _ *audit.Options) { *e = signed(t, *e, other, true) }},
		{"signed with another key under the old name", "", audit.OtherKey, func(e *ledger.Export, _ *audit.Options) {
			same, err := ledger.NewSigner("roomtest", bytes.Repeat([]byte{9}, 32))
			if err != nil {
				t.Fatal(err)
			}
			*e = signed(t, *e, same, true)
		}},
		{"another signature", "", audit.CheckpointSignature, func(e *ledger.Export, _ *audit.Options) {
			e.Checkpoints[0] = e.Checkpoints[0][:strings.LastIndex(e.Checkpoints[0], " ")] + e.Checkpoints[1][strings.LastIndex(e.Checkpoints[1], " "):]
		}},
		{"no checkpoint", "", audit.CheckpointMissing, func(e *ledger.Export, _ *audit.Options) { e.Checkpoints = nil }},
		{"a checkpoint that is none", "", audit.CheckpointText, func(e *ledger.Export, _ *audit.Options) { e.Checkpoints[0] = "x\n" }},
		{"another meeting", "", audit.CheckpointOrigin, func(e *ledger.Export, _ *audit.Options) { e.Meeting += "x" }},
		{"rewritten and signed with the server's key, and a site kept what it saw", "named", audit.CheckpointRoot, func(e *ledger.Export, o *audit.Options) {
			o.Checkpoints = e.Checkpoints[0]
			replace("named", `"name":"Nguyễn Văn Chủ"`, `"name":"Nguyễn Văn Chú"`)(e, o)
			*e = signed(t, *e, f.signer, true)
		}},
		{"shortened and signed with the server's key, and a site kept what it saw", "weighted", audit.CheckpointBeyond, func(e *ledger.Export, o *audit.Options) {
			o.Checkpoints = e.Checkpoints[len(e.Checkpoints)-2]
			e.Acts = e.Acts[:len(e.Acts)-1]
			*e = signed(t, *e, f.signer, true)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, o := f.Export, audit.Options{Key: f.signer.Verifier()}
			e.Acts, e.Checkpoints = slices.Clone(e.Acts), slices.Clone(e.Checkpoints)
			c.do(&e, &o)
			r := verify(t, e, o)
			if r.Pass() {
				t.Fatal("it passes")
			}
			faults := r.Faults.List
			for _, round := range r.Rounds {
				faults = append(faults, round.Faults.List...)
			}
			if !slices.ContainsFunc(faults, func(f audit.Fault) bool { return f.Code == c.code }) {
				t.Errorf("faults %+v, want %s", faults, c.code)
			}
			if c.rounds != "" && !slices.Contains(failing(r), f.rounds[c.rounds]) {
				t.Errorf("rounds %v, want %s %s", failing(r), c.rounds, f.rounds[c.rounds])
			}
		})
	}
}

// edgeAt is the size of the log after act i, as a checkpoint writes it.
func edgeAt(e *ledger.Export, i int) string {
	var edge ledger.Edge
	for _, leaf := range e.Acts[:i+1] {
		edge.Append(leaf)
	}
	return strings.Split(ledger.Checkpoint("", edge), "\n")[1]
}

// TestAKeptCheckpointIsCounted brings along what a wall showed, and takes the key from elsewhere or from the file.
func TestAKeptCheckpointIsCounted(t *testing.T) {
	f := newFixture(t)
	kept := strings.Join(f.Checkpoints[:2], "\n")
	for _, key := range []string{"", f.signer.Verifier()} {
		r := verify(t, f.Export, audit.Options{Key: key, Checkpoints: strings.ReplaceAll(kept, "\n", "\r\n")})
		passes(t, r)
		if r.Kept != 2 || r.Trusted != (key != "") || r.Verifier != f.signer.Verifier() {
			t.Errorf("kept %d, trusted %t, key %s", r.Kept, r.Trusted, r.Verifier)
		}
	}
}

// TestFaultsHaveWords in both languages, all that the package names.
func TestFaultsHaveWords(t *testing.T) {
	source, err := os.ReadFile("report.go")
	if err != nil {
		t.Fatal(err)
	}
	codes := regexp.MustCompile(`(?m)^\t\w+ +Code = "(\w+)"$`).FindAllSubmatch(source, -1)
	if len(codes) < 30 {
		t.Fatalf("only %d codes", len(codes))
	}
	for _, c := range codes {
		code := audit.Code(c[1])
		if vi, en := code.Say("vi"), code.Say("en"); vi == "" || en == "" || vi == en {
			t.Errorf("%s: %q, %q", code, vi, en)
		}
	}
}
