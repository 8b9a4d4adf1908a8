package audit

import (
	"bytes"
	"encoding/json"
	"errors"
	"time"
)

// act is one line of the log. Its kinds and members are those that the export's format names.
type act struct {
	N       int64      `json:"n"`
	At      time.Time  `json:"at"`
	By      string     `json:"by,omitempty"`
	Kind    string     `json:"act"`
	Ballot  string     `json:"ballot"`
	Prepare *prepare   `json:"prepare,omitempty"`
	Open    *open      `json:"open,omitempty"`
	Cast    *cast      `json:"cast,omitempty"`
	Issue   *one       `json:"issue,omitempty"`
	Remove  *remove    `json:"remove,omitempty"`
	Late    *one       `json:"late,omitempty"`
	Extend  *extend    `json:"extend,omitempty"`
	Closing *closing   `json:"closing,omitempty"`
	Close   *attending `json:"close,omitempty"`
	Papers  *papers    `json:"papers,omitempty"`
	Hands   *hands     `json:"hands,omitempty"`
	Tally   *stated    `json:"tally,omitempty"`
	Void    *void      `json:"void,omitempty"`
}

type (
	prepare struct {
		Question   question `json:"question"`
		Item       string   `json:"item"`
		Document   string   `json:"document,omitempty"`
		File       string   `json:"file,omitempty"`
		Round      int64    `json:"round"`
		Supersedes string   `json:"supersedes,omitempty"`
		Follows    string   `json:"follows,omitempty"`
		Group      string   `json:"group,omitempty"`
	}
	open struct {
		Hash      string        `json:"hash"`
		Seats     int64         `json:"seats"`
		Electors  list[elector] `json:"electors"`
		Key       []byte        `json:"key,omitempty"`
		Tellers   list[string]  `json:"tellers,omitempty"`
		Threshold int64         `json:"threshold,omitempty"`
		Closes    time.Time     `json:"closes,omitzero"`
	}
	elector struct {
		Person  string `json:"person"`
		Name    string `json:"name"`
		Weight  int64  `json:"weight"`
		Caster  string `json:"caster"`
		Present bool   `json:"present,omitempty"`
	}
	cast struct {
		Elector  string  `json:"elector"`
		ID       string  `json:"id,omitempty"`
		Marks    figures `json:"marks,omitempty"`
		Envelope string  `json:"envelope,omitempty"`
		Replaces bool    `json:"replaces,omitempty"`
	}
	one struct {
		Elector string `json:"elector"`
	}
	remove struct {
		Elector string `json:"elector"`
		Reason  string `json:"reason,omitempty"`
	}
	extend struct {
		Closes time.Time `json:"closes,omitzero"`
	}
	closing struct {
		Until time.Time `json:"until,omitzero"`
	}
	attending struct {
		Attending list[string] `json:"attending"`
	}
	papers struct {
		Papers list[paper] `json:"papers"`
	}
	paper struct {
		ID      string  `json:"id,omitempty"`
		Marks   figures `json:"marks,omitempty"`
		Weight  int64   `json:"weight"`
		Invalid bool    `json:"invalid,omitempty"`
	}
	hands struct {
		Count  handCount `json:"count"`
		First  string    `json:"first"`
		Second string    `json:"second"`
	}
	handCount struct {
		Issued    int64   `json:"issued"`
		Returned  int64   `json:"returned"`
		Spoiled   int64   `json:"spoiled"`
		Invalid   int64   `json:"invalid"`
		Blank     int64   `json:"blank"`
		Counts    figures `json:"counts"`
		Against   figures `json:"against,omitempty"`
		Abstained figures `json:"abstained,omitempty"`
		Chair     figures `json:"chair,omitempty"`
	}
	stated struct {
		Tally Tally   `json:"tally"`
		Chair string  `json:"chair,omitempty"`
		Side  figures `json:"side,omitempty"`
	}
	void struct {
		Reason string `json:"reason"`
	}
)

