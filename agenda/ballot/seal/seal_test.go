package seal_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/seal"
)

var update = flag.Bool("update", false, "write testdata anew")

func newKey(t testing.TB) seal.Key {
	t.Helper()
	key, err := seal.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func wantCode(t *testing.T, err error, want *seal.Error) {
	t.Helper()
	var coded *seal.Error
	if !errors.As(err, &coded) || coded.Code() != want.Code() {
		t.Errorf("got %v, want code %s", err, want.Code())
	}
}

func TestOpensOnlyInItsPlace(t *testing.T) {
	key, other := newKey(t), newKey(t)
	info, elector, sheet := seal.Info("m", "b", "00ff"), []byte("an"), []byte(`{"yes":1}`)
	sealed, err := seal.Seal(key.Public(), info, elector, sheet)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := key.Open(info, elector, sealed); err != nil || !bytes.Equal(got, sheet) {
		t.Fatalf("opened %q, %v", got, err)
	}
	damaged := bytes.Clone(sealed)
	damaged[len(damaged)-1] ^= 1
	tests := []struct {
		name                  string
		key                   seal.Key
		info, elector, sealed []byte
	}{
		{"another key", other, info, elector, sealed},
		{"another meeting", key, seal.Info("n", "b", "00ff"), elector, sealed},
		{"another round", key, seal.Info("m", "c", "00ff"), elector, sealed},
		{"another question", key, seal.Info("m", "b", "00fe"), elector, sealed},
		{"copied by another elector", key, info, []byte("binh"), sealed},
		{"one bit changed", key, info, elector, damaged},
		{"cut short", key, info, elector, sealed[:len(sealed)-1]},
		{"longer", key, info, elector, append(bytes.Clone(sealed), 0)},
		{"a point that is not on the curve", key, info, elector, append([]byte{4}, make([]byte, 200)...)},
		{"nothing", key, info, elector, nil},
		{"no key", seal.Key{}, info, elector, sealed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.key.Open(tt.info, tt.elector, tt.sealed)
			wantCode(t, err, seal.ErrOpen)
			if got != nil {
				t.Errorf("opened as %q", got)
			}
		})
	}
}

func TestOpenAllKeepsTheOrder(t *testing.T) {
	key, info := newKey(t), seal.Info("m", "b", "00")
	envelopes := make([]seal.Envelope, 40)
	for i := range envelopes {
		elector := fmt.Sprint("elector", i)
		sealed, err := seal.Seal(key.Public(), info, []byte(elector), []byte(elector))
		if err != nil {
			t.Fatal(err)
		}
		envelopes[i] = seal.Envelope{Elector: elector, Sealed: sealed}
	}
	envelopes[7].Sealed = envelopes[8].Sealed // copied from the neighbour
	opened := key.OpenAll(info, envelopes)
	for i, got := range opened {
		want := envelopes[i].Elector
		if i == 7 {
			want = ""
		}
		if string(got) != want || (i == 7) != (got == nil) {
			t.Errorf("envelope %d opened as %q, want %q", i, got, want)
		}
	}
}

func TestKeyIsNeverPrinted(t *testing.T) {
	key := newKey(t)
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("test", "key", key, "group", slog.GroupValue(slog.Any("key", key)))
	inJSON, err := json.Marshal(map[string]any{"key": key})
	if err != nil {
		t.Fatal(err)
	}
	secret := key.Bytes()
	for _, text := range []string{
		log.String(), string(inJSON), fmt.Sprint(key), fmt.Sprintf("%v %+v %#v %x %s %d", key, key, key, key, key, key),
		fmt.Sprintf("%+v", struct{ Key seal.Key }{key}), fmt.Sprint([]seal.Key{key}),
	} {
		for _, form := range []string{hex.EncodeToString(secret), string(secret), fmt.Sprint(secret)} {
			if strings.Contains(strings.ToLower(text), form) {
				t.Errorf("the key stands in %q", text)
			}
		}
	}
}

func TestParseKeyRefuses(t *testing.T) {
	for _, b := range [][]byte{nil, make([]byte, seal.KeySize), bytes.Repeat([]byte{0xff}, seal.KeySize), make([]byte, 31)} {
		_, err := seal.ParseKey(b)
		wantCode(t, err, seal.ErrKey)
	}
	for _, public := range [][]byte{nil, make([]byte, seal.PublicSize), append([]byte{4}, make([]byte, 64)...)} {
		_, err := seal.Seal(public, nil, nil, nil)
		wantCode(t, err, seal.ErrKey)
	}
}

