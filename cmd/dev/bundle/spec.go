package bundle

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// Spec is web/app/apps.json: what to bundle, and how large it may become. Sizes are in kB (1000 bytes)
// after gzip at its best level, as a browser without Brotli receives them.
type Spec struct {
	Apps          []AppSpec  `json:"apps"`
	ServiceWorker WorkerSpec `json:"service_worker"`
	Lazy          []LazySpec `json:"lazy"`
	FontsKB       float64    `json:"fonts_kb"` // all woff2 files of one app together, as stored
}

// AppSpec is one app: a page, an entry script, and the budget of what its first screen loads.
type AppSpec struct {
	Name  string  `json:"name"`
	Title string  `json:"title"` // of the page until the app sets its own
	Entry string  `json:"entry"` // below web/app
	JSKB  float64 `json:"js_kb"`
	CSSKB float64 `json:"css_kb"`
}

// WorkerSpec is the service worker.
type WorkerSpec struct {
	Entry string  `json:"entry"`
	JSKB  float64 `json:"js_kb"`
}

// LazySpec names the chunk that holds a large library, which must stay out of every app's first load.
type LazySpec struct {
	Name     string  `json:"name"`
	Contains string  `json:"contains"` // part of the path of a source inside the chunk
	JSKB     float64 `json:"js_kb"`
}

var appName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// readSpec reads and checks apps.json of the folder app.
func readSpec(app string) (*Spec, error) {
	data, err := os.ReadFile(filepath.Join(app, "apps.json"))
	if err != nil {
		return nil, err
	}
	var spec Spec
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&spec); err != nil {
		return nil, fmt.Errorf("apps.json: %w", err)
	}
	if err := spec.validate(); err != nil {
		return nil, fmt.Errorf("apps.json: %w", err)
	}
	return &spec, nil
}

func (s *Spec) validate() error {
	if len(s.Apps) == 0 {
		return errors.New("lists no app")
	}
	seen := map[string]bool{}
	for _, a := range s.Apps {
		switch {
		case !appName.MatchString(a.Name):
			return fmt.Errorf("app name %q: want small letters, digits and hyphens", a.Name)
		case seen[a.Name]:
			return fmt.Errorf("app %q stands twice", a.Name)
		case a.Title == "" || a.Entry == "":
			return fmt.Errorf("app %q needs a title and an entry", a.Name)
		case a.JSKB <= 0 || a.CSSKB <= 0:
			return fmt.Errorf("app %q needs budgets js_kb and css_kb above zero", a.Name)
		}
		seen[a.Name] = true
	}
	for _, l := range s.Lazy {
		if l.Name == "" || l.Contains == "" || l.JSKB <= 0 {
			return fmt.Errorf("lazy chunk %q needs name, contains and js_kb", l.Name)
		}
	}
	if s.ServiceWorker.Entry == "" || s.ServiceWorker.JSKB <= 0 || s.FontsKB <= 0 {
		return errors.New("service_worker needs an entry and js_kb, and fonts_kb must be above zero")
	}
	return nil
}
