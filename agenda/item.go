package agenda

import "time"

// ItemID names an item within all meetings.
type ItemID string

// Kind says what an item is for.
type Kind string

// The kinds of items: báo cáo, thảo luận, biểu quyết, thông tin.
const (
	Report     Kind = "report"
	Discussion Kind = "discussion"
	Decision   Kind = "decision"
	Notice     Kind = "notice"
)

// Kinds returns every kind, commonest first.
func Kinds() []Kind { return []Kind{Report, Discussion, Decision, Notice} }

// ItemState is how far an item has come.
type ItemState string

// The states of an item. A current item that is left without a conclusion is discussed; it may become current again.
const (
	Ready     ItemState = "ready"
	Current   ItemState = "current"
	Discussed ItemState = "discussed"
	Concluded ItemState = "concluded"
)

// Item is one matter of a meeting.
type Item struct {
	ID        ItemID `json:"id"`
	Title     string `json:"title"`
	Presenter string `json:"presenter,omitempty"`
	// Minutes planned, 0 for none, at most 600.
	Minutes   int          `json:"minutes,omitempty"`
	Kind      Kind         `json:"kind"`
	State     ItemState    `json:"state"`
	Documents []DocumentID `json:"documents,omitempty"`
	// Spans are the times during which the item was current, in order.
	Spans []Span `json:"spans,omitempty"`
	// Conclusion is what the chair concluded, empty until then.
	Conclusion string `json:"conclusion,omitempty"`
	// Brief is a text of several lines that is laid with the item: what came of an opinion that was asked between meetings.
	// Source names the round in another meeting that it reports.
	Brief  string `json:"brief,omitempty"`
	Source string `json:"source,omitempty"`
}

// Span is a stretch of time; a zero End means that it is still going on.
type Span struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end,omitzero"`
}

// Open reports whether the span has not ended.
func (s Span) Open() bool { return s.End.IsZero() }
