package audit_test

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"dienhong/agenda/audit"
	"dienhong/agenda/ballot/ledger"
)

// packed writes a zip of files, the content of each by a function of its own.
func packed(t testing.TB, names []string, write func(name string, w io.Writer)) []byte {
	t.Helper()
	var file bytes.Buffer
	archive := zip.NewWriter(&file)
	for _, name := range names {
		header := &zip.FileHeader{Name: name, Method: zip.Deflate}
		if len(names) > 5 {
			header.Method = zip.Store
		}
		w, err := archive.CreateHeader(header)
		if err != nil {
			t.Fatal(err)
		}
		write(name, w)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

var three = []string{ledger.MeetingFile, ledger.ActsFile, ledger.CheckpointsFile}

// withActs packs an export whose acts are written by hand.
func withActs(t testing.TB, e ledger.Export, acts func(w io.Writer)) []byte {
	t.Helper()
	return packed(t, three, func(name string, w io.Writer) {
		switch name {
		case ledger.MeetingFile:
			fmt.Fprintf(w, `{"meeting":%q,"verifier":%q}`, e.Meeting, e.Verifier)
		case ledger.ActsFile:
			acts(w)
		default:
			_, _ = io.WriteString(w, strings.Join(e.Checkpoints, "\n"))
		}
	})
}

func times(text string, n int) func(io.Writer) {
	return func(w io.Writer) {
		block := []byte(strings.Repeat(text, 1000))
		for range n / 1000 {
			_, _ = w.Write(block)
		}
	}
}

// TestHostileFilesAreRefused before they cost memory or time.
func TestHostileFilesAreRefused(t *testing.T) {
	plain := ledger.Export{Meeting: "m1"}
	many := make([]string, 60_000)
	for i := range many {
		many[i] = fmt.Sprintf("%d", i)
	}
	nothing := func(string, io.Writer) {}
	for _, c := range []struct {
		name string
		file []byte
		want error
	}{
		{"nothing", nil, audit.ErrNotExport},
		{"text", []byte(strings.Repeat("x", 1000)), audit.ErrNotExport},
		{"a file missing", packed(t, three[:2], nothing), audit.ErrNotExport},
		{"a file twice", packed(t, append([]string{ledger.ActsFile}, three...), nothing), audit.ErrNotExport},
		{"a file more", packed(t, append([]string{"more"}, three...), nothing), audit.ErrNotExport},
		{"a meeting that is no JSON", packed(t, three, nothing), audit.ErrNotExport},
		{"60,000 files", packed(t, many, nothing), audit.ErrTooLarge},
		{"a line of 40 MB", withActs(t, plain, times("          ", 4_000_000)), audit.ErrTooLarge},
		{"30,000 rounds", withActs(t, plain, func(w io.Writer) {
			for i := range 30_000 {
				fmt.Fprintf(w, `{"ballot":"%d"}`+"\n", i)
			}
		}), audit.ErrTooLarge},
		{"checkpoints of 20 MB", packed(t, three, func(name string, w io.Writer) {
			if name == ledger.MeetingFile {
				_, _ = io.WriteString(w, `{"meeting":"m1"}`)
			} else {
				times("x", 20_000_000)(w)
			}
		}), audit.ErrTooLarge},
		{"a meeting of 10 MB", packed(t, three, func(_ string, w io.Writer) { times(" ", 10_000_000)(w) }), audit.ErrTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := audit.Verify(bytes.NewReader(c.file), int64(len(c.file)), audit.Options{}); !errors.Is(err, c.want) {
				t.Errorf("gave %v, want %v", err, c.want)
			}
		})
	}
	if _, err := audit.Verify(bytes.NewReader(nil), 1<<40, audit.Options{}); !errors.Is(err, audit.ErrTooLarge) {
		t.Errorf("a terabyte gave %v", err)
	}
}

// TestHostileActsFail and take nothing with them.
func TestHostileActsFail(t *testing.T) {
	f := newFixture(t)
	whole := string(bytes.Join(f.Acts, []byte("\n"))) + "\n"
	act := func(member string) string {
		return `{"n":0,"at":"2026-01-01T00:00:00Z","act":"open","ballot":"b1",` + member + "}\n"
	}
	for name, text := range map[string]string{
		"nothing":                  "",
		"no end of the last line":  strings.TrimSuffix(whole, "\n"),
		"an empty line":            whole + "\n",
		"lines of another system":  strings.ReplaceAll(whole, "\n", "\r\n"),
		"deep":                     strings.Repeat("[", 100_000),
		"300,000 electors":         act(`"open":{"hash":"","seats":1,"electors":[` + strings.Repeat("{},", 300_000) + `{}]}`),
		"300,000 marks":            act(`"cast":{"elector":"a","marks":{` + strings.Repeat(`"a":1,`, 300_000) + `"b":1}}`),
		"numbers beyond all sizes": act(`"open":{"hash":"","seats":9223372036854775807,"electors":[{"person":"a","name":"","weight":-9223372036854775808,"caster":"a"}]}`),
		"half a letter":            whole[:1000] + "\xff" + whole[1000:],
	} {
		t.Run(name, func(t *testing.T) {
			file := withActs(t, f.Export, func(w io.Writer) { _, _ = io.WriteString(w, text) })
			r, err := audit.Verify(bytes.NewReader(file), int64(len(file)), audit.Options{Key: f.signer.Verifier()})
			if name == "no end of the last line" { // the leaves are the same
				if err != nil || !r.Pass() {
					t.Errorf("%v, %+v", err, r)
				}
				return
			}
			if err != nil || r.Pass() {
				t.Errorf("%v, %+v", err, r)
			}
		})
	}
}

// TestADamagedArchiveFails wherever the damage is.
func TestADamagedArchiveFails(t *testing.T) {
	f := newFixture(t)
	var file bytes.Buffer
	if err := ledger.Write(&file, f.Export); err != nil {
		t.Fatal(err)
	}
	for i := 0; i < file.Len(); i += 31 {
		damaged := bytes.Clone(file.Bytes())
		damaged[i] ^= 0x20
		r, err := audit.Verify(bytes.NewReader(damaged), int64(len(damaged)), audit.Options{Key: f.signer.Verifier()})
		if err == nil && r.Pass() && !same(t, damaged, file.Bytes()) {
			t.Fatalf("a file with another byte %d passes", i)
		}
	}
}

// same reports whether two archives hold the same: a byte of one may be of no matter.
func same(t testing.TB, a, b []byte) bool {
	t.Helper()
	read := func(data []byte) (all []byte) {
		archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return nil
		}
		for _, name := range three[1:] {
			file, err := archive.Open(name)
			if err != nil {
				return nil
			}
			content, err := io.ReadAll(file)
			if err != nil {
				return nil
			}
			all = append(all, content...)
		}
		return all
	}
	return bytes.Equal(read(a), read(b))
}

