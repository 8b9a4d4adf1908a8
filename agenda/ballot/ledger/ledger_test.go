package ledger_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/ledger"
)

func wantCode(t testing.TB, err error, want *ledger.Error) {
	t.Helper()
	var coded *ledger.Error
	if !errors.As(err, &coded) || coded.Code() != want.Code() {
		t.Errorf("got %v, want code %s", err, want.Code())
	}
}

func leaves(n int) [][]byte {
	all := make([][]byte, n)
	for i := range all {
		all[i] = fmt.Appendf(nil, "leaf %d", i)
	}
	return all
}

// peer is the tree of the same leaves in golang.org/x/mod/sumdb/tlog.
type peer struct{ hashes []tlog.Hash }

func (p *peer) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		found[i] = p.hashes[at]
	}
	return found, nil
}

func (p *peer) add(t *testing.T, n int64, leaf []byte) {
	t.Helper()
	hashes, err := tlog.StoredHashes(n, leaf, p)
	if err != nil {
		t.Fatal(err)
	}
	p.hashes = append(p.hashes, hashes...)
}

func TestTreeIsThatOfTlog(t *testing.T) {
	var edge ledger.Edge
	var other peer
	all := leaves(300)
	for n := range int64(len(all)) + 1 {
		want, err := tlog.TreeHash(n, &other)
		if err != nil {
			t.Fatal(err)
		}
		if got := edge.Root(); n > 0 && got != want {
			t.Fatalf("root of %d leaves is %x, want %x", n, got, want)
		}
		if err := edge.Check(); err != nil || edge.Size != n {
			t.Fatalf("edge of %d leaves: size %d, %v", n, edge.Size, err)
		}
		if n < int64(len(all)) {
			edge.Append(all[n])
			other.add(t, n, all[n])
		}
	}
}

func TestProofIsThatOfTlog(t *testing.T) {
	var edge ledger.Edge
	var other peer
	all := leaves(70)
	for n, leaf := range all {
		edge.Append(leaf)
		other.add(t, int64(n), leaf)
		size := int64(n) + 1
		for at := range size {
			proof, err := ledger.Prove(all[:size], at)
			if err != nil {
				t.Fatal(err)
			}
			want, err := tlog.ProveRecord(size, at, &other)
			if err != nil {
				t.Fatal(err)
			}
			if len(want) != len(proof.Path) {
				t.Fatalf("leaf %d of %d: %d hashes, want %d", at, size, len(proof.Path), len(want))
			}
			for i := range want {
				if !bytes.Equal(want[i][:], proof.Path[i]) {
					t.Fatalf("leaf %d of %d: hash %d differs", at, size, i)
				}
			}
			if err := proof.Check(all[at], edge.Root()); err != nil {
				t.Fatalf("leaf %d of %d: %v", at, size, err)
			}
			wantCode(t, proof.Check(all[(at+1)%70], edge.Root()), ledger.ErrProof)
		}
	}
	for _, n := range []int64{-1, 70} {
		_, err := ledger.Prove(all, n)
		wantCode(t, err, ledger.ErrProof)
	}
}

func TestConsistencyIsThatOfTlog(t *testing.T) {
	all, other := leaves(70), peer{}
	for size := int64(1); size <= int64(len(all)); size++ {
		other.add(t, size-1, all[size-1])
		for first := int64(1); first <= size; first++ {
			want, err := tlog.ProveTree(size, first, &other)
			if err != nil {
				t.Fatal(err)
			}
			got, err := ledger.Consistency(all[:size], first)
			if err != nil || len(got) != len(want) {
				t.Fatalf("first %d of %d: %d hashes, want %d, %v", first, size, len(got), len(want), err)
			}
			for i := range want {
				if !bytes.Equal(got[i], want[i][:]) {
					t.Fatalf("first %d of %d: hash %d differs", first, size, i)
				}
			}
		}
	}
	for _, first := range []int64{-1, 0, 71} {
		_, err := ledger.Consistency(all, first)
		wantCode(t, err, ledger.ErrProof)
	}
}