// question is what was asked.
type question struct {
	Text        string       `json:"text"`
	Form        string       `json:"form"`
	Options     list[Option] `json:"options"`
	Secrecy     string       `json:"secrecy"`
	Method      string       `json:"method"`
	Rule        Rule         `json:"rule"`
	Least       int64        `json:"least,omitempty"`
	Most        int64        `json:"most,omitempty"`
	Winners     int64        `json:"winners,omitempty"`
	MaxScore    int64        `json:"max_score,omitempty"`
	AllowChange bool         `json:"allow_change,omitempty"`
}

// Option is one line of a sheet.
type Option struct {
	ID    string `json:"id"`
	Title string `json:"title,omitempty"`
	Note  string `json:"note,omitempty"`
}

// Rule is the threshold that was frozen with the question: more than, or at least, Num/Den of the base and Constant more.
type Rule struct {
	Base      string `json:"base"`
	Num       int64  `json:"num"`
	Den       int64  `json:"den"`
	Strict    bool   `json:"strict"`
	Constant  int64  `json:"constant,omitempty"`
	ByWeight  bool   `json:"by_weight,omitempty"`
	Tie       string `json:"tie,omitempty"`
	Quorum    quorum `json:"quorum,omitzero"`
	Preset    string `json:"preset,omitempty"`
	Citation  string `json:"citation,omitempty"`
	CheckedOn string `json:"checked_on,omitempty"`
}

type quorum struct {
	Base   string `json:"base,omitempty"`
	Num    int64  `json:"num,omitempty"`
	Den    int64  `json:"den,omitempty"`
	Strict bool   `json:"strict,omitempty"`
	When   string `json:"when,omitempty"`
}

// maxList is the most entries that any list of an act may have.
const maxList = 200_000

var errLong = errors.New("a list is too long")

// table holds something for each option. It is not read when it names more of them than any question has.
type table[V any] map[string]V

type figures = table[int64]

// UnmarshalJSON reads an object of plain values with keys that hold no colon.
func (t *table[V]) UnmarshalJSON(text []byte) error {
	if bytes.Count(text, []byte(":")) > maxOptions {
		return errLong
	}
	return json.Unmarshal(text, (*map[string]V)(t))
}

// list is a slice that is not read beyond maxList entries, whatever a line of a few bytes each claims.
type list[T any] []T

// UnmarshalJSON reads entry by entry.
func (l *list[T]) UnmarshalJSON(text []byte) error {
	*l = nil
	decoder := json.NewDecoder(bytes.NewReader(text))
	switch start, err := decoder.Token(); {
	case err != nil:
		return err
	case start == nil:
		return nil
	case start != json.Delim('['):
		return errors.New("not a list")
	}
	all := []T{}
	for decoder.More() {
		if len(all) == maxList {
			return errLong
		}
		var entry T
		if err := decoder.Decode(&entry); err != nil {
			return err
		}
		all = append(all, entry)
	}
	*l = all
	return nil
}

// readAct reads one leaf. There is one way to write an act: members that this program does not know, that stand twice or
// under another spelling, could be read in another way by somebody else, and are refused.
func readAct(leaf []byte, scratch *bytes.Buffer) (*act, bool) {
	var a act
	if json.Unmarshal(leaf, &a) != nil {
		return nil, false
	}
	scratch.Reset()
	encoder := json.NewEncoder(scratch)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(&a) != nil {
		return nil, false
	}
	return &a, bytes.Equal(bytes.TrimSuffix(scratch.Bytes(), []byte("\n")), leaf)
}

// content reports whether the act carries the member of its kind and no other.
func (a *act) content() bool {
	members := map[string]bool{
		"prepare": a.Prepare != nil, "open": a.Open != nil, "cast": a.Cast != nil, "issue": a.Issue != nil, "remove": a.Remove != nil,
		"late": a.Late != nil, "extend": a.Extend != nil, "closing": a.Closing != nil, "close": a.Close != nil,
		"papers": a.Papers != nil, "hands": a.Hands != nil, "tally": a.Tally != nil, "void": a.Void != nil,
	}
	set := 0
	for _, is := range members {
		if is {
			set++
		}
	}
	switch a.Kind {
	case "discard", "share", "declare", "destroy":
		return set == 0
	default:
		return set == 1 && members[a.Kind]
	}
}