// FuzzExport reads anything, as an archive or as the acts of one. Nothing but what was signed passes.
func FuzzExport(f *testing.F) {
	fix := newFixture(f)
	// Every process that fuzzes makes a meeting of its own, and signs it with a key of its own.
	seed := make([]byte, 32)
	_, _ = rand.Read(seed)
	signer, err := ledger.NewSigner("fuzz", seed)
	if err != nil {
		f.Fatal(err)
	}
	fix.Export, fix.signer = signed(f, fix.Export, signer, true), signer
	whole := append(bytes.Join(fix.Acts, []byte("\n")), '\n')
	var file bytes.Buffer
	if err := ledger.Write(&file, fix.Export); err != nil {
		f.Fatal(err)
	}
	f.Add(whole, false)
	f.Add(file.Bytes(), true)
	for _, leaf := range fix.Acts {
		f.Add(append(leaf[:len(leaf):len(leaf)], '\n'), false)
	}
	f.Add([]byte(`{"n":0,"at":"2026-01-01T00:00:00Z","act":"close","ballot":"b1"}`), false)
	f.Fuzz(func(t *testing.T, data []byte, archive bool) {
		signed := archive && bytes.Equal(data, file.Bytes()) || !archive && bytes.Equal(bytes.TrimSuffix(data, []byte("\n")), bytes.TrimSuffix(whole, []byte("\n")))
		if !archive {
			data = withActs(t, fix.Export, func(w io.Writer) { _, _ = w.Write(data) })
		}
		r, err := audit.Verify(bytes.NewReader(data), int64(len(data)), audit.Options{Key: fix.signer.Verifier()})
		if passed := err == nil && r.Pass(); passed != signed && (!archive || !passed || !same(t, data, file.Bytes())) {
			t.Errorf("pass %t of what was signed %t", passed, signed)
		}
	})
}