func TestFingerprint(t *testing.T) {
	const want = "2CF2 4DBA 5FB0 A30E 26E8 3B2A C5B9 E29E 1B16 1E5C 1FA7 425E 7304 3362 938B 9824" // printf hello | sha256sum
	if got := ledger.Fingerprint("hello"); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestFalseProofs(t *testing.T) {
	all := leaves(13)
	var edge ledger.Edge
	for _, leaf := range all {
		edge.Append(leaf)
	}
	right, err := ledger.Prove(all, 9)
	if err != nil {
		t.Fatal(err)
	}
	change := func(by func(*ledger.Proof)) ledger.Proof {
		p := right
		p.Path = slices.Clone(right.Path)
		by(&p)
		return p
	}
	for name, p := range map[string]ledger.Proof{
		"another place":    change(func(p *ledger.Proof) { p.N = 8 }),
		"behind the end":   change(func(p *ledger.Proof) { p.N = 13 }),
		"a negative place": change(func(p *ledger.Proof) { p.N = -1 }),
		"a larger log":     change(func(p *ledger.Proof) { p.Size = 1 << 40 }),
		"a short path":     change(func(p *ledger.Proof) { p.Path = p.Path[1:] }),
		"a long path":      change(func(p *ledger.Proof) { p.Path = append(p.Path, p.Path...) }),
		"a damaged path":   change(func(p *ledger.Proof) { p.Path[0] = make([]byte, 32) }),
		"a short hash":     change(func(p *ledger.Proof) { p.Path[0] = p.Path[0][:8] }),
		"nothing":          {},
	} {
		t.Run(name, func(t *testing.T) { wantCode(t, p.Check(all[9], edge.Root()), ledger.ErrProof) })
	}
}

func TestEdgeIsAValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var edge ledger.Edge
		for _, leaf := range leaves(rapid.IntRange(0, 100).Draw(t, "before")) {
			edge.Append(leaf)
		}
		copied, root := edge, edge.Root()
		text, err := json.Marshal(edge)
		if err != nil {
			t.Fatal(err)
		}
		edge.Append([]byte("one"))
		other := copied
		other.Append([]byte("two"))
		if copied.Root() != root || edge.Root() == other.Root() {
			t.Fatal("an append reached a copy")
		}
		var read ledger.Edge
		if err := json.Unmarshal(text, &read); err != nil || read.Check() != nil || read.Root() != root {
			t.Fatalf("read back as %+v, %v", read, err)
		}
		if read.Append([]byte("one")); read.Root() != edge.Root() {
			t.Fatal("an edge that was read back goes on in another way")
		}
	})
}

func TestDamagedEdges(t *testing.T) {
	hash := make([]byte, ledger.HashSize)
	for _, e := range []ledger.Edge{
		{Size: 1}, {Size: -1, Nodes: [][]byte{hash}}, {Size: 2, Nodes: [][]byte{hash, hash}}, {Size: 1, Nodes: [][]byte{hash[1:]}}, {Nodes: [][]byte{hash}},
	} {
		wantCode(t, e.Check(), ledger.ErrEdge)
		e.Append([]byte("leaf")) // must not panic
		e.Root()
	}
}