// candidates is an election among n people.
func candidates(n int) ballot.Question {
	q := ballot.Question{
		Text: "Bầu", Form: ballot.FormElect, Secrecy: ballot.Secret, Method: ballot.ByTablet,
		Rule: ballot.Majority(ballot.Cast), Most: n, Winners: 1,
	}
	for i := range n {
		q.Options = append(q.Options, ballot.Option{ID: ballot.Choice(fmt.Sprint("ứng viên \"", i, "\" <&>"))})
	}
	return q
}

func TestLengthTellsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := candidates(rapid.IntRange(1, ballot.MaxOptions).Draw(t, "candidates"))
		switch rapid.IntRange(0, 3).Draw(t, "form") {
		case 1:
			q.Form = ballot.FormApprove
		case 2:
			q.Form, q.MaxScore = ballot.FormScore, 100
		case 3:
			q = ballot.YesNo("Thông qua?", ballot.FormYesNoAbstain, ballot.Majority(ballot.Cast))
		}
		marks := ballot.Marks{}
		switch q.Form {
		case ballot.FormYesNoAbstain:
			marks[rapid.SampledFrom(ballot.YesNoAbstain()).Draw(t, "choice")] = 1
		case ballot.FormApprove, ballot.FormScore:
			least, most := int64(-1), int64(1)
			if q.Form == ballot.FormScore {
				least, most = 0, 100
			}
			for _, o := range q.Options {
				marks[o.ID] = rapid.Int64Range(least, most).Draw(t, "mark")
			}
		default:
			for _, o := range q.Options {
				if rapid.Bool().Draw(t, "ticked") {
					marks[o.ID] = 1
				}
			}
		}
		sheet, err := seal.Encode(q, marks)
		if err != nil {
			t.Fatal(err)
		}
		if len(sheet) != seal.PlainSize(q) || seal.Size(q) != len(sheet)+seal.Overhead {
			t.Fatalf("%d bytes of %d for %v", len(sheet), seal.PlainSize(q), marks)
		}
		got, err := seal.Decode(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(got) != fmt.Sprint(marks) {
			t.Fatalf("decoded %v of %v", got, marks)
		}
	})
}

func TestEncodeRefuses(t *testing.T) {
	q := candidates(3)
	q.Most = 1
	for _, marks := range []ballot.Marks{{"nobody": 1}, {q.Options[0].ID: 2}, {q.Options[0].ID: 1, q.Options[1].ID: 1}} {
		if _, err := seal.Encode(q, marks); err == nil {
			t.Errorf("%v was encoded", marks)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, text := range []string{
		"", "null", "[]", "1", "{", `{"yes"}`, `{"yes":1`, `{"yes":"1"}`, `{"yes":1.5}`, `{"yes":1e99}`, `{"yes":1,"yes":0}`,
		`{"yes":1}{}`, `{"yes":1}x`, " {}", `{"yes":{}}`, `{"yes":9223372036854775808}`, strings.Repeat(" ", 1<<17),
	} {
		_, err := seal.Decode([]byte(text))
		wantCode(t, err, seal.ErrMarks)
	}
}

// vector is one sealed ballot as the browser's implementation reads it. Byte strings are hex, the texts UTF-8.
type vector struct {
	Name       string `json:"name"`
	Private    string `json:"private"`
	Public     string `json:"public"`
	Meeting    string `json:"meeting"`
	Ballot     string `json:"ballot"`
	Hash       string `json:"hash"`
	Info       string `json:"info"`
	AAD        string `json:"aad"`
	Enc        string `json:"enc"`
	Ciphertext string `json:"ciphertext"`
	Plaintext  string `json:"plaintext"`
	// Options and Marks are what the plaintext was encoded from, PlainSize and Size what they must be padded and sealed to.
	Options   []ballot.Choice `json:"options"`
	Marks     ballot.Marks    `json:"marks"`
	PlainSize int             `json:"plain_size"`
	Size      int             `json:"size"`
}

const vectorFile = "testdata/vectors.json"

func TestVectors(t *testing.T) {
	if *update {
		writeVectors(t)
	}
	text, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(text, &vectors); err != nil || len(vectors) < 4 {
		t.Fatalf("%d vectors, %v", len(vectors), err)
	}
	unhex := func(s string) []byte {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			key, err := seal.ParseKey(unhex(v.Private))
			if err != nil {
				t.Fatal(err)
			}
			info := seal.Info(v.Meeting, v.Ballot, v.Hash)
			if !bytes.Equal(key.Public(), unhex(v.Public)) || !bytes.Equal(info, unhex(v.Info)) {
				t.Errorf("public %x, info %x", key.Public(), info)
			}
			sealed := append(unhex(v.Enc), unhex(v.Ciphertext)...)
			plaintext, err := key.Open(info, unhex(v.AAD), sealed)
			if err != nil || !bytes.Equal(plaintext, unhex(v.Plaintext)) {
				t.Fatalf("opened %q, %v", plaintext, err)
			}
			marks, err := seal.Decode(plaintext)
			if err != nil || fmt.Sprint(marks) != fmt.Sprint(v.Marks) {
				t.Errorf("marks %v, %v", marks, err)
			}
			var q ballot.Question
			for _, id := range v.Options {
				q.Options = append(q.Options, ballot.Option{ID: id})
			}
			if len(sealed) != v.Size || seal.Size(q) != v.Size || seal.PlainSize(q) != v.PlainSize || len(plaintext) != v.PlainSize {
				t.Errorf("%d bytes sealed, size %d, plain %d", len(sealed), seal.Size(q), seal.PlainSize(q))
			}
		})
	}
}

