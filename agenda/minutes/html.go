package minutes

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"
)

//go:embed templates
var files embed.FS

// Options of a page.
type Options struct {
	// Lang is "vi" or "en".
	Lang string
	// Stylesheet and Script are the addresses of Stylesheet and Script; Other is that of the page in the other language.
	Stylesheet, Script, Other string
	// Prefix stands before the addresses of pictures.
	Prefix string
}

// Stylesheet is the page's style, for the screen and for A4.
func Stylesheet() []byte { return mustRead("templates/minutes.css") }

// Script makes the page's print button print.
func Script() []byte { return mustRead("templates/minutes.js") }

func mustRead(name string) []byte {
	data, err := files.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded
	}
	return data
}

var page = template.Must(template.ParseFS(files, "templates/minutes.html", "templates/ballot.html"))

// HTML writes the record as a page that stands for itself.
func HTML(w io.Writer, r Record, o Options) error {
	v := view{Record: r, Options: o, W: tongue(o.Lang)}
	if err := page.Execute(w, v); err != nil {
		return fmt.Errorf("write minutes: %w", err)
	}
	return nil
}

// view is what the template sees: the record, with words for everything.
type view struct {
	Record
	Options
	W *words
}

// day is the one that times stand for themselves on: that on which the meeting began.
func (v view) day() time.Time {
	if v.Meeting.Opened.IsZero() {
		return v.Meeting.Starts
	}
	return v.Meeting.Opened
}

// Date is a moment in full.
func (v view) Date(t time.Time) string { return v.W.date(t) }

// Between is a stretch of time.
func (v view) Between(s Span) string { return v.W.span(s, v.day()) }

// Clock is a time of day.
func (v view) Clock(t time.Time) string { return v.W.clock(t, v.day()) }

// PlaceDate is the line under the motto: the place stays open, the day is that of the minutes.
func (v view) PlaceDate() string {
	day := v.Meeting.Closed
	if day.IsZero() {
		day = v.Made
	}
	return v.W.PlaceDate + ", " + v.W.day(day.In(Zone))
}

// Ended reports whether the meeting is over.
func (v view) Ended() bool { return !v.Meeting.Closed.IsZero() }

// Announced is when the meeting was to be.
func (v view) Announced() string {
	text := v.W.date(v.Meeting.Starts)
	if !v.Meeting.Ends.IsZero() {
		text += " – " + v.W.clock(v.Meeting.Ends, v.Meeting.Starts)
	}
	return text
}

// Chairs and Secretaries are the names of who led and who wrote.
func (v view) Chairs() []Person { return v.Of(Chair) }

// Secretaries are the names of who wrote.
func (v view) Secretaries() []Person { return v.Of(Secretary) }

// Quorum says what was needed and who was there.
func (v view) Quorum() string {
	m := v.Meeting
	if m.Needed == 0 {
		return v.W.NoQuorum
	}
	return v.W.quorum(m.Needed, m.VotersAtOpening, m.Voters)
}

// Attended says how many took part.
func (v view) Attended() string {
	all, remote := v.Record.Attended()
	text := fmt.Sprintf(v.W.attended, all, remote, len(v.Absent()))
	if n := v.Substituted(); n > 0 {
		text += fmt.Sprintf(v.W.substituted, n)
	}
	return text
}

// Post is somebody's post and unit in one line.
func (v view) Post(p Person) string {
	parts := []string{}
	for _, part := range []string{p.Title, p.Unit} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// Role is a role in words.
func (v view) Role(r Role) string { return v.W.roles[r] }

// Mode is how somebody was there.
func (v view) Mode(s Stay) string {
	if s.Remote {
		return v.W.remote
	}
	return v.W.inRoom
}

// Marked says who marked a coming or going, when it was not the person.
func (v view) Marked(m Mark) string {
	if m.Method != Desk || m.By == "" {
		return ""
	}
	return fmt.Sprintf(v.W.markedBy, m.By)
}

// Number is a count as the language writes it.
func (v view) Number(n int64) string { return v.W.number(n) }

// Plus counts from one.
func (v view) Plus(i int) int { return i + 1 }

// Kind is what an item was for.
func (v view) Kind(i Item) string { return v.W.kinds[i.Kind] }

// Short is the beginning of a hash, enough to compare by eye.
func (v view) Short(hash string) string { return hash[:min(len(hash), 16)] }

// Conclusion is a text of several paragraphs.
func (v view) Conclusion(i Item) []string {
	var paragraphs []string
	for part := range strings.SplitSeq(i.Conclusion, "\n") {
		if part = strings.TrimSpace(part); part != "" {
			paragraphs = append(paragraphs, part)
		}
	}
	return paragraphs
}

// Upper is a text in capitals.
func (v view) Upper(s string) string { return strings.ToUpper(s) }