func TestLeaf(t *testing.T) {
	at := time.Date(2026, 9, 24, 10, 20, 41, 5_000_000, time.FixedZone("", 7*3600))
	open := ledger.Open{Hash: "00", Seats: 3, Electors: []ballot.Elector{{Person: "an", Name: "An", Weight: ballot.Head, Caster: "an"}}, Closes: at}
	tests := []struct {
		name string
		act  ledger.Act
		leaf string // empty when refused
	}{
		{"a cast", ledger.Act{N: 7, At: at, By: "an", Kind: ledger.KindCast, Ballot: "b", Cast: &ledger.Cast{Elector: "an", ID: "x", Marks: ballot.Mark("<yes>")}},
			`{"n":7,"at":"2026-09-24T03:20:41.005Z","by":"an","act":"cast","ballot":"b","cast":{"elector":"an","id":"x","marks":{"<yes>":1}}}`},
		{"an opening", ledger.Act{At: at, Kind: ledger.KindOpen, Ballot: "b", Open: &open},
			`{"n":0,"at":"2026-09-24T03:20:41.005Z","act":"open","ballot":"b","open":{"hash":"00","seats":3,"electors":[{"person":"an","name":"An","weight":1000000,"caster":"an"}],"closes":"2026-09-24T03:20:41.005Z"}}`},
		{"a line break in a reason", ledger.Act{At: at, Kind: ledger.KindVoid, Ballot: "b", Void: &ledger.Void{Reason: "a\nb\u2028c"}},
			`{"n":0,"at":"2026-09-24T03:20:41.005Z","act":"void","ballot":"b","void":{"reason":"a\nb\u2028c"}}`},
		{"a declaration", ledger.Act{At: at, Kind: ledger.KindDeclare, Ballot: "b"}, `{"n":0,"at":"2026-09-24T03:20:41.005Z","act":"declare","ballot":"b"}`},
		{"a closing with nothing", ledger.Act{At: at, Kind: ledger.KindClosing, Ballot: "b"}, ""},
		{"an end that tells of nobody", ledger.Act{At: at, Kind: ledger.KindClose, Ballot: "b"}, ""},
		{"an end with nobody there", ledger.Act{At: at, Kind: ledger.KindClose, Ballot: "b", Close: &ledger.Close{Attending: []string{}}},
			`{"n":0,"at":"2026-09-24T03:20:41.005Z","act":"close","ballot":"b","close":{"attending":[]}}`},
		{"no content", ledger.Act{Kind: ledger.KindCast, Ballot: "b"}, ""},
		{"the content of another kind", ledger.Act{Kind: ledger.KindDeclare, Ballot: "b", Void: &ledger.Void{}}, ""},
		{"two contents", ledger.Act{Kind: ledger.KindVoid, Ballot: "b", Void: &ledger.Void{}, Cast: &ledger.Cast{}}, ""},
		{"no kind", ledger.Act{Ballot: "b"}, ""},
		{"an unknown kind", ledger.Act{Kind: "paint", Ballot: "b"}, ""},
		{"no ballot", ledger.Act{Kind: ledger.KindDeclare}, ""},
		{"a negative number", ledger.Act{N: -1, Kind: ledger.KindDeclare, Ballot: "b"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			leaf, err := tt.act.Leaf()
			if tt.leaf == "" {
				wantCode(t, err, ledger.ErrAct)
				return
			}
			if err != nil || string(leaf) != tt.leaf {
				t.Fatalf("leaf %s, %v,\nwant %s", leaf, err, tt.leaf)
			}
			var read ledger.Act
			if err := json.Unmarshal(leaf, &read); err != nil {
				t.Fatal(err)
			}
			if again, err := read.Leaf(); err != nil || !bytes.Equal(again, leaf) {
				t.Errorf("read back it is %s, %v", again, err)
			}
		})
	}
	if open.Closes.Location() == time.UTC {
		t.Error("the caller's act was changed")
	}
}

// Every kind has a member of its own name, so that none can be forgotten in members.
func TestEveryMemberCounts(t *testing.T) {
	typ := reflect.TypeFor[ledger.Act]()
	for i := range typ.NumField() {
		field := typ.Field(i)
		if field.Type.Kind() != reflect.Pointer {
			continue
		}
		kind, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		act := ledger.Act{Kind: ledger.Kind(kind), Ballot: "b"}
		reflect.ValueOf(&act).Elem().Field(i).Set(reflect.New(field.Type.Elem()))
		if _, err := act.Leaf(); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		act.Kind = ledger.KindDiscard
		_, err := act.Leaf()
		wantCode(t, err, ledger.ErrAct)
	}
}