func writeVectors(t *testing.T) {
	yesNo := ballot.YesNo("Thông qua?", ballot.FormYesNoAbstain, ballot.Majority(ballot.Cast))
	elect := candidates(3)
	approve := elect
	approve.Form = ballot.FormApprove
	score := elect
	score.Form, score.MaxScore = ballot.FormScore, 100
	ids := elect.Choices()
	var vectors []vector
	for _, one := range []struct {
		name  string
		q     ballot.Question
		marks ballot.Marks
	}{
		{"yes", yesNo, ballot.Mark(ballot.Yes)},
		{"abstain", yesNo, ballot.Mark(ballot.Abstain)},
		{"two of three candidates", elect, ballot.Marks{ids[0]: 1, ids[2]: 1}},
		{"a blank sheet", elect, ballot.Marks{}},
		{"a list", approve, ballot.Marks{ids[0]: 1, ids[1]: -1, ids[2]: 0}},
		{"scores", score, ballot.Marks{ids[0]: 100, ids[1]: 7, ids[2]: 0}},
	} {
		key := newKey(t)
		meeting, round, hash := "01JABCDEFGHJKMNPQRSTVWXYZ0", "01JABCDEFGHJKMNPQRSTVWXYZ1", strings.Repeat("5e", 32)
		elector := []byte("người-" + fmt.Sprint(len(vectors)))
		sheet, err := seal.Encode(one.q, one.marks)
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := seal.Seal(key.Public(), seal.Info(meeting, round, hash), elector, sheet)
		if err != nil {
			t.Fatal(err)
		}
		vectors = append(vectors, vector{
			Name: one.name, Private: hex.EncodeToString(key.Bytes()), Public: hex.EncodeToString(key.Public()),
			Meeting: meeting, Ballot: round, Hash: hash, Info: hex.EncodeToString(seal.Info(meeting, round, hash)),
			AAD: hex.EncodeToString(elector), Enc: hex.EncodeToString(sealed[:seal.PublicSize]),
			Ciphertext: hex.EncodeToString(sealed[seal.PublicSize:]), Plaintext: hex.EncodeToString(sheet),
			Options: one.q.Choices(), Marks: one.marks, PlainSize: seal.PlainSize(one.q), Size: seal.Size(one.q),
		})
	}
	text, err := json.MarshalIndent(vectors, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(vectorFile, append(text, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
}

func FuzzOpen(f *testing.F) {
	key := newKey(f)
	info, elector := seal.Info("m", "b", "00"), []byte("an")
	sealed, err := seal.Seal(key.Public(), info, elector, []byte(`{"yes":1}  `))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add([]byte{})
	f.Add(make([]byte, seal.Overhead))
	f.Fuzz(func(t *testing.T, b []byte) {
		opened, err := key.Open(info, elector, b)
		if err == nil && !bytes.Equal(b, sealed) {
			t.Fatalf("%x opened as %q", b, opened)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"yes":1}   `))
	f.Add([]byte(`{"a":-1,"b":0,"c":1}`))
	f.Add([]byte(`{"a":1,"a":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		marks, err := seal.Decode(b)
		if err != nil {
			return
		}
		var again map[string]int64
		if err := json.Unmarshal(b, &again); err != nil || len(again) != len(marks) {
			t.Fatalf("%q is %v here and %v to JSON (%v)", b, marks, again, err)
		}
	})
}

func BenchmarkOpenAll5000(b *testing.B) {
	key, info := newKey(b), seal.Info("m", "b", "00")
	envelopes := make([]seal.Envelope, 5000)
	for i := range envelopes {
		elector := fmt.Sprint("elector", i)
		sealed, err := seal.Seal(key.Public(), info, []byte(elector), make([]byte, 64))
		if err != nil {
			b.Fatal(err)
		}
		envelopes[i] = seal.Envelope{Elector: elector, Sealed: sealed}
	}
	for b.Loop() {
		if key.OpenAll(info, envelopes)[4999] == nil {
			b.Fatal("did not open")
		}
	}
}
