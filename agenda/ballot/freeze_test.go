package ballot_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"

	"dienhong/agenda/ballot"
)

var update = flag.Bool("update", false, "write the test vectors anew")

// vector is a round with the bytes that are hashed and their hash, for other implementations.
type vector struct {
	Name   string        `json:"name"`
	Frozen ballot.Frozen `json:"frozen"`
	Bytes  string        `json:"bytes"`
	Hash   string        `json:"hash"`
}

// whole is a round in which nothing is left out.
func whole() ballot.Frozen {
	rule := ballot.Rule{
		Base: ballot.Present, Num: 2, Den: 3, Strict: true, Constant: 1, ByWeight: true, Tie: ballot.TieChair,
		Quorum: ballot.Quorum{Base: ballot.AllSeats, Num: 3, Den: 4, Strict: true, When: ballot.AtBoth},
		Preset: "hdqt", Citation: "khoản 8 Điều 157", CheckedOn: "2026-11-25",
	}
	return ballot.Frozen{
		Meeting: "01K6MEETING", ID: "01K6ROUND2", Round: 2, Supersedes: "01K6ROUND1",
		Question: ballot.Question{
			Text: "Bầu thành viên Ban kiểm phiếu\n(hai người)", Form: ballot.FormElect, Secrecy: ballot.Secret, Method: ballot.Mixed, Rule: rule,
			Options: []ballot.Option{{ID: "a", Title: "Đặng Đình Trường", Note: "Phòng Kế hoạch"}, {ID: "b", Title: "Phạm Thuý Ngọc <script>\u2028"}},
			Least:   1, Most: 2, Winners: 2, MaxScore: 3, AllowChange: true,
		},
		Document: "01K6DOCUMENT", File: strings.Repeat("0f", 32), Seats: 15,
		Electors: []ballot.Elector{
			{Person: "p1", Name: "Nguyễn Văn Thi", Weight: 1_500_000, Caster: "p1", Present: true},
			{Person: "p2", Name: "Lê Thị Hoà", Weight: 1_000_000, Caster: "p1"},
		},
		PublicKey: []byte{0x00, 0x01, 0xfe, 0xff},
	}
}

func vectors() []vector {
	plain := ballot.Frozen{
		Meeting: "m1", ID: "b1", Round: 1, Question: yesNoAbstain(ballot.Majority(ballot.AllSeats)), Seats: 1,
		Electors: []ballot.Elector{{Person: "p1", Name: "An", Weight: ballot.Head, Caster: "p1", Present: true}},
	}
	list := []vector{{Name: "a plain question", Frozen: plain}, {Name: "everything", Frozen: whole()}, {Name: "nothing"}}
	for i := range list {
		list[i].Bytes, list[i].Hash = string(list[i].Frozen.Bytes()), list[i].Frozen.Hash()
	}
	return list
}

func TestFreezeVectors(t *testing.T) {
	const file = "testdata/freeze.json"
	if *update {
		data, err := json.MarshalIndent(vectors(), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, append(data, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var list []vector
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	if len(list) != len(vectors()) {
		t.Fatalf("%d vectors", len(list))
	}
	for _, v := range list {
		sum := sha256.Sum256([]byte(v.Bytes))
		if string(v.Frozen.Bytes()) != v.Bytes || v.Frozen.Hash() != v.Hash || hex.EncodeToString(sum[:]) != v.Hash {
			t.Errorf("%s: the bytes or the hash changed; rounds that were frozen before would not match", v.Name)
		}
	}
	// By hand, as the comment of Frozen describes it.
	if got, want := string(ballot.Frozen{Meeting: "Hoà"}.Bytes()), "format 16:dienhong-round-1\nmeeting 4:Hoà\nround-id 0:\nround 1:0\n"; !strings.HasPrefix(got, want) {
		t.Errorf("%q does not begin as described", got[:80])
	}
}

// Whatever is changed of a round, its hash changes.
func TestFreezeHoldsEverything(t *testing.T) {
	seen := map[string]string{whole().Hash(): "the round itself"}
	var walk func(path string, at func(*ballot.Frozen) reflect.Value)
	walk = func(path string, at func(*ballot.Frozen) reflect.Value) {
		f := whole()
		v := at(&f)
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				walk(path+"."+v.Type().Field(i).Name, func(f *ballot.Frozen) reflect.Value { return at(f).Field(i) })
			}
			return
		case reflect.Slice:
			if v.Type().Elem().Kind() == reflect.Struct {
				for i := range v.Len() {
					walk(path+"[]", func(f *ballot.Frozen) reflect.Value { return at(f).Index(i) })
				}
			}
			v.Set(v.Slice(0, v.Len()-1))
		case reflect.String:
			v.SetString(v.String() + "x")
		case reflect.Int, reflect.Int64:
			v.SetInt(v.Int() + 7)
		case reflect.Bool:
			v.SetBool(!v.Bool())
		default:
			t.Fatalf("%s is a %s", path, v.Kind())
		}
		if other, known := seen[f.Hash()]; known {
			t.Errorf("another %s has the hash of %s", path, other)
		}
		seen[f.Hash()] = path
	}
	walk("", func(f *ballot.Frozen) reflect.Value { return reflect.ValueOf(f).Elem() })
	if len(seen) < 45 {
		t.Errorf("only %d changes were tried", len(seen))
	}
	// Text that looks like the next field stays text; the order of options and electors counts.
	moved := whole()
	moved.Question.Text, moved.Question.Form = moved.Question.Text+"\nform 5:elect", ""
	swapped := whole()
	swapped.Question.Options[0], swapped.Question.Options[1] = swapped.Question.Options[1], swapped.Question.Options[0]
	turned := whole()
	turned.Electors[0], turned.Electors[1] = turned.Electors[1], turned.Electors[0]
	for name, f := range map[string]ballot.Frozen{"moved": moved, "swapped": swapped, "turned": turned} {
		if other, known := seen[f.Hash()]; known {
			t.Errorf("%s has the hash of %s", name, other)
		}
	}
}