func newSigner(t testing.TB) *ledger.Signer {
	t.Helper()
	signer, err := ledger.NewSigner("hop.tinh.gov.vn", bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

func TestSignedCheckpoint(t *testing.T) {
	signer := newSigner(t)
	var edge ledger.Edge
	edge.Append([]byte("leaf"))
	signed, err := signer.Sign(ledger.Checkpoint(ledger.Origin("01JABCDEFGHJKMNPQRSTVWXYZ0"), edge))
	if err != nil {
		t.Fatal(err)
	}
	if len(signed) > 300 {
		t.Errorf("%d bytes are much for a QR code", len(signed))
	}
	verifier, err := note.NewVerifier(signer.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	opened, err := note.Open([]byte(signed), note.VerifierList(verifier))
	if err != nil {
		t.Fatal(err)
	}
	root := edge.Root()
	if want := "dienhong/01JABCDEFGHJKMNPQRSTVWXYZ0\n1\n" + base64.StdEncoding.EncodeToString(root[:]) + "\n"; opened.Text != want {
		t.Errorf("text %q, want %q", opened.Text, want)
	}
	if _, err := note.Open([]byte(strings.Replace(signed, "\n1\n", "\n2\n", 1)), note.VerifierList(verifier)); err == nil {
		t.Error("a changed note was accepted")
	}
	if text := fmt.Sprintf("%v %+v %#v %x", signer, signer, signer, signer); strings.Contains(text, "07") || !strings.Contains(text, signer.Verifier()) {
		t.Errorf("prints as %q", text)
	}
}

func TestSignerRefuses(t *testing.T) {
	seed := make([]byte, 32)
	for name, seed := range map[string][]byte{"": seed, "a b": seed, "a+b": seed, "a\nb": seed, strings.Repeat("a", 101): seed, "short": seed[1:]} {
		_, err := ledger.NewSigner(name, seed)
		wantCode(t, err, ledger.ErrSigner)
	}
	if _, err := newSigner(t).Sign("no line break at the end"); err == nil {
		t.Error("a text without an end was signed")
	}
}

func TestExport(t *testing.T) {
	acts := [][]byte{[]byte(`{"n":0}`), []byte(`{"n":1}`)}
	var file bytes.Buffer
	err := ledger.Write(&file, ledger.Export{
		Meeting: "M", Title: "Kỳ họp", Body: "HĐND", At: time.Date(2026, 9, 24, 3, 0, 0, 0, time.UTC), Verifier: "v", Acts: acts,
		Checkpoints: []string{"a\n\n— x y\n", "b\n\n— x z\n"},
	})
	if err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		ledger.MeetingFile: "{\n  \"meeting\": \"M\",\n  \"title\": \"Kỳ họp\",\n  \"body\": \"HĐND\",\n  \"exported\": \"2026-09-24T03:00:00Z\"," +
			"\n  \"verifier\": \"v\",\n  \"origin\": \"dienhong/M\"\n}\n",
		ledger.ActsFile:        "{\"n\":0}\n{\"n\":1}\n",
		ledger.CheckpointsFile: "a\n\n— x y\n\nb\n\n— x z\n",
	}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil || string(text) != want[f.Name] {
			t.Errorf("%s is %q, %v,\nwant %q", f.Name, text, err, want[f.Name])
		}
		delete(want, f.Name)
	}
	if len(want) > 0 {
		t.Errorf("missing %v", want)
	}
	for _, leaf := range []string{"", "a\nb", "a\r"} {
		wantCode(t, ledger.Write(io.Discard, ledger.Export{Acts: [][]byte{[]byte(leaf)}}), ledger.ErrAct)
	}
}

func BenchmarkAppend(b *testing.B) {
	var edge ledger.Edge
	leaf := bytes.Repeat([]byte{'x'}, 300)
	for b.Loop() {
		edge.Append(leaf)
	}
}
