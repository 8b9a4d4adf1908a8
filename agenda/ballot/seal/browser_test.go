package seal_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"dienhong/agenda/ballot"
	"dienhong/agenda/ballot/seal"
)

// TestOpensWhatBrowsersSealed opens envelopes that web/app/src/features/vote/sealing.ts has sealed; its own test reads
// the same file. The implementation in the browser is another one, so both are held to the standard and not to each other.
func TestOpensWhatBrowsersSealed(t *testing.T) {
	text, err := os.ReadFile("testdata/browser.json")
	if err != nil {
		t.Fatal(err)
	}
	var sheets []struct {
		Name    string          `json:"name"`
		Private string          `json:"private"`
		Key     []byte          `json:"key"`
		Meeting string          `json:"meeting"`
		Ballot  string          `json:"ballot"`
		Hash    string          `json:"hash"`
		Elector string          `json:"elector"`
		Options []ballot.Choice `json:"options"`
		Marks   ballot.Marks    `json:"marks"`
		Sealed  []byte          `json:"sealed"`
	}
	if err := json.Unmarshal(text, &sheets); err != nil {
		t.Fatal(err)
	}
	if len(sheets) == 0 {
		t.Fatal("no envelope")
	}
	for _, sheet := range sheets {
		t.Run(sheet.Name, func(t *testing.T) {
			secret, err := hex.DecodeString(sheet.Private)
			if err != nil {
				t.Fatal(err)
			}
			key, err := seal.ParseKey(secret)
			if err != nil {
				t.Fatal(err)
			}
			if got := base64.StdEncoding.EncodeToString(key.Public()); got != base64.StdEncoding.EncodeToString(sheet.Key) {
				t.Errorf("the public key is %s", got)
			}
			q := ballot.Question{}
			for _, id := range sheet.Options {
				q.Options = append(q.Options, ballot.Option{ID: id})
			}
			if len(sheet.Sealed) != seal.Size(q) {
				t.Errorf("%d bytes, the server takes %d", len(sheet.Sealed), seal.Size(q))
			}
			info := seal.Info(sheet.Meeting, sheet.Ballot, sheet.Hash)
			plain, err := key.Open(info, []byte(sheet.Elector), sheet.Sealed)
			if err != nil {
				t.Fatal(err)
			}
			marks, err := seal.Decode(plain)
			if err != nil || fmt.Sprint(marks) != fmt.Sprint(sheet.Marks) {
				t.Errorf("opened as %v, %v; want %v", marks, err, sheet.Marks)
			}
			_, err = key.Open(info, []byte("another"), sheet.Sealed)
			wantCode(t, err, seal.ErrOpen)
		})
	}
}
