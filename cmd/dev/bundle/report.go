package bundle

import (
	"cmp"
	"fmt"
	"io"
	"path"
	"strings"
	"text/tabwriter"
	"time"
)

// Report is what a build made; it is also web/dist/bundle.json.
type Report struct {
	Version string          `json:"version"`
	Apps    []App           `json:"apps"`
	Weights []Weight        `json:"weights"`
	Files   map[string]Size `json:"files"`
	Took    time.Duration   `json:"-"`
}

// Size is one file's, in bytes. Gz and Br are zero for a file that is not compressed.
type Size struct {
	Raw int `json:"raw"`
	Gz  int `json:"gz,omitempty"`
	Br  int `json:"br,omitempty"`
}

// wire is what a browser without Brotli receives.
func (s Size) wire() int { return cmp.Or(s.Gz, s.Raw) }

// Weight holds one sum against its budget. Sizes are bytes; those of scripts and styles after gzip.
type Weight struct {
	Of     string `json:"of"`   // an app, "service worker", or the name of a lazy chunk
	What   string `json:"what"` // scripts, styles or fonts
	Raw    int    `json:"raw"`
	Wire   int    `json:"wire"`
	Budget int    `json:"budget"`
	Fault  string `json:"fault,omitempty"` // what is wrong besides the size
}

func (w Weight) ok() bool { return w.Fault == "" && w.Wire <= w.Budget }

// BudgetError lists the budgets that a build overran.
type BudgetError struct{ Over []Weight }

// Error names every overrun and what to do about it.
func (e *BudgetError) Error() string {
	var b strings.Builder
	b.WriteString("over budget:")
	for _, w := range e.Over {
		if w.Fault != "" {
			fmt.Fprintf(&b, "\n  %s: %s", w.Of, w.Fault)
			continue
		}
		fmt.Fprintf(&b, "\n  %s of %s: %s kB, allowed %s kB", w.What, w.Of, kb(w.Wire), kb(w.Budget))
	}
	b.WriteString("\nload it later with import(), leave it out, or change the budget in web/app/apps.json and say why in the commit")
	return b.String()
}

func weigh(spec *Spec, g *graph, apps []App, files packedTree) *Report {
	r := &Report{Apps: apps, Files: map[string]Size{}}
	for name, p := range files {
		r.Files[name] = Size{Raw: len(p.data), Gz: len(p.gz), Br: len(p.br)}
	}
	for i, a := range spec.Apps {
		js := append([]string{apps[i].Script}, apps[i].Preloads...)
		w := r.sum(a.Name, "scripts", js, a.JSKB)
		for _, l := range spec.Lazy {
			for _, p := range js {
				if g.holds(strings.TrimPrefix(p, "/"), l.Contains) {
					w.Fault = fmt.Sprintf("loads %s (%s) at once; import it with import()", l.Name, l.Contains)
				}
			}
		}
		r.Weights = append(r.Weights, w,
			r.sum(a.Name, "styles", apps[i].Styles, a.CSSKB), r.sum(a.Name, "fonts", apps[i].Fonts, spec.FontsKB))
	}
	r.Weights = append(r.Weights, r.sum("service worker", "scripts", []string{"/sw.js"}, spec.ServiceWorker.JSKB))
	for _, l := range spec.Lazy {
		if heaviest, found := r.heaviest(g, l); found {
			r.Weights = append(r.Weights, heaviest)
		}
	}
	return r
}

// heaviest weighs the chunk of a library: each app has its own, and loads no other's.
func (r *Report) heaviest(g *graph, l LazySpec) (heaviest Weight, found bool) {
	for name := range r.Files {
		if path.Ext(name) != ".js" || !g.holds(name, l.Contains) {
			continue
		}
		w := r.sum("later: "+l.Name, "scripts", []string{name}, l.JSKB)
		if !found || w.Wire > heaviest.Wire {
			heaviest, found = w, true
		}
	}
	return heaviest, found
}

func (r *Report) sum(of, what string, addresses []string, budgetKB float64) Weight {
	w := Weight{Of: of, What: what, Budget: int(budgetKB * 1000)}
	for _, a := range addresses {
		s := r.Files[strings.TrimPrefix(a, "/")]
		w.Raw += s.Raw
		w.Wire += s.wire()
	}
	return w
}

func (r *Report) overrun() error {
	var over []Weight
	for _, w := range r.Weights {
		if !w.ok() {
			over = append(over, w)
		}
	}
	if over == nil {
		return nil
	}
	return &BudgetError{Over: over}
}

// Print writes the weights as a table, one line per app: kB on the wire / kB allowed.
func (r *Report) Print(to io.Writer) error {
	kinds := []string{"scripts", "styles", "fonts"}
	rows := map[string]map[string]Weight{}
	var order []string
	for _, w := range r.Weights {
		if rows[w.Of] == nil {
			rows[w.Of] = map[string]Weight{}
			order = append(order, w.Of)
		}
		rows[w.Of][w.What] = w
	}
	t := tabwriter.NewWriter(to, 0, 0, 3, ' ', 0)
	fmt.Fprintf(t, "kB, gzip / allowed\t%s\n", strings.Join(kinds, "\t"))
	for _, of := range order {
		fmt.Fprint(t, of)
		for _, k := range kinds {
			fmt.Fprintf(t, "\t%s", rows[of][k])
		}
		fmt.Fprintln(t)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(to, "version %s, %d files, %s\n", r.Version, len(r.Files), r.Took.Round(time.Millisecond))
	return err
}

// String is the weight's cell in the table.
func (w Weight) String() string {
	switch {
	case w.Budget == 0:
		return ""
	case w.ok():
		return kb(w.Wire) + " / " + kb(w.Budget)
	default:
		return kb(w.Wire) + " / " + kb(w.Budget) + " OVER"
	}
}

func kb(bytes int) string { return fmt.Sprintf("%.1f", float64(bytes)/1000) }
